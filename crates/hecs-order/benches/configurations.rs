//! Configurations of AₓPb₁₋ₓTe in 2×2×2 cells (doi:10.1186/s13321-016-0129-3), 32 places and 1536 operations: counted exactly, each
//! inequivalent one met once, and drawn.

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use hecs_core::{Lattice, SpaceGroup, Species, Structure, StructureBuilder};
use hecs_order::{Inequivalent, Supercell, SupercellOptions, Symmetry, UniformDraws};
use nalgebra::{Matrix3, Vector3};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn telluride(x: f64) -> Structure {
    let group = SpaceGroup::from_number(225).expect("F m -3 m");
    let mut builder = StructureBuilder::new(Lattice::cubic(6.46).expect("a cell"), group);
    let part = |ion: &str, occupancy: f64| Species {
        occupancy,
        ..Species::of(ion.parse().expect("an ion"))
    };
    let cations = vec![part("Sn2+", x), part("Pb2+", 1.0 - x)];
    builder.add_site("Pb", cations, &Vector3::zeros(), 0.01);
    builder.add_site("Te", vec![part("Te2-", 1.0)], &Vector3::repeat(0.5), 0.01);
    builder.build().expect("a structure")
}

fn supercell(x: f64) -> Supercell {
    let matrix = Matrix3::from_diagonal_element(2);
    Supercell::new(&telluride(x), &matrix, &SupercellOptions::default()).expect("a supercell")
}

/// How many there are, and the sum of their multiplicities.
fn all(supercell: &Supercell) -> (u64, u64) {
    let symmetry = Symmetry::new(supercell).expect("a group");
    let every = Inequivalent::new(supercell.choices(), &symmetry).expect("few places");
    let mut sums = (0, 0);
    let _ = every.for_each(|_, multiplicity| {
        sums = (sums.0 + 1, sums.1 + multiplicity);
        ControlFlow::Continue(())
    });
    sums
}

fn configurations(criterion: &mut Criterion) {
    criterion.bench_function(
        "supercell, symmetry and counts, 404 582 inequivalent",
        |b| {
            b.iter(|| {
                let supercell = supercell(black_box(0.5));
                let symmetry = Symmetry::new(&supercell).expect("a group");
                let counts = supercell.choices().count_inequivalent(&symmetry);
                counts.expect("counts")
            });
        },
    );
    let mut group = criterion.benchmark_group("each inequivalent one");
    group.sample_size(10);
    for (x, expected) in [(0.25, (8_043, 10_518_300)), (0.5, (404_582, 601_080_390))] {
        let supercell = supercell(x);
        assert_eq!(all(&supercell), expected);
        group.bench_function(format!("{}", expected.0), |b| {
            b.iter(|| all(black_box(&supercell)));
        });
    }
    group.finish();
    let supercell = supercell(0.5);
    let draws = UniformDraws::new(supercell.choices()).expect("draws");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    criterion.bench_function("a uniform draw of 32 places", |b| {
        b.iter(|| draws.draw(black_box(&mut rng)));
    });
}

criterion_group!(benches, configurations);
criterion_main!(benches);
