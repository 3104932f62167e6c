//! Lithium positions in classes of equal surroundings.

use crate::framework::{REACH, labels_of};
use crate::neighbours::Surroundings;
use crate::roles::{RoleSite, RoleTolerances};
use crate::spots::Spot;
use crate::{DescriptorError, LithiumClass, Mismatch, Role};

/// Distances in Å to the nearest A, B, C and the two nearest E.
type Fingerprint = [f64; 5];

/// Lithium spots by role.
pub(crate) struct Lithium<'s> {
    pub(crate) li_48h: Vec<&'s Spot>,
    pub(crate) li_24g: Vec<&'s Spot>,
    pub(crate) left_out: Vec<LithiumClass>,
}

struct Class<'s> {
    fingerprint: Fingerprint,
    spots: Vec<&'s Spot>,
}

impl Class<'_> {
    fn weight(&self) -> f64 {
        self.spots.iter().map(|s| s.weight()).sum()
    }

    fn describe(&self, count_b: f64) -> LithiumClass {
        let lithium: f64 = self.spots.iter().map(|s| s.lithium() * s.weight()).sum();
        LithiumClass {
            sites: labels_of(&self.spots),
            per_framework_cation: self.weight() / count_b,
            occupancy: lithium / self.weight(),
        }
    }
}

/// Sorts lithium spots into 48h, 24g and the rest; `framework` is A, B, C, E.
pub(crate) fn sort_lithium<'s>(
    around: &Surroundings<'_>,
    lithium: &[&'s Spot],
    framework: [&RoleSite; 4],
    edge: f64,
    tolerances: &RoleTolerances,
) -> Result<Lithium<'s>, DescriptorError> {
    let count_b = framework[1].positions.len() as f64;
    let mut classes: Vec<Class<'s>> = Vec::new();
    for spot in lithium {
        let fingerprint = fingerprint(around, spot, framework, edge);
        let same = classes.iter_mut().find(|class| {
            class
                .fingerprint
                .iter()
                .zip(&fingerprint)
                .all(|(p, q)| (p - q).abs() <= tolerances.lithium_ang)
        });
        match same {
            Some(class) => class.spots.push(spot),
            None => classes.push(Class {
                fingerprint,
                spots: vec![spot],
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

fn fingerprint(
    around: &Surroundings<'_>,
    spot: &Spot,
    [a, b, c, e]: [&RoleSite; 4],
    edge: f64,
) -> Fingerprint {
    let from = &spot.positions[0];
    let nearest = |site: &RoleSite| {
        around
            .nearest(from, &site.positions, REACH * edge)
            .map_or(edge, |n| n.distance)
    };
    let corners = around.within(from, &e.positions, REACH * edge);
    let corner = |i: usize| corners.get(i).map_or(edge, |n| n.distance);
    [nearest(a), nearest(b), nearest(c), corner(0), corner(1)]
}

/// Takes the class with the right number of positions; of several, the one of most lithium.
fn take_fullest<'s>(
    classes: &mut Vec<Class<'s>>,
    role: Role,
    count_b: f64,
) -> Result<Option<Vec<&'s Spot>>, DescriptorError> {
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
        .map(|(index, _)| classes.remove(*index).spots))
}
