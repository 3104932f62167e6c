//! `hecs plot ranking`: barriers of records of `hecs bvse`, `hecs paths` or `hecs screen`.

use std::path::Path;

use hecs_report::data::{RankingData, RankingRow};
use serde_json::Value;

use super::documents;
use crate::verb::VerbError;

/// The ranking of the records in a text, JSON or a record a line. Those without an answer have no barrier.
pub(super) fn ranking(text: &str, path: &Path) -> Result<RankingData, VerbError> {
    let mut data = RankingData::default();
    for (no, record) in (1..).zip(documents(text, path, "bvse")?) {
        let schema = record["schema"].as_str().unwrap_or("no schema");
        if !(schema.starts_with("hecs.bvse.") || schema.starts_with("hecs.paths.")) {
            return Err(VerbError::Usage(format!(
                "{}: a record of {schema}, which holds no barriers; write one with hecs bvse STRUCTURE --format json",
                path.display()
            )));
        }
        let ion = record["ion"].as_str().unwrap_or_default();
        if data.ion.is_empty() {
            ion.clone_into(&mut data.ion);
        } else if data.ion != ion {
            return Err(VerbError::Usage(format!(
                "{}: barriers of {} and of {ion} are not ranked together",
                path.display(),
                data.ion
            )));
        }
        data.rows.push(row(no, &record));
    }
    Ok(data)
}

fn row(no: u32, record: &Value) -> RankingRow {
    let text = |key: &str| record[key].as_str().unwrap_or_default();
    let file = text("file");
    let formula = text("formula").replace(' ', "");
    let message = |note: &Value| Some(note["message"].as_str()?.to_owned());
    let notes = record["notes"].as_array().map_or(&[][..], Vec::as_slice);
    let failed = Some(text("message").to_owned()).filter(|words| !words.is_empty());
    RankingRow {
        no,
        formula: if formula.is_empty() {
            file.to_owned()
        } else {
            formula
        },
        source: match record["entry"].as_str() {
            Some(entry) => format!("{file}, {entry}"),
            None => file.to_owned(),
        },
        barriers_ev: ["1d", "2d", "3d"].map(|d| barrier(&record["barriers"][d])),
        caveats: failed
            .into_iter()
            .chain(notes.iter().filter_map(message))
            .collect(),
    }
}

/// The refined barrier, or that of the grid where there is none; of a network that of the rigid host.
fn barrier(barrier: &Value) -> Option<f64> {
    ["refined", "grid", "rigid"]
        .iter()
        .find_map(|key| barrier[key].as_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_both_verbs_are_ranked_and_others_refused() {
        let text = r#"{"schema":"hecs.bvse.1","file":"a.cif","formula":"Li3 P S4","ion":"Li+","ok":true,"notes":[{"code":"x","message":"words"}],
            "barriers":{"1d":{"grid":0.3,"refined":0.2},"2d":{"grid":0.4,"refined":null},"3d":null}}
            [{"schema":"hecs.paths.1","file":"b.cif","entry":"two","formula":null,"ion":"Li+","ok":false,"message":"why","barriers":{"1d":{"rigid":0.5}}}]"#;
        let data = ranking(text, Path::new("x.json")).expect("records");
        assert_eq!(data.ion, "Li+");
        assert_eq!(data.rows[0].barriers_ev, [Some(0.2), Some(0.4), None]);
        assert_eq!(data.rows[0].caveats, ["words"]);
        assert_eq!(data.rows[1].barriers_ev, [Some(0.5), None, None]);
        assert_eq!(data.rows[1].source, "b.cif, two");
        assert_eq!(data.rows[1].formula, "b.cif");
        for wrong in [
            r#"{"schema":"hecs.inspect.1"}"#,
            r#"{"schema":"hecs.bvse.1","ion":"Li+"} {"schema":"hecs.bvse.1","ion":"Na+"}"#,
            "no json",
        ] {
            assert!(ranking(wrong, Path::new("x.json")).is_err(), "{wrong}");
        }
    }
}
