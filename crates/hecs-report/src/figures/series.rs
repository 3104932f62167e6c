//! Published against recomputed activation energies, series by series.

use crate::axes::{Panel, TICK_SIZE, extent, known, padded};
use crate::data::{SeriesData, SeriesPoint};
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, GREEN, ORANGE, VERMILION};
use crate::rich;
use crate::scene::{Datum, Mark, Node, Paint, Purpose, Style, Symbol, TWO_COLUMNS, text_width};

/// Height of a row in points.
const ROW: f64 = 8.6;
/// Height of the heading of a series.
const HEADING: f64 = 12.0;

/// Draws one row a compound: the published value and the recomputed ones on one line.
///
/// # Errors
/// [`ReportError::TooFew`] without an energy, [`ReportError::LengthMismatch`] where a compound has more or fewer recomputed values than
/// there are names for them.
pub fn series(data: &SeriesData) -> Result<Figure, ReportError> {
    let energies = data.points.iter().flat_map(energies);
    let Some(range) = extent(energies) else {
        return Err(ReportError::TooFew {
            what: "A comparison of published and recomputed Ea",
            of: "compounds with an energy",
            needed: 1,
            found: 0,
        });
    };
    for point in &data.points {
        if point.recomputed_ev.len() != data.recomputed.len() {
            return Err(ReportError::LengthMismatch {
                what: "recomputed Ea",
                expected: data.recomputed.len(),
                found: point.recomputed_ev.len(),
            });
        }
    }
    let range = padded(range, 0.06);
    let halves = halves(&data.points);
    let label_room = data
        .points
        .iter()
        .map(|p| text_width(&label(p), TICK_SIZE - 0.7, false))
        .fold(0.0, f64::max)
        + 6.0;
    let half = TWO_COLUMNS / halves.len() as f64;
    let top = 14.0;
    let mut nodes = legend(data);
    let mut deepest = 0.0f64;
    for (k, rows) in halves.iter().enumerate() {
        let height = height(rows);
        deepest = deepest.max(height);
        let panel = Panel {
            x: k as f64 * half + label_room,
            y: top,
            w: half - label_room - 7.0,
            h: height,
            x_range: range,
            y_range: (0.0, 1.0),
            wanted: (5, 0),
            zoom: false,
        };
        nodes.extend(column(data, rows, &panel));
    }
    let moved = biggest_move(data);
    let name = &data.name;
    Ok(Figure {
        id: slug(&["series", name]),
        title: "Published and recomputed activation energies by series".to_owned(),
        alt: format!(
            "Dot plot of {} compounds in series, each with its published and recomputed activation energies. {}",
            data.points.len(),
            rich::plain(&moved)
        ),
        caption: format!(
            "Published *E*_{{a}} beside {}, compound by compound ({name}). {moved}",
            data.recomputed.join(" and "),
        ),
        width: TWO_COLUMNS,
        height: top + deepest + 25.0,
        nodes,
    })
}

fn energies(point: &SeriesPoint) -> Vec<f64> {
    point
        .published_ev
        .into_iter()
        .chain(point.recomputed_ev.iter().flatten().copied())
        .collect()
}

/// The label of a row; the compound's number stands before its formula.
fn label(point: &SeriesPoint) -> String {
    format!("{}\u{a0}\u{a0}{}", rich::formula(&point.formula), point.no)
}

fn look(k: usize) -> (Symbol, Style) {
    let colours = [BLUE, VERMILION, GREEN, ORANGE];
    let symbols = [
        Symbol::Circle,
        Symbol::Diamond,
        Symbol::Square,
        Symbol::Triangle,
    ];
    (
        symbols[k % 4],
        Style::fill(colours[k % 4]).outlined(Paint::Paper, 0.4),
    )
}

fn published_style() -> Style {
    Style::stroke(Paint::Ink, 0.8)
}

fn legend(data: &SeriesData) -> Vec<Node> {
    let mut x = 6.0;
    let mut nodes = Vec::new();
    let names = std::iter::once("published").chain(data.recomputed.iter().map(String::as_str));
    for (k, name) in names.enumerate() {
        let (symbol, style, size) = match k {
            0 => (Symbol::Circle, published_style(), 3.1),
            k => (look(k - 1).0, look(k - 1).1, 2.3),
        };
        nodes.push(Node::group(
            Purpose::Legend(name.to_owned()),
            vec![
                Node::Mark(Mark {
                    x,
                    y: 5.0,
                    symbol,
                    size,
                    style,
                    datum: Datum::new("legend", name),
                }),
                Node::text(x + 6.5, 7.4, name, TICK_SIZE).into(),
            ],
        ));
        x += 6.5 + text_width(name, TICK_SIZE, false) + 16.0;
    }
    nodes
}

/// Consecutive points of one series stay together; two columns from 20 compounds on.
fn halves(points: &[SeriesPoint]) -> Vec<Vec<&SeriesPoint>> {
    let all: Vec<&SeriesPoint> = points.iter().collect();
    if all.len() < 20 {
        return vec![all];
    }
    let total = height(&all);
    // Cut before the series whose start lies nearest to the middle.
    let cut = (1..all.len())
        .filter(|&k| all[k].series != all[k - 1].series)
        .min_by(|&a, &b| {
            let off = |k: usize| (height(&all[..k]) - total / 2.0).abs();
            off(a).total_cmp(&off(b))
        });
    match cut {
        Some(cut) => vec![all[..cut].to_vec(), all[cut..].to_vec()],
        None => vec![all],
    }
}

fn headings(rows: &[&SeriesPoint]) -> usize {
    rows.iter()
        .enumerate()
        .filter(|&(k, p)| k == 0 || p.series != rows[k - 1].series)
        .count()
}

fn height(rows: &[&SeriesPoint]) -> f64 {
    rows.len() as f64 * ROW + headings(rows) as f64 * HEADING + 3.0
}

fn column(data: &SeriesData, rows: &[&SeriesPoint], panel: &Panel) -> Vec<Node> {
    let mut plot = Vec::new();
    let mut names = Vec::new();
    let mut y = panel.y;
    for (k, point) in rows.iter().enumerate() {
        if k == 0 || point.series != rows[k - 1].series {
            plot.push(Node::rect(
                panel.x,
                y,
                panel.w,
                HEADING - 1.0,
                Style::fill(Paint::Faint).opacity(0.6),
            ));
            names.push(
                Node::text(panel.x + 4.0, y + HEADING - 3.6, &point.series, TICK_SIZE)
                    .bold()
                    .into(),
            );
            y += HEADING;
        }
        let middle = y + ROW / 2.0;
        if let Some((low, high)) = extent(energies(point)) {
            let style = Style::stroke(Paint::Muted, 0.6);
            plot.push(Node::line(
                (panel.px(low), middle),
                (panel.px(high), middle),
                style,
            ));
        }
        let title = in_words(data, point);
        let mark = |series: &str, energy: f64, symbol, size, style| {
            Node::Mark(Mark {
                x: panel.px(energy),
                y: middle,
                symbol,
                size,
                style,
                datum: Datum::new(series, title.clone()).compound(point.no),
            })
        };
        if let Some(energy) = known(point.published_ev) {
            plot.push(mark(
                "published",
                energy,
                Symbol::Circle,
                3.1,
                published_style(),
            ));
        }
        for (j, energy) in point.recomputed_ev.iter().enumerate() {
            if let Some(energy) = known(*energy) {
                let (symbol, style) = look(j);
                plot.push(mark(&data.recomputed[j], energy, symbol, 2.3, style));
            }
        }
        names.push(
            Node::text(panel.x - 4.0, middle + 2.1, label(point), TICK_SIZE - 0.7)
                .end()
                .into(),
        );
        y += ROW;
    }
    let mut nodes = vec![panel.node("*E*_{a} (eV)", "", plot)];
    nodes.extend(names);
    nodes
}

fn in_words(data: &SeriesData, point: &SeriesPoint) -> String {
    let number =
        |e: Option<f64>| known(e).map_or_else(|| "none".to_owned(), |e| format!("{e:.4} eV"));
    let mut title = format!("{} (no. {})", point.formula, point.no);
    title.push_str(&format!("\npublished {}", number(point.published_ev)));
    for (name, energy) in data.recomputed.iter().zip(&point.recomputed_ev) {
        title.push_str(&format!("\n{name} {}", number(*energy)));
    }
    title
}

/// The largest difference of the last recomputation to the published value, as a sentence in label
/// markup.
fn biggest_move(data: &SeriesData) -> String {
    let moves = data.points.iter().filter_map(|p| {
        let last = known(*p.recomputed_ev.last()?)?;
        Some((p, last - known(p.published_ev)?))
    });
    let biggest = moves.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    match (biggest, data.recomputed.last()) {
        (Some((point, by)), Some(name)) => format!(
            "The largest difference between published and {name} is {by:+.3} eV, for {} (no. {}).",
            rich::formula(&point.formula),
            point.no
        )
        .replace("is -", "is −"),
        _ => String::new(),
    }
}
