//! Y-randomisation: the whole procedure on permuted responses, to see whether the result could be chance.

use rand::seq::SliceRandom;
use rayon::prelude::*;
use serde::Serialize;

use crate::checks::at_least_one;
use crate::choose::smallest;
use crate::components::Components;
use crate::loo::LooPlan;
use crate::progress::Counter;
use crate::random::stream;
use crate::range::largest;
use crate::scale::Preprocessing;
use crate::vectors::{dot, mean, sum_of_squares};
use crate::{Design, OnProgress, PlsError, Scaling};

/// Options of a permutation test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermutationOptions {
    /// Number of permutations.
    pub permutations: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for PermutationOptions {
    fn default() -> Self {
        Self {
            permutations: 1000,
            seed: 1,
        }
    }
}

/// Goodness of a model of one order of the responses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Goodness {
    /// Pearson correlation of these responses with the observed ones; 1 for the observed.
    pub correlation: f64,
    /// Components at the smallest PRESS of leave-one-out, chosen for these responses.
    pub components: usize,
    /// Q² (mean of all rows) with that many components.
    pub q2: f64,
    /// R² with that many components.
    pub r2: f64,
    /// Q² with as many components as the observed responses choose.
    pub q2_same_components: f64,
    /// R² with as many components as the observed responses choose.
    pub r2_same_components: f64,
}

/// The result of a permutation test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PermutationTest {
    /// The observed responses.
    pub observed: Goodness,
    /// Each permutation.
    pub permuted: Vec<Goodness>,
    /// Probability of a Q² this good by chance when the number of components is chosen again in each permutation, as it was for the
    /// observed responses: (1 + number of permutations that reach it)/(1 + permutations). This is the one to report.
    pub p_q2: f64,
    /// The same with the number of components kept.
    pub p_q2_same_components: f64,
    /// The same for R² with the number of components kept.
    pub p_r2_same_components: f64,
    /// Q² at correlation 0 on the straight line through Q² against |correlation| (components kept, observed responses included); customary
    /// limit 0.05.
    pub intercept_q2: f64,
    /// R² at correlation 0 likewise; customary limit 0.3 to 0.4.
    pub intercept_r2: f64,
}

impl PermutationTest {
    /// The largest Q² that a permutation reaches, the number of components chosen again.
    pub fn largest_q2(&self) -> f64 {
        self.permuted
            .iter()
            .map(|g| g.q2)
            .fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Permutes the responses, cross-validates by leave-one-out and chooses the number of components each time.
///
/// The probability counts the observed order among the permutations, so it is never 0 (B. Phipson, G. K. Smyth, Stat. Appl. Genet. Mol.
/// Biol. 9 (2010) 39, doi:10.2202/1544-6115.1585). On the procedure C. Rücker, G. Rücker, M. Meringer, J. Chem. Inf. Model. 47
/// (2007) 2345, doi:10.1021/ci700157b. `progress` counts permutations. The result depends on the seed only, not on the number of threads.
///
/// # Errors
/// [`PlsError::OutOfRange`] for no components or permutations, [`PlsError::BadFolds`] for fewer than three rows,
/// [`PlsError::BeyondRange`] as in [`cross_validate`](crate::cross_validate).
pub fn permutation_test(
    design: &Design,
    scaling: Scaling,
    most: usize,
    options: PermutationOptions,
    progress: OnProgress,
) -> Result<PermutationTest, PlsError> {
    let most = design.usable_components(scaling, most)?;
    at_least_one("permutations", options.permutations)?;
    crate::Folds::leave_one_out(design.n())?;
    let trial = Trial::new(design, scaling, most);
    let observed = trial.goodness(design.y(), None)?;
    let counter = Counter::new(progress);
    let permuted: Vec<Goodness> = (0..options.permutations)
        .into_par_iter()
        .map(|replicate| {
            let mut y = design.y().to_vec();
            y.shuffle(&mut stream(options.seed, replicate));
            let goodness = trial.goodness(&y, Some(observed.components));
            counter.step();
            goodness
        })
        .collect::<Result<_, _>>()?;
    let share = |value: fn(&Goodness) -> f64| {
        let reached = permuted
            .iter()
            .filter(|g| value(g) >= value(&observed))
            .count();
        (1 + reached) as f64 / (1 + permuted.len()) as f64
    };
    let intercept = |value: fn(&Goodness) -> f64| {
        let all = || permuted.iter().chain([&observed]);
        let correlations: Vec<f64> = all().map(|g| g.correlation.abs()).collect();
        let values: Vec<f64> = all().map(value).collect();
        intercept_of_line(&correlations, &values)
    };
    Ok(PermutationTest {
        p_q2: share(|g| g.q2),
        p_q2_same_components: share(|g| g.q2_same_components),
        p_r2_same_components: share(|g| g.r2_same_components),
        intercept_q2: intercept(|g| g.q2_same_components),
        intercept_r2: intercept(|g| g.r2_same_components),
        observed,
        permuted,
    })
}

/// What all permutations share: the predictors, and everything about the folds that depends on the predictors only.
struct Trial<'a> {
    plan: LooPlan<'a>,
    scaled_x: nalgebra::DMatrix<f64>,
    design: &'a Design,
    most: usize,
}

impl<'a> Trial<'a> {
    fn new(design: &'a Design, scaling: Scaling, most: usize) -> Self {
        let scaler = Preprocessing::new(design.x(), design.y(), scaling, None);
        Self {
            plan: LooPlan::new(design.x(), scaling),
            scaled_x: scaler.scaled_x(design.x()),
            design,
            most,
        }
    }

    /// Goodness of the responses `y`; `components` are those of the observed order, its own if `None`.
    fn goodness(&self, y: &[f64], components: Option<usize>) -> Result<Goodness, PlsError> {
        let centre = mean(y);
        let total = sum_of_squares(y, centre);
        let found = self.plan.predict(y, self.most);
        let q2: Vec<f64> = (0..=self.most)
            .map(|a| {
                let press: f64 = found
                    .values
                    .iter()
                    .zip(y)
                    .map(|(values, y)| (values[a] - y).powi(2))
                    .sum();
                1.0 - press / total
            })
            .collect();
        if !q2.iter().all(|q2| q2.is_finite()) {
            let farthest = (found.values.iter().zip(y))
                .map(|(values, y)| values[largest(values.iter().map(|value| value - y))] - y);
            return Err(self.design.response_beyond_range(largest(farthest)));
        }
        let errors: Vec<f64> = q2.iter().map(|q2| 1.0 - q2).collect();
        let chosen = smallest(&errors);
        let same = components.unwrap_or(chosen);

        let u: Vec<f64> = y.iter().map(|y| y - centre).collect();
        let own: Vec<f64> = self.design.y().iter().map(|y| y - centre).collect();
        let fit = Components::new(self.scaled_x.clone(), u.clone(), chosen.max(same));
        let mut r2 = vec![0.0; chosen.max(same) + 1];
        for a in 1..r2.len() {
            let gain = fit.y_loadings.get(a - 1).zip(fit.scores.get(a - 1));
            r2[a] = r2[a - 1] + gain.map_or(0.0, |(c, t)| c * c * dot(t, t) / total);
        }
        Ok(Goodness {
            correlation: dot(&u, &own) / total,
            components: chosen,
            q2: q2[chosen],
            r2: r2[chosen],
            q2_same_components: q2[same],
            r2_same_components: r2[same],
        })
    }
}

/// The intercept of the least-squares line; the mean of y where x does not vary.
fn intercept_of_line(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let spread = sum_of_squares(x, mx);
    if spread == 0.0 {
        return my;
    }
    let cross: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    my - cross / spread * mx
}
