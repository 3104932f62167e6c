//! Whether the parts of a model that was read agree with each other and with what a fit can give.
//!
//! With weights W, loadings P, rotations R, loadings of the response c and variances of the scores s² (see the modules `components`
//! and `distance`), divisors s and means m of the predictors and of the response:
//!
//!   |w_a| = 1,  P'R = 1,  R (P'W) = W,
//!   b_j = s_y/s_j Σ_a r_ja c_a,  b₀ = ȳ − Σ_j b_j m_j,
//!   VIP_j² = p Σ_a w_ja² c_a² s_a² / Σ_a c_a² s_a²,
//!   standard error = RMSE √(n/(n−A−1)).
//!
//! Where gaps were skipped (see the module `gappy`), R (1 + strict upper triangle of P'W) = W takes the place of the second and third.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::limits::{leverage_limit, t2_limits};
use crate::vectors::dot;
use crate::{Missing, Model, PlsError, Scaling};

/// Parts of a sum that agree better than this, relative to the largest, differ by rounding: files are written in full, and what remains
/// is the error of late components.
const ROUNDING: f64 = 1e-6;

type Checked = Result<(), PlsError>;

/// An error that names the field unless the value is as it must be.
fn expect(
    is_sound: bool,
    field: impl Into<String>,
    value: f64,
    rule: impl Into<String>,
) -> Checked {
    if is_sound {
        return Ok(());
    }
    Err(PlsError::UnsoundModel {
        field: field.into(),
        value,
        rule: rule.into(),
    })
}

/// An error unless a value is what follows from other fields; `size` is that of the terms it is the sum of.
fn expect_equal(field: impl Into<String>, value: f64, expected: f64, size: f64) -> Checked {
    let error = (value - expected).abs();
    let is_near = error <= ROUNDING * size.abs().max(expected.abs());
    let rule = format!("{expected:.6e}, which follows from the other fields");
    expect(is_near, field, value, rule)
}

/// The same of two optional values: one without the other is an error too.
fn expect_optional(field: &str, value: Option<f64>, expected: Option<f64>) -> Checked {
    match (value, expected) {
        (Some(value), Some(expected)) => expect_equal(field, value, expected, expected),
        (None, None) => Ok(()),
        (value, _) => expect(
            false,
            field,
            value.unwrap_or(f64::NAN),
            if value.is_some() { "null" } else { "a number" },
        ),
    }
}

impl Model {
    /// Checks ranges and relations of all fields; the lengths of the arrays must be right.
    pub(crate) fn expect_sound(&self) -> Checked {
        self.expect_sizes()?;
        self.expect_columns()?;
        self.expect_recipe()?;
        self.expect_response()?;
        self.expect_components()?;
        self.expect_coefficients()?;
        self.expect_vip()?;
        self.expect_limits()?;
        self.expect_errors()?;
        self.expect_provenance()
    }

    fn expect_sizes(&self) -> Checked {
        let rows = self.rows as f64;
        expect(self.rows >= 2, "rows", rows, "at least 2")?;
        expect(
            !self.columns.is_empty(),
            "columns",
            0.0,
            "at least 1 column",
        )?;
        let most = self.columns.len().min(self.rows - 1);
        let rule = format!("at most {most}, for so many rows and columns");
        let components = self.components as f64;
        expect(self.components <= most, "components", components, rule)
    }

    fn expect_columns(&self) -> Checked {
        expect_distinct(&self.columns, |column| &column.name)?;
        for (j, column) in self.columns.iter().enumerate() {
            let field = |part: &str| format!("columns[{j}].{part}");
            self.expect_scale(&field("scale"), column.scale)?;
            let (low, high) = (column.minimum, column.maximum);
            expect(
                low <= high,
                field("minimum"),
                low,
                format!("at most the maximum, {high}"),
            )?;
            // A mean may be off its only value by rounding.
            let slack = ROUNDING * low.abs().max(high.abs());
            expect(
                low - slack <= column.mean && column.mean <= high + slack,
                field("mean"),
                column.mean,
                format!("between minimum and maximum, {low} and {high}"),
            )?;
            if self.scaling == Scaling::Auto && low < high {
                // Of values within a range the deviation is largest with half of them at either end.
                // Of a column with gaps as few as two values may be known.
                let n = if self.missing == Missing::Nipals {
                    2.0
                } else {
                    self.rows as f64
                };
                let widest = (high - low) / 2.0 * (n / (n - 1.0)).sqrt();
                expect(
                    column.scale <= widest * (1.0 + ROUNDING),
                    field("scale"),
                    column.scale,
                    format!(
                        "at most {widest:.6e}, the largest deviation of values between minimum and maximum"
                    ),
                )?;
            }
        }
        Ok(())
    }

    fn expect_recipe(&self) -> Checked {
        if let Some(selection) = self.selection {
            let at_least = selection.at_least();
            let is_finite = at_least.is_finite();
            expect(is_finite, "selection.at_least", at_least, "finite")?;
        }
        let Some(spectra) = &self.spectra else {
            return Ok(());
        };
        expect_distinct(&spectra.columns, |column| &column.name)?;
        let channels: BTreeSet<&str> = (spectra.columns.iter())
            .map(|column| column.name.as_str())
            .collect();
        for (j, column) in self.columns.iter().enumerate() {
            expect(
                channels.contains(column.name.as_str()),
                format!("columns[{j}].name"),
                f64::NAN,
                "one of spectra.columns",
            )?;
        }
        for treatment in &spectra.treatments {
            treatment.expect_sound(channels.len())?;
        }
        Ok(())
    }

    fn expect_response(&self) -> Checked {
        let mean = self.y_mean;
        expect(mean.is_finite(), "y_mean", mean, "finite")?;
        self.expect_scale("y_scale", self.y_scale)
    }

    fn expect_scale(&self, field: &str, scale: f64) -> Checked {
        expect(scale > 0.0 && scale.is_finite(), field, scale, "above 0")?;
        let is_free = self.scaling != Scaling::Center || scale == 1.0;
        expect(is_free, field, scale, "1, since the scaling is `center`")
    }

    fn expect_components(&self) -> Checked {
        for (a, variance) in self.score_variances.iter().enumerate() {
            expect(
                *variance > 0.0,
                format!("score_variances[{a}]"),
                *variance,
                "above 0",
            )?;
            let y_loading = self.y_loadings[a];
            // Of several responses, or with gaps, it may be negative.
            expect(
                y_loading.is_finite(),
                format!("y_loadings[{a}]"),
                y_loading,
                "finite",
            )?;
        }
        for (a, weight) in self.weights.iter().enumerate() {
            expect_equal(
                format!("weights[{a}]: its length"),
                dot(weight, weight),
                1.0,
                1.0,
            )?;
            if self.missing == Missing::Nipals {
                continue;
            }
            for (b, rotation) in self.rotations.iter().enumerate() {
                let (found, size) = sum(&self.loadings[a], rotation);
                let field = format!("loadings[{a}] · rotations[{b}]");
                expect_equal(field, found, if a == b { 1.0 } else { 0.0 }, size.max(1.0))?;
            }
        }
        // R (P'W) = W, column by column of W.
        for (b, weight) in self.weights.iter().enumerate() {
            let share = |(a, p): (usize, &Vec<f64>)| match (self.missing, a.cmp(&b)) {
                (Missing::Nipals, Ordering::Equal) => 1.0,
                (Missing::Nipals, Ordering::Greater) => 0.0,
                _ => dot(p, weight),
            };
            let shares: Vec<f64> = self.loadings.iter().enumerate().map(share).collect();
            for (j, expected) in weight.iter().enumerate() {
                let along: Vec<f64> = self.rotations.iter().map(|r| r[j]).collect();
                let (found, size) = sum(&along, &shares);
                let field = format!("weights[{b}][{j}]");
                expect_equal(field, *expected, found, size.max(1e-3))?;
            }
        }
        Ok(())
    }

    fn expect_coefficients(&self) -> Checked {
        let (mut intercept, mut size) = (self.y_mean, self.y_mean.abs());
        for (j, column) in self.columns.iter().enumerate() {
            let along: Vec<f64> = self.rotations.iter().map(|r| r[j]).collect();
            let (scaled, of_terms) = sum(&along, &self.y_loadings);
            let unit = self.y_scale / column.scale;
            let field = format!("columns[{j}].coefficient");
            expect_equal(field, column.coefficient, scaled * unit, of_terms * unit)?;
            intercept -= column.coefficient * column.mean;
            size += (column.coefficient * column.mean).abs();
        }
        expect_equal("intercept", self.intercept, intercept, size)
    }

    fn expect_vip(&self) -> Checked {
        let explained: Vec<f64> = (self.y_loadings.iter().zip(&self.score_variances))
            .map(|(c, variance)| c * c * variance)
            .collect();
        let total: f64 = explained.iter().sum();
        let factor = self.columns.len() as f64 / total;
        for (j, column) in self.columns.iter().enumerate() {
            let squares: Vec<f64> = self.weights.iter().map(|w| w[j] * w[j]).collect();
            let expected =
                (self.components > 0).then(|| (factor * dot(&squares, &explained)).sqrt());
            expect_optional(&format!("columns[{j}].vip"), column.vip, expected)?;
        }
        Ok(())
    }

    fn expect_limits(&self) -> Checked {
        let limits = &self.limits;
        let level = limits.level;
        expect(
            level > 0.0 && level < 1.0,
            "limits.level",
            level,
            "between 0 and 1",
        )?;
        let (t2, t2_new_rows) = t2_limits(self.rows as f64, self.components, level);
        expect_optional("limits.hotelling_t2", limits.hotelling_t2, t2)?;
        let field = "limits.hotelling_t2_new_rows";
        expect_optional(field, limits.hotelling_t2_new_rows, t2_new_rows)?;
        for (field, limit) in [
            ("limits.q_residual", limits.q_residual),
            ("limits.q_residual_box", limits.q_residual_box),
            ("limits.q_residual_new_rows", limits.q_residual_new_rows),
            ("limits.joint_factor", limits.joint_factor),
        ] {
            if let Some(limit) = limit {
                expect(limit > 0.0, field, limit, "above 0")?;
            }
        }
        if let (Some(q), None) = (limits.q_residual_new_rows, limits.joint_factor) {
            let rule = "given together with limits.joint_factor or not at all";
            expect(false, "limits.q_residual_new_rows", q, rule)?;
        }
        let leverage = leverage_limit(self.rows, self.components);
        expect_equal("limits.leverage", limits.leverage, leverage, leverage)
    }

    fn expect_errors(&self) -> Checked {
        let errors = &self.errors;
        let n = self.rows as f64;
        expect(errors.rmse >= 0.0, "errors.rmse", errors.rmse, "at least 0")?;
        let free = errors.degrees_of_freedom;
        let expected = (free > 0).then(|| errors.rmse * (n / free as f64).sqrt());
        expect_optional("errors.standard_error", errors.standard_error, expected)?;
        let is_whole = errors.rmsecv.is_some() == errors.q2.is_some();
        let rule = "given together with errors.rmsecv or not at all";
        expect(is_whole, "errors.q2", errors.q2.unwrap_or(f64::NAN), rule)?;
        if let (Some(rmsecv), Some(q2)) = (errors.rmsecv, errors.q2) {
            expect(rmsecv >= 0.0, "errors.rmsecv", rmsecv, "at least 0")?;
            expect(q2 <= 1.0, "errors.q2", q2, "at most 1")?;
        }
        if self.scaling == Scaling::Center {
            return Ok(());
        }
        // The divisor of the response is its deviation: Σ (y − ȳ)² = (n−1) s_y².
        let total = (n - 1.0) * self.y_scale * self.y_scale;
        let explained: f64 = (self.y_loadings.iter().zip(&self.score_variances))
            .map(|(c, variance)| c * c * variance)
            .sum();
        let expected = total * (1.0 - explained);
        expect_equal(
            "errors.rmse, squared and times rows,",
            errors.rmse.powi(2) * n,
            expected,
            total,
        )?;
        if let (Some(rmsecv), Some(q2)) = (errors.rmsecv, errors.q2) {
            let pressed = 1.0 - rmsecv * rmsecv * n / total;
            expect_equal("errors.q2", q2, pressed, 1.0)?;
        }
        Ok(())
    }

    fn expect_provenance(&self) -> Checked {
        let hash = &self.provenance.table_sha256;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let length = hash.len() as f64;
        expect(
            is_hash,
            "provenance.table_sha256: its length",
            length,
            "64 hexadecimal digits",
        )
    }
}

/// No name twice.
fn expect_distinct<T>(columns: &[T], name: impl Fn(&T) -> &String) -> Checked {
    let mut names: Vec<&String> = columns.iter().map(name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(PlsError::RepeatedColumn {
            column: pair[0].clone(),
        }),
        None => Ok(()),
    }
}

/// The sum of products, and the largest of these.
fn sum(a: &[f64], b: &[f64]) -> (f64, f64) {
    let products = a.iter().zip(b).map(|(a, b)| a * b);
    let largest = products.clone().fold(0.0, |most: f64, x| most.max(x.abs()));
    (products.sum(), largest)
}
