//! What goes wrong in one place costs that place only: inputs, results, files.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use common::{fit_arguments, fixture, hecs, run};
use serde_json::Value;

/// A folder with copies of a crystal under these names.
fn copies(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        fs::copy(
            fixture("structures/005_Li6PS5I.cif"),
            folder.path().join(name),
        )
        .unwrap();
    }
    folder
}

fn rows(jsonl: &str) -> Vec<Value> {
    jsonl
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_panic_costs_the_record_of_its_input() {
    let folder = copies(&["a.cif", "b.cif", "c.cif"]);
    let model = folder.path().join("model.json");
    let (_, stderr, code) = run(fit_arguments(hecs().arg("fit")).arg("--out").arg(&model));
    assert_eq!(code, 0, "{stderr}");
    let verbs: [&[&str]; 5] = [
        &["inspect"],
        &["paths", "--spacing", "0.5"],
        &["bvse", "--spacing", "0.5", "--refine", "off"],
        &["describe"],
        &["predict", "--model"],
    ];
    for verb in verbs {
        let mut command = hecs();
        command.args(verb);
        if verb[0] == "predict" {
            command.arg(&model);
        }
        command.args(["--format", "jsonl"]).arg(folder.path());
        let (stdout, stderr, code) = run(command.env("HECS_TEST_PANIC", "b.cif"));
        assert_eq!(code, 1, "{verb:?}: {stderr}");
        let rows = rows(&stdout);
        let status: Vec<&str> = rows.iter().map(|r| r["status"].as_str().unwrap()).collect();
        assert_eq!(status, ["ok", "failed", "ok"], "{verb:?}");
        assert_eq!(rows[1]["code"], "bug");
        assert!(stderr.contains("b.cif: internal error"), "{stderr}");
    }
    let page = folder.path().join("page.html");
    let (_, _, code) = run(hecs()
        .args(["report", "--out"])
        .arg(&page)
        .arg(folder.path())
        .env("HECS_TEST_PANIC", "b.cif"));
    assert_eq!(code, 1);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("a.cif") && page.contains("internal error"));
}

#[test]
fn what_a_question_does_not_fit_is_skipped_without_failure() {
    let folder = copies(&["a.cif"]);
    let input = folder.path().join("a.cif");
    let (stdout, stderr, code) = run(hecs()
        .args(["bvse", "--ion", "F-", "--format", "jsonl"])
        .arg(&input));
    assert_eq!(code, 0, "{stderr}");
    let record = &rows(&stdout)[0];
    assert_eq!(record["status"], "skipped");
    assert_eq!(record["code"], "no-mobile-ion");
    assert!(record["error"].is_null() && record["message"].is_string());
    // The element is there, as another ion: the question is wrong.
    let (stdout, _, code) = run(hecs()
        .args(["bvse", "--ion", "S4+", "--format", "jsonl"])
        .arg(&input));
    assert_eq!(
        (code, rows(&stdout)[0]["status"].as_str()),
        (2, Some("failed"))
    );
}

#[test]
fn every_row_carries_what_qualifies_it() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("mixed.cif");
    // Lithium shares its site, and the occupancies leave a charge.
    fs::write(
        &input,
        "data_x _cell_length_a 4 _cell_length_b 4 _cell_length_c 4 _cell_angle_alpha 90\n\
         _cell_angle_beta 90 _cell_angle_gamma 90 _space_group_name_H-M_alt 'P m -3 m'\n\
         loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y\n\
         _atom_site_fract_z _atom_site_occupancy\n\
         Li1 Li+ 0 0 0 0.5\nNa1 Na+ 0 0 0 0.3\nCl1 Cl- 0.5 0.5 0.5 1\n",
    )
    .unwrap();
    let (stdout, _, code) = run(hecs()
        .args(["bvse", "--spacing", "0.3", "--format", "csv"])
        .arg(&input));
    assert_eq!(code, 0);
    let mut reader = csv::Reader::from_reader(stdout.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[header.iter().position(|h| h == name).unwrap()];
    assert_eq!(cell("status"), "ok");
    assert!(
        cell("notes").contains("cif::charge-imbalance"),
        "{}",
        cell("notes")
    );
    assert!(cell("notes").contains("shared-sites"), "{}", cell("notes"));
    assert_eq!(cell("formula"), "Na0.3 Li0.5 Cl");
    assert_eq!(
        [cell("spacing_A"), cell("radii"), cell("conventions")],
        ["0.3", "softbv", "hecs"]
    );
}

#[test]
fn no_output_replaces_an_input_or_a_read_only_file() {
    let folder = copies(&["a.cif"]);
    let input = folder.path().join("a.cif");
    let before = fs::read(&input).unwrap();
    let (_, stderr, code) = run(hecs().args(["report", "--out"]).args([&input, &input]));
    assert_eq!(code, 2);
    assert!(stderr.contains("one of the inputs"), "{stderr}");
    assert_eq!(fs::read(&input).unwrap(), before);

    let kept = folder.path().join("kept.html");
    fs::write(&kept, "mine").unwrap();
    let mut mode = fs::metadata(&kept).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&kept, mode).unwrap();
    let (_, stderr, code) = run(hecs().args(["report", "--out"]).args([&kept, &input]));
    assert_eq!(code, 2);
    assert!(stderr.contains("read-only"), "{stderr}");
    assert_eq!(fs::read_to_string(&kept).unwrap(), "mine");
}

#[test]
fn only_a_checkpoint_is_resumed_from() {
    let folder = tempfile::tempdir().unwrap();
    let contents = ["", "[]\n", "x,y\n1,2\n", "data_x\n", "{\"key\":\"1\"}\n"];
    for (i, text) in contents.iter().enumerate() {
        let path = folder.path().join(format!("{i}"));
        fs::write(&path, text).unwrap();
        let (_, stderr, code) = run(hecs()
            .args(["design", "Li6PS5Cl", "--known"])
            .arg(fixture("structures"))
            .arg("--resume")
            .arg(&path));
        assert_eq!(code, 2, "{text:?}");
        assert!(stderr.contains("no checkpoint"), "{stderr}");
        assert_eq!(&fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn the_same_option_twice_is_an_error() {
    let input = fixture("structures/005_Li6PS5I.cif");
    let twice: [&[&str]; 2] = [
        &["inspect", "--charges", "P=5,P=3"],
        &["bvse", "--ion", "Li+", "--ion", "Na+"],
    ];
    for arguments in twice {
        let (_, stderr, code) = run(hecs().args(arguments).arg(&input));
        assert_eq!(code, 2, "{arguments:?}: {stderr}");
    }
    let (_, stderr, code) = run(hecs()
        .args([
            "design", "Li6PS5Cl", "--set", "a_a=10", "--set", "a_a=11", "--known",
        ])
        .arg(fixture("structures")));
    assert_eq!(code, 2);
    assert!(stderr.contains("given twice"), "{stderr}");
}

#[cfg(unix)]
mod unix {
    use super::*;

    #[test]
    fn a_pipe_that_nobody_writes_to_is_not_waited_for() {
        let folder = copies(&["a.cif", "c.cif"]);
        let made = Command::new("mkfifo")
            .arg(folder.path().join("b.cif"))
            .status();
        assert!(made.unwrap().success());
        let (stdout, _, code) = run(hecs()
            .args(["inspect", "--format", "jsonl"])
            .arg(folder.path()));
        assert_eq!(code, 1);
        let rows = rows(&stdout);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1]["code"], "unreadable");
    }

    #[test]
    fn results_that_nobody_reads_end_the_program_with_a_word() {
        let folder = copies(&["a.cif"]);
        let input = folder.path().join("a.cif");
        let mut child = hecs()
            .arg("inspect")
            .arg(&input)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(141));
        if cfg!(target_os = "linux") {
            let full = fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap();
            let output = hecs()
                .arg("inspect")
                .arg(&input)
                .stdout(full)
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(2));
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(stderr.contains("cannot print the results"), "{stderr}");
        }
    }

    #[test]
    fn a_signal_leaves_whole_records_and_no_stray_file() {
        let folder = copies(&["a.cif"]);
        let input = folder.path().join("a.cif");
        let maps = tempfile::tempdir().unwrap();
        for signal in ["INT", "TERM"] {
            let mut command = hecs();
            command.args(["bvse", "--spacing", "0.1", "--threads", "1", "--map"]);
            command.arg(maps.path().join("x.cube"));
            // The maps of copies need names of their own.
            for i in 0..40 {
                let copy = folder.path().join(format!("{i}.cif"));
                if !copy.exists() {
                    fs::copy(&input, &copy).unwrap();
                }
                command.arg(copy);
            }
            let mut child = command
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut results = BufReader::new(child.stdout.take().unwrap());
            let mut text = String::new();
            // The first record has begun to arrive.
            while !text.contains("\"file\"") {
                assert!(results.read_line(&mut text).unwrap() > 0);
            }
            // The shell's own: the program of this name is not everywhere.
            let kill = format!("kill -s {signal} {}", child.id());
            assert!(
                Command::new("sh")
                    .args(["-c", &kill])
                    .status()
                    .unwrap()
                    .success()
            );
            results.read_to_string(&mut text).unwrap();
            let code = child.wait().unwrap().code();
            assert_eq!(code, Some(if signal == "INT" { 130 } else { 143 }));
            let records: Vec<Value> = serde_json::from_str(&text).unwrap();
            assert!(!records.is_empty() && records.len() < 40);
            for entry in fs::read_dir(maps.path()).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!(!name.starts_with('.'), "{name}");
            }
        }
    }
}
