//! A range of values of one variable.

use std::str::FromStr;

use crate::DesignError;

/// Intervals that a range without a step is divided into.
const DEFAULT_INTERVALS: f64 = 10.0;
/// Most values one range may hold.
const MOST_VALUES: f64 = 1e6;

/// Values from `from` to `to` (inclusive) in equal steps.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Range {
    /// First value.
    pub from: f64,
    /// Last value, reached up to rounding.
    pub to: f64,
    /// Step; a range without one has ten intervals.
    pub step: f64,
}

impl Range {
    /// From `from` to `to` in ten steps.
    ///
    /// # Errors
    /// [`DesignError::EmptyRange`] where `to` is below `from` or either is not finite.
    pub fn new(from: f64, to: f64) -> Result<Self, DesignError> {
        let span = to - from;
        let step = if span > 0.0 {
            span / DEFAULT_INTERVALS
        } else {
            1.0
        };
        Self::with_step(from, to, step)
    }

    /// From `from` to `to` in steps of `step`.
    ///
    /// # Errors
    /// [`DesignError::EmptyRange`] where that holds no value, or more than a million.
    pub fn with_step(from: f64, to: f64, step: f64) -> Result<Self, DesignError> {
        let finite = from.is_finite() && to.is_finite() && step.is_finite();
        if finite && step > 0.0 && to >= from && (to - from) / step < MOST_VALUES {
            return Ok(Self { from, to, step });
        }
        let nearest = if !finite {
            "0..1:0.1".to_owned()
        } else if to < from {
            format!("{to}..{from}")
        } else if step > 0.0 {
            format!("{from}..{to}:{}", (to - from) / (MOST_VALUES / 2.0))
        } else {
            format!("{from}..{to}")
        };
        Err(DesignError::EmptyRange {
            from,
            to,
            step,
            nearest,
        })
    }

    /// A single value.
    ///
    /// # Errors
    /// [`DesignError::EmptyRange`] where it is not finite.
    pub fn single(value: f64) -> Result<Self, DesignError> {
        Self::with_step(value, value, 1.0)
    }

    /// The values, ascending, free of rounding in the ninth decimal.
    pub fn values(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step + 1e-9).floor() as usize;
        (0..=count)
            .map(|i| ((self.from + i as f64 * self.step) * 1e9).round() / 1e9)
            .collect()
    }
}

impl FromStr for Range {
    type Err = DesignError;

    /// Reads `0..0.5`, `0..0.5:0.05` or a single `0.3`.
    fn from_str(text: &str) -> Result<Self, DesignError> {
        let number = |part: &str| -> Result<f64, DesignError> {
            let offset = part.as_ptr() as usize - text.as_ptr() as usize;
            part.trim().parse().map_err(|_| DesignError::InvalidRange {
                text: text.to_owned(),
                position: text.get(..offset).map_or(0, |t| t.chars().count()) + 1,
                reason: "a range is written a..b, a..b:step or a",
            })
        };
        let (span, step) = match text.split_once(':') {
            Some((span, step)) => (span, Some(number(step)?)),
            None => (text, None),
        };
        match (span.split_once(".."), step) {
            (Some((from, to)), Some(step)) => Self::with_step(number(from)?, number(to)?, step),
            (Some((from, to)), None) => Self::new(number(from)?, number(to)?),
            (None, _) => Self::single(number(span)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_end_on_their_end() {
        let values = |text: &str| text.parse::<Range>().unwrap().values();
        assert_eq!(values("0..0.3:0.1"), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(values("0..1").len(), 11);
        assert_eq!(values("0.25"), [0.25]);
    }

    #[test]
    fn empty_ranges_name_a_full_one() {
        let message = |text: &str| text.parse::<Range>().unwrap_err().to_string();
        assert!(message("0.5..0.1").contains("nearest allowed is 0.1..0.5"));
        assert!(message("0..1:0").contains("nearest allowed is 0..1"));
        assert!(message("0..1:x").contains("character 6"));
        assert!("0..NaN".parse::<Range>().is_err());
    }
}
