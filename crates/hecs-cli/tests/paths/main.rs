//! `hecs paths`: the network and one hop of it, their files, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "other tests fit a model")]
mod common;
mod files;
mod network;
mod one_hop;
mod refusals;

use std::fs;
use std::path::Path;

use common::{hecs, run};
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
