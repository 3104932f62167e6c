//! What was published, from fixtures/: descriptor table, split, Table S1, printed numbers.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::Path;

use hecs_pls::Sheet;
use serde::Deserialize;

/// Which side of the 80/20 split a compound is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    Train,
    Test,
    /// No. 15, which is in the published table but not in the paper.
    Dropped,
}

impl Set {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
            Self::Dropped => "dropped",
        }
    }
}

/// A compound of the published table.
pub(crate) struct Compound {
    /// Row number of the published table, 0–50.
    pub(crate) no: u32,
    pub(crate) formula: String,
    pub(crate) set: Set,
    /// Row in its part of Table S1.
    pub(crate) table_s1_row: Option<u32>,
    /// The 32 published descriptors, in the order of [`Published::descriptors`].
    pub(crate) descriptors: Vec<f64>,
    /// Published BVSE activation energy in eV.
    pub(crate) ea: f64,
    /// The same in steps of 20/2¹¹ eV.
    pub(crate) steps: u32,
    /// Published PLS prediction in eV; none for the dropped compound.
    pub(crate) ea_pls: Option<f64>,
}

/// A row of Table S1 as printed.
#[derive(Deserialize)]
pub(crate) struct TableS1Row {
    pub(crate) set: String,
    #[serde(rename = "ea_bvse_eV")]
    pub(crate) ea_bvse: f64,
    #[serde(rename = "ea_pls_eV")]
    pub(crate) ea_pls: f64,
    #[serde(rename = "residual_eV")]
    pub(crate) residual: f64,
}

/// A number or list that the paper prints.
#[derive(Deserialize)]
struct Printed {
    key: String,
    value: String,
}

/// Everything published.
pub(crate) struct Published {
    pub(crate) descriptors: Vec<String>,
    pub(crate) compounds: Vec<Compound>,
    pub(crate) table_s1: Vec<TableS1Row>,
    printed: BTreeMap<String, String>,
}

/// Columns of hecs_dataset.csv that are no descriptors.
const OTHER_COLUMNS: [&str; 7] = [
    "no",
    "formula",
    "set",
    "table_s1_row",
    "ea_bvse_eV",
    "ea_steps",
    "ea_pls_eV",
];

impl Published {
    pub(crate) fn read(fixtures: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = fixtures.join("published");
        let sheet = Sheet::read(File::open(folder.join("hecs_dataset.csv"))?)?;
        let table = sheet.table_without(&OTHER_COLUMNS)?;
        let descriptors: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
        let formulas = sheet.labels("formula")?;
        let sets = sheet.labels("set")?;
        let s1_rows = sheet.labels("table_s1_row")?;
        let numbers = sheet.labels("no")?;
        let predictions = sheet.labels("ea_pls_eV")?;
        let ea = sheet.numbers("ea_bvse_eV")?;
        let steps = sheet.numbers("ea_steps")?;
        let mut compounds = Vec::with_capacity(formulas.len());
        for (i, formula) in formulas.iter().enumerate() {
            compounds.push(Compound {
                no: numbers[i].parse()?,
                formula: formula.clone(),
                set: match sets[i].as_str() {
                    "train" => Set::Train,
                    "test" => Set::Test,
                    _ => Set::Dropped,
                },
                table_s1_row: s1_rows[i].parse().ok(),
                descriptors: table.values().row(i).iter().copied().collect(),
                ea: ea[i],
                steps: steps[i] as u32,
                ea_pls: predictions[i].parse().ok(),
            });
        }
        Ok(Self {
            descriptors,
            compounds,
            table_s1: crate::fixtures::read_table(&folder.join("table_s1.csv"))?,
            printed: crate::fixtures::read_table::<Printed>(&folder.join("paper.csv"))?
                .into_iter()
                .map(|row| (row.key, row.value))
                .collect(),
        })
    }

    /// A number that the paper prints, by its key in paper.csv.
    pub(crate) fn number(&self, key: &str) -> Result<f64, Box<dyn Error>> {
        Ok(self.text(key)?.parse()?)
    }

    /// A text that the paper prints, by its key in paper.csv.
    pub(crate) fn text(&self, key: &str) -> Result<&str, Box<dyn Error>> {
        self.printed
            .get(key)
            .map(String::as_str)
            .ok_or_else(|| format!("fixtures/published/paper.csv has no row \"{key}\"").into())
    }

    /// The descriptors that the paper lists as important (VIP > 0.8).
    pub(crate) fn important(&self) -> Result<Vec<&str>, Box<dyn Error>> {
        Ok(self
            .text("important_descriptors")?
            .split_whitespace()
            .collect())
    }
}
