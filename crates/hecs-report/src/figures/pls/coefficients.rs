//! Coefficients with their intervals.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, padded};
use crate::data::{PlsColumn, PlsData};
use crate::error::ReportError;
use crate::figures::pls::{cloud::zero_lines, counted, need_components, summarised};
use crate::figures::{Figure, slug};
use crate::labels;
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Style, Symbol, text_width};

/// The most columns that are drawn.
const MOST: usize = 40;
/// Height of a row in points.
const ROW: f64 = 8.8;

/// Scaled coefficients, the largest first, with their intervals: a row a column, up to forty.
///
/// # Errors
/// [`ReportError::TooFew`] without a component, or without a coefficient.
pub fn coefficients(data: &PlsData) -> Result<Figure, ReportError> {
    const WHAT: &str = "A plot of coefficients";
    need_components(data, WHAT, 1)?;
    let size = |j: usize| data.columns[j].coefficient_scaled.abs();
    let mut order: Vec<usize> = (0..data.columns.len())
        .filter(|&j| drawable(size(j)))
        .collect();
    order.sort_by(|&j, &k| size(k).total_cmp(&size(j)));
    let all = order.len();
    order.truncate(MOST);
    let values = order.iter().flat_map(|&j| {
        let column = &data.columns[j];
        let ends = scaled_interval(column).map_or([f64::NAN; 2], |(low, high)| [low, high]);
        [column.coefficient_scaled, ends[0], ends[1]]
    });
    let Some(range) = extent(values.chain([0.0])).filter(|_| all > 0) else {
        return Err(ReportError::TooFew {
            what: WHAT,
            of: "columns",
            needed: 1,
            found: 0,
        });
    };
    let name_of = |j: usize| labels::short(&data.columns[j].quantity.name);
    let widest = order
        .iter()
        .map(|&j| text_width(&name_of(j), TICK_SIZE - 0.4, false))
        .fold(0.0, f64::max);
    let panel = Panel {
        x: widest + 7.0,
        y: 4.0,
        w: ONE_COLUMN - widest - 13.0,
        h: order.len() as f64 * ROW + 4.0,
        x_range: padded(range, 0.06),
        y_range: (0.0, 1.0),
        wanted: (4, 0),
        zoom: false,
    };
    let mut plot = zero_lines(&panel);
    let mut beside = Vec::new();
    let mut certain = 0;
    for (line, &j) in order.iter().enumerate() {
        let column = &data.columns[j];
        let value = column.coefficient_scaled;
        let y = panel.y + 2.0 + (line as f64 + 0.5) * ROW;
        let colour = if value < 0.0 { VERMILION } else { BLUE };
        let interval = scaled_interval(column);
        let has_sign = interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
        certain += usize::from(has_sign);
        if let Some((low, high)) = interval {
            let [low, high] = [low, high].map(|end| panel.px(end));
            let style = Style::stroke(colour, 0.8);
            plot.push(Node::line((low, y), (high, y), style));
            plot.extend([low, high].map(|x| Node::line((x, y - 1.6), (x, y + 1.6), style)));
        }
        let unit = unit_of(column, data);
        let ends = column.interval.filter(|_| interval.is_some());
        let ends = ends.map_or_else(String::new, |(low, high)| {
            format!("\ninterval {low:.5e} to {high:.5e}")
        });
        let title = format!(
            "{}\nscaled coefficient {value:+.5}\ncoefficient {:.5e}{unit}{ends}",
            column.quantity.name, column.coefficient
        );
        // Where the interval holds zero, or none is known, the mark is open.
        let style = if has_sign {
            Style::fill(colour).outlined(Paint::Paper, 0.4)
        } else {
            Style::fill(Paint::Paper).outlined(colour, 0.9)
        };
        plot.push(Node::Mark(Mark {
            x: panel.px(value),
            y,
            symbol: Symbol::Circle,
            size: 2.2,
            style,
            datum: Datum::new("column", title).compound(data.column_number(j)),
        }));
        beside.push(
            Node::text(panel.x - 4.0, y + 2.1, name_of(j), TICK_SIZE - 0.4)
                .end()
                .into(),
        );
    }
    let mut nodes = vec![panel.node("scaled coefficient", "", plot)];
    nodes.extend(beside);
    let response = &data.response.name;
    let known = order
        .iter()
        .any(|&j| scaled_interval(&data.columns[j]).is_some());
    let about = if known {
        format!(
            " Lines: {} % intervals; {certain} of those shown exclude zero (filled).",
            super::planes::percent(data.level)
        )
    } else {
        " No intervals are known.".to_owned()
    };
    Ok(Figure {
        id: slug(&["coefficients", response]),
        title: format!("Coefficients, {response}"),
        alt: format!(
            "Dot plot of the scaled coefficients of {}, the largest first.",
            counted(order.len(), "column")
        ),
        caption: format!(
            "Coefficients of the model of {}, in deviations of the response over one of the column.{about}{}",
            labels::as_text(response),
            summarised(order.len(), all, "column")
        ),
        width: ONE_COLUMN,
        height: panel.y + panel.h + 25.0,
        nodes,
    })
}

/// The interval in the scaled units of the coefficient.
pub(super) fn scaled_interval(column: &PlsColumn) -> Option<(f64, f64)> {
    let factor = column.coefficient_scaled / column.coefficient;
    let (low, high) = column.interval?;
    let (low, high) = (low * factor, high * factor);
    (drawable(low) && drawable(high)).then(|| (low.min(high), low.max(high)))
}

/// The unit of a coefficient after a space: that of the response over that of the column.
fn unit_of(column: &PlsColumn, data: &PlsData) -> String {
    match (&data.response.unit, &column.quantity.unit) {
        (Some(y), Some(x)) => format!(" {y} per {x}"),
        (Some(y), None) => format!(" {y}"),
        (None, Some(x)) => format!(" per {x}"),
        (None, None) => String::new(),
    }
}
