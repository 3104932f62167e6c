//! How sulphide and selenide share the free anion sites and those of E.

use hecs_core::Ion;

use crate::occupants::{EMPTY, Occupants};

/// Fractions of the chalcogenides on the free sites, and their occupancies on E.
///
/// With amounts S and Se in all, F positions free and 4 on E, and K = (Se/S)_free/(Se/S)_E, the share t of Se on the free sites
/// solves K = t(1−e)/((1−t)e) with F·t + 4·e = Se; the left side rises with t, so bisection finds it.
pub(crate) fn exchanged(all: &[(Ion, f64)], free: f64, exchange: f64) -> (Occupants, Occupants) {
    let [(first, light), (second, heavy)] = all else {
        let only = all
            .first()
            .map(|(ion, _)| vec![(*ion, 1.0)])
            .unwrap_or_default();
        return (only.clone(), only);
    };
    let (free, total) = (free.max(0.0), light + heavy);
    let on_e = |t: f64| (heavy - free * t) / (total - free);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..80 {
        let t = f64::midpoint(low, high);
        let e = on_e(t);
        let ratio = t * (1.0 - e) - exchange * (1.0 - t) * e;
        if e > 0.0 && (e > 1.0 || ratio < 0.0) {
            low = t;
        } else {
            high = t;
        }
    }
    let t = f64::midpoint(low, high);
    let e = on_e(t).clamp(0.0, 1.0);
    let pair = |heavy: f64| {
        let mut ions = vec![(*second, heavy), (*first, 1.0 - heavy)];
        ions.retain(|(_, occupancy)| *occupancy > EMPTY);
        ions
    };
    (pair(t), pair(e))
}
