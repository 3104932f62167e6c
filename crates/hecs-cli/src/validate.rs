//! `hecs validate`: could it be chance, how sure is each coefficient, what does the whole procedure
//! achieve on rows it has not seen?

use std::io::{self, Write};

use hecs_pls::{
    BootstrapOptions, Choice as Chosen, Estimate, Folds, Missing, Model, NestedOptions,
    PermutationOptions, PlsError, Rule, bootstrap, choose, leave_one_out, nested_cross_validate,
    permutation_test,
};
use hecs_pls::{Fit, OnProgress};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Common, Format, Validate};
use crate::output::{columns, csv_text, print_json, resolve};
use crate::progress::Progress;
use crate::tables::{most_components, scaling, training_data};
use crate::verb::{Outcome, VerbError};

/// Confidence of the bootstrap intervals and of the domain.
const LEVEL: f64 = 0.95;

/// Repetitions of the outer folds of the nested cross-validation.
const NESTED_REPEATS: usize = 10;

/// The record of `hecs validate`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ValidateRecord {
    response: String,
    n: usize,
    p: usize,
    seed: u64,
    /// Number of components by the minimum of Root Mean PRESS.
    components: usize,
    /// Q² of leave-one-out at that number; it has seen the choice.
    q2: f64,
    permutation: PermutationRecord,
    nested: NestedRecord,
    /// Bootstrap intervals of the coefficients on the raw descriptors.
    coefficients: Vec<CoefficientRecord>,
    /// Test rows, where the table has a split.
    test: Vec<TestRow>,
    warnings: Vec<String>,
}

/// Y-randomisation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PermutationRecord {
    permutations: usize,
    /// Probability of a Q² this good by chance, the number of components chosen anew each time.
    p_q2: f64,
    /// Largest Q² of the permuted responses.
    largest_q2: f64,
    /// Q² at correlation 0 on the line through Q² against |correlation|.
    intercept_q2: f64,
    /// R² likewise.
    intercept_r2: f64,
}

/// Double cross-validation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NestedRecord {
    folds: usize,
    repeats: usize,
    q2: f64,
    rmsecv: f64,
    /// How often each number of components was chosen, from 0.
    chosen: Vec<usize>,
}

/// A coefficient with its bootstrap interval.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CoefficientRecord {
    name: String,
    value: f64,
    standard_error: f64,
    low: f64,
    high: f64,
    /// Whether the interval excludes zero.
    certain_sign: bool,
}

/// A test row and whether the model's domain holds it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TestRow {
    row: String,
    observed: f64,
    predicted: f64,
    low: Option<f64>,
    high: Option<f64>,
    inside: bool,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Validate, common: &Common) -> Result<Outcome, VerbError> {
    let record = validate(arguments, common)?;
    if !common.quiet {
        for warning in &record.warnings {
            say!("warning: {warning}");
        }
    }
    match resolve(common.format) {
        Format::Json => print_json(&record)?,
        Format::Csv => {
            io::stdout().write_all(&csv_text(&ValidateRecord::header(), &record.rows(17))?)?;
        }
        Format::Table => record.print_for_people(&mut io::stdout().lock())?,
    }
    Ok(Outcome::done())
}

fn validate(arguments: &Validate, common: &Common) -> Result<ValidateRecord, VerbError> {
    let data = training_data(&arguments.table)?;
    let pls = VerbError::pls(&arguments.table.table);
    let scaling = scaling(arguments.table.scale);
    let most = most_components(&data.train, arguments.table.max_components);
    let seed = arguments.seed;
    let design = &data.train;

    let cv = leave_one_out(design, scaling, most).map_err(&pls)?;
    let Chosen { components, .. } = choose(&cv, Rule::Minimum).map_err(&pls)?;
    let permutation = with_progress(arguments.permutations, "permutations", common, |progress| {
        let options = PermutationOptions {
            permutations: arguments.permutations,
            seed,
        };
        permutation_test(design, scaling, most, options, progress)
    })
    .map_err(&pls)?;
    let folds = arguments.folds.min(design.n());
    let outer = Folds::repeated_k_fold(design.n(), folds, NESTED_REPEATS, seed).map_err(&pls)?;
    let nested_options = NestedOptions {
        most,
        ..NestedOptions::default()
    };
    let total = folds * NESTED_REPEATS;
    let nested = with_progress(total, "outer folds", common, |progress| {
        nested_cross_validate(design, scaling, &outer, nested_options, progress)
    })
    .map_err(&pls)?;
    let highest = nested.choices.iter().map(|c| c.components).max();
    let mut chosen = vec![0; highest.unwrap_or(0) + 1];
    for choice in &nested.choices {
        chosen[choice.components] += 1;
    }
    let coefficients = if components == 0 {
        Vec::new()
    } else {
        let estimates = with_progress(arguments.bootstrap, "bootstrap", common, |progress| {
            let options = BootstrapOptions {
                replicates: arguments.bootstrap,
                level: LEVEL,
                seed,
            };
            bootstrap(design, scaling, components, options, None, progress)
        })
        .map_err(&pls)?;
        estimates.coefficients.iter().map(coefficient).collect()
    };
    let fit = Fit::new(design, scaling, most).map_err(&pls)?;
    let model = Model::new(&fit, components, LEVEL)
        .and_then(|m| m.with_cross_validation(&cv))
        .map_err(&pls)?;
    let test = match &data.test {
        None => Vec::new(),
        Some((table, observed)) => model
            .predict(table, Missing::Refuse)
            .map_err(&pls)?
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

/// Runs long work with a progress bar of so many steps.
fn with_progress<T>(
    steps: usize,
    what: &'static str,
    common: &Common,
    work: impl FnOnce(OnProgress) -> Result<T, PlsError>,
) -> Result<T, PlsError> {
    let bar = Progress::new(steps, what, common.quiet);
    work(Some(&|_| bar.step()))
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

impl ValidateRecord {
    fn header() -> Vec<String> {
        [
            "descriptor",
            "coefficient",
            "standard_error",
            "low",
            "high",
            "certain_sign",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn rows(&self, digits: usize) -> Vec<Vec<String>> {
        let number = |x: f64| {
            if digits >= 17 {
                x.to_string()
            } else {
                format!("{x:.digits$}")
            }
        };
        self.coefficients
            .iter()
            .map(|c| {
                vec![
                    c.name.clone(),
                    number(c.value),
                    number(c.standard_error),
                    number(c.low),
                    number(c.high),
                    c.certain_sign.to_string(),
                ]
            })
            .collect()
    }

    fn print_for_people(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{} from {} descriptors, {} rows; {} components, leave-one-out Q² {:.4}",
            self.response, self.p, self.n, self.components, self.q2
        )?;
        let p = &self.permutation;
        writeln!(
            out,
            "chance      p = {:.4} of {} permutations; largest permuted Q² {:.4}, intercepts Q² {:.3}, R² {:.3}",
            p.p_q2, p.permutations, p.largest_q2, p.intercept_q2, p.intercept_r2
        )?;
        let chosen: Vec<String> = self
            .nested
            .chosen
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .map(|(a, n)| format!("{a}: {n}×"))
            .collect();
        writeln!(
            out,
            "procedure   nested Q² {:.4}, error {:.5} ({} × {} folds); components chosen {}",
            self.nested.q2,
            self.nested.rmsecv,
            self.nested.repeats,
            self.nested.folds,
            chosen.join(", ")
        )?;
        if !self.test.is_empty() {
            let outside: Vec<&str> = self
                .test
                .iter()
                .filter(|t| !t.inside)
                .map(|t| t.row.as_str())
                .collect();
            writeln!(
                out,
                "domain      {} of {} test rows outside{}{}",
                outside.len(),
                self.test.len(),
                if outside.is_empty() { "" } else { ": " },
                outside.join(", ")
            )?;
        }
        writeln!(out, "{}", columns(&Self::header(), &self.rows(6)))
    }
}
