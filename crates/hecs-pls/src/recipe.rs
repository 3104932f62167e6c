//! Everything between a table and a fit, in one order: spectra treated, gaps filled or skipped, columns selected, scaled.
//!
//! What a step learns from rows (the mean spectrum, the means of columns, which columns matter, divisors) it learns from the training
//! rows of each fold anew, so that a left-out row has no part in its own prediction. Gaps belong to the data: see [`Missing`](crate::Missing).

use crate::{Scaling, Selection, Treatment};

/// How a table becomes a fit: the argument of fits, cross-validations, permutations and resamples. A [`Scaling`] alone is one.
///
/// ```
/// # use hecs_pls::{Recipe, Scaling, Selection, Treatment};
/// let recipe = Recipe::new(Scaling::Center)
///     .with_treatments(vec![Treatment::savitzky_golay(11, 2, 1)?, Treatment::Snv])
///     .with_selection(Selection::Vip { at_least: 1.0 });
/// assert_eq!(recipe.treatments.len(), 2);
/// # Ok::<(), hecs_pls::PlsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Recipe {
    /// Treatments of the rows as spectra, in this order; the columns are the channels, in the order of the table.
    pub treatments: Vec<Treatment>,
    /// Which columns are kept; all where `None`.
    pub selection: Option<Selection>,
    /// How columns are scaled.
    pub scaling: Scaling,
}

impl Recipe {
    /// Scaling only.
    pub fn new(scaling: Scaling) -> Self {
        Self {
            scaling,
            ..Self::default()
        }
    }

    /// The same with treatments of spectra.
    #[must_use]
    pub fn with_treatments(mut self, treatments: Vec<Treatment>) -> Self {
        self.treatments = treatments;
        self
    }

    /// The same with a selection of columns.
    #[must_use]
    pub fn with_selection(mut self, selection: Selection) -> Self {
        self.selection = Some(selection);
        self
    }
}

impl From<Scaling> for Recipe {
    fn from(scaling: Scaling) -> Self {
        Self::new(scaling)
    }
}

impl From<&Self> for Recipe {
    fn from(recipe: &Self) -> Self {
        recipe.clone()
    }
}
