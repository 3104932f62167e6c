//! Whether a number belongs to the potential or still to the grid.

use std::fmt;

/// Where the position and the energy of a site or of a saddle point come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A stationary point of the analytic potential.
    Refined,
    /// A grid point, since no stationary point was found from it.
    Grid(NotRefined),
}

impl Provenance {
    /// Why it is of the grid, if it is.
    pub fn not_refined(self) -> Option<NotRefined> {
        match self {
            Self::Refined => None,
            Self::Grid(why) => Some(why),
        }
    }
}

/// Why a stationary point was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRefined {
    /// The search left the surroundings of the grid point: there is no saddle point that belongs to it,
    /// usually because two saddle points have merged or the ridge is flat.
    LeftSurroundings,
    /// The gradient did not vanish within the allowed number of steps.
    NotConverged,
    /// The point found has not exactly one direction of negative curvature, or no minimum on either side.
    NoSaddle,
    /// The way between the sites is far longer than a hop: it leads through emptiness.
    TooLong,
    /// Nothing was tried: the energy is far from every level of percolation, and no easiest path goes
    /// there.
    NotTried,
}

impl NotRefined {
    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftSurroundings => "left the surroundings",
            Self::NotConverged => "not converged",
            Self::NoSaddle => "no saddle",
            Self::TooLong => "too long for a hop",
            Self::NotTried => "not tried",
        }
    }
}

impl fmt::Display for NotRefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
