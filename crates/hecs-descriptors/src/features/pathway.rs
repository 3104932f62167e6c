//! Features 26 and 28–39: barriers, windows and hops.
//!
//! Hops are those of the network of hecs-bvse; the first of a class that decides a barrier stands for it, the
//! lowest where none does. A hop is within a node
//! where its ends are nearer than two ions come, within a cage where the free anion nearest to either end
//! is the same, and between cages otherwise. In a cubic argyrodite windows and lengths are those of
//! Table S2 of doi:10.1016/j.scib.2021.04.029, between refined positions.

use hecs_bvse::{Migration, Options, Warning, Window};
use hecs_core::{Ion, PeriodicPoints, Structure};
use nalgebra::Vector3;

use super::missing::Missing;
use super::structure::mean_or;
use super::table::Feature as F;
use super::values::Values;
use super::voids::percolating_radius_ang;
use crate::bonds::Host;
use crate::electrolyte::Electrolyte;
use crate::hecs::Hecs;
use crate::mean::Mean;
use crate::nodes::TOGETHER_ANG;
use crate::part::Part;
use crate::table::Descriptor as D;

/// Free anions are searched this far (Å) from the end of a hop; cages are smaller.
const CAGE_ANG: f64 = 8.0;
/// Anions that are nearest to within this (Å) both are: an end midway between two belongs to both cages.
const EQUALLY_NEAR_ANG: f64 = 0.05;

/// Where the features of the conduction pathway come from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Pathways<'m> {
    /// A network of sites and hops.
    Known(&'m Migration),
    /// There is none.
    Missing(Missing),
}

/// What to know of these features.
pub(super) fn warnings(structure: &Structure, ion: Ion, pathways: &Pathways) -> Vec<Warning> {
    match pathways {
        Pathways::Known(_) => Warning::of_structure(structure, ion, &Options::default()),
        Pathways::Missing(_) => Vec::new(),
    }
}

pub(super) fn measure(
    structure: &Structure,
    electrolyte: Option<&Electrolyte>,
    pathways: &Pathways,
    values: &mut Values,
) {
    if let Some(electrolyte) = electrolyte {
        let host = Host::of(structure.lattice(), &electrolyte.joined);
        let radius_ang = match &host {
            Ok(host) => percolating_radius_ang(structure.lattice(), host.spheres())
                .ok_or_else(|| Missing::none("ion that stays")),
            Err(error) => Err(Missing::from(error)),
        };
        values.set(F::RVoid, radius_ang);
    }
    let found = match pathways {
        Pathways::Missing(reason) => Err(reason.clone()),
        Pathways::Known(migration) => Ok(*migration),
    };
    for (dimension, feature) in [(1, F::Ea1), (2, F::Ea2), (3, F::Ea3)] {
        let barrier = |m: &Migration| {
            let none = || {
                let message = format!("the map does not percolate in {dimension} dimensions");
                Missing::new("no-percolation", message)
            };
            m.barriers().energy_ev(dimension).ok_or_else(none)
        };
        values.set(feature, found.clone().and_then(barrier));
    }
    let deciding = found.clone().and_then(|m| deciding_hops(structure, m));
    values.set(
        F::SiteSpread,
        deciding.clone().map(|(spread_ev, _)| spread_ev),
    );
    values.set(F::Tortuosity, deciding.map(|(_, tortuosity)| tortuosity));
    let Some(electrolyte) = electrolyte else {
        return;
    };
    values.set(
        F::BvmM,
        found.clone().and_then(|m| mismatch(electrolyte, m)),
    );
    let classes = [
        (F::Window1, F::Hop1, D::BnIntra, D::DLiLiIntra),
        (F::Window2, F::Hop2, D::BnDoublet, D::DLiLiDoublet),
        (F::Window3, F::Hop3, D::BnInter, D::DLiLiInter),
    ];
    let is_lithium = electrolyte.ion == Ion::LI;
    let argyrodite = Hecs::describe(structure).ok().filter(|_| is_lithium);
    if let Some(hecs) = argyrodite {
        for (window, hop, bottleneck, distance) in classes {
            values.set(window, Ok(hecs[bottleneck]));
            values.set(hop, Ok(hecs[distance]));
        }
        return;
    }
    let hops = found.map(|m| hops_of_classes(electrolyte, m));
    for (class, (window, length, ..)) in classes.into_iter().enumerate() {
        let found = hops.clone().and_then(|hops| {
            let message = format!("the network has no hop {}", CLASSES[class]);
            let none = || Missing::new("no-such-hop", message);
            hops[class].clone().ok_or_else(none)
        });
        let radius_ang = found.clone().and_then(|hop| {
            let message = "the three anions around the saddle point make no window";
            hop.window
                .radius_ang
                .ok_or_else(|| Missing::new("no-window", message))
        });
        values.set(window, radius_ang);
        values.set(length, found.map(|hop| hop.length_ang));
    }
}

const CLASSES: [&str; 3] = ["within a cage", "within a node", "between cages"];

/// Energy in eV of the highest end of the hops that decide the barriers above the lowest site; and the length
/// of the one that decides in the most dimensions over the distance of its ends.
///
/// The easiest path would say more, but is one of many where symmetry makes paths equal, and which one
/// depends on the setting.
fn deciding_hops(structure: &Structure, migration: &Migration) -> Result<(f64, f64), Missing> {
    let network = &migration.network;
    let deciding: Vec<usize> = (1..=3).filter_map(|d| network.deciding_hop(d)).collect();
    let none = || Missing::new("no-percolation", "the network does not percolate");
    let last = *deciding.last().ok_or_else(none)?;
    let ends = deciding.iter().flat_map(|hop| network.hops()[*hop].sites());
    let energies = ends.map(|site| network.sites()[site].energy_ev());
    let highest_ev = energies.fold(network.lowest_ev(), f64::max);
    let [from, to] = network.hops()[last].ends_fract();
    let straight_ang = structure.lattice().cartesian(&(to - from)).norm();
    let length_ang = network
        .hop_path(last)
        .last()
        .map_or(0.0, |p| p.distance_ang);
    Ok((highest_ev - network.lowest_ev(), length_ang / straight_ang))
}

/// Mean over the mobile ions of the mismatch of the bond-valence sum, in valence units.
fn mismatch(electrolyte: &Electrolyte, migration: &Migration) -> Result<f64, Missing> {
    let framework = migration.network.framework();
    let mut mean = Mean::default();
    for site in electrolyte.of_part(Part::Mobile) {
        let at = &electrolyte.joined[site].positions[0];
        mean.add(
            framework.bond_valence_mismatch(at),
            electrolyte.mobile_on(site),
        );
    }
    mean_or(mean, || Missing::none("mobile ion"))
}

/// A hop of the network that stands for its class.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClassHop {
    /// `within a cage`, `within a node` or `between cages`.
    pub class: &'static str,
    /// Distance of its ends in Å.
    pub length_ang: f64,
    /// The window around its saddle point.
    pub window: Window,
}

/// The hops that stand for their classes, in the order of the features; at most one of each.
pub fn class_hops(electrolyte: &Electrolyte, migration: &Migration) -> Vec<ClassHop> {
    let found = hops_of_classes(electrolyte, migration);
    found.into_iter().flatten().collect()
}

fn hops_of_classes(electrolyte: &Electrolyte, migration: &Migration) -> [Option<ClassHop>; 3] {
    let lattice = &electrolyte.lattice;
    let network = &migration.network;
    let cage_centres = electrolyte
        .free_anions()
        .into_iter()
        .next()
        .unwrap_or_default();
    let centres = cage_centres
        .iter()
        .flat_map(|n| electrolyte.joined[*n].positions.iter().copied());
    let centres = PeriodicPoints::new(lattice, centres, CAGE_ANG);
    let cages = |end: &Vector3<f64>| -> Vec<Vector3<f64>> {
        let found = centres.within(end, CAGE_ANG);
        let nearest_ang = found.first().map_or(0.0, |n| n.distance_ang);
        let near = found.iter();
        let near = near.take_while(|n| n.distance_ang < nearest_ang + EQUALLY_NEAR_ANG);
        near.map(|n| lattice.cartesian(end) + n.vector).collect()
    };
    let mut first: [Option<ClassHop>; 3] = [None, None, None];
    // Those that decide a barrier are the same in any setting; of others the network holds what its grid
    // found.
    let deciding = (1..=3).filter_map(|d| network.deciding_hop(d));
    let deciding = deciding.map(|number| &network.hops()[number]);
    let refined = network.hops().iter();
    let refined = refined.filter(|hop| hop.provenance().not_refined().is_none());
    for hop in deciding.chain(refined) {
        let ends = hop.ends_fract();
        let length_ang = lattice.cartesian(&(ends[1] - ends[0])).norm();
        let [here, there] = [cages(&ends[0]), cages(&ends[1])];
        let is_one_cage = here
            .iter()
            .any(|c| there.iter().any(|d| (c - d).norm() < 1e-3));
        let class = match (length_ang < TOGETHER_ANG, is_one_cage) {
            (true, _) => 1,
            (false, true) => 0,
            (false, false) => 2,
        };
        if first[class].is_none() {
            first[class] = Some(ClassHop {
                class: CLASSES[class],
                length_ang,
                window: network.framework().window(&hop.saddle_fract()),
            });
        }
    }
    first
}
