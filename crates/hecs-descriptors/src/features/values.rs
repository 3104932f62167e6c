//! Values of features while they are computed, by the files of each level.

use super::missing::Missing;
use super::table::Feature;

/// Values in the making.
pub(super) struct Values(Vec<Result<f64, Missing>>);

impl Values {
    /// Every feature missing for one reason.
    pub(super) fn all_missing(reason: &Missing) -> Self {
        Self(vec![Err(reason.clone()); Feature::ALL.len()])
    }

    /// In the order of the table.
    pub(super) fn into_all(self) -> Vec<Result<f64, Missing>> {
        self.0
    }

    pub(super) fn set(&mut self, feature: Feature, value: Result<f64, Missing>) {
        // What divides by nothing is no number; no feature may be one.
        let checked = value.and_then(|v| {
            let reason = || Missing::new("not-finite", "it comes out as no number");
            // An empty sum is −0, which + 0 turns to 0.
            if v.is_finite() {
                Ok(v + 0.0)
            } else {
                Err(reason())
            }
        });
        self.0[feature.index()] = checked;
    }

    pub(super) fn get(&self, feature: Feature) -> Result<f64, Missing> {
        self.0[feature.index()].clone()
    }
}
