//! `fit`: a partial least squares model of a table.

use hecs_pls::{
    Comparison, CrossValidation, Design, Fit as PlsFit, Folds, LeftOutErrors, Model, PlsError,
    Prediction, Recipe, Rule, Scheme, Warning, choose, cross_validate, near_identical_rows,
};

use crate::records::{ChoiceRecord, ComparisonRecord, CrossValidationRecord};
use crate::{TestData, TrainingData, most_components};

/// Significance and number of exchanges of van der Voet's test; the values of JMP and SAS.
const VAN_DER_VOET_LEVEL: f64 = 0.1;
pub(crate) const VAN_DER_VOET_PERMUTATIONS: usize = 1000;

/// Van der Voet's test with the values of JMP and SAS: level 0.1, 1000 exchanges.
pub fn van_der_voet_rule(seed: u64) -> Rule {
    Rule::VanDerVoet {
        level: VAN_DER_VOET_LEVEL,
        permutations: VAN_DER_VOET_PERMUTATIONS,
        seed,
    }
}

/// How a model is fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct FitSettings {
    /// How spectra are treated, columns selected and scaled.
    pub recipe: Recipe,
    /// The most components to try.
    pub max_components: usize,
    /// The number of components; chosen by the rule where `None`.
    pub components: Option<usize>,
    /// How the number of components is chosen.
    pub rule: Rule,
    /// How rows are left out; whole groups in data with groups.
    pub scheme: Scheme,
    /// Seed of van der Voet's test in the record.
    pub seed: u64,
    /// Confidence level of the domain and of all intervals, stored in the model.
    pub level: f64,
    /// Where the intervals of coefficients and importance come from.
    pub intervals: Intervals,
}

/// Where the intervals of coefficients and importance come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intervals {
    /// The models of the cross-validation.
    Jackknife,
    /// As many resamples of the rows, or of the groups.
    Bootstrap(usize),
    /// There are none.
    Absent,
}

/// A model with what it was chosen from.
pub(crate) struct Fitted {
    pub(crate) model: Model,
    pub(crate) fit: PlsFit,
    pub(crate) folds: Folds,
    pub(crate) cv: CrossValidation,
    pub(crate) most: usize,
    pub(crate) choice: ChoiceRecord,
    pub(crate) warnings: Vec<String>,
}

/// The model that the settings describe.
pub(crate) fn fitted(data: &TrainingData, settings: &FitSettings) -> Result<Fitted, PlsError> {
    let FitSettings {
        ref recipe,
        max_components,
        components: wanted,
        rule,
        scheme,
        level,
        ..
    } = *settings;
    let most = most_components(&data.train, max_components.max(wanted.unwrap_or(0)));
    let folds = scheme.folds(&data.train)?;
    let cv = cross_validate(&data.train, recipe, most, &folds, None)?;
    let chosen = match wanted {
        Some(wanted) => wanted,
        None => choose(&cv, rule)?.components,
    };
    let fit = fit_for(&data.train, recipe, most, chosen.min(cv.components()))?;
    let found = match recipe.selection {
        None => fit.components().min(cv.components()),
        Some(_) => cv.components(),
    };
    let components = chosen.min(found).min(fit.components());
    let mut model = (Model::new(&fit, components, level)?.with_cross_validation(&cv)?)
        .with_scheme(scheme, data.group.as_deref());
    if let Some(asked) = wanted {
        // What matters is what was asked for, not how many more were looked for.
        let about_rank = |warning: &Warning| matches!(warning, Warning::RankReached { .. });
        model.warnings.retain(|warning| !about_rank(warning));
        if asked > found {
            model.warnings.push(Warning::RankReached { asked, found });
        }
    }
    let choice = choice_record(&cv, settings, found)?;
    let warnings = warnings(data, wanted, &cv, &model);
    Ok(Fitted {
        model,
        fit,
        folds,
        cv,
        most,
        choice,
        warnings,
    })
}

/// How the number of components was chosen, of `found` at most, and what other rules would take.
pub(crate) fn choice_record(
    cv: &impl LeftOutErrors,
    settings: &FitSettings,
    found: usize,
) -> Result<ChoiceRecord, PlsError> {
    let would_take = |rule| Ok::<_, PlsError>(choose(cv, rule)?.components.min(found));
    Ok(ChoiceRecord {
        rule: match (settings.components, settings.rule) {
            (Some(_), _) => "given",
            (None, Rule::OneStandardError) => "one_standard_error",
            (None, Rule::VanDerVoet { .. }) => "van_der_voet",
            (None, _) => "minimum",
        }
        .to_owned(),
        minimum: would_take(Rule::Minimum)?,
        one_standard_error: would_take(Rule::OneStandardError)?,
        van_der_voet: would_take(van_der_voet_rule(settings.seed))?,
    })
}

/// Van der Voet's test of every number of components.
pub(crate) fn comparisons(compared: &[Comparison]) -> Vec<ComparisonRecord> {
    (compared.iter().enumerate())
        .map(|(components, against)| ComparisonRecord {
            components,
            t2: against.t2,
            p: against.probability,
        })
        .collect()
}

/// The fit that a model of `components` components is taken from. A selection takes the columns that are important with so many; the
/// mean model has none by which to select.
fn fit_for(
    train: &Design,
    recipe: &Recipe,
    most: usize,
    components: usize,
) -> Result<PlsFit, PlsError> {
    match (recipe.selection, components) {
        (None, _) => PlsFit::new(train, recipe, most),
        (Some(_), 0) => {
            let mut of_all = recipe.clone();
            of_all.selection = None;
            PlsFit::new(train, of_all, 1)
        }
        (Some(_), components) => PlsFit::new(train, recipe, components),
    }
}

/// What makes the model doubtful.
fn warnings(
    data: &TrainingData,
    wanted: Option<usize>,
    cv: &CrossValidation,
    model: &Model,
) -> Vec<String> {
    let mut warnings: Vec<String> = model.warnings.iter().map(ToString::to_string).collect();
    for warning in &cv.warnings {
        let said = matches!(warning, Warning::RankReached { .. }) && wanted.is_some();
        let warning = warning.to_string();
        if !said && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    if wanted == Some(0) {
        warnings.push(
            "0 components were asked for: the model is the mean of the response, the same for every row"
                .to_owned(),
        );
    } else if model.components == 0 {
        warnings.push(
            "no number of components predicts left-out rows better than their mean does; the model is \
             that mean, the same for every row"
                .to_owned(),
        );
    }
    if data.train.groups().is_none()
        && let Some(near) = near_identical_rows(&data.train)
    {
        warnings.push(format!(
            "{} of {} rows are all but identical to another, `{}` to `{}` first: left out alone, such a row is \
             predicted from its like, and Q² is too good; where rows repeat a sample, name the column of the \
             samples with --group",
            near.rows,
            data.train.n(),
            near.pair.0,
            near.pair.1
        ));
    }
    warnings
}

/// How rows were left out.
pub(crate) fn cross_validation_record(
    data: &TrainingData,
    scheme: Scheme,
    folds: &Folds,
) -> CrossValidationRecord {
    let (name, seed) = match scheme {
        Scheme::KFold { seed, .. } => ("k_fold", Some(seed)),
        Scheme::Blocks { .. } => ("blocks", None),
        Scheme::Repeated { seed, .. } => ("repeated", Some(seed)),
        _ => ("leave_one_out", None),
    };
    CrossValidationRecord {
        scheme: name.to_owned(),
        group: data.group.clone(),
        units: data.train.units(),
        folds: folds.repeats().first().map_or(0, Vec::len),
        repeats: folds.repeats().len(),
        seed,
    }
}

/// The test rows as the model predicts them, and what of them was missing.
pub(crate) fn predicted(
    test: &TestData,
    model: &Model,
) -> Result<(Vec<Prediction>, Vec<String>), PlsError> {
    // A model of selected columns needs no others.
    let table = test.table.select_columns(&model.column_names())?;
    let predictions = model.predict(&table, test.missing)?;
    let remarks = predictions.iter().flat_map(of_gaps).collect();
    Ok((predictions, remarks))
}

/// What is to be said of the missing values of a test row.
pub(crate) fn of_gaps(prediction: &Prediction) -> Vec<String> {
    let remark = |columns: &[String], what: &str| {
        (!columns.is_empty()).then(|| {
            format!(
                "test row `{}`: {} missing value(s) {what} ({})",
                prediction.row,
                columns.len(),
                columns.join(", ")
            )
        })
    };
    let imputed = "replaced by the mean of the training rows";
    (remark(&prediction.imputed, imputed).into_iter())
        .chain(remark(&prediction.skipped, "skipped"))
        .collect()
}
