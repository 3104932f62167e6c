//! Refined barriers do not depend on the grid.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use common::{argyrodites, six_crystals};
use hecs_bvse::{Barriers, EnergyMap, Framework, Options, Outcome, RefinedBarriers, refine};
use hecs_core::{Ion, Structure};

fn refined(structure: &Structure, spacing: f64) -> (Barriers, RefinedBarriers) {
    let framework = Framework::new(structure, Ion::LI, &Options::default()).unwrap();
    let map = EnergyMap::compute(&framework, spacing).unwrap();
    let barriers = Barriers::from_map(&map);
    let refined = refine(&map, &barriers);
    (barriers, refined)
}

#[test]
fn refined_barriers_of_all_argyrodites_agree_between_coarse_and_fine_grids() {
    let mut agree = 0;
    for structure in argyrodites(false) {
        let (grid, coarse) = refined(&structure, 0.2);
        let (grid_fine, fine) = refined(&structure, 0.05);
        let difference = coarse.energy_ev(3).unwrap() - fine.energy_ev(3).unwrap();
        println!(
            "{} {:.4} -> {:.6}  {:.4} -> {:.6}  {:+.2e} {:?} {:?} min {:+.1e}",
            structure.name,
            grid.energy_ev(3).unwrap(),
            coarse.energy_ev(3).unwrap(),
            grid_fine.energy_ev(3).unwrap(),
            fine.energy_ev(3).unwrap(),
            difference,
            coarse.get(3).unwrap().outcome,
            fine.get(3).unwrap().outcome,
            coarse.e_min_ev - fine.e_min_ev,
        );
        agree += usize::from(difference.abs() <= 1e-3);
    }
    println!("{agree} of 51 within 1 meV");
    assert!(agree >= 48);
}

#[test]
fn refined_barriers_of_the_six_crystals_agree_between_grids() {
    for crystal in six_crystals() {
        let (_, coarse) = refined(&crystal.structure, 0.2);
        let (_, fine) = refined(&crystal.structure, 0.12);
        for d in 1..=3 {
            let (a, b) = (coarse.get(d).unwrap(), fine.get(d).unwrap());
            println!(
                "{} {d} {:?} {:?}",
                crystal.structure.name,
                (a.barrier.energy_ev, a.outcome),
                (b.barrier.energy_ev, b.outcome)
            );
            if a.outcome == Outcome::Refined && b.outcome == Outcome::Refined {
                assert!((a.barrier.energy_ev - b.barrier.energy_ev).abs() < 1e-3);
            }
        }
    }
}
