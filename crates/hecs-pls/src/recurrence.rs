//! PLS in a fold on cross products: the Lanczos-like recurrence that leave-one-out and other folds have in common.
//!
//! With K the scaled cross products of a fold's training rows and s those with the response, each component is
//!
//!   w = s/|s|,  r = w − r₋(p₋'w),  k = K r,  t't = r'k,  c = s'r/t't,  p = k/t't,  s ← s − c k;
//!
//! ₋ marks the component before (earlier loadings are orthogonal to w) and w is kept orthogonal to all earlier weights. How K r is found
//! without K, and what a left-out row makes of r, c and k, is the business of the folds.
//!
//! Working on cross products squares the condition number. The recurrence therefore estimates how many digits it loses, from the spread of
//! the Rayleigh quotients t't/r'r; a fold that loses more than [`GUARD`] allows is to be refitted from its rows. As |s| decreases, w and
//! t lose digits too, but c decreases with it: sums of c t, such as predictions, keep theirs. What is made of t without c, such
//! as T², does not, and has a guard on |s| as well.

use crate::components::orthogonalise;
use crate::vectors::{add_scaled, dot, norm, scale};

/// Largest loss of relative precision without a refit: 1e-16 × 1e4 leaves twelve digits.
pub(crate) const GUARD: f64 = 1e4;

/// The state of the recurrence in one fold; names as in the text above.
pub(crate) struct Recurrence {
    s: Vec<f64>,
    first_size: f64,
    vanishing: f64,
    /// Whether directions and scores are wanted for themselves.
    needs_directions: bool,
    pub(crate) weights: Vec<Vec<f64>>,
    /// r of the last component.
    pub(crate) r: Vec<f64>,
    /// k of the last component.
    pub(crate) k: Vec<f64>,
    /// t't of the last component.
    pub(crate) tt: f64,
    largest_quotient: f64,
    finished: bool,
    /// Whether more digits are lost than the guard allows.
    pub(crate) lossy: bool,
}

impl Recurrence {
    /// From s; an |s| up to `vanishing` is rounding. `needs_directions` where more than sums of c t is wanted.
    pub(crate) fn new(s: Vec<f64>, vanishing: f64, needs_directions: bool) -> Self {
        Self {
            first_size: norm(&s),
            vanishing,
            needs_directions,
            r: vec![0.0; s.len()],
            k: vec![0.0; s.len()],
            s,
            weights: Vec::new(),
            tt: 1.0,
            largest_quotient: 0.0,
            finished: false,
            lossy: false,
        }
    }

    /// Whether there is nothing more to do.
    pub(crate) fn is_over(&self) -> bool {
        self.finished || self.lossy
    }

    /// Ends the fold, which can have no further component.
    pub(crate) fn finish(&mut self) {
        self.finished = true;
    }

    /// w and r of the next component; writes S⁻¹r to `v`, zeros once the fold is over.
    pub(crate) fn next_rotation(&mut self, inverse: &[f64], v: &mut [f64]) {
        if !self.next_direction() {
            v.fill(0.0);
            return;
        }
        for ((v, r), inverse) in v.iter_mut().zip(&self.r).zip(inverse) {
            *v = r * inverse;
        }
    }

    /// w and r of the next component; whether there is one.
    pub(crate) fn next_direction(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        let size = norm(&self.s);
        if size <= self.vanishing {
            // What is left of s is rounding: the fold has no further component, and a refit would find none.
            self.finished = true;
            return false;
        }
        if self.needs_directions && size * GUARD * GUARD < self.first_size {
            self.lossy = true;
            return false;
        }
        let mut w = self.s.clone();
        scale(&mut w, 1.0 / size);
        orthogonalise(&mut w, &self.weights);
        let length = norm(&w);
        scale(&mut w, 1.0 / length);
        let share = dot(&self.k, &w) / self.tt;
        for (r, w) in self.r.iter_mut().zip(&w) {
            *r = w - share * *r;
        }
        self.weights.push(w);
        true
    }

    /// c of this component from its k = K r, which `self.k` holds; `None` where too many digits are lost.
    pub(crate) fn deflate(&mut self) -> Option<f64> {
        self.tt = dot(&self.r, &self.k);
        let quotient = self.tt / dot(&self.r, &self.r);
        self.largest_quotient = self.largest_quotient.max(quotient);
        if quotient * GUARD <= self.largest_quotient {
            self.lossy = true;
            return None;
        }
        let c = dot(&self.s, &self.r) / self.tt;
        add_scaled(&mut self.s, -c, &self.k);
        Some(c)
    }
}
