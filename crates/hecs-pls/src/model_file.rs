//! A model as JSON. Numbers are written with as many digits as are needed to read the same number back.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::{Model, PlsError, Warning};

/// Name of the format.
pub const MODEL_SCHEMA: &str = "hecs-pls/model";
/// Latest version of the format. A model that needs nothing of it is written in version 2, for earlier programs.
pub const MODEL_VERSION: u64 = 3;
/// The earliest version that is read. It has no limits of left-out rows.
const EARLIEST_VERSION: u64 = 1;
/// The earliest version with limits of left-out rows.
const VERSION_OF_LEFT_OUT_LIMITS: u64 = 2;
/// The earliest version with spectra, selections, gaps and schemes of cross-validation.
const VERSION_OF_RECIPES: u64 = 3;

#[derive(Deserialize)]
struct Header {
    schema: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct File<M> {
    schema: String,
    version: u64,
    model: M,
    /// Of the model as JSON in one line; files of earlier programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl Model {
    /// The model as indented JSON with schema and version.
    ///
    /// # Errors
    /// [`PlsError::Json`] where a number is not finite.
    pub fn to_json(&self) -> Result<String, PlsError> {
        let file = File {
            schema: MODEL_SCHEMA.to_owned(),
            version: self.version(),
            model: self,
            sha256: Some(self.sha256()?),
        };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        // JSON cannot express infinity (serde_json writes null); reading the text back refuses such a model before it is saved.
        serde_json::from_str::<File<Self>>(&text)?;
        Ok(text)
    }

    /// Reads what [`Model::to_json`] wrote, now or in an earlier version; a model of the latter warns that its limits are the old ones.
    ///
    /// # Errors
    /// [`PlsError::UnknownSchema`] for another schema or version, [`PlsError::Json`] for another shape, [`PlsError::InconsistentModel`]
    /// for arrays whose lengths contradict one another, [`PlsError::UnsoundModel`] for numbers that no fit gives or that contradict one
    /// another, [`PlsError::AlteredModel`] for any other change since the model was saved.
    pub fn from_json(text: &str) -> Result<Self, PlsError> {
        let header: Header = serde_json::from_str(text)?;
        let is_known = (EARLIEST_VERSION..=MODEL_VERSION).contains(&header.version);
        if header.schema != MODEL_SCHEMA || !is_known {
            return Err(PlsError::UnknownSchema {
                schema: header.schema,
                version: header.version,
                expected_schema: MODEL_SCHEMA,
                expected_version: MODEL_VERSION,
            });
        }
        let file: File<Self> = serde_json::from_str(text)?;
        file.model.expect_readable()?;
        let found = file.model.sha256()?;
        if let Some(stated) = file.sha256
            && stated != found
        {
            return Err(PlsError::AlteredModel { found, stated });
        }
        let mut model = file.model;
        if header.version < VERSION_OF_LEFT_OUT_LIMITS {
            model.warnings.push(Warning::EarlierLimits);
        }
        Ok(model)
    }

    /// The earliest version that can hold the model.
    fn version(&self) -> u64 {
        let is_plain = self.spectra.is_none()
            && self.selection.is_none()
            && self.missing.is_refuse()
            && self.judged_by.is_none();
        if is_plain {
            VERSION_OF_LEFT_OUT_LIMITS
        } else {
            VERSION_OF_RECIPES
        }
    }

    /// Digest of all fields as they are written.
    fn sha256(&self) -> Result<String, PlsError> {
        Ok(hex(&Sha256::digest(serde_json::to_vec(self)?)))
    }

    /// Refuses arrays, numbers and relations that no fit gives.
    pub(crate) fn expect_readable(&self) -> Result<(), PlsError> {
        self.expect_consistent()?;
        self.expect_sound()
    }

    fn expect_consistent(&self) -> Result<(), PlsError> {
        let expect = |part: &'static str, found: usize, expected: usize| {
            if found == expected {
                Ok(())
            } else {
                Err(PlsError::InconsistentModel {
                    part,
                    found,
                    expected,
                })
            }
        };
        let p = self.columns.len();
        for (part, arrays) in [
            ("weights", &self.weights),
            ("loadings", &self.loadings),
            ("rotations", &self.rotations),
        ] {
            expect(part, arrays.len(), self.components)?;
            for array in arrays {
                expect(part, array.len(), p)?;
            }
        }
        for treatment in self.spectra.iter().flat_map(|spectra| &spectra.treatments) {
            if let (Some(found), Some(spectra)) = (treatment.channels(), &self.spectra) {
                expect("spectra.reference", found, spectra.columns.len())?;
            }
        }
        expect("y_loadings", self.y_loadings.len(), self.components)?;
        expect(
            "score_variances",
            self.score_variances.len(),
            self.components,
        )?;
        expect("row_names", self.provenance.row_names.len(), self.rows)?;
        expect(
            "degrees_of_freedom",
            self.errors.degrees_of_freedom,
            self.rows.saturating_sub(self.components + 1),
        )
    }
}
