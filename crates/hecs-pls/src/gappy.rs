//! Latent variables of data with gaps: NIPALS in which every regression skips what is missing.
//!
//! With Σ over the known cells only, each component of E and f is
//!
//!   w_j = Σ_i e_ij f_i / Σ_i f_i²,  w ← w/|w|,  t_i = Σ_j e_ij w_j / Σ_j w_j²,
//!   p_j = Σ_i e_ij t_i / Σ_i t_i²,  c = f't / t't,  e_ij ← e_ij − t_i p_j,  f ← f − c t:
//!
//! each w_j, t_i and p_j is the slope of a regression through the origin on what is known. Without gaps these are the components of the
//! module `components`. With gaps neither W nor T is orthogonal and p_a'w_a is not 1, so a row is taken apart one component after
//! the other, and R = W (1 + strict upper triangle of P'W)⁻¹ are the rotations of a row without gaps.
//!
//! H. Wold, in: Multivariate Analysis (1966) 391; B. Grung, R. Manne, Chemom. Intell. Lab. Syst. 42 (1998) 125,
//! doi:10.1016/S0169-7439(98)00031-8.

use nalgebra::DMatrix;

use crate::components::{Components, VANISHING_WEIGHT};
use crate::vectors::{add_scaled, dot, norm, scale};

/// E with its gaps: a gap holds 0 and stays 0, so that it adds nothing to a sum.
pub(crate) struct Gappy {
    e: DMatrix<f64>,
    /// 1 where a cell is known, 0 where it is missing.
    known: Vec<f64>,
}

impl Gappy {
    /// From E with NaN where a cell is missing.
    pub(crate) fn new(mut e: DMatrix<f64>) -> Self {
        let known = (e.iter())
            .map(|value| if value.is_nan() { 0.0 } else { 1.0 })
            .collect();
        for value in e.as_mut_slice().iter_mut().filter(|value| value.is_nan()) {
            *value = 0.0;
        }
        Self { e, known }
    }

    /// |E| of what is known.
    pub(crate) fn size(&self) -> f64 {
        norm(self.e.as_slice())
    }

    /// Columns of E, each with what of it is known.
    fn columns(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        let n = self.e.nrows();
        self.e
            .as_slice()
            .chunks_exact(n)
            .zip(self.known.chunks_exact(n))
    }

    /// The slopes of the columns on u, of unit length; `None` where all are 0 or what is summed, E'u, is at most `vanishing`.
    pub(crate) fn weights(&self, u: &[f64], vanishing: f64) -> Option<Vec<f64>> {
        let squares: Vec<f64> = u.iter().map(|u| u * u).collect();
        let (mut w, cross): (Vec<f64>, Vec<f64>) = (self.columns())
            .map(|(column, known)| {
                let cross = dot(column, u);
                (slope(cross, dot(known, &squares)), cross)
            })
            .unzip();
        let length = norm(&w);
        if norm(&cross) <= vanishing || length == 0.0 {
            return None;
        }
        scale(&mut w, 1.0 / length);
        Some(w)
    }

    /// The slopes of the rows on w.
    pub(crate) fn scores(&self, w: &[f64]) -> Vec<f64> {
        let n = self.e.nrows();
        let (mut t, mut of_row) = (vec![0.0; n], vec![0.0; n]);
        for ((column, known), &weight) in self.columns().zip(w) {
            add_scaled(&mut t, weight, column);
            add_scaled(&mut of_row, weight * weight, known);
        }
        (t.iter().zip(&of_row))
            .map(|(t, of_row)| slope(*t, *of_row))
            .collect()
    }

    /// The slopes p of the columns on t; E ← E − t p'.
    pub(crate) fn deflate(&mut self, t: &[f64]) -> Vec<f64> {
        let n = self.e.nrows();
        let squares: Vec<f64> = t.iter().map(|t| t * t).collect();
        let columns = self.e.as_mut_slice().chunks_exact_mut(n);
        columns
            .zip(self.known.chunks_exact(n))
            .map(|(column, known)| {
                let share = slope(dot(column, t), dot(known, &squares));
                for ((value, t), known) in column.iter_mut().zip(t).zip(known) {
                    *value -= share * t * known;
                }
                share
            })
            .collect()
    }
}

/// The components of E by the algorithm that it needs: gaps, NaN in E, are skipped.
pub(crate) fn components_of(e: DMatrix<f64>, f: Vec<f64>, most: usize) -> Components {
    if e.iter().any(|value| value.is_nan()) {
        components_with_gaps(e, f, most)
    } else {
        Components::new(e, f, most)
    }
}

/// At most `most` components of E (n × p, NaN where missing) and f (n); fewer where the data carry fewer.
fn components_with_gaps(e: DMatrix<f64>, mut f: Vec<f64>, most: usize) -> Components {
    let (n, p) = e.shape();
    let mut found = Components::none();
    let mut gappy = Gappy::new(e);
    let e_size = gappy.size();
    let vanishing = VANISHING_WEIGHT * e_size * norm(&f);
    for _ in 0..most.min(n - 1).min(p) {
        let Some(w) = gappy.weights(&f, vanishing) else {
            break;
        };
        let t = gappy.scores(&w);
        let tt = dot(&t, &t);
        if tt.sqrt() <= VANISHING_WEIGHT * e_size {
            break;
        }
        let c = dot(&f, &t) / tt;
        add_scaled(&mut f, -c, &t);
        let loading = gappy.deflate(&t);
        found.push(w, loading, t, c);
    }
    found
}

/// A row taken apart by its known cells.
pub(crate) struct Projected {
    /// Scores (A).
    pub(crate) scores: Vec<f64>,
    /// Contributions of the columns to each score (A, each p): 0 where missing.
    pub(crate) parts: Vec<Vec<f64>>,
    /// What the components leave of the row (p): 0 where missing.
    pub(crate) rest: Vec<f64>,
    /// Columns over known columns.
    pub(crate) weight: f64,
}

/// Scores of a scaled row e (NaN where missing), each by regression of what is left of its known cells on the weights:
/// t_a = Σ_j e_j w_ja / Σ_j w_ja², then e ← e − t_a p_a.
pub(crate) fn project(e: &[f64], weights: &[Vec<f64>], loadings: &[Vec<f64>]) -> Projected {
    let known: Vec<usize> = (0..e.len()).filter(|&j| !e[j].is_nan()).collect();
    let mut rest = vec![0.0; e.len()];
    for &j in &known {
        rest[j] = e[j];
    }
    let (mut scores, mut parts) = (Vec::new(), Vec::new());
    for (w, p) in weights.iter().zip(loadings) {
        let size: f64 = known.iter().map(|&j| w[j] * w[j]).sum();
        let mut part = vec![0.0; e.len()];
        let mut t = 0.0;
        for &j in &known {
            part[j] = slope(rest[j] * w[j], size);
            t += part[j];
        }
        for &j in &known {
            rest[j] -= t * p[j];
        }
        scores.push(t);
        parts.push(part);
    }
    Projected {
        scores,
        parts,
        rest,
        weight: e.len() as f64 / known.len().max(1) as f64,
    }
}

/// The slope of a regression through the origin; 0 where there is nothing to regress on.
fn slope(cross: f64, size: f64) -> f64 {
    if size > 0.0 { cross / size } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> (DMatrix<f64>, Vec<f64>) {
        let mut e = DMatrix::from_fn(9, 5, |i, j| ((i * 7 + j * 3 + i * j) as f64 * 0.618).sin());
        for mut column in e.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
        }
        let f: Vec<f64> = (0..9)
            .map(|i| e[(i, 1)] - 0.5 * e[(i, 3)] + 0.1 * (i as f64).cos())
            .collect();
        (e, f)
    }

    #[test]
    fn without_gaps_it_is_plain_pls() {
        let (e, f) = data();
        let plain = Components::new(e.clone(), f.clone(), 4);
        let found = components_with_gaps(e.clone(), f, 4);
        assert_eq!(found.count(), 4);
        for a in 0..4 {
            assert!((plain.y_loadings[a] - found.y_loadings[a]).abs() < 1e-11);
            for (x, y) in plain.rotations[a].iter().zip(&found.rotations[a]) {
                assert!((x - y).abs() < 1e-10);
            }
        }
        let row: Vec<f64> = e.row(2).iter().copied().collect();
        let projected = project(&row, &found.weights, &found.loadings);
        for (a, t) in projected.scores.iter().enumerate() {
            assert!((t - found.scores[a][2]).abs() < 1e-12);
        }
    }

    #[test]
    fn a_training_row_with_gaps_gets_its_scores_back() {
        let (mut e, f) = data();
        e[(2, 1)] = f64::NAN;
        e[(5, 4)] = f64::NAN;
        let found = components_with_gaps(e.clone(), f, 3);
        for i in [2, 5, 6] {
            let row: Vec<f64> = e.row(i).iter().copied().collect();
            let projected = project(&row, &found.weights, &found.loadings);
            for (a, t) in projected.scores.iter().enumerate() {
                assert!((t - found.scores[a][i]).abs() < 1e-13);
                assert!((projected.parts[a].iter().sum::<f64>() - t).abs() < 1e-14);
            }
        }
        let row: Vec<f64> = e.row(6).iter().copied().collect();
        let by_rotations = crate::distance::scores_of(&row, &found.rotations);
        for (a, t) in by_rotations.iter().enumerate() {
            assert!((t - found.scores[a][6]).abs() < 1e-13);
        }
    }
}
