//! Features 26 and 28–39: barriers, windows and hops.
//!
//! Hops are those of the network of hecs-bvse; the lowest of a class stands for it. A hop is within a node
//! where its ends are nearer than two ions come, within a cage where the free anion nearest to either end
//! is the same, and between cages otherwise. In a cubic argyrodite windows and lengths are those of
//! Table S2 of doi:10.1016/j.scib.2021.04.029, between refined positions.

use hecs_bvse::{Migration, Options, Warning};
use hecs_core::{Ion, PeriodicPoints, Structure};
use nalgebra::Vector3;

use super::missing::Missing;
use super::set::Values;
use super::structure::mean_or;
use super::table::Feature as F;
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
    let easiest = found.clone().and_then(|m| easiest_path(structure, m));
    values.set(
        F::SiteSpread,
        easiest.clone().map(|(spread_ev, _)| spread_ev),
    );
    values.set(F::Tortuosity, easiest.map(|(_, tortuosity)| tortuosity));
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
    let lowest = found.map(|m| lowest_of_classes(electrolyte, m));
    for (class, (window, hop, ..)) in classes.into_iter().enumerate() {
        let found = lowest.clone().and_then(|lowest| {
            let none = || {
                Missing::new(
                    "no-such-hop",
                    format!("the network has no hop {}", CLASSES[class]),
                )
            };
            lowest[class].clone().ok_or_else(none)
        });
        values.set(hop, found.clone().map(|(length_ang, _)| length_ang));
        let no_window = || {
            Missing::new(
                "no-window",
                "three anions around the saddle point make none",
            )
        };
        values.set(
            window,
            found.and_then(|(_, radius_ang)| radius_ang.ok_or_else(no_window)),
        );
    }
}

const CLASSES: [&str; 3] = ["within a cage", "within a node", "between cages"];

/// Spread in eV of the sites on the easiest path in the most dimensions, and its length over its translation.
fn easiest_path(structure: &Structure, migration: &Migration) -> Result<(f64, f64), Missing> {
    let network = &migration.network;
    let path = (1..=3).rev().find_map(|d| network.easiest_path(d));
    let none = || Missing::new("no-percolation", "the network does not percolate");
    let path = path.ok_or_else(none)?;
    let sites = path
        .hops
        .iter()
        .flat_map(|hop| network.hops()[*hop].sites());
    let energies = sites.map(|site| network.sites()[site].energy_ev());
    let (low, high) = energies.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), e| {
        (low.min(e), high.max(e))
    });
    let translation = Vector3::from(path.translation.map(f64::from));
    let straight_ang = structure.lattice().cartesian(&translation).norm();
    let length_ang = path.points.last().map_or(0.0, |p| p.distance_ang);
    Ok((high - low, length_ang / straight_ang))
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

/// Length in Å and radius in Å of the window of the lowest hop of each class.
type Lowest = [Option<(f64, Option<f64>)>; 3];

fn lowest_of_classes(electrolyte: &Electrolyte, migration: &Migration) -> Lowest {
    let lattice = &electrolyte.lattice;
    let network = &migration.network;
    let first = electrolyte
        .free_anions()
        .into_iter()
        .next()
        .unwrap_or_default();
    let centres = first
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
    let mut lowest: Lowest = [None, None, None];
    for hop in network.hops() {
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
        // Hops come by rising energy.
        if lowest[class].is_none() {
            let window = network.framework().window(&hop.saddle_fract());
            lowest[class] = Some((length_ang, window.radius_ang));
        }
    }
    lowest
}
