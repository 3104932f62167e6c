//! The colours of a contour plot and their scale.

use crate::axes::{TICK_SIZE, tick_label, ticks};
use crate::palette;
use crate::scene::{Node, Paint, Style, text_width};

/// Bands of colour over the range of values.
const BANDS: usize = 16;

/// Bands of colour over a range of values.
pub(super) struct Scale {
    range: (f64, f64),
    /// Values between the bands.
    pub(super) levels: Vec<f64>,
}

impl Scale {
    pub(super) fn over(range: (f64, f64)) -> Self {
        let (levels, _) = ticks(range, BANDS);
        let levels = levels
            .into_iter()
            .filter(|&l| l > range.0 && l < range.1)
            .collect();
        Self { range, levels }
    }

    /// Edges of all bands.
    fn edges(&self) -> Vec<f64> {
        std::iter::once(self.range.0)
            .chain(self.levels.iter().copied())
            .chain([self.range.1])
            .collect()
    }

    pub(super) fn band(&self, k: usize) -> Paint {
        palette::viridis(k as f64 / self.levels.len().max(1) as f64)
    }

    pub(super) fn colour(&self, energy: f64) -> Paint {
        self.band(self.levels.iter().filter(|&&l| energy >= l).count())
    }

    pub(super) fn bar(&self, x: f64, y: f64, h: f64, title: &str) -> Vec<Node> {
        let at = |e: f64| y + h * (1.0 - (e - self.range.0) / (self.range.1 - self.range.0));
        let edges = self.edges();
        let mut nodes: Vec<Node> = edges
            .windows(2)
            .enumerate()
            .map(|(k, pair)| {
                let (low, high) = (at(pair[0]), at(pair[1]));
                Node::rect(x, high, 8.0, low - high + 0.1, Style::fill(self.band(k)))
            })
            .collect();
        nodes.push(Node::rect(x, y, 8.0, h, Style::stroke(Paint::Ink, 0.6)));
        let (labels, decimals) = ticks(self.range, 6);
        for value in labels {
            let label = tick_label(value, decimals);
            nodes.push(Node::line(
                (x + 6.0, at(value)),
                (x + 8.0, at(value)),
                Style::stroke(Paint::Ink, 0.6),
            ));
            nodes.push(Node::text(x + 10.5, at(value) + 2.3, label, TICK_SIZE).into());
        }
        // A long name ends at the edge of the labels.
        let text = Node::text(x - 1.0, y - 3.5, title, TICK_SIZE);
        let fits = text_width(title, TICK_SIZE, false) < 33.0;
        nodes.push(if fits {
            text.into()
        } else {
            Node::text(x + 31.0, y - 3.5, title, TICK_SIZE).end().into()
        });
        nodes
    }
}
