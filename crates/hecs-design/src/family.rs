//! Families of compositions as data (TOML; the format is in docs/families.md).

use std::collections::{BTreeMap, BTreeSet};

use hecs_core::Element;
use serde::{Deserialize, Serialize};

use crate::formula::Formula;
use crate::ions::{ion_of, known_ions};
use crate::template::{self, Expression};
use crate::{DesignError, Range};

/// Differences of a variable from its bound below this are rounding.
const ROUNDING: f64 = 1e-9;
/// Most compositions of one grid.
const MOST_POINTS: usize = 5_000_000;

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
    constants: BTreeMap<String, f64>,
    parts: Vec<(String, Expression)>,
}

/// A member of a family: the values behind it and its formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Variables and their values, in the order of the family.
    pub variables: Vec<(String, f64)>,
    /// Placeholders and what stands for them.
    pub choices: Vec<(String, Element)>,
    /// The composition.
    pub formula: Formula,
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
    /// [`DesignError::Data`] for what is no such file, [`DesignError::Syntax`] in its formula, [`DesignError::UnknownElement`],
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

    /// The member at given values; every variable must have one, and every placeholder that allows several elements.
    ///
    /// # Errors
    /// [`DesignError::OutOfBounds`], [`DesignError::WrongChoice`], [`DesignError::UnknownName`] and the rules of [`Formula::new`].
    pub fn member(
        &self,
        variables: &[(&str, f64)],
        choices: &[(&str, &str)],
    ) -> Result<Member, DesignError> {
        let values = self.values(variables)?;
        let mut options = self.options(choices)?;
        if let Some(open) = options.iter().find(|(_, elements)| elements.len() > 1) {
            return Err(self.unknown_name("lacks an element for", &open.0, self.placeholders()));
        }
        let chosen: Vec<(String, Element)> = options
            .drain(..)
            .filter_map(|(name, elements)| elements.first().map(|e| (name, *e)))
            .collect();
        self.member_at(&chosen, &values)
    }

    /// Every member on a grid of ranges, for every allowed combination of elements that `choices` leaves open. Variables
    /// without a range run over their bounds in ten steps. The last variable runs fastest. A composition that several choices
    /// lead to (all N at y = 0) comes once.
    ///
    /// # Errors
    /// As [`Self::member`]; ranges must lie within the bounds.
    pub fn grid(
        &self,
        ranges: &[(&str, Range)],
        choices: &[(&str, &str)],
    ) -> Result<Vec<Member>, DesignError> {
        for (name, range) in ranges {
            let variable = self.variable(name)?;
            self.check_bounds(variable, range.from)?;
            self.check_bounds(variable, range.to)?;
        }
        let mut axes = Vec::new();
        for variable in &self.variables {
            let given = ranges.iter().find(|(name, _)| *name == variable.name);
            let range = match given {
                Some((_, range)) => *range,
                None => Range::new(variable.minimum, variable.maximum)?,
            };
            axes.push(range.values());
        }
        let combinations = combinations(&self.options(choices)?);
        let count = axes.iter().map(Vec::len).product::<usize>() * combinations.len();
        if count > MOST_POINTS {
            return Err(DesignError::Data {
                what: format!("grid of {}", self.name),
                reason: format!(
                    "{count} compositions are over the limit of {MOST_POINTS}; use larger steps"
                ),
            });
        }
        let mut members: Vec<Member> = Vec::with_capacity(count);
        let mut seen = BTreeSet::new();
        for chosen in &combinations {
            let mut at = vec![0; axes.len()];
            loop {
                let values: Vec<f64> = axes.iter().zip(&at).map(|(axis, i)| axis[*i]).collect();
                let member = self.member_at(chosen, &values)?;
                if seen.insert(member.formula.key()) {
                    members.push(member);
                }
                let mut digit = axes.len();
                while digit > 0 {
                    at[digit - 1] += 1;
                    if at[digit - 1] < axes[digit - 1].len() {
                        break;
                    }
                    at[digit - 1] = 0;
                    digit -= 1;
                }
                if digit == 0 {
                    break;
                }
            }
        }
        Ok(members)
    }

    fn member_at(
        &self,
        chosen: &[(String, Element)],
        values: &[f64],
    ) -> Result<Member, DesignError> {
        let formula = Formula::new(&self.amounts(chosen, values)?)?;
        let names = self.variables.iter().map(|v| v.name.clone());
        Ok(Member {
            variables: names.zip(values.iter().copied()).collect(),
            choices: chosen.to_vec(),
            formula,
        })
    }

    fn amounts(
        &self,
        chosen: &[(String, Element)],
        values: &[f64],
    ) -> Result<Vec<(hecs_core::Ion, f64)>, DesignError> {
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

    fn values(&self, given: &[(&str, f64)]) -> Result<Vec<f64>, DesignError> {
        for (name, value) in given {
            self.check_bounds(self.variable(name)?, *value)?;
        }
        let value = |variable: &Variable| {
            let found = given.iter().find(|(name, _)| *name == variable.name);
            let names = self.variables.iter().map(|v| v.name.clone()).collect();
            let missing = || self.unknown_name("lacks a value for", &variable.name, names);
            found.map(|(_, value)| *value).ok_or_else(missing)
        };
        self.variables.iter().map(value).collect()
    }

    fn variable(&self, name: &str) -> Result<&Variable, DesignError> {
        let found = self.variables.iter().find(|v| v.name == name);
        let names = self.variables.iter().map(|v| v.name.clone()).collect();
        found.ok_or_else(|| self.unknown_name("has no variable", name, names))
    }

    fn check_bounds(&self, variable: &Variable, value: f64) -> Result<(), DesignError> {
        let (low, high) = (variable.minimum, variable.maximum);
        if value >= low - ROUNDING && value <= high + ROUNDING {
            return Ok(());
        }
        Err(DesignError::OutOfBounds {
            family: self.name.clone(),
            variable: variable.name.clone(),
            value,
            minimum: low,
            maximum: high,
            nearest: if value > high { high } else { low },
        })
    }

    /// The elements left for each placeholder.
    fn options(&self, given: &[(&str, &str)]) -> Result<Vec<(String, Vec<Element>)>, DesignError> {
        let known = |name: &str| self.choices.iter().any(|(n, _)| n == name);
        if let Some((name, _)) = given.iter().find(|(name, _)| !known(name)) {
            return Err(self.unknown_name("has no placeholder", name, self.placeholders()));
        }
        let mut options = self.choices.clone();
        for (name, allowed) in &mut options {
            let Some((_, symbol)) = given.iter().find(|(n, _)| n == name) else {
                continue;
            };
            let element = ion_of(symbol)?.element;
            if !allowed.contains(&element) {
                let symbols: Vec<String> = allowed.iter().map(ToString::to_string).collect();
                return Err(DesignError::WrongChoice {
                    family: self.name.clone(),
                    placeholder: name.clone(),
                    given: (*symbol).to_owned(),
                    nearest: symbols.first().cloned().unwrap_or_default(),
                    allowed: symbols,
                });
            }
            *allowed = vec![element];
        }
        Ok(options)
    }

    fn all_choices(&self) -> Vec<Vec<(String, Element)>> {
        combinations(&self.choices)
    }

    fn placeholders(&self) -> Vec<String> {
        self.choices.iter().map(|(name, _)| name.clone()).collect()
    }

    fn unknown_name(
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

/// Every way to take one element for each placeholder; one empty way where there are none.
fn combinations(options: &[(String, Vec<Element>)]) -> Vec<Vec<(String, Element)>> {
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

/// Elements that families and formulas may use.
pub fn supported_elements() -> Vec<Element> {
    known_ions().iter().map(|ion| ion.element).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
