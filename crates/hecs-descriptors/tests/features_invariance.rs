//! Thirty structures in other cells, settings, origins and orders of atoms have the same 54 features.

#![allow(clippy::unwrap_used)]

mod common;

use common::crystals::{
    beta_li3ps4, cubic_garnet, family, latp, li2mgcl4, li3po4, li3ycl6, llto, llzo,
};
use common::{cubic_structures, emptied};
use hecs_bvse::{Framework, Migration, Options};
use hecs_core::{Ion, Lattice, SpaceGroup, Species, Structure};
use hecs_descriptors::{Feature, FeatureSet, Missing, Pathways};
use nalgebra::{Matrix3, Vector3};

/// The fourteen structures of other families and every third argyrodite, each with the basis of a primitive cell, its
/// columns in edges of the cell given.
fn thirty() -> Vec<(String, Structure, Matrix3<f64>)> {
    let simple = Matrix3::identity();
    let face_centred = Matrix3::new(0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0);
    let body_centred = Matrix3::new(-0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0.5, 0.5, -0.5);
    let rhombohedral = Matrix3::new(2.0, -1.0, -1.0, 1.0, 1.0, -2.0, 1.0, 1.0, 1.0) / 3.0;
    let mut all = vec![
        ("LLZO".to_owned(), llzo(), body_centred),
        ("garnet".to_owned(), cubic_garnet(), body_centred),
        ("LATP".to_owned(), latp(), rhombohedral),
        ("Li3PO4".to_owned(), li3po4(), simple),
        ("LLTO".to_owned(), llto(), simple),
        ("Li3YCl6".to_owned(), li3ycl6(), simple),
        ("beta-Li3PS4".to_owned(), beta_li3ps4(), simple),
        ("Li2MgCl4".to_owned(), li2mgcl4(), face_centred),
    ];
    for (name, primitive) in [
        ("Li10GeP2S12", simple),
        ("Li3N", simple),
        ("Li3OCl", simple),
        ("LiCoO2", rhombohedral),
        ("LiFePO4", simple),
    ] {
        all.push((name.to_owned(), family(name), primitive));
    }
    let argyrodites = cubic_structures();
    all.extend(
        argyrodites
            .iter()
            .step_by(3)
            .map(|cubic| (cubic.formula.clone(), cubic.structure(), face_centred)),
    );
    all
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

/// Cells: as given but in P1, sheared, doubled, primitive.
fn cells(primitive: &Matrix3<f64>) -> Vec<(&'static str, Matrix3<f64>)> {
    let sheared = Matrix3::new(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0, 1.0);
    let doubled = Matrix3::new(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0);
    let mut cells = vec![
        ("in P1", Matrix3::identity()),
        ("sheared", sheared),
        ("doubled", doubled),
    ];
    if *primitive != Matrix3::identity() {
        cells.push(("primitive", *primitive));
    }
    cells
}

/// Features that differ by more than 1e-6, relative, or have another reason, in words.
fn differences(ours: &FeatureSet, theirs: &FeatureSet) -> Vec<String> {
    let differs = |(feature, expected): (Feature, Result<f64, &Missing>)| match (
        expected,
        theirs.get(feature),
    ) {
        (Ok(expected), Ok(found)) => {
            let relative = (found - expected).abs() / expected.abs().max(1e-3);
            (relative > 1e-6).then(|| format!("{feature} {expected} {found}"))
        }
        (Err(expected), Err(found)) => {
            (expected.code != found.code).then(|| format!("{feature} {expected} | {found}"))
        }
        (expected, found) => Some(format!("{feature} {expected:?} {found:?}")),
    };
    ours.iter().filter_map(differs).collect()
}

#[test]
fn no_feature_of_the_structure_depends_on_the_cell() {
    let reason = Missing::new("not-asked", "no map was asked for");
    let of = |structure: &Structure| {
        FeatureSet::of(structure, Ion::LI, &Pathways::Missing(reason.clone()))
    };
    let all = thirty();
    assert_eq!(all.len(), 30);
    let mut unequal = Vec::new();
    for (name, structure, primitive) in &all {
        let expected = of(structure);
        for (what, columns) in cells(primitive) {
            let other = other_cell(structure, &columns, &Vector3::new(0.13, 0.29, 0.41));
            let found = differences(&expected, &of(&other));
            unequal.extend(found.iter().map(|d| format!("{name} {what}: {d}")));
        }
    }
    assert!(unequal.is_empty(), "{}", unequal.join("\n"));
}

#[test]
fn no_feature_of_the_pathway_depends_on_the_cell() {
    const SPACING_ANG: f64 = 0.3;
    const MOST_DOUBLED: usize = 30;
    let of = |structure: &Structure| {
        let framework = Framework::new(structure, Ion::LI, &Options::default()).unwrap();
        let migration = Migration::of(&framework, SPACING_ANG).unwrap();
        FeatureSet::of(structure, Ion::LI, &Pathways::Known(&migration))
    };
    let mut unequal = Vec::new();
    for (name, structure, primitive) in &thirty() {
        let expected = of(structure);
        for (what, columns) in cells(primitive) {
            // Large supercells cost more than they tell.
            if what == "doubled" && structure.position_count() > MOST_DOUBLED {
                continue;
            }
            let other = other_cell(structure, &columns, &Vector3::new(0.13, 0.29, 0.41));
            let found = differences(&expected, &of(&other));
            unequal.extend(found.iter().map(|d| format!("{name} {what}: {d}")));
        }
    }
    assert!(unequal.is_empty(), "{}", unequal.join("\n"));
}
