//! The matrices of partial least squares with one response and what leads from one to the next (Fig. S1).

use crate::axes::{TICK_SIZE, TITLE_SIZE};
use crate::data::PlsScheme;
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::boxes::{LINE, arrow, lines};
use crate::palette::{BLUE, GREEN, ORANGE, VERMILION};
use crate::scene::{Node, Paint, Style, TWO_COLUMNS};

/// Height of a matrix with a row for each compound, in points.
const TALL: f64 = 74.0;
/// Width of a matrix with a column for each descriptor, in points.
const WIDE: f64 = 84.0;
/// Width or height of a matrix with one for each component, in points.
const NARROW: f64 = 21.0;
/// Width of the response in points.
const ONE: f64 = 10.0;
/// Top of the upper row of matrices, and of the lower one, in points.
const TOP: f64 = 26.0;
const LOWER: f64 = TOP + TALL + 36.0;

/// Draws X, y, scores, weights and loadings with the sizes of a fit.
///
/// # Errors
/// [`ReportError::TooFew`] without rows, columns or components.
pub fn pls_scheme(data: &PlsScheme) -> Result<Figure, ReportError> {
    let (n, p, k) = (data.rows, data.columns, data.components);
    for (of, found) in [("rows", n), ("columns", p), ("components", k)] {
        if found == 0 {
            return Err(ReportError::TooFew {
                what: "The scheme of partial least squares",
                of,
                needed: 1,
                found,
            });
        }
    }
    let x = [6.0, 166.0, 256.0, 345.0];
    let size = |rows: usize, columns: usize| format!("{rows} × {columns}");
    let mut nodes = Vec::new();
    let mut matrix =
        |at: (f64, f64), (w, h): (f64, f64), name: &str, size: &str, under: &str, colour: Paint| {
            let style = Style::fill(colour).opacity(0.2);
            nodes.push(Node::rect(at.0, at.1, w, h, style));
            nodes.push(Node::rect(at.0, at.1, w, h, Style::stroke(colour, 0.9)));
            let middle = at.0 + w / 2.0;
            nodes.push(
                Node::text(middle, at.1 + h / 2.0 + 2.6, name, TITLE_SIZE)
                    .middle()
                    .bold()
                    .into(),
            );
            nodes.push(
                Node::text(middle, at.1 - 12.0, under, TICK_SIZE)
                    .middle()
                    .into(),
            );
            let size = Node::text(middle, at.1 - 4.0, size, TICK_SIZE).paint(Paint::Muted);
            nodes.push(size.middle().into());
        };
    matrix(
        (x[0], TOP),
        (WIDE, TALL),
        "X",
        &size(n, p),
        "descriptors",
        GREEN,
    );
    matrix(
        (x[1], TOP),
        (NARROW, TALL),
        "T",
        &size(n, k),
        "scores of X",
        BLUE,
    );
    matrix(
        (x[2], TOP),
        (NARROW, TALL),
        "U",
        &size(n, k),
        "scores of y",
        BLUE,
    );
    matrix(
        (x[3], TOP),
        (ONE, TALL),
        "y",
        &size(n, 1),
        "*E*_{a}",
        VERMILION,
    );
    matrix(
        (x[0], LOWER),
        (WIDE, NARROW),
        "P′",
        &size(k, p),
        "loadings of X",
        ORANGE,
    );
    matrix(
        (x[1], LOWER),
        (NARROW, TALL * 0.8),
        "W",
        &size(p, k),
        "weights",
        ORANGE,
    );
    matrix(
        (x[3], LOWER),
        (ONE, NARROW),
        "c",
        &size(k, 1),
        "loadings of y",
        ORANGE,
    );
    let middle = TOP + TALL / 2.0;
    let mut step = |from: (f64, f64), to: (f64, f64), above: &str, below: &str| {
        nodes.extend(arrow(from, to));
        let at = (f64::midpoint(from.0, to.0), from.1);
        nodes.push(
            Node::text(at.0, at.1 - 4.0, above, TICK_SIZE)
                .middle()
                .into(),
        );
        nodes.push(
            Node::text(at.0, at.1 + 9.0, below, TICK_SIZE)
                .middle()
                .into(),
        );
    };
    step(
        (x[0] + WIDE + 3.0, middle),
        (x[1] - 3.0, middle),
        "largest covariance",
        "with y",
    );
    step(
        (x[1] + NARROW + 3.0, middle),
        (x[2] - 3.0, middle),
        "inner relation",
        "u = c t",
    );
    step(
        (x[3] - 3.0, middle),
        (x[2] + NARROW + 3.0, middle),
        "what is left of y",
        "u = f",
    );
    let down = |column: f64| arrow((column, TOP + TALL + 3.0), (column, LOWER - 21.0));
    nodes.extend(down(x[0] + WIDE / 2.0));
    nodes.extend(down(x[3] + ONE / 2.0));
    nodes.extend(arrow(
        (x[1] + NARROW / 2.0, LOWER - 21.0),
        (x[1] + NARROW / 2.0, TOP + TALL + 3.0),
    ));
    let text: Vec<String> = [
        "X = T P′ + E".to_owned(),
        "y = T c + f".to_owned(),
        "T = X W (P′W)^{−1}".to_owned(),
        "b = W (P′W)^{−1} c".to_owned(),
        String::new(),
        "component by component:".to_owned(),
        "w = E′f / |E′f|,  t = E w".to_owned(),
        "p = E′t / t′t,  c = f′t / t′t".to_owned(),
        "E − t p′ and f − t c go on".to_owned(),
    ]
    .into();
    nodes.extend(lines(x[3] + 32.0, TOP + 6.0, &text, TICK_SIZE));
    Ok(Figure {
        id: "pls-scheme".to_owned(),
        title: "The matrices of partial least squares".to_owned(),
        alt: format!(
            "Scheme of partial least squares: the matrix X of {n} compounds and {p} descriptors gives scores T of {k} components by the weights W; the response y, {n} activation energies, gives scores U; an inner relation joins T and U. Loadings P and c lead back from the scores to X and y."
        ),
        caption: format!(
            "Partial least squares with one response: X ({n} compounds, {p} descriptors) and y (*E*_{{a}}), both centred and scaled, by {k} components. Weights W are chosen for the largest covariance of the scores T with y; loadings P and c give X and y back from the scores; E and f are what is left, and what the next component is taken from. b are the coefficients of the model."
        ),
        width: TWO_COLUMNS,
        height: (LOWER + TALL * 0.8 + 4.0).max(TOP + 8.0 + text.len() as f64 * LINE),
        nodes,
    })
}
