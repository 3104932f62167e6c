//! Hops of the literature: training, and hops left out.

use std::collections::BTreeMap;
use std::io::Read;

use hecs_core::Ion;
use hecs_pls::{Design, Folds, Missing, Model, PlsError, Sheet};

use super::facts::HopFacts;
use super::model::{Estimated, GROUP, design, estimated, model_of};
use crate::AnalysisError;

/// Hops with their facts and the barriers of density-functional theory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HopTable {
    /// The facts of each hop.
    pub facts: Vec<HopFacts>,
    /// Barriers of nudged-elastic-band calculations with density-functional theory, eV.
    pub dft_ev: Vec<f64>,
    /// The same with a machine-learnt potential, eV; NaN where there is none.
    pub mace_ev: Vec<f64>,
    /// Structural group of each hop.
    pub groups: Vec<String>,
    design: Design,
}

/// A hop that a model of other hops estimates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LeftOut {
    pub(super) estimated: Estimated,
    pub(super) inside: bool,
}

impl HopTable {
    /// Heading of the CSV.
    pub const COLUMNS: [&str; 9] = [
        "hop",
        "ion",
        GROUP,
        "elastic_S_eV",
        "elastic_F_eV",
        "distance_A",
        "anion_charge",
        "E_dft_eV",
        "E_mace_eV",
    ];

    /// Reads CSV with [`Self::COLUMNS`].
    ///
    /// # Errors
    /// [`AnalysisError::NoIon`]; those of [`Sheet`] and of [`Design::new`].
    pub fn read(source: impl Read) -> Result<Self, AnalysisError> {
        let mut sheet = Sheet::read(source)?;
        let [
            name,
            ion,
            group,
            elastic_s,
            elastic_f,
            distance,
            anion_charge,
            dft,
            mace,
        ] = Self::COLUMNS;
        sheet.name_rows_by(name)?;
        let numbers = [elastic_s, elastic_f, distance, anion_charge].map(|c| sheet.numbers(c));
        let [elastic_s, elastic_f, distance, anion_charge] = numbers;
        let (elastic_s, elastic_f) = (elastic_s?, elastic_f?);
        let (distance, anion_charge) = (distance?, anion_charge?);
        let ions = sheet.labels(ion)?;
        let facts = (ions.iter().enumerate()).map(|(i, text)| {
            let parsed: Result<Ion, _> = text.parse();
            let ion = parsed.map_err(|_| AnalysisError::NoIon {
                row: sheet.rows()[i].clone(),
                text: text.clone(),
            })?;
            Ok(HopFacts {
                ion,
                elastic_s_ev: elastic_s[i],
                elastic_f_ev: elastic_f[i],
                distance_ang: distance[i],
                anion_charge: anion_charge[i],
            })
        });
        let facts: Vec<HopFacts> = facts.collect::<Result<_, AnalysisError>>()?;
        let (dft_ev, groups) = (sheet.numbers(dft)?, sheet.labels(group)?);
        let design = design(sheet.rows().to_vec(), &facts, &dft_ev, groups.clone())?;
        Ok(Self {
            facts,
            dft_ev,
            mace_ev: sheet.numbers(mace)?,
            groups,
            design,
        })
    }

    /// The model of all hops.
    ///
    /// # Errors
    /// Those of hecs-pls, for tables too small to leave a group out.
    pub fn train(&self) -> Result<Model, PlsError> {
        model_of(&self.design)
    }

    /// What models of the other hops make of those of each label, left out one label at a time. What the interval
    /// needs is learnt from groups left out of the others.
    pub(super) fn left_out(&self, labels: &[String]) -> Result<Vec<LeftOut>, PlsError> {
        let folds = Folds::from_labels(labels)?;
        let mut found: BTreeMap<usize, LeftOut> = BTreeMap::new();
        for out in folds.repeats().iter().flatten() {
            let others: Vec<usize> = (0..labels.len()).filter(|i| !out.contains(i)).collect();
            let model = model_of(&self.design.select_rows(&others)?)?;
            let rows = self.design.table().select_rows(out);
            let predictions = model.predict(&rows, Missing::Refuse)?;
            found.extend(out.iter().zip(&predictions).map(|(hop, prediction)| {
                let left_out = LeftOut {
                    estimated: estimated(prediction, &model),
                    inside: prediction.inside,
                };
                (*hop, left_out)
            }));
        }
        Ok(found.into_values().collect())
    }
}
