//! A model of several responses with a fixed number of components: predictions, and the file.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::checks::expect_length;
use crate::digest::hex;
use crate::{JointCrossValidation, JointFit, Missing, Model, PlsError, Prediction, Scheme, Table};

/// Name of the format of joint models.
pub const JOINT_MODEL_SCHEMA: &str = "hecs-pls/joint-model";
/// Version of the format.
pub const JOINT_MODEL_VERSION: u64 = 1;

/// A PLS2 model: for each response a [`Model`], with weights, loadings, rotations, score variances and limits that all have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JointModel {
    /// The model of each response (q).
    pub models: Vec<Model>,
    /// Variable importance for all responses together (p); `None` without components.
    pub vip: Option<Vec<f64>>,
    /// Q² of the cross-validation for all responses together, where one was made.
    pub q2: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct File<M> {
    schema: String,
    version: u64,
    model: M,
    sha256: String,
}

#[derive(Deserialize)]
struct Header {
    schema: String,
    version: u64,
}

impl JointModel {
    /// The model of a joint fit with `components` components and limits at a confidence level.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`], [`PlsError::OutOfRange`].
    pub fn new(fit: &JointFit, components: usize, level: f64) -> Result<Self, PlsError> {
        let limits = fit.limits(components, level)?;
        let sha256 = fit.design().sha256()?;
        let models = (fit.fits.iter())
            .map(|fit| {
                let mut model = Model::with_limits(fit, components, limits.clone())?;
                model.provenance.table_sha256.clone_from(&sha256);
                Ok(model)
            })
            .collect::<Result<_, PlsError>>()?;
        Ok(Self {
            models,
            vip: (components > 0).then(|| fit.vip(components)).transpose()?,
            q2: None,
        })
    }

    /// The model with the errors of a cross-validation, from which its intervals are then computed.
    ///
    /// # Errors
    /// As [`Model::with_cross_validation`]; [`PlsError::WrongLength`] for another number of responses.
    pub fn with_cross_validation(mut self, cv: &JointCrossValidation) -> Result<Self, PlsError> {
        expect_length("responses", cv.responses.len(), self.models.len())?;
        self.models = (self.models.into_iter().zip(&cv.responses))
            .map(|(model, cv)| model.with_cross_validation(cv))
            .collect::<Result<_, _>>()?;
        self.q2 = Some(cv.q2()[self.components()]);
        Ok(self)
    }

    /// The model with how rows were left out, as [`Model::with_scheme`].
    #[must_use]
    pub fn with_scheme(mut self, scheme: Scheme, group: Option<&str>) -> Self {
        self.models = (self.models.into_iter())
            .map(|model| model.with_scheme(scheme, group))
            .collect();
        self
    }

    /// Number of components A.
    pub fn components(&self) -> usize {
        self.models.first().map_or(0, |model| model.components)
    }

    /// Names of the columns a table to predict must have.
    pub fn column_names(&self) -> Vec<&str> {
        self.models.first().map_or(Vec::new(), Model::column_names)
    }

    /// Predicts the rows of a table, as [`Model::predict`]: for each response the rows.
    ///
    /// # Errors
    /// As [`Model::predict`].
    pub fn predict(
        &self,
        table: &Table,
        missing: Missing,
    ) -> Result<Vec<Vec<Prediction>>, PlsError> {
        (self.models.iter())
            .map(|model| model.predict(table, missing))
            .collect()
    }

    /// The model as indented JSON with schema, version and digest.
    ///
    /// # Errors
    /// [`PlsError::Json`] where a number is not finite.
    pub fn to_json(&self) -> Result<String, PlsError> {
        let file = File {
            schema: JOINT_MODEL_SCHEMA.to_owned(),
            version: JOINT_MODEL_VERSION,
            model: self,
            sha256: self.sha256()?,
        };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        serde_json::from_str::<File<Self>>(&text)?;
        Ok(text)
    }

    /// Whether a text says that it is a joint model, so that it is to be read by [`JointModel::from_json`].
    pub fn is_joint(text: &str) -> bool {
        serde_json::from_str::<Header>(text).is_ok_and(|header| header.schema == JOINT_MODEL_SCHEMA)
    }

    /// Reads what [`JointModel::to_json`] wrote.
    ///
    /// # Errors
    /// As [`Model::from_json`]; [`PlsError::InconsistentModel`] also where the models do not have their components in common.
    pub fn from_json(text: &str) -> Result<Self, PlsError> {
        let header: Header = serde_json::from_str(text)?;
        if header.schema != JOINT_MODEL_SCHEMA || header.version != JOINT_MODEL_VERSION {
            return Err(PlsError::UnknownSchema {
                schema: header.schema,
                version: header.version,
                expected_schema: JOINT_MODEL_SCHEMA,
                expected_version: JOINT_MODEL_VERSION,
            });
        }
        let file: File<Self> = serde_json::from_str(text)?;
        file.model.expect_consistent()?;
        let found = file.model.sha256()?;
        if file.sha256 != found {
            return Err(PlsError::AlteredModel {
                found,
                stated: file.sha256,
            });
        }
        Ok(file.model)
    }

    fn sha256(&self) -> Result<String, PlsError> {
        Ok(hex(&Sha256::digest(serde_json::to_vec(self)?)))
    }

    fn expect_consistent(&self) -> Result<(), PlsError> {
        let expect = |part: &'static str, found: usize, expected: usize| {
            if found == expected {
                return Ok(());
            }
            Err(PlsError::InconsistentModel {
                part,
                found,
                expected,
            })
        };
        let Some(first) = self.models.first() else {
            return expect("models", 0, 1);
        };
        for model in &self.models {
            model.expect_readable()?;
            let latent = |m: &Model| {
                (
                    m.weights.clone(),
                    m.loadings.clone(),
                    m.rotations.clone(),
                    m.score_variances.clone(),
                )
            };
            let is_common = latent(model) == latent(first)
                && model.column_names() == first.column_names()
                && model.limits == first.limits;
            expect("components in common", usize::from(is_common), 1)?;
        }
        match &self.vip {
            None => expect("vip", 0, first.components.min(1)),
            Some(vip) => expect("vip", vip.len(), first.columns.len()),
        }
    }
}
