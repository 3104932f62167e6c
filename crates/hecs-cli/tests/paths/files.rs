//! What records, tables and files hold.

use std::fs;

use serde_json::Value;

use super::{ANTIPEROVSKITE, CRYSTAL, antiperovskite, record, records};
use crate::common::{fixture, hecs, run};

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
