//! The same seed gives the same bits whatever the number of threads, and progress counts every unit once.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::sync::Mutex;

use hecs_pls::{
    BootstrapOptions, Folds, NestedOptions, PermutationOptions, Rule, Scaling, bootstrap, choose,
    cross_validate, jackknife, leave_one_out, nested_cross_validate, permutation_test,
};

#[test]
fn one_and_two_threads_agree_to_the_bit() {
    let data = common::argyrodites();
    let design = &data.train;
    let run = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let folds = Folds::repeated_k_fold(40, 7, 3, seed).unwrap();
            let permutations = PermutationOptions {
                permutations: 50,
                seed,
            };
            let resamples = BootstrapOptions {
                replicates: 50,
                seed,
                ..BootstrapOptions::default()
            };
            let cv = leave_one_out(design, Scaling::Auto, 10).unwrap();
            let rule = Rule::VanDerVoet {
                level: 0.1,
                permutations: 500,
                seed,
            };
            (
                choose(&cv, rule).unwrap(),
                cv,
                cross_validate(design, Scaling::Auto, 10, &folds, None).unwrap(),
                permutation_test(design, Scaling::Auto, 10, permutations, None).unwrap(),
                bootstrap(design, Scaling::Auto, 4, resamples, Some(&data.test), None).unwrap(),
                jackknife(
                    design,
                    Scaling::Auto,
                    4,
                    0.9,
                    &Folds::leave_one_out(design.n()).unwrap(),
                    Some(&data.test),
                    None,
                )
                .unwrap(),
                nested_cross_validate(
                    design,
                    Scaling::Auto,
                    &folds,
                    NestedOptions::default(),
                    None,
                )
                .unwrap(),
            )
        })
    };
    let first = run(1, 11);
    assert!(first == run(2, 11));
    assert!(first != run(1, 12));
}

#[test]
fn large_designs_too() {
    let design = common::design("diabetes", "progression");
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| leave_one_out(&design, Scaling::Auto, 8).unwrap())
    };
    assert!(run(1) == run(2));
}

#[test]
fn progress_counts_to_the_end() {
    let data = common::argyrodites();
    let seen = Mutex::new(Vec::new());
    let note = |done: usize| seen.lock().unwrap().push(done);
    let options = PermutationOptions {
        permutations: 25,
        seed: 1,
    };
    permutation_test(&data.train, Scaling::Auto, 3, options, Some(&note)).unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen, (1..=25).collect::<Vec<_>>());
}
