//! Energies of a brick of points: a run of points at once against every neighbour in turn.
//!
//! The map is kept in single precision. What is near a brick decides its energies and is summed in double
//! precision; what is farther than [`FAR_ANG`], 29 of 30 terms, is small and smooth there: its
//! terms are computed in single precision, in twice as many lanes, from coordinates relative to the centre of
//! the brick, and added up in double precision block by block. That is within 2e-7 of the whole, about what
//! single precision keeps.
//!
//! The same loops in double precision, plain (see the module `width`) and written with the crates `wide` 1.7
//! and `pulp` 0.22, give the same bits. In ns per point and neighbour (AMD EPYC, November 2026; 160 Morse and
//! 60 Coulomb terms):
//!
//! | | SSE2 | AVX2 | AVX-512 |
//! |---|---|---|---|
//! | plain | 4.82 | 2.36 | 1.16 |
//! | `wide`, `f64x8` | 3.53 | none | none |
//! | `pulp` | none | 2.47 | 1.17 |
//!
//! `wide` chooses its width when it is compiled (1.17 with AVX-512 for the processor at hand), not
//! when it runs; `pulp` needs intrinsics for the shift in the exponential. Plain code is kept.

mod sources;

use std::ops::{Add, Mul, Sub};

use nalgebra::Vector3;

use self::sources::{Source, Sources, Term};
use crate::Framework;
use crate::bricks::{BrickPoints, Run};
use crate::exponential::{erfc, erfc_single, exp, exp_single};
use crate::pair::{PairTerm, SHORTEST_ANG};
use crate::width::{Width, at_every_width};

/// Points that are computed together; half as many where that takes in the last of a brick.
const LANES: usize = 16;

/// What lies farther than this (Å) from every point of a brick is far: few bonds of weight are as long.
const FAR_ANG: f64 = 3.0;
/// Far terms that are added up in single precision.
const BLOCK: usize = 32;
/// Coulomb terms of less than this (eV) are left out: a hundred of them do not show in single precision.
const LEAST_COULOMB_EV: f64 = 1e-10;

/// Buffers a thread keeps between bricks.
#[derive(Default)]
pub(crate) struct Scratch {
    sources: Sources,
    surroundings: Surroundings,
}

/// The framework around a centre, position and kind, in the order of the structure.
#[derive(Default)]
struct Surroundings {
    images: Vec<(Vector3<f64>, u32)>,
    centre: Vector3<f64>,
    /// Everything as near to the centre as this is listed.
    reach_ang: f64,
}

impl Surroundings {
    /// Lists what is within reach of a brick, and some more for the bricks beside it.
    fn cover(&mut self, framework: &Framework, points: &BrickPoints, reach_ang: f64) {
        /// Reach beyond that of a brick, in radii of the brick.
        const BEYOND: f64 = 3.0;
        if (points.centre - self.centre).norm() + reach_ang <= self.reach_ang {
            return;
        }
        self.centre = points.centre;
        self.reach_ang = reach_ang + BEYOND * points.radius_ang;
        self.images.clear();
        framework
            .neighbours
            .for_each(&self.centre, self.reach_ang, |image| {
                self.images.push((image.position, image.tag));
            });
    }
}

/// The potential prepared for many points.
pub(crate) struct Kernel<'f> {
    framework: &'f Framework,
    /// Distance beyond which the terms of a kind are left out: the cutoff, or less where all are Coulomb terms.
    reach_ang: Vec<f64>,
    /// The terms of each kind.
    terms: Vec<Vec<Term>>,
    width: Width,
}

impl<'f> Kernel<'f> {
    pub(crate) fn new(framework: &'f Framework) -> Self {
        let cutoff = framework.options.cutoff_ang;
        let reach = |term: &PairTerm| match term {
            PairTerm::Morse { .. } => cutoff,
            PairTerm::Coulomb { .. } => {
                let mut r = cutoff;
                while r > 1.0 && term.energy(r - 0.25).abs() < LEAST_COULOMB_EV {
                    r -= 0.25;
                }
                r
            }
        };
        let kinds = || framework.kinds.iter();
        Self {
            framework,
            reach_ang: kinds()
                .map(|kind| kind.terms.iter().map(reach).fold(0.0, f64::max))
                .collect(),
            terms: kinds()
                .map(|kind| kind.terms.iter().map(Term::new).collect())
                .collect(),
            width: Width::widest(),
        }
    }

    /// Energies in eV of the points of a brick.
    pub(crate) fn energies(&self, points: &BrickPoints, scratch: &mut Scratch, out: &mut [f32]) {
        self.gather(points, scratch);
        for (chunk, values) in out.chunks_mut(LANES).enumerate() {
            let start = chunk * LANES;
            if values.len() <= LANES / 2 {
                self.fill::<{ LANES / 2 }>(points, start, scratch, values);
            } else {
                self.fill::<LANES>(points, start, scratch, values);
            }
        }
    }

    /// Energies in eV of a run of points of the brick.
    fn fill<const N: usize>(
        &self,
        points: &BrickPoints,
        start: usize,
        scratch: &Scratch,
        out: &mut [f32],
    ) {
        let at = points.run::<N>(start);
        let limit = self.framework.options.cutoff_ang.powi(2);
        let sums = energies(self.width, &at, &points.centre, &scratch.sources, limit);
        for (value, sum) in out.iter_mut().zip(sums) {
            *value = sum as f32;
        }
    }

    /// Lists the sources within reach of the brick.
    fn gather(&self, points: &BrickPoints, scratch: &mut Scratch) {
        let Scratch {
            sources,
            surroundings,
        } = scratch;
        sources.clear();
        let reach_ang = self.framework.options.cutoff_ang + points.radius_ang;
        surroundings.cover(self.framework, points, reach_ang);
        let near_ang = FAR_ANG + points.radius_ang;
        for (p, kind) in &surroundings.images {
            let kind = *kind as usize;
            let within = self.reach_ang[kind] + points.radius_ang;
            let from_centre = p - points.centre;
            let square = from_centre.norm_squared();
            if square > within * within {
                continue;
            }
            let is_near = square <= near_ang * near_ang;
            for term in &self.terms[kind] {
                if is_near {
                    sources.add_near(term, p);
                } else {
                    sources.add_far(term, &from_centre);
                }
            }
        }
    }
}

at_every_width! {
    /// Energies in eV of a run of points with a centre.
    fn energies<const N: usize>(
        at: &Run<N>,
        centre: &Vector3<f64>,
        sources: &Sources,
        limit: f64
    ) -> [f64; N] = run
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn run<const N: usize>(
    at: &Run<N>,
    centre: &Vector3<f64>,
    sources: &Sources,
    limit: f64,
) -> [f64; N] {
    let mut sums = [0.0; N];
    for source in &sources.morse {
        let squares = squares(at, source);
        for lane in 0..N {
            // h·o·D0·[(x − 1)² − 1] = h·o·D0·x·(x − 2), x = e^{α(R_min − r)}
            let x = exp(source.slope * (source.shape - squares[lane].sqrt()));
            let energy = source.strength * (x * (x - 2.0));
            sums[lane] += if squares[lane] <= limit { energy } else { 0.0 };
        }
    }
    for source in &sources.coulomb {
        let squares = squares(at, source);
        for lane in 0..N {
            let r = squares[lane].sqrt().max(SHORTEST_ANG);
            // A/r·erfc(r/s)
            let energy = source.strength * erfc(r * source.shape) / r;
            sums[lane] += if squares[lane] <= limit { energy } else { 0.0 };
        }
    }
    let mut beside = [[0.0_f32; N]; 3];
    for axis in 0..3 {
        for lane in 0..N {
            beside[axis][lane] = (at[axis][lane] - centre[axis]) as f32;
        }
    }
    // The cutoff is inclusive; rounding must not leave out what lies on it.
    let limit = (limit * (1.0 + 1e-6)) as f32;
    for block in sources.far_morse.chunks(BLOCK) {
        let mut part = [0.0_f32; N];
        for source in block {
            let squares = squares(&beside, source);
            for lane in 0..N {
                let x =
                    exp_single((source.slope * (source.shape - squares[lane].sqrt())).max(-85.0));
                let energy = source.strength * (x * (x - 2.0));
                part[lane] += if squares[lane] <= limit { energy } else { 0.0 };
            }
        }
        for lane in 0..N {
            sums[lane] += f64::from(part[lane]);
        }
    }
    for block in sources.far_coulomb.chunks(BLOCK) {
        let mut part = [0.0_f32; N];
        for source in block {
            let squares = squares(&beside, source);
            for lane in 0..N {
                let r = squares[lane].sqrt();
                let energy = source.strength * erfc_single(r * source.shape) / r;
                part[lane] += if squares[lane] <= limit { energy } else { 0.0 };
            }
        }
        for lane in 0..N {
            sums[lane] += f64::from(part[lane]);
        }
    }
    sums
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn squares<const N: usize, T>(at: &[[T; N]; 3], source: &Source<T>) -> [T; N]
where
    T: Copy + Default + Sub<Output = T> + Mul<Output = T> + Add<Output = T>,
{
    let mut squares = [T::default(); N];
    for lane in 0..N {
        let (x, y, z) = (
            at[0][lane] - source.x,
            at[1][lane] - source.y,
            at[2][lane] - source.z,
        );
        squares[lane] = x * x + y * y + z * z;
    }
    squares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_terms_in_single_precision_do_not_show() {
        let morse = PairTerm::Morse {
            strength_ev: 0.6,
            r_min_ang: 2.9,
            alpha_per_ang: 1.7,
        };
        let coulomb = PairTerm::Coulomb {
            strength_ev_ang: 20.0,
            inverse_screening_per_ang: 0.5,
        };
        // A brick far from the origin, and places all around it from 4.3 to 10 Å.
        let centre = Vector3::new(31.7, 18.3, 44.1);
        let mut near = Sources::default();
        let mut far = Sources::default();
        for i in 0..400 {
            let x = f64::from(i);
            let unit = Vector3::new((x * 1.7).sin(), (x * 2.3).sin(), (x * 3.1).sin()).normalize();
            let place = centre + unit * (4.3 + x * 0.014);
            for term in [morse, coulomb].map(|term| Term::new(&term)) {
                near.add_near(&term, &place);
                far.add_far(&term, &(place - centre));
            }
        }
        let at: Run<LANES> = [0, 1, 2].map(|axis| {
            std::array::from_fn(|i| centre[axis] + 0.2 * (i as f64 * 1.3 + axis as f64).sin())
        });
        let exact = energies(Width::Portable, &at, &centre, &near, 100.0);
        let found = energies(Width::Portable, &at, &centre, &far, 100.0);
        for (a, b) in exact.iter().zip(found) {
            assert!((a - b).abs() < 2e-7 * a.abs(), "{a} {b}");
        }
    }

    #[test]
    fn every_vector_width_gives_the_same_bits() {
        let mut sources = Sources::default();
        let centre = Vector3::new(0.1, 0.2, 0.3);
        for i in 0..50 {
            let x = f64::from(i);
            let unit = Vector3::new(1.7, 2.3, 3.1)
                .map(|s| (x * s).sin())
                .normalize();
            let place = centre + unit * (3.3 + 0.06 * x);
            let morse = PairTerm::Morse {
                strength_ev: 0.4 + x / 100.0,
                r_min_ang: 2.4,
                alpha_per_ang: 1.9,
            };
            let coulomb = PairTerm::Coulomb {
                strength_ev_ang: 0.4 + x / 100.0,
                inverse_screening_per_ang: 0.6,
            };
            for term in [morse, coulomb].map(|term| Term::new(&term)) {
                sources.add_near(&term, &place);
                sources.add_far(&term, &(place - centre));
            }
        }
        let at: Run<LANES> = [0.01, 0.02, 0.03].map(|s| std::array::from_fn(|i| s * i as f64));
        let by = |width| energies(width, &at, &centre, &sources, 36.0);
        let plain = by(Width::Portable);
        assert!(plain.iter().all(|e| e.is_finite() && *e != 0.0));
        #[cfg(target_arch = "x86_64")]
        {
            let widest = Width::widest();
            if widest != Width::Portable {
                // Both widths above the portable one have AVX2.
                assert_eq!(plain, by(Width::Avx2));
            }
            if widest == Width::Avx512 {
                assert_eq!(plain, by(Width::Avx512));
            }
        }
    }
}
