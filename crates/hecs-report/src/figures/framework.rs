//! From unit cell to prediction: the framework (Fig. 1).

use hecs_descriptors::{Category, Descriptor};

use crate::axes::TICK_SIZE;
use crate::data::{FrameworkData, Shown};
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::boxes::{LINE, arrow, lines, titled, wrap};
use crate::figures::crystal::{self, Colouring, Look};
use crate::palette::{self, BLUE, GREEN, GREY, SKY, VERMILION};
use crate::rich;
use crate::scene::{Node, Style, TWO_COLUMNS};

/// Draws the steps from crystal to prediction with the numbers of this run.
///
/// # Errors
/// [`ReportError::TooFew`] without compounds, and those of a crystal.
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
    let mut shown = String::new();
    if let Shown::Data(view) = &data.crystal {
        let look = Look {
            enlarged: 1.1,
            ..Look::new(Colouring::Elements)
        };
        let room = [x(0) + 6.0, top + 38.0, w - 12.0, h - 41.0];
        nodes.extend(crystal::draw(view, &look, room)?.nodes);
        shown = format!(" The crystal is that of {}.", rich::formula(&view.formula));
    }

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
            data.compounds,
            data.descriptors,
            data.components,
            data.train,
            data.test,
            data.important
        ),
        caption: format!(
            "From the unit cell through descriptors in five categories and the energy map of Li^{{+}} to a model of *E*_{{a}}.{shown}"
        ),
        width: TWO_COLUMNS,
        height: top + h + 4.0,
        nodes,
    })
}
