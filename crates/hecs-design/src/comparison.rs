//! Which method of getting Ea to trust: each judged on series it has not seen.
//!
//! For every series: the structure model and the PLS models are fitted on the other series, choices included, and asked for the
//! left-out compounds. Two questions are kept apart. *Structure known*: the descriptors come from the known structure; direct
//! BVSE has no error here, since it is the target. *Composition only*: the structure is the virtual one of a structure model that
//! has not seen the series either; this is the situation of a new compound, and direct BVSE errs with the structure.

use hecs_pls::{Design, Missing, Response, Rule, Scaling, choose, leave_one_out};
use rayon::prelude::*;
use serde::Serialize;

use crate::ea_model::{Columns, EaModel, MOST_COMPONENTS, TrainingRows, table, values};
use crate::series::grouped;
use crate::structure_model::{Anchor, Rows};
use crate::{
    Candidate, DesignError, EaScale, Exclusions, Overrides, StructureModel, softbv_barrier_ev,
};

/// What is known of a compound that is to be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Given {
    /// The structure.
    Structure,
    /// The composition only.
    Composition,
}

/// Errors of one method on left-out series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodErrors {
    /// Name of the method.
    pub method: String,
    /// What it was given.
    pub given: Given,
    /// Root mean squared error over all compounds in eV.
    pub rmse_ev: f64,
    /// Mean absolute error in eV.
    pub mae_ev: f64,
    /// 1 − Σ(y−ŷ)²/Σ(y−ȳ)² about the mean of all compounds.
    pub q2: f64,
    /// Root of the mean over series of their mean squared errors, in eV: every series counts the same.
    pub rmse_of_series_ev: f64,
    /// Series, number of compounds, root mean squared error and bias (predicted − target) in eV.
    pub by_series: Vec<(String, usize, f64, f64)>,
}

/// One compound with its predictions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonRow {
    /// Number.
    pub no: u32,
    /// Formula.
    pub formula: String,
    /// Series.
    pub series: String,
    /// Direct `softbv` barrier of the known structure in eV: the target.
    pub target_ev: f64,
    /// Predictions in eV, in the order of [`Comparison::methods`].
    pub predicted_ev: Vec<f64>,
}

/// All methods side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The methods.
    pub methods: Vec<MethodErrors>,
    /// The compounds.
    pub rows: Vec<ComparisonRow>,
    /// For comparison: the same PLS with all 32 descriptors under leave-one-out, which leaks between neighbours, in eV.
    pub leave_one_out_rmse_ev: f64,
    /// Its Q².
    pub leave_one_out_q2: f64,
}

impl Comparison {
    /// Root mean squared error in eV of direct BVSE on virtual structures of left-out series.
    pub fn direct_rmse_ev(&self) -> f64 {
        self.methods.last().map_or(f64::NAN, |m| m.rmse_ev)
    }
}

const METHODS: [(&str, Given); 6] = [
    ("mean of the other series", Given::Composition),
    ("PLS, 32 descriptors", Given::Structure),
    ("PLS, selected descriptors", Given::Structure),
    ("PLS, 32 descriptors", Given::Composition),
    ("PLS, selected descriptors", Given::Composition),
    ("direct BVSE", Given::Composition),
];

pub(crate) fn compare(
    rows: &Rows,
    exclusions: &Exclusions,
    training: &TrainingRows,
) -> Result<Comparison, DesignError> {
    let groups = grouped(&training.series);
    let all: Vec<usize> = (0..training.names.len()).collect();
    let parts: Vec<Vec<(usize, [f64; METHODS.len()])>> = groups
        .par_iter()
        .map(|(_, members)| left_out(rows, exclusions, training, &all, members))
        .collect::<Result<_, _>>()?;
    let mut predicted = vec![[0.0; METHODS.len()]; training.names.len()];
    for (row, values) in parts.into_iter().flatten() {
        predicted[row] = values;
    }
    let methods = METHODS
        .iter()
        .enumerate()
        .map(|(m, (name, given))| {
            let column: Vec<f64> = predicted.iter().map(|p| p[m]).collect();
            errors(name, *given, &column, training, &groups)
        })
        .collect();
    let loo = leave_one_out_errors(training)?;
    Ok(Comparison {
        methods,
        rows: all
            .iter()
            .map(|i| ComparisonRow {
                no: rows.parameters[*i].no,
                formula: rows.parameters[*i].name.clone(),
                series: training.series[*i].clone(),
                target_ev: training.ea_ev[*i],
                predicted_ev: predicted[*i].to_vec(),
            })
            .collect(),
        leave_one_out_rmse_ev: loo.0,
        leave_one_out_q2: loo.1,
    })
}

/// Predictions of the members of one series by everything fitted without it.
fn left_out(
    rows: &Rows,
    exclusions: &Exclusions,
    training: &TrainingRows,
    all: &[usize],
    members: &[usize],
) -> Result<Vec<(usize, [f64; METHODS.len()])>, DesignError> {
    let others: Vec<usize> = all
        .iter()
        .copied()
        .filter(|i| !members.contains(i))
        .collect();
    let seen = training.select(&others);
    let mean = seen.ea_ev.iter().sum::<f64>() / seen.ea_ev.len() as f64;
    let models = [Columns::All, Columns::Selected]
        .map(|columns| EaModel::train_once(&seen, EaScale::SoftBv, columns));
    let structure_model = StructureModel::fit_some(rows, exclusions, &others)?;
    let candidates: Vec<Candidate> = members
        .iter()
        .map(|i| {
            let formula = &rows.parameters[*i].formula;
            let (none, free) = (Overrides::default(), Anchor::default());
            Candidate::new(&structure_model, formula, &none, &free)
        })
        .collect::<Result<_, _>>()?;
    let direct: Vec<f64> = candidates
        .par_iter()
        .map(|candidate| {
            let structure = candidate.structure()?;
            softbv_barrier_ev(&structure, crate::TRAINING_SPACING_ANG)
        })
        .collect::<Result<_, _>>()?;
    let names: Vec<String> = members.iter().map(|i| training.names[*i].clone()).collect();
    let known: Vec<[f64; 32]> = members.iter().map(|i| training.hecs[*i]).collect();
    let virtual_ones: Vec<[f64; 32]> = candidates.iter().map(|c| values(&c.hecs)).collect();
    let mut results: Vec<[f64; METHODS.len()]> = vec![[mean; METHODS.len()]; members.len()];
    for (m, model) in models.into_iter().enumerate() {
        let model = model?;
        for (given, hecs) in [&known, &virtual_ones].into_iter().enumerate() {
            for (result, prediction) in results.iter_mut().zip(model.predict(&names, hecs)?) {
                result[1 + 2 * given + m] = prediction.value;
            }
        }
    }
    for (result, ea) in results.iter_mut().zip(direct) {
        result[METHODS.len() - 1] = ea;
    }
    Ok(members.iter().copied().zip(results).collect())
}

fn errors(
    name: &str,
    given: Given,
    predicted: &[f64],
    training: &TrainingRows,
    groups: &[(String, Vec<usize>)],
) -> MethodErrors {
    let n = predicted.len() as f64;
    let error = |i: usize| predicted[i] - training.ea_ev[i];
    let squares: f64 = (0..predicted.len()).map(|i| error(i).powi(2)).sum();
    let centre = training.ea_ev.iter().sum::<f64>() / n;
    let total: f64 = training.ea_ev.iter().map(|y| (y - centre).powi(2)).sum();
    let by_series: Vec<(String, usize, f64, f64)> = groups
        .iter()
        .map(|(series, members)| {
            let count = members.len() as f64;
            let squares: f64 = members.iter().map(|i| error(*i).powi(2)).sum();
            let bias = members.iter().map(|i| error(*i)).sum::<f64>() / count;
            (
                series.clone(),
                members.len(),
                (squares / count).sqrt(),
                bias,
            )
        })
        .collect();
    let mean_square = by_series.iter().map(|s| s.2 * s.2).sum::<f64>() / by_series.len() as f64;
    MethodErrors {
        method: name.to_owned(),
        given,
        rmse_ev: (squares / n).sqrt(),
        mae_ev: (0..predicted.len()).map(|i| error(i).abs()).sum::<f64>() / n,
        q2: 1.0 - squares / total,
        rmse_of_series_ev: mean_square.sqrt(),
        by_series,
    }
}

/// RMSE in eV and Q² of leave-one-out with all descriptors, the number of components chosen by it.
fn leave_one_out_errors(training: &TrainingRows) -> Result<(f64, f64), DesignError> {
    let response = Response::new("softbv", training.ea_ev.clone()).with_unit("eV");
    let table = table(&training.names, &training.hecs)?;
    let design = Design::new(table, response, Missing::Refuse)?;
    let cv = leave_one_out(&design, Scaling::Auto, MOST_COMPONENTS)?;
    let components = choose(&cv, Rule::Minimum)?.components;
    Ok((cv.rmsecv()[components], cv.q2()[components]))
}
