//! The paper's regression on any table of the compounds: the same split, scaling and choice.

use std::error::Error;

use hecs_pls::statistics::{pearson_r2, r2, rmse};
use hecs_pls::{
    CrossValidation, Design, Fit, Missing, Response, Rule, Scaling, Table, choose, leave_one_out,
};

use super::compute::Computed;
use super::published::{Published, Set};

/// Largest number of components tried, as Fig. S3 shows.
pub(crate) const MOST_COMPONENTS: usize = 10;

/// Descriptors and Ea of compounds, in any origin: published or recomputed.
pub(crate) struct Dataset<'a> {
    pub(crate) descriptors: &'a [String],
    /// One row a compound.
    pub(crate) rows: Vec<Row<'a>>,
}

/// A compound of a [`Dataset`].
pub(crate) struct Row<'a> {
    pub(crate) no: u32,
    pub(crate) set: Set,
    pub(crate) values: &'a [f64],
    pub(crate) ea: f64,
}

/// Our descriptors (standard definitions) with one of our activation energies.
pub(crate) fn recomputed<'a>(
    published: &'a Published,
    computed: &'a [Computed],
    ea_ev: impl Fn(&Computed) -> f64,
) -> Dataset<'a> {
    Dataset {
        descriptors: &published.descriptors,
        rows: published
            .compounds
            .iter()
            .zip(computed)
            .map(|(compound, ours)| Row {
                no: compound.no,
                set: compound.set,
                values: &ours.descriptors,
                ea: ea_ev(ours),
            })
            .collect(),
    }
}

/// The fitted model with everything the paper reports of it.
pub(crate) struct Regression {
    pub(crate) cross_validation: CrossValidation,
    pub(crate) components: usize,
    /// VIP of each descriptor, in the order of the dataset.
    pub(crate) vip: Vec<f64>,
    /// Coefficients on centred and scaled descriptors, same order: their signs are the mechanism's.
    pub(crate) standardised: Vec<f64>,
    /// (no, observed, predicted) of every compound with a set, in the order of the dataset.
    pub(crate) predictions: Vec<Prediction>,
    pub(crate) train: Quality,
    pub(crate) test: Quality,
}

pub(crate) struct Prediction {
    pub(crate) no: u32,
    pub(crate) set: Set,
    pub(crate) observed: f64,
    pub(crate) predicted: f64,
}

/// Eq. 5 and Eq. 6 of the paper, and the squared correlation it printed in place of Eq. 5.
#[derive(Clone, Copy)]
pub(crate) struct Quality {
    pub(crate) r2: f64,
    pub(crate) pearson_r2: f64,
    pub(crate) rmse: f64,
}

impl Quality {
    pub(crate) fn of(observed: &[f64], predicted: &[f64]) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            r2: r2(observed, predicted)?,
            pearson_r2: pearson_r2(observed, predicted)?,
            rmse: rmse(observed, predicted)?,
        })
    }
}

impl Dataset<'_> {
    /// The training rows, checked.
    pub(crate) fn design(&self) -> Result<Design, Box<dyn Error>> {
        let train: Vec<&Row> = self.rows.iter().filter(|r| r.set == Set::Train).collect();
        let names: Vec<String> = train.iter().map(|r| r.no.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let columns: Vec<&str> = self.descriptors.iter().map(String::as_str).collect();
        let records: Vec<&[f64]> = train.iter().map(|r| r.values).collect();
        let table = Table::from_records(&names, &columns, &records)?;
        let response = Response::new("Ea", train.iter().map(|r| r.ea).collect()).with_unit("eV");
        Ok(Design::new(table, response, Missing::Refuse)?)
    }
}

impl Regression {
    pub(crate) fn fit(data: &Dataset<'_>) -> Result<Self, Box<dyn Error>> {
        let design = data.design()?;
        let cross_validation = leave_one_out(&design, Scaling::Auto, MOST_COMPONENTS)?;
        let components = choose(&cross_validation, Rule::Minimum)?.components;
        let fit = Fit::new(&design, Scaling::Auto, MOST_COMPONENTS)?;
        let coefficients = fit.coefficients_at(components)?;
        let intercept = fit.intercept_at(components)?;
        let predictions: Vec<Prediction> = data
            .rows
            .iter()
            .filter(|row| row.set != Set::Dropped)
            .map(|row| Prediction {
                no: row.no,
                set: row.set,
                observed: row.ea,
                predicted: intercept
                    + row
                        .values
                        .iter()
                        .zip(&coefficients)
                        .map(|(x, b)| x * b)
                        .sum::<f64>(),
            })
            .collect();
        let quality = |set: Set| {
            let part = predictions.iter().filter(|p| p.set == set);
            let (observed, predicted): (Vec<f64>, Vec<f64>) =
                part.map(|p| (p.observed, p.predicted)).unzip();
            Quality::of(&observed, &predicted)
        };
        let (train, test) = (quality(Set::Train)?, quality(Set::Test)?);
        let standardised = coefficients
            .iter()
            .zip(&fit.x_scale)
            .map(|(b, s)| b * s / fit.y_scale)
            .collect();
        Ok(Self {
            components,
            vip: if components == 0 {
                vec![0.0; design.p()]
            } else {
                fit.vip(components)?
            },
            standardised,
            predictions,
            train,
            test,
            cross_validation,
        })
    }

    /// Root Mean PRESS at the chosen number of components.
    pub(crate) fn root_mean_press(&self) -> f64 {
        self.cross_validation.root_mean_press()[self.components]
    }

    /// Q² at the chosen number of components.
    pub(crate) fn q2(&self) -> f64 {
        self.cross_validation.q2()[self.components]
    }

    /// Descriptors with a VIP above `threshold`, in the order of the dataset.
    pub(crate) fn important<'a>(&self, descriptors: &'a [String], threshold: f64) -> Vec<&'a str> {
        descriptors
            .iter()
            .zip(&self.vip)
            .filter(|(_, vip)| **vip > threshold)
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Descriptors with their VIP, the largest first; equal ones in the order of the dataset.
    pub(crate) fn ranking<'a>(&self, descriptors: &'a [String]) -> Vec<(&'a str, f64)> {
        let mut ranked: Vec<(&str, f64)> = descriptors
            .iter()
            .map(String::as_str)
            .zip(self.vip.iter().copied())
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}
