//! One hop between ends that are asked for.

use std::fs;

use super::{CRYSTAL, antiperovskite, close, record, text};
use crate::common::{fixture, hecs, run};

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
