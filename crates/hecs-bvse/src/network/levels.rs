//! The levels at which the hops of a network percolate.
//!
//! Hops join their sites in order of the energy of their saddle points; the level of d dimensions is
//! the hop at which a component first has translations of rank d (see the module `forest`).

use std::cmp::Reverse;

use super::hops::Hop;
use super::sites::{SiteImage, Sites};
use super::symmetry::Symmetry;
use crate::forest::Forest;
use crate::translations::{GroupElement, TranslationLattice};

/// The hop that completes percolation in a number of dimensions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Level {
    /// Number of the hop in order of energy.
    pub(crate) hop: usize,
    /// Takes the hop into the frame of the directions.
    pub(crate) frame: GroupElement,
    /// A short basis of the translations of the component that the hop belongs to.
    pub(crate) directions: Vec<[i32; 3]>,
}

/// The sites before any hop joins them.
pub(crate) fn forest(sites: &Sites) -> Forest<'_> {
    let mut forest = Forest::new(sites.list.len(), &sites.symmetry.table);
    for (number, site) in (0..).zip(&sites.list) {
        forest.insert(number);
        for element in &site.stabiliser {
            forest.join(number, *element, number);
        }
    }
    forest
}

/// Records that two images of sites are connected.
pub(crate) fn join(forest: &mut Forest, sites: &Sites, [from, to]: [SiteImage; 2]) {
    forest.join(from.site, sites.between(from, to), to.site);
}

/// Whether hops joined so far connect two images of sites.
pub(crate) fn is_joined(forest: &mut Forest, sites: &Sites, [from, to]: [SiteImage; 2]) -> bool {
    forest.is_joined(from.site, sites.between(from, to), to.site)
}

/// The hops, given by rising energy, without those over a saddle point that another hop leads over already
/// and between sites that are joined below it: the descent from such a saddle point runs along a ridge
/// to a lower saddle point, and to which of the sites beside that it leads on is arbitrary.
pub(crate) fn one_per_saddle(hops: Vec<Hop>, sites: &Sites) -> Vec<Hop> {
    let mut forest = forest(sites);
    let mut kept: Vec<Hop> = Vec::with_capacity(hops.len());
    for hop in hops {
        let is_known = kept.iter().rev().any(|k| k.shares_saddle_with(&hop, sites));
        if !(is_known && is_joined(&mut forest, sites, hop.ends)) {
            join(&mut forest, sites, hop.ends);
            kept.push(hop);
        }
    }
    kept
}

/// The levels for 1, 2 and 3 dimensions of hops that are given by rising energy.
pub(crate) fn percolate(sites: &Sites, hops: &[&Hop]) -> [Option<Level>; 3] {
    let mut forest = forest(sites);
    let mut levels = [None, None, None];
    for (number, hop) in hops.iter().enumerate() {
        join(&mut forest, sites, hop.ends);
        let rank = forest.rank(hop.ends[0].site);
        for level in levels.iter_mut().take(rank).filter(|l| l.is_none()) {
            *level = Some(level_of(&mut forest, sites, number, hop));
        }
        if rank == 3 {
            break;
        }
    }
    levels
}

/// The directions in which the component of a hop percolates.
///
/// Hop and directions stand for their images; of these the one is taken whose directions come first,
/// which does not depend on the order of joining.
fn level_of(forest: &mut Forest, sites: &Sites, number: usize, hop: &Hop) -> Level {
    let symmetry = &sites.symmetry;
    let from = hop.ends[0];
    let (to_root, directions) = forest.translations(from.site);
    let back = symmetry.between(to_root, GroupElement::IDENTITY);
    let frame = symmetry.table.multiply(from.element, back);
    let directions = turned(symmetry, frame.operation, &directions);
    let images = symmetry
        .rotations()
        .map(|operation| (operation, turned(symmetry, operation, &directions)));
    let first = images.min_by_key(|(operation, directions)| (order(directions), *operation));
    let (operation, directions) = first.unwrap_or((0, directions));
    Level {
        hop: number,
        frame: GroupElement {
            operation,
            shift: [0; 3],
        },
        directions,
    }
}

/// Short vectors before long ones, then x before y before z.
fn order(directions: &[[i32; 3]]) -> Vec<(i32, Reverse<[i32; 3]>)> {
    let square = |v: &[i32; 3]| v.iter().map(|x| x * x).sum();
    directions
        .iter()
        .map(|v| (square(v), Reverse(*v)))
        .collect()
}

/// A short basis of the image of the lattice of some translations.
fn turned(symmetry: &Symmetry, operation: u16, directions: &[[i32; 3]]) -> Vec<[i32; 3]> {
    let mut lattice = TranslationLattice::default();
    for direction in directions {
        lattice.add(symmetry.turn(operation, *direction).map(i64::from));
    }
    lattice.short_basis()
}
