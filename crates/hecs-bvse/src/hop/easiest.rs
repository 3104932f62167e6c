//! The easiest path between two points of a landscape: the minimum-energy path whose highest point is the
//! lowest among those that a straight string and bowed ones settle to. Positions are Cartesian, in Å.

use nalgebra::{Rotation3, Unit, Vector3};

use crate::elastic::{ASTRAY_ANG, distance_to_line};
use crate::network::saddle::saddle;
use crate::network::stationary::Stationary;
use crate::network::string::{settle, spread};
use crate::potential::Potential;
use crate::provenance::NotRefined;

/// How a string is spread, and when it has settled.
#[derive(Clone, Copy)]
struct Fineness {
    /// Distance between its points in Å.
    spacing_ang: f64,
    /// Its highest point changes by less than this (eV) from sweep to sweep.
    settled_ev: f64,
}

/// Of strings that are compared.
const COARSE: Fineness = Fineness {
    spacing_ang: 0.3,
    settled_ev: 1e-3,
};
/// Of the one that is taken.
const FINE: Fineness = Fineness {
    spacing_ang: 0.12,
    settled_ev: 1e-5,
};
/// Sweeps at most: a point moves by up to 0.08 Å in each. After the first, the lowest strings are taken on.
const FIRST_SWEEPS: usize = 10;
const TAKEN_ON: usize = 5;
const COARSE_SWEEPS: usize = 18;
const FINE_SWEEPS: usize = 40;
/// How far bowed strings start from the straight one in Å, no more than a third of its length, and in how
/// many directions.
const BOW_ANG: f64 = 0.9;
const BOWS: usize = 8;
/// How far (Å) a saddle point may lie from the highest point of a string, and how far (eV) below.
const REACH_ANG: f64 = 0.35;
const BELOW_STRING_EV: f64 = 0.05;
/// All strings start beside the straight line by this (Å, along no direction of symmetry): on an element of
/// symmetry they would stay, on a ridge or not.
const ASIDE_ANG: Vector3<f64> = Vector3::new(0.031, 0.022, 0.014);

/// A path between two points.
pub(super) struct Easiest {
    /// At most 0.12 Å apart.
    pub(super) points: Vec<Vector3<f64>>,
    /// Energies of the points in eV.
    pub(super) energies_ev: Vec<f64>,
    /// The highest of the points.
    pub(super) highest: usize,
    /// Why the highest point is no saddle point of the landscape, where it is none.
    pub(super) not_refined: Option<NotRefined>,
}

/// The easiest path between two points, which stay, among those that some polylines between them settle
/// to; `None` where every string leaves the surroundings of the straight line.
pub(super) fn easiest(
    potential: &impl Potential,
    polylines: &[Vec<Vector3<f64>>],
) -> Option<Easiest> {
    let mut strings: Vec<(f64, Vec<Vector3<f64>>)> = polylines
        .iter()
        .map(|polyline| settled(potential, polyline, COARSE, FIRST_SWEEPS))
        .filter(|(_, string)| !is_astray(string))
        .collect();
    // Stable: equal ones stay in the order of the starts.
    strings.sort_by(|a, b| a.0.total_cmp(&b.0));
    strings.truncate(TAKEN_ON);
    let mut best: Option<(f64, Vec<Vector3<f64>>)> = None;
    for (_, string) in strings {
        let (highest_ev, string) = settled(potential, &string, COARSE, COARSE_SWEEPS);
        // What differs by less than the strings are settled is decided by the order.
        let is_better = |(known_ev, _): &(f64, _)| highest_ev < known_ev - COARSE.settled_ev;
        if !is_astray(&string) && best.as_ref().is_none_or(is_better) {
            best = Some((highest_ev, string));
        }
    }
    let (_, string) = settled(potential, &best?.1, FINE, FINE_SWEEPS);
    Some(over_saddles(potential, &string))
}

/// The straight line from start to end, and bowed ones.
pub(super) fn straight_and_bowed(
    start: &Vector3<f64>,
    end: &Vector3<f64>,
) -> Vec<Vec<Vector3<f64>>> {
    let bows = bows(start, end).into_iter();
    bows.map(|bow| bowed(start, end, &bow)).collect()
}

fn is_astray(string: &[Vector3<f64>]) -> bool {
    let [start, .., end] = string else {
        return false;
    };
    let is_far = |x: &Vector3<f64>| distance_to_line(x, start, end) > ASTRAY_ANG;
    string.iter().any(is_far)
}

/// Displacements of the middle of the strings in Å: none, and some across the line.
fn bows(start: &Vector3<f64>, end: &Vector3<f64>) -> Vec<Vector3<f64>> {
    let along = end - start;
    let bow_ang = BOW_ANG.min(along.norm() / 3.0);
    let axis = Unit::new_normalize(along);
    // Across the line, from the coordinate axis that it is least along.
    let least = Vector3::ith(axis.abs().imin(), 1.0);
    let across = axis.cross(&least).normalize() * bow_ang;
    let turned = (0..BOWS).map(|number| {
        let angle = std::f64::consts::TAU * number as f64 / BOWS as f64;
        Rotation3::from_axis_angle(&axis, angle) * across
    });
    std::iter::once(Vector3::zeros()).chain(turned).collect()
}

fn bowed(start: &Vector3<f64>, end: &Vector3<f64>, bow: &Vector3<f64>) -> Vec<Vector3<f64>> {
    let pieces = (((end - start).norm() / COARSE.spacing_ang).ceil() as usize).max(8);
    let points = (0..=pieces).map(|number| {
        let share = number as f64 / pieces as f64;
        let straight = start.lerp(end, share);
        if number == 0 || number == pieces {
            return straight;
        }
        straight + bow * (std::f64::consts::PI * share).sin() + ASIDE_ANG
    });
    points.collect()
}

/// The string that a polyline settles to in so many sweeps, and the energy in eV of its highest point.
fn settled(
    potential: &impl Potential,
    polyline: &[Vector3<f64>],
    fineness: Fineness,
    sweeps: usize,
) -> (f64, Vec<Vector3<f64>>) {
    let mut string = spread(polyline, fineness.spacing_ang);
    let mut highest_ev = f64::INFINITY;
    for _ in 0..sweeps {
        let before_ev = highest_ev;
        highest_ev = settle(potential, &mut string);
        string = spread(&string, fineness.spacing_ang);
        if (highest_ev - before_ev).abs() < fineness.settled_ev {
            break;
        }
    }
    (highest_ev, string)
}

/// A settled string whose highest points are moved to the saddle points beside them.
fn over_saddles(potential: &impl Potential, string: &[Vector3<f64>]) -> Easiest {
    let energies_ev: Vec<f64> = string.iter().map(|x| potential.energy_at(x)).collect();
    let mut not_refined = None;
    let mut stops: Vec<(usize, Result<Stationary, NotRefined>)> = Vec::new();
    for (at, e) in (1..).zip(energies_ev.windows(3)) {
        if e[1] >= e[0] && e[1] > e[2] {
            let found = saddle(potential, &string[at], REACH_ANG);
            let beside = found.and_then(|found| {
                let below_ev = e[1] - found.at.energy_ev;
                let belongs = below_ev.abs() < BELOW_STRING_EV;
                belongs.then_some(found.at).ok_or(NotRefined::NoSaddle)
            });
            stops.push((at, beside));
        }
    }
    let mut points: Vec<Vector3<f64>> = Vec::new();
    let mut first = 0;
    let end = string.len() - 1;
    // From saddle point to saddle point, each of them a point of the path.
    for (at, stop) in &stops {
        let Ok(found) = stop else { continue };
        let mut piece: Vec<Vector3<f64>> = string[first..*at].to_vec();
        if let Some(before) = points.pop() {
            piece[0] = before;
        }
        piece.push(found.position);
        points.extend(spread(&piece, FINE.spacing_ang));
        first = *at;
    }
    let mut piece = string[first..=end].to_vec();
    if let Some(before) = points.pop() {
        piece[0] = before;
    }
    points.extend(spread(&piece, FINE.spacing_ang));
    let mut energies_ev: Vec<f64> = points.iter().map(|x| potential.energy_at(x)).collect();
    for (_, stop) in &stops {
        let Ok(found) = stop else { continue };
        for (point, energy_ev) in points.iter().zip(&mut energies_ev) {
            if *point == found.position {
                *energy_ev = found.energy_ev;
            }
        }
    }
    let mut highest = 0;
    for (number, energy_ev) in energies_ev.iter().enumerate() {
        if *energy_ev > energies_ev[highest] {
            highest = number;
        }
    }
    let is_saddle = stops
        .iter()
        .any(|(_, stop)| stop.as_ref().is_ok_and(|s| s.position == points[highest]));
    if !is_saddle && highest != 0 && highest + 1 != points.len() {
        let why = stops.iter().find_map(|(_, stop)| stop.as_ref().err());
        not_refined = Some(why.copied().unwrap_or(NotRefined::NoSaddle));
    }
    Easiest {
        points,
        energies_ev,
        highest,
        not_refined,
    }
}
