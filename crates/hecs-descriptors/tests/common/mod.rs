//! The 51 structures of `fixtures/structures.csv`, built without a reader of CIF.
// Each test crate uses a part of this; a fixture that cannot be read fails the test.
#![allow(dead_code, clippy::unwrap_used)]

pub(crate) mod crystals;

use std::collections::BTreeMap;
use std::path::PathBuf;

use hecs_core::{
    DeclaredFormula, Element, Ion, Lattice, SpaceGroup, Species, Structure, StructureBuilder,
};
use nalgebra::Vector3;

/// A file or folder below `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "fixtures", name]
        .iter()
        .collect()
}

/// A table: header and rows, cells by column name.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a CSV file below `fixtures/`; lines that start with `#` are comments.
    pub(crate) fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut lines = text
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
            .map(cells);
        let header = lines.next().unwrap();
        Self {
            header,
            rows: lines.collect(),
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            header: &self.header,
            cells,
        })
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    header: &'t [String],
    cells: &'t [String],
}

impl Row<'_> {
    pub(crate) fn text(&self, column: &str) -> &str {
        let at = self.header.iter().position(|h| h == column);
        &self.cells[at.unwrap_or_else(|| panic!("no column {column}"))]
    }

    pub(crate) fn number(&self, column: &str) -> f64 {
        self.text(column)
            .parse()
            .unwrap_or_else(|_| panic!("{column}: {}", self.text(column)))
    }
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

pub(crate) fn ion(symbol: &str) -> Ion {
    let charge = match symbol {
        "Li" => 1,
        "P" | "As" | "Sb" | "V" => 5,
        "Si" | "Ge" | "Sn" => 4,
        "O" | "S" | "Se" | "Te" => -2,
        "Cl" | "Br" | "I" => -1,
        other => panic!("no charge for {other}"),
    };
    Ion {
        element: Element::from_symbol(symbol).unwrap(),
        charge,
    }
}

/// Species from text such as `Cl:0.385 S:0.615`.
pub(crate) fn species(text: &str) -> Vec<Species> {
    text.split_whitespace()
        .map(|item| {
            let (symbol, occupancy) = item.split_once(':').unwrap();
            let ion = ion(symbol);
            Species {
                element: ion.element,
                charge: Some(f64::from(ion.charge)),
                occupancy: occupancy.parse().unwrap(),
            }
        })
        .collect()
}

/// Amounts from text such as `Li6PS5Cl0.5Br0.5`.
pub(crate) fn formula(text: &str) -> DeclaredFormula {
    let mut per_formula_unit = BTreeMap::new();
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_uppercase())
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    for pair in starts.windows(2) {
        let part = &text[pair[0]..pair[1]];
        let letters = part
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(part.len());
        let (symbol, amount) = part.split_at(letters);
        let amount = if amount.is_empty() { "1" } else { amount };
        per_formula_unit.insert(
            Element::from_symbol(symbol).unwrap(),
            amount.parse().unwrap(),
        );
    }
    DeclaredFormula {
        per_formula_unit,
        formula_units: Some(4.0),
    }
}

/// A cubic argyrodite in F-43m with A on 4a, B on 4b and C on 4c.
#[derive(Clone)]
pub(crate) struct Cubic {
    pub(crate) formula: String,
    pub(crate) edge_ang: f64,
    pub(crate) u: f64,
    pub(crate) li_48h: (f64, f64, f64),
    pub(crate) li_24g: Option<(f64, f64)>,
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) c: String,
    pub(crate) e: String,
}

impl Cubic {
    pub(crate) fn from_row(row: &Row<'_>) -> Self {
        Self {
            formula: row.text("formula").to_owned(),
            edge_ang: row.number("a_A"),
            u: row.number("u_16e"),
            li_48h: (
                row.number("x_Li48h"),
                row.number("z_Li48h"),
                row.number("occ_Li48h"),
            ),
            li_24g: (!row.text("z_Li24g").is_empty())
                .then(|| (row.number("z_Li24g"), row.number("occ_Li24g"))),
            a: row.text("occ_4a").to_owned(),
            b: row.text("occ_4b").to_owned(),
            c: row.text("occ_4c").to_owned(),
            e: row.text("occ_16e").to_owned(),
        }
    }

    pub(crate) fn structure(&self) -> Structure {
        let lattice = Lattice::cubic(self.edge_ang).unwrap();
        let group = SpaceGroup::from_number(216).unwrap();
        let mut builder = StructureBuilder::new(lattice, group)
            .named(&self.formula)
            .with_formula(Some(formula(&self.formula)));
        let (x, z, occupancy) = self.li_48h;
        add(&mut builder, "Li1", &format!("Li:{occupancy}"), [x, x, z]);
        if let Some((z, occupancy)) = self.li_24g {
            let text = format!("Li:{occupancy}");
            add(&mut builder, "Li2", &text, [0.25, 0.25, z]);
        }
        add(&mut builder, "A", &self.a, [0.0; 3]);
        add(&mut builder, "C", &self.c, [0.25; 3]);
        add(&mut builder, "B", &self.b, [0.5; 3]);
        add(&mut builder, "E", &self.e, [0.5 + self.u; 3]);
        builder.build().unwrap()
    }
}

/// Adds a site, with species from text such as `Cl:0.385 S:0.615`.
pub(crate) fn add(builder: &mut StructureBuilder, label: &str, text: &str, fract: [f64; 3]) {
    builder.add_site(label, species(text), &Vector3::from(fract), 0.01);
}

/// A structure with something changed.
pub(crate) fn changed(
    structure: &Structure,
    change: impl FnOnce(&mut StructureBuilder),
) -> Structure {
    let mut builder = structure.to_builder();
    change(&mut builder);
    builder.build().unwrap()
}

/// A structure without the site of an index.
pub(crate) fn without(structure: &Structure, site: usize) -> Structure {
    let mut indices = 0..;
    changed(structure, |builder| {
        builder.retain_sites(|_| indices.next() != Some(site));
    })
}

/// A structure that declares no composition.
pub(crate) fn without_formula(structure: &Structure) -> Structure {
    let builder = structure.to_builder().with_formula(None);
    builder.build().unwrap()
}

/// The name and formula of a structure on another lattice, without any site.
pub(crate) fn emptied(
    structure: &Structure,
    lattice: Lattice,
    group: SpaceGroup,
) -> StructureBuilder {
    StructureBuilder::new(lattice, group)
        .named(structure.name())
        .with_formula(structure.formula().cloned())
}

/// All structures of the table, in its order.
pub(crate) fn cubic_structures() -> Vec<Cubic> {
    Table::read("structures.csv")
        .rows()
        .map(|row| Cubic::from_row(&row))
        .collect()
}

/// Li6PS5I, number 5 of the table.
pub(crate) fn iodide() -> Cubic {
    cubic_structures().swap_remove(5)
}

/// The largest relative difference of two sets of descriptors and where it is.
pub(crate) fn largest_difference(found: &[f64; 32], expected: &[f64; 32]) -> (f64, &'static str) {
    hecs_descriptors::Descriptor::ALL
        .iter()
        .map(|d| {
            let (p, q) = (found[d.index()], expected[d.index()]);
            let relative = if q == 0.0 {
                p.abs()
            } else {
                (p / q - 1.0).abs()
            };
            (relative, d.name())
        })
        .fold((0.0, ""), |best, here| {
            if here.0 > best.0 || here.0.is_nan() {
                here
            } else {
                best
            }
        })
}
