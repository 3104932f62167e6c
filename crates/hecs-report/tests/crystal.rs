//! Crystals on paper, of an antiperovskite with a channel that is made up.

use hecs_report::ReportError;
use hecs_report::data::{
    Atom, BarrierEnergies, CrystalView, DisplayMap, FrameworkData, JumpView, PathPoint, Polyhedron,
    Role, SamplingData, Shown, SiteSampling,
};
use hecs_report::figures::{self, Figure, Still};

const EDGE_ANG: f64 = 3.91;

fn atom(label: &str, role: Role, species: &[(&str, f64)], fract: [f64; 3], radius: f64) -> Atom {
    Atom {
        label: label.into(),
        role,
        species: species.iter().map(|(e, o)| ((*e).to_owned(), *o)).collect(),
        fract,
        radius,
    }
}

/// A tube of low energy along c about (½, ½), with a saddle point of 0.4 eV at z = 0, and a pocket at the corner.
fn energy_ev([x, y, z]: [f64; 3]) -> f32 {
    let from = |v: f64, at: f64| (v - at) - (v - at).round();
    let tube = 40.0 * (from(x, 0.5).powi(2) + from(y, 0.5).powi(2))
        + 0.2 * (1.0 + (std::f64::consts::TAU * z).cos());
    let pocket = 60.0 * (from(x, 0.0).powi(2) + from(y, 0.0).powi(2) + from(z, 0.5).powi(2));
    tube.min(pocket) as f32
}

/// Li3OCl with a mixed and partly filled chlorine site; the octahedron about the oxygen is its lithium.
fn crystal() -> CrystalView {
    let lithium = [[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]];
    let mut atoms = vec![
        atom("O1", Role::Cation, &[("O", 1.0)], [0.5; 3], 0.45),
        atom(
            "Cl1",
            Role::Anion,
            &[("Cl", 0.5), ("Br", 0.25)],
            [0.0; 3],
            0.6,
        ),
    ];
    atoms.extend(lithium.map(|fract| atom("Li1", Role::Mobile, &[("Li", 1.0)], fract, 0.3)));
    let corners = (2..5).flat_map(|k: usize| {
        let mut next = [0; 3];
        next[k - 2] = 1;
        [(k, [0; 3]), (k, next)]
    });
    let n = 24;
    let mut values = Vec::new();
    for i in 0..n {
        for j in 0..n {
            for k in 0..n {
                values.push(energy_ev([i, j, k].map(|m| f64::from(m) / f64::from(n))));
            }
        }
    }
    let path = (0..=40).map(|k| {
        let z = 0.5 + f64::from(k) / 40.0;
        PathPoint {
            fract: [0.5, 0.5, z],
            distance: (z - 0.5) * EDGE_ANG,
            energy_ev: f64::from(energy_ev([0.5, 0.5, z])),
        }
    });
    CrystalView {
        no: 1,
        formula: "Li3OCl".into(),
        cell: [
            [EDGE_ANG, 0.0, 0.0],
            [0.0, EDGE_ANG, 0.0],
            [0.0, 0.0, EDGE_ANG],
        ],
        atoms,
        polyhedra: vec![Polyhedron {
            centre: 0,
            corners: corners.collect(),
        }],
        map: DisplayMap::from_grid([24; 3], &values, 0.0, 1.0)
            .expect("a map")
            .into(),
        barriers: BarrierEnergies {
            e1d: Some(0.4),
            e2d: None,
            e3d: None,
        },
        path: path.collect::<Vec<_>>().into(),
        wider_paths: [None, None],
        network: Shown::default(),
    }
}

fn drawn(view: &CrystalView, still: &Still) -> Figure {
    let figure = figures::pathway(view, still).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    for text in [figure.svg(), figure.svg_inline()] {
        assert!(!text.contains("NaN") && !text.contains("inf"));
    }
    figure
}

fn one_cell() -> Still {
    Still::default().of_cells([1; 3])
}

#[test]
fn a_pathway_shows_atoms_polyhedra_surface_and_path() {
    let figure = drawn(&crystal(), &one_cell());
    insta::assert_snapshot!(figure.outline());
    assert!((figure.width_mm() - 85.0).abs() < 1e-9);
    let svg = figure.svg();
    // Eight corners of the cell with the three shares of chlorine, bromine and nothing.
    let colour = |hex: &str| svg.matches(&format!("fill=\"{hex}\"")).count();
    assert!(colour("#1ff01f") >= 8 && colour("#a62929") >= 8 && colour("#f2f2f2") >= 8);
    // The surface is one veil over the rest.
    assert_eq!(svg.matches("<g opacity=\"0.5\">").count(), 1);
}

#[test]
fn the_same_crystal_gives_the_same_bytes_and_another_view_others() {
    let view = crystal();
    let along = one_cell().along([1.0, 1.0, 0.0]);
    let (oblique, turned) = (drawn(&view, &one_cell()), drawn(&view, &along));
    assert_eq!(oblique.svg(), drawn(&view, &one_cell()).svg());
    assert_eq!(oblique.png(60.0), drawn(&view, &one_cell()).png(60.0));
    assert_ne!(oblique.svg(), turned.svg());
    assert!(turned.caption.contains("seen along [1 1 0]"));
}

/// Marks of a kind in the picture.
fn count(figure: &Figure, mark: &str) -> usize {
    figure
        .outline()
        .lines()
        .filter(|line| line.starts_with(mark))
        .count()
}

#[test]
fn short_edges_are_repeated_and_the_path_runs_through_all_cells() {
    let figure = drawn(&crystal(), &Still::default());
    // Two cells along each axis: 27 chlorines, 8 oxygens, 3 · 12 lithiums on the faces of cells.
    assert_eq!(count(&figure, "atom: Cl1"), 27);
    assert_eq!(count(&figure, "atom: O1"), 8);
    assert_eq!(count(&figure, "atom: Li1"), 36);
    assert_eq!(count(&figure, "site: "), 2);
    assert_eq!(count(&figure, "saddle point: "), 3);
}

#[test]
fn what_is_behind_the_surface_is_seen_through_it_and_what_is_before_it_not() {
    // Along c the tube is seen from its end: oxygen lies in it, chlorine beside it.
    let figure = drawn(&crystal(), &one_cell().along([0.0, 0.0, 1.0]));
    let png = figure.png(144.0).expect("it can be painted");
    let decoder = png::Decoder::new(std::io::Cursor::new(&png));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("a frame");
    let has = |wanted: [u8; 3]| pixels.chunks(3).any(|p| p == wanted);
    assert!(has([31, 240, 31]), "chlorine is not veiled");
    // Jmol's colour of bromine, not mixed with that of the surface either.
    assert!(has([166, 41, 41]), "bromine is not veiled");
    let mut without = crystal();
    without.map = Shown::absent("no map");
    let bare = drawn(&without, &one_cell().along([0.0, 0.0, 1.0]));
    assert_ne!(bare.png(144.0).expect("painted"), png);
}

#[test]
fn crystals_without_map_path_percolation_or_polyhedra_say_so() {
    let mut view = crystal();
    view.barriers = BarrierEnergies::default();
    let words = |view: &CrystalView| drawn(view, &Still::default()).outline();
    assert!(words(&view).contains("The ion does not percolate in one direction."));
    view.map = Shown::absent("none");
    view.path = Shown::absent("none");
    view.polyhedra.clear();
    assert!(words(&view).contains("There is no energy map."));
    // A map whose divisions do not fit draws no surface.
    let mut broken = crystal();
    if let Shown::Data(map) = &mut broken.map {
        map.codes.pop();
    }
    assert!(
        !drawn(&broken, &Still::default())
            .outline()
            .contains("eV, percolates")
    );
}

#[test]
fn what_cannot_be_drawn_is_refused_in_words() {
    let mut none = crystal();
    none.atoms.clear();
    none.polyhedra.clear();
    let error = figures::pathway(&none, &Still::default()).expect_err("no atoms");
    assert!(error.to_string().contains("at least 1 atoms"), "{error}");
    for cell in [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]],
        [[0.0; 3]; 3],
        [[f64::NAN; 3]; 3],
        [[f64::INFINITY; 3]; 3],
    ] {
        let flat = CrystalView { cell, ..crystal() };
        let error = figures::pathway(&flat, &Still::default());
        assert_eq!(error.expect_err("no cell"), ReportError::NoCell);
    }
    let nowhere = one_cell().along([0.0; 3]);
    assert_eq!(
        figures::pathway(&crystal(), &nowhere).expect_err("no direction"),
        ReportError::NoCell
    );
}

#[test]
fn broken_numbers_are_left_out() {
    let mut view = crystal();
    view.atoms[1].fract[0] = f64::NAN;
    view.atoms[2].radius = f64::INFINITY;
    view.atoms[3].species[0].1 = f64::NAN;
    view.polyhedra[0].corners.push((99, [0; 3]));
    view.polyhedra.push(Polyhedron {
        centre: 77,
        corners: Vec::new(),
    });
    view.barriers.e1d = Some(f64::NAN);
    if let Shown::Data(path) = &mut view.path {
        path[3].fract[2] = f64::NAN;
    }
    let figure = drawn(&view, &one_cell());
    assert_eq!(count(&figure, "atom: Cl1"), 0);
    view.barriers.e1d = Some(0.4);
    assert!(count(&drawn(&view, &one_cell()), "saddle point: ") > 0);
}

#[test]
fn framework_and_sampling_show_the_crystal_and_number_the_jumps() {
    let framework = FrameworkData {
        compounds: 2,
        descriptors: 32,
        train: 1,
        test: 1,
        components: 1,
        important: 1,
        crystal: crystal().into(),
    };
    let figure = figures::framework(&framework).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    assert_eq!(count(&figure, "atom: Cl1"), 8);
    let jump = |name: &str, to: [f64; 3], stays_in_cage| JumpView {
        name: name.into(),
        distance_ang: 2.76,
        stays_in_cage,
        ends: vec![[[0.5, 0.5, 1.0], to]],
    };
    let sampling = SamplingData {
        general_formula: "Li_{3}OCl".into(),
        sites: vec![SiteSampling {
            role: Role::A,
            wyckoff: "1a".into(),
            species: vec![("Cl".into(), 2)],
        }],
        crystal: crystal().into(),
        jumps: vec![
            jump("short", [1.0, 0.5, 0.5], true),
            jump("long", [0.0, 0.5, 0.5], false),
        ],
    };
    let figure = figures::sampling(&sampling).expect("it can be drawn");
    assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    let outline = figure.outline();
    assert!(outline.contains("text: short 2.76 Å") && outline.contains("text: long 2.76 Å"));
    let numbers = outline.lines().filter(|line| *line == "text: 1");
    assert_eq!(numbers.count(), 2, "at the jump and in the legend");
    assert!(
        figure.caption.contains("1 short, 2 long"),
        "{}",
        figure.caption
    );
    assert_eq!(count(&figure, "jump: "), 4);
}
