//! Intervals of coefficients, importance and predictions from the models of a cross-validation.

use rayon::prelude::*;

use crate::limits::student_quantile;
use crate::loo::LooPlan;
use crate::progress::Counter;
use crate::refit::complement;
use crate::resample::Whole;
use crate::{Design, Estimates, Folds, OnProgress, PlsError, Recipe, Table};

/// Jack-knife standard errors over the folds of a cross-validation, with intervals b ± t((1+level)/2; K−1) · s:
///
///   s² = (K−1)/K Σ_k (b₋ₖ − b̄)²
///
/// over the K fits that leave out one fold each, the mean over the repeats where folds are assigned anew. With every row its own fold
/// this is the jack-knife proper, and costs no refits. The importance is no smaller than 0.
///
/// `new_rows` are predicted too; `progress` counts folds. Arguments and errors are else as in [`bootstrap`](crate::bootstrap).
///
/// H. Martens, M. Martens, Food Qual. Prefer. 11 (2000) 5, doi:10.1016/S0950-3293(99)00039-7.
///
/// # Errors
/// As [`bootstrap`](crate::bootstrap); [`PlsError::WrongLength`] where the folds are of another number of rows.
pub fn jackknife(
    design: &Design,
    recipe: impl Into<Recipe>,
    components: usize,
    level: f64,
    folds: &Folds,
    new_rows: Option<&Table>,
    progress: OnProgress,
) -> Result<Estimates, PlsError> {
    let n = design.n();
    folds.expect_rows(n)?;
    let recipe = recipe.into();
    let whole = Whole::new(design, &recipe, components, level, new_rows)?;
    let counter = Counter::new(progress);
    let of_repeats: Vec<Moments> = if folds.is_leave_one_out() && whole.training.is_plain() {
        let plan = LooPlan::new(whole.training.design.x(), recipe.scaling);
        let blocks = plan.models(design.y(), components, |models| {
            let mut moments = Moments::new(&whole.values);
            for model in models {
                moments.add(&whole.of_model(model));
                counter.step();
            }
            moments
        });
        vec![Moments::of_blocks(&whole.values, &blocks)]
    } else {
        (folds.repeats().iter())
            .map(|partition| {
                let values: Vec<Vec<f64>> = partition
                    .par_iter()
                    .map(|fold| {
                        let values = whole.of_rows(&complement(n, fold));
                        counter.step();
                        values
                    })
                    .collect::<Result<_, PlsError>>()?;
                let mut moments = Moments::new(&whole.values);
                for values in &values {
                    moments.add(values);
                }
                Ok(moments)
            })
            .collect::<Result<_, PlsError>>()?
    };
    let count = of_repeats[0].count;
    let t = student_quantile(level, count - 1).unwrap_or(f64::INFINITY);
    let p = design.p();
    whole.estimates(|place| {
        let squares: f64 = of_repeats
            .iter()
            .map(|repeat| repeat.about_mean(place))
            .sum();
        let mean = squares / of_repeats.len() as f64;
        let error = ((count - 1) as f64 / count as f64 * mean).sqrt();
        let value = whole.values[place];
        let low = value - t * error;
        let is_vip = (p + 1..=2 * p).contains(&place);
        let low = if is_vip { low.max(0.0) } else { low };
        (error, low, value + t * error)
    })
}

/// Sums of values and of their squares, both about the values from all rows, which are near.
struct Moments<'a> {
    about: &'a [f64],
    count: usize,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl<'a> Moments<'a> {
    fn new(about: &'a [f64]) -> Self {
        Self {
            about,
            count: 0,
            sum: vec![0.0; about.len()],
            squares: vec![0.0; about.len()],
        }
    }

    fn add(&mut self, values: &[f64]) {
        self.count += 1;
        for (place, (value, about)) in values.iter().zip(self.about).enumerate() {
            self.sum[place] += value - about;
            self.squares[place] += (value - about).powi(2);
        }
    }

    /// All blocks together, in their order.
    fn of_blocks(about: &'a [f64], blocks: &[Self]) -> Self {
        let mut whole = Self::new(about);
        for block in blocks {
            whole.count += block.count;
            for place in 0..about.len() {
                whole.sum[place] += block.sum[place];
                whole.squares[place] += block.squares[place];
            }
        }
        whole
    }

    /// Σ (value − mean)² at a place.
    fn about_mean(&self, place: usize) -> f64 {
        let sum = self.sum[place];
        (self.squares[place] - sum * sum / self.count as f64).max(0.0)
    }
}
