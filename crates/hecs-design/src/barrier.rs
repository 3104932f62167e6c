//! Direct BVSE barriers of a structure on the two scales.

use hecs_bvse::{Framework, Migration, Options, spse};
use hecs_core::{Ion, Structure};
use serde::{Deserialize, Serialize};

use crate::DesignError;

/// Grid spacing in Å of the barriers that the models are trained on.
pub const TRAINING_SPACING_ANG: f64 = 0.1;

/// A scale of activation energies. The two must not be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scale {
    /// The bond-valence site energy with the well depth of each anion, percolation in three dimensions.
    SoftBv,
    /// The rules by which the published activation energies are reproduced, in steps of 20/2¹¹ eV.
    Spse,
}

impl Scale {
    /// `softbv` or `spse`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoftBv => "softbv",
            Self::Spse => "spse",
        }
    }
}

/// The barrier of lithium for percolation in three dimensions by `softbv`, in eV: found on a grid of `spacing_ang` Å and refined on the
/// analytic potential, since grids of 0.2 Å are off by more than neighbouring compositions differ.
///
/// # Errors
/// [`DesignError::Bvse`]; [`DesignError::NoPercolation`].
pub fn softbv_barrier_ev(structure: &Structure, spacing_ang: f64) -> Result<f64, DesignError> {
    let framework = Framework::new(structure, Ion::LI, &Options::default())?;
    let migration = Migration::of(&framework, spacing_ang)?;
    let barrier_ev = migration.barriers().energy_ev(3);
    barrier_ev.ok_or_else(|| DesignError::NoPercolation {
        name: structure.name.clone(),
    })
}

/// The activation energy of lithium by the `spse` rules in steps of 20/2¹¹ eV, on the grid of 0.1 Å that the published values have.
///
/// # Errors
/// [`DesignError::Bvse`]; [`DesignError::NoPercolation`].
pub fn spse_steps(structure: &Structure) -> Result<u32, DesignError> {
    let barriers = spse::activation_energy_steps(structure, Ion::LI, TRAINING_SPACING_ANG)?;
    barriers.steps().ok_or_else(|| DesignError::NoPercolation {
        name: structure.name.clone(),
    })
}

/// Steps of 20/2¹¹ eV in eV.
pub fn steps_to_ev(steps: u32) -> f64 {
    f64::from(steps) * spse::STEP_EV
}
