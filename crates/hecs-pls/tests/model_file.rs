//! Saved models: reading back, files that are refused, what a prediction contains.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use hecs_pls::{Fit, Measure, Missing, Model, PlsError, Scaling, leave_one_out};

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
    assert!(text.starts_with("{\n  \"schema\": \"hecs-pls/model\",\n  \"version\": 1,"));
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
    let other = text.replace("\"version\": 1", "\"version\": 2");
    assert!(matches!(
        Model::from_json(&other),
        Err(PlsError::UnknownSchema { version: 2, .. })
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
