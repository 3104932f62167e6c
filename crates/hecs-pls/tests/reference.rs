//! Every array of the reference numbers: four data sets, seven responses, three scaling modes.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::fs;

use hecs_pls::{
    CrossValidation, DMatrix, Fit, Scaling, cross_validate_by_refits, jackknife, leave_one_out,
};
use serde_json::Value;

/// Largest difference over the size of the reference.
const TOLERANCE: f64 = 1e-9;

/// A reference file and the worst deviation found so far.
struct Reference {
    name: String,
    values: Value,
    worst: (f64, String),
}

impl Reference {
    fn array(&self, key: &str) -> Vec<Vec<Option<f64>>> {
        self.values[key]
            .as_array()
            .unwrap_or_else(|| panic!("{}: no array {key}", self.name))
            .iter()
            .map(|row| match row {
                Value::Array(row) => row.iter().map(Value::as_f64).collect(),
                number => vec![number.as_f64()],
            })
            .collect()
    }

    fn number(&self, key: &str) -> f64 {
        self.values[key].as_f64().unwrap()
    }

    /// Compares one array; differences are relative to the reference or, where larger, to `floor` of the component, since some arrays
    /// change sign.
    fn check(&mut self, key: &str, ours: &DMatrix<f64>, floor: impl Fn(usize) -> f64) {
        let reference = self.array(key);
        let step = match key {
            "T" | "yhat" | "leverage" | "hotelling_T2" | "Q_residual" | "loo_pred" => {
                self.number("row_step") as usize
            }
            _ => 1,
        };
        assert_eq!(
            reference.len(),
            ours.nrows().div_ceil(step),
            "{} {key}",
            self.name
        );
        for (place, row) in reference.iter().enumerate() {
            assert_eq!(row.len(), ours.ncols(), "{} {key}", self.name);
            for (a, reference) in row.iter().enumerate() {
                let ours = ours[(place * step, a)];
                let Some(reference) = *reference else {
                    assert!(
                        ours.is_nan(),
                        "{} {key}[{place}][{a}]: {ours}, none expected",
                        self.name
                    );
                    continue;
                };
                let difference = (ours - reference).abs() / reference.abs().max(floor(a));
                // 0/0 is NaN, which no comparison refuses: both are exactly zero.
                if difference > self.worst.0 {
                    self.worst = (difference, format!("{key}[{place}][{a}]"));
                }
                assert!(
                    !(difference > TOLERANCE || ours.is_nan()),
                    "{} {key}[{place}][{a}]: {ours} in place of {reference}, {difference:e} off",
                    self.name
                );
            }
        }
    }

    fn check_curve(&mut self, key: &str, ours: &[f64]) {
        self.check(
            key,
            &DMatrix::from_column_slice(ours.len(), 1, ours),
            |_| 0.0,
        );
    }

    /// Entries with sign change count relative to the largest of their component.
    fn check_signed(&mut self, key: &str, ours: &DMatrix<f64>) {
        let sizes: Vec<f64> = ours.column_iter().map(|column| column.amax()).collect();
        self.check(key, ours, |a| sizes[a]);
    }
}

fn by_component(count: usize, values: impl Fn(usize) -> Vec<f64>) -> DMatrix<f64> {
    let columns: Vec<Vec<f64>> = (1..=count).map(values).collect();
    DMatrix::from_iterator(columns[0].len(), count, columns.into_iter().flatten())
}

fn column(values: &[f64]) -> DMatrix<f64> {
    DMatrix::from_column_slice(values.len(), 1, values)
}

fn check_fit(reference: &mut Reference, fit: &Fit) {
    let count = fit.components();
    reference.check_curve("x_mean", &fit.x_mean);
    reference.check_curve("x_std", &fit.x_scale);
    for (key, ours) in [
        ("y_mean", fit.y_mean),
        ("y_std", fit.y_scale),
        ("SSY", fit.total_sum()),
    ] {
        let expected = reference.number(key);
        assert!(
            (ours - expected).abs() <= TOLERANCE * expected.abs(),
            "{key}"
        );
    }
    reference.check_signed("W", &fit.weights);
    reference.check_signed("P", &fit.loadings);
    reference.check_signed("R", &fit.rotations);
    reference.check_signed("T", &fit.scores);
    reference.check_curve("q", &fit.y_loadings);
    reference.check_signed("coef_std", &fit.scaled_coefficients);
    reference.check_signed("coef_raw", &fit.coefficients);
    reference.check_curve("intercept", &fit.intercepts);
    reference.check_curve("R2X", &fit.r2_x);
    reference.check_curve("R2Y", &fit.r2_y);
    reference.check_curve("R2Xcum", &fit.r2_x_cumulative());
    reference.check_curve("R2Ycum", &fit.r2_y_cumulative());
    reference.check("yhat", &fit.fitted.columns(1, count).into_owned(), |_| 0.0);
    reference.check_curve("RMSEC", &fit.rmse()[1..]);
    reference.check("VIP", &by_component(count, |a| fit.vip(a).unwrap()), |_| {
        1e-300
    });
    reference.check(
        "VIP_printed_J",
        &by_component(count, |a| fit.vip_as_printed(a).unwrap()),
        |_| 1e-300,
    );
    let ratios = by_component(count, |a| {
        let ratios = fit.selectivity_ratio(a).unwrap();
        ratios
            .into_iter()
            .map(|ratio| ratio.unwrap_or(f64::NAN))
            .collect()
    });
    reference.check("selectivity_ratio", &ratios, |_| 0.0);
    reference.check(
        "leverage",
        &by_component(count, |a| fit.leverage(a).unwrap()),
        |_| 0.0,
    );
    reference.check(
        "hotelling_T2",
        &by_component(count, |a| fit.hotelling_t2(a).unwrap()),
        |_| 0.0,
    );
    // Where the components describe a row in full, its residual is rounding and is compared with the size of the row.
    let row_size = fit.scaled_x().norm_squared() / fit.design.n() as f64;
    reference.check(
        "Q_residual",
        &by_component(count, |a| fit.q_residuals(a).unwrap()),
        |_| 1e-9 * row_size,
    );
}

fn check_cross_validation(reference: &mut Reference, fit: &Fit, cv: &CrossValidation) {
    let count = cv.components();
    reference.check(
        "loo_pred",
        &cv.predictions.columns(1, count).into_owned(),
        |_| 0.0,
    );
    reference.check_curve("PRESS", &cv.press);
    reference.check_curve("RMSECV", &cv.rmsecv());
    reference.check_curve("RootMeanPRESS_JMP", &cv.root_mean_press());
    reference.check("Q2", &column(&cv.q2()), |_| 0.0);
    reference.check("Q2_loomean", &column(&cv.q2_training_mean()), |_| 0.0);
    reference.check("Q2cum_JMP", &column(&cv.q2_cumulative_jmp()), |_| 0.0);
    for (press, residual) in cv.press.iter().zip(fit.residual_sums()) {
        assert!(*press >= residual);
    }
    let (each, cumulative) = cv.q2_simca(fit);
    reference.check_curve("Q2_simca_percomp", &each);
    reference.check_curve("Q2_simca_cum", &cumulative);
}

#[test]
fn all_arrays_agree() {
    let folder = common::fixture("reference");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 21);
    for name in names {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let values: Value = serde_json::from_str(&text).unwrap();
        let text_of = |key: &str| values[key].as_str().unwrap().to_owned();
        let scaling = match text_of("cvmode").as_str() {
            "auto_fold" => Scaling::Auto,
            "auto_global" => Scaling::AutoOnce,
            _ => Scaling::Center,
        };
        let design = common::design(&text_of("dataset"), &text_of("y"));
        let count = values["A"].as_u64().unwrap() as usize;
        let mut reference = Reference {
            name: name.clone(),
            values,
            worst: (0.0, String::new()),
        };

        let fit = Fit::new(&design, scaling, count).unwrap();
        assert_eq!(fit.components(), count);
        check_fit(&mut reference, &fit);
        let cv = leave_one_out(&design, scaling, count).unwrap();
        check_cross_validation(&mut reference, &fit, &cv);
        let folds = hecs_pls::Folds::leave_one_out(design.n()).unwrap();
        let refitted = cross_validate_by_refits(&design, scaling, count, &folds, None).unwrap();
        check_cross_validation(&mut reference, &fit, &refitted);
        let errors = by_component(count, |a| {
            let estimates = jackknife(&design, scaling, a, 0.95, &folds, None, None).unwrap();
            estimates
                .coefficients
                .iter()
                .map(|estimate| estimate.standard_error)
                .collect()
        });
        reference.check("jack_se_raw", &errors, |_| 1e-300);
        println!("{name}: {:.1e} at {}", reference.worst.0, reference.worst.1);
    }
}
