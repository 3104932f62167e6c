//! A disordered structure in a supercell: places with a choice, and what is the same in every configuration.

use hecs_core::{Ion, Lattice, Species, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::crowding::Crowding;
use crate::share::{Share, neutral_shares};
use crate::{Choices, Exclusion, Group, OrderError, Rounding};

/// Positions that a supercell may have: a hundred times what is usual, and within the numbers that permutations are
/// written in.
const MOST_POSITIONS: usize = 20_000;

/// How a disordered structure is made into choices.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SupercellOptions {
    /// When two positions cannot both hold an atom, of which one at least is partly filled in the file.
    pub exclusion: Exclusion,
    /// An ion that is not ordered: its sites keep their fractions. Where it shares a site, it stays on the places that
    /// other species leave free, with the occupancy that keeps its amount (1 at most); a species of its element whose
    /// charge is unknown counts as it. Positions of it that a filled place excludes are left out, and what was on them
    /// goes to the others of the site.
    pub untouched: Option<Ion>,
    /// Whether the whole numbers of atoms are to leave no net charge, where some near the occupancies do.
    pub neutral: bool,
}

impl Default for SupercellOptions {
    fn default() -> Self {
        Self {
            exclusion: Exclusion::CovalentRadii,
            untouched: None,
            neutral: false,
        }
    }
}

impl SupercellOptions {
    /// The same with another rule of exclusion.
    #[must_use]
    pub fn with_exclusion(mut self, exclusion: Exclusion) -> Self {
        self.exclusion = exclusion;
        self
    }

    /// The same with an ion that stays as it is.
    #[must_use]
    pub fn with_untouched(mut self, ion: Ion) -> Self {
        self.untouched = Some(ion);
        self
    }

    /// The same with no net charge, where that is possible.
    #[must_use]
    pub fn made_neutral(mut self) -> Self {
        self.neutral = true;
        self
    }

    pub(crate) fn is_untouched(&self, species: &Species) -> bool {
        let is =
            |ion: Ion| species.element == ion.element && species.ion().is_none_or(|own| own == ion);
        self.untouched.is_some_and(is)
    }
}

/// A supercell of a disordered structure and the choices that it leaves.
///
/// Its positions are in the order of the sites of the parent, then of the positions of the site, then of the cells of
/// the parent in the supercell.
#[derive(Clone, Debug, PartialEq)]
pub struct Supercell {
    parent: Structure,
    matrix: Matrix3<i32>,
    /// The parent in the large cell, without symmetry: one site for each position.
    pub(crate) cell: Structure,
    /// One for each site of the parent.
    pub(crate) contents: Vec<Content>,
    /// Index of the position of each place.
    pub(crate) places: Vec<usize>,
    /// For each place the positions whose untouched species leave when it is filled.
    pub(crate) crowds: Vec<Vec<usize>>,
    /// Positions whose untouched species are never there, for the atoms that every configuration has.
    pub(crate) crowded: Vec<usize>,
    choices: Choices,
    rounding: Vec<Rounding>,
    is_neutral: bool,
}

/// What the positions of a site hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// What the configuration says for this group.
    Chosen(usize),
    /// The same on each, whatever the configuration; but where it gives way, since it is untouched species, filled
    /// places nearby drive it off.
    Given {
        species: Vec<Species>,
        gives_way: bool,
    },
}

impl Supercell {
    /// The structure in the cell whose vectors are the columns of (a b c)·`matrix`, with whole numbers of atoms on each
    /// site by the method of the largest remainder.
    ///
    /// Groups are the sites of `structure`: one without symmetry should get its own first
    /// ([`Structure::find_symmetry`]), or each position is rounded by itself.
    ///
    /// # Errors
    /// [`OrderError::Supercell`], [`OrderError::TooManyPositions`], [`OrderError::TooManySpecies`],
    /// [`OrderError::BesideFull`].
    pub fn new(
        structure: &Structure,
        matrix: &Matrix3<i32>,
        options: &SupercellOptions,
    ) -> Result<Self, OrderError> {
        let copies = matrix.map(f64::from).determinant().abs().round();
        let positions = structure.position_count().max(1) as f64 * copies;
        if positions > MOST_POSITIONS as f64 {
            return Err(OrderError::TooManyPositions {
                positions: positions as usize,
                most: MOST_POSITIONS,
            });
        }
        let copies = copies as usize;
        let shares = Share::of_all(structure, copies, options)?;
        let neutral = options.neutral.then(|| neutral_shares(&shares)).flatten();
        let mut supercell = Self {
            parent: structure.clone(),
            matrix: *matrix,
            cell: structure.in_cell(matrix)?,
            contents: Vec::new(),
            places: Vec::new(),
            crowds: Vec::new(),
            crowded: Vec::new(),
            choices: Choices {
                groups: Vec::new(),
                exclusions: Vec::new(),
            },
            rounding: Vec::new(),
            is_neutral: neutral.is_some(),
        };
        let shares = neutral.unwrap_or(shares);
        let mut start = 0;
        for share in &shares {
            let content = supercell.content(share);
            if matches!(content, Content::Chosen(_)) {
                supercell.places.extend(start..start + share.positions);
            }
            supercell.contents.push(content);
            supercell.rounding.extend(share.rounding());
            start += share.positions;
        }
        let crowding = Crowding::of(&supercell, &shares, &options.exclusion)?;
        supercell.choices.exclusions = crowding.exclusions;
        supercell.crowds = crowding.crowds;
        supercell.crowded = crowding.crowded;
        Ok(supercell)
    }

    /// What a site holds; adds a group where there is a choice.
    fn content(&mut self, share: &Share) -> Content {
        let filled: usize = share.counts.iter().sum();
        let full = |s: &Species| Species {
            occupancy: 1.0,
            ..s.clone()
        };
        if let Some(k) = share.counts.iter().position(|c| *c == share.positions) {
            return Content::Given {
                species: vec![full(share.ordered[k])],
                gives_way: false,
            };
        }
        // The amount of what is untouched stays, on fewer positions.
        let free = share.positions.saturating_sub(filled).max(1);
        let amount: f64 = share.untouched.iter().map(|s| s.occupancy).sum();
        let scale = (share.positions as f64 / free as f64).min(1.0 / amount);
        let when_free: Vec<Species> = share
            .untouched
            .iter()
            .map(|s| Species {
                occupancy: s.occupancy * scale,
                ..(*s).clone()
            })
            .collect();
        if filled == 0 {
            return Content::Given {
                species: when_free,
                gives_way: true,
            };
        }
        let first = self.choices.place_count();
        let placed = share.ordered.iter().zip(&share.counts);
        let placed = placed.filter(|(_, count)| **count > 0);
        let (species, counts) = placed.map(|(s, count)| (full(s), *count)).unzip();
        self.choices.groups.push(Group {
            site: share.index,
            label: share.site.label.clone(),
            places: first..first + share.positions,
            species,
            counts,
            when_free,
        });
        Content::Chosen(self.choices.groups.len() - 1)
    }

    /// The disordered structure.
    pub fn parent(&self) -> &Structure {
        &self.parent
    }

    /// Its cell vectors are the columns of (a b c) of the parent times this.
    pub fn matrix(&self) -> &Matrix3<i32> {
        &self.matrix
    }

    /// The large cell.
    pub fn lattice(&self) -> &Lattice {
        self.cell.lattice()
    }

    /// Cells of the parent in it.
    pub fn copies(&self) -> usize {
        self.matrix.map(f64::from).determinant().abs().round() as usize
    }

    /// What is to be chosen.
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// What became of every occupancy of the species that are ordered, site by site.
    pub fn rounding(&self) -> &[Rounding] {
        &self.rounding
    }

    /// Whether the numbers of atoms were chosen to leave no net charge: where that was asked for and some do.
    pub fn is_neutral(&self) -> bool {
        self.is_neutral
    }

    /// All positions, fractional in the large cell.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = Vector3<f64>> {
        self.cell.sites().iter().map(|site| site.positions[0])
    }

    /// The index of the position of each place among [`Self::positions`].
    pub fn position_of_places(&self) -> &[usize] {
        &self.places
    }
}
