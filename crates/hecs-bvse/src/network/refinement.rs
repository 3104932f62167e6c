//! From the contacts of the grid to hops over saddle points of the potential.
//!
//! The contacts of the grid whose energy is close to a level of percolation, and those that an easiest
//! path uses, are moved to saddle points of the potential. A coarse grid may see one basin where there
//! are two, or a contact of basins that do not touch: so a hop joins the minima that the descents from
//! its saddle point lead to, and where these are not the sites of the contact, a string between the
//! sites settles until its saddle points join them. Percolation over the hops then decides anew, since
//! a grid may also put two contacts in the wrong order, or two passes between the same basins.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::completeness::Completeness;
use super::contacts::{Contact, State, contacts};
use super::crossing::Crossing;
use super::hops::{Hop, by_energy};
use super::levels::{Level, forest, is_joined, join, one_per_saddle, percolate};
use super::loops::easiest_loop;
use super::passes::{is_near_saddle, is_pass};
use super::saddle::{Saddle, saddle};
use super::sites::{SiteImage, Sites};
use super::symmetry::Symmetry;
use crate::BvseError;
use crate::basins::Below;
use crate::descent::Descent;
use crate::graph::Graph;
use crate::map::EnergyMap;
use crate::percolation::FoundBasins;
use crate::provenance::{NotRefined, Provenance};
use crate::vicinity::Vicinity;

/// How far (eV) a fine grid may misplace a saddle point that could decide.
const LEAST_WINDOW_EV: f64 = 0.08;
/// The same for a coarse one, in eV per square of the distance between points in Å: half a diagonal off a
/// saddle point of curvature λ the energy is off by ½ λ ¾ h², and few have λ above 21 eV/Å².
const WINDOW_EV_PER_ANG2: f64 = 8.0;

/// How far (eV) the grid of a map may misplace a saddle point that could decide.
fn window_ev(map: &EnergyMap) -> f64 {
    let widest_ang = map.spacing_ang().into_iter().fold(0.0, f64::max);
    (WINDOW_EV_PER_ANG2 * widest_ang * widest_ang).max(LEAST_WINDOW_EV)
}

/// What a search has found.
pub(crate) struct Found {
    pub(crate) sites: Sites,
    /// By rising energy.
    pub(crate) hops: Vec<Hop>,
    /// Energy in eV up to which every hop was looked for, where one was asked for.
    pub(crate) complete_to_ev: Option<f64>,
}

/// The sites and hops of a map, refined where they matter, or, where that is asked for, wherever they are
/// below a level. `levels_ev` are the energies of the deciding grid points.
pub(crate) fn sites_and_hops(
    map: &EnergyMap,
    found: &FoundBasins,
    levels_ev: &[f64],
    completeness: Option<&Completeness>,
) -> Result<Found, BvseError> {
    let scalar = map.scalar();
    let graph = Graph::new(map.grid());
    let descent = Descent::new(&graph, scalar.lattice(), scalar.unique_values());
    let mut basins = found.of(scalar);
    let window_ev = window_ev(map);
    let highest_ev = levels_ev.iter().copied().fold(map.e_min(), f64::max);
    let first_ev = completeness.map_or(highest_ev, |all| {
        highest_ev.max(all.level_ev(map.e_min(), levels_ev))
    });
    let mut ceiling_ev = first_ev + window_ev;
    loop {
        let level = (ceiling_ev as f32).max(scalar.range().0);
        if basins.level() < level {
            Arc::make_mut(&mut basins).raise(&descent, level);
        }
        let below = basins.below(scalar.unique_values(), level);
        let mut search = Search::new(map, &graph, below)?;
        let found_ev = search.refine(levels_ev.to_vec())?;
        // Contacts that the grid puts above the ceiling could still be lower than a higher saddle point.
        let highest_ev = found_ev.into_iter().fold(ceiling_ev, f64::max);
        if highest_ev > ceiling_ev {
            ceiling_ev = highest_ev + window_ev;
            continue;
        }
        let Some(all) = completeness else {
            return Ok(search.finish(None));
        };
        let level_ev = all.level_ev(search.lowest_ev(), &search.levels_ev());
        if level_ev + window_ev > ceiling_ev {
            ceiling_ev = level_ev + window_ev;
            continue;
        }
        search.complete(level_ev, all.most_hops)?;
        return Ok(search.finish(Some(level_ev)));
    }
}

/// Whether an energy is so close to a level that the true one may lie on its other side.
fn is_near(energy_ev: f64, levels_ev: &[f64], window_ev: f64) -> bool {
    levels_ev
        .iter()
        .any(|level| (energy_ev - level).abs() <= window_ev)
}

struct Search<'m> {
    map: &'m EnergyMap,
    graph: &'m Graph<'m>,
    sites: Sites,
    contacts: Vec<Contact>,
    /// Hops over saddle points of the potential.
    hops: Vec<Hop>,
    /// Orbits of the grid that a saddle point has been looked for from.
    tried: BTreeSet<u32>,
    /// Levels in eV around which all passes of the grid have been tried.
    passed_ev: Vec<f64>,
    window_ev: f64,
    reach_ang: f64,
}

impl<'m> Search<'m> {
    fn new(map: &'m EnergyMap, graph: &'m Graph<'m>, basins: Below) -> Result<Self, BvseError> {
        let symmetry = Symmetry::new(map.framework().lattice(), map.grid());
        let mut sites = Sites::new(Arc::new(symmetry));
        let contacts = contacts(map, graph, basins, &mut sites)?;
        let widest_ang = map.spacing_ang().into_iter().fold(0.0, f64::max);
        Ok(Self {
            map,
            graph,
            sites,
            contacts,
            hops: Vec::new(),
            tried: BTreeSet::new(),
            passed_ev: Vec::new(),
            window_ev: window_ev(map),
            // The point of the grid that is nearest to a stationary point is within half a
            // diagonal; contacts of basins on a ridge can be a few points away from its lowest.
            reach_ang: (4.0 * widest_ang).max(0.4),
        })
    }

    /// Crosses what lies close to the levels of percolation, first contacts, then the other passes of the
    /// grid, and what the easiest paths use, until none of it changes; gives the levels in eV.
    fn refine(&mut self, mut levels_ev: Vec<f64>) -> Result<Vec<f64>, BvseError> {
        loop {
            let mut contacts = self.near(&levels_ev);
            if contacts.is_empty() && self.cross_passes(&levels_ev)? {
                levels_ev = self.levels_ev();
                continue;
            }
            if contacts.is_empty() {
                self.sites.settle();
                contacts = self.on_easiest_paths();
            }
            if contacts.is_empty() {
                return Ok(levels_ev);
            }
            self.cross(&contacts)?;
            levels_ev = self.levels_ev();
        }
    }

    /// The contacts close to a level that have not been tried.
    fn near(&self, levels_ev: &[f64]) -> Vec<usize> {
        (0..self.contacts.len())
            .filter(|number| {
                let contact = &self.contacts[*number];
                matches!(contact.state, State::Untried)
                    && is_near(contact.highest_ev, levels_ev, self.window_ev)
            })
            .collect()
    }

    /// Tries every contact and every pass of the grid whose saddle point may lie below a level (eV).
    fn complete(&mut self, level_ev: f64, most_hops: usize) -> Result<(), BvseError> {
        let limit_ev = level_ev + self.window_ev;
        let is_below = |contact: &Contact| contact.highest_ev <= limit_ev;
        let hops = self.contacts.iter().filter(|c| is_below(c)).count();
        if hops > most_hops {
            return Err(BvseError::TooManyHops {
                hops,
                limit: most_hops,
                level_ev: level_ev - self.lowest_ev(),
            });
        }
        loop {
            let untried: Vec<usize> = (0..self.contacts.len())
                .filter(|number| {
                    let contact = &self.contacts[*number];
                    matches!(contact.state, State::Untried) && is_below(contact)
                })
                .collect();
            let is_saddle = |descent: &Descent, orbit: u32| {
                is_pass(descent, orbit) || is_near_saddle(descent, orbit)
            };
            if untried.is_empty()
                && !self.cross_passes_where(|energy_ev| energy_ev <= limit_ev, is_saddle)?
            {
                return Ok(());
            }
            self.cross(&untried)?;
        }
    }

    /// Energy in eV of the lowest site.
    fn lowest_ev(&self) -> f64 {
        self.sites.get(self.sites.lowest()).energy_ev()
    }

    /// Looks for saddle points from the passes of the grid close to a level that are no contacts: of
    /// several passes between two basins the contact is the lowest of the grid, another may be that of
    /// the potential. Whether a hop was found that was not known.
    fn cross_passes(&mut self, levels_ev: &[f64]) -> Result<bool, BvseError> {
        let mut levels_ev = levels_ev.to_vec();
        levels_ev.retain(|level| !self.passed_ev.contains(level));
        let window_ev = self.window_ev;
        let is_wanted = |energy_ev: f64| is_near(energy_ev, &levels_ev, window_ev);
        let found = self.cross_passes_where(is_wanted, is_pass)?;
        self.passed_ev.extend(levels_ev);
        Ok(found)
    }

    /// The same from the points whose energy (eV) is wanted and that `is_pass` takes for passes.
    fn cross_passes_where(
        &mut self,
        is_wanted: impl Fn(f64) -> bool,
        is_pass: impl Fn(&Descent, u32) -> bool,
    ) -> Result<bool, BvseError> {
        let scalar = self.map.scalar();
        let descent = Descent::new(self.graph, scalar.lattice(), scalar.unique_values());
        let passes: Vec<u32> = (0..)
            .zip(scalar.unique_values())
            .filter(|(_, energy_ev)| is_wanted(f64::from(**energy_ev)))
            .map(|(orbit, _)| orbit)
            .filter(|orbit| !self.tried.contains(orbit) && is_pass(&descent, *orbit))
            .collect();
        let found = self.saddles(&passes)?;
        let known = self.hops.len();
        for saddle in found.iter().flatten() {
            self.add(saddle);
        }
        Ok(self.hops.len() > known)
    }

    /// The saddle points near the representatives of some orbits.
    fn saddles(&mut self, orbits: &[u32]) -> Result<Vec<Result<Saddle, NotRefined>>, BvseError> {
        self.tried.extend(orbits);
        let framework = self.map.framework();
        let starts = orbits.par_iter().map(|orbit| self.graph.fract(*orbit));
        starts
            .map(|start| {
                framework.options.stop.check()?;
                let near = Vicinity::new(framework);
                let start = framework.lattice().cartesian(&start);
                Ok(saddle(&near, &start, self.reach_ang))
            })
            .collect()
    }

    /// The contacts on the easiest paths that have not been tried.
    fn on_easiest_paths(&self) -> Vec<usize> {
        let of_contacts = self.of_contacts(|_| true);
        let hops = by_energy(
            self.hops
                .iter()
                .chain(of_contacts.iter().map(|(_, hop)| hop)),
        );
        let mut levels: Vec<Level> = percolate(&self.sites, &hops)
            .into_iter()
            .flatten()
            .collect();
        levels.dedup();
        let loops = levels
            .iter()
            .filter_map(|level| easiest_loop(&self.sites, &hops, level));
        let used: Vec<&Hop> = loops
            .flat_map(|found| found.steps)
            .map(|step| hops[step.hop])
            .collect();
        let is_used = |hop: &Hop| used.iter().any(|other| std::ptr::eq(*other, hop));
        let untried = of_contacts.iter().filter(|(number, hop)| {
            matches!(self.contacts[*number].state, State::Untried) && is_used(hop)
        });
        untried.map(|(number, _)| *number).collect()
    }

    /// Looks for saddle points from some contacts, and for more where these leave a gap.
    fn cross(&mut self, contacts: &[usize]) -> Result<(), BvseError> {
        let orbits: Vec<u32> = contacts
            .iter()
            .map(|number| self.contacts[*number].orbit)
            .collect();
        let found = self.saddles(&orbits)?;
        for (number, found) in contacts.iter().zip(found) {
            let crossed = found.map(|saddle| {
                let ends = self.add(&saddle);
                self.contacts[*number].is_crossed_by(ends, &self.sites)
            });
            self.contacts[*number].state = match crossed {
                Ok(true) => State::Crossed,
                Ok(false) => State::Failed(NotRefined::NoSaddle),
                Err(why) => State::Failed(why),
            };
        }
        self.close(contacts)
    }

    /// Adds the hop over a saddle point, unless an image of it is known; gives its ends.
    fn add(&mut self, saddle: &Saddle) -> [SiteImage; 2] {
        let ends = [0, 1].map(|side| {
            let minimum = &saddle.descents[side].minimum;
            self.sites.place(minimum, Provenance::Refined)
        });
        let hop = Hop::over(saddle, ends, &self.sites);
        let known = self
            .hops
            .iter_mut()
            .find(|known| known.is_image_of(&hop, &self.sites));
        match known {
            None => self.hops.push(hop),
            Some(known) => {
                let least_ev = known.saddle_energy_ev() - self.sites.least_gain_ev;
                if hop.saddle_energy_ev() < least_ev {
                    *known = hop;
                }
            }
        }
        ends
    }

    /// Closes the gaps that contacts have left, the lowest first: what they join may spare others.
    fn close(&mut self, contacts: &[usize]) -> Result<(), BvseError> {
        const AT_ONCE: usize = 32;
        for batch in self.gaps(contacts).chunks(AT_ONCE) {
            self.drop_joined(batch);
            let gaps = self.gaps(batch);
            let framework = self.map.framework();
            let crossings: Vec<Crossing> = gaps
                .par_iter()
                .map(|number| {
                    framework.options.stop.check()?;
                    let contact = &self.contacts[*number];
                    let polyline = contact.polyline(self.map, self.graph, &self.sites);
                    Ok(Crossing::new(framework, polyline, self.reach_ang))
                })
                .collect::<Result<_, BvseError>>()?;
            for (number, crossing) in gaps.iter().zip(crossings) {
                for saddle in &crossing.saddles {
                    self.add(saddle);
                }
                let contact = &mut self.contacts[*number];
                contact.highest_ev = crossing.highest_ev;
                contact.state = match crossing.joined {
                    Ok(()) => State::Crossed,
                    Err(why) => State::Failed(why),
                };
            }
        }
        // The descent from a saddle point may turn aside where the string does not, to a minimum from
        // which other saddle points, some of them found later, lead on.
        let all: Vec<usize> = (0..self.contacts.len()).collect();
        self.drop_joined(&all);
        Ok(())
    }

    /// Those of some contacts that have a gap, the lowest first.
    fn gaps(&self, contacts: &[usize]) -> Vec<usize> {
        let highest_ev = |number: &usize| self.contacts[*number].highest_ev;
        let mut gaps = contacts.to_vec();
        gaps.retain(|number| matches!(self.contacts[*number].state, State::Failed(_)));
        gaps.sort_by(|a, b| highest_ev(a).total_cmp(&highest_ev(b)));
        gaps
    }

    /// Counts as crossed those of some contacts whose ends are joined by hops no higher.
    fn drop_joined(&mut self, contacts: &[usize]) {
        let mut joined = self.gaps(contacts);
        if joined.is_empty() {
            return;
        }
        let untried = self.of_contacts(|state| matches!(state, State::Untried));
        let hops = by_energy(self.hops.iter().chain(untried.iter().map(|(_, hop)| hop)));
        let mut hops = hops.into_iter().peekable();
        let mut forest = forest(&self.sites);
        joined.retain(|number| {
            let contact = &self.contacts[*number];
            while let Some(hop) = hops.next_if(|hop| hop.saddle_energy_ev() <= contact.highest_ev) {
                join(&mut forest, &self.sites, hop.ends);
            }
            is_joined(&mut forest, &self.sites, contact.ends())
        });
        for number in joined {
            self.contacts[number].state = State::Crossed;
        }
    }

    /// Contacts in some states, by number, as hops on the grid.
    fn of_contacts(&self, wanted: impl Fn(State) -> bool) -> Vec<(usize, Hop)> {
        let contacts = self.contacts.iter().enumerate();
        contacts
            .filter(|(_, contact)| wanted(contact.state))
            .filter_map(|(number, contact)| {
                let hop = contact.hop(self.map, self.graph, &self.sites)?;
                Some((number, hop))
            })
            .collect()
    }

    /// The levels in eV that the hops have by now.
    fn levels_ev(&self) -> Vec<f64> {
        let of_contacts = self.of_contacts(|_| true);
        let hops = by_energy(
            self.hops
                .iter()
                .chain(of_contacts.iter().map(|(_, hop)| hop)),
        );
        let levels = percolate(&self.sites, &hops);
        let found = levels.iter().flatten();
        found.map(|l| hops[l.hop].saddle_energy_ev()).collect()
    }

    /// What was found: sites and hops, each by rising energy.
    fn finish(mut self, complete_to_ev: Option<f64>) -> Found {
        for (number, mut hop) in self.of_contacts(|_| true) {
            hop.descents = self.contacts[number].descents(self.map, self.graph, &self.sites);
            self.hops.push(hop);
        }
        let mut hops = self.hops;
        hops.retain(|hop| !self.sites.is_same(hop.ends[0], hop.ends[1]));
        hops.sort_by(|a, b| a.saddle_energy_ev().total_cmp(&b.saddle_energy_ev()));
        if complete_to_ev.is_some() {
            hops = one_per_saddle(hops, &self.sites);
        }
        let renumbered = self.sites.sort();
        for end in hops.iter_mut().flat_map(|hop| &mut hop.ends) {
            end.site = renumbered[end.site as usize];
        }
        Found {
            sites: self.sites,
            hops,
            complete_to_ev,
        }
    }
}
