//! Barriers over orderings, printed: columns of a CSV, a table for people.

use std::io::{self, Write};

use hecs_analysis::records::{Head, OrderingsBarrierRecord, OrderingsRecord, QuartilesRecord};

use crate::output::{columns, optional, rounded};
use crate::results::end_unless_printed;

/// Columns of a row: how many were drawn and where, shares that percolate, medians above the lowest minimum and above the
/// filling level; empty without orderings, and where more than half do not percolate.
pub(crate) const COLUMNS: [&str; 12] = [
    "orderings",
    "orderings_supercell",
    "orderings_seed",
    "share_1D",
    "share_2D",
    "share_3D",
    "E_1D_orderings_eV",
    "E_2D_orderings_eV",
    "E_3D_orderings_eV",
    "E_1D_filling_eV",
    "E_2D_filling_eV",
    "E_3D_filling_eV",
];

/// The cells of [`COLUMNS`].
pub(crate) fn cells(record: Option<&OrderingsRecord>) -> Vec<String> {
    let Some(record) = record else {
        return vec![String::new(); COLUMNS.len()];
    };
    let of_each = |value: fn(&OrderingsBarrierRecord) -> Option<f64>| {
        let dimensions = record.dimensions.values();
        dimensions.map(move |dimension| optional(value(dimension)))
    };
    let mut cells = vec![
        record.samples.to_string(),
        supercell(record),
        record.seed.to_string(),
    ];
    cells.extend(of_each(|d| Some(d.share)));
    cells.extend(of_each(|d| d.lowest.q50));
    cells.extend(of_each(|d| d.filling.q50));
    cells
}

/// The orderings of a structure for people: what was drawn, then one line for each dimension.
pub(crate) fn table(head: &Head, record: &OrderingsRecord) -> String {
    let mut text = format!(
        "{}: {} orderings of {} cells ({} positions, {} of them shared, {:.1} Å wide), seed {}",
        head.name(),
        record.samples,
        supercell(record),
        record.positions,
        record.shared_positions,
        record.width,
        record.seed
    );
    let rounded_ions = record.rounded.iter();
    let rounded_ions: Vec<String> = rounded_ions
        .map(|r| {
            format!(
                "{} on {} {:.3} → {:.3}",
                r.ion, r.site, r.occupancy, r.ordered
            )
        })
        .collect();
    if !rounded_ions.is_empty() {
        text += "; rounded: ";
        text += &rounded_ions.join(", ");
    }
    let header = [
        "",
        "percolate",
        "share",
        "95 %",
        "above the lowest minimum",
        "above the filling level",
        "open mean field",
        "mean field",
    ];
    let rows: Vec<Vec<String>> = (record.dimensions.iter())
        .map(|(name, dimension)| {
            vec![
                name.clone(),
                format!("{} of {}", dimension.percolating, record.samples),
                format!("{:.2}", dimension.share),
                format!("{:.2}–{:.2}", dimension.share_low, dimension.share_high),
                quartiles(&dimension.lowest),
                quartiles(&dimension.filling),
                rounded(dimension.open_mean_field, 3),
                rounded(dimension.mean_field, 3),
            ]
        })
        .collect();
    let table = columns(&header.map(ToOwned::to_owned), &rows);
    let legend = "eV at 25, 50 and 75 % of the orderings; ∞: they do not percolate";
    format!("{text}\n{table}\n{legend}")
}

/// Prints tables under the results.
pub(crate) fn print(tables: &[String]) {
    let mut out = io::stdout().lock();
    end_unless_printed(
        tables
            .iter()
            .try_for_each(|table| writeln!(out, "\n{table}")),
    );
}

fn supercell(record: &OrderingsRecord) -> String {
    let [a, b, c] = record.supercell;
    format!("{a}×{b}×{c}")
}

fn quartiles(quartiles: &QuartilesRecord) -> String {
    let value = |q: Option<f64>| q.map_or("∞".to_owned(), |q| format!("{q:.3}"));
    [quartiles.q25, quartiles.q50, quartiles.q75]
        .map(value)
        .join(" ")
}
