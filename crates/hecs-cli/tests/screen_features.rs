//! `hecs screen features`: the records of `hecs describe --set generic`, for any number of structures.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{fixture, hecs, run};
use serde_json::Value;

/// The question to the structures of six families, to a sink.
fn features(sink: &Path) -> Command {
    let mut command = hecs();
    command.args(["screen", "features", "--spacing", "0.4", "--threads", "2"]);
    command.args(["--symmetry", "as-given"]);
    command.arg(fixture("families")).arg("--sink").arg(sink);
    command
}

fn records(sink: &Path) -> Vec<Value> {
    let text = fs::read_to_string(sink).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn records_are_those_of_describe() {
    let folder = tempfile::tempdir().unwrap();
    let sink = folder.path().join("out.jsonl");
    let (_, stderr, code) = run(&mut features(&sink));
    assert_eq!(code, 0, "{stderr}");
    let mut described = hecs();
    described.args(["describe", "--set", "generic", "--spacing", "0.4"]);
    described
        .args(["--format", "json"])
        .arg(fixture("families"));
    let (stdout, _, _) = run(&mut described);
    let expected: Vec<Value> = serde_json::from_str(&stdout).unwrap();
    let found = records(&sink);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        for (key, value) in expected.as_object().unwrap() {
            // A screening names every entry.
            let is_same = key == "entry" || &found[key] == value;
            assert!(
                is_same,
                "{} {key}: {} {value}",
                expected["file"], found[key]
            );
        }
    }
}

#[test]
fn conditions_name_voids_before_and_features_after() {
    let folder = tempfile::tempdir().unwrap();
    let (all, sink) = (
        folder.path().join("all.jsonl"),
        folder.path().join("out.jsonl"),
    );
    run(&mut features(&all));
    let conditions = ["void_radius_1d > 0.3", "Ea_3D < 0.6"];
    let mut asked = features(&sink);
    for condition in conditions {
        asked.args(["--stage", condition]);
    }
    let (_, stderr, code) = run(&mut asked);
    assert_eq!(code, 0, "{stderr}");
    let mut held = [0; 3];
    for (all, found) in records(&all).iter().zip(&records(&sink)) {
        let stages = found["stages"].as_u64().unwrap() as usize;
        held[stages] += 1;
        let barrier_ev = all["features"]["Ea_3D"].as_f64();
        let is_low = barrier_ev.is_some_and(|barrier_ev| barrier_ev < 0.6);
        match stages {
            // Not asked for features at all.
            0 => assert!(found["features"].as_object().unwrap().is_empty()),
            1 => assert!(!is_low && found["message"].as_str().unwrap().contains("Ea_3D < 0.6")),
            _ => assert!(is_low && found["features"] == all["features"]),
        }
    }
    assert!(held[1] > 0 && held[2] > 0, "{held:?}");

    let (_, stderr, code) = run(features(&sink).args(["--stage", "barrier_1d < 0.5"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("Ea_1D"), "{stderr}");
}

/// A prototype of one's own decides the record, and therefore the key: what was found with another is asked again.
#[test]
fn a_changed_prototype_is_another_question() {
    let folder = tempfile::tempdir().unwrap();
    let (sink, own) = (
        folder.path().join("out.jsonl"),
        folder.path().join("own.toml"),
    );
    let text = |most: &str| {
        format!(
            "name = \"nitride\"\ntitle = \"Li3N\"\nsource = \"here\"\n[holds]\nM_per_X = [2.9, {most}]\n\
             [[orbit]]\nname = \"N\"\npart = \"free anion\"\n[[orbit]]\nname = \"Li\"\npart = \"mobile\"\n\
             [[descriptor]]\nname = \"D_Li_N\"\nmeaning = \"distance\"\nkind = \"distance\"\nof = \"Li\"\nto = \"N\"\n"
        )
    };
    let ask = |most: &str| {
        fs::write(&own, text(most)).unwrap();
        let (_, stderr, code) = run(features(&sink).arg("--resume").arg("--prototype").arg(&own));
        assert_eq!(code, 0, "{stderr}");
        let is_like = |record: &&Value| record["special"]["D_Li_N"].is_number();
        (records(&sink).iter().filter(is_like).count(), stderr)
    };
    assert_eq!(ask("3.1").0, 1);
    let (count, stderr) = ask("3.1");
    assert!(count == 1 && stderr.contains("taken over"), "{stderr}");
    let (count, stderr) = ask("2.95");
    assert!(count == 0 && !stderr.contains("taken over"), "{stderr}");
}
