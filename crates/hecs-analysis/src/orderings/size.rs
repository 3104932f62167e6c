//! How large a supercell is taken.
//!
//! Supercells grow from the cell itself, by one cell along its narrowest direction at a time (along all that are as
//! narrow, so that equal axes stay equal): at any size they are as near to a cube as they can be.

use hecs_core::Lattice;

/// Atoms of a supercell where every ordering percolates, or none does: there barriers do not depend on its size
/// (Li2MgCl4, 56 to 672 atoms: 0.42–0.46 eV).
const ATOMS: f64 = 200.0;

/// Width in Å that a supercell has at least where some orderings percolate and others do not: a path that closes
/// on itself after less is an artefact of the cell.
const WIDTH_ANG: f64 = 15.0;

/// Shared positions that it has at least then: with 64 of them, the shares of La0.55Li0.45TiO3 have come to within
/// their errors of those of larger cells in one and two dimensions, in three they still rise.
const SHARED: usize = 64;

/// Positions that a supercell has at most unless it is asked for: 16 orderings of them take a minute.
const MOST_POSITIONS: usize = 4000;

/// Widths that differ by less than this part of them are equal.
const EQUAL_WIDTHS: f64 = 1e-3;

/// A crystal as far as the size of its supercell goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'s> {
    pub(super) lattice: &'s Lattice,
    /// Atoms in it, weighed with their occupancies.
    pub(super) atoms: f64,
    pub(super) positions: usize,
    /// Positions that the mobile ion shares.
    pub(super) shared: usize,
}

impl Cell<'_> {
    /// The supercell nearest to [`ATOMS`], by the ratio.
    pub(super) fn of_many_atoms(&self) -> [u32; 3] {
        let mut size = [1; 3];
        loop {
            let larger = self.grown(size);
            let [now, then] = [size, larger].map(|size| self.atoms * copies(size));
            // √(now · then) is as far from the one as from the other.
            if (now * then).sqrt() > ATOMS || !self.fits(larger) {
                return size;
            }
            size = larger;
        }
    }

    /// The least supercell in which shares between 0 and 1 mean something; the largest possible where that is too large.
    pub(super) fn for_shares(&self) -> [u32; 3] {
        let mut size = [1; 3];
        while !self.is_for_shares(size) {
            let larger = self.grown(size);
            if !self.fits(larger) {
                break;
            }
            size = larger;
        }
        size
    }

    /// Whether shares between 0 and 1 mean something in a supercell.
    pub(super) fn is_for_shares(&self, size: [u32; 3]) -> bool {
        let shared = self.shared as f64 * copies(size);
        self.width_ang(size) >= WIDTH_ANG && (self.shared == 0 || shared >= SHARED as f64)
    }

    /// Least distance in Å of opposite faces of a supercell.
    pub(super) fn width_ang(&self, size: [u32; 3]) -> f64 {
        self.widths_ang(size)
            .into_iter()
            .fold(f64::INFINITY, f64::min)
    }

    fn widths_ang(&self, size: [u32; 3]) -> [f64; 3] {
        let widths = self.lattice.perpendicular_widths();
        [0, 1, 2].map(|i| widths[i] * f64::from(size[i]))
    }

    fn grown(&self, size: [u32; 3]) -> [u32; 3] {
        let narrowest = self.width_ang(size) * (1.0 + EQUAL_WIDTHS);
        let widths = self.widths_ang(size);
        [0, 1, 2].map(|i| size[i] + u32::from(widths[i] <= narrowest))
    }

    fn fits(&self, size: [u32; 3]) -> bool {
        self.positions as f64 * copies(size) <= MOST_POSITIONS as f64
    }
}

/// Cells in a supercell.
pub(super) fn copies(size: [u32; 3]) -> f64 {
    size.iter().map(|n| f64::from(*n)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(lattice: &Lattice, atoms: usize, shared: usize) -> [[u32; 3]; 2] {
        let cell = Cell {
            lattice,
            atoms: atoms as f64,
            positions: atoms,
            shared,
        };
        [cell.of_many_atoms(), cell.for_shares()]
    }

    #[test]
    fn supercells_are_as_near_to_cubes_as_they_can_be() {
        let perovskite = Lattice::cubic(3.87).unwrap();
        assert_eq!(sizes(&perovskite, 5, 1), [[3; 3], [4; 3]]);
        let layered = Lattice::new([2.84, 2.84, 14.1], [90.0, 90.0, 120.0]).unwrap();
        assert_eq!(sizes(&layered, 12, 3), [[4, 4, 1], [7, 7, 2]]);
        let garnet = Lattice::cubic(12.98).unwrap();
        assert_eq!(sizes(&garnet, 192, 0), [[1; 3], [2; 3]]);
    }

    #[test]
    fn the_largest_possible_is_taken_where_none_is_large_enough() {
        let cell = Cell {
            lattice: &Lattice::cubic(20.0).unwrap(),
            atoms: 3000.0,
            positions: 3000,
            shared: 10,
        };
        assert_eq!(cell.for_shares(), [1; 3]);
        assert!(!cell.is_for_shares([1; 3]));
        assert_eq!(cell.of_many_atoms(), [1; 3]);
    }
}
