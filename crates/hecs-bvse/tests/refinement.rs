//! Refined barriers are the same from coarse and fine grids, for the structures here.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, ordered, six_crystals};
use hecs_bvse::{Barriers, EnergyMap, Framework, Options, Outcome, RefinedBarriers, refine};
use hecs_core::{Ion, Lattice, Structure};
use proptest::prelude::*;

/// Grids on which the refined values agree better than this, in eV.
const EQUAL_EV: f64 = 1e-9;

fn refined_for(ion: Ion, structure: &Structure, spacing: f64) -> (Barriers, RefinedBarriers) {
    let framework = Framework::new(structure, ion, &Options::default()).unwrap();
    let map = EnergyMap::compute(&framework, spacing).unwrap();
    let barriers = Barriers::from_map(&map);
    let refined = refine(&map, &barriers);
    (barriers, refined)
}

fn refined(structure: &Structure, spacing: f64) -> (Barriers, RefinedBarriers) {
    refined_for(Ion::LI, structure, spacing)
}

/// Barriers of which every one is a saddle less a minimum of the potential, in eV.
fn stationary(found: &RefinedBarriers) -> Vec<f64> {
    assert_eq!(found.minimum, Outcome::Refined);
    let barriers = found.by_dimension.iter().flatten();
    barriers
        .map(|b| {
            assert_eq!(b.outcome, Outcome::Refined);
            b.barrier.energy_ev
        })
        .collect()
}

fn assert_agree(name: &str, coarse: &RefinedBarriers, fine: &RefinedBarriers) {
    let (a, b) = (stationary(coarse), stationary(fine));
    assert_eq!(a.len(), b.len(), "{name}");
    for (x, y) in a.iter().zip(&b) {
        assert!((x - y).abs() < EQUAL_EV, "{name}: {a:?} {b:?}");
    }
    let lower = coarse.e_min_ev - fine.e_min_ev;
    assert!(lower.abs() < EQUAL_EV, "{name}: {lower:e}");
}

/// Cuprite-type Ag2O, P n -3 m: the points of highest symmetry, which every grid has, are no minima of
/// the potential but stationary points between them.
fn silver_oxide() -> Structure {
    let sites = [("Ag+", [0.0; 3]), ("O2-", [0.25; 3])];
    ordered(Lattice::cubic(4.728).unwrap(), 224, &sites)
}

#[test]
fn a_grid_point_on_a_saddle_is_not_taken_for_a_minimum() {
    let silver = "Ag+".parse().unwrap();
    let (_, fine) = refined_for(silver, &silver_oxide(), 0.05);
    let expected = stationary(&fine);
    assert!(expected.len() == 3 && expected[0] > 0.0);
    for spacing in [0.5, 0.4, 0.3, 0.25, 0.2, 0.1] {
        let (_, coarse) = refined_for(silver, &silver_oxide(), spacing);
        assert_agree(&format!("{spacing} Å"), &coarse, &fine);
    }
}

#[test]
fn refined_barriers_of_all_argyrodites_agree_between_coarse_and_fine_grids() {
    for structure in argyrodites(false) {
        let (_, coarse) = refined(&structure, 0.2);
        let (_, fine) = refined(&structure, 0.05);
        assert_agree(&structure.name(), &coarse, &fine);
    }
}

#[test]
fn refined_barriers_of_the_six_crystals_agree_between_grids() {
    for crystal in six_crystals() {
        let (_, fine) = refined(&crystal.structure, 0.12);
        for spacing in [0.3, 0.2] {
            let (_, coarse) = refined(&crystal.structure, spacing);
            assert_agree(&crystal.structure.name(), &coarse, &fine);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn refined_barriers_are_never_negative_and_never_fall_with_dimension(
        group in prop::sample::select(vec![1, 2, 14, 19, 75, 195, 198, 221]),
        edge_ang in 4.5_f64..7.0,
        spacing in 0.2_f64..0.6,
        anions in prop::collection::vec(prop::array::uniform3(0.0_f64..1.0), 1..3),
        cation in prop::option::of(prop::array::uniform3(0.0_f64..1.0)),
    ) {
        let mut sites = vec![("Li+", [0.1, 0.2, 0.3])];
        sites.extend(anions.into_iter().map(|fract| ("S2-", fract)));
        sites.extend(cation.map(|fract| ("P5+", fract)));
        let structure = ordered(Lattice::cubic(edge_ang).unwrap(), group, &sites);
        // Atoms thrown at random may overlap.
        if let Ok(framework) = Framework::new(&structure, Ion::LI, &Options::default()) {
            let map = EnergyMap::compute(&framework, spacing).unwrap();
            let grid = Barriers::from_map(&map);
            let found = refine(&map, &grid);
            prop_assert!(found.e_min_ev <= grid.e_min_ev + EQUAL_EV);
            let mut lowest = 0.0;
            for dimension in 1..=3 {
                prop_assert_eq!(
                    found.get(dimension).is_some(),
                    grid.get(dimension).is_some()
                );
                let barrier = found.energy_ev(dimension).unwrap_or(f64::INFINITY);
                prop_assert!(barrier >= lowest, "{:?}", found);
                lowest = barrier;
            }
        }
    }
}
