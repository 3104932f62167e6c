//! A partial least squares model of a table as its figures and its page show it: rows, columns, components, limits.
//!
//! Words follow the table: names and units are those of its header, free text. Values of the predictors and of the response are in
//! the units of the table, scores and loadings in scaled units (columns centred and divided by their divisor).

use serde::{Deserialize, Serialize};

use super::{ContourPanel, Detail, PressData, Set};

/// What a column of the table holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Its name in the header, plain text.
    pub name: String,
    /// Its unit, plain text, where it has one.
    pub unit: Option<String>,
}

impl Quantity {
    /// A quantity by name and unit.
    pub fn new(name: impl Into<String>, unit: Option<String>) -> Self {
        Self {
            name: name.into(),
            unit,
        }
    }

    /// The unit after a space, empty where there is none: what follows a number.
    pub fn after_number(&self) -> String {
        self.unit
            .as_ref()
            .map_or_else(String::new, |unit| format!(" {unit}"))
    }

    /// Name and unit of an axis in plain text, `name (unit)`.
    pub fn titled(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{} ({unit})", self.name),
            None => self.name.clone(),
        }
    }
}

/// A model with A components of n training rows and p columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlsData {
    /// What is predicted.
    pub response: Quantity,
    /// Confidence level of limits and intervals, such as 0.95.
    pub level: f64,
    /// How rows were left out, as the start of a sentence: "Leave-one-out cross-validation".
    pub cross_validation: String,
    /// Root Mean PRESS, √(PRESS/SSY); index = number of components, from 0.
    pub root_mean_press: Vec<f64>,
    /// Q² = 1 − PRESS/SSY, same index.
    pub q2: Vec<f64>,
    /// Van der Voet's p of each number of components against that of the smallest PRESS, same index; empty where unknown.
    pub van_der_voet: Vec<f64>,
    /// The components of the model (A); their number is the one that was chosen.
    pub components: Vec<PlsComponent>,
    /// Intercept on the raw columns.
    pub intercept: f64,
    /// The predictors (p).
    pub columns: Vec<PlsColumn>,
    /// Training and test rows.
    pub rows: Vec<PlsRow>,
    /// Limits of the domain.
    pub limits: PlsLimits,
    /// Half the width of the interval of a prediction of leverage 0: with leverage h = 1/n + T²/(n−1) it is this times √(1+h).
    pub half_interval: Option<f64>,
    /// Coefficient of determination of the training rows.
    pub r2: Option<f64>,
    /// Root mean squared error of the training rows.
    pub rmsec: Option<f64>,
    /// Root mean squared error of the rows left out.
    pub rmsecv: Option<f64>,
    /// Root mean squared error of the test rows.
    pub rmsep: Option<f64>,
}

impl PlsData {
    /// The rows the model was fitted to.
    pub fn training_rows(&self) -> impl Iterator<Item = &PlsRow> {
        self.rows.iter().filter(|row| row.set == Set::Train)
    }

    /// Whether a row is inside: by its verdict, or, for training rows, which have none, by the limits of training rows.
    pub fn is_inside(&self, row: &PlsRow) -> Option<bool> {
        if row.inside.is_some() || row.set != Set::Train {
            return row.inside;
        }
        let limits = &self.limits;
        let within = |value: Option<f64>, limit: Option<f64>| Some(value? <= limit?);
        match (
            within(row.hotelling_t2, limits.hotelling_t2_training),
            within(row.q_residual, limits.q_training),
        ) {
            (Some(t2), Some(q)) => Some(t2 && q),
            (one, other) => one.or(other),
        }
    }

    /// The number under which row `k` is known to figures and tables of a page.
    pub fn row_number(&self, k: usize) -> u32 {
        number(k)
    }

    /// The number of column `j`; columns count on after the rows, so that one page has one key.
    pub fn column_number(&self, j: usize) -> u32 {
        number(self.rows.len() + j)
    }

    /// The curves of the cross-validation.
    pub fn press(&self) -> PressData {
        PressData {
            name: self.response.name.clone(),
            root_mean_press: self.root_mean_press.clone(),
            q2: self.q2.clone(),
            chosen: self.components.len(),
            van_der_voet: self.van_der_voet.clone(),
            cross_validation: self.cross_validation.clone(),
        }
    }

    /// The columns from the largest VIP down; equal ones, and those without, in the order of the table.
    pub fn columns_by_vip(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        let vip = |j: usize| self.columns[j].vip.unwrap_or(f64::NEG_INFINITY);
        order.sort_by(|&j, &k| vip(k).total_cmp(&vip(j)));
        order
    }
}

/// Numbers start at 1; a table of more than four thousand million rows would count no further.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// One component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlsComponent {
    /// Share of the variance of the predictors that it explains.
    pub r2x: f64,
    /// Share of the variance of the response that it explains.
    pub r2y: f64,
    /// Loading of the response q, scaled units.
    pub y_loading: f64,
    /// Variance of the training scores, divisor n − 1.
    pub score_variance: f64,
}

/// One predictor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlsColumn {
    /// Name and unit.
    pub quantity: Quantity,
    /// Mean of the training rows.
    pub mean: f64,
    /// Divisor.
    pub scale: f64,
    /// Smallest training value.
    pub minimum: f64,
    /// Largest training value.
    pub maximum: f64,
    /// Coefficient in units of the response over the unit of the column.
    pub coefficient: f64,
    /// Ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// Coefficient in standard deviations of the response over one of the column.
    pub coefficient_scaled: f64,
    /// Variable importance in projection.
    pub vip: Option<f64>,
    /// Ends of its interval.
    pub vip_interval: Option<(f64, f64)>,
    /// Explained over residual variance on the target projection.
    pub selectivity_ratio: Option<f64>,
    /// Loadings (A).
    pub loadings: Vec<f64>,
    /// Rotations (A): scores are T = X R of the scaled columns.
    pub rotations: Vec<f64>,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlsRow {
    /// Name of the row.
    pub name: String,
    /// Part it plays.
    pub set: Set,
    /// Response in the table.
    pub observed: Option<f64>,
    /// Response by the model.
    pub fitted: f64,
    /// Prediction when left out; training rows only.
    pub left_out: Option<f64>,
    /// Scores T (A).
    pub scores: Vec<f64>,
    /// Scores U of the response (A); training rows only.
    pub y_scores: Vec<f64>,
    /// Hotelling's T².
    pub hotelling_t2: Option<f64>,
    /// Squared distance to the plane of the components, scaled units.
    pub q_residual: Option<f64>,
    /// Whether it lies inside the domain, where that was judged.
    pub inside: Option<bool>,
}

/// Limits of the domain; `None` where there is too little for one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlsLimits {
    /// Of T² of training rows, the beta limit.
    pub hotelling_t2_training: Option<f64>,
    /// Of T² of new rows, the F limit.
    pub hotelling_t2_new_rows: Option<f64>,
    /// Of Q of training rows.
    pub q_training: Option<f64>,
    /// Of T² in the joint verdict on new rows.
    pub judged_hotelling_t2: Option<f64>,
    /// Of Q in the joint verdict on new rows.
    pub judged_q_residual: Option<f64>,
}

/// R² and Q² of models of a permuted response.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PermutationData {
    /// Name of the response.
    pub response: String,
    /// R² of the model itself, where known.
    pub r2: Option<f64>,
    /// Q² of the model itself.
    pub q2: f64,
    /// One entry a permutation.
    pub permuted: Vec<PermutedModel>,
    /// Where the lines through Q² and R² meet correlation 0.
    pub intercept_q2: f64,
    /// Likewise of R².
    pub intercept_r2: f64,
    /// Probability of a Q² this good by chance.
    pub p: f64,
}

/// One permutation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PermutedModel {
    /// Correlation of the permuted response with the response, −1 … 1.
    pub correlation: f64,
    /// R² of the training rows.
    pub r2: f64,
    /// Q² of the cross-validation.
    pub q2: f64,
}

/// All that [`crate::page::render_model`] shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelPage {
    /// Title of the page.
    pub title: String,
    /// One or more paragraphs under the title, plain text.
    pub introduction: Vec<String>,
    /// What made the page, "hecs 0.1.0". No date: same data, same bytes.
    pub generator: String,
    /// What was fitted, line by line; warnings are marked.
    pub facts: Vec<Detail>,
    /// What makes the model doubtful, and what of the table was not used: sentences.
    pub warnings: Vec<String>,
    /// The model.
    pub model: PlsData,
    /// The permutation test, or why there is none.
    pub permutation: super::Shown<PermutationData>,
    /// The response over pairs of columns.
    pub contours: Vec<ContourPanel>,
}
