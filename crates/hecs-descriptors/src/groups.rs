//! Groups of framework cations and the anions bonded to them.

use std::collections::BTreeMap;

use hecs_core::{Composition, Element, formula_text};

use crate::bonds::Bond;
use crate::joined_sites::{JoinedSite, total};
use crate::periodic_components::PeriodicComponents;

/// A bond of half the anion's charge holds a group together; rounding of averaged charges aside.
const HALF: f64 = 0.5 - 1e-3;

/// An anion with at least so many cations around it, weighted with occupancy, bridges them.
const LEAST_BRIDGED: f64 = 1.5;

/// A group of framework cations and anions that strong bonds hold together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AnionGroup {
    /// Its atoms, weighted with occupancy: those of one group, or of a cell where it does not end.
    pub formula: String,
    /// Number of directions, 0–3, in which it does not end; 0 for a polyanion.
    pub dimension: usize,
    /// Groups like it in the cell.
    pub count: usize,
}

/// What groups are found from.
pub(crate) struct GroupInput<'s> {
    pub(crate) joined: &'s [JoinedSite],
    pub(crate) mobile: Element,
    /// Bonds of the framework cations of each site, position by position.
    pub(crate) bonds: &'s [Vec<Vec<Bond>>],
}

impl GroupInput<'_> {
    /// Anions bonded to a position of a cation site, weighted with occupancy.
    pub(crate) fn coordination(&self, site: usize) -> f64 {
        let bonds = self.bonds[site].first();
        let anions = bonds.into_iter().flatten();
        let filled = anions.map(|b| self.joined[b.anion.0].occupancy().min(1.0));
        filled.sum()
    }

    /// Strength of the bonds from a site over the charge of the anion: charge of the cations over
    /// anions around them and over the anion's charge.
    fn relative_strength(&self, site: usize, anion: usize) -> f64 {
        let cations = self.joined[site].others(self.mobile);
        let charge = |ions: &[(hecs_core::Ion, f64)]| {
            let sum: f64 = ions.iter().map(|(i, o)| f64::from(i.charge) * o).sum();
            sum / total(ions, |_| true)
        };
        let strength = charge(&cations) / self.coordination(site);
        strength / charge(&self.joined[anion].species).abs()
    }

    /// Number of the first position of each site among all.
    fn starts(&self) -> Vec<usize> {
        let mut next = 0;
        let mut starts = Vec::with_capacity(self.joined.len());
        for site in self.joined {
            starts.push(next);
            next += site.positions.len();
        }
        starts.push(next);
        starts
    }

    /// The parts of the graph of the bonds that are wanted, over all positions. An anion bridges only
    /// where it has, on the mean, the neighbours for it: between cations that fill their sites in turn
    /// it belongs to the fullest of them.
    fn components(&self, wanted: impl Fn(usize, usize) -> bool) -> PeriodicComponents {
        let starts = self.starts();
        let last = starts.last().copied().unwrap_or(0);
        let mut around: Vec<Vec<(f64, usize, &Bond)>> = vec![Vec::new(); last];
        for (site, positions) in self.bonds.iter().enumerate() {
            let filled = total(&self.joined[site].others(self.mobile), |_| true);
            for (position, bonds) in positions.iter().enumerate() {
                for bond in bonds.iter().filter(|b| wanted(site, b.anion.0)) {
                    let anion = starts[bond.anion.0] + bond.anion.1;
                    around[anion].push((filled, starts[site] + position, bond));
                }
            }
        }
        let mut parts = PeriodicComponents::new(last);
        for (anion, mut cations) in around.into_iter().enumerate() {
            let filled: f64 = cations.iter().map(|(filled, ..)| filled).sum();
            if filled < LEAST_BRIDGED {
                let length = |bond: &Bond| bond.vector.norm();
                cations.sort_by(|(f, _, a), (g, _, b)| {
                    g.total_cmp(f).then(length(a).total_cmp(&length(b)))
                });
                cations.truncate(1);
            }
            for (_, cation, bond) in cations {
                parts.join(cation, anion, bond.image);
            }
        }
        parts
    }
}

/// The most directions in which cations of the framework and the anions bonded to them are endless.
pub(crate) fn framework_dimension(input: &GroupInput) -> usize {
    let mut parts = input.components(|_, _| true);
    let last = input.starts().last().copied().unwrap_or(0);
    (0..last)
        .map(|node| parts.dimension(node))
        .max()
        .unwrap_or(0)
}

/// The groups of strong bonds, the most frequent first.
pub(crate) fn groups(input: &GroupInput) -> Vec<AnionGroup> {
    let mut parts = input.components(|site, anion| input.relative_strength(site, anion) >= HALF);
    let mut members: BTreeMap<usize, (Composition, usize)> = BTreeMap::new();
    let mut node = 0;
    for site in input.joined {
        for _ in &site.positions {
            let (atoms, size) = members.entry(parts.root(node)).or_default();
            for (ion, occupancy) in &site.species {
                *atoms.entry(ion.element).or_insert(0.0) += occupancy;
            }
            *size += 1;
            node += 1;
        }
    }
    let mut counts: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (root, (atoms, size)) in &members {
        if *size > 1 {
            let kind = (formula_text(atoms), parts.dimension(*root));
            *counts.entry(kind).or_default() += 1;
        }
    }
    let mut found: Vec<AnionGroup> = counts
        .into_iter()
        .map(|((formula, dimension), count)| AnionGroup {
            formula,
            dimension,
            count,
        })
        .collect();
    found.sort_by_key(|group| std::cmp::Reverse(group.count));
    found
}
