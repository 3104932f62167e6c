//! What `hecs inspect` says of a crystal.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::Value;

/// Magnetite in the setting of the second origin choice, a = 8.396 Å: 5.20 g/cm³.
const MAGNETITE: &str = "data_magnetite
_chemical_formula_sum 'O4 Fe3'
_cell_length_a 8.396
_cell_length_b 8.396
_cell_length_c 8.396
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_space_group_name_Hall '-F 4vw 2vw 3'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Fe1 Fe 0.125 0.125 0.125
Fe2 Fe 0.5 0.5 0.5
O1 O 0.2549 0.2549 0.2549
";

/// Standard output of `hecs inspect` for a CIF text.
fn inspect(cif: &str, format: &str) -> String {
    let output = Command::cargo_bin("hecs")
        .unwrap()
        .args(["inspect", "-", "--format", format])
        .write_stdin(cif)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn record(cif: &str) -> Value {
    let records: Value = serde_json::from_str(&inspect(cif, "json")).unwrap();
    records[0].clone()
}

#[test]
fn a_record_has_formula_density_and_short_symbol() {
    let record = record(MAGNETITE);
    assert_eq!(record["formula"], "Fe3 O4");
    assert_eq!(record["formula_units"], 8.0);
    let density = record["density_g_per_cm3"].as_f64().unwrap();
    assert!((density - 5.20).abs() < 0.01, "{density}");
    assert_eq!(record["space_group"]["hm"], "F d -3 m:2");
    assert_eq!(record["space_group"]["hm_full"], "F 41/d -3 2/m");
    assert_eq!(record["n_sites"], 3);
    assert_eq!(record["n_positions"], 56);
}

#[test]
fn people_read_the_same() {
    let table = inspect(MAGNETITE, "table");
    for part in [
        "Fe3 O4, Z = 8 ",
        "F d -3 m:2 (no. 227)",
        "Fe 24, O 32 on 56 positions of 3 sites",
        "5.197 g/cm³",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn a_row_has_the_columns_of_its_header() {
    let csv = inspect(MAGNETITE, "csv");
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some(
            "file,entry,formula,space_group,volume_A3,formula_units,density_g_per_cm3,sites,positions,diagnostics,status,code,notes,error"
        )
    );
    let row: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(row[2..4], ["Fe3 O4", "F d -3 m:2"]);
    assert_eq!([row[5], row[7], row[8]], ["8", "3", "56"]);
}

#[test]
fn without_a_formula_there_are_no_formula_units() {
    let cif = MAGNETITE.replace("_chemical_formula_sum 'O4 Fe3'\n", "");
    let record = record(&cif);
    assert_eq!(record["formula"], "Fe24 O32");
    assert!(record["formula_units"].is_null());
    assert!(record["density_g_per_cm3"].is_number());
}

#[test]
fn hall_symbols_are_printed_as_hall_wrote_them() {
    let cif = MAGNETITE
        .replace("'-F 4vw 2vw 3'", "'P 32 2='")
        .replace("gamma 90", "gamma 120");
    let group = &record(&cif)["space_group"];
    assert_eq!(group["hall"], "P 32 2\"");
    assert_eq!(group["hm"], "P 32 2 1");
}
