//! `hecs predict`: a fitted model on CIF files or on the rows of a table.

use hecs_analysis::records::{Head, PredictRecord};
use hecs_analysis::{predict, predict_rows};
use hecs_pls::Model;

use crate::args::{Common, Predict};
use crate::output::{optional, rounded};
use crate::reading::for_each_structure;
use crate::results::{Record, Results, resolve};
use crate::tables::{read_models, read_sheet};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Predict, common: &Common) -> Result<Outcome, VerbError> {
    let models = read_models(&arguments.model, common.quiet)?;
    let mut results = Results::new(resolve(common.format));
    if let Some(table) = &arguments.table {
        let sheet = read_sheet(table, arguments.name.as_deref())?;
        let pls = VerbError::pls(table);
        let names = models.first().map_or(Vec::new(), Model::column_names);
        let columns = sheet.table(&names).map_err(&pls)?;
        let file = table.display().to_string();
        let missing = arguments.gaps.asked();
        let mut of_models = Vec::new();
        for model in &models {
            let records = predict_rows(model, &file, &columns, missing).map_err(&pls)?;
            of_models.push(records.into_iter());
        }
        // All responses of a row of the table, then those of the next.
        for _ in columns.rows() {
            for record in of_models.iter_mut().filter_map(Iterator::next) {
                results.push(&record);
            }
        }
        return Ok(results.finish());
    }
    let [model] = models.as_slice() else {
        return Err(VerbError::Usage(format!(
            "{}: a model of several responses predicts the rows of a table, `hecs describe` makes one of structures; give it with --table",
            arguments.model.display()
        )));
    };
    for_each_structure(
        &arguments.files,
        &arguments.reading,
        common,
        "predicting",
        |entry| predict(entry, model),
        |record| &record.head,
        |record| results.push(&record),
    )?;
    Ok(results.finish())
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
            "formula",
            "status",
            "code",
            "notes",
            "error",
            "response",
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
            self.head.formula.clone().unwrap_or_default(),
            self.head.status.name().to_owned(),
            self.head.code.clone().unwrap_or_default(),
            self.head.note_codes().join(" "),
            self.head.message.clone().unwrap_or_default(),
            self.response.clone(),
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

    fn head(&self) -> &Head {
        &self.head
    }
}
