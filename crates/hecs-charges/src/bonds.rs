//! Bonds between atoms of one element, which change its oxidation state.

use hecs_core::{Element, IonTables, PeriodicPoints, Site, Structure};

/// Two atoms of one element nearer than the sum of their covalent radii and this are bonded: O–O of
/// peroxides 1.5 Å, S–S 2.1, P–P 2.2; the shortest distances of atoms that are not are 0.5 Å longer.
const SLACK_ANG: f64 = 0.3;

/// Nearer than this share of the sum of the radii are two places of one atom, not two atoms.
const SPLIT: f64 = 0.8;

/// Occupancies that add up to more than this cannot be of sites that exclude each other.
const TOGETHER: f64 = 1.02;

/// Images that are looked at for one element; what is not found by then is taken as absent. A
/// crystal of 10⁵ atoms needs 10⁶.
const MOST_LOOKED_AT: u64 = 10_000_000;

/// Whether two atoms of an element that are there at the same time are bonded to each other.
///
/// The covalent radii are those of Cordero et al., doi:10.1039/b801115j.
pub(crate) fn bonded_to_its_like(element: Element, structure: &Structure) -> bool {
    let tables = IonTables::published();
    let radius = tables
        .ions()
        .filter(|(ion, _)| ion.element == element)
        .find_map(|(_, data)| data.cordero_radius_ang);
    let Some(radius) = radius else { return false };
    let longest_ang = 2.0 * radius + SLACK_ANG;
    let shortest_ang = SPLIT * 2.0 * radius;
    let lattice = structure.lattice();
    let holding: Vec<(&Site, f64)> = structure
        .sites()
        .iter()
        .map(|site| (site, site.occupancy_of(element)))
        .filter(|(_, occupancy)| *occupancy > 0.0)
        .collect();
    let tagged = (0..).zip(&holding).flat_map(|(i, (site, _))| {
        let positions = site.positions.iter();
        positions.map(move |position| (*position, i))
    });
    let points = PeriodicPoints::tagged(lattice, tagged, longest_ang);
    let mut looked_at = 0;
    for (site, own) in &holding {
        let Some(position) = site.positions.first() else {
            continue;
        };
        let at = lattice.cartesian(position);
        let mut bonded = false;
        points.for_each(&at, longest_ang, |image| {
            looked_at += 1;
            let distance_ang = (image.position - at).norm();
            let together = own + holding[image.tag as usize].1 > TOGETHER;
            bonded |= together && (shortest_ang..=longest_ang).contains(&distance_ang);
        });
        if bonded {
            return true;
        }
        if looked_at > MOST_LOOKED_AT {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::{Lattice, Species};
    use nalgebra::Vector3;

    /// Two oxygen atoms at a distance in Å along a, each there with an occupancy.
    fn bonded(distance_ang: f64, occupancy: f64) -> bool {
        let site = |x: f64| {
            let species = Species {
                element: Element::O,
                charge: None,
                occupancy,
            };
            (vec![species], Vector3::new(x, 0.0, 0.0))
        };
        let sites = [site(0.9), site(0.9 + distance_ang / 8.0 - 1.0)];
        let lattice = Lattice::cubic(8.0).unwrap();
        let structure = Structure::from_positions(lattice, sites).unwrap();
        bonded_to_its_like(Element::O, &structure)
    }

    #[test]
    fn peroxide_is_bonded_split_and_neighbouring_oxygen_is_not() {
        assert!(bonded(1.49, 1.0));
        assert!(!bonded(1.49, 0.5));
        assert!(!bonded(0.6, 0.7));
        assert!(!bonded(2.2, 1.0));
    }
}
