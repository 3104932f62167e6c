//! Conditions that a prototype sets: ranges of what a class of sites is, or of what the classes of an orbit sum to.

use hecs_core::Element;

use super::orbits::SiteClass;
use crate::part::Part;

/// Least and most value, both allowed.
pub(super) type Range = [f64; 2];

/// What of a class of sites a range is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Coordination,
    Cations,
    Charge,
    Rank,
    ClassPositions,
    ClassAmount,
}

impl Measure {
    /// Word of the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Coordination => "coordination",
            Self::Cations => "cations",
            Self::Charge => "charge",
            Self::Rank => "rank",
            Self::ClassPositions => "class_positions",
            Self::ClassAmount => "class_amount",
        }
    }

    fn of(self, class: &SiteClass) -> f64 {
        match self {
            Self::Coordination => class.coordination,
            Self::Cations => class.cations,
            Self::Charge => class.charge,
            Self::Rank => class.rank,
            Self::ClassPositions => class.positions,
            Self::ClassAmount => class.amount,
        }
    }
}

/// What a class of sites must be to belong to an orbit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClassConditions {
    pub(super) part: Part,
    /// One of these must be there and no other; any where none is named.
    pub(super) elements: Vec<Element>,
    /// Whether mobile ions share their sites with other cations.
    pub(super) shared: Option<bool>,
    pub(super) ranges: Vec<(Measure, Range)>,
}

impl ClassConditions {
    /// The first condition that a class does not meet, in words; `None` where it meets all.
    pub(super) fn unmet(&self, class: &SiteClass) -> Option<String> {
        if class.part != self.part {
            return Some(format!("is a {}, not a {}", class.part, self.part));
        }
        let stranger = class.elements.iter().find(|e| !self.elements.contains(e));
        if let Some(stranger) = stranger.filter(|_| !self.elements.is_empty()) {
            return Some(format!("holds {stranger}"));
        }
        if self.shared.is_some_and(|shared| shared != class.is_shared) {
            let words = ["is not shared", "is shared with other cations"];
            return Some(words[usize::from(class.is_shared)].to_owned());
        }
        let mut ranges = self.ranges.iter();
        ranges.find_map(|(measure, range)| outside(measure.name(), measure.of(class), *range))
    }

    /// How much it asks.
    pub(super) fn count(&self) -> usize {
        1 + usize::from(!self.elements.is_empty())
            + usize::from(self.shared.is_some())
            + self.ranges.len()
    }
}

/// A value that is outside a range, in words.
pub(super) fn outside(name: &str, value: f64, [least, most]: Range) -> Option<String> {
    let is_within = (least..=most).contains(&value);
    (!is_within).then(|| format!("{name} is {value:.4}, not {least} to {most}"))
}
