//! A cloud of marks in one panel, the leading ones named where their names find room.

use crate::axes::{Panel, TICK_SIZE, drawable, extent, padded};
use crate::error::ReportError;
use crate::labels;
use crate::scene::{Datum, Mark, Node, ONE_COLUMN, Paint, Purpose, Style, Symbol, text_width};

/// Size of the names beside marks in points.
const NAME_SIZE: f64 = 5.8;
/// The most marks of a cloud that are named.
pub(super) const MOST_NAMED: usize = 14;
/// Room above a panel for its legend.
pub(super) const ABOVE: f64 = 14.0;

/// One mark.
pub(super) struct Dot {
    pub(super) at: (f64, f64),
    pub(super) symbol: Symbol,
    pub(super) size: f64,
    pub(super) style: Style,
    pub(super) datum: Datum,
    /// Its name as it stands in the table.
    pub(super) name: String,
    /// Marks are named from the largest down; those below 0 never.
    pub(super) weight: f64,
}

/// A legend entry: key of the series, its words, its mark.
pub(super) type Entry = (&'static str, String, Symbol, Style);

/// A panel about a cloud.
pub(super) struct Cloud {
    pub(super) x_title: String,
    pub(super) y_title: String,
    pub(super) dots: Vec<Dot>,
    pub(super) legend: Vec<Entry>,
    /// Whether the axes show the same range.
    pub(super) square: bool,
    /// Further values that the axes must hold.
    pub(super) also: Vec<(f64, f64)>,
}

/// A cloud as drawn.
pub(super) struct Drawn {
    pub(super) nodes: Vec<Node>,
    pub(super) height: f64,
    /// Marks with a name beside them, and all marks.
    pub(super) named: usize,
    pub(super) all: usize,
    /// Marks left out, because a number is missing or beyond what can be drawn.
    pub(super) dropped: usize,
}

impl Cloud {
    /// Draws the cloud in one column over what `under` draws in the panel.
    ///
    /// # Errors
    /// [`ReportError::TooFew`] without a mark that can be drawn.
    pub(super) fn draw(
        mut self,
        what: &'static str,
        of: &'static str,
        under: impl FnOnce(&Panel) -> Vec<Node>,
    ) -> Result<Drawn, ReportError> {
        let given = self.dots.len();
        self.dots
            .retain(|dot| drawable(dot.at.0) && drawable(dot.at.1));
        let all = self.dots.len();
        let inside = |at: fn(&(f64, f64)) -> f64| {
            let dots = self.dots.iter().map(|dot| at(&dot.at));
            extent(dots.chain(self.also.iter().map(at)))
        };
        let (Some(mut x), Some(mut y)) = (inside(|at| at.0), inside(|at| at.1)) else {
            return Err(ReportError::TooFew {
                what,
                of,
                needed: 1,
                found: 0,
            });
        };
        if self.square {
            x = (x.0.min(y.0), x.1.max(y.1));
            y = x;
        }
        let (x_range, y_range) = (padded(x, 0.07), padded(y, 0.07));
        let left = Panel::left_room(y_range, 5, true) + 1.0;
        let width = ONE_COLUMN - left - 6.0;
        let panel = Panel {
            x: left,
            y: ABOVE,
            w: width,
            h: if self.square { width } else { width * 0.8 },
            x_range,
            y_range,
            wanted: (5, 5),
            zoom: true,
        };
        let mut plot = under(&panel);
        let names = names(&panel, &self.dots);
        let named = names.len();
        for dot in self.dots {
            plot.push(Node::Mark(Mark {
                x: panel.px(dot.at.0),
                y: panel.py(dot.at.1),
                symbol: dot.symbol,
                size: dot.size,
                style: dot.style,
                datum: dot.datum,
            }));
        }
        plot.extend(names);
        let mut nodes = vec![panel.node(&self.x_title, &self.y_title, plot)];
        nodes.extend(legend(&self.legend, panel.x + 4.0));
        Ok(Drawn {
            nodes,
            height: panel.y + panel.h + 25.0,
            named,
            all,
            dropped: given - all,
        })
    }
}

/// Entries in a row above a panel.
pub(super) fn legend(entries: &[Entry], left: f64) -> Vec<Node> {
    let mut x = left;
    let mut nodes = Vec::new();
    for (series, words, symbol, style) in entries {
        nodes.push(Node::group(
            Purpose::Legend((*series).to_owned()),
            vec![
                Node::Mark(Mark {
                    x,
                    y: 6.0,
                    symbol: *symbol,
                    size: 2.4,
                    style: *style,
                    datum: Datum::new("legend", words.as_str()),
                }),
                Node::text(x + 6.0, 8.3, words.as_str(), TICK_SIZE).into(),
            ],
        ));
        x += 6.0 + text_width(words, TICK_SIZE, false) + 12.0;
    }
    nodes
}

/// A box on the page: left, top, right, bottom.
type Frame = [f64; 4];

/// Marks are tried for a name from the leading one down until so many have been, or enough have one: deep within a cloud a name says
/// nothing.
const TRIED: usize = 60;

/// The names of the leading dots, each on the first side of its mark where it covers neither a mark nor another name; without room a
/// name is left out. Those of infinite weight may cover marks, but are never left out for them.
fn names(panel: &Panel, dots: &[Dot]) -> Vec<Node> {
    let mut order: Vec<usize> = (0..dots.len()).filter(|&k| dots[k].weight >= 0.0).collect();
    order.sort_by(|&j, &k| dots[k].weight.total_cmp(&dots[j].weight));
    order.truncate(TRIED);
    let frame = [panel.x, panel.y, panel.x + panel.w, panel.y + panel.h];
    let marks: Vec<Frame> = dots
        .iter()
        .map(|dot| {
            let (x, y) = panel.at(dot.at.0, dot.at.1);
            let s = dot.size;
            [x - s, y - s, x + s, y + s]
        })
        .collect();
    let mut taken: Vec<Frame> = Vec::new();
    let mut nodes = Vec::new();
    for &k in &order {
        if nodes.len() == MOST_NAMED {
            break;
        }
        let text = labels::short(&dots[k].name);
        let (w, h) = (text_width(&text, NAME_SIZE, false), NAME_SIZE * 0.95);
        let [l, t, r, b] = marks[k];
        let (x, y) = (f64::midpoint(l, r), f64::midpoint(t, b));
        let places = [
            (r + 1.0, y - h / 2.0),
            (l - 1.0 - w, y - h / 2.0),
            (x - w / 2.0, t - 1.0 - h),
            (x - w / 2.0, b + 1.0),
            (r + 0.5, t - h),
            (r + 0.5, b),
            (l - 0.5 - w, t - h),
            (l - 0.5 - w, b),
        ];
        let place = |(x, y): (f64, f64)| [x, y, x + w, y + h];
        let free = |at: &(f64, f64)| {
            let place = place(*at);
            let held = place[0] > frame[0] + 1.0
                && place[1] > frame[1] + 1.0
                && place[2] < frame[2] - 1.0
                && place[3] < frame[3] - 1.0;
            held && !taken.iter().any(|other| overlap(*other, place))
        };
        let mut all = places.into_iter().filter(free);
        let clear = |at: &(f64, f64)| !marks.iter().any(|other| overlap(*other, place(*at)));
        let found = if dots[k].weight.is_finite() {
            all.find(clear)
        } else {
            all.clone().find(clear).or_else(|| all.next())
        };
        if let Some((x, y)) = found {
            taken.push([x, y, x + w, y + h]);
            nodes.push(Node::text(x, y + h * 0.84, text, NAME_SIZE).into());
        }
    }
    nodes
}

fn overlap(a: Frame, b: Frame) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// The lines through zero, where zero is inside.
pub(super) fn zero_lines(panel: &Panel) -> Vec<Node> {
    let style = Style::stroke(Paint::Faint, 0.8);
    let inside = |range: (f64, f64)| range.0 < 0.0 && range.1 > 0.0;
    let (right, bottom) = (panel.x + panel.w, panel.y + panel.h);
    let mut nodes = Vec::new();
    if inside(panel.x_range) {
        let x = panel.px(0.0);
        nodes.push(Node::line((x, panel.y), (x, bottom), style));
    }
    if inside(panel.y_range) {
        let y = panel.py(0.0);
        nodes.push(Node::line((panel.x, y), (right, y), style));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(at: (f64, f64), name: &str, weight: f64) -> Dot {
        Dot {
            at,
            symbol: Symbol::Circle,
            size: 2.0,
            style: Style::fill(Paint::Ink),
            datum: Datum::new("dots", name),
            name: name.to_owned(),
            weight,
        }
    }

    #[test]
    fn names_never_cover_each_other_and_the_heaviest_come_first() {
        let dots: Vec<Dot> = (0..300)
            .map(|k| {
                let k = f64::from(k);
                dot((k.sin(), (1.7 * k).cos()), &format!("column {k}"), k)
            })
            .collect();
        let panel = Panel {
            x: 30.0,
            y: 10.0,
            w: 200.0,
            h: 160.0,
            x_range: (-1.1, 1.1),
            y_range: (-1.1, 1.1),
            wanted: (5, 5),
            zoom: true,
        };
        let frames: Vec<(String, Frame)> = names(&panel, &dots)
            .into_iter()
            .filter_map(|node| match node {
                Node::Text(text) => {
                    let w = text_width(&text.markup, text.size, false);
                    let h = NAME_SIZE * 0.95;
                    let top = text.y - h * 0.84;
                    Some((text.markup, [text.x, top, text.x + w, top + h]))
                }
                _ => None,
            })
            .collect();
        assert!(frames.len() > 8 && frames.len() <= MOST_NAMED);
        let ranks = frames
            .iter()
            .map(|(name, _)| name[7..].parse::<u32>().expect("a number"));
        assert!(ranks.clone().is_sorted_by(|a, b| a > b) && ranks.min() > Some(239));
        for dot in &dots {
            let (x, y) = panel.at(dot.at.0, dot.at.1);
            let mark = [x - 2.0, y - 2.0, x + 2.0, y + 2.0];
            assert!(!frames.iter().any(|(_, frame)| overlap(*frame, mark)));
        }
        for (k, a) in frames.iter().enumerate() {
            for b in &frames[k + 1..] {
                assert!(!overlap(a.1, b.1), "{} {}", a.0, b.0);
            }
        }
    }
}
