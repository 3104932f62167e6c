//! What is described although something was assumed or left out, and the notes that say so.

#![allow(clippy::unwrap_used)]

mod common;

use common::{
    Cubic, Table, add, changed, cubic_structures, formula, iodide, largest_difference, species,
    without_formula,
};
use hecs_core::{DeclaredFormula, Element};
use hecs_descriptors::{Descriptor, DescriptorError, Hecs, Mismatch, Note, Role, Roles};

/// Lithium on 48h among the sites of the structures.
const LI_48H: usize = 0;

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
fn of_two_48h_classes_the_fuller_is_described() {
    let base = iodide().structure();
    let expected = Hecs::describe(&base).unwrap();
    let with_third = |text: &str| changed(&base, |b| add(b, "Li3", text, [0.32, 0.32, 0.52]));
    let hecs = Hecs::describe(&with_third("Li:0.08")).unwrap();
    assert_eq!(hecs.values(), expected.values());
    assert!(
        matches!(&hecs.notes[..], [Note::LithiumLeftOut(class)] if class.sites == ["Li3"]),
        "{:?}",
        hecs.notes
    );
    assert!(matches!(
        Hecs::describe(&with_third("Li:0.37")),
        Err(DescriptorError::AmbiguousRole {
            role: Role::Li48h,
            ..
        })
    ));
}

#[test]
fn the_formula_comes_from_the_file_or_with_a_note_from_the_sites() {
    let structure = iodide().structure();
    let declared = Hecs::describe(&structure).unwrap();
    assert_eq!(declared[Descriptor::CLi], 6.0);
    assert!(declared.notes.is_empty());

    let describe = |formula: Option<DeclaredFormula>| {
        let builder = structure.to_builder().with_formula(formula);
        Hecs::describe(&builder.build().unwrap()).unwrap()
    };
    // a formula of the whole cell is that of the formula unit
    let mut whole = structure.formula().unwrap().clone();
    whole.per_formula_unit.values_mut().for_each(|n| *n *= 4.0);
    whole.formula_units = Some(1.0);
    assert_eq!(describe(Some(whole.clone())).values(), declared.values());

    let hecs = describe(None);
    assert_eq!(hecs.notes, [Note::FormulaFromSites]);
    assert!((hecs[Descriptor::CLi] - (12.0 * 0.37 + 6.0 * 0.26)).abs() < 1e-12);

    let element = |s: &str| Element::from_symbol(s).unwrap();
    for (symbol, amount) in [("Li", 0.0), ("P", 0.0), ("I", f64::NAN), ("S", -1.0)] {
        let mut unusable = whole.clone();
        unusable.per_formula_unit.insert(element(symbol), amount);
        let hecs = describe(Some(unusable));
        assert_eq!(hecs.notes, [Note::FormulaUnusable], "{symbol}");
        assert!(hecs.values().iter().all(|v| v.is_finite()));
    }

    let hecs = describe(Some(formula("Li6P0.8Si0.2S5I")));
    assert!(matches!(
        hecs.notes[..],
        [Note::ElementWithoutSite { element: e, .. }] if e == element("Si")
    ));
}

#[test]
fn vacancies_and_mixed_sites_count() {
    let defective = Cubic {
        a: "I:0.9".to_owned(),
        ..iodide()
    };
    let hecs = Hecs::describe(&without_formula(&defective.structure())).unwrap();
    assert_eq!(hecs[Descriptor::RA], 2.06);
    let expected = -4.0 * 8.314 * (0.9 * 0.9_f64.ln() + 0.1 * 0.1_f64.ln());
    assert!((hecs[Descriptor::SConfA] - expected).abs() < 1e-9);
}

#[test]
fn germanium_on_lithium_positions_is_not_on_b() {
    let mixed = Cubic {
        b: "P:0.5 Ge:0.5".to_owned(),
        ..iodide()
    };
    let structure = without_formula(&mixed.structure());
    let expected = Hecs::describe(&structure).unwrap();
    let doped = changed(&structure, |b| {
        let lithium = b.species_mut(LI_48H).unwrap();
        lithium.extend(species("Ge:0.05"));
    });
    let hecs = Hecs::describe(&doped).unwrap();
    let (difference, name) = largest_difference(&hecs.values(), &expected.values());
    assert!(difference < 1e-12, "{name} {difference}");
}

#[test]
fn the_as_published_variants_are_described_with_a_warning() {
    let published = Table::read("published/hecs_dataset.csv");
    let structures = cubic_structures();
    let variants = Table::read("structures_as_published.csv");
    for row in variants.rows() {
        let number = row.number("no") as usize;
        let ordered = Cubic {
            a: row.text("occ_4a").to_owned(),
            b: row.text("occ_4b").to_owned(),
            e: row.text("occ_16e").to_owned(),
            ..structures[number].clone()
        };
        let structure = changed(&ordered.structure(), |b| {
            b.retain_sites(|s| s.label != "C");
            add(b, "D", row.text("occ_4d"), [0.75; 3]);
            if !row.text("occ_4c").is_empty() {
                add(b, "C", row.text("occ_4c"), [0.25; 3]);
            }
        });
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
            let error = Hecs::describe(&structure).unwrap_err();
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
    let structure = iodide().structure();
    let expected = Hecs::describe(&structure).unwrap();
    // one of the 48 lithium positions with another occupancy: 0.37 = (0.13 + 47 o) / 48 on average
    let uneven = changed(&structure.in_p1(), |b| {
        for index in 0..48 {
            b.species_mut(index).unwrap()[0].occupancy = match index {
                0 => 0.13,
                _ => (48.0 * 0.37 - 0.13) / 47.0,
            };
        }
    });
    let hecs = Hecs::describe(&uneven).unwrap();
    let role = Role::Li48h;
    assert_eq!(hecs.notes, [Note::UnevenOccupancy { role }]);
    let (difference, name) = largest_difference(&hecs.values(), &expected.values());
    assert!(difference < 1e-12, "{name} {difference}");
}

#[test]
fn a_dilute_cation_in_a_lithium_tetrahedron_is_left_out() {
    let chloride = cubic_structures().swap_remove(2).structure();
    let expected = Hecs::describe(&chloride).unwrap();
    let doped = |text: &str| changed(&chloride, |b| add(b, "Ge", text, [0.31, 0.31, 0.03]));
    let dilute = doped("Ge:0.05");
    let hecs = Hecs::describe(&dilute).unwrap();
    assert_eq!(hecs.values(), expected.values());
    assert!(
        matches!(&hecs.notes[..], [Note::CationsLeftOut { sites }] if sites == &["Ge"]),
        "{:?}",
        hecs.notes
    );
    let roles = Roles::find(&dilute).unwrap();
    assert_eq!(roles.of_site(5), Some(Role::OtherCation));
    // filled, it is a second kind of tetrahedron centre
    assert!(matches!(
        Hecs::describe(&doped("Ge:1")),
        Err(DescriptorError::NotArgyrodite(
            Mismatch::NotFaceCentred { .. }
        ))
    ));
}
