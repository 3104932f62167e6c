//! Barriers over orderings from end to end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use more of it")]
mod common;

use std::fs;
use std::path::PathBuf;

use common::{hecs, run};
use serde_json::Value;

/// Cubic perovskite La0.55Li0.35TiO3 in a folder of its own.
fn perovskite() -> (tempfile::TempDir, PathBuf) {
    let cif = "data_LLTO _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.87 _cell_length_b 3.87 _cell_length_c 3.87
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
_atom_site_occupancy
A Li+ 0 0 0 0.35  A2 La3+ 0 0 0 0.55  Ti Ti4+ 0.5 0.5 0.5 1  O O2- 0.5 0.5 0 1";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("llto 1.cif");
    fs::write(&file, cif).unwrap();
    (folder, file)
}

const FEW: [&str; 4] = ["--orderings", "3", "--supercell", "2,2,1"];

fn notes_of(record: &Value) -> Vec<&str> {
    let notes = record["notes"].as_array().unwrap().iter();
    notes.map(|note| note["code"].as_str().unwrap()).collect()
}

#[test]
fn shared_sites_come_with_the_command_that_orders_them() {
    let (_folder, file) = perovskite();
    let map = ["bvse", "--spacing", "0.3", "--format", "json"];
    let (stdout, stderr, code) = run(hecs().args(map).arg(&file));
    assert_eq!(code, 0, "{stderr}");
    let command = format!("hecs bvse '{}' --orderings auto", file.display());
    assert!(stderr.contains(&command), "{stderr}");
    let records: Value = serde_json::from_str(&stdout).unwrap();
    assert!(records[0]["orderings"].is_null());

    let (stdout, stderr, code) = run(hecs().args(map).args(FEW).arg(&file));
    assert_eq!(code, 0, "{stderr}");
    assert!(!stderr.contains(&command), "{stderr}");
    let records: Value = serde_json::from_str(&stdout).unwrap();
    let found = &records[0]["orderings"];
    assert_eq!(found["samples"], 3);
    assert_eq!(found["supercell"], serde_json::json!([2, 2, 1]));
    assert_eq!(found["shared_positions"], 4);
    assert_eq!(found["orderings"].as_array().unwrap().len(), 3);
    let in_1d = &found["dimensions"]["1d"];
    assert_eq!(in_1d["mean_field"], records[0]["barriers"]["1d"]["refined"]);
    let open = in_1d["open_mean_field"].as_f64().unwrap();
    assert!(open < 1.2 && open < in_1d["mean_field"].as_f64().unwrap());
    // 2 La3+ for 2.2 of them.
    assert!(notes_of(&records[0]).contains(&"orderings-charged"));
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    let (_folder, file) = perovskite();
    let text = |verb: &str, threads: &str, seed: &str| {
        let (stdout, stderr, code) = run(hecs()
            .args([verb, "--spacing", "0.3", "--format", "json"])
            .args(["--threads", threads, "--seed", seed])
            .args(FEW)
            .arg(&file));
        assert_eq!(code, 0, "{stderr}");
        let records: Value = serde_json::from_str(&stdout).unwrap();
        records[0]["orderings"].to_string()
    };
    let one = text("bvse", "1", "7");
    assert_eq!(one, text("bvse", "3", "7"));
    assert_ne!(one, text("bvse", "1", "8"));
    // The paths have the same orderings, beside the mean field of their own grid.
    let orderings = |text: &str| {
        let record: Value = serde_json::from_str(text).unwrap();
        record["orderings"].clone()
    };
    assert_eq!(orderings(&one), orderings(&text("paths", "2", "7")));
}

#[test]
fn table_csv_figure_and_page_show_them() {
    let (folder, file) = perovskite();
    let asked = |format: &str| {
        let mut command = hecs();
        command
            .args(["bvse", "--spacing", "0.3", "--format", format])
            .args(FEW);
        command.arg(&file);
        command
    };
    let (table, _, _) = run(&mut asked("table"));
    for words in [
        "3 orderings of 2×2×1 cells",
        "above the filling level",
        "of 3",
        "open mean field",
    ] {
        assert!(table.contains(words), "{words}: {table}");
    }
    let (csv, _, _) = run(&mut asked("csv"));
    let header = csv.lines().next().unwrap();
    let column = header.split(',').position(|c| c == "orderings_supercell");
    let row = csv.lines().nth(1).unwrap();
    assert!(column.is_some() && row.contains(",3,2×2×1,1,"), "{csv}");

    let (json, _, _) = run(&mut asked("json"));
    let record = folder.path().join("record.json");
    fs::write(&record, json).unwrap();
    let figure = folder.path().join("strips.svg");
    let (_, stderr, code) = run(hecs()
        .args(["plot", "orderings"])
        .arg(&record)
        .arg("--out")
        .arg(&figure));
    assert_eq!(code, 0, "{stderr}");
    assert!(
        fs::read_to_string(&figure)
            .unwrap()
            .contains("above the filling level")
    );

    let page = folder.path().join("page.html");
    let (_, stderr, code) = run(hecs()
        .args(["report", "--host", "rigid", "--orderings", "2"])
        .arg("--out")
        .arg(&page)
        .arg(&file));
    assert_eq!(code, 0, "{stderr}");
    let html = fs::read_to_string(&page).unwrap();
    let section = "Barriers of percolation in 2 orderings of";
    assert!(
        html.contains("Barriers over orderings") && html.contains(section),
        "no section"
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (_folder, file) = perovskite();
    let cases: [(&[&str], &str); 5] = [
        (&["bvse", "--supercell", "2,2,1"], "--orderings"),
        (&["bvse", "--orderings", "0"], "or auto"),
        (
            &["bvse", "--orderings", "2", "--supercell", "2,2"],
            "three whole numbers",
        ),
        (
            &["bvse", "--orderings", "2", "--model", "spse"],
            "--ion and --spacing only",
        ),
        (
            &[
                "paths",
                "--orderings",
                "2",
                "--from",
                "0,0,0",
                "--to",
                "1,0,0",
            ],
            "--orderings: a hop by its two ends",
        ),
    ];
    for (words, reason) in cases {
        let (_, stderr, code) = run(hecs().args(words).arg(&file));
        assert_eq!(code, 2, "{words:?}: {stderr}");
        assert!(stderr.contains(reason), "{words:?}: {stderr}");
    }
}

#[test]
fn a_structure_with_nothing_to_order_says_so() {
    let cif = "data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Li3OCl.cif");
    fs::write(&file, cif).unwrap();
    let (stdout, _, code) = run(hecs()
        .args([
            "bvse",
            "--spacing",
            "0.3",
            "--orderings",
            "auto",
            "--format",
            "json",
        ])
        .arg(&file));
    assert_eq!(code, 0);
    let records: Value = serde_json::from_str(&stdout).unwrap();
    assert!(notes_of(&records[0]).contains(&"nothing-to-order"));
    assert!(records[0]["orderings"].is_null());
}

/// `hecs screen` of a file to a sink, and its output on stderr.
fn screened(words: &[&str], file: &std::path::Path, sink: &std::path::Path) -> (String, i32) {
    let (_, stderr, code) = run(hecs()
        .arg("screen")
        .args(words)
        .args(["--symmetry", "as-given", "--spacing", "0.3", "-q"])
        .arg("--sink")
        .arg(sink)
        .arg(file));
    (stderr, code)
}

#[test]
fn a_screening_has_the_records_of_one_structure_and_conditions_on_them() {
    let (folder, file) = perovskite();
    let at = |name: &str| folder.path().join(name);
    let single = |verb: &str| {
        let mut command = hecs();
        command.args([verb, "--spacing", "0.3", "--format", "json", "-q"]);
        let (stdout, _, _) = run(command.args(FEW).arg(&file));
        let records: Value = serde_json::from_str(&stdout).unwrap();
        records[0]["orderings"].clone()
    };
    let first = |sink: &str| -> Value {
        let text = fs::read_to_string(at(sink)).unwrap();
        serde_json::from_str(text.lines().next().unwrap()).unwrap()
    };
    for verb in ["bvse", "paths"] {
        let (one, more) = (format!("{verb}_1.jsonl"), format!("{verb}_3.jsonl"));
        for (threads, sink) in [("1", &one), ("3", &more)] {
            let words = [&[verb, "--threads", threads][..], &FEW].concat();
            let (stderr, code) = screened(&words, &file, &at(sink));
            assert_eq!(code, 0, "{stderr}");
        }
        let read = |sink: &str| fs::read(at(sink)).unwrap();
        assert_eq!(read(&one), read(&more), "whatever the threads");
        assert_eq!(first(&one)["orderings"], single(verb));
    }
    let share = first("bvse_1.jsonl")["orderings"]["dimensions"]["1d"]["share"].clone();
    assert_eq!(share, 1.0, "every ordering has a row of A sites");

    // A condition on the mean field comes before, one on the orderings behind them.
    let judged = |conditions: &[&str], sink: &str| {
        let staged = conditions.iter().flat_map(|c| ["--stage", c]);
        let words: Vec<&str> = ["bvse"].into_iter().chain(FEW).chain(staged).collect();
        let (stderr, code) = screened(&words, &file, &at(sink));
        assert_eq!(code, 0, "{stderr}");
        first(sink)
    };
    let met = judged(&["share_1d > 0.9", "barrier_1d > 0.1"], "met.jsonl");
    assert_eq!((&met["stages"], &met["status"]), (&2.into(), &"ok".into()));
    let before = judged(&["share_1d > 0.9", "barrier_1d < 0.1"], "before.jsonl");
    assert_eq!(before["code"], "stage");
    assert!(before["orderings"].is_null(), "none were drawn");
    let behind = judged(&["share_1d < 0.9"], "behind.jsonl");
    assert_eq!(
        (&behind["code"], &behind["stages"]),
        (&"stage".into(), &0.into())
    );

    let (stderr, code) = screened(
        &["bvse", "--stage", "share_1d > 0.5"],
        &file,
        &at("x.jsonl"),
    );
    assert_eq!(code, 2);
    assert!(stderr.contains("--orderings"), "{stderr}");
}

#[test]
fn orderings_belong_to_what_a_record_depends_on() {
    let (folder, file) = perovskite();
    let key = |words: &[&str]| {
        let sink = folder.path().join("keys.jsonl");
        let words = [&["bvse", "--resume"], words].concat();
        let (stderr, code) = screened(&words, &file, &sink);
        assert_eq!(code, 0, "{stderr}");
        let text = fs::read_to_string(sink).unwrap();
        let record: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        (record["key"].to_string(), record["orderings"].clone())
    };
    let few = |seed: &str| key(&[&FEW[..], &["--seed", seed]].concat());
    let (none, one, two) = (key(&[]), few("1"), few("2"));
    assert!(none.1.is_null());
    assert_eq!(one, few("1"));
    assert!(none.0 != one.0 && one.0 != two.0 && one.1 != two.1);
}

#[test]
fn a_table_has_shares_and_quartiles() {
    let (folder, file) = perovskite();
    let sink = folder.path().join("table.parquet");
    let words = [&["bvse"][..], &FEW].concat();
    let (stderr, code) = screened(&words, &file, &sink);
    assert_eq!(code, 0, "{stderr}");
    // The footer of a Parquet file names its columns.
    let bytes = fs::read(&sink).unwrap();
    for name in [
        "share_3d_low",
        "lowest_1d_q25_ev",
        "filling_3d_q75_ev",
        "orderings_seed",
    ] {
        let found = bytes.windows(name.len()).any(|w| w == name.as_bytes());
        assert!(found, "{name}");
    }
}
