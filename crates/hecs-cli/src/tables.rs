//! CSV tables as training data: which columns, which rows.

use std::fs::File;
use std::path::Path;

use hecs_pls::{Design, Missing, Response, Scaling, Sheet, Table};

use crate::args;
use crate::verb::VerbError;

/// A table divided into the rows to learn from and the rows to test on.
pub(crate) struct TrainingData {
    /// The rows to learn from.
    pub train: Design,
    /// The rows to test on, with their observed response; `None` without a split.
    pub test: Option<(Table, Vec<f64>)>,
    /// Columns left out since they hold no numbers.
    pub skipped: Vec<String>,
}

/// Reads a CSV file; rows are named by `name` if given.
pub(crate) fn read_sheet(path: &Path, name: Option<&str>) -> Result<Sheet, VerbError> {
    let mut sheet = if path.as_os_str() == "-" {
        Sheet::read(std::io::stdin().lock())
    } else {
        Sheet::read(File::open(path).map_err(VerbError::file(path))?)
    }
    .map_err(VerbError::pls(path))?;
    if let Some(column) = name {
        sheet.name_rows_by(column).map_err(VerbError::pls(path))?;
    }
    Ok(sheet)
}

/// The largest number of components worth trying: what was asked for, but no more than rows and columns
/// can carry.
pub(crate) fn most_components(design: &Design, asked: usize) -> usize {
    asked.min(design.max_components()).max(1)
}

/// The scaling that was asked for.
pub(crate) fn scaling(scale: args::Scale) -> Scaling {
    match scale {
        args::Scale::Auto => Scaling::Auto,
        args::Scale::Center => Scaling::Center,
    }
}

/// The training data that the arguments describe.
pub(crate) fn training_data(arguments: &args::Table) -> Result<TrainingData, VerbError> {
    let path = arguments.table.as_path();
    let pls = VerbError::pls(path);
    let sheet = read_sheet(path, arguments.name.as_deref())?;
    let roles = [
        Some(&arguments.response),
        arguments.split.as_ref(),
        arguments.name.as_ref(),
    ];
    if let Some(name) = arguments.include.iter().find(|n| roles.contains(&Some(n))) {
        return Err(VerbError::Usage(format!(
            "--include {name}: that column is the response, the split or the names; it cannot also predict"
        )));
    }
    let (columns, skipped) = predictors(&sheet, arguments).map_err(&pls)?;
    // Asked for by name, so that a missing response or split is reported before anything else.
    let response = sheet.numbers(&arguments.response).map_err(&pls)?;
    let (train, test) = match &arguments.split {
        None => ((0..sheet.rows().len()).collect(), Vec::new()),
        Some(column) => split(&sheet.labels(column).map_err(&pls)?),
    };
    if let Some(column) = &arguments.split
        && train.is_empty()
    {
        return Err(VerbError::Usage(format!(
            "{}: no row says \"train\" in column \"{column}\"",
            path.display()
        )));
    }
    let table = sheet.table(&columns).map_err(&pls)?;
    let pick = |rows: &[usize]| -> Vec<f64> { rows.iter().map(|&i| response[i]).collect() };
    let missing = if arguments.impute {
        Missing::MeanImpute
    } else {
        Missing::Refuse
    };
    let training = Response::new(&arguments.response, pick(&train));
    let design = Design::new(table.select_rows(&train), training, missing).map_err(&pls)?;
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
    arguments: &args::Table,
) -> Result<(Vec<String>, Vec<String>), hecs_pls::PlsError> {
    for name in &arguments.exclude {
        sheet.labels(name)?;
    }
    let roles = [
        Some(&arguments.response),
        arguments.split.as_ref(),
        arguments.name.as_ref(),
    ];
    if !arguments.include.is_empty() {
        return Ok((arguments.include.clone(), Vec::new()));
    }
    let (mut columns, mut skipped) = (Vec::new(), Vec::new());
    for name in sheet.header() {
        if roles.contains(&Some(name)) || arguments.exclude.contains(name) {
            continue;
        }
        match sheet.numbers(name) {
            Ok(_) => columns.push(name.clone()),
            // Labels, not numbers with a slip of the pen in them.
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
