//! The words of a contour plot: those of the paper, or those of the reader's table.

use crate::data::ContourPanel;
use crate::labels;

/// What is shown over the two columns, and what a point is.
pub(super) struct Words {
    /// At the start of a title, and within a sentence.
    pub(super) title: String,
    pub(super) in_a_sentence: String,
    /// In label markup.
    pub(super) markup: String,
    /// The same with its unit.
    pub(super) axis: String,
    pub(super) unit: String,
    /// How it stands before a number.
    pub(super) short: String,
    pub(super) noun: &'static str,
    /// Whether columns are the descriptors of the paper.
    descriptors: bool,
}

impl Words {
    pub(super) fn of(data: &ContourPanel) -> Self {
        let Some(response) = &data.response else {
            return Self::energy();
        };
        let name = labels::as_text(&response.name);
        Self {
            title: response.name.clone(),
            in_a_sentence: response.name.clone(),
            axis: labels::short(&response.titled()),
            unit: response.after_number(),
            short: response.name.clone(),
            noun: "row",
            descriptors: false,
            markup: name,
        }
    }

    pub(super) fn energy() -> Self {
        Self {
            title: "Activation energy".to_owned(),
            in_a_sentence: "the activation energy".to_owned(),
            markup: "*E*_{a}".to_owned(),
            axis: "*E*_{a} (eV)".to_owned(),
            unit: " eV".to_owned(),
            short: "Ea".to_owned(),
            noun: "compound",
            descriptors: true,
        }
    }

    pub(super) fn symbol(&self, column: &str) -> String {
        if self.descriptors {
            labels::symbol(column)
        } else {
            labels::as_text(column)
        }
    }

    pub(super) fn axis_of(&self, column: &str) -> String {
        if self.descriptors {
            labels::axis(column)
        } else {
            labels::as_text(column)
        }
    }
}
