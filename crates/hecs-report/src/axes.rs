//! Linear axes: ranges, ticks, the frame of a panel.

use crate::scene::{Node, Paint, Purpose, Style, text_width};

/// Size of tick labels in points.
pub(crate) const TICK_SIZE: f64 = 6.5;
/// Size of axis titles in points.
pub(crate) const TITLE_SIZE: f64 = 7.5;
/// Width of frame lines in points.
const LINE: f64 = 0.6;
/// Length of a tick in points, drawn inwards.
const TICK: f64 = 2.6;

/// Smallest and largest of the finite values, `None` if there are none.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|v| v.is_finite())
        .fold(None, |range, v| {
            Some(range.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v))))
        })
}

/// The range widened by `share` on both sides; a single value gets room around it.
pub(crate) fn padded((low, high): (f64, f64), share: f64) -> (f64, f64) {
    let span = high - low;
    let pad = if span > 0.0 {
        span * share
    } else {
        (low.abs() * 0.1).max(0.1)
    };
    (low - pad, high + pad)
}

/// Round values in a range, about `wanted` of them (none for 0), with the decimals to print.
pub(crate) fn ticks((low, high): (f64, f64), wanted: usize) -> (Vec<f64>, usize) {
    if wanted == 0 {
        return (Vec::new(), 0);
    }
    let raw = (high - low) / wanted as f64;
    if !(raw.is_finite() && raw > 0.0) {
        return (vec![low], 2);
    }
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|&step| step >= raw * (1.0 - 1e-9))
        .unwrap_or(10.0 * power);
    // The fewest decimals that print the step exactly.
    let decimals = (0..9)
        .find(|&d| {
            let scaled = step * 10f64.powi(d);
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .unwrap_or(9) as usize;
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    ((first..=last).map(|k| k as f64 * step).collect(), decimals)
}

/// A number for an axis, with a true minus sign.
pub(crate) fn tick_label(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|b| b == b'0' || b == b'.') => digits.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

/// A rectangular plotting area with linear axes.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
    pub(crate) x_range: (f64, f64),
    pub(crate) y_range: (f64, f64),
    /// Number of ticks wanted along x and y.
    pub(crate) wanted: (usize, usize),
    /// Whether a reader may zoom into it.
    pub(crate) zoom: bool,
}

impl Panel {
    pub(crate) fn px(&self, x: f64) -> f64 {
        self.x + (x - self.x_range.0) / (self.x_range.1 - self.x_range.0) * self.w
    }

    pub(crate) fn py(&self, y: f64) -> f64 {
        self.y + self.h - (y - self.y_range.0) / (self.y_range.1 - self.y_range.0) * self.h
    }

    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.px(x), self.py(y))
    }

    pub(crate) fn corners(&self) -> Vec<(f64, f64)> {
        let (right, bottom) = (self.x + self.w, self.y + self.h);
        vec![
            (self.x, self.y),
            (right, self.y),
            (right, bottom),
            (self.x, bottom),
        ]
    }

    /// Room that the labels of the vertical axis take to the left, title included.
    pub(crate) fn left_room(y_range: (f64, f64), wanted: usize, title: bool) -> f64 {
        let (values, decimals) = ticks(y_range, wanted);
        let widest = values
            .iter()
            .map(|&v| text_width(&tick_label(v, decimals), TICK_SIZE, false))
            .fold(0.0, f64::max);
        widest + 4.0 + if title { TITLE_SIZE + 6.0 } else { 0.0 }
    }

    /// The panel with its frame, ticks and titles about what is plotted in data coordinates.
    pub(crate) fn node(&self, x_title: &str, y_title: &str, plot: Vec<Node>) -> Node {
        let mut nodes = vec![
            Node::clipped(
                Purpose::Plain,
                self.corners(),
                vec![Node::group(Purpose::Plot, plot)],
            ),
            Node::polygon(&self.corners(), Style::stroke(Paint::Ink, LINE)),
            Node::group(Purpose::Ticks, self.tick_nodes()),
        ];
        if !x_title.is_empty() {
            let y = self.y + self.h + TICK_SIZE + TITLE_SIZE + 6.5;
            nodes.push(
                Node::text(self.x + self.w / 2.0, y, x_title, TITLE_SIZE)
                    .middle()
                    .into(),
            );
        }
        if !y_title.is_empty() {
            let x = self.x - Self::left_room(self.y_range, self.wanted.1, false) - 4.0;
            let title = Node::text(x, self.y + self.h / 2.0, y_title, TITLE_SIZE);
            nodes.push(title.middle().upwards().into());
        }
        Node::group(
            Purpose::Panel {
                area: [self.x, self.y, self.w, self.h],
                data: [
                    self.x_range.0,
                    self.x_range.1,
                    self.y_range.0,
                    self.y_range.1,
                ],
                zoom: self.zoom,
            },
            nodes,
        )
    }

    fn tick_nodes(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let ink = Style::stroke(Paint::Ink, LINE);
        let bottom = self.y + self.h;
        let (values, decimals) = ticks(self.x_range, self.wanted.0);
        for value in values {
            let x = self.px(value);
            nodes.push(Node::line((x, bottom), (x, bottom - TICK), ink));
            let label = tick_label(value, decimals);
            nodes.push(
                Node::text(x, bottom + TICK_SIZE + 2.5, label, TICK_SIZE)
                    .middle()
                    .into(),
            );
        }
        let (values, decimals) = ticks(self.y_range, self.wanted.1);
        for value in values {
            let y = self.py(value);
            nodes.push(Node::line((self.x, y), (self.x + TICK, y), ink));
            let label = tick_label(value, decimals);
            nodes.push(
                Node::text(self.x - 3.0, y + TICK_SIZE * 0.36, label, TICK_SIZE)
                    .end()
                    .into(),
            );
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let (values, decimals) = ticks((0.22, 0.58), 4);
        assert_eq!((values.len(), decimals), (3, 1));
        assert!((values[0] - 0.3).abs() < 1e-12);
        let (values, decimals) = ticks((1.83, 1.99), 5);
        assert_eq!((values.len(), decimals), (3, 2));
        assert_eq!(ticks((1.0, 1.0), 5).0, vec![1.0]);
    }

    #[test]
    fn labels_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(tick_label(-0.5, 1), "−0.5");
        assert_eq!(tick_label(-0.001, 1), "0.0");
    }
}
