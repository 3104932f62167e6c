//! The same crystal in another cell, setting, origin or order has the same descriptors.

#![allow(clippy::unwrap_used)]

mod common;

use common::{cubic_structures, iodide, largest_difference};
use hecs_core::{Lattice, SpaceGroup, Structure, into_cell};
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

/// The primitive cell of a face-centred structure, in P1.
fn primitive(structure: &Structure) -> Structure {
    let columns = Matrix3::new(0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0);
    let inverse = columns.try_inverse().unwrap();
    let lattice = Lattice::from_basis(&(structure.lattice().basis() * columns)).unwrap();
    let mut small = structure.in_p1();
    for site in small.sites() {
        site.positions[0] = (inverse * site.positions[0]).map(into_cell);
    }
    let mut kept: Vec<hecs_core::Site> = Vec::new();
    for site in small.sites() {
        let known = kept.iter().any(|k| {
            k.label == site.label && lattice.distance(&k.positions[0], &site.positions[0]) < 1e-6
        });
        if !known {
            kept.push(site);
        }
    }
    Structure {
        lattice,
        sites: kept,
        ..structure.in_p1()
    }
}

/// Every position moved by a map that keeps F-43m, so that the symmetry may stay declared.
fn remapped(structure: &Structure, map: impl Fn(&Vector3<f64>) -> Vector3<f64>) -> Structure {
    let mut other = structure.clone();
    for position in other.sites().iter_mut().flat_map(|s| &mut s.positions) {
        *position = map(position).map(into_cell);
    }
    other
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

        let mut reversed = structure.clone();
        reversed.sites.reverse();
        for site in &mut reversed.sites {
            site.species.reverse();
            site.positions.rotate_left(1);
        }
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
        let mut split = structure.clone();
        split.sites = structure
            .sites()
            .iter()
            .flat_map(|site| {
                site.species.iter().map(|species| {
                    let mut row = site.clone();
                    row.species = vec![species.clone()];
                    // each row lists its orbit from another position
                    let shift = usize::from(species.element.atomic_number());
                    row.positions.rotate_left(shift % site.positions.len());
                    row
                })
            })
            .collect();
        assert_same(&split, &describe(&structure), "one row for each species");
    }
}

#[test]
fn roles_do_not_depend_on_labels_or_declared_symmetry() {
    let structure = iodide().structure();
    let expected = [Role::Li48h, Role::Li24g, Role::A, Role::C, Role::B, Role::E];
    let mut other = structure.clone();
    for site in other.sites() {
        site.label = "X".to_owned();
    }
    other.space_group() = SpaceGroup::p1();
    let roles = Roles::find(&other).unwrap();
    let found: Vec<Role> = (0..6).filter_map(|i| roles.of_site(i)).collect();
    assert_eq!(found, expected);
    assert_eq!(roles.of_site(6), None);
    assert!((roles.edge_ang - 10.1448).abs() < 1e-9);
    assert!((Roles::find(&primitive(&structure)).unwrap().cubic_cells() - 0.25).abs() < 1e-12);
}

#[test]
fn coordinates_rounded_to_four_digits_keep_their_roles() {
    let structure = iodide().structure();
    let shift = Vector3::new(0.123_456_7, 0.765_432_1, 0.333_333_3);
    let mut rounded = structure.shifted(&shift);
    for position in rounded.sites.iter_mut().flat_map(|s| &mut s.positions) {
        *position = position.map(|x| (x * 1e4).round() / 1e4);
    }
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
        let mut other = start.shifted(&Vector3::from(origin)).in_cell(&matrix).unwrap();
        let turn = order.index(other.sites().len());
        other.sites().rotate_left(turn);
        if reverse {
            other.sites().reverse();
        }
        let (difference, name) = largest_difference(&describe(&other), &describe(&structure));
        prop_assert!(difference <= TOLERANCE, "{name} differs by {difference:.1e}");
    }
}
