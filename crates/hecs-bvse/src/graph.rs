//! The grid as a graph modulo the space group: orbits are nodes, the 26 neighbours edges.

use nalgebra::Vector3;

use crate::grid::Grid;
use crate::translations::{GroupElement, GroupTable};

/// Neighbourhoods of orbits, with the group elements that tell images apart.
pub(crate) struct Graph<'g> {
    pub(crate) grid: &'g Grid,
    pub(crate) table: &'g GroupTable,
}

/// A neighbour of the representative of an orbit: a point of another orbit, or of the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbour {
    pub(crate) orbit: u32,
    /// Number of the step that leads there, of [`STEPS`](crate::steps::STEPS).
    pub(crate) step: usize,
    /// Makes it from the representative of its orbit, up to a lattice translation.
    operation: u16,
    /// The cell that it lies in.
    cell: [i16; 3],
}

impl<'g> Graph<'g> {
    pub(crate) fn new(grid: &'g Grid) -> Self {
        Self {
            grid,
            table: grid.group(),
        }
    }

    /// Coordinates of the representative of an orbit.
    fn start(&self, orbit: u32) -> [usize; 3] {
        self.grid
            .coordinates(self.grid.representatives()[orbit as usize] as usize)
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

    /// Visits the 26 neighbours of the representative of an orbit, in the order of the steps.
    pub(crate) fn for_each_neighbour(&self, orbit: u32, mut visit: impl FnMut(Neighbour)) {
        let at = self.start(orbit);
        let n = self.grid.divisions();
        // Coordinate and cell one step down, here and one step up along each axis.
        let mut block = [[0; 3]; 3];
        let mut cells = [[0; 3]; 3];
        for axis in 0..3 {
            let (x, n) = (at[axis], n[axis]);
            let (down, before) = x.checked_sub(1).map_or((n - 1, -1), |x| (x, 0));
            let (up, after) = if x + 1 < n { (x + 1, 0) } else { (0, 1) };
            block[axis] = [down, x, up];
            cells[axis] = [before, 0, after];
        }
        let mut number = 0;
        self.grid.for_each_orbit(block, |orbit, operation| {
            // The thirteenth of the 27 is the point itself.
            if number != 13 {
                let cell = [number / 9, number / 3 % 3, number % 3];
                visit(Neighbour {
                    orbit,
                    step: number - usize::from(number > 13),
                    operation,
                    cell: [0, 1, 2].map(|i| cells[i][cell[i]]),
                });
            }
            number += 1;
        });
    }

    /// The group element that takes the representative of its orbit to a neighbour.
    pub(crate) fn element(&self, neighbour: &Neighbour) -> GroupElement {
        let shift = self.shift(neighbour.operation, neighbour.orbit);
        GroupElement {
            operation: neighbour.operation,
            shift: [0, 1, 2].map(|i| neighbour.cell[i] + shift[i]),
        }
    }

    /// The lattice translation that takes the image of an orbit's representative under an operation
    /// into the home cell.
    fn shift(&self, operation: u16, orbit: u32) -> [i16; 3] {
        if operation == 0 {
            return [0; 3];
        }
        let start = self.start(orbit).map(|x| x as i64);
        let image = self.grid.image(usize::from(operation), start);
        let n = self.grid.divisions();
        [0, 1, 2].map(|i| -image[i].div_euclid(n[i] as i64) as i16)
    }

    /// Elements other than the identity that leave the representative of an orbit in place.
    pub(crate) fn stabiliser(&self, orbit: u32) -> Vec<GroupElement> {
        let operations = self.grid.stabiliser(orbit).iter();
        operations
            .map(|operation| GroupElement {
                operation: *operation,
                shift: self.shift(*operation, orbit),
            })
            .collect()
    }
}
