//! The latent variables of PLS with one response, by NIPALS with deflation.
//!
//! With E and f centred and scaled, each component is
//!
//!   w = E'f / |E'f|,  t = E w,  p = E't / t't,  c = f't / t't,  E ← E − t p',  f ← f − c t.
//!
//! The sign is that of w = +E'f, so c > 0. Rotations R = W (P'W)⁻¹ give the scores from data before deflation, T = E R, and the
//! coefficients in scaled units are b = R c. Deflating E itself keeps the late, ill-conditioned components accurate: the
//! rounding of E'f is then relative to what is left of E, not to the whole. One Gram–Schmidt step per component
//! keeps W and T orthogonal to the last digit.
//!
//! S. Wold, M. Sjöström, L. Eriksson, Chemom. Intell. Lab. Syst. 58 (2001) 109, doi:10.1016/S0169-7439(01)00155-1; on
//! numerical stability Å. Björck, U. G. Indahl, J. Chemom. 31 (2017) e2898, doi:10.1002/cem.2898.

use nalgebra::DMatrix;

use crate::vectors::{add_scaled, dot, norm, scale};

/// |E'f| below this times |E₀||f₀| is rounding: the data carry no further component.
pub(crate) const VANISHING_WEIGHT: f64 = 1e-13;

/// Weights, loadings, rotations (each p × A), scores (n × A) and y-loadings (A), column by column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Components {
    pub(crate) weights: Vec<Vec<f64>>,
    pub(crate) loadings: Vec<Vec<f64>>,
    pub(crate) rotations: Vec<Vec<f64>>,
    pub(crate) scores: Vec<Vec<f64>>,
    pub(crate) y_loadings: Vec<f64>,
}

impl Components {
    /// No component yet.
    pub(crate) fn none() -> Self {
        Self {
            weights: Vec::new(),
            loadings: Vec::new(),
            rotations: Vec::new(),
            scores: Vec::new(),
            y_loadings: Vec::new(),
        }
    }

    /// At most `most` components of E (n × p, consumed by the deflation) and f (n); fewer where the data carry fewer.
    pub(crate) fn new(mut e: DMatrix<f64>, mut f: Vec<f64>, most: usize) -> Self {
        let (n, p) = e.shape();
        let mut found = Self::none();
        let (e_size, f_size) = (norm(e.as_slice()), norm(&f));
        let mut w: Vec<f64> = e
            .as_slice()
            .chunks_exact(n)
            .map(|column| dot(column, &f))
            .collect();
        for _ in 0..most.min(n - 1).min(p) {
            let length = norm(&w);
            if length <= VANISHING_WEIGHT * e_size * f_size {
                break;
            }
            scale(&mut w, 1.0 / length);
            orthogonalise(&mut w, &found.weights);
            let length = norm(&w);
            scale(&mut w, 1.0 / length);

            let mut t = vec![0.0; n];
            for (column, &weight) in e.as_slice().chunks_exact(n).zip(&w) {
                add_scaled(&mut t, weight, column);
            }
            for earlier in &found.scores {
                let share = dot(earlier, &t) / dot(earlier, earlier);
                add_scaled(&mut t, -share, earlier);
            }
            let tt = dot(&t, &t);
            if tt.sqrt() <= VANISHING_WEIGHT * e_size {
                break;
            }
            let c = dot(&f, &t) / tt;
            add_scaled(&mut f, -c, &t);

            let mut loading = Vec::with_capacity(p);
            let mut next_weight = Vec::with_capacity(p);
            for column in e.as_mut_slice().chunks_exact_mut(n) {
                let share = dot(column, &t) / tt;
                add_scaled(column, -share, &t);
                loading.push(share);
                next_weight.push(dot(column, &f));
            }
            let weight = std::mem::replace(&mut w, next_weight);
            found.push(weight, loading, t, c);
        }
        found
    }

    /// One component more.
    pub(crate) fn push(&mut self, w: Vec<f64>, loading: Vec<f64>, t: Vec<f64>, c: f64) {
        let rotation = rotation_of(&w, &self.loadings, &self.rotations);
        self.weights.push(w);
        self.loadings.push(loading);
        self.rotations.push(rotation);
        self.scores.push(t);
        self.y_loadings.push(c);
    }

    /// How many components there are.
    pub(crate) fn count(&self) -> usize {
        self.y_loadings.len()
    }
}

/// The rotation r = w − Σ r_b p_b'w of weights w, over the components before.
pub(crate) fn rotation_of(w: &[f64], loadings: &[Vec<f64>], rotations: &[Vec<f64>]) -> Vec<f64> {
    let mut rotation = w.to_vec();
    for (loading, earlier) in loadings.iter().zip(rotations) {
        add_scaled(&mut rotation, -dot(loading, w), earlier);
    }
    rotation
}

/// w ← w − Σ v (v'w) over unit vectors v.
pub(crate) fn orthogonalise(w: &mut [f64], earlier: &[Vec<f64>]) {
    for v in earlier {
        let share = dot(v, w);
        add_scaled(w, -share, v);
    }
}
