//! An ion put into a host that does not hold it.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{crystal, six_crystals};
use hecs_bvse::{Barriers, BvseError, EnergyMap, Framework, Options, Radii, void_map};
use hecs_core::{Ion, Lattice, Species, Structure};
use nalgebra::Vector3;

fn ion(text: &str) -> Ion {
    text.parse().unwrap()
}

/// λ-MnO2: a spinel without its lithium, a = 8.04 Å, u = 0.2629, origin at the centre −3m.
fn empty_spinel() -> Structure {
    let sites = [("Mn", 4.0, [0.5; 3]), ("O", -2.0, [0.2629; 3])];
    crystal("lambda-MnO2", &Lattice::cubic(8.04).unwrap(), 227, &sites)
}

fn inserted(radii: Radii) -> Options {
    Options {
        insert: true,
        ..Options::bvlain(radii)
    }
}

/// Energies (eV) and barrier of BVlain 0.25.1 on its grid of 40 intervals an axis (Mn4+ and O2- stated,
/// 700 neighbours): on 8a, on 16c, and at (3, 7, 12)/40, then the upper end of its search, which stops at
/// 0.01 eV.
const BVLAIN: [(&str, Radii, [f64; 3], f64); 6] = [
    (
        "Li+",
        Radii::SoftBv,
        [-1.894_068_9, -1.720_506_5, -0.047_077_7],
        0.4199,
    ),
    (
        "Mg2+",
        Radii::SoftBv,
        [-2.753_805_6, -2.453_414_3, 0.460_685_8],
        0.7324,
    ),
    (
        "Zn2+",
        Radii::SoftBv,
        [-1.849_806_7, -1.464_619_5, 0.620_976_1],
        0.5859,
    ),
    (
        "Li+",
        Radii::Cordero,
        [-1.606_355_8, -1.358_651_0, 0.375_323_6],
        0.4492,
    ),
    (
        "Mg2+",
        Radii::Cordero,
        [-1.789_399_7, -1.282_908_7, 1.794_691_1],
        0.8301,
    ),
    (
        "Zn2+",
        Radii::Cordero,
        [-1.350_172_8, -0.812_878_7, 1.401_218_5],
        0.6836,
    ),
];

#[test]
fn an_empty_host_has_the_energies_and_barriers_of_bvlain() {
    let points = [[5.0; 3], [0.0; 3], [3.0, 7.0, 12.0]].map(|p| Vector3::from(p) / 40.0);
    for (mobile, radii, energies, barrier) in BVLAIN {
        let framework = Framework::new(&empty_spinel(), ion(mobile), &inserted(radii)).unwrap();
        for (at, expected) in points.iter().zip(energies) {
            let found = framework.energy(at);
            assert!(
                (found - expected).abs() < 1e-6,
                "{mobile}: {found} {expected}"
            );
        }
        let map = EnergyMap::compute_like_bvlain(&framework, 0.196).unwrap();
        assert_eq!(map.grid().divisions(), [40; 3]);
        for dimension in 1..=3 {
            let exact = Barriers::from_map(&map).energy_ev(dimension).unwrap();
            assert!(
                (0.0..0.0098).contains(&(barrier - exact)),
                "{mobile}: {exact}"
            );
        }
    }
}

#[test]
fn an_absent_ion_is_refused_unless_it_is_inserted() {
    let host = empty_spinel();
    let error = Framework::new(&host, Ion::LI, &Options::default()).unwrap_err();
    assert!(matches!(error, BvseError::NoMobileIon { .. }), "{error}");
    // Voids need no ion: those of the host.
    assert!(void_map(&host, Ion::LI, 0.4).is_ok());
}

#[test]
fn the_scaling_of_an_empty_host_is_that_of_infinite_dilution() {
    let options = Options {
        insert: true,
        ..Options::default()
    };
    let empty = Framework::new(&empty_spinel(), Ion::LI, &options).unwrap();
    // 4 O2- (n = 2) to 2 Mn4+ (n = 4): κ = (8/√2)/(8/√4).
    assert!((empty.charge_scaling() - 2_f64.sqrt()).abs() < 1e-12);
    let mut dilute = empty_spinel().to_builder();
    let lithium = Species {
        occupancy: 1e-9,
        ..Species::of(Ion::LI)
    };
    dilute.add_site("Li", vec![lithium], &Vector3::repeat(0.125), 0.01);
    let dilute = dilute.build().unwrap();
    let dilute = Framework::new(&dilute, Ion::LI, &Options::default()).unwrap();
    assert!((empty.charge_scaling() - dilute.charge_scaling()).abs() < 1e-8);
}

#[test]
fn a_host_without_ions_of_its_sign_has_nothing_to_scale() {
    let mut host = empty_spinel().to_builder();
    host.retain_sites(|s| s.label == "O");
    let host = host.build().unwrap();
    let options = Options {
        insert: true,
        ..Options::default()
    };
    let framework = Framework::new(&host, Ion::LI, &options).unwrap();
    assert!((framework.charge_scaling() - 1.0).abs() < 1e-15);
    assert!(framework.energy(&Vector3::zeros()).is_finite());
}

#[test]
fn inserting_changes_nothing_where_the_ion_is_there() {
    for crystal in six_crystals() {
        let options = Options {
            insert: true,
            ..Options::default()
        };
        let plain = Framework::new(&crystal.structure, Ion::LI, &Options::default()).unwrap();
        let inserted = Framework::new(&crystal.structure, Ion::LI, &options).unwrap();
        for (at, _, _) in &crystal.points {
            assert_eq!(plain.energy(at).to_bits(), inserted.energy(at).to_bits());
        }
    }
}
