//! Configurations drawn: uniformly, by energy, and those of the lowest energy.
#![allow(clippy::unwrap_used)]

mod crystals;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crystals::{crystal, telluride, times};
use hecs_core::{Stop, Structure};
use hecs_order::{
    Annealing, BOLTZMANN_EV_PER_K, Coulomb, Exclusion, Inequivalent, MetropolisOptions, OrderError,
    ShortRange, Supercell, SupercellOptions, Symmetry, UniformDraws, lowest, metropolis,
};
use nalgebra::Matrix3;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Li and Mg share a site with vacancies, Cl is complete: charges differ, so that energies do.
fn spinel_like() -> Structure {
    crystal(
        225,
        [5.2; 3],
        [90.0; 3],
        &[
            ("M", &[("Li+", 0.5), ("Mg2+", 0.25)], [0.0; 3]),
            ("Cl", &[("Cl-", 1.0)], [0.5; 3]),
        ],
    )
}

/// Positions 0.8 Å apart of which at most one is filled, and a full sublattice.
fn split() -> Structure {
    crystal(
        123,
        [4.0, 4.0, 5.0],
        [90.0; 3],
        &[
            ("Li1", &[("Li+", 0.25)], [0.1, 0.0, 0.0]),
            ("Li2", &[("Li+", 0.25)], [0.0, 0.0, 0.25]),
            ("S", &[("S2-", 1.0)], [0.5, 0.5, 0.5]),
        ],
    )
}

fn supercell(structure: &Structure, matrix: &Matrix3<i32>) -> Supercell {
    let options = SupercellOptions::default().with_exclusion(Exclusion::Nearer(0.9));
    Supercell::new(structure, matrix, &options).unwrap()
}

/// The inequivalent configurations in canonical form with their multiplicities.
fn classes(cell: &Supercell, symmetry: &Symmetry) -> BTreeMap<Vec<u8>, u64> {
    let mut classes = BTreeMap::new();
    let every = Inequivalent::new(cell.choices(), symmetry).unwrap();
    let _ = every.for_each(|configuration, multiplicity| {
        classes.insert(symmetry.canonical(configuration), multiplicity);
        ControlFlow::Continue(())
    });
    classes
}

#[test]
fn uniform_draws_meet_every_class_by_its_multiplicity() {
    for (structure, matrix) in [
        (telluride(0.25), times(2, 2, 1)),
        (spinel_like(), times(2, 1, 1)),
        (split(), times(2, 2, 1)),
    ] {
        let cell = supercell(&structure, &matrix);
        let symmetry = Symmetry::new(&cell).unwrap();
        let classes = classes(&cell, &symmetry);
        let all: u64 = classes.values().sum();
        let draws = UniformDraws::new(cell.choices()).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let count = 40_000;
        let mut met: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for _ in 0..count {
            let configuration = draws.draw(&mut rng);
            cell.choices().check(&configuration).unwrap();
            *met.entry(symmetry.canonical(&configuration)).or_default() += 1;
        }
        let (mut chi_squared, mut rare, mut bins) = (0.0, [0.0, 0.0], 0.0);
        for (class, multiplicity) in &classes {
            let expected = f64::from(count) * *multiplicity as f64 / all as f64;
            let found = met.get(class).copied().unwrap_or(0) as f64;
            if expected < 5.0 {
                rare = [rare[0] + expected, rare[1] + found];
            } else {
                chi_squared += (found - expected).powi(2) / expected;
                bins += 1.0;
            }
        }
        if rare[0] > 0.0 {
            chi_squared += (rare[1] - rare[0]).powi(2) / rare[0];
            bins += 1.0;
        }
        assert!(bins > 10.0, "{bins} classes");
        // The mean of χ² is the number of classes less 1, its variance twice that.
        let freedom: f64 = bins - 1.0;
        let off = (chi_squared - freedom) / (2.0 * freedom).sqrt();
        assert!(
            off.abs() < 3.0,
            "χ² {chi_squared} of {freedom} degrees of freedom"
        );
        assert!(met.keys().all(|class| classes.contains_key(class)));
    }
}

#[test]
fn chains_have_the_averages_of_boltzmann() {
    let cases = [
        (spinel_like(), times(2, 1, 1), 20.0),
        (split(), times(2, 1, 1), 30.0),
    ];
    for (structure, matrix, permittivity) in cases {
        let cell = supercell(&structure, &matrix);
        let symmetry = Symmetry::new(&cell).unwrap();
        let coulomb = Coulomb::new(&cell, permittivity).unwrap();
        let energies: Vec<(f64, f64)> = classes(&cell, &symmetry)
            .into_iter()
            .map(|(class, n)| (coulomb.energy_ev(&class).unwrap(), n as f64))
            .collect();
        let lowest = energies.iter().map(|e| e.0).fold(f64::INFINITY, f64::min);
        let highest = energies
            .iter()
            .map(|e| e.0)
            .fold(f64::NEG_INFINITY, f64::max);
        // So that neither the lowest nor chance decides.
        let temperature = 0.25 * (highest - lowest) / BOLTZMANN_EV_PER_K;
        let weight = |e: f64| (-(e - lowest) / (BOLTZMANN_EV_PER_K * temperature)).exp();
        let total: f64 = energies.iter().map(|(e, n)| n * weight(*e)).sum();
        let exact: f64 = energies
            .iter()
            .map(|(e, n)| e * n * weight(*e))
            .sum::<f64>()
            / total;
        let plain: f64 = energies.iter().map(|(e, n)| e * n).sum::<f64>()
            / energies.iter().map(|(_, n)| n).sum::<f64>();

        let options = MetropolisOptions::at(temperature)
            .with_chains(8)
            .with_sweeps(50, 10);
        let stop = Stop::default();
        let (visited, report) =
            metropolis(cell.choices(), &coulomb, &options, 8000, 3, &stop).unwrap();
        assert_eq!(visited.len(), 8000);
        let n = report.means_ev.len() as f64;
        let mean = report.means_ev.iter().sum::<f64>() / n;
        let between = report
            .means_ev
            .iter()
            .map(|m| (m - mean).powi(2))
            .sum::<f64>();
        let error = (between / (n - 1.0) / n).sqrt();
        assert!(
            (mean - exact).abs() < 3.0 * error,
            "{mean} {exact} ± {error}"
        );
        assert!(
            (plain - exact).abs() > 10.0 * error,
            "it tells {exact} from {plain}"
        );
        assert!(report.acceptance > 0.05 && report.acceptance < 1.0);
        assert!(report.gelman_rubin.unwrap() < 1.01, "{report:?}");
        for one in &visited {
            cell.choices().check(&one.configuration).unwrap();
        }
        let again = metropolis(cell.choices(), &coulomb, &options, 8000, 3, &stop).unwrap();
        assert_eq!(again.0, visited);
    }
}

#[test]
fn chains_are_the_same_whatever_the_threads_and_stop_when_told() {
    let cell = supercell(&spinel_like(), &times(2, 2, 1));
    let coulomb = Coulomb::new(&cell, 20.0).unwrap();
    let options = MetropolisOptions::at(2000.0)
        .with_chains(5)
        .with_sweeps(20, 3);
    // 13 configurations of 5 chains: some chains give three, others two.
    let drawn = |threads: usize, stop: &Stop| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let drawn = || metropolis(cell.choices(), &coulomb, &options, 13, 9, stop);
        pool.build().unwrap().install(drawn)
    };
    let one = drawn(1, &Stop::default()).unwrap();
    assert_eq!(one.0.len(), 13);
    let chains: Vec<usize> = one.0.iter().map(|v| v.chain).collect();
    assert_eq!(chains[..7], [0, 1, 2, 3, 4, 0, 1]);
    assert_eq!(drawn(3, &Stop::default()).unwrap(), one);
    let stopped = Stop::new();
    stopped.say();
    let found = drawn(2, &stopped).unwrap_err();
    assert!(matches!(found, OrderError::Stopped(_)), "{found:?}");
}

#[test]
fn the_lowest_are_those_of_all() {
    let cell = supercell(&spinel_like(), &times(2, 1, 1));
    let symmetry = Symmetry::new(&cell).unwrap();
    let coulomb = Coulomb::new(&cell, 1.0).unwrap();
    let mut all: Vec<f64> = classes(&cell, &symmetry)
        .keys()
        .map(|class| coulomb.energy_ev(class).unwrap())
        .collect();
    all.sort_by(f64::total_cmp);
    let annealing = Annealing::seeded(1);
    let stop = Stop::default();
    let found = lowest(cell.choices(), &symmetry, &coulomb, 5, annealing, &stop).unwrap();
    assert!(found.is_exact);
    for (one, expected) in found.configurations.iter().zip(&all) {
        assert!((one.energy_ev - expected).abs() < 1e-9);
        assert_eq!(one.multiplicity, symmetry.multiplicity(&one.configuration));
    }
    assert_eq!(found.configurations.len(), 5);
}

#[test]
fn annealing_finds_the_lowest_where_all_are_too_many() {
    // 32 places of rock salt, 16 of each: 404 582 inequivalent ones.
    let charged = |x: f64| {
        crystal(
            225,
            [5.0; 3],
            [90.0; 3],
            &[
                ("M", &[("Li+", x), ("Al3+", 1.0 - x)], [0.0; 3]),
                ("O", &[("O2-", 1.0)], [0.5; 3]),
            ],
        )
    };
    let cell = supercell(&charged(0.5), &times(2, 2, 2));
    let symmetry = Symmetry::new(&cell).unwrap();
    let coulomb = Coulomb::new(&cell, 1.0).unwrap();
    let annealing = Annealing::seeded(1);
    let stop = Stop::default();
    let found = lowest(cell.choices(), &symmetry, &coulomb, 3, annealing, &stop).unwrap();
    assert!(!found.is_exact);
    // The order of γ-LiFeO₂, I 41/a m d: every anion has three neighbours of each kind.
    let best = found.configurations[0].energy_ev;
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let draws = UniformDraws::new(cell.choices()).unwrap();
    for _ in 0..2000 {
        assert!(coulomb.energy_ev(&draws.draw(&mut rng)).unwrap() > best - 1e-6);
    }
    let ordered = cell.filled(&found.configurations[0].configuration).unwrap();
    let symmetry = ordered.find_symmetry(0.01).unwrap();
    assert_eq!(symmetry.structure.space_group().number, Some(141));
}

#[test]
fn short_range_order_of_known_orders() {
    // CuAu: of the twelve neighbours of an atom eight are of the other kind, α = 1 − (8/12)/(1/2) = −1/3.
    let cell = supercell(&telluride(0.5), &times(1, 1, 1));
    let order = ShortRange::new(&cell);
    assert_eq!(order.pairs.len(), 1);
    assert_eq!(order.pairs[0].name, "Pb:Sn2+-Pb2+");
    assert!((order.pairs[0].distance_ang - 6.46 / 2f64.sqrt()).abs() < 1e-9);
    let draw = UniformDraws::new(cell.choices())
        .unwrap()
        .draw(&mut ChaCha8Rng::seed_from_u64(1));
    let alpha = order.parameters(&draw)[0];
    assert!((alpha + 1.0 / 3.0).abs() < 1e-12, "{alpha}");
}
