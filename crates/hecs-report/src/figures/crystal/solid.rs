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
        /// Whether it is drawn over the energy surface that it lies within; atoms before it hide it all the same.
        shines_through: bool,
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
            Self::Rod { ends, .. } | Self::Line { ends, .. } => {
                f64::midpoint(ends[0][2], ends[1][2])
            }
            Self::Pane { corners, .. } | Self::Facet { corners, .. } => centroid(corners)[2],
            Self::Sign { at, .. } => at[2] + SIGN_BEFORE_ANG,
        }
    }

    /// The colour of a facet.
    pub(super) fn paint(&self) -> Option<Paint> {
        match self {
            Self::Facet { paint, .. } => Some(*paint),
            _ => None,
        }
    }

    /// Whether it is drawn over the energy surface that it lies within.
    pub(super) fn shines_through(&self) -> bool {
        match self {
            Self::Line { shines_through, .. } => *shines_through,
            Self::Sign { .. } => true,
            _ => false,
        }
    }

    /// Whether it lies before another one, in whole or in part.
    pub(super) fn hides(&self, other: &Self) -> bool {
        let (a, b) = (self.bounds(), other.bounds());
        let overlaps = a[0] <= b[1] && b[0] <= a[1] && a[2] <= b[3] && b[2] <= a[3];
        overlaps && self.depth() > other.depth()
    }

    /// The box around it on the paper, in Å: left, right, bottom, top.
    pub(super) fn bounds(&self) -> [f64; 4] {
        let around = |places: &[Vector], r: f64| {
            let one = |p: &Vector| [p[0] - r, p[0] + r, p[1] - r, p[1] + r];
            places
                .iter()
                .map(one)
                .fold([f64::MAX, f64::MIN, f64::MAX, f64::MIN], |a, b| {
                    [
                        a[0].min(b[0]),
                        a[1].max(b[1]),
                        a[2].min(b[2]),
                        a[3].max(b[3]),
                    ]
                })
        };
        match self {
            Self::Ball(ball) => around(&[ball.at], ball.radius),
            Self::Rod {
                ends, thickness, ..
            } => around(ends, thickness / 2.0),
            Self::Line { ends, .. } => around(ends, 0.0),
            Self::Pane { corners, .. } | Self::Facet { corners, .. } => around(corners, 0.0),
            Self::Sign { at, .. } => around(&[*at], 0.0),
        }
    }
}

/// A colour with its brightness times a factor, at most white.
pub(super) fn lit(paint: Paint, factor: f64) -> Paint {
    let (r, g, b) = paint.rgb();
    let scaled = |x: u8| (f64::from(x) * factor).round().clamp(0.0, 255.0) as u8;
    Paint::Rgb(scaled(r), scaled(g), scaled(b))
}
