//! Where the grid sees minima of the potential connected.

use nalgebra::Vector3;
use rayon::prelude::*;

use super::hops::Hop;
use super::minimum::descend;
use super::sites::{SiteImage, Sites};
use super::stationary::Stationary;
use crate::BvseError;
use crate::basins::Below;
use crate::descent::Descent;
use crate::graph::Graph;
use crate::map::EnergyMap;
use crate::provenance::{NotRefined, Provenance};
use crate::translations::GroupElement;
use crate::vicinity::Vicinity;

/// A connection of sites as the grid has it.
pub(crate) struct Contact {
    /// Orbit of the grid whose representative is the highest point between the sites.
    pub(crate) orbit: u32,
    /// On either side the site that the basin of the grid has become: several images of it where a
    /// symmetric point of the grid stands between them.
    sides: [Vec<SiteImage>; 2],
    /// The other point of the contact; none inside a basin that has become several.
    beside: Option<(u32, GroupElement)>,
    /// Energy of the highest point in eV: of the grid, later of the string that has settled.
    pub(crate) highest_ev: f64,
    pub(crate) state: State,
}

/// What has become of a contact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    Untried,
    /// The hops over saddle points stand for it.
    Crossed,
    /// The saddle points that were found leave a gap.
    Failed(NotRefined),
}

/// The contacts of the basins of a map, and the sites they join.
pub(crate) fn contacts(
    map: &EnergyMap,
    graph: &Graph,
    basins: Below,
    sites: &mut Sites,
) -> Result<Vec<Contact>, BvseError> {
    let energy_ev = |orbit: u32| f64::from(map.scalar().unique_values()[orbit as usize]);
    let places = places(map, graph, basins, sites)?;
    let mut contacts = Vec::new();
    for (images, lowest) in places.iter().zip(basins.minima) {
        for image in &images[1..] {
            contacts.push(Contact {
                orbit: lowest.orbit,
                sides: [vec![images[0]], vec![*image]],
                beside: None,
                highest_ev: energy_ev(lowest.orbit),
                state: State::Untried,
            });
        }
    }
    for touch in basins.contacts {
        let sides = touch.sides.map(|(basin, frame)| {
            let images = places[basin as usize].iter();
            images
                .map(|image| SiteImage {
                    site: image.site,
                    element: graph.table.multiply(frame, image.element),
                })
                .collect::<Vec<SiteImage>>()
        });
        // Both sides may lead to one site, which the grid has split.
        let [here, there] = &sides;
        let is_inside = here
            .iter()
            .any(|a| there.iter().any(|b| sites.is_same(*a, *b)));
        contacts.push(Contact {
            orbit: touch.orbit,
            sides,
            beside: Some(touch.beside),
            highest_ev: energy_ev(touch.orbit),
            state: if is_inside {
                State::Crossed
            } else {
                State::Untried
            },
        });
    }
    Ok(contacts)
}

/// What the minimum of each basin of the grid becomes on the potential: an image of a site, with the
/// further images that the symmetry of the grid point makes of it.
fn places(
    map: &EnergyMap,
    graph: &Graph,
    basins: Below,
    sites: &mut Sites,
) -> Result<Vec<Vec<SiteImage>>, BvseError> {
    let framework = map.framework();
    let found: Vec<(Stationary, Provenance)> = basins
        .minima
        .par_iter()
        .map(|lowest| {
            framework.options.stop.check()?;
            let position = framework.lattice().cartesian(&graph.fract(lowest.orbit));
            Ok(match descend(&Vicinity::new(framework), &position) {
                Ok(found) => (found.minimum, Provenance::Refined),
                Err(why) => {
                    let energy_ev = map.orbit_energy(lowest.orbit);
                    let of_grid = Stationary {
                        position,
                        energy_ev,
                    };
                    (of_grid, Provenance::Grid(why))
                }
            })
        })
        .collect::<Result<_, BvseError>>()?;
    let placed = found
        .iter()
        .zip(basins.minima)
        .map(|((point, provenance), lowest)| {
            let first = sites.place(point, *provenance);
            let mut images = vec![first];
            for element in &lowest.stabiliser {
                let image = SiteImage {
                    site: first.site,
                    element: graph.table.multiply(*element, first.element),
                };
                if !images.iter().any(|known| sites.is_same(*known, image)) {
                    images.push(image);
                }
            }
            images
        })
        .collect();
    Ok(placed)
}

impl Contact {
    /// One image on either side; where there are several, contacts of their own join these.
    pub(crate) fn ends(&self) -> [SiteImage; 2] {
        [self.sides[0][0], self.sides[1][0]]
    }

    /// Whether a hop is one between the sides, or an image of it.
    pub(crate) fn is_crossed_by(&self, ends: [SiteImage; 2], sites: &Sites) -> bool {
        let [here, there] = &self.sides;
        here.iter()
            .any(|a| there.iter().any(|b| sites.are_images(ends, [*a, *b])))
    }

    /// From the highest point of the grid down to the site at either end: Cartesian positions in Å.
    pub(crate) fn descents(
        &self,
        map: &EnergyMap,
        graph: &Graph,
        sites: &Sites,
    ) -> [Vec<Vector3<f64>>; 2] {
        let lattice = map.framework().lattice();
        let top = lattice.cartesian(&graph.fract(self.orbit));
        let descent = Descent::new(graph, lattice, map.scalar().unique_values());
        let down = |start| {
            let points = descent.points_from(start);
            points.iter().map(|x| lattice.cartesian(x)).collect()
        };
        let [mut here, mut there] = match self.beside {
            None => [vec![top], vec![top]],
            Some(beside) => {
                let mut there = vec![top];
                there.extend::<Vec<_>>(down(beside));
                [down((self.orbit, GroupElement::IDENTITY)), there]
            }
        };
        let [from, to] = self.ends().map(|end| sites.position(end));
        here.push(from);
        there.push(to);
        [here, there]
    }

    /// The polyline over the grid from the site at one end to that at the other.
    pub(crate) fn polyline(
        &self,
        map: &EnergyMap,
        graph: &Graph,
        sites: &Sites,
    ) -> Vec<Vector3<f64>> {
        let [mut polyline, there] = self.descents(map, graph, sites);
        polyline.reverse();
        polyline.extend(&there[1..]);
        polyline
    }

    /// The contact as a hop at the energy of the grid, unless saddle points stand for it.
    pub(crate) fn hop(&self, map: &EnergyMap, graph: &Graph, sites: &Sites) -> Option<Hop> {
        let why = match self.state {
            State::Untried => NotRefined::NotTried,
            State::Crossed => return None,
            State::Failed(why) => why,
        };
        let ends = self.ends();
        // No contact is below its ends, though in single precision it may seem so.
        let floor_ev = ends
            .map(|end| sites.get(end.site).energy_ev())
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max);
        let energy_ev = f64::from(map.scalar().unique_values()[self.orbit as usize]);
        let top = (graph.fract(self.orbit), energy_ev.max(floor_ev));
        Some(Hop::on_grid(top, Provenance::Grid(why), ends, sites))
    }
}
