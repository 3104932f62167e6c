//! Map, percolation, refinement and easiest path over the number of grid points and of atoms.
//!
//! Li6PS5I stands for the work of a screening; its supercells in P1, where symmetry does not help,
//! show that time grows with the volume.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hecs_bvse::{Barriers, EnergyMap, Framework, Network, Options};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Ion, Structure};
use nalgebra::{Matrix3, Vector3};

fn li6ps5i() -> Structure {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/structures/005_Li6PS5I.cif"
    );
    let bytes = std::fs::read(path).expect("the fixture is there");
    let reading = read_structure(&bytes, &ReadOptions::default());
    reading.structure.expect("the fixture is sound")
}

fn framework(structure: &Structure) -> Framework {
    Framework::new(structure, Ion::LI, &Options::default()).expect("the parameters are tabulated")
}

/// Grid size, with symmetry.
fn spacing(criterion: &mut Criterion) {
    let framework = framework(&li6ps5i());
    let mut group = criterion.benchmark_group("Li6PS5I by spacing");
    group.sample_size(10);
    for spacing in [0.4, 0.2, 0.1] {
        let map = EnergyMap::compute(&framework, spacing).expect("the grid fits");
        let barriers = Barriers::from_map(&map);
        group.throughput(Throughput::Elements(map.grid().point_count() as u64));
        group.bench_with_input(BenchmarkId::new("map", spacing), &spacing, |b, spacing| {
            b.iter(|| EnergyMap::compute(black_box(&framework), *spacing));
        });
        group.bench_with_input(BenchmarkId::new("percolation", spacing), &map, |b, map| {
            b.iter(|| Barriers::from_map(black_box(map)));
        });
        group.bench_with_input(BenchmarkId::new("refinement", spacing), &map, |b, map| {
            b.iter(|| Network::new(black_box(map), &barriers));
        });
        let network = Network::new(&map, &barriers).expect("nothing stops it");
        group.bench_with_input(
            BenchmarkId::new("easiest path", spacing),
            &network,
            |b, network| {
                b.iter(|| black_box(network).easiest_path(1));
            },
        );
    }
    group.finish();
}

/// Number of atoms, without symmetry.
fn atoms(criterion: &mut Criterion) {
    let cell = li6ps5i();
    let mut group = criterion.benchmark_group("P1 supercells of Li6PS5I at 0.2 Å by atoms");
    group.sample_size(10);
    for copies in [1, 2, 4, 8] {
        let diagonal = Matrix3::from_diagonal(&Vector3::new(copies, 1, 1));
        let structure = cell.in_cell(&diagonal).expect("the matrix is regular");
        let atoms = structure.composition().values().sum::<f64>().round();
        let framework = framework(&structure);
        let map = EnergyMap::compute(&framework, 0.2).expect("the grid fits");
        let barriers = Barriers::from_map(&map);
        group.throughput(Throughput::Elements(atoms as u64));
        group.bench_with_input(
            BenchmarkId::new("map", atoms),
            &framework,
            |b, framework| {
                b.iter(|| EnergyMap::compute(black_box(framework), 0.2));
            },
        );
        group.bench_with_input(BenchmarkId::new("percolation", atoms), &map, |b, map| {
            b.iter(|| Barriers::from_map(black_box(map)));
        });
        group.bench_with_input(BenchmarkId::new("refinement", atoms), &map, |b, map| {
            b.iter(|| Network::new(black_box(map), &barriers));
        });
    }
    group.finish();
}

criterion_group!(benches, spacing, atoms);
criterion_main!(benches);
