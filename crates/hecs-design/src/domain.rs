//! Where compositions go beyond the known compounds.
//!
//! The structure model is a set of lines through the known compounds; beyond the range of a feature it is a guess. A composition is
//! within the domain of the structure model when every feature, and the halides per formula unit, lies in the range of the known, and
//! when no element is new.

use std::collections::BTreeSet;

use hecs_core::Element;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Formula;
use crate::targets::Feature;

/// A quantity of a composition that no known compound has.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BeyondKnown {
    /// What it is.
    pub quantity: String,
    /// Its value.
    pub value: f64,
    /// Smallest value of the known compounds.
    pub minimum: f64,
    /// Largest value of the known compounds.
    pub maximum: f64,
}

impl std::fmt::Display for BeyondKnown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let quantity = &self.quantity;
        // Sums of occupancies come out as -1e-17; adding zero after rounding leaves no "-0.000".
        let [value, minimum, maximum] =
            [self.value, self.minimum, self.maximum].map(|x| (x * 1e3).round() / 1e3 + 0.0);
        write!(
            f,
            "{quantity} {value:.3} is outside the known {minimum:.3}–{maximum:.3}"
        )
    }
}

const QUANTITIES: [(&str, Option<Feature>); 7] = [
    ("mean radius on B (Å)", Some(Feature::RadiusB)),
    ("mean anion radius (Å)", Some(Feature::RadiusAnions)),
    (
        "mean chalcogenide radius (Å)",
        Some(Feature::RadiusChalcogenides),
    ),
    ("mean halide radius (Å)", Some(Feature::RadiusHalides)),
    (
        "mean radius of the free anions (Å)",
        Some(Feature::RadiusFree),
    ),
    ("lithium per formula unit", Some(Feature::Lithium)),
    ("halides per formula unit", None),
];
/// Values beyond the range by less than this are within it: three decimals are published.
const ROUNDING: f64 = 2e-3;

/// The ranges of the known compounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    ranges: Vec<(f64, f64)>,
    elements: BTreeSet<Element>,
}

impl Domain {
    /// The domain of known compositions.
    pub(crate) fn of<'f>(formulas: impl Iterator<Item = &'f Formula>) -> Self {
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); QUANTITIES.len()];
        let mut elements = BTreeSet::new();
        for formula in formulas {
            elements.extend(formula.amounts().iter().map(|(ion, _)| ion.element));
            for (range, (_, feature)) in ranges.iter_mut().zip(QUANTITIES) {
                if let Some(value) = quantity(feature, formula) {
                    *range = (range.0.min(value), range.1.max(value));
                }
            }
        }
        Self { ranges, elements }
    }

    /// What of a composition is beyond the known; empty within the domain.
    pub fn beyond(&self, formula: &Formula) -> Vec<BeyondKnown> {
        let check = |((name, feature), (minimum, maximum)): (&(&'static str, _), &(f64, f64))| {
            let value = quantity(*feature, formula)?;
            let outside = value < minimum - ROUNDING || value > maximum + ROUNDING;
            outside.then_some(BeyondKnown {
                quantity: (*name).to_owned(),
                value,
                minimum: *minimum,
                maximum: *maximum,
            })
        };
        let found = QUANTITIES.iter().zip(&self.ranges).filter_map(check);
        let new_elements = formula
            .amounts()
            .iter()
            .filter(|(ion, _)| !self.elements.contains(&ion.element))
            .map(|(ion, amount)| BeyondKnown {
                quantity: format!("{} per formula unit", ion.element),
                value: *amount,
                minimum: 0.0,
                maximum: 0.0,
            });
        found.chain(new_elements).collect()
    }
}

fn quantity(feature: Option<Feature>, formula: &Formula) -> Option<f64> {
    match feature {
        Some(feature) => feature.value(formula),
        None => Some(formula.halides().iter().map(|(_, n)| n).sum()),
    }
}
