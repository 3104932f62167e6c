//! One hop of the mobile ion between two positions, in a rigid host and in one that gives way.

mod easiest;

use hecs_core::PeriodicPoints;
use nalgebra::Vector3;

use self::easiest::{Easiest, easiest, straight_and_bowed};
use crate::BvseError;
use crate::elastic::{ElasticHost, ElasticPotential, distance_to_line};
use crate::framework::Framework;
use crate::network::PathPoint;
use crate::network::minimum::descend;
use crate::potential::Potential;
use crate::provenance::Provenance;
use crate::vicinity::Vicinity;

/// An end of a hop lies within this distance (Å) of the minimum it belongs to.
const NEAR_MINIMUM_ANG: f64 = 1.0;
/// In an elastic host, which holds the ion where it was found, an end relaxes by no more than this (Å).
const FREE_END_ANG: f64 = 0.8;
/// Ends nearer to each other than this (Å) are one site.
const SAME_SITE_ANG: f64 = 0.1;
/// An ion nearer than this (Å) to the straight line of a hop is in its way.
const IN_THE_WAY_ANG: f64 = 0.6;
/// Ends farther from each other than this (Å) are no hop.
const LONGEST_HOP_ANG: f64 = 12.0;

/// A hop with its minimum-energy path.
///
/// Fractional positions are unwrapped: the difference of the ends is the hop.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HopPath {
    /// The path, at most 0.12 Å from point to point; energies are above that of the start: of the minimum in
    /// a rigid host, of the given position in an elastic one.
    pub points: Vec<PathPoint>,
    /// Energy in eV of the highest point above that of the start.
    pub barrier_ev: f64,
    /// Energy in eV of the last point above that of the start.
    pub end_ev: f64,
    /// Fractional position of the highest point.
    pub saddle_fract: Vector3<f64>,
    /// Whether the highest point is a stationary point of the potential, or one of the string only.
    pub provenance: Provenance,
}

impl HopPath {
    /// Fractional positions of the relaxed ends.
    pub fn ends_fract(&self) -> [Vector3<f64>; 2] {
        let ends = [self.points.first(), self.points.last()];
        ends.map(|end| end.map_or(Vector3::zeros(), |point| point.fract))
    }

    /// Energy in eV of the highest point above that of the end: the barrier of the way back in the same
    /// host.
    pub fn reverse_barrier_ev(&self) -> f64 {
        self.barrier_ev - self.end_ev
    }

    /// Length of the path in Å.
    pub fn length_ang(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.distance_ang)
    }
}

impl Framework {
    /// The hop from one fractional position to another in the rigid host, between the minima beside them.
    ///
    /// Positions are unwrapped: `to − from` is the hop, in whatever cell. The path is the easiest of those
    /// that a straight string and bowed ones settle to (string method, doi:10.1063/1.2720838).
    ///
    /// # Errors
    /// [`BvseError::NoMinimumAtEnd`], [`BvseError::SameSite`], [`BvseError::HopTooLong`],
    /// [`BvseError::NoPath`].
    pub fn hop(&self, from: &Vector3<f64>, to: &Vector3<f64>) -> Result<HopPath, BvseError> {
        let _span = tracing::info_span!("bvse_hop").entered();
        self.check_ends(from, to)?;
        let near = Vicinity::new(self);
        let [start, end] = [("start", from), ("end", to)].map(|(which, fract)| {
            let given = self.lattice.cartesian(fract);
            let lowest = descend(&near, &given).ok().map(|found| found.minimum);
            let beside = lowest.filter(|m| (m.position - given).norm() <= NEAR_MINIMUM_ANG);
            beside.ok_or_else(|| BvseError::NoMinimumAtEnd {
                end: which,
                fract: *fract,
                nearest: lowest.map(|m| self.lattice.fractional(&m.position)),
                moved_ang: lowest.map(|m| (m.position - given).norm()),
            })
        });
        let (start, end) = (start?, end?);
        let distance_ang = (end.position - start.position).norm();
        if distance_ang < SAME_SITE_ANG {
            return Err(BvseError::SameSite { distance_ang });
        }
        let polylines = straight_and_bowed(&start.position, &end.position);
        let found = easiest(&near, &polylines).ok_or(BvseError::NoPath)?;
        Ok(self.hop_path(&found, start.energy_ev))
    }

    /// The hop from one fractional position to another in an elastic host that rests while the ion is at
    /// `from`; the way back, where it rests while the ion is at `to`, is another hop.
    ///
    /// The barrier is that above the energy at `from` itself, where the ion was found.
    ///
    /// # Errors
    /// [`BvseError::SameSite`], [`BvseError::HopTooLong`], [`BvseError::NoPath`],
    /// [`BvseError::InvalidSpring`].
    pub fn elastic_hop(
        &self,
        from: &Vector3<f64>,
        to: &Vector3<f64>,
        host: &ElasticHost,
    ) -> Result<HopPath, BvseError> {
        let _span = tracing::info_span!("elastic_hop").entered();
        self.check_ends(from, to)?;
        host.check()?;
        let given = [from, to].map(|fract| self.lattice.cartesian(fract));
        let potential = ElasticPotential::new(self, host, &given[0], &given[1]);
        let [start, end] = given.map(|at| relaxed_within(&potential, &at, FREE_END_ANG));
        let zero_ev = potential.energy_at(&given[0]);
        let polylines = straight_and_bowed(&start, &end);
        let found = easiest(&potential, &polylines).ok_or(BvseError::NoPath)?;
        let mut path = self.hop_path(&found, zero_ev);
        if path.barrier_ev < 0.0 {
            path.barrier_ev = 0.0;
            path.saddle_fract = *from;
        }
        Ok(path)
    }

    /// The barrier in eV and the path in an elastic host that rests while the ion is at the first of the points of a
    /// path in the rigid one, found from that path and the straight one; `None` where there is none.
    pub(crate) fn elastic_along(
        &self,
        path: &[(Vector3<f64>, f64)],
        host: &ElasticHost,
    ) -> Option<(f64, Vec<PathPoint>)> {
        let rigid: Vec<Vector3<f64>> = path
            .iter()
            .map(|(fract, _)| self.lattice.cartesian(fract))
            .collect();
        let (given, last) = (*rigid.first()?, *rigid.last()?);
        let potential = ElasticPotential::new(self, host, &given, &last);
        let [start, end] = [given, last].map(|at| relaxed_within(&potential, &at, FREE_END_ANG));
        let mut along = vec![start];
        along.extend(&rigid);
        along.push(end);
        let polylines = [along, vec![start, end]];
        let found = easiest(&potential, &polylines)?;
        let found = self.hop_path(&found, potential.energy_at(&given));
        Some((found.barrier_ev.max(0.0), found.points))
    }

    /// Whether a straight line between two fractional positions keeps clear of the ions that fill most of
    /// their sites.
    ///
    /// # Errors
    /// [`BvseError::ThroughAtom`] with the first ion within 0.6 Å of the line.
    pub fn check_line(&self, from: &Vector3<f64>, to: &Vector3<f64>) -> Result<(), BvseError> {
        self.check_ends(from, to)?;
        let [start, end] = [from, to].map(|fract| self.lattice.cartesian(fract));
        let middle = from.lerp(to, 0.5);
        let reach_ang = (end - start).norm() / 2.0 + IN_THE_WAY_ANG;
        let positions = self.positions.iter().map(|(at, _)| *at);
        let around = PeriodicPoints::new(&self.lattice, positions, reach_ang);
        let centre = self.lattice.cartesian(&middle);
        for ion in around.within(&middle, reach_ang) {
            let distance_ang = distance_to_line(&(centre + ion.vector), &start, &end);
            let (_, kind) = self.positions[ion.index];
            let ions = self.kinds[kind as usize].ions.iter();
            let filled: f64 = ions.map(|ion| ion.occupancy).sum();
            if distance_ang < IN_THE_WAY_ANG && filled > 0.5 {
                return Err(BvseError::ThroughAtom {
                    label: self.labels[self.site_of[ion.index] as usize].clone(),
                    distance_ang,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn check_ends(
        &self,
        from: &Vector3<f64>,
        to: &Vector3<f64>,
    ) -> Result<(), BvseError> {
        let distance_ang = self.lattice.cartesian(&(to - from)).norm();
        if !distance_ang.is_finite() || distance_ang > LONGEST_HOP_ANG {
            return Err(BvseError::HopTooLong {
                distance_ang,
                limit_ang: LONGEST_HOP_ANG,
            });
        }
        if distance_ang < SAME_SITE_ANG {
            return Err(BvseError::SameSite { distance_ang });
        }
        Ok(())
    }

    /// The path with its energies above a zero (eV).
    fn hop_path(&self, found: &Easiest, zero_ev: f64) -> HopPath {
        let mut distance_ang = 0.0;
        let mut before = found.points[0];
        let points: Vec<PathPoint> = found
            .points
            .iter()
            .zip(&found.energies_ev)
            .map(|(point, energy_ev)| {
                distance_ang += (point - before).norm();
                before = *point;
                PathPoint {
                    fract: self.lattice.fractional(point),
                    distance_ang,
                    energy_ev: energy_ev - zero_ev,
                }
            })
            .collect();
        let last = points.len() - 1;
        HopPath {
            barrier_ev: points[found.highest].energy_ev,
            end_ev: points[last].energy_ev,
            saddle_fract: points[found.highest].fract,
            provenance: match found.not_refined {
                None => Provenance::Refined,
                Some(why) => Provenance::Grid(why),
            },
            points,
        }
    }
}

/// The lowest point downhill from a Cartesian position, within a distance of it.
fn relaxed_within(
    potential: &impl Potential,
    start: &Vector3<f64>,
    limit_ang: f64,
) -> Vector3<f64> {
    let Ok(found) = descend(potential, start) else {
        return *start;
    };
    let is_near = |x: &&Vector3<f64>| (*x - start).norm() <= limit_ang;
    let within = found.points.iter().take_while(is_near).last();
    within.copied().unwrap_or(*start)
}
