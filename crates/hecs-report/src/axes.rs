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

/// Largest number that is drawn, and the narrowest range that is more than one value. Between the two, spans, paddings and steps stay
/// far from both ends of floating point, so every coordinate is finite.
const LARGEST: f64 = 1e300;
const NARROWEST: f64 = 1e-300;

/// Whether a number can be drawn: finite, and not beyond 1e300.
pub(crate) fn drawable(value: f64) -> bool {
    value.abs() <= LARGEST
}

/// The number, if it can be drawn.
pub(crate) fn known(value: Option<f64>) -> Option<f64> {
    value.filter(|&v| drawable(v))
}

/// Whether a range is more than a single value.
pub(crate) fn spans((low, high): (f64, f64)) -> bool {
    high - low > NARROWEST
}

/// Smallest and largest of the values that can be drawn, `None` if there are none.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|&v| drawable(v))
        .fold(None, |range, v| {
            Some(range.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v))))
        })
}

/// The range widened by `share` on both sides; a single value gets room around it.
pub(crate) fn padded((low, high): (f64, f64), share: f64) -> (f64, f64) {
    let pad = if spans((low, high)) {
        (high - low) * share
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

/// A number for an axis in label markup, with a true minus sign; as a power of ten where digits would fill the picture (from 1e7 up, or
/// more than eight decimals).
pub(crate) fn tick_label(value: f64, decimals: usize) -> String {
    if value != 0.0 && (value.abs() >= 1e7 || decimals > 8) {
        let text = format!("{value:.2e}").replace('-', "−");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        return format!("{digits}×10^{{{power}}}");
    }
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
    fn ranges_of_any_size_have_few_ticks_within() {
        for values in [
            [-1e300, 1e300],
            [1e300, 1e300],
            [1e16, 1e16 + 2.0],
            [0.0, 5e-324],
            [0.0, 1e-299],
            [f64::MAX, 0.3],
        ] {
            let range = padded(extent(values).expect("one can be drawn"), 0.06);
            assert!(range.0 < range.1, "{range:?}");
            let (ticks, _) = ticks(range, 5);
            assert!((1..=12).contains(&ticks.len()), "{range:?} {ticks:?}");
            assert!(ticks.iter().all(|t| t.is_finite()), "{ticks:?}");
        }
        assert_eq!(extent([f64::MAX, f64::NAN, f64::INFINITY]), None);
    }

    #[test]
    fn labels_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(tick_label(-0.5, 1), "−0.5");
        assert_eq!(tick_label(-0.001, 1), "0.0");
        assert_eq!(tick_label(0.0, 9), "0.000000000");
        assert_eq!(tick_label(-1.5e300, 0), "−1.5×10^{300}");
        assert_eq!(tick_label(2e-300, 9), "2×10^{−300}");
    }
}
