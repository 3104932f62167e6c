//! Coulomb sums of a cell of 200 ions: an energy, the matrix of pairs, an exchange of two charges.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use hecs_core::Lattice;
use hecs_order::{EwaldSum, PAIR_TOLERANCE_EV, coulomb_energy_ev};
use nalgebra::Vector3;

/// Perovskite ABO₃ in 2×4×5 cells: 200 ions.
fn perovskite() -> (Lattice, Vec<Vector3<f64>>, Vec<f64>) {
    let (edge, cells) = (3.9, [2_u8, 4, 5]);
    let lattice = Lattice::new(cells.map(|n| edge * f64::from(n)), [90.0; 3]).expect("a cell");
    let ions = [
        ([0.0, 0.0, 0.0], 2.0),
        ([0.5, 0.5, 0.5], 4.0),
        ([0.5, 0.5, 0.0], -2.0),
        ([0.5, 0.0, 0.5], -2.0),
        ([0.0, 0.5, 0.5], -2.0),
    ];
    let (mut positions, mut charges) = (Vec::new(), Vec::new());
    for i in 0..cells[0] {
        for j in 0..cells[1] {
            for k in 0..cells[2] {
                for (at, charge) in ions {
                    let cell = [i, j, k].map(f64::from);
                    let axis = |a: usize| (cell[a] + at[a]) / f64::from(cells[a]);
                    positions.push(Vector3::new(axis(0), axis(1), axis(2)));
                    charges.push(charge);
                }
            }
        }
    }
    (lattice, positions, charges)
}

fn sums(criterion: &mut Criterion) {
    let (lattice, positions, charges) = perovskite();
    criterion.bench_function("one energy of 200 ions", |b| {
        b.iter(|| {
            coulomb_energy_ev(black_box(&lattice), &positions, &charges, PAIR_TOLERANCE_EV)
                .expect("an energy")
        });
    });
    criterion.bench_function("all pairs of 200 ions", |b| {
        b.iter(|| {
            EwaldSum::new(black_box(&lattice), &positions, PAIR_TOLERANCE_EV).expect("a sum")
        });
    });
    let sum = EwaldSum::new(&lattice, &positions, PAIR_TOLERANCE_EV).expect("a sum");
    let mut placed = sum.place(charges).expect("charges");
    criterion.bench_function("change by a swap", |b| {
        b.iter(|| placed.change_by_swap_ev(black_box(0), black_box(101)));
    });
    criterion.bench_function("a swap", |b| {
        b.iter(|| placed.swap(black_box(0), black_box(101)));
    });
}

criterion_group!(benches, sums);
criterion_main!(benches);
