//! What must not matter does not: cell, origin, order of sites, threads.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, six_crystals};
use hecs_bvse::{Barriers, EnergyMap, Framework, Migration, Network, Options};
use hecs_core::{Ion, Structure};
use nalgebra::{Matrix3, Vector3};
use proptest::prelude::*;

fn framework(structure: &Structure) -> Framework {
    Framework::new(structure, Ion::LI, &Options::default()).unwrap()
}

/// Refined barriers (those of this structure do not depend on the grid) and the lowest energy.
fn refined(structure: &Structure, spacing: f64) -> [f64; 4] {
    let found = Migration::of(&framework(structure), spacing).unwrap();
    let barriers = found.barriers();
    let barrier = |d| barriers.get(d).unwrap().refined_ev.unwrap();
    let lowest_ev = barriers.refined_minimum.unwrap().energy_ev;
    [barrier(1), barrier(2), barrier(3), lowest_ev]
}

/// Barriers of the grid itself.
fn on_grid(structure: &Structure, spacing: f64) -> [f64; 4] {
    let map = EnergyMap::compute(&framework(structure), spacing).unwrap();
    let found = Barriers::from_map(&map);
    let barrier = |d| found.energy_ev(d).unwrap();
    let lowest_ev = found.grid_minimum.energy_ev;
    [barrier(1), barrier(2), barrier(3), lowest_ev]
}

fn assert_close(a: [f64; 4], b: [f64; 4], tolerance: f64) {
    for (x, y) in a.iter().zip(b) {
        assert!((x - y).abs() < tolerance, "{a:?} {b:?}");
    }
}

fn small_crystal() -> Structure {
    six_crystals().swap_remove(1).structure
}

/// A random product of elementary unimodular changes of the cell.
fn unimodular() -> impl Strategy<Value = Matrix3<i32>> {
    prop::collection::vec((0_usize..3, 1_usize..3, -1_i32..=1), 0..3).prop_map(|shears| {
        let mut matrix = Matrix3::identity();
        for (to, step, factor) in shears {
            let mut shear = Matrix3::identity();
            shear[(to, (to + step) % 3)] = factor;
            matrix *= shear;
        }
        matrix
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn energies_do_not_depend_on_the_cell(
        matrix in unimodular(),
        scale in prop::array::uniform3(1_i32..3),
        fract in prop::array::uniform3(0.0_f64..1.0),
    ) {
        let structure = small_crystal();
        let scaled = matrix * Matrix3::from_diagonal(&Vector3::from(scale));
        let other = structure.in_cell(&scaled).unwrap();
        let at = Vector3::from(fract);
        let there = scaled.map(f64::from).try_inverse().unwrap() * at;
        let (a, b) = (framework(&structure).energy(&at), framework(&other).energy(&there));
        prop_assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} {b}");
    }

    #[test]
    fn barriers_do_not_depend_on_cell_and_origin(
        matrix in unimodular(),
        shift in prop::array::uniform3(0.0_f64..1.0),
    ) {
        let structure = small_crystal();
        let other = structure.in_cell(&matrix).unwrap().shifted(&Vector3::from(shift));
        assert_close(refined(&structure, 0.2), refined(&other, 0.2), 1e-6);
    }

    #[test]
    fn order_of_sites_and_axes_does_not_matter(seed in 0_usize..120) {
        let structure = six_crystals().swap_remove(5).structure;
        let mut sites = structure.sites().to_vec();
        let count = sites.len();
        for i in 0..count {
            sites.swap(i, (seed * 7 + i * 5) % count);
        }
        let atoms = sites.into_iter().map(|s| (s.species, s.positions[0]));
        let mixed = Structure::from_positions(structure.lattice().clone(), atoms).unwrap();
        assert_close(on_grid(&structure, 0.3), on_grid(&mixed, 0.3), 1e-9);
        let permuted = structure.in_cell(&Matrix3::new(0, 0, 1, 1, 0, 0, 0, 1, 0)).unwrap();
        assert_close(on_grid(&structure, 0.3), on_grid(&permuted, 0.3), 1e-6);
    }
}

#[test]
fn a_supercell_has_the_same_barriers() {
    let structure = small_crystal();
    let doubled = structure
        .in_cell(&Matrix3::from_diagonal(&Vector3::new(2, 1, 3)))
        .unwrap();
    assert_close(on_grid(&structure, 0.2), on_grid(&doubled, 0.2), 1e-6);
    assert_close(refined(&structure, 0.2), refined(&doubled, 0.2), 1e-9);
}

#[test]
fn symmetry_changes_the_work_but_no_value() {
    let structure = &argyrodites(false)[5];
    let plain = structure.in_p1();
    assert_close(on_grid(structure, 0.42), on_grid(&plain, 0.42), 1e-6);
    let with = EnergyMap::compute(&framework(structure), 0.42).unwrap();
    let without = EnergyMap::compute(&framework(&plain), 0.42).unwrap();
    assert_eq!(with.grid().divisions(), without.grid().divisions());
    assert!(with.grid().unique_points() * 40 < without.grid().unique_points());
    let n = with.grid().divisions();
    for i in 0..n[0] {
        for j in 0..n[1] {
            for k in 0..n[2] {
                let (a, b) = (with.value(i, j, k), without.value(i, j, k));
                assert!((a - b).abs() <= 2e-6 * a.abs().max(1.0), "{a} {b}");
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let structure = &argyrodites(false)[2];
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let map = EnergyMap::compute(&framework(structure), 0.2).unwrap();
            let network = Network::new(&map, &Barriers::from_map(&map)).unwrap();
            let bits: Vec<u32> = map
                .scalar()
                .unique_values()
                .iter()
                .map(|v| v.to_bits())
                .collect();
            let paths = [1, 2, 3].map(|dimension| network.easiest_path(dimension));
            let (sites, hops) = (network.sites().to_vec(), network.hops().to_vec());
            (bits, network.barriers().clone(), sites, hops, paths)
        })
    };
    let alone = run(1);
    assert!(alone == run(2) && alone == run(5));
}

#[test]
fn stored_maps_are_close_to_the_exact_energies() {
    for crystal in six_crystals() {
        let framework = framework(&crystal.structure);
        let map = EnergyMap::compute(&framework, 0.7).unwrap();
        let values = map.scalar().unique_values();
        for (fract, stored) in map.scalar().unique_positions().zip(values) {
            let exact = framework.energy(&fract);
            // Single precision has 2^-24 of the value: 1e-5 eV up to 160 eV.
            let allowed = (exact.abs() * 6e-8).max(1e-5);
            assert!(
                (f64::from(*stored) - exact).abs() <= allowed,
                "{exact} {stored}"
            );
        }
    }
}
