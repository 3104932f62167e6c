//! Laguerre cells: what must hold of any of them, and the figures of an independent program.

#![allow(clippy::unwrap_used)]

use hecs_core::Lattice;
use hecs_descriptors::{LaguerreCell, Sphere, laguerre_cells};
use nalgebra::{Matrix3, Vector3};
use proptest::prelude::*;

fn all(lattice: &Lattice, spheres: &[Sphere]) -> Vec<LaguerreCell> {
    let wanted: Vec<usize> = (0..spheres.len()).collect();
    laguerre_cells(lattice, spheres, &wanted)
}

fn volume_error(lattice: &Lattice, cells: &[LaguerreCell]) -> f64 {
    let sum: f64 = cells.iter().map(|c| c.volume_ang3).sum();
    (sum / lattice.volume() - 1.0).abs()
}

fn any_lattice() -> impl Strategy<Value = Lattice> {
    let edges = [3.0..12.0, 3.0..12.0, 3.0..12.0];
    let angles = [50.0..130.0, 50.0..130.0, 50.0..130.0];
    let lattice = (edges, angles).prop_map(|(edges, angles)| Lattice::new(edges, angles));
    lattice.prop_filter_map("cells with a volume", |l| {
        l.ok()
            .filter(|l| l.perpendicular_widths().iter().all(|w| *w > 2.0))
    })
}

fn any_spheres() -> impl Strategy<Value = Vec<Sphere>> {
    let sphere = ([0.0..1.0, 0.0..1.0, 0.0..1.0], 0.3..2.2);
    let sphere = sphere.prop_map(|(fract, radius_ang)| Sphere {
        fract: Vector3::from(fract),
        radius_ang,
    });
    prop::collection::vec(sphere, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn cells_fill_space_and_look_all_around(lattice in any_lattice(), spheres in any_spheres()) {
        let cells = all(&lattice, &spheres);
        prop_assert!(volume_error(&lattice, &cells) < 1e-9);
        for (index, cell) in cells.iter().enumerate() {
            let around: f64 = cell.faces.iter().map(|f| f.solid_angle).sum();
            let expected = if cell.volume_ang3 == 0.0 { 0.0 } else { around.round() };
            prop_assert!((around - expected).abs() < 1e-6 && (0.0..=1.0).contains(&expected));
            // Every face is a face of the neighbour's cell too.
            for face in cell.faces.iter().filter(|f| f.area_ang2 > 1e-6) {
                let back = cells[face.neighbour].faces.iter().find(|f| {
                    f.neighbour == index && f.image == face.image.map(|x| -x)
                });
                let other_ang2 = back.map_or(0.0, |f| f.area_ang2);
                prop_assert!((other_ang2 - face.area_ang2).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn origin_and_choice_of_the_cell_change_nothing(
        lattice in any_lattice(),
        spheres in any_spheres(),
        shift in [-1.0..1.0, -1.0..1.0, -1.0..1.0],
    ) {
        // A cell sheared by lattice vectors, and twice as large.
        let columns = Matrix3::new(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0, 2.0);
        let inverse = columns.try_inverse().unwrap();
        let other = Lattice::from_basis(&(lattice.basis() * columns)).unwrap();
        let shift = Vector3::from(shift);
        let mut moved = Vec::new();
        for layer in [0.0, 1.0] {
            moved.extend(spheres.iter().map(|s| Sphere {
                fract: inverse * (s.fract + shift + Vector3::new(0.0, 0.0, layer)),
                ..*s
            }));
        }
        let (cells, moved) = (all(&lattice, &spheres), all(&other, &moved));
        for (cell, same) in cells.iter().cycle().zip(&moved) {
            prop_assert!((cell.volume_ang3 - same.volume_ang3).abs() < 1e-9 * lattice.volume());
            // Faces with a size: those of rounding come and go.
            let areas = |cell: &LaguerreCell| {
                let areas = cell.faces.iter().map(|f| f.area_ang2);
                let mut areas: Vec<f64> = areas.filter(|a| *a > 1e-6).collect();
                areas.sort_by(f64::total_cmp);
                areas
            };
            let (ours, theirs) = (areas(cell), areas(same));
            prop_assert_eq!(ours.len(), theirs.len());
            for (a, b) in ours.iter().zip(&theirs) {
                prop_assert!((a - b).abs() < 1e-8);
            }
        }
    }
}

fn sphere(fract: [f64; 3], radius_ang: f64) -> Sphere {
    Sphere {
        fract: Vector3::from(fract),
        radius_ang,
    }
}

#[test]
fn the_cells_of_lattices_are_the_known_polyhedra() {
    // Simple, body-centred and face-centred cubic: cube, truncated octahedron, rhombic dodecahedron.
    let half = 0.5;
    let simple = vec![[0.0; 3]];
    let body = vec![[0.0; 3], [half; 3]];
    let face = vec![
        [0.0; 3],
        [0.0, half, half],
        [half, 0.0, half],
        [half, half, 0.0],
    ];
    let lattice = Lattice::cubic(4.2).unwrap();
    for (points, faces) in [(simple, 6), (body, 14), (face, 12)] {
        let spheres: Vec<Sphere> = points.iter().map(|p| sphere(*p, 1.1)).collect();
        for cell in all(&lattice, &spheres) {
            assert_eq!(cell.faces.len(), faces);
            let expected = lattice.volume() / spheres.len() as f64;
            assert!((cell.volume_ang3 / expected - 1.0).abs() < 1e-13);
        }
    }
    let cube = all(&lattice, &[sphere([0.0; 3], 1.1)]);
    for face in &cube[0].faces {
        assert!((face.area_ang2 - 4.2 * 4.2).abs() < 1e-12);
        assert!((face.solid_angle - 1.0 / 6.0).abs() < 1e-14);
    }
}

#[test]
fn a_plane_lies_where_the_powers_are_equal() {
    // Two spheres on a line 6 Å apart in a cell of 12: h = (36 + 4 − 1) / 12 on either side.
    let lattice = Lattice::new([12.0, 3.0, 3.0], [90.0; 3]).unwrap();
    let cells = all(
        &lattice,
        &[sphere([0.0; 3], 2.0), sphere([0.5, 0.0, 0.0], 1.0)],
    );
    assert!((cells[0].volume_ang3 - 2.0 * 39.0 / 12.0 * 9.0).abs() < 1e-12);
    assert!(volume_error(&lattice, &cells) < 1e-14);
}

/// Volumes (Å³) and numbers of faces from voro++ by pyvoro2 0.8.0 (periodic, radii as powers). Over 24
/// cells with 472 spheres, 18 of them triclinic, the largest difference was 1.7e-13 Å³.
#[test]
fn a_triclinic_cell_is_that_of_voro() {
    let lattice = Lattice::new([6.2, 7.9, 9.4], [72.0, 101.0, 63.0]).unwrap();
    let spheres = [
        sphere([0.1, 0.2, 0.3], 1.7),
        sphere([0.6, 0.15, 0.8], 0.9),
        sphere([0.35, 0.7, 0.55], 1.4),
        sphere([0.9, 0.85, 0.05], 1.26),
        sphere([0.12, 0.25, 0.34], 0.4),
    ];
    let expected = [
        (109.431_705_496_735, 16),
        (67.347_135_202_722, 15),
        (95.526_470_490_610, 16),
        (81.903_801_011_690, 14),
        (4.928_646_692_806, 7),
    ];
    for (cell, (volume_ang3, faces)) in all(&lattice, &spheres).iter().zip(expected) {
        assert!((cell.volume_ang3 - volume_ang3).abs() < 1e-10);
        assert_eq!(cell.faces.len(), faces);
    }
}

#[test]
fn what_is_covered_has_no_cell() {
    let lattice = Lattice::cubic(6.0).unwrap();
    let spheres = [
        sphere([0.0; 3], 2.5),
        sphere([0.05, 0.0, 0.0], 0.4),
        sphere([0.5; 3], 1.5),
        sphere([0.5; 3], 1.5),
        sphere([0.5; 3], 1.2),
    ];
    let cells = all(&lattice, &spheres);
    for covered in [1, 3, 4] {
        assert_eq!(cells[covered], LaguerreCell::default());
    }
    assert!(volume_error(&lattice, &cells) < 1e-13);
    assert_eq!(
        laguerre_cells(&lattice, &spheres, &[9]),
        [LaguerreCell::default()]
    );
}

/// Garnet-like degeneracy, flat and sheared cells, many spheres.
#[test]
fn corners_of_many_planes_do_no_harm() {
    let mut spheres = Vec::new();
    for i in 0..4 {
        for j in 0..4 {
            for k in 0..4 {
                let fract = [i, j, k].map(|n| f64::from(n) / 4.0);
                spheres.push(sphere(fract, if (i + j + k) % 2 == 0 { 1.67 } else { 0.9 }));
            }
        }
    }
    for lattice in [
        Lattice::cubic(10.5).unwrap(),
        Lattice::new([10.5, 10.5, 10.5], [60.0; 3]).unwrap(),
        Lattice::new([8.0, 9.0, 40.0], [90.0, 90.0, 31.0]).unwrap(),
        Lattice::new([7.1, 7.1, 18.3], [90.0, 90.0, 120.0]).unwrap(),
    ] {
        let cells = all(&lattice, &spheres);
        assert!(volume_error(&lattice, &cells) < 1e-12);
    }
}
