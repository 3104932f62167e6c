//! `hecs predict`: a fitted model on CIF files or on the rows of a table.

use std::fs;

use hecs_analysis::records::PredictRecord;
use hecs_analysis::{predict, predict_row};
use hecs_pls::Model;

use crate::args::{Common, Predict};
use crate::output::{Record, optional, print, resolve, rounded};
use crate::reading::for_each_structure;
use crate::tables::read_sheet;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Predict, common: &Common) -> Result<Outcome, VerbError> {
    let path = &arguments.model;
    let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
    let model = Model::from_json(&text).map_err(VerbError::pls(path))?;
    let records = match &arguments.table {
        Some(table) => {
            let sheet = read_sheet(table, arguments.name.as_deref())?;
            let pls = VerbError::pls(table);
            let columns = sheet.table(&model.column_names()).map_err(&pls)?;
            (0..columns.rows().len())
                .map(|i| {
                    let name = columns.rows()[i].clone();
                    predict_row(&model, name, Ok(columns.select_rows(&[i])))
                })
                .collect()
        }
        None => for_each_structure(
            &arguments.files,
            &arguments.reading,
            common,
            "predicting",
            |entry| predict(entry, &model),
            Record::error,
        ),
    };
    print(&records, resolve(common.format))?;
    Ok(Outcome::of(&records))
}

impl Record for PredictRecord {
    fn header() -> Vec<String> {
        [
            "name",
            "value",
            "low",
            "high",
            "inside",
            "hotelling_t2",
            "q_residual",
            "reasons",
            "error",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            optional(self.value),
            optional(self.low),
            optional(self.high),
            self.inside.map_or(String::new(), |i| i.to_string()),
            optional(self.hotelling_t2),
            optional(self.q_residual),
            self.reasons.join("; "),
            self.error.clone().unwrap_or_default(),
        ]
    }

    fn short_row(&self) -> Vec<String> {
        let mut row = self.row();
        row[1] = rounded(self.value, 4);
        row[2] = rounded(self.low, 4);
        row[3] = rounded(self.high, 4);
        row[4] = match self.inside {
            Some(true) => "inside".to_owned(),
            Some(false) => "outside".to_owned(),
            None => "–".to_owned(),
        };
        row[5] = rounded(self.hotelling_t2, 2);
        row[6] = rounded(self.q_residual, 3);
        row
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
