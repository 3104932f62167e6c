//! Y-randomisation: the whole procedure on permuted responses, to see whether the result could be chance.

use nalgebra::DMatrix;
use rand::Rng;
use rand::seq::SliceRandom;
use rayon::prelude::*;
use serde::Serialize;

use crate::checks::at_least_one;
use crate::choose::smallest;
use crate::components::Components;
use crate::fold_sums::FoldSums;
use crate::folds::grouped;
use crate::loo::LooPlan;
use crate::many_responses::{Responses, cross_validate, together};
use crate::progress::Counter;
use crate::random::stream;
use crate::range::largest;
use crate::refit::complement;
use crate::scale::Preprocessing;
use crate::training::Training;
use crate::vectors::{dot, mean, sum_of_squares};
use crate::{Design, Folds, OnProgress, PlsError, Recipe};

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
    /// Components at the smallest PRESS of the cross-validation, chosen for these responses.
    pub components: usize,
    /// Q² (mean of all rows) with that many components.
    pub q2: f64,
    /// R² with that many components.
    pub r2: f64,
    /// Q² with as many components as the model of the observed responses has.
    pub q2_same_components: f64,
    /// R² with as many components as the model of the observed responses has.
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
    /// observed responses: (1 + number of permutations that reach it)/(1 + permutations), and 1 for a model without components. This is the one to report where
    /// the number was chosen by the smallest PRESS.
    pub p_q2: f64,
    /// The same with the number of components kept; the one to report where it was given.
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
    recipe: impl Into<Recipe>,
    most: usize,
    options: PermutationOptions,
    progress: OnProgress,
) -> Result<PermutationTest, PlsError> {
    let folds = Folds::leave_one_out(design.n())?;
    permutation_test_over(design, recipe, most, &folds, None, options, progress)
}

/// The same with a cross-validation over any folds, for a model of so many components; of as many as the smallest PRESS chooses where
/// `components` is `None`.
///
/// In a design with groups whole groups exchange their responses: the groups are shuffled and their responses, one group after the
/// other, laid along the rows in the order of the groups. Groups of equal size so take each other's responses; where sizes differ, the
/// end of one may become the beginning of the next.
///
/// # Errors
/// As [`permutation_test`]; [`PlsError::WrongLength`] where the folds are of another number of rows.
pub fn permutation_test_over(
    design: &Design,
    recipe: impl Into<Recipe>,
    most: usize,
    folds: &Folds,
    components: Option<usize>,
    options: PermutationOptions,
    progress: OnProgress,
) -> Result<PermutationTest, PlsError> {
    let recipe = recipe.into();
    let training = Training::new(design, &recipe)?;
    let design = training.design.as_ref();
    let most = design.usable_components(training.scaling, most)?;
    at_least_one("permutations", options.permutations)?;
    folds.expect_rows(design.n())?;
    let trial = Trial::new(&training, most, folds);
    let kept = components.map(|components| components.min(most));
    let observed = trial.goodness(design.y(), kept)?;
    let kept = kept.unwrap_or(observed.components);
    let groups = design.groups().map(|labels| grouped(labels).1);
    let counter = Counter::new(progress);
    let order = |replicate| {
        let mut generator = stream(options.seed, replicate);
        shuffled(design.y(), groups.as_deref(), &mut generator)
    };
    let (n, p) = design.x().shape();
    let together = (training.is_plain())
        .then(|| together(n, p, most, options.permutations))
        .flatten();
    let replicates: Vec<usize> = (0..options.permutations).collect();
    let permuted: Vec<Goodness> = if let Some(together) = together {
        let sums = FoldSums::new(design.x(), training.scaling, folds, most);
        let mut permuted = Vec::with_capacity(replicates.len());
        for replicates in replicates.chunks(together) {
            let orders: Vec<Vec<f64>> = replicates.iter().map(|&r| order(r)).collect();
            permuted.extend(trial.goodness_of_all(&sums, &orders, kept, &|| counter.step())?);
        }
        permuted
    } else {
        (replicates.into_par_iter())
            .map(|replicate| {
                let goodness = trial.goodness(&order(replicate), Some(kept));
                counter.step();
                goodness
            })
            .collect::<Result<_, _>>()?
    };
    let share = |value: fn(&Goodness) -> f64, components: usize| {
        // The mean of left-out rows does not depend on the order of the responses.
        if components == 0 {
            return 1.0;
        }
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
        p_q2: share(|g| g.q2, observed.components),
        p_q2_same_components: share(|g| g.q2_same_components, kept),
        p_r2_same_components: share(|g| g.r2_same_components, kept),
        intercept_q2: intercept(|g| g.q2_same_components),
        intercept_r2: intercept(|g| g.r2_same_components),
        observed,
        permuted,
    })
}

/// The responses in random order, groups as a whole.
fn shuffled(y: &[f64], groups: Option<&[Vec<usize>]>, generator: &mut impl Rng) -> Vec<f64> {
    let Some(groups) = groups else {
        let mut y = y.to_vec();
        y.shuffle(generator);
        return y;
    };
    let mut order: Vec<&Vec<usize>> = groups.iter().collect();
    order.shuffle(generator);
    let from = order.into_iter().flatten();
    let mut permuted = vec![0.0; y.len()];
    for (&to, &from) in groups.iter().flatten().zip(from) {
        permuted[to] = y[from];
    }
    permuted
}

/// How left-out rows are predicted.
enum Plan<'a> {
    LeaveOneOut(Box<LooPlan<'a>>),
    Sums(Box<FoldSums<'a>>),
    Refits,
}

/// What all permutations share: the predictors, and everything about the folds that depends on the predictors only.
struct Trial<'a> {
    training: &'a Training<'a>,
    folds: &'a Folds,
    /// Folds without refits, where the recipe allows it.
    plan: Plan<'a>,
    /// The scaled predictors of a recipe that does nothing but scale.
    scaled_x: Option<DMatrix<f64>>,
    most: usize,
}

impl<'a> Trial<'a> {
    fn new(training: &'a Training<'a>, most: usize, folds: &'a Folds) -> Self {
        let (design, scaling) = (training.design.as_ref(), training.scaling);
        let plan = match (training.is_plain(), folds.is_leave_one_out()) {
            (false, _) => Plan::Refits,
            (true, true) => Plan::LeaveOneOut(Box::new(LooPlan::new(design.x(), scaling))),
            (true, false) => Plan::Sums(Box::new(FoldSums::new(design.x(), scaling, folds, most))),
        };
        let scaled_x = training.is_plain().then(|| {
            Preprocessing::new(design.x(), design.y(), scaling, None).scaled_x(design.x())
        });
        Self {
            training,
            folds,
            plan,
            scaled_x,
            most,
        }
    }

    /// Predictions of the left-out rows with 0…`most` components, one repeat after the other.
    fn left_out(&self, y: &[f64]) -> Result<Vec<Vec<f64>>, PlsError> {
        let (x, folds) = (self.training.x(), self.folds);
        let in_folds = self.most.min(folds.least_training() - 1);
        match &self.plan {
            Plan::LeaveOneOut(plan) => return Ok(plan.predict(y, self.most).values),
            Plan::Sums(sums) => {
                let found = sums.predict(y, self.most, in_folds, &|| {});
                return Ok(sums.by_row(found).0.concat());
            }
            Plan::Refits => {}
        }
        let mut all = Vec::with_capacity(y.len() * folds.repeats().len());
        for partition in folds.repeats() {
            let mut values = vec![Vec::new(); y.len()];
            for left_out in partition {
                let rows = complement(y.len(), left_out);
                let fit = self.training.train(y, &rows, in_folds)?;
                let rows = fit.rows(x, left_out, self.training.design.table())?;
                for (&i, row) in left_out.iter().zip(&rows) {
                    values[i] = fit.predict(row, self.most);
                }
            }
            all.append(&mut values);
        }
        Ok(all)
    }

    /// R² of a fit to all rows with 0…`most` components; `u` are the responses about their mean.
    fn r2(&self, u: &[f64], total: f64, most: usize) -> Result<Vec<f64>, PlsError> {
        if let Some(scaled_x) = &self.scaled_x {
            let fit = Components::new(scaled_x.clone(), u.to_vec(), most);
            let mut r2 = vec![0.0; most + 1];
            for a in 1..r2.len() {
                let gain = fit.y_loadings.get(a - 1).zip(fit.scores.get(a - 1));
                r2[a] = r2[a - 1] + gain.map_or(0.0, |(c, t)| c * c * dot(t, t) / total);
            }
            return Ok(r2);
        }
        let all: Vec<usize> = (0..u.len()).collect();
        let (x, table) = (self.training.x(), self.training.design.table());
        let fit = self.training.train(u, &all, most.max(1))?;
        let rows = fit.rows(x, &all, table)?;
        let fitted: Vec<Vec<f64>> = rows.iter().map(|row| fit.predict(row, most)).collect();
        Ok((0..=most)
            .map(|a| {
                let errors = fitted
                    .iter()
                    .zip(u)
                    .map(|(fitted, u)| (fitted[a] - u).powi(2));
                1.0 - errors.sum::<f64>() / total
            })
            .collect())
    }

    /// Goodness of the responses `y`; `components` are those of the observed order, its own if `None`.
    fn goodness(&self, y: &[f64], components: Option<usize>) -> Result<Goodness, PlsError> {
        let found = self.left_out(y)?;
        let every = || found.iter().zip(y.iter().cycle());
        let press: Vec<f64> = (0..=self.most)
            .map(|a| every().map(|(values, y)| (values[a] - y).powi(2)).sum())
            .collect();
        if !press.iter().all(|press| press.is_finite()) {
            let farthest = every()
                .map(|(values, y)| values[largest(values.iter().map(|value| value - y))] - y);
            let design = &self.training.design;
            return Err(design.response_beyond_range(largest(farthest) % y.len()));
        }
        self.summary(y, &press, None, components)
    }

    /// Goodness of all `orders` of the responses, from one pass over the folds.
    fn goodness_of_all(
        &self,
        sums: &FoldSums,
        orders: &[Vec<f64>],
        components: usize,
        step: &(dyn Fn() + Sync),
    ) -> Result<Vec<Goodness>, PlsError> {
        let centre = mean(self.training.design.y());
        let responses = Responses {
            values: orders,
            centre,
        };
        let in_folds = self.most.min(self.folds.least_training() - 1);
        let found = cross_validate(sums, &responses, self.most, in_folds, step);
        let columns = found.press.column_iter().zip(found.r2.column_iter());
        let columns: Vec<_> = orders.iter().zip(columns).collect();
        (columns.into_par_iter())
            .map(|(y, (press, r2))| {
                if !press.iter().all(|press| press.is_finite()) {
                    // Tells which response is at fault.
                    return self.goodness(y, Some(components));
                }
                let r2 = (r2.iter().all(|r2| r2.is_finite())).then(|| r2.as_slice());
                self.summary(y, press.as_slice(), r2, Some(components))
            })
            .collect()
    }

    /// Goodness from the squared errors of all repeats with 0…`most` components, and R² where it is known.
    fn summary(
        &self,
        y: &[f64],
        press: &[f64],
        r2: Option<&[f64]>,
        components: Option<usize>,
    ) -> Result<Goodness, PlsError> {
        let centre = mean(y);
        let total = sum_of_squares(y, centre);
        let repeats = self.folds.repeats().len() as f64;
        let q2: Vec<f64> = (press.iter())
            .map(|press| 1.0 - press / repeats / total)
            .collect();
        let errors: Vec<f64> = q2.iter().map(|q2| 1.0 - q2).collect();
        let chosen = smallest(&errors);
        let same = components.unwrap_or(chosen);

        let u: Vec<f64> = y.iter().map(|y| y - centre).collect();
        let own: Vec<f64> = (self.training.design.y().iter())
            .map(|y| y - centre)
            .collect();
        let fitted;
        let r2 = if let Some(r2) = r2 {
            r2
        } else {
            fitted = self.r2(&u, total, chosen.max(same))?;
            &fitted
        };
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

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::{Missing, Response, Scaling, Table};

    /// A table with strongly related columns of very different scales, one of them nearly constant.
    fn related(n: usize, p: usize) -> Design {
        let mut generator = stream(3, 0);
        let latent: Vec<f64> = (0..n).map(|_| generator.random::<f64>()).collect();
        let records: Vec<Vec<f64>> = (latent.iter().enumerate())
            .map(|(i, latent)| {
                let mut row: Vec<f64> = (0..p)
                    .map(|j| (latent + 0.1 * generator.random::<f64>()) * 10f64.powi(j as i32 % 5))
                    .collect();
                row[p - 1] = f64::from(u8::from(i == 2));
                row
            })
            .collect();
        let names: Vec<String> = (0..n).map(|i| format!("row {i}")).collect();
        let columns: Vec<String> = (0..p).map(|j| format!("x{j}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let table = Table::from_records(&names, &columns, &records).unwrap();
        let y = latent.iter().map(|l| l + generator.random::<f64>());
        Design::new(table, Response::new("y", y.collect()), Missing::Refuse).unwrap()
    }

    #[test]
    fn all_orders_together_give_what_each_gives_alone() {
        let (n, p, most) = (24, 7, 5);
        let design = related(n, p);
        for scaling in [Scaling::Auto, Scaling::AutoOnce, Scaling::Center] {
            for folds in [
                Folds::leave_one_out(n).unwrap(),
                Folds::repeated_k_fold(n, 5, 3, 1).unwrap(),
            ] {
                let recipe = Recipe::from(scaling);
                let training = Training::new(&design, &recipe).unwrap();
                let trial = Trial::new(&training, most, &folds);
                let orders: Vec<Vec<f64>> = (0..20)
                    .map(|r| shuffled(design.y(), None, &mut stream(1, r)))
                    .collect();
                let sums = FoldSums::new(design.x(), training.scaling, &folds, most);
                let together = trial.goodness_of_all(&sums, &orders, 2, &|| {}).unwrap();
                for (order, together) in orders.iter().zip(&together) {
                    let alone = trial.goodness(order, Some(2)).unwrap();
                    assert_eq!(alone.components, together.components);
                    for (alone, together) in [
                        (alone.q2, together.q2),
                        (alone.r2, together.r2),
                        (alone.q2_same_components, together.q2_same_components),
                        (alone.r2_same_components, together.r2_same_components),
                    ] {
                        assert!((alone - together).abs() < 1e-10, "{alone} {together}");
                    }
                }
            }
        }
    }
}
