//! A host that gives way to the mobile ion.
//!
//! In the rigid potential every host ion stays where diffraction finds it. Here each host ion j near the
//! hop is on an isotropic spring and rests, at its place r_j in the structure, while the mobile ion is at
//! the start x₀ of the hop:
//!
//! E(x) = Σ_far v_j(|x − r_j|) + Σ_near min_u [v_j(|x − r_j − u|) + w_j(|u|) − u·g_j],
//! g_j = ∂v_j(|x₀ − r_j − u|)/∂u at u = 0
//!
//! with w(u) = ½ k u², or, where springs yield over a length a, w(u) = k a² (√(1 + u²/a²) − 1), whose force
//! does not exceed k a. The energy decouples ion by ion. k = 5 eV/Å² is what thermal motion gives:
//! k = k_B T/U_iso for U_iso = 0.005 Å² at 300 K.
//!
//! The mobile ion also fits the site it was found in: with its bond-valence sum V at the start, its
//! charge q and the mean ᾱ of the steepness α over its bonds (weighted with their valences),
//! δ = ln(V/|q|)/ᾱ within ±0.3 Å, and R_min − δ stands in place of R_min in every bond.
//!
//! Its constants were chosen against barriers of density-functional theory (doi:10.48550/arXiv.2508.06459), see
//! [`ElasticHost`].

mod displaced;
mod host_ion;
mod near_hop;

pub use self::displaced::HostDisplacement;
pub(crate) use self::near_hop::{ASTRAY_ANG, ElasticPotential, distance_to_line};

use crate::BvseError;

/// How stiff the springs of the host ions are, in eV/Å².
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Springs {
    /// The same for every ion.
    Equal(f64),
    /// By the charge q of the ion (e): the factor given times √|q|.
    ByCharge {
        /// Of anions.
        anions: f64,
        /// Of cations.
        cations: f64,
    },
    /// One for each site of the structure, in their order, such as k_B T/U_iso of its displacement
    /// parameter; [`STIFFNESS_EV_PER_ANG2`] where there is none.
    PerSite(Vec<Option<f64>>),
}

/// Stiffness of a spring unless another is given, in eV/Å².
pub const STIFFNESS_EV_PER_ANG2: f64 = 5.0;

/// How the host gives way to the mobile ion; the module `elastic` has the formulas.
///
/// Beside 499 hops of density-functional theory below 4.2 eV (doi:10.48550/arXiv.2508.06459; predictions clipped at
/// 4 eV), barriers have a mean absolute error of 0.43 eV with [`Self::plain`], 0.38 eV with
/// [`Self::site_consistent`] and 0.39 eV with [`Self::by_charge`]; of 0.90 eV in the rigid host, on the 470 hops
/// whose ends are minima there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ElasticHost {
    /// Stiffness of the springs.
    pub springs: Springs,
    /// Length in Å over which a spring yields; `None` for springs that obey Hooke's law.
    pub yielding_ang: Option<f64>,
    /// Whether bonds are as long as the mobile ion needs for a bond-valence sum of its charge at the
    /// start.
    pub fits_site: bool,
    /// Whether the repulsion is scaled as in the rigid potential; off, κ = 1.
    pub charge_scaling: bool,
}

impl ElasticHost {
    /// Springs that obey Hooke's law, of one stiffness in eV/Å², and nothing else changed: a finite
    /// number above 0.
    pub fn plain(stiffness_ev_per_ang2: f64) -> Self {
        Self {
            springs: Springs::Equal(stiffness_ev_per_ang2),
            yielding_ang: None,
            fits_site: false,
            charge_scaling: true,
        }
    }

    /// Model S, of two constants: springs of 5 eV/Å² that yield over 0.32 Å; bonds that fit the site,
    /// κ = 1.
    pub fn site_consistent() -> Self {
        Self {
            springs: Springs::Equal(STIFFNESS_EV_PER_ANG2),
            yielding_ang: Some(0.32),
            fits_site: true,
            charge_scaling: false,
        }
    }

    /// Model F, of four constants: as S, with 4 √|q| eV/Å² for anions and 8 √|q| eV/Å² for cations,
    /// yielding over 0.22 Å. The root is empirical.
    pub fn by_charge() -> Self {
        Self {
            springs: Springs::ByCharge {
                anions: 4.0,
                cations: 8.0,
            },
            yielding_ang: Some(0.22),
            ..Self::site_consistent()
        }
    }

    /// Whether all constants are finite numbers above 0.
    pub(crate) fn check(&self) -> Result<(), BvseError> {
        let constants = match &self.springs {
            Springs::Equal(k) => vec![*k],
            Springs::ByCharge { anions, cations } => vec![*anions, *cations],
            Springs::PerSite(of_sites) => of_sites.iter().flatten().copied().collect(),
        };
        let mut constants = constants.into_iter().chain(self.yielding_ang);
        match constants.find(|x| !x.is_finite() || *x <= 0.0) {
            Some(value) => Err(BvseError::InvalidSpring { value }),
            None => Ok(()),
        }
    }

    /// The same with other springs.
    #[must_use]
    pub fn with_springs(self, springs: Springs) -> Self {
        Self { springs, ..self }
    }
}

impl Default for ElasticHost {
    /// [`Self::site_consistent`].
    fn default() -> Self {
        Self::site_consistent()
    }
}
