//! Who judges a claim: the model or the direct barrier, on either scale.

use serde::Serialize;

use crate::{Assessment, EaScale};

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Judge {
    /// The scale.
    pub scale: EaScale,
    /// Whether by the direct barrier; otherwise by the model.
    pub direct: bool,
}

impl Judge {
    /// All four, the published scale first.
    pub const ALL: [Self; 4] = [
        Self {
            scale: EaScale::Spse,
            direct: true,
        },
        Self {
            scale: EaScale::Spse,
            direct: false,
        },
        Self {
            scale: EaScale::SoftBv,
            direct: true,
        },
        Self {
            scale: EaScale::SoftBv,
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
            (EaScale::SoftBv, true) => a.softbv_direct.as_ref()?.ea_ev,
            (EaScale::SoftBv, false) => Some(a.softbv.ea_ev),
            (_, true) => a.spse_direct.as_ref()?.ea_ev,
            (_, false) => Some(a.spse.as_ref()?.ea_ev),
        }
    }

    /// Whether a point counts.
    pub(crate) fn counts(self, a: &Assessment) -> bool {
        let model = match (self.scale, self.direct) {
            (_, true) => true,
            (EaScale::SoftBv, false) => a.softbv.inside,
            (_, false) => a.spse.as_ref().is_some_and(|e| e.inside),
        };
        a.beyond_known.is_empty() && model
    }
}
