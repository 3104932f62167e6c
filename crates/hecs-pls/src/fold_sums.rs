//! Cross-validation over folds of several rows without refits, exact also when centring and scaling are redone in every fold.
//!
//! As in the module `loo`, let z_i be row i about the mean of all n rows, u_i its response about its mean and G = Z'Z. Leaving out the rows F
//! with q = Σ_F z_i and v = Σ_F u_i leaves m = n − |F| rows, whose means are off by −q/m and −v/m, so that they have, about their own mean,
//!
//!   cross products  G − Σ_F z_i z_i' − q q'/m,   with the response  Z'u − Σ_F z_i u_i − q v/m,
//!   variances       s_j² = (G_jj − Σ_F z_ij² − q_j²/m)/(m−1),
//!
//! and a held-out row lies at z_i + q/m. PLS in the fold is the recurrence of the module `recurrence` with
//!
//!   K r = S⁻¹(G V − Σ_F z_i (z_i'V) − q (q'V)/m)  for V = S⁻¹r,   ŷ_i ← ŷ_i + c (z_i'V + q'V/m).
//!
//! G V is one matrix product for the folds of a block, or two, Z'(Z V), of which the first holds z_i'V and the second leaves the rows F out
//! where they are set to zero between the two. A fold is refitted from its rows where too many digits are lost.
//!
//! On the idea of updating cross products by fold: O.-C. G. Engstrøm, M. H. Jensen, J. Chemom. 39 (2025) e70008, doi:10.1002/cem.70008.

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::components::VANISHING_WEIGHT;
use crate::recurrence::{GUARD, Recurrence};
use crate::refit::{Refit, complement, fixed_divisors, row_of};
use crate::scale::Preprocessing;
use crate::vectors::{add_scaled, dot, is_constant, mean, norm, sum_of_squares};
use crate::{Folds, Scaling};

/// Folds that are computed together; fixed, so that results do not depend on the number of threads.
const BLOCK: usize = 16;

/// Everything about the folds that does not depend on the response.
pub(crate) struct FoldSums<'a> {
    x: &'a DMatrix<f64>,
    scaling: Scaling,
    fixed: Option<Vec<f64>>,
    /// Rows about the mean, one row in each column (p × n), over the deviations of all rows unless only centred.
    pub(crate) z: DMatrix<f64>,
    product: Product,
    /// The folds of all repeats.
    pub(crate) folds: Vec<Scaled<'a>>,
    /// All rows, as a fold from which none is left out.
    pub(crate) all: Scaled<'a>,
    /// How many of them are the first repeat, and so on.
    by_repeat: Vec<usize>,
}

/// How G V is found.
pub(crate) enum Product {
    /// From G (p × p).
    Gram(DMatrix<f64>),
    /// As Z'(Z·V), with Z (n × p), where that is cheaper.
    Rows(DMatrix<f64>),
}

impl Product {
    /// `product` = G `v`, with Z' (p × n) in `z`.
    pub(crate) fn of(&self, z: &DMatrix<f64>, v: &DMatrix<f64>, product: &mut DMatrix<f64>) {
        match self {
            Self::Gram(gram) => product.gemm(1.0, gram, v, 0.0),
            Self::Rows(rows) => product.gemm(1.0, z, &(rows * v), 0.0),
        }
    }
}

/// A fold with the divisors of its training rows.
pub(crate) struct Scaled<'a> {
    pub(crate) left_out: &'a [usize],
    /// q.
    pub(crate) sum: Vec<f64>,
    /// 1/s_j; 0 where the column is constant in the fold.
    pub(crate) inverse: Vec<f64>,
    /// Σ_j of the diagonal of K.
    pub(crate) trace: f64,
    /// Whether a variance cancels so far that digits would be lost.
    pub(crate) cancelled: bool,
    /// Columns constant in the training rows.
    constant: Vec<usize>,
}

/// What a fold gives.
pub(crate) struct FoldPredictions {
    /// Predictions of the rows left out with 0…A components.
    pub(crate) values: Vec<Vec<f64>>,
    /// Components found.
    pub(crate) rank: usize,
}

impl<'a> FoldSums<'a> {
    /// For cross-validations with `most` components.
    pub(crate) fn new(
        x: &'a DMatrix<f64>,
        scaling: Scaling,
        folds: &'a Folds,
        most: usize,
    ) -> Self {
        let (n, p) = x.shape();
        let zeros = vec![0.0; n];
        // A common factor cancels in the divisors of a fold, so a column can be brought to ordinary size first.
        let scaler = Preprocessing::new(x, &zeros, scaling, None);
        let rows = scaler.scaled_x(x);
        let z = rows.transpose();
        let all: Vec<&'a Vec<usize>> = folds.repeats().iter().flatten().collect();
        // n p² + F A p² operations with G, 2 F A n p without.
        let products = (all.len() * most) as f64;
        let with_gram = (n as f64 + products) * p as f64 <= 2.0 * products * n as f64;
        let product = if with_gram {
            Product::Gram(&z * rows)
        } else {
            Product::Rows(rows)
        };
        let mut totals = vec![0.0; p];
        for row in z.column_iter() {
            for (total, z) in totals.iter_mut().zip(row.iter()) {
                *total += z * z;
            }
        }
        let whole = Whole {
            x,
            z: &z,
            constant: &scaler.constant,
            totals: &totals,
            scaling,
        };
        let scaled = (all.into_par_iter())
            .map(|left_out| Scaled::new(&whole, left_out))
            .collect();
        let all = Scaled::new(&whole, &[]);
        Self {
            x,
            scaling,
            fixed: fixed_divisors(x, &zeros, scaling),
            product,
            z,
            folds: scaled,
            all,
            by_repeat: folds.repeats().iter().map(Vec::len).collect(),
        }
    }

    /// The columns that are constant in each fold's training rows, fold by fold, with the rows left out.
    pub(crate) fn constant(&self) -> impl Iterator<Item = (&[usize], &[usize])> {
        (self.folds.iter()).map(|fold| (fold.left_out, fold.constant.as_slice()))
    }

    /// Predictions of every fold with 0…`most` components, of which at most `in_folds` are looked for; `step` is told of each fold.
    pub(crate) fn predict(
        &self,
        y: &[f64],
        most: usize,
        in_folds: usize,
        step: &(dyn Fn() + Sync),
    ) -> Vec<FoldPredictions> {
        let centre = mean(y);
        let u: Vec<f64> = y.iter().map(|y| y - centre).collect();
        let mut cross = vec![0.0; self.z.nrows()];
        for (i, &u) in u.iter().enumerate() {
            add_scaled(&mut cross, u, self.z(i));
        }
        let of_response = Centred {
            y,
            u: &u,
            centre,
            size: norm(&u),
            cross: &cross,
        };
        let blocks: Vec<Vec<FoldPredictions>> = (self.folds)
            .par_chunks(BLOCK)
            .map(|folds| {
                let found = self.predict_block(folds, &of_response, most, in_folds);
                for _ in folds {
                    step();
                }
                found
            })
            .collect();
        blocks.into_iter().flatten().collect()
    }

    /// The predictions of all rows, one repeat after the other, and the ranks of the folds.
    pub(crate) fn by_row(&self, found: Vec<FoldPredictions>) -> (Vec<Vec<Vec<f64>>>, Vec<usize>) {
        let n = self.z.ncols();
        let ranks = found.iter().map(|fold| fold.rank).collect();
        let mut folds = self.folds.iter().zip(found);
        let repeats = (self.by_repeat.iter())
            .map(|&count| {
                let mut values = vec![Vec::new(); n];
                for (fold, found) in folds.by_ref().take(count) {
                    for (&i, predictions) in fold.left_out.iter().zip(found.values) {
                        values[i] = predictions;
                    }
                }
                values
            })
            .collect();
        (repeats, ranks)
    }

    fn predict_block(
        &self,
        folds: &[Scaled],
        response: &Centred,
        most: usize,
        in_folds: usize,
    ) -> Vec<FoldPredictions> {
        let (p, n) = self.z.shape();
        let mut states: Vec<State> = (folds.iter())
            .map(|fold| State::new(self, fold, response))
            .collect();
        let mut v = DMatrix::zeros(p, folds.len());
        let mut product = DMatrix::zeros(p, folds.len());
        for a in 0..in_folds.min(p) {
            let columns = v.as_mut_slice().chunks_exact_mut(p);
            for ((state, fold), v) in states.iter_mut().zip(folds).zip(columns) {
                if a + 1 >= n - fold.left_out.len() {
                    state.recurrence.finish();
                }
                state.recurrence.next_rotation(&fold.inverse, v);
            }
            if states.iter().all(|state| state.recurrence.is_over()) {
                break;
            }
            let along = self.products(folds, &v, &mut product);
            let products = product.as_slice().chunks_exact(p);
            for (((state, fold), along), product) in
                states.iter_mut().zip(folds).zip(&along).zip(products)
            {
                state.advance(fold, along, product);
            }
        }
        (states.into_iter().zip(folds))
            .map(|(state, fold)| {
                if state.recurrence.lossy {
                    self.refit(fold, response.y, most, in_folds)
                } else {
                    state.finish(most)
                }
            })
            .collect()
    }

    /// z_i'V of the rows left out of each fold; G V − Σ_F z_i (z_i'V) to `product`.
    fn products(
        &self,
        folds: &[Scaled],
        v: &DMatrix<f64>,
        product: &mut DMatrix<f64>,
    ) -> Vec<Vec<f64>> {
        let (p, n) = self.z.shape();
        match &self.product {
            Product::Gram(gram) => {
                product.gemm(1.0, gram, v, 0.0);
                let columns = v.as_slice().chunks_exact(p);
                let products = product.as_mut_slice().chunks_exact_mut(p);
                (folds.iter().zip(columns).zip(products))
                    .map(|((fold, v), product)| {
                        let along = fold.left_out.iter().map(|&i| {
                            let along = dot(self.z(i), v);
                            add_scaled(product, -along, self.z(i));
                            along
                        });
                        along.collect()
                    })
                    .collect()
            }
            Product::Rows(rows) => {
                // Z V holds z_i'V already, and a row that is zero there has no part in Z'(Z V).
                let mut t = rows * v;
                let columns = t.as_mut_slice().chunks_exact_mut(n);
                let along = (folds.iter().zip(columns))
                    .map(|(fold, t)| {
                        let along = fold.left_out.iter().map(|&i| std::mem::take(&mut t[i]));
                        along.collect()
                    })
                    .collect();
                product.gemm(1.0, &self.z, &t, 0.0);
                along
            }
        }
    }

    /// A fold by a fit of its rows.
    pub(crate) fn refit(
        &self,
        fold: &Scaled,
        y: &[f64],
        most: usize,
        in_folds: usize,
    ) -> FoldPredictions {
        let training = complement(y.len(), fold.left_out);
        let fixed = self.fixed.as_deref();
        let fit = Refit::new(self.x, y, &training, self.scaling, fixed, in_folds);
        FoldPredictions {
            values: (fold.left_out.iter())
                .map(|&i| fit.predict(&row_of(self.x, i), most))
                .collect(),
            rank: fit.found.count(),
        }
    }

    fn z(&self, i: usize) -> &[f64] {
        let p = self.z.nrows();
        &self.z.as_slice()[i * p..(i + 1) * p]
    }
}

/// All rows.
struct Whole<'a> {
    x: &'a DMatrix<f64>,
    z: &'a DMatrix<f64>,
    /// Columns that are the same in every row.
    constant: &'a [bool],
    /// Σ z_j² (p).
    totals: &'a [f64],
    scaling: Scaling,
}

impl<'a> Scaled<'a> {
    fn new(whole: &Whole, left_out: &'a [usize]) -> Self {
        let (x, z) = (whole.x, whole.z);
        let (p, n) = z.shape();
        let training = complement(n, left_out);
        let m = training.len() as f64;
        let (mut sum, mut squares) = (vec![0.0; p], vec![0.0; p]);
        for &i in left_out {
            for (j, z) in z.column(i).iter().enumerate() {
                sum[j] += z;
                squares[j] += z * z;
            }
        }
        let mut fold = Self {
            left_out,
            sum,
            inverse: vec![1.0; p],
            trace: 0.0,
            cancelled: false,
            constant: Vec::new(),
        };
        for j in 0..p {
            let column = &x.as_slice()[j * n..(j + 1) * n];
            if whole.constant[j] || is_constant(training.iter().map(|&i| column[i])) {
                fold.inverse[j] = 0.0;
                fold.constant.push(j);
                continue;
            }
            let total = whole.totals[j];
            let mut left = total - squares[j] - fold.sum[j] * fold.sum[j] / m;
            if left < total / GUARD {
                fold.cancelled = true;
            }
            if left < 0.5 * total {
                let values: Vec<f64> = training.iter().map(|&i| z[(j, i)]).collect();
                left = sum_of_squares(&values, mean(&values));
            }
            if whole.scaling == Scaling::Auto {
                fold.inverse[j] = ((m - 1.0) / left).sqrt();
                fold.trace += m - 1.0;
            } else {
                fold.trace += left;
            }
        }
        fold
    }
}

/// A response about its mean.
struct Centred<'a> {
    y: &'a [f64],
    u: &'a [f64],
    centre: f64,
    /// |u|.
    size: f64,
    /// Z'u.
    cross: &'a [f64],
}

/// The state of one fold.
struct State {
    recurrence: Recurrence,
    /// Training rows.
    rows: f64,
    /// Predictions of each row left out.
    values: Vec<Vec<f64>>,
}

impl State {
    fn new(sums: &FoldSums, fold: &Scaled, response: &Centred) -> Self {
        let rows = (response.y.len() - fold.left_out.len()) as f64;
        let v: f64 = fold.left_out.iter().map(|&i| response.u[i]).sum();
        let mut s = response.cross.to_vec();
        for &i in fold.left_out {
            add_scaled(&mut s, -response.u[i], sums.z(i));
        }
        add_scaled(&mut s, -v / rows, &fold.sum);
        for (s, inverse) in s.iter_mut().zip(&fold.inverse) {
            *s *= inverse;
        }
        let vanishing = VANISHING_WEIGHT * fold.trace.sqrt() * response.size;
        let mut recurrence = Recurrence::new(s, vanishing, false);
        recurrence.lossy = fold.cancelled;
        Self {
            recurrence,
            rows,
            values: vec![vec![response.centre - v / rows]; fold.left_out.len()],
        }
    }

    fn advance(&mut self, fold: &Scaled, along: &[f64], product: &[f64]) {
        if self.recurrence.is_over() {
            return;
        }
        let of_sum = along.iter().sum::<f64>() / self.rows;
        let k = &mut self.recurrence.k;
        k.copy_from_slice(product);
        add_scaled(k, -of_sum, &fold.sum);
        for (k, inverse) in k.iter_mut().zip(&fold.inverse) {
            *k *= inverse;
        }
        let Some(c) = self.recurrence.deflate() else {
            return;
        };
        for (values, along) in self.values.iter_mut().zip(along) {
            let last = values[values.len() - 1];
            values.push(last + c * (along + of_sum));
        }
    }

    fn finish(mut self, most: usize) -> FoldPredictions {
        let rank = self.values.first().map_or(0, |values| values.len() - 1);
        for values in &mut self.values {
            values.resize(most + 1, values[rank]);
        }
        FoldPredictions {
            values: self.values,
            rank,
        }
    }
}
