//! What becomes of a claim.

use serde::Serialize;

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClaimVerdict {
    /// Every point within the domain is lower than the parent.
    Holds,
    /// At least one point within the domain is not.
    DoesNotHold,
    /// No point is within the domain.
    OutsideDomain,
}

impl ClaimVerdict {
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
