//! A smooth surface over scattered compounds, its level lines, and the hull it may be shown in.

mod hull;
mod isolines;
mod spline;

pub(crate) use hull::convex_hull;
pub(crate) use isolines::{Lattice, rings_above};
pub(crate) use spline::{SMOOTHING, ThinPlate};
