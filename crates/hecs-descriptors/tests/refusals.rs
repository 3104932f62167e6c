//! What is no cubic argyrodite, or lacks what a descriptor needs, is refused with what was found.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Cubic, Table, cubic_structures, iodide, species};
use hecs_core::{DeclaredFormula, Element, Lattice, Site, SpaceGroup, Structure, orbit};
use hecs_descriptors::{
    Descriptor, DescriptorError, Hecs, Mismatch, Note, Options, Property, Role, Roles, SConfLi,
};
use nalgebra::Vector3;

const LI_48H: usize = 0;
const LI_24G: usize = 1;
const A: usize = 2;
const C: usize = 3;
const B: usize = 4;
const E: usize = 5;

fn without(site: usize) -> Structure {
    let mut structure = iodide().structure();
    structure.sites().remove(site);
    structure
}

fn refused(structure: &Structure) -> DescriptorError {
    Hecs::describe(structure).unwrap_err()
}

fn added(structure: &mut Structure, label: &str, text: &str, x: f64, y: f64, z: f64) {
    let operations = &structure.space_group().operations;
    let site = Site {
        label: label.to_owned(),
        species: species(text),
        positions: orbit(
            structure.lattice(),
            operations,
            &Vector3::new(x, y, z),
            0.01,
        )
        .positions,
    };
    structure.sites().push(site);
}

#[test]
fn each_missing_part_is_named() {
    let mut no_lithium = without(LI_24G);
    no_lithium.sites.remove(LI_48H);
    assert_eq!(refused(&no_lithium), DescriptorError::NoLithium);

    for (site, role) in [(A, Role::A), (C, Role::C)] {
        let error = refused(&without(site));
        assert!(
            matches!(&error, DescriptorError::NotArgyrodite(Mismatch::Incomplete { role: r, found: 0.0, .. }) if *r == role),
            "{error}"
        );
    }
    assert_eq!(
        refused(&without(B)),
        DescriptorError::NotArgyrodite(Mismatch::NoFrameworkCations)
    );
    // without E, the nearest anions of B are six A and four C
    let error = refused(&without(E));
    assert!(
        matches!(&error, DescriptorError::NotArgyrodite(Mismatch::NoTetrahedra { found }) if found[0].anions == 10),
        "{error}"
    );
    let error = refused(&without(LI_48H));
    let text = error.to_string();
    assert!(text.contains("Li2 with 6"), "{text}");

    let mut empty = iodide().structure();
    empty.sites.clear();
    assert_eq!(refused(&empty), DescriptorError::NoLithium);
    let mut bare = without(E);
    bare.sites
        .retain(|s| s.label.starts_with('L') || s.label == "B");
    assert_eq!(
        refused(&bare),
        DescriptorError::NotArgyrodite(Mismatch::NoAnions)
    );
}

#[test]
fn other_crystals_are_refused() {
    let build = |number: u16, edge: f64, sites: &[(&str, [f64; 3])]| {
        let mut structure = Structure {
            name: "other".to_owned(),
            lattice: Lattice::cubic(edge).unwrap(),
            space_group: SpaceGroup::from_number(number).unwrap(),
            sites: Vec::new(),
            formula: None,
        };
        for (text, [x, y, z]) in sites {
            added(&mut structure, &text[..2], text, *x, *y, *z);
        }
        structure
    };
    // LiCl with a little P in octahedra of chloride
    let salt = build(225, 5.13, &[("Li:0.9 P:0.1", [0.0; 3]), ("Cl:1", [0.5; 3])]);
    assert_eq!(
        refused(&salt),
        DescriptorError::NotArgyrodite(Mismatch::NoFrameworkCations)
    );
    // antifluorite with an octahedral Si at (½ ½ ½)
    let filled = build(
        225,
        5.7,
        &[("Li:0.5", [0.25; 3]), ("S:1", [0.0; 3]), ("Si:1", [0.5; 3])],
    );
    let text = refused(&filled).to_string();
    assert!(text.contains("Si with 6 at 2.850 Å"), "{text}");
    // simple cubic tetrahedra: P−43m, PS4 at the corners
    let simple = build(
        215,
        6.0,
        &[
            ("Li:1", [0.5, 0.0, 0.0]),
            ("P:1", [0.0; 3]),
            ("S:1", [0.19; 3]),
        ],
    );
    assert!(
        matches!(
            refused(&simple),
            DescriptorError::NotArgyrodite(Mismatch::NotFaceCentred { equal: 6, .. })
        ),
        "{}",
        refused(&simple)
    );
}

#[test]
fn hexagonal_packing_of_tetrahedra_is_told_from_cubic() {
    // twelve equal neighbours too, but three opposite pairs only
    let (edge, bond) = (7.0, 2.05);
    let height = edge * (8.0_f64 / 3.0).sqrt();
    let mut structure = Structure {
        name: "hexagonal".to_owned(),
        lattice: Lattice::new([edge, edge, height], [90.0, 90.0, 120.0]).unwrap(),
        space_group: SpaceGroup::from_number(186).unwrap(),
        sites: Vec::new(),
        formula: None,
    };
    let third = 1.0 / 3.0;
    let side = bond * 8.0_f64.sqrt() / 3.0 / (edge * 3.0_f64.sqrt());
    let (x, z) = (third + side, -bond / 3.0 / height);
    added(&mut structure, "Li", "Li:0.5", 0.1, 0.2, 0.3);
    added(&mut structure, "P", "P:1", third, 2.0 * third, 0.0);
    added(
        &mut structure,
        "S1",
        "S:1",
        third,
        2.0 * third,
        bond / height,
    );
    added(&mut structure, "S2", "S:1", x, -x, z);
    assert_eq!(
        structure.composition()[&Element::from_symbol("S").unwrap()],
        8.0
    );
    let error = refused(&structure);
    assert!(
        matches!(
            error,
            DescriptorError::NotArgyrodite(Mismatch::NotFaceCentred {
                equal: 12,
                opposed: 6,
                ..
            })
        ),
        "{error}"
    );
}

#[test]
fn a_swap_of_doublet_and_intra_is_noted() {
    let wide = Cubic {
        li_48h: (0.34, 0.02, 0.5),
        ..iodide()
    };
    let hecs = Hecs::describe(&wide.structure()).unwrap();
    assert_eq!(hecs.notes, [Note::DoubletLongerThanIntra]);
}

#[test]
fn a_distorted_cell_is_no_cubic_argyrodite() {
    let mut structure = iodide().structure().in_p1();
    structure.lattice() = Lattice::new([10.1, 10.1, 10.9], [90.0; 3]).unwrap();
    let error = refused(&structure);
    assert!(
        matches!(
            error,
            DescriptorError::NotArgyrodite(Mismatch::NotFaceCentred { .. })
        ),
        "{error}"
    );
}

#[test]
fn ordered_vacancies_are_refused_with_advice() {
    let mut structure = iodide().structure().in_p1();
    structure.sites().remove(0);
    let error = refused(&structure);
    assert!(
        matches!(
            error,
            DescriptorError::NotArgyrodite(Mismatch::NoLithium48h { .. })
        ),
        "{error}"
    );
    assert!(error.to_string().contains("ordered vacancies"), "{error}");

    let mut structure = iodide().structure().in_p1();
    let iodine = structure
        .sites()
        .iter()
        .position(|s| s.label == "A")
        .unwrap();
    structure.sites().remove(iodine);
    assert!(matches!(
        refused(&structure),
        DescriptorError::NotArgyrodite(Mismatch::Incomplete { role: Role::A, expected: 1.0, found, .. })
            if found == 0.75
    ));
}

#[test]
fn missing_constants_are_named() {
    for (b, wanted, property) in [
        ("Sb:1", "Sb5+", Property::IonicRadiusIv),
        ("P:0.5 Sb:0.5", "Sb5+", Property::IonicRadiusIv),
    ] {
        let mut structure = Cubic {
            b: b.to_owned(),
            ..iodide()
        }
        .structure();
        structure.formula() = None;
        let error = refused(&structure);
        assert!(
            matches!(&error, DescriptorError::MissingProperty { ion, property: p, .. } if ion.to_string() == wanted && *p == property),
            "{error}"
        );
    }
    let mut oxide = Cubic {
        c: "O:0.2 S:0.8".to_owned(),
        ..iodide()
    }
    .structure();
    oxide.formula = None;
    let error = refused(&oxide);
    assert!(
        matches!(&error, DescriptorError::MissingProperty { ion, property: Property::Polarizability, needed_for, .. } if ion.to_string() == "O2-" && *needed_for == ["PL_anion"]),
        "{error}"
    );
    let tin = Cubic {
        b: "Sn:1".to_owned(),
        ..iodide()
    };
    let mut tin = tin.structure();
    tin.formula = None;
    let hecs = Hecs::describe(&tin).unwrap();
    assert_eq!(hecs[Descriptor::RCation], 0.55);
    assert_eq!(hecs[Descriptor::PlCation], 0.5);
}

#[test]
fn bad_species_are_named() {
    let mut structure = iodide().structure();
    structure.sites()[C].species[0].charge = None;
    let error = refused(&structure);
    assert!(
        matches!(&error, DescriptorError::MissingCharge { site, .. } if site == "C"),
        "{error}"
    );
    for occupancy in [-0.1, f64::NAN] {
        let mut structure = iodide().structure();
        structure.sites()[A].species[0].occupancy = occupancy;
        let error = refused(&structure);
        assert!(
            matches!(&error, DescriptorError::InvalidNumber { site, .. } if site == "A"),
            "{error}"
        );
    }
    let mut structure = iodide().structure();
    structure.sites()[LI_24G].positions[3].y = f64::INFINITY;
    assert!(matches!(
        refused(&structure),
        DescriptorError::InvalidNumber { .. }
    ));
    let mut structure = iodide().structure();
    structure.sites()[E].species.extend(species("P:0.1"));
    assert!(matches!(
        refused(&structure),
        DescriptorError::MixedSigns { .. }
    ));
    let mut structure = iodide().structure();
    structure.sites()[LI_24G].species[0].occupancy = 1.0;
    let options = Options {
        s_conf_li: SConfLi::AsPublished,
        ..Options::default()
    };
    assert_eq!(
        Hecs::describe_with(&structure, &options),
        Err(DescriptorError::EntropyDiverges { occupancy: 1.0 })
    );
    assert!(Hecs::describe(&structure).is_ok());
}

#[test]
fn of_two_48h_classes_the_fuller_is_described() {
    let base = iodide().structure();
    let expected = Hecs::describe(&base).unwrap();
    let mut two = base.clone();
    added(&mut two, "Li3", "Li:0.08", 0.32, 0.32, 0.52);
    let hecs = Hecs::describe(&two).unwrap();
    assert_eq!(hecs.values(), expected.values());
    assert!(
        matches!(&hecs.notes[..], [Note::LithiumLeftOut(class)] if class.sites == ["Li3"]),
        "{:?}",
        hecs.notes
    );
    two.sites[6].species[0].occupancy = 0.37;
    assert!(matches!(
        refused(&two),
        DescriptorError::AmbiguousRole {
            role: Role::Li48h,
            ..
        }
    ));
}

#[test]
fn the_formula_comes_from_the_file_or_with_a_note_from_the_sites() {
    let mut structure = iodide().structure();
    let declared = Hecs::describe(&structure).unwrap();
    assert_eq!(declared[Descriptor::CLi], 6.0);
    assert!(declared.notes.is_empty());

    // a formula of the whole cell is that of the formula unit
    let mut whole = structure.clone();
    let formula = whole.formula.as_mut().unwrap();
    formula
        .per_formula_unit
        .values_mut()
        .for_each(|n| *n *= 4.0);
    formula.formula_units = Some(1.0);
    assert_eq!(Hecs::describe(&whole).unwrap().values(), declared.values());

    structure.formula() = None;
    let hecs = Hecs::describe(&structure).unwrap();
    assert_eq!(hecs.notes, [Note::FormulaFromSites]);
    assert!((hecs[Descriptor::CLi] - (12.0 * 0.37 + 6.0 * 0.26)).abs() < 1e-12);

    for (symbol, amount) in [("Li", 0.0), ("P", 0.0), ("I", f64::NAN), ("S", -1.0)] {
        let mut unusable = whole.clone();
        let formula = unusable.formula.as_mut().unwrap();
        formula
            .per_formula_unit
            .insert(Element::from_symbol(symbol).unwrap(), amount);
        let hecs = Hecs::describe(&unusable).unwrap();
        assert_eq!(hecs.notes, [Note::FormulaUnusable], "{symbol}");
        assert!(hecs.values().iter().all(|v| v.is_finite()));
    }

    let element = |s: &str| Element::from_symbol(s).unwrap();
    structure.formula() = Some(DeclaredFormula {
        per_formula_unit: [("Li", 6.0), ("P", 0.8), ("Si", 0.2), ("S", 5.0), ("I", 1.0)]
            .into_iter()
            .map(|(s, n)| (element(s), n))
            .collect(),
        formula_units: None,
    });
    let hecs = Hecs::describe(&structure).unwrap();
    assert!(matches!(
        hecs.notes[..],
        [Note::ElementWithoutSite { element: e, .. }] if e == element("Si")
    ));
}

#[test]
fn vacancies_and_mixed_sites_count() {
    let mut structure = Cubic {
        a: "I:0.9".to_owned(),
        ..iodide()
    }
    .structure();
    structure.formula() = None;
    let hecs = Hecs::describe(&structure).unwrap();
    assert_eq!(hecs[Descriptor::RA], 2.06);
    let expected = -4.0 * 8.314 * (0.9 * 0.9_f64.ln() + 0.1 * 0.1_f64.ln());
    assert!((hecs[Descriptor::SConfA] - expected).abs() < 1e-9);
}

#[test]
fn germanium_on_lithium_positions_is_not_on_b() {
    let mut structure = Cubic {
        b: "P:0.5 Ge:0.5".to_owned(),
        ..iodide()
    }
    .structure();
    structure.formula() = None;
    let expected = Hecs::describe(&structure).unwrap();
    structure.sites()[LI_48H].species.extend(species("Ge:0.05"));
    let hecs = Hecs::describe(&structure).unwrap();
    let (difference, name) = common::largest_difference(&hecs.values(), &expected.values());
    assert!(difference < 1e-12, "{name} {difference}");
}

#[test]
fn the_as_published_variants_are_described_with_a_warning() {
    let published = Table::read("published/hecs_dataset.csv");
    let structures = cubic_structures();
    let variants = Table::read("structures_as_published.csv");
    for row in variants.rows() {
        let number = row.number("no") as usize;
        let mut structure = Cubic {
            a: row.text("occ_4a").to_owned(),
            b: row.text("occ_4b").to_owned(),
            e: row.text("occ_16e").to_owned(),
            ..structures[number].clone()
        }
        .structure();
        structure.sites().retain(|s| s.label != "C");
        added(&mut structure, "D", row.text("occ_4d"), 0.75, 0.75, 0.75);
        if row.text("occ_4c").is_empty() {
            let hecs = Hecs::describe(&structure).unwrap();
            assert!(
                matches!(&hecs.notes[..], [Note::ShortAnionContact { sites, distance_ang }] if sites == &["D"] && (2.1..2.4).contains(distance_ang)),
                "{number}: {:?}",
                hecs.notes
            );
            let standard = Hecs::describe(&structures[number].structure()).unwrap();
            let change = |d: Descriptor| hecs[d] - standard[d];
            assert!(change(Descriptor::DLiC) > 0.3, "{number}");
            assert!(change(Descriptor::DLiE).abs() < 1e-12, "{number}");
            // the published bottlenecks of these rows follow from this geometry
            let printed = published.rows().nth(number).unwrap();
            for descriptor in [Descriptor::BnIntra, Descriptor::BnInter] {
                let relative = hecs[descriptor] / printed.number(descriptor.name()) - 1.0;
                assert!(
                    relative.abs() < 1e-4,
                    "{number} {descriptor}: {relative:.1e}"
                );
            }
        } else {
            added(&mut structure, "C", row.text("occ_4c"), 0.25, 0.25, 0.25);
            let error = refused(&structure);
            assert!(
                matches!(&error, DescriptorError::AmbiguousRole { role: Role::C, sites, found: 2.0, .. } if sites == &["C", "D"]),
                "{error}"
            );
        }
        assert!(Roles::find(&structure).is_ok() == row.text("occ_4c").is_empty());
    }
}

#[test]
fn uneven_positions_count_by_their_number() {
    let mut structure = iodide().structure();
    let expected = Hecs::describe(&structure).unwrap();
    // one of the 48 lithium positions as a row of its own: 0.37 = (0.13 + 47 o) / 48 on average
    let mut row = structure.sites()[LI_48H].clone();
    let rest = structure.sites()[LI_48H].positions.split_off(1);
    structure.sites()[LI_48H].species[0].occupancy = 0.13;
    row.positions = rest;
    row.species[0].occupancy = (48.0 * 0.37 - 0.13) / 47.0;
    structure.sites().push(row);
    let hecs = Hecs::describe(&structure).unwrap();
    let role = Role::Li48h;
    assert_eq!(hecs.notes, [Note::UnevenOccupancy { role }]);
    let (difference, name) = common::largest_difference(&hecs.values(), &expected.values());
    assert!(difference < 1e-12, "{name} {difference}");
}

#[test]
fn a_dilute_cation_in_a_lithium_tetrahedron_is_left_out() {
    let chloride = cubic_structures().swap_remove(2);
    let mut structure = chloride.structure();
    let expected = Hecs::describe(&structure).unwrap();
    added(&mut structure, "Ge", "Ge:0.05", 0.31, 0.31, 0.03);
    let hecs = Hecs::describe(&structure).unwrap();
    assert_eq!(hecs.values(), expected.values());
    assert!(
        matches!(&hecs.notes[..], [Note::CationsLeftOut { sites }] if sites == &["Ge"]),
        "{:?}",
        hecs.notes
    );
    assert_eq!(
        Roles::find(&structure).unwrap().of_site(5),
        Some(Role::OtherCation)
    );
    // filled, it is a second kind of tetrahedron centre
    structure.sites()[5].species[0].occupancy = 1.0;
    assert!(matches!(
        refused(&structure),
        DescriptorError::NotArgyrodite(Mismatch::NotFaceCentred { .. })
    ));
}
