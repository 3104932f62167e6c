//! The space group that acts on a network.
//!
//! An element g is a listed operation (R | w) followed by a lattice translation s; it takes a
//! fractional position x to R x + w + s, and a translation t of one frame to R t of the other. The
//! listed operations are those that map the grid onto itself.

use std::sync::Arc;

use hecs_core::{Lattice, Operation};
use nalgebra::Vector3;

use crate::grid::Grid;
use crate::translations::{GroupElement, GroupTable};

/// The lattice with the operations of the space group and their products.
#[derive(Clone, Debug)]
pub(crate) struct Symmetry {
    lattice: Lattice,
    operations: Vec<Operation>,
    pub(crate) table: Arc<GroupTable>,
    /// The first operation of each rotation.
    rotations: Vec<u16>,
}

impl Symmetry {
    /// That of a grid over a lattice.
    pub(crate) fn new(lattice: &Lattice, grid: &Grid) -> Self {
        let operations = grid.operations();
        let mut rotations: Vec<u16> = Vec::new();
        for (number, operation) in (0..).zip(operations) {
            let is_known = |at: &u16| operations[usize::from(*at)].rotation == operation.rotation;
            if !rotations.iter().any(is_known) {
                rotations.push(number);
            }
        }
        Self {
            lattice: lattice.clone(),
            operations: operations.to_vec(),
            table: Arc::clone(grid.group()),
            rotations,
        }
    }

    /// The first operation of each rotation, by number.
    pub(crate) fn rotations(&self) -> impl Iterator<Item = u16> + '_ {
        self.rotations.iter().copied()
    }

    /// Number of operations per lattice point.
    pub(crate) fn order(&self) -> usize {
        self.operations.len()
    }

    pub(crate) fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// Image of a fractional position.
    pub(crate) fn image(&self, element: GroupElement, fract: &Vector3<f64>) -> Vector3<f64> {
        let operation = &self.operations[usize::from(element.operation)];
        operation.apply(fract) + Vector3::from(element.shift.map(f64::from))
    }

    /// The listed operation of an element, which its lattice translation follows.
    pub(crate) fn operation(&self, element: GroupElement) -> Operation {
        self.operations[usize::from(element.operation)]
    }

    /// Elements that take a fractional position to each of its images in the unit cell, one for each image; images
    /// within `tolerance_ang` Å of one another are one.
    pub(crate) fn to_images(&self, fract: &Vector3<f64>, tolerance_ang: f64) -> Vec<GroupElement> {
        let mut images: Vec<Vector3<f64>> = Vec::new();
        let mut elements = Vec::new();
        for (number, operation) in (0..).zip(&self.operations) {
            let image = operation.apply(fract);
            let is_known = images.iter().any(|known| {
                let apart = (image - known).map(|x| x - x.round());
                self.lattice.cartesian(&apart).norm() < tolerance_ang
            });
            if !is_known {
                images.push(image);
                elements.push(GroupElement {
                    operation: number,
                    shift: [0, 1, 2].map(|i| -image[i].floor() as i16),
                });
            }
        }
        elements
    }

    /// Image of a lattice translation.
    pub(crate) fn turn(&self, operation: u16, translation: [i32; 3]) -> [i32; 3] {
        let rotation = &self.operations[usize::from(operation)].rotation;
        [0, 1, 2].map(|i| (0..3).map(|j| rotation[i][j] * translation[j]).sum())
    }

    /// What takes the frame of `b` into that of `a`: a⁻¹ b.
    pub(crate) fn between(&self, a: GroupElement, b: GroupElement) -> GroupElement {
        self.table.multiply(self.table.inverse(a), b)
    }

    /// Elements that take the fractional position `from` to within `tolerance_ang` Å of `to`.
    pub(crate) fn elements_between<'a>(
        &'a self,
        from: &'a Vector3<f64>,
        to: &'a Vector3<f64>,
        tolerance_ang: f64,
    ) -> impl Iterator<Item = GroupElement> + 'a {
        (0..)
            .zip(&self.operations)
            .filter_map(move |(number, operation)| {
                let apart = to - operation.apply(from);
                let shift = apart.map(f64::round);
                let distance_ang = self.lattice.cartesian(&(apart - shift)).norm();
                (distance_ang < tolerance_ang).then(|| GroupElement {
                    operation: number,
                    shift: [0, 1, 2].map(|i| shift[i] as i16),
                })
            })
    }
}
