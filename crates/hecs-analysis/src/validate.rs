//! `validate`: could it be chance, how sure is each coefficient, what does the whole procedure
//! achieve on rows it has not seen?

use hecs_pls::{
    BootstrapOptions, Choice as Chosen, Estimate, Fit, Folds, Missing, Model, NestedOptions,
    OnProgress, PermutationOptions, PlsError, Rule, Scaling, bootstrap, choose, leave_one_out,
    nested_cross_validate, permutation_test,
};

use crate::records::{CoefficientRecord, NestedRecord, PermutationRecord, TestRow, ValidateRecord};
use crate::{TrainingData, most_components};

/// Repetitions of the outer folds of the nested cross-validation.
const NESTED_REPEATS: usize = 10;

/// How a model is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidateSettings {
    /// How columns are scaled.
    pub scaling: Scaling,
    /// The most components to try.
    pub max_components: usize,
    /// Number of permuted responses.
    pub permutations: usize,
    /// Outer folds of the nested cross-validation.
    pub folds: usize,
    /// Bootstrap replicates.
    pub bootstrap: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Confidence level of the bootstrap intervals, of the domain and of the intervals of test rows.
    pub level: f64,
}

/// Whoever wants to know how far long work is.
pub trait Watch: Sync {
    /// A stage of so many steps begins; the one before is over.
    fn begin(&self, stage: &'static str, steps: usize);
    /// One step is done; called from any thread.
    fn step(&self);
}

/// Judges the model of training data; `watch` is told how far the work is.
///
/// # Errors
/// Those of hecs-pls.
pub fn validate(
    data: &TrainingData,
    settings: &ValidateSettings,
    watch: &dyn Watch,
) -> Result<ValidateRecord, PlsError> {
    let (scaling, seed) = (settings.scaling, settings.seed);
    let most = most_components(&data.train, settings.max_components);
    let design = &data.train;
    let step = |_: usize| watch.step();
    let progress: OnProgress = Some(&step);

    let cv = leave_one_out(design, scaling, most)?;
    let Chosen { components, .. } = choose(&cv, Rule::Minimum)?;
    watch.begin("permutations", settings.permutations);
    let options = PermutationOptions {
        permutations: settings.permutations,
        seed,
    };
    let permutation = permutation_test(design, scaling, most, options, progress)?;
    let folds = settings.folds.min(design.n());
    let outer = Folds::repeated_k_fold(design.n(), folds, NESTED_REPEATS, seed)?;
    let nested_options = NestedOptions {
        most,
        ..NestedOptions::default()
    };
    watch.begin("outer folds", folds * NESTED_REPEATS);
    let nested = nested_cross_validate(design, scaling, &outer, nested_options, progress)?;
    let highest = nested.choices.iter().map(|c| c.components).max();
    let mut chosen = vec![0; highest.unwrap_or(0) + 1];
    for choice in &nested.choices {
        chosen[choice.components] += 1;
    }
    let coefficients = if components == 0 {
        Vec::new()
    } else {
        watch.begin("bootstrap", settings.bootstrap);
        let options = BootstrapOptions {
            replicates: settings.bootstrap,
            level: settings.level,
            seed,
        };
        let estimates = bootstrap(design, scaling, components, options, None, progress)?;
        estimates.coefficients.iter().map(coefficient).collect()
    };
    let fit = Fit::new(design, scaling, most)?;
    let model =
        Model::new(&fit, components, settings.level).and_then(|m| m.with_cross_validation(&cv))?;
    let test = match &data.test {
        None => Vec::new(),
        Some((table, observed)) => model
            .predict(table, Missing::Refuse)?
            .iter()
            .zip(observed)
            .map(|(p, observed)| TestRow {
                row: p.row.clone(),
                observed: *observed,
                predicted: p.value,
                low: p.interval.map(|i| i.low),
                high: p.interval.map(|i| i.high),
                inside: p.inside,
            })
            .collect(),
    };
    Ok(ValidateRecord {
        response: design.response().name.clone(),
        n: design.n(),
        p: design.p(),
        seed,
        components,
        q2: cv.q2()[components],
        permutation: PermutationRecord {
            permutations: permutation.permuted.len(),
            p_q2: permutation.p_q2,
            largest_q2: permutation.largest_q2(),
            intercept_q2: permutation.intercept_q2,
            intercept_r2: permutation.intercept_r2,
        },
        nested: NestedRecord {
            folds,
            repeats: NESTED_REPEATS,
            q2: nested.q2,
            rmsecv: nested.rmsecv,
            chosen,
        },
        coefficients,
        test,
        warnings: model.warnings.iter().map(ToString::to_string).collect(),
    })
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
