//! `hecs screen`: parts, interruptions, stages and what becomes of entries that cannot be read.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/antiperovskite.rs"]
mod antiperovskite;
#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use antiperovskite::antiperovskite;
use common::{hecs, run};

/// Entries of the source.
const COUNT: usize = 40;
/// Those that are no structure, from 1.
const UNREADABLE: [usize; 2] = [7, 23];

/// A folder with a source: antiperovskites Li3OCl and Li3OBr with edges from 3.7 Å up, as lines of JSON,
/// two of which are no structure.
fn source() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("source.jsonl");
    let line = |number: usize| match number {
        7 => "{\"lattice\": {\"matrix\": 3".to_owned(),
        23 => json!({"lattice": {"matrix": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}}).to_string(),
        _ => {
            let edge_ang = 3.7 + 0.01 * number as f64;
            antiperovskite(edge_ang, ["Cl", "Br"][number % 2]).to_string()
        }
    };
    let lines: Vec<String> = (1..=COUNT).map(|number| line(number) + "\n").collect();
    fs::write(&path, lines.concat()).unwrap();
    (folder, path)
}

/// `hecs screen bvse` of a source to a sink.
fn bvse(source: &Path, sink: &Path) -> Command {
    let mut command = hecs();
    command.args(["screen", "bvse", "--spacing", "0.5", "--format", "json"]);
    command.args(["--threads", "2"]);
    command.arg(source).arg("--sink").arg(sink);
    command
}

fn merge(parts: &[PathBuf], sink: &Path) -> (String, String, i32) {
    run(hecs()
        .args(["screen", "merge"])
        .args(parts)
        .arg("--sink")
        .arg(sink))
}

/// What `hecs screen status` says of a sink.
fn status(sink: &Path) -> Value {
    let mut command = hecs();
    command
        .args(["screen", "status", "--format", "json"])
        .arg(sink);
    let (stdout, stderr, code) = run(&mut command);
    assert_eq!(code, 0, "{stderr}");
    let mut states: Vec<Value> = serde_json::from_str(&stdout).unwrap();
    states.remove(0)
}

fn records(sink: &Path) -> Vec<Value> {
    let text = fs::read_to_string(sink).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The files in a folder whose names hold this.
fn named(folder: &Path, what: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.to_string_lossy().contains(what))
        .collect();
    paths.sort();
    paths
}

/// The first lines of a file.
fn head(path: &Path, lines: usize) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split_inclusive('\n').take(lines).collect()
}

#[test]
fn parts_merge_into_what_one_process_writes() {
    let (folder, source) = source();
    let at = |name: &str| folder.path().join(name);
    let (lines, table) = (at("whole.jsonl"), at("whole.parquet"));
    for sink in [&lines, &table] {
        let (_, stderr, code) = run(&mut bvse(&source, sink));
        assert_eq!(code, 1, "two cannot be read: {stderr}");
    }
    for count in [1, 2, 7, 100] {
        let mut kinds = [("jsonl", Vec::new()), ("parquet", Vec::new())];
        for index in 1..=count {
            for (kind, parts) in &mut kinds {
                let part = at(&format!("part_{count}_{index}.{kind}"));
                let mut command = bvse(&source, &part);
                command.args(["--shard", &format!("{index}/{count}")]);
                let (_, stderr, code) = run(&mut command);
                assert!(part.exists(), "{index}/{count}: {stderr}");
                if status(&part)["records"] == 0 {
                    assert_eq!(code, 0, "an empty part is done: {stderr}");
                }
                parts.push(part);
            }
        }
        let merged = |parts: &[PathBuf], sink: &Path| {
            // In whatever order they are named.
            let parts: Vec<PathBuf> = parts.iter().rev().cloned().collect();
            let (_, stderr, code) = merge(&parts, sink);
            assert_eq!(code, 0, "{stderr}");
            fs::read(sink).unwrap()
        };
        let [(_, of_lines), (_, of_tables)] = &kinds;
        let summary = |sink: &Path| fs::read(format!("{}.summary.json", sink.display())).unwrap();
        let sink = at("merged.jsonl");
        assert!(
            merged(of_lines, &sink) == fs::read(&lines).unwrap(),
            "{count} parts"
        );
        assert!(
            summary(&sink) == summary(&lines),
            "{count} parts: the summary"
        );
        for parts in [of_lines, of_tables] {
            let sink = at("merged.parquet");
            assert!(
                merged(parts, &sink) == fs::read(&table).unwrap(),
                "{count} parts"
            );
        }
    }
}

#[test]
fn merging_refuses_what_is_missing_damaged_or_of_other_settings() {
    let (folder, source) = source();
    let at = |name: &str| folder.path().join(name);
    let mut parts = Vec::new();
    for index in 1..=3 {
        let part = at(&format!("part_{index}.jsonl"));
        run(bvse(&source, &part).args(["--shard", &format!("{index}/3")]));
        parts.push(part);
    }
    let sink = at("merged.jsonl");
    let refused = |parts: &[PathBuf], words: &str| {
        let (_, stderr, code) = merge(parts, &sink);
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
        assert!(!sink.exists());
        assert!(
            named(folder.path(), ".part").is_empty(),
            "no half of it stays"
        );
    };
    refused(&[parts[0].clone(), parts[2].clone()], "2/3");
    refused(&[parts[0].clone(), at("none.jsonl")], "none.jsonl");

    let other = at("other.jsonl");
    run(bvse(&source, &other).args(["--shard", "2/3", "--cutoff", "8"]));
    refused(&[parts[0].clone(), other, parts[2].clone()], "other.jsonl");
    let divided = at("divided.jsonl");
    run(bvse(&source, &divided).args(["--shard", "2/4"]));
    refused(
        &[parts[0].clone(), divided, parts[2].clone()],
        "other divisions",
    );

    // A file that lost its end, and one with a line of something else in the middle.
    let whole = fs::read_to_string(&parts[1]).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let cut = lines[..lines.len() - 1].concat();
    let damaged = format!("{}damage\n{}", lines[0], lines[1..].concat());
    for text in [cut, damaged] {
        fs::write(&parts[1], text).unwrap();
        refused(
            &parts,
            "part_2.jsonl is not finished: it holds fewer records",
        );
    }
    fs::write(&parts[1], format!("{whole}{}", lines[0])).unwrap();
    refused(&parts, "it holds more records");
    fs::write(&parts[1], whole).unwrap();
    assert_eq!(merge(&parts, &sink).2, 0);
}

#[test]
fn what_a_killed_run_has_found_is_taken_over_up_to_the_damage() {
    let (folder, source) = source();
    let whole = folder.path().join("whole.jsonl");
    run(&mut bvse(&source, &whole));
    let sink = folder.path().join("out.jsonl");
    let part = folder.path().join("out.jsonl.abc123.part");
    let found = head(&whole, 15);
    let next = head(&whole, 16)[found.len()..].to_owned();
    let tails = [
        // Cut off in a line; blocks that never reached the disk; text of something else.
        next.as_bytes()[..next.len() / 2].to_vec(),
        vec![0; 4096],
        b"\xff\xfe{}\n[]\n".to_vec(),
    ];
    for tail in tails {
        fs::write(&part, [found.as_bytes(), &tail].concat()).unwrap();
        let begun = status(&sink);
        assert_eq!(begun["state"], "begun");
        assert_eq!(
            [&begun["records"], &begun["last"], &begun["failed"]],
            [15, 15, 1]
        );
        let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume"));
        assert!(stderr.contains("15 of 40 records taken over"), "{stderr}");
        assert!(fs::read(&sink).unwrap() == fs::read(&whole).unwrap());
        assert!(named(folder.path(), ".part").is_empty());
        fs::remove_file(&sink).unwrap();
    }
    // A finished sink is an earlier run too, and what it finds goes into a table all the same.
    fs::copy(&whole, &sink).unwrap();
    let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume"));
    assert!(stderr.contains("40 of 40 records taken over"), "{stderr}");
    let table = folder.path().join("out.parquet");
    fs::write(folder.path().join("out.parquet.abc123.part"), &found).unwrap();
    let (_, stderr, _) = run(bvse(&source, &table).arg("--resume"));
    assert!(stderr.contains("15 of 40 records taken over"), "{stderr}");
    let uninterrupted = folder.path().join("whole.parquet");
    run(&mut bvse(&source, &uninterrupted));
    assert!(fs::read(&table).unwrap() == fs::read(&uninterrupted).unwrap());
    // Killed between the table and the end: the table is whole, the part of an earlier process is still there.
    fs::write(folder.path().join("out.parquet.abc123.part"), &found).unwrap();
    let (_, stderr, _) = run(bvse(&source, &table).arg("--resume"));
    assert!(stderr.contains("40 of 40 records taken over"), "{stderr}");
    assert!(named(folder.path(), ".part").is_empty());
    assert!(fs::read(&table).unwrap() == fs::read(&uninterrupted).unwrap());
}

#[test]
fn what_was_asked_otherwise_is_not_taken_over() {
    let (folder, source) = source();
    let whole = folder.path().join("whole.jsonl");
    run(&mut bvse(&source, &whole));
    let sink = folder.path().join("out.jsonl");
    let others: [&[&str]; 5] = [
        &["--cutoff", "9"],
        &["--symmetry", "as-given"],
        &["--charges", "O=-2"],
        &["--stage", "void_radius_1d > 0.1"],
        &["--insert"],
    ];
    for other in others {
        fs::write(
            folder.path().join("out.jsonl.abc123.part"),
            head(&whole, 30),
        )
        .unwrap();
        let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume").args(other));
        assert!(
            sink.exists() && !stderr.contains("taken over"),
            "{other:?}: {stderr}"
        );
        fs::remove_file(&sink).unwrap();
    }
    // Nor of another structure at the same place of the source.
    let mut lines: Vec<String> = fs::read_to_string(&source)
        .unwrap()
        .lines()
        .map(|line| format!("{line}\n"))
        .collect();
    lines[2] = lines[3].clone();
    fs::write(&source, lines.concat()).unwrap();
    fs::write(
        folder.path().join("out.jsonl.abc123.part"),
        head(&whole, 30),
    )
    .unwrap();
    let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume"));
    assert!(stderr.contains("29 of 40 records taken over"), "{stderr}");
}

/// A sink of other settings is longer than every part: it must not hide what a killed run has found since.
#[test]
fn a_long_sink_of_other_settings_hides_no_part() {
    let (folder, source) = source();
    let whole = folder.path().join("whole.jsonl");
    run(&mut bvse(&source, &whole));
    let sink = folder.path().join("out.jsonl");
    run(bvse(&source, &sink).args(["--cutoff", "9"]));
    fs::write(
        folder.path().join("out.jsonl.abc123.part"),
        head(&whole, 10),
    )
    .unwrap();
    let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume"));
    assert!(stderr.contains("10 of 40 records taken over"), "{stderr}");
    assert!(fs::read(&sink).unwrap() == fs::read(&whole).unwrap());
}

#[test]
fn two_processes_at_one_part_write_it_once() {
    let (folder, source) = source();
    for (kind, shard) in [("jsonl", "1/1"), ("parquet", "2/3")] {
        let alone = folder.path().join(format!("alone.{kind}"));
        run(bvse(&source, &alone).args(["--shard", shard]));
        let sink = folder.path().join(format!("both.{kind}"));
        for _ in 0..4 {
            let begin = || {
                let mut command = bvse(&source, &sink);
                command.args(["--shard", shard, "--resume"]);
                command.stdout(Stdio::null()).stderr(Stdio::piped());
                command.spawn().unwrap()
            };
            for process in [begin(), begin()] {
                let output = process.wait_with_output().unwrap();
                let words = String::from_utf8_lossy(&output.stderr).into_owned();
                assert_eq!(output.status.code(), Some(1), "{words}");
            }
            assert!(fs::read(&sink).unwrap() == fs::read(&alone).unwrap());
            fs::remove_file(&sink).unwrap();
            // The one that came second may have begun after the first had looked for parts.
            for part in named(folder.path(), ".part") {
                fs::remove_file(part).unwrap();
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_a_failed_record_with_its_line() {
    let (folder, source) = source();
    let sink = folder.path().join("out.jsonl");
    let (_, stderr, code) = run(&mut bvse(&source, &sink));
    assert_eq!(code, 1, "{stderr}");
    let records = records(&sink);
    let numbers: Vec<u64> = records
        .iter()
        .map(|r| r["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=COUNT as u64).collect::<Vec<_>>());
    for record in &records {
        let number = record["number"].as_u64().unwrap() as usize;
        assert_eq!(record["line"], number);
        if UNREADABLE.contains(&number) {
            assert_eq!(record["status"], "failed", "{record}");
            assert!(
                record["code"].is_string() && record["ok"] == false,
                "{record}"
            );
            assert!(record["message"].as_str().unwrap().len() > 10, "{record}");
        } else {
            assert_eq!(record["status"], "ok", "{record}");
        }
    }
    assert!(
        stderr.contains("40 structures") && stderr.contains("2 failed"),
        "{stderr}"
    );
    assert_eq!(status(&sink)["failed"], 2);
}

#[test]
fn conditions_are_counted_in_the_order_of_their_cost() {
    let (folder, source) = source();
    let every = folder.path().join("every.jsonl");
    run(bvse(&source, &every).args(["--stage", "void_radius_1d > 0"]));
    let number = |record: &Value, at: &str| record.pointer(at).and_then(Value::as_f64);
    let all = records(&every);
    let middle = |at: &str| {
        let mut values: Vec<f64> = all.iter().filter_map(|r| number(r, at)).collect();
        values.sort_by(f64::total_cmp);
        f64::midpoint(values[values.len() / 2 - 1], values[values.len() / 2])
    };
    // Half of them are wide enough; what of these has a low barrier follows from the records.
    let (radius, barrier) = (middle("/void_radii/0"), middle("/barriers/3d/grid"));
    let is_wide = |r: &&Value| number(r, "/void_radii/0").is_some_and(|x| x > radius);
    let is_low = |r: &&Value| {
        number(r, "/barriers/3d/refined")
            .or(number(r, "/barriers/3d/grid"))
            .is_some_and(|x| x < barrier)
    };
    let wide = all.iter().filter(is_wide).count();
    let both = all.iter().filter(is_wide).filter(is_low).count();
    assert!(wide > 5 && wide < 35);

    let sink = folder.path().join("out.jsonl");
    let (low, wider) = (
        format!("barrier_3d_ev < {barrier}"),
        format!("void_radius_1d > {radius}"),
    );
    let (_, stderr, _) = run(bvse(&source, &sink).args(["--stage", &low, "--stage", &wider]));
    let stages = status(&sink)["summary"]["stages"].clone();
    let counts = |i: usize| [&stages[i]["asked"], &stages[i]["held"]];
    assert!(
        stages[0]["condition"]
            .as_str()
            .unwrap()
            .starts_with("void_radius_1d"),
        "{stages}"
    );
    assert_eq!(counts(0), [COUNT - UNREADABLE.len(), wide], "{stages}");
    assert_eq!(counts(1), [wide, both], "{stages}");
    assert!(stderr.contains(&format!("{both} of {wide}")), "{stderr}");
    let stopped = records(&sink)
        .iter()
        .filter(|r| r["status"] == "skipped" && r["code"] == "stage")
        .count();
    assert_eq!(stopped, COUNT - UNREADABLE.len() - both);
    assert_eq!(
        status(&folder.path().join("none.jsonl"))["state"],
        "not begun"
    );
}

#[test]
fn what_takes_too_long_is_said_and_asked_again() {
    let (folder, source) = source();
    let sink = folder.path().join("out.jsonl");
    let (_, stderr, code) = run(bvse(&source, &sink).args(["--timeout", "1e-6"]));
    assert_eq!(code, 2, "{stderr}");
    let late = records(&sink);
    assert_eq!(late.len(), COUNT);
    let is_late = |record: &&Value| record["code"] == "time-up";
    assert_eq!(
        late.iter().filter(is_late).count(),
        COUNT - UNREADABLE.len()
    );
    let message = late[0]["message"].as_str().unwrap();
    assert!(message.contains("0.000001 s: allow more time"), "{message}");

    let whole = folder.path().join("whole.jsonl");
    run(&mut bvse(&source, &whole));
    let (_, stderr, _) = run(bvse(&source, &sink).arg("--resume"));
    assert!(stderr.contains("2 of 40 records taken over"), "{stderr}");
    assert!(fs::read(&sink).unwrap() == fs::read(&whole).unwrap());

    let table = folder.path().join("out.parquet");
    run(bvse(&source, &table).args(["--timeout", "1e-6"]));
    let (_, stderr, _) = run(bvse(&source, &table).arg("--resume"));
    assert!(
        stderr.contains("38 ok") && !stderr.contains("taken over"),
        "{stderr}"
    );

    let (_, stderr, code) = run(bvse(&source, &sink).args(["--timeout", "0"]));
    assert!(code == 2 && stderr.contains("seconds above 0"), "{stderr}");
}

/// What is written holds the keys of its schema and no others.
#[test]
fn the_schema_knows_every_key() {
    let (folder, source) = source();
    let (schema, _, code) = run(hecs().args(["schema", "screen"]));
    assert_eq!(code, 0);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let kinds = schema["anyOf"].as_array().unwrap();
    let [line, summary, states] = kinds.as_slice() else {
        panic!("a line, a summary, states: {schema}");
    };
    let keys = |value: &Value| -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let own = |kind: &Value| keys(&resolved(&schema, kind)["properties"]);
    let (before, of_states) = (own(line), own(&states["items"]));

    let sink = folder.path().join("out.jsonl");
    run(&mut bvse(&source, &sink));
    let text = fs::read_to_string(sink.with_extension("jsonl.summary.json")).unwrap();
    assert_eq!(keys(&serde_json::from_str(&text).unwrap()), own(summary));
    assert_eq!(keys(&status(&sink)), of_states);
    for question in ["inspect", "describe", "features", "bvse", "paths"] {
        let sink = folder.path().join(format!("{question}.jsonl"));
        run(hecs()
            .args(["screen", question, "-q"])
            .arg(&source)
            .arg("--sink")
            .arg(&sink));
        let (of_question, _, _) = run(hecs().args(["schema", question]));
        let of_question: Value = serde_json::from_str(&of_question).unwrap();
        let record = resolved(&of_question, &of_question["items"]);
        let mut wanted: BTreeSet<String> = &before | &keys(&record["properties"]);
        // How long it took is in no record of a screening.
        wanted.remove("seconds");
        for record in records(&sink) {
            assert_eq!(keys(&record), wanted, "{question}");
        }
        let names = |one: &&Value| {
            wanted.is_subset(&(&before | &keys(&resolved(&schema, one)["properties"])))
        };
        let questions = resolved(&schema, line)["anyOf"].as_array().unwrap();
        assert!(questions.iter().any(|one| names(&one)), "{question}");
    }
}

/// What a part of a schema refers to, or itself.
fn resolved<'a>(schema: &'a Value, part: &'a Value) -> &'a Value {
    let place = part["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
    place.map_or(part, |at| schema.pointer(at).unwrap())
}
