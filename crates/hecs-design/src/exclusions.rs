//! Values of known structures that the structure model does not learn from.

use serde::{Deserialize, Serialize};

use crate::DesignError;

/// Values of some rows that are left out of the fit of the structure model, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Number and formula of each row.
    pub rows: Vec<(u32, String)>,
    /// Names of the parameters that are left out.
    pub parameters: Vec<String>,
    /// Why.
    pub reason: String,
}

/// All values of a table of structures that are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusions {
    /// The exclusions.
    #[serde(default)]
    pub exclusion: Vec<Exclusion>,
}

impl Exclusions {
    /// Those among the 51 structures behind doi:10.1016/j.scib.2021.04.029, compiled in.
    ///
    /// # Errors
    /// None in practice: the file is this crate's own.
    pub fn built_in() -> Result<Self, DesignError> {
        Self::from_toml(include_str!("../data/exclusions.toml"))
    }

    /// Reads exclusions from TOML: tables `[[exclusion]]` of `rows`, `parameters` and `reason`.
    ///
    /// # Errors
    /// [`DesignError::Data`].
    pub fn from_toml(text: &str) -> Result<Self, DesignError> {
        toml::from_str(text).map_err(|error| DesignError::Data {
            what: "file of exclusions".to_owned(),
            reason: error.to_string(),
        })
    }

    /// Why a parameter of a row is left out, where it is. Number and formula must both fit.
    pub fn reason(&self, no: u32, formula: &str, parameter: &str) -> Option<&str> {
        let named = |exclusion: &&Exclusion| {
            exclusion.rows.iter().any(|(n, f)| *n == no && f == formula)
                && exclusion.parameters.iter().any(|p| p == parameter)
        };
        let found = self.exclusion.iter().find(named);
        found.map(|exclusion| exclusion.reason.as_str())
    }
}
