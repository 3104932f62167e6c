//! `hecs plot orderings`: barriers over orderings of a record of `hecs bvse` or `hecs paths`.

use std::path::Path;

use hecs_analysis::records::OrderingsRecord;
use hecs_report::data::OrderingsData;
use hecs_view::orderings_data;
use serde::Deserialize;

use super::{documents, unreadable};
use crate::verb::VerbError;

/// The orderings of the first record in a text that has some.
pub(super) fn orderings(text: &str, path: &Path) -> Result<OrderingsData, VerbError> {
    let records = documents(text, path, "bvse")?;
    let Some(record) = records
        .iter()
        .find(|record| record["orderings"].is_object())
    else {
        return Err(VerbError::Usage(format!(
            "{}: no record with barriers over orderings; write one with hecs bvse STRUCTURE --orderings auto --format json",
            path.display()
        )));
    };
    let found = OrderingsRecord::deserialize(&record["orderings"]);
    let found = found.map_err(unreadable(path, "bvse"))?;
    let text = |key: &str| record[key].as_str().unwrap_or_default();
    let formula = text("formula").replace(' ', "");
    let name = Some(formula).filter(|formula| !formula.is_empty());
    let name = name.unwrap_or_else(|| text("file").to_owned());
    Ok(orderings_data(&name, text("ion"), &found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_orderings_says_how_to_have_them() {
        let found = orderings(r#"{"schema":"hecs.bvse.1"}"#, Path::new("x.json"));
        let text = found.unwrap_err().to_string();
        assert!(text.contains("--orderings auto"), "{text}");
    }
}
