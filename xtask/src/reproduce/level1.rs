//! Level 1: the printed statistics from Table S1 itself, no model of ours in between.

use std::error::Error;

use hecs_bvse::spse::STEP_EV;

use super::check::{Check, Level};
use super::model::Quality;
use super::published::Published;

pub(crate) fn check(published: &Published) -> Result<Level, Box<dyn Error>> {
    let part = |set: &str| -> (Vec<f64>, Vec<f64>) {
        published
            .table_s1
            .iter()
            .filter(|row| row.set == set)
            .map(|row| (row.ea_bvse, row.ea_pls))
            .unzip()
    };
    let (train_observed, train_predicted) = part("train");
    let (test_observed, test_predicted) = part("test");
    let train = Quality::of(&train_observed, &train_predicted)?;
    let test = Quality::of(&test_observed, &test_predicted)?;
    let rows = published.table_s1.len();
    // The test rows print Ea with five decimals, hence the residuals agree to half of the last.
    let residuals = published
        .table_s1
        .iter()
        .filter(|r| (r.ea_bvse - r.ea_pls - r.residual).abs() <= 0.5e-5)
        .count();
    // The published Ea are upper bounds of a bisection of [0, 20] eV: multiples of 20/2¹¹ eV.
    let on_steps = published
        .table_s1
        .iter()
        .filter(|r| {
            let steps = r.ea_bvse / STEP_EV;
            (steps - steps.round()).abs() * STEP_EV <= 0.5e-5
        })
        .count();
    Ok(Level {
        id: "L1",
        title: "The printed statistics from Table S1 itself",
        checks: vec![
            Check::same(
                "rows of Table S1 (train + test)",
                "40 + 10".to_owned(),
                format!("{} + {}", train_observed.len(), test_observed.len()),
            ),
            Check::printed("R² train (Eq. 5)", published.number("r2_train")?, train.r2, 3),
            Check::printed(
                "RMSE train / eV (Eq. 6)",
                published.number("rmse_train_eV")?,
                train.rmse,
                2,
            ),
            Check::printed(
                "R² test, squared Pearson correlation",
                published.number("r2_test")?,
                test.pearson_r2,
                3,
            )
            .note("the printed test R² is the squared Pearson correlation, not Eq. 5"),
            Check::printed("R² test (Eq. 5)", published.number("r2_test")?, test.r2, 3).reported(
                "Eq. 5 as the paper defines it gives this; the paper printed the squared correlation under the same name",
            ),
            Check::printed(
                "RMSE test / eV (Eq. 6)",
                published.number("rmse_test_eV")?,
                test.rmse,
                2,
            ),
            Check::at_least("residuals equal to Ea − prediction", rows, residuals, rows),
            Check::at_least("Ea that are multiples of 20/2¹¹ eV", rows, on_steps, rows)
                .note("the upper bound of a bisection of [0, 20] eV stopped below 0.01 eV"),
        ],
    })
}
