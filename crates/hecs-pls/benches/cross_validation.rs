//! Leave-one-out and permutations of typical sizes.
//!
//! `loo 40 x 32` and `permutations 40 x 32` are a small chemometric table (the published argyrodites; comparable are JMP's leave-one-out and
//! the permutation plots of SIMCA); `loo 442 x 10` is a long one (diabetes). The wide one, 500 × 500, is timed against ikpls in
//! examples/loo_speed.rs.
#![allow(missing_docs)]

use std::fs::File;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use hecs_pls::{
    Design, Fit, Missing, PermutationOptions, Response, Scaling, Sheet, leave_one_out,
    permutation_test,
};

fn design(file: &str, response: &str, without: &[&str]) -> Design {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(file);
    let sheet = Sheet::read(File::open(path).expect("the fixture is there")).expect("it is CSV");
    let y = sheet.numbers(response).expect("the response is there");
    let table = sheet.table_without(without).expect("so are the others");
    Design::new(table, Response::new(response, y), Missing::Refuse).expect("nothing is missing")
}

fn argyrodites() -> Design {
    let without = ["no", "table_s1_row", "ea_bvse_eV", "ea_steps", "ea_pls_eV"];
    let all = design("argyrodites.csv", "ea_bvse_eV", &without);
    all.select_rows(&(0..40).collect::<Vec<_>>())
        .expect("forty rows")
}

fn benches(criterion: &mut Criterion) {
    let (small, long) = (
        argyrodites(),
        design("diabetes.csv", "Y_progression", &["Y_progression"]),
    );
    criterion.bench_function("fit 40 x 32, A = 10", |bench| {
        bench.iter(|| Fit::new(&small, Scaling::Auto, 10));
    });
    criterion.bench_function("loo 40 x 32, A = 10", |bench| {
        bench.iter(|| leave_one_out(&small, Scaling::Auto, 10));
    });
    criterion.bench_function("loo 442 x 10, A = 8", |bench| {
        bench.iter(|| leave_one_out(&long, Scaling::Auto, 8));
    });
    let options = PermutationOptions {
        permutations: 100,
        seed: 1,
    };
    criterion.bench_function("100 permutations 40 x 32, A = 10", |bench| {
        bench.iter(|| permutation_test(&small, Scaling::Auto, 10, options, None));
    });
}

criterion_group!(all, benches);
criterion_main!(all);
