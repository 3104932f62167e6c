//! Oxidation states that bonds and occupancies decide, on small structures with the distances of the
//! groups they show.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use hecs_charges::{Basis, ChargeNote, Charged, Reason, assign};
use hecs_core::{Composition, Element, Lattice, Species, Structure, parse_formula};
use nalgebra::Vector3;

/// Atoms as `SYMBOL x y z` in Å, in a cubic cell; an occupancy may follow.
fn structure(cell_ang: f64, atoms: &str) -> Structure {
    let sites = atoms
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |i: usize| words[i].parse::<f64>().unwrap();
            let species = Species {
                element: words[0].parse().unwrap(),
                charge: None,
                occupancy: words.get(4).map_or(1.0, |w| w.parse().unwrap()),
            };
            let place = Vector3::new(number(1), number(2), number(3));
            (vec![species], place / cell_ang)
        });
    Structure::from_positions(Lattice::cubic(cell_ang).unwrap(), sites).unwrap()
}

fn charged(cell_ang: f64, atoms: &str) -> Charged {
    assign(structure(cell_ang, atoms), &[], &Composition::new())
}

/// Charges of an element in the order of its atoms.
fn of(charged: &Charged, symbol: &str) -> Vec<f64> {
    let species = charged.structure.sites().iter().flat_map(|s| &s.species);
    let of = species.filter(|s| s.element.symbol() == symbol);
    of.map(|s| s.charge.unwrap()).collect()
}

fn reason(charged: &Charged, symbol: &str) -> Reason {
    let mut elements = charged.account.elements.iter();
    elements
        .find(|e| e.element.symbol() == symbol)
        .unwrap()
        .reason
}

const OXALATE: &str = "
    C 4.00 4.00 4.00
    C 5.55 4.00 4.00
    O 3.40 5.08 4.00
    O 3.40 2.92 4.00
    O 6.15 5.08 4.00
    O 6.15 2.92 4.00";

#[test]
fn carbon_bonded_to_carbon_is_counted() {
    for (metal, charge) in [("Fe", 2.0), ("Ca", 2.0), ("Mn", 2.0)] {
        let found = charged(9.0, &format!("{OXALATE}\n{metal} 0 0 0"));
        assert_eq!(of(&found, "C"), [3.0, 3.0], "{metal}");
        assert_eq!(of(&found, metal), [charge]);
        assert_eq!(found.structure.net_charge(), Some(0.0));
        assert_eq!(reason(&found, "C"), Reason::Bonds);
    }
}

#[test]
fn acetate_has_two_carbons_and_glyoxylate_too() {
    let carboxylate = "
        C 4.00 4.00 4.00
        O 3.40 5.08 4.00
        O 3.40 2.92 4.00
        C 5.52 4.00 4.00
        Na 0 0 0";
    let methyl = "
        H 5.88 5.03 4.00
        H 5.88 3.49 4.89
        H 5.88 3.49 3.11";
    let aldehyde = "
        H 6.02 4.97 4.00
        O 6.12 2.95 4.00";
    let acetate = charged(9.0, &format!("{carboxylate}{methyl}"));
    assert_eq!(of(&acetate, "C"), [3.0, -3.0]);
    assert_eq!(acetate.structure.net_charge(), Some(0.0));
    let glyoxylate = charged(9.0, &format!("{carboxylate}{aldehyde}"));
    assert_eq!(of(&glyoxylate, "C"), [3.0, 1.0]);
    assert_eq!(glyoxylate.structure.net_charge(), Some(0.0));
}

#[test]
fn oxygen_bonded_to_oxygen_is_told_by_the_length() {
    for (length_ang, charge, metal) in [(1.50, -1.0, "Ba"), (1.32, -0.5, "K")] {
        let found = charged(
            6.0,
            &format!("O 3 3 3\nO 3 3 {}\n{metal} 0 0 0", 3.0 + length_ang),
        );
        assert_eq!(of(&found, "O"), [charge; 2]);
        assert_eq!(reason(&found, "O"), Reason::Bonds);
        assert_eq!(found.structure.net_charge(), Some(0.0));
    }
    // A hydrated peroxide: two kinds of oxygen.
    let found = charged(
        8.0,
        "O 4 4 4\nO 4 4 5.5\nCa 0 0 0\nO 1 4 1\nH 1.96 4 1\nH 0.76 4.93 1",
    );
    assert_eq!(of(&found, "O"), [-1.0, -1.0, -2.0]);
}

#[test]
fn manganese_dioxide_is_no_peroxide_and_its_disulfide_no_manganese_four() {
    let dioxide = charged(6.0, "Mn 0 0 0\nO 3 3 3\nO 3 3 5.6");
    assert_eq!(of(&dioxide, "Mn"), [4.0]);
    let disulfide = charged(6.0, "Mn 0 0 0\nS 3 3 2\nS 3 3 4.09");
    assert_eq!(of(&disulfide, "Mn"), [2.0]);
    assert_eq!(of(&disulfide, "S"), [-1.0, -1.0]);
}

#[test]
fn sulfur_in_chains_and_thiosulfate() {
    let tetrasulfide = charged(
        9.0,
        "S 2 2 2\nS 4.06 2 2\nS 4.06 4.06 2\nS 6.12 4.06 2\nNa 0 0 0\nNa 0 0 5",
    );
    assert_eq!(of(&tetrasulfide, "S"), [-1.0, 0.0, 0.0, -1.0]);
    let thiosulfate = charged(
        9.0,
        "S 4 4 4\nS 4 4 6.01\nO 5.38 4 3.51\nO 3.31 5.2 3.51\nO 3.31 2.8 3.51\nNa 0 0 0\nNa 0 0 5",
    );
    assert_eq!(of(&thiosulfate, "S"), [6.0, -2.0]);
    assert_eq!(thiosulfate.structure.net_charge(), Some(0.0));
}

#[test]
fn nitrogen_of_ammonium_nitrate_azide_and_cyanide() {
    let ammonium_nitrate = charged(
        9.0,
        "N 2 2 2\nH 2.59 2.59 2.59\nH 2.59 1.41 1.41\nH 1.41 2.59 1.41\nH 1.41 1.41 2.59
         N 6 6 6\nO 7.24 6 6\nO 5.38 7.07 6\nO 5.38 4.93 6",
    );
    assert_eq!(of(&ammonium_nitrate, "N"), [-3.0, 5.0]);
    assert_eq!(ammonium_nitrate.structure.net_charge(), Some(0.0));
    let azide = charged(7.0, "N 3 3 2\nN 3 3 3.17\nN 3 3 4.34\nNa 0 0 0");
    assert_eq!(of(&azide, "N"), [-1.0 / 3.0; 3]);
    let cyanide = charged(6.0, "C 3 3 2\nN 3 3 3.16\nK 0 0 0");
    assert_eq!(
        (of(&cyanide, "C"), of(&cyanide, "N")),
        (vec![2.0], vec![-3.0])
    );
}

#[test]
fn hydrogen_is_what_it_is_bonded_to() {
    // An amidoborane, whose hydrogens are of both kinds.
    let found = charged(
        9.0,
        "N 4 4 4\nB 5.55 4 4\nH 3.65 4.8 4.4\nH 3.65 3.2 4.4
         H 5.95 5.12 4\nH 5.95 3.44 4.97\nH 5.95 3.44 3.03\nLi 0 0 0",
    );
    assert_eq!(of(&found, "H"), [1.0, 1.0, -1.0, -1.0, -1.0]);
    assert_eq!(of(&found, "B"), [3.0]);
}

#[test]
fn atoms_without_positions_count_in_the_balance() {
    let atoms = "Mn 0 0 0\nO 3 3 3\nO 3 3 5.6";
    let unlocated = parse_formula("H").unwrap();
    let found = assign(structure(6.0, atoms), &[], &unlocated);
    assert_eq!(of(&found, "Mn"), [3.0]);
    assert_eq!(found.account.imbalance_e, Some(0.0));
    assert_eq!(found.account.unlocated, [(Element::H, 1.0, 1.0)]);
    assert!(
        !found
            .notes
            .iter()
            .any(|n| matches!(n, ChargeNote::Imbalance { .. }))
    );
}

#[test]
fn a_partly_refined_structure_has_an_imbalance_and_no_rare_state() {
    // A hydrated phosphate of several metals with most of its hydrogens missing.
    let found = charged(
        9.0,
        "Mn 0 0 0 0.4\nFe 0 0 0 0.4\nTi 4 0 0 0.4\nP 4 4 4\nO 5.5 4 4\nO 3.5 5.4 4\nO 3.5 3.3 5.2
         O 3.5 3.3 2.8\nO 1 1 4\nO 7 7 1 0.3",
    );
    assert_eq!(
        [
            of(&found, "Mn"),
            of(&found, "Fe"),
            of(&found, "Ti"),
            of(&found, "P")
        ],
        [[2.0], [3.0], [4.0], [5.0]]
    );
    let imbalance = found.notes.iter().find_map(|n| match n {
        ChargeNote::Imbalance { net_e, share } => Some((*net_e, *share)),
        _ => None,
    });
    let (net_e, share) = imbalance.unwrap();
    assert!((net_e + 2.0).abs() < 1e-9 && (share - 2.0 / 8.6).abs() < 1e-9);
}

#[test]
fn a_rare_state_needs_full_sites() {
    let perovskite = |occupancy: &str| {
        let atoms = format!("Sr 0 0 0 {occupancy}\nFe 2 2 2\nO 2 2 0\nO 2 0 2\nO 0 2 2");
        of(&charged(4.0, &atoms), "Fe")[0]
    };
    assert_eq!(perovskite("1"), 4.0);
    // Vacancies of strontium: iron does not go beyond +4, the rest is an imbalance.
    assert_eq!(perovskite("0.8"), 3.0);
}

#[test]
fn a_formula_that_could_be_otherwise_says_so() {
    let chalcopyrite = charged(6.0, "Cu 0 0 0\nFe 3 3 0\nS 1.5 1.5 1.5\nS 4.5 4.5 1.5");
    assert_eq!(of(&chalcopyrite, "Fe"), [3.0]);
    let other = &chalcopyrite.account.alternatives[0];
    assert_eq!(other[&"Fe".parse().unwrap()], [2.0]);
    assert!(chalcopyrite.notes[0].is_warning());
    let electrolyte = charged(5.0, "Li 0 0 0\nCl 2.5 2.5 2.5");
    assert!(electrolyte.account.alternatives.is_empty());
    assert_eq!(reason(&electrolyte, "Li"), Reason::OnlyState);
    assert_eq!(reason(&electrolyte, "Cl"), Reason::Balance);
}

#[test]
fn what_is_unknown_names_the_elements_and_the_remedy() {
    let alloy = charged(3.0, "Ni 0 0 0\nTi 1.5 1.5 1.5");
    assert_eq!(alloy.account.unknown().len(), 2);
    let note = &alloy.notes[0];
    assert_eq!(note.code(), "charges-unknown");
    assert!(note.to_string().contains("Ti, Ni"), "{note}");
    assert!(note.remedy().unwrap().contains("--charges Ti=…,Ni=…"));
}

#[test]
fn one_element_alone_is_named() {
    let lithium = charged(3.5, "Li 0 0 0\nLi 1.75 1.75 1.75");
    assert_eq!(of(&lithium, "Li"), [0.0, 0.0]);
    assert_eq!(lithium.notes[0].code(), "one-element");
}

#[test]
fn an_average_lies_between_common_states() {
    let cobaltate = charged(6.0, "Li 0 0 0 0.5\nCo 3 3 3\nO 3 3 1\nO 3 3 5");
    assert_eq!(of(&cobaltate, "Co"), [3.5]);
    assert!(matches!(
        cobaltate.notes[0],
        ChargeNote::Assumed {
            basis: Basis::Average,
            ..
        }
    ));
    assert!(cobaltate.notes[0].to_string().contains("Co3.5+"));
}
