//! The prediction profiler: how the prediction follows each column, the others at their means.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, padded};
use crate::data::{PlsColumn, PlsData};
use crate::error::ReportError;
use crate::figures::pls::{counted, need_components, summarised};
use crate::figures::{Figure, slug};
use crate::labels;
use crate::numbers::significant;
use crate::palette::BLUE;
use crate::scene::{Datum, Node, Paint, Style, TWO_COLUMNS};

/// Columns that have a trace.
pub const PROFILES: usize = 12;
const ACROSS: usize = 4;
/// Points of an interval along a trace.
const ALONG: usize = 24;

/// Traces of the leading columns by VIP over their training range with the interval of a prediction, the other columns at their means.
///
/// Along column j the scores are t = r_j (x − x̄)/s, so ŷ = ŷ(x̄) + b_j (x − x̄), T² = Σ t_a²/s_a² and the half width of the interval is
/// that of leverage 0 times √(1 + 1/n + T²/(n−1)).
///
/// # Errors
/// [`ReportError::TooFew`] without a component, or without a column that varies.
pub fn profiler(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A prediction profiler";
    need_components(data, WHAT, 1)?;
    let spans = |j: &usize| {
        let column = &data.columns[*j];
        drawable(column.minimum) && drawable(column.maximum) && column.minimum < column.maximum
    };
    let mut order: Vec<usize> = data.columns_by_vip().into_iter().filter(spans).collect();
    let all = order.len();
    order.truncate(PROFILES);
    let at_means = data.intercept
        + data
            .columns
            .iter()
            .map(|column| column.coefficient * column.mean)
            .sum::<f64>();
    let traces: Vec<Vec<Point>> = order
        .iter()
        .map(|&j| trace(data, &data.columns[j], at_means))
        .collect();
    let values = traces.iter().flatten().flat_map(|p| [p.low, p.y, p.high]);
    let Some(range) = extent(values).filter(|_| all > 0) else {
        return Err(ReportError::TooFew {
            what: WHAT,
            of: "columns that vary",
            needed: 1,
            found: 0,
        });
    };
    let y_range = padded(range, 0.06);
    let left = Panel::left_room(y_range, 4, true) + 1.0;
    let across = order.len().min(ACROSS);
    let cell = ((TWO_COLUMNS - left) / ACROSS as f64, 104.0);
    let mut nodes = Vec::new();
    for (k, (&j, trace)) in order.iter().zip(&traces).enumerate() {
        let column = &data.columns[j];
        let panel = Panel {
            x: left + (k % across) as f64 * cell.0,
            y: 4.0 + (k / across) as f64 * cell.1,
            w: cell.0 - 10.0,
            h: cell.1 - 32.0,
            x_range: (column.minimum, column.maximum),
            y_range,
            wanted: (3, if k % across == 0 { 4 } else { 0 }),
            zoom: false,
        };
        let band: Vec<(f64, f64)> = trace
            .iter()
            .map(|p| panel.at(p.x, p.high))
            .chain(trace.iter().rev().map(|p| panel.at(p.x, p.low)))
            .collect();
        let mut plot = Vec::new();
        if trace.iter().all(|p| drawable(p.low) && drawable(p.high)) {
            plot.push(Node::polygon(&band, Style::fill(BLUE).opacity(0.16)));
        }
        let mean = panel.px(column.mean);
        plot.push(Node::line(
            (mean, panel.y),
            (mean, panel.y + panel.h),
            Style::stroke(Paint::Muted, 0.6).dashed(2.0, 2.0),
        ));
        let title = format!(
            "{}\n{} to {}\n{} from {} to {}{}",
            column.quantity.titled(),
            significant(column.minimum, 3),
            significant(column.maximum, 3),
            data.response.name,
            significant(trace[0].y, 3),
            significant(trace[trace.len() - 1].y, 3),
            data.response.after_number()
        );
        let line: Vec<(f64, f64)> = trace.iter().map(|p| panel.at(p.x, p.y)).collect();
        plot.push(
            Node::polyline(&line, Style::stroke(BLUE, 1.2))
                .with(Datum::new("column", title).compound(data.column_number(j))),
        );
        let y_title = if k % across == 0 {
            labels::short(&data.response.titled())
        } else {
            String::new()
        };
        nodes.push(panel.node("", &y_title, plot));
        let x = panel.x + panel.w / 2.0;
        let y = panel.y + panel.h + 2.0 * TICK_SIZE + 4.5;
        let name = labels::short(&column.quantity.titled());
        nodes.push(Node::text(x, y, name, TICK_SIZE).middle().into());
    }
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["profiler", response]),
        title: format!("Prediction profiler, {response}"),
        alt: format!(
            "{} of the predicted {response} over the training range of a column each, the other columns at their means.",
            counted(order.len(), "trace")
        ),
        caption: format!(
            "Predicted {} along each column over its training range, the others at their means (dashed).{}{}",
            labels::as_text(response),
            if data.half_interval.is_some() {
                format!(
                    " Bands: {} % intervals of a prediction.",
                    super::planes::percent(data.level)
                )
            } else {
                String::new()
            },
            summarised(order.len(), all, "column")
        ),
        width: TWO_COLUMNS,
        height: order.len().div_ceil(across) as f64 * cell.1 + 2.0,
        nodes,
    })
}

struct Point {
    x: f64,
    y: f64,
    low: f64,
    high: f64,
}

fn trace(data: &PlsData, column: &PlsColumn, at_means: f64) -> Vec<Point> {
    let n = data.training_rows().count() as f64;
    // T² at one scaled unit from the mean.
    let unit: f64 = column
        .rotations
        .iter()
        .zip(&data.components)
        .map(|(r, component)| r * r / component.score_variance)
        .sum();
    (0..=ALONG)
        .map(|k| {
            let share = k as f64 / ALONG as f64;
            let x = column.minimum + share * (column.maximum - column.minimum);
            let y = at_means + column.coefficient * (x - column.mean);
            let t2 = unit * ((x - column.mean) / column.scale).powi(2);
            let leverage = 1.0 / n + t2 / (n - 1.0);
            let half = data.half_interval.unwrap_or(0.0) * (1.0 + leverage).sqrt();
            Point {
                x,
                y,
                low: y - half,
                high: y + half,
            }
        })
        .collect()
}
