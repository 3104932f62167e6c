//! Every column in the order of the table, as spectra are read.

use crate::axes::{Panel, drawable, extent, padded};
use crate::data::{PlsColumn, PlsData};
use crate::error::ReportError;
use crate::figures::pls::cloud::zero_lines;
use crate::figures::pls::{VIP_THRESHOLD, counted, need_components};
use crate::figures::{Figure, slug};
use crate::labels;
use crate::numbers::significant;
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS};

/// Series, title of the axis, value of a column, colour.
type Curve = (&'static str, &'static str, fn(&PlsColumn) -> f64, Paint);

/// Scaled coefficient and VIP of every column in the order of the table, in two panels over one axis: where neighbouring columns go together,
/// as along a spectrum, this shows what the largest alone do not.
///
/// # Errors
/// [`ReportError::TooFew`] without a component, for fewer than two columns, or where none has a number.
pub fn order(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of the columns in their order";
    need_components(data, WHAT, 1)?;
    let n = data.columns.len();
    let too_few = |found| ReportError::TooFew {
        what: WHAT,
        of: "columns",
        needed: 2,
        found,
    };
    if n < 2 {
        return Err(too_few(n));
    }
    let curves: [Curve; 2] = [
        (
            "coefficient",
            "scaled coefficient",
            |column| column.coefficient_scaled,
            VERMILION,
        ),
        ("VIP", "VIP", |column| column.vip.unwrap_or(f64::NAN), BLUE),
    ];
    let mut ranges = Vec::new();
    for (.., value, _) in &curves {
        let values = data.columns.iter().map(value);
        let range = extent(values.chain([0.0])).filter(|range| range.0 < range.1);
        ranges.push(padded(range.ok_or_else(|| too_few(0))?, 0.08));
    }
    let left = ranges
        .iter()
        .map(|&range| Panel::left_room(range, 4, true))
        .fold(0.0, f64::max)
        + 1.0;
    let mut nodes = Vec::new();
    for (k, (series, title, value, colour)) in curves.into_iter().enumerate() {
        let panel = Panel {
            x: left,
            y: 4.0 + k as f64 * 88.0,
            w: TWO_COLUMNS - left - 9.0,
            h: 76.0,
            x_range: (0.0, n as f64 + 1.0),
            y_range: ranges[k],
            wanted: (8, 4),
            zoom: true,
        };
        let mut plot = zero_lines(&panel);
        if series == "VIP" {
            let y = panel.py(VIP_THRESHOLD);
            plot.push(Node::line(
                (panel.x, y),
                (panel.x + panel.w, y),
                Style::stroke(Paint::Muted, 0.7).dashed(2.0, 2.0),
            ));
        }
        let points: Vec<(usize, f64)> = data
            .columns
            .iter()
            .enumerate()
            .map(|(j, column)| (j, value(column)))
            .filter(|(_, value)| drawable(*value))
            .collect();
        let line: Vec<(f64, f64)> = points
            .iter()
            .map(|&(j, value)| panel.at((j + 1) as f64, value))
            .collect();
        plot.push(Node::polyline(
            &line,
            Style::stroke(colour, 0.7).opacity(0.6),
        ));
        for (j, value) in points {
            let no = data.column_number(j);
            let title = format!(
                "{}\n{series} {}",
                data.columns[j].quantity.titled(),
                significant(value, 4)
            );
            plot.push(Node::Mark(Mark {
                x: panel.px((j + 1) as f64),
                y: panel.py(value),
                symbol: Symbol::Circle,
                size: if n > 120 { 1.0 } else { 1.7 },
                style: Style::fill(colour),
                datum: Datum::new(series, title).compound(no),
            }));
        }
        let x_title = if k == 1 {
            "column, in the order of the table"
        } else {
            ""
        };
        nodes.push(panel.node(x_title, title, plot));
    }
    let response = &data.response.name;
    let above = data
        .columns
        .iter()
        .filter(|column| column.vip.is_some_and(|vip| vip > VIP_THRESHOLD))
        .count();
    Ok(Figure {
        id: slug(&["order", response]),
        title: format!("Columns in the order of the table, {response}"),
        alt: format!(
            "Two curves over {}: scaled coefficient and VIP; {above} have a VIP above {VIP_THRESHOLD}.",
            counted(n, "column")
        ),
        caption: format!(
            "Scaled coefficient and VIP of all {} in the order of the table (model of {}), from {} to {}; {above} have a VIP above {VIP_THRESHOLD} (dashed).",
            counted(n, "column"),
            labels::as_text(response),
            labels::as_text(&data.columns[0].quantity.name),
            labels::as_text(&data.columns[n - 1].quantity.name)
        ),
        width: TWO_COLUMNS,
        height: 4.0 + 88.0 + 76.0 + 24.0,
        nodes,
    })
}
