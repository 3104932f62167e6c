//! Features 13–27: cell, polyhedra, distances.

use hecs_core::{
    Ion, IonTables, Neighbour, OverlapRule, PeriodicPoints, SpaceGroup, Structure,
    density_g_per_cm3,
};
use nalgebra::Vector3;

use super::hull::hull_volume_ang3;
use super::missing::Missing;
use super::table::Feature as F;
use super::values::Values;
use crate::bonds::Bond;
use crate::electrolyte::Electrolyte;
use crate::joined_sites::Kind;
use crate::mean::Mean;
use crate::part::Part;
use crate::property::Property;

/// Within this (Å) positions are images of one another when the point group is looked for.
const SYMMETRY_ANG: f64 = 0.01;
/// Distances are searched this far (Å) at first, and no farther than the last.
const REACH_ANG: [f64; 2] = [4.0, 64.0];
/// What is nearer than this (Å) is at the place itself.
const HERE_ANG: f64 = 1e-3;
/// Ions nearer than this (Å) whose occupancies leave room for one are filled in turn: O–O in a carbonate,
/// the shortest distance of two that are bonded to one cation, is 2.2.
const APART_ANG: f64 = 2.0;

/// What needs no parts of sites.
pub(super) fn measure_without_parts(structure: &Structure, ion: Ion, values: &mut Values) {
    let volume_ang3 = structure.lattice().volume();
    let anions = anions(structure);
    let v_per_x = if anions > 0.0 {
        Ok(volume_ang3 / anions)
    } else {
        Err(Missing::none("anions, as far as charges say"))
    };
    values.set(F::VPerX, v_per_x.clone());
    let sphere = values.get(F::RX);
    let sphere = sphere.map(|r| 4.0 / 3.0 * std::f64::consts::PI * r.powi(3));
    let per_sphere = v_per_x.and_then(|v| Ok(v / sphere?));
    values.set(F::VPerSphere, per_sphere);
    let density = density_g_per_cm3(&structure.composition(), volume_ang3);
    let unknown = || Missing::new("missing-property", "an element has no atomic weight");
    values.set(F::Density, density.ok_or_else(unknown));
    values.set(F::Packing, filled_ang3(structure).map(|v| v / volume_ang3));
    let mobile = structure.composition().get(&ion.element).copied();
    values.set(
        F::MPerVolume,
        match mobile {
            Some(n) if n > 0.0 => Ok(n / volume_ang3),
            _ => Err(Missing::none("mobile ion")),
        },
    );
    values.set(F::PointGroup, point_group_order(structure));
}

/// Anions in the cell.
fn anions(structure: &Structure) -> f64 {
    let mut sum = 0.0;
    for site in structure.sites() {
        let own = site
            .species
            .iter()
            .filter(|s| s.charge.is_some_and(|q| q < 0.0));
        sum += own.map(|s| s.occupancy).sum::<f64>() * site.multiplicity() as f64;
    }
    sum
}

/// Volume in Å³ of the spheres of all ions.
fn filled_ang3(structure: &Structure) -> Result<f64, Missing> {
    let tables = IonTables::published();
    let mut sum = 0.0;
    for site in structure.sites() {
        for species in site.species.iter().filter(|s| s.occupancy > 0.0) {
            let unknown = || Missing::new("charges-unknown", "a species has no charge");
            let ion = species.ion().ok_or_else(unknown)?;
            let radius_ang = tables.crystal_radius_ang(ion);
            let radius_ang =
                radius_ang.ok_or_else(|| Missing::property(ion, Property::CrystalRadius))?;
            let amount = species.occupancy * site.multiplicity() as f64;
            sum += amount * 4.0 / 3.0 * std::f64::consts::PI * radius_ang.max(0.0).powi(3);
        }
    }
    Ok(sum)
}

fn point_group_order(structure: &Structure) -> Result<f64, Missing> {
    let found = structure.symmetry(SYMMETRY_ANG);
    let group = found.and_then(|found| SpaceGroup::from_number(found.number));
    let group = group.ok_or_else(|| Missing::new("no-symmetry", "its symmetry was not found"))?;
    let mut rotations: Vec<_> = group.operations.iter().map(|o| o.rotation).collect();
    rotations.sort_unstable();
    rotations.dedup();
    Ok(rotations.len() as f64)
}

/// What rests on the parts of sites.
pub(super) fn measure(electrolyte: &Electrolyte, values: &mut Values) {
    let fullest = electrolyte
        .mobile_classes()
        .into_iter()
        .next()
        .unwrap_or_default();
    let volume = |bonds: &[Bond]| {
        let corners: Vec<Vector3<f64>> = bonds.iter().map(|b| b.vector).collect();
        hull_volume_ang3(&corners)
    };
    let no_polyhedron = |what| Missing::none(&format!("polyhedra of {what} with a volume"));

    let mut around_mobile = Mean::default();
    for site in &fullest {
        if let Some(v) = volume(&electrolyte.mobile_bonds[*site]) {
            around_mobile.add(v, electrolyte.joined[*site].weight());
        }
    }
    values.set(
        F::VPolyhedronM,
        mean_or(around_mobile, || no_polyhedron("the mobile ion")),
    );
    let mut around_framework = Mean::default();
    for site in electrolyte.of_part(Part::Framework) {
        for bonds in &electrolyte.framework_bonds[site] {
            if let Some(v) = volume(bonds) {
                around_framework.add(v, electrolyte.joined[site].occupancy());
            }
        }
    }
    values.set(
        F::VPolyhedronF,
        mean_or(around_framework, || no_polyhedron("framework cations")),
    );

    let to = |sites: &[usize], what: &str| -> Result<f64, Missing> {
        if sites.is_empty() {
            return Err(Missing::none(what));
        }
        let mut mean = Mean::default();
        for site in &fullest {
            if let Some(d) = nearest_ang(electrolyte, *site, sites) {
                mean.add(d, electrolyte.joined[*site].weight());
            }
        }
        mean_or(mean, || Missing::none(what))
    };
    let free = electrolyte.free_anions();
    let class = |n: usize| free.get(n).map_or(&[][..], Vec::as_slice);
    let of_part = |part| electrolyte.of_part(part).collect::<Vec<usize>>();
    let framework = of_part(Part::Framework);
    values.set(
        F::DMF,
        to(&framework, "framework cations on sites of their own"),
    );
    values.set(F::DMX1, to(class(0), "free anions"));
    values.set(F::DMX2, to(class(1), "second class of free anions"));
    values.set(F::DMXBound, to(&of_part(Part::BoundAnion), "bound anions"));
    values.set(F::DXX, between_anions_ang(electrolyte));

    let mut effective = Mean::default();
    for site in electrolyte.of_part(Part::Mobile) {
        let bonds = electrolyte.mobile_bonds[site].iter();
        let bonds = bonds.map(|b| {
            let filled = electrolyte.joined[b.anion.0].occupancy().min(1.0);
            (b.vector.norm(), filled)
        });
        if let Some(econ) = effective_coordination(&bonds.collect::<Vec<_>>()) {
            effective.add(econ, electrolyte.mobile_on(site));
        }
    }
    values.set(
        F::EconM,
        mean_or(effective, || {
            Missing::none("anion bonded to the mobile ion")
        }),
    );
}

pub(super) fn mean_or(mean: Mean, missing: impl Fn() -> Missing) -> Result<f64, Missing> {
    if mean.is_empty() {
        Err(missing())
    } else {
        Ok(mean.value())
    }
}

/// Distance in Å from the first position of a site to the nearest position of others that can be filled
/// together with it.
fn nearest_ang(electrolyte: &Electrolyte, from: usize, others: &[usize]) -> Option<f64> {
    let joined = &electrolyte.joined;
    let own = &joined[from];
    let positions = others.iter();
    let positions = positions.flat_map(|n| joined[*n].positions.iter().map(move |p| (*p, *n)));
    let (positions, owners): (Vec<Vector3<f64>>, Vec<usize>) = positions.unzip();
    let is_apart = |near: &Neighbour| {
        let filled = own.occupancy() + joined[owners[near.index]].occupancy();
        let in_turn = filled <= OverlapRule::LISTED.fuller_than;
        near.distance_ang > HERE_ANG && !(in_turn && near.distance_ang < APART_ANG)
    };
    let mut reach_ang = REACH_ANG[0];
    while reach_ang <= REACH_ANG[1] {
        let fracts = positions.iter().copied();
        let around = PeriodicPoints::new(&electrolyte.lattice, fracts, reach_ang);
        let found = around.within(&own.positions[0], reach_ang);
        if let Some(nearest) = found.iter().find(|near| is_apart(near)) {
            return Some(nearest.distance_ang);
        }
        reach_ang *= 2.0;
    }
    None
}

/// Mean over the anions of the distance in Å to the nearest other.
fn between_anions_ang(electrolyte: &Electrolyte) -> Result<f64, Missing> {
    let anions: Vec<usize> = (0..electrolyte.joined.len())
        .filter(|n| electrolyte.joined[*n].kind == Kind::Anion)
        .collect();
    let mut mean = Mean::default();
    for anion in &anions {
        let own = &electrolyte.joined[*anion];
        if let Some(d) = nearest_ang(electrolyte, *anion, &anions) {
            mean.add(d, own.weight() * own.occupancy());
        }
    }
    mean_or(mean, || Missing::none("second anion"))
}

/// Hoppe's effective coordination number of bonds with lengths in Å and occupancies (R. Hoppe, Z. Kristallogr.
/// 150 (1979) 23, doi:10.1524/zkri.1979.150.1-4.23), the mean length taken once.
fn effective_coordination(bonds: &[(f64, f64)]) -> Option<f64> {
    let shortest = bonds.iter().map(|(d, _)| *d).reduce(f64::min)?;
    let weight = |d: f64, unit: f64| (1.0 - (d / unit).powi(6)).exp();
    let (mut sum, mut total) = (0.0, 0.0);
    for (d, filled) in bonds {
        sum += filled * d * weight(*d, shortest);
        total += filled * weight(*d, shortest);
    }
    let mean = sum / total;
    Some(
        bonds
            .iter()
            .map(|(d, filled)| filled * weight(*d, mean))
            .sum(),
    )
}
