//! The page of a program that runs in the browser: the view of one structure, empty until a script fills it.

use serde_json::{Value, json};

use super::{Document, SCRIPTS, STYLE, document, packing, payload};
use crate::data::{CompoundRow, CrystalView, ReportData};

/// What such a page is made of; HTML, style and scripts are taken as they are.
#[derive(Clone, Debug, Default)]
pub struct AppPage<'a> {
    /// The title.
    pub title: &'a str,
    /// Paragraphs below it.
    pub introduction: &'a [String],
    /// Program and version.
    pub generator: &'a str,
    /// How to cite, or empty.
    pub citation: &'a str,
    /// HTML of the first section, where files are taken.
    pub opening: &'a str,
    /// Style behind that of the page.
    pub style: &'a str,
    /// Script behind those of the page: what it puts into `data.compounds` and `data.crystals` is shown by `select`.
    pub script: &'a str,
    /// Script of the worker, in `data.worker`.
    pub worker: &'a str,
    /// The WebAssembly module, deflated and in base 64 in `data.module`.
    pub module: &'a [u8],
}

/// The page. It opens from disk and loads nothing.
pub fn render_app(page: &AppPage<'_>) -> String {
    let empty = ReportData::default();
    let mut data = payload::value(&empty);
    data["worker"] = json!(page.worker);
    data["module"] = json!(packing::packed(page.module));
    let parts = [
        ("structures", "Structures", page.opening.to_owned()),
        ("crystal", "One structure", payload::controls("", false)),
    ];
    document(&Document {
        title: page.title,
        introduction: page.introduction,
        generator: page.generator,
        settings: "",
        citation: page.citation,
        parts: &parts,
        styles: &[STYLE, page.style],
        scripts: &[&SCRIPTS.concat(), page.script],
        data: &payload::text(&data),
    })
}

/// A structure for the scripts of the page: `compound` is its row, `crystal` its view, or null.
pub fn structure_json(row: &CompoundRow, view: Option<&CrystalView>) -> String {
    let crystal = view.map_or(Value::Null, payload::crystal);
    json!({ "compound": payload::compound(row), "crystal": crystal }).to_string()
}
