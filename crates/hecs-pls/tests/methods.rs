//! Methods against numbers made by scikit-learn, scipy, R's pls and derivations in numpy (fixtures/methods/make.py).
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::fs;

use hecs_pls::{
    CrossValidation, DMatrix, Design, Fit, Folds, JointDesign, JointFit, JointModel, Missing,
    Model, NestedOptions, PlsError, Recipe, Response, Scaling, Selection, Table, TrainedTreatment,
    Treatment, choose, cross_validate, cross_validate_by_refits, cross_validate_jointly,
    leave_one_out, nested_cross_validate, permutation_test_over, van_der_voet_all,
};
use serde_json::Value;

/// Largest difference, relative to the size of the reference.
const TOLERANCE: f64 = 1e-8;

struct Reference(Value);

impl Reference {
    fn new(key: &str) -> Self {
        let text = fs::read_to_string(common::fixture("methods/methods.json")).unwrap();
        let all: Value = serde_json::from_str(&text).unwrap();
        Self(all[key].clone())
    }

    fn numbers(&self, key: &str) -> Vec<f64> {
        fn flat(value: &Value, into: &mut Vec<f64>) {
            match value {
                Value::Array(values) => values.iter().for_each(|value| flat(value, into)),
                number => into.push(number.as_f64().unwrap()),
            }
        }
        let mut numbers = Vec::new();
        flat(&self.0[key], &mut numbers);
        assert!(!numbers.is_empty(), "{key}");
        numbers
    }

    fn number(&self, key: &str) -> f64 {
        self.0[key].as_f64().unwrap()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        serde_json::from_value(self.0[key].clone()).unwrap()
    }

    /// Compares numbers in the order of the reference, each with the largest of all as size.
    fn check(&self, key: &str, ours: &[f64]) {
        let reference = self.numbers(key);
        assert_eq!(ours.len(), reference.len(), "{key}");
        let size = reference.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
        for (place, (ours, theirs)) in ours.iter().zip(&reference).enumerate() {
            let difference = (ours - theirs).abs() / size;
            assert!(
                difference <= TOLERANCE,
                "{key}[{place}]: {ours} for {theirs}, {difference:e}"
            );
        }
    }
}

/// Entries row by row.
fn by_rows(matrix: &DMatrix<f64>) -> Vec<f64> {
    matrix.transpose().as_slice().to_vec()
}

fn responses_of(data: &str, names: &[String]) -> (Table, Vec<Response>) {
    let sheet = common::sheet(&format!("{data}.csv"));
    let drop: Vec<String> = (sheet.header().iter())
        .filter(|name| name.starts_with("Y_"))
        .cloned()
        .collect();
    let responses = (names.iter())
        .map(|name| Response::new(name, sheet.numbers(&format!("Y_{name}")).unwrap()))
        .collect();
    (sheet.table_without(&drop).unwrap(), responses)
}

#[test]
fn several_responses_agree() {
    for data in ["linnerud", "oliveoil"] {
        for (name, scaling) in [("auto", Scaling::Auto), ("center", Scaling::Center)] {
            let reference = Reference::new(&format!("joint {data} {name}"));
            let names = reference.texts("responses");
            let (table, responses) = responses_of(data, &names);
            let design = JointDesign::new(table, responses, Missing::Refuse).unwrap();
            let most = reference.number("components") as usize;
            let fit = JointFit::new(&design, scaling, most).unwrap();
            let (n, q) = (design.first().n(), names.len());
            let coefficients: Vec<f64> = (fit.fits.iter())
                .flat_map(|fit| fit.coefficients_at(most).unwrap())
                .collect();
            reference.check("coefficients", &coefficients);
            let fitted: Vec<Vec<f64>> = fit
                .fits
                .iter()
                .map(|fit| fit.fitted_at(most).unwrap())
                .collect();
            let predictions = DMatrix::from_fn(n, q, |i, k| fitted[k][i]);
            reference.check("predictions", &by_rows(&predictions));
            reference.check("weights_size", &by_rows(&fit.fits[0].weights.abs()));
            reference.check("vip", &fit.vip(most).unwrap());
            let folds = Folds::from_labels(&reference.texts("labels")).unwrap();
            let cv = cross_validate_jointly(&design, scaling, most, &folds, None).unwrap();
            let press = DMatrix::from_fn(most + 1, q, |a, k| cv.responses[k].press[a]);
            reference.check("press", &by_rows(&press));
            let explained = fit.r2_y();
            assert!(explained.iter().sum::<f64>() < 1.0 && explained[0] > 0.0);
        }
    }
}

#[test]
fn a_joint_model_of_one_response_is_its_model() {
    let names = vec!["yellow".to_owned()];
    let (table, responses) = responses_of("oliveoil", &names);
    let joint = JointDesign::new(table.clone(), responses.clone(), Missing::Refuse).unwrap();
    let single = Design::new(table, responses[0].clone(), Missing::Refuse).unwrap();
    let folds = Folds::leave_one_out(single.n()).unwrap();
    let together = cross_validate_jointly(&joint, Scaling::Auto, 3, &folds, None).unwrap();
    let alone = leave_one_out(&single, Scaling::Auto, 3).unwrap();
    let rule = hecs_pls::Rule::Minimum;
    let components = choose(&together, rule).unwrap().components;
    assert_eq!(components, choose(&alone, rule).unwrap().components);
    for a in 0..4 {
        assert!((together.q2()[a] - alone.q2()[a]).abs() < 1e-11);
    }
    let fit = JointFit::new(&joint, Scaling::Auto, 2).unwrap();
    let model = JointModel::new(&fit, 2, 0.95).unwrap();
    let of_one = Model::new(&Fit::new(&single, Scaling::Auto, 2).unwrap(), 2, 0.95).unwrap();
    let (a, b) = (&model.models[0].limits, &of_one.limits);
    let ratio = a.judged_q_residual().unwrap() / b.judged_q_residual().unwrap();
    assert!((ratio - 1.0).abs() < 1e-9, "{ratio}");
    let ratio = a.judged_hotelling_t2().unwrap() / b.judged_hotelling_t2().unwrap();
    assert!((ratio - 1.0).abs() < 1e-9, "{ratio}");
}

#[test]
fn a_joint_model_comes_back_from_its_file() {
    let names = ["Weight", "Waist", "Pulse"].map(str::to_owned);
    let (table, responses) = responses_of("linnerud", &names);
    let design = JointDesign::new(table.clone(), responses, Missing::Refuse).unwrap();
    let folds = Folds::leave_one_out(20).unwrap();
    let cv = cross_validate_jointly(&design, Scaling::Auto, 3, &folds, None).unwrap();
    let fit = JointFit::new(&design, Scaling::Auto, 2).unwrap();
    let model = JointModel::new(&fit, 2, 0.95)
        .unwrap()
        .with_cross_validation(&cv)
        .unwrap();
    let text = model.to_json().unwrap();
    assert!(JointModel::is_joint(&text) && Model::from_json(&text).is_err());
    let back = JointModel::from_json(&text).unwrap();
    assert_eq!(back, model);
    let altered = text.replacen("\"rows\": 20", "\"rows\": 21", 1);
    assert!(JointModel::from_json(&altered).is_err());
    let predictions = back.predict(&table, Missing::Refuse).unwrap();
    for (fit, predictions) in fit.fits.iter().zip(predictions) {
        for (fitted, prediction) in fit.fitted_at(2).unwrap().iter().zip(predictions) {
            assert!((fitted - prediction.value).abs() < 1e-9);
        }
    }
    let selecting = Recipe::new(Scaling::Auto).with_selection(Selection::Vip { at_least: 0.8 });
    assert!(matches!(
        JointFit::new(&design, selecting, 2),
        Err(PlsError::SelectionOfSeveral)
    ));
}

#[test]
fn grouped_folds_agree() {
    for (name, scaling) in [("auto", Scaling::Auto), ("center", Scaling::Center)] {
        let reference = Reference::new(&format!("grouped diabetes {name}"));
        let design = common::design("diabetes", "progression");
        let folds = Folds::from_labels(&reference.texts("labels")).unwrap();
        let cv = cross_validate(&design, scaling, 6, &folds, None).unwrap();
        reference.check("press", &cv.press);
        let refits = cross_validate_by_refits(&design, scaling, 6, &folds, None).unwrap();
        reference.check("press", &refits.press);
    }
}

#[test]
fn distances_and_limits_agree() {
    for data in ["oliveoil", "diabetes"] {
        let reference = Reference::new(&format!("domain {data}"));
        let design = common::design(
            data,
            &serde_json::from_value::<String>(reference.0["response"].clone()).unwrap(),
        );
        let components = reference.number("components") as usize;
        let fit = Fit::new(&design, Scaling::Auto, components).unwrap();
        reference.check("hotelling_t2", &fit.hotelling_t2(components).unwrap());
        reference.check("q_residual", &fit.q_residuals(components).unwrap());
        let limits = fit.limits(components, 0.95).unwrap();
        for (key, limit) in [
            ("t2_limit", limits.hotelling_t2),
            ("t2_limit_new", limits.hotelling_t2_new_rows),
            ("q_limit", limits.q_residual),
            ("q_limit_box", limits.q_residual_box),
        ] {
            reference.check(key, &[limit.unwrap()]);
        }
    }
}

#[test]
fn van_der_voets_test_agrees() {
    let reference = Reference::new("van der voet");
    let design = common::design("oliveoil", "yellow");
    let cv = leave_one_out(&design, Scaling::Auto, 4).unwrap();
    reference.check("press", &cv.press);
    let compared = van_der_voet_all(&cv, 40_000, 3).unwrap();
    let t2: Vec<f64> = compared.iter().map(|against| against.t2).collect();
    reference.check("t2", &t2);
    // Drawn signs against all of them: five standard deviations.
    for (against, exact) in compared.iter().zip(reference.numbers("probability")) {
        let error = 5.0 * (exact * (1.0 - exact) / 40_000.0).sqrt();
        assert!(
            (against.probability - exact).abs() <= error + 1e-12,
            "{exact}"
        );
    }
}

/// A table with some cells missing.
fn gappy(data: &str, reference: &Reference) -> (Table, Vec<Response>) {
    let (table, responses) = responses_of(data, &reference.texts("responses"));
    let mut values = table.values().clone();
    for cell in reference.numbers("cells").chunks(2) {
        values[(cell[0] as usize, cell[1] as usize)] = f64::NAN;
    }
    let table = Table::new(table.rows().to_vec(), table.columns().to_vec(), values).unwrap();
    (table, responses)
}

#[test]
fn nipals_with_gaps_agrees() {
    let reference = Reference::new("gaps one");
    let (table, responses) = gappy("linnerud", &reference);
    let design = Design::new(table.clone(), responses[0].clone(), Missing::Nipals).unwrap();
    let fit = Fit::new(&design, Scaling::Auto, 2).unwrap();
    reference.check("weights", fit.weights.as_slice());
    reference.check("scores", fit.scores.as_slice());
    reference.check("loadings", fit.loadings.as_slice());
    reference.check("y_loadings", &fit.y_loadings);
    let model = Model::new(&fit, 2, 0.95).unwrap();
    let text = model.to_json().unwrap();
    assert!(text.contains("\"version\": 3") && text.contains("\"missing\": \"nipals\""));
    let model = Model::from_json(&text).unwrap();
    let predictions = model.predict(&table, Missing::Nipals).unwrap();
    let values: Vec<f64> = predictions.iter().map(|p| p.value).collect();
    reference.check("predictions", &values);
    assert_eq!(predictions[5].skipped, ["Situps", "Jumps"]);
    for p in &predictions {
        assert!((p.t2_contributions.iter().sum::<f64>() - p.hotelling_t2).abs() < 1e-10);
    }
    assert!(model.predict(&table, Missing::Refuse).is_err());
    let folds = Folds::from_labels(&reference.texts("labels")).unwrap();
    let cv = cross_validate(&design, Scaling::Auto, 2, &folds, None).unwrap();
    reference.check("press", &cv.press);
}

#[test]
fn nipals_of_several_responses_with_gaps_agrees() {
    let reference = Reference::new("gaps several");
    let (table, responses) = gappy("oliveoil", &reference);
    let design = JointDesign::new(table.clone(), responses, Missing::Nipals).unwrap();
    let fit = JointFit::new(&design, Scaling::Auto, 2).unwrap();
    reference.check("weights", fit.fits[0].weights.as_slice());
    reference.check("scores", fit.fits[0].scores.as_slice());
    let c: Vec<f64> = (0..2)
        .flat_map(|a| fit.fits.iter().map(move |fit| fit.y_loadings[a]))
        .collect();
    reference.check("y_loadings", &c);
    let model = JointModel::new(&fit, 2, 0.95).unwrap();
    let model = JointModel::from_json(&model.to_json().unwrap()).unwrap();
    let predicted = model.predict(&table, Missing::Nipals).unwrap();
    let values = DMatrix::from_fn(16, 6, |i, k| predicted[k][i].value);
    reference.check("predictions", &by_rows(&values));
    let folds = Folds::from_labels(&reference.texts("labels")).unwrap();
    let cv = cross_validate_jointly(&design, Scaling::Auto, 2, &folds, None).unwrap();
    let press = DMatrix::from_fn(3, 6, |a, k| cv.responses[k].press[a]);
    reference.check("press", &by_rows(&press));
}

#[test]
fn an_iteration_without_rest_is_an_error() {
    let of_one = Reference::new("gaps one");
    let (table, _) = gappy("linnerud", &of_one);
    let names = ["Weight", "Waist", "Pulse"].map(str::to_owned);
    let (_, responses) = responses_of("linnerud", &names);
    let design = JointDesign::new(table, responses, Missing::Nipals).unwrap();
    assert!(JointFit::new(&design, Scaling::Auto, 1).is_ok());
    let error = JointFit::new(&design, Scaling::Auto, 2).unwrap_err();
    assert!(
        matches!(error, PlsError::NotAtRest { component: 2 }),
        "{error}"
    );
}

#[test]
fn means_are_those_of_the_training_rows_of_a_fold() {
    let of_gaps = Reference::new("gaps one");
    let (table, responses) = gappy("linnerud", &of_gaps);
    let design = Design::new(table.clone(), responses[0].clone(), Missing::MeanImpute).unwrap();
    let folds = Folds::from_labels(&of_gaps.texts("labels")).unwrap();
    let cv = cross_validate(&design, Scaling::Auto, 2, &folds, None).unwrap();
    Reference::new("gaps mean").check("press", &cv.press);
    // Filling once over all rows lets left-out rows into the means.
    let once = Table::new(
        table.rows().to_vec(),
        table.columns().to_vec(),
        design.x().clone(),
    );
    let once = Design::new(once.unwrap(), responses[0].clone(), Missing::Refuse).unwrap();
    let optimistic = cross_validate(&once, Scaling::Auto, 2, &folds, None).unwrap();
    assert!((optimistic.press[1] - cv.press[1]).abs() > 1e-3 * cv.press[1]);
    let model = Model::new(&Fit::new(&design, Scaling::Auto, 1).unwrap(), 1, 0.95).unwrap();
    assert_eq!(model.missing, Missing::MeanImpute);
    assert_eq!(Model::from_json(&model.to_json().unwrap()).unwrap(), model);
}

#[test]
fn rows_and_columns_without_any_value_are_named() {
    let of = |records: &[[f64; 2]], missing| {
        let names = ["r1", "r2", "r3", "r4"];
        let table = Table::from_records(&names, &["a", "b"], records).unwrap();
        Design::new(table, Response::new("y", vec![1.0, 2.0, 4.0, 3.0]), missing).map(|_| ())
    };
    let gap = f64::NAN;
    for missing in [Missing::MeanImpute, Missing::Nipals] {
        let error = of(&[[1.0, 2.0], [gap, gap], [2.0, 5.0], [3.0, 1.0]], missing).unwrap_err();
        assert!(
            matches!(&error, PlsError::EmptyRow { row, .. } if row == "r2"),
            "{error}"
        );
        let error = of(&[[1.0, gap], [2.0, gap], [2.0, gap], [3.0, gap]], missing).unwrap_err();
        assert!(
            matches!(&error, PlsError::EmptyColumn { column } if column == "b"),
            "{error}"
        );
        // Known in one row only: constant wherever it is left out, and no obstacle.
        of(&[[1.0, 2.0], [4.0, gap], [2.0, gap], [3.0, gap]], missing).unwrap();
    }
}

fn spectra(reference: &Reference) -> Design {
    let y = reference.numbers("y");
    let x = reference.numbers("x");
    let channels = x.len() / y.len();
    let table = Table::new(
        (0..y.len()).map(|i| format!("s{i}")).collect(),
        (0..channels).map(|j| format!("{j} nm").into()).collect(),
        DMatrix::from_row_slice(y.len(), channels, &x),
    );
    Design::new(table.unwrap(), Response::new("fat", y), Missing::Refuse).unwrap()
}

#[test]
fn treatments_of_spectra_agree() {
    let reference = Reference::new("spectra");
    let design = spectra(&reference);
    let golay = |w, o, d| Treatment::savitzky_golay(w, o, d).unwrap();
    for (key, treatment) in [
        ("snv", Treatment::Snv),
        ("msc", Treatment::Msc),
        ("golay 7 2 0", golay(7, 2, 0)),
        ("golay 11 3 1", golay(11, 3, 1)),
        ("golay 9 4 2", golay(9, 4, 2)),
    ] {
        let recipe = Recipe::new(Scaling::Center).with_treatments(vec![treatment]);
        let fit = Fit::new(&design, &recipe, 2).unwrap();
        let row: Vec<f64> = fit.design.x().row(3).iter().copied().collect();
        reference.check(key, &row);
    }
    let folds = Folds::from_labels(&reference.texts("labels")).unwrap();
    for (key, scaling, treatments) in [
        ("press snv", Scaling::Center, vec![Treatment::Snv]),
        ("press msc", Scaling::Center, vec![Treatment::Msc]),
        (
            "press golay msc snv",
            Scaling::Auto,
            vec![golay(9, 3, 0), Treatment::Msc, Treatment::Snv],
        ),
    ] {
        let recipe = Recipe::new(scaling).with_treatments(treatments);
        let cv = cross_validate(&design, &recipe, 3, &folds, None).unwrap();
        reference.check(key, &cv.press);
    }
}

#[test]
fn a_model_of_spectra_takes_raw_rows() {
    let design = spectra(&Reference::new("spectra"));
    let treatments = vec![Treatment::savitzky_golay(9, 3, 1).unwrap(), Treatment::Msc];
    let recipe = Recipe::new(Scaling::Auto)
        .with_treatments(treatments)
        .with_selection(Selection::Vip { at_least: 1.0 });
    let fit = Fit::new(&design, &recipe, 3).unwrap();
    let model = Model::new(&fit, 3, 0.95).unwrap();
    assert!(model.columns.len() < 40 && model.column_names().len() == 40);
    assert_eq!(model.provenance.table_sha256, design.sha256());
    let text = model.to_json().unwrap();
    let back = Model::from_json(&text).unwrap();
    assert_eq!((&back, back.recipe()), (&model, recipe));
    let predictions = back.predict(design.table(), Missing::Refuse).unwrap();
    for (prediction, fitted) in predictions.iter().zip(fit.fitted_at(3).unwrap()) {
        assert!((prediction.value - fitted).abs() < 1e-9);
    }
    let shorter = text.replacen("\"40", "\"4O", 1);
    assert!(Model::from_json(&shorter).is_err() || shorter == text);
    let Some(TrainedTreatment::Msc { reference, .. }) = model.spectra.unwrap().treatments.pop()
    else {
        panic!("the last treatment is MSC")
    };
    assert_eq!(reference.len(), 40);
    // A flat row costs itself only.
    let mut values = design.x().clone();
    values.row_mut(2).fill(1.0);
    let names = design.table();
    let table = Table::new(names.rows().to_vec(), names.columns().to_vec(), values).unwrap();
    let each = back.predict_each(&table, Missing::Refuse).unwrap();
    assert!(matches!(&each[2], Err(PlsError::FlatRow { row, .. }) if row == "s2"));
    assert_eq!(each[3].as_ref().unwrap(), &predictions[3]);
}

#[test]
fn columns_are_selected_inside_folds() {
    let (of_spectra, reference) = (Reference::new("spectra"), Reference::new("selection"));
    let design = spectra(&of_spectra);
    let folds = Folds::from_labels(&of_spectra.texts("labels")).unwrap();
    for (key, selection) in [
        ("vip", Selection::Vip { at_least: 0.9 }),
        (
            "selectivity ratio",
            Selection::SelectivityRatio { at_least: 0.05 },
        ),
    ] {
        let recipe = Recipe::new(Scaling::Auto).with_selection(selection);
        let cv = cross_validate(&design, &recipe, 3, &folds, None).unwrap();
        reference.check(key, &cv.press);
        let kept = cv.kept.unwrap();
        assert_eq!((kept.folds, kept.times.len()), (6, 3));
        let some = |times: &Vec<usize>| times.contains(&6) && times.iter().any(|&t| t < 6);
        assert!(kept.times.iter().all(some), "{key}");
    }
    let recipe = Recipe::new(Scaling::Auto).with_selection(Selection::Vip { at_least: 0.9 });
    let fit = Fit::new(&design, &recipe, 2).unwrap();
    assert_eq!(fit.design.p(), reference.number("kept with 2") as usize);
    let options = NestedOptions {
        most: 3,
        ..NestedOptions::default()
    };
    let nested = nested_cross_validate(&design, &recipe, &folds, options, None).unwrap();
    assert!(nested.choices.iter().all(|c| c.columns.len() < 40) && nested.q2 > 0.5);
}

#[test]
fn a_threshold_that_nothing_reaches() {
    let of_spectra = Reference::new("spectra");
    let design = spectra(&of_spectra);
    let folds = Folds::from_labels(&of_spectra.texts("labels")).unwrap();
    let recipe = Recipe::new(Scaling::Auto).with_selection(Selection::Vip { at_least: 9.0 });
    let error = Fit::new(&design, &recipe, 2).unwrap_err();
    assert!(
        matches!(&error, PlsError::NothingSelected { largest, .. } if *largest > 1.0),
        "{error}"
    );
    // In folds it is the mean model.
    let cv: CrossValidation = cross_validate(&design, &recipe, 2, &folds, None).unwrap();
    assert!((cv.press[2] - cv.press[0]).abs() < 1e-12 * cv.press[0]);
    assert!(
        cv.kept
            .unwrap()
            .times
            .iter()
            .flatten()
            .all(|&times| times == 0)
    );
    let options = NestedOptions::default();
    let nested = nested_cross_validate(&design, &recipe, &folds, options, None).unwrap();
    assert!((nested.press - cv.press[0]).abs() < 1e-9 * cv.press[0]);
}

#[test]
fn every_resample_takes_the_whole_recipe() {
    let of_gaps = Reference::new("gaps one");
    let (table, responses) = gappy("linnerud", &of_gaps);
    let folds = Folds::from_labels(&of_gaps.texts("labels")).unwrap();
    for missing in [Missing::MeanImpute, Missing::Nipals] {
        let design = Design::new(table.clone(), responses[0].clone(), missing).unwrap();
        let recipe = Recipe::new(Scaling::Auto).with_selection(Selection::Vip { at_least: 0.7 });
        let options = hecs_pls::PermutationOptions {
            permutations: 60,
            seed: 2,
        };
        let cv = cross_validate(&design, &recipe, 2, &folds, None).unwrap();
        let test =
            permutation_test_over(&design, &recipe, 2, &folds, Some(1), options, None).unwrap();
        assert!((test.observed.q2_same_components - cv.q2()[1]).abs() < 1e-12);
        let fit = Fit::new(&design, &recipe, 1).unwrap();
        let r2 = 1.0 - fit.residual_sums()[1] / fit.total_sum();
        assert!(
            (test.observed.r2_same_components - r2).abs() < 1e-10,
            "{missing:?}"
        );
        let options = hecs_pls::BootstrapOptions {
            replicates: 50,
            ..Default::default()
        };
        let estimates =
            hecs_pls::bootstrap(&design, &recipe, 1, options, Some(&table), None).unwrap();
        assert_eq!(
            (estimates.coefficients.len(), estimates.predictions.len()),
            (3, 20)
        );
        let model = Model::new(&fit, 1, 0.95).unwrap();
        let names = model.column_names();
        let own = table.select_columns(&names).unwrap();
        if let Ok(predictions) = model.predict(&own, missing) {
            for (estimate, prediction) in estimates.predictions.iter().zip(predictions) {
                assert!((estimate.value - prediction.value).abs() < 1e-10);
            }
        }
    }
}
