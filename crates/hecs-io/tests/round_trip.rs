//! What is written is read back.
#![allow(missing_docs, clippy::unwrap_used)]

use hecs_core::{Element, Lattice, Species, Structure};
use hecs_io::{FormatError, extxyz, poscar};
use nalgebra::Vector3;
use proptest::prelude::*;

fn species(symbol: &str, occupancy: f64) -> Vec<Species> {
    vec![Species {
        element: Element::from_symbol(symbol).unwrap(),
        charge: None,
        occupancy,
    }]
}

/// Lengths, angles of a cell that spans a volume; atoms grouped by element, as POSCAR has them.
fn crystals() -> impl Strategy<Value = Structure> {
    let angle = || 65.0..115.0f64;
    let position = || prop::array::uniform3(0.0..1.0f64);
    (
        prop::array::uniform3(3.0..12.0f64),
        [angle(), angle(), angle()],
        prop::collection::vec(position(), 1..5),
        prop::collection::vec(position(), 1..5),
    )
        .prop_map(|(lengths, angles, lithium, sulfur)| {
            let of = |symbol: &'static str, positions: Vec<[f64; 3]>| {
                positions
                    .into_iter()
                    .map(move |x| (species(symbol, 1.0), Vector3::from(x)))
            };
            let lattice = Lattice::new(lengths, angles).unwrap();
            Structure::from_positions(lattice, of("Li", lithium).chain(of("S", sulfur))).unwrap()
        })
}

fn is_same(read: &Structure, written: &Structure) -> bool {
    let pairs = read.sites().iter().zip(written.sites());
    read.sites().len() == written.sites().len()
        && pairs.into_iter().all(|(a, b)| {
            let distance = written.lattice().distance(&a.positions[0], &b.positions[0]);
            a.species == b.species && distance < 1e-9
        })
        && (read.lattice().basis() - written.lattice().basis()).amax() < 1e-9
}

proptest! {
    #[test]
    fn a_structure_comes_back(structure in crystals()) {
        prop_assert!(is_same(&poscar::read(&poscar::write(&structure).unwrap()).unwrap(), &structure));
        let text = extxyz::write(&structure, &[("image", "3 of 9")]).unwrap();
        prop_assert!(is_same(&extxyz::read(&text).unwrap()[0], &structure));
    }

    #[test]
    fn no_text_panics(text in "[ -~\n]{0,200}") {
        let _ = (poscar::read(&text), extxyz::read(&text));
    }
}

#[test]
fn disorder_is_refused_by_name() {
    let lattice = Lattice::cubic(5.0).unwrap();
    let half =
        Structure::from_positions(lattice, [(species("Li", 0.5), Vector3::zeros())]).unwrap();
    for error in [
        poscar::write(&half).unwrap_err(),
        extxyz::write(&half, &[]).unwrap_err(),
    ] {
        assert!(matches!(error, FormatError::Disordered { .. }), "{error}");
        assert!(error.to_string().contains("Li1 is 0.5 Li"), "{error}");
    }
    let full = Structure::from_positions(
        Lattice::cubic(5.0).unwrap(),
        [(species("Li", 1.0), Vector3::zeros())],
    );
    let error = extxyz::write(&full.unwrap(), &[("a b", "c")]).unwrap_err();
    assert!(matches!(error, FormatError::Comment { .. }));
}
