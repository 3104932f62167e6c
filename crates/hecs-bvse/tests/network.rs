//! Sites, hops and easiest paths.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeSet;

use common::{argyrodites, crystal, lithium_nitride, silver_oxide, six_crystals};
use hecs_bvse::{EnergyMap, Framework, Migration, MigrationPath, Network, Options, Provenance};
use hecs_core::{Ion, Lattice, Structure};
use nalgebra::{SymmetricEigen, Vector3};

/// Energies (eV) that must be the same.
const EQUAL_EV: f64 = 1e-6;
/// A gradient below this (eV/Å) is zero, for a position that has been through fractional coordinates.
const FLAT_EV_PER_ANG: f64 = 1e-5;

/// The argyrodites and the other crystals with the ion that moves in them.
fn crystals() -> Vec<(Structure, Ion)> {
    let mut found: Vec<(Structure, Ion)> = argyrodites(false)
        .into_iter()
        .chain(six_crystals().into_iter().map(|c| c.structure))
        .chain([lithium_nitride()])
        .map(|structure| (structure, Ion::LI))
        .collect();
    found.push((silver_oxide(), "Ag+".parse().unwrap()));
    found
}

fn framework(structure: &Structure, ion: Ion) -> Framework {
    Framework::new(structure, ion, &Options::default()).unwrap()
}

/// Number of directions of negative curvature at a stationary point.
fn index(framework: &Framework, fract: &Vector3<f64>) -> usize {
    let here = framework.derivatives(fract);
    assert!(here.gradient.norm() < FLAT_EV_PER_ANG, "{}", here.gradient);
    let curvatures = SymmetricEigen::new(here.hessian).eigenvalues;
    curvatures.iter().filter(|c| **c < 0.0).count()
}

#[test]
fn refined_hops_lead_over_saddle_points_between_minima() {
    for (structure, ion) in crystals() {
        let framework = framework(&structure, ion);
        let found = Migration::of(&framework, 0.25).unwrap();
        let sites = found.network.sites();
        for site in sites {
            assert_eq!(index(&framework, &site.fract()), 0, "{}", structure.name());
            assert!(site.fract().iter().all(|x| (0.0..1.0).contains(x)));
        }
        let refined = found.network.hops().iter();
        let refined = refined.filter(|hop| hop.provenance() == Provenance::Refined);
        for hop in refined {
            assert_eq!(index(&framework, &hop.saddle_fract()), 1);
            let energy = framework.energy(&hop.saddle_fract());
            assert!((energy - hop.saddle_energy_ev()).abs() < EQUAL_EV);
            for (number, end) in hop.sites().into_iter().zip(hop.ends_fract()) {
                assert_eq!(index(&framework, &end), 0);
                let energy = framework.energy(&end);
                assert!((energy - sites[number].energy_ev()).abs() < EQUAL_EV);
            }
        }
    }
}

/// Energies at the points of a path from the potential, above a level in eV.
fn energies(framework: &Framework, path: &MigrationPath, zero_ev: f64) -> Vec<f64> {
    let points = path.points.iter();
    points
        .map(|p| framework.energy(&p.fract) - zero_ev)
        .collect()
}

fn check_path(framework: &Framework, network: &Network, dimension: usize) {
    let barrier = network.barriers().get(dimension).unwrap();
    let path = network.easiest_path(dimension).unwrap();
    let lowest_ev = network.sites()[0].energy_ev();
    let energies = energies(framework, &path, lowest_ev);
    for (point, energy) in path.points.iter().zip(&energies) {
        assert!(
            (point.energy_ev - energy).abs() < EQUAL_EV,
            "{point:?} {energy}"
        );
        assert!(point.energy_ev > -1e-9);
    }
    // The highest point is the barrier, and the first and the last are the lowest.
    let highest = energies.iter().copied().fold(0.0, f64::max);
    assert!((highest - barrier.refined_ev.unwrap()).abs() < EQUAL_EV);
    assert!(energies.iter().all(|e| *e > energies[0] - EQUAL_EV));
    // The ends are one translation apart that is among the directions.
    let [first, last] = [
        path.points[0].fract,
        path.points[path.points.len() - 1].fract,
    ];
    let moved = last - first - Vector3::from(path.translation.map(f64::from));
    assert!(moved.norm() < 1e-6, "{moved}");
    assert!(barrier.directions.contains(&path.translation));
    // The line has no gaps.
    for pair in path.points.windows(2) {
        let step = framework
            .lattice()
            .cartesian(&(pair[1].fract - pair[0].fract));
        let length = pair[1].distance_ang - pair[0].distance_ang;
        assert!((step.norm() - length).abs() < 1e-9 && length < 0.15);
    }
    // The maxima of the profile are the saddle points of its hops, and it has no others.
    let maxima: Vec<usize> = (1..energies.len() - 1)
        .filter(|i| energies[*i] > energies[i - 1] && energies[*i] > energies[i + 1])
        .collect();
    assert_eq!(maxima.len(), path.hops.len());
    for (at, hop) in maxima.iter().zip(&path.hops) {
        let saddle_ev = network.hops()[*hop].saddle_energy_ev() - lowest_ev;
        assert!((energies[*at] - saddle_ev).abs() < EQUAL_EV);
        assert_eq!(index(framework, &path.points[*at].fract), 1);
    }
}

#[test]
fn profiles_count_from_the_lowest_site_and_reach_the_barrier() {
    for (structure, ion) in crystals() {
        println!("{}", structure.name());
        let framework = framework(&structure, ion);
        let found = Migration::of(&framework, 0.2).unwrap();
        for dimension in 1..=3 {
            check_path(&framework, &found.network, dimension);
        }
    }
}

/// Whether grid points of at most `ceiling_ev` connect the one nearest to a position with its image one
/// translation further, within a cell of either.
fn is_connected(
    map: &EnergyMap,
    start: &Vector3<f64>,
    translation: [i32; 3],
    ceiling_ev: f64,
) -> bool {
    let n = map.grid().divisions().map(|n| n as i32);
    let start = [0, 1, 2].map(|i| (start[i] * f64::from(n[i])).round() as i32);
    let goal = [0, 1, 2].map(|i| start[i] + translation[i] * n[i]);
    let is_open = |at: [i32; 3]| {
        let [i, j, k] = [0, 1, 2].map(|x| at[x].rem_euclid(n[x]) as usize);
        let is_near = (0..3).all(|x| (at[x] - start[x]).abs().min((at[x] - goal[x]).abs()) <= n[x]);
        is_near && f64::from(map.value(i, j, k)) <= ceiling_ev
    };
    let mut known = BTreeSet::from([start]);
    let mut left = vec![start];
    while let Some(at) = left.pop() {
        if at == goal {
            return true;
        }
        for step in 0..27 {
            let offset = [step / 9 - 1, step / 3 % 3 - 1, step % 3 - 1];
            let next = [0, 1, 2].map(|i| at[i] + offset[i]);
            if is_open(next) && known.insert(next) {
                left.push(next);
            }
        }
    }
    false
}

/// Rods of easy motion along x, y and z that do not meet: each saddle point belongs to one of them.
fn crossed_rods() -> [Structure; 2] {
    [
        (7.32, 195, [[0.2, 0.25, 0.35], [0.55, 0.45, 0.45]]),
        (7.07, 214, [[0.74, 0.78, 0.85], [0.32, 0.93, 0.54]]),
    ]
    .map(|(edge_ang, group, [sulphur, phosphorus])| {
        let sites = [
            ("Li", 1.0, [0.1, 0.2, 0.3]),
            ("S", -2.0, sulphur),
            ("P", 5.0, phosphorus),
        ];
        crystal("rods", &Lattice::cubic(edge_ang).unwrap(), group, &sites)
    })
}

#[test]
fn the_directions_of_a_barrier_are_those_through_its_saddle_point() {
    for structure in crossed_rods() {
        let framework = framework(&structure, Ion::LI);
        let found = Migration::of(&framework, 0.25).unwrap();
        let barrier = found.barriers().get(1).unwrap();
        assert_eq!(barrier.directions, [[1, 0, 0]]);
        let fine = EnergyMap::compute(&framework, 0.1).unwrap();
        // The grid point next to a saddle point may be this much above it.
        let ceiling_ev = barrier.saddle_energy_ev + 0.2;
        let connects = |t| is_connected(&fine, &barrier.saddle_fract, t, ceiling_ev);
        assert!(connects([1, 0, 0]));
        assert!(!connects([0, 1, 0]) && !connects([0, 0, 1]));
        let path = found.network.easiest_path(1).unwrap();
        assert_eq!(path.translation, [1, 0, 0]);
    }
}
