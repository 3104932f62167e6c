//! Models of tables that are in memory: `fit`, `validate`, `predict` of rows, `report` of a table.

use hecs_analysis::records::{LeftOutRecord, PredictRecord};
use hecs_analysis::{Watch, fit, fit_jointly, predict_rows};
use hecs_pls::Model;

use super::question::Answer;
use super::words::{command_of, json, not_a};
use crate::args::{Command, Table};
use crate::fit::settings;
use crate::results::Record;
use crate::tables::{models_of, sheet_of, training_data_of};
use crate::verb::VerbError;
use crate::{table_report, validate};

/// A model with its record.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fitted {
    /// The text that `hecs fit --out` writes.
    pub model: String,
    /// The record as JSON.
    pub record: String,
    /// What makes the model doubtful, and what of the table was left out.
    pub told: Vec<String>,
}

/// Fits a model to a table, as `hecs fit` of these words does; `name` is what errors call the table, a CSV text.
///
/// # Errors
/// Words that make no sense, or a table that no model fits.
pub fn fitted(words: &[String], name: &str, table: &[u8]) -> Result<Fitted, VerbError> {
    let Command::Fit(arguments) = command_of(words, &[name.to_owned()])? else {
        return Err(not_a(words, "fit"));
    };
    let settings = settings(&arguments)?;
    let data = training_data_of(&sheet(&arguments.table, table)?, &arguments.table, None)?;
    let pls = VerbError::pls(name.as_ref());
    if let Some(design) = &data.joint {
        let (model, record) = fit_jointly(&data, design, &settings).map_err(&pls)?;
        return Ok(Fitted {
            model: model.to_json().map_err(&pls)?,
            record: json(&record)?,
            told: told(&record.left_out, &record.warnings),
        });
    }
    let (model, record) = fit(&data, &settings).map_err(&pls)?;
    Ok(Fitted {
        model: model.to_json().map_err(&pls)?,
        record: json(&record)?,
        told: told(&record.left_out, &record.warnings),
    })
}

/// Judges a model of a table, as `hecs validate` of these words does; `model` is the text of one that is to be judged. The
/// answer is the record as JSON, and what makes the model doubtful.
///
/// # Errors
/// As [`fitted`], and a model of something else.
pub fn judged(
    words: &[String],
    name: &str,
    table: &[u8],
    model: Option<&str>,
) -> Result<(String, Vec<String>), VerbError> {
    let Command::Validate(arguments) = command_of(words, &[name.to_owned()])? else {
        return Err(not_a(words, "validate"));
    };
    let model = model
        .map(|text| Model::from_json(text).map_err(VerbError::pls("the model".as_ref())))
        .transpose()?;
    let sheet = sheet(&arguments.table, table)?;
    let data = training_data_of(&sheet, &arguments.table, model.as_ref())?;
    let record = validate::judged(&arguments, &data, model.as_ref(), &Unwatched)?;
    Ok((json(&record)?, told(&record.left_out, &record.warnings)))
}

/// Predicts the rows of a table, as `hecs predict --table` of these words does, from the text of a model: names of the
/// columns of [`Answer::row`], and the answers, all responses of a row, then those of the next.
///
/// # Errors
/// As [`fitted`], and a table that lacks a column of the model.
pub fn predicted_rows(
    words: &[String],
    name: &str,
    table: &[u8],
    model: &str,
) -> Result<(Vec<String>, Vec<Answer>), VerbError> {
    let Command::Predict(arguments) = command_of(words, &[])? else {
        return Err(not_a(words, "predict"));
    };
    let models = models_of("the model".as_ref(), model)?;
    let sheet = sheet_of(name.as_ref(), table, arguments.name.as_deref())?;
    let pls = VerbError::pls(name.as_ref());
    let names = models.first().map_or(Vec::new(), Model::column_names);
    let columns = sheet.table(&names).map_err(&pls)?;
    let missing = arguments.gaps.asked();
    let mut of_models = Vec::new();
    for model in &models {
        let records = predict_rows(model, name, &columns, missing).map_err(&pls)?;
        of_models.push(records.into_iter());
    }
    let mut found = Vec::new();
    for _ in columns.rows() {
        for record in of_models.iter_mut().filter_map(Iterator::next) {
            found.push(Answer::Predict(Box::new(record)));
        }
    }
    Ok((PredictRecord::header(), found))
}

/// The page of a model of a table, as `hecs report TABLE.csv` of these words makes it.
///
/// # Errors
/// As [`fitted`].
pub fn model_page(words: &[String], name: &str, table: &[u8]) -> Result<String, VerbError> {
    let Command::Report(arguments) = command_of(words, &[name.to_owned()])? else {
        return Err(not_a(words, "report"));
    };
    let asked = Table {
        table: name.into(),
        response: arguments.response.iter().cloned().collect(),
        columns: arguments.columns.clone(),
    };
    let data = training_data_of(&sheet(&asked, table)?, &asked, None)?;
    let (page, _) = table_report::page_of(&asked, &arguments, &data, true)?;
    Ok(page)
}

fn sheet(asked: &Table, table: &[u8]) -> Result<hecs_pls::Sheet, VerbError> {
    sheet_of(&asked.table, table, asked.columns.name.as_deref())
}

fn told(left_out: &LeftOutRecord, warnings: &[String]) -> Vec<String> {
    let warnings = warnings.iter().cloned();
    warnings.chain(left_out.sentences()).collect()
}

/// Nobody looks at the stages.
struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}
