//! A legend whose entries stand in one row above the figure.

use crate::axes::TICK_SIZE;
use crate::scene::{Datum, Mark, Node, Purpose, Style, Symbol, text_width};

/// A mark and its name.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) symbol: Symbol,
    /// In points.
    pub(super) size: f64,
    pub(super) style: Style,
}

/// Widths of names in DejaVu Sans, which stands in where a machine has no Arial, over those in Arial: 1.10 to 1.16 by the advances of
/// the two fonts.
pub(super) const WIDEST: f64 = 1.16;

/// The entries from `x` points on, each a group that hides and shows what it names.
pub(super) fn legend_row(mut x: f64, entries: impl IntoIterator<Item = Entry>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for entry in entries {
        let mark = Node::Mark(Mark {
            x,
            y: 5.0,
            symbol: entry.symbol,
            size: entry.size,
            style: entry.style,
            datum: Datum::new("legend", entry.name),
        });
        let text = Node::text(x + 6.5, 7.4, entry.name, TICK_SIZE).into();
        nodes.push(Node::group(
            Purpose::Legend(entry.name.to_owned()),
            vec![mark, text],
        ));
        x += 6.5 + WIDEST * text_width(entry.name, TICK_SIZE, false) + 10.0;
    }
    nodes
}
