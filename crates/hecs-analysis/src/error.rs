//! What can keep a question from being answered at all.

use hecs_pls::PlsError;

/// Errors of the questions about tables. An input that gives no answer is no error: its record says
/// so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// A column that is asked for as a predictor has another part already.
    #[error(
        "column \"{name}\" is the response, the split, the groups or the names; it cannot also predict"
    )]
    PredictorHasRole {
        /// The column.
        name: String,
    },
    /// No row is to be learnt from.
    #[error(
        "no row says \"train\" (or training, calibration; in any case) in column \"{column}\"; labels that are no set: {}",
        some(labels)
    )]
    NoTrainingRow {
        /// The column of the split.
        column: String,
        /// The labels that name no set.
        labels: Vec<String>,
    },
    /// A row to learn from belongs to no group.
    #[error(
        "row `{row}` has no label in column \"{column}\" of the groups; give it one, or leave the row out"
    )]
    NoGroup {
        /// The row.
        row: String,
        /// The column of the groups.
        column: String,
    },
    /// A model that was fitted to something else than the table at hand.
    #[error(
        "the model was fitted to other rows, names or numbers; validate it with its own table and the options of its fit \
         (--split, --name, --impute)"
    )]
    OtherTable,
    /// A table of hops names an ion that cannot be read.
    #[error("row `{row}`: \"{text}\" is no ion; write it as Li+ or Mg2+")]
    NoIon {
        /// The row.
        row: String,
        /// What stands there.
        text: String,
    },
    /// The table or the model.
    #[error(transparent)]
    Pls(#[from] PlsError),
}

/// Labels of an error before the rest is counted.
const NAMED: usize = 10;

fn some(labels: &[String]) -> String {
    let named: Vec<String> = (labels.iter().take(NAMED))
        .map(|label| format!("{label:?}"))
        .collect();
    match labels.len() {
        0 => "none".to_owned(),
        n if n > NAMED => format!("{} and {} more", named.join(", "), n - NAMED),
        _ => named.join(", "),
    }
}
