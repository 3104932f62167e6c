//! What was done to a table before it was fitted, part of the records of `hecs fit` and `hecs validate`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How spectra were treated, missing values dealt with and columns selected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecipeRecord {
    /// Treatments of the rows as spectra, one after the other: `snv`, `msc`, `sg:WINDOW:ORDER:DERIVATIVE`.
    pub treatments: Vec<String>,
    /// What was done with missing values: `refuse`, `mean` or `nipals`; `refuse` where there were none.
    pub missing: String,
    /// How columns were selected; `None` where all were kept.
    pub selection: Option<SelectionRecord>,
}

/// A selection of columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelectionRecord {
    /// `vip` or `selectivity_ratio`.
    pub measure: String,
    /// Columns were kept from this on.
    pub at_least: f64,
    /// Folds in which columns were selected anew.
    pub folds: usize,
    /// Every column of the table, in its order.
    pub columns: Vec<KeptRecord>,
}

/// A column and how often it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptRecord {
    /// Name of the column.
    pub name: String,
    /// In how many folds it was kept.
    pub times: usize,
    /// Whether the model has it.
    pub in_model: bool,
}
