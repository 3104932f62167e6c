//! Families of compositions as data (TOML; the format is in docs/families.md).

use std::collections::BTreeMap;

use hecs_core::{Element, Ion};
use serde::{Deserialize, Serialize};

use crate::ions::ion_of;
use crate::template::{self, Expression};
use crate::{DesignError, Range};

/// A variable of a family with its bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// One lower-case letter.
    pub name: String,
    /// Smallest allowed value.
    pub minimum: f64,
    /// Largest allowed value.
    pub maximum: f64,
    /// What it stands for.
    #[serde(default)]
    pub meaning: String,
}

/// The file as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    title: String,
    formula: String,
    parent: String,
    bound: Option<String>,
    #[serde(default)]
    source: String,
    variable: Vec<Variable>,
    #[serde(default)]
    choices: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    constants: BTreeMap<String, f64>,
}

/// A family: a formula with variables and choices, their bounds, and the compound it starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// Name, such as `Li6-xPS5-xCl1+x`.
    pub name: String,
    /// What the family is, in words.
    pub title: String,
    /// The formula as written in the file.
    pub formula: String,
    /// The compound at the start, to which candidates are compared.
    pub parent: String,
    /// Key of the published bound of Ea, where the family has one.
    pub bound: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// Variables with their bounds.
    pub variables: Vec<Variable>,
    /// Placeholders with the elements that may stand for them, sorted by name.
    pub choices: Vec<(String, Vec<Element>)>,
    pub(crate) constants: BTreeMap<String, f64>,
    pub(crate) parts: Vec<(String, Expression)>,
}

const BUILT_IN: [&str; 7] = [
    include_str!("../data/families/01_chloride.toml"),
    include_str!("../data/families/02_bromide.toml"),
    include_str!("../data/families/03_bromide_iodide.toml"),
    include_str!("../data/families/04_phosphorus_sulphide_iodide.toml"),
    include_str!("../data/families/05_arsenic_sulphide_iodide.toml"),
    include_str!("../data/families/06_arsenic_selenide_iodide.toml"),
    include_str!("../data/families/07_general.toml"),
];

impl Family {
    /// The families compiled in: the six of the abstract of doi:10.1016/j.scib.2021.04.029 and the general formula of its Fig. 2a.
    ///
    /// # Errors
    /// None in practice: the files are this crate's own.
    pub fn built_in() -> Result<Vec<Self>, DesignError> {
        BUILT_IN.iter().map(|text| Self::from_toml(text)).collect()
    }

    /// The compiled-in family of a name; case, blanks and typographic minus signs do not count.
    ///
    /// # Errors
    /// [`DesignError::UnknownFamily`] with the names there are.
    pub fn named(name: &str) -> Result<Self, DesignError> {
        Self::find(&Self::built_in()?, name)
    }

    /// The family of a name among `families`.
    ///
    /// # Errors
    /// [`DesignError::UnknownFamily`] with the names there are.
    pub fn find(families: &[Self], name: &str) -> Result<Self, DesignError> {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|c| !c.is_whitespace());
            kept.map(|c| {
                if c == '\u{2212}' || c == '\u{2013}' {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect()
        };
        let wanted = plain(name);
        let found = families.iter().find(|f| plain(&f.name) == wanted);
        found.cloned().ok_or_else(|| DesignError::UnknownFamily {
            name: name.to_owned(),
            available: families.iter().map(|f| f.name.clone()).collect(),
        })
    }

    /// Reads a family file.
    ///
    /// # Errors
    /// [`DesignError::Data`] for what is no such file, [`DesignError::Core`] in its formula, [`DesignError::UnknownElement`],
    /// [`DesignError::UnknownName`] for a variable without bounds, [`DesignError::EmptyRange`] for bounds in the wrong order.
    pub fn from_toml(text: &str) -> Result<Self, DesignError> {
        let file: File = toml::from_str(text).map_err(|error| DesignError::Data {
            what: "family file".to_owned(),
            reason: error.to_string(),
        })?;
        let mut choices = Vec::new();
        for (placeholder, symbols) in &file.choices {
            let elements = symbols
                .iter()
                .map(|symbol| ion_of(symbol).map(|ion| ion.element))
                .collect::<Result<Vec<_>, _>>()?;
            if elements.is_empty() {
                return Err(DesignError::Data {
                    what: format!("family {}", file.name),
                    reason: format!("no element is allowed for {placeholder}"),
                });
            }
            choices.push((placeholder.clone(), elements));
        }
        for variable in &file.variable {
            Range::new(variable.minimum, variable.maximum)?;
        }
        let family = Self {
            parts: template::parse(&file.formula)?,
            name: file.name,
            title: file.title,
            formula: file.formula,
            parent: file.parent,
            bound: file.bound,
            source: file.source,
            variables: file.variable,
            choices,
            constants: file.constants,
        };
        // One evaluation finds unknown elements and names at once.
        let first: Vec<(String, Element)> = family.all_choices().swap_remove(0);
        let start: Vec<f64> = family.variables.iter().map(|v| v.minimum).collect();
        family.amounts(&first, &start)?;
        Ok(family)
    }

    /// Ions and amounts at given elements and values.
    pub(crate) fn amounts(
        &self,
        chosen: &[(String, Element)],
        values: &[f64],
    ) -> Result<Vec<(Ion, f64)>, DesignError> {
        let value = |name: &str| {
            let position = self.variables.iter().position(|v| v.name == name);
            position
                .and_then(|i| values.get(i).copied())
                .or_else(|| self.constants.get(name).copied())
        };
        let mut amounts = Vec::new();
        for (symbol, expression) in &self.parts {
            let placeholder = chosen.iter().find(|(name, _)| name == symbol);
            let ion = match placeholder {
                Some((_, element)) => ion_of(element.symbol())?,
                None => ion_of(symbol)?,
            };
            let amount = expression.value(&value).map_err(|name| {
                let names = self.variables.iter().map(|v| v.name.clone());
                let all = names.chain(self.constants.keys().cloned()).collect();
                self.unknown_name("has no variable or constant", name, all)
            })?;
            amounts.push((ion, amount));
        }
        Ok(amounts)
    }

    pub(crate) fn all_choices(&self) -> Vec<Vec<(String, Element)>> {
        combinations(&self.choices)
    }

    pub(crate) fn unknown_name(
        &self,
        problem: &'static str,
        name: &str,
        available: Vec<String>,
    ) -> DesignError {
        DesignError::UnknownName {
            family: self.name.clone(),
            problem,
            name: name.to_owned(),
            available,
        }
    }
}

/// Every combination of one element for each placeholder; a single empty one where there are none.
pub(crate) fn combinations(options: &[(String, Vec<Element>)]) -> Vec<Vec<(String, Element)>> {
    let mut all: Vec<Vec<(String, Element)>> = vec![Vec::new()];
    for (name, elements) in options {
        let mut longer = Vec::with_capacity(all.len() * elements.len());
        for start in &all {
            for element in elements {
                let mut next = start.clone();
                next.push((name.clone(), *element));
                longer.push(next);
            }
        }
        all = longer;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Formula;

    #[test]
    fn the_six_families_start_at_their_parents() {
        for family in Family::built_in().unwrap().iter().take(6) {
            let members = family.grid(&[], &[]).unwrap();
            let parent: Formula = family.parent.parse().unwrap();
            assert_eq!(members[0].formula, parent, "{}", family.name);
            let wanted = if family.choices.is_empty() { 11 } else { 31 };
            assert_eq!(members.len(), wanted);
        }
    }

    #[test]
    fn members_have_the_formula_of_the_abstract() {
        let family = Family::named("Li6+(5\u{2212}n)yP1\u{2212}yNyS5I").unwrap();
        let member = family.member(&[("y", 0.3)], &[("N", "Ge")]).unwrap();
        assert_eq!(member.formula.to_string(), "Li6.3P0.7Ge0.3S5I");
        let general = Family::named("general").unwrap();
        let choices = [("M", "P"), ("N", "Si"), ("X", "Br"), ("Y", "S")];
        let member = general.member(&[("x", 1.0), ("y", 0.2)], &choices).unwrap();
        assert_eq!(member.formula.to_string(), "Li6.2P0.8Si0.2S5Br");
    }

    #[test]
    fn known_compounds_are_located_in_their_family() {
        let at = |family: &str, formula: &str| {
            let amounts = crate::formula::read(formula).unwrap();
            let found = Family::named(family)
                .unwrap()
                .locate(&Formula::unchecked(&amounts), 0.01);
            found.map(|(value, _)| (value * 100.0).round() / 100.0)
        };
        let bromide = "Li6+xPS5+xBr1-x";
        assert_eq!(at(bromide, "Li7PS6"), Some(1.0));
        // Rounded in its source, and off charge balance by it; 0.22 within 0.03 ions.
        assert_eq!(at(bromide, "Li6.192PS5.24Br0.757"), None);
        assert_eq!(at(bromide, "Li6PS5I"), None);
        let traces = "Li6.005P0.995Si0.005S5Br";
        assert_eq!(at(bromide, traces), None);
        assert_eq!(at("Li6+(5-n)yP1-yNyS5I", "Li6.3P0.7Ge0.3S5I"), Some(0.3));
    }

    #[test]
    fn bad_input_names_the_rule_and_the_nearest_value() {
        let family = Family::named("Li6-xPS5-xCl1+x").unwrap();
        let text = family.member(&[("x", 1.2)], &[]).unwrap_err().to_string();
        assert!(text.contains("0 ≤ x ≤ 1") && text.contains("nearest allowed value is 1"));
        assert!(
            Family::named("Li3N")
                .unwrap_err()
                .to_string()
                .contains("general")
        );
        assert!(family.member(&[("z", 0.0)], &[]).is_err());
        let ge = Family::named("Li6+(5-n)yP1-yNyS5I").unwrap();
        assert!(ge.member(&[("y", 0.5)], &[]).is_err());
        let text = ge
            .member(&[("y", 0.5)], &[("N", "P")])
            .unwrap_err()
            .to_string();
        assert!(text.contains("nearest allowed is Si"), "{text}");
    }

    #[test]
    fn a_family_off_charge_balance_is_refused() {
        let text = r#"
            name = "wrong"
            formula = "Li(6) P S(5-x) Cl(1+x)"
            parent = "Li6PS5Cl"
            [[variable]]
            name = "x"
            minimum = 0
            maximum = 1
        "#;
        let family = Family::from_toml(text).unwrap();
        let error = family.member(&[("x", 0.5)], &[]).unwrap_err().to_string();
        assert!(error.contains("5.5000 Li instead of 6.0000"), "{error}");
        let undefined = text.replace("(5-x)", "(5-w)");
        assert!(
            Family::from_toml(&undefined)
                .unwrap_err()
                .to_string()
                .contains("\"w\"")
        );
    }
}
