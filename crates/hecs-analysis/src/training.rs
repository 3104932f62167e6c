//! Tables as training data: which columns, which rows.

use std::collections::BTreeMap;

use hecs_pls::{Design, JointDesign, Missing, PlsError, Response, Sheet, Table};

use crate::predictors::predictors;
use crate::records::{LeftOutLabel, LeftOutRecord, LeftOutRow};
use crate::{AnalysisError, TrainingSettings};

/// A table divided into the rows to learn from and the rows to test on.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// The rows to learn from.
    pub train: Design,
    /// The same rows with all responses, where there are several.
    pub joint: Option<JointDesign>,
    /// The rows to test on; `None` without a split.
    pub test: Option<TestData>,
    /// The rows that the split calls validation, tested on apart from the others.
    pub validation: Option<TestData>,
    /// Column of the groups of the rows to learn from.
    pub group: Option<String>,
    /// What of the table is not used.
    pub left_out: LeftOutRecord,
}

/// The rows to test on.
#[derive(Clone, Debug)]
pub struct TestData {
    /// Their predictors.
    pub table: Table,
    /// Their observed responses.
    pub observed: Vec<f64>,
    /// Their further responses, response by response.
    pub further: Vec<Vec<f64>>,
    /// What to do with missing predictors.
    pub missing: Missing,
}

/// The largest number of components worth trying: what was asked for, but no more than rows and columns
/// can carry.
pub fn most_components(design: &Design, asked: usize) -> usize {
    asked.min(design.max_components()).max(1)
}

/// The training data that the settings describe.
///
/// # Errors
/// [`AnalysisError`] where the table lacks what the settings name, or holds something else.
pub fn training_data(
    sheet: &Sheet,
    settings: &TrainingSettings,
) -> Result<TrainingData, AnalysisError> {
    if let Some(name) = settings.include.iter().find(|name| settings.has_role(name)) {
        return Err(AnalysisError::PredictorHasRole { name: name.clone() });
    }
    let (columns, left_out_columns) = predictors(sheet, settings)?;
    // Asked for by name, so that a missing response or split is reported before anything else.
    let response = sheet.numbers(&settings.response)?;
    let further: Vec<Vec<f64>> = (settings.further_responses.iter())
        .map(|name| sheet.numbers(name))
        .collect::<Result<_, _>>()?;
    let mut sets = match &settings.split {
        None => Sets::all(sheet.rows().len()),
        Some(column) => Sets::new(&sheet.labels(column)?, sheet.rows()),
    };
    if let Some(column) = &settings.split
        && sets.train.is_empty()
    {
        return Err(AnalysisError::NoTrainingRow {
            column: column.clone(),
            labels: sets.unknown.into_iter().map(|u| u.label).collect(),
        });
    }
    // Nothing can be tested on these; a row to learn from that has no response is an error.
    let is_known = |&i: &usize| {
        response[i].is_finite() && further.iter().all(|response| response[i].is_finite())
    };
    let mut unknown = Vec::new();
    for set in [&mut sets.test, &mut sets.validation] {
        unknown.extend(set.iter().copied().filter(|i| !is_known(i)));
        set.retain(is_known);
    }
    unknown.sort_unstable();
    let table = sheet.table(&columns)?;
    let pick = |rows: &[usize]| -> Vec<f64> { rows.iter().map(|&i| response[i]).collect() };
    let missing = settings.missing;
    let training = Response::new(&settings.response, pick(&sets.train));
    let rows = table.select_rows(&sets.train);
    let mut joint = joint(&rows, &training, settings, &further, &sets.train)?;
    let mut train = Design::new(rows, training, missing)?;
    if let Some(column) = &settings.group {
        let labels = groups(sheet, column, &sets.train)?;
        joint = (joint.map(|joint| joint.with_groups(labels.clone()))).transpose()?;
        train = train.with_groups(labels)?;
    }
    let tested = |rows: &[usize]| {
        (!rows.is_empty()).then(|| TestData {
            table: table.select_rows(rows),
            observed: pick(rows),
            further: (further.iter())
                .map(|response| rows.iter().map(|&i| response[i]).collect())
                .collect(),
            missing,
        })
    };
    let without_response = |&i: &usize| LeftOutRow {
        row: sheet.rows()[i].clone(),
        reason: "to be tested on, but without a response".to_owned(),
    };
    Ok(TrainingData {
        train,
        joint,
        test: tested(&sets.test),
        validation: tested(&sets.validation),
        group: settings.group.clone(),
        left_out: LeftOutRecord {
            rows: unknown.iter().map(without_response).collect(),
            columns: left_out_columns,
            labels: sets.unknown,
        },
    })
}

/// The rows to learn from with all responses; `None` where there is one.
fn joint(
    table: &Table,
    first: &Response,
    settings: &TrainingSettings,
    further: &[Vec<f64>],
    rows: &[usize],
) -> Result<Option<JointDesign>, PlsError> {
    if further.is_empty() {
        return Ok(None);
    }
    let mut responses = vec![first.clone()];
    for (name, values) in settings.further_responses.iter().zip(further) {
        let values = rows.iter().map(|&i| values[i]).collect();
        responses.push(Response::new(name, values));
    }
    JointDesign::new(table.clone(), responses, settings.missing).map(Some)
}

/// The label of each row to learn from.
fn groups(sheet: &Sheet, column: &str, rows: &[usize]) -> Result<Vec<String>, AnalysisError> {
    let labels = sheet.labels(column)?;
    let label = |&i: &usize| {
        if labels[i].is_empty() {
            return Err(AnalysisError::NoGroup {
                row: sheet.rows()[i].clone(),
                column: column.to_owned(),
            });
        }
        Ok(labels[i].clone())
    };
    rows.iter().map(label).collect()
}

/// Positions of the rows to learn from and to test on, and the labels that say neither.
struct Sets {
    train: Vec<usize>,
    test: Vec<usize>,
    validation: Vec<usize>,
    unknown: Vec<LeftOutLabel>,
}

impl Sets {
    fn all(rows: usize) -> Self {
        Self {
            train: (0..rows).collect(),
            test: Vec::new(),
            validation: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// By the words of JMP (Training, Validation, Test) and of chemometrics (calibration); rows of validation are tested on too, since
    /// nothing is chosen by them, but apart from those of test.
    fn new(labels: &[String], rows: &[String]) -> Self {
        let mut sets = Self::all(0);
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, label) in labels.iter().enumerate() {
            match label.to_lowercase().as_str() {
                "train" | "training" | "calibration" => sets.train.push(i),
                "test" | "testing" => sets.test.push(i),
                "validation" => sets.validation.push(i),
                _ => {
                    let place = *places.entry(label).or_insert(sets.unknown.len());
                    if place == sets.unknown.len() {
                        sets.unknown.push(LeftOutLabel {
                            label: label.clone(),
                            rows: Vec::new(),
                        });
                    }
                    sets.unknown[place].rows.push(rows[i].clone());
                }
            }
        }
        sets
    }
}
