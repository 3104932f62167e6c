//! The vocabulary of special descriptors: what can be asked of one orbit, or of two.

use std::fmt;

use hecs_core::{Ion, IonTables, PeriodicPoints};
use nalgebra::Vector3;

use super::orbits::anions;
use crate::electrolyte::Electrolyte;
use crate::entropy::site_entropy;
use crate::features::{Missing, hull_volume_ang3};
use crate::ion_means::mean;
use crate::joined_sites::Kind;
use crate::mean::Mean;
use crate::property::Property;

/// Positions of a second orbit are searched this far (Å): beyond any hop.
const REACH_ANG: f64 = 8.0;
/// What is nearer than this (Å) is at the place itself.
const HERE_ANG: f64 = 1e-3;

/// How a special descriptor is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecialKind {
    /// Distance in Å from a position of the orbit to the nearest of the second.
    Distance,
    /// Radius in Å of the largest sphere that moves along the straight line from a position of the orbit to the nearest
    /// of the second, between the anions.
    Window,
    /// Mobile ions per position of the orbit.
    Occupancy,
    /// Configurational entropy in J/(mol K) of a position of the orbit.
    Entropy,
    /// Anions bonded to an ion of the orbit.
    Coordination,
    /// Volume in Å³ of the polyhedron of anions around a position of the orbit.
    Volume,
    /// Radius in Å of the ions of the orbit.
    Radius,
    /// Ions of the orbit per anion.
    Amount,
    /// Share of the mobile ions that are on the orbit.
    Share,
}

impl SpecialKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Distance,
        Self::Window,
        Self::Occupancy,
        Self::Entropy,
        Self::Coordination,
        Self::Volume,
        Self::Radius,
        Self::Amount,
        Self::Share,
    ];

    /// The kind of a word such as `window`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Word of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::Window => "window",
            Self::Occupancy => "occupancy",
            Self::Entropy => "entropy",
            Self::Coordination => "coordination",
            Self::Volume => "volume",
            Self::Radius => "radius",
            Self::Amount => "amount",
            Self::Share => "share",
        }
    }

    /// Unit, empty where there is none.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Distance | Self::Window | Self::Radius => "Å",
            Self::Entropy => "J/(mol K)",
            Self::Volume => "Å³",
            Self::Occupancy | Self::Coordination | Self::Amount | Self::Share => "",
        }
    }

    /// Whether it is of two orbits.
    pub fn has_two_orbits(self) -> bool {
        matches!(self, Self::Distance | Self::Window)
    }

    /// Its value for the sites of an orbit, and of a second.
    pub(super) fn value(
        self,
        electrolyte: &Electrolyte,
        of: &[usize],
        to: &[usize],
    ) -> Result<f64, Missing> {
        let joined = &electrolyte.joined;
        let positions: f64 = of.iter().map(|n| joined[*n].weight()).sum();
        let mobile: f64 = of.iter().map(|n| electrolyte.mobile_on(*n)).sum();
        let mean_over = |value: &dyn Fn(usize) -> Option<f64>, what: &str| {
            let mut mean = Mean::default();
            for site in of {
                if let Some(value) = value(*site) {
                    mean.add(value, joined[*site].weight());
                }
            }
            let missing = || Missing::new("nothing-there", format!("the orbit has no {what}"));
            (!mean.is_empty()).then(|| mean.value()).ok_or_else(missing)
        };
        match self {
            Self::Distance => mean_over(
                &|site| nearest(electrolyte, site, to).map(|v| v.norm()),
                "position of the second within 8 Å",
            ),
            Self::Window => mean_over(
                &|site| window_ang(electrolyte, site, &nearest(electrolyte, site, to)?),
                "position of the second within 8 Å",
            ),
            Self::Occupancy => Ok(mobile / positions),
            Self::Entropy => mean_over(
                &|site| Some(site_entropy(1.0, joined[site].species.iter().map(|s| s.1))),
                "position",
            ),
            Self::Coordination => mean_over(
                &|site| {
                    let bonds = bonds(electrolyte, site)?;
                    let filled = bonds.iter().map(|b| joined[b.anion.0].occupancy().min(1.0));
                    Some(filled.sum())
                },
                "bonds to anions",
            ),
            Self::Volume => mean_over(
                &|site| {
                    let bonds = bonds(electrolyte, site)?;
                    let corners: Vec<Vector3<f64>> = bonds.iter().map(|b| b.vector).collect();
                    hull_volume_ang3(&corners)
                },
                "polyhedra with a volume",
            ),
            Self::Radius => {
                let mut ions: Vec<(Ion, f64)> = Vec::new();
                for site in of.iter().map(|n| &joined[*n]) {
                    let own = site.species.iter();
                    ions.extend(own.map(|(ion, o)| (*ion, o * site.weight())));
                }
                mean(IonTables::published(), &ions, Property::CrystalRadius, &[])
                    .map_err(|error| Missing::from(&error))
            }
            Self::Amount => {
                let ions = of
                    .iter()
                    .map(|n| joined[*n].occupancy() * joined[*n].weight());
                Ok(ions.sum::<f64>() / anions(electrolyte))
            }
            Self::Share => {
                let all = (0..joined.len()).filter(|n| joined[*n].kind == Kind::Mobile);
                Ok(mobile / all.map(|n| electrolyte.mobile_on(n)).sum::<f64>())
            }
        }
    }
}

impl fmt::Display for SpecialKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Bonds of the first position of a site of a cation to anions; `None` for an anion.
fn bonds(electrolyte: &Electrolyte, site: usize) -> Option<&[crate::bonds::Bond]> {
    match electrolyte.joined[site].kind {
        Kind::Mobile => Some(&electrolyte.mobile_bonds[site]),
        Kind::Cation => electrolyte.framework_bonds[site].first().map(Vec::as_slice),
        Kind::Anion => None,
    }
}

/// Vector in Å from the first position of a site to the nearest of others.
fn nearest(electrolyte: &Electrolyte, from: usize, others: &[usize]) -> Option<Vector3<f64>> {
    let joined = &electrolyte.joined;
    let positions = others
        .iter()
        .flat_map(|n| joined[*n].positions.iter().copied());
    let around = PeriodicPoints::new(&electrolyte.lattice, positions, REACH_ANG);
    let found = around.within(&joined[from].positions[0], REACH_ANG);
    let mut away = found.into_iter().filter(|n| n.distance_ang > HERE_ANG);
    away.next().map(|n| n.vector)
}

/// Radius in Å of the largest sphere that moves straight from the first position of a site over `step`, between
/// anions of Shannon's crystal radii for six neighbours; `None` where no anion is near or one has no radius.
fn window_ang(electrolyte: &Electrolyte, from: usize, step: &Vector3<f64>) -> Option<f64> {
    let lattice = &electrolyte.lattice;
    let joined = &electrolyte.joined;
    let radius = |n: usize| {
        mean(
            IonTables::published(),
            &joined[n].species,
            Property::CrystalRadius,
            &[],
        )
    };
    let middle = lattice.cartesian(&joined[from].positions[0]) + step / 2.0;
    let mut widest: Option<f64> = None;
    for number in (0..joined.len()).filter(|n| joined[*n].kind == Kind::Anion) {
        let radius_ang = radius(number).ok()?;
        let reach_ang = REACH_ANG + step.norm() / 2.0;
        let positions = joined[number].positions.iter().copied();
        let around = PeriodicPoints::new(lattice, positions, reach_ang);
        for anion in around.within(&lattice.fractional(&middle), reach_ang) {
            // From the line, whose points are step · t with t from −½ to ½ as seen from its middle.
            let along = anion.vector.dot(step) / step.norm_squared();
            let beside = anion.vector - step * along.clamp(-0.5, 0.5);
            let free_ang = beside.norm() - radius_ang;
            widest = Some(widest.map_or(free_ang, |w| w.min(free_ang)));
        }
    }
    widest
}
