//! Regression where some responses are only upper limits.
//!
//! J. Schmee, G. J. Hahn, Technometrics 21 (1979) 417, doi:10.1080/00401706.1979.10489811: what is below a limit L
//! counts as its expectation under the model itself,
//!
//!   E[y | y ≤ L] = ŷ − s φ(z) / Φ(z),   z = (L − ŷ) / s,
//!
//! and the model is fitted again until nothing moves. s² is the mean square of the residuals of what was measured.

use libm::erfc;

/// Rounds after which it ends in any case; it moves by less than a thousandth of a decade after about ten.
pub(super) const ROUNDS: usize = 50;
/// Decades by which the responses may still move.
pub(super) const STILL: f64 = 1e-3;

/// The expectation of a normal variable of mean `mean` and standard deviation `sd` known to lie below `limit`.
pub(super) fn expected_below(limit: f64, mean: f64, sd: f64) -> f64 {
    let z = (limit - mean) / sd;
    // Far below, φ/Φ becomes −z − 1/z (Mills' ratio), while both vanish.
    let ratio = if z < -25.0 {
        -z - 1.0 / z
    } else {
        let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
        density / (erfc(-z / std::f64::consts::SQRT_2) / 2.0)
    };
    mean - sd * ratio
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_normal_distribution() {
        // −√(2/π) of the standard one below 0, and nothing cut off far above.
        assert!(
            (expected_below(0.0, 0.0, 1.0) + (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-12
        );
        assert!((expected_below(9.0, 1.0, 0.5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn it_lies_below_its_limit_and_joins_at_the_far_end() {
        for z in [-30.0, -25.1, -24.9, -3.0, 0.0, 3.0] {
            let found = expected_below(z, 0.0, 1.0);
            assert!(found < z && found > z.min(0.0) - 1.0, "{z}: {found}");
        }
        let (far, near) = (
            expected_below(-25.0001, 0.0, 1.0),
            expected_below(-24.9999, 0.0, 1.0),
        );
        assert!((far - near).abs() < 1e-3);
    }
}
