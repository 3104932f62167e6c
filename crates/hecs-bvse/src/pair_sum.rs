//! Energy, gradient and Hessian of the pair terms of a list of places, several places at once.
//!
//! With d the vector from a place to the position and r its length,
//!
//! ∇φ = φ′/r d,  ∇∇φ = (φ″ − φ′/r)/r² d dᵀ + φ′/r 1

use std::f64::consts::PI;

use nalgebra::{Matrix3, Vector3};

use crate::exponential::{erfc_exact, exp_exact};
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

/// The terms of one kind, one array for each quantity; a multiple of [`LANES`] once they are complete.
#[derive(Clone, Debug, Default)]
struct Columns {
    /// Places in Å.
    places: [Vec<f64>; 3],
    /// Morse: h·o·D0 in eV. Coulomb: A in eV Å.
    strength: Vec<f64>,
    /// Morse: α·R_min. Coulomb: 1/s in 1/Å.
    shape: Vec<f64>,
    /// Morse: α in 1/Å.
    slope: Vec<f64>,
}

impl PairSum {
    /// The terms at some Cartesian places, which reach as far as a cutoff.
    pub(crate) fn new(
        terms: impl IntoIterator<Item = (Vector3<f64>, PairTerm)>,
        cutoff_ang: f64,
    ) -> Self {
        let mut sum = Self {
            morse: Columns::default(),
            coulomb: Columns::default(),
            cutoff_ang,
            width: Width::widest(),
        };
        for (place, term) in terms {
            match term {
                PairTerm::Morse {
                    strength_ev,
                    r_min_ang,
                    alpha_per_ang,
                } => {
                    let shape = alpha_per_ang * r_min_ang;
                    sum.morse.push(&place, strength_ev, shape, alpha_per_ang);
                }
                PairTerm::Coulomb {
                    strength_ev_ang,
                    inverse_screening_per_ang,
                } => {
                    let shape = inverse_screening_per_ang;
                    sum.coulomb.push(&place, strength_ev_ang, shape, 0.0);
                }
            }
        }
        sum.morse.complete();
        sum.coulomb.complete();
        sum
    }

    /// Their sum at a Cartesian position (Å).
    pub(crate) fn derivatives(&self, position: &Vector3<f64>) -> Derivatives {
        let limit = self.cutoff_ang * self.cutoff_ang;
        let [e, gx, gy, gz, xx, yy, zz, xy, xz, yz] = sums::<LANES>(
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
    fn push(&mut self, place: &Vector3<f64>, strength: f64, shape: f64, slope: f64) {
        for (column, x) in self.places.iter_mut().zip(place) {
            column.push(*x);
        }
        self.strength.push(strength);
        self.shape.push(shape);
        self.slope.push(slope);
    }

    /// Fills the last lanes with terms of no strength.
    fn complete(&mut self) {
        let length = self.strength.len().next_multiple_of(LANES);
        let columns = self.places.iter_mut();
        for column in columns.chain([&mut self.strength, &mut self.shape, &mut self.slope]) {
            column.resize(length, 0.0);
        }
    }

    /// Calls `term` with r, 1/r, strength, shape and slope of places, lane by lane, and adds up what it gives:
    /// φ, φ′ and φ″.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "must take over the vector width of its caller"
    )]
    fn add<const N: usize>(
        &self,
        at: [f64; 3],
        limit: f64,
        totals: &mut [[f64; N]; 10],
        term: impl Fn(f64, f64, f64, f64, f64) -> [f64; 3],
    ) {
        let [xs, ys, zs] = &self.places;
        let lanes = |column: &[f64], start: usize| -> [f64; N] {
            let mut lanes = [0.0; N];
            lanes.copy_from_slice(&column[start..start + N]);
            lanes
        };
        for start in (0..self.strength.len()).step_by(N) {
            let (x, y, z) = (lanes(xs, start), lanes(ys, start), lanes(zs, start));
            let (strength, shape) = (lanes(&self.strength, start), lanes(&self.shape, start));
            let slope = lanes(&self.slope, start);
            for lane in 0..N {
                let (dx, dy, dz) = (at[0] - x[lane], at[1] - y[lane], at[2] - z[lane]);
                let square = dx * dx + dy * dy + dz * dz;
                let r = square.sqrt().max(SHORTEST_ANG);
                let strength = if square <= limit { strength[lane] } else { 0.0 };
                let inverse = 1.0 / r;
                let [e, e1, e2] = term(r, inverse, strength, shape[lane], slope[lane]);
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
    fn sums<const N: usize>(terms: &PairSum, at: [f64; 3], limit: f64) -> [f64; 10] = add_up
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn add_up<const N: usize>(terms: &PairSum, at: [f64; 3], limit: f64) -> [f64; 10] {
    let mut totals = [[0.0; N]; 10];
    terms
        .morse
        .add(at, limit, &mut totals, |r, _, strength, shape, slope| {
            let x = exp_exact(shape - slope * r);
            let steep = -2.0 * strength * slope * x;
            [
                strength * (x * (x - 2.0)),
                steep * (x - 1.0),
                -steep * slope * (2.0 * x - 1.0),
            ]
        });
    terms
        .coulomb
        .add(at, limit, &mut totals, |r, inverse, strength, k, _| {
            let kr = k * r;
            let tail = erfc_exact(kr) * inverse;
            let gauss = 2.0 / PI.sqrt() * k * exp_exact((-kr * kr).max(-700.0));
            let force = (tail + gauss) * inverse;
            [
                strength * tail,
                -strength * force,
                2.0 * strength * (force * inverse + k * k * gauss),
            ]
        });
    totals.map(|lanes| lanes.iter().sum())
}
