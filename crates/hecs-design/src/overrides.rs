//! The user's own values in place of predicted parameters of a structure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{DesignError, Formula};

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
