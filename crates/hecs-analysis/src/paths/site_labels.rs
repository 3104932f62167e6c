//! What the sites of a file are called at the places of a network.

use hecs_core::{Ion, PeriodicPoints, Structure};
use nalgebra::Vector3;

/// A place within this distance (Å) of a site of the file is that site.
const SAME_SITE_ANG: f64 = 1.0;
/// The label of a place that the file does not have.
const INTERSTITIAL: &str = "interstitial";

/// The sites of a structure that hold the mobile element.
pub(super) struct SiteLabels<'s> {
    near: PeriodicPoints,
    /// Label of the site of each point.
    labels: Vec<&'s str>,
}

impl<'s> SiteLabels<'s> {
    pub(super) fn new(structure: &'s Structure, ion: Ion) -> Self {
        let held = (0..).zip(structure.sites());
        let held = held.filter(|(_, site)| site.contains(ion.element));
        let points = held.flat_map(|(number, site)| {
            let positions = site.positions.iter();
            positions.map(move |position| (*position, number, site.label.as_str()))
        });
        let points: Vec<(Vector3<f64>, u32, &str)> = points.collect();
        let tagged = points
            .iter()
            .map(|(position, number, _)| (*position, *number));
        Self {
            near: PeriodicPoints::tagged(structure.lattice(), tagged, SAME_SITE_ANG),
            labels: points.iter().map(|(.., label)| *label).collect(),
        }
    }

    /// The label of the site within 1 Å of a fractional position, else `interstitial`.
    pub(super) fn at(&self, fract: &Vector3<f64>) -> String {
        let found = self.near.nearest(fract, SAME_SITE_ANG);
        found
            .map_or(INTERSTITIAL, |found| self.labels[found.index])
            .to_owned()
    }
}
