//! A number of the paper beside ours, and whether they agree.

use serde::Serialize;

/// What a check compares: a number, a list, or nothing where the paper is silent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Number(f64),
    Text(String),
    Nothing,
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Self {
        Self::Number(x)
    }
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum CheckVerdict {
    #[serde(rename = "holds")]
    Holds,
    #[serde(rename = "differs")]
    Differs,
    #[serde(rename = "not stated")]
    NotStated,
}

impl CheckVerdict {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Differs => "differs",
            Self::NotStated => "not stated",
        }
    }
}

/// One line of a level.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Check {
    pub(crate) name: String,
    /// What the paper, or the reference the name says, has.
    pub(crate) paper: Value,
    pub(crate) ours: Value,
    /// Largest difference allowed, in the unit of the number.
    pub(crate) tolerance: Option<f64>,
    pub(crate) verdict: CheckVerdict,
    /// Whether the project says that this reproduces: then `differs` is a failure.
    pub(crate) required: bool,
    /// Reason of a difference, or what the number is.
    pub(crate) note: String,
}

impl Check {
    /// A number that must agree within `tolerance`.
    pub(crate) fn number(name: &str, paper: f64, ours: f64, tolerance: f64) -> Self {
        Self {
            name: name.to_owned(),
            paper: paper.into(),
            ours: ours.into(),
            tolerance: Some(tolerance),
            verdict: verdict((ours - paper).abs() <= tolerance),
            required: true,
            note: String::new(),
        }
    }

    /// A number that must agree with one printed to `decimals` places.
    pub(crate) fn printed(name: &str, paper: f64, ours: f64, decimals: i32) -> Self {
        Self::number(name, paper, ours, 0.5 * 10f64.powi(-decimals))
    }

    /// A count that must be at least `least`.
    pub(crate) fn at_least(name: &str, least: usize, ours: usize, of: usize) -> Self {
        Self {
            name: name.to_owned(),
            paper: Value::text(format!("≥ {least} of {of}")),
            ours: Value::text(format!("{ours} of {of}")),
            tolerance: None,
            verdict: verdict(ours >= least),
            required: true,
            note: String::new(),
        }
    }

    /// Texts or lists that must be equal.
    pub(crate) fn same(name: &str, paper: String, ours: String) -> Self {
        Self {
            name: name.to_owned(),
            verdict: verdict(paper == ours),
            paper: Value::Text(paper),
            ours: Value::Text(ours),
            tolerance: None,
            required: true,
            note: String::new(),
        }
    }

    /// A number that the paper does not have.
    pub(crate) fn ours_only(name: &str, ours: impl Into<Value>) -> Self {
        Self {
            name: name.to_owned(),
            paper: Value::Nothing,
            ours: ours.into(),
            tolerance: None,
            verdict: CheckVerdict::NotStated,
            required: false,
            note: String::new(),
        }
    }

    /// The same check with a remark.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same check where a difference is a finding, not a failure; `note` says why.
    pub(crate) fn reported(mut self, note: impl Into<String>) -> Self {
        self.required = false;
        self.note(note)
    }

    /// Whether the project says that this reproduces and it does not.
    pub(crate) fn failed(&self) -> bool {
        self.required && self.verdict == CheckVerdict::Differs
    }
}

fn verdict(holds: bool) -> CheckVerdict {
    if holds {
        CheckVerdict::Holds
    } else {
        CheckVerdict::Differs
    }
}

/// The checks of one level.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Level {
    #[serde(skip)]
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) checks: Vec<Check>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_required_difference_fails_and_a_reported_one_does_not() {
        assert!(!Check::printed("q2", 0.65877, 0.658_774_9, 5).failed());
        assert!(Check::printed("q2", 0.65877, 0.658_776, 5).failed());
        assert!(
            !Check::printed("q2", 0.65877, 0.66, 5)
                .reported("why")
                .failed()
        );
        assert!(Check::at_least("cells", 3, 2, 4).failed());
        assert!(Check::number("nan", 1.0, f64::NAN, 1.0).failed());
    }
}
