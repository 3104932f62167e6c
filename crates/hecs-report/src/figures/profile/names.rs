//! Names of sites, saddle points and barriers in a profile.

use crate::axes::{Panel, TICK_SIZE, drawable, tick_label};
use crate::data::ProfileMark;
use crate::labels;
use crate::scene::{Node, Paint, text_width};

/// Marks whose energies stand beside their names; more of them would not find room.
const FEW_MARKS: usize = 5;

/// Names within a panel that leave one another room.
pub(super) struct Names {
    /// Left, right, bottom and top of the panel.
    area: [f64; 4],
    at: Panel,
    taken: Vec<[f64; 4]>,
    /// Whether the name of a line found no room above it, and lies below it among the curves, or on another.
    pub(super) is_crowded: bool,
    pub(super) nodes: Vec<Node>,
}

impl Names {
    pub(super) fn of(panel: &Panel) -> Self {
        Self {
            area: [
                panel.x + 2.0,
                panel.x + panel.w - 2.0,
                panel.y + panel.h - 1.0,
                panel.y + 1.0,
            ],
            at: panel.clone(),
            taken: Vec::new(),
            is_crowded: false,
            nodes: Vec::new(),
        }
    }

    /// The box of a text from its left end on a baseline: left, right, bottom, top.
    fn room(x: f64, baseline: f64, markup: &str) -> [f64; 4] {
        let width = text_width(markup, TICK_SIZE, false);
        [x, x + width, baseline + 1.6, baseline - TICK_SIZE * 0.74]
    }

    /// Names a line at its left end, or farther along, or above the names on it where that lies on a mark or a name.
    pub(super) fn along(&mut self, line: f64, markup: &str) {
        const STEP: f64 = 3.0;
        let left = self.area[0] + STEP;
        let last = (self.area[1] - left - text_width(markup, TICK_SIZE, false)) / STEP;
        let places = |baseline: f64| {
            (0..=last.max(0.0) as usize).map(move |k| (left + STEP * k as f64, baseline))
        };
        let (above, below) = (line - 3.5, line + TICK_SIZE + 2.0);
        let is_free = |(x, baseline): &(f64, f64)| self.is_free(Self::room(*x, *baseline, markup));
        let over_names = places(above - TICK_SIZE - 2.0);
        let free = places(above).chain(over_names).find(is_free);
        let is_crowded = free.is_none();
        let free = free.or_else(|| places(below).find(is_free));
        let (x, baseline) = free.unwrap_or((left, above));
        self.is_crowded |= is_crowded;
        self.put(x, baseline, markup, Paint::Muted);
    }

    fn put(&mut self, x: f64, baseline: f64, markup: &str, paint: Paint) {
        self.taken.push(Self::room(x, baseline, markup));
        self.nodes.push(
            Node::text(x, baseline, markup, TICK_SIZE)
                .paint(paint)
                .into(),
        );
    }

    /// Whether a box is in the panel and on no other.
    fn is_free(&self, [left, right, bottom, top]: [f64; 4]) -> bool {
        left >= self.area[0] - 0.1
            && right <= self.area[1] + 0.1
            && bottom <= self.area[2]
            && top >= self.area[3]
            && !self
                .taken
                .iter()
                .any(|[l, r, b, t]| left < r + 1.5 && *l < right + 1.5 && top < *b && *t < bottom)
    }

    /// Names saddle points above and sites below their marks, a line farther where there is no room; one that finds none
    /// within three lines keeps its name in its tooltip.
    pub(super) fn add(&mut self, marks: &[ProfileMark]) {
        let can_be_drawn =
            |mark: &&ProfileMark| drawable(mark.distance) && drawable(mark.energy_ev);
        for mark in marks.iter().filter(can_be_drawn) {
            let (x, y) = self.at.at(mark.distance, mark.energy_ev);
            self.taken.push([x - 2.4, x + 2.4, y + 2.4, y - 2.4]);
        }
        let with_energies = marks.len() <= FEW_MARKS;
        // Saddle points first: the highest decides.
        let (saddles, sites): (Vec<_>, Vec<_>) = marks
            .iter()
            .filter(can_be_drawn)
            .partition(|mark| mark.is_saddle);
        for mark in saddles.into_iter().chain(sites) {
            let mut text = labels::short(&mark.name);
            if with_energies {
                text += &format!(" {}", tick_label(mark.energy_ev, 3));
            }
            let width = text_width(&text, TICK_SIZE, false);
            let x = (self.at.px(mark.distance) - width / 2.0)
                .min(self.area[1] - width)
                .max(self.area[0]);
            let highest_ev = mark
                .elastic_ev
                .into_iter()
                .flatten()
                .fold(mark.energy_ev, f64::max);
            let (first, step) = if mark.is_saddle {
                (self.at.py(highest_ev) - 4.5, -(TICK_SIZE + 0.5))
            } else {
                (
                    self.at.py(mark.energy_ev) + TICK_SIZE + 3.0,
                    TICK_SIZE + 0.5,
                )
            };
            let baselines = (0..3).map(|line| first + step * f64::from(line));
            let free = baselines
                .into_iter()
                .find(|y| self.is_free(Self::room(x, *y, &text)));
            if let Some(baseline) = free {
                self.put(x, baseline, &text, Paint::Ink);
            }
        }
    }
}
