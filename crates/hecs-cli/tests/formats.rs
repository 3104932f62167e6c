//! A structure gives one answer in whatever format it comes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// Antiperovskite Li3OCl (doi:10.1021/ja305709z), its edge in Å.
const EDGE: f64 = 3.91;
const ATOMS: [(&str, [f64; 3]); 5] = [
    ("Li", [0.0, 0.5, 0.5]),
    ("Li", [0.5, 0.0, 0.5]),
    ("Li", [0.5, 0.5, 0.0]),
    ("O", [0.5, 0.5, 0.5]),
    ("Cl", [0.0, 0.0, 0.0]),
];

/// A line for each atom.
fn lines(of_atom: impl Fn(&str, [f64; 3]) -> String) -> String {
    let lines = ATOMS.map(|(symbol, fract)| of_atom(symbol, fract) + "\n");
    lines.concat()
}

fn cif() -> String {
    let atoms = lines(|symbol, [x, y, z]| format!("{symbol} {symbol} {x} {y} {z}"));
    format!(
        "data_Li3OCl\n_cell_length_a {EDGE}\n_cell_length_b {EDGE}\n_cell_length_c {EDGE}\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 1'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n{atoms}"
    )
}

fn poscar() -> String {
    let atoms = lines(|_, [x, y, z]| format!("{x} {y} {z}"));
    format!("Li3OCl\n{EDGE}\n1 0 0\n0 1 0\n0 0 1\nLi O Cl\n3 1 1\nDirect\n{atoms}")
}

fn extxyz() -> String {
    let atoms = lines(|symbol, fract| {
        let [x, y, z] = fract.map(|x| x * EDGE);
        format!("{symbol} {x} {y} {z}")
    });
    format!(
        "5\nLattice=\"{EDGE} 0 0 0 {EDGE} 0 0 0 {EDGE}\" Properties=species:S:1:pos:R:3\n{atoms}"
    )
}

fn pymatgen() -> Value {
    let site = |(symbol, abc): &(&str, [f64; 3])| json!({"species": [{"element": symbol, "occu": 1}], "abc": abc, "label": symbol});
    let sites: Vec<Value> = ATOMS.iter().map(site).collect();
    let matrix = [[EDGE, 0.0, 0.0], [0.0, EDGE, 0.0], [0.0, 0.0, EDGE]];
    json!({"lattice": {"matrix": matrix}, "sites": sites})
}

/// The records of `hecs bvse` on stdout, and the exit code.
fn bvse(path: &Path) -> (Vec<Value>, i32) {
    let mut command = Command::cargo_bin("hecs").unwrap();
    command.args(["bvse", "--spacing", "0.3", "--format", "json"]);
    let output = command.arg(path).output().unwrap();
    let records: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    (records, output.status.code().unwrap())
}

#[test]
fn the_barrier_does_not_depend_on_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let (of_cif, code) = bvse(&write("x.cif", cif().as_bytes()));
    assert_eq!(code, 0, "{of_cif:?}");
    let barrier = |record: &Value| record["barriers"]["3d"]["refined"].as_f64().unwrap();
    let wanted = barrier(&of_cif[0]);
    let texts = [
        ("CONTCAR", poscar()),
        ("x.xyz", extxyz()),
        ("x.json", pymatgen().to_string()),
    ];
    for (name, text) in texts {
        let (records, code) = bvse(&write(name, text.as_bytes()));
        assert_eq!((records.len(), code), (1, 0), "{name}: {records:?}");
        assert!((barrier(&records[0]) - wanted).abs() < 1e-6, "{name}");
        assert_eq!(records[0]["entry"], Value::Null);
        assert_eq!(records[0]["formula"], of_cif[0]["formula"]);
    }
}

#[test]
fn each_structure_of_a_file_has_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    let named = json!({"material_id": "mp-985585", "structure": pymatgen()});
    let text = format!("{named}\n{{\"sites\": [\n{}\n", pymatgen());
    fs::write(&path, text).unwrap();
    let (records, code) = bvse(&path);
    assert_eq!(code, 1);
    let entries: Vec<&Value> = records.iter().map(|record| &record["entry"]).collect();
    assert_eq!(entries, ["1, mp-985585", "2", "3"]);
    assert_eq!(records[1]["code"], "io::json");
    let message = records[1]["message"].as_str().unwrap();
    assert!(message.starts_with("line 2, column"), "{message}");
    assert_eq!(records[2]["status"], "ok");
}
