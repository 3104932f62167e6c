//! Members of a family: single ones, grids, and known compounds found again in it.

use std::collections::BTreeSet;

use hecs_core::{Element, Ion};

use crate::family::{Family, Variable, combinations};
use crate::formula::Formula;
use crate::ions::ion_of;
use crate::{DesignError, Range};

/// Differences of a variable from its bound below this are rounding.
const ROUNDING: f64 = 1e-9;
/// Most compositions of one grid.
const MOST_POINTS: usize = 5_000_000;

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

impl Family {
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

    /// Where a composition lies in a family of one variable: the value and the elements, if every amount agrees within
    /// `tolerance` ions per formula unit (published formulas are rounded). `None` for families of several variables.
    pub fn locate(
        &self,
        formula: &Formula,
        tolerance: f64,
    ) -> Option<(f64, Vec<(String, Element)>)> {
        let [variable] = self.variables.as_slice() else {
            return None;
        };
        let (low, high) = (variable.minimum, variable.maximum);
        let amount = |list: &[(Ion, f64)], ion: Ion| -> f64 {
            list.iter().filter(|(i, _)| *i == ion).map(|(_, n)| n).sum()
        };
        for chosen in self.all_choices() {
            // Amounts are linear in the variable of every sensible family: n(v) = n₀ + (v − low)·s; the value is the projection
            // of the composition on the line, and the check below does not need them to be linear.
            let ends = [low, high].map(|v| self.amounts(&chosen, &[v]));
            let [Ok(start), Ok(end)] = ends else {
                return None;
            };
            let (mut along, mut square) = (0.0, 0.0);
            for (ion, first) in &start {
                let slope = (amount(&end, *ion) - first) / (high - low);
                along += slope * (amount(formula.amounts(), *ion) - first);
                square += slope * slope;
            }
            let value = (low + along / square).clamp(low, high);
            let Ok(there) = self.amounts(&chosen, &[value]) else {
                continue;
            };
            let near = |ion: Ion| {
                (amount(&there, ion) - amount(formula.amounts(), ion)).abs() <= tolerance
            };
            // A trace of another element is another family, however small.
            let own = |ion: Ion| there.iter().any(|(i, _)| *i == ion);
            let all = there.iter().chain(formula.amounts());
            if value.is_finite() && all.map(|(ion, _)| *ion).all(|ion| own(ion) && near(ion)) {
                return Some((value, chosen));
            }
        }
        None
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

    fn placeholders(&self) -> Vec<String> {
        self.choices.iter().map(|(name, _)| name.clone()).collect()
    }
}
