//! Could it be chance: R² and Q² of models of permuted responses.

use crate::axes::known;
use crate::data::PermutationData;
use crate::error::ReportError;
use crate::figures::pls::cloud::{Cloud, Dot, zero_lines};
use crate::figures::pls::counted;
use crate::figures::{Figure, not_drawn, slug};
use crate::labels;
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Node, ONE_COLUMN, Paint, Style, Symbol};

/// R² and Q² against the absolute correlation of the permuted response with the response, with the lines that meet correlation 0 at the
/// intercepts. S. Wold, L. Eriksson, in: Chemometric Methods in Molecular Design (1995) 309: customary limits are 0.3 to 0.4 for R² and
/// 0.05 for Q².
///
/// # Errors
/// [`ReportError::TooFew`] without a permutation.
pub fn permutation(data: &PermutationData) -> Result<Figure, ReportError> {
    let n = data.permuted.len();
    if n == 0 {
        return Err(ReportError::TooFew {
            what: "A permutation plot",
            of: "permuted responses",
            needed: 1,
            found: 0,
        });
    }
    let mut dots = Vec::new();
    let mut mark = |at: (f64, f64), measure: Measure, own: bool| {
        let whose = if own { "the model itself" } else { "permuted" };
        dots.push(Dot {
            at,
            symbol: measure.symbol,
            size: if own {
                3.4
            } else if n > 300 {
                1.2
            } else {
                1.8
            },
            style: Style::fill(measure.colour)
                .outlined(Paint::Paper, 0.3)
                .opacity(if own { 1.0 } else { 0.6 }),
            datum: Datum::new(
                measure.series,
                format!(
                    "{whose}\n{} {:.4}\n|correlation| {:.4}",
                    measure.series, at.1, at.0
                ),
            ),
            name: String::new(),
            weight: -1.0,
        });
    };
    for model in &data.permuted {
        mark((model.correlation.abs(), model.r2), R2, false);
        mark((model.correlation.abs(), model.q2), Q2, false);
    }
    if let Some(r2) = known(data.r2) {
        mark((1.0, r2), R2, true);
    }
    mark((1.0, data.q2), Q2, true);
    let lines = [
        (R2, data.intercept_r2, data.r2),
        (Q2, data.intercept_q2, Some(data.q2)),
    ];
    let slopes = lines.map(|(measure, intercept, own)| slope(data, measure, intercept, own));
    let cloud = Cloud {
        x_title: "|correlation| with the response".to_owned(),
        y_title: "*R*^{2} and *Q*^{2}".to_owned(),
        legend: lines
            .iter()
            .map(|(measure, intercept, _)| {
                (
                    measure.series,
                    format!("{}, at 0: {intercept:.3}", measure.markup).replace(": -", ": −"),
                    measure.symbol,
                    Style::fill(measure.colour),
                )
            })
            .collect(),
        square: false,
        dots,
        also: vec![(0.0, 0.0), (1.0, 1.0)],
    };
    let drawn = cloud.draw("A permutation plot", "permuted responses", |panel| {
        let mut nodes = zero_lines(panel);
        for ((measure, intercept, _), slope) in lines.iter().zip(slopes) {
            if intercept.is_finite() && slope.is_finite() {
                nodes.push(Node::line(
                    panel.at(0.0, *intercept),
                    panel.at(1.0, intercept + slope),
                    Style::stroke(measure.colour, 0.9),
                ));
            }
        }
        nodes
    })?;
    Ok(Figure {
        id: slug(&["permutation", &data.response]),
        title: format!("Permutation test, {}", data.response),
        alt: format!(
            "Scatter plot of R² and Q² of {} against the correlation with the response. The lines meet correlation 0 at R² {:.3} and Q² {:.3}; p = {:.4}.",
            counted(n, "permuted response"),
            data.intercept_r2,
            data.intercept_q2,
            data.p
        ),
        caption: format!(
            "Models of {} of {} against the correlation of each with the response; large marks: the model itself. A *Q*^{{2}} this good by chance: *p* = {:.4}. Customary limits of the intercepts: *R*^{{2}} 0.4, *Q*^{{2}} 0.05.{}",
            counted(n, "permutation"),
            labels::as_text(&data.response),
            data.p,
            not_drawn(drawn.dropped, "mark")
        ),
        width: ONE_COLUMN,
        height: drawn.height,
        nodes: drawn.nodes,
    })
}

#[derive(Clone, Copy)]
struct Measure {
    series: &'static str,
    markup: &'static str,
    symbol: Symbol,
    colour: Paint,
}

const R2: Measure = Measure {
    series: "R²",
    markup: "*R*^{2}",
    symbol: Symbol::Circle,
    colour: BLUE,
};
const Q2: Measure = Measure {
    series: "Q²",
    markup: "*Q*^{2}",
    symbol: Symbol::Square,
    colour: VERMILION,
};

/// The slope of the line of least squares, which goes through the means of both axes and, at 0, through the intercept.
fn slope(data: &PermutationData, measure: Measure, intercept: f64, own: Option<f64>) -> f64 {
    let permuted = data.permuted.iter().map(|model| {
        let value = if measure.series == R2.series {
            model.r2
        } else {
            model.q2
        };
        (model.correlation.abs(), value)
    });
    let all = permuted.chain(own.map(|own| (1.0, own)));
    let (sum_x, sum_y) = all.fold((0.0, 0.0), |(x, y), point| {
        (x + point.0, y + point.1 - intercept)
    });
    sum_y / sum_x
}
