//! Screening at the sizes that matter: 10 000 compositions by descriptors and PLS, 1000 by direct BVSE at 0.2 Å.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use hecs_design::{Family, Member, Range, ScreenOptions};

/// Members of the general formula: two variables, eight combinations of elements.
fn members(count: usize) -> (Family, Vec<Member>) {
    let family = Family::named("general").unwrap();
    let x = Range::with_step(0.02, 2.0, 0.04).unwrap();
    let y = Range::with_step(0.02, 1.0, 0.04).unwrap();
    let choices = [("M", "P"), ("Y", "S")];
    let mut members = family.grid(&[("x", x), ("y", y)], &choices).unwrap();
    assert!(members.len() >= count);
    let step = members.len() / count;
    members = members.into_iter().step_by(step).take(count).collect();
    assert_eq!(members.len(), count);
    (family, members)
}

fn screening(criterion: &mut Criterion) {
    let trained = common::trained().unwrap();
    let mut group = criterion.benchmark_group("screening");
    group.sample_size(10);
    let (family, ten_thousand) = members(10_000);
    group.bench_function("10000 compositions, descriptors and PLS", |b| {
        let options = ScreenOptions::default();
        b.iter(|| {
            trained
                .screen(&family, &ten_thousand, &options, None)
                .unwrap()
        });
    });
    let (family, thousand) = members(1000);
    group.bench_function("1000 compositions, direct BVSE at 0.2 A", |b| {
        let options = ScreenOptions {
            direct_spacing_ang: Some(0.2),
            ..ScreenOptions::default()
        };
        b.iter(|| trained.screen(&family, &thousand, &options, None).unwrap());
    });
    group.finish();
}

criterion_group!(benches, screening);
criterion_main!(benches);
