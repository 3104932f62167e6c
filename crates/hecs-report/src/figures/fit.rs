//! Calculated against predicted activation energies (Fig. 3).

use crate::axes::{Panel, TICK_SIZE, drawable, extent, known, padded};
use crate::data::{FitData, FitPoint, FitSet, Set};
use crate::error::ReportError;
use crate::figures::{Figure, dropped, slug};
use crate::palette::{BLUE, GREY, VERMILION};
use crate::rich;
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Purpose, Style, Symbol};

/// Draws the training and the test set against the line of equality.
///
/// # Errors
/// [`ReportError::TooFew`] for fewer than two compounds with both energies.
pub fn fit(data: &FitData) -> Result<Figure, ReportError> {
    let all = data.sets.iter().flat_map(|s| &s.points);
    let (finite, total) = all.clone().fold((0, 0), |(finite, total), p| {
        (finite + usize::from(both(p)), total + 1)
    });
    let drawn = all.filter(|p| both(p));
    let range = extent(drawn.flat_map(|p| [p.calculated_ev, p.predicted_ev]));
    let Some(range) = range.filter(|_| finite >= 2) else {
        return Err(ReportError::TooFew {
            what: "A plot of calculated against predicted Ea",
            of: "compounds with both energies",
            needed: 2,
            found: finite,
        });
    };
    let range = padded(range, 0.06);
    let left = Panel::left_room(range, 5, true) + 1.0;
    let side = ONE_COLUMN - left - 4.0;
    let panel = Panel {
        x: left,
        y: 4.0,
        w: side,
        h: side,
        x_range: range,
        y_range: range,
        wanted: (5, 5),
        zoom: true,
    };
    let mut plot = vec![Node::line(
        panel.at(range.0 - 1.0, range.0 - 1.0),
        panel.at(range.1 + 1.0, range.1 + 1.0),
        Style::stroke(Paint::Muted, 0.7).dashed(3.0, 2.0),
    )];
    let mut legend = Vec::new();
    for (k, set) in data.sets.iter().enumerate() {
        let (symbol, style, series, name) = look(set.set);
        for p in set.points.iter().filter(|p| both(p)) {
            let title = format!(
                "{} (no. {}, {name})\ncalculated {:.4} eV\npredicted {:.4} eV\nresidual {:+.4} eV",
                p.formula,
                p.no,
                p.calculated_ev,
                p.predicted_ev,
                p.calculated_ev - p.predicted_ev
            );
            plot.push(Node::Mark(Mark {
                x: panel.px(p.calculated_ev),
                y: panel.py(p.predicted_ev),
                symbol,
                size: 2.5,
                style,
                datum: Datum::new(series, title).compound(p.no),
            }));
        }
        legend.push(entry(set, panel.x + 9.0, panel.y + 10.0 + k as f64 * 20.5));
    }
    let ideal_y = panel.y + panel.h - 8.0;
    let ideal_x = panel.x + panel.w - 66.0;
    let mut nodes = vec![panel.node(&data.x_label, &data.y_label, plot)];
    nodes.extend(legend);
    nodes.push(Node::line(
        (ideal_x, ideal_y - 2.3),
        (ideal_x + 14.0, ideal_y - 2.3),
        Style::stroke(Paint::Muted, 0.7).dashed(3.0, 2.0),
    ));
    nodes.push(Node::text(ideal_x + 17.0, ideal_y, "ideal: equal", TICK_SIZE).into());

    let name = &data.name;
    Ok(Figure {
        id: slug(&["fit", name]),
        title: format!("Calculated against predicted activation energy, {name}"),
        alt: format!(
            "Scatter plot of {} compounds: {} against {}. {}",
            finite,
            rich::plain(&data.x_label),
            rich::plain(&data.y_label),
            data.sets.iter().map(in_words).collect::<Vec<_>>().join(" ")
        ),
        caption: format!(
            "Calculated against predicted *E*_{{a}} ({name}). Dashed: both equal. *R*^{{2}} after Eq. 5; *r*^{{2}} is the squared Pearson correlation.{}",
            dropped(total - finite)
        ),
        width: ONE_COLUMN,
        height: panel.y + panel.h + 24.0,
        nodes,
    })
}

/// Whether both energies can be drawn.
fn both(point: &FitPoint) -> bool {
    drawable(point.calculated_ev) && drawable(point.predicted_ev)
}

/// Marker, style, key and name of a set.
pub(super) fn look(set: Set) -> (Symbol, Style, &'static str, &'static str) {
    let filled = |paint| Style::fill(paint).outlined(Paint::Paper, 0.4);
    match set {
        Set::Train => (Symbol::Circle, filled(BLUE), "train", "training set"),
        Set::Test => (Symbol::Triangle, filled(VERMILION), "test", "test set"),
        Set::Neither => (Symbol::Diamond, filled(GREY), "neither", "in no set"),
    }
}

fn entry(set: &FitSet, x: f64, y: f64) -> Node {
    let (symbol, style, series, name) = look(set.set);
    let mut numbers = Vec::new();
    if let Some(r2) = known(set.r2) {
        numbers.push(format!("*R*^{{2}} = {r2:.3}"));
    }
    if let Some(r2) = known(set.r2_pearson) {
        numbers.push(format!("*r*^{{2}} = {r2:.3}"));
    }
    if let Some(rmse) = known(set.rmse_ev) {
        numbers.push(format!("RMSE = {rmse:.3} eV"));
    }
    let count = set.points.len();
    Node::group(
        Purpose::Legend(series.to_owned()),
        vec![
            Node::Mark(Mark {
                x,
                y: y - 2.3,
                symbol,
                size: 2.5,
                style,
                datum: Datum::new("legend", name),
            }),
            Node::text(x + 7.0, y, format!("{name} ({count})"), TICK_SIZE)
                .bold()
                .into(),
            Node::text(x + 7.0, y + 8.5, numbers.join(", "), TICK_SIZE).into(),
        ],
    )
}

fn in_words(set: &FitSet) -> String {
    let mut words = format!("{}: {} compounds", look(set.set).3, set.points.len());
    if let Some(r2) = known(set.r2) {
        words.push_str(&format!(", R² {r2:.3}"));
    }
    if let Some(rmse) = known(set.rmse_ev) {
        words.push_str(&format!(", RMSE {rmse:.3} eV"));
    }
    words.push('.');
    words
}
