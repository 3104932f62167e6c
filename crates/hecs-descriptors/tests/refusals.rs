//! What is no cubic argyrodite, or lacks what a descriptor needs, is refused with what was found.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Cubic, add, changed, emptied, iodide, species, without, without_formula};
use hecs_core::{Element, Lattice, SpaceGroup, Species, Structure, StructureBuilder};
use hecs_descriptors::{
    DescribeOptions, Descriptor, DescriptorError, Hecs, Mismatch, Property, Role, SConfLi,
};

// Sites of the structures.
const LI_48H: usize = 0;
const LI_24G: usize = 1;
const A: usize = 2;
const C: usize = 3;
const B: usize = 4;
const E: usize = 5;

fn refused(structure: &Structure) -> DescriptorError {
    Hecs::describe(structure).unwrap_err()
}

#[test]
fn each_missing_part_is_named() {
    let iodide = iodide().structure();
    let no_lithium = without(&without(&iodide, LI_24G), LI_48H);
    assert_eq!(refused(&no_lithium), DescriptorError::NoLithium);

    for (site, role) in [(A, Role::A), (C, Role::C)] {
        let error = refused(&without(&iodide, site));
        assert!(
            matches!(&error, DescriptorError::NotArgyrodite(Mismatch::Incomplete { role: r, found: 0.0, .. }) if *r == role),
            "{error}"
        );
    }
    assert_eq!(
        refused(&without(&iodide, B)),
        DescriptorError::NotArgyrodite(Mismatch::NoFrameworkCations)
    );
    // without E, the nearest anions of B are six A and four C
    let error = refused(&without(&iodide, E));
    assert!(
        matches!(&error, DescriptorError::NotArgyrodite(Mismatch::NoTetrahedra { found }) if found[0].anions == 10),
        "{error}"
    );
    let error = refused(&without(&iodide, LI_48H));
    let text = error.to_string();
    assert!(text.contains("Li2 with 6"), "{text}");

    let empty = changed(&iodide, |b| b.retain_sites(|_| false));
    assert_eq!(refused(&empty), DescriptorError::NoLithium);
    let bare = changed(&iodide, |b| {
        b.retain_sites(|s| s.label.starts_with('L') || s.label == "B");
    });
    assert_eq!(
        refused(&bare),
        DescriptorError::NotArgyrodite(Mismatch::NoAnions)
    );
}

#[test]
fn other_crystals_are_refused() {
    let build = |number: u16, edge_ang: f64, sites: &[(&str, [f64; 3])]| {
        let lattice = Lattice::cubic(edge_ang).unwrap();
        let mut builder = StructureBuilder::new(lattice, SpaceGroup::from_number(number).unwrap());
        for (text, fract) in sites {
            add(&mut builder, &text[..2], text, *fract);
        }
        builder.build().unwrap()
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
    let (edge_ang, bond_ang) = (7.0, 2.05);
    let height_ang = edge_ang * (8.0_f64 / 3.0).sqrt();
    let lengths_ang = [edge_ang, edge_ang, height_ang];
    let lattice = Lattice::new(lengths_ang, [90.0, 90.0, 120.0]).unwrap();
    let mut builder = StructureBuilder::new(lattice, SpaceGroup::from_number(186).unwrap());
    let third = 1.0 / 3.0;
    let side = bond_ang * 8.0_f64.sqrt() / 3.0 / (edge_ang * 3.0_f64.sqrt());
    let rise = bond_ang / height_ang;
    let x = third + side;
    add(&mut builder, "Li", "Li:0.5", [0.1, 0.2, 0.3]);
    add(&mut builder, "P", "P:1", [third, 2.0 * third, 0.0]);
    add(&mut builder, "S1", "S:1", [third, 2.0 * third, rise]);
    add(&mut builder, "S2", "S:1", [x, -x, -rise / 3.0]);
    let structure = builder.build().unwrap();
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
fn a_distorted_cell_is_no_cubic_argyrodite() {
    let cubic = iodide().structure().in_p1();
    let lattice = Lattice::new([10.1, 10.1, 10.9], [90.0; 3]).unwrap();
    let mut builder = emptied(&cubic, lattice, SpaceGroup::p1());
    for site in cubic.sites() {
        builder.add_site(&site.label, site.species.clone(), &site.positions[0], 0.0);
    }
    let error = refused(&builder.build().unwrap());
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
    let full = iodide().structure().in_p1();
    let error = refused(&without(&full, 0));
    assert!(
        matches!(
            error,
            DescriptorError::NotArgyrodite(Mismatch::NoLithium48h { .. })
        ),
        "{error}"
    );
    assert!(error.to_string().contains("ordered vacancies"), "{error}");

    let iodine = full.sites().iter().position(|s| s.label == "A").unwrap();
    assert!(matches!(
        refused(&without(&full, iodine)),
        DescriptorError::NotArgyrodite(Mismatch::Incomplete { role: Role::A, expected: 1.0, found, .. })
            if found == 0.75
    ));
}

#[test]
fn missing_constants_are_named() {
    for b in ["Sb:1", "P:0.5 Sb:0.5"] {
        let antimony = Cubic {
            b: b.to_owned(),
            ..iodide()
        };
        let error = refused(&without_formula(&antimony.structure()));
        assert!(
            matches!(&error, DescriptorError::MissingProperty { ion, property: Property::IonicRadiusIv, .. } if ion.to_string() == "Sb5+"),
            "{error}"
        );
    }
    // An oxide has all its constants; vanadium has no polarizability.
    let oxide = Cubic {
        c: "O:0.2 S:0.8".to_owned(),
        ..iodide()
    };
    assert!(Hecs::describe(&without_formula(&oxide.structure())).is_ok());
    let vanadium = Cubic {
        b: "V:1".to_owned(),
        ..iodide()
    };
    let error = refused(&without_formula(&vanadium.structure()));
    assert!(
        matches!(&error, DescriptorError::MissingProperty { ion, property: Property::Polarizability, needed_for, .. } if ion.to_string() == "V5+" && *needed_for == ["PL_cation"]),
        "{error}"
    );
    let tin = Cubic {
        b: "Sn:1".to_owned(),
        ..iodide()
    };
    let hecs = Hecs::describe(&without_formula(&tin.structure())).unwrap();
    assert_eq!(hecs[Descriptor::RCation], 0.55);
    assert_eq!(hecs[Descriptor::PlCation], 0.5);
}

#[test]
fn unusable_species_are_named() {
    let structure = iodide().structure();
    let with = |site: usize, change: &dyn Fn(&mut Vec<Species>)| {
        changed(&structure, |b| change(b.species_mut(site).unwrap()))
    };
    let error = refused(&with(C, &|species| species[0].charge = None));
    assert!(
        matches!(&error, DescriptorError::MissingCharge { site, .. } if site == "C"),
        "{error}"
    );
    assert!(matches!(
        refused(&with(E, &|sulphur| sulphur.extend(species("P:0.1")))),
        DescriptorError::MixedSigns { .. }
    ));
    let full = with(LI_24G, &|lithium| lithium[0].occupancy = 1.0);
    let options = DescribeOptions {
        s_conf_li: SConfLi::AsPublished,
        ..DescribeOptions::default()
    };
    assert_eq!(
        Hecs::describe_with(&full, &options),
        Err(DescriptorError::EntropyDiverges { occupancy: 1.0 })
    );
    assert!(Hecs::describe(&full).is_ok());
}
