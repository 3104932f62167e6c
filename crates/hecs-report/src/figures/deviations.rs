//! How recomputed descriptors deviate from published ones.

use crate::axes::{TICK_SIZE, drawable};
use crate::data::DeviationData;
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::labels;
use crate::palette;
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS, text_width};

/// Decades of the axis: everything below the first is drawn on it.
const DECADES: (i32, i32) = (-7, 1);
/// Height of a row in points.
const ROW: f64 = 9.2;

/// Draws one row a descriptor, one tick a compound, on a logarithmic axis.
///
/// # Errors
/// [`ReportError::TooFew`] without cells, [`ReportError::NoLine`] for a tolerance that is no number.
pub fn deviations(data: &DeviationData) -> Result<Figure, ReportError> {
    let cells: usize = data
        .columns
        .iter()
        .map(|(_, v)| v.iter().filter(|&&d| drawable(d)).count())
        .sum();
    if cells == 0 {
        return Err(ReportError::TooFew {
            what: "A distribution of deviations",
            of: "cells",
            needed: 1,
            found: 0,
        });
    }
    if !drawable(data.tolerance) {
        return Err(ReportError::NoLine {
            what: "tolerance",
            value: data.tolerance,
        });
    }
    let widest = |texts: Vec<String>| {
        texts
            .iter()
            .map(|t| text_width(t, TICK_SIZE, false))
            .fold(0.0, f64::max)
    };
    let left = widest(
        data.columns
            .iter()
            .map(|(name, _)| labels::symbol(name))
            .collect(),
    ) + 7.0;
    let right = 44.0;
    let (top, width) = (12.0, TWO_COLUMNS - left - right);
    let height = data.columns.len() as f64 * ROW + 4.0;
    let decades = f64::from(DECADES.1 - DECADES.0);
    let at = |deviation: f64| {
        let power = deviation
            .max(1e-300)
            .log10()
            .clamp(f64::from(DECADES.0), f64::from(DECADES.1));
        left + (power - f64::from(DECADES.0)) / decades * width
    };
    let limit = at(data.tolerance);
    let mut nodes = vec![Node::rect(
        left,
        top,
        limit - left,
        height,
        Style::fill(Paint::Faint).opacity(0.45),
    )];
    let mut over_total = 0;
    for (k, (name, values)) in data.columns.iter().enumerate() {
        let middle = top + 2.0 + (k as f64 + 0.5) * ROW;
        let category = labels::category(name);
        let colour = palette::category(category);
        let finite: Vec<f64> = values.iter().copied().filter(|&d| drawable(d)).collect();
        let over = finite.iter().filter(|&&d| d.abs() > data.tolerance).count();
        over_total += over;
        for &deviation in &finite {
            let style = Style::stroke(colour, 0.7).opacity(0.75);
            let x = at(deviation.abs());
            nodes.push(Node::line((x, middle - 2.9), (x, middle + 2.9), style));
        }
        let mut sorted = finite.clone();
        sorted.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
        let largest = sorted.last().map_or(0.0, |d| d.abs());
        nodes.push(Node::Mark(Mark {
            x: at(largest),
            y: middle,
            symbol: Symbol::Circle,
            size: 2.0,
            style: Style::fill(colour).outlined(Paint::Paper, 0.4),
            datum: Datum::new(
                labels::category_name(category),
                format!(
                    "{name}\n{over} of {} cells over {} %\nlargest deviation {:.3} %",
                    finite.len(),
                    data.tolerance * 100.0,
                    largest * 100.0
                ),
            ),
        }));
        nodes.push(
            Node::text(left - 4.0, middle + 2.3, labels::symbol(name), TICK_SIZE)
                .end()
                .into(),
        );
        let text = format!("{over} of {}", finite.len());
        let count = Node::text(TWO_COLUMNS - 3.0, middle + 2.3, text, TICK_SIZE).end();
        nodes.push(if over == 0 {
            count.paint(Paint::Muted).into()
        } else {
            count.bold().into()
        });
    }
    nodes.push(Node::rect(
        left,
        top,
        width,
        height,
        Style::stroke(Paint::Ink, 0.6),
    ));
    for decade in DECADES.0..=DECADES.1 {
        let x = at(10f64.powi(decade));
        let below = top + height;
        nodes.push(Node::line(
            (x, below),
            (x, below - 2.6),
            Style::stroke(Paint::Ink, 0.6),
        ));
        let power = format!("10^{{{}}}", decade.to_string().replace('-', "−"));
        let label = if decade == DECADES.0 {
            format!("≤{power}")
        } else {
            power
        };
        nodes.push(Node::text(x, below + 9.5, label, TICK_SIZE).middle().into());
    }
    let title = "Relative deviation of a cell, |recomputed − published| / |published|";
    nodes.push(
        Node::text(left + width / 2.0, top + height + 21.0, title, 7.5)
            .middle()
            .into(),
    );
    let percent = format!("{} %", data.tolerance * 100.0);
    nodes.push(
        Node::text(limit, top - 3.0, &percent, TICK_SIZE)
            .middle()
            .into(),
    );
    nodes.push(
        Node::text(
            TWO_COLUMNS - 3.0,
            top - 3.0,
            format!("> {percent}"),
            TICK_SIZE,
        )
        .end()
        .into(),
    );
    let name = &data.name;
    Ok(Figure {
        id: slug(&["deviations", name]),
        title: format!("Deviations of recomputed descriptors, {name}"),
        alt: format!(
            "Strip chart of {cells} relative deviations in {} descriptors; {over_total} exceed {percent}.",
            data.columns.len()
        ),
        caption: format!(
            "Relative deviation of recomputed from published descriptors ({name}), one stroke a compound, a dot at the largest; shaded: within {percent}. {over_total} of {cells} cells lie outside."
        ),
        width: TWO_COLUMNS,
        height: top + height + 26.0,
        nodes,
    })
}
