//! The files of the reproduction.

use std::error::Error;
use std::path::Path;

use hecs_bvse::spse::STEP_EV;
use hecs_cli::{csv_text, write_atomic};
use hecs_design::claims::Claim;
use serde_json::json;

use super::check::Level;
use super::compute::Computed;
use super::level3::Deviation;
use super::model::Regression;
use super::published::Published;
use super::section33;
use super::validation::Validation;

/// Name and content of each file, in the order of the report.
pub(crate) const FILES: [(&str, &str); 12] = [
    ("report.md", "this report"),
    (
        "report.html",
        "the same with figures, table and crystals to look at",
    ),
    ("figures/", "every figure as SVG and PNG"),
    ("summary.json", "the checks of all levels"),
    (
        "predictions.csv",
        "level 2: each prediction beside Table S1",
    ),
    (
        "press.csv",
        "PRESS, Root Mean PRESS and Q² over 0–10 components, levels 2–4",
    ),
    ("vip.csv", "VIP of the 32 descriptors, levels 2–4"),
    (
        "coefficients.csv",
        "bootstrap intervals of the 32 coefficients, level 2",
    ),
    ("descriptors.csv", "the 32 descriptors recomputed from CIF"),
    (
        "deviations.csv",
        "published cells that differ by more than 0.2 %",
    ),
    (
        "design.csv",
        "section 3.3: every composition with its Ea by model and by direct barrier",
    ),
    (
        "ea.csv",
        "published, spse and softbv Ea of each compound; that of softbv is of the grid",
    ),
];

/// What the files are made of.
pub(crate) struct Results<'a> {
    pub(crate) published: &'a Published,
    pub(crate) computed: &'a [Computed],
    pub(crate) deviations: &'a [Deviation],
    pub(crate) levels: &'a [Level],
    /// Chance, certainty and domain of the model of level 2.
    pub(crate) validation: &'a Validation,
    /// Section 3.3.
    pub(crate) claims: &'a [Claim],
    /// (level, model) of levels 2, 3 and 4.
    pub(crate) models: [(&'static str, &'a Regression); 3],
}

/// Writes summary.json and the tables.
pub(crate) fn write(out: &Path, results: &Results<'_>) -> Result<(), Box<dyn Error>> {
    let tables = [
        ("predictions.csv", predictions(results)),
        ("press.csv", press(results)),
        ("vip.csv", vip(results)?),
        ("coefficients.csv", coefficients(results)),
        ("descriptors.csv", descriptors(results)),
        ("deviations.csv", deviations(results)),
        ("ea.csv", ea(results)),
        ("design.csv", section33::table(results.claims)),
    ];
    for (name, (header, rows)) in tables {
        write_atomic(&out.join(name), &csv_text(&header, &rows)?)?;
    }
    let levels: serde_json::Map<String, serde_json::Value> = results
        .levels
        .iter()
        .map(|level| Ok((level.id.to_owned(), serde_json::to_value(level)?)))
        .collect::<Result<_, serde_json::Error>>()?;
    let text = serde_json::to_string_pretty(&json!({ "levels": levels }))?;
    write_atomic(&out.join("summary.json"), format!("{text}\n").as_bytes())?;
    Ok(())
}

type Rows = (Vec<String>, Vec<Vec<String>>);

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn predictions(results: &Results<'_>) -> Rows {
    let model = results.models[0].1;
    let rows = results
        .published
        .compounds
        .iter()
        .filter_map(|c| {
            let ours = model.predictions.iter().find(|p| p.no == c.no)?;
            let printed = c.ea_pls?;
            Some(vec![
                c.no.to_string(),
                c.formula.clone(),
                c.set.name().to_owned(),
                c.table_s1_row.map_or(String::new(), |r| r.to_string()),
                c.ea.to_string(),
                printed.to_string(),
                ours.predicted.to_string(),
                (ours.predicted - printed).to_string(),
            ])
        })
        .collect();
    let names = header(&[
        "no",
        "formula",
        "set",
        "table_s1_row",
        "ea_published_eV",
        "pls_published_eV",
        "pls_ours_eV",
        "difference_eV",
    ]);
    (names, rows)
}

fn press(results: &Results<'_>) -> Rows {
    let mut rows = Vec::new();
    for (level, model) in &results.models {
        let cv = &model.cross_validation;
        let (root_mean, q2) = (cv.root_mean_press(), cv.q2());
        for (components, press) in cv.press.iter().enumerate() {
            rows.push(vec![
                (*level).to_owned(),
                components.to_string(),
                press.to_string(),
                root_mean[components].to_string(),
                q2[components].to_string(),
            ]);
        }
    }
    let names = header(&["level", "components", "press_eV2", "root_mean_press", "q2"]);
    (names, rows)
}

fn vip(results: &Results<'_>) -> Result<Rows, Box<dyn Error>> {
    let important = results.published.important()?;
    let mut rows = Vec::new();
    for (level, model) in &results.models {
        for (name, vip) in results.published.descriptors.iter().zip(&model.vip) {
            rows.push(vec![
                (*level).to_owned(),
                name.clone(),
                vip.to_string(),
                important.contains(&name.as_str()).to_string(),
            ]);
        }
    }
    let names = header(&["level", "descriptor", "vip", "important_in_paper"]);
    Ok((names, rows))
}

fn coefficients(results: &Results<'_>) -> Rows {
    let rows = results
        .validation
        .coefficients
        .iter()
        .map(|c| {
            vec![
                c.name.clone(),
                c.value.to_string(),
                c.standard_error.to_string(),
                c.low.to_string(),
                c.high.to_string(),
            ]
        })
        .collect();
    let names = header(&["descriptor", "coefficient", "standard_error", "low", "high"]);
    (names, rows)
}

fn descriptors(results: &Results<'_>) -> Rows {
    let mut names = header(&["no", "formula"]);
    names.extend(results.published.descriptors.iter().cloned());
    let rows = results
        .published
        .compounds
        .iter()
        .zip(results.computed)
        .map(|(c, ours)| {
            let mut row = vec![c.no.to_string(), c.formula.clone()];
            row.extend(ours.descriptors.iter().map(ToString::to_string));
            row
        })
        .collect();
    (names, rows)
}

fn deviations(results: &Results<'_>) -> Rows {
    let rows = results
        .deviations
        .iter()
        .map(|d| {
            vec![
                d.no.to_string(),
                d.formula.clone(),
                d.descriptor.clone(),
                d.published.to_string(),
                d.recomputed.to_string(),
                format!("{:.5}", d.relative),
            ]
        })
        .collect();
    let names = header(&[
        "no",
        "formula",
        "descriptor",
        "published",
        "recomputed",
        "relative",
    ]);
    (names, rows)
}

fn ea(results: &Results<'_>) -> Rows {
    let rows = results
        .published
        .compounds
        .iter()
        .zip(results.computed)
        .map(|(c, ours)| {
            vec![
                c.no.to_string(),
                c.formula.clone(),
                c.steps.to_string(),
                ours.spse_as_published.steps.to_string(),
                (f64::from(ours.spse_as_published.steps) * STEP_EV).to_string(),
                ours.softbv_grid_ev.to_string(),
                ours.softbv_steps.to_string(),
                ours.spse_standard.steps.to_string(),
            ]
        })
        .collect();
    let names = header(&[
        "no",
        "formula",
        "published_steps",
        "spse_steps",
        "spse_eV",
        "softbv_eV",
        "softbv_steps",
        "spse_standard_structure_steps",
    ]);
    (names, rows)
}
