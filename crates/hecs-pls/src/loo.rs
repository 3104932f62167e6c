//! Leave-one-out cross-validation without refits, exact also when centring and scaling are redone in every fold.
//!
//! Let z_i be row i about the mean of all n rows, u_i its response about its mean, G = Z'Z and α = n/(n−1). Leaving out row i moves
//! the means by −z_i/(n−1) and −u_i/(n−1), so the training rows of fold i have, about their own mean,
//!
//!   cross products  G − α z_i z_i',   with the response  Z'u − α z_i u_i,
//!   variances       s_ij² = (G_jj − α z_ij²)/(n−2),
//!
//! and the held-out row lies at α z_i. With S_i the diagonal of the divisors, PLS in fold i is the recurrence of the module
//! `recurrence` on K_i = S_i⁻¹(G − α z_i z_i')S_i⁻¹ from s = S_i⁻¹(Z'u − α z_i u_i), and each component moves the prediction:
//!
//!   ŷ ← ŷ + c α z_i'S_i⁻¹r,
//!
//! where the held-out row has score t = α z_i'S_i⁻¹r, hence T² ← T² + t²/(t't/(n−2)) and, from e = α S_i⁻¹z_i, e ← e − t p and
//! Q = e'e; the coefficients of the fold are b ← b + c S_i⁻¹r, and the response explained is c² t't.
//!
//! Only G·(S_i⁻¹ r) costs p² operations, and G is the same in all folds: the vectors of all folds side by side make it one matrix
//! product per component. Where p > 2n, Z'(Z·V) is the cheaper form of the same product.
//!
//! A fold is refitted from its rows where the recurrence, or the cancellation in s_ij², loses more digits than [`GUARD`] allows.

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::Scaling;
use crate::components::VANISHING_WEIGHT;
use crate::distance::Distance;
use crate::fold_sums::Product;
use crate::importance::vip_of;
use crate::recurrence::{GUARD, Recurrence};
use crate::refit::{FoldModel, Refit, complement, fixed_divisors, row_of};
use crate::scale::Preprocessing;
use crate::vectors::{add_scaled, dot, is_constant, mean, norm};

/// Folds that are computed together; fixed, so that results do not depend on the number of threads.
const BLOCK: usize = 64;

/// Everything about the folds that does not depend on the response.
pub(crate) struct LooPlan<'a> {
    x: &'a DMatrix<f64>,
    scaling: Scaling,
    fixed: Option<Vec<f64>>,
    /// Means of the columns, and what they are divided by in `z`.
    mean: Vec<f64>,
    divisors: Vec<f64>,
    /// Rows about the mean, one row in each column (p × n), over the deviations of all rows unless only centred.
    z: DMatrix<f64>,
    product: Product,
    /// 1/s_ij, one fold in each column (p × n); 0 where the column is constant in the fold.
    inverse_scale: DMatrix<f64>,
    /// Σ_j (K_i)_jj of each fold.
    trace: Vec<f64>,
    /// Folds in which a variance cancels so far that digits would be lost without a refit.
    cancelled: Vec<bool>,
    /// Columns that are constant when one row is left out, as (column, row), and not constant otherwise.
    pub(crate) constant_in_fold: Vec<(usize, usize)>,
}

/// Predictions of every left-out row.
pub(crate) struct LooPredictions {
    /// Row i: predictions with 0…A components, A the number asked for.
    pub(crate) values: Vec<Vec<f64>>,
    /// Components found in each fold.
    pub(crate) ranks: Vec<usize>,
}

/// What is wanted of each left-out row.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Predictions,
    Distances,
    Models,
}

/// A left-out row.
struct LeftOut {
    /// Predictions with 0…A components.
    values: Vec<f64>,
    /// Components found in its fold.
    rank: usize,
    /// Where it lies, if that is wanted.
    distance: Option<Distance>,
    /// The model of the others, if that is wanted.
    model: Option<FoldModel>,
}

impl<'a> LooPlan<'a> {
    pub(crate) fn new(x: &'a DMatrix<f64>, scaling: Scaling) -> Self {
        let (n, p) = x.shape();
        let alpha = n as f64 / (n - 1) as f64;
        let fixed = fixed_divisors(x, &vec![0.0; n], scaling);
        // A common factor cancels in the divisors of a fold, so a column can be brought to ordinary size first.
        let divisors = Preprocessing::new(x, &vec![0.0; n], scaling, None).x_scale;
        let mut means = vec![0.0; p];
        let mut z = DMatrix::zeros(p, n);
        let mut inverse_scale = DMatrix::from_element(p, n, 1.0);
        let mut trace = vec![0.0; n];
        let mut cancelled = vec![false; n];
        let mut constant_in_fold = Vec::new();
        for j in 0..p {
            let column = &x.as_slice()[j * n..(j + 1) * n];
            if is_constant(column.iter().copied()) {
                inverse_scale.row_mut(j).fill(0.0);
                means[j] = column[0];
                continue;
            }
            let centre = mean(column);
            means[j] = centre;
            let centred: Vec<f64> = column.iter().map(|x| (x - centre) / divisors[j]).collect();
            let total = dot(&centred, &centred);
            let different = only_different_row(column);
            for i in 0..n {
                z[(j, i)] = centred[i];
                if different == Some(i) {
                    inverse_scale[(j, i)] = 0.0;
                    constant_in_fold.push((j, i));
                    continue;
                }
                let mut left = total - alpha * centred[i] * centred[i];
                if left < total / GUARD {
                    cancelled[i] = true;
                }
                if left < 0.5 * total {
                    left = sum_without(&centred, i);
                }
                if scaling == Scaling::Auto {
                    inverse_scale[(j, i)] = ((n - 2) as f64 / left).sqrt();
                    trace[i] += (n - 2) as f64;
                } else {
                    trace[i] += left;
                }
            }
        }
        let rows = z.transpose();
        let product = if p <= 2 * n {
            Product::Gram(&z * rows)
        } else {
            Product::Rows(rows)
        };
        Self {
            x,
            scaling,
            fixed,
            mean: means,
            divisors,
            z,
            product,
            inverse_scale,
            trace,
            cancelled,
            constant_in_fold,
        }
    }

    /// Predictions of every left-out row with 0…`most` components.
    pub(crate) fn predict(&self, y: &[f64], most: usize) -> LooPredictions {
        let blocks = self.leave_out(y, most, Wanted::Predictions, |block| block);
        let left_out = blocks.into_iter().flatten();
        let (values, ranks) = left_out.map(|row| (row.values, row.rank)).unzip();
        LooPredictions { values, ranks }
    }

    /// Distances of every left-out row from the model of the others with `components` components, fewer where a fold has fewer.
    pub(crate) fn distances(&self, y: &[f64], components: usize) -> Vec<Distance> {
        let blocks = self.leave_out(y, components, Wanted::Distances, |block| block);
        let left_out = blocks.into_iter().flatten();
        left_out.filter_map(|row| row.distance).collect()
    }

    /// What `summary` makes of the models of every block of folds with `components` components, block by block, so that
    /// they need not be held all at once.
    pub(crate) fn models<T: Send>(
        &self,
        y: &[f64],
        components: usize,
        summary: impl Fn(&[FoldModel]) -> T + Sync,
    ) -> Vec<T> {
        self.leave_out(y, components, Wanted::Models, |block| {
            let models: Vec<FoldModel> = block.into_iter().filter_map(|row| row.model).collect();
            summary(&models)
        })
    }

    /// Every row left out, in blocks of folds over the available threads; `summary` of each block.
    fn leave_out<T: Send>(
        &self,
        y: &[f64],
        most: usize,
        wanted: Wanted,
        summary: impl Fn(Vec<LeftOut>) -> T + Sync,
    ) -> Vec<T> {
        let n = y.len();
        let starts: Vec<usize> = (0..n).step_by(BLOCK).collect();
        let centre = mean(y);
        let u: Vec<f64> = y.iter().map(|y| y - centre).collect();
        let mut cross = vec![0.0; self.z.nrows()];
        for (z, &u) in self.z.as_slice().chunks_exact(self.z.nrows()).zip(&u) {
            add_scaled(&mut cross, u, z);
        }
        starts
            .par_iter()
            .map(|&start| {
                let rows = start..(start + BLOCK).min(n);
                summary(self.leave_out_block(rows, y, &u, centre, &cross, most, wanted))
            })
            .collect()
    }

    #[allow(clippy::too_many_arguments)]
    fn leave_out_block(
        &self,
        rows: std::ops::Range<usize>,
        y: &[f64],
        u: &[f64],
        centre: f64,
        cross: &[f64],
        most: usize,
        wanted: Wanted,
    ) -> Vec<LeftOut> {
        let (p, n) = self.z.shape();
        let usable = most.min(p).min(n - 2);
        let u_size = norm(u);
        let mut folds: Vec<Fold> = rows
            .clone()
            .map(|i| {
                Fold::new(
                    self.z(i),
                    self.inverse(i),
                    cross,
                    u[i],
                    centre,
                    n,
                    self.trace[i],
                    u_size,
                    wanted,
                )
            })
            .collect();
        for (fold, i) in folds.iter_mut().zip(rows.clone()) {
            fold.recurrence.lossy |= self.cancelled[i];
            match wanted {
                Wanted::Predictions => {}
                Wanted::Distances => {
                    fold.place = Some(Place::new(self.z(i), self.inverse(i), fold.alpha));
                }
                Wanted::Models => fold.sum = Some(ModelSum::new(p)),
            }
        }
        let mut v = DMatrix::zeros(p, rows.len());
        let mut product = DMatrix::zeros(p, rows.len());
        for _ in 0..usable {
            let columns = v.as_mut_slice().chunks_exact_mut(p);
            for ((fold, i), v) in folds.iter_mut().zip(rows.clone()).zip(columns) {
                fold.next_rotation(self.z(i), self.inverse(i), v);
            }
            if folds.iter().all(|fold| fold.recurrence.is_over()) {
                break;
            }
            self.product.of(&self.z, &v, &mut product);
            let columns = product.as_slice().chunks_exact(p);
            for ((fold, i), product) in folds.iter_mut().zip(rows.clone()).zip(columns) {
                fold.advance(self.z(i), self.inverse(i), product);
            }
        }
        folds
            .into_iter()
            .zip(rows)
            .map(|(mut fold, i)| {
                if fold.recurrence.lossy {
                    return self.refit(i, y, most, wanted);
                }
                let model = (fold.sum.take()).map(|sum| self.model(i, &sum, &fold));
                fold.finish(most, model)
            })
            .collect()
    }

    /// Fold i by a fit of its rows.
    fn refit(&self, i: usize, y: &[f64], most: usize, wanted: Wanted) -> LeftOut {
        let training = complement(y.len(), &[i]);
        let fit = Refit::new(
            self.x,
            y,
            &training,
            self.scaling,
            self.fixed.as_deref(),
            most,
        );
        let row = row_of(self.x, i);
        LeftOut {
            values: fit.predict(&row, most),
            rank: fit.found.count(),
            distance: (wanted == Wanted::Distances).then(|| fit.distance(&row)),
            model: (wanted == Wanted::Models).then(|| fit.model(most)),
        }
    }

    /// The model of fold i in raw units.
    fn model(&self, i: usize, sum: &ModelSum, fold: &Fold) -> FoldModel {
        let coefficients: Vec<f64> = (sum.coefficients.iter().zip(&self.divisors))
            .map(|(b, divisor)| b / divisor)
            .collect();
        // The means of the fold are those of all rows less z_i/(n−1).
        let shift = 1.0 / fold.rows as f64;
        let at_mean = (self.mean.iter().zip(self.z(i)).zip(&self.divisors))
            .map(|((mean, z), divisor)| mean - z * divisor * shift);
        let explained: f64 = at_mean.zip(&coefficients).map(|(m, b)| m * b).sum();
        FoldModel {
            intercept: fold.values[0] - explained,
            coefficients,
            vip: vip_of(self.z.nrows(), &fold.recurrence.weights, &sum.explained),
        }
    }

    fn z(&self, i: usize) -> &[f64] {
        let p = self.z.nrows();
        &self.z.as_slice()[i * p..(i + 1) * p]
    }

    fn inverse(&self, i: usize) -> &[f64] {
        let p = self.z.nrows();
        &self.inverse_scale.as_slice()[i * p..(i + 1) * p]
    }
}

/// Where the held-out row lies, component by component.
struct Place {
    /// e, what the components so far leave of the row.
    rest: Vec<f64>,
    /// e'e of the row before any component.
    whole: f64,
    hotelling_t2: f64,
}

impl Place {
    fn new(z: &[f64], inverse: &[f64], alpha: f64) -> Self {
        let rest: Vec<f64> = (z.iter().zip(inverse))
            .map(|(z, inverse)| alpha * z * inverse)
            .collect();
        Self {
            whole: dot(&rest, &rest),
            rest,
            hotelling_t2: 0.0,
        }
    }

    /// One component more: score t of the row, t't of the `rows` training rows, k = t't p.
    fn advance(&mut self, t: f64, tt: f64, k: &[f64], rows: usize) {
        self.hotelling_t2 += t * t / tt * (rows - 1) as f64;
        add_scaled(&mut self.rest, -t / tt, k);
    }

    fn distance(&self) -> Distance {
        Distance::new(self.hotelling_t2, dot(&self.rest, &self.rest), self.whole)
    }
}

/// The model of a fold, term by term.
struct ModelSum {
    /// Σ c S⁻¹r over the components so far.
    coefficients: Vec<f64>,
    /// c² t't of each.
    explained: Vec<f64>,
}

impl ModelSum {
    fn new(p: usize) -> Self {
        Self {
            coefficients: vec![0.0; p],
            explained: Vec::new(),
        }
    }

    fn advance(&mut self, c: f64, tt: f64, r: &[f64], inverse: &[f64]) {
        for ((b, r), inverse) in self.coefficients.iter_mut().zip(r).zip(inverse) {
            *b += c * r * inverse;
        }
        self.explained.push(c * c * tt);
    }
}

/// One row left out.
struct Fold {
    /// Training rows.
    rows: usize,
    alpha: f64,
    recurrence: Recurrence,
    zv: f64,
    values: Vec<f64>,
    place: Option<Place>,
    sum: Option<ModelSum>,
}

impl Fold {
    #[allow(clippy::too_many_arguments)]
    fn new(
        z: &[f64],
        inverse: &[f64],
        cross: &[f64],
        u: f64,
        centre: f64,
        n: usize,
        trace: f64,
        u_size: f64,
        wanted: Wanted,
    ) -> Self {
        let alpha = n as f64 / (n - 1) as f64;
        let s: Vec<f64> = cross
            .iter()
            .zip(z)
            .zip(inverse)
            .map(|((cross, z), inverse)| (cross - alpha * z * u) * inverse)
            .collect();
        Self {
            rows: n - 1,
            alpha,
            recurrence: Recurrence::new(
                s,
                VANISHING_WEIGHT * trace.sqrt() * u_size,
                wanted == Wanted::Distances,
            ),
            zv: 0.0,
            values: vec![centre - u / (n - 1) as f64],
            place: None,
            sum: None,
        }
    }

    /// S⁻¹r of the next component to `v`.
    fn next_rotation(&mut self, z: &[f64], inverse: &[f64], v: &mut [f64]) {
        self.recurrence.next_rotation(inverse, v);
        self.zv = dot(z, v);
    }

    /// The next prediction from G·S⁻¹r.
    fn advance(&mut self, z: &[f64], inverse: &[f64], product: &[f64]) {
        if self.recurrence.is_over() {
            return;
        }
        let shift = self.alpha * self.zv;
        let k = self.recurrence.k.iter_mut();
        for (((k, product), z), inverse) in k.zip(product).zip(z).zip(inverse) {
            *k = (product - shift * z) * inverse;
        }
        let Some(c) = self.recurrence.deflate() else {
            return;
        };
        let last = self.values[self.values.len() - 1];
        self.values.push(last + c * shift);
        if let Some(place) = &mut self.place {
            place.advance(shift, self.recurrence.tt, &self.recurrence.k, self.rows);
        }
        if let Some(sum) = &mut self.sum {
            sum.advance(c, self.recurrence.tt, &self.recurrence.r, inverse);
        }
    }

    fn finish(mut self, most: usize, model: Option<FoldModel>) -> LeftOut {
        let rank = self.values.len() - 1;
        let last = self.values[rank];
        self.values.resize(most + 1, last);
        LeftOut {
            values: self.values,
            rank,
            distance: self.place.map(|place| place.distance()),
            model,
        }
    }
}

/// The one row without which the column is constant, if there is one (and the column is not constant already).
fn only_different_row(column: &[f64]) -> Option<usize> {
    let differs: Vec<usize> = (1..column.len())
        .filter(|&i| column[i] != column[0])
        .take(2)
        .collect();
    match differs[..] {
        [only] if column.len() > 2 => Some(only),
        [first, _] if is_constant(column[1..].iter().copied()) && first == 1 => Some(0),
        _ => None,
    }
}

/// Σ_{k≠i} (z_k − mean without i)², from the values themselves.
fn sum_without(values: &[f64], i: usize) -> f64 {
    let others = || {
        values
            .iter()
            .enumerate()
            .filter(move |(k, _)| *k != i)
            .map(|(_, z)| z)
    };
    let centre = others().sum::<f64>() / (values.len() - 1) as f64;
    others().map(|z| (z - centre).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_only_different_row() {
        assert_eq!(only_different_row(&[0.0, 0.0, 1.0]), Some(2));
        assert_eq!(only_different_row(&[1.0, 0.0, 0.0]), Some(0));
        assert_eq!(only_different_row(&[0.0, 1.0, 0.0, 2.0]), None);
        assert_eq!(only_different_row(&[0.0, 0.0]), None);
    }
}
