//! A few runs of the program from end to end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{fit_arguments, fixture, hecs, run};
use serde_json::Value;

fn li6ps5i() -> PathBuf {
    fixture("structures/005_Li6PS5I.cif")
}

fn records(text: &str) -> Vec<Value> {
    match serde_json::from_str(text).unwrap() {
        Value::Array(records) => records,
        other => panic!("no array of records: {other}"),
    }
}

/// The message of the note with a code, empty where there is none.
fn message_of<'a>(notes: &'a Value, code: &str) -> &'a str {
    let mut notes = notes.as_array().unwrap().iter();
    let note = notes.find(|note| note["code"] == code);
    note.map_or("", |note| note["message"].as_str().unwrap())
}

#[test]
fn inspect_says_what_was_read() {
    let (stdout, _, code) = run(hecs().arg("inspect").arg(li6ps5i()));
    assert_eq!(code, 0);
    let record = &records(&stdout)[0];
    assert_eq!(record["ok"], true);
    assert_eq!(record["space_group"]["number"], 216);
    assert_eq!(record["composition"]["Li"], 48.0 * 0.37 + 24.0 * 0.26);
    assert_eq!(record["n_positions"], 48 + 24 + 4 + 4 + 4 + 16);
    assert_eq!(record["sites"][0]["wyckoff"], "h");
    assert_eq!(record["sites"][0]["multiplicity"], 48);
    assert_eq!(record["sites"][0]["species"][0]["charge"], 1.0);
}

#[test]
fn a_bad_input_costs_its_own_record_only() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.cif");
    fs::write(&broken, "data_x\n_cell_length_a 'unclosed\n").unwrap();
    let missing = folder.path().join("missing.cif");
    let (stdout, stderr, code) =
        run(hecs()
            .args(["bvse", "--spacing", "0.4"])
            .args([&broken, &li6ps5i(), &missing]));
    assert_eq!(code, 1);
    let records = records(&stdout);
    let ok: Vec<bool> = records.iter().map(|r| r["ok"] == true).collect();
    assert_eq!(ok, [false, true, false]);
    assert!(records[1]["barriers"]["3d"]["grid"].as_f64().unwrap() > 0.3);
    assert!(
        records[2]["error"]
            .as_str()
            .unwrap()
            .contains("no such file")
    );
    assert!(stderr.contains("broken.cif"), "{stderr}");
    assert!(stderr.contains("missing.cif"), "{stderr}");
}

#[test]
fn bvse_refuses_what_makes_no_sense() {
    let cases: [(&[&str], &str); 4] = [
        (&["--ion", "Xx+"], "Xx"),
        (&["--spacing", "0"], "spacing"),
        (&["--spacing", "nan"], "spacing"),
        (&["--spacing", "0.000001"], "points"),
    ];
    for (arguments, word) in cases {
        let (_, stderr, code) = run(hecs().arg("bvse").args(arguments).arg(li6ps5i()));
        assert_eq!(code, 2, "{arguments:?}: {stderr}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
    }
}

/// A cubic CIF of the atoms given, symbol with charge, position and occupancy.
fn cubic(edge_ang: f64, group: u16, atoms: &[&str]) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".cif").tempfile().unwrap();
    let text = format!(
        "data_test\n_cell_length_a {edge_ang}\n_cell_length_b {edge_ang}\n_cell_length_c {edge_ang}\n\
         _cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n\
         _space_group_IT_number {group}\nloop_\n_atom_site_label\n_atom_site_type_symbol\n\
         _atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n{}\n",
        atoms.join("\n")
    );
    fs::write(file.path(), text).unwrap();
    file
}

/// An empty spinel, λ-MnO2.
fn empty_spinel() -> tempfile::NamedTempFile {
    let atoms = ["Mn1 Mn4+ 0.5 0.5 0.5 1", "O1 O2- 0.2629 0.2629 0.2629 1"];
    cubic(8.04, 227, &atoms)
}

#[test]
fn an_ion_is_put_into_an_empty_host_when_asked() {
    let host = empty_spinel();
    let (_, stderr, code) = run(hecs().arg("bvse").arg(host.path()));
    assert_eq!(code, 0);
    let reason = "holds Li+; ions present: O2-, Mn4+; --insert puts the ion into an empty host";
    assert!(stderr.contains(reason), "{stderr}");
    let (_, stderr, _) = run(hecs().args(["bvse", "--ion", "Mn2+"]).arg(host.path()));
    let reason = "Mn is there as Mn4+; name that one with --ion";
    assert!(stderr.contains(reason), "{stderr}");
    let (stdout, stderr, code) = run(hecs()
        .args(["bvse", "--insert", "--spacing", "0.3", "--void-radii"])
        .args(["--format", "json"])
        .arg(host.path()));
    assert_eq!(code, 0, "{stderr}");
    let record = &records(&stdout)[0];
    let barrier = record["barriers"]["3d"]["refined"].as_f64().unwrap();
    assert!((barrier - 0.5663).abs() < 1e-4, "{barrier}");
    assert_eq!(record["notes"].as_array().unwrap().len(), 0);
    let (_, stderr, code) = run(hecs()
        .args(["bvse", "--insert", "--model", "spse"])
        .arg(host.path()));
    assert_eq!(code, 2);
    assert!(stderr.contains("--ion and --spacing only"), "{stderr}");
}

#[test]
fn a_site_shared_with_another_cation_is_told() {
    let shared = ["A Li+ 0 0 0 0.3", "A2 La3+ 0 0 0 0.55"];
    let frame = ["Ti Ti4+ 0.5 0.5 0.5 1", "O O2- 0.5 0.5 0 1"];
    let second = ["Li2 Li+ 0.5 0 0 0.05"];
    let warning = "warning: ";
    let sites = "Li+ shares \"A\" (Li+ 0.300, La3+ 0.550)";
    let map = |atoms: &[&str], more: &[&str]| {
        let file = cubic(3.87, 221, atoms);
        run(hecs()
            .args(["bvse", "--spacing", "0.3"])
            .args(more)
            .arg(file.path()))
    };
    let (stdout, stderr, code) = map(&[shared, frame].concat(), &[]);
    assert_eq!(code, 0);
    assert!(
        stderr.contains(warning) && stderr.contains(sites) && !stderr.contains("--fixed"),
        "{stderr}"
    );
    let notes = &records(&stdout)[0]["notes"];
    assert!(
        message_of(notes, "shared-sites").starts_with(sites),
        "{notes}"
    );
    // Where lithium has another site, this one may stay as it is.
    let all = [&shared[..], &frame, &second].concat();
    let (_, stderr, _) = map(&all, &[]);
    assert!(stderr.contains("keep it there with --fixed A"), "{stderr}");
    let (stdout, stderr, _) = map(&all, &["--fixed", "A"]);
    assert!(!stderr.contains("shares"), "{stderr}");
    assert_eq!(
        message_of(&records(&stdout)[0]["notes"], "shared-sites"),
        ""
    );
}

#[test]
fn an_averaged_charge_that_moves_is_told() {
    let atoms = [
        "Fe Fe 0.125 0.125 0.125 1",
        "Fe Fe 0.5 0.5 0.5 1",
        "O O 0.2548 0.2548 0.2548 1",
    ];
    let file = cubic(8.396, 227, &atoms);
    let (stdout, _, _) = run(hecs()
        .args(["bvse", "--spacing", "0.3", "--ion", "Fe3+"])
        .arg(file.path()));
    let record = &records(&stdout)[0];
    assert_eq!(record["ok"], true, "{record}");
    let notes = &record["notes"];
    let told = "the charge of Fe is an average, 2.667, that counts as the nearest integer";
    assert!(
        message_of(notes, "averaged-charge").starts_with(told),
        "{notes}"
    );
}

#[test]
fn spse_gives_the_published_step() {
    let (stdout, _, code) = run(hecs().args(["bvse", "--model", "spse"]).arg(li6ps5i()));
    assert_eq!(code, 0);
    let record = &records(&stdout)[0];
    assert_eq!(record["ea_steps"], 43);
    assert_eq!(record["barriers"]["1d"]["grid"], 0.419_921_875);
}

#[test]
fn energies_at_points_come_from_the_formula() {
    let folder = tempfile::tempdir().unwrap();
    let points = folder.path().join("points.csv");
    fs::write(&points, "x,y,z\n0.2901,0.2901,0.025\n0.7901,0.7901,0.025\n").unwrap();
    let (stdout, _, _) = run(hecs()
        .args(["bvse", "--spacing", "0.4", "--points"])
        .arg(&points)
        .arg(li6ps5i()));
    let record = &records(&stdout)[0];
    let energy = |i: usize| record["points"][i]["energy"].as_f64().unwrap();
    assert!(energy(0) < -1.0);
    // The second point is an image of the first under the face centring.
    assert!((energy(0) - energy(1)).abs() < 1e-9);
}

#[test]
fn maps_are_written_whole_and_named_after_their_input() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("map.cube");
    let (_, _, code) = run(hecs()
        .args(["bvse", "--spacing", "0.5", "--map"])
        .arg(&out)
        .args([li6ps5i(), fixture("structures/002_Li6PS5Cl.cif")]));
    assert_eq!(code, 0);
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["002_Li6PS5Cl_map.cube", "005_Li6PS5I_map.cube"]);
    let (_, stderr, code) = run(hecs().args(["bvse", "--map", "map.png"]).arg(li6ps5i()));
    assert_eq!(code, 2);
    assert!(stderr.contains("map.png"), "{stderr}");
}

#[test]
fn describe_explains_why_a_structure_is_no_argyrodite() {
    let folder = tempfile::tempdir().unwrap();
    let salt = folder.path().join("LiCl.cif");
    fs::write(
        &salt,
        "data_LiCl\n_cell_length_a 5.13\n_cell_length_b 5.13\n_cell_length_c 5.13\n\
         _cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n\
         _space_group_name_H-M_alt 'F m -3 m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n\
         _atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n\
         Li1 Li+ 0 0 0\nCl1 Cl- 0.5 0.5 0.5\n",
    )
    .unwrap();
    let (stdout, stderr, code) = run(hecs().arg("describe").args([&salt, &li6ps5i()]));
    assert_eq!(code, 1);
    let records = records(&stdout);
    assert_eq!(records[0]["ok"], false);
    assert!(stderr.contains("argyrodite"), "{stderr}");
    let edge = records[1]["descriptors"]["a"].as_f64().unwrap();
    assert!((edge - 10.1448).abs() < 1e-9);
}

#[test]
fn fit_and_predict_the_published_model() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.json");
    let (stdout, _, code) = run(fit_arguments(hecs().arg("fit")).arg("--out").arg(&model));
    assert_eq!(code, 0);
    let record: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(record["components"], 4);
    let q2 = record["q2"][4].as_f64().unwrap();
    assert!((q2 - 0.65877).abs() < 5e-6);
    assert_eq!(record["predictions"].as_array().unwrap().len(), 50);

    let (stdout, _, code) = run(hecs()
        .arg("predict")
        .arg("--model")
        .arg(&model)
        .args([li6ps5i(), fixture("README.md")]));
    assert_eq!(code, 1);
    let records = records(&stdout);
    let value = records[0]["value"].as_f64().unwrap();
    assert!(records[0]["low"].as_f64().unwrap() < value);
    assert!((value - 0.386).abs() < 0.02, "{value}");
    assert_eq!(records[1]["ok"], false);
}

#[test]
fn figures_are_drawn_from_what_fit_prints() {
    let folder = tempfile::tempdir().unwrap();
    let fit = folder.path().join("fit.json");
    let (stdout, _, _) = run(fit_arguments(hecs().arg("fit")));
    fs::write(&fit, stdout).unwrap();
    for kind in ["vip", "fit", "press"] {
        let out = folder.path().join(format!("{kind}.svg"));
        let (_, stderr, code) = run(hecs().args(["plot", kind]).arg(&fit).arg("--out").arg(&out));
        assert_eq!(code, 0, "{stderr}");
        assert!(
            fs::read_to_string(&out).unwrap().starts_with("<svg"),
            "{kind}"
        );
    }
    let out = folder.path().join("contour.png");
    let (_, stderr, code) = run(hecs()
        .args(["plot", "contour", "--x", "r_anion", "--y", "EN_cation"])
        .args(["--response", "ea_bvse_eV", "--out"])
        .args([&out, &fixture("published/hecs_dataset.csv")]));
    assert_eq!(code, 0, "{stderr}");
    assert!(fs::read(&out).unwrap().starts_with(b"\x89PNG"));
    let (_, stderr, code) = run(hecs()
        .args(["plot", "vip", "--out", "x.svg"])
        .arg(li6ps5i()));
    assert_eq!(code, 2);
    assert!(stderr.contains("hecs fit"), "{stderr}");
}

#[test]
fn a_report_shows_what_could_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.html");
    let (_, stderr, code) = run(hecs().args(["report", "--out"]).args([
        &out,
        &li6ps5i(),
        &folder.path().join("missing.cif"),
    ]));
    assert_eq!(code, 1, "{stderr}");
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("Li6PS5I") && page.contains("no such file"));
    assert!(page.len() < 1_000_000, "{}", page.len());
}

#[test]
fn design_ranks_a_family_and_explains() {
    let folder = tempfile::tempdir().unwrap();
    let (stdout, stderr, code) = run(hecs()
        .args(["design", "Li6+(5-n)yP1-yNyS5I", "--range", "y=0..0.4:0.2"])
        .args(["--choose", "N=Ge", "--direct", "0.4", "--known"])
        .arg(fixture("structures"))
        .arg("--cif")
        .arg(folder.path()));
    assert_eq!(code, 0, "{stderr}");
    let screening: Value = serde_json::from_str(&stdout).unwrap();
    let candidates = screening["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 3);
    let ea = |i: usize| candidates[i]["ranked_by_ev"].as_f64().unwrap();
    assert!(ea(0) <= ea(1) && ea(1) <= ea(2));
    assert!(candidates[0]["reasons"]["words"].is_string());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn design_learns_from_the_files_that_fit_and_names_the_others() {
    let known = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture("structures")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), known.path().join(entry.file_name())).unwrap();
    }
    fs::write(
        known.path().join("torn.cif"),
        "data_x\n_cell_length_a 'unclosed\n",
    )
    .unwrap();
    fs::write(
        known.path().join("salt.cif"),
        "data_x _cell_length_a 5.1 _cell_length_b 5.1 _cell_length_c 5.1\n\
         _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90\n\
         _space_group_name_H-M_alt 'F m -3 m'\n\
         loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z\n\
         Li1 0 0 0\nCl1 0.5 0.5 0.5\n",
    )
    .unwrap();
    let (stdout, stderr, code) = run(hecs()
        .args(["design", "Li6PS5Cl", "--direct", "0", "--known"])
        .arg(known.path()));
    assert_eq!(code, 1, "{stderr}");
    assert!(
        stderr.contains("torn.cif") && stderr.contains("salt.cif"),
        "{stderr}"
    );
    let screening: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(screening["candidates"].as_array().unwrap().len(), 1);
}

#[test]
fn design_says_which_rule_broke() {
    let known = fixture("structures");
    let cases: [(&[&str], &str); 5] = [
        (&["Li6-xPS5-xCl1+x", "--range", "x=0..3:0.5"], "x"),
        (&["Li6-xPS5-xCl1+x", "--range", "x=0.5..0.1"], "0.1..0.5"),
        (&["Li5PS5Cl"], "Li"),
        (&["Li6XxS5Cl"], "Xx"),
        (&["Li7-x+qPS5Cl"], "Li6-xPS5-xCl1+x"),
    ];
    for (arguments, word) in cases {
        let (_, stderr, code) = run(hecs()
            .arg("design")
            .args(arguments)
            .arg("--known")
            .arg(&known));
        assert_eq!(code, 2, "{arguments:?}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_model_that_is_only_the_mean_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (table, model) = (folder.path().join("t.csv"), folder.path().join("m.json"));
    fs::write(&table, "x,y,Ea\n1,2,3\n2,4,5\n3,6,7\n4,1,9\n5,2,1\n").unwrap();
    let (_, stderr, code) = run(hecs()
        .arg("fit")
        .arg(&table)
        .args(["--response", "Ea", "--out"])
        .arg(&model));
    assert_eq!(code, 0);
    assert!(stderr.contains("the model is that mean"), "{stderr}");
    let (stdout, _, _) = run(hecs()
        .arg("predict")
        .arg("--model")
        .arg(&model)
        .arg("--table")
        .arg(&table));
    for record in records(&stdout) {
        assert_eq!(record["value"], 5.0);
        assert_eq!(record["hotelling_t2"].to_string(), "0.0");
    }
}

#[test]
fn bad_tables_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let table = |text: &str| {
        let path = folder.path().join("table.csv");
        fs::write(&path, text).unwrap();
        path
    };
    let cases = [
        ("x,Ea\n1,2\n2,3\n", "nope", "nope"),
        ("x,Ea\n1,2\n,3\n2,4\n", "Ea", "x"),
        ("x,Ea\n1,2\ntwo,3\n2,4\n", "Ea", "two"),
        ("x;Ea\n1,5;2\n2;3\n3;4\n", "Ea", "point"),
        ("x,Ea\n1,2\n", "Ea", "row"),
        ("x,Ea\n1,2\n2,2\n3,2\n", "Ea", "Ea"),
    ];
    for (text, response, word) in cases {
        let path = table(text);
        let (_, stderr, code) = run(hecs().arg("fit").arg(&path).args(["--response", response]));
        assert_eq!(code, 2, "{text}");
        assert!(
            stderr.contains(word) && stderr.contains("table.csv"),
            "{stderr}"
        );
    }
    let path = table("x,flat,Ea\n1,7,2\n2,7,3.5\n3,7,4\n4,7,6\n");
    let (_, stderr, code) = run(hecs().arg("fit").arg(&path).args(["--response", "Ea"]));
    assert_eq!(code, 0);
    assert!(stderr.contains("flat"), "{stderr}");
}

#[test]
fn validate_is_seeded() {
    let run_with = |threads: &str| {
        let mut command = hecs();
        fit_arguments(command.arg("validate"));
        command.args([
            "--permutations",
            "50",
            "--bootstrap",
            "50",
            "--threads",
            threads,
        ]);
        run(&mut command)
    };
    let (one, _, code) = run_with("1");
    let (two, _, _) = run_with("2");
    assert_eq!(code, 0);
    assert_eq!(one, two);
}

#[test]
fn schemas_are_json() {
    for verb in [
        "inspect", "bvse", "paths", "order", "describe", "fit", "predict", "validate", "design",
        "screen",
    ] {
        let (stdout, _, code) = run(hecs().args(["schema", verb]));
        assert_eq!(code, 0);
        let schema: Value = serde_json::from_str(&stdout).unwrap();
        assert!(schema["$schema"].is_string());
    }
}
