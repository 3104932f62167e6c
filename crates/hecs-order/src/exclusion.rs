//! When two positions cannot both hold an atom, of which one at least is partly filled in the file.

use hecs_core::{IonTables, Lattice, PeriodicPoints, Species};
use nalgebra::Vector3;

/// The distance below which two positions cannot both be filled, one of which at least is partly filled in the file. Beside a site that
/// is full in the file it is that of the covalent radii at most: such an atom is no alternative, but may be bonded to what is near.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Exclusion {
    /// Half the sum of the covalent radii of Cordero et al. (doi:10.1039/b801115j) of what the two positions
    /// mainly hold: half the length of a bond, which no two atoms come near (Li–Li 1.28 Å, O–H 0.49 Å, S–S 1.05 Å);
    /// 1 Å where there is no radius.
    CovalentRadii,
    /// This distance in Å, whatever the species.
    Nearer(f64),
}

/// Where no radius is known, in Å: split positions of one atom are nearer than this, bonds to hydrogen apart.
const WITHOUT_RADIUS_ANG: f64 = 1.0;

/// Distances that differ by less, in Å, are equal: the symmetry of the crystal makes them so, but for rounding.
pub(crate) const EQUAL_ANG: f64 = 1e-6;

impl Exclusion {
    /// The distance in Å below which two positions cannot both be filled, one by each of two species.
    pub fn distance_ang(&self, one: &Species, other: &Species) -> f64 {
        match self {
            Self::Nearer(distance_ang) => *distance_ang,
            Self::CovalentRadii => match (radius_ang(one), radius_ang(other)) {
                (Some(a), Some(b)) => 0.5 * (a + b),
                _ => WITHOUT_RADIUS_ANG,
            },
        }
    }

    /// Pairs of positions that exclude each other, the smaller index first, ascending; each position is given with
    /// what it mainly holds. `[i, i]` is a position that is too near to its own images.
    pub(crate) fn pairs(
        &self,
        lattice: &Lattice,
        positions: &[(Vector3<f64>, &Species)],
    ) -> Vec<[usize; 2]> {
        let farthest = self.farthest_ang(positions);
        if positions.is_empty() || farthest.is_nan() || farthest <= 0.0 {
            return Vec::new();
        }
        let reach = farthest + EQUAL_ANG;
        let points = PeriodicPoints::new(lattice, positions.iter().map(|p| p.0), reach);
        let mut pairs = Vec::new();
        for (i, (fract, species)) in positions.iter().enumerate() {
            for near in points.within(fract, reach) {
                let limit = self.distance_ang(species, positions[near.index].1);
                let is_itself = near.index == i && near.distance_ang < EQUAL_ANG;
                if near.index >= i && !is_itself && near.distance_ang < limit + EQUAL_ANG {
                    pairs.push([i, near.index]);
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The largest distance in Å at which some of these exclude each other.
    pub(crate) fn farthest_ang(&self, positions: &[(Vector3<f64>, &Species)]) -> f64 {
        let own = positions.iter().map(|(_, s)| self.distance_ang(s, s));
        own.fold(0.0, f64::max)
    }
}

/// Covalent radius of a species in Å; that of another charge of the element where its own has no row.
fn radius_ang(species: &Species) -> Option<f64> {
    let tables = IonTables::published();
    let own = species.ion().and_then(|ion| tables.ion(ion));
    let any = || {
        let mut rows = tables
            .ions()
            .filter(|(ion, _)| ion.element == species.element);
        rows.find_map(|(_, data)| data.cordero_radius_ang)
    };
    own.and_then(|data| data.cordero_radius_ang).or_else(any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ion(text: &str) -> Species {
        Species::of(text.parse().unwrap())
    }

    #[test]
    fn half_a_bond_of_lithium_of_sulphur_and_of_water() {
        let rule = Exclusion::CovalentRadii;
        assert_eq!(rule.distance_ang(&ion("Li+"), &ion("Li+")), 1.28);
        assert!((rule.distance_ang(&ion("S2-"), &ion("S2-")) - 1.05).abs() < 1e-12);
        assert!(rule.distance_ang(&ion("O2-"), &ion("H+")) < 0.9);
    }

    #[test]
    fn pairs_are_found_across_the_border_and_with_own_images() {
        let lattice = Lattice::new([4.0, 5.0, 2.0], [90.0; 3]).unwrap();
        let lithium = ion("Li+");
        let at = |x: f64| (Vector3::new(x, 0.0, 0.0), &lithium);
        let positions = [at(0.05), at(0.5), at(0.9)];
        let near = |distance| Exclusion::Nearer(distance).pairs(&lattice, &positions);
        assert_eq!(near(0.7), [[0, 2]], "0.6 Å across the border");
        assert_eq!(near(0.5), Vec::<[usize; 2]>::new());
        assert_eq!(near(2.0), [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]]);
    }
}
