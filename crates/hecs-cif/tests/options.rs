//! What a caller can ask: the block, the disorder groups, the merge distance.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use hecs_cif::{Code, DisorderSelection, ReadOptions, Reading, Severity, read_structure};
use hecs_core::{Element, formula_text};

fn crystal(name: &str, rows: &str) -> String {
    format!(
        "data_{name} _cell_length_a 8 _cell_length_b 8 _cell_length_c 8\n\
         _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90\n\
         _space_group_name_H-M_alt 'P 1'\n\
         loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z\n\
         _atom_site_occupancy _atom_site_disorder_assembly _atom_site_disorder_group\n{rows}"
    )
}

fn composition(reading: &Reading) -> String {
    formula_text(&reading.structure.as_ref().unwrap().composition())
}

#[test]
fn a_block_is_chosen_by_its_name_in_any_case() {
    let text = crystal("one", "Ar1 0 0 0 1 . .\n") + "\n" + &crystal("two", "Kr1 0 0 0 1 . .\n");
    let read = |block: Option<&str>| {
        let options = ReadOptions {
            block: block.map(str::to_owned),
            ..ReadOptions::default()
        };
        read_structure(text.as_bytes(), &options)
    };
    assert_eq!(composition(&read(None)), "Ar");
    assert_eq!(composition(&read(Some("TWO"))), "Kr");
    let missing = read(Some("three"));
    assert!(missing.structure.is_none());
    assert_eq!(missing.diagnostics[0].code, Code::BlockNotFound);
    assert!(missing.diagnostics[0].message.contains("one, two"));
}

#[test]
fn without_a_structure_the_first_error_says_where() {
    let text = crystal("x", "Li1 here 0 0 1 . .\n");
    let reading = read_structure(text.as_bytes(), &ReadOptions::default());
    let error = reading.into_structure().unwrap_err();
    assert_eq!(error.code, Code::NotANumber);
    assert!(
        error
            .to_string()
            .starts_with("line 6: the coordinate `here`"),
        "{error}"
    );
}

#[test]
fn disorder_groups_are_chosen() {
    let text = crystal(
        "x",
        "O1 0 0 0 1 . .\nC1A 0.2 0 0 0.3 A 1\nN1B 0.3 0 0 0.7 A 2\nF1 0.5 0 0 0.6 B 1\nCl1 0.6 0 0 0.4 B 2\n",
    );
    let read = |disorder_group| {
        let options = ReadOptions {
            disorder_group,
            ..ReadOptions::default()
        };
        composition(&read_structure(text.as_bytes(), &options))
    };
    assert_eq!(read(DisorderSelection::All), "C0.3 N0.7 O Cl0.4 F0.6");
    assert_eq!(read(DisorderSelection::Major), "N0.7 O F0.6");
    assert_eq!(
        read(DisorderSelection::Group("1".to_owned())),
        "C0.3 O F0.6"
    );
}

#[test]
fn a_disorder_group_that_no_site_has_is_reported() {
    let text = crystal("x", "O1 0 0 0 1 . .\nF1 0.5 0 0 0.6 B 1\n");
    let options = ReadOptions {
        disorder_group: DisorderSelection::Group("7".to_owned()),
        ..ReadOptions::default()
    };
    let reading = read_structure(text.as_bytes(), &options);
    assert_eq!(composition(&reading), "O");
    let told = reading
        .diagnostics
        .iter()
        .find(|d| d.code == Code::DisorderGroups)
        .unwrap();
    assert_eq!(told.severity, Severity::Warning);
    assert!(
        told.message.contains("B/1") && told.message.contains("`7`"),
        "{}",
        told.message
    );
}

/// Content by default and with the rows as listed, and the findings of the two.
fn both_ways(text: &str) -> ([String; 2], [Vec<Code>; 2]) {
    let read = |as_listed| {
        let options = ReadOptions {
            as_listed,
            ..ReadOptions::default()
        };
        let reading = read_structure(text.as_bytes(), &options);
        let codes = reading.diagnostics.iter().map(|d| d.code).collect();
        (formula_text(&reading.composition().unwrap()), codes)
    };
    let ((a, x), (b, y)) = (read(false), read(true));
    ([a, b], [x, y])
}

#[test]
fn read_as_listed_repeated_sites_count_again() {
    let (contents, codes) = both_ways(include_str!("cif/duplicate_site.cif"));
    assert_eq!(contents, ["Na4 Cl4", "Na4 Cl8"]);
    assert!(codes.iter().all(|c| c.contains(&Code::DuplicateSite)));
}

#[test]
fn read_as_listed_a_dummy_with_an_element_is_an_atom_where_it_is() {
    let (contents, codes) = both_ways(include_str!("cif/dummy_stands_for_atoms.cif"));
    assert_eq!(contents, ["H4.16 O2", "H2.08 O2"]);
    assert!(codes.iter().all(|c| c.contains(&Code::DummySite)));
}

#[test]
fn read_as_listed_a_mixed_site_stays_one_site() {
    let text = crystal(
        "x",
        "Li1 0.1 0 0 0.5 . .\nNa1 0.1 0 0 0.5 . .\nLi2 0.1 0 0 0.5 . .\n",
    );
    assert_eq!(both_ways(&text).0, ["Na0.5 Li", "Na0.5 Li"]);
}

#[test]
fn given_charges_go_before_all_others() {
    let text = include_str!("cif/charges_by_balance.cif");
    let charges = |given: &[(&str, f64)]| -> Vec<Option<f64>> {
        let given: Vec<(Element, f64)> = given
            .iter()
            .map(|(e, q)| (e.parse().unwrap(), *q))
            .collect();
        let reading = read_structure(text.as_bytes(), &ReadOptions::default());
        let structure = reading.with_charges(&given).structure.unwrap();
        let sites = structure.sites().iter();
        sites.map(|s| s.species[0].charge).collect()
    };
    let (fe, o) = (Some(3.0), Some(-2.0));
    assert_eq!(charges(&[]), [fe, fe, o, o, o]);
    let (fe, o) = (Some(2.0), Some(-2.0));
    assert_eq!(charges(&[("Fe", 2.0)]), [fe, fe, o, o, o]);
}

#[test]
fn the_merge_distance_decides_what_is_one_site() {
    // 0.04 Å apart.
    let text = crystal("x", "Li1 0.10000 0 0 0.5 . .\nNa1 0.10500 0 0 0.5 . .\n");
    let sites = |merge_distance_ang| {
        let options = ReadOptions {
            merge_distance_ang,
            ..ReadOptions::default()
        };
        let reading = read_structure(text.as_bytes(), &options);
        reading.structure.unwrap().sites().len()
    };
    assert_eq!(sites(0.01), 2);
    assert_eq!(sites(0.05), 1);
}
