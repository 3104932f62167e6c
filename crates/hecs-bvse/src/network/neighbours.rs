//! Sites so close to each other that a grid may not see what lies between them.

use std::collections::BTreeMap;

use hecs_core::PeriodicPoints;
use nalgebra::Vector3;

use super::sites::{SiteImage, Sites};
use crate::translations::GroupElement;

/// Sites up to this far (Å) apart can lie in one basin of a usual grid.
const CLOSE_ANG: f64 = 2.2;

/// The pairs of images of sites up to an energy (eV) that are close to each other; one of each orbit.
pub(crate) fn close_pairs(sites: &Sites, limit_ev: f64) -> Vec<[SiteImage; 2]> {
    let symmetry = &sites.symmetry;
    let mut images: Vec<(SiteImage, Vector3<f64>)> = Vec::new();
    for (number, site) in (0..).zip(&sites.list) {
        if site.energy_ev() > limit_ev {
            continue;
        }
        for operation in 0..symmetry.order() as u16 {
            let image = SiteImage {
                site: number,
                element: GroupElement {
                    operation,
                    shift: [0; 3],
                },
            };
            images.push((image, sites.fract(image)));
        }
    }
    let positions = images.iter().map(|(_, fract)| *fract);
    let points = PeriodicPoints::new(symmetry.lattice(), positions, CLOSE_ANG);
    let mut pairs: BTreeMap<[u32; 2], Vec<[SiteImage; 2]>> = BTreeMap::new();
    for (number, site) in (0..).zip(&sites.list) {
        if site.energy_ev() > limit_ev {
            continue;
        }
        let here = SiteImage {
            site: number,
            element: GroupElement::IDENTITY,
        };
        for near in points.within(&site.anchor, CLOSE_ANG) {
            let (image, fract) = images[near.index];
            let at = site.anchor + symmetry.lattice().fractional(&near.vector);
            let shift = (at - fract).map(f64::round);
            let there = SiteImage {
                site: image.site,
                element: GroupElement {
                    shift: [0, 1, 2].map(|i| shift[i] as i16),
                    ..image.element
                },
            };
            if there.site < number || sites.is_same(here, there) {
                continue;
            }
            let known = pairs.entry([number, there.site]).or_default();
            let pair = [here, there];
            if !known.iter().any(|other| sites.are_images(pair, *other)) {
                known.push(pair);
            }
        }
    }
    pairs.into_values().flatten().collect()
}
