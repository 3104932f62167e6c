//! What can be where: places, the groups that share a site, and pairs that cannot both be filled.

use std::ops::Range;

use hecs_core::Species;

use crate::OrderError;

/// The places of a supercell at which there is a choice, and what must be placed on them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choices {
    /// Places that share a site of the parent structure, one group after the other.
    pub groups: Vec<Group>,
    /// Pairs of places that cannot both be filled, the smaller number first, ascending; `[i, i]` is a place that
    /// cannot be filled at all, since it is too near to its own images.
    pub exclusions: Vec<[usize; 2]>,
}

/// Places that share a site, and how many of each species they hold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// Index of the site among those of the parent structure.
    pub site: usize,
    /// Label of the site.
    pub label: String,
    /// Its places.
    pub places: Range<usize>,
    /// The species to be placed, each filling its place (occupancy 1). Number k of a configuration is `species[k - 1]`.
    pub species: Vec<Species>,
    /// How many of each; what is missing to the number of places is left free.
    pub counts: Vec<usize>,
    /// What stays on each place that is left free: untouched species, with the occupancy that keeps their amount.
    pub when_free: Vec<Species>,
}

impl Group {
    /// Places to be filled.
    pub fn filled(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Places to be left free.
    pub fn free(&self) -> usize {
        self.places.len() - self.filled()
    }
}

impl Choices {
    /// Number of places: the length of a configuration.
    pub fn place_count(&self) -> usize {
        self.groups.last().map_or(0, |group| group.places.end)
    }

    /// Group of each place.
    pub(crate) fn group_of_places(&self) -> Vec<usize> {
        let groups = self.groups.iter().enumerate();
        groups
            .flat_map(|(g, group)| std::iter::repeat_n(g, group.places.len()))
            .collect()
    }

    /// Places that each place excludes; itself where it cannot be filled.
    pub(crate) fn excluded(&self) -> Vec<Vec<usize>> {
        let mut excluded = vec![Vec::new(); self.place_count()];
        for [i, j] in &self.exclusions {
            excluded[*i].push(*j);
            if i != j {
                excluded[*j].push(*i);
            }
        }
        excluded
    }

    /// Groups that exclusions tie together, directly or through others; each set ascending.
    pub(crate) fn clusters(&self) -> Vec<Vec<usize>> {
        let group_of = self.group_of_places();
        let mut cluster: Vec<usize> = (0..self.groups.len()).collect();
        for [i, j] in &self.exclusions {
            let (a, b) = (cluster[group_of[*i]], cluster[group_of[*j]]);
            let (low, high) = (a.min(b), a.max(b));
            for c in &mut cluster {
                if *c == high {
                    *c = low;
                }
            }
        }
        let members = |c| {
            let all = cluster.iter().enumerate();
            all.filter(|(_, own)| **own == c).map(|(g, _)| g).collect()
        };
        (0..self.groups.len())
            .map(members)
            .filter(|groups: &Vec<usize>| !groups.is_empty())
            .collect()
    }

    /// Labels of some groups, for messages.
    pub(crate) fn labels(&self, groups: &[usize]) -> String {
        let labels: Vec<&str> = groups
            .iter()
            .map(|g| self.groups[*g].label.as_str())
            .collect();
        labels.join(", ")
    }

    /// Checks that a configuration has the right length, holds each species as often as it must, and no two atoms
    /// that exclude each other.
    ///
    /// # Errors
    /// [`OrderError::Misfit`].
    pub fn check(&self, configuration: &[u8]) -> Result<(), OrderError> {
        let misfit = |reason: String| Err(OrderError::Misfit { reason });
        if configuration.len() != self.place_count() {
            return misfit(format!(
                "it has {} places, not {}",
                configuration.len(),
                self.place_count()
            ));
        }
        for group in &self.groups {
            let held = &configuration[group.places.clone()];
            for (k, count) in group.counts.iter().enumerate() {
                let found = held.iter().filter(|h| usize::from(**h) == k + 1).count();
                if found != *count {
                    let element = group.species[k].element;
                    return misfit(format!(
                        "it has {found} {element} on site \"{}\", not {count}",
                        group.label
                    ));
                }
            }
            if held.iter().any(|h| usize::from(*h) > group.species.len()) {
                return misfit(format!(
                    "it has an unknown species on site \"{}\"",
                    group.label
                ));
            }
        }
        let is_full = |place: &usize| configuration[*place] > 0;
        match self.exclusions.iter().find(|pair| pair.iter().all(is_full)) {
            Some([i, j]) => misfit(format!("places {i} and {j} exclude each other")),
            None => Ok(()),
        }
    }
}
