//! Saddle points in the elastic host, where a profile has no curve of it.

use crate::axes::{Panel, drawable};
use crate::data::ProfileMark;
use crate::palette::VERMILION;
use crate::scene::{Datum, Mark, Node, Style, Symbol};

/// Lines between a site and a saddle point of the guide to the eye.
const GUIDE_STEPS: usize = 12;

/// The curve that leads the eye through the elastic host.
pub(super) const GUIDE: Style = Style::stroke(VERMILION, 0.8).dashed(2.5, 1.8);

/// The guide to the eye: from site to saddle point by half a wave of the cosine, which is level at both.
pub(super) fn guide(panel: &Panel, marks: &[ProfileMark]) -> Vec<Node> {
    let level = |mark: &ProfileMark| {
        let energy_ev = if mark.is_saddle {
            mark.elastic_ev?[2]
        } else {
            mark.energy_ev
        };
        (drawable(energy_ev) && drawable(mark.distance)).then_some((mark.distance, energy_ev))
    };
    let mut nodes = Vec::new();
    let mut saddles = Vec::new();
    for pair in marks.windows(2) {
        let (Some(from), Some(to)) = (level(&pair[0]), level(&pair[1])) else {
            continue;
        };
        let trace: Vec<(f64, f64)> = (0..=GUIDE_STEPS)
            .map(|step| {
                let t = step as f64 / GUIDE_STEPS as f64;
                let share = (1.0 - (std::f64::consts::PI * t).cos()) / 2.0;
                panel.at(
                    from.0 + (to.0 - from.0) * t,
                    from.1 + (to.1 - from.1) * share,
                )
            })
            .collect();
        nodes.push(Node::polyline(&trace, GUIDE));
    }
    for mark in marks.iter().filter(|mark| level(mark).is_some()) {
        let Some([before, after, both]) = mark.elastic_ev else {
            continue;
        };
        let bar = Style::stroke(VERMILION, 0.8);
        let x = panel.px(mark.distance);
        let ends = [before, after].map(|energy_ev| panel.py(energy_ev));
        nodes.push(Node::line((x, ends[0]), (x, ends[1]), bar));
        for end in ends {
            nodes.push(Node::line((x - 2.0, end), (x + 2.0, end), bar));
        }
        saddles.push(Node::Mark(Mark {
            x,
            y: panel.py(both),
            symbol: Symbol::Diamond,
            size: 2.0,
            style: Style::fill(VERMILION),
            datum: Datum::new(
                "elastic host",
                format!(
                    "{} in the elastic host\n{both:.4} eV\n{before:.4} eV from before, {after:.4} eV from after it",
                    mark.name
                ),
            ),
        }));
    }
    nodes.extend(saddles);
    nodes
}
