//! A number with its uncertainty, as resampling gives it.

use serde::Serialize;

/// A coefficient or a prediction with its standard error and interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// Name of the column or row.
    pub name: String,
    /// The value from all rows.
    pub value: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// Whether the interval excludes 0: the sign is then significant at the level asked for.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Coefficients, intercept, importance and predictions with their uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimates {
    /// Number of components.
    pub components: usize,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Coefficients of the columns, raw units (p).
    pub coefficients: Vec<Estimate>,
    /// The intercept, raw units.
    pub intercept: Estimate,
    /// Importance of the columns (p), 0 without components.
    pub vip: Vec<Estimate>,
    /// Predictions of the rows that were given, without the scatter of a new observation; empty where none were given.
    pub predictions: Vec<Estimate>,
}

/// The quantile of sorted values by linear interpolation (type 7 of R. J. Hyndman, Y. Fan, Am. Stat. 50 (1996) 361,
/// doi:10.1080/00031305.1996.10473566).
pub(crate) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let place = probability * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}
