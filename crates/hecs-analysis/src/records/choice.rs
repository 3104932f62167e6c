//! How rows were left out and components chosen, part of the records of `hecs fit` and `hecs validate`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The cross-validation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CrossValidationRecord {
    /// `leave_one_out`, `k_fold`, `blocks` or `repeated`.
    pub scheme: String,
    /// Column of the groups that are left out whole.
    pub group: Option<String>,
    /// What is left out one by one: the number of rows, or of groups.
    pub units: usize,
    /// Folds of each repeat.
    pub folds: usize,
    /// Repeats.
    pub repeats: usize,
    /// Seed of the assignment to folds, where it is random.
    pub seed: Option<u64>,
}

/// How many components: what was taken, and what the rules would take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChoiceRecord {
    /// The rule that chose: `minimum`, `one_standard_error` or `van_der_voet`; `given` where the number was.
    pub rule: String,
    /// Components with the smallest PRESS.
    pub minimum: usize,
    /// Fewest components within one standard error of the smallest PRESS.
    pub one_standard_error: usize,
    /// Fewest components that van der Voet's test (level 0.1) does not tell from those of the smallest PRESS.
    pub van_der_voet: usize,
}

/// Van der Voet's test of a number of components against the number with the smallest PRESS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonRecord {
    /// Number of components.
    pub components: usize,
    /// T² = (Σd)²/Σd² over the differences d of squared errors.
    pub t2: f64,
    /// Share of random exchanges whose T² reaches this one.
    pub p: f64,
}
