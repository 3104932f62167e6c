//! A smooth surface over scattered compounds, its level lines, and the hull it may be shown in; faces of polyhedra.

mod hull;
mod isolines;
mod polyhedron;
mod spline;

pub(crate) use hull::convex_hull;
pub(crate) use isolines::{Lattice, rings_above};
pub(crate) use polyhedron::hull_faces;
pub(crate) use spline::{SMOOTHING, ThinPlate};
