//! Cross-validation against the number of components (Fig. S3).

use crate::axes::{Panel, TICK_SIZE, drawable, extent, known, padded, tick_label};
use crate::data::PressData;
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::palette::{BLUE, VERMILION};
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Style, Symbol, text_width};

/// Probability below which van der Voet's test tells a number of components from the best; the value of JMP and SAS.
const VAN_DER_VOET: f64 = 0.1;

/// Draws Root Mean PRESS and Q² in two panels over one axis.
///
/// # Errors
/// [`ReportError::LengthMismatch`] for curves of unequal length, [`ReportError::TooFew`] for fewer than two numbers of components or a
/// curve without numbers.
pub fn press(data: &PressData) -> Result<Figure, ReportError> {
    let n = data.root_mean_press.len();
    if data.q2.len() != n {
        return Err(ReportError::LengthMismatch {
            what: "Q²",
            expected: n,
            found: data.q2.len(),
        });
    }
    let too_few = |found| ReportError::TooFew {
        what: "The cross-validation curve",
        of: "numbers of components",
        needed: 2,
        found,
    };
    if n < 2 {
        return Err(too_few(n));
    }
    let curves = [
        (
            "Root Mean PRESS",
            "Root Mean PRESS",
            &data.root_mean_press,
            BLUE,
        ),
        ("Q2", "*Q*^{2}", &data.q2, VERMILION),
    ];
    if !data.van_der_voet.is_empty() && data.van_der_voet.len() != n {
        return Err(ReportError::LengthMismatch {
            what: "van der Voet's p",
            expected: n,
            found: data.van_der_voet.len(),
        });
    }
    let mut ranges = Vec::new();
    for (.., values, _) in curves {
        let range = extent(values.iter().copied()).ok_or_else(|| too_few(0))?;
        ranges.push(padded(range, 0.12));
    }
    if !data.van_der_voet.is_empty() {
        // Room for the numbers under the curve.
        ranges[0].0 -= 0.14 * (ranges[0].1 - ranges[0].0);
    }
    let left = ranges
        .iter()
        .map(|&r| Panel::left_room(r, 4, true))
        .fold(0.0, f64::max)
        + 1.0;
    let mut nodes = Vec::new();
    for (k, (series, title, values, colour)) in curves.into_iter().enumerate() {
        let panel = Panel {
            x: left,
            y: 4.0 + k as f64 * 88.0,
            w: ONE_COLUMN - left - 4.0,
            h: 76.0,
            x_range: (-0.4, n as f64 - 0.6),
            y_range: ranges[k],
            wanted: (n.min(11), 4),
            zoom: false,
        };
        let chosen = panel.px(data.chosen as f64);
        let mut plot = vec![Node::line(
            (chosen, panel.y),
            (chosen, panel.y + panel.h),
            Style::stroke(Paint::Muted, 0.7).dashed(2.0, 2.0),
        )];
        let curve: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .filter(|(_, v)| drawable(**v))
            .map(|(j, &v)| panel.at(j as f64, v))
            .collect();
        plot.push(Node::polyline(&curve, Style::stroke(colour, 1.0)));
        for (j, &value) in values.iter().enumerate().filter(|(_, v)| drawable(**v)) {
            let size = if j == data.chosen { 3.2 } else { 2.2 };
            let p = known(data.van_der_voet.get(j).copied());
            let p_in_words = p.map_or_else(String::new, |p| format!("\nvan der Voet p {p:.3}"));
            // An open mark: the test tells it from the smallest PRESS.
            let style = if p.is_some_and(|p| p < VAN_DER_VOET) {
                Style::fill(Paint::Paper).outlined(colour, 0.9)
            } else {
                Style::fill(colour).outlined(Paint::Paper, 0.4)
            };
            plot.push(Node::Mark(Mark {
                x: panel.px(j as f64),
                y: panel.py(value),
                symbol: if k == 0 {
                    Symbol::Circle
                } else {
                    Symbol::Square
                },
                size,
                style,
                datum: Datum::new(
                    series,
                    format!(
                        "{} component{}\n{series} {value:.5}{p_in_words}",
                        j,
                        if j == 1 { "" } else { "s" }
                    ),
                ),
            }));
        }
        if k == 0 {
            plot.extend(probabilities(data, &panel));
        }
        let x_title = if k == 1 { "Number of components" } else { "" };
        nodes.push(panel.node(x_title, title, plot));
        if let Some(value) = known(values.get(data.chosen).copied()) {
            // Away from the curve: it has its minimum above and its maximum below.
            let y = if k == 0 {
                panel.y + 9.0
            } else {
                panel.y + panel.h - 6.0
            };
            let text = format!("{} at {}", tick_label(value, 5), data.chosen);
            let right = chosen > panel.x + panel.w * 0.6;
            let label = Node::text(chosen + if right { -3.0 } else { 3.0 }, y, text, TICK_SIZE);
            nodes.push(if right {
                label.end().into()
            } else {
                label.into()
            });
        }
    }
    let at = |values: &[f64]| {
        let value = known(values.get(data.chosen).copied());
        value.map_or_else(|| "unknown".to_owned(), |v| format!("{v:.5}"))
    };
    let (rm, q2) = (at(&data.root_mean_press), at(&data.q2));
    let name = &data.name;
    Ok(Figure {
        id: slug(&["press", name]),
        title: format!("Cross-validation against the number of components, {name}"),
        alt: format!(
            "Two curves over 0 to {} components. At {} components Root Mean PRESS is {rm} and Q² is {q2}.",
            n - 1,
            data.chosen
        ),
        caption: format!(
            "{} ({name}): Root Mean PRESS = (PRESS/SSY)^{{1/2}} and *Q*^{{2}} = 1 − PRESS/SSY; zero components is the mean of the training set. Dashed: the number chosen.{}",
            if data.cross_validation.is_empty() {
                "Leave-one-out cross-validation"
            } else {
                &data.cross_validation
            },
            if data.van_der_voet.is_empty() {
                String::new()
            } else {
                format!(
                    " Numbers under the upper curve: *p* of van der Voet's test against the smallest PRESS; open marks lie below {VAN_DER_VOET}."
                )
            }
        ),
        width: ONE_COLUMN,
        height: 4.0 + 88.0 + 76.0 + 24.0,
        nodes,
    })
}

/// Van der Voet's p along the bottom of a panel, as many as find room.
fn probabilities(data: &PressData, panel: &Panel) -> Vec<Node> {
    const SIZE: f64 = 5.2;
    let slot = panel.w / (panel.x_range.1 - panel.x_range.0);
    let every = (text_width("0.000", SIZE, false) + 2.0) / slot;
    let every = (every.ceil() as usize).max(1);
    data.van_der_voet
        .iter()
        .enumerate()
        .filter(|(j, p)| drawable(**p) && (j % every == 0 || *j == data.chosen))
        .filter(|(j, _)| *j == data.chosen || j.abs_diff(data.chosen) >= every)
        .map(|(j, p)| {
            let (x, y) = (panel.px(j as f64), panel.y + panel.h - 4.0);
            let text = if *p < 0.0005 {
                "<.001".to_owned()
            } else {
                format!("{p:.3}")
            };
            Node::text(x, y, text, SIZE)
                .middle()
                .paint(Paint::Muted)
                .into()
        })
        .collect()
}
