//! What stands below a crystal: the directions of its axes, and what its colours and lines mean.

use super::atoms::{VACANT, of_element};
use super::facets::{OPEN, POCKET};
use super::painter::{OUTLINE_OF_ATOMS, disc};
use super::projection::Projection;
use super::solid::lit;
use crate::axes::TICK_SIZE;
use crate::figures::boxes::arrow;
use crate::palette::BLUE;
use crate::scene::{Node, Paint, Style, Symbol, circle, text_width};

/// Length of an axis that lies in the plane of the paper, in points.
const AXIS: f64 = 17.0;
/// An axis shorter than this share of its length points at the reader or away.
const END_ON: f64 = 0.18;
/// Room for a swatch, between entries, and for a line of the legend, in points.
const SWATCH: f64 = 11.0;
const GAP: f64 = 9.0;
const ROW: f64 = 10.0;

/// An entry of the legend.
pub(super) enum Key {
    Element(String),
    Vacant,
    Open(String),
    Pockets,
    Path(String),
    Saddle,
    Site,
    /// Words alone, on a line of their own.
    Words(String),
}

impl Key {
    fn text(&self) -> &str {
        match self {
            Self::Element(text) | Self::Open(text) | Self::Path(text) | Self::Words(text) => text,
            Self::Vacant => "vacant",
            Self::Pockets => "closed pockets",
            Self::Saddle => "saddle point",
            Self::Site => "site",
        }
    }

    /// Whether it begins a line.
    fn is_first(&self) -> bool {
        matches!(self, Self::Open(_) | Self::Path(_) | Self::Words(_))
    }

    fn swatch(&self, x: f64, y: f64) -> Vec<Node> {
        let ball = |paint: Paint| {
            let mut nodes = disc(x + 4.0, y, 3.4, &[(paint, 1.0)]);
            let outline = Style::stroke(OUTLINE_OF_ATOMS, 0.4);
            nodes.push(Node::path(circle(x + 4.0, y, 3.4), outline));
            nodes
        };
        let patch = |paint: Paint| {
            vec![Node::rounded(
                x,
                y - 3.0,
                8.5,
                6.0,
                1.5,
                Style::fill(paint)
                    .outlined(lit(paint, 0.7), 0.4)
                    .opacity(0.75),
            )]
        };
        let mark = |symbol: Symbol, fill: Paint| {
            let style = Style::fill(fill).outlined(BLUE, 0.8);
            vec![Node::symbol(symbol, (x + 4.0, y), 2.3, style)]
        };
        match self {
            Self::Element(symbol) => ball(of_element(symbol)),
            Self::Vacant => ball(VACANT),
            Self::Open(_) => patch(OPEN),
            Self::Pockets => patch(POCKET),
            Self::Path(_) => vec![Node::line((x, y), (x + 8.5, y), Style::stroke(BLUE, 1.9))],
            Self::Saddle => mark(Symbol::Diamond, BLUE),
            Self::Site => mark(Symbol::Circle, Paint::Paper),
            Self::Words(_) => Vec::new(),
        }
    }

    fn indent(&self) -> f64 {
        if matches!(self, Self::Words(_)) {
            0.0
        } else {
            SWATCH
        }
    }
}

/// Entries in lines between `left` and `right` from `top` on, and where they end.
pub(super) fn legend(keys: &[Key], left: f64, right: f64, top: f64) -> (Vec<Node>, f64) {
    let (mut x, mut y) = (left, top + ROW / 2.0);
    let mut nodes = Vec::new();
    for key in keys {
        let width = key.indent() + text_width(key.text(), TICK_SIZE, false);
        if x > left && (key.is_first() || x + width > right) {
            (x, y) = (left, y + ROW);
        }
        nodes.extend(key.swatch(x, y));
        nodes.push(
            Node::text(
                x + key.indent(),
                y + 0.36 * TICK_SIZE,
                key.text(),
                TICK_SIZE,
            )
            .into(),
        );
        x += width + GAP;
    }
    (nodes, y + ROW / 2.0)
}

/// The directions of a, b and c from a common point, in a box with its corner at `left`, `top`; and the size of that.
pub(super) fn triad(projection: &Projection, left: f64, top: f64) -> (Vec<Node>, (f64, f64)) {
    let origin = projection.place([0.0; 3]);
    let edges = projection.edges_ang();
    let ends: Vec<(f64, f64)> = (0..3)
        .map(|k| {
            let mut fract = [0.0; 3];
            fract[k] = 1.0;
            let end = projection.place(fract);
            (
                (end[0] - origin[0]) / edges[k],
                (origin[1] - end[1]) / edges[k],
            )
        })
        .collect();
    // Names stand beyond the ends; that of an axis seen from its end, beside the circle, where no other axis goes.
    let free = |k: usize| {
        let others = (0..3)
            .filter(|other| *other != k)
            .fold((0.0, 0.0), |sum, other| {
                (sum.0 + ends[other].0, sum.1 + ends[other].1)
            });
        let length = f64::hypot(others.0, others.1).max(1e-6);
        (-others.0 / length, -others.1 / length)
    };
    let tip = |(x, y): (f64, f64)| (x * AXIS, y * AXIS);
    let name = |k: usize| {
        let (x, y) = ends[k];
        let length = x.hypot(y);
        if length < END_ON {
            let (u, v) = free(k);
            (u * 7.5, v * 7.5)
        } else {
            let (u, v) = tip((x, y));
            (u + x / length * 4.2, v + y / length * 4.2)
        }
    };
    let places: Vec<(f64, f64)> = (0..3).map(name).chain([(0.0, 0.0)]).collect();
    let low = |pick: fn(&(f64, f64)) -> f64| places.iter().map(pick).fold(f64::MAX, f64::min) - 4.0;
    let high =
        |pick: fn(&(f64, f64)) -> f64| places.iter().map(pick).fold(f64::MIN, f64::max) + 4.0;
    let (x0, y0) = (left - low(|p| p.0), top - low(|p| p.1));
    let mut nodes = Vec::new();
    for (k, text) in ["a", "b", "c"].into_iter().enumerate() {
        let (x, y) = tip(ends[k]);
        if ends[k].0.hypot(ends[k].1) < END_ON {
            nodes.push(Node::path(
                circle(x0, y0, 2.6),
                Style::fill(Paint::Paper).outlined(Paint::Ink, 0.8),
            ));
            nodes.push(Node::path(circle(x0, y0, 0.9), Style::fill(Paint::Ink)));
        } else {
            nodes.extend(arrow((x0, y0), (x0 + x, y0 + y)));
        }
        let (x, y) = name(k);
        let text = format!("*{text}*");
        nodes.push(
            Node::text(x0 + x, y0 + y + 0.3 * TICK_SIZE, text, TICK_SIZE)
                .middle()
                .into(),
        );
    }
    (
        nodes,
        (high(|p| p.0) - low(|p| p.0), high(|p| p.1) - low(|p| p.1)),
    )
}
