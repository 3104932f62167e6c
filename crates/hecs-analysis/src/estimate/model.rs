//! From facts to predictors, and from the response to eV.
//!
//! With E_S and E_F the barriers in the elastic hosts S and F, d the distance, q the charge of the ion, q_a the mean charge
//! of the anions and e₀ = 0.15 eV (E_S and E_F above 4 eV count as 4 eV),
//!
//! ln(E + e₀) = ½ ln(E_S + e₀) + ½ ln(E_F + e₀)
//! ln(E_DFT + e₀) = b₀ + b₁ ln(E + e₀) + b₂ d + b₃ q + b₄ q E + b₅ q_a
//!
//! with b from PLS of two components, columns and response scaled to unit variance. Errors of barriers grow with
//! the barriers; on the logarithmic scale they are alike, and what is even there is a median in eV, which has the
//! least mean absolute error.
//!
//! The interval is symmetric on that scale, ẑ ± t(0.9; n − 3) s, with s² from the errors of structural groups left out
//! one at a time and the leverage of the hop ([`Model::predict`]).

use hecs_pls::{
    Column, DMatrix, Design, Fit, Missing, Model, PlsError, Prediction, Response, Scaling, Scheme,
    Table, cross_validate, student_quantile,
};

use super::facts::HopFacts;

/// Share of new hops that the interval holds.
pub(super) const INTERVAL_LEVEL: f64 = 0.8;
/// Share of hops of the training that lie within the domain, each judged by a model of the other groups.
const DOMAIN_LEVEL: f64 = 0.95;
/// PLS components.
const COMPONENTS: usize = 2;
/// e₀, eV.
const OFFSET_EV: f64 = 0.15;
/// Barriers above this (eV) count as this: what is so high says no more than that it is.
const CLIPPED_EV: f64 = 4.0;
/// The column of the structural groups.
pub(super) const GROUP: &str = "class";

/// Predictors with their units.
const PREDICTORS: [(&str, &str); 5] = [
    ("ln_barrier", "ln eV"),
    ("distance", "Å"),
    ("charge", "e"),
    ("charge_barrier", "e eV"),
    ("anion_charge", "e"),
];

fn predictors(facts: &HopFacts) -> [f64; PREDICTORS.len()] {
    let [s, f] = [facts.elastic_s_ev, facts.elastic_f_ev].map(|e| to_scale(clipped(e)));
    let ln_barrier = 0.5 * (s + f);
    let charge = f64::from(facts.ion.charge);
    [
        ln_barrier,
        facts.distance_ang,
        charge,
        charge * from_scale(ln_barrier),
        facts.anion_charge,
    ]
}

/// A barrier, 4 eV at most. One that is missing stays so, to be refused.
pub(super) fn clipped(barrier_ev: f64) -> f64 {
    if barrier_ev > CLIPPED_EV {
        CLIPPED_EV
    } else {
        barrier_ev
    }
}

fn to_scale(barrier_ev: f64) -> f64 {
    (barrier_ev + OFFSET_EV).ln()
}

/// No barrier is below 0.
fn from_scale(ln_barrier: f64) -> f64 {
    (ln_barrier.exp() - OFFSET_EV).max(0.0)
}

/// The predictors of hops with their names.
fn predictor_table<'f>(
    names: Vec<String>,
    facts: impl IntoIterator<Item = &'f HopFacts>,
) -> Result<Table, PlsError> {
    let rows: Vec<f64> = facts.into_iter().flat_map(predictors).collect();
    let values = DMatrix::from_row_slice(names.len(), PREDICTORS.len(), &rows);
    let columns = PREDICTORS.map(|(name, unit)| Column {
        name: name.to_owned(),
        unit: Some(unit.to_owned()),
    });
    Table::new(names, columns.to_vec(), values)
}

/// The predictors of one hop.
pub(super) fn row_of(facts: &HopFacts) -> Result<Table, PlsError> {
    predictor_table(vec!["hop".to_owned()], [facts])
}

/// Hops with the barriers of density-functional theory in eV and the structural group of each.
pub(super) fn design(
    names: Vec<String>,
    facts: &[HopFacts],
    dft_ev: &[f64],
    groups: Vec<String>,
) -> Result<Design, PlsError> {
    let table = predictor_table(names, facts)?;
    let scaled = dft_ev.iter().map(|e| to_scale(*e)).collect();
    let response = Response::new("ln_barrier_dft", scaled).with_unit("ln eV");
    Design::new(table, response, Missing::Refuse)?.with_groups(groups)
}

/// The model of a design, with the errors of its groups left out one at a time.
pub(super) fn model_of(design: &Design) -> Result<Model, PlsError> {
    let folds = Scheme::LeaveOneOut.folds(design)?;
    let cv = cross_validate(design, Scaling::Auto, COMPONENTS, &folds, None)?;
    let fit = Fit::new(design, Scaling::Auto, COMPONENTS)?;
    let model = Model::new(&fit, COMPONENTS, DOMAIN_LEVEL)?.with_cross_validation(&cv)?;
    Ok(model.with_scheme(Scheme::LeaveOneOut, Some(GROUP)))
}

/// An estimate in eV.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimated {
    pub(super) value_ev: f64,
    /// `None` where the model has no degrees of freedom.
    pub(super) interval_ev: Option<[f64; 2]>,
}

/// A prediction of a model in eV.
pub(super) fn estimated(prediction: &Prediction, model: &Model) -> Estimated {
    let quantile = student_quantile(INTERVAL_LEVEL, model.errors.degrees_of_freedom);
    let half = quantile.zip(prediction.standard_error).map(|(t, s)| t * s);
    let ends = half.map(|half| [prediction.value - half, prediction.value + half]);
    Estimated {
        value_ev: from_scale(prediction.value),
        interval_ev: ends.map(|ends| ends.map(from_scale)),
    }
}
