//! Profiles drawn for the page.

use serde_json::{Value, json};

use crate::data::{PathPoint, ProfileData, ProfileHost};
use crate::error::ReportError;
use crate::figures::Figure;

/// Points of a path that a profile of the page marks; longer paths are thinned.
const MAX_PATH_POINTS: usize = 120;

/// A picture as an element of the page, or null; and why there is none, or null.
pub(super) fn drawn(figure: &Result<Figure, ReportError>) -> (Value, Value) {
    match figure {
        Ok(figure) => (json!(figure.svg_inline()), Value::Null),
        Err(error) => (Value::Null, json!(error.to_string())),
    }
}

/// A profile whose curves have at most about [`MAX_PATH_POINTS`] points.
pub(super) fn thinned_profile(data: &ProfileData) -> ProfileData {
    let mut data = data.clone();
    for curve in &mut data.curves {
        curve.points = thinned(&curve.points);
    }
    data
}

/// The profile of a path alone.
pub(super) fn of_path(formula: &str, points: &[PathPoint]) -> ProfileData {
    ProfileData::new(formula, "the easiest path").with_curve(
        ProfileHost::Rigid,
        "rigid host",
        points.to_vec(),
    )
}

/// A path of at most about [`MAX_PATH_POINTS`] points: both ends, and every site and saddle point (where
/// the energy turns) among them.
pub(super) fn thinned(points: &[PathPoint]) -> Vec<PathPoint> {
    let step = points.len().div_ceil(MAX_PATH_POINTS).max(1);
    let turns = |k: usize| {
        let around = points.get(k.wrapping_sub(1)).zip(points.get(k + 1));
        around.is_some_and(|(before, after)| {
            let [left, right] = [before, after].map(|p| points[k].energy_ev - p.energy_ev);
            left * right > 0.0
        })
    };
    (0..points.len())
        .filter(|k| k % step == 0 || k + 1 == points.len() || turns(*k))
        .map(|k| points[k])
        .collect()
}
