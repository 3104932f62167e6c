//! The page of a PLS model of a table, in the order in which a chemometrician asks.

use serde_json::{Value, json};

use super::figures::Frames;
use super::{Document, STYLE, document, model_tables};
use crate::ReportError;
use crate::data::{ModelPage, PlsData, Shown};
use crate::figures::{self, Figure, pls};
use crate::rich::escape;

const MODEL_STYLE: &str = include_str!("../../assets/model.css");
const SCRIPTS: [&str; 6] = [
    include_str!("../../assets/theme.js"),
    include_str!("../../assets/save.js"),
    include_str!("../../assets/figures.js"),
    include_str!("../../assets/table.js"),
    include_str!("../../assets/profiler.js"),
    include_str!("../../assets/model.js"),
];

/// The page of a model: what was fitted, its figures, an interactive profiler, its rows and columns. Cannot fail: what cannot be drawn is
/// said in words in its place.
///
/// ```
/// let page = hecs_report::data::ModelPage {
///     title: "fat from spectra.csv".to_owned(),
///     ..Default::default()
/// };
/// let html = hecs_report::page::render_model(&page);
/// assert!(html.starts_with("<!doctype html>") && html.contains("fat from spectra.csv"));
/// ```
pub fn render_model(page: &ModelPage) -> String {
    let parts = [
        ("model", "Model", what_was_fitted(page)),
        ("figures", "Figures", all_figures(page)),
        ("profiler", "Prediction profiler", profiler(&page.model)),
        ("rows", "Rows", model_tables::rows(&page.model)),
        ("columns", "Columns", model_tables::columns(&page.model)),
    ];
    document(&Document {
        title: &page.title,
        introduction: &page.introduction,
        generator: &page.generator,
        settings: "",
        citation: "",
        parts: &parts,
        styles: &[STYLE, MODEL_STYLE],
        scripts: &SCRIPTS,
        data: &payload(&page.model),
    })
}

fn what_was_fitted(page: &ModelPage) -> String {
    let warnings: String = page
        .warnings
        .iter()
        .map(|warning| format!("<li>{}</li>\n", escape(warning)))
        .collect();
    let warnings = if warnings.is_empty() {
        String::new()
    } else {
        format!("<h3>What qualifies it</h3>\n<ul class=\"warnings\">\n{warnings}</ul>\n")
    };
    let facts: String = page
        .facts
        .iter()
        .map(|fact| {
            let class = if fact.warning {
                " class=\"warning\""
            } else {
                ""
            };
            format!(
                "<tr{class}><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                escape(&fact.name),
                escape(&fact.value)
            )
        })
        .collect();
    if facts.is_empty() {
        return warnings;
    }
    format!(
        "<div class=\"scroll\"><table class=\"facts\"><tbody>\n{facts}</tbody></table></div>\n{warnings}"
    )
}

fn all_figures(page: &ModelPage) -> String {
    let model = &page.model;
    let permutation = match &page.permutation {
        Shown::Data(data) => pls::permutation(data),
        Shown::Absent(why) => Err(ReportError::Absent { why: why.clone() }),
    };
    let contours = page
        .contours
        .iter()
        .map(|panel| {
            let subject = format!("{} over {} and {}", model.response.name, panel.x, panel.y);
            (subject, figures::contour(panel))
        })
        .collect();
    let mut frames = Frames::default();
    let mut section = |title: &str, figures: Vec<(&str, Result<Figure, ReportError>)>| {
        let named = figures
            .into_iter()
            .map(|(name, drawn)| (name.to_owned(), drawn));
        frames.section(title, "", named.collect())
    };
    let mut out = [
        section(
            "How many components, and how well it predicts",
            vec![
                ("Cross-validation", figures::press(&model.press())),
                ("Observed against predicted values", pls::observed(model)),
                ("Permutation test", permutation),
            ],
        ),
        section(
            "The rows",
            vec![
                ("Scores of the rows", pls::scores(model)),
                ("T² against Q", pls::domain(model)),
                ("Scores against those of the response", pls::inner(model)),
            ],
        ),
        section(
            "The columns",
            vec![
                ("VIP", pls::importance_bars(model)),
                ("Columns in the order of the table", pls::order(model)),
                ("Coefficients", pls::coefficients(model)),
                ("VIP against coefficient", pls::importance(model)),
                ("Loadings of the columns", pls::loadings(model)),
                ("Rows and columns together", pls::biplot(model)),
            ],
        ),
    ]
    .concat();
    if !page.contours.is_empty() {
        out += &frames.section("The response over its leading columns", "", contours);
    }
    out
}

/// The place of the profiler, which a script fills.
fn profiler(model: &PlsData) -> String {
    if model.components.is_empty() || model.columns.is_empty() {
        return String::new();
    }
    format!(
        "<p>Each trace is the prediction along one column over its training range, with the others where they stand now. Drag in a trace, use the arrow keys on it or type a value. A broken line lies outside the domain of the model.</p>\n<div id=\"prediction\" role=\"status\"></div>\n<div class=\"tools\"><label>Filter <input type=\"search\" id=\"profile-filter\" placeholder=\"name of a column\"></label><button type=\"button\" id=\"profile-reset\">All at their means</button><span id=\"profile-count\"></span></div>\n<div id=\"traces\"></div>\n<div class=\"tools\"><button type=\"button\" id=\"profile-more\">Show {} more</button></div>\n<noscript><p class=\"words\">The profiler needs JavaScript.</p></noscript>\n",
        pls::PROFILES
    )
}

/// The model for the profiler, with nothing in it that could end the script element.
fn payload(model: &PlsData) -> String {
    let order = model.columns_by_vip();
    let columns: Vec<Value> = order
        .iter()
        .map(|&j| {
            let column = &model.columns[j];
            json!({
                "no": model.column_number(j),
                "name": column.quantity.name,
                "unit": column.quantity.unit,
                "mean": column.mean,
                "scale": column.scale,
                "low": column.minimum,
                "high": column.maximum,
                "b": column.coefficient,
                "vip": column.vip,
                "r": column.rotations,
                "p": column.loadings,
            })
        })
        .collect();
    let variances: Vec<f64> = model.components.iter().map(|c| c.score_variance).collect();
    let all = json!({
        "response": { "name": model.response.name, "unit": model.response.unit },
        "intercept": model.intercept,
        "rows": model.training_rows().count(),
        "half": model.half_interval,
        "level": model.level,
        "limitT2": model.limits.judged_hotelling_t2,
        "limitQ": model.limits.judged_q_residual,
        "variances": variances,
        "columns": columns,
        "step": pls::PROFILES,
    });
    all.to_string().replace('<', "\\u003c")
}
