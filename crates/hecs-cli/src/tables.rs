//! CSV tables, as the arguments name them.

use std::fs::{self, File};
use std::path::Path;

use hecs_analysis::records::LeftOutRecord;
use hecs_analysis::{
    AnalysisError, FitSettings, Intervals, TrainingData, TrainingSettings, van_der_voet_rule,
};
use hecs_pls::{JointModel, Missing, Model, Recipe, Rule, Scaling, Scheme, Sheet, Warning};

use crate::args::{self, ChoiceName, Leaving};
use crate::verb::VerbError;

/// Reads a CSV file; rows are named by `name` if given.
pub(crate) fn read_sheet(path: &Path, name: Option<&str>) -> Result<Sheet, VerbError> {
    let mut sheet = if path.as_os_str() == "-" {
        Sheet::read(std::io::stdin().lock())
    } else {
        Sheet::read(File::open(path).map_err(VerbError::file(path))?)
    }
    .map_err(VerbError::pls(path))?;
    name_rows(&mut sheet, path, name)?;
    Ok(sheet)
}

/// As [`read_sheet`], of a table that is in memory and called `path`.
pub(crate) fn sheet_of(path: &Path, bytes: &[u8], name: Option<&str>) -> Result<Sheet, VerbError> {
    let mut sheet = Sheet::read(bytes).map_err(VerbError::pls(path))?;
    name_rows(&mut sheet, path, name)?;
    Ok(sheet)
}

fn name_rows(sheet: &mut Sheet, path: &Path, name: Option<&str>) -> Result<(), VerbError> {
    match name {
        Some(column) => sheet.name_rows_by(column).map_err(VerbError::pls(path)),
        None => Ok(()),
    }
}

/// Reads a model that `hecs fit` wrote; unless `quiet`, says on stderr where its limits are those of an earlier version.
pub(crate) fn read_model(path: &Path, quiet: bool) -> Result<Model, VerbError> {
    let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
    let model = Model::from_json(&text).map_err(VerbError::pls(path))?;
    if !quiet && model.warnings.contains(&Warning::EarlierLimits) {
        say!("warning: {}: {}", path.display(), Warning::EarlierLimits);
    }
    Ok(model)
}

/// The models of a file that `hecs fit` wrote, one for each response.
pub(crate) fn read_models(path: &Path, quiet: bool) -> Result<Vec<Model>, VerbError> {
    let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
    if JointModel::is_joint(&text) {
        return models_of(path, &text);
    }
    read_model(path, quiet).map(|model| vec![model])
}

/// The models of a text that `hecs fit` wrote, called `path`; one for each response.
pub(crate) fn models_of(path: &Path, text: &str) -> Result<Vec<Model>, VerbError> {
    if JointModel::is_joint(text) {
        let joint = JointModel::from_json(text).map_err(VerbError::pls(path))?;
        return Ok(joint.models);
    }
    let model = Model::from_json(text).map_err(VerbError::pls(path))?;
    Ok(vec![model])
}

impl args::Gaps {
    /// What is asked for, if anything is.
    pub(crate) fn asked(&self) -> Option<Missing> {
        match self.missing {
            Some(args::MissingName::Refuse) => Some(Missing::Refuse),
            Some(args::MissingName::Mean) => Some(Missing::MeanImpute),
            Some(args::MissingName::Nipals) => Some(Missing::Nipals),
            None => self.impute.then_some(Missing::MeanImpute),
        }
    }
}

impl From<args::ScalingName> for Scaling {
    fn from(scale: args::ScalingName) -> Self {
        match scale {
            args::ScalingName::Auto => Self::Auto,
            args::ScalingName::AutoOnce => Self::AutoOnce,
            args::ScalingName::Center => Self::Center,
        }
    }
}

/// How the arguments say that a model is fitted, without intervals.
pub(crate) fn fit_settings(
    table: &args::Table,
    procedure: &args::Procedure,
) -> Result<FitSettings, VerbError> {
    let seed = procedure.seed;
    let components = match procedure.components.as_str() {
        "auto" => None,
        text => Some(text.parse::<usize>().map_err(|_| {
            VerbError::Usage(format!(
                "--components {text}: write auto or a number of components"
            ))
        })?),
    };
    let columns = &table.columns;
    let treatments = columns.preprocess.clone();
    let mut recipe = Recipe::new(columns.scale.into()).with_treatments(treatments);
    recipe.selection = columns.select;
    Ok(FitSettings {
        recipe,
        max_components: columns.max_components,
        components,
        rule: match procedure.choice {
            ChoiceName::Minimum => Rule::Minimum,
            ChoiceName::OneStandardError => Rule::OneStandardError,
            ChoiceName::VanDerVoet => van_der_voet_rule(seed),
        },
        scheme: match procedure.cv {
            Leaving::Loo => Scheme::LeaveOneOut,
            Leaving::KFold(k) => Scheme::KFold { k, seed },
            Leaving::Blocks(k) => Scheme::Blocks { k },
            Leaving::Repeated(k, repeats) => Scheme::Repeated { k, repeats, seed },
        },
        seed,
        level: procedure.level,
        intervals: Intervals::Absent,
    })
}

/// The column names of an option: separated by commas, a name with a comma in double quotes, or the whole text where a column has
/// that name.
pub(crate) fn column_names(texts: &[String], header: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for text in texts {
        if header.contains(text) {
            names.push(text.clone());
            continue;
        }
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        for record in reader.into_records().filter_map(Result::ok) {
            let named = record.iter().filter(|name| !name.is_empty());
            names.extend(named.map(str::to_owned));
        }
    }
    names
}

/// The training data that the arguments describe; the columns of `model`, where there is one.
pub(crate) fn training_data(
    arguments: &args::Table,
    model: Option<&Model>,
) -> Result<TrainingData, VerbError> {
    let sheet = read_sheet(&arguments.table, arguments.columns.name.as_deref())?;
    training_data_of(&sheet, arguments, model)
}

/// The training data that the arguments describe, of a table that was read.
pub(crate) fn training_data_of(
    sheet: &Sheet,
    arguments: &args::Table,
    model: Option<&Model>,
) -> Result<TrainingData, VerbError> {
    let path = arguments.table.as_path();
    let columns = &arguments.columns;
    let mut responses = column_names(&arguments.response, sheet.header());
    if responses.is_empty() {
        return Err(VerbError::Usage("--response: name a column".to_owned()));
    }
    let further_responses = responses.split_off(1);
    let [response] = <[String; 1]>::try_from(responses).unwrap_or_default();
    // What a model was fitted with is what it is judged with.
    let of_model =
        model.and_then(|model| (model.missing != Missing::Refuse).then_some(model.missing));
    let judged_by = model.and_then(|model| model.judged_by.as_ref());
    let settings = TrainingSettings {
        response,
        further_responses,
        split: columns.split.clone(),
        group: (columns.group.clone()).or_else(|| judged_by.and_then(|by| by.group.clone())),
        name: columns.name.clone(),
        include: match model {
            Some(model) => (model.column_names().into_iter())
                .map(str::to_owned)
                .collect(),
            None => column_names(&columns.include, sheet.header()),
        },
        exclude: column_names(&columns.exclude, sheet.header()),
        missing: of_model.or(columns.gaps.asked()).unwrap_or_default(),
        scaling: columns.scale.into(),
        max_components: columns.max_components,
    };
    hecs_analysis::training_data(sheet, &settings).map_err(|error| match error {
        AnalysisError::PredictorHasRole { name } => VerbError::Usage(format!(
            "--include {name}: that column is the response, the split, the groups or the names; it cannot also predict"
        )),
        other => of_table(path)(other),
    })
}

/// Wraps an error with the table it is about.
pub(crate) fn of_table(path: &Path) -> impl Fn(AnalysisError) -> VerbError {
    move |error| match error {
        AnalysisError::Pls(source) => VerbError::pls(path)(source),
        other => VerbError::Usage(format!("{}: {other}", path.display())),
    }
}

/// Says on stderr what of a table was left out, and what makes a model of it doubtful.
pub(crate) fn say_of_table(left_out: &LeftOutRecord, warnings: &[String]) {
    for warning in warnings {
        say!("warning: {warning}");
    }
    for sentence in left_out.sentences() {
        say!("note: {sentence}");
    }
}
