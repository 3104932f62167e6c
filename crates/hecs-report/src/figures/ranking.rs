//! A ranking of structures: the barriers of each on one line, the lowest on top.

use crate::axes::{Panel, TICK_SIZE, extent, known, padded};
use crate::data::{RankingData, RankingRow};
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::legend_row::{Entry, WIDEST, legend_row};
use crate::palette::{BLUE, GREEN, ORANGE, VERMILION};
use crate::rich;
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Style, Symbol, text_width};

/// Height of a row in points.
const ROW: f64 = 8.6;
/// More rows than this are not read one by one; the rest is in the table.
const MOST_ROWS: usize = 40;
/// Barriers above this (eV) lie outside, and leave room for the others: at 300 K and 10¹³ attempts per second (a phonon of 40 meV)
/// one hop over 2 eV takes 10¹³ years.
const HIGHEST_EV: f64 = 2.0;
/// Names, symbols and colours of the dimensions, one to three.
const DIMENSIONS: [(&str, Symbol, Paint); 3] = [
    ("1D", Symbol::Triangle, BLUE),
    ("2D", Symbol::Diamond, ORANGE),
    ("3D", Symbol::Circle, GREEN),
];
/// Room in points between names and panel.
const NAME_GAP: f64 = 10.0;
/// Longest label in points: a longer formula is cut.
const LABEL_WIDTH: f64 = 84.0;

/// Draws one row per structure with its barriers in one, two and three dimensions, by rising barrier in three.
///
/// # Errors
/// [`ReportError::TooFew`] without a barrier.
pub fn ranking(data: &RankingData) -> Result<Figure, ReportError> {
    let mut rows: Vec<&RankingRow> = data.rows.iter().collect();
    rows.sort_by(|a, b| a.order(b));
    rows.retain(|row| {
        row.barriers_ev
            .iter()
            .any(|barrier| known(*barrier).is_some())
    });
    let closed = data.rows.len() - rows.len();
    let all = rows.len();
    rows.truncate(MOST_ROWS);
    let drawn = rows.iter().flat_map(|row| row.barriers_ev);
    let Some((_, highest)) = extent(drawn.flatten().filter(|barrier| *barrier <= HIGHEST_EV))
        .or((!rows.is_empty()).then_some((0.0, HIGHEST_EV)))
    else {
        return Err(ReportError::TooFew {
            what: "A ranking",
            of: "structures with a barrier",
            needed: 1,
            found: 0,
        });
    };
    let labels: Vec<String> = rows.iter().map(|row| label(row)).collect();
    let widths = labels
        .iter()
        .map(|label| text_width(label, TICK_SIZE, false));
    let label_room = WIDEST * widths.fold(0.0, f64::max) + NAME_GAP + 2.0;
    let panel = Panel {
        x: label_room,
        y: 14.0,
        w: ONE_COLUMN - label_room - 8.0,
        h: rows.len() as f64 * ROW + 3.0,
        x_range: (0.0, padded((0.0, highest), 0.06).1),
        y_range: (0.0, 1.0),
        wanted: (5, 0),
        zoom: false,
    };
    let mut plot = Vec::new();
    let mut nodes = legend();
    for (k, (row, label)) in rows.iter().zip(labels).enumerate() {
        let middle = panel.y + 1.5 + (k as f64 + 0.5) * ROW;
        plot.extend(marks(row, &panel, middle));
        nodes.extend(name(row, label, panel.x, middle));
    }
    nodes.push(panel.node(
        &format!("Barrier of {} (eV)", rich::ion(&data.ion)),
        "",
        plot,
    ));
    let beyond = match all - rows.len() {
        0 => String::new(),
        more => format!(" {more} with higher barriers are left out."),
    };
    let without = match closed {
        0 => String::new(),
        1 => " One structure has no barrier.".to_owned(),
        n => format!(" {n} structures have no barrier."),
    };
    let best = rows
        .first()
        .map_or(String::new(), |row| in_words(row).replace('\n', ", "));
    Ok(Figure {
        id: "ranking".to_owned(),
        title: format!("Barriers of {} by structure", data.ion),
        alt: format!(
            "Dot plot of {} structures with their barriers in one, two and three dimensions, the lowest first: {best}.{beyond}{without}",
            rows.len()
        ),
        caption: format!(
            "Barriers of percolation in one, two and three dimensions, by rising barrier in three. A triangle behind the name: something \
             qualifies the number. Lines to the right edge lead to barriers above {HIGHEST_EV:.0} eV.{beyond}{without}"
        ),
        width: ONE_COLUMN,
        height: panel.y + panel.h + 25.0,
        nodes,
    })
}

/// The formula, cut where it is too long.
fn label(row: &RankingRow) -> String {
    let formula = row.formula.as_str();
    let mut kept = formula.to_owned();
    while text_width(&rich::formula(&kept), TICK_SIZE, false) > LABEL_WIDTH {
        kept.pop();
    }
    let end = if kept.len() < formula.len() {
        "…"
    } else {
        ""
    };
    format!("{}{end}", rich::formula(&kept))
}

/// The name of a row left of `x`, with a mark behind it where something qualifies its barriers: there the mark is clear of the
/// name whatever font a page is shown in.
fn name(row: &RankingRow, label: String, x: f64, middle: f64) -> Vec<Node> {
    let name = Node::text(x - NAME_GAP, middle + 2.2, label, TICK_SIZE);
    let mut nodes = vec![name.end().into()];
    if !row.caveats.is_empty() {
        nodes.push(Node::Mark(Mark {
            x: x - NAME_GAP / 2.0,
            y: middle,
            symbol: Symbol::Triangle,
            size: 2.2,
            style: Style::stroke(VERMILION, 0.8),
            datum: Datum::new("caveats", in_words(row)).compound(row.no),
        }));
    }
    nodes
}

fn marks(row: &RankingRow, panel: &Panel, middle: f64) -> Vec<Node> {
    let inside = |barrier: &Option<f64>| known(*barrier).filter(|barrier| *barrier <= HIGHEST_EV);
    let mut nodes = Vec::new();
    if let Some((low, high)) = extent(row.barriers_ev.iter().filter_map(inside)) {
        let mut all = row.barriers_ev.iter().filter_map(|barrier| known(*barrier));
        let leads_out = all.any(|barrier| barrier > HIGHEST_EV);
        let high = if leads_out { panel.x_range.1 } else { high };
        let line = [low, high].map(|barrier| (panel.px(barrier), middle));
        nodes.push(Node::line(
            line[0],
            line[1],
            Style::stroke(Paint::Muted, 0.6),
        ));
    }
    for ((series, symbol, paint), barrier) in DIMENSIONS.into_iter().zip(&row.barriers_ev) {
        if let Some(barrier) = inside(barrier) {
            nodes.push(Node::Mark(Mark {
                x: panel.px(barrier),
                y: middle,
                symbol,
                size: 2.5,
                style: Style::fill(paint).outlined(Paint::Paper, 0.4),
                datum: Datum::new(series, in_words(row)).compound(row.no),
            }));
        }
    }
    nodes
}

fn legend() -> Vec<Node> {
    let entries = DIMENSIONS.map(|(name, symbol, paint)| Entry {
        name,
        symbol,
        size: 2.5,
        style: Style::fill(paint).outlined(Paint::Paper, 0.4),
    });
    legend_row(6.0, entries)
}

fn in_words(row: &RankingRow) -> String {
    let barriers = DIMENSIONS
        .iter()
        .zip(&row.barriers_ev)
        .map(|((name, ..), barrier)| {
            known(*barrier).map_or(format!("{name} none"), |ev| format!("{name} {ev:.3} eV"))
        });
    let barriers: Vec<String> = barriers.collect();
    let mut words = format!(
        "{} (no. {}, {})\n{}",
        row.formula,
        row.no,
        row.source,
        barriers.join(", ")
    );
    for caveat in &row.caveats {
        words.push('\n');
        words.push_str(caveat);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(no: u32, barrier: Option<f64>, caveats: &[&str]) -> RankingRow {
        RankingRow {
            no,
            formula: format!("Li{no}PS4"),
            source: format!("{no}.cif"),
            barriers_ev: [barrier.map(|ev| ev / 2.0), barrier, barrier],
            caveats: caveats.iter().map(|&words| words.to_owned()).collect(),
        }
    }

    #[test]
    fn the_lowest_stands_first_and_the_rest_is_counted() {
        let mut rows: Vec<RankingRow> = (1..=45)
            .map(|no| row(no, Some(2.0 - 0.04 * f64::from(no)), &[]))
            .collect();
        rows.push(row(46, None, &["closed"]));
        rows[44].caveats = vec!["shared sites".to_owned()];
        let figure = ranking(&RankingData {
            ion: "Li+".to_owned(),
            rows,
        })
        .expect("there are barriers");
        let outline = figure.outline();
        let (first, second) = (outline.find("text: Li45PS4"), outline.find("text: Li44PS4"));
        assert!(first.is_some() && first < second, "{outline}");
        assert!(outline.contains("caveats: Li45PS4") && outline.contains("| shared sites"));
        assert!(
            figure
                .caption
                .contains("5 with higher barriers are left out. One structure has no barrier.")
        );
        assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    }

    #[test]
    fn a_barrier_beyond_the_highest_is_a_line_to_the_edge() {
        let mut far = row(1, Some(1.9), &[]);
        far.barriers_ev = [Some(1.9), Some(2.01), Some(7.0)];
        let data = |rows| RankingData {
            ion: "Li+".to_owned(),
            rows,
        };
        let outline = |rows| ranking(&data(rows)).expect("a barrier").outline();
        let (with, without) = (outline(vec![far]), outline(vec![row(1, Some(1.9), &[])]));
        let marks = |outline: &str| {
            ["1D", "2D", "3D"].map(|name| outline.contains(&format!("{name}: Li1PS4")))
        };
        assert_eq!(marks(&with), [true, false, false], "{with}");
        assert_eq!(marks(&without), [true; 3], "{without}");
    }

    #[test]
    fn nothing_is_no_ranking() {
        let rows = vec![row(1, None, &[])];
        assert!(
            ranking(&RankingData {
                ion: "Na+".to_owned(),
                rows
            })
            .is_err()
        );
    }
}
