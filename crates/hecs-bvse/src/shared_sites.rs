//! Sites that the mobile ion shares with other ions of its sign.
//!
//! The framework is the mean over the disorder, so another cation on the site of a mobile cation stays
//! there, with its occupancy, while the mobile ion is on the site: at distance 0, where the two never
//! are at once. The repulsion then closes the site, and levels that rest on it have no meaning. No
//! correction of the mean field helps: which of the sites around are free of the other ion depends on
//! how the ions are ordered, and so does the path. Programs that take ordered structures only (BVlain)
//! do not meet the question; here it is answered by saying so.

use hecs_core::{Ion, OverlapRule, PeriodicPoints, Species, Structure};

use crate::parameters::{is_mobile, occupancy_of};

/// The sites of a mobile ion, told apart by who else is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sharing {
    /// Sites that other ions of its sign share.
    pub shared: Vec<SharedSite>,
    /// Labels of the sites that it has to itself.
    pub alone: Vec<String>,
}

/// A site of the mobile ion that other ions of its sign share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedSite {
    /// Label of the site.
    pub label: String,
    /// Occupancy by the mobile ion.
    pub occupancy: f64,
    /// The other ions.
    pub others: Vec<Sharer>,
}

/// An ion at the place of a mobile one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sharer {
    /// Label of its site: the same, or one so near that only one of them can be filled.
    pub site: String,
    /// The ion with its occupancy.
    pub species: Species,
    /// Distance between the two sites in Å; 0 where they are one.
    pub distance_ang: f64,
}

/// Which sites `mobile` shares with other ions of its sign, on the very site or within 0.5 Å.
///
/// `fixed` are the labels of [`Options::fixed`](crate::Options::fixed): what stays in place is not
/// mobile. The structure must be one that [`Framework::new`](crate::Framework::new) accepts.
pub fn sharing(structure: &Structure, mobile: Ion, fixed: &[String]) -> Sharing {
    let repels = |s: &&Species| {
        let sign = s.charge.unwrap_or(0.0) * f64::from(mobile.charge);
        s.occupancy > 0.0 && sign > 0.0 && !is_mobile(s, mobile)
    };
    let mut sharing = Sharing::default();
    let mut others = Vec::new();
    for (index, site) in structure.sites().iter().enumerate() {
        if site.species.iter().any(|s| repels(&s)) {
            others.extend(site.positions.iter().map(|p| (*p, index as u32)));
        }
    }
    let nearest_ang = OverlapRule::SUMMED.nearer_than_ang;
    let near = PeriodicPoints::tagged(structure.lattice(), others.iter().copied(), nearest_ang);
    for site in structure.sites() {
        let occupancy = occupancy_of(site, mobile);
        let (Some(first), false) = (site.positions.first(), fixed.contains(&site.label)) else {
            continue;
        };
        if occupancy == 0.0 {
            continue;
        }
        let at = structure.lattice().cartesian(&first.map(|x| x - x.floor()));
        // The nearest image of each site stands for all.
        let mut found: Vec<(u32, f64)> = Vec::new();
        near.for_each(&at, nearest_ang, |image| {
            let distance_ang = (image.position - at).norm();
            if distance_ang >= nearest_ang {
                return;
            }
            match found.iter_mut().find(|(other, _)| *other == image.tag) {
                Some((_, nearest)) => *nearest = nearest.min(distance_ang),
                None => found.push((image.tag, distance_ang)),
            }
        });
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let others: Vec<Sharer> = found
            .iter()
            .flat_map(|(index, distance_ang)| {
                let other = &structure.sites()[*index as usize];
                other.species.iter().filter(repels).map(|species| Sharer {
                    site: other.label.clone(),
                    species: species.clone(),
                    distance_ang: *distance_ang,
                })
            })
            .collect();
        if others.is_empty() {
            sharing.alone.push(site.label.clone());
        } else {
            sharing.shared.push(SharedSite {
                label: site.label.clone(),
                occupancy,
                others,
            });
        }
    }
    sharing
}
