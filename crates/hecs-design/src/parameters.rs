//! The parameters of one virtual structure, the user's overrides, and the crystal they make.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hecs_core::{
    DeclaredFormula, Element, Ion, Lattice, Operation, Site, SpaceGroup, Species, Structure, orbit,
};
use nalgebra::Vector3;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DesignError, Formula};

/// Occupancies below this are none.
const EMPTY: f64 = 1e-9;

/// The user's own values in place of the predicted ones; `None` keeps the prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overrides {
    /// Cell edge in Å.
    #[serde(rename = "a_a")]
    pub a_ang: Option<f64>,
    /// u of E at ½+u (fractional).
    pub u_16e: Option<f64>,
    /// x of lithium on 48h (fractional).
    pub x_li48h: Option<f64>,
    /// z of lithium on 48h, and of 24g (fractional).
    pub z_li48h: Option<f64>,
    /// Share of the lithium that is on 24g, 0–1.
    pub li_24g_share: Option<f64>,
    /// Share of the halides that is on C, 0–1: the site disorder.
    pub halide_on_c: Option<f64>,
    /// Occupancy of lithium on 48h, 0–1; overrides what the formula asks for.
    pub occ_li48h: Option<f64>,
    /// Occupancy of lithium on 24g, 0–1; overrides what the formula asks for.
    pub occ_li24g: Option<f64>,
}

/// Name, lower and upper bound of each override, in the order of the struct: the range in which roles are still told apart.
const LIMITS: [(&str, f64, f64); 8] = [
    ("a_a", 8.0, 13.0),
    ("u_16e", 0.08, 0.16),
    ("x_li48h", 0.26, 0.36),
    ("z_li48h", -0.02, 0.06),
    ("li_24g_share", 0.0, 1.0),
    ("halide_on_c", 0.0, 1.0),
    ("occ_li48h", 0.0, 1.0),
    ("occ_li24g", 0.0, 1.0),
];

impl Overrides {
    fn values(&self) -> [Option<f64>; 8] {
        [
            self.a_ang,
            self.u_16e,
            self.x_li48h,
            self.z_li48h,
            self.li_24g_share,
            self.halide_on_c,
            self.occ_li48h,
            self.occ_li24g,
        ]
    }

    /// Sets a field by its name.
    ///
    /// # Errors
    /// [`DesignError::Data`] for any other name, with those there are.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), DesignError> {
        let slot = match name {
            "a_a" => &mut self.a_ang,
            "u_16e" => &mut self.u_16e,
            "x_li48h" => &mut self.x_li48h,
            "z_li48h" => &mut self.z_li48h,
            "li_24g_share" => &mut self.li_24g_share,
            "halide_on_c" => &mut self.halide_on_c,
            "occ_li48h" => &mut self.occ_li48h,
            "occ_li24g" => &mut self.occ_li24g,
            _ => {
                let names: Vec<&str> = LIMITS.iter().map(|l| l.0).collect();
                return Err(DesignError::Data {
                    what: "structure parameters".to_owned(),
                    reason: format!("no \"{name}\"; there are {}", names.join(", ")),
                });
            }
        };
        *slot = Some(value);
        Ok(())
    }

    /// Refuses values no argyrodite has.
    ///
    /// # Errors
    /// [`DesignError::ImpossibleOverride`] with the nearest allowed value.
    pub fn check(&self) -> Result<(), DesignError> {
        for (value, (parameter, minimum, maximum)) in self.values().iter().zip(LIMITS) {
            let Some(value) = *value else { continue };
            if !(minimum..=maximum).contains(&value) {
                return Err(DesignError::ImpossibleOverride {
                    parameter,
                    value,
                    minimum,
                    maximum,
                    nearest: if value > maximum { maximum } else { minimum },
                });
            }
        }
        Ok(())
    }

    /// These values where given, those of `other` elsewhere.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            a_ang: self.a_ang.or(other.a_ang),
            u_16e: self.u_16e.or(other.u_16e),
            x_li48h: self.x_li48h.or(other.x_li48h),
            z_li48h: self.z_li48h.or(other.z_li48h),
            li_24g_share: self.li_24g_share.or(other.li_24g_share),
            halide_on_c: self.halide_on_c.or(other.halide_on_c),
            occ_li48h: self.occ_li48h.or(other.occ_li48h),
            occ_li24g: self.occ_li24g.or(other.occ_li24g),
        }
    }

    /// Overrides of single compositions from CSV: a column `formula` and any of the fields of this struct; empty cells keep the
    /// prediction. Lines that start with `#` are comments. The key is the formula as [`Formula`] writes it.
    ///
    /// # Errors
    /// [`DesignError::Data`] naming the line, and the errors of formulas and of [`Self::check`].
    pub fn from_csv(text: &str) -> Result<BTreeMap<String, Self>, DesignError> {
        let data = |reason: String| DesignError::Data {
            what: "table of overrides".to_owned(),
            reason,
        };
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| data(e.to_string()))?.clone();
        let names: Vec<&str> = LIMITS.iter().map(|l| l.0).collect();
        let known = |name: &&str| *name == "formula" || names.contains(name);
        if let Some(name) = header.iter().find(|name| !known(name)) {
            let list = names.join(", ");
            return Err(data(format!(
                "no column \"{name}\"; there are formula, {list}"
            )));
        }
        let mut table = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|e| data(e.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            let mut overrides = Self::default();
            let mut formula: Option<Formula> = None;
            for (name, cell) in header.iter().zip(&row) {
                if name == "formula" {
                    formula = Some(cell.parse()?);
                } else if !cell.is_empty() {
                    let number = cell.parse().map_err(|_| {
                        data(format!(
                            "line {line}, column {name}: \"{cell}\" is no number"
                        ))
                    })?;
                    overrides.set(name, number)?;
                }
            }
            overrides.check()?;
            let formula = formula.ok_or_else(|| data("no column \"formula\"".to_owned()))?;
            table.insert(formula.to_string(), overrides);
        }
        Ok(table)
    }
}

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
        let site = |halide_total: f64| -> Vec<(Ion, f64)> {
            let part = if count > EMPTY {
                halide_total / count
            } else {
                0.0
            };
            let mut ions: Vec<(Ion, f64)> = halides.iter().map(|(i, n)| (*i, n * part)).collect();
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
        let orbits = orbits();
        let e = 0.5 + self.u_16e;
        let li = |occupancy: f64| vec![(Ion::LI, occupancy)];
        let quarter = Vector3::repeat(0.25);
        let sites = [
            (
                "Li1",
                &orbits.li_48h,
                Vector3::new(self.x_li48h, self.x_li48h, self.z_li48h),
                li(self.occ_li48h),
            ),
            (
                "Li2",
                &orbits.li_24g,
                Vector3::new(0.25, 0.25, self.z_li48h),
                li(self.occ_li24g),
            ),
            ("A", &orbits.a, Vector3::zeros(), self.a.clone()),
            ("C", &orbits.c, quarter, self.c.clone()),
            ("B", &orbits.b, Vector3::repeat(0.5), self.b.clone()),
            ("E", &orbits.e, Vector3::repeat(e), self.e.clone()),
        ];
        let sites = sites
            .into_iter()
            .filter(|(_, _, _, ions)| ions.iter().any(|(_, o)| *o > EMPTY))
            .map(|(label, operations, at, ions)| Site {
                label: label.to_owned(),
                species: ions
                    .iter()
                    .map(|(ion, occupancy)| Species {
                        element: ion.element,
                        charge: Some(f64::from(ion.charge)),
                        occupancy: *occupancy,
                    })
                    .collect(),
                positions: images(operations, &at),
            })
            .collect();
        let mut per_formula_unit: BTreeMap<Element, f64> = BTreeMap::new();
        for (ion, n) in formula.amounts() {
            *per_formula_unit.entry(ion.element).or_insert(0.0) += n;
        }
        Ok(Structure {
            name: formula.to_string(),
            lattice: Lattice::cubic(self.a_ang)?,
            space_group: orbits.group.clone(),
            sites,
            formula: Some(DeclaredFormula {
                per_formula_unit,
                formula_units: Some(4.0),
            }),
        })
    }
}

/// Ions of a site with their occupancies.
type Occupants = Vec<(Ion, f64)>;

/// Fractions of the chalcogenides on the free sites, and their occupancies on E.
///
/// With amounts S and Se in all, F positions free and 4 on E, and K = (Se/S)_free/(Se/S)_E, the share t of Se on the free sites
/// solves K = t(1−e)/((1−t)e) with F·t + 4·e = Se; the left side rises with t, so bisection finds it.
fn exchanged(all: &[(Ion, f64)], free: f64, exchange: f64) -> (Occupants, Occupants) {
    let [(first, light), (second, heavy)] = all else {
        let only = all
            .first()
            .map(|(ion, _)| vec![(*ion, 1.0)])
            .unwrap_or_default();
        return (only.clone(), only);
    };
    let (free, total) = (free.max(0.0), light + heavy);
    let on_e = |t: f64| (heavy - free * t) / (total - free);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..80 {
        let t = f64::midpoint(low, high);
        let e = on_e(t);
        let ratio = t * (1.0 - e) - exchange * (1.0 - t) * e;
        if e > 0.0 && (e > 1.0 || ratio < 0.0) {
            low = t;
        } else {
            high = t;
        }
    }
    let t = f64::midpoint(low, high);
    let e = on_e(t).clamp(0.0, 1.0);
    let pair = |heavy: f64| {
        let mut ions = vec![(*second, heavy), (*first, 1.0 - heavy)];
        ions.retain(|(_, occupancy)| *occupancy > EMPTY);
        ions
    };
    (pair(t), pair(e))
}

/// The operations that make each orbit, one for each position: the same for every argyrodite.
struct Orbits {
    group: SpaceGroup,
    a: Vec<Operation>,
    b: Vec<Operation>,
    c: Vec<Operation>,
    e: Vec<Operation>,
    li_48h: Vec<Operation>,
    li_24g: Vec<Operation>,
}

static ORBITS: LazyLock<Orbits> = LazyLock::new(|| {
    let group = SpaceGroup::from_number(216).unwrap_or_else(SpaceGroup::p1);
    let cosets = |x: f64, y: f64, z: f64| -> Vec<Operation> {
        let at = Vector3::new(x, y, z);
        let Ok(lattice) = Lattice::cubic(10.0) else {
            return Vec::new();
        };
        let wanted = orbit(&lattice, &group.operations, &at, 0.01).positions;
        let of = |position: &Vector3<f64>| {
            group.operations.iter().copied().find(|operation| {
                let image = operation.apply(&at);
                (image - position)
                    .iter()
                    .all(|d| (d - d.round()).abs() < 1e-6)
            })
        };
        wanted.iter().filter_map(of).collect()
    };
    Orbits {
        a: cosets(0.0, 0.0, 0.0),
        b: cosets(0.5, 0.5, 0.5),
        c: cosets(0.25, 0.25, 0.25),
        e: cosets(0.62, 0.62, 0.62),
        li_48h: cosets(0.31, 0.31, 0.024),
        li_24g: cosets(0.25, 0.25, 0.024),
        group,
    }
});

fn orbits() -> &'static Orbits {
    &ORBITS
}

fn images(operations: &[Operation], at: &Vector3<f64>) -> Vec<Vector3<f64>> {
    let image = |operation: &Operation| operation.apply(at).map(hecs_core::into_cell);
    operations.iter().map(image).collect()
}
