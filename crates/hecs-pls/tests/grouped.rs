//! Rows that belong together: left out, permuted and chosen by whole groups.
#![allow(missing_docs, clippy::unwrap_used)]

use hecs_pls::{
    DMatrix, Design, Fit, Folds, Missing, Model, NestedOptions, PermutationOptions, Response, Rule,
    Scaling, Scheme, Table, choose, cross_validate, leave_one_out, nested_cross_validate,
    permutation_test, permutation_test_over, van_der_voet, van_der_voet_all,
};

/// Twelve samples in six dimensions, each three times with a small error; the response is a number of the sample and of nothing else.
fn replicated() -> Design {
    let fraction = |x: f64| (x.sin() * 43_758.545_312_3).fract();
    let (samples, times, p) = (12, 3, 6);
    let n = samples * times;
    let x = DMatrix::from_fn(n, p, |i, j| {
        fraction((1 + (i / times) * p + j) as f64) + 0.01 * fraction((7000 + i * p + j) as f64)
    });
    let y = (0..n).map(|i| fraction((900 + i / times) as f64) + 1e-3 * i as f64);
    let rows = (0..n).map(|i| format!("{}-{}", i / times, i % times));
    let columns = (0..p).map(|j| format!("x{j}").into());
    let table = Table::new(rows.collect(), columns.collect(), x).unwrap();
    let response = Response::new("y", y.collect());
    let labels = (0..n).map(|i| (i / times).to_string()).collect();
    let design = Design::new(table, response, Missing::Refuse).unwrap();
    design.with_groups(labels).unwrap()
}

#[test]
fn replicates_predict_each_other_and_groups_do_not() {
    let design = replicated();
    let by_row = leave_one_out(&design, Scaling::Auto, 6).unwrap();
    let folds = Scheme::LeaveOneOut.folds(&design).unwrap();
    assert_eq!(folds.repeats()[0].len(), 12);
    let by_group = cross_validate(&design, Scaling::Auto, 6, &folds, None).unwrap();
    for a in 1..=6 {
        assert!(by_group.q2()[a] < by_row.q2()[a] - 0.1, "{a}");
    }
    // The mean of the other groups, by hand.
    let y = design.y();
    let others = |group: usize| {
        let rows: Vec<f64> = (0..36).filter(|i| i / 3 != group).map(|i| y[i]).collect();
        rows.iter().sum::<f64>() / 33.0
    };
    let press: f64 = (0..36).map(|i| (y[i] - others(i / 3)).powi(2)).sum();
    assert!((by_group.press[0] - press).abs() < 1e-12 * press);
    // A fold by hand: rows 3 to 5 from a model of the others.
    let others: Vec<usize> = (0..36).filter(|i| i / 3 != 1).collect();
    let fit = Fit::new(&design.select_rows(&others).unwrap(), Scaling::Auto, 2).unwrap();
    let model = Model::new(&fit, 2, 0.95).unwrap();
    let left_out = design.table().select_rows(&[3, 4, 5]);
    let predicted = model.predict(&left_out, Missing::Refuse).unwrap();
    for (place, prediction) in predicted.iter().enumerate() {
        assert!((by_group.predictions[(3 + place, 2)] - prediction.value).abs() < 1e-10);
    }
}

#[test]
fn no_scheme_tears_a_group() {
    let design = replicated();
    let schemes = [
        Scheme::KFold { k: 5, seed: 3 },
        Scheme::Blocks { k: 5 },
        Scheme::Repeated {
            k: 4,
            repeats: 3,
            seed: 3,
        },
    ];
    for scheme in schemes {
        for fold in scheme.folds(&design).unwrap().repeats().iter().flatten() {
            for i in 0..36 {
                assert_eq!(fold.contains(&i), fold.contains(&(i / 3 * 3)));
            }
        }
    }
    let more = Scheme::KFold { k: 13, seed: 1 };
    assert!(more.folds(&design).is_err());
}

#[test]
fn inner_folds_are_of_groups_too() {
    let design = replicated();
    let outer = Scheme::LeaveOneOut.folds(&design).unwrap();
    let nested = |inner| {
        let options = NestedOptions {
            most: 4,
            inner,
            ..NestedOptions::default()
        };
        nested_cross_validate(&design, Scaling::Auto, &outer, options, None).unwrap()
    };
    // Eleven groups are left to train on, whatever is asked for.
    let folds = nested(Scheme::KFold { k: 12, seed: 5 });
    assert_eq!(folds.choices.len(), 12);
    let one_by_one = nested(Scheme::LeaveOneOut);
    for (a, b) in folds.predictions.iter().zip(&one_by_one.predictions) {
        assert!((a - b).abs() < 1e-10);
    }
}

#[test]
fn permutations_exchange_whole_groups() {
    let design = replicated();
    let options = PermutationOptions {
        permutations: 199,
        seed: 4,
    };
    let folds = Scheme::LeaveOneOut.folds(&design).unwrap();
    let test =
        permutation_test_over(&design, Scaling::Auto, 4, &folds, None, options, None).unwrap();
    // There is nothing to find between the groups; by rows there is.
    assert!(test.p_q2 > 0.05, "{}", test.p_q2);
    let cv = cross_validate(&design, Scaling::Auto, 4, &folds, None).unwrap();
    let best = cv.q2().into_iter().fold(f64::NEG_INFINITY, f64::max);
    assert!((test.observed.q2 - best).abs() < 1e-10);
}

#[test]
fn a_model_without_components_is_always_chance() {
    // Nothing here predicts the response.
    let x = [
        [1.0, 2.0],
        [2.0, 1.0],
        [3.0, 2.5],
        [4.0, 0.5],
        [5.0, 2.0],
        [6.0, 1.5],
    ];
    let rows = ["a", "b", "c", "d", "e", "f"];
    let table = Table::from_records(&rows, &["u", "v"], &x).unwrap();
    let response = Response::new("y", vec![0.3, -0.7, 0.4, -0.2, 0.6, -0.5]);
    let design = Design::new(table, response, Missing::Refuse).unwrap();
    let options = PermutationOptions {
        permutations: 99,
        seed: 1,
    };
    let test = permutation_test(&design, Scaling::Auto, 2, options, None).unwrap();
    assert_eq!(test.observed.components, 0);
    assert_eq!(test.p_q2, 1.0);
    assert_eq!(test.p_q2_same_components, 1.0);
    // A number that is given is judged as it is.
    let folds = Folds::leave_one_out(6).unwrap();
    let kept =
        permutation_test_over(&design, Scaling::Auto, 2, &folds, Some(1), options, None).unwrap();
    assert_eq!(kept.p_q2, 1.0);
    assert!(kept.p_q2_same_components < 1.0 || kept.observed.q2_same_components < 0.0);
}

#[test]
fn every_number_of_components_is_compared() {
    let mut design = replicated();
    let cv = leave_one_out(&design, Scaling::Auto, 6).unwrap();
    let all = van_der_voet_all(&cv, 500, 1).unwrap();
    let best = choose(&cv, Rule::Minimum).unwrap().components;
    assert_eq!(all.len(), 7);
    assert_eq!((all[best].t2, all[best].probability), (0.0, 1.0));
    // T² by hand, over the sums of the groups.
    let d: Vec<f64> = (0..12)
        .map(|group| {
            let rows = 3 * group..3 * group + 3;
            rows.map(|i| cv.squared_errors[(i, 1)] - cv.squared_errors[(i, best)])
                .sum()
        })
        .collect();
    let t2 = d.iter().sum::<f64>().powi(2) / d.iter().map(|d| d * d).sum::<f64>();
    assert!(best != 1 && (all[1].t2 - t2).abs() < 1e-12 * t2);
    // Without groups the first ones are those of the shorter test.
    design = design.select_rows(&(0..36).collect::<Vec<_>>()).unwrap();
    let cv = leave_one_out(&design, Scaling::Auto, 6).unwrap();
    let first = van_der_voet(&cv, 500, 1).unwrap();
    let all = van_der_voet_all(&cv, 500, 1).unwrap();
    assert!(
        first
            .iter()
            .zip(&all)
            .all(|(p, of_all)| *p == of_all.probability)
    );
}
