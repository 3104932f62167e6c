//! What of a table was not used, part of the records of `hecs fit` and `hecs validate`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows, columns and labels of a table that were left out without having been asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutRecord {
    /// Rows, in the order of the table.
    pub rows: Vec<LeftOutRow>,
    /// Columns, in the order of the table.
    pub columns: Vec<LeftOutColumn>,
    /// Labels of the split that name no set, in the order of the table.
    pub labels: Vec<LeftOutLabel>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutRow {
    /// Its name.
    pub row: String,
    /// Why.
    pub reason: String,
}

/// A column that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutColumn {
    /// Its name; empty where the header has none.
    pub column: String,
    /// Why.
    pub reason: String,
}

/// A label of the split that names no set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutLabel {
    /// The label; empty where the cell is.
    pub label: String,
    /// The rows that have it, which are not used.
    pub rows: Vec<String>,
}

impl LeftOutRecord {
    /// A sentence for each kind of thing that was left out: rows, columns, labels.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if !self.rows.is_empty() {
            let parts = self
                .rows
                .iter()
                .map(|r| format!("{} ({})", r.row, r.reason));
            sentences.push(format!(
                "{} row(s) left out: {}",
                self.rows.len(),
                few(parts)
            ));
        }
        if !self.columns.is_empty() {
            let parts = (self.columns.iter()).map(|c| format!("{:?} ({})", c.column, c.reason));
            let count = self.columns.len();
            sentences.push(format!("{count} column(s) left out: {}", few(parts)));
        }
        for label in &self.labels {
            sentences.push(format!(
                "{} row(s) say {:?}, neither train nor test, and are not used: {}",
                label.rows.len(),
                label.label,
                few(label.rows.iter().cloned())
            ));
        }
        sentences
    }
}

/// Names in a sentence before the rest is counted.
const NAMED: usize = 10;

fn few(parts: impl ExactSizeIterator<Item = String>) -> String {
    let rest = parts.len().saturating_sub(NAMED);
    let named: Vec<String> = parts.take(NAMED).collect();
    match rest {
        0 => named.join(", "),
        _ => format!("{} and {rest} more", named.join(", ")),
    }
}
