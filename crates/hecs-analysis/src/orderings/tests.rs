//! Orderings against what is known of them without a potential.

use hecs_core::{Lattice, SpaceGroup, Species, StructureBuilder};
use hecs_order::UniformDraws;
use nalgebra::{Matrix3, Vector3};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;

fn species(amounts: &[(&str, f64)]) -> Vec<Species> {
    let of = |(ion, occupancy): &(&str, f64)| Species {
        occupancy: *occupancy,
        ..Species::of(ion.parse().unwrap())
    };
    amounts.iter().map(of).collect()
}

/// Cubic perovskite of lanthanum, lithium and what balances on the site of titanium.
fn perovskite(edge_ang: f64, lanthanum: f64, lithium: f64, aluminium: f64) -> Structure {
    let group = SpaceGroup::from_number(221).unwrap();
    let mut builder = StructureBuilder::new(Lattice::cubic(edge_ang).unwrap(), group);
    let sites = [
        (
            "A",
            species(&[("Li+", lithium), ("La3+", lanthanum)]),
            [0.0; 3],
        ),
        (
            "B",
            species(&[("Ti4+", 1.0 - aluminium), ("Al3+", aluminium)]),
            [0.5; 3],
        ),
        ("O", species(&[("O2-", 1.0)]), [0.5, 0.5, 0.0]),
    ];
    for (label, mut species, at) in sites {
        species.retain(|s| s.occupancy > 0.0);
        builder.add_site(label, species, &Vector3::from(at), 0.01);
    }
    builder.named("perovskite").build().unwrap()
}

/// Spinel Li2MgCl4 (inverse: magnesium and half of the lithium share the octahedral site; a and u of OBELiX, doi:10.1039/d5dd00441a, entry dvn).
fn spinel() -> Structure {
    let group = SpaceGroup::from_number(227).unwrap();
    let mut builder = StructureBuilder::new(Lattice::cubic(10.401).unwrap(), group);
    let sites = [
        ("Li1", species(&[("Li+", 1.0)]), [0.125; 3]),
        ("M", species(&[("Li+", 0.5), ("Mg2+", 0.5)]), [0.5; 3]),
        ("Cl", species(&[("Cl-", 1.0)]), [0.257_811_51; 3]),
    ];
    for (label, species, at) in sites {
        builder.add_site(label, species, &Vector3::from(at), 0.01);
    }
    builder.named("Li2MgCl4").build().unwrap()
}

fn asked(samples: usize, supercell: [u32; 3]) -> OrderingSettings {
    OrderingSettings {
        samples: Some(samples),
        supercell: Some(supercell),
        ..OrderingSettings::default()
    }
}

fn answer(structure: &Structure, settings: &OrderingSettings) -> (OrderingsRecord, Vec<Note>) {
    let options = Options::default();
    let memory = MemoryPool::unlimited();
    let found = orderings(structure, (Ion::LI, &options), settings, [None; 3], &memory);
    let (record, notes) = found.unwrap();
    (record.unwrap(), notes)
}

/// Dimensions in which nearest neighbours among open sites of a periodic simple cubic lattice of n³ sites percolate.
fn site_percolation(n: i32, is_open: impl Fn([i32; 3]) -> bool) -> usize {
    let wrapped = |at: [i32; 3]| at.map(|x| x.rem_euclid(n));
    let mut found: BTreeMap<[i32; 3], [i32; 3]> = BTreeMap::new();
    let mut most = 0;
    for start in (0..n * n * n).map(|k| [k / n / n, k / n % n, k % n]) {
        if !is_open(start) || found.contains_key(&start) {
            continue;
        }
        found.insert(start, start);
        let (mut next, mut loops) = (vec![start], Vec::new());
        while let Some(at) = next.pop() {
            for step in [
                [1, 0, 0],
                [-1, 0, 0],
                [0, 1, 0],
                [0, -1, 0],
                [0, 0, 1],
                [0, 0, -1],
            ] {
                let to = [0, 1, 2].map(|i| at[i] + step[i]);
                if !is_open(wrapped(to)) {
                    continue;
                }
                if let Some(known) = found.get(&wrapped(to)) {
                    loops.push([0, 1, 2].map(|i| f64::from(to[i] - known[i])));
                } else {
                    found.insert(wrapped(to), to);
                    next.push(to);
                }
            }
        }
        let loops: Vec<Vector3<f64>> = loops.into_iter().map(Vector3::from).collect();
        let of_all = loops
            .iter()
            .map(|v| v * v.transpose())
            .sum::<Matrix3<f64>>();
        most = most.max(of_all.rank(1e-6));
    }
    most
}

/// In cubic perovskites lithium goes from A site to A site through windows of oxygen, and lanthanum closes its site:
/// every ordering percolates in as many dimensions as the sites without lanthanum do.
#[test]
fn perovskites_percolate_as_their_open_sites_do() {
    let compositions = [
        (3.87, 0.55, 0.45, 0.10),
        (3.86, 0.60, 0.40, 0.20),
        (3.84, 0.65, 0.35, 0.30),
        (3.83, 0.70, 0.30, 0.40),
        (3.88, 0.50, 0.50, 0.0),
    ];
    let mut seen = [0; 4];
    for (edge_ang, lanthanum, lithium, aluminium) in compositions {
        let structure = perovskite(edge_ang, lanthanum, lithium, aluminium);
        let settings = asked(8, [2; 3]);
        let (record, _) = answer(&structure, &settings);
        let options = Options::default();
        let question = Question {
            structure: &structure,
            ion: Ion::LI,
            options: &options,
            settings: &settings,
            memory: &MemoryPool::unlimited(),
        };
        let supercell = question.supercell([2; 3]).unwrap().supercell;
        let draws = UniformDraws::new(supercell.choices()).unwrap();
        let lanthanum = "La".parse().unwrap();
        for (number, ordering) in record.orderings.iter().enumerate() {
            let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
            random.set_stream(number as u64);
            let species = supercell.species(&draws.draw(&mut random)).unwrap();
            let closed: Vec<[i32; 3]> = species
                .iter()
                .zip(supercell.positions())
                .filter(|(species, _)| species.iter().any(|s| s.element == lanthanum))
                .map(|(_, at)| [0, 1, 2].map(|i| (2.0 * at[i]).round() as i32 % 2))
                .collect();
            let expected = site_percolation(2, |at| !closed.contains(&at));
            let found = (0..3)
                .filter(|number| percolates(ordering, *number))
                .count();
            assert_eq!(found, expected, "{edge_ang} {number}: {ordering:?}");
            seen[expected] += 1;
        }
    }
    assert!(
        seen.iter().all(|count| *count > 0),
        "a test of each: {seen:?}"
    );
}

#[test]
fn lithium_magnesium_chloride_percolates_in_every_ordering() {
    let (record, notes) = answer(&spinel(), &asked(4, [2, 2, 1]));
    let in_3d = &record.dimensions["3d"];
    assert_eq!((in_3d.percolating, in_3d.share), (4, 1.0));
    let median_ev = in_3d.lowest.q50.unwrap();
    assert!((median_ev - 0.45).abs() < 0.03, "{median_ev}");
    let filling_ev = in_3d.filling.q50.unwrap();
    assert!((filling_ev - 0.26).abs() < 0.03, "{filling_ev}");
    assert!(in_3d.open_mean_field.is_some() && record.converged);
    assert_eq!((record.shared_positions, record.mobile_ions), (64, 64.0));
    assert!(notes.is_empty() && record.rounded.is_empty(), "{notes:?}");
    assert_eq!(record.ordered_net_charge, Some(0.0));
}

#[test]
fn the_same_bytes_whatever_the_threads_and_the_memory() {
    let structure = perovskite(3.87, 0.55, 0.45, 0.10);
    let text = |threads: usize, memory: MemoryPool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let options = Options::default();
            let settings = asked(5, [2; 3]);
            let found = orderings(
                &structure,
                (Ion::LI, &options),
                &settings,
                [None; 3],
                &memory,
            );
            serde_json::to_string(&found.unwrap().0).unwrap()
        })
    };
    let one = text(1, MemoryPool::unlimited());
    assert_eq!(one, text(3, MemoryPool::unlimited()));
    // Room for one map and no more.
    assert_eq!(one, text(2, MemoryPool::new(40_000_000)));
    let other = asked(5, [2; 3]);
    let other = OrderingSettings { seed: 2, ..other };
    let first = answer(&structure, &asked(5, [2; 3])).0;
    assert_ne!(first.orderings, answer(&structure, &other).0.orderings);
    // More orderings begin with the same.
    let more = answer(&structure, &asked(7, [2; 3])).0;
    assert_eq!(first.orderings[..], more.orderings[..5]);
}

#[test]
fn a_coarse_grid_gives_the_barriers_of_a_fine_one() {
    let structure = perovskite(3.87, 0.50, 0.50, 0.0);
    let coarse = answer(&structure, &asked(2, [2, 2, 1])).0;
    let mut settings = asked(2, [2, 2, 1]);
    settings.spacing_ang = 0.1;
    let fine = answer(&structure, &settings).0;
    for (coarse, fine) in coarse.orderings.iter().zip(&fine.orderings) {
        assert!(coarse.refined && fine.refined);
        for (coarse, fine) in coarse.lowest.iter().zip(fine.lowest) {
            let difference = coarse.zip(fine).map(|(a, b)| (a - b).abs());
            assert!(difference.is_none_or(|d| d < 0.005), "{coarse:?} {fine:?}");
        }
    }
}

#[test]
fn what_was_rounded_and_what_is_charged_is_said() {
    let structure = perovskite(3.87, 0.55, 0.45, 0.10);
    let (record, notes) = answer(&structure, &asked(2, [2, 1, 1]));
    let lanthanum = record.rounded.iter().find(|r| r.ion == "La3+").unwrap();
    assert_eq!((lanthanum.site.as_str(), lanthanum.ordered), ("A", 0.5));
    // Two La3+ for 2·0.55 of them and no Al3+ for 2·0.10 leave 2·(0.45 + 1.5 + 4 − 6) e.
    let net = record.ordered_net_charge.unwrap();
    assert!((net - 2.0 * (0.45 + 1.5 + 4.0 - 6.0)).abs() < 1e-9, "{net}");
    assert!((record.net_charge.unwrap()).abs() < 1e-9);
    let codes: Vec<&str> = notes.iter().map(|note| note.code.as_str()).collect();
    assert!(codes.contains(&"orderings-charged"), "{codes:?}");
}

#[test]
fn where_nothing_is_disordered_but_the_ion_there_is_nothing_to_order() {
    let mut structure = spinel().to_builder();
    *structure.species_mut(1).unwrap() = species(&[("Li+", 0.5)]);
    let structure = structure.build().unwrap();
    let (options, memory) = (Options::default(), MemoryPool::unlimited());
    let settings = OrderingSettings::default();
    let found = orderings(
        &structure,
        (Ion::LI, &options),
        &settings,
        [None; 3],
        &memory,
    );
    let (record, notes) = found.unwrap();
    assert!(record.is_none());
    assert_eq!(notes[0].code, "nothing-to-order");
}

#[test]
fn positions_that_exclude_one_another_are_named() {
    let group = SpaceGroup::p1();
    let mut builder = StructureBuilder::new(Lattice::cubic(6.0).unwrap(), group);
    let sites = [
        ("Li", species(&[("Li+", 1.0)]), [0.0; 3]),
        ("O1", species(&[("O2-", 0.6)]), [0.5; 3]),
        ("O2", species(&[("O2-", 0.6)]), [0.5, 0.5, 0.6]),
    ];
    for (label, species, at) in sites {
        builder.add_site(label, species, &Vector3::from(at), 0.01);
    }
    let structure = builder.build().unwrap();
    let (options, memory) = (Options::default(), MemoryPool::unlimited());
    // 6 ions for 5 pairs of positions 0.6 Å apart; then two for one pair, since rounding fills both.
    for supercell in [[1, 1, 5], [1; 3]] {
        let settings = asked(2, supercell);
        let found = orderings(
            &structure,
            (Ion::LI, &options),
            &settings,
            [None; 3],
            &memory,
        );
        let failure = found.unwrap_err();
        assert_eq!(failure.code, "no-room");
        for words in ["O1", "O2", "--supercell"] {
            assert!(failure.message.contains(words), "{}", failure.message);
        }
    }
}

#[test]
fn hydrogen_beside_what_it_is_bonded_to_is_not_excluded() {
    // LiOH with a deuteron that is on one of two positions, 0.96 Å from the oxygen.
    let mut builder = StructureBuilder::new(Lattice::cubic(5.0).unwrap(), SpaceGroup::p1());
    let sites = [
        ("Li", species(&[("Li+", 1.0)]), [0.0; 3]),
        ("O", species(&[("O2-", 1.0)]), [0.5; 3]),
        ("H1", species(&[("H+", 0.5)]), [0.5, 0.5, 0.692]),
        ("H2", species(&[("H+", 0.5)]), [0.5, 0.5, 0.308]),
    ];
    for (label, species, at) in sites {
        builder.add_site(label, species, &Vector3::from(at), 0.01);
    }
    let structure = builder.named("LiOH").build().unwrap();
    let settings = asked(1, [2, 1, 1]);
    let question = Question {
        structure: &structure,
        ion: Ion::LI,
        options: &Options::default(),
        settings: &settings,
        memory: &MemoryPool::unlimited(),
    };
    let supercell = question.supercell([2, 1, 1]).unwrap().supercell;
    assert_eq!(supercell.choices().count().unwrap(), 4u8.into());
}
