//! `hecs describe --set generic` from end to end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::fs;

use common::{fixture, hecs, run};
use serde_json::Value;

#[test]
fn the_generic_set_describes_other_families_and_says_why() {
    let mut asked = hecs();
    asked.args([
        "describe",
        "--set",
        "generic",
        "--spacing",
        "0.3",
        "--explain",
    ]);
    asked.arg(fixture("families/LiFePO4.cif"));
    let (stdout, _, code) = run(asked.args(["--format", "json"]));
    assert_eq!(code, 0);
    let records: Value = serde_json::from_str(&stdout).unwrap();
    let record = &records[0];
    assert_eq!(record["schema"], "hecs.features.1");
    assert_eq!(record["features"]["M_per_X"], 0.25);
    assert_eq!(record["features"]["free_X"], 0.0);
    assert!(record["features"]["Ea_1D"].as_f64().unwrap() > 0.1);
    assert_eq!(record["missing"]["D_M_X1"]["code"], "nothing-there");
    // Every feature has a value or a reason.
    let count = |key: &str| record[key].as_object().unwrap().len();
    assert_eq!(count("features") + count("missing"), 54);
    let explanation = &record["explanation"];
    assert_eq!(explanation["groups"][0]["formula"], "P O4");
    assert_eq!(explanation["sites"][1]["part"], "framework");
    assert_eq!(
        explanation["hops"][0]["window"].as_array().unwrap().len(),
        3
    );
}

#[test]
fn its_table_is_one_that_fit_takes() {
    let mut asked = hecs();
    asked.args(["describe", "--set", "generic", "--spacing", "0.4"]);
    asked.args(["--format", "csv"]).arg(fixture("families"));
    let (table, _, code) = run(&mut asked);
    assert_eq!(code, 0, "{table}");
    let folder = tempfile::tempdir().unwrap();
    let (path, model) = (folder.path().join("t.csv"), folder.path().join("m.json"));
    fs::write(&path, &table).unwrap();
    let mut fitted = hecs();
    fitted.arg("fit").arg(&path).arg("--out").arg(&model);
    fitted.args(["--response", "density", "--name", "file"]);
    let (_, stderr, code) = run(fitted.args(["--missing", "nipals"]));
    assert_eq!(code, 0, "{stderr}");
    assert!(model.exists());
}

#[test]
fn options_of_the_other_set_are_refused() {
    for words in [
        &["--explain"][..],
        &["--set", "generic", "--s-conf-li-as-published"],
        &["--set", "generic", "--ion", "Xx+"],
    ] {
        let mut asked = hecs();
        asked
            .arg("describe")
            .args(words)
            .arg(fixture("families/Li3N.cif"));
        assert_eq!(run(&mut asked).2, 2, "{words:?}");
    }
    let mut other = hecs();
    other.args([
        "describe", "--set", "generic", "--ion", "Na+", "--format", "json",
    ]);
    let (stdout, _, code) = run(other.arg(fixture("families/Li3N.cif")));
    assert_eq!(code, 0);
    assert!(stdout.contains("no-mobile-ion"));
}
