//! Whether the atoms of a structure are as far apart as those of crystals.
//!
//! The bond-valence sum of a cation, V = Σ_anions o·exp(α(r₀ − r)), is near its charge q in any crystal
//! (doi:10.1107/S2052520618015718). Lengths in another unit, or a cell of another structure, change V by
//! orders of magnitude, while a map of them still has barriers.

use hecs_core::{Ion, IonTables, MorsePair, PeriodicPoints, Species, Structure};

/// Bonds longer than this (Å) add nothing to speak of.
const REACH_ANG: f64 = 8.0;

/// Shares V/q of cations in crystals: of some 380 published ones nine in ten have means between 0.89 and
/// 1.08, and all that are no molecules between 0.38 and 1.4. A cell stretched by half has 0.15, one of half
/// the lengths 7.
const SHARES: std::ops::RangeInclusive<f64> = 0.3..=3.0;

/// The share of its charge that the bond-valence sum of a typical cation reaches, where that is far from any
/// crystal. Mean and median over the cations with tabulated bonds must agree on it: atoms that never are
/// there at once spoil the one, a few odd sites the other. The one nearer to 1 is given.
pub(crate) fn implausible_share(structure: &Structure) -> Option<f64> {
    let mut shares = shares(structure);
    shares.sort_by(|a, b| a.0.total_cmp(&b.0));
    let amount: f64 = shares.iter().map(|(_, amount)| amount).sum();
    let mean = shares.iter().map(|(share, n)| share * n).sum::<f64>() / amount;
    let mut below = 0.0;
    let (median, _) = shares.into_iter().find(|(_, n)| {
        below += n;
        below >= amount / 2.0
    })?;
    let (least, most) = (mean.min(median), mean.max(median));
    if most < *SHARES.start() {
        Some(most)
    } else {
        (least > *SHARES.end()).then_some(least)
    }
}

/// V/q of each cation of each site that has tabulated bonds, and how many of it are in the cell.
fn shares(structure: &Structure) -> Vec<(f64, f64)> {
    let sites = structure.sites();
    let anions = |site: u32| ions(&sites[site as usize].species).filter(|(ion, _)| ion.charge < 0);
    let held = (0..).zip(sites);
    let positions = held
        .filter(|(site, _)| anions(*site).next().is_some())
        .flat_map(|(number, site)| site.positions.iter().map(move |at| (*at, number)));
    let around = PeriodicPoints::tagged(structure.lattice(), positions, REACH_ANG);
    let tables = IonTables::published();
    let mut found = Vec::new();
    for site in sites {
        let Some(first) = site.positions.first() else {
            continue;
        };
        let at = structure.lattice().cartesian(&first.map(|x| x - x.floor()));
        for (cation, occupancy) in ions(&site.species).filter(|(ion, _)| ion.charge > 0) {
            let bond = |anion: Ion| tables.pair(cation, anion).filter(|pair| pair.is_physical());
            let has_bonds = (0..)
                .zip(sites)
                .any(|(number, _)| anions(number).any(|(anion, _)| bond(anion).is_some()));
            if !has_bonds {
                continue;
            }
            let mut sum = 0.0;
            around.for_each(&at, REACH_ANG, |image| {
                let r_ang = (image.position - at).norm();
                for (anion, share) in anions(image.tag) {
                    let valence =
                        |pair: &MorsePair| (pair.alpha_per_ang * (pair.r0_ang - r_ang)).exp();
                    if r_ang <= REACH_ANG {
                        sum += share * bond(anion).map_or(0.0, valence);
                    }
                }
            });
            let amount = occupancy * site.multiplicity() as f64;
            found.push((sum / f64::from(cation.charge), amount));
        }
    }
    found
}

/// The ions that fill a site, with their occupancies.
fn ions(species: &[Species]) -> impl Iterator<Item = (Ion, f64)> {
    let filled = species.iter().filter(|s| s.occupancy > 0.0);
    filled.filter_map(|s| Some((s.ion()?, s.occupancy)))
}
