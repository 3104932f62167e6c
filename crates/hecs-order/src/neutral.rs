//! Whole numbers of atoms that leave no net charge.
//!
//! The method of the largest remainder knows nothing of charges, and refined occupancies seldom balance. Here the numbers of
//! atoms n are chosen to leave no charge with the least Σ |n − q| over all sites, q the quotas (positions × occupancy; what is free
//! counts as a species): site after site, the least cost of every charge that can be reached so far.

use std::collections::BTreeMap;

/// Charges are whole multiples of this, in e: averages such as 8/3 are given with four decimals.
const CHARGE_UNIT: f64 = 1e-4;

/// How far a number of atoms may be from its quota. More than a few atoms a site is another compound.
const FARTHEST: usize = 8;

/// Costs that differ by less are equal.
const COST_UNIT: f64 = 1e-6;

/// One site: quotas of its species in the supercell, and their charges.
#[derive(Clone, Debug)]
pub(crate) struct ChargedSite {
    pub(crate) positions: usize,
    pub(crate) quotas: Vec<f64>,
    pub(crate) charges_e: Vec<f64>,
}

/// For every charge: the least cost, and the charge and numbers of atoms that lead to it.
type Layer = BTreeMap<i64, (i64, i64, Vec<usize>)>;

/// The whole numbers for each species of each site; `None` where none within reach leave no charge. `fixed_e` is the charge of all
/// else.
pub(crate) fn neutral_counts(sites: &[ChargedSite], fixed_e: f64) -> Option<Vec<Vec<usize>>> {
    (0..=FARTHEST).find_map(|window| within(sites, in_units(fixed_e), window))
}

fn in_units(charge_e: f64) -> i64 {
    (charge_e / CHARGE_UNIT).round() as i64
}

/// As [`neutral_counts`], each number at most `window` beyond the whole numbers around its quota.
fn within(sites: &[ChargedSite], fixed: i64, window: usize) -> Option<Vec<Vec<usize>>> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut reached = BTreeMap::from([(fixed, 0_i64)]);
    for site in sites {
        let mut layer = Layer::new();
        for (counts, cost) in candidates(site, window) {
            let pairs = counts.iter().zip(&site.charges_e);
            let charge: i64 = pairs.map(|(n, q)| *n as i64 * in_units(*q)).sum();
            for (before, so_far) in &reached {
                let (now, total) = (before + charge, so_far + cost);
                if layer.get(&now).is_none_or(|(least, ..)| total < *least) {
                    layer.insert(now, (total, *before, counts.clone()));
                }
            }
        }
        reached = layer
            .iter()
            .map(|(charge, (cost, ..))| (*charge, *cost))
            .collect();
        layers.push(layer);
    }
    // Half a unit of rounding for each atom.
    let rounding = sites.iter().map(|s| s.positions as i64).sum::<i64>() / 2;
    let mut charge = reached
        .into_iter()
        .filter(|(charge, _)| charge.abs() <= rounding)
        .min_by_key(|(charge, cost)| (*cost, charge.abs()))?
        .0;
    let mut counts = Vec::with_capacity(sites.len());
    for layer in layers.iter().rev() {
        let (_, before, chosen) = layer.get(&charge)?;
        counts.push(chosen.clone());
        charge = *before;
    }
    counts.reverse();
    Some(counts)
}

/// Numbers of atoms of a site with their costs, those of the quotas themselves first. Vacancies appear only where there are some.
fn candidates(site: &ChargedSite, window: usize) -> Vec<(Vec<usize>, i64)> {
    let free = site.positions as f64 - site.quotas.iter().sum::<f64>();
    let is_full = free < COST_UNIT * site.positions as f64;
    let mut found = vec![Vec::new()];
    for quota in &site.quotas {
        let low = ((quota + COST_UNIT).floor() as usize).saturating_sub(window);
        let high = ((quota - COST_UNIT).ceil() as usize + window).min(site.positions);
        let longer = found.iter().flat_map(|counts: &Vec<usize>| {
            (low..=high).map(move |n| [counts.as_slice(), &[n]].concat())
        });
        found = longer.collect();
    }
    let cost = |counts: &Vec<usize>| {
        let filled: usize = counts.iter().sum();
        let left = site.positions.checked_sub(filled)?;
        if is_full && left > 0 {
            return None;
        }
        let apart = counts
            .iter()
            .zip(&site.quotas)
            .map(|(n, q)| (*n as f64 - q).abs());
        let sum = apart.sum::<f64>() + (left as f64 - free.max(0.0)).abs();
        Some((sum / COST_UNIT).round() as i64)
    };
    let mut costed: Vec<(Vec<usize>, i64)> = found
        .into_iter()
        .filter_map(|counts| cost(&counts).map(|c| (counts, c)))
        .collect();
    costed.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    costed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(positions: usize, species: &[(f64, f64)]) -> ChargedSite {
        ChargedSite {
            positions,
            quotas: species.iter().map(|(x, _)| x * positions as f64).collect(),
            charges_e: species.iter().map(|(_, q)| *q).collect(),
        }
    }

    #[test]
    fn the_nearest_neutral_numbers_are_found() {
        // Li₀.₃₃La₀.₅₆TiO₃ in eight cells: 2.64 Li, 4.48 La, −16 e of the rest.
        let shared = site(8, &[(0.33, 1.0), (0.56, 3.0)]);
        let counts = neutral_counts(&[shared], -16.0).unwrap();
        assert_eq!(
            counts,
            [[4, 4]],
            "1 Li and 5 La is farther: 2.16 against 1.84 atoms"
        );
    }

    #[test]
    fn what_cannot_balance_is_said() {
        assert_eq!(neutral_counts(&[site(2, &[(0.5, 2.0)])], -3.0), None);
        assert_eq!(neutral_counts(&[], 0.5), None);
        assert_eq!(neutral_counts(&[], 0.0), Some(Vec::new()));
        // A site without vacancies gets none.
        assert_eq!(
            neutral_counts(&[site(4, &[(0.5, 1.0), (0.5, 2.0)])], -3.0),
            None
        );
    }

    #[test]
    fn charge_is_shared_out_over_sites() {
        let sites = [site(4, &[(0.5, 1.0)]), site(4, &[(0.45, 1.0)])];
        assert_eq!(neutral_counts(&sites, -3.0).unwrap(), [[2], [1]]);
    }
}
