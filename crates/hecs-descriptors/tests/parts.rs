//! The parts of the sites of known electrolytes, as a chemist would assign them.

#![allow(clippy::unwrap_used)]

mod common;

use common::crystals::{
    beta_li3ps4, crystal, cubic_garnet, family, latp, li3po4, li3ycl6, llto, llzo,
};
use hecs_core::{Ion, Structure};
use hecs_descriptors::{DescriptorError, Electrolyte, Part};
use nalgebra::Matrix3;

fn find(structure: &Structure) -> Electrolyte {
    Electrolyte::find(structure, Ion::LI).unwrap()
}

/// Labels of the sites of a part, in the order of the structure.
fn labels(electrolyte: &Electrolyte, part: Part) -> Vec<&str> {
    let sites = electrolyte.sites.iter().filter(|s| s.part == part);
    sites.map(|s| s.label.as_str()).collect()
}

/// Formulas, numbers in the cell and dimensions of the strong groups.
fn groups(electrolyte: &Electrolyte) -> Vec<(&str, usize, usize)> {
    let groups = electrolyte.groups.iter();
    groups
        .map(|g| (g.formula.as_str(), g.count, g.dimension))
        .collect()
}

/// `[mobile, framework, bound, free]`, each the labels of its sites.
fn assert_parts(electrolyte: &Electrolyte, expected: [&[&str]; 4]) {
    let parts = [
        Part::Mobile,
        Part::Framework,
        Part::BoundAnion,
        Part::FreeAnion,
    ];
    for (part, expected) in parts.into_iter().zip(expected) {
        assert_eq!(
            labels(electrolyte, part),
            expected,
            "{part}: {electrolyte:#?}"
        );
    }
}

#[test]
fn li6ps5cl_has_thiophosphate_and_two_free_anions_the_sulphide_in_the_cage_first() {
    let structures = common::cubic_structures();
    let argyrodite = structures.iter().find(|s| s.formula == "Li6PS5Cl").unwrap();
    let structure = argyrodite.structure();
    let found = find(&structure);
    assert_eq!(groups(&found), [("P S4", 4, 0)]);
    assert_eq!(found.framework_dimension, 0);
    let free = found.free_anions();
    assert_eq!(free.len(), 2);
    let at = |class: &[usize]| structure.sites()[found.sites[class[0]].sites[0]].positions[0];
    // 4c, then 4a, in the setting of the table.
    assert!((at(&free[0]).x - 0.25).abs() < 1e-9 && at(&free[1]).x == 0.0);
    // 48h in doublets: two positions for one ion.
    assert_eq!((found.nodes.count, found.nodes.most_positions), (24, 2));
}

#[test]
fn llzo_is_a_network_without_polyanions() {
    let found = find(&llzo());
    let oxygen = ["O1", "O2", "O3"];
    assert_parts(
        &found,
        [&["Li1", "Li2", "Li3"], &["La1", "La2", "Zr1"], &oxygen, &[]],
    );
    assert_eq!(groups(&found), []);
    assert_eq!(found.framework_dimension, 3);
    assert_eq!((found.nodes.count, found.nodes.most_positions), (56, 1));
}

#[test]
fn latp_holds_phosphate_in_a_network() {
    let found = find(&latp());
    assert_parts(&found, [&["Li1"], &["Ti1", "P1"], &["O1", "O2"], &[]]);
    assert_eq!(groups(&found), [("P O4", 18, 0)]);
    assert_eq!(found.framework_dimension, 3);
}

#[test]
fn lgps_holds_tetrahedra_only() {
    let found = find(&family("Li10GeP2S12"));
    let lithium = ["Li1", "Li2", "Li3"];
    assert_parts(&found, [&lithium, &["Ge1", "P2"], &["S1", "S2", "S3"], &[]]);
    assert_eq!(
        groups(&found),
        [("Ge0.515 P0.485 S4", 4, 0), ("P S4", 2, 0)]
    );
    assert_eq!(found.framework_dimension, 0);
}

#[test]
fn lifepo4_holds_phosphate_in_a_network_of_iron() {
    let found = find(&family("LiFePO4"));
    assert_parts(&found, [&["Li1"], &["Fe1", "P1"], &["O1", "O2", "O3"], &[]]);
    assert_eq!(groups(&found), [("P O4", 4, 0)]);
    assert_eq!(found.framework_dimension, 3);
}

#[test]
fn li3po4_holds_phosphate_alone() {
    let found = find(&li3po4());
    assert_parts(&found, [&["Li1", "Li2"], &["P1"], &["O1", "O2", "O3"], &[]]);
    assert_eq!(groups(&found), [("P O4", 4, 0)]);
    assert_eq!(found.framework_dimension, 0);
}

#[test]
fn li3n_has_free_nitride_and_no_framework() {
    let found = find(&family("Li3N"));
    assert_parts(&found, [&["Li1", "Li2"], &[], &[], &["N1"]]);
    assert_eq!((groups(&found), found.framework_dimension), (vec![], 0));
    // Li2, of which there are more, first.
    assert_eq!(found.sites[found.mobile_classes()[0][0]].label, "Li2");
}

#[test]
fn li3ocl_has_two_free_anions_the_oxide_first() {
    let found = find(&family("Li3OCl"));
    assert_parts(&found, [&["Li1"], &[], &[], &["O1", "Cl1"]]);
    let free = found.free_anions();
    let first = free
        .iter()
        .map(|class| found.sites[class[0]].label.as_str());
    assert_eq!(first.collect::<Vec<_>>(), ["O1", "Cl1"]);
}

#[test]
fn llto_shares_its_site_with_lanthanum() {
    let found = find(&llto());
    assert_parts(&found, [&["La1"], &["Ti1"], &["O1"], &[]]);
    let reason = found.sites[0].reason.to_string();
    assert_eq!(reason, "holds 0.349 of the mobile ion, 0.651 of La3+");
    assert_eq!((groups(&found), found.framework_dimension), (vec![], 3));
}

#[test]
fn li3ycl6_holds_single_octahedra() {
    let found = find(&li3ycl6());
    let chloride = ["Cl1", "Cl2", "Cl3"];
    assert_parts(
        &found,
        [&["Li1", "Li2"], &["Y1", "Y2", "Y3"], &chloride, &[]],
    );
    assert_eq!(groups(&found), [("Y0.5659 Cl6", 2, 0), ("Y Cl6", 1, 0)]);
    assert_eq!(found.framework_dimension, 0);
}

#[test]
fn beta_li3ps4_holds_thiophosphate_and_fills_lithium_partly() {
    let found = find(&beta_li3ps4());
    let lithium = ["Li1", "Li2", "Li3"];
    assert_parts(&found, [&lithium, &["P1"], &["S1", "S2", "S3"], &[]]);
    assert_eq!(groups(&found), [("P S4", 4, 0)]);
    assert_eq!(found.framework_dimension, 0);
}

#[test]
fn licoo2_is_made_of_layers() {
    let found = find(&family("LiCoO2"));
    assert_parts(&found, [&["Li1"], &["Co1"], &["O1"], &[]]);
    assert_eq!((groups(&found), found.framework_dimension), (vec![], 2));
}

#[test]
fn what_has_no_parts_says_why() {
    let structure = family("LiFePO4");
    let of = |ion: &str| Electrolyte::find(&structure, ion.parse().unwrap()).unwrap_err();
    assert!(matches!(of("Na+"), DescriptorError::NoMobileIon { .. }));
    assert!(matches!(of("O2-"), DescriptorError::NotACation { .. }));
    let metal = crystal(
        [4.0, 4.0, 4.0, 90.0],
        "P m -3 m",
        &[("Li1", "Li1+", [0.0; 3], 1.0)],
    );
    let error = Electrolyte::find(&metal, Ion::LI).unwrap_err();
    assert_eq!(error, DescriptorError::NoAnions);
}

/// Every tetrahedron (24d) excludes the near halves of the four
/// octahedra (96h) around it, and so on without end. Most ions fit where every second tetrahedron is filled.
#[test]
fn a_cubic_garnet_holds_seven_and_a_half_lithium_per_formula() {
    let garnet = cubic_garnet();
    let nodes = find(&garnet).nodes;
    assert_eq!((nodes.count, nodes.endless), (0, 1));
    assert!((nodes.capacity - 60.0).abs() < 1e-9, "{nodes:?}");
    // Without symmetry, where each position is a site, and in a cell twice as large.
    let halves = Matrix3::new(0, 1, 1, 1, 0, 1, 1, 1, 0);
    for other in [garnet.in_p1(), garnet.in_cell(&halves).unwrap()] {
        let ratio = other.lattice().volume() / garnet.lattice().volume();
        let found = find(&other).nodes.capacity;
        assert!((found - 60.0 * ratio).abs() < 1e-9, "{found}");
    }
}

/// A channel of positions 1.5 Å apart, of which every second is filled, and one of 1 Å, where each third is.
#[test]
fn ions_in_a_channel_keep_their_distance() {
    let channel = |c: f64, positions: usize| {
        let oxygen = ("O", "O2-", [0.5, 0.5, 0.5], 0.5);
        let lithium = (0..positions).map(|n| {
            let z = n as f64 / positions as f64;
            ("Li", "Li1+", [0.0, 0.0, z], 1.0 / positions as f64)
        });
        let sites: Vec<_> = lithium.chain([oxygen]).collect();
        find(&crystal([6.0, 6.0, c, 90.0], "P 1", &sites)).nodes
    };
    let halves = channel(3.0, 2);
    assert_eq!(halves.endless, 1);
    assert!((halves.capacity - 1.0).abs() < 1e-12, "{halves:?}");
    // Those two steps apart are at 2 Å and exclude one another as well.
    let thirds = channel(4.0 - 1e-6, 4);
    assert!((thirds.capacity - 4.0 / 3.0).abs() < 1e-9, "{thirds:?}");
}
