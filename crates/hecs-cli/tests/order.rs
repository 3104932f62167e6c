//! `hecs order`: counts, configurations as files, stream and table, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{hecs, run};
use serde_json::Value;

/// (Sn,Pb)Te, rock salt (doi:10.1186/s13321-016-0129-3), with x = 1/2.
const TELLURIDE: &str = "data_SnPbTe _space_group_name_H-M_alt 'F m -3 m'
_cell_length_a 6.46 _cell_length_b 6.46 _cell_length_c 6.46
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z _atom_site_occupancy
Pb Pb2+ 0 0 0 0.5  Sn Sn2+ 0 0 0 0.5  Te Te2- 0.5 0.5 0.5 1
";

/// Two sites 0.6 Å apart, each of which rounding fills in one cell: 0.7 of one position, 0.8 of one.
const SPLIT: &str = "data_split _space_group_name_H-M_alt 'P 1'
_cell_length_a 4 _cell_length_b 5 _cell_length_c 6
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z _atom_site_occupancy
Al1 Al3+ 0 0 0 0.7  Al2 Al3+ 0 0 0.1 0.8  N N3- 0.5 0.5 0.5 1
";

/// A cubic perovskite that is charged by its rounding: 0.3 Li + 0.55 La + 4 − 6 = −0.05 e a cell.
const TITANATE: &str = "data_LLTO _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.87 _cell_length_b 3.87 _cell_length_c 3.87
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z _atom_site_occupancy
Li Li1+ 0 0 0 0.3  La La3+ 0 0 0 0.55  Ti Ti4+ 0.5 0.5 0.5 1  O O2- 0.5 0.5 0 1
";

fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("in.cif");
    fs::write(&path, text).unwrap();
    path
}

/// The one record of a call, with its exit code.
fn asked(file: &Path, arguments: &[&str]) -> (Value, i32) {
    let mut command = hecs();
    command.arg("order").arg(file).args(arguments);
    let (stdout, stderr, code) = run(command.args(["--format", "jsonl", "-q"]));
    let record = serde_json::from_str(stdout.lines().next().unwrap_or("null"));
    (record.unwrap_or_else(|_| panic!("{stdout}{stderr}")), code)
}

fn record(file: &Path, arguments: &[&str]) -> Value {
    let (record, code) = asked(file, arguments);
    assert_eq!(code, 0, "{record}");
    record
}

fn codes(record: &Value) -> Vec<&str> {
    let notes = record["notes"].as_array().unwrap().iter();
    notes.map(|note| note["code"].as_str().unwrap()).collect()
}

#[test]
fn counts_are_exact_and_of_any_size() {
    let folder = tempfile::tempdir().unwrap();
    let telluride = file(folder.path(), TELLURIDE);
    let found = record(&telluride, &["--supercell", "2,2,2"]);
    assert_eq!(found["schema"], "hecs.order.1");
    assert_eq!(found["configurations"], "601080390");
    assert_eq!(found["inequivalent"], "404582");
    assert_eq!(found["operations"], 1536);
    assert_eq!(found["net_charge"], 0.0);
    assert_eq!(found["given"], 0);
    // C(108, 54), beyond 64 bits.
    let found = record(&telluride, &["--supercell", "3,3,3"]);
    assert_eq!(found["configurations"], "24857784491537440929618523018320");
}

#[test]
fn each_is_written_once_as_a_stream_that_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let telluride = file(folder.path(), TELLURIDE);
    for ending in ["extxyz", "jsonl"] {
        let stream = folder.path().join(format!("all.{ending}"));
        let table = folder.path().join("all.csv");
        let places = [stream.to_str().unwrap(), table.to_str().unwrap()];
        let all = |more: &[&str]| {
            let fixed = [
                "--supercell",
                "2,2,1",
                "--all",
                "--energies",
                "--stream",
                places[0],
                "--table",
                places[1],
            ];
            record(&telluride, &[&fixed, more].concat())
        };
        let found = all(&[]);
        assert_eq!(found["multiplicity_sum"], 12_870);
        let given = found["given"].as_u64().unwrap();
        assert_eq!(given.to_string(), found["inequivalent"]);
        let whole = [fs::read(&stream).unwrap(), fs::read(&table).unwrap()];

        // A run that was killed between two bytes of each file.
        fs::write(&stream, &whole[0][..whole[0].len() / 2]).unwrap();
        fs::write(&table, &whole[1][..whole[1].len() / 3]).unwrap();
        let again = all(&["--resume"]);
        assert_eq!(
            [fs::read(&stream).unwrap(), fs::read(&table).unwrap()],
            whole
        );
        assert_eq!(again, found);

        // What was written is read.
        let mut screen = hecs();
        screen.args(["screen", "inspect"]).arg(&stream);
        screen
            .arg("--sink")
            .arg(folder.path().join(format!("{ending}.sink.jsonl")));
        let (_, stderr, code) = run(&mut screen);
        assert_eq!(code, 0, "{stderr}");
        let sink = fs::read_to_string(folder.path().join(format!("{ending}.sink.jsonl"))).unwrap();
        let formulas = sink.matches("\"status\":\"ok\"").count() as u64;
        assert_eq!(formulas, given, "{sink:.500}");
    }
}

#[test]
fn samples_become_files_of_every_form_with_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let titanate = file(folder.path(), TITANATE);
    for (form, name) in [
        ("cif", "000003.cif"),
        ("poscar", "POSCAR_000003"),
        ("extxyz", "000003.extxyz"),
    ] {
        let out = folder.path().join(form);
        let arguments = [
            "--sample",
            "3",
            "--seed",
            "5",
            "--supercell",
            "2,2,2",
            "--out",
            out.to_str().unwrap(),
            "--as",
            form,
        ];
        let found = record(&titanate, &arguments);
        assert_eq!(found["given"], 3);
        assert_eq!(found["sites"][0]["species"][1]["count"], 4, "0.55 of 8");
        let (stdout, stderr, code) = run(hecs().arg("inspect").arg(out.join(name)));
        assert_eq!(code, 0, "{stderr}");
        let read: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(read[0]["composition"]["La"], 4.0);
        assert_eq!(read[0]["composition"]["O"], 24.0);
        let table = fs::read_to_string(out.join("configurations.csv")).unwrap();
        assert_eq!(table.lines().count(), 4);
        assert!(table.lines().nth(3).unwrap().contains(name));
    }
    // The same seed, the same configurations.
    let rows = |seed: &str| {
        record(&titanate, &["--sample", "5", "--seed", seed, "--energies"])["rows"].clone()
    };
    assert_eq!(rows("1"), rows("1"));
    assert_ne!(rows("1"), rows("2"));
}

#[test]
fn charges_and_rounding_are_said_and_charges_removed_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let titanate = file(folder.path(), TITANATE);
    let found = record(&titanate, &["--supercell", "2,2,2"]);
    assert_eq!(found["net_charge"], -1.0, "3 Li, 4 La, 8 TiO3");
    assert_eq!(codes(&found), ["order-rounded", "order-charged"]);
    let neutral = record(&titanate, &["--supercell", "2,2,2", "--neutral"]);
    assert_eq!(neutral["net_charge"], 0.0);
    assert!(!codes(&neutral).contains(&"order-charged"));
    let impossible = record(&titanate, &["--supercell", "1,1,1", "--neutral"]);
    assert!(codes(&impossible).contains(&"order-not-neutral"));
    // 20 cells hold 0.3 and 0.55 exactly; the smallest within 0.02 are 11: 3/11 and 6/11.
    let exact = record(&titanate, &["--tolerance", "0.001"]);
    assert_eq!(exact["atoms"], 20 * 4 + 6 + 11);
    let coarse = record(&titanate, &["--tolerance", "0.001", "--atoms", "30"]);
    assert!(codes(&coarse).contains(&"order-coarse"));
}

#[test]
fn energies_choose_where_they_are_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let titanate = file(folder.path(), TITANATE);
    let lowest = record(&titanate, &["--supercell", "2,2,2", "--lowest", "4"]);
    let energies: Vec<f64> = (lowest["rows"].as_array().unwrap().iter())
        .map(|row| row["energy"].as_f64().unwrap())
        .collect();
    assert_eq!(energies.len(), 4);
    assert!(energies.is_sorted());
    assert_eq!(lowest["energies"]["exact"], true);
    let every = record(&titanate, &["--supercell", "2,2,2", "--all", "--energies"]);
    assert_eq!(every["energies"]["lowest"], energies[0]);
    let chains = record(
        &titanate,
        &[
            "--supercell",
            "2,2,2",
            "--sample",
            "40",
            "--temperature",
            "1000",
            "--permittivity",
            "10",
        ],
    );
    assert_eq!(chains["task"], "boltzmann");
    assert_eq!(
        chains["energies"]["chain_means"].as_array().unwrap().len(),
        4
    );
    assert!(
        chains["energies"]["mean"].as_f64() < every["energies"]["mean"].as_f64().map(|e| e / 10.0)
    );
}

#[test]
fn a_structure_without_choice_and_one_without_symmetry_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let plain = TELLURIDE.replace("Pb Pb2+ 0 0 0 0.5  Sn Sn2+ 0 0 0 0.5", "Pb Pb2+ 0 0 0 1");
    let found = record(
        &file(folder.path(), &plain),
        &["--all", "--supercell", "1,1,1"],
    );
    assert_eq!(codes(&found), ["order-ordered-already"]);
    assert_eq!(
        (&found["configurations"], &found["given"]),
        (&"1".into(), &1.into())
    );
    // The rows of the cell one by one, without symmetry.
    let rows = |label: &str, ion: &str, share: &str, positions: &[&str]| {
        let row = |at: &&str| format!("{label} {ion} {at} {share}\n");
        positions.iter().map(row).collect::<String>()
    };
    let cations = ["0 0 0", "0 .5 .5", ".5 0 .5", ".5 .5 0"];
    let anions = [".5 .5 .5", ".5 0 0", "0 .5 0", "0 0 .5"];
    let rows = rows("M", "Pb2+", "0.5", &cations)
        + &rows("M", "Sn2+", "0.5", &cations)
        + &rows("Te", "Te2-", "1", &anions);
    let head = TELLURIDE.replace("F m -3 m", "P 1");
    let text = format!("{}\n{rows}", head.split("\nPb Pb2+").next().unwrap());
    let found = record(&file(folder.path(), &text), &["--supercell", "2,2,2"]);
    assert_eq!(found["inequivalent"], "404582");
    assert!(codes(&found).contains(&"order-symmetry-found"));
}

#[test]
fn sites_that_rounding_fills_are_not_filled_together() {
    let folder = tempfile::tempdir().unwrap();
    let split = file(folder.path(), SPLIT);
    for task in [&["--count"][..], &["--all"], &["--sample", "1"]] {
        let cell = [task, &["--supercell", "1,1,1"]].concat();
        let (found, code) = asked(&split, &cell);
        assert_eq!((&found["code"], code), (&"no-room".into(), 2), "{found}");
        let message = found["message"].as_str().unwrap();
        for words in ["\"Al1\"", "\"Al2\"", "0.60 Å", "--exclude-distance"] {
            assert!(message.contains(words), "{words}: {message}");
        }
    }
    let near = ["--supercell", "1,1,1", "--exclude-distance", "0.5"];
    assert_eq!(record(&split, &near)["configurations"], "1");
    let (found, _) = asked(&split, &["--supercell", "1,1,10"]);
    assert_eq!(found["code"], "no-room", "7 and 8 of 10 pairs: {found}");
}

#[test]
fn what_cannot_be_is_refused_with_what_helps() {
    let folder = tempfile::tempdir().unwrap();
    let telluride = file(folder.path(), TITANATE);
    // No two of the A sites filled: eight cells have no room for seven.
    let (found, code) = asked(
        &telluride,
        &["--supercell", "2,2,2", "--exclude-distance", "4"],
    );
    assert_eq!((&found["code"], code), (&"no-room".into(), 2));
    let message = found["message"].as_str().unwrap();
    assert!(message.contains("--exclude-distance"), "{message}");
    assert!(message.contains("Li and Li at 3.87 Å"), "{message}");
    for (arguments, words) in [
        (&["--supercell", "2,2"][..], "three whole numbers"),
        (&["--supercell", "0,1,1"], "three whole numbers"),
        (&["--all", "--sample", "2"], "cannot be used with"),
        (&["--all", "--stream", "x.cif"], ".extxyz"),
        (&["--stream", "x.extxyz"], "--all"),
        (&["--all", "--resume"], "--stream"),
        (&["--lowest", "1", "--temperature", "3"], "--sample"),
        (&["--permittivity", "0.5"], "from 1 on"),
        (
            &["--sample", "2", "--temperature", "300", "--sweeps", "5"],
            "two whole numbers",
        ),
    ] {
        let (_, stderr, code) = run(hecs().arg("order").arg(&telluride).args(arguments));
        assert_eq!(code, 2, "{arguments:?}");
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
    }
}
