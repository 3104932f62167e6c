//! `hecs fit`: a partial least squares model of a table.

use std::collections::BTreeMap;
use std::io::{self, Write};

use hecs_pls::statistics::{pearson_r2, r2, rmse};
use hecs_pls::{
    CrossValidation, Fit as PlsFit, Missing, Model, PlsError, Rule, choose, leave_one_out,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::args::{Choice, Common, Fit, Format};
use crate::files::write_atomic;
use crate::output::{columns, csv_text, print_json, resolve};
use crate::tables::{TrainingData, most_components, scaling, training_data};
use crate::verb::{Outcome, VerbError};

/// Confidence of the domain's limits, stored in the model.
const LEVEL: f64 = 0.95;

/// Significance and number of exchanges of van der Voet's test; the values of JMP and SAS.
const VAN_DER_VOET_LEVEL: f64 = 0.1;
const VAN_DER_VOET_PERMUTATIONS: usize = 1000;

/// The record of `hecs fit`. Curves are indexed by the number of components, from 0.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct FitRecord {
    pub(crate) response: String,
    /// Training rows.
    pub(crate) n: usize,
    /// Predictors.
    pub(crate) p: usize,
    pub(crate) components: usize,
    /// Squared errors of leave-one-out, summed.
    pub(crate) press: Vec<f64>,
    /// sqrt(PRESS/SSY).
    pub(crate) root_mean_press: Vec<f64>,
    /// 1 − PRESS/SSY.
    pub(crate) q2: Vec<f64>,
    pub(crate) r2_train: f64,
    pub(crate) rmse_train: f64,
    /// 1 − SSE/SST of the test rows.
    pub(crate) r2_test: Option<f64>,
    /// Squared correlation of the test rows.
    pub(crate) r2_pearson_test: Option<f64>,
    pub(crate) rmse_test: Option<f64>,
    /// Coefficients on the raw descriptors.
    pub(crate) coefficients: BTreeMap<String, f64>,
    pub(crate) intercept: f64,
    pub(crate) vip: BTreeMap<String, f64>,
    pub(crate) predictions: Vec<FittedRow>,
    pub(crate) warnings: Vec<String>,
}

/// A row of the table with what the model makes of it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct FittedRow {
    pub(crate) row: String,
    /// `train` or `test`.
    pub(crate) set: String,
    pub(crate) observed: f64,
    pub(crate) fitted: f64,
    /// Prediction when left out; training rows only.
    pub(crate) loo: Option<f64>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Fit, common: &Common) -> Result<Outcome, VerbError> {
    let data = training_data(&arguments.table)?;
    let pls = VerbError::pls(&arguments.table.table);
    let rule = rule(arguments);
    let wanted = match arguments.components.as_str() {
        "auto" => None,
        text => Some(text.parse::<usize>().map_err(|_| {
            VerbError::Usage(format!(
                "--components {text}: write auto or a number of components"
            ))
        })?),
    };
    let (model, record) = fit(&data, &arguments.table, wanted, rule).map_err(&pls)?;
    if let Some(path) = &arguments.out {
        let text = model.to_json().map_err(&pls)?;
        write_atomic(path, text.as_bytes()).map_err(VerbError::file(path))?;
    }
    if !common.quiet {
        for warning in &record.warnings {
            say!("warning: {warning}");
        }
        if !data.skipped.is_empty() {
            say!(
                "note: columns without numbers are left out: {}",
                data.skipped.join(", ")
            );
        }
    }
    record.print(resolve(common.format))?;
    Ok(Outcome::done())
}

fn rule(arguments: &Fit) -> Rule {
    match arguments.choice {
        Choice::Minimum => Rule::Minimum,
        Choice::OneStandardError => Rule::OneStandardError,
        Choice::VanDerVoet => Rule::VanDerVoet {
            level: VAN_DER_VOET_LEVEL,
            permutations: VAN_DER_VOET_PERMUTATIONS,
            seed: arguments.seed,
        },
    }
}

fn fit(
    data: &TrainingData,
    table: &crate::args::Table,
    wanted: Option<usize>,
    rule: Rule,
) -> Result<(Model, FitRecord), PlsError> {
    let scaling = scaling(table.scale);
    let most = most_components(&data.train, table.max_components.max(wanted.unwrap_or(0)));
    let cv = leave_one_out(&data.train, scaling, most)?;
    let fit = PlsFit::new(&data.train, scaling, most)?;
    let components = match wanted {
        Some(n) => n,
        None => choose(&cv, rule)?.components.min(fit.components()),
    };
    let model = Model::new(&fit, components, LEVEL)?.with_cross_validation(&cv)?;
    let record = record(data, &cv, &fit, &model)?;
    Ok((model, record))
}

fn record(
    data: &TrainingData,
    cv: &CrossValidation,
    fit: &PlsFit,
    model: &Model,
) -> Result<FitRecord, PlsError> {
    let components = model.components;
    let observed = data.train.y();
    let fitted = fit.fitted_at(components)?;
    let left_out = cv.predictions_at(components)?;
    let mut predictions: Vec<FittedRow> = Vec::new();
    for (i, row) in data.train.table().rows().iter().enumerate() {
        predictions.push(FittedRow {
            row: row.clone(),
            set: "train".to_owned(),
            observed: observed[i],
            fitted: fitted[i],
            loo: Some(left_out[i]),
        });
    }
    let mut test = None;
    if let Some((table, observed)) = &data.test {
        let predicted: Vec<f64> = model
            .predict(table, Missing::Refuse)?
            .iter()
            .map(|p| p.value)
            .collect();
        for (i, row) in table.rows().iter().enumerate() {
            predictions.push(FittedRow {
                row: row.clone(),
                set: "test".to_owned(),
                observed: observed[i],
                fitted: predicted[i],
                loo: None,
            });
        }
        test = Some((observed, predicted));
    }
    // A single test row, or one that does not vary, has errors but no R².
    let of_test = |f: fn(&[f64], &[f64]) -> Result<f64, PlsError>| {
        test.as_ref().and_then(|(o, p)| f(o, p).ok())
    };
    let mut warnings: Vec<String> = model.warnings.iter().map(ToString::to_string).collect();
    for warning in cv.warnings.iter().map(ToString::to_string) {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    if components == 0 {
        warnings.push(
            "no number of components predicts left-out rows better than their mean does; the model is \
             that mean, the same for every row"
                .to_owned(),
        );
    }
    Ok(FitRecord {
        response: data.train.response().name.clone(),
        n: data.train.n(),
        p: data.train.p(),
        components,
        press: cv.press.clone(),
        root_mean_press: cv.root_mean_press(),
        q2: cv.q2(),
        r2_train: r2(observed, &fitted)?,
        rmse_train: rmse(observed, &fitted)?,
        r2_test: of_test(r2),
        r2_pearson_test: of_test(pearson_r2),
        rmse_test: of_test(rmse),
        coefficients: model
            .columns
            .iter()
            .map(|c| (c.name.clone(), c.coefficient))
            .collect(),
        intercept: model.intercept,
        vip: model
            .columns
            .iter()
            .filter_map(|c| Some((c.name.clone(), c.vip?)))
            .collect(),
        predictions,
        warnings,
    })
}

impl FitRecord {
    /// JSON holds everything; CSV the rows; the table for people what one looks at first.
    fn print(&self, format: Format) -> Result<(), VerbError> {
        let row_header = ["row", "set", "observed", "fitted", "loo"].map(str::to_owned);
        match format {
            Format::Json => print_json(self)?,
            Format::Csv => {
                let rows: Vec<Vec<String>> = self
                    .predictions
                    .iter()
                    .map(|r| {
                        vec![
                            r.row.clone(),
                            r.set.clone(),
                            r.observed.to_string(),
                            r.fitted.to_string(),
                            crate::output::optional(r.loo),
                        ]
                    })
                    .collect();
                io::stdout().write_all(&csv_text(&row_header, &rows)?)?;
            }
            Format::Table => self.print_for_people(&mut io::stdout().lock())?,
        }
        Ok(())
    }

    fn print_for_people(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{} from {} descriptors, {} rows; {} components",
            self.response, self.p, self.n, self.components
        )?;
        writeln!(
            out,
            "train  R² {:.4}  RMSE {:.5}",
            self.r2_train, self.rmse_train
        )?;
        if let Some(rmse) = self.rmse_test {
            let number = |x: Option<f64>| crate::output::rounded(x, 4);
            writeln!(
                out,
                "test   R² {}  r² {}  RMSE {rmse:.5}",
                number(self.r2_test),
                number(self.r2_pearson_test)
            )?;
        }
        let curve: Vec<Vec<String>> = (0..self.press.len())
            .map(|a| {
                let mark = if a == self.components { " ←" } else { "" };
                vec![
                    format!("{a}{mark}"),
                    format!("{:.6}", self.press[a]),
                    format!("{:.5}", self.root_mean_press[a]),
                    format!("{:.5}", self.q2[a]),
                ]
            })
            .collect();
        let header = ["components", "PRESS", "Root Mean PRESS", "Q²"].map(str::to_owned);
        writeln!(out, "{}", columns(&header, &curve))?;
        let mut vip: Vec<(&String, &f64)> = self.vip.iter().collect();
        vip.sort_by(|a, b| b.1.total_cmp(a.1));
        let rows: Vec<Vec<String>> = vip
            .iter()
            .map(|(name, vip)| {
                vec![
                    (*name).clone(),
                    format!("{vip:.4}"),
                    format!("{:.6}", self.coefficients[*name]),
                ]
            })
            .collect();
        let header = ["descriptor", "VIP", "coefficient"].map(str::to_owned);
        writeln!(out, "{}", columns(&header, &rows))
    }
}
