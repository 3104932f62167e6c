//! Measured conductivities, predicted for rows and for families that a model has not seen.

use std::collections::BTreeSet;
use std::error::Error;

use comfy_table::Table;
use hecs_descriptors::{Category, Feature};

use super::dataset::{COMPOSITION, Material};
use super::matrix::Features;
use super::regression::{Asked, predictions};
use super::scores::{Interval, error, median};

/// What upper limits count as in the published benchmark: log₁₀ of 1e-15 S/cm.
const PUBLISHED_LIMIT: f64 = -15.0;

/// What is predicted from what.
struct Predictor {
    name: &'static str,
    /// Whether only rows with a structure are used.
    of_structures: bool,
    /// What it rests on; the median of the training rows where nothing.
    features: Option<Features>,
}

fn predictors() -> [Predictor; 6] {
    let constant = |of_structures| Predictor {
        name: "median of the training rows",
        of_structures,
        features: None,
    };
    let pls = |name, of_structures, features| Predictor {
        name,
        of_structures,
        features: Some(features),
    };
    let composition = |of| Features {
        of,
        names: names(&|f| f.category() == Category::Composition),
    };
    let all = Features {
        of: |m| values(m).to_vec(),
        names: names(&|_| true),
    };
    [
        constant(false),
        pls(
            "PLS, composition (12)",
            false,
            composition(|m| m.of_formula.clone()),
        ),
        constant(true),
        pls(
            "PLS, composition (12)",
            true,
            composition(|m| values(m)[..COMPOSITION].to_vec()),
        ),
        pls("PLS, all but the pathway (42)", true, without_pathway()),
        pls("PLS, all (54)", true, all),
    ]
}

fn names(kept: &dyn Fn(Feature) -> bool) -> Vec<String> {
    let kept = Feature::ALL.iter().filter(|f| kept(**f));
    kept.map(|f| f.name().to_owned()).collect()
}

fn values(material: &Material) -> &[Option<f64>] {
    material.of_structure.as_deref().unwrap_or_default()
}

/// The features of a structure that need no map.
pub(super) fn without_pathway() -> Features {
    Features {
        of: |material| {
            let of_feature = Feature::ALL.iter().zip(values(material));
            let kept = of_feature.filter(|(f, _)| f.category() != Category::ConductionPathway);
            kept.map(|(_, value)| *value).collect()
        },
        names: names(&|f| f.category() != Category::ConductionPathway),
    }
}

impl Predictor {
    fn predict(
        &self,
        training: &[&Material],
        asked: &[&Material],
        question: Asked,
    ) -> Result<(Vec<f64>, usize), Box<dyn Error>> {
        let Some(features) = &self.features else {
            let known: Vec<f64> = training.iter().map(|m| m.log_sigma).collect();
            return Ok((vec![median(&known); asked.len()], 0));
        };
        predictions(training, asked, features, question)
    }

    fn rows<'m>(&self, materials: &'m [Material]) -> Vec<&'m Material> {
        let used = materials.iter().filter(|m| {
            let known = if self.of_structures {
                values(m)
            } else {
                &m.of_formula
            };
            known.iter().any(Option::is_some)
        });
        used.collect()
    }
}

/// Prints both tables.
pub(super) fn tables(materials: &[Material]) -> Result<(), Box<dyn Error>> {
    println!(
        "\nOfficial split: mean absolute error of log10 σ on the test rows (95 %)\n{}",
        official(materials)?
    );
    println!(
        "\nA whole family left out, each in turn: the same over all rows (95 % over families)\n{}",
        by_family(materials)?
    );
    Ok(())
}

fn shown(interval: Interval) -> String {
    format!(
        "{:.2} ({:.2}–{:.2})",
        interval.mean, interval.low, interval.high
    )
}

/// The header of both tables.
fn table(last: &str) -> Table {
    let mut table = Table::new();
    table.set_header([
        "rows",
        "predictor",
        "trained, asked",
        "decades",
        "less the median's",
        last,
    ]);
    table
}

fn official(materials: &[Material]) -> Result<Table, Box<dyn Error>> {
    let mut table = table("components; limits as 1e-15");
    let mut constant = Vec::new();
    for predictor in predictors() {
        let rows = predictor.rows(materials);
        let (asked, training): (Vec<&Material>, Vec<&Material>) =
            rows.iter().partition(|m| m.is_test);
        let (predicted, components) = predictor.predict(&training, &asked, Asked::Rows)?;
        let errors: Vec<Vec<f64>> = asked
            .iter()
            .zip(&predicted)
            .map(|(m, p)| vec![error(m, *p)])
            .collect();
        let as_published = asked.iter().zip(&predicted).map(|(m, p)| {
            let stated = if m.is_limit {
                PUBLISHED_LIMIT
            } else {
                m.log_sigma
            };
            (p - stated).abs()
        });
        let as_published = as_published.sum::<f64>() / asked.len() as f64;
        if predictor.features.is_none() {
            constant.clone_from(&errors);
        }
        table.add_row([
            kind(&predictor).to_owned(),
            predictor.name.to_owned(),
            format!("{}, {}", training.len(), asked.len()),
            shown(Interval::of(&errors)),
            less(&errors, &constant),
            format!("{components}; {as_published:.2}"),
        ]);
    }
    Ok(table)
}

fn by_family(materials: &[Material]) -> Result<Table, Box<dyn Error>> {
    let mut table = table("families better than the median");
    let mut constant = Vec::new();
    for predictor in predictors() {
        let rows = predictor.rows(materials);
        let families: BTreeSet<&str> = rows.iter().map(|m| m.family.as_str()).collect();
        let mut errors = Vec::new();
        for family in &families {
            let (asked, training): (Vec<&Material>, Vec<&Material>) =
                rows.iter().partition(|m| m.family == *family);
            let (predicted, _) = predictor.predict(&training, &asked, Asked::Families)?;
            errors.push(
                asked
                    .iter()
                    .zip(&predicted)
                    .map(|(m, p)| error(m, *p))
                    .collect::<Vec<f64>>(),
            );
        }
        if predictor.features.is_none() {
            constant.clone_from(&errors);
        }
        let mean = |errors: &Vec<f64>| errors.iter().sum::<f64>() / errors.len() as f64;
        let better = errors
            .iter()
            .zip(&constant)
            .filter(|(own, other)| mean(own) < mean(other))
            .count();
        table.add_row([
            kind(&predictor).to_owned(),
            predictor.name.to_owned(),
            format!("{} in {} families", rows.len(), families.len()),
            shown(Interval::of(&errors)),
            less(&errors, &constant),
            if predictor.features.is_some() {
                format!("{better} of {}", families.len())
            } else {
                String::new()
            },
        ]);
    }
    Ok(table)
}

fn kind(predictor: &Predictor) -> &'static str {
    if predictor.of_structures {
        "with a structure"
    } else {
        "all"
    }
}

/// The difference of errors on the same rows, with its interval.
fn less(errors: &[Vec<f64>], constant: &[Vec<f64>]) -> String {
    let pairs = errors.iter().zip(constant);
    let differences: Vec<Vec<f64>> = pairs
        .map(|(own, other)| own.iter().zip(other).map(|(a, b)| a - b).collect())
        .collect();
    let found = Interval::of(&differences);
    format!(
        "{:+.2} ({:+.2} to {:+.2})",
        found.mean, found.low, found.high
    )
}
