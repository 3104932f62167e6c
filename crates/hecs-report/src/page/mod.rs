//! The report as one self-contained HTML page: no network, opens from disk.

mod app;
mod figures;
mod model;
mod model_tables;
mod network;
mod packing;
mod payload;
mod profile;
mod ranked_cells;
mod ranking;
mod tables;

pub use app::{AppPage, render_app, structure_json};
pub use model::render_model;

use crate::data::ReportData;
use crate::rich::escape;

/// Copies the paragraph that it stands in.
const COPY: &str = " <button type=\"button\" class=\"copy\">Copy</button>";

/// A paragraph of the footer; empty without text.
fn paragraph(name: &str, text: &str, end: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p>{name}: <span>{}</span>{end}</p>\n", escape(text))
}

const STYLE: &str = include_str!("../../assets/page.css");
const SCRIPTS: [&str; 13] = [
    include_str!("../../assets/theme.js"),
    include_str!("../../assets/save.js"),
    include_str!("../../assets/surface.js"),
    include_str!("../../assets/solids.js"),
    include_str!("../../assets/pace.js"),
    include_str!("../../assets/crystal.js"),
    include_str!("../../assets/figures.js"),
    include_str!("../../assets/table.js"),
    include_str!("../../assets/network.js"),
    include_str!("../../assets/network-view.js"),
    include_str!("../../assets/comparison.js"),
    include_str!("../../assets/sheets.js"),
    include_str!("../../assets/page.js"),
];

/// The page of a report. Cannot fail: what cannot be drawn is said in words in its place.
///
/// ```
/// let mut report = hecs_report::data::ReportData::default();
/// report.title = "Two crystals".to_owned();
/// let html = hecs_report::page::render(&report);
/// assert!(html.starts_with("<!doctype html>") && html.contains("Two crystals"));
/// ```
pub fn render(report: &ReportData) -> String {
    let crystal = payload::viewer(report);
    let parts = if report.is_ranked() {
        let (orderings, descriptors): (Vec<_>, Vec<_>) =
            (report.sections.iter()).partition(|section| section.is_of_orderings());
        // What people come for first.
        vec![
            ("ranking", "Ranking", ranking::section(report)),
            ("crystal", "One structure", crystal),
            ("comparison", "Comparison", ranking::comparison(report)),
            ("orderings", "Orderings", figures::sections(orderings)),
            ("descriptors", "Descriptors", figures::sections(descriptors)),
        ]
    } else {
        vec![
            ("results", "Results", tables::levels(&report.levels)),
            ("figures", "Figures", figures::sections(&report.sections)),
            ("compounds", "Compounds", tables::compounds(report)),
            ("crystal", "Crystal and pathways of the ion", crystal),
        ]
    };
    document(&Document {
        title: &report.title,
        introduction: &report.introduction,
        generator: &report.generator,
        settings: &report.settings,
        citation: &report.citation,
        parts: &parts,
        styles: &[STYLE],
        scripts: &SCRIPTS,
        data: &payload::json(report),
    })
}

/// What a page is made of.
struct Document<'a> {
    title: &'a str,
    introduction: &'a [String],
    generator: &'a str,
    /// Settings that decide the numbers, or empty.
    settings: &'a str,
    /// How to cite, or empty.
    citation: &'a str,
    /// Sections: identifier, heading, HTML; empty ones are left out.
    parts: &'a [(&'a str, &'a str, String)],
    styles: &'a [&'a str],
    scripts: &'a [&'a str],
    /// JSON for the scripts.
    data: &'a str,
}

fn document(page: &Document<'_>) -> String {
    let parts = page.parts.iter().filter(|part| !part.2.is_empty());
    let links: String = parts
        .clone()
        .map(|(id, title, _)| format!("<a href=\"#{id}\">{title}</a>"))
        .collect();
    let body: String = parts
        .map(|(id, title, body)| {
            format!("<section id=\"{id}\"><h2>{title}</h2>\n{body}</section>\n")
        })
        .collect();
    let introduction: String = page
        .introduction
        .iter()
        .map(|text| format!("<p>{}</p>\n", escape(text)))
        .collect();
    let title = escape(page.title);
    let (style, script, data) = (page.styles.concat(), page.scripts.concat(), page.data);
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{generator}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<nav aria-label="Sections">{links}<button type="button" id="theme" aria-label="Switch between light and dark">Dark</button></nav>
<header>
<h1>{title}</h1>
<div class="intro">{introduction}</div>
</header>
<main id="main">
{body}</main>
<footer>
{settings}{citation}<p>{generator}. One file, nothing loaded from elsewhere; figures are vector graphics with their data in the tooltips.</p>
</footer>
<div id="tip" role="tooltip" hidden></div>
<div id="live" class="unseen" aria-live="polite"></div>
<script type="application/json" id="data">{data}</script>
<script>
"use strict";
{script}</script>
</body>
</html>
"##,
        generator = escape(page.generator),
        settings = paragraph("Settings", page.settings, ""),
        citation = paragraph("Cite as", page.citation, COPY),
    )
}
