//! Saved models: reading back, files that are refused, what a prediction contains.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use hecs_pls::{Fit, Measure, Missing, Model, PlsError, Scaling, Warning, leave_one_out};
use serde_json::{Value, json};

fn diabetes() -> (hecs_pls::Design, Model) {
    let design = common::design("diabetes", "progression");
    let fit = Fit::new(&design, Scaling::Auto, 5).unwrap();
    let cv = leave_one_out(&design, Scaling::Auto, 5).unwrap();
    let model = Model::new(&fit, 3, 0.95)
        .unwrap()
        .with_cross_validation(&cv)
        .unwrap();
    (design, model)
}

#[test]
fn the_same_model_comes_back() {
    let (design, model) = diabetes();
    let text = model.to_json().unwrap();
    assert!(text.starts_with("{\n  \"schema\": \"hecs-pls/model\",\n  \"version\": 2,"));
    let again = Model::from_json(&text).unwrap();
    assert_eq!(again, model);
    assert_eq!(again.to_json().unwrap(), text);
    assert_eq!(model.provenance.table_sha256, design.sha256());
    assert_eq!(model.provenance.table_sha256.len(), 64);
    let other = design.select_rows(&(0..441).collect::<Vec<_>>()).unwrap();
    assert_ne!(other.sha256(), design.sha256());
}

#[test]
fn other_files_are_refused() {
    let (_, model) = diabetes();
    let text = model.to_json().unwrap();
    let other = text.replace("\"version\": 2", "\"version\": 4");
    assert!(matches!(
        Model::from_json(&other),
        Err(PlsError::UnknownSchema { version: 4, .. })
    ));
    let other = text.replace("hecs-pls/model", "else");
    assert!(matches!(
        Model::from_json(&other),
        Err(PlsError::UnknownSchema { .. })
    ));
    assert!(matches!(Model::from_json("{}"), Err(PlsError::Json(_))));
    let other = text.replace("\"components\": 3", "\"components\": 2");
    assert!(matches!(
        Model::from_json(&other),
        Err(PlsError::InconsistentModel {
            part: "weights",
            found: 3,
            expected: 2
        })
    ));
}

/// Every number and text of a JSON value by its path.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(field, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}/{number}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

/// A value other than the one there is, of the same kind.
fn other(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(whole) => json!(whole + 1),
            None => json!(number.as_f64().unwrap() * 1.001),
        },
        Value::String(text) => json!(format!("{text}x")),
        Value::Null => json!(0.5),
        _ => unreachable!("no field is true or false"),
    }
}

/// Models with and without components, centred only, of more columns than rows, of two rows.
fn models() -> Vec<Model> {
    let (design, model) = diabetes();
    let mut found = vec![model];
    for scaling in [Scaling::Auto, Scaling::AutoOnce, Scaling::Center] {
        for components in [0, 1, 5] {
            let fit = Fit::new(&design, scaling, components.max(1)).unwrap();
            found.push(Model::new(&fit, components, 0.9).unwrap());
        }
    }
    let train = common::argyrodites().train;
    for (rows, most) in [(25, 24), (6, 5), (2, 1)] {
        let few = train.select_rows(&(0..rows).collect::<Vec<_>>()).unwrap();
        let fit = Fit::new(&few, Scaling::Auto, most).unwrap();
        let components = fit.components();
        found.push(Model::new(&fit, components, 0.95).unwrap());
    }
    found
}

#[test]
fn models_of_all_kinds_are_read_with_and_without_their_digest() {
    for model in models() {
        let text = model.to_json().unwrap();
        assert_eq!(Model::from_json(&text).unwrap(), model);
        let mut file: Value = serde_json::from_str(&text).unwrap();
        file.as_object_mut().unwrap().remove("sha256").unwrap();
        assert_eq!(Model::from_json(&file.to_string()).unwrap(), model);
    }
}

#[test]
fn a_change_of_any_field_is_found() {
    let (_, model) = diabetes();
    let file: Value = serde_json::from_str(&model.to_json().unwrap()).unwrap();
    let mut paths = Vec::new();
    leaves(&file["model"], "/model", &mut paths);
    for path in paths {
        let mut changed = file.clone();
        let field = changed.pointer_mut(&path).unwrap();
        *field = other(field);
        assert!(Model::from_json(&changed.to_string()).is_err(), "{path}");
    }
}

#[test]
fn a_contradiction_is_found_without_a_digest_and_named() {
    let (_, model) = diabetes();
    let mut file: Value = serde_json::from_str(&model.to_json().unwrap()).unwrap();
    file.as_object_mut().unwrap().remove("sha256").unwrap();
    let mut paths = Vec::new();
    leaves(&file["model"], "/model", &mut paths);
    // Names and limits that nothing else in the file tells.
    let is_free = |path: &str| {
        let ends = ["name", "unit", "minimum", "maximum", "software"];
        let begins = [
            "/model/limits/q_residual",
            "/model/limits/joint_factor",
            "/model/provenance/row_names",
        ];
        ends.iter().any(|end| path.ends_with(end)) || begins.iter().any(|b| path.starts_with(b))
    };
    for path in paths.iter().filter(|path| !is_free(path)) {
        let mut changed = file.clone();
        let field = changed.pointer_mut(path).unwrap();
        *field = other(field);
        let error = Model::from_json(&changed.to_string());
        assert!(error.is_err(), "{path}");
    }
    for (path, value, named) in [
        (
            "/model/limits/level",
            json!(1.5),
            "limits.level is 1.5, it must be between 0 and 1",
        ),
        (
            "/model/y_scale",
            json!(-1.0),
            "y_scale is -1, it must be above 0",
        ),
        (
            "/model/columns/2/scale",
            json!(0.0),
            "columns[2].scale is 0, it must be above 0",
        ),
        (
            "/model/columns/2/coefficient",
            json!(7.0),
            "columns[2].coefficient is 7, it must be",
        ),
        (
            "/model/score_variances/1",
            json!(-2.0),
            "score_variances[1] is -2, it must be above 0",
        ),
        (
            "/model/errors/q2",
            json!(3.0),
            "errors.q2 is 3, it must be at most 1",
        ),
        (
            "/model/limits/q_residual",
            json!(-1.0),
            "limits.q_residual is -1, it must be above 0",
        ),
        (
            "/model/limits/joint_factor",
            json!(0.0),
            "limits.joint_factor is 0, it must be above 0",
        ),
        (
            "/model/limits/joint_factor",
            Value::Null,
            "it must be given together with limits.joint_factor or not at all",
        ),
        (
            "/model/columns/0/minimum",
            json!(1e9),
            "columns[0].minimum is 1000000000, it must be at most",
        ),
        ("/model/intercept", json!(0.0), "intercept is 0, it must be"),
        (
            "/model/columns/1/name",
            json!("AGE"),
            "the column name `AGE` occurs more than once",
        ),
    ] {
        let mut changed = file.clone();
        let first = changed.pointer("/model/columns/0/name").unwrap().clone();
        *changed.pointer_mut(path).unwrap() = if value == "AGE" { first } else { value };
        let error = Model::from_json(&changed.to_string())
            .unwrap_err()
            .to_string();
        let named = named.replace("`AGE`", &format!("`{}`", model.columns[0].name));
        assert!(error.contains(&named), "{path}: {error}");
    }
}

#[test]
fn a_model_of_the_earlier_version_predicts_with_a_word() {
    let (design, model) = diabetes();
    let mut earlier = model.clone();
    earlier.limits.q_residual_new_rows = None;
    earlier.limits.joint_factor = None;
    let text = earlier.to_json().unwrap();
    // The earlier version had the same fields but these, and a digest over them.
    assert!(!text.contains("new_rows\": null") && !text.contains("joint_factor"));
    let text = text.replace("\"version\": 2", "\"version\": 1");
    let read = Model::from_json(&text).unwrap();
    assert_eq!(read.limits, earlier.limits);
    assert_eq!(read.warnings, [Warning::EarlierLimits]);
    assert_eq!(
        read.limits.judged_hotelling_t2(),
        model.limits.hotelling_t2_new_rows
    );
    assert_eq!(read.limits.judged_q_residual(), model.limits.q_residual_box);
    let (old, new) = (
        read.predict(design.table(), Missing::Refuse).unwrap(),
        model.predict(design.table(), Missing::Refuse).unwrap(),
    );
    assert!(
        old.iter()
            .zip(&new)
            .all(|(old, new)| old.value == new.value)
    );
    // Saved again it is of this version and still says so.
    let again = Model::from_json(&read.to_json().unwrap()).unwrap();
    assert_eq!(again, read);
    let changed = text.replace("\"level\": 0.95", "\"level\": 0.9");
    assert!(Model::from_json(&changed).is_err());
}

#[test]
fn columns_must_match_in_any_order() {
    let (design, model) = diabetes();
    let table = design.table();
    let backwards: Vec<&str> = model.column_names().into_iter().rev().collect();
    let reordered = table.select_columns(&backwards).unwrap();
    assert_eq!(
        model.predict(table, Missing::Refuse).unwrap(),
        model.predict(&reordered, Missing::Refuse).unwrap()
    );
    let error = model
        .predict(
            &table.without_columns(&["bmi", "s5"]).unwrap(),
            Missing::Refuse,
        )
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the columns do not match the model: missing [bmi, s5], extra []"
    );
    let sheet = common::sheet("diabetes.csv");
    let extra = sheet.table(&sheet.numeric_columns()).unwrap();
    let error = model.predict(&extra, Missing::Refuse).unwrap_err();
    assert!(
        matches!(error, PlsError::ColumnsDiffer { missing, extra } if missing.is_empty() && extra == ["Y_progression"])
    );
}

#[test]
fn a_far_row_is_outside_for_a_reason() {
    let (design, model) = diabetes();
    let mut values = design.table().select_rows(&[0]).values().clone();
    values[(0, 2)] += 40.0;
    let columns = design.table().columns().to_vec();
    let table = hecs_pls::Table::new(vec!["heavy".to_owned()], columns, values).unwrap();
    let prediction = model.predict(&table, Missing::Refuse).unwrap().remove(0);
    assert!(!prediction.inside);
    assert_eq!(prediction.out_of_range[0].column, "bmi");
    let reason = &prediction.reasons[0];
    assert_eq!(reason.measure, Measure::HotellingT2);
    assert_eq!(reason.columns[0].column, "bmi");
    let sum: f64 = prediction.t2_contributions.iter().sum();
    assert!((sum - prediction.hotelling_t2).abs() < 1e-9 * prediction.hotelling_t2);
    let sum: f64 = prediction.q_contributions.iter().sum();
    assert!((sum - prediction.q_residual).abs() < 1e-9 * prediction.q_residual);
}

#[test]
fn intervals_cover_the_stated_share() {
    // Of 442 rows left out one at a time, about 95 % must lie in the interval computed from the error of leave-one-out.
    let (design, model) = diabetes();
    let predictions = model.predict(design.table(), Missing::Refuse).unwrap();
    let covered = predictions
        .iter()
        .zip(design.y())
        .filter(|(prediction, y)| {
            let interval = prediction.interval.unwrap();
            interval.low <= **y && **y <= interval.high
        })
        .count();
    assert!((409..=433).contains(&covered), "{covered} of 442");
}
