//! Prototypes: which structures are like which, and what their special descriptors are.

#![allow(clippy::unwrap_used)]

mod common;

use common::crystals::{
    beta_li3ps4, cubic_garnet, family, latp, li2mgcl4, li3po4, li3ycl6, llto, llzo,
};
use common::{cubic_structures, fixture};
use hecs_core::{Ion, Structure};
use hecs_descriptors::{
    Descriptor, FeatureSet, Hecs, Likeness, Missing, Pathways, Prototype, SpecialKind,
    find_prototype,
};
use nalgebra::Matrix3;

fn features(structure: &Structure) -> FeatureSet {
    let reason = Missing::new("not-asked", "no map was asked for");
    FeatureSet::of(structure, Ion::LI, &Pathways::Missing(reason))
}

/// Name of the prototype that a structure is like.
fn like(structure: &Structure) -> Option<&'static str> {
    let known = Prototype::compiled();
    let found = find_prototype(known, structure, &features(structure));
    found.map(|n| known[n].name.as_str())
}

/// How a structure compares with a prototype of this name.
fn likeness(structure: &Structure, name: &str) -> (Likeness, FeatureSet, &'static Prototype) {
    let prototype = Prototype::compiled().iter().find(|p| p.name == name);
    let prototype = prototype.unwrap();
    let set = features(structure);
    let found = Likeness::of(prototype, set.electrolyte.as_ref().unwrap(), &set);
    (found, set, prototype)
}

/// The value of a special descriptor of a structure.
fn special(structure: &Structure, prototype: &str, name: &str) -> Result<f64, Missing> {
    let (likeness, set, prototype) = likeness(structure, prototype);
    let mut descriptors = prototype.descriptors.iter();
    let descriptor = descriptors.find(|d| d.name == name).unwrap();
    likeness.value(descriptor, set.electrolyte.as_ref().unwrap())
}

/// Labels of the sites of an orbit.
fn orbit(structure: &Structure, prototype: &str, name: &str) -> Vec<String> {
    let (likeness, set, prototype) = likeness(structure, prototype);
    let number = prototype.orbits.iter().position(|o| o.name == name);
    let sites = likeness.orbits[number.unwrap()].iter();
    let parts = &set.electrolyte.as_ref().unwrap().sites;
    sites.map(|n| parts[*n].label.clone()).collect()
}

#[test]
fn all_argyrodites_are_like_the_argyrodite() {
    for cubic in cubic_structures() {
        let structure = cubic.structure();
        assert_eq!(like(&structure), Some("argyrodite"), "{}", cubic.formula);
        let hecs = Hecs::describe(&structure).unwrap();
        // S_A of the table is of the four positions of 4a.
        let entropy = special(&structure, "argyrodite", "S_A").unwrap();
        assert!((4.0 * entropy - hecs[Descriptor::SConfA]).abs() < 1e-9);
    }
}

#[test]
fn known_electrolytes_are_like_their_families() {
    for (structure, expected) in [
        (llzo(), Some("garnet")),
        (cubic_garnet(), Some("garnet")),
        (latp(), Some("NASICON")),
        (family("Li10GeP2S12"), Some("LGPS")),
        (family("LiFePO4"), Some("olivine")),
        (family("Li3OCl"), Some("antiperovskite")),
        (li3po4(), Some("LISICON")),
        (beta_li3ps4(), Some("LISICON")),
        (li3ycl6(), Some("rock-salt halide")),
        (li2mgcl4(), Some("spinel halide")),
        (family("Li3N"), None),
        (family("LiCoO2"), None),
        (llto(), None),
    ] {
        assert_eq!(like(&structure), expected);
    }
}

#[test]
fn orbits_are_named_by_their_roles() {
    let garnet = cubic_garnet();
    assert_eq!(orbit(&garnet, "garnet", "24d"), ["Li1"]);
    assert_eq!(orbit(&garnet, "garnet", "96h"), ["Li0"]);
    assert_eq!(orbit(&garnet, "garnet", "A"), ["La2"]);
    // The tetrahedron that the tetragonal garnet fills, of the three that the cubic one has.
    assert_eq!(orbit(&llzo(), "garnet", "24d"), ["Li1"]);
    assert_eq!(orbit(&latp(), "NASICON", "M1"), ["Li1"]);
    assert!(orbit(&latp(), "NASICON", "M2").is_empty());
    let lgps = family("Li10GeP2S12");
    assert_eq!(orbit(&lgps, "LGPS", "T_2b"), ["P2"]);
    assert_eq!(orbit(&lgps, "LGPS", "16h"), ["Li1"]);
    assert_eq!(orbit(&family("Li3OCl"), "antiperovskite", "centre"), ["O1"]);
}

#[test]
fn special_descriptors_are_those_of_the_orbits() {
    let garnet = cubic_garnet();
    assert_eq!(special(&garnet, "garnet", "occ_24d"), Ok(0.412));
    let share = special(&garnet, "garnet", "share_24d").unwrap();
    let expected = 24.0 * 0.412 / (24.0 * 0.412 + 96.0 * 0.375);
    assert!((share - expected).abs() < 1e-12);
    // Li₃OCl: six lithium at the faces of a cube around oxygen, a/√2 apart; the middle of two is a/√8 from oxygen,
    // and a √(3/8) from the nearest chloride.
    let structure = family("Li3OCl");
    let a = structure.lattice().volume().cbrt();
    let apart = special(&structure, "antiperovskite", "D_M_M").unwrap();
    assert!((apart - a / 2.0_f64.sqrt()).abs() < 1e-9);
    let window = special(&structure, "antiperovskite", "window_M_M").unwrap();
    let radius = |name| special(&structure, "antiperovskite", name).unwrap();
    let beside_oxide = a / 8.0_f64.sqrt() - radius("r_centre");
    let beside_chloride = a * 0.375_f64.sqrt() - radius("r_corner");
    let free = beside_oxide.min(beside_chloride);
    assert!((window - free).abs() < 1e-9, "{window} {free}");
    // What a member of the family is without, and what is of another family, has a reason.
    let missing = special(&latp(), "NASICON", "window_M1_M2").unwrap_err();
    assert_eq!(missing.code, "nothing-there");
    let missing = special(&garnet, "NASICON", "V_M1").unwrap_err();
    assert_eq!(missing.code, "unlike-prototype");
}

#[test]
fn the_cell_changes_no_likeness() {
    let doubled = Matrix3::new(2, 0, 0, 0, 1, 0, 1, 0, 1);
    for (structure, prototype, name) in [
        (cubic_garnet(), "garnet", "window_24d_96h"),
        (family("Li10GeP2S12"), "LGPS", "window_16h_8f"),
        (family("LiFePO4"), "olivine", "window_M1_M1"),
        (li2mgcl4(), "spinel halide", "window_8a_16d"),
    ] {
        let expected = special(&structure, prototype, name).unwrap();
        for other in [structure.in_p1(), structure.in_cell(&doubled).unwrap()] {
            assert_eq!(like(&other), Some(prototype));
            let found = special(&other, prototype, name).unwrap();
            assert!((found - expected).abs() < 1e-6, "{name} {found} {expected}");
        }
    }
}

#[test]
fn a_structure_unlike_a_prototype_says_why() {
    let (found, ..) = likeness(&family("Li3N"), "olivine");
    assert!(!found.is_like());
    let text = found.unmet.join("; ");
    for part in ["F_per_X is 0.0000", "no site is M2", "has no free anion"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_prototype_of_ones_own_is_read_and_the_one_that_asks_more_is_meant() {
    let text = r#"
        name = "lithium phosphate"
        title = "Li3PO4"
        source = "doi:10.1006/jssc.1995.1140"
        [holds]
        F_per_X = [0.24, 0.26]
        M_per_X = [0.74, 0.76]
        free_X = [0, 0]
        EN_X = [3.4, 3.5]
        charge_share_M = [0.3, 0.4]
        [[orbit]]
        name = "P"
        part = "framework"
        elements = ["P"]
        coordination = [4, 4]
        amount = [0.24, 0.26]
        [[orbit]]
        name = "O"
        part = "bound anion"
        elements = ["O"]
        [[orbit]]
        name = "Li"
        part = "mobile"
        coordination = [4, 4]
        [[descriptor]]
        name = "D_Li_P"
        meaning = "distance from Li to P"
        kind = "distance"
        of = "Li"
        to = "P"
    "#;
    let own = Prototype::from_toml(text).unwrap();
    assert_eq!(own.descriptors[0].kind, SpecialKind::Distance);
    let mut all = Prototype::compiled().to_vec();
    all.push(own);
    let name = |structure: &Structure| {
        let found = find_prototype(&all, structure, &features(structure));
        found.map(|n| all[n].name.clone())
    };
    assert_eq!(name(&li3po4()).as_deref(), Some("lithium phosphate"));
    assert_eq!(name(&beta_li3ps4()).as_deref(), Some("LISICON"));
}

#[test]
fn what_is_no_prototype_is_refused_with_place_and_reason() {
    let whole = std::fs::read_to_string(fixture(
        "../crates/hecs-descriptors/prototypes/olivine.toml",
    ));
    let whole = whole.unwrap();
    for (old, new, reason) in [
        ("name = \"olivine\"", "nam = \"olivine\"", "unknown field"),
        ("F_per_X", "F_per_Y", "no feature F_per_Y"),
        ("[0.47, 0.52]", "[0.52, 0.47]", "is above the most"),
        (
            "part = \"mobile\"",
            "part = \"movable\"",
            "choose one of mobile",
        ),
        (
            "kind = \"window\"",
            "kind = \"door\"",
            "choose one of distance",
        ),
        (
            "kind = \"volume\"",
            "kind = \"window\"",
            "takes a second orbit",
        ),
        ("to = \"M2\"", "to = \"M3\"", "there is no orbit M3"),
        ("name = \"V_M1\"", "name = \"D_M1_M2\"", "is taken"),
        ("name = \"V_M1\"", "name = \"Ea_3D\"", "is taken"),
        ("name = \"T\"", "name = \"M2\"", "two orbits"),
        (
            "positions = [0.24, 0.26]",
            "positions = \"many\"",
            "expected an array",
        ),
        ("part = \"mobile\"", "role = \"mobile\"", "expected one of"),
        (
            "[[orbit]]\nname = \"X\"\npart = \"bound anion\"",
            "[[orbit]]\nname = \"X\"",
            "missing field `part`",
        ),
    ] {
        assert!(whole.contains(old), "{old}");
        let text = whole.replacen(old, new, 1);
        let error = Prototype::from_toml(&text).unwrap_err();
        assert_eq!(error.code(), "prototype");
        let words = error.to_string();
        assert!(words.contains(reason), "{words}");
        // The line is that of the change, or of the range or the kind which the change makes wrong.
        let changed = whole[..whole.find(old).unwrap()].matches('\n').count() + 1;
        let named = words
            .strip_prefix("line ")
            .and_then(|rest| rest.split(',').next());
        let named: usize = named.unwrap().parse().unwrap();
        assert!(named.abs_diff(changed) <= 1, "{changed}: {words}");
    }
}

#[test]
fn a_prototype_without_orbits_is_refused() {
    let head = "name = \"a\"\ntitle = \"b\"\nsource = \"c\"\n";
    for (rest, expected) in [
        (
            "orbit = []\n",
            "line 4, orbit: there is no orbit; give at least one, under [[orbit]]",
        ),
        ("", "the top of the file: missing field `orbit`"),
    ] {
        let error = Prototype::from_toml(&format!("{head}{rest}")).unwrap_err();
        let words = error.to_string();
        assert!(words.starts_with(expected), "{words}");
    }
}
