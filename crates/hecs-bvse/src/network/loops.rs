//! The easiest loop of hops that a level of percolation opens.
//!
//! A loop leads from an image of a site to its image one translation further; the easiest is that of the
//! lowest cost (see the module `site_graph`).

use std::collections::BTreeMap;

use super::hops::Hop;
use super::levels::{Level, forest, is_joined, join};
use super::site_graph::{SiteGraph, Step};
use super::sites::{SiteImage, Sites};
use crate::forest::Forest;
use crate::translations::GroupElement;

/// Hops one after the other, the last of which ends one translation beyond the start of the first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Loop {
    pub(crate) steps: Vec<Step>,
    pub(crate) translation: [i32; 3],
}

/// The easiest loop over the hop of a level among `hops`, which are given by rising energy; those above
/// the level are left out.
///
/// It runs along the first direction that the level opens: one along which no loop was possible below
/// it on either side of the hop. Where there is none, it runs along the first direction.
pub(crate) fn easiest_loop(sites: &Sites, hops: &[&Hop], level: &Level) -> Option<Loop> {
    let hops = &hops[..=level.hop];
    let [from, to] = hops[level.hop]
        .ends
        .map(|end| sites.image_under(level.frame, end));
    let goals = goals(sites, hops, level, [from, to]);
    let targets: BTreeMap<SiteImage, Goal> = goals
        .iter()
        .map(|goal| (beyond(sites, from, goal.translation), *goal))
        .collect();
    if targets.is_empty() {
        return None;
    }
    let (rest, target) = SiteGraph::new(sites, hops).search(to, &targets)?;
    let mut steps = vec![Step {
        hop: level.hop,
        frame: level.frame,
        forward: true,
    }];
    steps.extend(rest);
    Some(targets[&target].turn_back(sites, steps))
}

/// An image of a site one translation further.
fn beyond(sites: &Sites, image: SiteImage, translation: [i32; 3]) -> SiteImage {
    let element = GroupElement {
        operation: 0,
        shift: translation.map(|x| x as i16),
    };
    sites.image_under(element, image)
}

/// An image of the direction of a loop.
#[derive(Clone, Copy, Debug)]
struct Goal {
    translation: [i32; 3],
    /// The operation that makes it from the direction.
    operation: u16,
    /// Whether it is that image backwards.
    backward: bool,
}

/// The translations of the loops over one image of a hop that stand for all loops along one direction
/// over any image of the hop: the images of the direction.
fn goals(sites: &Sites, hops: &[&Hop], level: &Level, ends: [SiteImage; 2]) -> Vec<Goal> {
    let has_loop = |forest: &mut Forest, end: SiteImage, translation: [i32; 3]| {
        is_joined(forest, sites, [end, beyond(sites, end, translation)])
    };
    let mut below = forest(sites);
    for hop in &hops[..level.hop] {
        join(&mut below, sites, hop.ends);
    }
    let mut is_opened = |t: [i32; 3]| !ends.iter().any(|end| has_loop(&mut below, *end, t));
    let opened = level.directions.iter().find(|t| is_opened(**t));
    let Some(direction) = opened.or(level.directions.first()) else {
        return Vec::new();
    };
    let mut goals: Vec<Goal> = Vec::new();
    for operation in 0..sites.symmetry.order() as u16 {
        let image = sites.symmetry.turn(operation, *direction);
        for (translation, backward) in [(image, false), (image.map(|x| -x), true)] {
            let is_new = !goals.iter().any(|goal| goal.translation == translation);
            if is_new && (opened.is_none() || is_opened(translation)) {
                goals.push(Goal {
                    translation,
                    operation,
                    backward,
                });
            }
        }
    }
    join(&mut below, sites, hops[level.hop].ends);
    goals.retain(|goal| has_loop(&mut below, ends[0], goal.translation));
    goals
}

impl Goal {
    /// A loop along this image as one along the direction itself.
    fn turn_back(self, sites: &Sites, mut steps: Vec<Step>) -> Loop {
        let symmetry = &sites.symmetry;
        let mut translation = self.translation;
        if self.backward {
            steps.reverse();
            for step in &mut steps {
                step.forward = !step.forward;
            }
            translation = translation.map(|x| -x);
        }
        let back = symmetry.table.inverse(GroupElement {
            operation: self.operation,
            shift: [0; 3],
        });
        for step in &mut steps {
            step.frame = symmetry.table.multiply(back, step.frame);
        }
        Loop {
            steps,
            translation: symmetry.turn(back.operation, translation),
        }
    }
}
