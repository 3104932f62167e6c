//! How well predicted barriers agree with computed ones.

use std::collections::{BTreeMap, BTreeSet};

use super::dataset::Hop;

/// Barriers above this (eV) are not compared, predictions above the next count as that.
pub(super) const HIGHEST_DFT_EV: f64 = 4.2;
pub(super) const CLIPPED_EV: f64 = 4.0;
/// Barriers of one material that differ by less than this (eV) are not ranked.
const APART_EV: f64 = 0.1;

/// Agreement of predictions with barriers of density-functional theory.
pub(super) struct Scores {
    pub(super) hops: usize,
    /// Mean absolute error.
    pub(super) mae_ev: f64,
    /// The same for each of two halves of the structural groups.
    pub(super) halves_ev: [f64; 2],
    /// Mean of prediction less barrier.
    pub(super) bias_ev: f64,
    /// 1 − Σ(y − p)²/Σ(y − ȳ)².
    pub(super) r2: f64,
    /// Spearman's rank correlation; `None` where one side is constant.
    pub(super) rho: Option<f64>,
    /// Pairs of hops of one material that are at least 0.1 eV apart.
    pub(super) pairs: usize,
    /// The share of them that is in order.
    pub(super) in_order: Option<f64>,
}

impl Scores {
    /// Of the predictions that there are, for barriers that are compared.
    pub(super) fn of(hops: &[Hop], predicted: &[Option<f64>]) -> Self {
        let rows: Vec<(&Hop, f64)> = hops
            .iter()
            .zip(predicted)
            .filter(|(hop, _)| hop.dft_ev < HIGHEST_DFT_EV)
            .filter_map(|(hop, p)| Some((hop, p.as_ref()?.min(CLIPPED_EV))))
            .collect();
        let errors: Vec<f64> = rows.iter().map(|(hop, p)| p - hop.dft_ev).collect();
        let families: BTreeSet<&str> = rows.iter().map(|(hop, _)| hop.family.as_str()).collect();
        let halves_ev = [0, 1].map(|half| {
            let of_half: BTreeSet<&str> = families.iter().copied().skip(half).step_by(2).collect();
            let is_of_half = |(hop, _): &&(&Hop, f64)| of_half.contains(hop.family.as_str());
            let of_half = rows.iter().filter(is_of_half);
            mean(of_half.map(|(hop, p)| (p - hop.dft_ev).abs()))
        });
        let mean_ev = mean(rows.iter().map(|(hop, _)| hop.dft_ev));
        let spread: f64 = rows
            .iter()
            .map(|(hop, _)| (hop.dft_ev - mean_ev).powi(2))
            .sum();
        let (pairs, in_order) = pairs_in_order(&rows);
        Self {
            hops: rows.len(),
            mae_ev: mean(errors.iter().map(|e| e.abs())),
            halves_ev,
            bias_ev: mean(errors.iter().copied()),
            r2: 1.0 - errors.iter().map(|e| e * e).sum::<f64>() / spread,
            rho: correlation(
                &ranks(&rows.iter().map(|(hop, _)| hop.dft_ev).collect::<Vec<_>>()),
                &ranks(&rows.iter().map(|(_, p)| *p).collect::<Vec<_>>()),
            ),
            pairs,
            in_order,
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values {
        sum += value;
        n += 1.0;
    }
    sum / n
}

/// Pairs of one material and ion whose barriers are apart, and the share that the predictions put in the
/// same order; equal predictions count as half.
fn pairs_in_order(rows: &[(&Hop, f64)]) -> (usize, Option<f64>) {
    let mut materials: BTreeMap<_, Vec<(f64, f64)>> = BTreeMap::new();
    for (hop, p) in rows {
        let key = (hop.material.as_str(), hop.ion, hop.family.as_str());
        materials.entry(key).or_default().push((hop.dft_ev, *p));
    }
    let (mut pairs, mut in_order) = (0, 0.0);
    for of_one in materials.values() {
        for (number, (y, p)) in of_one.iter().enumerate() {
            for (other_y, other_p) in &of_one[..number] {
                if (y - other_y).abs() < APART_EV {
                    continue;
                }
                pairs += 1;
                in_order += match (y - other_y) * (p - other_p) {
                    product if product > 0.0 => 1.0,
                    product if product < 0.0 => 0.0,
                    _ => 0.5,
                };
            }
        }
    }
    (pairs, (pairs > 0).then(|| in_order / pairs as f64))
}

/// Ranks from 0; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        for number in equal {
            ranks[*number] = first as f64 + (equal.len() - 1) as f64 / 2.0;
        }
        first += equal.len();
    }
    ranks
}

/// Pearson's correlation; `None` where one side is constant.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, mean_b) = (mean(a.iter().copied()), mean(b.iter().copied()));
    let product = |x: &[f64], y: &[f64], mx: f64, my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let (aa, bb) = (product(a, a, mean_a, mean_a), product(b, b, mean_b, mean_b));
    let found = product(a, b, mean_a, mean_b) / (aa * bb).sqrt();
    found.is_finite().then_some(found)
}
