//! The images of sites as a graph whose edges are hops, and the search for the cheapest steps over it.
//!
//! The cost of a hop is an estimate of ∫ (E − E_min + 0.05 eV) ds along it, from straight lines between its
//! ends and its saddle point; the search is Dijkstra's.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use nalgebra::Vector3;

use super::hops::Hop;
use super::sites::{SiteImage, Sites};
use crate::translations::GroupElement;

/// Added to the energy of a point in the cost of a hop (eV): it keeps the loop short where the
/// potential is flat, and is small beside the barriers of interest.
const LENGTH_COST_EV: f64 = 0.05;

/// One hop of a loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    /// Number of the hop in order of energy.
    pub(crate) hop: usize,
    /// Takes the hop to where the loop needs it.
    pub(crate) frame: GroupElement,
    /// Whether it leads from its first end to its second.
    pub(crate) forward: bool,
}

/// A hop from a site, seen from the frame of the site.
struct Edge {
    step: Step,
    to: SiteImage,
    cost: f64,
}

/// The images of sites as a graph, with hops as edges.
pub(crate) struct SiteGraph<'s> {
    sites: &'s Sites,
    /// Hops from each site, one for each image of a site that they lead to.
    edges: Vec<Vec<Edge>>,
}

impl<'s> SiteGraph<'s> {
    pub(crate) fn new(sites: &'s Sites, hops: &[&Hop]) -> Self {
        let mut edges: Vec<Vec<Edge>> = sites.list.iter().map(|_| Vec::new()).collect();
        let table = &sites.symmetry.table;
        let lowest_ev = sites.get(sites.lowest()).energy_ev();
        for (number, hop) in hops.iter().enumerate() {
            let [a, b] = hop.ends;
            let cost = cost(sites, hop, lowest_ev);
            for (from, to, forward) in [(a, b, true), (b, a, false)] {
                for stays in sites.staying(from.site) {
                    let frame = table.multiply(stays, table.inverse(from.element));
                    let edge = Edge {
                        step: Step {
                            hop: number,
                            frame,
                            forward,
                        },
                        to: sites.image_under(frame, to),
                        cost,
                    };
                    let list = &mut edges[from.site as usize];
                    match list.iter_mut().find(|known| known.to == edge.to) {
                        None => list.push(edge),
                        Some(known) if edge.cost < known.cost => *known = edge,
                        Some(_) => {}
                    }
                }
            }
        }
        Self { sites, edges }
    }

    /// The cheapest steps from one image of a site to the first of the targets, and which that is.
    ///
    /// The images have no end; those are looked at that lie near the box around start and targets, and
    /// more only where these do not hold the steps.
    pub(crate) fn search<T>(
        &self,
        start: SiteImage,
        targets: &BTreeMap<SiteImage, T>,
    ) -> Option<(Vec<Step>, SiteImage)> {
        const MARGINS_ANG: [f64; 5] = [8.0, 16.0, 32.0, 64.0, 128.0];
        let ends = targets.keys().copied().chain([start]);
        let ends: Vec<Vector3<f64>> = ends.map(|end| self.sites.fract(end)).collect();
        MARGINS_ANG
            .iter()
            .find_map(|margin_ang| self.search_in(&self.around(&ends, *margin_ang), start, targets))
    }

    /// The lowest and the highest fractional coordinates within a margin around some positions.
    fn around(&self, positions: &[Vector3<f64>], margin_ang: f64) -> [Vector3<f64>; 2] {
        let widths_ang = self.sites.symmetry.lattice().perpendicular_widths();
        let margin = Vector3::from(widths_ang).map(|width| margin_ang / width);
        let low = positions.iter().fold(positions[0], |low, at| low.inf(at));
        let high = positions.iter().fold(positions[0], |high, at| high.sup(at));
        [low - margin, high + margin]
    }

    fn search_in<T>(
        &self,
        [low, high]: &[Vector3<f64>; 2],
        start: SiteImage,
        targets: &BTreeMap<SiteImage, T>,
    ) -> Option<(Vec<Step>, SiteImage)> {
        let is_inside =
            |fract: &Vector3<f64>| (0..3).all(|i| low[i] <= fract[i] && fract[i] <= high[i]);
        let mut open = BinaryHeap::from([Open {
            cost: 0.0,
            at: start,
        }]);
        // Lowest cost known of each image, and the step that leads there from which other.
        let mut known: HashMap<SiteImage, (f64, Option<(SiteImage, Step)>)> =
            HashMap::from([(start, (0.0, None))]);
        while let Some(Open { cost, at }) = open.pop() {
            if targets.contains_key(&at) {
                let mut steps = Vec::new();
                let mut here = at;
                while let Some((before, step)) = known[&here].1 {
                    steps.push(step);
                    here = before;
                }
                steps.reverse();
                return Some((steps, at));
            }
            if cost > known[&at].0 {
                continue;
            }
            for edge in &self.edges[at.site as usize] {
                let to = self.sites.image_under(at.element, edge.to);
                let cost = cost + edge.cost;
                let is_cheaper = known.get(&to).is_none_or(|(best, _)| cost < *best);
                if is_cheaper && is_inside(&self.sites.fract(to)) {
                    let table = &self.sites.symmetry.table;
                    let step = Step {
                        frame: table.multiply(at.element, edge.step.frame),
                        ..edge.step
                    };
                    known.insert(to, (cost, Some((at, step))));
                    open.push(Open { cost, at: to });
                }
            }
        }
        None
    }
}

/// An estimate of ∫ (E − E_min + 0.05 eV) ds along a hop in eV Å.
fn cost(sites: &Sites, hop: &Hop, lowest_ev: f64) -> f64 {
    let lattice = sites.symmetry.lattice();
    let sides = hop.ends.iter().zip(hop.ends_fract());
    sides
        .map(|(end, fract)| {
            let length_ang = lattice.cartesian(&(hop.saddle_fract() - fract)).norm();
            let end_ev = sites.get(end.site).energy_ev();
            let mean_ev = f64::midpoint(hop.saddle_energy_ev(), end_ev);
            length_ang * (mean_ev - lowest_ev + LENGTH_COST_EV)
        })
        .sum()
}

/// An image of a site that can be reached; the heap gives the cheapest first, equal ones in order of
/// the image.
#[derive(PartialEq)]
struct Open {
    cost: f64,
    at: SiteImage,
}

impl Eq for Open {}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cost = other.cost.total_cmp(&self.cost);
        by_cost.then_with(|| other.at.cmp(&self.at))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
