//! The parameters of one virtual structure, and the crystal they make.

use std::sync::LazyLock;

use hecs_core::{DeclaredFormula, Ion, Lattice, SpaceGroup, Structure, StructureBuilder};
use nalgebra::Vector3;
use schemars::JsonSchema;
use serde::Serialize;

use crate::exchange::exchanged;
use crate::occupants::{EMPTY, Occupants, species};
use crate::{DesignError, Formula, Overrides};

/// Positions are on their special positions but for rounding, in Å.
const ROUNDING_ANG: f64 = 1e-6;

/// F-43m, looked up once.
static SPACE_GROUP: LazyLock<SpaceGroup> =
    LazyLock::new(|| SpaceGroup::from_number(216).unwrap_or_else(SpaceGroup::p1));

/// A virtual structure in numbers: F-43m with A 0,0,0; B ½,½,½; C ¼,¼,¼; E ½+u; Li 48h x,x,z; Li 24g ¼,¼,z.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Parameters {
    /// Cell edge in Å.
    #[serde(rename = "a_a")]
    pub a_ang: f64,
    /// u of E (fractional).
    pub u_16e: f64,
    /// x of lithium on 48h (fractional).
    pub x_li48h: f64,
    /// z of lithium on 48h and 24g (fractional).
    pub z_li48h: f64,
    /// Occupancy of lithium on 48h.
    pub occ_li48h: f64,
    /// Occupancy of lithium on 24g.
    pub occ_li24g: f64,
    /// Share of the halides that is on C, after what the sites have room for.
    pub halide_on_c: f64,
    /// Ions on A with their occupancies, halides first.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub a: Vec<(Ion, f64)>,
    /// Ions on C with their occupancies, halides first.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub c: Vec<(Ion, f64)>,
    /// Ions on E with their occupancies.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub e: Vec<(Ion, f64)>,
    /// Framework cations on B with their occupancies.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    pub b: Vec<(Ion, f64)>,
}

/// `Br:0.779 S:0.221`, as the tables of structures write it.
fn as_text<S: serde::Serializer>(ions: &[(Ion, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    let parts: Vec<String> = ions
        .iter()
        .map(|(i, o)| format!("{}:{o}", i.element))
        .collect();
    serializer.serialize_str(&parts.join(" "))
}

impl Parameters {
    /// Distributes the ions of a formula over the sites; `numbers` are a, u, x, z, the share of Li on 24g and that of halides on C.
    pub(crate) fn assemble(
        formula: &Formula,
        numbers: [f64; 6],
        exchange: f64,
        overrides: &Overrides,
    ) -> Self {
        let [a_ang, u_16e, x_li48h, z_li48h, share, wanted_on_c] = numbers;
        let halides = formula.halides();
        let count: f64 = halides.iter().map(|(_, n)| n).sum();
        // Each site has room for one halide, so that the share on C is at least (h−1)/h and at most 1/h.
        let halide_on_c = if count > EMPTY {
            wanted_on_c.clamp(((count - 1.0) / count).max(0.0), (1.0 / count).min(1.0))
        } else {
            0.0
        };
        let (on_a, on_c) = (count * (1.0 - halide_on_c), count * halide_on_c);
        let (free, bonded) = exchanged(&formula.chalcogenides(), 2.0 - count, exchange);
        let site = |halide_total: f64| -> Occupants {
            let part = if count > EMPTY {
                halide_total / count
            } else {
                0.0
            };
            let mut ions: Occupants = halides.iter().map(|(i, n)| (*i, n * part)).collect();
            let left = (1.0 - halide_total).max(0.0);
            ions.extend(free.iter().map(|(i, fraction)| (*i, fraction * left)));
            ions.retain(|(_, occupancy)| *occupancy > EMPTY);
            ions
        };
        let lithium = formula.lithium();
        Self {
            a_ang,
            u_16e,
            x_li48h,
            z_li48h,
            occ_li48h: overrides
                .occ_li48h
                .unwrap_or(lithium * (1.0 - share) / 12.0),
            occ_li24g: overrides.occ_li24g.unwrap_or(lithium * share / 6.0),
            halide_on_c,
            a: site(on_a),
            c: site(on_c),
            e: bonded,
            b: formula.framework(),
        }
    }

    /// The crystal: F-43m with all charges and the formula declared, species in the order halide, then chalcogenide.
    ///
    /// # Errors
    /// [`DesignError::Core`] for an impossible cell.
    pub fn structure(&self, formula: &Formula) -> Result<Structure, DesignError> {
        let (x, z, e) = (self.x_li48h, self.z_li48h, 0.5 + self.u_16e);
        let li_48h = vec![(Ion::LI, self.occ_li48h)];
        let li_24g = vec![(Ion::LI, self.occ_li24g)];
        let sites: [(&str, [f64; 3], &Occupants); 6] = [
            ("Li1", [x, x, z], &li_48h),
            ("Li2", [0.25, 0.25, z], &li_24g),
            ("A", [0.0; 3], &self.a),
            ("C", [0.25; 3], &self.c),
            ("B", [0.5; 3], &self.b),
            ("E", [e; 3], &self.e),
        ];
        let mut crystal = StructureBuilder::new(Lattice::cubic(self.a_ang)?, SPACE_GROUP.clone());
        for (label, at, ions) in sites {
            if ions.iter().any(|(_, occupancy)| *occupancy > EMPTY) {
                crystal.add_site(label, species(ions), &Vector3::from(at), ROUNDING_ANG);
            }
        }
        let declared = DeclaredFormula {
            per_formula_unit: formula.composition(),
            formula_units: Some(4.0),
        };
        let crystal = crystal.named(&formula.to_string());
        Ok(crystal.with_formula(Some(declared)).build()?)
    }
}
