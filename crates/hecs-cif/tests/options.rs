//! What a caller can ask: the block, the disorder groups, the merge distance.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use hecs_cif::{Code, DisorderSelection, ReadOptions, Reading, formula_text, read_structure};

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
    assert_eq!(read(DisorderSelection::All), "C0.3 N0.7 O F0.6 Cl0.4");
    assert_eq!(read(DisorderSelection::Major), "N0.7 O F0.6");
    assert_eq!(
        read(DisorderSelection::Group("1".to_owned())),
        "C0.3 O F0.6"
    );
}

#[test]
fn the_merge_distance_decides_what_is_one_site() {
    // 0.04 Å apart.
    let text = crystal("x", "Li1 0.10000 0 0 0.5 . .\nNa1 0.10500 0 0 0.5 . .\n");
    let sites = |merge_distance_a| {
        let options = ReadOptions {
            merge_distance_a,
            ..ReadOptions::default()
        };
        let reading = read_structure(text.as_bytes(), &options);
        reading.structure.unwrap().sites.len()
    };
    assert_eq!(sites(0.01), 2);
    assert_eq!(sites(0.05), 1);
}
