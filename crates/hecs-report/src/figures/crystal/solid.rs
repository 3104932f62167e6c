//! What a crystal is drawn of.

use crate::scene::{Datum, Paint, Symbol};
use crate::space::{Vector, centroid};

/// A thing in space; places are those of the projection, in Å.
#[derive(Debug, Clone)]
pub(super) enum Solid {
    /// An atom.
    Ball(Ball),
    /// A bond, of this thickness in Å.
    Rod {
        ends: [Vector; 2],
        thickness: f64,
        paint: Paint,
    },
    /// A stretch of a line of this width in points.
    Line {
        ends: [Vector; 2],
        width: f64,
        paint: Paint,
    },
    /// A face of a polyhedron that lets through what is behind it.
    Pane {
        corners: Vec<Vector>,
        paint: Paint,
        edge: Paint,
    },
    /// A piece of the energy surface.
    Facet { corners: Vec<Vector>, paint: Paint },
    /// A sign of this size in points.
    Sign {
        at: Vector,
        symbol: Symbol,
        size: f64,
        fill: Paint,
        outline: Paint,
        datum: Datum,
    },
}

/// An atom, or what share a site.
#[derive(Debug, Clone)]
pub(super) struct Ball {
    pub(super) at: Vector,
    /// In Å.
    pub(super) radius: f64,
    /// Colours with their shares, which add up to 1.
    pub(super) sectors: Vec<(Paint, f64)>,
    pub(super) datum: Datum,
}

/// A sign lies on the line that it marks: so much nearer to the reader, in Å.
const SIGN_BEFORE_ANG: f64 = 0.2;

impl Solid {
    /// How near to the reader it is, in Å.
    pub(super) fn depth(&self) -> f64 {
        match self {
            Self::Ball(ball) => ball.at[2],
            Self::Rod { ends, .. } | Self::Line { ends, .. } => (ends[0][2] + ends[1][2]) / 2.0,
            Self::Pane { corners, .. } | Self::Facet { corners, .. } => centroid(corners)[2],
            Self::Sign { at, .. } => at[2] + SIGN_BEFORE_ANG,
        }
    }
}

/// A colour with its brightness times a factor, at most white.
pub(super) fn lit(paint: Paint, factor: f64) -> Paint {
    let (r, g, b) = paint.rgb();
    let scaled = |x: u8| (f64::from(x) * factor).round().clamp(0.0, 255.0) as u8;
    Paint::Rgb(scaled(r), scaled(g), scaled(b))
}
