//! Tables as they come: row numbers, labels of other programs, gaps, names with commas, repeats of samples.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;

use assert_cmd::Command;
use serde_json::Value;

/// Runs the program on a table; its record, what it said, its exit code.
fn of_table(verb: &str, text: &str, arguments: &[&str]) -> (Value, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.csv");
    fs::write(&table, text).unwrap();
    let output = Command::cargo_bin("hecs")
        .unwrap()
        .args([verb, table.to_str().unwrap(), "--response", "y"])
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    (
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

fn fit(text: &str, arguments: &[&str]) -> (Value, String) {
    let (record, stderr, code) = of_table("fit", text, arguments);
    assert_eq!(code, 0, "{stderr}");
    (record, stderr)
}

/// Numbers without a pattern, from 0 to 1.
fn noise(i: usize) -> f64 {
    ((i as f64 + 1.0).sin() * 43_758.545_312_3).fract().abs()
}

/// Twelve rows of a, b and a y that is near their sum, each line made by `line` of (row, a, b, y).
fn table(header: &str, line: impl Fn(usize, f64, f64, f64) -> String) -> String {
    let mut text = format!("{header}\n");
    for i in 0..12 {
        let (a, b) = (noise(i), noise(100 + i));
        let y = a + b + 0.05 * noise(200 + i);
        let _ = writeln!(text, "{}", line(i, a, b, y));
    }
    text
}

#[test]
fn row_numbers_do_not_predict() {
    let plain = table("a,b,y", |_, a, b, y| format!("{a},{b},{y}"));
    let numbered = table(",a,b,y", |i, a, b, y| format!("{i},{a},{b},{y}"));
    let ((plain, _), (numbered, said)) = (fit(&plain, &[]), fit(&numbered, &[]));
    assert_eq!(numbered["q2"], plain["q2"]);
    assert_eq!(numbered["left_out"]["columns"][0]["column"], "");
    assert!(said.contains("counts the rows"), "{said}");
}

#[test]
fn words_of_other_programs_say_the_set_and_others_are_named() {
    let words = ["Training", "VALIDATION", "train", "Test", "hold out", ""];
    let text = table("a,b,y,set", |i, a, b, y| {
        format!("{a},{b},{y},{}", words[if i < 6 { i } else { 0 }])
    });
    let (record, said) = fit(&text, &["--split", "set"]);
    assert_eq!(record["n"], 8);
    let rows = record["predictions"].as_array().unwrap();
    for set in ["test", "validation"] {
        assert_eq!(rows.iter().filter(|row| row["set"] == set).count(), 1);
    }
    assert!(record["rmse_test"].is_f64() && record["errors"]["rmsep_validation"].is_f64());
    let labels = record["left_out"]["labels"].as_array().unwrap();
    assert_eq!(labels[0]["label"], "hold out");
    assert_eq!(labels[1]["rows"][0], "6");
    assert!(said.contains("hold out"), "{said}");
    let (_, said, code) = of_table("fit", "a,y,set\n1,2,A\n2,3,B\n", &["--split", "set"]);
    assert_eq!(code, 2);
    assert!(said.contains("\"A\", \"B\""), "{said}");
}

#[test]
fn gaps_of_test_rows_are_imputed_and_missing_responses_skipped() {
    let text = table("a,b,y,set", |i, a, b, y| match i {
        2 => format!(",{b},{y},test"),
        5 => format!("{a},{b},,test"),
        7 => format!("{a},{b},{y},test"),
        _ => format!("{a},{b},{y},train"),
    });
    let (record, said) = fit(&text, &["--split", "set", "--impute"]);
    assert_eq!(record["left_out"]["rows"][0]["row"], "6");
    assert!(said.contains("test row `3`"), "{said}");
    // The mean of the training rows stands in the gap.
    let mean = (0..12)
        .filter(|i| ![2, 5, 7].contains(i))
        .map(noise)
        .sum::<f64>()
        / 9.0;
    let coefficient = |name: &str| record["coefficients"][name].as_f64().unwrap();
    let by_hand = record["intercept"].as_f64().unwrap()
        + coefficient("a") * mean
        + coefficient("b") * noise(102);
    let rows = record["predictions"].as_array().unwrap();
    let fitted = rows.iter().find(|row| row["row"] == "3").unwrap()["fitted"].as_f64();
    assert!((fitted.unwrap() - by_hand).abs() < 1e-12);
}

#[test]
fn a_name_with_a_comma_can_be_named() {
    let text = table("\"2,4-D\",b,y", |_, a, b, y| format!("{a},{b},{y}"));
    for option in ["\"2,4-D\"", "2,4-D"] {
        let (record, _) = fit(&text, &["--exclude", option]);
        assert!(record["coefficients"].get("2,4-D").is_none());
        assert_eq!(record["p"], 1);
    }
    let (record, _) = fit(&text, &["--exclude", ""]);
    assert_eq!(record["p"], 2);
}

#[test]
fn components_that_are_not_there_are_said() {
    let text = table("a,b,k,y", |_, a, b, y| format!("{a},{b},3,{y}"));
    let (record, said) = fit(&text, &["--components", "3"]);
    assert_eq!(record["components"], 2);
    assert!(
        said.contains("3 components asked for, the data carry 2"),
        "{said}"
    );
    let (record, said) = fit(&text, &["--components", "0"]);
    assert_eq!(record["choice"]["rule"], "given");
    assert!(record["choice"]["minimum"].as_u64() > Some(0));
    assert!(said.contains("0 components were asked for"), "{said}");
    assert!(!said.contains("no number of components"), "{said}");
}

/// Eight samples, three times each, whose response has nothing to do with their eight columns.
fn repeats() -> String {
    let mut text = String::from("sample,a,b,c,d,e,f,g,h,y\n");
    for i in 0..24 {
        let sample = i / 3;
        let _ = write!(text, "S{sample}");
        for j in 0..8 {
            let x = noise(1000 + 8 * sample + j) + 0.01 * noise(5000 + 8 * i + j);
            let _ = write!(text, ",{x}");
        }
        let _ = writeln!(text, ",{}", noise(300 + sample) + 0.01 * noise(400 + i));
    }
    text
}

#[test]
fn repeats_are_seen_and_left_out_together() {
    let (by_row, said) = fit(&repeats(), &[]);
    assert!(said.contains("--group"), "{said}");
    let (by_group, said) = fit(&repeats(), &["--group", "sample"]);
    assert!(!said.contains("--group"), "{said}");
    assert_eq!(by_group["cv"]["units"], 8);
    let best = |record: &Value| {
        let q2 = record["q2"].as_array().unwrap().iter();
        q2.map(|q2| q2.as_f64().unwrap())
            .fold(f64::NEG_INFINITY, f64::max)
    };
    assert!(best(&by_row) > 0.9 && best(&by_group) < 0.5);
    for cv in ["kfold:4", "blocks:4", "repeated:4x3"] {
        let (record, _) = fit(&repeats(), &["--group", "sample", "--cv", cv]);
        assert_eq!(record["cv"]["folds"], 4);
        assert!(best(&record) < 0.9, "{cv}");
    }
    for cv in ["kfold:1", "kfold", "repeated:3", "jackknife"] {
        let (_, said, code) = of_table("fit", &repeats(), &["--cv", cv]);
        assert!(code == 2 && said.contains("repeated:KxR"), "{said}");
    }
}

#[test]
fn validation_judges_the_model_of_the_fit() {
    let few = ["--permutations", "20", "--bootstrap", "20"];
    let of = |verb: &str, own: &[&str], more: &[&str]| {
        let (record, said, code) = of_table(verb, &repeats(), &[own, more].concat());
        assert_eq!(code, 0, "{said}");
        record
    };
    for own in [
        &["--exclude", "sample", "--components", "3"][..],
        &[
            "--group",
            "sample",
            "--cv",
            "kfold:4",
            "--choice",
            "one-standard-error",
        ],
    ] {
        let (made, judged) = (of("fit", own, &[]), of("validate", own, &few));
        assert_eq!(made["components"], judged["components"]);
        assert_eq!(made["choice"], judged["choice"]);
        assert_eq!(made["cv"], judged["cv"]);
        let components = made["components"].as_u64().unwrap() as usize;
        assert_eq!(made["q2"][components], judged["q2"]);
    }
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    let model = model.to_str().unwrap();
    of(
        "fit",
        &["--include", "a,c,d", "--components", "2", "--out", model],
        &[],
    );
    let judged = of("validate", &["--model", model], &few);
    assert_eq!(
        (&judged["p"], &judged["components"]),
        (&3.into(), &2.into())
    );
    let other = repeats().replace("S0,0", "S0,1");
    let (_, said, code) = of_table("validate", &other, &["--model", model]);
    assert!(code == 2 && said.contains("other rows"), "{said}");
}

#[test]
fn the_level_decides_limits_and_intervals() {
    let text = table("a,b,y", |_, a, b, y| format!("{a},{b},{y}"));
    let ((wide, _), (narrow, _)) = (
        fit(&text, &["--level", "0.99"]),
        fit(&text, &["--level", "0.8"]),
    );
    let limit = |record: &Value| record["limits"]["judged_hotelling_t2"].as_f64().unwrap();
    assert!(limit(&wide) > limit(&narrow));
    let width = |record: &Value| {
        let column = &record["columns"][0];
        column["high"].as_f64().unwrap() - column["low"].as_f64().unwrap()
    };
    assert!(width(&wide) > width(&narrow));
    assert_eq!(
        (&wide["level"], &wide["intervals"]),
        (&0.99.into(), &"jackknife".into())
    );
    let (record, _) = fit(&text, &["--intervals", "bootstrap:50"]);
    assert_eq!(record["intervals"], "bootstrap");
    let (record, _) = fit(&text, &["--intervals", "none"]);
    assert_eq!(record["columns"][0]["low"], Value::Null);
    let (_, said, code) = of_table("fit", &text, &["--level", "1"]);
    assert_eq!(code, 2);
    assert!(said.contains("below 1, such as 0.95"), "{said}");
}

#[test]
fn scores_and_shares_add_up() {
    let text = table("a,b,y", |_, a, b, y| format!("{a},{b},{y}"));
    let (record, _) = fit(&text, &["--components", "2"]);
    let numbers = |value: &Value| -> Vec<f64> {
        let list = value.as_array().unwrap();
        list.iter().map(|x| x.as_f64().unwrap()).collect()
    };
    // Both columns are described in full by two components.
    let last = &record["by_component"][1];
    assert!((last["r2x_cumulative"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    let r2 = record["r2_train"].as_f64().unwrap();
    assert!((last["r2y_cumulative"].as_f64().unwrap() - r2).abs() < 1e-12);
    for row in record["predictions"].as_array().unwrap() {
        // T² is the sum of the squared scores over their variances, and the regression of u on t has slope 1:
        // what the components leave of the response is what u and t differ by.
        let (t, u) = (numbers(&row["scores"]), numbers(&row["y_scores"]));
        let t2: f64 = (record["by_component"].as_array().unwrap().iter().zip(&t))
            .map(|(component, t)| t * t / component["score_variance"].as_f64().unwrap())
            .sum();
        assert!((t2 - row["hotelling_t2"].as_f64().unwrap()).abs() < 1e-10);
        let loading = |a: usize| record["by_component"][a]["y_loading"].as_f64().unwrap();
        assert!((loading(0) * (u[0] - t[0]) - loading(1) * u[1]).abs() < 1e-10);
    }
}

#[test]
fn a_model_of_the_earlier_version_is_said_with_each_prediction() {
    let folder = tempfile::tempdir().unwrap();
    let (path, rows) = (
        folder.path().join("model.json"),
        folder.path().join("new.csv"),
    );
    let text = table("a,b,y", |_, a, b, y| format!("{a},{b},{y}"));
    fit(&text, &["--out", path.to_str().unwrap()]);
    fs::write(&rows, "a,b\n0.5,0.5\n").unwrap();
    let predict = || {
        let output = Command::cargo_bin("hecs")
            .unwrap()
            .args([
                "predict",
                "--format",
                "json",
                "--model",
                path.to_str().unwrap(),
            ])
            .args(["--table", rows.to_str().unwrap()])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (
            serde_json::from_slice::<Value>(&output.stdout).unwrap(),
            said,
        )
    };
    let (record, said) = predict();
    assert_eq!(
        (record[0]["notes"].as_array().unwrap().len(), said.as_str()),
        (0, "")
    );
    // A model of the earlier version has neither the limit of left-out rows nor the joint factor.
    let mut model = hecs_pls::Model::from_json(&fs::read_to_string(&path).unwrap()).unwrap();
    model.limits.q_residual_new_rows = None;
    model.limits.joint_factor = None;
    let earlier = model
        .to_json()
        .unwrap()
        .replace("\"version\": 2", "\"version\": 1");
    fs::write(&path, earlier).unwrap();
    let (record, said) = predict();
    assert_eq!(record[0]["notes"][0]["code"], "model::earlier-limits");
    assert!(said.contains("earlier version"), "{said}");
}

#[test]
fn test_rows_are_predicted_by_the_columns_that_were_selected() {
    let sets = ["train", "test", "train"];
    let text = table("a,b,c,y,set", |i, a, b, y| {
        format!("{a},{b},{},{y},{}", noise(300 + i), sets[i % 3])
    });
    let (record, _) = fit(&text, &["--split", "set", "--select", "vip:0.9"]);
    let columns = record["columns"].as_array().unwrap();
    assert!(columns.len() < 3, "{}", record["columns"]);
    let rows = record["predictions"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["set"] == "test").count(), 4);
}
