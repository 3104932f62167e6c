//! The declared content of the cell: formula, formula units, and the check against the sites.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use hecs_core::{
    Composition, DeclaredFormula, Element, formula_text, in_formula_order, parse_formula,
};

use crate::Code;
use crate::diagnostic::{Extent, Findings};
use crate::document::Value;
use crate::names::{Items, Name};
use crate::parser::excerpt;

/// Refined occupancies and rounded formulae agree to about this, relative to the larger count.
const TOLERANCE: f64 = 0.015;

/// Formula units in a cell: a half where the unit is that of an average, 10 000 where the cell is of
/// 10⁶ Å³ and the unit of five atoms.
const UNITS: RangeInclusive<f64> = 0.5..=1e4;

/// What the file declares.
pub(crate) struct Content {
    pub(crate) formula: Option<Composition>,
    units: Option<f64>,
    extent: Option<Extent>,
}

/// The text of a value without blanks around it.
pub(crate) fn word<'t>(value: &Value, text: &'t str) -> Cow<'t, str> {
    match crate::value::content(value, text) {
        Cow::Borrowed(t) => Cow::Borrowed(t.trim()),
        Cow::Owned(t) => Cow::Owned(t.trim().to_owned()),
    }
}

impl Content {
    pub(crate) fn read(text: &str, items: &Items<'_>, findings: &mut Findings) -> Self {
        let value = items.value(Name::FormulaSum);
        let formula = value.and_then(|value| {
            let written = word(value, text);
            let parsed = parse_formula(&written);
            if parsed.is_none() && !matches!(&*written, "" | "?" | ".") {
                findings.add(
                    Code::BadFormula,
                    value.extent,
                    format!("{} is no formula", excerpt(&written)),
                );
            }
            parsed
        });
        let stated = items.value(Name::FormulaUnits).and_then(|value| {
            let number = value.number_in(text)?.value;
            Some((number, value.extent))
        });
        let units = stated.and_then(|(z, extent)| {
            let is_credible = UNITS.contains(&z) && (2.0 * z).fract() == 0.0;
            if !is_credible {
                findings.add(
                    Code::BadFormulaUnits,
                    extent,
                    format!(
                        "{} is no number of formula units: Z is a whole number (or half of one) from {} to {}; it is left out",
                        excerpt(extent.of(text)),
                        UNITS.start(),
                        UNITS.end()
                    ),
                );
            }
            is_credible.then_some(z)
        });
        Self {
            formula,
            units,
            extent: value.map(|v| v.extent),
        }
    }

    /// By how many atoms in the cell a composition is off the declared one, as a share of them, under
    /// the reading that fits best; 0 where nothing is declared.
    pub(crate) fn distance(&self, found: &Composition) -> f64 {
        let Some(formula) = &self.formula else {
            return 0.0;
        };
        let off = |declared: &Composition| {
            let elements = declared
                .keys()
                .chain(found.keys().filter(|e| !declared.contains_key(e)));
            let apart: f64 = elements
                .map(|e| (amount(declared, *e) - amount(found, *e)).abs())
                .sum();
            apart / declared.values().sum::<f64>().max(1e-9)
        };
        let units = self.units.or_else(|| units_from(formula, found));
        let of_unit = units.map_or(f64::INFINITY, |z| off(&scaled(formula, z)));
        of_unit.min(off(formula))
    }

    /// How far a composition is from the declared one under the reading that fits best, relative;
    /// 0 where nothing is declared.
    pub(crate) fn misfit(&self, found: &Composition) -> f64 {
        let Some(formula) = &self.formula else {
            return 0.0;
        };
        let mut best = difference(formula, found);
        if let Some(z) = self.units {
            best = best.min(difference(&scaled(formula, z), found));
        } else if let Some(z) = units_from(formula, found) {
            best = best.min(difference(&scaled(formula, z), found));
        }
        best
    }

    /// Compares the content found with the declared one and returns the latter.
    pub(crate) fn check(
        &self,
        found: &Composition,
        findings: &mut Findings,
    ) -> Option<DeclaredFormula> {
        let Some(formula) = &self.formula else {
            findings.add(
                Code::NoFormula,
                self.extent,
                "the file declares no formula; the composition is that of the sites",
            );
            return None;
        };
        let (units, of_cell) = match self.units {
            Some(z) => (Some(z), is_of_cell(formula, z, found)),
            None => (units_from(formula, found), false),
        };
        if of_cell {
            findings.add(
                Code::FormulaOfCell,
                self.extent,
                format!(
                    "the formula is that of the whole cell, not of one of its {} units",
                    units.unwrap_or(1.0)
                ),
            );
        } else if self.units.is_none()
            && let Some(z) = units
        {
            findings.add(
                Code::FormulaOfCell,
                self.extent,
                format!("the file states no Z; {z} fits the sites"),
            );
        }
        let factor = if of_cell { 1.0 } else { units.unwrap_or(1.0) };
        let cell = scaled(formula, factor);
        if difference(&cell, found) > TOLERANCE {
            findings.add(
                Code::FormulaMismatch,
                self.extent,
                format!(
                    "the sites hold {}, the file declares {}; they differ in {}",
                    formula_text(found),
                    formula_text(&cell),
                    differing(&cell, found)
                ),
            );
        }
        let per_formula_unit = if of_cell {
            scaled(formula, 1.0 / units.unwrap_or(1.0))
        } else {
            formula.clone()
        };
        Some(DeclaredFormula {
            per_formula_unit,
            formula_units: units,
        })
    }
}

/// Whether a formula is that of the whole cell, though there are `z` units in it.
///
/// Hydrogens are often not located, so they are not asked first.
fn is_of_cell(formula: &Composition, z: f64, found: &Composition) -> bool {
    // A share of an atom that no formula has: Z is wrong, not the formula.
    let is_shared_out = formula.values().any(|n| n / z < 0.01);
    if z == 1.0 || is_shared_out {
        return false;
    }
    let unit = scaled(formula, z);
    let without_hydrogen = |c: &Composition| -> Composition {
        let kept = c.iter().filter(|(e, _)| **e != Element::H);
        kept.map(|(e, n)| (*e, *n)).collect()
    };
    let heavy = without_hydrogen(found);
    let per_unit = difference(&without_hydrogen(&unit), &heavy);
    let per_cell = difference(&without_hydrogen(formula), &heavy);
    let margin = if heavy.is_empty() { 0.0 } else { TOLERANCE };
    if (per_cell - per_unit).abs() > margin {
        return per_cell < per_unit;
    }
    difference(formula, found) < difference(&unit, found)
}

/// Number of formula units that the sites hold, where it is a whole one; the heaviest share of
/// atoms decides, hydrogen counts least because it is often not located.
fn units_from(formula: &Composition, found: &Composition) -> Option<f64> {
    let (element, n) = formula
        .iter()
        .filter(|(e, _)| e.atomic_number() > 1 || formula.len() == 1)
        .max_by(|a, b| a.1.total_cmp(b.1))?;
    let ratio = amount(found, *element) / n;
    let z = ratio.round();
    let halves = (ratio * 2.0).round() / 2.0;
    if z >= 1.0 && (ratio - z).abs() < 0.05 * z {
        Some(z)
    } else {
        (halves > 0.0 && (ratio - halves).abs() < 0.02).then_some(halves)
    }
}

fn differing(declared: &Composition, found: &Composition) -> String {
    let mut elements = in_formula_order(declared.keys().chain(found.keys()).copied());
    elements.dedup();
    let list: Vec<String> = elements
        .into_iter()
        .filter(|e| {
            let (x, y) = (amount(declared, *e), amount(found, *e));
            (x - y).abs() > TOLERANCE * x.max(y).max(1.0)
        })
        .map(|e| e.to_string())
        .collect();
    list.join(", ")
}

/// Largest difference of the counts of an element, relative to the larger count (at least 1).
pub(crate) fn difference(a: &Composition, b: &Composition) -> f64 {
    let mut worst: f64 = 0.0;
    for element in a.keys().chain(b.keys()) {
        let (x, y) = (amount(a, *element), amount(b, *element));
        worst = worst.max((x - y).abs() / x.max(y).max(1.0));
    }
    worst
}

pub(crate) fn amount(composition: &Composition, element: Element) -> f64 {
    composition.get(&element).copied().unwrap_or(0.0)
}

pub(crate) fn scaled(composition: &Composition, factor: f64) -> Composition {
    composition.iter().map(|(e, n)| (*e, n * factor)).collect()
}
