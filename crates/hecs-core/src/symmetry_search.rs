//! Symmetry found from positions: space-group number, Wyckoff letters, operations of the cell.

use moyo::MoyoDataset;
use moyo::base::Cell;
use nalgebra::Vector3;

use crate::{Site, Structure, caught};

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

/// All positions of a structure, and an integer for what each of them holds.
pub(crate) struct Positions {
    pub(crate) fract: Vec<Vector3<f64>>,
    pub(crate) kinds: Vec<i32>,
    /// Site of each position.
    pub(crate) sites: Vec<usize>,
}

/// Element, charge in 1e-4 e and occupancy in 1e-4 of the species of a site, sorted.
type Kind = Vec<(u8, i64, i64)>;

impl Structure {
    /// The symmetry of the positions and species of this structure within `tolerance_ang` (Å),
    /// whatever its declared group; `None` where the search finds nothing consistent.
    ///
    /// `None` too for more than 3000 positions, where the search would take seconds.
    ///
    /// Sites count as alike when their elements and occupancies (rounded to 1e-4) are.
    pub fn symmetry(&self, tolerance_ang: f64) -> Option<FoundSymmetry> {
        let positions = Positions::of(self, |_| 0);
        let found = search(self, &positions, tolerance_ang)?;
        let mut wyckoff = Vec::with_capacity(self.sites.len());
        for (site, letter) in positions.sites.iter().zip(&found.wyckoffs) {
            if *site == wyckoff.len() {
                wyckoff.push(*letter);
            }
        }
        Some(FoundSymmetry {
            number: found.number as u16,
            hermann_mauguin: symbol(&found),
            wyckoff,
        })
    }
}

impl Positions {
    /// `charge` tells apart what is alike in element and occupancy.
    pub(crate) fn of(structure: &Structure, charge: impl Fn(Option<f64>) -> i64) -> Self {
        let mut known: Vec<Kind> = Vec::new();
        let count = structure.position_count();
        let mut positions = Self {
            fract: Vec::with_capacity(count),
            kinds: Vec::with_capacity(count),
            sites: Vec::with_capacity(count),
        };
        for (number, site) in structure.sites.iter().enumerate() {
            let kind = kind(site, &charge);
            let label = known.iter().position(|k| *k == kind).unwrap_or_else(|| {
                known.push(kind);
                known.len() - 1
            });
            for position in &site.positions {
                positions.fract.push(*position);
                positions.kinds.push(label as i32);
                positions.sites.push(number);
            }
        }
        positions
    }
}

fn kind(site: &Site, charge: impl Fn(Option<f64>) -> i64) -> Kind {
    let rounded = |x: f64| (x * 1e4).round() as i64;
    let mut kind: Kind = site
        .species
        .iter()
        .map(|s| {
            let element = s.element.atomic_number();
            (element, charge(s.charge), rounded(s.occupancy))
        })
        .collect();
    kind.sort_unstable();
    kind
}

/// The search itself; `None` where it cannot end in time or finds nothing.
pub(crate) fn search(
    structure: &Structure,
    positions: &Positions,
    tolerance_ang: f64,
) -> Option<MoyoDataset> {
    // Where the tolerance is a good part of the cell, everything is near everything, and the search
    // would not end.
    let widths = structure.lattice.perpendicular_widths();
    if positions.fract.is_empty()
        || positions.fract.len() > MOST_SEARCHED
        || widths.iter().any(|w| *w < 10.0 * tolerance_ang)
        || !structure.lattice.is_of_a_crystal()
    {
        return None;
    }
    let basis = structure.lattice.basis();
    let lattice = moyo::base::Lattice::new(basis.transpose());
    let cell = Cell::new(lattice, positions.fract.clone(), positions.kinds.clone());
    // The library asserts where reduction or inversion of the cell goes wrong: no symmetry is found
    // then, and nothing else is lost.
    caught(|| MoyoDataset::with_default(&cell, tolerance_ang))
        .ok()?
        .ok()
}

pub(crate) fn symbol(found: &MoyoDataset) -> String {
    found.hm_symbol.replace('_', "")
}

#[cfg(test)]
mod tests {
    use nalgebra::Vector3;

    use crate::{Lattice, SpaceGroup, Species, StructureBuilder};

    #[test]
    fn rock_salt_is_found_from_positions_alone() {
        let lattice = Lattice::cubic(5.64).unwrap();
        let group = SpaceGroup::from_number(225).unwrap();
        let mut builder = StructureBuilder::new(lattice, group);
        for (ion, x) in [("Na+", 0.0), ("Cl-", 0.5)] {
            let species = vec![Species::of(ion.parse().unwrap())];
            builder.add_site(ion, species, &Vector3::repeat(x), 0.01);
        }
        let structure = builder.build().unwrap();
        let found = structure.in_p1().symmetry(0.01).unwrap();
        assert_eq!(found.number, 225);
        let letters = structure.symmetry(0.01).unwrap().wyckoff;
        assert!(letters == ['a', 'b'] || letters == ['b', 'a']);
    }
}
