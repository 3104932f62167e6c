//! Known compounds, the series they belong to, and which of their values are doubtful.

use std::collections::BTreeMap;

use hecs_core::{Element, Structure};
use hecs_descriptors::{Composition, Hecs, Roles};
use serde::{Deserialize, Serialize};

use crate::extract::KnownParameters;
use crate::{DesignError, Formula};

/// A compound of known structure, as the caller has read it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCompound {
    /// Number in its table.
    pub no: u32,
    /// Formula as written in its table.
    pub formula: String,
    /// Its structure, with charges and, where the file has one, the declared formula.
    pub structure: Structure,
    /// The structure behind [`Self::published_steps`], where that is another one.
    pub as_published: Option<Structure>,
    /// Published activation energy in steps of 20/2¹¹ eV, where there is one that counts.
    pub published_steps: Option<u32>,
    /// Direct `softbv` barrier in three dimensions in eV, refined, where it is known already; computed otherwise.
    pub softbv_ev: Option<f64>,
}

impl KnownCompound {
    /// A compound with its structure and nothing else known.
    pub fn new(no: u32, formula: &str, structure: Structure) -> Self {
        Self {
            no,
            formula: formula.to_owned(),
            structure,
            as_published: None,
            published_steps: None,
            softbv_ev: None,
        }
    }

    /// Number and formula.
    pub fn name(&self) -> String {
        format!("{} {}", self.no, self.formula)
    }

    /// Whether models can learn from it.
    ///
    /// # Errors
    /// [`DesignError::KnownCompound`] for what is no cubic argyrodite in its conventional cell, or lacks what the descriptors need.
    pub fn check(&self) -> Result<(), DesignError> {
        KnownParameters::of(self)?;
        let described = Hecs::describe(&self.structure);
        described.map_err(|error| DesignError::KnownCompound {
            name: self.name(),
            reason: error.to_string(),
        })?;
        Ok(())
    }

    /// The composition: what the structure declares, or what its sites add up to.
    ///
    /// # Errors
    /// [`DesignError::Descriptors`] for what is no argyrodite.
    pub fn composition(&self) -> Result<Formula, DesignError> {
        let roles = Roles::find(&self.structure)?;
        Ok(composition(&self.structure, &roles))
    }
}

/// The composition of a structure, declared or summed, without the checks of new formulas: published ones are rounded.
pub(crate) fn composition(structure: &Structure, roles: &Roles) -> Formula {
    let (found, _) = Composition::of(structure, roles);
    let mut amounts = vec![(hecs_core::Ion::LI, found.lithium)];
    amounts.extend(found.framework);
    amounts.extend(found.anions);
    Formula::unchecked(&amounts)
}

/// A series of compounds and the rule that tells its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Name.
    pub name: String,
    /// A formula with any of these elements is a member.
    pub any: Vec<String>,
    /// Why it is a series.
    pub reason: String,
}

/// The rules that part compounds into series, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesRules {
    /// The rules; the first that fits counts.
    pub series: Vec<Series>,
}

impl SeriesRules {
    /// The rules compiled in: As, Ge, Si, Se, Br/I, Cl/Br, other.
    ///
    /// # Errors
    /// None in practice: the file is this crate's own.
    pub fn built_in() -> Result<Self, DesignError> {
        Self::from_toml(include_str!("../data/series.toml"))
    }

    /// Reads rules from TOML: tables `[[series]]` of `name`, `any` and `reason`.
    ///
    /// # Errors
    /// [`DesignError::Data`].
    pub fn from_toml(text: &str) -> Result<Self, DesignError> {
        toml::from_str(text).map_err(|error| DesignError::Data {
            what: "series file".to_owned(),
            reason: error.to_string(),
        })
    }

    /// Name of the series of a formula; `other` where no rule fits.
    pub fn of(&self, formula: &Formula) -> &str {
        let has = |symbol: &String| {
            Element::from_symbol(symbol).is_some_and(|element| formula.contains(element))
        };
        let found = self.series.iter().find(|rule| rule.any.iter().any(has));
        found.map_or("other", |rule| rule.name.as_str())
    }
}

/// One reason to leave values of some rows out of the fit of the structure model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// Number and formula of each row.
    pub rows: Vec<(u32, String)>,
    /// Names of the parameters that are left out.
    pub parameters: Vec<String>,
    /// Why.
    pub reason: String,
}

/// All doubts about a table of structures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubts {
    /// The doubts.
    #[serde(default)]
    pub doubt: Vec<Doubt>,
}

impl Doubts {
    /// The doubts about the 51 structures behind doi:10.1016/j.scib.2021.04.029, compiled in.
    ///
    /// # Errors
    /// None in practice: the file is this crate's own.
    pub fn built_in() -> Result<Self, DesignError> {
        Self::from_toml(include_str!("../data/doubts.toml"))
    }

    /// Reads doubts from TOML: tables `[[doubt]]` of `rows`, `parameters` and `reason`.
    ///
    /// # Errors
    /// [`DesignError::Data`].
    pub fn from_toml(text: &str) -> Result<Self, DesignError> {
        toml::from_str(text).map_err(|error| DesignError::Data {
            what: "file of doubts".to_owned(),
            reason: error.to_string(),
        })
    }

    /// Why a parameter of a row is doubtful, where it is. Number and formula must both fit.
    pub fn about(&self, no: u32, formula: &str, parameter: &str) -> Option<&str> {
        let named = |doubt: &&Doubt| {
            doubt.rows.iter().any(|(n, f)| *n == no && f == formula)
                && doubt.parameters.iter().any(|p| p == parameter)
        };
        self.doubt.iter().find(named).map(|d| d.reason.as_str())
    }
}

/// Rows by series, series in the order of their first row.
pub(crate) fn grouped(labels: &[String]) -> Vec<(String, Vec<usize>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (row, label) in labels.iter().enumerate() {
        let place = *places.entry(label).or_insert_with(|| {
            groups.push((label.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(row);
    }
    groups
}
