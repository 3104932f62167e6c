//! Which ions stand where, and how the crystal is encoded (Fig. 2).

use hecs_descriptors::{Category, Descriptor};

use crate::axes::TICK_SIZE;
use crate::data::{CrystalView, JumpView, SamplingData};
use crate::error::ReportError;
use crate::figures::Figure;
use crate::figures::boxes::{LINE, lines, titled, wrap};
use crate::figures::crystal::{self, Colouring, Look};
use crate::figures::roles::{role_colour, role_name};
use crate::labels;
use crate::palette;
use crate::rich;
use crate::scene::{Datum, Mark, Node, Paint, Style, Symbol, TWO_COLUMNS, text_width};

/// Height of the crystal at most, in points.
const CRYSTAL: f64 = 205.0;

/// Draws the crystal and the sites with their ions on the left and the descriptors by category on the right.
///
/// # Errors
/// [`ReportError::TooFew`] without sites, and those of a crystal.
pub fn sampling(data: &SamplingData) -> Result<Figure, ReportError> {
    if data.sites.is_empty() {
        return Err(ReportError::TooFew {
            what: "The sampling scheme",
            of: "sites",
            needed: 1,
            found: 0,
        });
    }
    let half = TWO_COLUMNS * 0.46;
    let mut nodes: Vec<Node> = vec![Node::text(2.0, 10.0, "a", TICK_SIZE + 1.5).bold().into()];
    nodes.push(Node::text(12.0, 10.0, &data.general_formula, TICK_SIZE + 1.0).into());
    // Beside a crystal the ions of the sites stand in the other half.
    let (mut left, mut y) = (0.0, 22.0);
    let crystal = data.crystal.data();
    let mut crystal_bottom = 0.0;
    if let Some(view) = crystal {
        let look = Look {
            enlarged: 0.8,
            jumps: &data.jumps,
            ..Look::new(Colouring::Roles)
        };
        let drawn = crystal::draw(view, &look, [2.0, 17.0, half - 4.0, CRYSTAL])?;
        nodes.extend(drawn.nodes);
        let y_of_jumps = 17.0 + drawn.height + 10.0;
        let mut x = 6.0;
        for (number, jump) in (1..).zip(&data.jumps) {
            nodes.extend(crystal::tag(number, (x, y_of_jumps)));
            let text = format!("{} {:.2} Å", jump.name, jump.distance_ang);
            nodes.push(Node::text(x + 7.0, y_of_jumps + 0.36 * TICK_SIZE, &text, TICK_SIZE).into());
            x += 7.0 + text_width(&text, TICK_SIZE, false) + 12.0;
        }
        crystal_bottom = y_of_jumps + 5.0;
        (left, y) = (half + 10.0, 2.0);
    }
    for site in &data.sites {
        let colour = role_colour(site.role);
        let (mark, name) = (left + 8.0, role_name(site.role));
        nodes.push(Node::Mark(Mark {
            x: mark,
            y: y + 8.0,
            symbol: Symbol::Circle,
            size: 5.5,
            style: Style::fill(colour).outlined(Paint::Ink, 0.5),
            datum: Datum::new("site", format!("{name}, {}", site.wyckoff)),
        }));
        nodes.push(
            Node::text(left + 18.0, y + 7.0, name, TICK_SIZE)
                .bold()
                .into(),
        );
        nodes.push(
            Node::text(left + 18.0, y + 15.0, &site.wyckoff, TICK_SIZE)
                .paint(Paint::Muted)
                .into(),
        );
        let mut x = left + 74.0;
        for (element, count) in &site.species {
            let label = format!("{element} {count}");
            let width = text_width(&label, TICK_SIZE, false) + 9.0;
            nodes.push(
                Node::rounded(
                    x,
                    y + 2.0,
                    width,
                    12.0,
                    3.0,
                    Style::fill(colour).opacity(0.22),
                )
                .with(Datum::new(
                    name,
                    format!("{element} on {}: {count} compounds", site.wyckoff),
                )),
            );
            nodes.push(
                Node::text(x + width / 2.0, y + 10.4, label, TICK_SIZE)
                    .middle()
                    .into(),
            );
            x += width + 4.0;
        }
        y += 23.0;
    }
    let left_bottom = if crystal.is_some() { crystal_bottom } else { y };
    let x = half + 10.0;
    let top = if crystal.is_some() { y + 4.0 } else { 0.0 };
    nodes.push(
        Node::text(x, top + 10.0, "b", TICK_SIZE + 1.5)
            .bold()
            .into(),
    );
    let w = TWO_COLUMNS - x - 2.0;
    let mut y = top + 16.0;
    for category in Category::ALL {
        let symbols: Vec<&str> = Descriptor::ALL
            .into_iter()
            .filter(|d| d.category() == category)
            .map(labels::symbol_of)
            .collect();
        let text = wrap(&symbols.join(",  "), w - 12.0, TICK_SIZE);
        let h = 18.0 + text.len() as f64 * LINE;
        nodes.extend(titled(
            x,
            y,
            w,
            h,
            category.name(),
            palette::category(Some(category)),
        ));
        nodes.extend(lines(x + 6.0, y + 22.5, &text, TICK_SIZE));
        y += h + 4.0;
    }
    let sites: Vec<String> = data
        .sites
        .iter()
        .map(|s| {
            let ions: Vec<String> = s
                .species
                .iter()
                .map(|(e, n)| format!("{e} in {n}"))
                .collect();
            format!("{} ({}): {}", role_name(s.role), s.wyckoff, ions.join(", "))
        })
        .collect();
    Ok(Figure {
        id: "sampling".to_owned(),
        title: "Ions by site, descriptors by category".to_owned(),
        alt: format!(
            "Left, {}the ions on each site with the number of compounds that have them: {}. Right, the 32 descriptors in five categories.",
            crystal.map_or(String::new(), |view| format!(
                "the crystal of {} with jumps {}; ",
                view.formula,
                data.jumps
                    .iter()
                    .map(|jump| jump.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
            sites.join("; ")
        ),
        caption: format!(
            "(a) {}Ions on each site with the number of compounds that have them there. (b) The crystal encoded in five categories of descriptors.",
            crystal.map_or(String::new(), |view| in_words(view, &data.jumps))
        ),
        width: TWO_COLUMNS,
        height: y.max(left_bottom) + 2.0,
        nodes,
    })
}

/// What the crystal shows.
fn in_words(view: &CrystalView, jumps: &[JumpView]) -> String {
    let mut words = format!(
        "{} with its coordination polyhedra",
        rich::formula(&view.formula)
    );
    if jumps.iter().any(|jump| jump.stays_in_cage) {
        words += ", the cages of lithium positions (thin lines)";
    }
    let names: Vec<String> = (1..)
        .zip(jumps)
        .map(|(number, jump)| format!("{number} {}", jump.name))
        .collect();
    if !names.is_empty() {
        words += &format!(
            " and one jump of each kind from one position: {}",
            names.join(", ")
        );
    }
    words + ". "
}
