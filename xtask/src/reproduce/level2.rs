//! Level 2: the published matrix through our PLS.

use std::error::Error;

use super::check::{Check, Level};
use super::model::{Dataset, Regression, Row};
use super::published::{Published, Set};
use super::validation::Validation;

/// Predictions of Table S1 agree when closer than this: its nine printed decimals are limited by
/// the seven digits to which some descriptors were published.
const PREDICTION_TOLERANCE_EV: f64 = 1e-6;

/// The published descriptors and Ea.
pub(crate) fn dataset(published: &Published) -> Dataset<'_> {
    Dataset {
        descriptors: &published.descriptors,
        rows: published
            .compounds
            .iter()
            .map(|c| Row {
                no: c.no,
                set: c.set,
                values: &c.descriptors,
                ea: c.ea,
            })
            .collect(),
    }
}

pub(crate) fn check(
    published: &Published,
    model: &Regression,
    validation: &Validation,
) -> Result<Level, Box<dyn Error>> {
    let threshold = published.number("vip_threshold")?;
    let important = model.important(&published.descriptors, threshold);
    let ranking = model.ranking(&published.descriptors);
    let count = |set: Set| published.compounds.iter().filter(|c| c.set == set).count();
    let mut largest = 0.0f64;
    let mut near = 0;
    for compound in &published.compounds {
        let (Some(printed), Some(ours)) = (
            compound.ea_pls,
            model.predictions.iter().find(|p| p.no == compound.no),
        ) else {
            continue;
        };
        let difference = (ours.predicted - printed).abs();
        largest = largest.max(difference);
        near += usize::from(difference <= PREDICTION_TOLERANCE_EV);
    }
    let next = ranking.get(important.len());
    let mut level = Level {
        id: "L2",
        title: "The published matrix through our PLS",
        checks: vec![
            Check::same(
                "split (train + test)",
                "40 + 10".to_owned(),
                format!("{} + {}", count(Set::Train), count(Set::Test)),
            )
            .note("recovered uniquely from the Ea of Table S1; no. 15 is not in the paper"),
            Check::number(
                "components chosen",
                published.number("components")?,
                model.components as f64,
                0.0,
            )
            .note("minimum of Root Mean PRESS over 0–10 components"),
            Check::printed(
                "Root Mean PRESS",
                published.number("root_mean_press")?,
                model.root_mean_press(),
                5,
            )
            .note("printed as \"minimum PRESS\"; it is sqrt(PRESS/SSY), leave-one-out with centring and scaling inside each fold"),
            Check::printed("Q²", published.number("q2")?, model.q2(), 5)
                .note("1 − PRESS/SSY, SSY about the mean of all training rows"),
            Check::ours_only(
                "PRESS / eV² (Eq. 1)",
                model.cross_validation.press[model.components],
            ),
            Check::at_least("predictions of Table S1 within 1e-6 eV", 50, near, 50)
                .note(format!("largest difference {largest:.1e} eV")),
            Check::printed("R² train (Eq. 5)", published.number("r2_train")?, model.train.r2, 3),
            Check::printed(
                "R² test, squared Pearson correlation",
                published.number("r2_test")?,
                model.test.pearson_r2,
                3,
            ),
            Check::printed("R² test (Eq. 5)", published.number("r2_test")?, model.test.r2, 3)
                .reported("Eq. 5; the paper printed the squared Pearson correlation"),
            Check::printed(
                "RMSE train / eV",
                published.number("rmse_train_eV")?,
                model.train.rmse,
                2,
            ),
            Check::printed(
                "RMSE test / eV",
                published.number("rmse_test_eV")?,
                model.test.rmse,
                2,
            ),
            Check::same(
                &format!("descriptors with VIP > {threshold}"),
                published.important()?.join(" "),
                important.join(" "),
            )
            .note("VIP with the factor p = 32; with the factor J that Eq. 2 prints at most six could pass"),
            Check::ours_only(
                "first by VIP",
                super::check::Value::text(ranking.first().map_or(String::new(), |(n, v)| format!("{n} {v:.4}"))),
            ),
            Check::ours_only(
                "first below the threshold",
                super::check::Value::text(next.map_or(String::new(), |(n, v)| format!("{n} {v:.4}"))),
            ),
        ],
    };
    level.checks.extend(validation.checks(model));
    Ok(level)
}
