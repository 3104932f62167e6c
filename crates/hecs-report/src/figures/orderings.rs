//! Barriers over orderings: a strip of points for each dimension and reference.

use crate::axes::{Panel, TICK_SIZE, extent, known, padded};
use crate::data::{OrderingsData, OrderingsStrip};
use crate::error::ReportError;
use crate::figures::legend_row::{Entry, legend_row};
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, ORANGE, VERMILION};
use crate::rich;
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS};

/// Height of a strip in points.
const ROW: f64 = 15.0;
/// Height over which the points of a strip are spread.
const SPREAD: f64 = 9.0;
/// Names and colours of the two references.
const REFERENCES: [(&str, Paint); 2] = [
    ("above the lowest minimum", BLUE),
    ("above the filling level", ORANGE),
];
/// Names, symbols and explanations of the two mean fields.
const MEAN_FIELDS: [(&str, Symbol, &str); 2] = [
    (
        "mean field",
        Symbol::Diamond,
        " Mean field: the structure with its fractions.",
    ),
    (
        "open mean field",
        Symbol::Square,
        " Open mean field: the same without the other ions on sites that the mobile ion shares.",
    ),
];
/// Step of the place across a strip from one ordering to the next, a fraction of its height: the golden ratio spreads any
/// number of points evenly, the same in every picture.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Draws a strip of one point per ordering for each dimension, above both references, with medians and mean fields; how many
/// percolate stands at the right.
///
/// # Errors
/// [`ReportError::TooFew`] where nothing percolates at all.
pub fn orderings(data: &OrderingsData) -> Result<Figure, ReportError> {
    let all = data.strips.iter().flat_map(|strip| {
        let points = strip.lowest_ev.iter().chain(&strip.filling_ev);
        points.chain([&strip.mean_field_ev, &strip.open_mean_field_ev])
    });
    let Some((_, highest)) = extent(all.copied().flatten()) else {
        return Err(ReportError::TooFew {
            what: "A picture of orderings",
            of: "barriers",
            needed: 1,
            found: 0,
        });
    };
    let left = 24.0;
    let right = 62.0;
    let panel = Panel {
        x: left,
        y: 14.0,
        w: TWO_COLUMNS - left - right,
        h: 2.0 * ROW * data.strips.len() as f64 + 4.0,
        x_range: (0.0, padded((0.0, highest.max(0.1)), 0.05).1),
        y_range: (0.0, 1.0),
        wanted: (7, 0),
        zoom: false,
    };
    let mut plot = Vec::new();
    let has_mean_field = [
        data.strips.iter().any(|s| known(s.mean_field_ev).is_some()),
        (data.strips.iter()).any(|s| known(s.open_mean_field_ev).is_some()),
    ];
    let mut nodes = legend(has_mean_field);
    for (k, strip) in data.strips.iter().enumerate() {
        let top = panel.y + 2.0 + 2.0 * k as f64 * ROW;
        if k > 0 {
            let ends = [panel.x, panel.x + panel.w].map(|x| (x, top));
            plot.push(Node::line(
                ends[0],
                ends[1],
                Style::stroke(Paint::Faint, 0.6),
            ));
        }
        for (row, barriers) in [&strip.lowest_ev, &strip.filling_ev]
            .into_iter()
            .enumerate()
        {
            let middle = top + (row as f64 + 0.5) * ROW;
            plot.extend(points(strip, barriers, REFERENCES[row], &panel, middle));
        }
        plot.extend(mean_fields(strip, &panel, top + 0.5 * ROW));
        let name = Node::text(panel.x - 4.0, top + ROW + 2.3, &strip.name, TICK_SIZE);
        nodes.push(name.end().bold().into());
        nodes.push(percolating(strip, panel.x + panel.w + 4.0, top + ROW + 2.3));
    }
    nodes.push(panel.node(
        &format!("Barrier of {} (eV)", rich::ion(&data.ion)),
        "",
        plot,
    ));
    let in_words: Vec<String> = data.strips.iter().map(words).collect();
    let explained = (has_mean_field.into_iter().zip(MEAN_FIELDS))
        .filter_map(|(has, (.., explanation))| has.then_some(explanation));
    let explained: String = explained.collect();
    Ok(Figure {
        id: slug(&["orderings", &data.name]),
        title: format!("Barriers over orderings of {}", data.name),
        alt: format!(
            "Strip plot of the barriers of {} in {} orderings of {}: {}.",
            data.ion,
            data.samples,
            data.name,
            in_words.join("; ")
        ),
        caption: format!(
            "Barriers of percolation in {} orderings of {} cells of {}, one point each, in at least so many dimensions, above the \
             lowest minimum of the ordering and above its filling level; a stroke at the median where more than half percolate.{explained} \
             Right: orderings that percolate, with the 95 % interval of their share.",
            data.samples,
            data.supercell,
            rich::formula(&data.name)
        ),
        width: TWO_COLUMNS,
        height: panel.y + panel.h + 25.0,
        nodes,
    })
}

/// The look of a point and of its entry in the legend: opaque, so that it stands out on dark paper too, and parted from those
/// that it lies on.
fn point_style(paint: Paint) -> Style {
    Style::fill(paint).outlined(Paint::Paper, 0.3)
}

/// The points of a strip and a stroke at their median, where more than half percolate.
fn points(
    strip: &OrderingsStrip,
    barriers_ev: &[Option<f64>],
    (series, paint): (&str, Paint),
    panel: &Panel,
    middle: f64,
) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (number, barrier) in barriers_ev.iter().enumerate() {
        let Some(barrier) = known(*barrier) else {
            continue;
        };
        let across = ((number as f64 + 1.0) * GOLDEN).fract() - 0.5;
        nodes.push(Node::Mark(Mark {
            x: panel.px(barrier),
            y: middle + across * SPREAD,
            symbol: Symbol::Circle,
            size: 1.7,
            style: point_style(paint),
            datum: Datum::new(
                series,
                format!(
                    "{}, ordering {}\n{barrier:.3} eV {series}",
                    strip.name,
                    number + 1
                ),
            ),
        }));
    }
    if let Some(median) = median(barriers_ev) {
        let x = panel.px(median);
        let ends = [middle - 0.45 * ROW, middle + 0.45 * ROW].map(|y| (x, y));
        nodes.push(Node::line(ends[0], ends[1], Style::stroke(Paint::Ink, 1.0)));
    }
    nodes
}

fn mean_fields(strip: &OrderingsStrip, panel: &Panel, middle: f64) -> Vec<Node> {
    let values = [strip.mean_field_ev, strip.open_mean_field_ev];
    let shown = MEAN_FIELDS.into_iter().zip(values);
    shown
        .filter_map(|((name, symbol, _), value)| {
            let value = known(value)?;
            Some(Node::Mark(Mark {
                x: panel.px(value),
                y: middle,
                symbol,
                size: 3.0,
                style: Style::fill(Paint::Paper).outlined(VERMILION, 1.0),
                datum: Datum::new(name, format!("{}\n{value:.3} eV, {name}", strip.name)),
            }))
        })
        .collect()
}

/// The median, those that do not percolate counting as infinitely high.
fn median(barriers_ev: &[Option<f64>]) -> Option<f64> {
    let mut finite: Vec<f64> = barriers_ev.iter().filter_map(|b| known(*b)).collect();
    finite.sort_by(f64::total_cmp);
    let last = barriers_ev.len().checked_sub(1)?;
    let [low, high] = [last / 2, last.div_ceil(2)].map(|at| finite.get(at));
    Some(0.5 * (low? + high?))
}

fn percolating(strip: &OrderingsStrip, x: f64, y: f64) -> Node {
    Node::text(x, y, share_in_words(strip), TICK_SIZE).into()
}

/// How many percolate: "12 of 16, 0.51–0.90".
fn share_in_words(strip: &OrderingsStrip) -> String {
    let open = strip.lowest_ev.iter().flatten().count();
    let (low, high) = strip.share;
    format!("{open} of {}, {low:.2}–{high:.2}", strip.lowest_ev.len())
}

fn words(strip: &OrderingsStrip) -> String {
    let medians = [&strip.lowest_ev, &strip.filling_ev].map(|barriers| median(barriers));
    let medians = REFERENCES.iter().zip(medians).map(|((name, _), median)| {
        median.map_or(format!("no median {name}"), |ev| {
            format!("{ev:.3} eV {name}")
        })
    });
    let medians: Vec<String> = medians.collect();
    format!(
        "{} percolates in {}, medians {}",
        strip.name,
        share_in_words(strip),
        medians.join(" and ")
    )
}

/// The legend of both references and of the mean fields that there are.
fn legend(has_mean_field: [bool; 2]) -> Vec<Node> {
    let references = REFERENCES.map(|(name, paint)| Entry {
        name,
        symbol: Symbol::Circle,
        size: 2.0,
        style: point_style(paint),
    });
    let mean_fields = has_mean_field.into_iter().zip(MEAN_FIELDS);
    let mean_fields = mean_fields.filter(|(has, _)| *has);
    let mean_fields = mean_fields.map(|(_, (name, symbol, _))| Entry {
        name,
        symbol,
        size: 3.0,
        style: Style::fill(Paint::Paper).outlined(VERMILION, 1.0),
    });
    legend_row(28.0, references.into_iter().chain(mean_fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(name: &str, lowest_ev: &[Option<f64>]) -> OrderingsStrip {
        OrderingsStrip {
            name: name.to_owned(),
            lowest_ev: lowest_ev.to_vec(),
            filling_ev: lowest_ev.iter().map(|b| b.map(|ev| ev / 2.0)).collect(),
            share: (0.3, 0.95),
            mean_field_ev: Some(1.9),
            open_mean_field_ev: None,
        }
    }

    fn data(strips: Vec<OrderingsStrip>) -> OrderingsData {
        OrderingsData {
            name: "La0.55Li0.45TiO3".to_owned(),
            ion: "Li+".to_owned(),
            supercell: "4×4×4".to_owned(),
            samples: 4,
            strips,
        }
    }

    #[test]
    fn every_ordering_is_a_point_and_what_is_closed_is_counted() {
        let all = [Some(0.8), Some(0.6), Some(0.7), Some(0.9)];
        let some = [Some(0.9), None, None, Some(1.0)];
        let figure =
            orderings(&data(vec![strip("1D", &all), strip("3D", &some)])).expect("barriers");
        let outline = figure.outline();
        let is_point = |line: &&str| line.trim_start().starts_with("above the lowest minimum: ");
        let points = outline.lines().filter(is_point).count();
        assert_eq!(points, 4 + 2, "{outline}");
        assert!(outline.contains("text: 4 of 4, 0.30–0.95") && outline.contains("text: 2 of 4"));
        assert!(outline.contains("1.900 eV, mean field"));
        // What no strip has is neither in the legend nor explained.
        assert!(outline.contains("text: mean field") && !outline.contains("open mean field"));
        assert!(figure.caption.contains("Mean field:") && !figure.caption.contains("Open"));
        assert!(
            figure.alt.contains("0.750 eV above the lowest minimum"),
            "{}",
            figure.alt
        );
        assert!(
            figure.alt.contains("no median above the lowest minimum"),
            "{}",
            figure.alt
        );
        assert_eq!(figure.clipped_texts(), Vec::<String>::new());
    }

    #[test]
    fn nothing_that_percolates_is_no_picture() {
        let mut closed = strip("1D", &[None, None]);
        closed.mean_field_ev = None;
        assert!(orderings(&data(vec![closed])).is_err());
    }
}
