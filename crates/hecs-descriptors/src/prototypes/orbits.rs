//! What conditions of a prototype ask of the classes of sites of an electrolyte.

use hecs_core::Element;

use crate::electrolyte::Electrolyte;
use crate::mean::Mean;
use crate::part::{Part, PartReason};

/// A class of sites alike: an orbit, or what is left of it where symmetry is not given.
#[derive(Clone, Debug)]
pub(super) struct SiteClass {
    /// Numbers of its sites.
    pub(super) sites: Vec<usize>,
    pub(super) part: Part,
    pub(super) elements: Vec<Element>,
    /// Place among the classes of its part: mobile ions by how much they hold, free anions by how near mobile
    /// ions are; 1 for others.
    pub(super) rank: f64,
    /// Anions bonded to one of its ions, weighted with occupancy; 0 for an anion.
    pub(super) coordination: f64,
    /// Framework cations bonded to an anion, weighted with occupancy; 0 for a cation.
    pub(super) cations: f64,
    /// Mean charge of its ions in e.
    pub(super) charge: f64,
    /// Whether mobile ions share it with other cations.
    pub(super) is_shared: bool,
    /// Positions per anion.
    pub(super) positions: f64,
    /// Ions per anion.
    pub(super) amount: f64,
}

/// Anions in the cell.
pub(super) fn anions(electrolyte: &Electrolyte) -> f64 {
    let bound = electrolyte.of_part(Part::BoundAnion);
    let sites = bound.chain(electrolyte.of_part(Part::FreeAnion));
    let joined = &electrolyte.joined;
    sites
        .map(|n| joined[n].occupancy() * joined[n].weight())
        .sum()
}

/// The classes of sites, mobile ones and free anions in the order of their rank, the others in that of the
/// structure.
pub(super) fn site_classes(electrolyte: &Electrolyte) -> Vec<SiteClass> {
    let anions = anions(electrolyte);
    let mut found = Vec::new();
    let ranked = [electrolyte.mobile_classes(), electrolyte.free_anions()];
    for classes in ranked {
        for (place, sites) in classes.into_iter().enumerate() {
            found.push(class(electrolyte, sites, place + 1, anions));
        }
    }
    for part in [Part::Framework, Part::BoundAnion] {
        for sites in electrolyte.classes_of(part) {
            found.push(class(electrolyte, sites, 1, anions));
        }
    }
    found
}

fn class(electrolyte: &Electrolyte, sites: Vec<usize>, rank: usize, anions: f64) -> SiteClass {
    let (mut coordination, mut cations, mut charge) =
        (Mean::default(), Mean::default(), Mean::default());
    let (mut positions, mut amount) = (0.0, 0.0);
    let mut elements = Vec::new();
    for number in &sites {
        let site = &electrolyte.joined[*number];
        positions += site.weight();
        amount += site.occupancy() * site.weight();
        for (ion, occupancy) in &site.species {
            charge.add(f64::from(ion.charge), occupancy * site.weight());
            elements.push(ion.element);
        }
        let (around, bound_to) = match &electrolyte.sites[*number].reason {
            PartReason::HoldsMobile { .. } => (electrolyte.anions_around(*number), 0.0),
            PartReason::HoldsCations { coordination } => (*coordination, 0.0),
            PartReason::Bonded { cations, .. } | PartReason::Unbonded { cations } => {
                (0.0, *cations)
            }
        };
        coordination.add(around, site.weight());
        cations.add(bound_to, site.weight());
    }
    elements.sort_unstable();
    elements.dedup();
    let part = electrolyte.sites[sites[0]].part;
    let mobile = electrolyte.ion.element;
    SiteClass {
        is_shared: part == Part::Mobile && elements.iter().any(|e| *e != mobile),
        part,
        elements,
        rank: rank as f64,
        coordination: coordination.value(),
        cations: cations.value(),
        charge: charge.value(),
        positions: positions / anions,
        amount: amount / anions,
        sites,
    }
}
