//! The known compounds of the fixtures, built from the tables without a CIF reader.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    missing_docs,
    reason = "each test uses its share"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hecs_core::{
    DeclaredFormula, Lattice, SpaceGroup, Species, Structure, StructureBuilder, read_formula,
};
use hecs_design::KnownCompound;
use nalgebra::Vector3;

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

type Row = BTreeMap<String, String>;

pub fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(fixtures().join(name))
        .unwrap();
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let row = |record: csv::StringRecord| -> Row {
        header
            .iter()
            .cloned()
            .zip(record.iter().map(str::to_owned))
            .collect()
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

fn charge_of(element: &str) -> f64 {
    match element {
        "Li" => 1.0,
        "P" | "As" => 5.0,
        "Ge" | "Si" | "Sn" => 4.0,
        "S" | "Se" => -2.0,
        _ => -1.0,
    }
}

fn species(text: &str) -> Vec<Species> {
    text.split_whitespace()
        .map(|item| {
            let (symbol, occupancy) = item.split_once(':').unwrap();
            Species {
                element: symbol.parse().unwrap(),
                charge: Some(charge_of(symbol)),
                occupancy: occupancy.parse().unwrap(),
            }
        })
        .collect()
}

fn structure(row: &Row, variant: Option<&Row>) -> Structure {
    let number = |column: &str| row[column].parse::<f64>().ok();
    let lattice = Lattice::cubic(number("a_A").unwrap()).unwrap();
    let group = SpaceGroup::from_number(216).unwrap();
    let mut crystal = StructureBuilder::new(lattice, group);
    let source = variant.unwrap_or(row);
    let occupied = |column: &str| species(source.get(column).map_or("", String::as_str));
    let e = 0.5 + number("u_16e").unwrap();
    let (x, z) = (number("x_Li48h").unwrap(), number("z_Li48h").unwrap());
    let lithium =
        |column: &str| number(column).map_or_else(Vec::new, |o| species(&format!("Li:{o}")));
    let rows = [
        ("Li1", [x, x, z], lithium("occ_Li48h")),
        (
            "Li2",
            [0.25, 0.25, number("z_Li24g").unwrap_or(0.0)],
            lithium("occ_Li24g"),
        ),
        ("A", [0.0, 0.0, 0.0], occupied("occ_4a")),
        ("C", [0.25, 0.25, 0.25], occupied("occ_4c")),
        ("D", [0.75, 0.75, 0.75], occupied("occ_4d")),
        ("B", [0.5, 0.5, 0.5], occupied("occ_4b")),
        ("E", [e, e, e], occupied("occ_16e")),
    ];
    for (label, fract, species) in rows {
        if species.iter().any(|s| s.occupancy > 0.0) {
            crystal.add_site(label, species, &Vector3::from(fract), 0.01);
        }
    }
    let declared = DeclaredFormula {
        per_formula_unit: read_formula(&row["formula"]).unwrap(),
        formula_units: Some(4.0),
    };
    let crystal = crystal.named(&row["formula"]).with_formula(Some(declared));
    crystal.build().unwrap()
}

/// All known compounds with what is published of them; no. 15 is not among the published ones.
pub fn known() -> Vec<KnownCompound> {
    let variants: BTreeMap<String, Row> = table("structures_as_published.csv")
        .into_iter()
        .map(|row| (row["no"].clone(), row))
        .collect();
    let published: BTreeMap<String, Row> = table("published/hecs_dataset.csv")
        .into_iter()
        .map(|row| (row["no"].clone(), row))
        .collect();
    table("structures.csv")
        .iter()
        .map(|row| {
            let mut compound = KnownCompound::new(
                row["no"].parse().unwrap(),
                &row["formula"],
                structure(row, None),
            );
            compound.as_published = variants.get(&row["no"]).map(|v| structure(row, Some(v)));
            compound.published_steps = published
                .get(&row["no"])
                .filter(|p| p["set"] == "train" || p["set"] == "test")
                .map(|p| p["ea_steps"].parse().unwrap());
            compound
        })
        .collect()
}

/// The numbers of the paper by their key.
pub fn paper() -> BTreeMap<String, f64> {
    let number = |row: Row| Some((row["key"].clone(), row["value"].parse().ok()?));
    let rows = table("published/paper.csv").into_iter();
    rows.filter_map(number).collect()
}

/// Everything learnt from the known compounds.
pub fn trained() -> Result<hecs_design::Trained, hecs_design::DesignError> {
    hecs_design::Trained::new(known(), hecs_design::TrainOptions::published()?, None)
}

/// The claims about the six families.
pub fn claims(
    trained: &hecs_design::Trained,
) -> Result<Vec<hecs_design::claims::Claim>, hecs_design::DesignError> {
    trained.claims(&hecs_design::Family::built_in()?, &paper(), 4, None)
}

/// The model card with the claims.
pub fn card() -> Result<String, hecs_design::DesignError> {
    let trained = trained()?;
    let claims = claims(&trained)?;
    Ok(hecs_design::model_card::markdown(&trained, &claims))
}
