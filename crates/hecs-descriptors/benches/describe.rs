//! Time to describe one structure: in F-43m (100 positions, six of them distinct), as P1, as a
//! supercell of eight, and on a geometry that is known.
#![allow(missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::iodide;
use criterion::{Criterion, criterion_group, criterion_main};
use hecs_descriptors::{Composition, Geometry, Hecs, Occupancies, Roles, SConfLi};
use nalgebra::Matrix3;

fn describe(c: &mut Criterion) {
    let structure = iodide().structure();
    let p1 = structure.in_p1();
    let large = structure
        .in_cell(&Matrix3::from_diagonal_element(2))
        .expect("a supercell");
    for (name, structure) in [("F-43m", &structure), ("P1", &p1), ("2x2x2 in P1", &large)] {
        c.bench_function(name, |b| b.iter(|| Hecs::describe(black_box(structure))));
    }

    let roles = Roles::find(&structure).expect("an argyrodite");
    let (composition, _) = Composition::of(&structure, &roles);
    let occupancies = Occupancies::of(&roles);
    let geometry = Geometry::measure(&structure, &roles).expect("an argyrodite");
    c.bench_function("known geometry", |b| {
        b.iter(|| {
            Hecs::from_parts(
                black_box(&composition),
                &occupancies,
                &geometry,
                SConfLi::Standard,
            )
        });
    });
}

criterion_group!(benches, describe);
criterion_main!(benches);
