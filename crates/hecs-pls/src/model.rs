//! A model with a fixed number of components: predictions, and how reliable they are.

use std::collections::BTreeSet;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::checks::{at_most, expect_length};
use crate::distance::{hotelling_t2, q_contributions, scores_of, t2_contributions, t2_of_parts};
use crate::gappy::project;
use crate::limits::{Limits, student_quantile};
use crate::prediction::{Contribution, Interval, Measure, OutOfRange, Prediction, Reason};
use crate::range::largest;
use crate::refit::row_of;
use crate::vectors::dot;
use crate::{
    Column, CrossValidation, Fit, Missing, PlsError, Recipe, Scaling, Scheme, Selection, Table,
    TrainedTreatment, Warning,
};

/// A PLS model of one response with a fixed number of components A. Save it with [`Model::to_json`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Model {
    /// Name and unit of the response.
    pub response: Column,
    /// How predictors and response were scaled.
    pub scaling: Scaling,
    /// Treatment of rows as spectra, before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spectra: Option<Spectra>,
    /// How the predictors were selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// What was done with missing values of the training rows.
    #[serde(default, skip_serializing_if = "Missing::is_refuse")]
    pub missing: Missing,
    /// Number of components A.
    pub components: usize,
    /// Number of training rows n.
    pub rows: usize,
    /// Intercept, raw units.
    pub intercept: f64,
    /// Mean of the response in the training rows.
    pub y_mean: f64,
    /// Divisor of the response.
    pub y_scale: f64,
    /// The predictors (p) in the order of the arrays below, after the treatment of spectra; those that were kept.
    pub columns: Vec<ModelColumn>,
    /// Weights (A × p).
    pub weights: Vec<Vec<f64>>,
    /// Loadings (A × p).
    pub loadings: Vec<Vec<f64>>,
    /// Rotations (A × p).
    pub rotations: Vec<Vec<f64>>,
    /// Loadings of the response (A), scaled units.
    pub y_loadings: Vec<f64>,
    /// Variances of the training scores, divisor n−1 (A).
    pub score_variances: Vec<f64>,
    /// Limits of the domain.
    pub limits: Limits,
    /// Errors from which intervals are computed.
    pub errors: Errors,
    /// How rows were left out when the model was judged; one by one where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<JudgedBy>,
    /// Where the model comes from.
    pub provenance: Provenance,
    /// Remarks on the data and the fit.
    pub warnings: Vec<Warning>,
}

/// Treatment of rows as spectra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Spectra {
    /// The channels, in the order in which they are treated.
    pub columns: Vec<Column>,
    /// The treatments, one after the other.
    pub treatments: Vec<TrainedTreatment>,
}

/// How rows were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JudgedBy {
    /// Which rows, or groups, together.
    #[serde(flatten)]
    pub scheme: Scheme,
    /// Column of the groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// One predictor of a [`Model`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelColumn {
    /// Name.
    pub name: String,
    /// Unit, free text.
    pub unit: Option<String>,
    /// Mean of the training rows.
    pub mean: f64,
    /// Divisor; 1 for constant columns.
    pub scale: f64,
    /// Smallest training value.
    pub minimum: f64,
    /// Largest training value.
    pub maximum: f64,
    /// Coefficient, raw units.
    pub coefficient: f64,
    /// Variable importance in projection; `None` without components.
    pub vip: Option<f64>,
}

/// Errors of a [`Model`], response units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Errors {
    /// Root mean squared error of calibration, divisor n.
    pub rmse: f64,
    /// Standard error of calibration √(RSS/(n−A−1)); `None` without degrees of freedom.
    pub standard_error: Option<f64>,
    /// Degrees of freedom n−A−1.
    pub degrees_of_freedom: usize,
    /// Root mean squared error of cross-validation, where one was made.
    pub rmsecv: Option<f64>,
    /// Q² of the cross-validation about the mean of all rows, where one was made.
    pub q2: Option<f64>,
}

/// Origin of a [`Model`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Provenance {
    /// Hash of the training table, [`Design::sha256`](crate::Design::sha256).
    pub table_sha256: String,
    /// Program and version.
    pub software: String,
    /// Names of the training rows (n).
    pub row_names: Vec<String>,
}

impl Model {
    /// The model of a fit with `components` components and limits at a confidence level such as 0.95; see [`Fit::limits`].
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`], [`PlsError::OutOfRange`].
    pub fn new(fit: &Fit, components: usize, level: f64) -> Result<Self, PlsError> {
        Self::with_limits(fit, components, fit.limits(components, level)?)
    }

    /// The model whose new rows are not judged: its limits are those of training rows.
    pub(crate) fn without_domain(
        fit: &Fit,
        components: usize,
        level: f64,
    ) -> Result<Self, PlsError> {
        let limits = fit.limits_of_training_rows(components, level)?;
        Self::with_limits(fit, components, limits)
    }

    pub(crate) fn with_limits(
        fit: &Fit,
        components: usize,
        limits: Limits,
    ) -> Result<Self, PlsError> {
        let design = &fit.design;
        let n = design.n();
        let x = design.x_to_fit();
        let coefficients = fit.coefficients_at(components)?;
        let vip = if components == 0 {
            None
        } else {
            Some(fit.vip(components)?)
        };
        let columns = (design.table().columns().iter().enumerate())
            .map(|(j, column)| ModelColumn {
                name: column.name.clone(),
                unit: column.unit.clone(),
                mean: fit.x_mean[j],
                scale: fit.x_scale[j],
                minimum: x.column(j).iter().copied().fold(f64::NAN, f64::min),
                maximum: x.column(j).iter().copied().fold(f64::NAN, f64::max),
                coefficient: coefficients[j],
                vip: vip.as_ref().map(|vip| vip[j]),
            })
            .collect();
        let first = |matrix: &nalgebra::DMatrix<f64>| -> Vec<Vec<f64>> {
            (0..components)
                .map(|a| matrix.column(a).iter().copied().collect())
                .collect()
        };
        let residual = fit.residual_sums()[components];
        let degrees_of_freedom = n.saturating_sub(components + 1);
        Ok(Self {
            response: Column {
                name: design.response().name.clone(),
                unit: design.response().unit.clone(),
            },
            scaling: fit.scaling,
            spectra: spectra(fit),
            selection: fit.selection,
            missing: design.missing(),
            components,
            rows: n,
            intercept: fit.intercept_at(components)?,
            y_mean: fit.y_mean,
            y_scale: fit.y_scale,
            columns,
            weights: first(&fit.weights),
            loadings: first(&fit.loadings),
            rotations: first(&fit.rotations),
            y_loadings: fit.y_loadings[..components].to_vec(),
            score_variances: fit.score_variances(components),
            limits,
            errors: Errors {
                rmse: (residual / n as f64).sqrt(),
                standard_error: (degrees_of_freedom > 0)
                    .then(|| (residual / degrees_of_freedom as f64).sqrt()),
                degrees_of_freedom,
                rmsecv: None,
                q2: None,
            },
            judged_by: None,
            provenance: Provenance {
                table_sha256: match &fit.source {
                    Some(source) => source.sha256.clone(),
                    None => design.sha256(),
                },
                software: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"))
                    .to_owned(),
                row_names: design.table().rows().to_vec(),
            },
            warnings: fit.warnings.clone(),
        })
    }

    /// The model with the errors of a cross-validation, from which its intervals are then computed.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`] where the cross-validation has fewer components, [`PlsError::WrongLength`] where it is of another
    /// number of rows.
    pub fn with_cross_validation(mut self, cv: &CrossValidation) -> Result<Self, PlsError> {
        expect_length("rows cross-validated", cv.rows.len(), self.rows)?;
        at_most(self.components, cv.components())?;
        self.errors.rmsecv = Some(cv.rmsecv()[self.components]);
        self.errors.q2 = Some(cv.q2()[self.components]);
        for warning in &cv.warnings {
            let about_folds = matches!(warning, Warning::ConstantInFold { .. });
            if about_folds && !self.warnings.contains(warning) {
                self.warnings.push(warning.clone());
            }
        }
        Ok(self)
    }

    /// The model with how rows were left out and the column of their groups, for whoever judges it again; one by one is what a model
    /// without this says.
    #[must_use]
    pub fn with_scheme(mut self, scheme: Scheme, group: Option<&str>) -> Self {
        let group = group.map(str::to_owned);
        let said = scheme != Scheme::LeaveOneOut || group.is_some();
        self.judged_by = said.then_some(JudgedBy { scheme, group });
        self
    }

    /// The recipe that the model was fitted by.
    pub fn recipe(&self) -> Recipe {
        let treatments = self.spectra.iter().flat_map(|spectra| &spectra.treatments);
        Recipe {
            treatments: treatments.map(TrainedTreatment::untrained).collect(),
            selection: self.selection,
            scaling: self.scaling,
        }
    }

    /// Names of the columns a table to predict must have: all channels of spectra, or the model's own columns.
    pub fn column_names(&self) -> Vec<&str> {
        let own = || self.columns.iter().map(|column| column.name.as_str());
        match &self.spectra {
            Some(spectra) => (spectra.columns.iter())
                .map(|column| column.name.as_str())
                .collect(),
            None => own().collect(),
        }
    }

    /// Predicts the rows of a table that has exactly the columns of [`Model::column_names`], in any order; spectra untreated.
    ///
    /// The interval is ŷ ± t((1+level)/2; n−A−1) · s with
    ///
    ///   s² = (RSS/(n−A−1)) (1 + h)                     from the calibration, h the leverage of the row,
    ///   s² = RMSECV² (1 + h) / (1 + (A+1)/n)           once a cross-validation is known: its error is already that of new rows,
    ///                                                  whose mean leverage is near (A+1)/n.
    ///
    /// The second is to be preferred where the number of components was chosen on the same rows, because the first is then too
    /// optimistic. N. M. Faber, R. Bro, Chemom. Intell. Lab. Syst. 61 (2002) 133.
    ///
    /// With [`Missing::MeanImpute`] a missing value is replaced by the training mean; with [`Missing::Nipals`] the scores are
    /// regressed on the values that are known, and Q is that of the known ones times columns over known columns. Both name them in the
    /// prediction. A model fitted with either has it in [`Model::missing`].
    ///
    /// # Errors
    /// [`PlsError::ColumnsDiffer`], [`PlsError::MissingValue`], [`PlsError::EmptyRow`], [`PlsError::FlatRow`];
    /// [`PlsError::BeyondRange`] for a row so far outside that its distance is not finite.
    pub fn predict(&self, table: &Table, missing: Missing) -> Result<Vec<Prediction>, PlsError> {
        self.predict_each(table, missing)?.into_iter().collect()
    }

    /// The same, where a row that cannot be predicted costs no other: an error of the columns is one of the table, an error of a row its
    /// own.
    ///
    /// # Errors
    /// [`PlsError::ColumnsDiffer`]; of a row the others of [`Model::predict`].
    pub fn predict_each(
        &self,
        table: &Table,
        missing: Missing,
    ) -> Result<Vec<Result<Prediction, PlsError>>, PlsError> {
        self.predict_rows(table, missing, false)
    }

    /// The same as [`Model::predict`], where a row of which none of the model's columns is known has the mean of the training rows.
    pub(crate) fn predict_partial(
        &self,
        table: &Table,
        missing: Missing,
    ) -> Result<Vec<Prediction>, PlsError> {
        (self.predict_rows(table, missing, true)?.into_iter()).collect()
    }

    fn predict_rows(
        &self,
        table: &Table,
        missing: Missing,
        may_be_empty: bool,
    ) -> Result<Vec<Result<Prediction, PlsError>>, PlsError> {
        let table = table.select_columns(&self.positions(table)?)?;
        let treated = self.treated(&table);
        Ok(treated
            .into_iter()
            .enumerate()
            .map(|(i, row)| {
                if missing == Missing::Refuse {
                    table.refuse_missing_in(i)?;
                }
                let row = row?;
                if !may_be_empty && !row.iter().any(|x| x.is_finite()) {
                    return Err(table.empty_row(i));
                }
                let prediction = self.predict_row(&table.rows()[i], row.clone(), missing);
                let numbers = [
                    prediction.value,
                    prediction.hotelling_t2,
                    prediction.q_residual,
                ];
                if numbers.iter().all(|number| number.is_finite()) {
                    return Ok(prediction);
                }
                let away = row.iter().zip(&self.columns);
                let away = away.filter(|(x, _)| x.is_finite());
                let j = largest(away.map(|(x, column)| (x - column.mean) / column.scale));
                Err(PlsError::BeyondRange {
                    row: prediction.row,
                    line: table.line(i),
                    column: self.columns[j].name.clone(),
                    value: row[j],
                })
            })
            .collect())
    }

    /// The rows of a table with the columns of [`Model::column_names`], in that order, as the model needs them: treated, columns that were
    /// kept only. An error of a row is its own.
    fn treated(&self, table: &Table) -> Vec<Result<Vec<f64>, PlsError>> {
        let all = || 0..table.rows().len();
        let Some(spectra) = &self.spectra else {
            return all().map(|i| Ok(row_of(table.values(), i))).collect();
        };
        let own = table.positions();
        let kept: Vec<usize> = (self.columns.iter())
            .filter_map(|column| own.get(column.name.as_str()).copied())
            .collect();
        let treat = |rows: &[usize]| -> Result<DMatrix<f64>, PlsError> {
            let mut x = table.values().select_rows(rows);
            for treatment in &spectra.treatments {
                treatment.treat_all(&mut x, table, rows)?;
            }
            Ok(x.select_columns(&kept))
        };
        // Together, since a filter is made for all rows; one by one where a row among them cannot be treated.
        let together: Vec<usize> = all().collect();
        match treat(&together) {
            Ok(x) => all().map(|i| Ok(row_of(&x, i))).collect(),
            Err(_) => all().map(|i| treat(&[i]).map(|x| row_of(&x, 0))).collect(),
        }
    }

    /// The names of the model's columns, after the check that the table has these and no others.
    fn positions(&self, table: &Table) -> Result<Vec<&str>, PlsError> {
        let wanted = self.column_names();
        let present = table.positions();
        let known: BTreeSet<&str> = wanted.iter().copied().collect();
        let missing: Vec<String> = (wanted.iter())
            .filter(|name| !present.contains_key(*name))
            .map(|&name| name.to_owned())
            .collect();
        let extra: Vec<String> = (table.columns().iter().map(|column| column.name.as_str()))
            .filter(|name| !known.contains(name))
            .map(str::to_owned)
            .collect();
        if missing.is_empty() && extra.is_empty() {
            Ok(wanted)
        } else {
            Err(PlsError::ColumnsDiffer { missing, extra })
        }
    }

    fn predict_row(&self, name: &str, mut values: Vec<f64>, missing: Missing) -> Prediction {
        let mut absent = Vec::new();
        let mut out_of_range = Vec::new();
        let mut e = Vec::with_capacity(values.len());
        let mut value = self.intercept;
        for (x, column) in values.iter_mut().zip(&self.columns) {
            if !x.is_finite() {
                *x = if missing == Missing::Nipals {
                    f64::NAN
                } else {
                    column.mean
                };
                absent.push(column.name.clone());
            }
            if *x < column.minimum || *x > column.maximum {
                out_of_range.push(OutOfRange {
                    column: column.name.clone(),
                    value: *x,
                    minimum: column.minimum,
                    maximum: column.maximum,
                });
            }
            e.push((*x - column.mean) / column.scale);
            value += column.coefficient * *x;
        }
        let (scores, t2, q);
        let (mut imputed, mut skipped) = (Vec::new(), Vec::new());
        if missing == Missing::Nipals && !absent.is_empty() {
            skipped = absent;
            let row = project(&e, &self.weights, &self.loadings);
            value = self.y_mean + self.y_scale * dot(&row.scores, &self.y_loadings);
            t2 = t2_of_parts(&row.parts, &row.scores, &self.score_variances);
            q = row.rest.iter().map(|e| row.weight * e * e).collect();
            scores = row.scores;
        } else {
            imputed = absent;
            scores = scores_of(&e, &self.rotations);
            t2 = t2_contributions(&e, &scores, &self.score_variances, &self.rotations);
            q = q_contributions(&e, &scores, &self.loadings);
        }
        let hotelling_t2 = hotelling_t2(&scores, &self.score_variances);
        let q_residual: f64 = q.iter().sum();
        let n = self.rows as f64;
        let leverage = 1.0 / n + hotelling_t2 / (n - 1.0);
        let standard_error = self.standard_error(leverage);
        let interval = standard_error
            .zip(student_quantile(
                self.limits.level,
                self.errors.degrees_of_freedom,
            ))
            .map(|(error, quantile)| Interval {
                low: value - quantile * error,
                high: value + quantile * error,
            });
        let reasons: Vec<Reason> = [
            self.reason(
                Measure::HotellingT2,
                hotelling_t2,
                self.limits.judged_hotelling_t2(),
                &t2,
            ),
            self.reason(
                Measure::QResidual,
                q_residual,
                self.limits.judged_q_residual(),
                &q,
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        Prediction {
            row: name.to_owned(),
            value,
            standard_error,
            interval,
            scores,
            leverage,
            hotelling_t2,
            q_residual,
            inside: reasons.is_empty(),
            reasons,
            out_of_range,
            imputed,
            skipped,
            t2_contributions: t2,
            q_contributions: q,
        }
    }

    /// Standard error of a prediction with leverage h; see [`Model::predict`].
    fn standard_error(&self, leverage: f64) -> Option<f64> {
        let mean_leverage = (self.components + 1) as f64 / self.rows as f64;
        match self.errors.rmsecv {
            Some(rmsecv) => Some(rmsecv * ((1.0 + leverage) / (1.0 + mean_leverage)).sqrt()),
            None => self
                .errors
                .standard_error
                .map(|error| error * (1.0 + leverage).sqrt()),
        }
    }

    /// Why a measure puts the row outside: the largest contributions, as many as must be removed for the rest to be within the limit.
    fn reason(
        &self,
        measure: Measure,
        value: f64,
        limit: Option<f64>,
        contributions: &[f64],
    ) -> Option<Reason> {
        let limit = limit.filter(|&limit| value > limit)?;
        let mut order: Vec<usize> = (0..contributions.len()).collect();
        order.sort_by(|&j, &k| {
            contributions[k]
                .total_cmp(&contributions[j])
                .then(j.cmp(&k))
        });
        let mut rest = value;
        let mut columns = Vec::new();
        for j in order {
            if rest <= limit {
                break;
            }
            rest -= contributions[j];
            let column = self.columns[j].name.clone();
            columns.push(Contribution {
                column,
                share: contributions[j] / value,
            });
        }
        Some(Reason {
            measure,
            value,
            limit,
            columns,
        })
    }
}

/// What a fit did to rows as spectra.
fn spectra(fit: &Fit) -> Option<Spectra> {
    let source = fit.source.as_ref()?;
    (!fit.treatments.is_empty()).then(|| Spectra {
        columns: source.columns.clone(),
        treatments: fit.treatments.clone(),
    })
}
