//! Sites by chemistry, those that share their positions joined.

use hecs_core::{Element, GrowingPoints, Ion, Site, Structure};
use nalgebra::Vector3;

use crate::error::DescriptorError;

/// What a position holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The mobile ion, whoever shares the site with it.
    Mobile,
    Cation,
    Anion,
}

/// One or more sites of a structure that share their positions.
#[derive(Clone, Debug)]
pub(crate) struct JoinedSite {
    pub(crate) kind: Kind,
    /// Indices of the sites in the structure.
    pub(crate) sites: Vec<usize>,
    /// Label of the first site.
    pub(crate) label: String,
    /// Ions and occupancies in the order of the rows; those of occupancy zero are dropped.
    pub(crate) species: Vec<(Ion, f64)>,
    /// Equivalent positions, fractional.
    pub(crate) positions: Vec<Vector3<f64>>,
}

impl JoinedSite {
    /// Number of its positions, as a weight in means.
    pub(crate) fn weight(&self) -> f64 {
        self.positions.len() as f64
    }

    pub(crate) fn occupancy(&self) -> f64 {
        total(&self.species, |_| true)
    }

    /// The ions of the mobile element.
    pub(crate) fn mobiles(&self, mobile: Element) -> Vec<(Ion, f64)> {
        let own = self.species.iter();
        own.filter(|(ion, _)| ion.element == mobile)
            .copied()
            .collect()
    }

    /// The cations that are not of the mobile element.
    pub(crate) fn others(&self, mobile: Element) -> Vec<(Ion, f64)> {
        let cations = self.species.iter().filter(|(ion, _)| ion.charge >= 0);
        cations
            .filter(|(ion, _)| ion.element != mobile)
            .copied()
            .collect()
    }

    pub(crate) fn lithium(&self) -> f64 {
        self.occupancy_of(Element::LI)
    }

    /// Summed occupancy of one element.
    pub(crate) fn occupancy_of(&self, element: Element) -> f64 {
        total(&self.species, |ion| ion.element == element)
    }
}

/// Summed occupancy of the ions asked for; +0 where there are none (an empty `sum` is −0).
pub(crate) fn total(species: &[(Ion, f64)], wanted: impl Fn(Ion) -> bool) -> f64 {
    species
        .iter()
        .filter(|(ion, _)| wanted(*ion))
        .fold(0.0, |sum, (_, o)| sum + o)
}

/// Number of positions of several sites.
pub(crate) fn weight_of(sites: &[&JoinedSite]) -> f64 {
    sites.iter().map(|s| s.weight()).sum()
}

/// Labels in alphabetical order, each once.
pub(crate) fn labels_of(sites: &[&JoinedSite]) -> Vec<String> {
    let mut labels: Vec<String> = sites.iter().map(|s| s.label.clone()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// The filled sites of a structure, those that coincide within `coincidence_ang` (Å) joined; `mobile`
/// is the element of the mobile ion.
pub(crate) fn join_sites(
    structure: &Structure,
    mobile: Element,
    coincidence_ang: f64,
) -> Result<Vec<JoinedSite>, DescriptorError> {
    let mut joined: Vec<JoinedSite> = Vec::with_capacity(structure.sites().len());
    // The positions of those joined so far, each tagged with its index.
    let mut points = GrowingPoints::new(
        structure.lattice(),
        coincidence_ang,
        structure.position_count(),
    );
    for (index, site) in structure.sites().iter().enumerate() {
        let species = filled(site)?;
        if species.is_empty() {
            continue;
        }
        let mut same: Option<u32> = None;
        points.for_each_within(&site.positions[0], coincidence_ang, |tag, _| {
            if joined[tag as usize].positions.len() == site.positions.len() {
                same = Some(same.map_or(tag, |s| s.min(tag)));
            }
        });
        if let Some(tag) = same {
            let other = &mut joined[tag as usize];
            other.sites.push(index);
            other.species.extend(species);
            continue;
        }
        for position in &site.positions {
            points.insert(position, joined.len() as u32);
        }
        joined.push(JoinedSite {
            kind: Kind::Anion,
            sites: vec![index],
            label: site.label.clone(),
            species,
            positions: site.positions.clone(),
        });
    }
    for site in &mut joined {
        site.kind = kind(site, mobile)?;
    }
    Ok(joined)
}

/// The ions of a site that are there at all, with their occupancies.
fn filled(site: &Site) -> Result<Vec<(Ion, f64)>, DescriptorError> {
    let there = site.species.iter().filter(|s| s.occupancy > 0.0);
    let ions = there.map(|s| {
        let ion = s.ion().ok_or_else(|| DescriptorError::MissingCharge {
            site: site.label.clone(),
            element: s.element,
        })?;
        Ok((ion, s.occupancy))
    });
    ions.collect()
}

fn kind(site: &JoinedSite, mobile: Element) -> Result<Kind, DescriptorError> {
    let anion = site.species.iter().find(|(ion, _)| ion.charge < 0);
    let cation = site.species.iter().find(|(ion, _)| ion.charge >= 0);
    match (cation, anion) {
        (Some((cation, _)), Some((anion, _))) => Err(DescriptorError::MixedSigns {
            site: site.label.clone(),
            cation: *cation,
            anion: *anion,
        }),
        (None, _) => Ok(Kind::Anion),
        _ if site.occupancy_of(mobile) > 0.0 => Ok(Kind::Mobile),
        _ => Ok(Kind::Cation),
    }
}
