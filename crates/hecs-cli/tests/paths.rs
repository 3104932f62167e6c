//! `hecs paths`: the network and one hop of it, their files, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[allow(dead_code, reason = "other tests fit a model")]
mod common;

use std::fs;
use std::path::Path;

use common::{fixture, hecs, run};
use serde_json::Value;

const CRYSTAL: &str = "structures/005_Li6PS5I.cif";

/// Antiperovskite Li3OCl (doi:10.1021/ja305709z).
const ANTIPEROVSKITE: &str = "data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0
";

/// The records of a call on a file, with stderr and exit code.
fn records(file: &Path, arguments: &[&str]) -> (Vec<Value>, String, i32) {
    let mut command = hecs();
    command.arg("paths").arg(file).args(arguments);
    let (stdout, stderr, code) = run(command.args(["--format", "jsonl"]));
    let lines = stdout.lines();
    let records = lines.map(|line| serde_json::from_str(line).unwrap());
    (records.collect(), stderr, code)
}

/// The one record of a call that answers.
fn record(file: &Path, arguments: &[&str]) -> Value {
    let (mut records, stderr, code) = records(file, arguments);
    assert_eq!((code, records.len()), (0, 1), "{stderr}");
    records.remove(0)
}

fn antiperovskite(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("Li3OCl.cif");
    fs::write(&path, ANTIPEROVSKITE).unwrap();
    path
}

fn text(position: &Value) -> String {
    let numbers: Vec<String> = (position.as_array().unwrap().iter())
        .map(ToString::to_string)
        .collect();
    numbers.join(",")
}

fn close(a: &Value, b: &Value) -> bool {
    (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-6
}

#[test]
fn a_network_has_the_barriers_of_bvse_and_says_which_hop_decides() {
    let file = fixture(CRYSTAL);
    let found = record(&file, &["--spacing", "0.2"]);
    assert_eq!(found["schema"], "hecs.paths.1");
    let (stdout, ..) = run(hecs().arg("bvse").arg(&file).args(["--spacing", "0.2"]));
    let bvse: Value = serde_json::from_str(&stdout).unwrap();
    for dimension in ["1d", "2d", "3d"] {
        let barrier = &found["barriers"][dimension];
        assert!(close(
            &barrier["rigid"],
            &bvse[0]["barriers"][dimension]["refined"]
        ));
        let deciding = &found["hops"][barrier["hop"].as_u64().unwrap() as usize];
        assert!(close(&deciding["energy"], &barrier["rigid"]));
        assert!(barrier["elastic"].is_null());
        let profile = found["profiles"][dimension].as_array().unwrap();
        let energies = profile.iter().map(|p| p["rigid"].as_f64().unwrap());
        let highest_ev = energies.fold(0.0, f64::max);
        assert!((highest_ev - barrier["rigid"].as_f64().unwrap()).abs() < 1e-6);
        for (key, list) in [("site", "sites"), ("hop", "hops")] {
            let named = profile.iter().filter(|point| !point[key].is_null());
            assert!(named.clone().count() > 0);
            for point in named {
                let number = point[key].as_u64().unwrap() as usize;
                assert!(close(&point["rigid"], &found[list][number]["energy"]));
            }
        }
    }
    let sites = found["sites"].as_array().unwrap();
    assert!(sites.iter().any(|site| site["label"] != "interstitial"));
    assert_eq!(sites[0]["energy"], 0.0);
    for hop in found["hops"].as_array().unwrap() {
        let site = |end: &str| &sites[hop[end].as_u64().unwrap() as usize]["energy"];
        for (end, barrier) in [("from", "forward"), ("to", "backward")] {
            let above = hop["energy"].as_f64().unwrap() - site(end).as_f64().unwrap();
            assert!((above - hop["rigid"][barrier].as_f64().unwrap()).abs() < 1e-9);
        }
        assert_eq!(hop["bottleneck"]["ions"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn profiles_of_records_are_drawn_with_both_hosts_and_the_names_of_sites() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CRYSTAL);
    let save = |name: &str, arguments: &[&str]| {
        let mut command = hecs();
        let (stdout, _, code) = run(command.arg("paths").args(arguments));
        assert_eq!(code, 0);
        let path = folder.path().join(name);
        fs::write(&path, stdout).unwrap();
        path
    };
    let plot = |record: &Path, name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let mut command = hecs();
        command
            .args(["plot", "profile"])
            .arg(record)
            .arg("--out")
            .arg(&out);
        let (_, stderr, code) = run(command.args(more));
        (fs::read(&out).unwrap_or_default(), stderr, code)
    };
    let crystal = file.to_str().unwrap();
    let network = save(
        "network.json",
        &[crystal, "--spacing", "0.2", "--host", "elastic"],
    );
    let (svg, stderr, code) = plot(&network, "network.svg", &["--dimension", "3"]);
    assert_eq!(code, 0, "{stderr}");
    let svg = String::from_utf8(svg).unwrap();
    for text in [
        ">Li1<",
        ">i1<",
        ">hop 0<",
        ">rigid host<",
        "elastic host",
        "Distance along the path (Å)",
        "Energy above the lowest site (eV)",
        "width=\"85mm\"",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    let (png, ..) = plot(&network, "network.png", &["--dpi", "100"]);
    assert_eq!(png[1..4], *b"PNG");

    let cubic = antiperovskite(folder.path());
    let ends = [
        "--from",
        "0,0.5,0.5",
        "--to",
        "0.5,0,0.5",
        "--host",
        "elastic",
    ];
    let mut arguments = vec![cubic.to_str().unwrap(), "--format", "jsonl"];
    arguments.extend(ends);
    let hop = save("hop.jsonl", &arguments);
    let (svg, stderr, code) = plot(&hop, "hop.svg", &[]);
    assert_eq!(code, 0, "{stderr}");
    let svg = String::from_utf8(svg).unwrap();
    for text in [
        ">Li1 0.000<",
        "saddle 0.",
        "elastic host",
        "Energy above the start (eV)",
    ] {
        assert!(svg.contains(text), "{text}");
    }

    let both = save(
        "both.json",
        &[crystal, cubic.to_str().unwrap(), "--spacing", "0.2"],
    );
    let (svg, ..) = plot(&both, "both.svg", &[]);
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains("(b) Li"), "two panels");
    assert!(!svg.contains("elastic"), "rigid alone");

    let (stdout, ..) = run(hecs().arg("bvse").arg(&cubic).args(["--spacing", "0.3"]));
    let bvse = folder.path().join("bvse.json");
    fs::write(&bvse, stdout).unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(
        code == 2 && stderr.contains("hecs.bvse.1, not of `hecs paths`"),
        "{stderr}"
    );
    fs::write(&bvse, "[]").unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(code == 2 && stderr.contains("has an answer"), "{stderr}");
    fs::write(&bvse, "x,y\n1,2").unwrap();
    let (_, stderr, code) = plot(&bvse, "none.svg", &[]);
    assert!(
        code == 2 && stderr.contains("hecs paths --format json"),
        "{stderr}"
    );
}

#[test]
fn the_page_of_a_structure_has_the_network_unless_it_is_no_crystal_of_the_ion() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CRYSTAL);
    let report = |host: &str, ion: &str| {
        let page = folder.path().join("page.html");
        let mut command = hecs();
        command.arg("report").arg(&file).arg("--out").arg(&page);
        run(command.args(["--quiet", "--host", host, "--ion", ion]));
        fs::read_to_string(&page).unwrap()
    };
    let rigid = report("rigid", "Li+");
    let elastic = report("elastic", "Li+");
    for page in [&rigid, &elastic] {
        assert!(page.contains("\"noNetwork\":null"));
        assert!(
            page.contains("along the easiest path in Li6PS5I: "),
            "its profile"
        );
        assert!(
            page.contains("Li1, site"),
            "sites of the profile have names"
        );
    }
    assert!(elastic.contains("elastic host S") && !rigid.contains("elastic host S"));
    assert!(
        elastic.contains("in the elastic host"),
        "saddle points in both hosts"
    );
    let none = report("rigid", "Na+");
    assert!(none.contains("No network: ") && none.contains("\"network\":null"));
}

#[test]
fn the_ends_of_a_hop_of_the_network_give_that_hop() {
    let file = fixture(CRYSTAL);
    let network = record(&file, &["--spacing", "0.2", "--host", "elastic"]);
    let deciding = network["barriers"]["1d"]["hop"].as_u64().unwrap();
    let hop = &network["hops"][deciding as usize];
    let [from, to] = [0, 1].map(|end| text(&hop["ends"][end]));
    let one = record(
        &file,
        &[
            "--from",
            &from,
            "--to",
            &to,
            "--others",
            "removed",
            "--host",
            "elastic",
            "--springs",
            "5",
        ],
    );
    let one = &one["hop"];
    assert!(close(&one["distance"], &hop["distance"]));
    for way in ["forward", "backward"] {
        let (rigid, elastic) = (&one["rigid"][way], &one["elastic"][way]);
        assert!(rigid.as_f64().unwrap() <= hop["rigid"][way].as_f64().unwrap() + 1e-6);
        assert!(elastic.as_f64().unwrap() < rigid.as_f64().unwrap());
        assert!(hop["elastic"][way].as_f64().unwrap() > 0.0);
    }
    let profile = one["profile"].as_array().unwrap();
    let rigid = profile.iter().filter_map(|p| p["rigid"].as_f64());
    assert!((rigid.fold(0.0, f64::max) - one["rigid"]["forward"].as_f64().unwrap()).abs() < 1e-9);
    assert!(profile.iter().any(|p| p["elastic"].is_number()));
    assert!(network["barriers"]["3d"]["elastic"].as_f64().unwrap() > 0.0);
}

#[test]
fn one_hop_leaves_the_other_ions_in_place_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let ends = ["--from", "0,0.5,0.5", "--to", "0.5,0,0.5"];
    let fixed = record(&file, &ends);
    assert_eq!(fixed["others"], "fixed");
    let removed = record(&file, &[&ends[..], &["--others", "removed"]].concat());
    assert_eq!(removed["others"], "removed");
    assert!(!close(
        &fixed["hop"]["rigid"]["forward"],
        &removed["hop"]["rigid"]["forward"]
    ));
    // The two sites are equivalent.
    let both = &removed["hop"]["rigid"];
    assert!(close(&both["forward"], &both["backward"]));
    // In another cell it is the same hop.
    let other = record(
        &file,
        &[
            "--from=-1,2.5,0.5",
            "--to=-0.5,2,0.5",
            "--others",
            "removed",
        ],
    );
    assert!(close(&both["forward"], &other["hop"]["rigid"]["forward"]));
}

#[test]
fn one_hop_comes_with_an_estimate_of_dft() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let ends = ["--from", "0,0.5,0.5", "--to", "0.5,0,0.5"];
    let found = record(&file, &ends);
    let estimate = &found["hop"]["estimate"];
    let [low, value, high] = ["low", "value", "high"].map(|key| estimate[key].as_f64().unwrap());
    assert!(low < value && value < high, "{estimate}");
    // 0.367 eV in the dataset of doi:10.48550/arXiv.2508.06459.
    assert!(low < 0.367 && 0.367 < high, "{estimate}");
    assert_eq!(
        (&estimate["inside"], &estimate["level"]),
        (&true.into(), &0.8.into())
    );
    assert!(estimate["why_not"].is_null());
    // It is one number whatever is asked for beside it, and in whatever cell.
    let others: [&[&str]; 3] = [
        &["--from=-1,2.5,0.5", "--to=-0.5,2,0.5"],
        &[
            "--from",
            "0,0.5,0.5",
            "--to",
            "0.5,0,0.5",
            "--others",
            "removed",
        ],
        &[
            "--from",
            "0,0.5,0.5",
            "--to",
            "0.5,0,0.5",
            "--host",
            "elastic",
        ],
    ];
    for other in others {
        let other = &record(&file, other)["hop"]["estimate"];
        assert!(close(&other["value"], &estimate["value"]), "{other}");
        assert!(close(&other["high"], &estimate["high"]), "{other}");
    }
    let mut command = hecs();
    command.arg("paths").arg(&file).args(ends);
    let (table, stderr, _) = run(command.args(["--format", "table"]));
    assert!(table.contains("E_dft_low_eV"), "{table}");
    let words =
        format!("estimate of DFT: {value:.2} eV (80 %: {low:.2}–{high:.2}), within the domain of");
    assert!(stderr.contains(&words), "{stderr}");
}

#[test]
fn an_anion_that_moves_has_no_estimate_and_the_record_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("CaF2.cif");
    let fluorite = "data_CaF2 _space_group_name_H-M_alt 'F m -3 m'
_cell_length_a 5.463 _cell_length_b 5.463 _cell_length_c 5.463
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Ca1 Ca2+ 0 0 0  F1 F1- 0.25 0.25 0.25
";
    fs::write(&file, fluorite).unwrap();
    let ends = ["--from", "0.25,0.25,0.25", "--to", "0.25,0.25,0.75"];
    let found = record(&file, &[&["--ion", "F-"], &ends[..]].concat());
    assert!(found["hop"]["rigid"]["forward"].is_number());
    let estimate = &found["hop"]["estimate"];
    assert!(estimate["value"].is_null() && estimate["inside"].is_null());
    assert_eq!(estimate["why_not"]["code"], "estimate-of-an-anion");
    let message = estimate["why_not"]["message"].as_str().unwrap();
    assert!(message.contains("F-"), "{message}");
}

#[test]
fn averaged_charges_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let ends = ["--from", "0,0.5,0.5", "--to", "0.5,0,0.5"];
    let averaged = record(
        &file,
        &[&ends[..], &["--charges", "Li=1,O=-1.9,Cl=-1"]].concat(),
    );
    assert_eq!(averaged["charges"]["O"][0], -1.9);
}

#[test]
fn springs_follow_the_displacement_parameters_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let ends = [
        "--from",
        "0,0.5,0.5",
        "--to",
        "0.5,0,0.5",
        "--host",
        "elastic",
    ];
    let with = |springs| [&ends[..], &["--springs", springs]].concat();
    let (refused, _, code) = records(&file, &with("adp"));
    assert_eq!(
        (code, &refused[0]["code"]),
        (2, &Value::from("no-displacement-parameters"))
    );
    let message = refused[0]["message"].as_str().unwrap();
    assert!(message.contains("--springs S"), "{message}");
    // k_B T/U = 5 eV/Å² is the spring of model S.
    let usual = 8.617_333_262e-5 * 300.0 / 5.0;
    let barrier_ev = |u: f64| {
        let text = ANTIPEROVSKITE.replace("_fract_z\n", "_fract_z _atom_site_U_iso_or_equiv\n");
        let text = text.replace("0 0.5 0.5  O1", &format!("0 0.5 0.5 {u} O1"));
        let text = text.replace("0.5 0.5 0.5  Cl1", &format!("0.5 0.5 0.5 {u} Cl1"));
        fs::write(&file, text.replace("0 0 0\n", &format!("0 0 0 {u}\n"))).unwrap();
        let found = record(&file, &with("adp"));
        assert_eq!(found["springs"], "adp");
        found["hop"]["elastic"]["forward"].as_f64().unwrap()
    };
    let soft_ev = barrier_ev(2.0 * usual);
    let same_ev = barrier_ev(usual);
    let of_model = record(&file, &with("S"));
    let of_model_ev = of_model["hop"]["elastic"]["forward"].as_f64().unwrap();
    assert!(
        (same_ev - of_model_ev).abs() < 1e-6,
        "{same_ev} {of_model_ev}"
    );
    assert!(soft_ev < same_ev);
}

#[test]
fn the_files_hold_what_the_record_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = fixture(CRYSTAL);
    let out = folder.path().join("paths");
    let out_text = out.to_str().unwrap();
    let found = record(&file, &["--spacing", "0.2", "--out", out_text]);
    let count = |name: &str| {
        let text = fs::read_to_string(out.join(name)).unwrap();
        text.lines().count() - 1
    };
    let length = |key: &str| found[key].as_array().unwrap().len();
    assert_eq!(count("sites.csv"), length("sites"));
    assert_eq!(count("hops.csv"), length("hops"));
    let profiles = found["profiles"].as_object().unwrap().values();
    let points: usize = profiles.map(|p| p.as_array().unwrap().len()).sum();
    assert_eq!(count("profile.csv"), points);
    let graph = fs::read_to_string(out.join("network.graphml")).unwrap();
    assert_eq!(graph.matches("<node ").count(), length("sites"));
    assert_eq!(graph.matches("<edge ").count(), length("hops"));
    assert!(graph.ends_with("</graphml>\n"));
    // Two inputs write files of their own.
    let copy = folder.path().join("copy.cif");
    fs::copy(&file, &copy).unwrap();
    let mut command = hecs();
    command.arg("paths").arg(&file).arg(&copy);
    let (_, stderr, code) = run(command.args(["--spacing", "0.3", "--out", out_text]));
    assert_eq!(code, 0, "{stderr}");
    for stem in ["005_Li6PS5I", "copy"] {
        assert!(out.join(format!("{stem}_hops.csv")).is_file());
    }
}

#[test]
fn every_format_has_a_row_or_a_record_of_each_input() {
    let file = fixture(CRYSTAL);
    for (format, begins) in [("csv", "file,entry,formula,ion,host"), ("table", " file")] {
        let mut command = hecs();
        command.arg("paths").arg(&file).args(["--spacing", "0.3"]);
        let (stdout, stderr, code) = run(command.args(["--format", format]));
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.starts_with(begins), "{stdout}");
        assert!(
            stdout.contains("E_3D_eV") && stdout.contains("rigid"),
            "{stdout}"
        );
    }
    let (schema, _, code) = run(hecs().args(["schema", "paths"]));
    assert_eq!(code, 0);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["$defs"]["NetworkHopRecord"].is_object());
    assert!(schema["$defs"]["EstimateRecord"]["properties"]["inside"].is_object());
}

#[test]
fn what_is_no_hop_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let refused = [
        (
            ["0,0.5,0.5", "0.5,0.5,0.3"],
            "no-minimum-at-end",
            "near a minimum",
        ),
        (
            ["0,0.5,0.5", "0,0.5,0.5"],
            "same-site",
            "an image of the site in another cell",
        ),
        (
            ["0,0.5,0.5", "1,0.5,0.5"],
            "hop-through-atom",
            "one hop after the other",
        ),
        (
            ["0,0.5,0.5", "5,0.5,0.5"],
            "hop-too-long",
            "not wrapped into the cell",
        ),
    ];
    for ([from, to], code, words) in refused {
        let (records, _, exit) =
            records(&file, &["--from", from, "--to", to, "--others", "removed"]);
        assert_eq!(
            (exit, &records[0]["code"]),
            (2, &Value::from(code)),
            "{}",
            records[0]
        );
        let message = records[0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    }
    let (records, _, exit) = records(&file, &["--ion", "Na+"]);
    assert_eq!((exit, &records[0]["status"]), (0, &Value::from("skipped")));
    assert_eq!(records[0]["code"], "no-mobile-ion");
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let file = fixture(CRYSTAL);
    for (arguments, words) in [
        (&["--others", "fixed"][..], "--from"),
        (&["--springs", "5"], "--host elastic"),
        (&["--from", "0,0,0"], "--to"),
        (
            &["--from", "0,0", "--to", "0,0,0"],
            "three fractional coordinates",
        ),
        (&["--host", "elastic", "--springs", "-3"], "above 0"),
        (&["--ion", "Xx"], "--ion"),
    ] {
        let (_, stderr, code) = records(&file, arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
    }
    for level in ["0", "-1", "20"] {
        let (records, _, code) = records(&file, &["--level", level]);
        assert_eq!(
            (code, &records[0]["code"]),
            (2, &Value::from("invalid-level"))
        );
    }
}

#[test]
fn images_hold_the_same_atoms_from_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = antiperovskite(folder.path());
    let hop = ["--from", "0,0.5,0.5", "--to", "0.5,0,0.5", "--images", "4"];
    let images = |format: &str| {
        let out = folder.path().join(format);
        let mut arguments = hop.to_vec();
        arguments.extend(["--images-format", format, "--out", out.to_str().unwrap()]);
        record(&file, &arguments)["images"][0].clone()
    };
    let found = images("poscar");
    assert_eq!(found["mechanism"], "vacancy");
    assert_eq!(found["supercell"], serde_json::json!([3, 3, 3]));
    // 27 cells of five atoms, one site of lithium empty.
    assert_eq!(found["atoms"], 27 * 5 - 1);
    let files: Vec<&str> = (found["files"].as_array().unwrap().iter())
        .map(|path| path.as_str().unwrap())
        .collect();
    assert_eq!(files.len(), 6);
    let read = |path: &&str| hecs_io::poscar::read(&fs::read_to_string(path).unwrap()).unwrap();
    let poscars: Vec<hecs_core::Structure> = files.iter().map(read).collect();
    let first = &poscars[0];
    for image in &poscars {
        assert_eq!(image.sites()[1..], first.sites()[1..]);
    }
    let ends = [&poscars[0], &poscars[5]].map(|image| image.sites()[0].positions[0] * 3.0);
    assert!(
        (ends[0] - nalgebra::Vector3::new(0.0, 0.5, 0.5)).norm() < 1e-9,
        "{}",
        ends[0]
    );
    assert!(
        (ends[1] - nalgebra::Vector3::new(0.5, 0.0, 0.5)).norm() < 1e-9,
        "{}",
        ends[1]
    );

    let mut arguments = hop.to_vec();
    arguments.extend(["--images-host", "elastic", "--images-format", "extxyz"]);
    let out = folder.path().join("soft");
    arguments.extend(["--out", out.to_str().unwrap()]);
    let soft = record(&file, &arguments)["images"][0].clone();
    assert_eq!(soft["springs"], "S");
    let path = images("extxyz")["files"][0].as_str().unwrap().to_owned();
    let [stiff, soft] = [path.as_str(), soft["files"][0].as_str().unwrap()]
        .map(|path| fs::read_to_string(path).unwrap());
    assert_eq!(stiff.lines().count(), soft.lines().count());
    assert_ne!(stiff, soft);
    let frames = hecs_io::extxyz::read(&fs::read_to_string(path).unwrap()).unwrap();
    let cif = images("cif")["files"][3].as_str().unwrap().to_owned();
    let options = hecs_cif::ReadOptions::default();
    let cif = hecs_cif::read_structure(&fs::read(cif).unwrap(), &options);
    let cif = cif.into_structure().unwrap();
    for (a, b) in [(&frames[3], &poscars[3]), (&cif, &poscars[3])] {
        assert_eq!(a.composition(), b.composition());
        let at = |image: &hecs_core::Structure| image.sites()[0].positions[0];
        assert!(b.lattice().distance(&at(a), &at(b)) < 1e-8);
    }

    // A disordered crystal keeps its network, and says why there are no images.
    let (records, stderr, code) = records(
        &fixture(CRYSTAL),
        &[
            "--spacing",
            "0.3",
            "--images",
            "1",
            "--out",
            folder.path().to_str().unwrap(),
        ],
    );
    assert_eq!(
        (code, records[0]["code"].as_str()),
        (2, Some("disordered-sites")),
        "{stderr}"
    );
    assert!(!records[0]["hops"].as_array().unwrap().is_empty());
}
