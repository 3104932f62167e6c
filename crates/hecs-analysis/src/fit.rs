//! `fit`: a partial least squares model of a table.

use hecs_pls::{
    CrossValidation, Fit as PlsFit, Folds, Model, PlsError, Prediction, Rule, Scaling, Scheme,
    Warning, choose, cross_validate, near_identical_rows,
};

use crate::fit_record::fit_record;
use crate::records::{ChoiceRecord, CrossValidationRecord, FitRecord};
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitSettings {
    /// How columns are scaled.
    pub scaling: Scaling,
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

/// Fits a model to training data; the model, and what is to be said of it.
///
/// # Errors
/// Those of hecs-pls: too few rows, numbers out of range, folds that leave too little.
pub fn fit(data: &TrainingData, settings: &FitSettings) -> Result<(Model, FitRecord), PlsError> {
    let fitted = fitted(data, settings)?;
    let record = fit_record(data, settings, &fitted)?;
    Ok((fitted.model, record))
}

/// The model that the settings describe.
pub(crate) fn fitted(data: &TrainingData, settings: &FitSettings) -> Result<Fitted, PlsError> {
    let FitSettings {
        scaling,
        max_components,
        components: wanted,
        rule,
        scheme,
        seed,
        level,
        ..
    } = *settings;
    let most = most_components(&data.train, max_components.max(wanted.unwrap_or(0)));
    let folds = scheme.folds(&data.train)?;
    let cv = cross_validate(&data.train, scaling, most, &folds, None)?;
    let fit = PlsFit::new(&data.train, scaling, most)?;
    let found = fit.components().min(cv.components());
    let components = match wanted {
        Some(wanted) => wanted,
        None => choose(&cv, rule)?.components,
    }
    .min(found);
    let mut model = Model::new(&fit, components, level)?.with_cross_validation(&cv)?;
    if let Some(asked) = wanted {
        // What matters is what was asked for, not how many more were looked for.
        let about_rank = |warning: &Warning| matches!(warning, Warning::RankReached { .. });
        model.warnings.retain(|warning| !about_rank(warning));
        if asked > found {
            model.warnings.push(Warning::RankReached { asked, found });
        }
    }
    let would_take = |rule| Ok::<_, PlsError>(choose(&cv, rule)?.components.min(found));
    let choice = ChoiceRecord {
        rule: match (wanted, rule) {
            (Some(_), _) => "given",
            (None, Rule::OneStandardError) => "one_standard_error",
            (None, Rule::VanDerVoet { .. }) => "van_der_voet",
            (None, _) => "minimum",
        }
        .to_owned(),
        minimum: would_take(Rule::Minimum)?,
        one_standard_error: would_take(Rule::OneStandardError)?,
        van_der_voet: would_take(van_der_voet_rule(seed))?,
    };
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

/// The test rows as the model predicts them, and what had to be imputed.
pub(crate) fn predicted(
    test: &TestData,
    model: &Model,
) -> Result<(Vec<Prediction>, Vec<String>), PlsError> {
    let predictions = model.predict(&test.table, test.missing)?;
    let imputed = (predictions.iter())
        .filter(|prediction| !prediction.imputed.is_empty())
        .map(|prediction| {
            format!(
                "test row `{}`: {} missing value(s) replaced by the mean of the training rows ({})",
                prediction.row,
                prediction.imputed.len(),
                prediction.imputed.join(", ")
            )
        })
        .collect();
    Ok((predictions, imputed))
}
