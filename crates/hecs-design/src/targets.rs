//! What the structure model learns, and from which features of a composition.

use hecs_core::Ion;
use serde::Serialize;

use crate::Formula;
use crate::formula::{ionic_radius_ang, mean};
use crate::known_parameters::KnownParameters;

/// A feature of a composition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Feature {
    /// Mean ionic radius of the framework cations in Å.
    RadiusB,
    /// Mean ionic radius of all anions in Å.
    RadiusAnions,
    /// Mean ionic radius of the chalcogenides in Å.
    RadiusChalcogenides,
    /// Mean ionic radius of the halides in Å; that of the chalcogenides without halides.
    RadiusHalides,
    /// Mean ionic radius of the two free anions in Å.
    RadiusFree,
    /// Lithium per formula unit.
    Lithium,
}

impl Feature {
    /// Its value for a composition; `None` where an ion has no radius.
    pub fn value(self, formula: &Formula) -> Option<f64> {
        let (chalcogenides, halides) = (formula.chalcogenides(), formula.halides());
        let of = |ions: &[(Ion, f64)]| mean(ions, ionic_radius_ang);
        match self {
            Self::RadiusB => of(&formula.framework()),
            Self::RadiusAnions => of(&[chalcogenides, halides].concat()),
            Self::RadiusChalcogenides => of(&chalcogenides),
            Self::RadiusHalides => of(&halides).or_else(|| of(&chalcogenides)),
            Self::RadiusFree => {
                let count: f64 = halides.iter().map(|(_, n)| n).sum();
                let bound = if count > 0.0 {
                    of(&halides)? * count
                } else {
                    0.0
                };
                let rest = of(&chalcogenides)? * (2.0 - count);
                Some(f64::midpoint(bound, rest))
            }
            Self::Lithium => Some(formula.lithium()),
        }
    }
}

/// A parameter that is learnt.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) features: &'static [Feature],
    pub(crate) value: fn(&KnownParameters) -> Option<f64>,
}

pub(crate) const TARGETS: [Target; 6] = [
    Target {
        name: "a",
        unit: "Å",
        features: &[Feature::RadiusB, Feature::RadiusAnions, Feature::Lithium],
        value: |row| Some(row.a),
    },
    Target {
        name: "bond",
        unit: "Å",
        features: &[Feature::RadiusB, Feature::RadiusChalcogenides],
        value: |row| Some(row.bond),
    },
    Target {
        name: "x_Li48h",
        unit: "",
        features: &[
            Feature::RadiusChalcogenides,
            Feature::RadiusFree,
            Feature::Lithium,
        ],
        value: |row| Some(row.x),
    },
    Target {
        name: "z_Li48h",
        unit: "",
        features: &[
            Feature::RadiusB,
            Feature::RadiusChalcogenides,
            Feature::RadiusFree,
        ],
        value: |row| Some(row.z),
    },
    Target {
        name: "li_24g_share",
        unit: "",
        features: &[Feature::RadiusAnions, Feature::RadiusFree],
        value: |row| Some(row.li_24g_share),
    },
    Target {
        name: "halide_on_c",
        unit: "",
        features: &[Feature::RadiusHalides],
        value: |row| row.halide_on_c,
    },
];
