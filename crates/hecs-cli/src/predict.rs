//! `hecs predict`: a fitted model on CIF files or on the rows of a table.

use std::fs;

use hecs_descriptors::Options;
use hecs_pls::{Measure, Missing, Model, Prediction, Table};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Common, Predict};
use crate::describe::describe;
use crate::output::{Record, optional, print, resolve, rounded};
use crate::reading::{ReadInput, for_each_structure};
use crate::tables::read_sheet;
use crate::verb::{Outcome, VerbError};

/// One record of `hecs predict`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PredictRecord {
    /// File, or name of the row.
    name: String,
    ok: bool,
    /// Why there is no prediction, if so.
    error: Option<String>,
    /// What is predicted.
    response: String,
    /// Unit of it, where the model knows one.
    unit: Option<String>,
    value: Option<f64>,
    /// Ends of the interval at the model's confidence level.
    low: Option<f64>,
    high: Option<f64>,
    /// Whether the input is inside the model's domain.
    inside: Option<bool>,
    leverage: Option<f64>,
    hotelling_t2: Option<f64>,
    q_residual: Option<f64>,
    /// What puts it outside, with the descriptors that do, largest share first.
    reasons: Vec<String>,
    /// Descriptors beyond the range of the training rows.
    out_of_range: Vec<String>,
}

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
                    one(
                        &model,
                        columns.rows()[i].clone(),
                        Ok(columns.select_rows(&[i])),
                    )
                })
                .collect()
        }
        None => from_structures(arguments, common, &model),
    };
    print(&records, resolve(common.format))?;
    Ok(Outcome::of(&records))
}

fn from_structures(arguments: &Predict, common: &Common, model: &Model) -> Vec<PredictRecord> {
    let options = Options::default();
    let work = |input: &ReadInput| {
        let table = describe(input, &options).and_then(|hecs| {
            let names: Vec<&str> = hecs.iter().map(|(d, _)| d.name()).collect();
            let described = Table::from_records(&[&input.file], &names, &[hecs.values()]);
            // A model of some of the descriptors needs those only.
            described
                .and_then(|t| t.select_columns(&model.column_names()))
                .map_err(|e| e.to_string())
        });
        one(model, input.file.clone(), table)
    };
    for_each_structure(
        &arguments.files,
        &arguments.reading,
        common,
        "predicting",
        work,
        Record::error,
    )
}

/// The record of one row; its own failure is its own.
fn one(model: &Model, name: String, row: Result<Table, String>) -> PredictRecord {
    let predicted = row.and_then(|table| {
        let mut rows = model
            .predict(&table, Missing::Refuse)
            .map_err(|e| e.to_string())?;
        rows.pop().ok_or_else(|| "the table has no row".to_owned())
    });
    let empty = PredictRecord {
        name,
        ok: predicted.is_ok(),
        error: None,
        response: model.response.name.clone(),
        unit: model.response.unit.clone(),
        value: None,
        low: None,
        high: None,
        inside: None,
        leverage: None,
        hotelling_t2: None,
        q_residual: None,
        reasons: Vec::new(),
        out_of_range: Vec::new(),
    };
    match predicted {
        Err(error) => PredictRecord {
            error: Some(error),
            ..empty
        },
        Ok(p) => PredictRecord {
            value: Some(p.value),
            low: p.interval.map(|i| i.low),
            high: p.interval.map(|i| i.high),
            inside: Some(p.inside),
            leverage: Some(p.leverage),
            hotelling_t2: Some(p.hotelling_t2),
            q_residual: Some(p.q_residual),
            reasons: reasons(&p),
            out_of_range: p
                .out_of_range
                .iter()
                .map(|o| {
                    format!(
                        "{} = {} is outside the training range {} … {}",
                        o.column, o.value, o.minimum, o.maximum
                    )
                })
                .collect(),
            ..empty
        },
    }
}

/// Descriptors named in a reason: those of the largest share.
const NAMED: usize = 5;

pub(crate) fn reasons(prediction: &Prediction) -> Vec<String> {
    prediction
        .reasons
        .iter()
        .map(|reason| {
            let measure = match reason.measure {
                Measure::HotellingT2 => "Hotelling T²",
                _ => "Q residual",
            };
            let columns: Vec<String> = reason
                .columns
                .iter()
                .take(NAMED)
                .map(|c| format!("{} {:.0} %", c.column, 100.0 * c.share))
                .collect();
            format!(
                "{measure} {:.3} exceeds {:.3}: {}",
                reason.value,
                reason.limit,
                columns.join(", ")
            )
        })
        .collect()
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
