//! Tables with many rows and columns that have little to do with each other: the response is described by few components, and what is left
//! of it becomes too small to be seen beside the whole.
#![allow(missing_docs, clippy::unwrap_used)]

use hecs_pls::{
    Column, DMatrix, Design, Folds, Missing, Response, Scaling, Table, cross_validate,
    cross_validate_by_refits,
};

#[test]
fn late_components_of_long_tables_agree_with_refits() {
    let (n, p) = (3000, 6);
    let noise = |i: usize| ((i as f64 + 1.0).sin() * 43_758.545_312_3).fract().abs();
    let x = DMatrix::from_fn(n, p, |i, j| noise(i * p + j));
    let y: Vec<f64> = (0..n)
        .map(|i| x.row(i).iter().take(3).sum::<f64>() + 0.1 * noise(100_000 + i))
        .collect();
    let columns = (0..p).map(|j| Column::from(format!("x{j}"))).collect();
    let table = Table::new((0..n).map(|i| i.to_string()).collect(), columns, x).unwrap();
    let design = Design::new(table, Response::new("y", y), Missing::Refuse).unwrap();
    for folds in [
        Folds::leave_one_out(n).unwrap(),
        Folds::k_fold(n, 7, 1).unwrap(),
    ] {
        let sums = cross_validate(&design, Scaling::Auto, p, &folds, None).unwrap();
        let refits = cross_validate_by_refits(&design, Scaling::Auto, p, &folds, None).unwrap();
        for (a, (by_sums, by_refit)) in sums.press.iter().zip(&refits.press).enumerate() {
            assert!(
                (by_sums / by_refit - 1.0).abs() < 1e-11,
                "{a}: {by_sums} {by_refit}"
            );
        }
        let largest = (&sums.predictions - &refits.predictions).amax();
        assert!(largest < 1e-11, "{largest:e}");
    }
}
