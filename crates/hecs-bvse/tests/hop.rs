//! One hop from site to site, in a rigid host and in one that gives way.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, crystal, lithium_nitride, six_crystals};
use hecs_bvse::{
    BvseError, ElasticHost, Framework, HopPath, Migration, Options, Provenance, Springs,
};
use hecs_core::{Ion, Lattice, Structure};
use nalgebra::{Matrix3, Vector3};

/// Energies (eV) that must be the same.
const EQUAL_EV: f64 = 1e-6;

fn framework(structure: &Structure) -> Framework {
    Framework::new(structure, Ion::LI, &Options::default()).unwrap()
}

/// The ends of the hop that decides the barrier in one dimension, and its barrier from the first.
fn deciding_hop(structure: &Structure) -> (Framework, [Vector3<f64>; 2], f64) {
    let framework = framework(structure);
    let found = Migration::of(&framework, 0.2).unwrap();
    let hop = &found.network.hops()[found.network.deciding_hop(1).unwrap()];
    let start_ev = found.network.sites()[hop.sites()[0]].energy_ev();
    (
        framework,
        hop.ends_fract(),
        hop.saddle_energy_ev() - start_ev,
    )
}

fn crystals() -> Vec<Structure> {
    let six = six_crystals().into_iter().map(|c| c.structure);
    let few = argyrodites(false).into_iter().take(4);
    few.chain(six).chain([lithium_nitride()]).collect()
}

#[test]
fn a_hop_has_the_barrier_that_the_network_has() {
    for structure in crystals() {
        let (framework, [from, to], barrier_ev) = deciding_hop(&structure);
        let hop = framework.hop(&from, &to).unwrap();
        // Another path between the same sites may be lower, none is higher.
        assert!(
            hop.barrier_ev < barrier_ev + EQUAL_EV,
            "{}: {} and {barrier_ev}",
            structure.name(),
            hop.barrier_ev
        );
        let ends = hop.ends_fract();
        for (found, asked) in ends.iter().zip([from, to]) {
            let apart = framework.lattice().cartesian(&(found - asked));
            assert!(apart.norm() < 1e-4, "{}", structure.name());
        }
        check_path(&framework, &hop);
    }
}

/// Points close together, energies those of the potential, the highest a saddle point.
fn check_path(framework: &Framework, hop: &HopPath) {
    let start_ev = framework.energy(&hop.points[0].fract);
    for pair in hop.points.windows(2) {
        let step_ang = pair[1].distance_ang - pair[0].distance_ang;
        assert!((0.0..0.1201).contains(&step_ang), "{step_ang}");
    }
    for point in &hop.points {
        let energy_ev = framework.energy(&point.fract) - start_ev;
        assert!((energy_ev - point.energy_ev).abs() < EQUAL_EV);
        assert!(point.energy_ev <= hop.barrier_ev);
    }
    if hop.provenance == Provenance::Refined {
        let here = framework.derivatives(&hop.saddle_fract);
        assert!(here.gradient.norm() < 1e-5);
    }
}

#[test]
fn the_way_back_is_the_same_path_in_a_rigid_host() {
    for structure in crystals() {
        let (framework, [from, to], _) = deciding_hop(&structure);
        let there = framework.hop(&from, &to).unwrap();
        let back = framework.hop(&to, &from).unwrap();
        let apart_ev = there.reverse_barrier_ev() - back.barrier_ev;
        assert!(
            apart_ev.abs() < EQUAL_EV,
            "{}: {apart_ev}",
            structure.name()
        );
    }
}

#[test]
fn cell_and_origin_change_no_barrier() {
    let host = ElasticHost::site_consistent();
    for structure in [lithium_nitride(), six_crystals().swap_remove(0).structure] {
        let (framework, [from, to], _) = deciding_hop(&structure);
        let rigid_ev = framework.hop(&from, &to).unwrap().barrier_ev;
        let elastic_ev = framework.elastic_hop(&from, &to, &host).unwrap().barrier_ev;
        let far = Vector3::new(3.0, -2.0, 1.0);
        let matrix = Matrix3::new(1, 1, 0, 0, 1, 0, 0, 0, 1);
        let other = self::framework(&structure.in_cell(&matrix).unwrap());
        let back = matrix.map(f64::from).try_inverse().unwrap();
        let in_other = |fract: &Vector3<f64>| back * fract;
        for (framework, from, to) in [
            (&framework, from + far, to + far),
            (&other, in_other(&from), in_other(&to)),
        ] {
            let rigid = framework.hop(&from, &to).unwrap();
            let elastic = framework.elastic_hop(&from, &to, &host).unwrap();
            assert!((rigid.barrier_ev - rigid_ev).abs() < EQUAL_EV);
            assert!((elastic.barrier_ev - elastic_ev).abs() < 1e-4);
        }
    }
}

#[test]
fn a_host_on_stiff_springs_is_rigid_and_one_on_soft_springs_is_not() {
    for structure in crystals() {
        let (framework, [from, to], _) = deciding_hop(&structure);
        let rigid_ev = framework.hop(&from, &to).unwrap().barrier_ev;
        let at = |k: f64| {
            let host = ElasticHost::plain(k);
            framework.elastic_hop(&from, &to, &host).unwrap().barrier_ev
        };
        let stiff_ev = at(1e8);
        assert!(
            (stiff_ev - rigid_ev).abs() < 1e-4,
            "{}: {stiff_ev} {rigid_ev}",
            structure.name()
        );
        assert!(
            at(20.0) < rigid_ev && at(5.0) < at(20.0),
            "{}",
            structure.name()
        );
    }
}

#[test]
fn springs_of_the_sites_are_those_of_their_ions() {
    let structure = six_crystals().swap_remove(0).structure;
    let (framework, [from, to], _) = deciding_hop(&structure);
    let barrier_ev = |springs: Springs| {
        let host = ElasticHost::plain(5.0).with_springs(springs);
        framework.elastic_hop(&from, &to, &host).unwrap().barrier_ev
    };
    let sites = structure.sites().len();
    let equal_ev = barrier_ev(Springs::Equal(8.0));
    assert_eq!(
        barrier_ev(Springs::PerSite(vec![Some(8.0); sites])),
        equal_ev
    );
    // What is not given has the usual stiffness.
    let usual_ev = barrier_ev(Springs::Equal(5.0));
    assert_eq!(barrier_ev(Springs::PerSite(vec![None; sites])), usual_ev);
    assert!(equal_ev > usual_ev);
}

#[test]
fn what_is_no_hop_says_what_to_do() {
    let structure = crystal(
        "Li3OCl",
        &Lattice::cubic(3.91).unwrap(),
        221,
        &[
            ("Li", 1.0, [0.0, 0.5, 0.5]),
            ("O", -2.0, [0.5; 3]),
            ("Cl", -1.0, [0.0; 3]),
        ],
    );
    let framework = framework(&structure);
    let site = Vector3::new(0.0, 0.5, 0.5);
    let next = Vector3::new(0.5, 0.0, 0.5);
    assert!(framework.hop(&site, &next).is_ok());
    assert!(framework.check_line(&site, &next).is_ok());
    let refused = |from: &Vector3<f64>, to: &Vector3<f64>| framework.hop(from, to).unwrap_err();
    let oxide = Vector3::repeat(0.5);
    assert!(matches!(
        refused(&site, &oxide),
        BvseError::NoMinimumAtEnd { end: "end", .. }
    ));
    assert!(matches!(refused(&site, &site), BvseError::SameSite { .. }));
    let beside = site + Vector3::repeat(0.03);
    assert!(matches!(
        refused(&site, &beside),
        BvseError::SameSite { .. }
    ));
    let far = site + Vector3::repeat(3.0);
    assert!(matches!(refused(&site, &far), BvseError::HopTooLong { .. }));
    let nowhere = Vector3::repeat(f64::NAN);
    assert!(matches!(
        refused(&site, &nowhere),
        BvseError::HopTooLong { .. }
    ));
    // Through the oxide ion, to the site on its other side.
    let opposite = site + Vector3::new(1.0, 0.0, 0.0);
    let error = framework.check_line(&site, &opposite).unwrap_err();
    assert!(matches!(error, BvseError::ThroughAtom { .. }), "{error}");
    for host in [ElasticHost::plain(0.0), ElasticHost::plain(f64::NAN)] {
        let error = framework.elastic_hop(&site, &next, &host).unwrap_err();
        assert!(matches!(error, BvseError::InvalidSpring { .. }));
    }
}
