//! The grid as a graph modulo the space group: orbits are nodes, the 26 neighbours edges.

use nalgebra::Vector3;

use crate::grid::Grid;
use crate::translations::{GroupElement, GroupTable};

/// Neighbourhoods of orbits, with the group elements that tell images apart.
pub(crate) struct Graph<'g> {
    pub(crate) grid: &'g Grid,
    pub(crate) table: GroupTable,
}

impl<'g> Graph<'g> {
    pub(crate) fn new(grid: &'g Grid) -> Self {
        Self {
            grid,
            table: GroupTable::new(grid.operations()),
        }
    }

    /// Coordinates of the representative of an orbit.
    fn start(&self, orbit: u32) -> [i64; 3] {
        let first = self.grid.representatives()[orbit as usize] as usize;
        self.grid.coordinates(first).map(|x| x as i64)
    }

    /// Fractional position of the representative of an orbit.
    pub(crate) fn fract(&self, orbit: u32) -> Vector3<f64> {
        self.grid
            .fract(self.grid.representatives()[orbit as usize] as usize)
    }

    /// Image of a fractional position under a group element.
    pub(crate) fn image(&self, element: GroupElement, fract: &Vector3<f64>) -> Vector3<f64> {
        let operation = &self.grid.operations()[usize::from(element.operation)];
        operation.apply(fract) + Vector3::from(element.shift.map(f64::from))
    }

    /// Visits the 26 neighbours of the representative of `orbit`: each is the image of the
    /// representative of another orbit under a group element. Orbits that are not `wanted` are
    /// passed over.
    pub(crate) fn for_each_neighbour(
        &self,
        orbit: u32,
        wanted: impl Fn(u32) -> bool,
        mut visit: impl FnMut(u32, GroupElement, [i64; 3]),
    ) {
        let at = self.start(orbit);
        let n = self.grid.divisions().map(|x| x as i64);
        // Coordinates one step down, here and one step up, wrapped into the cell.
        let wrapped = [0, 1, 2].map(|i| {
            [-1, 0, 1].map(|d| {
                let to = at[i] + d;
                if to < 0 {
                    to + n[i]
                } else if to >= n[i] {
                    to - n[i]
                } else {
                    to
                }
            })
        });
        for (dx, x) in wrapped[0].iter().enumerate() {
            for (dy, y) in wrapped[1].iter().enumerate() {
                for (dz, z) in wrapped[2].iter().enumerate() {
                    if (dx, dy, dz) == (1, 1, 1) {
                        continue;
                    }
                    let index = self.grid.index([*x as usize, *y as usize, *z as usize]);
                    let (other, operation) = self.grid.orbit(index);
                    if wanted(other) {
                        let step = [dx as i64 - 1, dy as i64 - 1, dz as i64 - 1];
                        let to = [at[0] + step[0], at[1] + step[1], at[2] + step[2]];
                        visit(other, self.element_between(other, operation, to), step);
                    }
                }
            }
        }
    }

    /// The group element that takes the representative of `orbit` to the point `to` (unwrapped),
    /// which is its image under `operation` up to a lattice translation.
    fn element_between(&self, orbit: u32, operation: u16, to: [i64; 3]) -> GroupElement {
        let start = self.start(orbit);
        let image = if operation == 0 {
            start
        } else {
            self.grid.image(usize::from(operation), start)
        };
        let n = self.grid.divisions();
        let shift = |i: usize| match to[i] - image[i] {
            0 => 0,
            difference => (difference / n[i] as i64) as i16,
        };
        GroupElement {
            operation,
            shift: [shift(0), shift(1), shift(2)],
        }
    }

    /// Elements other than the identity that leave the representative of an orbit in place.
    pub(crate) fn stabiliser(&self, orbit: u32) -> Vec<GroupElement> {
        let operations = self.grid.operations().len();
        if self.grid.multiplicity(orbit) == operations {
            return Vec::new();
        }
        let at = self.start(orbit);
        let n = self.grid.divisions();
        (1..operations)
            .filter(|operation| {
                let image = self.grid.image(*operation, at);
                (0..3).all(|i| (image[i] - at[i]) % n[i] as i64 == 0)
            })
            .map(|operation| self.element_between(orbit, operation as u16, at))
            .collect()
    }
}
