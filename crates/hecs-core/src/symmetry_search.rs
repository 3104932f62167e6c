//! Symmetry found from positions: space-group number and Wyckoff letters.

use moyo::MoyoDataset;
use moyo::base::Cell;

use crate::Structure;

/// Positions up to which symmetry is searched for: the time grows with their square, 0.4 s here.
const MOST_SEARCHED: usize = 3000;

/// What a symmetry search finds.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundSymmetry {
    /// Number of the International Tables (1–230).
    pub number: u16,
    /// Short Hermann–Mauguin symbol.
    pub hermann_mauguin: String,
    /// Wyckoff letter of each site, in the standard setting of the group found. Letters that
    /// differ by a change of origin (4c and 4d of F-43m) depend on the origin chosen.
    pub wyckoff: Vec<char>,
}

impl Structure {
    /// The symmetry of the positions and species of this structure within `tolerance_ang` (Å),
    /// whatever its declared group; `None` where the search finds nothing consistent.
    ///
    /// `None` too for more than 3000 positions, where the search would take seconds.
    ///
    /// Sites count as alike when their species and occupancies (rounded to 1e-4) are.
    pub fn find_symmetry(&self, tolerance_ang: f64) -> Option<FoundSymmetry> {
        // Where the tolerance is a good part of the cell, everything is near everything, and the search
        // would not end.
        let widths = self.lattice.perpendicular_widths();
        if self.sites.is_empty()
            || self.position_count() > MOST_SEARCHED
            || widths.iter().any(|w| *w < 10.0 * tolerance_ang)
        {
            return None;
        }
        let mut kinds: Vec<Vec<(u8, i64)>> = Vec::new();
        let mut positions = Vec::with_capacity(self.position_count());
        let mut numbers = Vec::with_capacity(self.position_count());
        let mut first_of_site = Vec::with_capacity(self.sites.len());
        for site in &self.sites {
            let mut kind: Vec<(u8, i64)> = site
                .species
                .iter()
                .map(|s| {
                    (
                        s.element.atomic_number(),
                        (s.occupancy * 1e4).round() as i64,
                    )
                })
                .collect();
            kind.sort_unstable();
            let label = kinds.iter().position(|k| *k == kind).unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            });
            first_of_site.push(positions.len());
            for position in &site.positions {
                positions.push(*position);
                numbers.push(label as i32);
            }
        }
        let basis = self.lattice.basis();
        let lattice = moyo::base::Lattice::new(basis.transpose());
        let cell = Cell::new(lattice, positions, numbers);
        let found = MoyoDataset::with_default(&cell, tolerance_ang).ok()?;
        Some(FoundSymmetry {
            number: found.number as u16,
            hermann_mauguin: found.hm_symbol.replace('_', ""),
            wyckoff: first_of_site.iter().map(|i| found.wyckoffs[*i]).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Vector3;

    use crate::{Element, Lattice, Site, SpaceGroup, Species, Structure, orbit};

    #[test]
    fn rock_salt_is_found_from_positions_alone() {
        let lattice = Lattice::cubic(5.64).unwrap();
        let group = SpaceGroup::from_number(225).unwrap();
        let site = |symbol: &str, x: f64| Site {
            label: symbol.to_owned(),
            species: vec![Species {
                element: Element::from_symbol(symbol).unwrap(),
                charge: None,
                occupancy: 1.0,
            }],
            positions: orbit(&lattice, &group.operations, &Vector3::repeat(x), 0.01).positions,
        };
        let structure = Structure {
            name: "NaCl".to_owned(),
            sites: vec![site("Na", 0.0), site("Cl", 0.5)],
            lattice: lattice.clone(),
            space_group: group.clone(),
            formula: None,
        };
        let found = structure.in_p1().find_symmetry(0.01).unwrap();
        assert_eq!(found.number, 225);
        let letters = structure.find_symmetry(0.01).unwrap().wyckoff;
        assert!(letters == ['a', 'b'] || letters == ['b', 'a']);
    }
}
