//! Series of known compounds: what is left out as a whole when errors are estimated.

use std::collections::BTreeMap;

use hecs_core::Element;
use serde::{Deserialize, Serialize};

use crate::{DesignError, Formula};

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
