//! `cargo xtask obelix DIR`: what the 54 features say of measured conductivities, and of barriers across families.
//!
//! DIR holds OBELiX as it is published (F. Therrien et al., doi:10.1039/d5dd00441a): `train.csv`, `test.csv` and the
//! structures, `all_cifs.tar.gz` or `all_randomized_cifs/`. Conductivities are predicted by PLS on composition, on
//! structure and on the pathway too, for the official test rows and for every family when it is left out, beside the
//! median of the training rows; then the same asks what explains the BVSE barrier. The numbers are in
//! docs/model-card-conductivity.md.

mod barrier;
mod conductivity;
mod dataset;
mod limits;
mod matrix;
mod noise;
mod regression;
mod scores;

use std::error::Error;
use std::fs;
use std::path::Path;

use hecs_descriptors::Feature;

use self::dataset::{Material, materials, structures};

/// Reads, computes, prints the tables, and writes the features of all rows to `out`, if it is given.
pub(crate) fn run(dir: &Path, out: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let structures = structures(dir)?;
    let materials = materials(dir, &structures)?;
    if let Some(out) = out {
        fs::write(out, rows(&materials)?)?;
    }
    let with_structure = materials.iter().filter(|m| m.of_structure.is_some());
    let shared = materials.iter().filter(|m| m.shared);
    let limits = materials.iter().filter(|m| m.is_limit);
    println!(
        "{} materials, {} with features of a structure ({} of them with the ion on shared sites), {} upper limits",
        materials.len(),
        with_structure.count(),
        shared.count(),
        limits.count()
    );
    conductivity::tables(&materials)?;
    barrier::tables(&materials)?;
    noise::table(&materials, &structures);
    Ok(())
}

/// Everything that was learnt from, as CSV, a row per material.
fn rows(materials: &[Material]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = [
        "id",
        "formula",
        "set",
        "family",
        "log10_sigma",
        "is_limit",
        "shared",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(Feature::ALL.iter().map(|f| f.name().to_owned()));
    let of_formula = Feature::ALL[..dataset::COMPOSITION].iter();
    header.extend(of_formula.map(|f| format!("{} of the formula", f.name())));
    writer.write_record(&header)?;
    let cell = |value: &Option<f64>| value.map_or(String::new(), |v| v.to_string());
    for material in materials {
        let mut row = vec![
            material.id.clone(),
            material.formula.clone(),
            if material.is_test { "test" } else { "train" }.to_owned(),
            material.family.clone(),
            material.log_sigma.to_string(),
            material.is_limit.to_string(),
            material.shared.to_string(),
        ];
        match &material.of_structure {
            Some(values) => row.extend(values.iter().map(cell)),
            None => row.extend(Feature::ALL.iter().map(|_| String::new())),
        }
        row.extend(material.of_formula.iter().map(cell));
        writer.write_record(&row)?;
    }
    Ok(writer.into_inner()?)
}
