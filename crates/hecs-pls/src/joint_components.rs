//! Latent variables of several responses at once (PLS2).
//!
//! With E and F centred and scaled, each component is
//!
//!   S = E'F,  v the eigenvector of S'S with the largest eigenvalue,  w = S v / |S v|,  t = E w,  p = E't/t't,  c = F't/t't,
//!   E ← E − t p',  F ← F − t c'.
//!
//! It is where the NIPALS iteration w ← E'u, t ← E w, c ← F't, u ← F c comes to rest, found without iterating; the sign makes the
//! largest entry of v positive, and for one response v = 1 and the components are those of the module `components`. Where cells
//! are missing there is no such S, and the iteration is done with regressions on what is known, from the response of the largest sum of
//! squares as u.
//!
//! S. Wold, M. Sjöström, L. Eriksson, Chemom. Intell. Lab. Syst. 58 (2001) 109, doi:10.1016/S0169-7439(01)00155-1;
//! A. Höskuldsson, J. Chemom. 2 (1988) 211, doi:10.1002/cem.1180020306.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::PlsError;
use crate::components::{VANISHING_WEIGHT, orthogonalise, rotation_of};
use crate::gappy::Gappy;
use crate::range::largest;
use crate::vectors::{add_scaled, dot, norm, scale};

/// Change of the scores, relative to their length, at which the iteration with gaps rests.
const AT_REST: f64 = 1e-12;

/// Steps of the iteration with gaps: it may never rest.
const STEPS: usize = 10_000;

/// Weights, loadings, rotations (each p × A), scores (n × A) and y-loadings (q × A), column by column.
#[derive(Debug, Clone)]
pub(crate) struct JointComponents {
    pub(crate) weights: Vec<Vec<f64>>,
    pub(crate) loadings: Vec<Vec<f64>>,
    pub(crate) rotations: Vec<Vec<f64>>,
    pub(crate) scores: Vec<Vec<f64>>,
    /// One list for each component.
    pub(crate) y_loadings: Vec<Vec<f64>>,
}

impl JointComponents {
    /// At most `most` components of E (n × p, NaN where missing) and the columns f of F (each n); fewer where the data carry fewer.
    ///
    /// # Errors
    /// [`PlsError::NotAtRest`] where the iteration with gaps does not end.
    pub(crate) fn of(e: DMatrix<f64>, mut f: Vec<Vec<f64>>, most: usize) -> Result<Self, PlsError> {
        let (n, p) = e.shape();
        let most = most.min(n - 1).min(p);
        let mut found = Self {
            weights: Vec::new(),
            loadings: Vec::new(),
            rotations: Vec::new(),
            scores: Vec::new(),
            y_loadings: Vec::new(),
        };
        if e.iter().any(|value| value.is_nan()) {
            found.fill_with_gaps(Gappy::new(e), &mut f, most)?;
        } else {
            found.fill(e, &mut f, most);
        }
        Ok(found)
    }

    fn fill(&mut self, mut e: DMatrix<f64>, f: &mut [Vec<f64>], most: usize) {
        let n = e.nrows();
        let (e_size, f_size) = (norm(e.as_slice()), size(f));
        for _ in 0..most {
            let columns = || e.as_slice().chunks_exact(n);
            // S, one response after the other.
            let s: Vec<Vec<f64>> = (f.iter())
                .map(|f| columns().map(|column| dot(column, f)).collect())
                .collect();
            let v = leading_direction(&s);
            let mut w = vec![0.0; e.ncols()];
            for (s, v) in s.iter().zip(&v) {
                add_scaled(&mut w, *v, s);
            }
            let length = norm(&w);
            if length <= VANISHING_WEIGHT * e_size * f_size {
                break;
            }
            scale(&mut w, 1.0 / length);
            orthogonalise(&mut w, &self.weights);
            let length = norm(&w);
            scale(&mut w, 1.0 / length);
            let mut t = vec![0.0; n];
            for (column, &weight) in columns().zip(&w) {
                add_scaled(&mut t, weight, column);
            }
            for earlier in &self.scores {
                let share = dot(earlier, &t) / dot(earlier, earlier);
                add_scaled(&mut t, -share, earlier);
            }
            let tt = dot(&t, &t);
            if tt.sqrt() <= VANISHING_WEIGHT * e_size {
                break;
            }
            let loading = (e.as_mut_slice().chunks_exact_mut(n))
                .map(|column| {
                    let share = dot(column, &t) / tt;
                    add_scaled(column, -share, &t);
                    share
                })
                .collect();
            self.push(w, loading, t, f);
        }
    }

    fn fill_with_gaps(
        &mut self,
        mut gappy: Gappy,
        f: &mut [Vec<f64>],
        most: usize,
    ) -> Result<(), PlsError> {
        let e_size = gappy.size();
        let vanishing = VANISHING_WEIGHT * e_size * size(f);
        for component in 1..=most {
            let mut u = f[largest(f.iter().map(|f| dot(f, f)))].clone();
            let mut t = vec![0.0; u.len()];
            let mut w = None;
            let mut rests = false;
            for _ in 0..STEPS {
                w = gappy.weights(&u, vanishing);
                let Some(w) = &w else {
                    break;
                };
                let next = gappy.scores(w);
                let tt = dot(&next, &next);
                let mut change = next.clone();
                add_scaled(&mut change, -1.0, &t);
                rests = norm(&change) <= AT_REST * tt.sqrt();
                t = next;
                if rests || tt == 0.0 {
                    break;
                }
                let c: Vec<f64> = f.iter().map(|f| dot(f, &t) / tt).collect();
                let cc = dot(&c, &c);
                u.fill(0.0);
                for (f, c) in f.iter().zip(&c) {
                    add_scaled(&mut u, if cc > 0.0 { c / cc } else { 0.0 }, f);
                }
            }
            let Some(mut w) = w else {
                break;
            };
            if norm(&t) <= VANISHING_WEIGHT * e_size {
                break;
            }
            if !rests {
                return Err(PlsError::NotAtRest { component });
            }
            let c: Vec<f64> = f.iter().map(|f| dot(f, &t)).collect();
            if c[largest(c.iter().copied())] < 0.0 {
                scale(&mut w, -1.0);
                scale(&mut t, -1.0);
            }
            let loading = gappy.deflate(&t);
            self.push(w, loading, t, f);
        }
        Ok(())
    }

    /// One component more: its y-loadings and its rotation; F ← F − t c'.
    fn push(&mut self, w: Vec<f64>, loading: Vec<f64>, t: Vec<f64>, f: &mut [Vec<f64>]) {
        let tt = dot(&t, &t);
        let c: Vec<f64> = f.iter().map(|f| dot(f, &t) / tt).collect();
        for (f, &c) in f.iter_mut().zip(&c) {
            add_scaled(f, -c, &t);
        }
        let rotation = rotation_of(&w, &self.loadings, &self.rotations);
        self.weights.push(w);
        self.loadings.push(loading);
        self.rotations.push(rotation);
        self.scores.push(t);
        self.y_loadings.push(c);
    }

    /// How many components there are.
    pub(crate) fn count(&self) -> usize {
        self.scores.len()
    }

    /// The components as those of response k alone.
    pub(crate) fn of_response(&self, k: usize) -> crate::components::Components {
        crate::components::Components {
            weights: self.weights.clone(),
            loadings: self.loadings.clone(),
            rotations: self.rotations.clone(),
            scores: self.scores.clone(),
            y_loadings: self.y_loadings.iter().map(|c| c[k]).collect(),
        }
    }
}

/// |F|.
fn size(f: &[Vec<f64>]) -> f64 {
    f.iter().map(|f| dot(f, f)).sum::<f64>().sqrt()
}

/// The unit eigenvector of S'S (q × q) with the largest eigenvalue, its largest entry positive.
fn leading_direction(s: &[Vec<f64>]) -> Vec<f64> {
    let q = s.len();
    // Brought to ordinary size, since squares of squares are taken.
    let size = size(s);
    let unit = if size > 0.0 { 1.0 / size } else { 0.0 };
    let products = DMatrix::from_fn(q, q, |k, l| dot(&s[k], &s[l]) * unit * unit);
    let eigen = SymmetricEigen::new(products);
    let mut leading = 0;
    for k in 1..q {
        if eigen.eigenvalues[k] > eigen.eigenvalues[leading] {
            leading = k;
        }
    }
    let mut v = eigen.eigenvectors.column(leading).as_slice().to_vec();
    if v[largest(v.iter().copied())] < 0.0 {
        scale(&mut v, -1.0);
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Components;

    fn data() -> (DMatrix<f64>, Vec<Vec<f64>>) {
        let mut e = DMatrix::from_fn(12, 5, |i, j| ((i * 5 + j * 3 + i * j) as f64 * 0.77).sin());
        for mut column in e.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
        }
        let f = (0..3)
            .map(|k| {
                (0..12)
                    .map(|i| e[(i, k)] - 0.4 * e[(i, (k + 2) % 5)] + 0.05 * ((i + k) as f64).cos())
                    .collect()
            })
            .collect();
        (e, f)
    }

    #[test]
    fn one_response_alone_is_plain_pls() {
        let (e, f) = data();
        let plain = Components::new(e.clone(), f[1].clone(), 4);
        let found = JointComponents::of(e, vec![f[1].clone()], 4).unwrap();
        for a in 0..4 {
            assert!((plain.y_loadings[a] - found.y_loadings[a][0]).abs() < 1e-12);
            for (x, y) in plain.rotations[a].iter().zip(&found.rotations[a]) {
                assert!((x - y).abs() < 1e-11);
            }
        }
    }

    #[test]
    fn the_iteration_comes_to_the_same_rest() {
        let (e, f) = data();
        let direct = JointComponents::of(e.clone(), f.clone(), 3).unwrap();
        let mut iterated = JointComponents {
            weights: Vec::new(),
            loadings: Vec::new(),
            rotations: Vec::new(),
            scores: Vec::new(),
            y_loadings: Vec::new(),
        };
        let mut f = f;
        iterated.fill_with_gaps(Gappy::new(e), &mut f, 3).unwrap();
        for a in 0..3 {
            for (x, y) in direct.weights[a].iter().zip(&iterated.weights[a]) {
                assert!((x.abs() - y.abs()).abs() < 1e-9, "{a}");
            }
        }
    }
}
