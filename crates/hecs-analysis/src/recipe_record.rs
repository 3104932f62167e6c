//! What was done to a table before it was fitted, as a record.

use hecs_pls::{Kept, Missing, Model, Selection, Treatment};

use crate::TrainingData;
use crate::fit::Fitted;
use crate::records::{KeptRecord, RecipeRecord, SelectionRecord};

/// How often each column was kept with 0…A components, and in how many folds.
pub(crate) struct TimesKept {
    pub(crate) folds: usize,
    /// Per number of components from 0, with which every column is kept; column by column.
    pub(crate) times: Vec<Vec<usize>>,
}

/// Columns kept in the folds of a cross-validation.
pub(crate) fn kept_of_folds(kept: &Kept) -> TimesKept {
    let p = kept.times.first().map_or(0, Vec::len);
    let mut times = vec![vec![kept.folds; p]];
    times.extend(kept.times.iter().cloned());
    TimesKept {
        folds: kept.folds,
        times,
    }
}

/// The recipe of a fit; `by` and `kept` where columns were selected, which a mean model has all of.
pub(crate) fn recipe_record(
    data: &TrainingData,
    fitted: &Fitted,
    by: Option<Selection>,
    kept: Option<TimesKept>,
) -> RecipeRecord {
    let model = &fitted.model;
    RecipeRecord {
        selection: (by.zip(kept)).map(|(s, kept)| selection(data, model, s, &kept)),
        ..recipe_of_model(model)
    }
}

/// The recipe of a model without a selection.
pub(crate) fn recipe_of_model(model: &Model) -> RecipeRecord {
    RecipeRecord {
        treatments: model.recipe().treatments.iter().map(named).collect(),
        missing: missing(model.missing).to_owned(),
        selection: None,
    }
}

fn selection(
    data: &TrainingData,
    model: &Model,
    selection: Selection,
    kept: &TimesKept,
) -> SelectionRecord {
    let times = kept.times.get(model.components.min(kept.times.len() - 1));
    let in_model = |name: &str| model.columns.iter().any(|column| column.name == name);
    SelectionRecord {
        measure: match selection {
            Selection::Vip { .. } => "vip",
            _ => "selectivity_ratio",
        }
        .to_owned(),
        at_least: selection.at_least(),
        folds: kept.folds,
        columns: (data.train.table().columns().iter().enumerate())
            .map(|(j, column)| KeptRecord {
                name: column.name.clone(),
                times: times.and_then(|times| times.get(j)).copied().unwrap_or(0),
                in_model: in_model(&column.name),
            })
            .collect(),
    }
}

/// A treatment as the program's option writes it.
fn named(treatment: &Treatment) -> String {
    match treatment {
        Treatment::Snv => "snv".to_owned(),
        Treatment::Msc => "msc".to_owned(),
        Treatment::SavitzkyGolay {
            window,
            order,
            derivative,
            ..
        } => format!("sg:{window}:{order}:{derivative}"),
        other => format!("{other:?}"),
    }
}

/// What is done with missing values, as the program's option writes it.
fn missing(missing: Missing) -> &'static str {
    match missing {
        Missing::Refuse => "refuse",
        Missing::MeanImpute => "mean",
        Missing::Nipals => "nipals",
    }
}
