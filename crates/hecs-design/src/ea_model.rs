//! Activation energies from descriptors: PLS on all 32 or on a selected subset, for either scale.
//!
//! Everything that is chosen (number of components, columns) is chosen by leaving out one series at a time, inside the rows that
//! may be seen. Members of a series are near copies of each other, so a choice by leave-one-out looks better than it is and takes
//! too many components. Intervals are made from the same leave-one-series-out error.

use hecs_descriptors::{Descriptor, Hecs};
use hecs_pls::{
    Column, CrossValidation, DMatrix, Design, Fit, Folds, Missing, Model, Response, Rule, Scaling,
    Table, choose, cross_validate,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::series::grouped;
use crate::{DesignError, EaScale};

/// Most components tried.
pub const MOST_COMPONENTS: usize = 8;
/// Columns of lower VIP are dropped by the subset model, as in section 2.2 of doi:10.1016/j.scib.2021.04.029.
pub const VIP_THRESHOLD: f64 = 0.8;
/// Confidence level of intervals and of the limits of the domain.
pub const LEVEL: f64 = 0.95;

/// Which descriptors a model sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Columns {
    /// All 32.
    All,
    /// Those with VIP ≥ 0.8 in a first fit of the same rows.
    Selected,
}

impl Columns {
    /// Name for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "PLS, 32 descriptors",
            Self::Selected => "PLS, selected descriptors",
        }
    }
}

/// A trained model of one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct EaModel {
    /// The scale of its predictions.
    pub scale: EaScale,
    /// Which descriptors it sees.
    pub columns: Columns,
    /// The PLS model, its errors those of leave-one-series-out.
    pub pls: Model,
}

/// Rows to train on: descriptors, response and series, in the same order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingRows {
    /// Names.
    pub names: Vec<String>,
    /// Descriptors.
    pub hecs: Vec<[f64; 32]>,
    /// Activation energies in eV.
    pub ea_ev: Vec<f64>,
    /// Series.
    pub series: Vec<String>,
}

impl TrainingRows {
    /// The rows at some positions.
    pub(crate) fn select(&self, rows: &[usize]) -> Self {
        Self {
            names: rows.iter().map(|i| self.names[*i].clone()).collect(),
            hecs: rows.iter().map(|i| self.hecs[*i]).collect(),
            ea_ev: rows.iter().map(|i| self.ea_ev[*i]).collect(),
            series: rows.iter().map(|i| self.series[*i].clone()).collect(),
        }
    }
}

impl EaModel {
    /// Trains a model; the number of components and the columns are chosen by leaving out one series at a time.
    ///
    /// # Errors
    /// [`DesignError::Pls`], such as for a single series.
    pub fn train(
        rows: &TrainingRows,
        scale: EaScale,
        columns: Columns,
    ) -> Result<Self, DesignError> {
        let mut model = Self::train_once(rows, scale, columns)?;
        let (rmse, q2) = nested_errors(rows, scale, columns)?;
        model.pls.errors.rmsecv = Some(rmse);
        model.pls.errors.q2 = Some(q2);
        Ok(model)
    }

    /// As [`Self::train`], the errors being those of series left out after the columns were chosen: slightly optimistic.
    pub(crate) fn train_once(
        rows: &TrainingRows,
        scale: EaScale,
        columns: Columns,
    ) -> Result<Self, DesignError> {
        let response = Response::new(scale.name(), rows.ea_ev.clone()).with_unit("eV");
        let table = table(&rows.names, &rows.hecs)?;
        let mut design = Design::new(table, response, Missing::Refuse)?;
        let folds = Folds::from_labels(&rows.series)?;
        let cv = |design: &Design| -> Result<CrossValidation, DesignError> {
            Ok(cross_validate(
                design,
                Scaling::Auto,
                MOST_COMPONENTS,
                &folds,
                None,
            )?)
        };
        let mut validation = cv(&design)?;
        let mut components = choose(&validation, Rule::Minimum)?.components;
        if columns == Columns::Selected {
            let first = components.max(1);
            let vip = Fit::new(&design, Scaling::Auto, first)?.vip(first)?;
            let kept: Vec<String> = (design.table().columns().iter().zip(&vip))
                .filter(|(_, vip)| **vip >= VIP_THRESHOLD)
                .map(|(column, _)| column.name.clone())
                .collect();
            if !kept.is_empty() {
                design = design.select_columns(&kept)?;
                validation = cv(&design)?;
                components = choose(&validation, Rule::Minimum)?.components;
            }
        }
        let fit = Fit::new(&design, Scaling::Auto, components.max(1))?;
        let pls = Model::new(&fit, components, LEVEL)?.with_cross_validation(&validation)?;
        Ok(Self {
            scale,
            columns,
            pls,
        })
    }

    /// Predictions with interval and applicability, one per row.
    ///
    /// # Errors
    /// [`DesignError::Pls`] for descriptors that are no numbers.
    pub fn predict(
        &self,
        names: &[String],
        hecs: &[[f64; 32]],
    ) -> Result<Vec<hecs_pls::Prediction>, DesignError> {
        let table = table(names, hecs)?.select_columns(&self.pls.column_names())?;
        Ok(self.pls.predict(&table, Missing::Refuse)?)
    }

    /// Root mean squared error of leaving out one series at a time, in eV.
    pub fn rmse_by_series_ev(&self) -> Option<f64> {
        self.pls.errors.rmsecv
    }

    /// How far a prediction is from the training rows: the larger of T² and Q over their limits; above 1 is outside.
    pub fn extrapolation(&self, prediction: &hecs_pls::Prediction) -> f64 {
        let limits = &self.pls.limits;
        limits.extrapolation(prediction.hotelling_t2, prediction.q_residual)
    }
}

/// Root mean squared error and Q² of series left out one at a time, with everything chosen without them.
fn nested_errors(
    rows: &TrainingRows,
    scale: EaScale,
    columns: Columns,
) -> Result<(f64, f64), DesignError> {
    let squares: Vec<f64> = grouped(&rows.series)
        .par_iter()
        .map(|(series, members)| {
            let others: Vec<usize> = (0..rows.names.len())
                .filter(|i| rows.series[*i] != *series)
                .collect();
            let model = EaModel::train_once(&rows.select(&others), scale, columns)?;
            let left_out = rows.select(members);
            let predictions = model.predict(&left_out.names, &left_out.hecs)?;
            let errors = predictions
                .iter()
                .zip(&left_out.ea_ev)
                .map(|(p, y)| p.value - y);
            Ok(errors.map(|e| e * e).sum())
        })
        .collect::<Result<_, DesignError>>()?;
    let n = rows.names.len() as f64;
    let mean = rows.ea_ev.iter().sum::<f64>() / n;
    let total: f64 = rows.ea_ev.iter().map(|y| (y - mean).powi(2)).sum();
    let press: f64 = squares.iter().sum();
    Ok(((press / n).sqrt(), 1.0 - press / total))
}

/// A table of descriptors by their names and units.
pub(crate) fn table(names: &[String], hecs: &[[f64; 32]]) -> Result<Table, DesignError> {
    let columns = Descriptor::ALL
        .iter()
        .map(|d| Column {
            name: d.name().to_owned(),
            unit: (!d.unit().is_empty()).then(|| d.unit().to_owned()),
        })
        .collect();
    let values = DMatrix::from_fn(hecs.len(), 32, |i, j| hecs[i][j]);
    Ok(Table::new(names.to_vec(), columns, values)?)
}

/// Values of descriptors as an array.
pub(crate) fn values(hecs: &Hecs) -> [f64; 32] {
    hecs.values()
}
