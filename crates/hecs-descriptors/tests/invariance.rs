//! The same crystal in another cell, setting, origin or order has the same descriptors.

#![allow(clippy::unwrap_used)]

mod common;

use common::{cubic_structures, emptied, iodide, largest_difference};
use hecs_core::{Lattice, Site, SpaceGroup, Species, Structure, into_cell};
use hecs_descriptors::{Hecs, Role, Roles};
use nalgebra::{Matrix3, Vector3};
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-9;

fn describe(structure: &Structure) -> [f64; 32] {
    Hecs::describe(structure)
        .unwrap_or_else(|e| panic!("{}: {e}", structure.name()))
        .values()
}

fn assert_same(other: &Structure, expected: &[f64; 32], what: &str) {
    let (difference, name) = largest_difference(&describe(other), expected);
    assert!(
        difference <= TOLERANCE,
        "{} {what}: {name} differs by {difference:.1e}",
        other.name()
    );
}

/// A row of a file: label, species, fractional position.
type Row = (String, Vec<Species>, Vector3<f64>);

/// Positions in P1, each with its label and species.
fn rows(structure: &Structure) -> Vec<Row> {
    let p1 = structure.in_p1();
    let row = |s: &Site| (s.label.clone(), s.species.clone(), s.positions[0]);
    p1.sites().iter().map(row).collect()
}

/// A structure like another, in P1 with the rows given.
fn of_rows(like: &Structure, lattice: &Lattice, rows: impl IntoIterator<Item = Row>) -> Structure {
    let mut builder = emptied(like, lattice.clone(), SpaceGroup::p1());
    for (label, species, position) in rows {
        builder.add_site(&label, species, &position, 0.0);
    }
    builder.build().unwrap()
}

/// A structure like another, in its space group, with rows that each stand for an orbit.
fn of_orbits(like: &Structure, rows: impl IntoIterator<Item = Row>) -> Structure {
    let mut builder = emptied(like, like.lattice().clone(), like.space_group().clone());
    for (label, species, position) in rows {
        builder.add_site(&label, species, &position, 0.01);
    }
    builder.build().unwrap()
}

/// The primitive cell of a face-centred structure, in P1.
fn primitive(structure: &Structure) -> Structure {
    let columns = Matrix3::new(0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0);
    let inverse = columns.try_inverse().unwrap();
    let lattice = Lattice::from_basis(&(structure.lattice().basis() * columns)).unwrap();
    let mut kept: Vec<Row> = Vec::new();
    for (label, species, position) in rows(structure) {
        let position = (inverse * position).map(into_cell);
        let is_known = |(l, _, p): &Row| *l == label && lattice.distance(p, &position) < 1e-6;
        if !kept.iter().any(is_known) {
            kept.push((label, species, position));
        }
    }
    of_rows(structure, &lattice, kept)
}

/// Every position moved by a map that keeps F-43m, so that the symmetry may stay declared.
fn remapped(structure: &Structure, map: impl Fn(&Vector3<f64>) -> Vector3<f64>) -> Structure {
    let sites = structure.sites().iter();
    let rows = sites.map(|s| (s.label.clone(), s.species.clone(), map(&s.positions[0])));
    of_orbits(structure, rows)
}

#[test]
fn cells_settings_and_orders_of_all_structures() {
    for cubic in cubic_structures() {
        let structure = cubic.structure();
        let expected = describe(&structure);
        assert_same(&structure.in_p1(), &expected, "in P1");
        let half = Vector3::repeat(0.5);
        let swapped = remapped(&structure, |p| p + half);
        assert_same(&swapped, &expected, "with A on 4b, B on 4a, C on 4d");
        assert_same(&remapped(&structure, |p| -p), &expected, "with C on 4d");
        let both = remapped(&structure, |p| half - p);
        assert_same(&both, &expected, "with A on 4b and C on 4c");
        let quarter = Vector3::new(0.25, 0.25, 0.25);
        let on_c = remapped(&structure, |p| p - quarter);
        assert_same(&on_c, &expected, "with C on 4a");

        let small = primitive(&structure);
        assert_eq!(small.position_count() * 4, structure.position_count());
        assert_same(&small, &expected, "in its primitive cell");

        let rows = structure.sites().iter().rev().map(|site| {
            let species = site.species.iter().rev().cloned().collect();
            let second = site.positions[1];
            (site.label.clone(), species, second)
        });
        let reversed = of_orbits(&structure, rows);
        assert_same(&reversed, &expected, "with its rows reversed");
    }
}

#[test]
fn supercells() {
    let structures = cubic_structures();
    let matrices = [
        Matrix3::new(2, 0, 0, 0, 1, 0, 0, 0, 1),
        Matrix3::new(1, 0, 0, 0, 1, 0, 0, 0, 3),
        // unimodular, skewed
        Matrix3::new(1, 1, 0, 0, 1, 2, 0, 0, 1),
        // twice the primitive cell
        Matrix3::new(0, 1, 1, 1, 0, 1, 1, 1, 0),
        // axes permuted; left-handed
        Matrix3::new(0, 1, 0, 1, 0, 0, 0, 0, 1),
    ];
    for number in [0, 4, 5, 13, 22, 35, 50] {
        let structure = structures[number].structure();
        let expected = describe(&structure);
        for matrix in &matrices {
            let other = structure.in_cell(matrix).unwrap();
            assert_same(&other, &expected, &format!("in {matrix:?}"));
        }
        let large = primitive(&structure)
            .in_cell(&Matrix3::new(3, 0, 1, 0, 1, 0, 0, 0, 1))
            .unwrap();
        assert_same(&large, &expected, "in three skewed primitive cells");
    }
}

#[test]
fn rows_that_share_a_position_count_as_one_site() {
    for cubic in cubic_structures() {
        let structure = cubic.structure();
        let rows = structure.sites().iter().flat_map(|site| {
            site.species.iter().map(|species| {
                // each row gives its orbit by another position
                let at = usize::from(species.element.atomic_number()) % site.multiplicity();
                let species = vec![species.clone()];
                (site.label.clone(), species, site.positions[at])
            })
        });
        let split = of_orbits(&structure, rows);
        assert_same(&split, &describe(&structure), "one row for each species");
    }
}

#[test]
fn roles_do_not_depend_on_labels_or_declared_symmetry() {
    let structure = iodide().structure();
    let by_site = [Role::Li48h, Role::Li24g, Role::A, Role::C, Role::B, Role::E];
    let unlabelled = rows(&structure)
        .into_iter()
        .map(|(_, species, position)| ("X".to_owned(), species, position));
    let other = of_rows(&structure, structure.lattice(), unlabelled);
    let roles = Roles::find(&other).unwrap();
    let mut index = 0;
    for (site, role) in structure.sites().iter().zip(by_site) {
        for _ in 0..site.multiplicity() {
            assert_eq!(roles.of_site(index), Some(role), "{index}");
            index += 1;
        }
    }
    assert_eq!(roles.of_site(index), None);
    assert!((roles.edge_ang - 10.1448).abs() < 1e-9);
    assert!((Roles::find(&primitive(&structure)).unwrap().cubic_cells() - 0.25).abs() < 1e-12);
}

#[test]
fn coordinates_rounded_to_four_digits_keep_their_roles() {
    let structure = iodide().structure();
    let shift = Vector3::new(0.123_456_7, 0.765_432_1, 0.333_333_3);
    let rounded = rows(&structure.shifted(&shift))
        .into_iter()
        .map(|(l, s, position)| (l, s, position.map(|x| (x * 1e4).round() / 1e4)));
    let rounded = of_rows(&structure, structure.lattice(), rounded);
    let (difference, name) = largest_difference(&describe(&rounded), &describe(&structure));
    assert!(difference < 2e-3, "{name} {difference:.1e}");
}

fn unimodular() -> impl Strategy<Value = Matrix3<i32>> {
    // a product of shears and a permutation: any primitive change of axes of small entries
    let shears = prop::collection::vec((0usize..3, 1usize..3, -1i32..=1), 0..4);
    (shears, 0usize..3, 1i32..=2).prop_map(|(shears, turn, doubled)| {
        let mut matrix = Matrix3::identity();
        matrix[(0, 0)] = doubled;
        for (row, offset, factor) in shears {
            let mut shear: Matrix3<i32> = Matrix3::identity();
            shear[(row, (row + offset) % 3)] = factor;
            matrix *= shear;
        }
        for _ in 0..turn {
            matrix = Matrix3::from_columns(&[matrix.column(1), matrix.column(2), matrix.column(0)]);
        }
        matrix
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cell_origin_and_order(
        number in 0usize..51,
        origin in prop::array::uniform3(-2.0f64..2.0),
        matrix in unimodular(),
        from_primitive in any::<bool>(),
        order in any::<prop::sample::Index>(),
        reverse in any::<bool>(),
    ) {
        let structure = cubic_structures()[number].structure();
        let start = if from_primitive { primitive(&structure) } else { structure.clone() };
        let moved = start.shifted(&Vector3::from(origin)).in_cell(&matrix).unwrap();
        let mut rows = rows(&moved);
        let turn = order.index(rows.len());
        rows.rotate_left(turn);
        if reverse {
            rows.reverse();
        }
        let other = of_rows(&moved, moved.lattice(), rows);
        let (difference, name) = largest_difference(&describe(&other), &describe(&structure));
        prop_assert!(difference <= TOLERANCE, "{name} differs by {difference:.1e}");
    }
}
