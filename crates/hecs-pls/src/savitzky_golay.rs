//! Savitzky–Golay smoothing and derivatives: in a window of channels a polynomial is fitted by least squares.
//!
//! With z = (l − h)/h for the channels l = 0…2h of a window and V_lm = z_l^m, the fitted polynomial has coefficients R⁻¹Q'x from V = QR,
//! so its derivative d at channel k is c_k'x with
//!
//!   c_k' = v' R⁻¹ Q',   v_m = m!/(m−d)! z_k^(m−d) / h^d.
//!
//! In the middle of a row k = h; the first and last h channels have the polynomial of the first or last window (scipy's mode
//! `interp`). Channels are one apart.
//!
//! A. Savitzky, M. J. E. Golay, Anal. Chem. 36 (1964) 1627, doi:10.1021/ac60214a047; P. A. Gorry, Anal. Chem. 62 (1990) 570,
//! doi:10.1021/ac00205a007.

use nalgebra::{DMatrix, DVector};

use crate::vectors::dot;

/// A sum below this share of its terms is rounding.
const ROUNDING: f64 = 1e-13;

/// The coefficients c_k of every channel k of a window.
pub(crate) struct Filter {
    coefficients: Vec<Vec<f64>>,
}

impl Filter {
    /// For an odd window of at least 3 channels, derivative ≤ order < window.
    pub(crate) fn new(window: usize, order: usize, derivative: usize) -> Self {
        let half = (window / 2) as f64;
        let place = |l: usize| (l as f64 - half) / half;
        let powers = DMatrix::from_fn(window, order + 1, |l, m| place(l).powi(m as i32));
        let factors = powers.qr();
        let (q, r) = (factors.q(), factors.r());
        let coefficients = (0..window)
            .map(|k| {
                let derivatives = DVector::from_fn(order + 1, |m, _| {
                    if m < derivative {
                        return 0.0;
                    }
                    let falling: f64 = (m - derivative + 1..=m).map(|f| f as f64).product();
                    falling * place(k).powi((m - derivative) as i32) / half.powi(derivative as i32)
                });
                // v'R⁻¹ = (R'⁻¹v)'; the powers of distinct places are independent, so R is regular.
                let solved = r
                    .tr_solve_upper_triangular(&derivatives)
                    .unwrap_or_else(|| DVector::from_element(order + 1, f64::NAN));
                (&q * solved).as_slice().to_vec()
            })
            .collect();
        Self { coefficients }
    }

    /// The filtered row, at least as long as the window. A channel whose window has a gap is one itself; what is rounding, as of the
    /// derivative of a flat row, is 0.
    pub(crate) fn apply(&self, row: &[f64]) -> Vec<f64> {
        let window = self.coefficients.len();
        let half = window / 2;
        let last = row.len() - window;
        (0..row.len())
            .map(|i| {
                let start = i.saturating_sub(half).min(last);
                let (c, x) = (&self.coefficients[i - start], &row[start..start + window]);
                let value = dot(c, x);
                let size: f64 = c.iter().zip(x).map(|(c, x)| (c * x).abs()).sum();
                if value.abs() <= ROUNDING * size {
                    0.0
                } else {
                    value
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_keeps_its_values_and_gets_its_derivatives() {
        let cubic = |x: f64| 2.0 - x + 0.3 * x * x - 0.02 * x.powi(3);
        let slope = |x: f64| -1.0 + 0.6 * x - 0.06 * x * x;
        let row: Vec<f64> = (0..12).map(|i| cubic(f64::from(i))).collect();
        let (same, derived) = (Filter::new(7, 3, 0), Filter::new(5, 3, 1));
        for (i, x) in (0..12).map(f64::from).enumerate() {
            assert!((same.apply(&row)[i] - cubic(x)).abs() < 1e-11);
            assert!((derived.apply(&row)[i] - slope(x)).abs() < 1e-11);
        }
    }

    #[test]
    fn the_coefficients_are_those_of_the_tables() {
        // Savitzky and Golay, table I: quadratic, five points.
        let filter = Filter::new(5, 2, 0);
        for (found, printed) in filter.coefficients[2]
            .iter()
            .zip([-3.0, 12.0, 17.0, 12.0, -3.0])
        {
            assert!((found - printed / 35.0).abs() < 1e-14);
        }
    }

    #[test]
    fn a_gap_spreads_over_its_window_only() {
        let mut row = [1.0; 9];
        row[6] = f64::NAN;
        let gaps: Vec<usize> = (0..9)
            .filter(|&i| Filter::new(3, 1, 0).apply(&row)[i].is_nan())
            .collect();
        assert_eq!(gaps, [5, 6, 7, 8]);
    }
}
