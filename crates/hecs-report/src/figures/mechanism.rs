//! How the descriptors act on Ea, with the signs of a model's coefficients (Fig. 6).

use crate::axes::{TICK_SIZE, drawable};
use crate::data::MechanismData;
use crate::error::ReportError;
use crate::figures::boxes::{arrow, titled};
use crate::figures::{Figure, slug};
use crate::labels;
use crate::palette::{BLUE, GREY, VERMILION};
use crate::scene::{Datum, Node, Paint, Style, TWO_COLUMNS};

/// Height of a descriptor's line in points.
const ROW: f64 = 11.0;

/// Groups of the diagram: title, column, descriptors.
const GROUPS: [(&str, usize, &[&str]); 5] = [
    (
        "Ion size and type",
        0,
        &[
            "r_anion",
            "EN_anion",
            "PL_anion",
            "r_cation",
            "EN_cation",
            "PL_cation",
        ],
    ),
    ("Ions on 4a and 4c", 0, &["r_A", "EN_A", "r_C", "EN_C"]),
    (
        "Site disorder",
        0,
        &["S_conf_A", "S_conf_C", "S_conf_anion"],
    ),
    (
        "Lattice space",
        1,
        &[
            "a", "v", "V_LiACE2", "V_BE4", "D_Li_A", "D_Li_B", "D_Li_C", "D_Li_E",
        ],
    ),
    (
        "Bottlenecks and jumps",
        2,
        &[
            "BN_intra",
            "BN_doublet",
            "BN_inter",
            "D_LiLi_intra",
            "D_LiLi_doublet",
            "D_LiLi_inter",
        ],
    ),
];

/// Draws causes, structure and pathway with one signed bar a descriptor.
///
/// # Errors
/// [`ReportError::TooFew`] where no coefficient differs from zero.
pub fn mechanism(data: &MechanismData) -> Result<Figure, ReportError> {
    let largest = data
        .coefficients
        .iter()
        .filter(|(_, c)| drawable(*c))
        .map(|(_, c)| c.abs())
        .fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(ReportError::TooFew {
            what: "The mechanism",
            of: "coefficients other than zero",
            needed: 1,
            found: 0,
        });
    }
    let gap = 22.0;
    let w = (TWO_COLUMNS - 4.0 - 3.0 * gap - 46.0) / 3.0;
    let x = |column: usize| 2.0 + column as f64 * (w + gap);
    let mut nodes = legend();
    let mut tops = [20.0; 3];
    let mut drawn: Vec<(usize, f64, f64)> = Vec::new();
    let heights = |column: usize| -> f64 {
        let rows: Vec<f64> = GROUPS
            .iter()
            .filter(|g| g.1 == column)
            .map(|g| shown(data, g.2).len() as f64 * ROW + 20.0)
            .filter(|h| *h > 20.0)
            .collect();
        rows.iter().sum::<f64>() + rows.len().saturating_sub(1) as f64 * 7.0
    };
    let tallest = (0..3).map(heights).fold(0.0, f64::max);
    for (column, top) in tops.iter_mut().enumerate() {
        *top += (tallest - heights(column)) / 2.0;
    }
    for (title, column, names) in GROUPS {
        let rows = shown(data, names);
        if rows.is_empty() {
            continue;
        }
        let (left, top) = (x(column), tops[column]);
        let h = rows.len() as f64 * ROW + 20.0;
        nodes.extend(titled(left, top, w, h, title, GREY));
        for (k, (name, coefficient)) in rows.into_iter().enumerate() {
            let y = top + 17.0 + k as f64 * ROW;
            nodes.extend(row(
                data,
                name,
                coefficient / largest,
                coefficient,
                left,
                y,
                w,
            ));
        }
        tops[column] = top + h + 7.0;
        drawn.push((column, top, h));
    }
    let middle = 20.0 + tallest / 2.0;
    for &(column, top, h) in &drawn {
        let (from_x, y) = (x(column) + w + 2.0, top + h / 2.0);
        let next = drawn.iter().find(|d| d.0 == column + 1);
        let to = match next {
            Some(&(c, top, h)) => (x(c) - 2.0, y.clamp(top + 10.0, top + h - 10.0)),
            None => (x(3) - 2.0, middle),
        };
        nodes.extend(arrow((from_x, y), to));
    }
    let (cx, cw) = (x(3), 44.0);
    nodes.push(Node::rounded(
        cx,
        middle - 16.0,
        cw,
        32.0,
        6.0,
        Style::fill(Paint::Paper).outlined(Paint::Ink, 1.2),
    ));
    nodes.push(
        Node::text(cx + cw / 2.0, middle + 4.5, "*E*_{a}", 13.0)
            .middle()
            .into(),
    );

    let side = |raises: bool| {
        let names: Vec<&str> = data
            .coefficients
            .iter()
            .filter(|(name, c)| {
                drawable(*c) && (*c > 0.0) == raises && data.important.contains(name)
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    let name = &data.name;
    Ok(Figure {
        id: slug(&["mechanism", name]),
        title: format!("How the descriptors act on the activation energy, {name}"),
        alt: format!(
            "Diagram from ion size, ion type and disorder through lattice space and bottlenecks to the activation energy. Of the important descriptors, those that raise it: {}; those that lower it: {}.",
            side(true),
            side(false),
        ),
        caption: format!(
            "Standardised PLS coefficients ({name}) along the chain from substitution to *E*_{{a}}: bars to the right raise it, bars to the left lower it (eV per standard deviation); bold: important descriptors (VIP); lithium content and occupancies stand outside this chain. A coefficient is an association within the model, not proof of a cause."
        ),
        width: TWO_COLUMNS,
        height: 20.0 + tallest + 5.0,
        nodes,
    })
}

/// The descriptors of a group that the model has, with their coefficients.
fn shown<'a>(data: &'a MechanismData, names: &[&str]) -> Vec<(&'a str, f64)> {
    names
        .iter()
        .filter_map(|&name| {
            let (name, c) = data.coefficients.iter().find(|(n, _)| n == name)?;
            drawable(*c).then_some((name.as_str(), *c))
        })
        .collect()
}

fn row(
    data: &MechanismData,
    name: &str,
    share: f64,
    coefficient: f64,
    left: f64,
    top: f64,
    w: f64,
) -> Vec<Node> {
    let colour = if coefficient > 0.0 { VERMILION } else { BLUE };
    let important = data.important.iter().any(|n| n == name);
    let zero = left + w * 0.70;
    let reach = w * 0.26;
    let length = share.abs() * reach;
    let x = if coefficient > 0.0 {
        zero
    } else {
        zero - length
    };
    let style = Style::fill(colour).opacity(if important { 1.0 } else { 0.4 });
    let verb = if coefficient > 0.0 {
        "raises"
    } else {
        "lowers"
    };
    let datum = Datum::new(
        verb,
        format!("{name} {verb} Ea\n{coefficient:+.4} eV per standard deviation"),
    );
    let symbol = labels::symbol(name);
    let text = Node::text(left + 5.0, top + 7.6, symbol, TICK_SIZE);
    vec![
        if important {
            text.bold().into()
        } else {
            text.paint(Paint::Muted).into()
        },
        Node::rect(x, top + 1.5, length.max(0.3), ROW - 4.0, style).with(datum),
        Node::line(
            (zero, top),
            (zero, top + ROW - 1.0),
            Style::stroke(Paint::Ink, 0.5),
        ),
    ]
}

fn legend() -> Vec<Node> {
    vec![
        Node::rect(2.0, 4.0, 8.0, 6.0, Style::fill(BLUE)),
        Node::text(13.0, 9.4, "lowers *E*_{a}", TICK_SIZE).into(),
        Node::rect(62.0, 4.0, 8.0, 6.0, Style::fill(VERMILION)),
        Node::text(73.0, 9.4, "raises *E*_{a}", TICK_SIZE).into(),
    ]
}
