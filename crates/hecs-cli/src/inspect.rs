//! `hecs inspect`: what was read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use hecs_cif::formula_text;
use hecs_core::{Element, SpaceGroup, Structure, TabulatedSetting, density_g_per_cm3};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Common, Format, Inspect};
use crate::output::{Record, columns, print, resolve};
use crate::reading::{ReadInput, for_each_structure};
use crate::verb::{Outcome, VerbError};

/// Tolerance in Å of the symmetry search that gives Wyckoff letters.
const WYCKOFF_TOLERANCE_ANG: f64 = 0.01;

/// One record of `hecs inspect`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InspectRecord {
    file: String,
    ok: bool,
    error: Option<String>,
    block: Option<String>,
    /// The declared formula if there is one, else the atoms of the cell; elements in the order of the
    /// IUPAC Red Book 2005, Table VI.
    formula: Option<String>,
    /// Z, the formula units in the cell: stated, or found from the sites where the file has a formula
    /// only.
    formula_units: Option<f64>,
    /// Density in g/cm³ of all atoms of the cell, `unlocated` too, with the standard atomic weights of
    /// 2021 (doi:10.1515/pac-2019-0603); none where an element has no standard atomic weight.
    density_g_per_cm3: Option<f64>,
    /// Atoms per cell, weighted with occupancy, of the sites below.
    composition: BTreeMap<String, f64>,
    /// Atoms per cell that the file states without positions, beside those of `composition`: attached
    /// hydrogens, sites with unknown coordinates.
    unlocated: BTreeMap<String, f64>,
    cell: Option<Cell>,
    space_group: Option<Group>,
    /// Sites of the asymmetric unit, those of `sites`.
    n_sites: usize,
    /// Distinct positions of all sites in the cell.
    n_positions: usize,
    sites: Vec<SiteRecord>,
    diagnostics: Vec<DiagnosticRecord>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cell {
    a: f64,
    b: f64,
    c: f64,
    alpha: f64,
    beta: f64,
    gamma: f64,
    volume: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Group {
    /// Number of the International Tables, 1–230.
    number: Option<u16>,
    /// Short Hermann–Mauguin symbol, with the setting where there are several: `P n m a`, `F d -3 m:2`.
    hm: Option<String>,
    /// Full Hermann–Mauguin symbol of a tabulated setting: `P 21/n 21/m 21/a`.
    hm_full: Option<String>,
    /// Hall symbol.
    hall: Option<String>,
    /// What it was taken from: `operations`, `hall`, `hm`, `number`, `assumed`.
    source: &'static str,
}

impl Group {
    fn of(group: &SpaceGroup) -> Self {
        let setting = group
            .hall
            .as_deref()
            .and_then(TabulatedSetting::by_hall_symbol);
        Self {
            number: group.number,
            hm: group.hermann_mauguin.clone(),
            hm_full: setting.map(|s| s.full_symbol()),
            hall: group.hall.clone(),
            source: group.source.name(),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct SiteRecord {
    label: String,
    /// Letter in the standard setting of the symmetry found from the positions.
    wyckoff: Option<String>,
    multiplicity: usize,
    fract: [f64; 3],
    species: Vec<SpeciesRecord>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SpeciesRecord {
    element: &'static str,
    charge: Option<f64>,
    occupancy: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DiagnosticRecord {
    severity: &'static str,
    code: String,
    message: String,
    line: Option<usize>,
    column: Option<usize>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Inspect, common: &Common) -> Result<Outcome, VerbError> {
    let records = for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "reading",
        record,
        Record::error,
    );
    let outcome = Outcome::of(&records);
    let format = resolve(common.format);
    match (format, records.as_slice()) {
        (Format::Table, [one]) if one.ok => writeln!(io::stdout(), "{}", one.details())?,
        _ => print(&records, format)?,
    }
    if !common.quiet {
        say!("{}", summary(&records));
    }
    Ok(outcome)
}

fn record(input: &ReadInput) -> InspectRecord {
    let diagnostics = input.reading.as_ref().map_or_else(
        |_| Vec::new(),
        |reading| {
            reading
                .diagnostics
                .iter()
                .map(|d| DiagnosticRecord {
                    severity: d.severity.name(),
                    code: d.code.to_string(),
                    message: d.message.clone(),
                    line: d.span.as_ref().map(|s| s.line),
                    column: d.span.as_ref().map(|s| s.column),
                })
                .collect()
        },
    );
    let block = input.reading.as_ref().ok().and_then(|r| r.block.clone());
    let empty = InspectRecord {
        file: input.file.clone(),
        ok: false,
        error: None,
        block,
        formula: None,
        formula_units: None,
        density_g_per_cm3: None,
        composition: BTreeMap::new(),
        unlocated: BTreeMap::new(),
        cell: None,
        space_group: None,
        n_sites: 0,
        n_positions: 0,
        sites: Vec::new(),
        diagnostics,
    };
    match input.structure() {
        Ok(structure) => {
            let mut record = filled(empty, structure);
            if let Ok(reading) = &input.reading {
                record.unlocated = by_symbol(&reading.unlocated);
                record.density_g_per_cm3 = reading
                    .composition()
                    .and_then(|atoms| density_g_per_cm3(&atoms, structure.lattice().volume()));
            }
            record
        }
        Err(reason) => InspectRecord {
            error: Some(reason),
            ..empty
        },
    }
}

fn by_symbol(atoms: &BTreeMap<Element, f64>) -> BTreeMap<String, f64> {
    atoms
        .iter()
        .map(|(element, n)| (element.symbol().to_owned(), *n))
        .collect()
}

fn filled(empty: InspectRecord, structure: &Structure) -> InspectRecord {
    let [a, b, c] = structure.lattice().lengths();
    let [alpha, beta, gamma] = structure.lattice().angles();
    let letters = structure.find_symmetry(WYCKOFF_TOLERANCE_ANG);
    InspectRecord {
        ok: true,
        formula: Some(formula(structure)),
        formula_units: structure.formula().as_ref().and_then(|f| f.formula_units),
        composition: by_symbol(&structure.composition()),
        cell: Some(Cell {
            a,
            b,
            c,
            alpha,
            beta,
            gamma,
            volume: structure.lattice().volume(),
        }),
        space_group: Some(Group::of(structure.space_group())),
        n_sites: structure.sites().len(),
        n_positions: structure.position_count(),
        sites: structure
            .sites()
            .iter()
            .enumerate()
            .map(|(i, site)| SiteRecord {
                label: site.label.clone(),
                wyckoff: letters.as_ref().map(|found| found.wyckoff[i].to_string()),
                multiplicity: site.multiplicity(),
                fract: site.positions[0].into(),
                species: site
                    .species
                    .iter()
                    .map(|s| SpeciesRecord {
                        element: s.element.symbol(),
                        charge: s.charge,
                        occupancy: s.occupancy,
                    })
                    .collect(),
            })
            .collect(),
        ..empty
    }
}

/// The same without blanks, `Li6PS5I`.
pub(crate) fn compact_formula(structure: &Structure) -> String {
    formula(structure).replace(' ', "")
}

/// The declared formula if there is one, else the atoms of the cell.
fn formula(structure: &Structure) -> String {
    match &structure.formula() {
        Some(declared) => formula_text(&declared.per_formula_unit),
        None => formula_text(&structure.composition()),
    }
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

impl InspectRecord {
    /// Everything about one structure, for people.
    fn details(&self) -> String {
        let block = self.block.as_deref().unwrap_or("unnamed");
        let formula = self.formula.as_deref().unwrap_or_default();
        let units = self
            .formula_units
            .map_or_else(String::new, |z| format!(", Z = {z}"));
        let mut lines = vec![format!("{formula}{units}   (block {block})")];
        if let Some(c) = &self.cell {
            lines.push(format!(
                "cell         a={} b={} c={} Å, α={} β={} γ={}°, {:.3} Å³",
                c.a, c.b, c.c, c.alpha, c.beta, c.gamma, c.volume
            ));
        }
        if let Some(g) = &self.space_group {
            lines.push(format!(
                "space group  {} (no. {}), from {}",
                g.hm.as_deref().unwrap_or("unnamed"),
                g.number.map_or("?".to_owned(), |n| n.to_string()),
                g.source
            ));
        }
        let mut contents: Vec<_> = self.composition.iter().collect();
        contents
            .sort_by_key(|(symbol, _)| Element::from_symbol(symbol).map(Element::formula_order));
        let contents: Vec<String> = contents
            .into_iter()
            .map(|(element, n)| format!("{element} {}", (n * 1e4).round() / 1e4))
            .collect();
        lines.push(format!(
            "in the cell  {} on {} positions of {} sites",
            contents.join(", "),
            self.n_positions,
            self.n_sites
        ));
        if let Some(density) = self.density_g_per_cm3 {
            lines.push(format!("density      {density:.3} g/cm³"));
        }
        let header = ["site", "Wyckoff", "x", "y", "z", "species"].map(str::to_owned);
        let rows: Vec<Vec<String>> = self.sites.iter().map(SiteRecord::cells).collect();
        lines.push(columns(&header, &rows));
        lines.join("\n")
    }
}

impl SiteRecord {
    fn cells(&self) -> Vec<String> {
        let species: Vec<String> = self
            .species
            .iter()
            .map(|s| {
                let charge = s.charge.map_or(String::new(), |q| format!("{q:+}"));
                format!("{}{charge} {}", s.element, s.occupancy)
            })
            .collect();
        let letter = self.wyckoff.as_deref().unwrap_or("×");
        let place = format!("{}{letter}", self.multiplicity);
        let mut cells = vec![self.label.clone(), place];
        cells.extend(self.fract.iter().map(|x| format!("{x:.5}")));
        cells.push(species.join(", "));
        cells
    }
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
