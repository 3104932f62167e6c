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
    assert_eq!(record["prototype"], "olivine");
    assert!(record["special"]["window_M1_M1"].as_f64().unwrap() > 0.0);
    let prototypes = explanation["prototypes"].as_array().unwrap();
    let garnet = prototypes.iter().find(|p| p["name"] == "garnet").unwrap();
    assert_eq!(garnet["is_like"], false);
    assert!(!garnet["unmet"].as_array().unwrap().is_empty());
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

/// The cells of one column of a CSV, by the file that a row begins with.
fn column(table: &str, name: &str) -> Vec<(String, String)> {
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let at = rows.headers().unwrap().iter().position(|h| h == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    let rows = rows.records().map(Result::unwrap);
    rows.map(|row| {
        let file = std::path::Path::new(&row[0]).file_stem().unwrap();
        (file.to_string_lossy().into_owned(), row[at].to_owned())
    })
    .collect()
}

#[test]
fn a_prototype_adds_its_columns_and_may_be_ones_own() {
    let table = |prototype: &str| {
        let mut asked = hecs();
        asked.args(["describe", "--set", "generic", "--spacing", "0.5"]);
        asked.args(["--format", "csv", "--prototype", prototype]);
        run(asked.arg(fixture("families")))
    };
    let (of_olivines, _, code) = table("olivine");
    assert_eq!(code, 0);
    for (file, cell) in column(&of_olivines, "V_M1") {
        assert_eq!(cell.is_empty(), file != "LiFePO4", "{file} {cell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("nitride.toml");
    let text = r#"
        name = "lithium nitride"
        title = "Li3N"
        source = "here"
        [holds]
        M_per_X = [2.9, 3.1]
        [[orbit]]
        name = "N"
        part = "free anion"
        [[orbit]]
        name = "Li"
        part = "mobile"
        [[descriptor]]
        name = "D_Li_N"
        meaning = "distance"
        kind = "distance"
        of = "Li"
        to = "N"
    "#;
    fs::write(&own, text).unwrap();
    let (of_own, _, code) = table(own.to_str().unwrap());
    assert_eq!(code, 0);
    for (file, cell) in column(&of_own, "D_Li_N") {
        assert_eq!(cell.is_empty(), file != "Li3N", "{file} {cell}");
    }
    // A folder is compared with, and adds no columns.
    let (of_folder, _, code) = table(folder.path().to_str().unwrap());
    assert_eq!(code, 0);
    assert!(!of_folder.contains("D_Li_N"));
    fs::write(&own, text.replace("kind = \"distance\"", "kind = \"door\"")).unwrap();
    let (_, stderr, code) = table(own.to_str().unwrap());
    assert_eq!(code, 2);
    assert!(
        stderr.contains("nitride.toml") && stderr.contains("choose one of"),
        "{stderr}"
    );
    let (_, stderr, code) = table("no-such-family");
    assert_eq!(code, 2);
    assert!(stderr.contains("antiperovskite, argyrodite"), "{stderr}");
}

#[test]
fn options_of_the_other_set_are_refused() {
    for words in [
        &["--explain"][..],
        &["--prototype", "garnet"],
        &["--ion", "Na+"],
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
