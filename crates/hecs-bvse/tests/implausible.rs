//! Structures that no crystal has: refused, or mapped with a warning, at a cost of what they hold.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use std::time::{Duration, Instant};

use common::{argyrodites, crystal, lithium_nitride, silver_oxide, six_crystals};
use hecs_bvse::{
    Barriers, BvseError, Completeness, ElasticHost, EnergyMap, Framework, Migration, Network,
    NotRefined, Options, Provenance, Warning, bond_valence_sum_map, spse, void_map,
    void_map_within, warnings,
};
use hecs_core::{Ion, Lattice, Stop, Stopped, Structure};

fn lithium_fluoride(lengths: [f64; 3], angles: [f64; 3]) -> Option<Structure> {
    let lattice = Lattice::new(lengths, angles).ok()?;
    let sites = [("Li", 1.0, [0.0; 3]), ("F", -1.0, [0.5; 3])];
    Some(crystal("LiF", &lattice, 1, &sites))
}

fn codes(structure: &Structure) -> Vec<&'static str> {
    let found = Warning::of_structure(structure, Ion::LI, &Options::default());
    found.iter().map(Warning::code).collect()
}

/// A structure with all lengths multiplied.
fn stretched(structure: &Structure, factor: f64) -> Structure {
    let lengths = structure.lattice().lengths().map(|l| l * factor);
    let lattice = Lattice::new(lengths, structure.lattice().angles()).unwrap();
    let mut builder = hecs_core::StructureBuilder::new(lattice, structure.space_group().clone());
    for site in structure.sites() {
        builder.add_site(&site.label, site.species.clone(), &site.positions[0], 0.01);
    }
    builder.named("stretched").build().unwrap()
}

#[test]
fn cells_of_no_crystal_are_refused() {
    let right = [90.0; 3];
    let cells = [
        ([3.6, 3.6, 1e308], right),
        ([1e308; 3], right),
        ([3.6, 3.6, 1e-308], right),
        ([1e-3, 10.0, 10.0], right),
        ([1e-3, 1e3, 1e3], right),
        ([1e4; 3], right),
        ([10.0; 3], [0.01, 90.0, 90.0]),
    ];
    for (lengths, angles) in cells {
        let Some(structure) = lithium_fluoride(lengths, angles) else {
            continue;
        };
        let error = Framework::new(&structure, Ion::LI, &Options::default()).unwrap_err();
        assert!(matches!(error, BvseError::EmptyCell { .. }), "{error}");
        assert!(error.to_string().contains("check its lengths"), "{error}");
        assert!(void_map(&structure, Ion::LI, 0.3).is_err());
        assert!(spse::activation_energy_steps(&structure, Ion::LI, 0.3).is_err());
    }
}

#[test]
fn bond_valences_far_from_any_crystal_are_said() {
    let mut sound = argyrodites(false);
    sound.extend(six_crystals().into_iter().map(|c| c.structure));
    sound.extend([lithium_nitride(), silver_oxide()]);
    for structure in &sound {
        let found = codes(structure);
        assert!(
            !found.contains(&"implausible-bond-valence"),
            "{}",
            structure.name()
        );
    }
    // Lengths doubled, in bohr instead of Å, halved.
    for structure in sound.iter().step_by(7) {
        for factor in [2.0, 1.0 / 0.529_177, 0.5] {
            let found = codes(&stretched(structure, factor));
            assert!(
                found.contains(&"implausible-bond-valence"),
                "{} × {factor}",
                structure.name()
            );
        }
    }
}

#[test]
fn what_does_not_percolate_is_said_with_the_ceiling() {
    // An antiperovskite nitride in which nitrogen is caged by magnesium.
    let lattice = Lattice::cubic(4.2148).unwrap();
    let sites = [
        ("Mg", 2.0, [0.5, 0.5, 0.0]),
        ("As", -3.0, [0.0; 3]),
        ("N", -3.0, [0.5; 3]),
    ];
    let structure = crystal("Mg3AsN", &lattice, 221, &sites);
    let (nitride, options) = ("N3-".parse().unwrap(), Options::default());
    let framework = Framework::new(&structure, nitride, &options).unwrap();
    let found = Migration::of(&framework, 0.2).unwrap();
    let said = warnings(&structure, nitride, &options, 0.2, found.barriers());
    assert_eq!(
        said,
        [Warning::AboveCeiling {
            dimensions: vec![1, 2, 3]
        }]
    );
    assert_eq!(said[0].code(), "above-ceiling");
    assert!(said[0].to_string().contains("10 eV"), "{}", said[0]);
}

#[test]
fn emptiness_costs_no_refinement() {
    // Without the limit a string of 20 000 points settled in the vacuum.
    let slab = lithium_fluoride([4.0, 4.0, 3000.0], [90.0; 3]).unwrap();
    let framework = Framework::new(&slab, Ion::LI, &Options::default()).unwrap();
    let started = Instant::now();
    let map = EnergyMap::compute(&framework, 0.5).unwrap();
    let of_map = started.elapsed();
    let started = Instant::now();
    let network = Network::new(&map, &Barriers::from_map(&map)).unwrap();
    let through = network.hops()[network.deciding_hop(3).unwrap()].provenance();
    assert_eq!(through, Provenance::Grid(NotRefined::TooLong));
    assert!(network.easiest_path(3).is_some());
    assert!(started.elapsed() < 4 * of_map + Duration::from_secs(2));
    assert_eq!(codes(&slab), ["implausible-bond-valence"]);
}

#[test]
fn what_is_stopped_ends_at_once() {
    let structure = argyrodites(false).swap_remove(4).in_p1();
    let stop = Stop::new();
    let options = Options {
        stop: stop.clone(),
        ..Options::default()
    };
    let framework = Framework::new(&structure, Ion::LI, &options).unwrap();
    let map = EnergyMap::compute(&framework, 0.3).unwrap();
    let on_grid = Barriers::from_map(&map);
    let network = Network::new(&map, &on_grid).unwrap();
    stop.say();
    let found = [
        EnergyMap::compute(&framework, 0.3).map(drop),
        Network::new(&map, &on_grid).map(drop),
        Network::complete(&map, &on_grid, &Completeness::default()).map(drop),
        network.elastic(&ElasticHost::default()).map(drop),
        bond_valence_sum_map(&framework, 0.3).map(drop),
        void_map_within(&structure, Ion::LI, 0.3, &options).map(drop),
    ];
    for found in found {
        assert!(matches!(found, Err(BvseError::Stopped(Stopped::Said))));
    }
}

#[test]
fn all_maps_keep_to_the_limit_of_memory() {
    let structure = argyrodites(false).swap_remove(4).in_p1();
    let refused = |found: Result<(), BvseError>| {
        matches!(
            found,
            Err(BvseError::NotEnoughMemory {
                allowed_bytes: 1_000_000,
                ..
            })
        )
    };
    let limit = 1_000_000;
    let options = Options {
        memory_limit_bytes: limit,
        ..Options::default()
    };
    assert!(refused(
        void_map_within(&structure, Ion::LI, 0.1, &options).map(drop)
    ));
    assert!(refused(
        spse::activation_energy_steps_within(&structure, Ion::LI, 0.1, limit).map(drop)
    ));
    assert!(void_map_within(&structure, Ion::LI, 1.0, &options).is_ok());
}

#[test]
fn the_codes_are_in_the_readme() {
    let readme = include_str!("../README.md");
    for code in [
        "coarse-grid",
        "not-refined",
        "above-ceiling",
        "implausible-bond-valence",
        "averaged-charge",
        "shared-sites",
    ] {
        assert!(readme.contains(&format!("| `{code}` |")), "{code}");
    }
}
