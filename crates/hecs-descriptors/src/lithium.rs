//! Lithium positions in classes of equal surroundings.

use crate::error::DescriptorError;
use crate::ideal_distances::REACH;
use crate::joined_sites::{JoinedSite, labels_of, weight_of};
use crate::mismatch::{LithiumClass, Mismatch};
use crate::role::Role;
use crate::role_site::RoleSite;

/// Distances in Å to the nearest A, B, C and the two nearest E.
type Fingerprint = [f64; 5];

/// Lithium by role.
pub(crate) struct Lithium<'s> {
    pub(crate) li_48h: Vec<&'s JoinedSite>,
    pub(crate) li_24g: Vec<&'s JoinedSite>,
    pub(crate) left_out: Vec<LithiumClass>,
}

struct Class<'s> {
    fingerprint: Fingerprint,
    sites: Vec<&'s JoinedSite>,
}

impl Class<'_> {
    fn weight(&self) -> f64 {
        weight_of(&self.sites)
    }

    fn describe(&self, count_b: f64) -> LithiumClass {
        let lithium: f64 = self.sites.iter().map(|s| s.lithium() * s.weight()).sum();
        LithiumClass {
            sites: labels_of(&self.sites),
            per_framework_cation: self.weight() / count_b,
            occupancy: lithium / self.weight(),
        }
    }
}

/// Sorts lithium into 48h, 24g and the rest; `framework` is A, B, C, E.
pub(crate) fn sort_lithium<'s>(
    lithium: &[&'s JoinedSite],
    framework: [&RoleSite; 4],
    edge_ang: f64,
    tolerance_ang: f64,
) -> Result<Lithium<'s>, DescriptorError> {
    let count_b = framework[1].positions.len() as f64;
    let mut classes: Vec<Class<'s>> = Vec::new();
    for site in lithium {
        let fingerprint = fingerprint(site, framework, edge_ang);
        let same = classes.iter_mut().find(|class| {
            class
                .fingerprint
                .iter()
                .zip(&fingerprint)
                .all(|(p, q)| (p - q).abs() <= tolerance_ang)
        });
        match same {
            Some(class) => class.sites.push(site),
            None => classes.push(Class {
                fingerprint,
                sites: vec![site],
            }),
        }
    }
    let found = |classes: &[Class<'_>]| classes.iter().map(|c| c.describe(count_b)).collect();
    let Some(li_48h) = take_fullest(&mut classes, Role::Li48h, count_b)? else {
        return Err(Mismatch::NoLithium48h {
            found: found(&classes),
        }
        .into());
    };
    let li_24g = take_fullest(&mut classes, Role::Li24g, count_b)?.unwrap_or_default();
    Ok(Lithium {
        li_48h,
        li_24g,
        left_out: found(&classes),
    })
}

fn fingerprint(lithium: &JoinedSite, [a, b, c, e]: [&RoleSite; 4], edge_ang: f64) -> Fingerprint {
    let from = &lithium.positions[0];
    let reach_ang = REACH * edge_ang;
    let nearest_ang = |site: &RoleSite| {
        let nearest = site.nearest(from, reach_ang);
        nearest.map_or(edge_ang, |n| n.distance_ang)
    };
    let corners = e.within(from, reach_ang);
    let corner_ang = |i: usize| corners.get(i).map_or(edge_ang, |n| n.distance_ang);
    [
        nearest_ang(a),
        nearest_ang(b),
        nearest_ang(c),
        corner_ang(0),
        corner_ang(1),
    ]
}

/// Takes the class with the right number of positions; of several, the one of most lithium.
fn take_fullest<'s>(
    classes: &mut Vec<Class<'s>>,
    role: Role,
    count_b: f64,
) -> Result<Option<Vec<&'s JoinedSite>>, DescriptorError> {
    let expected = role.per_framework_cation().unwrap_or_default();
    let mut candidates: Vec<(usize, LithiumClass)> = classes
        .iter()
        .enumerate()
        .filter(|(_, class)| class.weight() == expected * count_b)
        .map(|(i, class)| (i, class.describe(count_b)))
        .collect();
    candidates.sort_by(|(_, p), (_, q)| q.occupancy.total_cmp(&p.occupancy));
    if let [(_, first), (_, second), ..] = candidates.as_slice()
        && first.occupancy - second.occupancy < 1e-9
    {
        return Err(DescriptorError::AmbiguousRole {
            role,
            sites: [first.sites.as_slice(), second.sites.as_slice()].concat(),
            expected,
            found: candidates.len() as f64 * expected,
        });
    }
    Ok(candidates
        .first()
        .map(|(index, _)| classes.remove(*index).sites))
}
