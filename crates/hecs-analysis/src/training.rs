//! Tables as training data: which columns, which rows.

use hecs_pls::{Design, Missing, Response, Scaling, Sheet, Table};

use crate::AnalysisError;

/// What of a table is learnt from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingSettings {
    /// Column of the response.
    pub response: String,
    /// Column that says `train` or `test` of each row; without one, all rows are trained on.
    pub split: Option<String>,
    /// Column of the names of the rows.
    pub name: Option<String>,
    /// The only columns to learn from; all numeric ones where empty.
    pub include: Vec<String>,
    /// Columns not to learn from.
    pub exclude: Vec<String>,
    /// Whether missing predictors are replaced by the mean of their column; refused otherwise.
    pub impute: bool,
    /// How columns are scaled.
    pub scaling: Scaling,
    /// The most components to try.
    pub max_components: usize,
}

/// A table divided into the rows to learn from and the rows to test on.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// The rows to learn from.
    pub train: Design,
    /// The rows to test on, with their observed response; `None` without a split.
    pub test: Option<(Table, Vec<f64>)>,
    /// Columns left out since they hold no numbers.
    pub skipped: Vec<String>,
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
    let roles = [
        Some(&settings.response),
        settings.split.as_ref(),
        settings.name.as_ref(),
    ];
    if let Some(name) = settings.include.iter().find(|n| roles.contains(&Some(n))) {
        return Err(AnalysisError::PredictorHasRole { name: name.clone() });
    }
    let (columns, skipped) = predictors(sheet, settings)?;
    // Asked for by name, so that a missing response or split is reported before anything else.
    let response = sheet.numbers(&settings.response)?;
    let (train, test) = match &settings.split {
        None => ((0..sheet.rows().len()).collect(), Vec::new()),
        Some(column) => split(&sheet.labels(column)?),
    };
    if let Some(column) = &settings.split
        && train.is_empty()
    {
        return Err(AnalysisError::NoTrainingRow {
            column: column.clone(),
        });
    }
    let table = sheet.table(&columns)?;
    let pick = |rows: &[usize]| -> Vec<f64> { rows.iter().map(|&i| response[i]).collect() };
    let missing = if settings.impute {
        Missing::MeanImpute
    } else {
        Missing::Refuse
    };
    let training = Response::new(&settings.response, pick(&train));
    let design = Design::new(table.select_rows(&train), training, missing)?;
    let test = (!test.is_empty()).then(|| (table.select_rows(&test), pick(&test)));
    Ok(TrainingData {
        train: design,
        test,
        skipped,
    })
}

/// Positions of the rows that say `train` and `test`.
fn split(labels: &[String]) -> (Vec<usize>, Vec<usize>) {
    let rows = |word: &str| -> Vec<usize> {
        labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.eq_ignore_ascii_case(word))
            .map(|(i, _)| i)
            .collect()
    };
    (rows("train"), rows("test"))
}

/// Columns to learn from, and those left out since no cell of them is a number.
fn predictors(
    sheet: &Sheet,
    settings: &TrainingSettings,
) -> Result<(Vec<String>, Vec<String>), hecs_pls::PlsError> {
    for name in &settings.exclude {
        sheet.labels(name)?;
    }
    let roles = [
        Some(&settings.response),
        settings.split.as_ref(),
        settings.name.as_ref(),
    ];
    if !settings.include.is_empty() {
        return Ok((settings.include.clone(), Vec::new()));
    }
    let (mut columns, mut skipped) = (Vec::new(), Vec::new());
    for name in sheet.header() {
        if roles.contains(&Some(name)) || settings.exclude.contains(name) {
            continue;
        }
        match sheet.numbers(name) {
            // Nothing to learn from: the notes of a `hecs describe` that had none.
            Ok(values) if values.iter().all(|value| value.is_nan()) => skipped.push(name.clone()),
            Ok(_) => columns.push(name.clone()),
            // Labels, not numbers with a typing error in them.
            Err(_)
                if sheet
                    .labels(name)?
                    .iter()
                    .all(|cell| cell.parse::<f64>().is_err()) =>
            {
                skipped.push(name.clone());
            }
            Err(error) => return Err(error),
        }
    }
    Ok((columns, skipped))
}
