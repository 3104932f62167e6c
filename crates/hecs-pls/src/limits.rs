//! Limits of T² and Q: those of training rows from the model's own variances, those of new rows from rows left out.
//!
//! A fit bends towards its rows. Their T² is bounded and their Q is what the components left over, while a new row has a wider T² and
//! a larger Q, the more so the fewer rows there are beside columns and components. How much, no formula tells for PLS, whose
//! directions follow the response too. The verdict on a new row is therefore taken from the training rows themselves, each judged by
//! the model of the others: with T² over its F limit and Q over its limit of left-out rows, the larger of the two is one distance,
//! and the limit of that distance at the level asked for is read from its left-out values. Both measures together then put the share
//! 1 − level of new rows outside, however the two depend on each other.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ChiSquared, ContinuousCDF, FisherSnedecor, Normal, StudentsT};

use crate::distance::Distance;
use crate::vectors::{mean, sum_of_squares};

/// Limits of the model's domain at one confidence level; `None` where there are too few rows, components or residuals for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Confidence level, such as 0.95: the share of new rows of the same population that lie inside.
    pub level: f64,
    /// Limit of T² of training rows: ((n−1)²/n)·B(level; A/2, (n−A−1)/2), the beta limit that JMP draws. It is strict for new rows.
    ///
    /// N. D. Tracy, J. C. Young, R. L. Mason, J. Qual. Technol. 24 (1992) 88, doi:10.1080/00224065.1992.12015232.
    pub hotelling_t2: Option<f64>,
    /// Limit of T² for new rows by the same source: (A(n²−1)/(n(n−A)))·F(level; A, n−A). Always the wider of the two.
    pub hotelling_t2_new_rows: Option<f64>,
    /// Limit of Q of training rows after Jackson and Mudholkar: with θ_k the sum of the k-th powers of the eigenvalues of the residual
    /// covariance (divisor n−1), h₀ = 1 − 2θ₁θ₃/(3θ₂²) and z the normal quantile at the level, with the sign of h₀,
    /// θ₁ [1 + z √(2θ₂h₀²)/θ₁ + θ₂h₀(h₀−1)/θ₁²]^(1/h₀). For h₀ below 0 large Q have small powers, so z is taken from the other side.
    /// It is strict for new rows.
    ///
    /// J. E. Jackson, G. S. Mudholkar, Technometrics 21 (1979) 341, doi:10.1080/00401706.1979.10489779.
    pub q_residual: Option<f64>,
    /// Limit of Q of training rows after Box, g·χ²(level; h) with g = θ₂/θ₁ and h = θ₁²/θ₂; for where the former does not exist.
    ///
    /// G. E. P. Box, Ann. Math. Stat. 25 (1954) 290, doi:10.1214/aoms/1177728786.
    pub q_residual_box: Option<f64>,
    /// Limit of Q for new rows: g·χ²(level; h), with g and h from mean m and variance v of the Q of rows left out one at a time,
    /// g = v/(2m) and h = 2m²/v, after Box as above. `None` where Q says nothing and for models of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q_residual_new_rows: Option<f64>,
    /// What both limits for new rows are multiplied by, so that T² and Q *together* put the share 1 − level of new rows outside: the
    /// limit of the larger of T² and Q over their limits, as rows left out one at a time have it. `None` for fewer than three rows
    /// and for models of earlier versions.
    ///
    /// Where two or more left-out rows lie beyond, it is the order statistic at level·(n+1): S. S. Wilks, Ann. Math. Stat. 12 (1941)
    /// 91, doi:10.1214/aoms/1177731788. With fewer rows, the cube roots are taken as normal, E. B. Wilson, M. M. Hilferty, Proc. Natl.
    /// Acad. Sci. 17 (1931) 684, doi:10.1073/pnas.17.12.684: (ū + t(level; n−1) s √(1+1/n))³ with ū and s their mean and deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_factor: Option<f64>,
    /// Customary warning leverage 3(A+1)/n of the Williams plot; for information.
    pub leverage: f64,
}

impl Limits {
    /// Limit of T² by which new rows are judged: that of new rows times the joint factor, the F limit alone where there is no factor.
    pub fn judged_hotelling_t2(&self) -> Option<f64> {
        let factor = self.joint_factor.unwrap_or(1.0);
        self.hotelling_t2_new_rows.map(|limit| factor * limit)
    }

    /// Limit of Q by which new rows are judged: that of new rows times the joint factor, a limit of training rows (Box, or else
    /// Jackson and Mudholkar) where no rows were left out.
    pub fn judged_q_residual(&self) -> Option<f64> {
        match self.joint_factor {
            Some(factor) => self.q_residual_new_rows.map(|limit| factor * limit),
            None => self.q_residual_box.or(self.q_residual),
        }
    }

    /// The larger of T² and Q over the limits by which new rows are judged; above 1 is outside.
    pub fn extrapolation(&self, hotelling_t2: f64, q_residual: f64) -> f64 {
        larger_share(
            (hotelling_t2, self.judged_hotelling_t2()),
            (q_residual, self.judged_q_residual()),
        )
    }

    /// The same limits with those of new rows, from the distances of the training rows, each left out (with others, `together` in all
    /// on average) of a model with `components` components and, where `is_scaled`, of its own divisors.
    pub(crate) fn with_left_out(
        mut self,
        left_out: &[Distance],
        together: f64,
        components: usize,
        is_scaled: bool,
    ) -> Self {
        let trained_on = left_out.len() as f64 - together;
        let shrinkage = q_of_all_rows(left_out, trained_on, components, is_scaled);
        let q: Vec<f64> = (left_out.iter())
            .map(|row| shrinkage * row.q_residual)
            .collect();
        let q_limit = box_limit_of_values(&q, self.level);
        // Each left-out row is new to a model of fewer rows.
        let (_, t2_limit) = t2_limits(trained_on, components, self.level);
        let joint: Vec<f64> = (left_out.iter().zip(&q))
            .map(|(row, &q)| larger_share((row.hotelling_t2, t2_limit), (q, q_limit)))
            .collect();
        if let Some(factor) = limit_of_values(&joint, self.level) {
            self.joint_factor = Some(factor);
            self.q_residual_new_rows = q_limit;
        }
        self
    }
}

/// By what Q of a new row is smaller for a model of all n rows than for one of the m that the left-out rows had.
///
/// A new row is off by the error of means and loadings too: its Q is σ²(1 + h) with h its leverage, whose mean here is that of the
/// left-out rows and goes with 1/(n−A−2), as the mean of F does. Where columns are divided by their deviations, 1/s² is too
/// large by (n−1)/(n−3) in the mean. With fifteen rows and hundreds of columns, whose Q varies little, this decides.
fn q_of_all_rows(left_out: &[Distance], m: f64, components: usize, is_scaled: bool) -> f64 {
    let n = left_out.len() as f64;
    let t2: Vec<f64> = left_out.iter().map(|row| row.hotelling_t2).collect();
    let leverage = 1.0 / m + mean(&t2) / (m - 1.0);
    let free = |rows: f64| rows - components as f64 - 2.0;
    let with_all = if free(m) > 0.0 {
        leverage * free(m) / free(n)
    } else {
        leverage
    };
    let of_divisors = |n: f64| (n - 1.0) / (n - 3.0);
    let divisors = if is_scaled && m > 3.0 {
        of_divisors(n) / of_divisors(m)
    } else {
        1.0
    };
    divisors * (1.0 + with_all) / (1.0 + leverage)
}

/// The larger of two values over their limits; one without a limit does not count.
fn larger_share(a: (f64, Option<f64>), b: (f64, Option<f64>)) -> f64 {
    let share = |(value, limit): (f64, Option<f64>)| limit.map_or(0.0, |limit| value / limit);
    share(a).max(share(b))
}

/// Limits of T² of `rows` training rows and of new ones, with `components` components at a confidence level.
pub(crate) fn t2_limits(rows: f64, components: usize, level: f64) -> (Option<f64>, Option<f64>) {
    let (n, a) = (rows, components as f64);
    let beta = Beta::new(a / 2.0, (n - a - 1.0) / 2.0).ok();
    let fisher = FisherSnedecor::new(a, n - a).ok();
    (
        beta.map(|beta| (n - 1.0).powi(2) / n * beta.inverse_cdf(level)),
        fisher.map(|fisher| a * (n * n - 1.0) / (n * (n - a)) * fisher.inverse_cdf(level)),
    )
}

/// Jackson–Mudholkar and Box limits of Q from θ₁, θ₂ and θ₃.
pub(crate) fn q_limits(theta: [f64; 3], level: f64) -> (Option<f64>, Option<f64>) {
    let [theta1, theta2, theta3] = theta;
    let h0 = 1.0 - 2.0 * theta1 * theta3 / (3.0 * theta2 * theta2);
    let z = h0.signum() * Normal::standard().inverse_cdf(level);
    let base = 1.0
        + z * (2.0 * theta2 * h0 * h0).sqrt() / theta1
        + theta2 * h0 * (h0 - 1.0) / (theta1 * theta1);
    let jackson_mudholkar = positive(theta1 * base.powf(1.0 / h0));
    (
        jackson_mudholkar,
        box_limit(theta2 / theta1, theta1 * theta1 / theta2, level),
    )
}

/// g·χ²(level; h).
fn box_limit(g: f64, h: f64, level: f64) -> Option<f64> {
    let chi2 = ChiSquared::new(h).ok()?;
    positive(g * chi2.inverse_cdf(level))
}

/// The Box limit from mean and variance of values.
fn box_limit_of_values(values: &[f64], level: f64) -> Option<f64> {
    let (centre, variance) = moments(values)?;
    box_limit(
        variance / (2.0 * centre),
        2.0 * centre * centre / variance,
        level,
    )
}

/// What a further value of the same population stays below with probability `level`; see [`Limits::joint_factor`].
fn limit_of_values(values: &[f64], level: f64) -> Option<f64> {
    let n = values.len() as f64;
    if (n + 1.0) * (1.0 - level) < 2.0 {
        let roots: Vec<f64> = values.iter().map(|value| value.cbrt()).collect();
        let (centre, variance) = moments(&roots)?;
        let student = StudentsT::new(0.0, 1.0, n - 1.0).ok()?;
        let deviation = (variance * (1.0 + 1.0 / n)).sqrt();
        return positive((centre + student.inverse_cdf(level) * deviation).powi(3));
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let place = (level * (n + 1.0)).max(1.0);
    let below = sorted[place as usize - 1];
    let above = sorted[place as usize];
    positive(below + place.fract() * (above - below))
}

/// Mean and variance (divisor n−1) of two or more values.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 2 {
        return None;
    }
    let centre = mean(values);
    Some((
        centre,
        sum_of_squares(values, centre) / (values.len() - 1) as f64,
    ))
}

/// A limit that can be one.
fn positive(limit: f64) -> Option<f64> {
    (limit.is_finite() && limit > 0.0).then_some(limit)
}

/// The customary warning leverage.
pub(crate) fn leverage_limit(rows: usize, components: usize) -> f64 {
    3.0 * (components as f64 + 1.0) / rows as f64
}

/// The two-sided Student quantile, `None` without degrees of freedom.
pub(crate) fn student_quantile(level: f64, degrees_of_freedom: usize) -> Option<f64> {
    StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .ok()
        .map(|student| student.inverse_cdf(f64::midpoint(1.0, level)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thetas(eigenvalues: &[f64]) -> [f64; 3] {
        [1, 2, 3].map(|k| eigenvalues.iter().map(|value| value.powi(k)).sum())
    }

    /// Σ λ χ²(1) over the eigenvalues, as it is below the limit in this share of draws of a seeded generator.
    fn share_below(limit: f64, eigenvalues: &[f64]) -> f64 {
        use rand::RngExt;
        let mut rng = crate::random::stream(1, 0);
        let mut normal = || {
            let (u, v): (f64, f64) = (rng.random(), rng.random());
            (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        };
        let draws = 50_000;
        let below = (0..draws)
            .filter(|_| {
                eigenvalues
                    .iter()
                    .map(|l| l * normal().powi(2))
                    .sum::<f64>()
                    < limit
            })
            .count();
        below as f64 / f64::from(draws)
    }

    #[test]
    fn the_limit_of_q_holds_for_either_sign_of_h0() {
        let one_large = [[9.0].as_slice(), &[0.5; 24]].concat();
        let alike = [1.0; 12];
        for (eigenvalues, is_negative) in [(one_large.as_slice(), true), (&alike, false)] {
            let [theta1, theta2, theta3] = thetas(eigenvalues);
            let h0 = 1.0 - 2.0 * theta1 * theta3 / (3.0 * theta2 * theta2);
            assert_eq!(h0 < 0.0, is_negative, "{h0}");
            let (jackson_mudholkar, box_limit) = q_limits([theta1, theta2, theta3], 0.95);
            for limit in [jackson_mudholkar.unwrap(), box_limit.unwrap()] {
                let share = share_below(limit, eigenvalues);
                assert!((share - 0.95).abs() < 0.012, "{limit}: {share}");
            }
        }
    }

    #[test]
    fn a_further_value_stays_below_the_limit() {
        // Of 1…99 at 0.95 the 95th; the ranks beside it where the place is between two.
        let values: Vec<f64> = (1..100).rev().map(f64::from).collect();
        assert!((limit_of_values(&values, 0.95).unwrap() - 95.0).abs() < 1e-9);
        assert!((limit_of_values(&values, 0.955).unwrap() - 95.5).abs() < 1e-9);
        // Too few for that: cube roots 1 and 3, t(0.95; 1) = 6.313752.
        let few = limit_of_values(&[1.0, 27.0], 0.95).unwrap();
        let expected = (2.0 + 6.313_751_515 * 2.0_f64.sqrt() * 1.5_f64.sqrt()).powi(3);
        assert!((few / expected - 1.0).abs() < 1e-8, "{few} {expected}");
        assert_eq!(limit_of_values(&[1.0], 0.95), None);
        assert_eq!(limit_of_values(&[0.0; 50], 0.95), None);
    }
}
