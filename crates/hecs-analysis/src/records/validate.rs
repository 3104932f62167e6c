//! The record of `hecs validate`: what a model is worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChoiceRecord, CrossValidationRecord, LeftOutRecord, RecipeRecord};

/// The record of `hecs validate`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ValidateRecord {
    /// Name and version of the record.
    pub schema: String,
    /// Name of the response.
    pub response: String,
    /// Training rows.
    pub n: usize,
    /// Predictors.
    pub p: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Components of the model.
    pub components: usize,
    /// How that number was chosen, and what other rules would take.
    pub choice: ChoiceRecord,
    /// How rows were left out.
    pub cv: CrossValidationRecord,
    /// Q² of the cross-validation at that number; it has seen the choice.
    pub q2: f64,
    /// Could it be chance?
    pub permutation: PermutationRecord,
    /// What the whole procedure achieves on rows it has not seen.
    pub nested: NestedRecord,
    /// Bootstrap intervals of the coefficients on the raw descriptors.
    pub coefficients: Vec<CoefficientRecord>,
    /// Test rows, where the table has a split.
    pub test: Vec<TestRow>,
    /// Rows that the split calls validation.
    #[serde(default)]
    pub validation: Vec<TestRow>,
    /// What was done before: spectra, missing values, selection of columns (counted over the outer folds).
    #[serde(default)]
    pub recipe: RecipeRecord,
    /// What of the table was not used.
    pub left_out: LeftOutRecord,
    /// What makes the model doubtful.
    pub warnings: Vec<String>,
}

/// Y-randomisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PermutationRecord {
    /// Number of permuted responses.
    pub permutations: usize,
    /// Probability of a Q² this good by chance, the number of components chosen anew each time by the smallest
    /// PRESS; kept where it was given or chosen by another rule. 1 without components.
    pub p_q2: f64,
    /// Largest Q² of the permuted responses.
    pub largest_q2: f64,
    /// Q² at correlation 0 on the line through Q² against |correlation|.
    pub intercept_q2: f64,
    /// R² likewise.
    pub intercept_r2: f64,
    /// The observed response first, then each permuted one, all with the components of the model.
    pub permuted: Vec<PermutedRecord>,
}

/// The model of one order of the responses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PermutedRecord {
    /// Correlation with the observed order; 1 for the observed.
    pub correlation: f64,
    /// R² of the rows fitted.
    pub r2: f64,
    /// Q² of the rows left out.
    pub q2: f64,
}

/// Double cross-validation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NestedRecord {
    /// Outer folds.
    pub folds: usize,
    /// Repetitions of the outer folds.
    pub repeats: usize,
    /// Q² over the outer folds.
    pub q2: f64,
    /// Root mean squared error over the outer folds.
    pub rmsecv: f64,
    /// How often each number of components was chosen, from 0.
    pub chosen: Vec<usize>,
}

/// A coefficient with its bootstrap interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CoefficientRecord {
    /// Name of the predictor.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Standard deviation over the replicates.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Whether the interval excludes zero.
    pub certain_sign: bool,
}

/// A test row and whether the model's domain holds it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TestRow {
    /// Name of the row.
    pub row: String,
    /// Response in the table.
    pub observed: f64,
    /// Response by the model.
    pub predicted: f64,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Whether the row is inside the domain of the model.
    pub inside: bool,
}
