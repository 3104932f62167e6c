//! `hecs inspect`: what was read.

use std::io::{self, Write};

use hecs_analysis::inspect;
use hecs_analysis::records::{InspectRecord, SiteRecord};
use hecs_core::{Element, ion_text};

use crate::args::{Common, Format, Inspect};
use crate::output::{Record, columns, print, resolve};
use crate::reading::for_each_structure;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Inspect, common: &Common) -> Result<Outcome, VerbError> {
    let records = for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "reading",
        inspect,
        Record::error,
    );
    let outcome = Outcome::of(&records);
    let format = resolve(common.format);
    match (format, records.as_slice()) {
        (Format::Table, [one]) if one.ok => writeln!(io::stdout(), "{}", details(one))?,
        _ => print(&records, format)?,
    }
    if !common.quiet {
        say!("{}", summary(&records));
    }
    Ok(outcome)
}

fn summary(records: &[InspectRecord]) -> String {
    let read = records.iter().filter(|r| r.ok).count();
    let warned = records
        .iter()
        .filter(|r| r.ok && r.diagnostics.iter().any(|d| d.severity == "warning"))
        .count();
    format!(
        "{} of {} files read, {warned} of them with warnings, {} failed",
        read,
        records.len(),
        records.len() - read
    )
}

/// Everything about one structure, for people.
fn details(record: &InspectRecord) -> String {
    let block = record.block.as_deref().unwrap_or("unnamed");
    let formula = record.formula.as_deref().unwrap_or_default();
    let units = record
        .formula_units
        .map_or_else(String::new, |z| format!(", Z = {z}"));
    let mut lines = vec![format!("{formula}{units}   (block {block})")];
    if let Some(c) = &record.cell {
        lines.push(format!(
            "cell         a={} b={} c={} Å, α={} β={} γ={}°, {:.3} Å³",
            c.a, c.b, c.c, c.alpha, c.beta, c.gamma, c.volume
        ));
    }
    if let Some(g) = &record.space_group {
        lines.push(format!(
            "space group  {} (no. {}), from {}",
            g.hm.as_deref().unwrap_or("unnamed"),
            g.number.map_or("?".to_owned(), |n| n.to_string()),
            g.source
        ));
    }
    let mut contents: Vec<_> = record.composition.iter().collect();
    contents.sort_by_key(|(symbol, _)| Element::from_symbol(symbol).map(Element::formula_order));
    let contents: Vec<String> = contents
        .into_iter()
        .map(|(element, n)| format!("{element} {}", (n * 1e4).round() / 1e4))
        .collect();
    lines.push(format!(
        "in the cell  {} on {} positions of {} sites",
        contents.join(", "),
        record.n_positions,
        record.n_sites
    ));
    if let Some(density) = record.density_g_per_cm3 {
        lines.push(format!("density      {density:.3} g/cm³"));
    }
    let header = ["site", "Wyckoff", "x", "y", "z", "species"].map(str::to_owned);
    let rows: Vec<Vec<String>> = record.sites.iter().map(cells).collect();
    lines.push(columns(&header, &rows));
    lines.join("\n")
}

fn cells(site: &SiteRecord) -> Vec<String> {
    let species: Vec<String> = site
        .species
        .iter()
        .map(|s| {
            let unknown = || s.element.to_owned();
            let ion = s.charge.map_or_else(unknown, |q| ion_text(s.element, q));
            format!("{ion} {}", s.occupancy)
        })
        .collect();
    let letter = site.wyckoff.as_deref().unwrap_or("×");
    let place = format!("{}{letter}", site.multiplicity);
    let mut cells = vec![site.label.clone(), place];
    cells.extend(site.fract.iter().map(|x| format!("{x:.5}")));
    cells.push(species.join(", "));
    cells
}

impl Record for InspectRecord {
    fn header() -> Vec<String> {
        [
            "file",
            "formula",
            "space_group",
            "volume_A3",
            "formula_units",
            "density_g_per_cm3",
            "sites",
            "positions",
            "diagnostics",
            "error",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.file.clone(),
            self.formula.clone().unwrap_or_default(),
            self.space_group
                .as_ref()
                .and_then(|g| g.hm.clone())
                .unwrap_or_default(),
            number(self.cell.as_ref().map(|c| c.volume)),
            number(self.formula_units),
            number(self.density_g_per_cm3),
            self.n_sites.to_string(),
            self.n_positions.to_string(),
            self.diagnostics.len().to_string(),
            self.error.clone().unwrap_or_default(),
        ]
    }

    fn short_row(&self) -> Vec<String> {
        let rounded = |value: Option<f64>| value.map_or("–".to_owned(), |x| format!("{x:.3}"));
        let mut row = self.row();
        row[3] = rounded(self.cell.as_ref().map(|c| c.volume));
        row[4] = self.formula_units.map_or("–".to_owned(), |z| z.to_string());
        row[5] = rounded(self.density_g_per_cm3);
        row
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}

/// A cell of a CSV row, empty where there is no number.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |x| x.to_string())
}
