//! VIP scores in the colours of the categories (Fig. 4).

use hecs_descriptors::Category;

use crate::axes::{Panel, TICK_SIZE, drawable, extent};
use crate::data::{VipBar, VipData};
use crate::error::ReportError;
use crate::figures::{Figure, slug};
use crate::labels;
use crate::palette;
use crate::rich;
use crate::scene::{Datum, Mark, Node, Paint, Purpose, Style, Symbol, TWO_COLUMNS, text_width};

/// The most bars that are drawn; of more the largest.
const MOST: usize = 60;

/// Draws one bar per descriptor and the line of importance.
///
/// # Errors
/// [`ReportError::TooFew`] without a score, [`ReportError::NoLine`] for a threshold that is no number.
pub fn vip(data: &VipData) -> Result<Figure, ReportError> {
    let all = data.bars.len();
    let mut bars: Vec<&VipBar> = data.bars.iter().collect();
    if all > MOST {
        // The leading ones, in the order of the axis.
        let mut scores: Vec<f64> = bars
            .iter()
            .map(|b| b.vip)
            .filter(|&v| drawable(v))
            .collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let least = scores.get(MOST - 1).copied().unwrap_or(f64::NEG_INFINITY);
        bars.retain(|b| drawable(b.vip) && b.vip >= least);
        bars.truncate(MOST);
    }
    let descriptors = labels::are_descriptors(bars.iter().map(|b| b.descriptor.as_str()));
    let look = Look { descriptors };
    let noun = if descriptors {
        "descriptors"
    } else {
        "columns"
    };
    let ends = bars
        .iter()
        .filter_map(|b| b.interval)
        .flat_map(|(a, b)| [a, b]);
    let top = extent(bars.iter().map(|b| b.vip).chain(ends));
    let Some((_, top)) = top else {
        return Err(ReportError::TooFew {
            what: "A chart of VIP scores",
            of: if descriptors {
                "descriptors with a score"
            } else {
                "columns with a score"
            },
            needed: 1,
            found: 0,
        });
    };
    if !drawable(data.threshold) {
        return Err(ReportError::NoLine {
            what: "VIP threshold",
            value: data.threshold,
        });
    }
    let y_range = (0.0, (top.max(data.threshold) * 1.12).max(0.1));
    let left = [5, 6].map(|wanted| Panel::left_room(y_range, wanted, true));
    let left = left[0].max(left[1]) + 1.0;
    let room_below = bars
        .iter()
        .map(|b| text_width(&look.name(b), TICK_SIZE, false))
        .fold(0.0, f64::max)
        + 14.0;
    let panel = Panel {
        x: left,
        y: 16.0,
        w: TWO_COLUMNS - left - 3.0,
        h: 132.0,
        x_range: (0.0, bars.len() as f64),
        y_range,
        wanted: (0, 6),
        zoom: false,
    };
    let slot = panel.w / bars.len() as f64;
    let mut plot = Vec::new();
    let mut below = Vec::new();
    for (k, bar) in bars.iter().enumerate() {
        let x = panel.x + (k as f64 + 0.5) * slot;
        let symbol = look.name(bar);
        if drawable(bar.vip) {
            let colour = look.colour(bar);
            let above = bar.vip > data.threshold;
            let style = if above {
                Style::fill(colour)
            } else {
                Style::fill(colour).opacity(0.45)
            };
            let width = (slot * 0.68).min(40.0);
            let y = panel.py(bar.vip.max(0.0));
            let paper = match bar.important_in_paper {
                Some(true) => "\nnamed important in the paper",
                Some(false) => "\nnot among the paper's important ones",
                None => "",
            };
            let interval = bar.interval.map_or_else(String::new, |(low, high)| {
                format!("\ninterval {low:.4} to {high:.4}")
            });
            let title = format!(
                "{}\nVIP {:.4}{interval}{}{paper}",
                bar.descriptor,
                bar.vip,
                look.line(bar)
            );
            plot.push(
                Node::rect(x - width / 2.0, y, width, panel.y + panel.h - y, style)
                    .with(Datum::new(look.series(bar), title)),
            );
            if let Some((low, high)) = bar.interval.filter(|i| drawable(i.0) && drawable(i.1)) {
                let ink = Style::stroke(Paint::Ink, 0.7);
                let [low, high] = [low.max(0.0), high].map(|end| panel.py(end));
                let cap = (width * 0.25).min(2.0);
                plot.push(Node::line((x, low), (x, high), ink));
                plot.extend([low, high].map(|y| Node::line((x - cap, y), (x + cap, y), ink)));
            }
        }
        let base = panel.y + panel.h + 4.0;
        if bar.important_in_paper == Some(true) {
            below.push(Node::Mark(Mark {
                x,
                y: base + 1.0,
                symbol: Symbol::Circle,
                size: 1.4,
                style: Style::fill(Paint::Ink),
                datum: Datum::new("paper", format!("{}: in the paper's list", bar.descriptor)),
            }));
        }
        below.push(
            Node::text(x + TICK_SIZE * 0.36, base + 5.5, symbol, TICK_SIZE)
                .end()
                .upwards()
                .into(),
        );
    }
    let line = panel.py(data.threshold);
    plot.push(Node::line(
        (panel.x, line),
        (panel.x + panel.w, line),
        Style::stroke(Paint::Ink, 0.7).dashed(2.0, 2.0),
    ));
    let mut nodes = legend(&bars, look, panel.x);
    let right = panel.x + panel.w;
    let label = format!("VIP = {}", data.threshold);
    let start = right - text_width(&label, TICK_SIZE, false);
    nodes.push(Node::text(right, 9.5, label, TICK_SIZE).end().into());
    nodes.push(Node::line(
        (start - 18.0, 7.2),
        (start - 4.0, 7.2),
        Style::stroke(Paint::Ink, 0.7).dashed(2.0, 2.0),
    ));
    nodes.push(panel.node("", "VIP score", plot));
    nodes.extend(below);
    let above: Vec<&str> = data
        .bars
        .iter()
        .filter(|b| drawable(b.vip) && b.vip > data.threshold)
        .map(|b| b.descriptor.as_str())
        .collect();
    let marked = data.bars.iter().any(|b| b.important_in_paper.is_some());
    let name = &data.name;
    Ok(Figure {
        id: slug(&["vip", name]),
        title: format!("VIP scores of the {noun}, {name}"),
        alt: format!(
            "Bar chart of the VIP scores of {} {noun}. {} lie above {}: {}.",
            bars.len(),
            above.len(),
            data.threshold,
            if above.is_empty() {
                "none".to_owned()
            } else {
                above.join(", ")
            }
        ),
        caption: format!(
            "VIP scores ({}){}; {} of {all} {noun} lie above {} (dashed) and are drawn in full colour.{}{}{}",
            rich::plain(name),
            if descriptors {
                ", coloured by category"
            } else {
                ""
            },
            above.len(),
            data.threshold,
            if marked {
                " Dots mark the descriptors that the paper names as important."
            } else {
                ""
            },
            if bars.iter().any(|b| b.interval.is_some()) {
                " Lines are intervals."
            } else {
                ""
            },
            if bars.len() < all {
                format!(" Shown are the {} largest.", bars.len())
            } else {
                String::new()
            }
        ),
        width: TWO_COLUMNS,
        height: panel.y + panel.h + room_below,
        nodes,
    })
}

/// How bars are named and coloured: as the paper's descriptors, or plainly as columns of a table.
#[derive(Clone, Copy)]
struct Look {
    descriptors: bool,
}

impl Look {
    fn name(self, bar: &VipBar) -> String {
        if self.descriptors {
            labels::symbol(&bar.descriptor)
        } else {
            labels::short(&bar.descriptor)
        }
    }

    fn colour(self, bar: &VipBar) -> Paint {
        if self.descriptors {
            palette::category(labels::category(&bar.descriptor))
        } else {
            palette::BLUE
        }
    }

    fn series(self, bar: &VipBar) -> &'static str {
        if self.descriptors {
            labels::category_name(labels::category(&bar.descriptor))
        } else {
            "column"
        }
    }

    /// The category on a line of its own.
    fn line(self, bar: &VipBar) -> String {
        if self.descriptors {
            format!("\n{}", self.series(bar))
        } else {
            String::new()
        }
    }
}

/// Categories that occur, in a row above the panel.
fn legend(bars: &[&VipBar], look: Look, left: f64) -> Vec<Node> {
    let mut x = left;
    let mut nodes = Vec::new();
    if !look.descriptors {
        return nodes;
    }
    for category in Category::ALL.map(Some).into_iter().chain([None]) {
        let is_there = |b: &&VipBar| labels::category(&b.descriptor) == category;
        if !bars.iter().any(is_there) {
            continue;
        }
        let name = labels::category_name(category);
        let style = Style::fill(palette::category(category));
        nodes.push(Node::group(
            Purpose::Legend(name.to_owned()),
            vec![
                Node::rect(x, 3.5, 7.0, 7.0, style),
                Node::text(x + 10.0, 9.5, name, TICK_SIZE).into(),
            ],
        ));
        x += 10.0 + text_width(name, TICK_SIZE, false) + 14.0;
    }
    nodes
}
