//! The framework near the places that a search goes through: what acts there is listed once for many
//! positions.

use std::cell::RefCell;

use nalgebra::Vector3;

use crate::framework::{Derivatives, Framework};
use crate::pair_sum::PairSum;
use crate::potential::Potential;

/// A list serves as far as this (Å) from its centre: a few steps of a search.
pub(crate) const MARGIN_ANG: f64 = 0.6;
/// More lists than this are not kept.
const MOST_LISTS: usize = 64;

/// The potential of a framework for one search.
///
/// What it gives depends on the positions asked for before, in the last digits: a search of its own for each
/// start gives the same bits in whatever order the starts are taken.
pub(crate) struct Vicinity<'f> {
    framework: &'f Framework,
    /// Cartesian centres in Å, and what acts around them.
    lists: RefCell<Vec<(Vector3<f64>, PairSum)>>,
}

impl<'f> Vicinity<'f> {
    pub(crate) fn new(framework: &'f Framework) -> Self {
        Self {
            framework,
            lists: RefCell::new(Vec::new()),
        }
    }

    /// What acts within the margin around a Cartesian position.
    fn around(&self, position: &Vector3<f64>) -> PairSum {
        let framework = self.framework;
        let home = framework.wrapped(&framework.lattice.fractional(position));
        let cutoff_ang = framework.options.cutoff_ang;
        let reach_ang = cutoff_ang + MARGIN_ANG;
        let mut sum = PairSum::new(cutoff_ang);
        framework.neighbours.for_each(&home, reach_ang, |image| {
            let from_home = image.position - home;
            if from_home.norm_squared() <= reach_ang * reach_ang {
                let place = position + from_home;
                for term in &framework.kinds[image.tag as usize].terms {
                    sum.add(&place, term);
                }
            }
        });
        sum
    }
}

impl Potential for Vicinity<'_> {
    fn energy_at(&self, position: &Vector3<f64>) -> f64 {
        self.derivatives_at(position).energy_ev
    }

    fn derivatives_at(&self, position: &Vector3<f64>) -> Derivatives {
        let mut lists = self.lists.borrow_mut();
        let near = lists
            .iter()
            .rposition(|(centre, _)| (position - centre).norm_squared() <= MARGIN_ANG * MARGIN_ANG);
        let number = near.unwrap_or_else(|| {
            if lists.len() == MOST_LISTS {
                lists.clear();
            }
            lists.push((*position, self.around(position)));
            lists.len() - 1
        });
        lists[number].1.derivatives(position)
    }
}
