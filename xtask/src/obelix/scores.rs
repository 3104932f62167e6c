//! How well predicted conductivities agree with measured ones.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::dataset::Material;

/// Resamples behind an interval, and their seed.
const RESAMPLES: usize = 2000;
const SEED: u64 = 1;

/// Error of a prediction in decades. An upper limit is missed only by what lies above it.
pub(super) fn error(material: &Material, predicted: f64) -> f64 {
    let above = predicted - material.log_sigma;
    if material.is_limit {
        above.max(0.0)
    } else {
        above.abs()
    }
}

/// A mean with its interval.
#[derive(Clone, Copy)]
pub(super) struct Interval {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Interval {
    /// The mean of values and the 95 % interval of the bootstrap that draws whole groups.
    pub(super) fn of(groups: &[Vec<f64>]) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(SEED);
        let mut means: Vec<f64> = (0..RESAMPLES)
            .map(|_| {
                let drawn =
                    (0..groups.len()).map(|_| &groups[generator.random_range(0..groups.len())]);
                mean(drawn)
            })
            .collect();
        means.sort_by(f64::total_cmp);
        // The 2.5th and the 97.5th of 100.
        let at = |share: f64| means[(share * (RESAMPLES - 1) as f64).round() as usize];
        Self {
            mean: mean(groups.iter()),
            low: at(0.025),
            high: at(0.975),
        }
    }
}

fn mean<'a>(groups: impl Iterator<Item = &'a Vec<f64>>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in groups.flatten() {
        sum += value;
        n += 1.0;
    }
    sum / n
}

/// The middle one of values, the mean of both where there are two.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        f64::midpoint(sorted[half - 1], sorted[half])
    }
}

/// The standard deviation of a sample of values.
pub(super) fn standard_deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
