//! Speed of the stages on generated text.
//!
//! `lexing` and `document` stand for 1 MB of a loop of coordinates (the peer is gemmi's
//! `cif.read_string`); `structure` for an argyrodite of 216 with its 96 operations listed and
//! for a molecular crystal of 200 atoms in P 1 21/c 1 (the peer is gemmi's small structure with
//! `get_all_unit_cell_sites`).

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hecs_cif::{Document, Lexer, ReadOptions, read_structure};
use hecs_core::SpaceGroup;

fn coordinates(rows: usize) -> String {
    let mut text = String::from(
        "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n\
         _atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n",
    );
    for i in 0..rows {
        let x = |k: usize| (i * k % 9973) as f64 / 9973.0;
        let _ = writeln!(
            text,
            "C{i} C {:.5}(3) {:.5}(4) {:.5}(3) 1.0",
            x(7),
            x(131),
            x(977)
        );
    }
    text
}

fn cell(a: f64, beta: f64) -> String {
    format!(
        "data_bench\n_cell_length_a {a}\n_cell_length_b {a}\n_cell_length_c {a}\n\
         _cell_angle_alpha 90\n_cell_angle_beta {beta}\n_cell_angle_gamma 90\n"
    )
}

fn argyrodite() -> String {
    let mut text = cell(9.857, 90.0);
    text.push_str("_chemical_formula_sum 'Li6 P S5 Cl'\n_cell_formula_units_Z 4\n");
    text.push_str("loop_\n_space_group_symop_operation_xyz\n");
    let group = SpaceGroup::from_number(216).expect("216 is F-43m");
    for operation in &group.operations {
        let _ = writeln!(text, "'{operation}'");
    }
    text.push_str(
        "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n\
         _atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n\
         Li1 Li1+ 0.3077 0.3077 0.0251 0.5\nP1 P5+ 0.5 0.5 0.5 1\nS1 S2- 0.6177 0.6177 0.6177 1\n\
         S2 S2- 0.25 0.25 0.25 0.615\nCl1 Cl1- 0.25 0.25 0.25 0.385\n\
         Cl2 Cl1- 0 0 0 0.615\nS3 S2- 0 0 0 0.385\n",
    );
    text
}

fn molecular() -> String {
    let mut text = cell(18.0, 97.3);
    text.push_str("_space_group_name_H-M_alt 'P 1 21/c 1'\n");
    text.push_str(&coordinates(200));
    text
}

fn stages(criterion: &mut Criterion) {
    let text = format!("data_bench\n{}", coordinates(24_000));
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("lexing", |b| {
        b.iter(|| Lexer::new(black_box(&text)).count());
    });
    group.bench_function("document", |b| {
        b.iter(|| Document::parse(black_box(text.as_bytes())).0.blocks().len());
    });
    group.finish();
    let mut group = criterion.benchmark_group("structure");
    group.throughput(Throughput::Elements(1));
    for (name, text) in [("argyrodite", argyrodite()), ("molecular", molecular())] {
        group.bench_function(name, |b| {
            b.iter(|| read_structure(black_box(text.as_bytes()), &ReadOptions::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
