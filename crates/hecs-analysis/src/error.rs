//! What can keep a question from being answered at all.

use hecs_pls::PlsError;

/// Errors of the questions about tables. An input that gives no answer is no error: its record says
/// so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// A column that is asked for as a predictor has another part already.
    #[error("column \"{name}\" is the response, the split or the names; it cannot also predict")]
    PredictorHasRole {
        /// The column.
        name: String,
    },
    /// No row is to be learnt from.
    #[error("no row says \"train\" in column \"{column}\"")]
    NoTrainingRow {
        /// The column of the split.
        column: String,
    },
    /// The table or the model.
    #[error(transparent)]
    Pls(#[from] PlsError),
}
