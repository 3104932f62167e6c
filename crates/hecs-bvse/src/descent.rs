//! Steepest descent over the grid.

use std::cmp::Ordering;

use hecs_core::Lattice;
use nalgebra::Vector3;

use crate::graph::{Graph, Neighbour};
use crate::steps::STEPS;
use crate::translations::GroupElement;

/// Values at the orbits of a grid, and how steep they are from point to point.
pub(crate) struct Descent<'m> {
    pub(crate) graph: &'m Graph<'m>,
    pub(crate) values: &'m [f32],
    /// Lengths of the steps in Å.
    steps_ang: [f32; 26],
}

impl<'m> Descent<'m> {
    pub(crate) fn new(graph: &'m Graph<'m>, lattice: &Lattice, values: &'m [f32]) -> Self {
        let n = graph.grid.divisions();
        let steps_ang = STEPS.map(|step| {
            let fract = Vector3::from_fn(|i, _| f64::from(step[i]) / n[i] as f64);
            lattice.cartesian(&fract).norm() as f32
        });
        Self {
            graph,
            values,
            steps_ang,
        }
    }

    /// Order of two orbits by value; equal ones by number.
    pub(crate) fn order(&self, a: u32, b: u32) -> Ordering {
        let (x, y) = (self.values[a as usize], self.values[b as usize]);
        x.total_cmp(&y).then(a.cmp(&b))
    }

    /// The lower neighbour of an orbit's representative to which the slope is steepest, the first of
    /// equals; `None` at a minimum.
    pub(crate) fn steepest(&self, orbit: u32) -> Option<Neighbour> {
        let value = self.values[orbit as usize];
        let mut best = None;
        let mut steepest = f32::NEG_INFINITY;
        self.graph.for_each_neighbour(orbit, |neighbour| {
            if self.order(neighbour.orbit, orbit).is_lt() {
                let drop = value - self.values[neighbour.orbit as usize];
                let slope = drop / self.steps_ang[neighbour.step];
                if slope > steepest {
                    steepest = slope;
                    best = Some(neighbour);
                }
            }
        });
        best
    }

    /// The descent from the image of an orbit's representative under `frame`: fractional positions, the
    /// start first and the minimum of its basin last.
    pub(crate) fn points_from(
        &self,
        (mut orbit, mut frame): (u32, GroupElement),
    ) -> Vec<Vector3<f64>> {
        let mut points = Vec::new();
        loop {
            points.push(self.graph.image(frame, &self.graph.fract(orbit)));
            let Some(below) = self.steepest(orbit) else {
                return points;
            };
            frame = self.graph.table.multiply(frame, self.graph.element(&below));
            orbit = below.orbit;
        }
    }
}
