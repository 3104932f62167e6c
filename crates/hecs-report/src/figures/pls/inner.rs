//! Scores of the rows against those of the response, component by component.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, padded};
use crate::data::PlsData;
use crate::error::ReportError;
use crate::figures::pls::{cloud::zero_lines, counted, need_components};
use crate::figures::{Figure, slug};
use crate::labels;
use crate::palette::BLUE;
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS};

/// Panels beside each other, and the most of them.
const ACROSS: usize = 3;
const MOST: usize = 6;

/// T against U of the training rows, a panel for each of the first six components, with the line through the origin of least squares: a bend or
/// a lone row far along it makes a component doubtful.
///
/// # Errors
/// [`ReportError::TooFew`] without a component, or without a row that has both scores.
pub fn inner(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of the scores against those of the response";
    need_components(data, WHAT, 1)?;
    let shown = data.components.len().min(MOST);
    let across = shown.min(ACROSS);
    let cell = (TWO_COLUMNS / ACROSS as f64, 128.0);
    let mut nodes = Vec::new();
    let mut marks = 0;
    for a in 0..shown {
        let points: Vec<(usize, f64, f64)> = data
            .rows
            .iter()
            .enumerate()
            .filter_map(|(k, row)| Some((k, *row.scores.get(a)?, *row.y_scores.get(a)?)))
            .filter(|&(_, t, u)| drawable(t) && drawable(u))
            .collect();
        let range = |values: fn(&(usize, f64, f64)) -> f64| extent(points.iter().map(values));
        let (Some(x), Some(y)) = (range(|p| p.1), range(|p| p.2)) else {
            continue;
        };
        marks += points.len();
        let (x_range, y_range) = (padded(x, 0.08), padded(y, 0.08));
        let left = Panel::left_room(y_range, 4, true) + 1.0;
        let (column, line) = (a % across, a / across);
        let panel = Panel {
            x: column as f64 * cell.0 + left,
            y: line as f64 * cell.1 + 12.0,
            w: cell.0 - left - 8.0,
            h: cell.1 - 38.0,
            x_range,
            y_range,
            wanted: (4, 4),
            zoom: true,
        };
        let mut plot = zero_lines(&panel);
        let (tt, tu) = points
            .iter()
            .fold((0.0, 0.0), |(tt, tu), p| (tt + p.1 * p.1, tu + p.1 * p.2));
        let slope = tu / tt;
        if slope.is_finite() {
            let ends = [x_range.0, x_range.1].map(|t| panel.at(t, slope * t));
            plot.push(Node::line(
                ends[0],
                ends[1],
                Style::stroke(Paint::Muted, 0.7),
            ));
        }
        for &(k, t, u) in &points {
            let no = data.row_number(k);
            let title = format!(
                "{} (no. {no})\nt{} {t:.4}, u{} {u:.4}",
                data.rows[k].name,
                a + 1,
                a + 1
            );
            plot.push(Node::Mark(Mark {
                x: panel.px(t),
                y: panel.py(u),
                symbol: Symbol::Circle,
                size: if points.len() > 150 { 1.3 } else { 1.8 },
                style: Style::fill(BLUE).outlined(Paint::Paper, 0.3),
                datum: Datum::new("train", title).compound(no),
            }));
        }
        let n = a + 1;
        nodes.push(panel.node(&format!("*t*_{{{n}}}"), &format!("*u*_{{{n}}}"), plot));
        nodes.push(
            Node::text(panel.x, panel.y - 4.0, format!("component {n}"), TICK_SIZE)
                .bold()
                .into(),
        );
    }
    if marks == 0 {
        return Err(ReportError::TooFew {
            what: WHAT,
            of: "rows with both scores",
            needed: 1,
            found: 0,
        });
    }
    let response = &data.response.name;
    let rest = data.components.len() - shown;
    Ok(Figure {
        id: slug(&["inner", response]),
        title: format!("Scores of the rows against those of the response, {response}"),
        alt: format!(
            "{} of the scores of the rows against those of the response, with the line of least squares through the origin.",
            counted(shown, "panel")
        ),
        caption: format!(
            "Scores of the training rows *t* against those of the response *u*, component by component ({}). Line: least squares through the origin.{}",
            labels::as_text(response),
            if rest > 0 {
                format!(" {} more are not shown.", counted(rest, "component"))
            } else {
                String::new()
            }
        ),
        width: TWO_COLUMNS,
        height: shown.div_ceil(across) as f64 * cell.1,
        nodes,
    })
}
