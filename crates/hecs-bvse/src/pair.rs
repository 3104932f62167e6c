//! The two interactions of the potential as functions of distance.

use std::f64::consts::PI;

/// Distances below this (Å) count as this, so that no energy is infinite.
pub(crate) const SHORTEST_ANG: f64 = 0.01;

/// What one species contributes at a distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PairTerm {
    /// h·o·D0·[(e^{α(R_min−r)} − 1)² − 1]
    Morse {
        strength_ev: f64,
        r_min_ang: f64,
        alpha_per_ang: f64,
    },
    /// A/r · erfc(r/s)
    Coulomb {
        strength_ev_ang: f64,
        inverse_screening_per_ang: f64,
    },
}

impl PairTerm {
    /// Energy in eV at a distance in Å.
    pub(crate) fn energy(&self, r: f64) -> f64 {
        match *self {
            Self::Morse {
                strength_ev,
                r_min_ang,
                alpha_per_ang,
            } => {
                let x = (alpha_per_ang * (r_min_ang - r)).exp();
                strength_ev * ((x - 1.0) * (x - 1.0) - 1.0)
            }
            Self::Coulomb {
                strength_ev_ang,
                inverse_screening_per_ang,
            } => {
                let r = r.max(SHORTEST_ANG);
                strength_ev_ang / r * libm::erfc(r * inverse_screening_per_ang)
            }
        }
    }

    /// Energy in eV, and its first (eV/Å) and second (eV/Å²) derivative.
    pub(crate) fn energy_and_derivatives(&self, r: f64) -> [f64; 3] {
        match *self {
            Self::Morse {
                strength_ev,
                r_min_ang,
                alpha_per_ang,
            } => {
                let x = (alpha_per_ang * (r_min_ang - r)).exp();
                [
                    strength_ev * ((x - 1.0) * (x - 1.0) - 1.0),
                    -2.0 * strength_ev * alpha_per_ang * x * (x - 1.0),
                    2.0 * strength_ev * alpha_per_ang * alpha_per_ang * x * (2.0 * x - 1.0),
                ]
            }
            Self::Coulomb {
                strength_ev_ang: a,
                inverse_screening_per_ang: k,
            } => {
                let r = r.max(SHORTEST_ANG);
                let tail = libm::erfc(k * r);
                let gauss = 2.0 * k / PI.sqrt() * (-(k * r) * (k * r)).exp();
                [
                    a * tail / r,
                    -a * (tail / r + gauss) / r,
                    a * (2.0 * (tail / r + gauss) / (r * r) + 2.0 * k * k * gauss),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_energy() {
        let terms = [
            PairTerm::Morse {
                strength_ev: 0.5,
                r_min_ang: 2.41,
                alpha_per_ang: 1.9,
            },
            PairTerm::Coulomb {
                strength_ev_ang: 7.0,
                inverse_screening_per_ang: 0.7,
            },
        ];
        let h = 1e-4;
        for term in terms {
            for r in [0.7, 1.3, 2.2, 3.9] {
                let [e, slope, curvature] = term.energy_and_derivatives(r);
                let (below, above) = (term.energy(r - h), term.energy(r + h));
                assert!((e - term.energy(r)).abs() < 1e-13);
                assert!((slope - (above - below) / (2.0 * h)).abs() < 1e-4 * slope.abs().max(1.0));
                let second = (above - 2.0 * e + below) / (h * h);
                assert!((curvature - second).abs() < 1e-4 * curvature.abs().max(1.0));
            }
        }
    }
}
