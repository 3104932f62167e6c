//! What of a table is learnt from, as it was asked for.

use hecs_pls::{Missing, Scaling};

/// What of a table is learnt from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingSettings {
    /// Column of the response.
    pub response: String,
    /// Columns of further responses, for a model of all at once.
    pub further_responses: Vec<String>,
    /// Column that says of each row whether it is learnt from (`train`, `training`, `calibration`) or tested on
    /// (`test`, and apart from these `validation`), in any case; without one, all rows are learnt from.
    pub split: Option<String>,
    /// Column of labels of rows that belong together and are left out together.
    pub group: Option<String>,
    /// Column of the names of the rows.
    pub name: Option<String>,
    /// The only columns to learn from; all numeric ones where empty.
    pub include: Vec<String>,
    /// Columns not to learn from.
    pub exclude: Vec<String>,
    /// What is done with missing predictors.
    pub missing: Missing,
    /// How columns are scaled.
    pub scaling: Scaling,
    /// The most components to try.
    pub max_components: usize,
}

impl TrainingSettings {
    /// Whether a column is the response, the split, the groups or the names, and so no predictor.
    pub(crate) fn has_role(&self, name: &str) -> bool {
        let others = [&self.split, &self.group, &self.name];
        self.response == name
            || self
                .further_responses
                .iter()
                .any(|response| response == name)
            || others.iter().any(|role| role.as_deref() == Some(name))
    }
}
