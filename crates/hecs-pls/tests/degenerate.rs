//! Data with little, repeated or no information: a result with a warning, or an error that names row and column.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use hecs_pls::{
    BootstrapOptions, Column, DMatrix, Design, Fit, Folds, Missing, Model, NestedOptions,
    PermutationOptions, PlsError, Response, Scaling, Sheet, Table, Warning, bootstrap,
    cross_validate, leave_one_out, nested_cross_validate, permutation_test,
};

fn table(columns: &[&str], records: &[&[f64]]) -> Table {
    let names: Vec<String> = (1..=records.len()).map(|i| format!("row {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Table::from_records(&names, columns, records).unwrap()
}

#[test]
fn synthetic_data_are_named_in_warnings() {
    let design = common::design("synth_hecs", "Ea");
    let about: Vec<String> = design.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        about[0],
        "column `x11` is 7.25 in every row: its coefficient is 0"
    );
    assert_eq!(about[1], "column `x6` is a duplicate of `x5`");
    let Warning::AffineCopy {
        column,
        of,
        factor,
        offset,
    } = &design.warnings()[2]
    else {
        panic!("{about:?}");
    };
    assert_eq!((column.as_str(), of.as_str()), ("x9", "x8"));
    assert!((factor - 2.0).abs() < 1e-9 && (offset + 3.0).abs() < 1e-9);
    assert_eq!(about.len(), 3);

    let cv = leave_one_out(&design, Scaling::Auto, 8).unwrap();
    let in_fold = Warning::ConstantInFold {
        column: "x12".to_owned(),
        rows: vec!["18".to_owned()],
    };
    assert_eq!(cv.warnings[3..], [in_fold]);
    let coarse = cross_validate(
        &design,
        Scaling::Auto,
        8,
        &Folds::k_fold(40, 5, 1).unwrap(),
        None,
    )
    .unwrap();
    assert!(
        matches!(&coarse.warnings[3], Warning::ConstantInFold { column, rows } if column == "x12" && rows.contains(&"18".to_owned()))
    );

    let fit = Fit::new(&design, Scaling::Auto, 8).unwrap();
    assert_eq!(fit.coefficients[(10, 7)], 0.0);
    assert_eq!(fit.vip(8).unwrap()[10], 0.0);
    assert_eq!(fit.selectivity_ratio(8).unwrap()[10], None);
    let model = Model::new(&fit, 4, 0.95)
        .unwrap()
        .with_cross_validation(&cv)
        .unwrap();
    assert_eq!(model.warnings.len(), 4);
}

#[test]
fn components_end_at_the_rank() {
    let records: Vec<Vec<f64>> = (0..9)
        .map(|i| (0..3).map(|k| f64::from(i + k).sin()).collect())
        .collect();
    let x: Vec<[f64; 4]> = records
        .iter()
        .map(|r| [r[0], r[1], r[0] + r[1], r[0] - r[1]])
        .collect();
    let y = records.iter().map(|r| r[0] + 0.3 * r[2] * r[2]).collect();
    let records: Vec<&[f64]> = x.iter().map(<[f64; 4]>::as_slice).collect();
    let design = Design::new(
        table(&["a", "b", "c", "d"], &records),
        Response::new("y", y),
        Missing::Refuse,
    )
    .unwrap();
    let fit = Fit::new(&design, Scaling::Auto, 4).unwrap();
    assert_eq!(fit.components(), 2);
    assert_eq!(fit.warnings, [Warning::RankReached { asked: 4, found: 2 }]);
    let cv = leave_one_out(&design, Scaling::Auto, 4).unwrap();
    assert_eq!(cv.components(), 2);
    assert!(matches!(
        fit.coefficients_at(3),
        Err(PlsError::TooManyComponents {
            asked: 3,
            available: 2
        })
    ));
}

#[test]
fn predictors_without_information_give_the_mean_model() {
    let design = Design::new(
        table(&["a"], &[&[1.0], &[1.0], &[1.0], &[1.0]]),
        Response::new("y", vec![1.0, 2.0, 3.0, 4.0]),
        Missing::Refuse,
    )
    .unwrap();
    let fit = Fit::new(&design, Scaling::Auto, 3).unwrap();
    assert_eq!(fit.components(), 0);
    let model = Model::new(&fit, 0, 0.95).unwrap();
    let predictions = model
        .predict(&table(&["a"], &[&[7.0]]), Missing::Refuse)
        .unwrap();
    assert_eq!(predictions[0].value, 2.5);
    assert_eq!(predictions[0].out_of_range[0].column, "a");
    let cv = leave_one_out(&design, Scaling::Auto, 3).unwrap();
    assert_eq!(cv.components(), 0);
    let options = PermutationOptions {
        permutations: 9,
        seed: 1,
    };
    let test = permutation_test(&design, Scaling::Auto, 3, options, None).unwrap();
    assert_eq!(test.p_q2, 1.0);
}

#[test]
fn a_response_constant_in_a_fold_is_predicted_by_its_value() {
    let design = Design::new(
        table(
            &["a", "b"],
            &[
                &[1.0, 2.0],
                &[2.0, 1.0],
                &[4.0, 1.5],
                &[3.0, 5.0],
                &[5.0, 5.5],
            ],
        ),
        Response::new("y", vec![1.0, 1.0, 1.0, 1.0, 9.0]),
        Missing::Refuse,
    )
    .unwrap();
    for scaling in [Scaling::Auto, Scaling::AutoOnce, Scaling::Center] {
        let cv = leave_one_out(&design, scaling, 2).unwrap();
        assert!((cv.predictions[(4, 2)] - 1.0).abs() < 1e-12);
    }
    let outer = Folds::leave_one_out(5).unwrap();
    let nested = nested_cross_validate(
        &design,
        Scaling::Auto,
        &outer,
        NestedOptions::default(),
        None,
    )
    .unwrap();
    assert_eq!(nested.predictions[4], 1.0);
    assert_eq!(nested.choices[4].components, 0);
}

#[test]
fn wide_tables_use_the_other_product() {
    let (n, p) = (7, 40);
    let x = DMatrix::from_fn(n, p, |i, j| ((i * 31 + j * 17) as f64).sin());
    let y = (0..n).map(|i| x[(i, 3)] + x[(i, 8)]).collect();
    let table = Table::new(
        (0..n).map(|i| i.to_string()).collect(),
        (0..p).map(|j| Column::from(format!("c{j}"))).collect(),
        x,
    )
    .unwrap();
    let design = Design::new(table, Response::new("y", y), Missing::Refuse).unwrap();
    for scaling in [Scaling::Auto, Scaling::AutoOnce, Scaling::Center] {
        let fast = leave_one_out(&design, scaling, 10).unwrap();
        let folds = Folds::leave_one_out(n).unwrap();
        let slow = hecs_pls::cross_validate_by_refits(&design, scaling, 10, &folds, None).unwrap();
        assert!((&fast.predictions - &slow.predictions).amax() < 1e-10);
        assert_eq!(fast.warnings, slow.warnings);
    }
}

#[test]
fn missing_values_are_refused_or_imputed() {
    let with_gap = || table(&["a", "b"], &[&[1.0, 2.0], &[2.0, f64::NAN], &[4.0, 4.0]]);
    let response = || Response::new("y", vec![1.0, 2.0, 4.0]);
    let error = Design::new(with_gap(), response(), Missing::Refuse).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row `row 2`, column `b`: the value is missing or not finite; fill it in or leave the row or the column out \
         (`hecs fit` and `hecs validate` put the mean of the column there with --impute, and skip it with --missing nipals)"
    );
    let design = Design::new(with_gap(), response(), Missing::MeanImpute).unwrap();
    assert_eq!(design.x()[(1, 1)], 3.0);
    let expected = Warning::MeanImputed {
        column: "b".to_owned(),
        rows: vec!["row 2".to_owned()],
        mean: 3.0,
    };
    assert_eq!(design.warnings()[0], expected);

    let model = Model::new(&Fit::new(&design, Scaling::Auto, 1).unwrap(), 1, 0.95).unwrap();
    assert!(matches!(
        model.predict(&with_gap(), Missing::Refuse),
        Err(PlsError::MissingValue { .. })
    ));
    let predictions = model.predict(&with_gap(), Missing::MeanImpute).unwrap();
    assert_eq!(predictions[1].imputed, ["b"]);

    let empty = table(&["a"], &[&[f64::NAN], &[f64::NAN]]);
    let error = Design::new(
        empty,
        Response::new("y", vec![1.0, 2.0]),
        Missing::MeanImpute,
    );
    assert!(matches!(error, Err(PlsError::EmptyColumn { .. })));
    let bad = Response::new("y", vec![1.0, f64::INFINITY, 4.0]);
    let error = Design::new(
        table(&["a"], &[&[1.0], &[2.0], &[3.0]]),
        bad,
        Missing::Refuse,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "row `row 2`: the response `y` is missing or not finite; a response is never imputed, fill it in or leave \
         the row out"
    );
}

#[test]
fn bad_input_is_named() {
    let one = Design::new(
        table(&["a"], &[&[1.0]]),
        Response::new("y", vec![1.0]),
        Missing::Refuse,
    );
    assert!(matches!(
        one,
        Err(PlsError::TooFewRows { rows: 1, needed: 2 })
    ));
    let two = || table(&["a"], &[&[1.0], &[2.0]]);
    let constant =
        Design::new(two(), Response::new("y", vec![3.0, 3.0]), Missing::Refuse).unwrap_err();
    assert_eq!(constant.to_string(), "the response `y` is 3 in every row");
    let short = Design::new(two(), Response::new("y", vec![3.0]), Missing::Refuse);
    assert!(matches!(
        short,
        Err(PlsError::WrongLength {
            found: 1,
            expected: 2,
            ..
        })
    ));
    let none = two().select_columns::<&str>(&[]).unwrap();
    let none = Design::new(none, Response::new("y", vec![1.0, 2.0]), Missing::Refuse);
    assert!(matches!(none, Err(PlsError::NoColumns)));
    let twice = Table::from_records(&["r"], &["a", "a"], &[[1.0, 2.0]]);
    assert!(matches!(twice, Err(PlsError::RepeatedColumn { column }) if column == "a"));
    let unknown = two().without_columns(&["b"]).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no column `b`; the table has: a"
    );

    let design = Design::new(two(), Response::new("y", vec![1.0, 2.0]), Missing::Refuse).unwrap();
    assert!(matches!(
        leave_one_out(&design, Scaling::Auto, 1),
        Err(PlsError::BadFolds(_))
    ));
    assert!(matches!(
        Fit::new(&design, Scaling::Auto, 0),
        Err(PlsError::OutOfRange { .. })
    ));
    let fit = Fit::new(&design, Scaling::Auto, 1).unwrap();
    assert!(matches!(fit.vip(0), Err(PlsError::OutOfRange { .. })));
    assert!(matches!(
        Model::new(&fit, 1, 1.5),
        Err(PlsError::OutOfRange { .. })
    ));
    // Two rows, one component: nothing left for an error, hence no interval and no limit of T².
    let model = Model::new(&fit, 1, 0.95).unwrap();
    let predictions = model.predict(&two(), Missing::Refuse).unwrap();
    assert_eq!(predictions[0].interval, None);
    assert_eq!(model.limits.hotelling_t2, None);
    let folds = Folds::leave_one_out(3).unwrap();
    assert!(matches!(
        cross_validate(&design, Scaling::Auto, 1, &folds, None),
        Err(PlsError::WrongLength { .. })
    ));
    assert!(matches!(
        Sheet::read("a,b\n1,2,3\n".as_bytes()),
        Err(PlsError::Csv(_))
    ));
}

#[test]
fn columns_of_any_size_give_the_same_result() {
    let plain = [[1.0, 5.0], [2.0, 3.0], [3.5, 4.0], [4.0, 1.0], [6.0, 2.5]];
    let y = vec![1.0, 2.2, 3.1, 4.5, 5.7];
    let design_of = |first: f64, second: f64| {
        let records: Vec<[f64; 2]> = plain
            .iter()
            .map(|r| [r[0] * first, r[1] * second])
            .collect();
        let records: Vec<&[f64]> = records.iter().map(<[f64; 2]>::as_slice).collect();
        Design::new(
            table(&["a", "b"], &records),
            Response::new("y", y.clone()),
            Missing::Refuse,
        )
        .unwrap()
    };
    let expected = leave_one_out(&design_of(1.0, 1.0), Scaling::Auto, 2).unwrap();
    let extreme = design_of(1e-200, 1e200);
    for scaling in [Scaling::Auto, Scaling::AutoOnce] {
        let cv = leave_one_out(&extreme, scaling, 2).unwrap();
        assert!((cv.press[2] - expected.press[2]).abs() < 1e-9);
        let model = Model::new(&Fit::new(&extreme, scaling, 2).unwrap(), 2, 0.95).unwrap();
        assert_eq!(Model::from_json(&model.to_json().unwrap()).unwrap(), model);
    }
    // Centring alone does not prevent squares that overflow.
    for error in [
        leave_one_out(&extreme, Scaling::Center, 2).unwrap_err(),
        Fit::new(&extreme, Scaling::Center, 2).unwrap_err(),
    ] {
        assert_eq!(beyond(&error), ("row 1", "b", 5.0 * 1e200));
    }
}

/// Row, column and number of a [`PlsError::BeyondRange`].
fn beyond(error: &PlsError) -> (&str, &str, f64) {
    match error {
        PlsError::BeyondRange {
            row, column, value, ..
        } => (row, column, *value),
        other => panic!("{other:?}"),
    }
}

const SCALINGS: [Scaling; 3] = [Scaling::Auto, Scaling::AutoOnce, Scaling::Center];

/// Six rows of two columns and a response, each multiplied by its factor.
fn scaled(first: f64, second: f64, response: f64) -> Result<Design, PlsError> {
    let plain = [
        [1.0, 5.0],
        [2.0, 3.0],
        [3.5, 4.0],
        [4.0, 1.0],
        [6.0, 2.5],
        [5.5, 4.5],
    ];
    let records = plain.map(|[a, b]| [a * first, b * second]);
    let records: Vec<&[f64]> = records.iter().map(<[f64; 2]>::as_slice).collect();
    let y = [1.0, 2.2, 3.1, 4.5, 5.7, 5.1].map(|y| y * response);
    Design::new(
        table(&["a", "b"], &records),
        Response::new("y", y.to_vec()),
        Missing::Refuse,
    )
}

#[test]
fn numbers_that_cannot_be_squared_are_named() {
    for size in [1e307, 1e160, 1e-160, 5e-320] {
        let error = scaled(1.0, 1.0, size).unwrap_err();
        assert_eq!(beyond(&error), ("row 5", "y", 5.7 * size));
    }
    let error = scaled(1.0, 3e307, 1.0).unwrap_err();
    assert_eq!(beyond(&error), ("row 1", "b", 5.0 * 3e307));
    assert_eq!(
        scaled(1.0, 1.0, 1e200).unwrap_err().to_string(),
        "row `row 5`, column `y`: 5.7e200 leaves the range of floating point when it is centred, scaled and squared; \
         correct it, or multiply the column by a power of ten (another unit)"
    );
    // Either size works, but the coefficient from the one to the other is 1e330.
    let design = scaled(1e-200, 1.0, 1e130).unwrap();
    let error = Fit::new(&design, Scaling::Auto, 2).unwrap_err();
    assert_eq!(beyond(&error).1, "a");
}

#[test]
fn sizes_that_work_give_finite_numbers_everywhere_and_the_same_curve() {
    let expected = leave_one_out(&scaled(1.0, 1.0, 1.0).unwrap(), Scaling::Auto, 2)
        .unwrap()
        .q2();
    for (a, b, y) in [
        (1.0, 1.0, 1e138),
        (1.0, 1.0, 1e-138),
        (1e300, 1e-100, 1e100),
        (1e-150, 1e-150, 1e138),
    ] {
        let design = scaled(a, b, y).unwrap();
        let cv = leave_one_out(&design, Scaling::Auto, 2).unwrap();
        for (q2, expected) in cv.q2().iter().zip(&expected) {
            assert!((q2 - expected).abs() < 1e-9, "{a} {b} {y}: {q2}");
        }
        let fit = Fit::new(&design, Scaling::Auto, 2).unwrap();
        let model = Model::new(&fit, 2, 0.95)
            .unwrap()
            .with_cross_validation(&cv)
            .unwrap();
        assert_eq!(Model::from_json(&model.to_json().unwrap()).unwrap(), model);
    }
}

#[test]
fn a_prediction_too_far_out_to_measure_is_an_error() {
    let design = scaled(1.0, 1.0, 1.0).unwrap();
    let fit = Fit::new(&design, Scaling::Auto, 1).unwrap();
    let model = Model::new(&fit, 1, 0.95).unwrap();
    let far = table(&["a", "b"], &[&[1.0, 2.0], &[-1e200, 2.0]]);
    let error = model.predict(&far, Missing::Refuse).unwrap_err();
    assert_eq!(beyond(&error), ("row 2", "a", -1e200));

    // One row is 1e170 times larger than the others: left out, its error of prediction cannot be squared.
    let records: [&[f64]; 5] = [&[1.0], &[2.0], &[3.0], &[4.0], &[1e170]];
    let design = Design::new(
        table(&["a"], &records),
        Response::new("y", vec![1.0, 2.1, 2.9, 4.2, 5.0]),
        Missing::Refuse,
    )
    .unwrap();
    let error = leave_one_out(&design, Scaling::Auto, 1).unwrap_err();
    assert_eq!(beyond(&error), ("row 5", "y", 5.0));
    let options = PermutationOptions {
        permutations: 5,
        seed: 1,
    };
    let error = permutation_test(&design, Scaling::Auto, 1, options, None).unwrap_err();
    assert_eq!(beyond(&error).0, "row 5");
}

#[test]
fn any_number_of_components_may_be_asked_for() {
    let design = common::design("linnerud", "Waist");
    let most = design.max_components();
    assert_eq!((design.n(), design.p(), most), (20, 3, 3));
    let folds = Folds::repeated_k_fold(20, 4, 2, 1).unwrap();
    let options = PermutationOptions {
        permutations: 5,
        seed: 1,
    };
    for scaling in SCALINGS {
        let loo = leave_one_out(&design, scaling, most).unwrap();
        let k_fold = cross_validate(&design, scaling, most, &folds, None).unwrap();
        let fit = Fit::new(&design, scaling, most).unwrap();
        let test = permutation_test(&design, scaling, most, options, None).unwrap();
        for asked in [4, 1_000_000_000, usize::MAX] {
            let reached = Warning::RankReached { asked, found: 3 };
            let cv = leave_one_out(&design, scaling, asked).unwrap();
            assert_eq!((&cv.press, &cv.predictions), (&loo.press, &loo.predictions));
            assert_eq!(cv.warnings.last(), Some(&reached));
            let cv = cross_validate(&design, scaling, asked, &folds, None).unwrap();
            assert_eq!(cv.press_by_repeat, k_fold.press_by_repeat);
            let more = Fit::new(&design, scaling, asked).unwrap();
            assert_eq!(more.coefficients, fit.coefficients);
            assert_eq!(more.warnings.last(), Some(&reached));
            assert_eq!(
                permutation_test(&design, scaling, asked, options, None).unwrap(),
                test
            );
            let nested = NestedOptions {
                most: asked,
                ..NestedOptions::default()
            };
            let outer = Folds::k_fold(20, 4, 1).unwrap();
            nested_cross_validate(&design, scaling, &outer, nested, None).unwrap();
            assert!(matches!(
                bootstrap(
                    &design,
                    scaling,
                    asked,
                    BootstrapOptions::default(),
                    None,
                    None
                ),
                Err(PlsError::TooManyComponents { available: 3, .. })
            ));
        }
    }
}

#[test]
fn places_in_a_text_are_named_by_line() {
    let sheet = Sheet::read("# source\nname,x,y\nfirst,1,2\nsecond,,3\nthird,4,5\n".as_bytes());
    let mut sheet = sheet.unwrap();
    sheet.name_rows_by("name").unwrap();
    let sheet = sheet.select_rows(&[2, 1]);
    let x = sheet.table(&["x"]).unwrap().select_columns(&["x"]).unwrap();
    let y = Response::new("y", sheet.numbers("y").unwrap());
    let error = Design::new(x, y, Missing::Refuse).unwrap_err().to_string();
    assert!(
        error.starts_with("row `second` (line 4), column `x`: the value is missing"),
        "{error}"
    );
    let z = Response::new("z", sheet.numbers("x").unwrap());
    let table = sheet.table(&["y"]).unwrap();
    let error = Design::new(table, z, Missing::MeanImpute)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("row `second` (line 4): the response `z` is missing"),
        "{error}"
    );
}

#[test]
fn an_empty_table_is_called_empty() {
    for (text, says) in [
        ("", "the table is empty: it has no header and no rows"),
        (
            "# only this\n\n",
            "the table is empty: it has no header and no rows",
        ),
        (
            "a,b\n",
            "the table is empty: it has a header of 2 column(s) and no rows",
        ),
    ] {
        assert_eq!(Sheet::read(text.as_bytes()).unwrap_err().to_string(), says);
    }
    let none = Design::new(
        table(&["a"], &[]),
        Response::new("y", vec![]),
        Missing::Refuse,
    );
    assert!(matches!(none, Err(PlsError::EmptyTable { columns: 1 })));
}
