//! The table of hops.

use std::error::Error;
use std::path::{Path, PathBuf};

use hecs_core::{Element, Ion};
use nalgebra::Vector3;
use serde::Deserialize;

/// A hop with its barriers in the literature.
pub(super) struct Hop {
    pub(super) file: String,
    pub(super) path: PathBuf,
    /// The name of the material; hops of one material share it.
    pub(super) material: String,
    /// Structural group.
    pub(super) family: String,
    pub(super) ion: Ion,
    /// Fractional, unwrapped.
    pub(super) from: Vector3<f64>,
    pub(super) to: Vector3<f64>,
    pub(super) dft_ev: f64,
    pub(super) mace_ev: Option<f64>,
    pub(super) charges: Vec<(Element, f64)>,
}

#[derive(Deserialize)]
struct Row {
    file: String,
    dataset_name: String,
    mobile_ion: String,
    #[serde(alias = "class_")]
    class: String,
    from_x: f64,
    from_y: f64,
    from_z: f64,
    to_x: f64,
    to_y: f64,
    to_z: f64,
    #[serde(rename = "E_dft_neb_eV")]
    dft_ev: f64,
    #[serde(rename = "E_mace_neb_eV")]
    mace_ev: Option<f64>,
    charges: String,
}

/// The hops of a folder.
pub(super) fn hops(dir: &Path) -> Result<Vec<Hop>, Box<dyn Error>> {
    let table = dir.join("hops.csv");
    let named = |error: csv::Error| format!("{}: {error}", table.display());
    let mut reader = csv::Reader::from_path(&table).map_err(named)?;
    let mut hops = Vec::new();
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(named)?;
        hops.push(Hop {
            path: dir.join(&row.file),
            material: material(&row.dataset_name).to_owned(),
            family: row.class,
            ion: row.mobile_ion.parse()?,
            from: Vector3::new(row.from_x, row.from_y, row.from_z),
            to: Vector3::new(row.to_x, row.to_y, row.to_z),
            dft_ev: row.dft_ev,
            mace_ev: row.mace_ev.filter(|e| e.is_finite()),
            charges: charges(&row.charges).map_err(|e| format!("{}: {e}", row.file))?,
            file: row.file,
        });
    }
    Ok(hops)
}

/// The name without the number of the hop: `Li2MnO3` of `Li2MnO3_4`.
fn material(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((material, number)) if number.chars().all(|c| c.is_ascii_digit()) => material,
        _ => name,
    }
}

fn charges(text: &str) -> Result<Vec<(Element, f64)>, Box<dyn Error>> {
    let of_one = |item: &str| -> Result<(Element, f64), Box<dyn Error>> {
        let (element, charge) = item
            .split_once('=')
            .ok_or_else(|| format!("\"{item}\" is no charge"))?;
        Ok((element.parse()?, charge.parse()?))
    };
    text.split_whitespace().map(of_one).collect()
}
