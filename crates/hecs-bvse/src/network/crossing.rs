//! The saddle points between one minimum of the potential and another. Positions are Cartesian, in Å.

use nalgebra::Vector3;

use super::minimum::SAME_MINIMUM_ANG;
use super::saddle::{Saddle, saddle};
use super::string::{is_too_long, settle, spread};
use crate::framework::Framework;
use crate::potential::Potential;
use crate::provenance::NotRefined;
use crate::vicinity::Vicinity;

/// Distances between the points of a string in Å: what the first leaves open is looked at again.
const SPACINGS_ANG: [f64; 4] = [0.15, 0.15, 0.08, 0.04];
/// Sweeps before the highest points of a string are looked at.
const SWEEPS: usize = 8;
/// Where all strings start, beside the polyline: one that lies on an element of symmetry would stay
/// there, on a ridge or not. In Å, along no direction of symmetry.
const ASIDE_ANG: Vector3<f64> = Vector3::new(0.061, 0.043, 0.027);

/// The saddle points on the string that a polyline between two minima settles to.
pub(crate) struct Crossing {
    pub(crate) saddles: Vec<Saddle>,
    /// Energy of the highest point of the string in eV.
    pub(crate) highest_ev: f64,
    /// Whether the descents from the saddle points join the two minima without a gap.
    pub(crate) joined: Result<(), NotRefined>,
}

impl Crossing {
    /// Settles a polyline that leads over the grid; saddle points are looked for within `reach_ang`.
    pub(crate) fn new(
        framework: &Framework,
        mut polyline: Vec<Vector3<f64>>,
        reach_ang: f64,
    ) -> Self {
        if is_too_long(&polyline) {
            let energy_ev = |x| framework.energy_at(x);
            return Self {
                saddles: Vec::new(),
                highest_ev: polyline
                    .iter()
                    .map(energy_ev)
                    .fold(f64::NEG_INFINITY, f64::max),
                joined: Err(NotRefined::TooLong),
            };
        }
        let end = polyline.len() - 1;
        for point in &mut polyline[1..end] {
            *point += ASIDE_ANG;
        }
        let mut search = Search {
            near: Vicinity::new(framework),
            reach_ang,
            saddles: Vec::new(),
            highest_ev: f64::NEG_INFINITY,
            why: NotRefined::NoSaddle,
        };
        search.close(&polyline, &SPACINGS_ANG);
        let joined = joins(&search.saddles, &polyline[0], &polyline[end]);
        Self {
            saddles: search.saddles,
            highest_ev: search.highest_ev,
            joined: if joined { Ok(()) } else { Err(search.why) },
        }
    }
}

struct Search<'f> {
    near: Vicinity<'f>,
    reach_ang: f64,
    saddles: Vec<Saddle>,
    highest_ev: f64,
    /// Why the last saddle point was not found.
    why: NotRefined,
}

impl Search<'_> {
    /// Finds the saddle points between two minima, one string after the other: between minima that the
    /// descents from the saddle points of one reach, and that these do not join, lies the next.
    fn close(&mut self, polyline: &[Vector3<f64>], spacings_ang: &[f64]) {
        let Some((spacing_ang, finer_ang)) = spacings_ang.split_first() else {
            return;
        };
        let mut string = spread(polyline, *spacing_ang);
        for _ in 0..SWEEPS {
            settle(&self.near, &mut string);
            string = spread(&string, *spacing_ang);
        }
        self.climb(&string);
        let end = string.len() - 1;
        if joins(&self.saddles, &string[0], &string[end]) {
            return;
        }
        for pair in self.stops(&string, *spacing_ang).windows(2) {
            let [(first, from), (last, to)] = [pair[0], pair[1]];
            if !joins(&self.saddles, &from, &to) {
                let mut gap = vec![from];
                gap.extend(string.get(first + 1..last).unwrap_or_default());
                gap.push(to);
                self.close(&gap, finer_ang);
            }
        }
    }

    /// Looks for saddle points from the highest points of a string.
    fn climb(&mut self, string: &[Vector3<f64>]) {
        let energies: Vec<f64> = string.iter().map(|x| self.near.energy_at(x)).collect();
        for (at, e) in (1..).zip(energies.windows(3)) {
            if e[1] >= e[0] && e[1] > e[2] {
                self.highest_ev = self.highest_ev.max(e[1]);
                match saddle(&self.near, &string[at], self.reach_ang) {
                    Ok(found) => {
                        self.highest_ev = self.highest_ev.max(found.at.energy_ev);
                        self.saddles.push(found);
                    }
                    Err(why) => self.why = why,
                }
            }
        }
    }

    /// The ends of a string and the minima beside it that are known, in order along it, each with
    /// the number of the nearest point.
    fn stops(&self, string: &[Vector3<f64>], beside_ang: f64) -> Vec<(usize, Vector3<f64>)> {
        let end = string.len() - 1;
        let mut stops = vec![(0, string[0]), (end, string[end])];
        for side in self.saddles.iter().flat_map(sides) {
            let distance_ang = |point: &Vector3<f64>| (point - side).norm();
            let nearest = (1..end)
                .min_by(|a, b| distance_ang(&string[*a]).total_cmp(&distance_ang(&string[*b])));
            if let Some(at) = nearest
                && distance_ang(&string[at]) < beside_ang
                && !stops.iter().any(|(_, stop)| is_same(stop, &side))
            {
                stops.push((at, side));
            }
        }
        stops.sort_by_key(|(at, _)| *at);
        stops
    }
}

/// The minima on the two sides of a saddle point.
fn sides(saddle: &Saddle) -> [Vector3<f64>; 2] {
    [0, 1].map(|side| saddle.descents[side].minimum.position)
}

/// Whether the descents from the saddle points lead from one point to another.
fn joins(saddles: &[Saddle], from: &Vector3<f64>, to: &Vector3<f64>) -> bool {
    let mut reached = vec![*from];
    let mut left: Vec<&Saddle> = saddles.iter().collect();
    loop {
        let is_reached = |x: &Vector3<f64>| reached.iter().any(|r| is_same(r, x));
        if is_reached(to) {
            return true;
        }
        let next = left
            .iter()
            .position(|saddle| sides(saddle).iter().any(is_reached));
        let Some(next) = next else {
            return false;
        };
        reached.extend(sides(left.remove(next)));
    }
}

fn is_same(a: &Vector3<f64>, b: &Vector3<f64>) -> bool {
    (a - b).norm() < SAME_MINIMUM_ANG
}
