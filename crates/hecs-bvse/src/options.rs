//! Choices that tell the published flavours of the method apart.

use hecs_core::Stop;

/// Covalent radii that screen the Coulomb repulsion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Radii {
    /// Those of the softBV program (doi:10.1107/S2052520618015718).
    #[default]
    SoftBv,
    /// Those of Cordero et al. (doi:10.1039/b801115j), the default of BVlain.
    Cordero,
    /// Those of the SPSE ion table (doi:10.1038/s41597-020-0474-y).
    Spse,
}

impl Radii {
    /// Short name for records: `softbv`, `cordero`, `spse`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoftBv => "softbv",
            Self::Cordero => "cordero",
            Self::Spse => "spse",
        }
    }
}

/// How much of the Morse depth D0 counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Half of it: the bond-valence site energy (BVSE).
    #[default]
    Half,
    /// All of it: the bond-valence energy landscape (BVEL).
    Full,
}

impl Depth {
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Full => 1.0,
        }
    }
}

/// Memory in bytes that a map and its percolation may need unless the options say otherwise: 8 GiB.
pub const MEMORY_LIMIT_BYTES: u64 = 8 << 30;

/// Distance between grid points in Å that BVlain 0.25.1 aims at when no other is asked for.
pub const BVLAIN_SPACING_ANG: f64 = 0.2;

/// How the energy of a point is built from the framework.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Radii of the screening.
    pub radii: Radii,
    /// Whether the repulsion is scaled by κ so that attraction and repulsion are balanced over
    /// the whole cell; off, κ = 1.
    pub charge_scaling: bool,
    /// Interactions reach this far, in Å (inclusive).
    pub cutoff_ang: f64,
    /// Labels of sites whose mobile species stay in place and belong to the framework.
    pub fixed: Vec<String>,
    /// Whether an ion that no site holds may be put into the structure, which is then the framework as
    /// a whole: an empty host. Without effect where the ion is there.
    pub insert: bool,
    /// Memory in bytes that a map and its percolation may need; a grid that needs more is refused. Fixed by
    /// the caller and not by what the machine has free, so that the same input gives the same result
    /// everywhere.
    pub memory_limit_bytes: u64,
    /// Asked between the bricks of a map and the hops of a network whether to end before all is done:
    /// [`BvseError::Stopped`](crate::BvseError::Stopped).
    pub stop: Stop,
}

impl Default for Options {
    /// softBV radii, charge scaling, 10 Å, nothing fixed, nothing inserted, [`MEMORY_LIMIT_BYTES`], never stopped.
    fn default() -> Self {
        Self {
            radii: Radii::SoftBv,
            charge_scaling: true,
            cutoff_ang: 10.0,
            fixed: Vec::new(),
            insert: false,
            memory_limit_bytes: MEMORY_LIMIT_BYTES,
            stop: Stop::default(),
        }
    }
}

impl Options {
    /// What BVlain 0.25.1 computes when nothing else is asked for: covalent radii of Cordero et al., no
    /// charge scaling, 10 Å. Its grid is that of
    /// [`EnergyMap::compute_like_bvlain`](crate::EnergyMap::compute_like_bvlain), of [`BVLAIN_SPACING_ANG`], and
    /// it refines nothing. It stops its bisection within 0.01 eV above the exact level.
    #[must_use]
    pub fn like_bvlain() -> Self {
        Self::bvlain(Radii::Cordero)
    }

    /// What BVlain 0.25.1 computes: no charge scaling, with the radii given.
    #[must_use]
    pub fn bvlain(radii: Radii) -> Self {
        Self {
            radii,
            charge_scaling: false,
            ..Self::default()
        }
    }
}
