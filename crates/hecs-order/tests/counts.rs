//! Numbers of configurations: those of the literature, and those of trying all.

#![allow(clippy::unwrap_used)]

mod crystals;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crystals::{Site, crystal, telluride, times};
use hecs_core::Structure;
use hecs_order::{
    BigUint, Choices, Exclusion, Inequivalent, OrderError, Supercell, SupercellOptions, Symmetry,
};
use nalgebra::Matrix3;

fn supercell(structure: &Structure, matrix: &Matrix3<i32>, exclusion: Exclusion) -> Supercell {
    let options = SupercellOptions::default().with_exclusion(exclusion);
    Supercell::new(structure, matrix, &options).unwrap()
}

/// Every configuration, by trying all ways to fill place after place.
fn all(choices: &Choices) -> Vec<Vec<u8>> {
    fn fill(choices: &Choices, so_far: &mut Vec<u8>, found: &mut Vec<Vec<u8>>) {
        let place = so_far.len();
        let Some(group) = choices.groups.iter().find(|g| g.places.contains(&place)) else {
            if choices.check(so_far).is_ok() {
                found.push(so_far.clone());
            }
            return;
        };
        for k in 0..=group.species.len() as u8 {
            let held = so_far[group.places.start..].iter();
            let held = held.map(|h| usize::from(*h == k)).sum::<usize>();
            let most = match k {
                0 => group.free(),
                k => group.counts[usize::from(k) - 1],
            };
            if held < most {
                so_far.push(k);
                fill(choices, so_far, found);
                so_far.pop();
            }
        }
    }
    let mut found = Vec::new();
    fill(choices, &mut Vec::new(), &mut found);
    found
}

/// Compares numbers, generation and multiplicities with those of trying all; (all, inequivalent).
fn check(supercell: &Supercell) -> (usize, usize) {
    let choices = supercell.choices();
    let symmetry = Symmetry::new(supercell).unwrap();
    let mut orbits: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let configurations = all(choices);
    for configuration in &configurations {
        *orbits.entry(symmetry.canonical(configuration)).or_default() += 1;
    }
    let counts = choices.count_inequivalent(&symmetry).unwrap();
    assert_eq!(counts.configurations, BigUint::from(configurations.len()));
    assert_eq!(counts.inequivalent, BigUint::from(orbits.len()));
    assert_eq!(choices.count().unwrap(), counts.configurations);

    let mut generated: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let every = Inequivalent::new(choices, &symmetry).unwrap();
    let flow = every.for_each(|configuration, multiplicity| {
        choices.check(configuration).unwrap();
        assert_eq!(symmetry.multiplicity(configuration), multiplicity);
        let before = generated.insert(symmetry.canonical(configuration), multiplicity);
        assert_eq!(before, None, "{configuration:?} was there already");
        ControlFlow::Continue(())
    });
    assert_eq!(flow, ControlFlow::Continue(()));
    assert_eq!(generated, orbits);
    (configurations.len(), orbits.len())
}

#[test]
fn lead_telluride_has_the_published_numbers() {
    let numbers = |x: f64| {
        let cell = supercell(&telluride(x), &times(2, 2, 2), Exclusion::CovalentRadii);
        let symmetry = Symmetry::new(&cell).unwrap();
        assert_eq!(symmetry.order(), 1536);
        let counts = cell.choices().count_inequivalent(&symmetry).unwrap();
        [counts.configurations, counts.inequivalent].map(|n| n.to_string())
    };
    assert_eq!(numbers(0.5), ["601080390", "404582"]);
    assert_eq!(numbers(0.25), ["10518300", "8043"]);
    assert_eq!(numbers(0.125), ["35960", "71"]);
}

#[test]
fn smaller_cells_of_lead_telluride_agree_with_trying_all() {
    for (matrix, x, expected) in [
        (times(1, 1, 1), 0.5, (6, 1)),
        (times(1, 1, 1), 0.25, (4, 1)),
        (times(2, 1, 1), 0.5, (70, 8)),
        (times(2, 1, 1), 0.25, (28, 4)),
        (times(2, 2, 1), 0.5, (12_870, 153)),
        (times(2, 2, 1), 0.25, (1_820, 33)),
    ] {
        let cell = supercell(&telluride(x), &matrix, Exclusion::CovalentRadii);
        assert_eq!(check(&cell), expected, "{x} in {matrix}");
    }
}

#[test]
fn several_species_groups_and_vacancies_agree_with_trying_all() {
    let cubic = crystal(
        221,
        [3.9; 3],
        [90.0; 3],
        &[
            ("A", &[("Li+", 0.375), ("La3+", 0.5)], [0.0; 3]),
            ("B", &[("Ti4+", 0.75), ("Zr4+", 0.25)], [0.5; 3]),
            ("O", &[("O2-", 1.0)], [0.5, 0.5, 0.0]),
        ],
    );
    check(&supercell(
        &cubic,
        &times(2, 2, 1),
        Exclusion::CovalentRadii,
    ));
    check(&supercell(
        &cubic,
        &times(2, 1, 1),
        Exclusion::CovalentRadii,
    ));
    let skewed = Matrix3::new(1, 1, 0, -1, 1, 0, 0, 0, 2);
    check(&supercell(&cubic, &skewed, Exclusion::CovalentRadii));
    let hexagonal = crystal(
        194,
        [2.85, 2.85, 11.0],
        [90.0, 90.0, 120.0],
        &[
            ("Co", &[("Co3+", 0.5), ("Mn4+", 0.5)], [0.0; 3]),
            ("Na", &[("Na+", 0.5)], [1.0 / 3.0, 2.0 / 3.0, 0.75]),
        ],
    );
    check(&supercell(
        &hexagonal,
        &times(2, 2, 1),
        Exclusion::CovalentRadii,
    ));
}

/// The number of inequivalent configurations and their multiplicities, sorted.
fn multiplicities(cell: &Supercell) -> (BigUint, Vec<u64>) {
    let symmetry = Symmetry::new(cell).unwrap();
    let counts = cell.choices().count_inequivalent(&symmetry).unwrap();
    let mut found = Vec::new();
    let every = Inequivalent::new(cell.choices(), &symmetry).unwrap();
    let _ = every.for_each(|_, multiplicity| {
        found.push(multiplicity);
        ControlFlow::Continue(())
    });
    found.sort_unstable();
    (counts.inequivalent, found)
}

#[test]
fn order_of_sites_origin_and_cell_are_of_no_consequence() {
    let [a, b, o]: [Site; 3] = [
        ("A", &[("Li+", 0.25), ("La3+", 0.5)], [0.0; 3]),
        ("B", &[("Ti4+", 0.75), ("Zr4+", 0.25)], [0.5; 3]),
        ("O", &[("O2-", 1.0)], [0.5, 0.5, 0.0]),
    ];
    let cubic = |sites: &[Site]| crystal(221, [3.9; 3], [90.0; 3], sites);
    let of = |structure: &Structure, matrix: &Matrix3<i32>| {
        multiplicities(&supercell(structure, matrix, Exclusion::CovalentRadii))
    };
    let matrix = times(2, 2, 1);
    let expected = of(&cubic(&[a, b, o]), &matrix);
    assert_eq!(of(&cubic(&[o, b, a]), &matrix), expected);
    assert_eq!(of(&cubic(&[a, b, o]), &times(1, 2, 2)), expected);
    // The same lattice by other vectors.
    let other = Matrix3::new(2, 2, 0, 0, 2, 0, 0, 0, 1);
    assert_eq!(of(&cubic(&[a, b, o]), &other), expected);
    let shift = nalgebra::Vector3::new(0.25, 0.5, 0.125);
    let moved = cubic(&[a, b, o])
        .shifted(&shift)
        .find_symmetry(0.01)
        .unwrap();
    assert_eq!(of(&moved.structure, &matrix), expected);
    // The cells of the supercell as one, its symmetry found.
    let expected = of(&cubic(&[a, b, o]), &times(2, 2, 2));
    let large = cubic(&[a, b, o]).in_cell(&times(2, 2, 2)).unwrap();
    let large = large.find_symmetry(0.01).unwrap().structure;
    assert_eq!(of(&large, &times(1, 1, 1)), expected);
}

#[test]
fn split_sites_agree_with_trying_all() {
    // Four positions around a place, of which one is filled, and two that are near them all.
    let split = |x: f64| {
        let sites: [Site; 3] = [
            ("Li1", &[("Li+", x)], [0.1, 0.0, 0.0]),
            ("Li2", &[("Li+", 0.5)], [0.0, 0.0, 0.25]),
            ("S", &[("S2-", 1.0)], [0.5, 0.5, 0.5]),
        ];
        crystal(123, [4.0, 4.0, 5.0], [90.0; 3], &sites)
    };
    for (matrix, x, distance) in [
        (times(1, 1, 1), 0.25, 0.9),
        (times(2, 1, 1), 0.25, 0.9),
        (times(2, 1, 1), 0.125, 1.35),
        (times(1, 1, 2), 0.375, 0.6),
    ] {
        let cell = supercell(&split(x), &matrix, Exclusion::Nearer(distance));
        assert!(!cell.choices().exclusions.is_empty());
        let (all, inequivalent) = check(&cell);
        assert!(inequivalent < all, "{all} {matrix} {distance}");
    }
    let full = supercell(&split(0.25), &times(2, 1, 1), Exclusion::Nearer(1.35));
    assert_eq!(check(&full), (0, 0));
}

/// A position between two others, 0.6 Å from each, as [occupancy in the middle, beside], with sulphur elsewhere.
fn split_in_three(middle: f64, beside: f64) -> Structure {
    let sites: [Site; 3] = [
        ("Al", &[("Al3+", middle)], [0.0; 3]),
        ("Mg", &[("Mg2+", beside)], [0.0, 0.0, 0.12]),
        ("S", &[("S2-", 1.0)], [0.5, 0.5, 0.5]),
    ];
    crystal(123, [4.0, 4.0, 5.0], [90.0; 3], &sites)
}

#[test]
fn a_site_that_is_full_leaves_no_room_beside_it() {
    let made = |structure: &Structure, matrix, distance_ang| {
        let exclusion = Exclusion::Nearer(distance_ang);
        let options = SupercellOptions::default().with_exclusion(exclusion);
        Supercell::new(structure, &matrix, &options)
    };
    let error = |structure: &Structure, matrix| made(structure, matrix, 0.9).unwrap_err();
    // Full by rounding (0.9 of one position), and in the file; 1 of 2 positions is to be filled beside it.
    for middle in [0.9, 1.0] {
        let structure = split_in_three(middle, 0.3);
        let found = error(&structure, times(1, 1, 1));
        let OrderError::BesideFull {
            full,
            site,
            atoms,
            distance_ang,
        } = &found
        else {
            panic!("{found:?}");
        };
        assert_eq!((full.as_str(), site.as_str(), *atoms), ("Al", "Mg", 1));
        assert!((distance_ang - 0.6).abs() < 1e-9, "{distance_ang}");
        assert_eq!(found.code(), "no-room");
        // A shorter distance leaves both.
        let cell = made(&structure, times(1, 1, 1), 0.5).unwrap();
        assert_eq!(cell.choices().count().unwrap(), BigUint::from(2u8));
    }
    // Where rounding fills both.
    let found = error(&split_in_three(0.9, 0.8), times(1, 1, 1));
    assert!(matches!(found, OrderError::BesideFull { .. }), "{found:?}");
    // A site whose own positions are too near to each other.
    let alone = split_in_three(0.0, 0.8);
    let found = made(&alone, times(1, 1, 1), 1.35).unwrap_err();
    assert!(found.to_string().contains("1.20 Å"), "{found}");
}

#[test]
fn what_rounding_empties_is_no_neighbour_and_a_larger_supercell_has_room() {
    let cell = |matrix| {
        supercell(
            &split_in_three(0.75, 0.125),
            &matrix,
            Exclusion::Nearer(0.9),
        )
    };
    // 1 of 1 and 0 of 2: everything is decided.
    assert_eq!(cell(times(1, 1, 1)).choices().place_count(), 0);
    // 3 of 4 in the middle, 1 of the 2 positions beside the fourth.
    let four = cell(times(2, 2, 1));
    assert_eq!(check(&four), (8, 1));
}

#[test]
fn what_may_be_bonded_to_a_site_of_the_file_is_not_excluded() {
    // Lithium kept 2.5 Å apart, in octahedra of oxygen at 2.0 Å.
    let sites: [Site; 3] = [
        ("Li", &[("Li+", 0.5)], [0.0; 3]),
        ("Li2", &[("Li+", 0.25)], [0.25; 3]),
        ("O", &[("O2-", 1.0)], [0.5, 0.0, 0.0]),
    ];
    let rock_salt = crystal(225, [4.0; 3], [90.0; 3], &sites);
    let cell = supercell(&rock_salt, &times(1, 1, 1), Exclusion::Nearer(2.1));
    assert!(!cell.choices().exclusions.is_empty());
    check(&cell);
    // Hydrogen on one of two sides of an oxygen, 0.96 Å from it.
    let sites: [Site; 2] = [
        ("O", &[("O2-", 1.0)], [0.0; 3]),
        ("H", &[("H+", 0.5)], [0.0, 0.0, 0.192]),
    ];
    let hydroxide = crystal(123, [4.0, 4.0, 5.0], [90.0; 3], &sites);
    let cell = supercell(&hydroxide, &times(1, 1, 1), Exclusion::Nearer(1.0));
    assert_eq!(check(&cell), (2, 1));
}

#[test]
fn two_sites_that_the_file_fills_stay_as_it_says() {
    let structure = split_in_three(1.0, 1.0);
    let cell = supercell(&structure, &times(1, 1, 1), Exclusion::Nearer(0.9));
    assert_eq!(cell.choices().place_count(), 0);
    assert_eq!(cell.filled(&[]).unwrap().position_count(), 4);
    // The same where the one is shared by two species.
    let sites: [Site; 2] = [
        ("M", &[("Al3+", 0.5), ("Ga3+", 0.5)], [0.0; 3]),
        ("O", &[("O2-", 1.0)], [0.0, 0.0, 0.12]),
    ];
    let shared = crystal(123, [4.0, 4.0, 5.0], [90.0; 3], &sites);
    let cell = supercell(&shared, &times(2, 1, 1), Exclusion::Nearer(0.9));
    assert_eq!(check(&cell), (2, 1));
}

#[test]
fn ions_that_stay_leave_positions_beside_what_is_full() {
    let lithium = |x: f64| {
        let sites: [Site; 3] = [
            ("Al", &[("Al3+", 0.9)], [0.0; 3]),
            ("Li1", &[("Li+", x)], [0.0, 0.0, 0.12]),
            ("Li2", &[("Li+", 0.5)], [0.5, 0.5, 0.5]),
        ];
        crystal(123, [4.0, 4.0, 5.0], [90.0; 3], &sites)
    };
    let options = SupercellOptions::default()
        .with_exclusion(Exclusion::Nearer(0.9))
        .with_untouched("Li+".parse().unwrap());
    let cell = Supercell::new(&lithium(0.2), &times(1, 1, 1), &options).unwrap();
    let species = cell.species(&[]).unwrap();
    let held: Vec<usize> = species.iter().map(Vec::len).collect();
    assert_eq!(held, [1, 0, 0, 1], "Al, two positions of Li1, Li2");
    assert_eq!(species[0][0].occupancy, 1.0);
    assert_eq!(species[3][0].occupancy, 0.5, "another site keeps its own");
}
