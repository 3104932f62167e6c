//! Spectra, gaps, selections of columns, several responses: from the options to the record, the model and its predictions.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// Runs the program; what it printed, what it said, its exit code.
fn hecs(arguments: &[&str]) -> (String, String, i32) {
    let output = Command::cargo_bin("hecs")
        .unwrap()
        .args(arguments)
        .output()
        .unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

fn record(arguments: &[&str]) -> Value {
    let (printed, said, code) = hecs(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&printed).unwrap()
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Numbers without a pattern, from 0 to 1.
fn noise(i: usize) -> f64 {
    ((i as f64 + 1.0).sin() * 43_758.545_312_3).fract().abs()
}

/// Eighteen spectra with scatter: one that all have, and the bands of fat and water.
fn spectra() -> String {
    let mut text = "sample".to_owned();
    (0..24).for_each(|j| write!(text, ",c{j}").unwrap());
    text += ",fat,water\n";
    for i in 0..18 {
        let (fat, water) = (noise(i), noise(50 + i));
        let (gain, offset) = (0.7 + 0.6 * noise(100 + i), noise(150 + i));
        write!(text, "s{}", i / 2).unwrap();
        for j in 0..24 {
            let band = |centre: f64, width: f64| (-((j as f64 - centre) / width).powi(2)).exp();
            let pure =
                3.0 * band(12.0, 8.0) + 0.3 * fat * band(7.0, 3.0) + 0.3 * water * band(16.0, 4.0);
            write!(
                text,
                ",{}",
                gain * pure + offset + 0.0005 * noise(1000 + 24 * i + j)
            )
            .unwrap();
        }
        writeln!(text, ",{fat},{water}").unwrap();
    }
    text
}

#[test]
fn treated_spectra_are_predicted_raw() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "spectra.csv", &spectra());
    let model = folder
        .path()
        .join("model.json")
        .to_str()
        .unwrap()
        .to_owned();
    let fit = [
        "fit",
        &table,
        "--response",
        "fat",
        "--exclude",
        "water,sample",
        "--components",
        "2",
    ];
    let raw = record(&fit);
    let treated = [
        "--preprocess",
        "sg:5:2,snv",
        "--scale",
        "center",
        "--out",
        &model,
    ];
    let treated = record(&[&fit[..], &treated].concat());
    assert_eq!(
        treated["recipe"]["treatments"],
        serde_json::json!(["sg:5:2:0", "snv"])
    );
    let q2 = |record: &Value| record["q2"][2].as_f64().unwrap();
    assert!(
        q2(&treated) > 0.97 && q2(&treated) > q2(&raw) + 0.02,
        "{} {}",
        q2(&treated),
        q2(&raw)
    );
    let predicted = record(&["predict", "--model", &model, "--table", &table]);
    for (row, prediction) in treated["predictions"]
        .as_array()
        .unwrap()
        .iter()
        .zip(predicted.as_array().unwrap())
    {
        let (fitted, value) = (
            row["fitted"].as_f64().unwrap(),
            prediction["value"].as_f64().unwrap(),
        );
        assert!((fitted - value).abs() < 1e-9);
    }
    let (_, said, code) = hecs(&[&fit[..], &["--preprocess", "sg:4:2"]].concat());
    assert!(code == 2 && said.contains("odd"), "{said}");
}

#[test]
fn selected_columns_are_counted_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "spectra.csv", &spectra());
    let model = folder
        .path()
        .join("model.json")
        .to_str()
        .unwrap()
        .to_owned();
    let fit = [
        "fit",
        &table,
        "--response",
        "fat",
        "--exclude",
        "water",
        "--preprocess",
        "msc",
        "--select",
        "vip:0.9",
        "--group",
        "sample",
        "--cv",
        "kfold:4",
        "--max-components",
        "3",
        "--out",
        &model,
    ];
    let made = record(&fit);
    let selection = &made["recipe"]["selection"];
    assert_eq!(
        (&selection["measure"], &selection["folds"]),
        (&"vip".into(), &4.into())
    );
    let kept = |columns: &Value| {
        columns
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["in_model"] == true)
            .count()
    };
    let count = kept(&selection["columns"]);
    assert!(count > 0 && count < 24 && made["columns"].as_array().unwrap().len() == count);
    assert_eq!(made["coefficients"].as_object().unwrap().len(), count);
    // The model says the folds, the groups and the recipe.
    let validate = [
        "validate",
        &table,
        "--response",
        "fat",
        "--model",
        &model,
        "--permutations",
        "20",
        "--bootstrap",
        "20",
        "--folds",
        "4",
        "--max-components",
        "3",
    ];
    let judged = record(&validate);
    assert_eq!(
        (&judged["cv"]["scheme"], &judged["cv"]["group"]),
        (&"k_fold".into(), &"sample".into())
    );
    let a = made["components"].as_u64().unwrap() as usize;
    assert_eq!(judged["q2"], made["q2"][a]);
    assert_eq!(kept(&judged["recipe"]["selection"]["columns"]), count);
    let (_, said, code) = hecs(&[&validate[..], &["--cv", "blocks:3"]].concat());
    assert!(code == 2 && said.contains("--cv"), "{said}");
    // A threshold that nothing reaches: the mean model, or an error where components are asked for.
    let beyond = [
        "fit",
        &table,
        "--response",
        "fat",
        "--exclude",
        "water",
        "--select",
        "vip:50",
    ];
    assert_eq!(record(&beyond)["components"], 0);
    let (_, said, code) = hecs(&[&beyond[..], &["--components", "2"]].concat());
    assert!(code != 0 && said.contains("threshold"), "{said}");
}

/// Rows of a, b, c and two responses, with gaps.
fn gaps() -> String {
    let mut text = "a,b,c,y,z\n".to_owned();
    for i in 0..20 {
        let (a, b) = (noise(i), noise(30 + i));
        let c = a - b + 0.1 * noise(60 + i);
        let cell = |j: usize, x: f64| {
            if (i + 3 * j) % 9 == 4 {
                String::new()
            } else {
                x.to_string()
            }
        };
        let (y, z) = (
            a + b + 0.05 * noise(90 + i),
            2.0 * a - b + 0.05 * noise(120 + i),
        );
        writeln!(text, "{},{},{},{y},{z}", cell(0, a), cell(1, b), cell(2, c)).unwrap();
    }
    text
}

#[test]
fn a_model_says_what_it_does_with_gaps() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "gaps.csv", &gaps());
    let model = folder
        .path()
        .join("model.json")
        .to_str()
        .unwrap()
        .to_owned();
    let fit = [
        "fit",
        &table,
        "--response",
        "y",
        "--exclude",
        "z",
        "--out",
        &model,
    ];
    let (_, said, code) = hecs(&fit);
    assert!(code != 0 && said.contains("--missing nipals"), "{said}");
    for (asked, named, field) in [
        (["--missing", "nipals"].as_slice(), "nipals", "skipped"),
        (&["--missing", "mean"], "mean", "imputed"),
        (&["--impute"], "mean", "imputed"),
    ] {
        let made = record(&[&fit[..], asked].concat());
        assert_eq!(made["recipe"]["missing"], named);
        assert!(made["q2"][2].as_f64().unwrap() > 0.5, "{}", made["q2"]);
        let predicted = record(&["predict", "--model", &model, "--table", &table]);
        assert_eq!(predicted[4][field], serde_json::json!(["a"]));
        let fitted = made["predictions"][4]["fitted"].as_f64().unwrap();
        assert!((predicted[4]["value"].as_f64().unwrap() - fitted).abs() < 1e-9);
        let refused = hecs(&[
            "predict",
            "--model",
            &model,
            "--table",
            &table,
            "--missing",
            "refuse",
            "--format",
            "json",
        ]);
        let refused: Value = serde_json::from_str(&refused.0).unwrap();
        assert_eq!(refused[4]["status"], "failed");
    }
}

#[test]
fn several_responses_have_one_model() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "gaps.csv", &gaps());
    let model = folder
        .path()
        .join("model.json")
        .to_str()
        .unwrap()
        .to_owned();
    let both = [
        "fit",
        &table,
        "--response",
        "y,z",
        "--impute",
        "--out",
        &model,
    ];
    let made = record(&both);
    assert_eq!(made["responses"][1]["response"], "z");
    assert_eq!(
        made,
        record(&[
            "fit",
            &table,
            "--response",
            "y",
            "--response",
            "z",
            "--impute"
        ])
    );
    assert!(made["q2"][2].as_f64().unwrap() > 0.5 && made["p"] == 3);
    let predicted = record(&["predict", "--model", &model, "--table", &table]);
    let predicted = predicted.as_array().unwrap();
    assert_eq!(predicted.len(), 40);
    for (i, row) in made["predictions"].as_array().unwrap().iter().enumerate() {
        for k in 0..2 {
            let (fitted, found) = (&row["fitted"][k], &predicted[2 * i + k]);
            assert_eq!(found["response"], made["responses"][k]["response"]);
            assert!((fitted.as_f64().unwrap() - found["value"].as_f64().unwrap()).abs() < 1e-9);
        }
    }
    for format in ["csv", "table"] {
        let (printed, said, code) = hecs(&[&both[..], &["--format", format]].concat());
        assert!(code == 0 && printed.contains('z'), "{said}");
    }
    let (_, said, code) = hecs(&["validate", &table, "--response", "y,z", "--impute"]);
    assert!(
        code == 2 && said.contains("one response at a time"),
        "{said}"
    );
    let (_, said, code) = hecs(&[&both[..], &["--select", "vip:0.8"]].concat());
    assert!(code != 0 && said.contains("one by one"), "{said}");
}

#[test]
fn scaling_once_is_jmps() {
    let folder = tempfile::tempdir().unwrap();
    let table = written(folder.path(), "gaps.csv", &gaps());
    let fit = [
        "fit",
        &table,
        "--response",
        "y",
        "--exclude",
        "z",
        "--impute",
        "--scale",
    ];
    let (once, inside) = (
        record(&[&fit[..], &["auto-once"]].concat()),
        record(&[&fit[..], &["auto"]].concat()),
    );
    assert_eq!(once["scaling"], "auto_once");
    assert_eq!(once["r2_train"], inside["r2_train"]);
    assert_ne!(once["q2"], inside["q2"]);
}
