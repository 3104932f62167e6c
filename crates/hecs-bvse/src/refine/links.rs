//! Percolation over ways between minima.

use nalgebra::Vector3;

use crate::forest::Forest;
use crate::graph::Graph;
use crate::refine::Outcome;
use crate::refine::minima::{Minima, Place};

/// A way between two images of minima.
pub(crate) struct Link {
    pub(crate) ends: [Place; 2],
    pub(crate) energy_ev: f64,
    /// Fractional position of its highest point.
    pub(crate) fract: Vector3<f64>,
    pub(crate) outcome: Outcome,
}

/// Links by rising energy; equal ones keep their order.
pub(crate) fn in_order<'l>(links: impl IntoIterator<Item = &'l Link>) -> Vec<&'l Link> {
    let mut links: Vec<&Link> = links.into_iter().collect();
    links.sort_by(|a, b| a.energy_ev.total_cmp(&b.energy_ev));
    links
}

/// The minima before any link joins them.
pub(crate) fn forest<'g>(graph: &'g Graph, minima: &Minima) -> Forest<'g> {
    let mut forest = Forest::new(minima.list.len(), graph.table);
    for (number, minimum) in (0..).zip(&minima.list) {
        forest.insert(number);
        for element in &minimum.stabiliser {
            forest.join(number, *element, number);
        }
    }
    forest
}

pub(crate) fn join(forest: &mut Forest, minima: &Minima, [from, to]: [Place; 2]) {
    forest.join(from.0, minima.between(from, to), to.0);
}

/// The link that completes percolation in a number of dimensions, and its directions.
pub(crate) struct Event<'l> {
    pub(crate) link: &'l Link,
    pub(crate) directions: Vec<[i32; 3]>,
}

/// The events for 1, 2 and 3 dimensions among links given by rising energy.
pub(crate) fn percolate<'l>(
    graph: &Graph,
    minima: &Minima,
    links: &[&'l Link],
) -> [Option<Event<'l>>; 3] {
    let mut forest = forest(graph, minima);
    let mut events = [None, None, None];
    for link in links {
        join(&mut forest, minima, link.ends);
        let (from, _) = link.ends[0];
        let rank = forest.rank(from);
        for event in events.iter_mut().take(rank).filter(|e| e.is_none()) {
            *event = Some(Event {
                link,
                directions: forest.translations(from).1,
            });
        }
        if rank == 3 {
            break;
        }
    }
    events
}
