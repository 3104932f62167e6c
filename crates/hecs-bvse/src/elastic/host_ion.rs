//! A host ion on its spring, in equilibrium with the mobile ion.
//!
//! φ(d) = min_u [v(|d − u|) + w(|u|) − u·g] for the mobile ion at d from the ion's place. With
//! ρ = |d − u|, e = (d − u)/ρ, V = v″ eeᵀ + v′/ρ (1 − eeᵀ) and W = ∇∇w, at the minimum
//!
//! ∇φ = v′ e,  ∇∇φ = V − V (V + W)⁻¹ V.
//!
//! The minimum is found by Newton's method from u = 0; where V + W has a negative mode, the negative
//! curvatures of V are left out of it.

use nalgebra::{Cholesky, Matrix3, Vector3};

use crate::framework::Derivatives;
use crate::pair::{PairTerm, SHORTEST_ANG};

/// Longest step of a host ion in Å.
const LONGEST_STEP_ANG: f64 = 0.15;
/// A host ion goes no further than this (Å): where the springs yield, a load of more than their largest
/// force would carry it off.
const FARTHEST_ANG: f64 = 1.5;
/// Forces below this (eV/Å) count as zero.
const BALANCED_EV_PER_ANG: f64 = 1e-7;
const STEPS: usize = 60;

/// A spring of a host ion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spring {
    pub(super) stiffness_ev_per_ang2: f64,
    pub(super) yielding_ang: Option<f64>,
}

impl Spring {
    /// Energy, gradient and Hessian at a displacement.
    fn derivatives(&self, u: &Vector3<f64>) -> Derivatives {
        let k = self.stiffness_ev_per_ang2;
        let Some(a) = self.yielding_ang else {
            return Derivatives {
                energy_ev: 0.5 * k * u.norm_squared(),
                gradient: k * u,
                hessian: Matrix3::from_diagonal_element(k),
            };
        };
        let s = (1.0 + u.norm_squared() / (a * a)).sqrt();
        let turned = u * u.transpose() / (a * a * s * s);
        Derivatives {
            energy_ev: k * a * a * (s - 1.0),
            gradient: u * (k / s),
            hessian: (Matrix3::identity() - turned) * (k / s),
        }
    }
}

/// A host ion near a hop.
#[derive(Clone, Copy, Debug)]
pub(super) struct HostIon {
    /// Cartesian position in Å where it rests.
    pub(super) place: Vector3<f64>,
    pub(super) term: PairTerm,
    pub(super) spring: Spring,
    /// The force in eV/Å that keeps it there while the mobile ion is at the start of the hop.
    load: Vector3<f64>,
}

/// What pair, spring and load give at a displacement of the host ion.
struct Balance {
    /// The displacement.
    u: Vector3<f64>,
    energy_ev: f64,
    /// −∂v/∂u, the gradient on the mobile ion.
    on_mobile: Vector3<f64>,
    /// Derivative by the displacement.
    gradient: Vector3<f64>,
    /// V and W.
    pair: Matrix3<f64>,
    spring: Matrix3<f64>,
    /// V without its negative curvatures.
    pair_above_zero: Matrix3<f64>,
}

impl HostIon {
    /// At rest at `place` while the mobile ion is at `start`.
    pub(super) fn new(
        place: Vector3<f64>,
        term: PairTerm,
        spring: Spring,
        start: &Vector3<f64>,
    ) -> Self {
        let free = Self {
            place,
            term,
            spring,
            load: Vector3::zeros(),
        };
        // ∂v(|x₀ − r − u|)/∂u = −v′ e.
        let load = -free.balance(&(start - place), &Vector3::zeros()).on_mobile;
        Self { load, ..free }
    }

    /// φ and its derivatives for the mobile ion at a Cartesian position.
    pub(super) fn derivatives(&self, mobile: &Vector3<f64>) -> Derivatives {
        let d = mobile - self.place;
        let at = self.balanced(&d);
        let softened = Cholesky::new(at.pair + at.spring)
            .map_or(Matrix3::zeros(), |sum| at.pair * sum.solve(&at.pair));
        Derivatives {
            energy_ev: at.energy_ev,
            gradient: at.on_mobile,
            hessian: at.pair - softened,
        }
    }

    /// φ for the mobile ion at a Cartesian position.
    pub(super) fn energy_ev(&self, mobile: &Vector3<f64>) -> f64 {
        self.balanced(&(mobile - self.place)).energy_ev
    }

    /// How far it has moved from its place, Å, for the mobile ion at a Cartesian position.
    pub(super) fn displacement(&self, mobile: &Vector3<f64>) -> Vector3<f64> {
        self.balanced(&(mobile - self.place)).u
    }

    /// The balance at the minimum over the displacement.
    fn balanced(&self, d: &Vector3<f64>) -> Balance {
        const HALVINGS: usize = 12;
        let mut u = Vector3::zeros();
        let mut here = self.balance(d, &u);
        for _ in 0..STEPS {
            if here.gradient.norm() < BALANCED_EV_PER_ANG {
                break;
            }
            let newton = Cholesky::new(here.pair + here.spring)
                .or_else(|| Cholesky::new(here.pair_above_zero + here.spring));
            let Some(newton) = newton else { break };
            let mut step = -newton.solve(&here.gradient);
            step *= (LONGEST_STEP_ANG / step.norm()).min(1.0);
            let mut lower = None;
            for _ in 0..HALVINGS {
                let trial = self.balance(d, &(u + step));
                if trial.energy_ev <= here.energy_ev {
                    lower = Some(trial);
                    break;
                }
                step *= 0.5;
            }
            // No step goes down any more: rounding.
            let Some(lower) = lower else { break };
            if (u + step).norm() > FARTHEST_ANG {
                break;
            }
            u += step;
            here = lower;
        }
        here
    }

    fn balance(&self, d: &Vector3<f64>, u: &Vector3<f64>) -> Balance {
        let apart = d - u;
        let rho = apart.norm().max(SHORTEST_ANG);
        let e = apart / rho;
        let [v, slope, curvature] = self.term.energy_and_derivatives(rho);
        let radial = e * e.transpose();
        let across = Matrix3::identity() - radial;
        let spring = self.spring.derivatives(u);
        Balance {
            u: *u,
            energy_ev: v + spring.energy_ev - u.dot(&self.load),
            on_mobile: e * slope,
            gradient: spring.gradient - e * slope - self.load,
            pair: radial * curvature + across * (slope / rho),
            spring: spring.hessian,
            pair_above_zero: radial * curvature.max(0.0) + across * (slope / rho).max(0.0),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;

    fn ions() -> Vec<HostIon> {
        let terms = [
            PairTerm::Morse {
                strength_ev: 0.5,
                r_min_ang: 2.1,
                alpha_per_ang: 1.9,
            },
            PairTerm::Coulomb {
                strength_ev_ang: 9.0,
                inverse_screening_per_ang: 0.6,
            },
        ];
        let springs = [None, Some(0.32)].map(|yielding_ang| Spring {
            stiffness_ev_per_ang2: 5.0,
            yielding_ang,
        });
        let place = Vector3::new(0.3, -0.2, 0.1);
        let start = Vector3::new(2.2, 0.3, 0.4);
        let pairs = terms
            .iter()
            .flat_map(|term| springs.map(|spring| (*term, spring)));
        pairs
            .map(|(term, spring)| HostIon::new(place, term, spring, &start))
            .collect()
    }

    #[test]
    fn at_the_start_nothing_has_moved() {
        let start = Vector3::new(2.2, 0.3, 0.4);
        for ion in ions() {
            let rigid = ion.term.energy((start - ion.place).norm());
            assert!((ion.energy_ev(&start) - rigid).abs() < 1e-12);
        }
    }

    #[test]
    fn a_stiff_spring_is_a_rigid_host() {
        let x = Vector3::new(1.3, 0.9, 0.2);
        for mut ion in ions() {
            ion.spring.stiffness_ev_per_ang2 = 1e9;
            let rigid = ion.term.energy((x - ion.place).norm());
            assert!((ion.energy_ev(&x) - rigid).abs() < 1e-6);
        }
    }

    #[test]
    fn derivatives_are_those_of_the_energy() {
        let h = 1e-4;
        for ion in ions() {
            for x in [
                Vector3::new(1.3, 0.9, 0.2),
                Vector3::new(-1.1, 1.2, 0.9),
                Vector3::new(3.9, -2.0, 1.0),
            ] {
                let here = ion.derivatives(&x);
                for axis in 0..3 {
                    let step = Vector3::ith(axis, h);
                    let (up, down) = (ion.derivatives(&(x + step)), ion.derivatives(&(x - step)));
                    let slope = (up.energy_ev - down.energy_ev) / (2.0 * h);
                    assert!((slope - here.gradient[axis]).abs() < 1e-5);
                    let bend = (up.gradient - down.gradient) / (2.0 * h);
                    assert!((bend - here.hessian.column(axis)).norm() < 1e-4, "{ion:?}");
                }
            }
        }
    }

    #[test]
    fn an_elastic_host_is_never_above_the_rigid_one() {
        for ion in ions() {
            for x in [Vector3::new(1.3, 0.9, 0.2), Vector3::new(0.9, 0.1, 0.3)] {
                assert!(ion.energy_ev(&x) < ion.term.energy((x - ion.place).norm()));
            }
        }
    }
}
