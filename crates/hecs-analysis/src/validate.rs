//! `validate`: could it be chance, how sure is each coefficient, what does the whole procedure
//! achieve on rows it has not seen?

use std::collections::BTreeMap;

use hecs_pls::{
    BootstrapOptions, Design, Estimate, FoldChoice, Model, NestedOptions, OnProgress,
    PermutationOptions, PlsError, Rule, Scheme, bootstrap, cross_validate, nested_cross_validate,
    permutation_test_over,
};

use crate::fit::{cross_validation_record, fitted, predicted};
use crate::recipe_record::{TimesKept, kept_of_folds, recipe_record};
use crate::records::{
    CoefficientRecord, NestedRecord, PermutationRecord, PermutedRecord, TestRow, ValidateRecord,
};
use crate::{AnalysisError, FitSettings, TestData, TrainingData};

/// Repetitions of the outer folds of the nested cross-validation.
const NESTED_REPEATS: usize = 10;

/// How a model is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidateSettings {
    /// How the model was fitted.
    pub fit: FitSettings,
    /// Number of permuted responses.
    pub permutations: usize,
    /// Outer folds of the nested cross-validation; no more than there are rows, or groups.
    pub folds: usize,
    /// Bootstrap replicates.
    pub bootstrap: usize,
    /// Seed of everything random.
    pub seed: u64,
}

/// Whoever wants to know how far long work is.
pub trait Watch: Sync {
    /// A stage of so many steps begins; the one before is over.
    fn begin(&self, stage: &'static str, steps: usize);
    /// One step is done; called from any thread.
    fn step(&self);
}

/// Judges the model that [`fit`](crate::fit) makes of training data with the same settings, or a `model` that it made before;
/// `watch` is told how far the work is.
///
/// # Errors
/// [`AnalysisError::OtherTable`] where the model was fitted to something else; those of hecs-pls.
pub fn validate(
    data: &TrainingData,
    settings: &ValidateSettings,
    model: Option<&Model>,
    watch: &dyn Watch,
) -> Result<ValidateRecord, AnalysisError> {
    let mut of_fit = settings.fit.clone();
    if let Some(model) = model {
        if model.provenance.table_sha256 != data.train.sha256() {
            return Err(AnalysisError::OtherTable);
        }
        of_fit.components = Some(model.components);
        of_fit.recipe = model.recipe();
        if let Some(judged) = &model.judged_by {
            of_fit.scheme = judged.scheme;
        }
        of_fit.level = model.limits.level;
    }
    let (recipe, seed) = (&of_fit.recipe, settings.seed);
    let design = &data.train;
    let step = |_: usize| watch.step();
    let progress: OnProgress = Some(&step);

    let made = fitted(data, &of_fit)?;
    let (cv, most) = (&made.cv, made.most);
    let model = model.unwrap_or(&made.model);
    let components = model.components;
    watch.begin("permutations", settings.permutations);
    let options = PermutationOptions {
        permutations: settings.permutations,
        seed,
    };
    let (kept, folds) = (Some(components), &made.folds);
    let permutation = permutation_test_over(design, recipe, most, folds, kept, options, progress)?;
    // Only the smallest PRESS is looked for again in each permutation.
    let chosen_again = of_fit.components.is_none() && of_fit.rule == Rule::Minimum;
    let q2_of_permuted = permutation.permuted.iter().map(|g| {
        if chosen_again {
            g.q2
        } else {
            g.q2_same_components
        }
    });
    let permutation_record = PermutationRecord {
        permutations: permutation.permuted.len(),
        p_q2: if chosen_again {
            permutation.p_q2
        } else {
            permutation.p_q2_same_components
        },
        largest_q2: q2_of_permuted.fold(f64::NEG_INFINITY, f64::max),
        intercept_q2: permutation.intercept_q2,
        intercept_r2: permutation.intercept_r2,
        permuted: (std::iter::once(&permutation.observed).chain(&permutation.permuted))
            .map(|goodness| PermutedRecord {
                correlation: goodness.correlation,
                r2: goodness.r2_same_components,
                q2: goodness.q2_same_components,
            })
            .collect(),
    };
    let (nested, kept) = nested(design, &of_fit, settings, most, watch)?;
    let coefficients = if components == 0 {
        Vec::new()
    } else {
        watch.begin("bootstrap", settings.bootstrap);
        let options = BootstrapOptions {
            replicates: settings.bootstrap,
            level: of_fit.level,
            seed,
        };
        let estimates = bootstrap(design, recipe, components, options, None, progress)?;
        estimates.coefficients.iter().map(coefficient).collect()
    };
    let recipe = recipe_record(data, &made, of_fit.recipe.selection, kept);
    let mut warnings = made.warnings;
    let mut tested = |rows: &Option<TestData>| -> Result<Vec<TestRow>, PlsError> {
        let Some(rows) = rows else {
            return Ok(Vec::new());
        };
        let (predictions, imputed) = predicted(rows, model)?;
        warnings.extend(imputed);
        Ok((predictions.iter())
            .zip(&rows.observed)
            .map(|(p, observed)| TestRow {
                row: p.row.clone(),
                observed: *observed,
                predicted: p.value,
                low: p.interval.map(|i| i.low),
                high: p.interval.map(|i| i.high),
                inside: p.inside,
            })
            .collect())
    };
    let (test, validation) = (tested(&data.test)?, tested(&data.validation)?);
    Ok(ValidateRecord {
        schema: "hecs.validate.2".to_owned(),
        response: design.response().name.clone(),
        n: design.n(),
        p: design.p(),
        seed,
        components,
        choice: made.choice,
        cv: cross_validation_record(data, of_fit.scheme, &made.folds),
        q2: cv.q2()[components],
        permutation: permutation_record,
        nested,
        coefficients,
        test,
        validation,
        recipe,
        left_out: data.left_out.clone(),
        warnings,
    })
}

/// What the whole procedure achieves, the choice of components included; or the model, where its number of components was given.
fn nested(
    design: &Design,
    fit: &FitSettings,
    settings: &ValidateSettings,
    most: usize,
    watch: &dyn Watch,
) -> Result<(NestedRecord, Option<TimesKept>), PlsError> {
    let step = |_: usize| watch.step();
    let progress: OnProgress = Some(&step);
    let folds = settings.folds.min(design.units());
    let outer = Scheme::Repeated {
        k: folds,
        repeats: NESTED_REPEATS,
        seed: settings.seed,
    }
    .folds(design)?;
    watch.begin("outer folds", folds * NESTED_REPEATS);
    let kept;
    let (q2, rmsecv, choices): (f64, f64, Vec<usize>) = if let Some(components) = fit.components {
        let cv = cross_validate(design, &fit.recipe, components.max(1), &outer, progress)?;
        kept = cv.kept.as_ref().map(kept_of_folds);
        let components = components.min(cv.components());
        let choices = vec![components; folds * NESTED_REPEATS];
        (cv.q2()[components], cv.rmsecv()[components], choices)
    } else {
        let mut options = NestedOptions::default();
        (options.most, options.rule, options.inner) = (most, fit.rule, fit.scheme);
        let nested = nested_cross_validate(design, &fit.recipe, &outer, options, progress)?;
        kept = (fit.recipe.selection).map(|_| kept_of_choices(design, &nested.choices, most));
        let choices = nested.choices.iter().map(|choice| choice.components);
        (nested.q2, nested.rmsecv, choices.collect())
    };
    let mut chosen = vec![0; choices.iter().max().map_or(0, |most| most + 1)];
    for components in choices {
        chosen[components] += 1;
    }
    let record = NestedRecord {
        folds,
        repeats: NESTED_REPEATS,
        q2,
        rmsecv,
        chosen,
    };
    Ok((record, kept))
}

/// How often each column was kept in the outer folds, whatever number of components was chosen there.
fn kept_of_choices(design: &Design, choices: &[FoldChoice], most: usize) -> TimesKept {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in choices.iter().flat_map(|choice| &choice.columns) {
        *counts.entry(name).or_default() += 1;
    }
    let times: Vec<usize> = (design.table().columns().iter())
        .map(|column| counts.get(column.name.as_str()).copied().unwrap_or(0))
        .collect();
    TimesKept {
        folds: choices.len(),
        times: vec![times; most + 1],
    }
}

fn coefficient(estimate: &Estimate) -> CoefficientRecord {
    CoefficientRecord {
        name: estimate.name.clone(),
        value: estimate.value,
        standard_error: estimate.standard_error,
        low: estimate.low,
        high: estimate.high,
        certain_sign: estimate.excludes_zero(),
    }
}
