//! What a reviewer asks next of the published model: chance, certainty of the coefficients, the
//! error of the whole procedure, and which test compounds it may be asked about.

use std::error::Error;

use hecs_pls::{
    BootstrapOptions, Design, Estimate, Fit, Folds, Missing, Model, NestedOptions,
    PermutationOptions, Prediction, Scaling, Table, bootstrap, nested_cross_validate,
    permutation_test,
};

use super::check::{Check, Value};
use super::model::{MOST_COMPONENTS, Regression};
use super::published::{Published, Set};

/// Seed of everything random here.
const SEED: u64 = 1;

/// Permutations of the response, and bootstrap resamples.
const REPLICATES: usize = 1000;

/// Confidence of intervals and of the domain.
const LEVEL: f64 = 0.95;

/// The findings.
pub(crate) struct Validation {
    p_q2: f64,
    largest_permuted_q2: f64,
    nested_q2: f64,
    /// Test compounds asked about, those of them outside, and those beyond the limits that hold for training compounds.
    tested: usize,
    outside: Vec<String>,
    beyond_training: Vec<String>,
    /// Bootstrap intervals of the coefficients on the raw descriptors.
    pub(crate) coefficients: Vec<Estimate>,
}

impl Validation {
    pub(crate) fn run(
        published: &Published,
        design: &Design,
        model: &Regression,
    ) -> Result<Self, Box<dyn Error>> {
        let permutation = permutation_test(
            design,
            Scaling::Auto,
            MOST_COMPONENTS,
            PermutationOptions {
                permutations: REPLICATES,
                seed: SEED,
            },
            None,
        )?;
        let outer = Folds::leave_one_out(design.n())?;
        let options = NestedOptions {
            most: MOST_COMPONENTS,
            ..NestedOptions::default()
        };
        let nested = nested_cross_validate(design, Scaling::Auto, &outer, options, None)?;
        let resampled = bootstrap(
            design,
            Scaling::Auto,
            model.components,
            BootstrapOptions {
                replicates: REPLICATES,
                level: LEVEL,
                seed: SEED,
            },
            None,
            None,
        )?;
        let fit = Fit::new(design, Scaling::Auto, MOST_COMPONENTS)?;
        let domain = Model::new(&fit, model.components, LEVEL)?
            .with_cross_validation(&model.cross_validation)?;
        let predicted = domain.predict(&test_rows(published)?, Missing::Refuse)?;
        Ok(Self {
            p_q2: permutation.p_q2,
            largest_permuted_q2: permutation.largest_q2(),
            nested_q2: nested.q2,
            tested: predicted.len(),
            outside: names_where(&predicted, |p| !p.inside),
            beyond_training: names_where(&predicted, |p| {
                let limits = &domain.limits;
                let beyond = |value, limit: Option<f64>| limit.is_some_and(|limit| value > limit);
                beyond(p.hotelling_t2, limits.hotelling_t2)
                    || beyond(p.q_residual, limits.q_residual)
            }),
            coefficients: resampled.coefficients,
        })
    }

    pub(crate) fn checks(&self, model: &Regression) -> Vec<Check> {
        let settled = self
            .coefficients
            .iter()
            .filter(|c| c.excludes_zero())
            .count();
        vec![
            Check::ours_only("probability of this Q² by chance", self.p_q2).note(format!(
                "{REPLICATES} permutations of Ea, components chosen anew each time; the largest permuted Q² is {:.3}",
                self.largest_permuted_q2
            )),
            Check::ours_only("Q² of nested cross-validation", self.nested_q2).note(format!(
                "the printed {:.3} was taken at the number of components that makes it largest",
                model.q2()
            )),
            Check::ours_only(
                "coefficients whose sign is settled",
                Value::text(format!("{settled} of {}", self.coefficients.len())),
            )
            .note(format!(
                "95 % bootstrap intervals of {REPLICATES} resamples, coefficients.csv"
            )),
            Check::ours_only(
                "test compounds outside the model's domain",
                Value::text(format!("{} of {}", self.outside.len(), self.tested)),
            )
            .note(named(
                "T² and the Q residual together at 95 %, limits of left-out rows",
                &self.outside,
            )),
            Check::ours_only(
                "test compounds beyond the limits of training compounds",
                Value::text(format!("{} of {}", self.beyond_training.len(), self.tested)),
            )
            .note(named(
                "95 % limits of Hotelling's T² and the Q residual, which compounds that were not fitted exceed more often",
                &self.beyond_training,
            )),
        ]
    }
}

/// The names of the rows of which something is true.
fn names_where(predictions: &[Prediction], is_so: impl Fn(&Prediction) -> bool) -> Vec<String> {
    let rows = predictions.iter().filter(|p| is_so(p));
    rows.map(|p| p.row.clone()).collect()
}

/// A remark with the compounds that it is about.
fn named(remark: &str, compounds: &[String]) -> String {
    if compounds.is_empty() {
        format!("{remark}: none")
    } else {
        format!("{remark}: {}", compounds.join(", "))
    }
}

fn test_rows(published: &Published) -> Result<Table, Box<dyn Error>> {
    let test: Vec<_> = published
        .compounds
        .iter()
        .filter(|c| c.set == Set::Test)
        .collect();
    let names: Vec<&str> = test.iter().map(|c| c.formula.as_str()).collect();
    let columns: Vec<&str> = published.descriptors.iter().map(String::as_str).collect();
    let records: Vec<&[f64]> = test.iter().map(|c| c.descriptors.as_slice()).collect();
    Ok(Table::from_records(&names, &columns, &records)?)
}
