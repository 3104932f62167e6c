//! Observed against fitted values, and against those of rows left out.

use crate::axes::{TICK_SIZE, known};
use crate::data::{PlsData, Set};
use crate::error::ReportError;
use crate::figures::fit::look;
use crate::figures::pls::cloud::{Cloud, Dot};
use crate::figures::pls::counted;
use crate::figures::pls::planes::{row_dot, set_legend};
use crate::figures::{Figure, not_drawn, slug};
use crate::labels;
use crate::numbers::significant;
use crate::palette::BLUE;
use crate::scene::{Datum, Node, ONE_COLUMN, Paint, Style, Symbol};

/// Fitted (filled) and left-out (open) predictions of the training rows and predictions of the test rows against the observed values.
///
/// # Errors
/// [`ReportError::TooFew`] without an observed value.
pub fn observed(data: &PlsData) -> Result<Figure, ReportError> {
    let unit = data.response.after_number();
    let mut dots: Vec<Dot> = Vec::new();
    for (k, row) in data.rows.iter().enumerate() {
        let Some(value) = row.observed else { continue };
        let no = data.row_number(k);
        if let Some(left_out) = row.left_out {
            let title = format!(
                "{} (no. {no}, left out)\nobserved {value:.5}{unit}\npredicted {left_out:.5}{unit}\nresidual {:+.5}{unit}",
                row.name,
                value - left_out
            );
            dots.push(Dot {
                at: (value, left_out),
                symbol: Symbol::Circle,
                size: if data.rows.len() > 150 { 1.6 } else { 2.3 },
                style: open(),
                datum: Datum::new("left out", title).compound(no),
                name: row.name.clone(),
                weight: -1.0,
            });
        }
        let words = format!(
            "observed {value:.5}{unit}\nfitted {:.5}{unit}\nresidual {:+.5}{unit}",
            row.fitted,
            value - row.fitted
        );
        dots.push(row_dot(data, k, row, (value, row.fitted), &words, -1.0));
    }
    // The rows that the model misses most when it has not seen them are named.
    let mut worst: Vec<usize> = (0..dots.len())
        .filter(|&d| dots[d].datum.series != look(Set::Train).2)
        .collect();
    let miss = |d: usize| (dots[d].at.0 - dots[d].at.1).abs();
    worst.sort_by(|&a, &b| miss(b).total_cmp(&miss(a)));
    worst.truncate(NAMED);
    for (rank, d) in worst.into_iter().enumerate() {
        dots[d].weight = (NAMED - rank) as f64;
    }
    let mut legend = set_legend(data);
    if data.rows.iter().any(|row| row.left_out.is_some()) {
        legend.push(("left out", "left out".to_owned(), Symbol::Circle, open()));
    }
    let cloud = Cloud {
        x_title: format!("observed {}", labels::as_text(&data.response.titled())),
        y_title: format!("predicted {}", labels::as_text(&data.response.titled())),
        legend,
        square: true,
        dots,
        also: Vec::new(),
    };
    let numbers = numbers(data);
    let drawn = cloud.draw(
        "A plot of observed and fitted values",
        "rows with both",
        |panel| {
            let (low, high) = panel.x_range;
            let style = Style::stroke(Paint::Muted, 0.7).dashed(3.0, 2.0);
            let mut nodes = vec![Node::line(panel.at(low, low), panel.at(high, high), style)];
            nodes.extend(numbers.iter().enumerate().map(|(line, text)| {
                let y = panel.y + 10.0 + line as f64 * 8.6;
                Node::text(panel.x + 5.0, y, text.as_str(), TICK_SIZE).into()
            }));
            nodes
        },
    )?;
    let response = &data.response.name;
    Ok(Figure {
        id: slug(&["observed", response]),
        title: format!("Observed against predicted values, {response}"),
        alt: format!(
            "Scatter plot of {}: predicted against observed {response}. {}",
            counted(data.rows.len(), "row"),
            numbers
                .iter()
                .map(|n| crate::rich::plain(n))
                .collect::<Vec<_>>()
                .join("; ")
        ),
        caption: format!(
            "Predicted against observed {}: fitted (filled), when left out (open){}. Dashed: both equal. Named: the rows missed most when not seen.{}",
            labels::as_text(response),
            if data.rows.iter().any(|row| row.set == Set::Test) {
                ", test rows (triangles)"
            } else {
                ""
            },
            not_drawn(drawn.dropped, "mark")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}

/// Rows that are named.
const NAMED: usize = 5;

fn open() -> Style {
    Style::fill(Paint::Paper).outlined(BLUE, 0.8)
}

/// What stands in the corner: how good the fit is, and how good the predictions are.
fn numbers(data: &PlsData) -> Vec<String> {
    let unit = labels::as_text(&data.response.after_number());
    let error = |name: &str, value: Option<f64>| {
        known(value).map(|value| format!("{name} {}{unit}", significant(value, 3)))
    };
    let join = |parts: [Option<String>; 2]| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let r2 = known(data.r2).map(|r2| format!("*R*^{{2}} = {r2:.3}"));
    let q2 =
        known(data.q2.get(data.components.len()).copied()).map(|q2| format!("*Q*^{{2}} = {q2:.3}"));
    [
        join([r2, error("RMSEC", data.rmsec)]),
        join([q2, error("RMSECV", data.rmsecv)]),
        join([error("RMSEP", data.rmsep), None]),
    ]
    .into_iter()
    .flatten()
    .collect()
}
