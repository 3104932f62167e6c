//! Materials of OBELiX with their features.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use hecs_analysis::{BarrierSettings, Entry, MemoryPool, ReadSettings, features};
use hecs_charges::assign_formula;
use hecs_core::{Element, Ion, read_formula};
use hecs_descriptors::{Category, Feature, composition_features};
use hecs_io::{Entries, Source, StreamOptions};
use rayon::prelude::*;
use serde::Deserialize;

/// Features that a formula alone has: the first of the table.
pub(super) const COMPOSITION: usize = 12;

/// Distance of the grid points of the maps in Å: the barriers are refined, 0.25 Å are within 5 meV of 0.1 Å.
const SPACING_ANG: f64 = 0.25;

/// Labels of the dataset that are one family: spellings, and the halides by their halogen.
const FAMILIES: [(&str, &str); 7] = [
    ("argyrodite", "argyrodites"),
    ("nitride", "nitrides"),
    ("garnet-like", "garnet"),
    ("chlorides", "halides"),
    ("cholorides", "halides"),
    ("halide", "halides"),
    ("fluorides", "halides"),
];

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "Reduced Composition")]
    formula: String,
    #[serde(rename = "Ionic conductivity (S cm-1)")]
    conductivity: String,
    #[serde(rename = "Family")]
    family: String,
}

/// A row of the dataset.
pub(super) struct Material {
    pub(super) id: String,
    pub(super) formula: String,
    /// Of the official test split.
    pub(super) is_test: bool,
    pub(super) family: String,
    /// Decimal logarithm of the conductivity in S/cm, or of its upper limit.
    pub(super) log_sigma: f64,
    /// Only an upper limit is known.
    pub(super) is_limit: bool,
    /// The 54 features of its structure, `None` where one has no value; no structure where `None`.
    pub(super) of_structure: Option<Vec<Option<f64>>>,
    /// The features of composition, of the formula alone.
    pub(super) of_formula: Vec<Option<f64>>,
    /// Its mobile ion is on sites shared with other cations: features of the pathway mean nothing, and are `None`.
    pub(super) shared: bool,
}

/// Both files of the dataset, in their order, training rows first, with the features of their structures.
pub(super) fn materials(
    dir: &Path,
    structures: &BTreeMap<String, Entry>,
) -> Result<Vec<Material>, Box<dyn Error>> {
    let mut materials = Vec::new();
    for (name, is_test) in [("train.csv", false), ("test.csv", true)] {
        let path = dir.join(name);
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut reader = csv::Reader::from_path(&path).map_err(|e| named(&e))?;
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|e| named(&e))?;
            let limit = row.conductivity.strip_prefix('<');
            let number = limit.unwrap_or(&row.conductivity).parse::<f64>();
            let sigma = number.map_err(|e| named(&format!("{}: {e}", row.id)))?;
            materials.push(Material {
                is_test,
                family: family_of(&row.family),
                log_sigma: sigma.log10(),
                is_limit: limit.is_some(),
                of_structure: None,
                of_formula: of_formula(&row.formula),
                shared: false,
                id: row.id,
                formula: row.formula,
            });
        }
    }
    let memory = MemoryPool::unlimited();
    materials.par_iter_mut().for_each(|material| {
        if let Some(entry) = structures.get(&material.id) {
            (material.of_structure, material.shared) = of_structure(&material.id, entry, &memory);
        }
    });
    Ok(materials)
}

fn family_of(label: &str) -> String {
    let label = label.trim().to_lowercase();
    let other = FAMILIES.iter().find(|(from, _)| *from == label);
    match other {
        _ if label.is_empty() => "no family given".to_owned(),
        Some((_, family)) => (*family).to_owned(),
        None => label,
    }
}

/// The structures by the names of their files, which are the identifiers of the rows.
pub(super) fn structures(dir: &Path) -> Result<BTreeMap<String, Entry>, Box<dyn Error>> {
    let packed = dir.join("all_cifs.tar.gz");
    let sources: Vec<PathBuf> = if packed.exists() {
        vec![packed]
    } else {
        let folder = dir.join("all_randomized_cifs");
        let found = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut found: Vec<PathBuf> = found
            .map(|f| Ok(f?.path()))
            .collect::<Result<_, std::io::Error>>()?;
        found.sort();
        found
    };
    let settings = ReadSettings::default();
    let mut entries = BTreeMap::new();
    for raw in Entries::new(sources.iter().map(Source::file), StreamOptions::default()) {
        let raw = raw?;
        let path = raw.place.member.as_deref().unwrap_or(&raw.place.source);
        if let Some(id) = Path::new(path).file_stem() {
            entries.insert(
                id.to_string_lossy().into_owned(),
                Entry::from_raw(&raw, &settings),
            );
        }
    }
    if entries.is_empty() {
        return Err(format!("{}: no structures", dir.display()).into());
    }
    Ok(entries)
}

/// The features of a structure, and whether its lithium shares sites with other cations; said on stderr where there
/// are none.
pub(super) fn of_structure(
    id: &str,
    entry: &Entry,
    memory: &MemoryPool,
) -> (Option<Vec<Option<f64>>>, bool) {
    let settings = BarrierSettings {
        spacing_ang: SPACING_ANG,
        ..BarrierSettings::new(Ion::LI)
    };
    let record = features(entry, &settings, false, memory);
    if let Some(message) = &record.head.message {
        eprintln!("{id}: {message}");
        return (None, false);
    }
    let shared = record
        .head
        .notes
        .iter()
        .any(|note| note.code == "shared-sites");
    let value = |feature: &Feature| {
        let means_nothing = shared && feature.category() == Category::ConductionPathway;
        let value = record.features.get(feature.name()).copied();
        value.filter(|_| !means_nothing)
    };
    (Some(Feature::ALL.iter().map(value).collect()), shared)
}

/// The features of composition of a formula; all missing where its charges cannot be found.
fn of_formula(formula: &str) -> Vec<Option<f64>> {
    let found = read_formula(formula).ok().and_then(|amounts| {
        let charges = assign_formula(&amounts, &[])?.charges;
        let ions = amounts.iter().map(|(element, amount)| {
            let states = charges.get(element)?;
            let mean = states.iter().sum::<f64>() / states.len() as f64;
            Some((*element, mean, *amount))
        });
        ions.collect::<Option<Vec<(Element, f64, f64)>>>()
    });
    match found {
        Some(ions) => composition_features(&ions, Ion::LI)
            .into_iter()
            .map(|(_, value)| value.ok())
            .collect(),
        None => vec![None; COMPOSITION],
    }
}
