//! The elastic potential around one hop.

use hecs_core::PeriodicPoints;
use nalgebra::Vector3;

use super::host_ion::{HostIon, Spring};
use super::{ElasticHost, STIFFNESS_EV_PER_ANG2, Springs};
use crate::framework::{Derivatives, Framework};
use crate::pair::PairTerm;
use crate::pair_sum::PairSum;
use crate::parameters::FrameworkIon;
use crate::potential::Potential;

/// Host ions within this distance (Å) of the straight line from start to end are elastic.
const ELASTIC_WITHIN_ANG: f64 = 4.5;
/// A path that leaves the straight line by more than this (Å) is no hop between its ends; so far out no
/// interaction is missed.
pub(crate) const ASTRAY_ANG: f64 = 3.5;
/// Bonds up to this length (Å) count in the bond-valence sum that the ion has at the start.
const BONDS_WITHIN_ANG: f64 = 6.0;
/// Bonds are changed by no more than this (Å) to fit a site.
const LARGEST_FIT_ANG: f64 = 0.3;

/// The potential of the mobile ion near the straight line between the ends of a hop, in a host that
/// rests while the ion is at the start.
#[derive(Clone, Debug)]
pub(crate) struct ElasticPotential {
    elastic: Vec<HostIon>,
    rigid: PairSum,
}

impl ElasticPotential {
    /// Between two Cartesian positions. Other ions of the mobile element are part of the framework where
    /// they stay in place, and do not give way.
    pub(crate) fn new(
        framework: &Framework,
        host: &ElasticHost,
        start: &Vector3<f64>,
        end: &Vector3<f64>,
    ) -> Self {
        let cutoff_ang = framework.options.cutoff_ang;
        let lattice = &framework.lattice;
        let middle = (start + end) / 2.0;
        let reach_ang = (end - start).norm() / 2.0 + cutoff_ang + ASTRAY_ANG;
        let positions = framework.positions.iter().map(|(at, _)| *at);
        let points = PeriodicPoints::new(lattice, positions, reach_ang);
        let around = points.within(&lattice.fractional(&middle), reach_ang);
        let images = || {
            around.iter().map(|image| {
                let (_, kind) = framework.positions[image.index];
                (
                    image.index,
                    middle + image.vector,
                    &framework.kinds[kind as usize],
                )
            })
        };
        let shortening_ang = if host.fits_site {
            let bonds = images().flat_map(|(_, place, kind)| {
                let r_ang = (place - start).norm();
                kind.ions.iter().map(move |ion| (ion, r_ang))
            });
            excess_length_ang(bonds, framework.mobile.charge)
        } else {
            0.0
        };
        let scaling = if host.charge_scaling {
            1.0
        } else {
            1.0 / framework.charge_scaling()
        };
        let mut elastic = Vec::new();
        let mut rigid = PairSum::new(cutoff_ang);
        for (index, place, kind) in images() {
            let is_near = distance_to_line(&place, start, end) <= ELASTIC_WITHIN_ANG;
            let site = framework.site_of[index] as usize;
            for (ion, term) in kind.ions.iter().zip(&kind.terms) {
                let term = adjusted(term, shortening_ang, scaling);
                if !is_near || ion.ion == framework.mobile {
                    rigid.add(&place, &term);
                    continue;
                }
                let spring = Spring {
                    // What is there only in part is so softly bound only in part.
                    stiffness_ev_per_ang2: stiffness(&host.springs, site, ion) * ion.occupancy,
                    yielding_ang: host.yielding_ang,
                };
                let ion = HostIon::new(place, term, spring, start);
                elastic.push(ion);
            }
        }
        Self { elastic, rigid }
    }

    /// Places and displacements, both Cartesian in Å, of the elastic ions for the mobile ion at a position.
    pub(super) fn displaced<'p>(
        &'p self,
        position: &'p Vector3<f64>,
    ) -> impl Iterator<Item = (Vector3<f64>, Vector3<f64>)> + 'p {
        (self.elastic.iter()).map(|ion| (ion.place, ion.displacement(position)))
    }
}

impl Potential for ElasticPotential {
    fn energy_at(&self, position: &Vector3<f64>) -> f64 {
        let elastic = self.elastic.iter();
        self.rigid.derivatives(position).energy_ev
            + elastic.map(|ion| ion.energy_ev(position)).sum::<f64>()
    }

    fn derivatives_at(&self, position: &Vector3<f64>) -> Derivatives {
        let mut sum = self.rigid.derivatives(position);
        for ion in &self.elastic {
            let of_ion = ion.derivatives(position);
            sum.energy_ev += of_ion.energy_ev;
            sum.gradient += of_ion.gradient;
            sum.hessian += of_ion.hessian;
        }
        sum
    }
}

/// How much shorter than its parameters the bonds of the mobile ion are where it was found: δ, Å.
fn excess_length_ang<'i>(
    ions: impl Iterator<Item = (&'i FrameworkIon, f64)>,
    mobile_charge: i8,
) -> f64 {
    let (mut sum, mut weighted) = (0.0, 0.0);
    for (ion, r_ang) in ions {
        let Some(bond) = ion.bond.filter(|_| r_ang <= BONDS_WITHIN_ANG) else {
            continue;
        };
        let valence = ion.occupancy * (bond.alpha_per_ang * (bond.r0_ang - r_ang)).exp();
        sum += valence;
        weighted += valence * bond.alpha_per_ang;
    }
    if sum == 0.0 {
        return 0.0;
    }
    let charge = f64::from(mobile_charge).abs();
    ((sum / charge).ln() / (weighted / sum)).clamp(-LARGEST_FIT_ANG, LARGEST_FIT_ANG)
}

fn adjusted(term: &PairTerm, shortening_ang: f64, scaling: f64) -> PairTerm {
    match *term {
        PairTerm::Morse {
            strength_ev,
            r_min_ang,
            alpha_per_ang,
        } => PairTerm::Morse {
            strength_ev,
            r_min_ang: r_min_ang - shortening_ang,
            alpha_per_ang,
        },
        PairTerm::Coulomb {
            strength_ev_ang,
            inverse_screening_per_ang,
        } => PairTerm::Coulomb {
            strength_ev_ang: strength_ev_ang * scaling,
            inverse_screening_per_ang,
        },
    }
}

fn stiffness(springs: &Springs, site: usize, ion: &FrameworkIon) -> f64 {
    match springs {
        Springs::Equal(k) => *k,
        Springs::ByCharge { anions, cations } => {
            let factor = if ion.charge < 0.0 { anions } else { cations };
            factor * ion.charge.abs().sqrt()
        }
        Springs::PerSite(k) => {
            let given = k.get(site).copied().flatten();
            given.unwrap_or(STIFFNESS_EV_PER_ANG2)
        }
    }
}

/// Distance in Å of a point from the straight line between two others, ends included.
pub(crate) fn distance_to_line(
    point: &Vector3<f64>,
    start: &Vector3<f64>,
    end: &Vector3<f64>,
) -> f64 {
    let along = end - start;
    let squared = along.norm_squared();
    let share = if squared > 0.0 {
        ((point - start).dot(&along) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point - start - along * share).norm()
}
