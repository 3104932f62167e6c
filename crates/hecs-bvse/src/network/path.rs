//! The easiest path of the mobile ion: energy against distance along a loop of hops.
//!
//! The path of a hop is the steepest descent from its saddle point to its two sites, which is the
//! minimum-energy path; where the saddle point is one of the grid, it is the string that the polyline over
//! the grid settles to. So saddle points and sites are points of the path, exactly.

use std::collections::BTreeMap;

use nalgebra::Vector3;

use super::hops::Hop;
use super::loops::Loop;
use super::sites::{Sites, wrapped};
use super::steepest::steepest_descent;
use super::string::{is_too_long, settle, spread};
use crate::framework::Framework;
use crate::provenance::Provenance;
use crate::vicinity::Vicinity;

/// Distance between the points of a path in Å, at most.
const SPACING_ANG: f64 = 0.12;
/// Sweeps until the points of a string lie close to the minimum-energy path.
const SWEEPS: usize = 8;

/// One point of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathPoint {
    /// Fractional position, unwrapped: the path runs on into the neighbouring cells.
    pub fract: Vector3<f64>,
    /// Length of the path up to here in Å.
    pub distance_ang: f64,
    /// Energy in eV above the zero of the path: the lowest site of a network, the start of a single hop.
    pub energy_ev: f64,
}

/// What a point of a path is, where it is more than a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Landmark {
    /// The site of this number in [`Network::sites`](crate::Network::sites).
    Site(usize),
    /// The saddle point of the hop of this number in [`Network::hops`](crate::Network::hops).
    Saddle(usize),
}

/// A path of the mobile ion from a site to its image one translation further.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrationPath {
    /// The points, at most 0.12 Å apart. The first lies in the unit cell; it is the lowest site of the path,
    /// which need not be the lowest of the network.
    pub points: Vec<PathPoint>,
    /// Numbers of the hops one after the other, in [`Network::hops`](crate::Network::hops).
    pub hops: Vec<usize>,
    /// Sites and saddle points, by their index among the points: a site, then saddle point and site of each hop.
    pub landmarks: Vec<(usize, Landmark)>,
    /// From the first point to the last, in units of the cell vectors.
    pub translation: [i32; 3],
}

/// A point of a hop: fractional position and energy in eV, on the scale of the map.
pub(crate) type HopPoint = (Vector3<f64>, f64);

/// The path along a loop of hops.
pub(crate) fn path(
    framework: &Framework,
    sites: &Sites,
    hops: &[Hop],
    found: &Loop,
) -> MigrationPath {
    let start_ev = |number: usize| {
        let step = found.steps[number];
        let end = hops[step.hop].ends[usize::from(!step.forward)];
        sites.get(end.site).energy_ev()
    };
    let lowest = (0..found.steps.len())
        .min_by(|a, b| start_ev(*a).total_cmp(&start_ev(*b)))
        .unwrap_or(0);
    let (before, after) = found.steps.split_at(lowest);
    let onward = Vector3::from(found.translation.map(f64::from));
    let turned = after.iter().map(|step| (step, Vector3::zeros()));
    let turned = turned.chain(before.iter().map(|step| (step, onward)));
    let mut of_hops: BTreeMap<usize, Vec<HopPoint>> = BTreeMap::new();
    let mut points: Vec<HopPoint> = Vec::new();
    let mut landmarks: Vec<(usize, Landmark)> = Vec::new();
    let site = |hop: usize, side: bool| {
        let end = hops[hop].ends[usize::from(side)];
        Landmark::Site(end.site as usize)
    };
    for (step, shift) in turned {
        let of_hop = of_hops
            .entry(step.hop)
            .or_insert_with(|| points_of_hop(framework, sites, &hops[step.hop]));
        let image = of_hop.iter().map(|(fract, energy_ev)| {
            (sites.symmetry.image(step.frame, fract) + shift, *energy_ev)
        });
        // The site where a hop ends is that where the next one starts.
        points.pop();
        let start = points.len();
        if step.forward {
            points.extend(image);
        } else {
            points.extend(image.rev());
        }
        if landmarks.is_empty() {
            landmarks.push((start, site(step.hop, !step.forward)));
        }
        landmarks.push((
            start + highest(&points[start..]),
            Landmark::Saddle(step.hop),
        ));
        landmarks.push((points.len() - 1, site(step.hop, step.forward)));
    }
    MigrationPath {
        points: measured(sites, &points, into_cell(&points)),
        hops: after.iter().chain(before).map(|step| step.hop).collect(),
        landmarks,
        translation: found.translation,
    }
}

/// Index of the highest of the points of a hop, its saddle point; the first of equals.
fn highest(points: &[HopPoint]) -> usize {
    let mut highest = 0;
    for (number, (_, energy_ev)) in points.iter().enumerate() {
        if *energy_ev > points[highest].1 {
            highest = number;
        }
    }
    highest
}

/// The points of a hop from its first end over the saddle point to its second.
pub(crate) fn points_of_hop(framework: &Framework, sites: &Sites, hop: &Hop) -> Vec<HopPoint> {
    let [here, there] = [0, 1].map(|side| {
        let string = match hop.provenance() {
            Provenance::Refined => minimum_energy_path(framework, &hop.descents[side]),
            Provenance::Grid(_) => settled(framework, &hop.descents[side]),
        };
        let end_ev = sites.get(hop.ends[side].site).energy_ev();
        with_energies(framework, &string, [hop.saddle_energy_ev(), end_ev])
    });
    let mut points = here;
    points.reverse();
    points.extend(&there[1..]);
    points
}

/// The steepest descent from a saddle point of the potential; where it does not lead to the site that
/// the hop has been found to end in, the steps that did.
fn minimum_energy_path(framework: &Framework, descent: &[Vector3<f64>]) -> Vec<Vector3<f64>> {
    let [top, start, .., end] = descent else {
        return descent.to_vec();
    };
    let mut path = vec![*top];
    match steepest_descent(&Vicinity::new(framework), start, end) {
        Some(points) => path.extend(points),
        None => path.extend(&descent[1..]),
    }
    spread(&path, SPACING_ANG)
}

/// The string that a polyline over the grid settles to; one through emptiness stays as it is.
fn settled(framework: &Framework, polyline: &[Vector3<f64>]) -> Vec<Vector3<f64>> {
    if is_too_long(polyline) {
        return spread(polyline, SPACING_ANG);
    }
    let mut string = spread(polyline, SPACING_ANG);
    let near = Vicinity::new(framework);
    for _ in 0..SWEEPS {
        settle(&near, &mut string);
        string = spread(&string, SPACING_ANG);
    }
    string
}

/// The points from the saddle point of a hop down to one of its ends with their energies; those of the
/// first and the last are given.
///
/// Between them a minimum-energy path is neither above the saddle point nor below the site; points of a
/// string that has not settled well enough for that are left out.
fn with_energies(
    framework: &Framework,
    string: &[Vector3<f64>],
    [top_ev, end_ev]: [f64; 2],
) -> Vec<HopPoint> {
    let lattice = framework.lattice();
    let last = string.len() - 1;
    let points = string.iter().enumerate().filter_map(|(number, point)| {
        let fract = lattice.fractional(point);
        let energy_ev = match number {
            0 => top_ev,
            _ if number == last => end_ev,
            _ => framework.energy(&fract),
        };
        (end_ev..=top_ev)
            .contains(&energy_ev)
            .then_some((fract, energy_ev))
    });
    points.collect()
}

/// The lattice translation that takes the first of some points into the unit cell.
fn into_cell(points: &[HopPoint]) -> Vector3<f64> {
    let shift = points
        .first()
        .map_or(Vector3::zeros(), |(first, _)| wrapped(first) - first);
    shift.map(f64::round)
}

/// The points with their distances, moved by a lattice translation.
pub(crate) fn measured(sites: &Sites, points: &[HopPoint], shift: Vector3<f64>) -> Vec<PathPoint> {
    let lowest_ev = sites.get(sites.lowest()).energy_ev();
    let lattice = sites.symmetry.lattice();
    let mut distance_ang = 0.0;
    let mut before = points.first().map_or(Vector3::zeros(), |(first, _)| *first);
    let measured = points.iter().map(|(fract, energy_ev)| {
        distance_ang += lattice.cartesian(&(fract - before)).norm();
        before = *fract;
        PathPoint {
            fract: fract + shift,
            distance_ang,
            energy_ev: energy_ev - lowest_ev,
        }
    });
    measured.collect()
}
