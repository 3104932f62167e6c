//! Files with several structures: one reading for each, and each fault in the reading that it is of.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use hecs_cif::{Code, ReadOptions, Reading, Severity, read_structure, read_structures};

fn phase(name: &str, body: &str) -> String {
    format!(
        "data_{name}\n\
         _cell_length_a 5.64\n_cell_length_b 5.64\n_cell_length_c 5.64\n\
         _cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n\
         _space_group_name_H-M_alt 'F m -3 m'\n{body}\
         loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n\
         Na1 0 0 0\nCl1 0.5 0.5 0.5\n"
    )
}

fn read(text: &str) -> Vec<Reading> {
    read_structures(text.as_bytes(), &ReadOptions::default())
}

fn has(reading: &Reading, code: Code) -> bool {
    reading.diagnostics.iter().any(|d| d.code == code)
}

#[test]
fn every_block_with_atoms_gives_a_reading() {
    let text = "data_publ\n_journal_year 2020\n".to_owned()
        + &phase("a", "")
        + "data_overall\n_pd_block_id x\n"
        + &phase("b", "");
    let readings = read(&text);
    let blocks: Vec<_> = readings.iter().map(|r| r.block.clone().unwrap()).collect();
    assert_eq!(blocks, ["a", "b"]);
    for reading in &readings {
        assert!(reading.structure.is_some());
        assert!(!has(reading, Code::SeveralStructures));
    }
    // Who asks for one is told of the others.
    let first = read_structure(text.as_bytes(), &ReadOptions::default());
    assert_eq!(first.block.as_deref(), Some("a"));
    assert!(has(&first, Code::SeveralStructures));
}

#[test]
fn a_block_is_chosen_by_name() {
    let text = phase("a", "") + &phase("b", "");
    let options = ReadOptions {
        block: Some("B".to_owned()),
        ..ReadOptions::default()
    };
    let readings = read_structures(text.as_bytes(), &options);
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].block.as_deref(), Some("b"));
}

#[test]
fn a_fault_costs_the_reading_of_its_block() {
    let text = phase("a", "") + &phase("b", "_chemical_formula_sum 'Na Cl\n") + &phase("c", "");
    let readings = read(&text);
    let read: Vec<bool> = readings.iter().map(|r| r.structure.is_some()).collect();
    assert_eq!(read, [true, false, true]);
    assert!(has(&readings[1], Code::UnclosedQuote));
    assert!(!has(&readings[0], Code::UnclosedQuote) && !has(&readings[2], Code::UnclosedQuote));
}

#[test]
fn a_fault_in_a_block_without_atoms_is_a_warning_of_the_first_reading() {
    let text =
        "data_publ\n_publ_contact_author\n_publ_section_title x\n".to_owned() + &phase("a", "");
    let readings = read(&text);
    assert_eq!(readings.len(), 1);
    let fault = readings[0]
        .diagnostics
        .iter()
        .find(|d| d.code == Code::NameWithoutValue)
        .unwrap();
    assert_eq!(fault.severity, Severity::Warning);
    assert!(readings[0].structure.is_some());
}

#[test]
fn a_flood_in_one_block_hides_no_fault_of_another() {
    let flood = "_chemical_name_common 'open\n".repeat(50);
    let text = phase("a", &flood) + &phase("b", "_chemical_formula_sum 'Na Cl\n");
    let readings = read(&text);
    assert!(readings[0].structure.is_some());
    assert!(readings[1].structure.is_none());
}

#[test]
fn without_atoms_there_is_one_reading_that_says_why() {
    for text in ["", "data_x\n_cell_length_a 5\ndata_y\n_cell_length_a 5\n"] {
        let readings = read(text);
        assert_eq!(readings.len(), 1);
        assert!(readings[0].structure.is_none() && readings[0].first_error().is_some());
    }
}

#[test]
fn the_error_that_is_named_first_is_the_cause() {
    let text = include_str!("cif/text_field_swallows_the_atoms.cif");
    let error = read_structure(text.as_bytes(), &ReadOptions::default())
        .into_structure()
        .unwrap_err();
    assert_eq!(error.code, Code::UnclosedTextField);
    let text = include_str!("cif/misspelt_coordinate.cif");
    let error = read_structure(text.as_bytes(), &ReadOptions::default())
        .into_structure()
        .unwrap_err();
    assert!(
        error.message.contains("`_atom_site_fract_z` is missing"),
        "{error}"
    );
    assert!(error.message.contains("`_atom_site_frac_z`"), "{error}");
}

#[test]
fn a_thousand_blocks_give_a_thousand_readings() {
    let text: String = (0..1000).map(|i| phase(&format!("p{i}"), "")).collect();
    assert_eq!(read(&text).len(), 1000);
}
