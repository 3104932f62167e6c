//! Boxes, arrows and wrapped text of the diagrams.

use crate::axes::TICK_SIZE;
use crate::scene::{Node, Paint, Style, text_width};

/// Distance between lines of text in points.
pub(crate) const LINE: f64 = 8.6;

/// Breaks label markup at spaces into lines no wider than `width` points.
pub(crate) fn wrap(markup: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in markup.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size, false) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A rounded box with a coloured head line and a bold title; the body starts 20 pt below its top.
pub(crate) fn titled(x: f64, y: f64, w: f64, h: f64, title: &str, colour: Paint) -> Vec<Node> {
    vec![
        Node::rounded(
            x,
            y,
            w,
            h,
            3.5,
            Style::fill(Paint::Paper).outlined(colour, 0.9),
        ),
        Node::rounded(x, y, w, 13.5, 3.5, Style::fill(colour).opacity(0.16)),
        Node::text(x + w / 2.0, y + 9.6, title, TICK_SIZE + 0.6)
            .middle()
            .bold()
            .into(),
    ]
}

/// Lines of text one below the other.
pub(crate) fn lines(x: f64, y: f64, lines: &[String], size: f64) -> Vec<Node> {
    lines
        .iter()
        .enumerate()
        .map(|(k, line)| Node::text(x, y + k as f64 * LINE, line, size).into())
        .collect()
}

/// A straight arrow with a filled head.
pub(crate) fn arrow(from: (f64, f64), to: (f64, f64)) -> Vec<Node> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1e-9);
    let (ux, uy) = (dx / length, dy / length);
    let (back, half) = (5.0, 2.3);
    let base = (to.0 - ux * back, to.1 - uy * back);
    vec![
        Node::line(from, base, Style::stroke(Paint::Ink, 0.9)),
        Node::polygon(
            &[
                to,
                (base.0 - uy * half, base.1 + ux * half),
                (base.0 + uy * half, base.1 - ux * half),
            ],
            Style::fill(Paint::Ink),
        ),
    ]
}
