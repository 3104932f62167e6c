//! Cross-validation of many responses over the same predictors and folds, as a permutation test asks for.
//!
//! The cross products K of a fold (module `fold_sums`) do not depend on the response. They are brought to tridiagonal form once,
//!
//!   K = Q T Q'  (Householder; G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed. (2013), section 8.3.1),
//!
//! and the recurrence of the module `recurrence` runs from Q's on T, where K r costs 5p operations in place of 2p². A held-out row lies at
//! h_i = Q'S⁻¹(z_i + q/m), and each component moves its prediction by c h_i'r. Of order p² there is left, per fold and response, only Q's: one
//! matrix product for all responses.
//!
//! All rows together are a fold from which nothing is left out: it gives R² = Σ c² t't/u'u.

use std::sync::atomic::{AtomicUsize, Ordering};

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use crate::components::VANISHING_WEIGHT;
use crate::fold_sums::{FoldSums, Scaled};
use crate::recurrence::Recurrence;
use crate::vectors::dot;

/// Sums over folds are taken in this many pieces, whatever the number of threads; bounds the memory too.
const PIECES: usize = 64;

/// Numbers of responses by rows that are held at once (32 MB).
const HELD: usize = 1 << 22;

/// Most responses taken together: beyond, what is done once per fold costs nothing any more.
const TOGETHER: usize = 1024;

/// The responses, which differ in their order only.
pub(crate) struct Responses<'a> {
    /// One per element (n).
    pub(crate) values: &'a [Vec<f64>],
    /// Their mean.
    pub(crate) centre: f64,
}

/// What all responses give with 0…A components (A + 1 rows, one response in each column).
pub(crate) struct Sums {
    /// Squared errors of the left-out rows, summed over rows and repeats.
    pub(crate) press: DMatrix<f64>,
    /// R² of a fit to all rows; NaN where digits would be lost without a refit.
    pub(crate) r2: DMatrix<f64>,
}

/// What an operation of a matrix–vector product costs beside one of a product of matrices, measured at p = 200.
const SLOWER: f64 = 12.0;

/// How many responses of n rows to take together, if that is cheaper than one after the other.
///
/// Operations per fold with A components: one after the other A min(2p², 4np) for each response. Together, 2p² for each and 8/3 p³ for Q and T, which are
/// made of matrix–vector products.
pub(crate) fn together(n: usize, p: usize, most: usize, responses: usize) -> Option<usize> {
    let count = (HELD / n).clamp(1, TOGETHER).min(responses);
    let (n, p) = (n as f64, p as f64);
    let apart = (count * most) as f64 * (2.0 * p * p).min(4.0 * n * p);
    let once = SLOWER * 8.0 / 3.0 * p.powi(3) + 2.0 * p * p * count as f64;
    (once < apart).then_some(count)
}

/// A fold in coordinates in which its cross products are tridiagonal.
struct Turned {
    /// Q's, one response in each column.
    s: DMatrix<f64>,
    diagonal: DVector<f64>,
    off_diagonal: DVector<f64>,
    /// h of the rows left out.
    held_out: DMatrix<f64>,
}

/// Cross-validates every response with 0…`most` components, of which at most `in_folds` are looked for in the folds; `step` is called
/// once per response.
pub(crate) fn cross_validate(
    sums: &FoldSums,
    responses: &Responses,
    most: usize,
    in_folds: usize,
    step: &(dyn Fn() + Sync),
) -> Sums {
    let (n, count) = (sums.z.ncols(), responses.values.len());
    let u = DMatrix::from_fn(n, count, |i, k| responses.values[k][i] - responses.centre);
    let gram = &sums.z * sums.z.transpose();
    let shared = Shared {
        sums,
        cross: &sums.z * &u,
        size: dot(u.column(0).as_slice(), u.column(0).as_slice()).sqrt(),
        u,
        gram,
        responses,
        most,
        in_folds,
    };
    let finished = AtomicUsize::new(0);
    let folds = sums.folds.len();
    let pieces: Vec<DMatrix<f64>> = (sums.folds)
        .par_chunks(folds.div_ceil(PIECES))
        .map(|piece| {
            let mut press = DMatrix::zeros(most + 1, count);
            for fold in piece {
                shared.add_press(fold, &mut press);
                let done = finished.fetch_add(1, Ordering::Relaxed);
                for _ in done * count / folds..(done + 1) * count / folds {
                    step();
                }
            }
            press
        })
        .collect();
    let mut press = DMatrix::zeros(most + 1, count);
    for piece in &pieces {
        press += piece;
    }
    let r2 = shared.r2();
    Sums { press, r2 }
}

/// What the folds have in common.
struct Shared<'a> {
    sums: &'a FoldSums<'a>,
    responses: &'a Responses<'a>,
    /// Responses about their mean (n × responses), and the norm of each.
    u: DMatrix<f64>,
    size: f64,
    /// Z'u (p × responses).
    cross: DMatrix<f64>,
    /// G.
    gram: DMatrix<f64>,
    most: usize,
    in_folds: usize,
}

impl Shared<'_> {
    fn turned(&self, fold: &Scaled) -> Turned {
        let (p, n) = self.sums.z.shape();
        let rows = (n - fold.left_out.len()) as f64;
        let z = self.sums.z.select_columns(fold.left_out);
        let u = self.u.select_rows(fold.left_out);
        let sum = DVector::from_column_slice(&fold.sum);
        let inverse = DVector::from_column_slice(&fold.inverse);

        let mut k = self.gram.clone();
        k.gemm(-1.0, &z, &z.transpose(), 1.0);
        k.ger(-1.0 / rows, &sum, &sum, 1.0);
        let mut s = self.cross.clone();
        s.gemm(-1.0, &z, &u, 1.0);
        s.ger(-1.0 / rows, &sum, &u.row_sum().transpose(), 1.0);
        let mut held_out = z;
        for mut row in held_out.column_iter_mut() {
            row.axpy(1.0 / rows, &sum, 1.0);
        }
        for (j, mut column) in k.column_iter_mut().enumerate() {
            column.component_mul_assign(&inverse);
            column *= inverse[j];
        }
        for mut column in s.column_iter_mut().chain(held_out.column_iter_mut()) {
            column.component_mul_assign(&inverse);
        }

        if p == 1 {
            let (diagonal, off_diagonal) = (k.column(0).into_owned(), DVector::zeros(0));
            return Turned {
                s,
                diagonal,
                off_diagonal,
                held_out,
            };
        }
        let (q, diagonal, off_diagonal) = k.symmetric_tridiagonalize().unpack();
        let turn = q.transpose();
        Turned {
            s: &turn * s,
            diagonal,
            off_diagonal,
            held_out: turn * held_out,
        }
    }

    /// Runs the recurrence of one response, telling `component` of c and r, t't of each; whether no digits were lost.
    fn components(
        &self,
        fold: &Scaled,
        turned: &Turned,
        response: usize,
        most: usize,
        mut component: impl FnMut(usize, f64, &Recurrence),
    ) -> bool {
        let (p, n) = self.sums.z.shape();
        let p_of = |matrix: &DMatrix<f64>, k: usize| matrix.as_slice()[k * p..(k + 1) * p].to_vec();
        let vanishing = VANISHING_WEIGHT * fold.trace.sqrt() * self.size;
        let mut recurrence = Recurrence::new(p_of(&turned.s, response), vanishing, false);
        recurrence.lossy = fold.cancelled;
        for a in 1..=most.min(p).min(n - fold.left_out.len() - 1) {
            if !recurrence.next_direction() {
                break;
            }
            turned.multiply(&recurrence.r, &mut recurrence.k);
            let Some(c) = recurrence.deflate() else {
                break;
            };
            component(a, c, &recurrence);
        }
        !recurrence.lossy
    }

    /// Adds the squared errors of the rows left out.
    fn add_press(&self, fold: &Scaled, press: &mut DMatrix<f64>) {
        let p = self.sums.z.nrows();
        let turned = self.turned(fold);
        let rows = (self.sums.z.ncols() - fold.left_out.len()) as f64;
        let mut errors = vec![0.0; self.most + 1];
        let mut predicted = Vec::new();
        for (k, y) in self.responses.values.iter().enumerate() {
            let v: f64 = fold.left_out.iter().map(|&i| self.u[(i, k)]).sum();
            predicted.clear();
            predicted.resize(fold.left_out.len(), self.responses.centre - v / rows);
            let squares = |predicted: &[f64]| -> f64 {
                let errors = predicted.iter().zip(fold.left_out);
                errors
                    .map(|(predicted, &i)| (predicted - y[i]).powi(2))
                    .sum()
            };
            errors[0] = squares(&predicted);
            let mut found = 0;
            let whole = self.components(fold, &turned, k, self.in_folds, |a, c, recurrence| {
                let held_out = turned.held_out.as_slice().chunks_exact(p);
                for (predicted, h) in predicted.iter_mut().zip(held_out) {
                    *predicted += c * dot(h, &recurrence.r);
                }
                errors[a] = squares(&predicted);
                found = a;
            });
            if whole {
                let last = errors[found];
                errors[found + 1..].fill(last);
            } else {
                let values = self.sums.refit(fold, y, self.most, self.in_folds).values;
                for (a, error) in errors.iter_mut().enumerate() {
                    let predicted: Vec<f64> = values.iter().map(|values| values[a]).collect();
                    *error = squares(&predicted);
                }
            }
            for (sum, error) in press.column_mut(k).iter_mut().zip(&errors) {
                *sum += error;
            }
        }
    }

    /// R² of the fits to all rows.
    fn r2(&self) -> DMatrix<f64> {
        let all = &self.sums.all;
        let turned = self.turned(all);
        let mut r2 = DMatrix::zeros(self.most + 1, self.responses.values.len());
        for (k, mut r2) in r2.column_iter_mut().enumerate() {
            let total = self.size * self.size;
            let mut found = 0;
            let whole = self.components(all, &turned, k, self.most, |a, c, recurrence| {
                r2[a] = r2[a - 1] + c * c * recurrence.tt / total;
                found = a;
            });
            let last = if whole { r2[found] } else { f64::NAN };
            for a in found + 1..=self.most {
                r2[a] = last;
            }
        }
        r2
    }
}

impl Turned {
    /// `k` = T `r`.
    fn multiply(&self, r: &[f64], k: &mut [f64]) {
        for ((k, r), d) in k.iter_mut().zip(r).zip(&self.diagonal) {
            *k = r * d;
        }
        let last = r.len() - 1;
        let off = self.off_diagonal.as_slice();
        for ((k, r), e) in k[..last].iter_mut().zip(&r[1..]).zip(off) {
            *k += r * e;
        }
        for ((k, r), e) in k[1..].iter_mut().zip(&r[..last]).zip(off) {
            *k += r * e;
        }
    }
}
