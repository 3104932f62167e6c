//! The published model of doi:10.1016/j.scib.2021.04.029, from its published descriptor table: 40 training and 10 test rows × 32 columns.
//!
//! Run with `--nocapture` for what the paper does not report: permutation test, uncertainty of coefficients, nested Q², domain.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::time::Instant;

use hecs_pls::{
    BootstrapOptions, Fit, Folds, Missing, Model, NestedOptions, PermutationOptions, Rule, Scaling,
    bootstrap, choose, jackknife, leave_one_out, nested_cross_validate, permutation_test,
    statistics,
};

/// The nineteen columns the paper calls important (its section 3.2).
const IMPORTANT: [&str; 19] = [
    "r_anion",
    "EN_anion",
    "PL_anion",
    "EN_cation",
    "a",
    "v",
    "V_BE4",
    "D_Li_B",
    "D_Li_C",
    "D_Li_E",
    "BN_intra",
    "BN_inter",
    "S_conf_A",
    "S_conf_C",
    "S_conf_anion",
    "r_A",
    "EN_A",
    "r_C",
    "EN_C",
];

fn model() -> (common::Argyrodites, Fit, hecs_pls::CrossValidation) {
    let data = common::argyrodites();
    let fit = Fit::new(&data.train, Scaling::Auto, 10).unwrap();
    let cv = leave_one_out(&data.train, Scaling::Auto, 10).unwrap();
    (data, fit, cv)
}

fn close(ours: f64, published: f64, tolerance: f64) {
    assert!(
        (ours - published).abs() < tolerance,
        "{ours} in place of {published}"
    );
}

#[test]
fn four_components_by_minimum_root_mean_press() {
    let (_, _, cv) = model();
    let choice = choose(&cv, Rule::Minimum).unwrap();
    assert_eq!(choice.components, 4);
    close(cv.root_mean_press()[4], 0.584_149, 5e-7);
    close(cv.q2()[4], 0.658_770, 5e-7);
    close(cv.press[4], 0.069_937, 5e-7);
    let one_error = choose(&cv, Rule::OneStandardError).unwrap().components;
    let rule = Rule::VanDerVoet {
        level: 0.1,
        permutations: 10_000,
        seed: 1,
    };
    let van_der_voet = choose(&cv, rule).unwrap();
    println!(
        "components: minimum 4, one standard error {one_error}, van der Voet {van_der_voet:?}"
    );
    assert!(one_error <= 4 && van_der_voet.components <= 4);
}

#[test]
fn fifty_predictions() {
    let (data, fit, _) = model();
    for (ours, published) in fit.fitted_at(4).unwrap().iter().zip(&data.train_published) {
        close(*ours, *published, 1e-6);
    }
    let model = Model::new(&fit, 4, 0.95).unwrap();
    let test = model.predict(&data.test, Missing::Refuse).unwrap();
    assert_eq!(test.len(), 10);
    for (ours, published) in test.iter().zip(&data.test_published) {
        close(ours.value, *published, 1e-6);
    }
    let values: Vec<f64> = test.iter().map(|prediction| prediction.value).collect();
    let (observed, training) = (&data.test_observed, data.train.y());
    close(fit.r2_y_cumulative()[3], 0.886_942, 1e-6);
    close(fit.rmse()[4], 0.024_069, 1e-6);
    close(
        statistics::pearson_r2(observed, &values).unwrap(),
        0.820_276,
        1e-6,
    );
    close(statistics::r2(observed, &values).unwrap(), 0.766_070, 1e-6);
    close(
        statistics::rmse(observed, &values).unwrap(),
        0.023_809,
        1e-6,
    );
    println!(
        "test: bias {:+.6} eV, Q2_F1 {:.6}, Q2_F2 {:.6}, Q2_F3 {:.6}",
        statistics::bias(observed, &values).unwrap(),
        statistics::q2_f1(observed, &values, training).unwrap(),
        statistics::q2_f2(observed, &values).unwrap(),
        statistics::q2_f3(observed, &values, training).unwrap(),
    );
}

#[test]
fn nineteen_important_columns() {
    let (data, fit, _) = model();
    let vip = fit.vip(4).unwrap();
    let mut ranked: Vec<(f64, &str)> = (vip.iter().copied())
        .zip(
            data.train
                .table()
                .columns()
                .iter()
                .map(|column| column.name.as_str()),
        )
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut important: Vec<&str> = ranked
        .iter()
        .filter(|(vip, _)| *vip > 0.8)
        .map(|(_, name)| *name)
        .collect();
    assert_eq!(ranked[0].1, "r_anion");
    close(ranked[0].0, 1.5037, 5e-5);
    assert_eq!(ranked[19].1, "V_LiACE2");
    close(ranked[19].0, 0.7948, 5e-5);
    important.sort_unstable();
    let mut expected = IMPORTANT;
    expected.sort_unstable();
    assert_eq!(important, expected);
    // With the formula as printed, at most six columns can exceed 0.8.
    assert!(
        fit.vip_as_printed(4)
            .unwrap()
            .iter()
            .filter(|vip| **vip > 0.8)
            .count()
            <= 6
    );
}

#[test]
fn not_by_chance() {
    let (data, _, _) = model();
    let start = Instant::now();
    let options = PermutationOptions::default();
    let test = permutation_test(&data.train, Scaling::Auto, 10, options, None).unwrap();
    println!(
        "1000 permutations in {:.3} s: p(Q2) {:.4}, p(Q2, 4 components) {:.4}, p(R2, 4 components) {:.4}, intercepts Q2 {:.3} R2 {:.3}",
        start.elapsed().as_secs_f64(),
        test.p_q2,
        test.p_q2_same_components,
        test.p_r2_same_components,
        test.intercept_q2,
        test.intercept_r2
    );
    let mut q2: Vec<f64> = test.permuted.iter().map(|permuted| permuted.q2).collect();
    q2.sort_by(f64::total_cmp);
    println!(
        "permuted Q2: median {:.3}, 95 % {:.3}, largest {:.3}",
        q2[500], q2[950], q2[999]
    );
    assert_eq!(test.observed.components, 4);
    close(test.observed.q2, 0.658_770, 5e-7);
    close(test.observed.r2, 0.886_942, 1e-6);
    assert!(test.p_q2 < 0.01);
}

#[test]
fn uncertainty_of_coefficients() {
    let (data, _, _) = model();
    let options = BootstrapOptions {
        replicates: 2000,
        ..BootstrapOptions::default()
    };
    let boot = bootstrap(
        &data.train,
        Scaling::Auto,
        4,
        options,
        Some(&data.test),
        None,
    )
    .unwrap();
    let jack = jackknife(
        &data.train,
        Scaling::Auto,
        4,
        0.95,
        &Folds::leave_one_out(data.train.n()).unwrap(),
        None,
        None,
    )
    .unwrap();
    println!("coefficients, bootstrap 95 % interval (2000 resamples), jack-knife standard error");
    for (boot, jack) in boot.coefficients.iter().zip(&jack.coefficients) {
        println!(
            "  {:16} {:+11.4e} [{:+11.4e}, {:+11.4e}] {} {:.2e}",
            boot.name,
            boot.value,
            boot.low,
            boot.high,
            if boot.excludes_zero() {
                "significant "
            } else {
                "            "
            },
            jack.standard_error
        );
        assert!(boot.low <= boot.high && boot.standard_error > 0.0);
    }
    assert_eq!((boot.coefficients.len(), boot.predictions.len()), (32, 10));
    let significant = boot
        .coefficients
        .iter()
        .filter(|estimate| estimate.excludes_zero())
        .count();
    println!("sign significant for {significant} of 32");
}

#[test]
fn nested_q2() {
    let (data, _, _) = model();
    let outer = Folds::leave_one_out(40).unwrap();
    let repeated = Folds::repeated_k_fold(40, 8, 20, 1).unwrap();
    let select = NestedOptions {
        vip_threshold: Some(0.8),
        ..NestedOptions::default()
    };
    for (name, folds, options) in [
        ("LOO in LOO", &outer, NestedOptions::default()),
        ("LOO in 20 x 8-fold", &repeated, NestedOptions::default()),
        ("LOO in LOO, columns by VIP >= 0.8", &outer, select),
    ] {
        let nested =
            nested_cross_validate(&data.train, Scaling::Auto, folds, options, None).unwrap();
        let mut counts = [0; 11];
        for choice in &nested.choices {
            counts[choice.components] += 1;
        }
        println!(
            "nested Q2 {:.4}, RMSECV {:.4} eV ({name}), components chosen {counts:?}",
            nested.q2, nested.rmsecv
        );
        assert!(nested.q2 < 0.658_77 && nested.q2 > 0.0);
    }
}

#[test]
fn domain_of_the_test_rows() {
    let (data, fit, cv) = model();
    let model = Model::new(&fit, 4, 0.95)
        .unwrap()
        .with_cross_validation(&cv)
        .unwrap();
    println!("limits {:?}", model.limits);
    // From scipy 1.17.1: beta, F, normal and chi-squared quantiles, eigenvalues of the residual covariance.
    close(model.limits.hotelling_t2.unwrap(), 8.817_277_853_322, 1e-10);
    close(
        model.limits.hotelling_t2_new_rows.unwrap(),
        11.697_271_718_466,
        1e-10,
    );
    close(model.limits.q_residual.unwrap(), 13.792_785_370_793, 1e-10);
    close(
        model.limits.q_residual_box.unwrap(),
        13.567_940_198_310,
        1e-10,
    );
    let predictions = model.predict(&data.test, Missing::Refuse).unwrap();
    for (prediction, observed) in predictions.iter().zip(&data.test_observed) {
        let interval = prediction.interval.unwrap();
        println!(
            "  {:24} observed {observed:.4} predicted {:.4} [{:.4}, {:.4}] h {:.3} T2 {:.2} Q {:.2} {}",
            prediction.row,
            prediction.value,
            interval.low,
            interval.high,
            prediction.leverage,
            prediction.hotelling_t2,
            prediction.q_residual,
            if prediction.inside {
                "inside"
            } else {
                "OUTSIDE"
            }
        );
        for reason in &prediction.reasons {
            println!(
                "      {:?} {:.2} > {:.2}: {:?}",
                reason.measure, reason.value, reason.limit, reason.columns
            );
        }
        for range in &prediction.out_of_range {
            println!(
                "      {} = {} not in [{}, {}]",
                range.column, range.value, range.minimum, range.maximum
            );
        }
        assert_eq!(prediction.inside, prediction.reasons.is_empty());
    }
    let outside = predictions.iter().filter(|prediction| !prediction.inside);
    assert_eq!(outside.count(), 0);
    // Both limits of training rows are strict for these: two have a larger Q, and left-out training rows have such a Q too.
    let q_of_training = model.limits.q_residual.unwrap();
    let above = (predictions.iter()).filter(|prediction| prediction.q_residual > q_of_training);
    let above: Vec<&str> = above.map(|prediction| prediction.row.as_str()).collect();
    assert_eq!(above, ["Li6AsS5I", "Li6.9P0.1Ge0.9S5I"]);
    let training = model.predict(data.train.table(), Missing::Refuse).unwrap();
    let outside = training
        .iter()
        .filter(|prediction| !prediction.inside)
        .map(|p| &p.row);
    println!("training rows outside: {:?}", outside.collect::<Vec<_>>());
    // The measures of new rows and of training rows are the same functions.
    let (t2, q) = (fit.hotelling_t2(4).unwrap(), fit.q_residuals(4).unwrap());
    for (i, prediction) in training.iter().enumerate() {
        close(prediction.hotelling_t2, t2[i], 1e-9);
        close(prediction.q_residual, q[i], 1e-9);
    }
}
