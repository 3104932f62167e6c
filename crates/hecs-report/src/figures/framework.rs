//! From unit cell to prediction: the framework (Fig. 1).

use hecs_descriptors::{Category, Descriptor};

use crate::axes::TICK_SIZE;
use crate::data::{FrameworkData, Role};
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::boxes::{LINE, arrow, lines, titled, wrap};
use crate::figures::sampling::{role_colour, role_name};
use crate::palette::{self, BLUE, GREEN, GREY, SKY, VERMILION};
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS};

/// Draws the steps from crystal to prediction with the numbers of this run.
///
/// # Errors
/// [`ReportError::TooFew`] without compounds.
pub fn framework(data: &FrameworkData) -> Result<Figure, ReportError> {
    if data.compounds == 0 {
        return Err(ReportError::TooFew {
            what: "The framework",
            of: "compounds",
            needed: 1,
            found: 0,
        });
    }
    let gap = 18.0;
    let margin = 2.0;
    let w = (TWO_COLUMNS - 2.0 * margin - 3.0 * gap) / 4.0;
    let x = |k: usize| margin + k as f64 * (w + gap);
    let (top, h) = (4.0, 112.0);
    let inner = w - 14.0;
    let mut nodes = titled(x(0), top, w, h, "Unit cell", GREY);
    let text = wrap(
        &format!(
            "{} structures: lattice, site roles, occupancies, charges",
            data.compounds
        ),
        inner,
        TICK_SIZE,
    );
    nodes.extend(lines(x(0) + 7.0, top + 25.0, &text, TICK_SIZE));
    nodes.extend(cell(x(0) + w / 2.0, top + 77.0, 37.0));

    nodes.extend(titled(x(1), top, w, 62.0, "Descriptors", GREEN));
    for (k, category) in Category::ALL.into_iter().enumerate() {
        let y = top + 23.0 + k as f64 * LINE;
        let colour = Style::fill(palette::category(Some(category)));
        nodes.push(Node::rect(x(1) + 7.0, y - 4.8, 5.0, 5.0, colour));
        let count = Descriptor::ALL
            .into_iter()
            .filter(|d| d.category() == category)
            .count();
        nodes.push(Node::text(x(1) + 15.0, y, category.name(), TICK_SIZE).into());
        nodes.push(
            Node::text(x(1) + w - 7.0, y, count.to_string(), TICK_SIZE)
                .end()
                .into(),
        );
    }
    nodes.extend(titled(x(1), top + 70.0, w, 42.0, "BVSE map", SKY));
    let text = wrap("percolation barrier of Li^{+}: *E*_{a}", inner, TICK_SIZE);
    nodes.extend(lines(x(1) + 7.0, top + 95.0, &text, TICK_SIZE));

    nodes.extend(titled(x(2), top, w, h, "Partial least squares", BLUE));
    let text: Vec<String> = [
        format!("{} compounds to fit", data.train),
        format!("{} compounds to test", data.test),
        format!("{} descriptors", data.descriptors),
        String::new(),
        "leave-one-out chooses".to_owned(),
        format!("{} components", data.components),
    ]
    .into();
    nodes.extend(lines(x(2) + 7.0, top + 25.0, &text, TICK_SIZE));

    nodes.extend(titled(x(3), top, w, 50.0, "Prediction", VERMILION));
    let text = wrap(
        "*E*_{a} of a new crystal with its interval",
        inner,
        TICK_SIZE,
    );
    nodes.extend(lines(x(3) + 7.0, top + 25.0, &text, TICK_SIZE));
    nodes.extend(titled(x(3), top + 58.0, w, 54.0, "Insight", VERMILION));
    let text = wrap(
        &format!("{} descriptors matter: mechanism, design", data.important),
        inner,
        TICK_SIZE,
    );
    nodes.extend(lines(x(3) + 7.0, top + 83.0, &text, TICK_SIZE));

    for (from, to, y) in [
        (0, 1, 31.0),
        (0, 1, 91.0),
        (1, 2, 31.0),
        (1, 2, 91.0),
        (2, 3, 25.0),
        (2, 3, 85.0),
    ] {
        nodes.extend(arrow((x(from) + w + 2.0, top + y), (x(to) - 2.0, top + y)));
    }
    Ok(Figure {
        id: "framework".to_owned(),
        title: "From unit cell to prediction".to_owned(),
        alt: format!(
            "Flow diagram: {} unit cells give {} descriptors in five categories and a BVSE barrier each; partial least squares with {} components, fitted to {} and tested on {} compounds, gives predictions and the {} descriptors that matter.",
            data.compounds, data.descriptors, data.components, data.train, data.test, data.important
        ),
        caption: "From the unit cell through descriptors in five categories and the energy map of Li^{+} to a model of *E*_{a}.".to_owned(),
        width: TWO_COLUMNS,
        height: top + h + 4.0,
        nodes,
    })
}

/// A cell in oblique projection: corners and face centres A, half the tetrahedral voids C, a B with
/// its four E in the middle; edge about `size` points.
fn cell(cx: f64, cy: f64, size: f64) -> Vec<Node> {
    let place = |p: [f64; 3]| {
        let [x, y, z] = p.map(|v| v - 0.5);
        (cx + size * (x + 0.42 * y), cy - size * (z + 0.3 * y))
    };
    let mut nodes = Vec::new();
    for k in 0..8u8 {
        let corner = |k: u8| [k >> 2 & 1, k >> 1 & 1, k & 1].map(f64::from);
        for bit in [4, 2, 1] {
            if k & bit == 0 {
                let ends = (place(corner(k)), place(corner(k | bit)));
                nodes.push(Node::line(ends.0, ends.1, Style::stroke(Paint::Muted, 0.5)));
            }
        }
    }
    let mut balls: Vec<([f64; 3], Role, f64)> = Vec::new();
    for k in 0..8u8 {
        balls.push(([k >> 2 & 1, k >> 1 & 1, k & 1].map(f64::from), Role::A, 2.0));
    }
    for axis in 0..3 {
        for side in [0.0, 1.0] {
            let mut p = [0.5; 3];
            p[axis] = side;
            balls.push((p, Role::A, 2.0));
        }
    }
    for p in [
        [0.25, 0.25, 0.25],
        [0.75, 0.75, 0.25],
        [0.75, 0.25, 0.75],
        [0.25, 0.75, 0.75],
    ] {
        balls.push((p, Role::C, 2.0));
        balls.push((p.map(|v| 0.5 + (v - 0.5) * -0.48), Role::E, 1.8));
    }
    balls.push(([0.5; 3], Role::B, 1.3));
    // Far ones first.
    balls.sort_by(|a, b| b.0[1].total_cmp(&a.0[1]));
    for (p, role, radius) in balls {
        let (x, y) = place(p);
        nodes.push(Node::Mark(Mark {
            x,
            y,
            symbol: Symbol::Circle,
            size: radius,
            style: Style::fill(role_colour(role)).outlined(Paint::Paper, 0.3),
            datum: Datum::new("site", role_name(role)),
        }));
    }
    nodes
}
