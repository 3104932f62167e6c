//! Everything that is learnt from the known compounds, in one place.

use std::sync::atomic::{AtomicUsize, Ordering};

use hecs_core::Structure;
use hecs_descriptors::Hecs;
use hecs_pls::OnProgress;
use rayon::prelude::*;

use crate::comparison::{Comparison, compare};
use crate::domain::Domain;
use crate::ea_model::{Columns, EaModel, TrainingRows, values};
use crate::structure_model::Rows;
use crate::{
    DesignError, EaScale, Exclusions, KnownCompound, SeriesRules, StructureModel,
    TRAINING_SPACING_ANG, softbv_barrier_ev, steps_to_ev,
};

/// What to learn from.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainOptions {
    /// How compounds are parted into series.
    pub series: SeriesRules,
    /// Values that the structure model does not learn from.
    pub exclusions: Exclusions,
    /// Descriptors of the models.
    pub columns: Columns,
}

impl TrainOptions {
    /// The compiled-in series and exclusions, and the descriptors of the better model on left-out series.
    ///
    /// # Errors
    /// None in practice: the files are this crate's own.
    pub fn published() -> Result<Self, DesignError> {
        Ok(Self {
            series: SeriesRules::built_in()?,
            exclusions: Exclusions::built_in()?,
            columns: Columns::Selected,
        })
    }
}

/// The structure model and the models of both scales, with the rows behind them.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Structures from compositions.
    pub structure: StructureModel,
    /// Ea on the `softbv` scale.
    pub softbv: EaModel,
    /// Ea on the scale of the published values; `None` where fewer than ten known compounds have one, or all of one series.
    pub spse: Option<EaModel>,
    /// The known compounds.
    pub known: Vec<KnownCompound>,
    /// The options.
    pub options: TrainOptions,
    /// Errors of every method of getting Ea, on left-out series.
    pub comparison: Comparison,
    /// Ranges of the known compositions.
    pub domain: Domain,
    /// Training rows of the `softbv` scale, in the order of the known compounds.
    pub rows: TrainingRows,
    parameters: Vec<crate::known_parameters::KnownParameters>,
}

/// Fewest published values to train the `spse` model on.
const FEWEST_PUBLISHED: usize = 10;

impl Trained {
    /// Learns from known compounds. Barriers that are not given are computed at 0.1 Å; `progress` counts compounds.
    ///
    /// For the scale of the published values a compound is described by the structure behind its published value.
    ///
    /// # Errors
    /// [`DesignError::TooFewCompounds`], [`DesignError::KnownCompound`], and what descriptors, map and regression refuse.
    pub fn new(
        known: Vec<KnownCompound>,
        options: TrainOptions,
        progress: OnProgress,
    ) -> Result<Self, DesignError> {
        let rows = Rows::of(&known, &options.series)?;
        let structure = StructureModel::fit(&rows, &options.exclusions)?;
        let done = AtomicUsize::new(0);
        let found: Vec<([f64; 32], f64)> = known
            .par_iter()
            .map(|compound| {
                let hecs = Hecs::describe(&compound.structure)?;
                let ea = match compound.softbv_ev {
                    Some(ea) => ea,
                    None => softbv_barrier_ev(&compound.structure, TRAINING_SPACING_ANG)?,
                };
                if let Some(progress) = progress {
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                }
                Ok((values(&hecs), ea))
            })
            .collect::<Result<_, DesignError>>()?;
        let names: Vec<String> = known.iter().map(KnownCompound::name).collect();
        let training = TrainingRows {
            names: names.clone(),
            hecs: found.iter().map(|f| f.0).collect(),
            ea_ev: found.iter().map(|f| f.1).collect(),
            series: rows.series.clone(),
        };
        let softbv = EaModel::train(&training, EaScale::SoftBv, options.columns)?;
        let published = published_rows(&known, &rows.series, &training)?;
        let several = published
            .series
            .iter()
            .any(|s| Some(s) != published.series.first());
        let spse = if published.names.len() >= FEWEST_PUBLISHED && several {
            Some(EaModel::train(&published, EaScale::Spse, options.columns)?)
        } else {
            None
        };
        Ok(Self {
            comparison: compare(&rows, &options.exclusions, &training)?,
            domain: Domain::of(rows.parameters.iter().map(|p| &p.formula)),
            structure,
            softbv,
            spse,
            known,
            options,
            rows: training,
            parameters: rows.parameters,
        })
    }

    /// Compositions of the known compounds, in their order.
    pub fn compositions(&self) -> impl Iterator<Item = &crate::Formula> {
        self.parameters.iter().map(|p| &p.formula)
    }

    /// The known compound of a composition.
    pub fn known_of(&self, formula: &crate::Formula) -> Option<&KnownCompound> {
        let wanted = formula.to_string();
        let found = self
            .parameters
            .iter()
            .position(|p| p.formula.to_string() == wanted)?;
        self.known.get(found)
    }
}

/// Rows with a published value, described by the structure behind it.
fn published_rows(
    known: &[KnownCompound],
    series: &[String],
    training: &TrainingRows,
) -> Result<TrainingRows, DesignError> {
    let mut rows = TrainingRows::default();
    for (i, compound) in known.iter().enumerate() {
        let Some(steps) = compound.published_steps else {
            continue;
        };
        let describe = |structure: &Structure| Hecs::describe(structure);
        let hecs = match &compound.as_published {
            Some(structure) => values(&describe(structure)?),
            None => training.hecs[i],
        };
        rows.names.push(compound.name());
        rows.hecs.push(hecs);
        rows.ea_ev.push(steps_to_ev(steps));
        rows.series.push(series[i].clone());
    }
    Ok(rows)
}
