//! Bond-valence and void maps.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, crystal, six_crystals};
use hecs_bvse::{
    Barriers, Depth, EnergyMap, Framework, Options, bond_valence_mismatch_map,
    bond_valence_sum_map, percolation_radii, void_map,
};
use hecs_core::{Ion, IonTables, Lattice, Structure};
use nalgebra::Vector3;

#[test]
fn valence_maps_agree_with_the_sum_at_a_point() {
    let crystal = &six_crystals()[2];
    let framework = Framework::new(&crystal.structure, Ion::LI, &Options::default()).unwrap();
    let sums = bond_valence_sum_map(&framework, 0.5).unwrap();
    let mismatches = bond_valence_mismatch_map(&framework, 0.5).unwrap();
    for (index, fract) in sums.unique_positions().enumerate() {
        let sum = framework.bond_valence_sum(&fract);
        let stored = f64::from(sums.unique_values()[index]);
        assert!((stored - sum).abs() < 1e-6 * sum.max(1.0));
        let mismatch = f64::from(mismatches.unique_values()[index]);
        assert!((mismatch - (sum - 1.0).abs()).abs() < 1e-5 * sum.max(1.0));
    }
}

/// Li3PO4: the valence sum of each Li site is close to 1 in a well-made structure.
#[test]
fn lithium_sites_of_lithium_phosphate_have_a_valence_of_about_one() {
    let crystal = &six_crystals()[2];
    let framework = Framework::new(&crystal.structure, Ion::LI, &Options::default()).unwrap();
    for site in crystal.structure.sites().iter().filter(|s| s.label == "Li") {
        let sum = framework.bond_valence_sum(&site.positions[0]);
        assert!((0.8..1.2).contains(&sum), "{sum}");
    }
}

#[test]
fn the_full_depth_deepens_the_attraction_only() {
    let crystal = &six_crystals()[2];
    let options = Options::default();
    let half = Framework::new(&crystal.structure, Ion::LI, &options).unwrap();
    let whole = Framework::with_depth(&crystal.structure, Ion::LI, &options, Depth::Full).unwrap();
    let at = crystal.structure.sites()[0].positions[0];
    assert!(whole.energy(&at) < half.energy(&at));
    // The repulsion is the same, so attraction = whole − half is half of the full one.
    let attraction = 2.0 * (whole.energy(&at) - half.energy(&at));
    let repulsion = whole.energy(&at) - attraction;
    assert!(repulsion > 0.0 && (half.energy(&at) - attraction / 2.0 - repulsion).abs() < 1e-12);
}

#[test]
fn voids_are_distances_to_the_nearest_surface() {
    let structure = &argyrodites(false)[5];
    let map = void_map(structure, Ion::LI, 0.3).unwrap();
    let tables = IonTables::published();
    let radius = |text: &str| {
        tables
            .shannon(text.parse().unwrap(), "VI")
            .unwrap()
            .crystal_ang
    };
    let of_site = [
        ("A4a", radius("I-")),
        ("B4b", radius("P5+")),
        ("C4c", radius("S2-")),
        ("E16e", radius("S2-")),
    ];
    for (index, fract) in map.unique_positions().enumerate().step_by(7) {
        let mut nearest = f64::INFINITY;
        for (label, radius) in of_site {
            let site = structure.sites().iter().find(|s| s.label == label).unwrap();
            for position in &site.positions {
                nearest = nearest.min(structure.lattice().distance(&fract, position) - radius);
            }
        }
        let stored = f64::from(map.unique_values()[index]);
        assert!(
            (stored - nearest).abs() < 1e-5,
            "{fract:?} {stored} {nearest}"
        );
    }
    let radii = percolation_radii(&map);
    println!("{radii:?}");
    let [one, two, three] = radii.map(Option::unwrap);
    assert!(one >= two && two >= three && three > 0.3 && one < 1.2);
}

#[test]
fn an_anion_moves_among_its_cations() {
    // CaF2-like: fluorite, the anion moves.
    let crystal = fluorite();
    let fluoride: Ion = "F-".parse().unwrap();
    let framework = Framework::new(&crystal, fluoride, &Options::default()).unwrap();
    let map = EnergyMap::compute(&framework, 0.2).unwrap();
    let barriers = Barriers::from_map(&map);
    // The minimum is the fluoride site itself, by symmetry.
    let at = barriers
        .grid_minimum
        .fract
        .map(|x| (x * 4.0).rem_euclid(2.0));
    assert!((at - Vector3::repeat(1.0)).norm() < 0.4, "{at:?}");
    let [one, three] = [1, 3].map(|d| barriers.energy_ev(d).unwrap());
    assert!(one > 0.0 && (three - one).abs() < 1e-9, "{one} {three}");
}

fn fluorite() -> Structure {
    let sites = [("Ca", 2.0, [0.0; 3]), ("F", -1.0, [0.25; 3])];
    crystal("CaF2", &Lattice::cubic(5.463).unwrap(), 225, &sites)
}
