//! Where the short-ranged sum ends and the sum over waves begins.
//!
//! Both sums are cut where their terms have fallen by the same factor, at r = s/α and G = 2αs. With the terms
//! left out spread evenly in space, what they can add to a pair is at most
//!
//! ```text
//! k 4π/V ∫_{s/α}^∞ r erfc(αr) dr  <  k 2π/(α²V) erfc s
//! k 2/π  ∫_{2αs}^∞ exp(−G²/4α²) dG =  k 2α/√π  erfc s
//! ```
//!
//! and s is the least for which the larger of the two is below the tolerance. The work is c_r/α³ and c_g α³ with
//! prefactors that follow from the numbers of terms, and least where the two are equal:
//!
//! ```text
//! all pairs:  α⁶ = w π³/V²        one energy:  α⁶ = w N π³/V²
//! ```
//!
//! w the time of one term erfc(αr)/r over that of one term cos G·r.

use std::f64::consts::PI;

use hecs_core::Lattice;

use crate::OrderError;
use crate::coulomb_constant::COULOMB_EV_ANG;

/// What the sums are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Every A_ij.
    Pairs,
    /// One energy.
    Energy,
}

impl Work {
    /// w of the module; for one energy a term of a wave is a product of complex numbers. Measured on cells of 200
    /// ions, where a factor of 2 either way costs a tenth.
    fn weight(self) -> f64 {
        match self {
            Self::Pairs => 200.0,
            Self::Energy => 30.0,
        }
    }
}

/// α and the two ends that follow from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Splitting {
    /// α in 1/Å.
    pub(super) alpha: f64,
    /// Where the short-ranged sum ends, in Å.
    pub(super) reach_ang: f64,
    /// Where the sum over waves ends, in 1/Å (with 2π).
    pub(super) longest_wave: f64,
}

impl Splitting {
    pub(super) fn new(
        lattice: &Lattice,
        positions: usize,
        tolerance_ev: f64,
        work: Work,
    ) -> Result<Self, OrderError> {
        let of_work = match work {
            Work::Pairs => 1.0,
            Work::Energy => positions.max(1) as f64,
        };
        let volume = lattice.volume();
        let sixth = work.weight() * of_work * PI.powi(3) / (volume * volume);
        Self::of(lattice, sixth.powf(1.0 / 6.0), tolerance_ev)
    }

    pub(super) fn of(lattice: &Lattice, alpha: f64, tolerance_ev: f64) -> Result<Self, OrderError> {
        if !(tolerance_ev > 0.0 && tolerance_ev.is_finite()) {
            return Err(OrderError::InvalidTolerance { tolerance_ev });
        }
        let short = 2.0 * PI / (alpha * alpha * lattice.volume());
        let waves = 2.0 * alpha / PI.sqrt();
        let wanted = tolerance_ev / (COULOMB_EV_ANG * short.max(waves));
        // erfc falls steadily; below 10⁻³⁰⁰ there is nothing to be gained.
        let (mut s, mut above) = (0.0, 26.0);
        for _ in 0..40 {
            let middle = 0.5 * (s + above);
            if libm::erfc(middle) > wanted {
                s = middle;
            } else {
                above = middle;
            }
        }
        Ok(Self {
            alpha,
            reach_ang: above / alpha,
            longest_wave: 2.0 * alpha * above,
        })
    }

    /// k erfc(αr)/r in eV/e².
    pub(super) fn short_ranged_ev(&self, r: f64) -> f64 {
        COULOMB_EV_ANG * libm::erfc(self.alpha * r) / r
    }

    /// −k π/(α²V) in eV/e².
    pub(super) fn background_ev(&self, lattice: &Lattice) -> f64 {
        -COULOMB_EV_ANG * PI / (self.alpha * self.alpha * lattice.volume())
    }

    /// −k 2α/√π in eV/e².
    pub(super) fn own_ev(&self) -> f64 {
        -COULOMB_EV_ANG * 2.0 * self.alpha / PI.sqrt()
    }
}
