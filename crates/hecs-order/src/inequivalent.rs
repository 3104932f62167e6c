//! Every configuration that symmetry does not make the same as another, once.
//!
//! The species are placed one after the other, each as a set of places of its group. A set S is *canonical* under a group
//! H of permutations where no image of it is larger (sets ordered by their smallest members, see `mask.rs`). Each orbit of H on
//! sets of k places has one canonical member, and **a canonical set without its last member is canonical**: if g made P = S ∖ {max S}
//! larger, the first number i in which gP and P differ would be in gP only, and smaller than max P since both have as many
//! members; gS ⊇ gP would then be larger than S. So every canonical set is met by adding members in ascending order to
//! canonical sets, and what is not canonical need not be followed (orderly generation: Read 1978,
//! doi:10.1016/S0167-5060(08)70325-X; Faradžev 1978). No list of what was met is kept.
//!
//! The next species is placed under the stabiliser of what is placed already: the orbits of G on pairs (A, B) are those of
//! G on A, and for one A of each, those of Stab(A) on B. In the end |G| / |Stab| is the number of configurations that
//! are the same crystal (orbit and stabiliser).
//!
//! The images gP of the set so far are kept for all g; adding a member p makes gS = gP ∪ {g p}, one `or` and one comparison
//! for each g.

use std::ops::ControlFlow;

use crate::mask::{Mask, Wide};
use crate::{Choices, OrderError, Symmetry};

/// Bytes that the images of the places of one group may take.
const MOST_TABLE_BYTES: usize = 150_000_000;

/// Permutations that are compared before the result is looked at: a few vectors of the machine.
const BLOCK: usize = 64;

/// One species to be placed.
#[derive(Clone, Copy, Debug)]
struct Stage {
    group: usize,
    /// What a configuration has where the group is not decided yet.
    blank: u8,
    species: u8,
    count: usize,
}

/// The configurations of some choices that symmetry leaves.
#[derive(Clone, Debug)]
pub struct Inequivalent<'a> {
    choices: &'a Choices,
    symmetry: &'a Symmetry,
    stages: Vec<Stage>,
    /// Places that each place excludes.
    excluded: Vec<Vec<usize>>,
}

/// The configuration so far, and for each place how many filled ones exclude it.
struct Progress {
    configuration: Vec<u8>,
    closed: Vec<u16>,
}

type Visit<'v> = dyn FnMut(&[u8], u64) -> ControlFlow<()> + 'v;

impl<'a> Inequivalent<'a> {
    /// Prepares their generation. `symmetry` must be that of the supercell of the choices.
    ///
    /// # Errors
    /// [`OrderError::TooManyPositions`] for a group of more than 512 places, [`OrderError::GroupTooLarge`].
    pub fn new(choices: &'a Choices, symmetry: &'a Symmetry) -> Result<Self, OrderError> {
        let excluded = choices.excluded();
        let mut stages = Vec::new();
        for (index, group) in choices.groups.iter().enumerate() {
            let places = group.places.len();
            if places > Wide::BITS {
                return Err(OrderError::TooManyPositions {
                    positions: places,
                    most: Wide::BITS,
                });
            }
            if places * symmetry.order() * mask_bytes(places) > MOST_TABLE_BYTES {
                return Err(OrderError::GroupTooLarge {
                    operations: symmetry.operations(),
                    places,
                });
            }
            let mut counts = vec![(group.free(), 0)];
            counts.extend(group.counts.iter().copied().zip(1..=u8::MAX));
            // The most frequent is what the others leave. Where places exclude each other that is nothing, so
            // that every atom is placed and looked at.
            let is_tied = excluded[group.places.clone()].iter().any(|e| !e.is_empty());
            let blank = if is_tied {
                0
            } else {
                counts
                    .iter()
                    .max_by_key(|(count, k)| (*count, std::cmp::Reverse(*k)))
                    .map_or(0, |c| c.1)
            };
            counts.retain(|(count, k)| *k != blank && *count > 0);
            counts.sort_by_key(|(count, k)| (std::cmp::Reverse(*count), *k));
            stages.extend(counts.into_iter().map(|(count, species)| Stage {
                group: index,
                blank,
                species,
                count,
            }));
        }
        // The group with the most ways first: the symmetry that is left behind it is the least.
        let ways = |g: usize| {
            let of_group = stages.iter().filter(|s| s.group == g);
            let mut left = choices.groups[g].places.len();
            let mut log = 0.0;
            for stage in of_group {
                for k in 0..stage.count {
                    log += ((left - k) as f64 / (k + 1) as f64).ln();
                }
                left -= stage.count;
            }
            log
        };
        let logs: Vec<f64> = (0..choices.groups.len()).map(ways).collect();
        stages.sort_by(|a, b| {
            logs[b.group]
                .total_cmp(&logs[a.group])
                .then(a.group.cmp(&b.group))
        });
        Ok(Self {
            choices,
            symmetry,
            stages,
            excluded,
        })
    }

    /// Hands every configuration to `visit` with its multiplicity, the number of configurations that are the same crystal,
    /// always in the same order, until it breaks off. Memory does not grow with their number.
    pub fn for_each(
        &self,
        mut visit: impl FnMut(&[u8], u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut progress = Progress {
            configuration: vec![0; self.choices.place_count()],
            closed: vec![0; self.choices.place_count()],
        };
        for stage in &self.stages {
            let places = self.choices.groups[stage.group].places.clone();
            progress.configuration[places].fill(stage.blank);
        }
        let everything: Vec<u32> = (0..self.symmetry.order() as u32).collect();
        self.place(0, &everything, &mut progress, &mut visit)
    }

    /// Places the species of all stages from one on, under a group of permutations.
    fn place(
        &self,
        stage: usize,
        group: &[u32],
        progress: &mut Progress,
        visit: &mut Visit,
    ) -> ControlFlow<()> {
        let Some(own) = self.stages.get(stage) else {
            let multiplicity = self.symmetry.order() / group.len();
            return visit(&progress.configuration, multiplicity as u64);
        };
        match self.choices.groups[own.group].places.len() {
            0..=32 => Sets::<u32>::new(self, stage, group, progress).all(progress, visit),
            33..=64 => Sets::<u64>::new(self, stage, group, progress).all(progress, visit),
            65..=128 => Sets::<u128>::new(self, stage, group, progress).all(progress, visit),
            _ => Sets::<Wide>::new(self, stage, group, progress).all(progress, visit),
        }
    }
}

/// Bytes of the mask of a set of so many places.
fn mask_bytes(places: usize) -> usize {
    match places {
        0..=32 => 4,
        33..=64 => 8,
        65..=128 => 16,
        _ => Wide::BITS / 8,
    }
}

/// The sets of places of one species.
struct Sets<'a, M> {
    all: &'a Inequivalent<'a>,
    stage: usize,
    group: &'a [u32],
    /// Places that it can have.
    places: Vec<usize>,
    /// For each of them the masks of its images, one for each permutation.
    images: Vec<Vec<M>>,
    /// Images of the set of each size so far.
    so_far: Vec<Vec<M>>,
    /// The block of permutations that last showed a set not to be canonical: likely to do so again.
    hint: usize,
}

impl<'a, M: Mask> Sets<'a, M> {
    fn new(all: &'a Inequivalent<'a>, stage: usize, group: &'a [u32], progress: &Progress) -> Self {
        let Stage {
            group: index,
            blank,
            count,
            ..
        } = all.stages[stage];
        let range = all.choices.groups[index].places.clone();
        let is_open = |place: &usize| progress.configuration[*place] == blank;
        let places: Vec<usize> = range.clone().filter(is_open).collect();
        let width = all.symmetry.places();
        let images = places.iter().map(|place| {
            let image = |g: &u32| {
                let to = all.symmetry.image(*g as usize * width + place);
                M::of(to - range.start)
            };
            group.iter().map(image).collect()
        });
        Self {
            images: images.collect(),
            all,
            stage,
            group,
            places,
            so_far: vec![vec![M::EMPTY; group.len()]; count],
            hint: 0,
        }
    }

    fn all(&mut self, progress: &mut Progress, visit: &mut Visit) -> ControlFlow<()> {
        self.extend(0, 0, M::EMPTY, progress, visit)
    }

    /// Adds each possible member from the place number `from` on to the set so far, which has `size` members.
    fn extend(
        &mut self,
        size: usize,
        from: usize,
        set: M,
        progress: &mut Progress,
        visit: &mut Visit,
    ) -> ControlFlow<()> {
        let Stage {
            group,
            blank,
            species,
            count,
        } = self.all.stages[self.stage];
        let start = self.all.choices.groups[group].places.start;
        let missing = count - size;
        for index in from..(self.places.len() + 1).saturating_sub(missing) {
            let place = self.places[index];
            let excluded = &self.all.excluded[place];
            if species > 0 && (progress.closed[place] > 0 || excluded.contains(&place)) {
                continue;
            }
            let larger = set.or(M::of(place - start));
            if !self.is_canonical(size, index, larger) {
                continue;
            }
            progress.configuration[place] = species;
            if species > 0 {
                for other in excluded {
                    progress.closed[*other] += 1;
                }
            }
            let flow = if missing == 1 {
                let same = self.so_far[size].iter().zip(&self.images[index]);
                let stabiliser: Vec<u32> = same
                    .zip(self.group)
                    .filter(|((image, member), _)| image.or(**member) == larger)
                    .map(|(_, g)| *g)
                    .collect();
                self.all.place(self.stage + 1, &stabiliser, progress, visit)
            } else {
                let (done, next) = self.so_far.split_at_mut(size + 1);
                let grown = done[size].iter().zip(&self.images[index]);
                for (image, (before, member)) in next[0].iter_mut().zip(grown) {
                    *image = before.or(*member);
                }
                self.extend(size + 1, index + 1, larger, progress, visit)
            };
            progress.configuration[place] = blank;
            if species > 0 {
                for other in excluded {
                    progress.closed[*other] -= 1;
                }
            }
            flow?;
        }
        ControlFlow::Continue(())
    }

    /// Whether no image of the set of `size` members with one more is larger than it.
    fn is_canonical(&mut self, size: usize, index: usize, larger: M) -> bool {
        let sets = &self.so_far[size];
        let members = &self.images[index];
        let exceeds = |block: usize| {
            let range = block * BLOCK..((block + 1) * BLOCK).min(sets.len());
            let pairs = sets[range.clone()].iter().zip(&members[range]);
            pairs.fold(false, |any, (image, member)| {
                any | (image.or(*member) > larger)
            })
        };
        if exceeds(self.hint) {
            return false;
        }
        match (0..sets.len().div_ceil(BLOCK)).find(|block| exceeds(*block)) {
            Some(block) => {
                self.hint = block;
                false
            }
            None => true,
        }
    }
}
