//! A smooth surface over scattered compounds, its level lines, and the hull it may be shown in; faces of polyhedra; the
//! surface of a level of a periodic map, and whether what it bounds percolates.

mod hull;
mod isolines;
mod net;
mod percolating;
mod polyhedron;
mod spline;

pub(crate) use hull::convex_hull;
pub(crate) use isolines::{Lattice, rings_above};
pub(crate) use net::{Net, surface_net};
pub(crate) use percolating::percolating;
pub(crate) use polyhedron::hull_faces;
pub(crate) use spline::{SMOOTHING, ThinPlate};
