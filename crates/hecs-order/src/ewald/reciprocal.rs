//! The sum over waves.
//!
//! Of G and −G one is taken, twice. With indices (h, k, l) of G and fractional x, y, z the wave at a position is
//! a product, exp 2πi(hx + ky + lz) = X^h Y^k Z^l, of factors that are tabulated along each axis.

use std::f64::consts::{PI, TAU};

use hecs_core::Lattice;
use nalgebra::Vector3;

use super::splitting::Splitting;
use crate::coulomb_constant::COULOMB_EV_ANG;

/// A number on the unit circle: cosine and sine.
type Phase = [f64; 2];

/// Rows that are added to the matrix of pairs at once, so that it is not read anew for each.
const ROWS_AT_ONCE: usize = 8;

/// The waves of a cell at its positions.
pub(super) struct Waves {
    positions: usize,
    /// Indices of one of each two opposite vectors, with 2·k·4π/V·exp(−G²/4α²)/G² in eV/e²; by h, then k.
    vectors: Vec<([i32; 3], f64)>,
    /// Of each axis by index from 0, then by position.
    phases: [Vec<Phase>; 3],
}

impl Waves {
    pub(super) fn new(
        lattice: &Lattice,
        positions: &[Vector3<f64>],
        splitting: &Splitting,
    ) -> Self {
        // A vector along which a wave of index h runs is at least as long as 2π h / |a|.
        let most = lattice
            .lengths()
            .map(|length| (splitting.longest_wave * length / TAU).floor() as i32);
        let mut vectors = Vec::new();
        let scale = 2.0 * COULOMB_EV_ANG * 4.0 * PI / lattice.volume();
        let decay = 0.25 / (splitting.alpha * splitting.alpha);
        for h in 0..=most[0] {
            for k in -most[1]..=most[1] {
                for l in -most[2]..=most[2] {
                    if (h, k, l) <= (0, 0, 0) {
                        continue;
                    }
                    let indices = Vector3::new(f64::from(h), f64::from(k), f64::from(l));
                    let squared = (lattice.inverse().tr_mul(&indices) * TAU).norm_squared();
                    if squared <= splitting.longest_wave * splitting.longest_wave {
                        let weight = scale * (-decay * squared).exp() / squared;
                        vectors.push(([h, k, l], weight));
                    }
                }
            }
        }
        let phases = [0, 1, 2].map(|axis| {
            let mut along = Vec::with_capacity((most[axis] as usize + 1) * positions.len());
            for index in 0..=most[axis] {
                along.extend(positions.iter().map(|position| {
                    let (sin, cos) = (TAU * f64::from(index) * position[axis]).sin_cos();
                    [cos, sin]
                }));
            }
            along
        });
        Self {
            positions: positions.len(),
            vectors,
            phases,
        }
    }

    /// Their energy in eV: with S = Σ q_j exp iG·r_j it is ½ Σ_G weight |S|².
    pub(super) fn energy_ev(&self, charges: &[f64]) -> f64 {
        let mut energy = 0.0;
        self.for_each(|weight, waves| {
            let (mut real, mut imaginary) = (0.0, 0.0);
            for ([cos, sin], charge) in waves.iter().zip(charges) {
                real += charge * cos;
                imaginary += charge * sin;
            }
            energy += 0.5 * weight * (real * real + imaginary * imaginary);
        });
        energy
    }

    /// Adds their part to A_ij, i ≥ j, of a matrix by rows: cos G·(r_i − r_j) is cos·cos + sin·sin of the two.
    pub(super) fn add_to_pairs(&self, pairs: &mut [f64]) {
        let n = self.positions;
        let mut rows = vec![0.0; ROWS_AT_ONCE * n];
        let mut filled = 0;
        self.for_each(|weight, waves| {
            let amplitude = weight.sqrt();
            for part in 0..2 {
                let row = rows[filled * n..][..n].iter_mut();
                row.zip(waves)
                    .for_each(|(value, wave)| *value = amplitude * wave[part]);
                filled += 1;
            }
            if filled == ROWS_AT_ONCE {
                add_squares(pairs, &rows, n);
                filled = 0;
            }
        });
        rows[filled * n..].fill(0.0);
        add_squares(pairs, &rows, n);
    }

    /// Visits the weight of each vector and the waves at all positions.
    fn for_each(&self, mut visit: impl FnMut(f64, &[Phase])) {
        let n = self.positions;
        let along =
            |axis: usize, index: i32| &self.phases[axis][index.unsigned_abs() as usize * n..][..n];
        let mut across = vec![[0.0; 2]; n];
        let mut waves = across.clone();
        let mut of = None;
        for ([h, k, l], weight) in &self.vectors {
            if of != Some((*h, *k)) {
                of = Some((*h, *k));
                multiply(&mut across, along(0, *h), along(1, *k), *k < 0);
            }
            multiply(&mut waves, &across, along(2, *l), *l < 0);
            visit(*weight, &waves);
        }
    }
}

/// a·b, or a times the conjugate of b.
fn multiply(product: &mut [Phase], a: &[Phase], b: &[Phase], conjugate: bool) {
    let sign = if conjugate { -1.0 } else { 1.0 };
    for ((to, a), b) in product.iter_mut().zip(a).zip(b) {
        let sin = sign * b[1];
        *to = [a[0] * b[0] - a[1] * sin, a[0] * sin + a[1] * b[0]];
    }
}

/// Adds to A_ij, i ≥ j, the products of the values at i and j of each of [`ROWS_AT_ONCE`] rows.
fn add_squares(pairs: &mut [f64], rows: &[f64], n: usize) {
    if n == 0 {
        return;
    }
    let mut parts = rows.chunks_exact(n);
    let row: [&[f64]; ROWS_AT_ONCE] = std::array::from_fn(|_| parts.next().unwrap_or(&[]));
    for (i, of_one) in pairs.chunks_exact_mut(n).enumerate() {
        let factor = row.map(|row| row[i]);
        let upto = row.map(|row| &row[..=i]);
        for (j, pair) in of_one[..=i].iter_mut().enumerate() {
            let mut sum = 0.0;
            for k in 0..ROWS_AT_ONCE {
                sum += factor[k] * upto[k][j];
            }
            *pair += sum;
        }
    }
}
