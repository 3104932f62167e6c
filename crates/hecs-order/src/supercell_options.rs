//! How a disordered structure is made into choices.

use hecs_core::{Ion, Species};

use crate::Exclusion;

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
