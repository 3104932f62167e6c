//! The structure of a composition that nobody has made: cell edge, coordinates and occupancies by regression on known ones.
//!
//! Each parameter is a ridge regression (λ = 1 row) on one to three features of the composition:
//!
//! | parameter | features |
//! |---|---|
//! | a, cell edge in Å | ⟨r⟩ on B, ⟨r⟩ of all anions, Li per formula unit |
//! | bond, B–E in Å; u = bond/(a√3) | ⟨r⟩ on B, ⟨r⟩ of the chalcogenides |
//! | x of Li 48h | ⟨r⟩ of the chalcogenides, ⟨r⟩ of the free anions, Li per formula unit |
//! | z of Li 48h | ⟨r⟩ on B, ⟨r⟩ of the chalcogenides, ⟨r⟩ of the free anions |
//! | share of the lithium on 24g | ⟨r⟩ of all anions, ⟨r⟩ of the free anions |
//! | share of the halides on C | ⟨r⟩ of the halides |
//!
//! with Shannon ionic radii (doi:10.1107/S0567739476001551), IV on B and VI for anions; the free anions are the two of A and C,
//! the chalcogenides among them in the mean proportion of the formula. The rest follows:
//!
//! * z of Li 24g is that of 48h: ¼,¼,z is the middle of the doublet x,x,z – ½−x,½−x,z.
//! * The lithium of the formula is distributed over 48h and 24g in full, so that virtual crystals are neutral.
//! * Halides keep one ratio A : C, whatever their kind, as far as there is room; what they leave free the chalcogenides fill.
//! * S and Se are distributed by one exchange constant K = (Se/S)_free/(Se/S)_E, the geometric mean of the known ones.

use rayon::prelude::*;
use serde::Serialize;

use crate::known_parameters::KnownParameters;
use crate::overrides::Overrides;
use crate::parameters::Parameters;
use crate::ridge::Ridge;
use crate::series::grouped;
use crate::targets::{Feature, TARGETS, Target};
use crate::{DesignError, Exclusions, Formula, KnownCompound, SeriesRules};

/// Weight of the penalty, in rows.
const LAMBDA: f64 = 1.0;
/// Fewest rows for one regression.
const FEWEST: usize = 5;

/// A value that was left out of the fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Number of the compound.
    pub no: u32,
    /// Its formula.
    pub formula: String,
    /// Name of the parameter.
    pub parameter: String,
    /// Why.
    pub reason: String,
}

/// How well a parameter is predicted for a series that the model has not seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterError {
    /// Name of the parameter.
    pub parameter: String,
    /// Unit, empty where there is none.
    pub unit: String,
    /// Features.
    pub features: Vec<Feature>,
    /// Coefficients of the features in the fit of all rows.
    pub slopes: Vec<f64>,
    /// Rows of the fit.
    pub rows: usize,
    /// Standard deviation of the parameter over the rows: the error of the best constant.
    pub spread: f64,
    /// Root mean squared error over all rows, each predicted without its series.
    pub rmse: f64,
    /// Root mean squared error within each series and its number of rows, in the order of the table.
    pub by_series: Vec<(String, f64, usize)>,
}

/// Predicts the structure of any composition of the argyrodites.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureModel {
    fits: Vec<Ridge>,
    ln_exchange: f64,
    left_out: Vec<LeftOut>,
    errors: Vec<ParameterError>,
}

/// What the model misses at a known compound: known − predicted, for each parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Anchor {
    offsets: [f64; TARGETS.len()],
}

impl Anchor {
    /// The offsets by name of parameter; 0 where the known value is excluded.
    pub fn offsets(&self) -> Vec<(&'static str, f64)> {
        TARGETS.iter().map(|t| t.name).zip(self.offsets).collect()
    }
}

/// Rows ready for fitting: parameters and series of each known compound.
pub(crate) struct Rows {
    pub(crate) parameters: Vec<KnownParameters>,
    pub(crate) series: Vec<String>,
}

impl Rows {
    pub(crate) fn of(known: &[KnownCompound], rules: &SeriesRules) -> Result<Self, DesignError> {
        let parameters: Vec<KnownParameters> = known
            .par_iter()
            .map(KnownParameters::of)
            .collect::<Result<_, _>>()?;
        let series = parameters
            .iter()
            .map(|p| rules.of(&p.formula).to_owned())
            .collect();
        Ok(Self { parameters, series })
    }
}

impl StructureModel {
    /// Fits known structures, without the values that `exclusions` names.
    ///
    /// # Errors
    /// [`DesignError::TooFewCompounds`], [`DesignError::Data`] for an ion without a radius.
    pub(crate) fn fit(rows: &Rows, exclusions: &Exclusions) -> Result<Self, DesignError> {
        let all: Vec<usize> = (0..rows.parameters.len()).collect();
        let mut model = Self::fit_some(rows, exclusions, &all)?;
        model.left_out = left_out(rows, exclusions);
        for (target, fit) in TARGETS.iter().zip(&model.fits) {
            model.errors.push(error_of(target, fit, rows, exclusions)?);
        }
        Ok(model)
    }

    /// The fit of the rows at some positions, without errors.
    pub(crate) fn fit_some(
        rows: &Rows,
        exclusions: &Exclusions,
        chosen: &[usize],
    ) -> Result<Self, DesignError> {
        let fits = TARGETS
            .iter()
            .map(|target| fit_target(target, &usable(target, rows, exclusions, chosen)))
            .collect::<Result<Vec<_>, _>>()?;
        let logarithms: Vec<f64> = chosen
            .iter()
            .filter_map(|i| rows.parameters[*i].selenide_exchange)
            .map(f64::ln)
            .collect();
        let ln_exchange = if logarithms.is_empty() {
            0.0
        } else {
            logarithms.iter().sum::<f64>() / logarithms.len() as f64
        };
        Ok(Self {
            fits,
            ln_exchange,
            left_out: Vec::new(),
            errors: Vec::new(),
        })
    }

    /// The anchor at a known compound; parameters that are excluded there are not shifted.
    ///
    /// # Errors
    /// [`DesignError::KnownCompound`] for what is no cubic argyrodite in its conventional cell.
    pub fn anchor(
        &self,
        known: &KnownCompound,
        exclusions: &Exclusions,
    ) -> Result<Anchor, DesignError> {
        let row = KnownParameters::of(known)?;
        let mut anchor = Anchor::default();
        for (i, (target, fit)) in TARGETS.iter().zip(&self.fits).enumerate() {
            let reason = exclusions.reason(row.no, &row.name, target.name);
            if let Some(value) = (target.value)(&row).filter(|_| reason.is_none()) {
                let predicted = fit.predict(&features(target, &row.formula)?);
                anchor.offsets[i] = value - predicted;
            }
        }
        Ok(anchor)
    }

    /// Leave-one-series-out errors of every parameter.
    pub fn errors(&self) -> &[ParameterError] {
        &self.errors
    }

    /// Values that were left out of the fit.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Exchange constant of selenide between the free sites and E; 1 where no known structure tells.
    pub fn selenide_exchange(&self) -> f64 {
        self.ln_exchange.exp()
    }

    /// The parameters of a composition, shifted by what the model misses at a known compound (along a family the differences are
    /// predicted, the start is known), with the user's own values in place of the predicted ones where given.
    ///
    /// # Errors
    /// [`DesignError::ImpossibleOverride`]; [`DesignError::Data`] for an ion without a radius.
    pub fn predict(
        &self,
        formula: &Formula,
        overrides: &Overrides,
        anchor: &Anchor,
    ) -> Result<Parameters, DesignError> {
        overrides.check()?;
        let mut found = [0.0; TARGETS.len()];
        for (i, (target, fit)) in TARGETS.iter().zip(&self.fits).enumerate() {
            let value = fit.predict(&features(target, formula)?) + anchor.offsets[i];
            found[i] = bounded(target, value);
        }
        let [a, bond, x, z, share, on_c] = found;
        let a_ang = overrides.a_ang.unwrap_or(a);
        Ok(Parameters::assemble(
            formula,
            [
                a_ang,
                overrides.u_16e.unwrap_or(bond / (a_ang * 3f64.sqrt())),
                overrides.x_li48h.unwrap_or(x),
                overrides.z_li48h.unwrap_or(z),
                overrides.li_24g_share.unwrap_or(share),
                overrides.halide_on_c.unwrap_or(on_c),
            ],
            self.ln_exchange.exp(),
            overrides,
        ))
    }
}

fn features(target: &Target, formula: &Formula) -> Result<Vec<f64>, DesignError> {
    let value = |feature: &Feature| {
        feature.value(formula).ok_or_else(|| DesignError::Data {
            what: format!("{formula}"),
            reason: "an ion has no Shannon radius in the coordination of its site".to_owned(),
        })
    };
    target.features.iter().map(value).collect()
}

/// Rows of a target at some positions: formula and value, without the excluded ones.
fn usable<'r>(
    target: &Target,
    rows: &'r Rows,
    exclusions: &Exclusions,
    chosen: &[usize],
) -> Vec<(&'r Formula, f64)> {
    let row = |i: &usize| {
        let row = &rows.parameters[*i];
        let value = (target.value)(row)?;
        let reason = exclusions.reason(row.no, &row.name, target.name);
        reason.is_none().then_some((&row.formula, value))
    };
    chosen.iter().filter_map(row).collect()
}

fn fit_target(target: &Target, rows: &[(&Formula, f64)]) -> Result<Ridge, DesignError> {
    let too_few = DesignError::TooFewCompounds {
        what: target.name,
        needed: FEWEST,
        found: rows.len(),
    };
    if rows.len() < FEWEST {
        return Err(too_few);
    }
    let x = rows
        .iter()
        .map(|(formula, _)| features(target, formula))
        .collect::<Result<Vec<_>, _>>()?;
    let y: Vec<f64> = rows.iter().map(|(_, y)| *y).collect();
    Ridge::fit(&x, &y, LAMBDA).ok_or(too_few)
}

/// Shares end at 0 and 1.
fn bounded(target: &Target, value: f64) -> f64 {
    match target.name {
        "li_24g_share" | "halide_on_c" => value.clamp(0.0, 1.0),
        _ => value,
    }
}

fn left_out(rows: &Rows, exclusions: &Exclusions) -> Vec<LeftOut> {
    let mut list = Vec::new();
    for row in &rows.parameters {
        for target in &TARGETS {
            if let Some(reason) = exclusions.reason(row.no, &row.name, target.name) {
                list.push(LeftOut {
                    no: row.no,
                    formula: row.name.clone(),
                    parameter: target.name.to_owned(),
                    reason: reason.to_owned(),
                });
            }
        }
    }
    list
}

/// Leave-one-series-out error of one parameter, in its own units.
fn error_of(
    target: &Target,
    fit: &Ridge,
    rows: &Rows,
    exclusions: &Exclusions,
) -> Result<ParameterError, DesignError> {
    let all: Vec<usize> = (0..rows.parameters.len()).collect();
    let values: Vec<f64> = usable(target, rows, exclusions, &all)
        .iter()
        .map(|r| r.1)
        .collect();
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let (mut total, mut count) = (0.0, 0);
    let mut by_series = Vec::new();
    for (series, members) in grouped(&rows.series) {
        let tested = usable(target, rows, exclusions, &members);
        let others: Vec<usize> = all
            .iter()
            .copied()
            .filter(|i| rows.series[*i] != series)
            .collect();
        let training = usable(target, rows, exclusions, &others);
        if tested.is_empty() || training.len() < FEWEST {
            continue;
        }
        let fit = fit_target(target, &training)?;
        let mut squares = 0.0;
        for (formula, value) in &tested {
            let predicted = bounded(target, fit.predict(&features(target, formula)?));
            squares += (predicted - value).powi(2);
        }
        total += squares;
        count += tested.len();
        by_series.push((series, (squares / tested.len() as f64).sqrt(), tested.len()));
    }
    Ok(ParameterError {
        parameter: target.name.to_owned(),
        unit: target.unit.to_owned(),
        features: target.features.to_vec(),
        slopes: fit.slopes(),
        rows: values.len(),
        spread: (values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / values.len() as f64)
            .sqrt(),
        rmse: if count > 0 {
            (total / f64::from(count as u32)).sqrt()
        } else {
            f64::NAN
        },
        by_series,
    })
}
