//! CSV tables, as the arguments name them.

use std::fs::File;
use std::path::Path;

use hecs_analysis::{AnalysisError, TrainingData, TrainingSettings};
use hecs_pls::{Scaling, Sheet};

use crate::args;
use crate::verb::VerbError;

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

impl From<args::ScalingName> for Scaling {
    fn from(scale: args::ScalingName) -> Self {
        match scale {
            args::ScalingName::Auto => Self::Auto,
            args::ScalingName::Center => Self::Center,
        }
    }
}

/// The training data that the arguments describe.
pub(crate) fn training_data(arguments: &args::Table) -> Result<TrainingData, VerbError> {
    let path = arguments.table.as_path();
    let sheet = read_sheet(path, arguments.name.as_deref())?;
    let settings = TrainingSettings {
        response: arguments.response.clone(),
        split: arguments.split.clone(),
        name: arguments.name.clone(),
        include: arguments.include.clone(),
        exclude: arguments.exclude.clone(),
        impute: arguments.impute,
        scaling: arguments.scale.into(),
        max_components: arguments.max_components,
    };
    hecs_analysis::training_data(&sheet, &settings).map_err(|error| match error {
        AnalysisError::PredictorHasRole { name } => VerbError::Usage(format!(
            "--include {name}: that column is the response, the split or the names; it cannot also predict"
        )),
        AnalysisError::Pls(source) => VerbError::pls(path)(source),
        other => VerbError::Usage(format!("{}: {other}", path.display())),
    })
}
