//! Positions of a cell by place: neighbours within a distance without comparing all pairs.

use std::cell::Cell;

use hecs_core::Lattice;
use nalgebra::Vector3;

/// A periodic grid of bins over the unit cell.
///
/// Bins are at least as wide as the widest merge distance, so a bin holds few positions however
/// many are inserted: what is closer than that has been merged before.
pub(crate) struct Grid<'l> {
    lattice: &'l Lattice,
    bins: [usize; 3],
    /// Extent of 1 Å along each axis, as a fraction of the cell.
    per_angstrom: [f64; 3],
    /// First entry of each bin; `NONE` where empty.
    heads: Vec<u32>,
    entries: Vec<Entry>,
    /// Bins and positions looked at so far.
    work: Cell<u64>,
}

struct Entry {
    position: Vector3<f64>,
    site: u32,
    next: u32,
}

const NONE: u32 = u32::MAX;

impl<'l> Grid<'l> {
    /// A grid for about `expected` positions that are at least `closest_ang` (Å) apart.
    pub(crate) fn new(lattice: &'l Lattice, closest_ang: f64, expected: usize) -> Self {
        let widths = lattice.perpendicular_widths();
        let spacing = (lattice.volume() / expected.max(1) as f64).cbrt();
        let width = spacing.max(closest_ang).max(1e-3);
        let bins = widths.map(|w| ((w / width).floor() as usize).clamp(1, 256));
        Self {
            lattice,
            bins,
            per_angstrom: widths.map(|w| 1.0 / w),
            heads: vec![NONE; bins[0] * bins[1] * bins[2]],
            entries: Vec::with_capacity(expected.min(1 << 16)),
            work: Cell::new(0),
        }
    }

    /// Bins and positions looked at so far: atoms that crowd into one corner of a large cell make
    /// every search long, and only a made-up file has them.
    pub(crate) fn work(&self) -> u64 {
        self.work.get()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds a position with coordinates in [0, 1).
    pub(crate) fn insert(&mut self, position: Vector3<f64>, site: u32) {
        let bin = [0, 1, 2].map(|i| self.bin(position[i], i));
        let slot = self.slot(bin);
        self.entries.push(Entry {
            position,
            site,
            next: self.heads[slot],
        });
        self.heads[slot] = (self.entries.len() - 1) as u32;
    }

    fn bin(&self, x: f64, axis: usize) -> usize {
        let n = self.bins[axis];
        ((x * n as f64) as usize).min(n - 1)
    }

    fn slot(&self, bin: [usize; 3]) -> usize {
        (bin[0] * self.bins[1] + bin[1]) * self.bins[2] + bin[2]
    }

    /// The site of the nearest position within `distance_ang`, and how far it is.
    pub(crate) fn nearest(&self, fract: &Vector3<f64>, distance_ang: f64) -> Option<(u32, f64)> {
        let mut best: Option<(u32, f64)> = None;
        self.for_each_within(fract, distance_ang, |site, distance| {
            let better = best.is_none_or(|(s, d)| distance < d || (distance == d && site < s));
            if better {
                best = Some((site, distance));
            }
        });
        best
    }

    /// Calls `found` with the site and distance of every position within `distance_ang`.
    pub(crate) fn for_each_within(
        &self,
        fract: &Vector3<f64>,
        distance_ang: f64,
        mut found: impl FnMut(u32, f64),
    ) {
        let inside = fract.map(hecs_core::into_cell);
        // Lowest bin and number of bins along each axis; each bin once.
        let range = [0, 1, 2].map(|i| {
            let n = self.bins[i] as f64;
            let reach = distance_ang * self.per_angstrom[i];
            let low = ((inside[i] - reach) * n).floor();
            let high = ((inside[i] + reach) * n).floor();
            let count = ((high - low) as usize + 1).min(self.bins[i]);
            (low as i64, count)
        });
        let wrap = |base: i64, step: usize, axis: usize| {
            (base + step as i64).rem_euclid(self.bins[axis] as i64) as usize
        };
        let mut work = (range[0].1 * range[1].1 * range[2].1) as u64;
        for i in 0..range[0].1 {
            for j in 0..range[1].1 {
                for k in 0..range[2].1 {
                    let bin = [
                        wrap(range[0].0, i, 0),
                        wrap(range[1].0, j, 1),
                        wrap(range[2].0, k, 2),
                    ];
                    let mut at = self.heads[self.slot(bin)];
                    while at != NONE {
                        let entry = &self.entries[at as usize];
                        work += 1;
                        let delta = (entry.position - inside).map(|d| d - d.round());
                        let distance = self.lattice.cartesian(&delta).norm();
                        if distance <= distance_ang {
                            found(entry.site, distance);
                        }
                        at = entry.next;
                    }
                }
            }
        }
        self.work.set(self.work.get() + work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_across_the_cell_boundary() {
        let lattice = Lattice::new([5.0, 6.0, 7.0], [80.0, 95.0, 105.0]).unwrap();
        let mut grid = Grid::new(&lattice, 0.01, 100);
        grid.insert(Vector3::new(0.999, 0.001, 0.5), 7);
        grid.insert(Vector3::new(0.5, 0.5, 0.5), 8);
        let found = grid.nearest(&Vector3::new(0.001, -0.001, 0.5), 0.1);
        assert_eq!(found.map(|f| f.0), Some(7));
        assert!(grid.nearest(&Vector3::new(0.25, 0.25, 0.25), 0.1).is_none());
    }
}
