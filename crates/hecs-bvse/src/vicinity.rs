//! The framework near the places that a search goes through: what acts there is listed once for many
//! positions.

use std::cell::RefCell;

use nalgebra::Vector3;

use crate::framework::{Derivatives, Framework, MARGIN_ANG};
use crate::pair_sum::PairSum;
use crate::potential::Potential;

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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use hecs_core::{Ion, Lattice, SpaceGroup, Species, StructureBuilder};

    use super::*;
    use crate::Options;

    #[test]
    fn it_gives_what_the_framework_gives_wherever_a_search_goes() {
        // Wurtzite-like LiI in a skew cell: attraction that reaches beyond the cutoff.
        let lattice = Lattice::new([4.5, 4.9, 7.3], [81.0, 95.0, 117.0]).unwrap();
        let mut builder = StructureBuilder::new(lattice, SpaceGroup::from_number(1).unwrap());
        for (ion, fract) in [
            ("Li+", [0.3, 0.6, 0.4]),
            ("Li+", [0.7, 0.3, 0.9]),
            ("I-", [0.33, 0.67, 0.0]),
            ("I-", [0.67, 0.33, 0.5]),
        ] {
            let species = vec![Species::of(ion.parse::<Ion>().unwrap())];
            builder.add_site(ion, species, &Vector3::from(fract), 0.01);
        }
        let structure = builder.build().unwrap();
        let framework = Framework::new(&structure, Ion::LI, &Options::default()).unwrap();
        let near = Vicinity::new(&framework);
        // 80 steps of 0.25 Å, out of the cell and through more lists than are kept.
        for step in 0..80 {
            let at = Vector3::new(0.31, -0.22, 0.17) * f64::from(step) * 0.6;
            let (found, wanted) = (near.derivatives_at(&at), framework.derivatives_at(&at));
            let scale = wanted.energy_ev.abs().max(1.0);
            assert!((found.energy_ev - wanted.energy_ev).abs() < 1e-11 * scale);
            let slope = wanted.gradient.amax().max(1.0);
            assert!((found.gradient - wanted.gradient).amax() < 1e-10 * slope);
            let curvature = wanted.hessian.amax().max(1.0);
            assert!((found.hessian - wanted.hessian).amax() < 1e-10 * curvature);
        }
        assert!(near.lists.borrow().len() <= MOST_LISTS);
    }
}
