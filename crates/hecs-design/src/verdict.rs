//! Verdicts on a claim, and who gives them.

use serde::Serialize;

use crate::{Assessment, Scale};

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Every point within the domain is lower than the parent.
    Holds,
    /// At least one point within the domain is not.
    DoesNotHold,
    /// No point is within the domain.
    OutsideDomain,
}

impl Verdict {
    /// `holds`, `does not hold`, `outside the domain`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does not hold",
            Self::OutsideDomain => "outside the domain",
        }
    }

    /// Over several lines: one that does not hold decides; what is outside says nothing.
    pub(crate) fn of_all(verdicts: impl Iterator<Item = Self>) -> Self {
        let mut all = Self::OutsideDomain;
        for verdict in verdicts {
            match verdict {
                Self::DoesNotHold => return Self::DoesNotHold,
                Self::Holds => all = Self::Holds,
                Self::OutsideDomain => {}
            }
        }
        all
    }
}

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Judge {
    /// The scale.
    pub scale: Scale,
    /// Whether by the direct barrier; otherwise by the model.
    pub direct: bool,
}

impl Judge {
    /// All four, the published scale first.
    pub const ALL: [Self; 4] = [
        Self {
            scale: Scale::Spse,
            direct: true,
        },
        Self {
            scale: Scale::Spse,
            direct: false,
        },
        Self {
            scale: Scale::SoftBv,
            direct: true,
        },
        Self {
            scale: Scale::SoftBv,
            direct: false,
        },
    ];

    /// Such as `spse, direct`.
    pub fn words(self) -> String {
        format!(
            "{}, {}",
            self.scale.name(),
            if self.direct { "direct" } else { "model" }
        )
    }

    pub(crate) fn ea_ev(self, a: &Assessment) -> Option<f64> {
        match (self.scale, self.direct) {
            (Scale::SoftBv, true) => a.softbv_direct.as_ref()?.ea_ev,
            (Scale::SoftBv, false) => Some(a.softbv.ea_ev),
            (_, true) => a.spse_direct.as_ref()?.ea_ev,
            (_, false) => Some(a.spse.as_ref()?.ea_ev),
        }
    }

    /// Whether a point counts.
    pub(crate) fn counts(self, a: &Assessment) -> bool {
        let model = match (self.scale, self.direct) {
            (_, true) => true,
            (Scale::SoftBv, false) => a.softbv.inside,
            (_, false) => a.spse.as_ref().is_some_and(|e| e.inside),
        };
        a.beyond_known.is_empty() && model
    }
}
