//! How many components: by minimum, by one standard error, or by van der Voet's randomisation test.

use nalgebra::DMatrix;
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::checks::{at_least_one, check_level};
use crate::folds::grouped;
use crate::random::stream;
use crate::vectors::{mean, sum_of_squares};
use crate::{CrossValidation, PlsError};

/// A rule for the number of components. The mean model (0 components) is a candidate in each.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// The smallest PRESS; the fewest components among equals.
    #[default]
    Minimum,
    /// The fewest components whose mean squared error is within one standard error of the smallest, the standard error being that of the
    /// rows' squared errors at the minimum (of the groups' sums of them where rows belong together).
    ///
    /// L. Breiman et al., Classification and Regression Trees (1984) §3.4.3.
    OneStandardError,
    /// The fewest components whose errors do not differ significantly from those at the minimum, by van der Voet's randomisation
    /// test on T² (see [`van_der_voet`]), as SAS (`CVTEST(STAT=T2)`) and JMP do; both use level 0.1.
    VanDerVoet {
        /// A difference counts as significant below this probability.
        level: f64,
        /// Number of random exchanges.
        permutations: usize,
        /// Seed.
        seed: u64,
    },
}

/// A number of components and how it was chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Choice {
    /// The rule.
    pub rule: Rule,
    /// The number of components chosen.
    pub components: usize,
    /// The number of components with the smallest PRESS.
    pub minimum: usize,
    /// Van der Voet's probabilities for 0…`minimum` components; empty under the other rules.
    pub probabilities: Vec<f64>,
}

/// Errors of left-out rows, by which a number of components is chosen: those of one response, or of several together.
pub trait LeftOutErrors {
    /// PRESS with 0…A components (A+1).
    fn press(&self) -> &[f64];

    /// Squared errors of each row (n × (A+1)).
    fn squared_errors(&self) -> &DMatrix<f64>;

    /// Labels of rows that belong together, one per row.
    fn labels(&self) -> Option<&[String]>;
}

impl LeftOutErrors for CrossValidation {
    fn press(&self) -> &[f64] {
        &self.press
    }

    fn squared_errors(&self) -> &DMatrix<f64> {
        &self.squared_errors
    }

    fn labels(&self) -> Option<&[String]> {
        self.groups.as_deref()
    }
}

/// Squared errors with `components` components, summed over the rows that belong together.
fn by_unit(cv: &impl LeftOutErrors, components: usize) -> Vec<f64> {
    let errors = cv.squared_errors().column(components);
    match cv.labels() {
        None => errors.iter().copied().collect(),
        Some(labels) => (grouped(labels).1.iter())
            .map(|rows| rows.iter().map(|&i| errors[i]).sum())
            .collect(),
    }
}

/// Chooses the number of components.
///
/// # Errors
/// [`PlsError::OutOfRange`] for a level outside (0, 1) or no permutations.
pub fn choose(cv: &impl LeftOutErrors, rule: Rule) -> Result<Choice, PlsError> {
    let minimum = smallest(cv.press());
    let (components, probabilities) = match rule {
        Rule::Minimum => (minimum, Vec::new()),
        Rule::OneStandardError => (within_one_error(cv, minimum), Vec::new()),
        Rule::VanDerVoet {
            level,
            permutations,
            seed,
        } => {
            check_level("level of significance", level)?;
            let probabilities = van_der_voet(cv, permutations, seed)?;
            let first = probabilities.iter().position(|&p| p > level);
            (first.unwrap_or(minimum), probabilities)
        }
    };
    Ok(Choice {
        rule,
        components,
        minimum,
        probabilities,
    })
}

/// A number of components against the number with the smallest PRESS.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// T² = (Σ d_i)² / Σ d_i² of the differences of squared errors, see [`van_der_voet_all`]; 0 for the number itself.
    pub t2: f64,
    /// Share of random exchanges whose T² reaches this one; 1 for the number itself.
    pub probability: f64,
}

/// Van der Voet's randomisation test of 0…a_min components against the a_min with the smallest PRESS (a_min + 1 probabilities); see
/// [`van_der_voet_all`].
///
/// # Errors
/// [`PlsError::OutOfRange`] for no permutations.
pub fn van_der_voet(
    cv: &impl LeftOutErrors,
    permutations: usize,
    seed: u64,
) -> Result<Vec<f64>, PlsError> {
    let mut all = van_der_voet_all(cv, permutations, seed)?;
    all.truncate(smallest(cv.press()) + 1);
    Ok(all.iter().map(|against| against.probability).collect())
}

/// Van der Voet's randomisation test of 0…A components against the a_min with the smallest PRESS (A + 1).
///
/// With d_i = e_i²(a) − e_i²(a_min) the statistic is T² = (Σ d_i)² / Σ d_i². If the two models were equally good, their errors could be
/// exchanged row by row (group by group where rows belong together, d then being summed over each group); the probability is the share
/// of random exchanges of signs whose T² reaches the observed one. It is 1 at a_min.
///
/// H. van der Voet, Chemom. Intell. Lab. Syst. 25 (1994) 313, doi:10.1016/0169-7439(94)85050-X.
///
/// # Errors
/// [`PlsError::OutOfRange`] for no permutations.
pub fn van_der_voet_all(
    cv: &impl LeftOutErrors,
    permutations: usize,
    seed: u64,
) -> Result<Vec<Comparison>, PlsError> {
    at_least_one("permutations", permutations)?;
    let minimum = smallest(cv.press());
    let best = by_unit(cv, minimum);
    let differences: Vec<Vec<f64>> = (0..cv.press().len())
        .map(|a| {
            let errors = by_unit(cv, a);
            let pairs = errors.iter().zip(&best);
            pairs.map(|(error, best)| error - best).collect()
        })
        .collect();
    // Σ d² does not change with the signs, so |Σ d| decides. The allowance counts ties that differ by rounding only.
    let observed: Vec<f64> = differences
        .iter()
        .map(|d| {
            let size: f64 = d.iter().map(|d| d.abs()).sum();
            d.iter().sum::<f64>().abs() - 1e-12 * size
        })
        .collect();
    let reached: Vec<usize> = (0..permutations)
        .into_par_iter()
        .map(|replicate| {
            let mut generator = stream(seed, replicate);
            let signs: Vec<f64> = (0..best.len())
                .map(|_| {
                    if generator.random::<bool>() {
                        1.0
                    } else {
                        -1.0
                    }
                })
                .collect();
            let sum = |d: &Vec<f64>| d.iter().zip(&signs).map(|(d, sign)| d * sign).sum::<f64>();
            differences
                .iter()
                .zip(&observed)
                .map(|(d, &observed)| usize::from(sum(d).abs() >= observed))
                .collect()
        })
        .reduce(
            || vec![0; differences.len()],
            |a: Vec<usize>, b| a.iter().zip(b).map(|(a, b)| a + b).collect(),
        );
    Ok(differences
        .iter()
        .zip(reached)
        .map(|(d, count)| {
            let squares: f64 = d.iter().map(|d| d * d).sum();
            Comparison {
                t2: if squares > 0.0 {
                    d.iter().sum::<f64>().powi(2) / squares
                } else {
                    0.0
                },
                probability: count as f64 / permutations as f64,
            }
        })
        .collect())
}

/// Position of the smallest value, the first among equals.
pub(crate) fn smallest(values: &[f64]) -> usize {
    let mut best = 0;
    for (a, value) in values.iter().enumerate() {
        if *value < values[best] {
            best = a;
        }
    }
    best
}

fn within_one_error(cv: &impl LeftOutErrors, minimum: usize) -> usize {
    let errors = by_unit(cv, minimum);
    let n = errors.len() as f64;
    let centre = mean(&errors);
    let deviation = (sum_of_squares(&errors, centre) / (n - 1.0)).sqrt();
    let limit = centre + deviation / n.sqrt();
    (0..=minimum)
        .find(|&a| cv.press()[a] / n <= limit)
        .unwrap_or(minimum)
}
