//! Pearson correlations of the descriptors (Fig. S2).

use crate::axes::{TICK_SIZE, tick_label};
use crate::data::HeatmapData;
use crate::error::ReportError;
use crate::figures::Figure;
use crate::labels;
use crate::palette;
use crate::scene::{Datum, Node, Paint, Purpose, Style, TWO_COLUMNS, text_width};

/// Draws the matrix of coefficients; constant columns are hatched by a stroke and named.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than two descriptors, [`ReportError::LengthMismatch`] where the matrix is not square.
pub fn heatmap(data: &HeatmapData) -> Result<Figure, ReportError> {
    let n = data.names.len();
    if n < 2 {
        return Err(ReportError::TooFew {
            what: "A heat map of correlations",
            of: "descriptors",
            needed: 2,
            found: n,
        });
    }
    for row in std::iter::once(data.r.len()).chain(data.r.iter().map(Vec::len)) {
        if row != n {
            return Err(ReportError::LengthMismatch {
                what: "correlation matrix",
                expected: n,
                found: row,
            });
        }
    }
    let symbols: Vec<String> = data.names.iter().map(|name| labels::symbol(name)).collect();
    let size = if n > 24 { 5.8 } else { TICK_SIZE };
    let room = symbols
        .iter()
        .map(|s| text_width(s, size, false))
        .fold(0.0, f64::max)
        + 4.0;
    let bar = 40.0;
    let side = TWO_COLUMNS - room - bar - 2.0;
    let cell = side / n as f64;
    let top = 3.0;
    let mut cells = Vec::new();
    for (i, row) in data.r.iter().enumerate() {
        for (j, r) in row.iter().enumerate() {
            let (x, y) = (room + j as f64 * cell, top + i as f64 * cell);
            let (a, b) = (&data.names[i], &data.names[j]);
            // A hair of overlap hides the seams between neighbours.
            let extra = 0.3;
            if let Some(r) = r.filter(|r| r.is_finite()) {
                let style = Style::fill(palette::diverging(r));
                let datum = Datum::new("r", format!("{a} × {b}\nr = {r:.3}"));
                cells.push(Node::rect(x, y, cell + extra, cell + extra, style).with(datum));
            } else {
                let style = Style::fill(Paint::Faint).opacity(0.4);
                let datum = Datum::new("none", format!("{a} × {b}\nnone: a column is constant"));
                cells.push(Node::rect(x, y, cell, cell, style).with(datum));
                let ends = ((x + 1.0, y + cell - 1.0), (x + cell - 1.0, y + 1.0));
                cells.push(Node::line(ends.0, ends.1, Style::stroke(Paint::Muted, 0.5)));
            }
        }
    }
    let mut nodes = vec![Node::group(Purpose::Plain, cells)];
    nodes.push(Node::rect(
        room,
        top,
        side,
        side,
        Style::stroke(Paint::Ink, 0.6),
    ));
    for (k, symbol) in symbols.iter().enumerate() {
        let middle = (k as f64 + 0.5) * cell + size * 0.36;
        nodes.push(
            Node::text(room - 2.5, top + middle, symbol, size)
                .end()
                .into(),
        );
        let below = Node::text(room + middle, top + side + 2.5, symbol, size);
        nodes.push(below.end().upwards().into());
    }
    nodes.extend(colour_bar(room + side + 9.0, top, side));

    let mut constant = Vec::new();
    let mut strong = 0;
    for i in 0..n {
        if data.r[i][i].is_none() {
            constant.push(data.names[i].as_str());
        }
        strong += (i + 1..n)
            .filter(|&j| data.r[i][j].is_some_and(|r| r.abs() > 0.9))
            .count();
    }
    let constant = match constant.as_slice() {
        [] => String::new(),
        [one] => format!(" {one} is constant and correlates with nothing (struck out)."),
        some => format!(
            " {} are constant and correlate with nothing (struck out).",
            some.join(", ")
        ),
    };
    Ok(Figure {
        id: "heatmap".to_owned(),
        title: format!("Pearson correlations of {n} descriptors"),
        alt: format!(
            "Heat map of the Pearson correlations between {n} descriptors; {strong} pairs exceed 0.9 in absolute value.{constant}"
        ),
        caption: format!(
            "Pearson correlation coefficients between the {n} descriptors; {strong} pairs have |*r*| > 0.9.{constant}"
        ),
        width: TWO_COLUMNS,
        height: top + side + room + 5.0,
        nodes,
    })
}

fn colour_bar(x: f64, y: f64, height: f64) -> Vec<Node> {
    let steps = 64;
    let slice = height / f64::from(steps);
    let mut nodes: Vec<Node> = (0..steps)
        .map(|k| {
            let t = 1.0 - 2.0 * (f64::from(k) + 0.5) / f64::from(steps);
            let style = Style::fill(palette::diverging(t));
            Node::rect(x, y + f64::from(k) * slice, 9.0, slice + 0.15, style)
        })
        .collect();
    nodes.push(Node::rect(
        x,
        y,
        9.0,
        height,
        Style::stroke(Paint::Ink, 0.6),
    ));
    for k in -2..=2 {
        let value = f64::from(k) * 0.5;
        let at = y + (1.0 - value) / 2.0 * height;
        nodes.push(Node::line(
            (x + 9.0, at),
            (x + 11.0, at),
            Style::stroke(Paint::Ink, 0.6),
        ));
        let label = tick_label(value, 1);
        nodes.push(Node::text(x + 13.0, at + 2.3, label, TICK_SIZE).into());
    }
    nodes.push(Node::text(x + 33.0 - 4.0, y + height / 4.0, "*r*", TICK_SIZE + 1.0).into());
    nodes
}
