//! Level 4: standard structures and the `softbv` model: the conclusions without the two errors.

use std::error::Error;

use super::check::{Check, Level, Value};
use super::compute::Computed;
use super::model::Regression;
use super::published::{Published, Set};
use super::reference::Reference;

pub(crate) fn check(
    published: &Published,
    computed: &[Computed],
    model: &Regression,
    reference: &Reference,
) -> Result<Level, Box<dyn Error>> {
    let threshold = published.number("vip_threshold")?;
    let important = model.important(&published.descriptors, threshold);
    let ranking = model.ranking(&published.descriptors);
    let paper = published.important()?;
    let leading = published.text("leading_descriptor")?;
    let shared = paper.iter().filter(|n| important.contains(n)).count();
    let moves = || {
        published
            .compounds
            .iter()
            .zip(computed)
            .filter(|(c, _)| c.set != Set::Dropped)
            .map(|(c, ours)| i64::from(ours.softbv_steps) - i64::from(c.steps))
    };
    let rank = |name: &str| {
        ranking
            .iter()
            .position(|(n, _)| *n == name)
            .map_or(0, |i| i + 1)
    };
    let differs = "standard structures, each species its own D0: other Ea, other model";
    Ok(Level {
        id: "L4",
        title: "Standard CIF → softbv Ea → PLS",
        checks: vec![
            Check::at_least(
                "softbv Ea within one step of an independent implementation",
                computed.len(),
                reference.near_softbv(computed),
                computed.len(),
            )
            .note("Ea at 0.1 Å, grid values, against fixtures/reference/ea_steps.csv"),
            Check::ours_only(
                "Ea moves against the published, steps",
                Value::text(format!(
                    "{:+} … {:+}",
                    moves().min().unwrap_or(0),
                    moves().max().unwrap_or(0)
                )),
            )
            .note("one step is 9.77 meV"),
            Check::number(
                "components chosen",
                published.number("components")?,
                model.components as f64,
                0.0,
            )
            .reported(differs),
            Check::printed(
                "Root Mean PRESS",
                published.number("root_mean_press")?,
                model.root_mean_press(),
                5,
            )
            .reported(differs),
            Check::printed("Q²", published.number("q2")?, model.q2(), 5).reported(differs),
            Check::printed(
                "R² train (Eq. 5)",
                published.number("r2_train")?,
                model.train.r2,
                3,
            )
            .reported(differs),
            Check::printed(
                "R² test (Eq. 5)",
                published.number("r2_test")?,
                model.test.r2,
                3,
            )
            .reported(differs),
            Check::ours_only(
                "R² test, squared Pearson correlation",
                model.test.pearson_r2,
            ),
            Check::ours_only("RMSE train / eV", model.train.rmse),
            Check::ours_only("RMSE test / eV", model.test.rmse),
            Check::ours_only(
                "first three by VIP",
                Value::text(
                    ranking
                        .iter()
                        .take(3)
                        .map(|(n, v)| format!("{n} {v:.3}"))
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
            ),
            Check::same(
                "the leading descriptor",
                leading.to_owned(),
                ranking.first().map_or(String::new(), |r| r.0.to_owned()),
            )
            .reported(format!(
                "{leading} comes {}. of {}",
                rank(leading),
                ranking.len()
            )),
            Check::ours_only(
                &format!(
                    "of the paper's {} descriptors above {threshold}",
                    paper.len()
                ),
                Value::text(format!(
                    "{shared} of {}, {} in all",
                    paper.len(),
                    important.len()
                )),
            ),
        ],
    })
}
