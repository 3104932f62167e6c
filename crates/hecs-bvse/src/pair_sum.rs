//! Energy, gradient and Hessian of the pair terms of a list of places, several places at once.
//!
//! With d the vector from a place to the position and r its length,
//!
//! ∇φ = φ′/r d,  ∇∇φ = (φ″ − φ′/r)/r² d dᵀ + φ′/r 1

use std::f64::consts::PI;

use nalgebra::{Matrix3, Vector3};

use crate::exponential::{erfc_and_gauss, exp_exact};
use crate::framework::Derivatives;
use crate::pair::{PairTerm, SHORTEST_ANG};
use crate::width::{Width, at_every_width};

/// Places that are summed at once.
const LANES: usize = 8;

/// The pair terms of some places, to be summed at positions among them.
#[derive(Clone, Debug)]
pub(crate) struct PairSum {
    morse: Columns,
    coulomb: Columns,
    cutoff_ang: f64,
    width: Width,
}

/// The terms of one kind, [`LANES`] at a time; the last lanes may hold terms of no strength.
#[derive(Clone, Debug, Default)]
struct Columns {
    terms: usize,
    blocks: Vec<Block>,
}

/// One array for each quantity.
#[derive(Clone, Debug, Default)]
struct Block {
    /// Places in Å.
    x: [f64; LANES],
    y: [f64; LANES],
    z: [f64; LANES],
    /// Morse: h·o·D0 in eV. Coulomb: A in eV Å.
    strength: [f64; LANES],
    /// Morse: α·R_min. Coulomb: 1/s in 1/Å.
    shape: [f64; LANES],
    /// Morse: α in 1/Å.
    slope: [f64; LANES],
}

impl PairSum {
    /// No terms yet; each will reach as far as a cutoff.
    pub(crate) fn new(cutoff_ang: f64) -> Self {
        Self {
            morse: Columns::default(),
            coulomb: Columns::default(),
            cutoff_ang,
            width: Width::widest(),
        }
    }

    /// Adds a term at a Cartesian place (Å).
    pub(crate) fn add(&mut self, place: &Vector3<f64>, term: &PairTerm) {
        match *term {
            PairTerm::Morse {
                strength_ev,
                r_min_ang,
                alpha_per_ang,
            } => {
                let shape = alpha_per_ang * r_min_ang;
                self.morse.push(place, [strength_ev, shape, alpha_per_ang]);
            }
            PairTerm::Coulomb {
                strength_ev_ang,
                inverse_screening_per_ang,
            } => {
                let numbers = [strength_ev_ang, inverse_screening_per_ang, 0.0];
                self.coulomb.push(place, numbers);
            }
        }
    }

    /// Their sum at a Cartesian position (Å).
    pub(crate) fn derivatives(&self, position: &Vector3<f64>) -> Derivatives {
        let limit = self.cutoff_ang * self.cutoff_ang;
        let [e, gx, gy, gz, xx, yy, zz, xy, xz, yz] = sums(
            self.width,
            self,
            [position.x, position.y, position.z],
            limit,
        );
        Derivatives {
            energy_ev: e,
            gradient: Vector3::new(gx, gy, gz),
            hessian: Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz),
        }
    }
}

impl Columns {
    fn push(&mut self, place: &Vector3<f64>, [strength, shape, slope]: [f64; 3]) {
        let lane = self.terms % LANES;
        if lane == 0 {
            self.blocks.push(Block::default());
        }
        self.terms += 1;
        if let Some(block) = self.blocks.last_mut() {
            block.x[lane] = place.x;
            block.y[lane] = place.y;
            block.z[lane] = place.z;
            block.strength[lane] = strength;
            block.shape[lane] = shape;
            block.slope[lane] = slope;
        }
    }

    /// Adds the terms of all places, lane by lane.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "must take over the vector width of its caller"
    )]
    fn sum<F: Form>(&self, at: [f64; 3], limit: f64, totals: &mut [[f64; LANES]; 10]) {
        for block in &self.blocks {
            let mut from_place = [[0.0; LANES]; 3];
            let mut squares = [0.0; LANES];
            for lane in 0..LANES {
                let (dx, dy, dz) = (
                    at[0] - block.x[lane],
                    at[1] - block.y[lane],
                    at[2] - block.z[lane],
                );
                from_place[0][lane] = dx;
                from_place[1][lane] = dy;
                from_place[2][lane] = dz;
                squares[lane] = dx * dx + dy * dy + dz * dz;
            }
            if squares.iter().all(|square| *square > limit) {
                continue;
            }
            for lane in 0..LANES {
                let (dx, dy, dz) = (
                    from_place[0][lane],
                    from_place[1][lane],
                    from_place[2][lane],
                );
                let square = squares[lane];
                let r = square.sqrt().max(SHORTEST_ANG);
                let strength = if square <= limit {
                    block.strength[lane]
                } else {
                    0.0
                };
                let inverse = 1.0 / r;
                let [e, e1, e2] =
                    F::derivatives(r, inverse, strength, block.shape[lane], block.slope[lane]);
                let s = e1 * inverse;
                let c = (e2 - s) * (inverse * inverse);
                let (cx, cy, cz) = (c * dx, c * dy, c * dz);
                totals[0][lane] += e;
                totals[1][lane] += s * dx;
                totals[2][lane] += s * dy;
                totals[3][lane] += s * dz;
                totals[4][lane] += cx * dx + s;
                totals[5][lane] += cy * dy + s;
                totals[6][lane] += cz * dz + s;
                totals[7][lane] += cx * dy;
                totals[8][lane] += cx * dz;
                totals[9][lane] += cy * dz;
            }
        }
    }
}

at_every_width! {
    /// Energy, gradient and the Hessian's xx, yy, zz, xy, xz and yz.
    fn sums(terms: &PairSum, at: [f64; 3], limit: f64) -> [f64; 10] = add_up
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn add_up(terms: &PairSum, at: [f64; 3], limit: f64) -> [f64; 10] {
    let mut totals = [[0.0; LANES]; 10];
    terms.morse.sum::<Morse>(at, limit, &mut totals);
    terms.coulomb.sum::<Coulomb>(at, limit, &mut totals);
    totals.map(|lanes| lanes.iter().sum())
}

/// A form of the pair terms.
trait Form {
    /// φ, φ′ and φ″ at a distance r, given with 1/r.
    fn derivatives(r: f64, inverse: f64, strength: f64, shape: f64, slope: f64) -> [f64; 3];
}

struct Morse;

impl Form for Morse {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "must take over the vector width of its caller"
    )]
    fn derivatives(r: f64, _: f64, strength: f64, shape: f64, slope: f64) -> [f64; 3] {
        let x = exp_exact(shape - slope * r);
        let steep = -2.0 * strength * slope * x;
        [
            strength * (x * (x - 2.0)),
            steep * (x - 1.0),
            -steep * slope * (2.0 * x - 1.0),
        ]
    }
}

struct Coulomb;

impl Form for Coulomb {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "must take over the vector width of its caller"
    )]
    fn derivatives(r: f64, inverse: f64, strength: f64, k: f64, _: f64) -> [f64; 3] {
        let (tail, gauss) = erfc_and_gauss(k * r);
        let tail = tail * inverse;
        let gauss = 2.0 / PI.sqrt() * k * gauss;
        let force = (tail + gauss) * inverse;
        [
            strength * tail,
            -strength * force,
            2.0 * strength * (force * inverse + k * k * gauss),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places around the origin with terms of both forms, the last of them at the cutoff.
    fn terms() -> Vec<(Vector3<f64>, PairTerm)> {
        let terms = (0..41).map(|i| {
            let x = f64::from(i);
            let unit = Vector3::new(1.7, 2.3, 3.1)
                .map(|s| (x * s + 0.4).sin())
                .normalize();
            let term = if i % 3 == 0 {
                PairTerm::Coulomb {
                    strength_ev_ang: 7.0 + x / 10.0,
                    inverse_screening_per_ang: 0.6,
                }
            } else {
                PairTerm::Morse {
                    strength_ev: 0.4,
                    r_min_ang: 2.1,
                    alpha_per_ang: 1.9,
                }
            };
            (unit * (1.4 + x * 0.09), term)
        });
        let on_cutoff = PairTerm::Morse {
            strength_ev: 0.4,
            r_min_ang: 4.0,
            alpha_per_ang: 1.2,
        };
        let last = (Vector3::new(0.0, 4.5, 0.0), on_cutoff);
        terms.chain([last]).collect()
    }

    #[test]
    fn the_sum_is_that_of_the_terms() {
        const CUTOFF_ANG: f64 = 4.5;
        let mut sum = PairSum::new(CUTOFF_ANG);
        for (place, term) in terms() {
            sum.add(&place, &term);
        }
        for at in [Vector3::zeros(), Vector3::new(0.2, -0.3, 0.1)] {
            let (mut energy_ev, mut gradient) = (0.0, Vector3::zeros());
            let mut hessian = Matrix3::zeros();
            for (place, term) in terms() {
                let d: Vector3<f64> = at - place;
                let r = d.norm();
                if r > CUTOFF_ANG {
                    continue;
                }
                let [e, slope, curvature] = term.energy_and_derivatives(r);
                let radial = d * d.transpose() / (r * r);
                energy_ev += e;
                gradient += d * (slope / r);
                hessian += radial * curvature + (Matrix3::identity() - radial) * (slope / r);
            }
            let found = sum.derivatives(&at);
            assert!((found.energy_ev - energy_ev).abs() < 1e-12 * energy_ev.abs().max(1.0));
            assert!((found.gradient - gradient).amax() < 1e-12 * gradient.amax().max(1.0));
            assert!((found.hessian - hessian).amax() < 1e-12 * hessian.amax().max(1.0));
        }
    }

    #[test]
    fn every_vector_width_gives_the_same_bits() {
        let by = |width| {
            let mut sum = PairSum {
                width,
                ..PairSum::new(4.5)
            };
            for (place, term) in terms() {
                sum.add(&place, &term);
            }
            sum.derivatives(&Vector3::new(0.2, -0.3, 0.1))
        };
        assert_eq!(by(Width::Portable), by(Width::widest()));
    }
}
