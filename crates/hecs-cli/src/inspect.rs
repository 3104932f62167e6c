//! `hecs inspect`: what was read.

use std::fmt;
use std::io::{self, Write};

use hecs_analysis::inspect;
use hecs_analysis::records::{Head, InspectRecord, SiteRecord};
use hecs_core::{Element, ion_text};

use crate::args::{Common, Format, Inspect};
use crate::output::columns;
use crate::reading::for_each_structure;
use crate::results::{Record, Results, end_unless_printed, header_of, resolve, row_of};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Inspect, common: &Common) -> Result<Outcome, VerbError> {
    let format = resolve(common.format);
    let mut results = Results::new(format);
    let mut summary = Summary::default();
    // One structure alone is shown in full.
    let mut only = None;
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "reading",
        inspect,
        |record| &record.head,
        |record| {
            summary.count(&record);
            results.push(&record);
            only = (summary.total == 1 && format == Format::Table).then_some(record);
        },
    )?;
    let outcome = match only.filter(|record| record.head.ok) {
        Some(record) => {
            end_unless_printed(writeln!(io::stdout(), "{}", details(&record)));
            results.outcome()
        }
        None => results.finish(),
    };
    if !common.quiet {
        say!("{summary}");
    }
    Ok(outcome)
}

/// How the reading went.
#[derive(Default)]
struct Summary {
    total: usize,
    read: usize,
    warned: usize,
}

impl Summary {
    fn count(&mut self, record: &InspectRecord) {
        self.total += 1;
        self.read += usize::from(record.head.ok);
        let is_warned = record.diagnostics.iter().any(|d| d.severity == "warning");
        self.warned += usize::from(record.head.ok && is_warned);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} structures read, {} of them with warnings, {} failed",
            self.read,
            self.total,
            self.warned,
            self.total - self.read
        )
    }
}

/// Everything about one structure, for people.
fn details(record: &InspectRecord) -> String {
    let block = record.block.as_deref().unwrap_or("unnamed");
    let formula = record.head.formula.as_deref().unwrap_or_default();
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
        header_of(&[
            "space_group",
            "volume_A3",
            "formula_units",
            "density_g_per_cm3",
            "sites",
            "positions",
            "diagnostics",
        ])
    }

    fn row(&self) -> Vec<String> {
        let volume = number(self.cell.as_ref().map(|c| c.volume));
        let units = number(self.formula_units);
        cells_of(self, [volume, units, number(self.density_g_per_cm3)])
    }

    fn short_row(&self) -> Vec<String> {
        let rounded = |value: Option<f64>| value.map_or("–".to_owned(), |x| format!("{x:.3}"));
        let volume = rounded(self.cell.as_ref().map(|c| c.volume));
        let units = self.formula_units.map_or("–".to_owned(), |z| z.to_string());
        cells_of(self, [volume, units, rounded(self.density_g_per_cm3)])
    }

    fn head(&self) -> &Head {
        &self.head
    }
}

/// The row with volume, Z and density in words.
fn cells_of(record: &InspectRecord, numbers: [String; 3]) -> Vec<String> {
    let group = record.space_group.as_ref().and_then(|g| g.hm.clone());
    let mut row = vec![group.unwrap_or_default()];
    row.extend(numbers);
    row.extend([
        record.n_sites.to_string(),
        record.n_positions.to_string(),
        record.diagnostics.len().to_string(),
    ]);
    row_of(&record.head, row)
}

/// A cell of a CSV row, empty where there is no number.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |x| x.to_string())
}
