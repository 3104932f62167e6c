//! Energies of a brick of points: a run of points at once against every neighbour in turn.
//!
//! Plain loops over arrays of [`LANES`] points, which the compiler turns into vector code; one
//! copy is compiled for each vector width of the x86-64 family and the widest that the processor
//! has is taken. No fused multiply–add is used, so every copy gives the same bits. Measured on one
//! processor (1040 atoms in P1, 2.6 million points): 1.43 s of processor time with SSE2, 0.79 s with
//! AVX2, 0.50 s with AVX-512.
//!
//! The same loops written with the crates `wide` 1.7 and `pulp` 0.22 give the same bits. In ns
//! per point and neighbour (AMD EPYC, November 2026; 160 Morse and 60 Coulomb terms):
//!
//! | | SSE2 | AVX2 | AVX-512 |
//! |---|---|---|---|
//! | plain | 4.82 | 2.36 | 1.16 |
//! | `wide`, `f64x8` | 3.53 | none | none |
//! | `pulp` | none | 2.47 | 1.17 |
//!
//! `wide` chooses its width when it is compiled (1.17 with AVX-512 for the processor at hand), not
//! when it runs; `pulp` needs intrinsics for the shift in the exponential. Plain code is kept.

use nalgebra::Vector3;

use crate::Framework;
use crate::bricks::{BrickPoints, Run};
use crate::pair::{PairTerm, SHORTEST_ANG};

/// Points that are computed together; half as many where that takes in the last of a brick.
const LANES: usize = 16;

/// One species of one neighbour, ready for the inner loop.
#[derive(Clone, Copy)]
struct Source {
    x: f64,
    y: f64,
    z: f64,
    /// Morse: h·o·D0 in eV. Coulomb: A in eV Å.
    strength: f64,
    /// Morse: α·R_min. Coulomb: 1/s in 1/Å.
    shape: f64,
    /// Morse: α in 1/Å.
    slope: f64,
}

/// Buffers a thread keeps between bricks.
#[derive(Default)]
pub(crate) struct Scratch {
    morse: Vec<Source>,
    coulomb: Vec<Source>,
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
    /// Distance beyond which the Coulomb terms of a kind are below 1e-12 eV, or the cutoff.
    reach_ang: Vec<f64>,
    width: Width,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    fn widest() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }
}

impl<'f> Kernel<'f> {
    pub(crate) fn new(framework: &'f Framework) -> Self {
        let cutoff = framework.options.cutoff_ang;
        let reach = |term: &PairTerm| match term {
            PairTerm::Morse { .. } => cutoff,
            PairTerm::Coulomb { .. } => {
                let mut r = cutoff;
                while r > 1.0 && term.energy(r - 0.25).abs() < 1e-12 {
                    r -= 0.25;
                }
                r
            }
        };
        let kinds = framework.kinds.iter();
        Self {
            framework,
            reach_ang: kinds
                .map(|kind| kind.terms.iter().map(reach).fold(0.0, f64::max))
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
        sources: &Scratch,
        out: &mut [f32],
    ) {
        let at = points.run::<N>(start);
        let limit = self.framework.options.cutoff_ang.powi(2);
        let sums = match self.width {
            Width::Portable => run_portable(&at, sources, limit),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
            // SAFETY: `widest` has found these features on this processor.
            Width::Avx2 => unsafe { run_avx2(&at, sources, limit) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
            // SAFETY: `widest` has found these features on this processor.
            Width::Avx512 => unsafe { run_avx512(&at, sources, limit) },
        };
        for (value, sum) in out.iter_mut().zip(sums) {
            *value = sum as f32;
        }
    }

    /// Lists the sources within reach of the brick.
    fn gather(&self, points: &BrickPoints, scratch: &mut Scratch) {
        scratch.morse.clear();
        scratch.coulomb.clear();
        let reach_ang = self.framework.options.cutoff_ang + points.radius_ang;
        scratch
            .surroundings
            .cover(self.framework, points, reach_ang);
        for (p, kind) in &scratch.surroundings.images {
            let kind = *kind as usize;
            let within = self.reach_ang[kind] + points.radius_ang;
            if (p - points.centre).norm_squared() > within * within {
                continue;
            }
            for term in &self.framework.kinds[kind].terms {
                let (x, y, z) = (p.x, p.y, p.z);
                match *term {
                    PairTerm::Morse {
                        strength_ev,
                        r_min_ang,
                        alpha_per_ang,
                    } => scratch.morse.push(Source {
                        x,
                        y,
                        z,
                        strength: strength_ev,
                        shape: alpha_per_ang * r_min_ang,
                        slope: alpha_per_ang,
                    }),
                    PairTerm::Coulomb {
                        strength_ev_ang,
                        inverse_screening_per_ang,
                    } => scratch.coulomb.push(Source {
                        x,
                        y,
                        z,
                        strength: strength_ev_ang,
                        shape: inverse_screening_per_ang,
                        slope: 0.0,
                    }),
                }
            }
        }
    }
}

fn run_portable<const N: usize>(at: &Run<N>, sources: &Scratch, limit: f64) -> [f64; N] {
    run(at, sources, limit)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<const N: usize>(at: &Run<N>, sources: &Scratch, limit: f64) -> [f64; N] {
    run(at, sources, limit)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq")]
fn run_avx512<const N: usize>(at: &Run<N>, sources: &Scratch, limit: f64) -> [f64; N] {
    run(at, sources, limit)
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn run<const N: usize>(at: &Run<N>, sources: &Scratch, limit: f64) -> [f64; N] {
    let mut sums = [0.0; N];
    for source in &sources.morse {
        let squares = squares(at, source);
        for lane in 0..N {
            // h·o·D0·[(x − 1)² − 1] = h·o·D0·x·(x − 2), x = e^{α(R_min − r)}
            let x = exp(source.shape - source.slope * squares[lane].sqrt());
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
    sums
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn squares<const N: usize>(at: &Run<N>, source: &Source) -> [f64; N] {
    let mut squares = [0.0; N];
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

/// e^x within 6e-11 (relative) for −700 ≤ x ≤ 700: 2^k·p(x − k ln 2), p the interpolant of degree
/// 7 at Chebyshev nodes.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn exp(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let p = EXP_TERMS;
    // Estrin's scheme: short chains of dependent operations.
    let r2 = r * r;
    let low = (p[0] + p[1] * r) + (p[2] + p[3] * r) * r2;
    let high = (p[4] + p[5] * r) + (p[6] + p[7] * r) * r2;
    let power = f64::from_bits((shifted.to_bits().wrapping_add(1023)) << 52);
    (low + high * (r2 * r2)) * power
}

/// Adding it leaves a number rounded to an integer in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

const EXP_TERMS: [f64; 8] = [
    0.999_999_999_959_548_4,
    0.999_999_999_979_781_4,
    0.500_000_010_774_959_9,
    0.166_666_668_910_743_66,
    0.041_666_218_273_945,
    0.008_333_266_093_125_414,
    0.001_394_858_084_448_964_2,
    0.000_199_158_692_043_155_56,
];

/// erfc(x) within 2e-10 (relative) for 0 ≤ x ≤ 26: t·e^{−x² + p(2t − 1)} with t = 2/(2 + x), p
/// the interpolant of degree 14 of ln(e^{x²} erfc(x)/t) at Chebyshev nodes.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn erfc(x: f64) -> f64 {
    let t = 2.0 / (2.0 + x);
    let y = 2.0 * t - 1.0;
    let mut p = 0.0;
    for term in ERFC_TERMS.iter().rev() {
        p = p * y + term;
    }
    t * exp((p - x * x).max(-700.0))
}

const ERFC_TERMS: [f64; 15] = [
    -0.671_794_084_076_063_9,
    0.672_643_222_413_622_3,
    0.047_343_310_314_557_42,
    -0.046_895_545_373_869_94,
    -0.009_872_787_489_559_106,
    0.008_824_160_783_555_475,
    0.001_759_965_389_801_645_4,
    -0.002_341_712_802_843_368,
    -0.000_151_515_392_524_496_2,
    0.000_662_696_187_789_639,
    -7.911_397_247_588_783e-5,
    -0.000_159_036_737_937_688_45,
    4.848_760_316_668_797e-5,
    2.228_669_407_569_478e-5,
    -1.033_351_666_335_470_4e-5,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_functions_are_close_to_the_exact_ones() {
        for step in 0..20_000 {
            let x = f64::from(step) * 0.0013;
            let exact = libm::erfc(x);
            assert!((erfc(x) - exact).abs() <= 3e-10 * exact, "erfc {x}");
            let y = x - 13.0;
            assert!((exp(y) / y.exp() - 1.0).abs() < 7e-11, "exp {y}");
        }
        assert!(exp(-700.0) > 0.0 && exp(-700.0) < 1e-300);
    }

    #[test]
    fn every_vector_width_gives_the_same_bits() {
        let mut sources = Scratch::default();
        for i in 0..50 {
            let x = f64::from(i);
            let source = Source {
                x: (x * 1.7).sin() * 6.0,
                y: (x * 2.3).sin() * 6.0,
                z: (x * 3.1).sin() * 6.0,
                strength: 0.4 + x / 100.0,
                shape: 4.6,
                slope: 1.9,
            };
            sources.morse.push(source);
            sources.coulomb.push(Source {
                shape: 0.6,
                ..source
            });
        }
        let at: Run<LANES> = [0.1, 0.2, 0.3].map(|s| std::array::from_fn(|i| s * i as f64));
        let plain = run_portable(&at, &sources, 36.0);
        assert!(plain.iter().all(|e| e.is_finite() && *e != 0.0));
        #[cfg(target_arch = "x86_64")]
        {
            let widest = Width::widest();
            if widest != Width::Portable {
                #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
                // SAFETY: both widths above the portable one have AVX2.
                let wide = unsafe { run_avx2(&at, &sources, 36.0) };
                assert_eq!(plain, wide);
            }
            if widest == Width::Avx512 {
                #[expect(unsafe_code, reason = "calls code compiled for wider vectors")]
                // SAFETY: `widest` has found the features.
                let wide = unsafe { run_avx512(&at, &sources, 36.0) };
                assert_eq!(plain, wide);
            }
        }
    }
}
