//! Bonds between atoms of one element, which change its oxidation state.

use hecs_core::{Element, IonTables, Lattice, Site};

use crate::grid::Grid;

/// Two atoms of one element nearer than the sum of their covalent radii and this are bonded: O–O of
/// peroxides 1.5 Å, S–S 2.1, P–P 2.2; the shortest distances of atoms that are not are 0.5 Å longer.
const SLACK_ANG: f64 = 0.3;

/// Nearer than this share of the sum of the radii are two places of one atom, not two atoms.
const SPLIT: f64 = 0.8;

/// Occupancies that add up to more than this cannot be of sites that exclude each other.
const TOGETHER: f64 = 1.02;

/// Bins and positions that are looked at for one element; what is not found by then is taken as
/// absent. A crystal of 10⁵ atoms needs 10⁶.
const MOST_WORK: u64 = 10_000_000;

/// Whether two atoms of an element that are there at the same time are bonded to each other.
///
/// The covalent radii are those of Cordero et al., doi:10.1039/b801115j.
pub(crate) fn bonded_to_its_like(element: Element, sites: &[Site], lattice: &Lattice) -> bool {
    let tables = IonTables::published();
    let radius = tables
        .ions()
        .filter(|(ion, _)| ion.element == element)
        .find_map(|(_, data)| data.cordero_radius_ang);
    let Some(radius) = radius else { return false };
    let longest = 2.0 * radius + SLACK_ANG;
    let occupancy = |site: &Site| -> f64 {
        let own = site.species.iter().filter(|s| s.element == element);
        own.map(|s| s.occupancy).sum()
    };
    let holding: Vec<(&Site, f64)> = sites
        .iter()
        .map(|site| (site, occupancy(site)))
        .filter(|(_, occupancy)| *occupancy > 0.0)
        .collect();
    let count = holding.iter().map(|(site, _)| site.positions.len()).sum();
    let mut grid = Grid::new(lattice, longest, count);
    for (i, (site, _)) in holding.iter().enumerate() {
        for position in &site.positions {
            grid.insert(*position, i as u32);
        }
    }
    for (site, own) in &holding {
        let Some(position) = site.positions.first() else {
            continue;
        };
        let mut bonded = false;
        grid.for_each_within(position, longest, |other, distance| {
            let together = own + holding[other as usize].1 > TOGETHER;
            bonded |= together && distance > SPLIT * 2.0 * radius;
        });
        if bonded {
            return true;
        }
        if grid.work() > MOST_WORK {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::Species;
    use nalgebra::Vector3;

    /// Two oxygen atoms at a distance in Å along a, each there with an occupancy.
    fn bonded(distance_ang: f64, occupancy: f64) -> bool {
        let lattice = Lattice::cubic(8.0).unwrap();
        let site = |x: f64| Site {
            label: "O".to_owned(),
            species: vec![Species {
                element: Element::O,
                charge: None,
                occupancy,
            }],
            positions: vec![Vector3::new(x, 0.0, 0.0)],
        };
        bonded_to_its_like(
            Element::O,
            &[site(0.9), site(0.9 + distance_ang / 8.0 - 1.0)],
            &lattice,
        )
    }

    #[test]
    fn peroxide_is_bonded_split_and_neighbouring_oxygen_is_not() {
        assert!(bonded(1.49, 1.0));
        assert!(!bonded(1.49, 0.5));
        assert!(!bonded(0.6, 0.7));
        assert!(!bonded(2.2, 1.0));
    }
}
