//! The 54 features: where the 32 descriptors are their special case, and in other cells of the same crystal.

#![allow(clippy::unwrap_used)]

mod common;

use common::crystals::family;
use common::{cubic_structures, emptied};
use hecs_bvse::{Framework, Migration, Options};
use hecs_core::{Ion, Lattice, SpaceGroup, Species, Structure};
use hecs_descriptors::{Composition, Descriptor as D, Feature as F, FeatureSet, Hecs, Missing};
use hecs_descriptors::{Pathways, RoleSite, Roles};
use nalgebra::{Matrix3, Vector3};

fn without_network(structure: &Structure) -> FeatureSet {
    let reason = Missing::new("not-asked", "no map was asked for");
    FeatureSet::of(structure, Ion::LI, &Pathways::Missing(reason))
}

#[test]
fn the_32_descriptors_are_the_special_case() {
    let mut largest = (0.0, String::new());
    for cubic in cubic_structures() {
        let structure = cubic.structure();
        let hecs = Hecs::describe(&structure).unwrap();
        let roles = Roles::find(&structure).unwrap();
        let (composition, _) = Composition::of(&structure, &roles);
        let features = without_network(&structure);
        // X per formula unit, and per cubic cell as the sites have it.
        let per_formula: f64 = composition.anions.iter().map(|(_, n)| n).sum();
        let [a, c, e] = [&roles.a, &roles.c, &roles.e].map(RoleSite::occupancy);
        let per_cell = 4.0 * (a + c + 4.0 * e);
        let volume_ang3 = features.get(F::VPerX).unwrap() * per_cell;
        let mut compare = |descriptor: D, found: Result<f64, &Missing>| {
            let expected = hecs[descriptor];
            let found = match (descriptor, found) {
                // What is not there has no occupancy.
                (D::OccLi24g, Err(reason)) if reason.code == "nothing-there" => 0.0,
                (_, found) => {
                    found.unwrap_or_else(|r| panic!("{}: {descriptor}: {r}", cubic.formula))
                }
            };
            let difference = (found - expected).abs() / expected.abs().max(1.0);
            assert!(
                difference < 1e-9,
                "{}: {descriptor}: {found} {expected}",
                cubic.formula
            );
            if difference > largest.0 {
                largest = (difference, format!("{} {descriptor}", cubic.formula));
            }
        };
        for (feature, factor, descriptor) in [
            (F::RX, 1.0, D::RAnion),
            (F::EnX, 1.0, D::EnAnion),
            (F::PlX, 1.0, D::PlAnion),
            (F::RF, 1.0, D::RCation),
            (F::EnF, 1.0, D::EnCation),
            (F::PlF, 1.0, D::PlCation),
            (F::MPerX, per_formula, D::CLi),
            (F::VPerX, per_cell, D::V),
            (F::VPolyhedronM, 1.0, D::VLiACE2),
            (F::VPolyhedronF, 1.0, D::VBE4),
            (F::DMX2, 1.0, D::DLiA),
            (F::DMF, 1.0, D::DLiB),
            (F::DMX1, 1.0, D::DLiC),
            (F::DMXBound, 1.0, D::DLiE),
            (F::Window1, 1.0, D::BnIntra),
            (F::Window2, 1.0, D::BnDoublet),
            (F::Window3, 1.0, D::BnInter),
            (F::Hop1, 1.0, D::DLiLiIntra),
            (F::Hop2, 1.0, D::DLiLiDoublet),
            (F::Hop3, 1.0, D::DLiLiInter),
            (F::OccM1, 1.0, D::OccLi48h),
            (F::OccM2, 1.0, D::OccLi24g),
            (F::OccM, 1.0, D::OccLi),
            (F::SM, per_cell, D::SConfLi),
            (F::SX1, 4.0, D::SConfC),
            (F::SX2, 4.0, D::SConfA),
            (F::SX, per_cell, D::SConfAnion),
            (F::RX1, 1.0, D::RC),
            (F::EnX1, 1.0, D::EnC),
            (F::RX2, 1.0, D::RA),
            (F::EnX2, 1.0, D::EnA),
        ] {
            compare(descriptor, features.get(feature).map(|v| v * factor));
        }
        compare(D::A, Ok(volume_ang3.cbrt()));
    }
    println!(
        "largest relative difference {:.1e} ({})",
        largest.0, largest.1
    );
}

/// The same crystal in P1: in a cell whose edges are the columns, its origin moved, its atoms reversed.
fn other_cell(structure: &Structure, columns: &Matrix3<f64>, shift: &Vector3<f64>) -> Structure {
    let lattice = Lattice::from_basis(&(structure.lattice().basis() * columns)).unwrap();
    let inverse = columns.try_inverse().unwrap();
    let mut builder = emptied(structure, lattice.clone(), SpaceGroup::p1());
    let mut placed: Vec<(Vec<Species>, Vector3<f64>)> = Vec::new();
    for site in structure.in_p1().sites() {
        for cells in 0..125 {
            let cell = [cells % 5, cells / 5 % 5, cells / 25].map(|n| f64::from(n) - 2.0);
            let at = inverse * (site.positions[0] + Vector3::from(cell) + shift);
            let at = at.map(|x| x - (x + 1e-9).floor());
            let known = placed.iter().any(|(species, other)| {
                *species == site.species && lattice.distance(other, &at) < 1e-6
            });
            if !known {
                placed.push((site.species.clone(), at));
            }
        }
    }
    for (number, (species, at)) in placed.into_iter().rev().enumerate() {
        builder.add_site(&format!("S{number}"), species, &at, 0.0);
    }
    builder.build().unwrap()
}

fn assert_same(name: &str, what: &str, ours: &FeatureSet, theirs: &FeatureSet) {
    for (feature, expected) in ours.iter() {
        match (expected, theirs.get(feature)) {
            (Ok(expected), Ok(found)) => {
                let difference = (found - expected).abs() / expected.abs().max(1e-3);
                assert!(
                    difference < 1e-6,
                    "{name} {what}: {feature} {expected} {found}"
                );
            }
            (Err(expected), Err(found)) => assert_eq!(expected.code, found.code),
            (expected, found) => panic!("{name} {what}: {feature} {expected:?} {found:?}"),
        }
    }
}

/// Cells: as given but in P1, sheared, two cells long, and the primitive one where there is one.
fn cells(primitive: Option<Matrix3<f64>>) -> Vec<(&'static str, Matrix3<f64>)> {
    let mut cells = vec![
        ("in P1", Matrix3::identity()),
        (
            "sheared",
            Matrix3::new(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0, 1.0),
        ),
        (
            "doubled",
            Matrix3::new(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0),
        ),
    ];
    cells.extend(primitive.map(|columns| ("primitive", columns)));
    cells
}

#[test]
fn the_cell_changes_no_feature_of_the_structure() {
    let face_centred = Matrix3::new(0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0);
    let rhombohedral = Matrix3::new(2.0, -1.0, -1.0, 1.0, 1.0, -2.0, 1.0, 1.0, 1.0) / 3.0;
    let argyrodites = cubic_structures();
    for (structure, primitive) in [
        (family("Li10GeP2S12"), None),
        (family("Li3N"), None),
        (family("LiCoO2"), Some(rhombohedral)),
        (family("LiFePO4"), None),
        (argyrodites[2].structure(), Some(face_centred)),
        (argyrodites[30].structure(), Some(face_centred)),
    ] {
        let expected = without_network(&structure);
        for (what, columns) in cells(primitive) {
            let other = other_cell(&structure, &columns, &Vector3::new(0.13, 0.29, 0.41));
            assert_same(structure.name(), what, &expected, &without_network(&other));
        }
    }
}

#[test]
fn the_cell_changes_no_feature_of_the_pathway() {
    let with_network = |structure: &Structure| {
        let framework = Framework::new(structure, Ion::LI, &Options::default()).unwrap();
        let migration = Migration::of(&framework, 0.2).unwrap();
        FeatureSet::of(structure, Ion::LI, &Pathways::Known(&migration))
    };
    for name in ["Li3OCl", "LiCoO2", "LiFePO4"] {
        let structure = family(name);
        let expected = with_network(&structure);
        for (what, columns) in &cells(None)[..2] {
            let other = other_cell(&structure, columns, &Vector3::zeros());
            assert_same(name, what, &expected, &with_network(&other));
        }
    }
}
