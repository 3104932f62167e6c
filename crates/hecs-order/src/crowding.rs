//! Which atoms exclude each other: places that are not filled together, and positions that untouched species leave.
//!
//! Partly filled sites that are too near to each other are alternatives: of two positions one is filled at most. It makes no
//! difference whether rounding leaves a choice on them. A site that it fills completely, or that the file does, leaves no room on
//! those beside it: the positions of a site are images of one another, so that all are beside it or none. Atoms that are to be
//! placed there are an error, which names both sites: to leave them out would be another composition. Untouched species are driven
//! off. Two sites that are both full in the file are no alternatives: they stay as the file says, whatever their distance. A site that
//! is full in the file may be bonded to what is beside it, and excludes it only below half the length of a bond, however large the
//! distance is that keeps partly filled sites apart.

use hecs_core::Species;
use nalgebra::Vector3;

use crate::exclusion::EQUAL_ANG;
use crate::share::Share;
use crate::supercell::Content;
use crate::{Exclusion, OrderError, Supercell};

/// What exclusions do in a supercell.
pub(crate) struct Crowding {
    /// As in [`crate::Choices`].
    pub(crate) exclusions: Vec<[usize; 2]>,
    /// For each place the positions whose untouched species leave when it is filled.
    pub(crate) crowds: Vec<Vec<usize>>,
    /// Positions that untouched species leave in every configuration, ascending.
    pub(crate) crowded: Vec<usize>,
}

/// Part of a position in exclusions.
#[derive(Clone, Copy)]
enum Part {
    /// Filled or not: the place of this number.
    Place(usize),
    /// Filled in every configuration.
    Full,
    /// Untouched species, that stay unless they are driven off.
    Untouched,
}

/// What may be on a position of the supercell. One that is shared with untouched species is there twice.
struct Occupant<'s> {
    position: usize,
    site: usize,
    part: Part,
    /// What it mainly holds.
    species: &'s Species,
    /// Whether its site is full in the file.
    is_stated: bool,
}

impl Crowding {
    /// Of a supercell whose groups are known.
    ///
    /// # Errors
    /// [`OrderError::BesideFull`].
    pub(crate) fn of(
        supercell: &Supercell,
        shares: &[Share<'_>],
        exclusion: &Exclusion,
    ) -> Result<Self, OrderError> {
        let occupants = occupants(supercell, shares);
        let places = supercell.choices().place_count();
        let mut found = Self {
            exclusions: Vec::new(),
            crowds: vec![Vec::new(); places],
            crowded: Vec::new(),
        };
        let cell = supercell.cell.sites();
        let points: Vec<(Vector3<f64>, &Species)> = (occupants.iter())
            .map(|one| (cell[one.position].positions[0], one.species))
            .collect();
        for [i, j] in exclusion.pairs(supercell.lattice(), &points) {
            let (one, other) = (&occupants[i], &occupants[j]);
            let are_stated = one.is_stated && other.is_stated;
            let is_stated = one.is_stated || other.is_stated;
            let apart_ang = || supercell.lattice().distance(&points[i].0, &points[j].0);
            if is_stated && !are_stated {
                let half_a_bond_ang =
                    Exclusion::CovalentRadii.distance_ang(points[i].1, points[j].1);
                if apart_ang() >= half_a_bond_ang + EQUAL_ANG {
                    continue;
                }
            }
            // Occupants are in the order of the parts: places, what is full, untouched species.
            match (one.part, other.part) {
                (Part::Place(a), Part::Untouched) => {
                    if one.position != other.position {
                        found.crowds[a].push(other.position);
                    }
                }
                (Part::Untouched, _) => {}
                _ if are_stated => {}
                (Part::Place(a), Part::Place(b)) => found.exclusions.push([a, b]),
                (Part::Full, Part::Untouched) => found.crowded.push(other.position),
                (_, Part::Full) | (Part::Full, _) => {
                    let lattice = supercell.lattice();
                    let edges_ang = lattice.lengths().into_iter();
                    return Err(OrderError::BesideFull {
                        full: shares[other.site].site.label.clone(),
                        site: shares[one.site].site.label.clone(),
                        atoms: shares[one.site].counts.iter().sum(),
                        distance_ang: if i == j {
                            edges_ang.fold(f64::INFINITY, f64::min)
                        } else {
                            apart_ang()
                        },
                    });
                }
            }
        }
        found.crowded.sort_unstable();
        found.crowded.dedup();
        Ok(found)
    }
}

/// Everything that may be on the positions of a supercell: first the places, then what is full, then untouched species.
fn occupants<'s>(supercell: &'s Supercell, shares: &[Share<'_>]) -> Vec<Occupant<'s>> {
    let (mut on_places, mut full, mut untouched) = (Vec::new(), Vec::new(), Vec::new());
    let mut start = 0;
    for (share, content) in shares.iter().zip(&supercell.contents) {
        let positions = start..start + share.positions;
        start = positions.end;
        let each = |species, is_stated, part: &dyn Fn(usize) -> Part| -> Vec<Occupant<'s>> {
            let one = |(number, position)| Occupant {
                position,
                site: share.index,
                part: part(number),
                species,
                is_stated,
            };
            positions.clone().enumerate().map(one).collect()
        };
        let (stays, gives_way) = match content {
            Content::Chosen(g) => {
                let group = &supercell.choices().groups[*g];
                let counts = group.counts.iter().map(|count| *count as f64);
                if let Some(most) = most_of(&group.species, counts) {
                    let place = |number| Part::Place(group.places.start + number);
                    on_places.extend(each(most, share.is_full_of_ordered(), &place));
                }
                (&group.when_free, true)
            }
            Content::Given { species, gives_way } => (species, *gives_way),
        };
        let Some(most) = most_of(stays, stays.iter().map(|s| s.occupancy)) else {
            continue;
        };
        if gives_way {
            let is_stated = share.is_full_of_untouched();
            untouched.extend(each(most, is_stated, &|_| Part::Untouched));
        } else {
            full.extend(each(most, share.is_full_of_ordered(), &|_| Part::Full));
        }
    }
    on_places.append(&mut full);
    on_places.append(&mut untouched);
    on_places
}

/// The species of which there is most, the first of equal ones.
fn most_of(species: &[Species], amounts: impl Iterator<Item = f64>) -> Option<&Species> {
    let amounts: Vec<f64> = amounts.collect();
    let most =
        (0..species.len()).max_by(|a, b| amounts[*a].total_cmp(&amounts[*b]).then(b.cmp(a)))?;
    species.get(most)
}
