//! The 54 features: the 32 descriptors are their special case.

#![allow(clippy::unwrap_used)]

mod common;

use common::crystals::family;
use common::cubic_structures;
use hecs_bvse::{percolation_radii, void_map};
use hecs_core::{Ion, Structure};
use hecs_descriptors::{Composition, Descriptor as D, Feature as F, FeatureSet, Hecs, Missing};
use hecs_descriptors::{Pathways, RoleSite, Roles};

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

/// The map knows no radius between its points, 0.1 Å apart, and takes every sphere as it is; edges of Laguerre cells lie
/// between spheres by power, which is not where the widest way leads where radii differ.
#[test]
fn percolating_spheres_agree_with_the_map_of_voids() {
    for (structure, within_ang) in [
        (family("Li3N"), 0.01),
        (family("Li3OCl"), 0.03),
        (family("LiCoO2"), 0.03),
        (family("LiFePO4"), 0.06),
        (family("Li10GeP2S12"), 0.06),
        (cubic_structures()[0].structure(), 0.06),
    ] {
        let found = without_network(&structure).get(F::RVoid).unwrap();
        let map = void_map(&structure, Ion::LI, 0.1).unwrap();
        let of_map = percolation_radii(&map)[2].unwrap();
        println!("{} {found} {of_map}", structure.name());
        assert!(
            (found - of_map).abs() < within_ang,
            "{}: {found} {of_map}",
            structure.name()
        );
    }
}
