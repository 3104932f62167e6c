//! Known compounds from a folder of CIF files and a table of published energies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hecs_analysis::{Entry, ReadSettings, compact_formula};
use hecs_core::Structure;
use hecs_design::KnownCompound;

use crate::tables::read_sheet;
use crate::verb::VerbError;

/// Where known compounds come from.
#[derive(Clone, Copy, Debug)]
pub struct KnownFiles<'a> {
    /// Folder of CIF files, named `NNN_Formula.cif` or in any other way.
    pub structures: &'a Path,
    /// Table with the columns `no`, `set` and `ea_steps`.
    pub published: Option<&'a Path>,
    /// Folder with the structures behind published energies, under the same names.
    pub as_published: Option<&'a Path>,
}

/// Known compounds, and why other files of the folder are none.
#[derive(Debug)]
pub struct Known {
    /// In the order of the file names.
    pub compounds: Vec<KnownCompound>,
    /// A line for each file that was left out.
    pub left_out: Vec<String>,
}

/// Reads known compounds. A file that holds no structure, or none of a cubic argyrodite, is left out.
///
/// A name such as `005_Li6PS5I.cif` gives number and formula; any other file gets a number that no
/// name has and is called by its declared formula.
///
/// # Errors
/// Where the folder or the table cannot be read, or no file fits.
pub fn known_compounds(files: &KnownFiles<'_>) -> Result<Known, VerbError> {
    let steps = match files.published {
        Some(path) => published_steps(path)?,
        None => BTreeMap::new(),
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(files.structures)
        .map_err(VerbError::file(files.structures))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(VerbError::file(files.structures))?
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("cif"))
        })
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(VerbError::Usage(format!(
            "{}: holds no CIF file to learn from",
            files.structures.display()
        )));
    }
    let names: Vec<Option<(u32, String)>> = paths.iter().map(|path| numbered(path)).collect();
    if files.published.is_some() && !names.iter().flatten().any(|(no, _)| steps.contains_key(no)) {
        return Err(VerbError::Usage(format!(
            "{}: no file is named after a number of the published table, as 005_Li6PS5I.cif is",
            files.structures.display()
        )));
    }
    let free = names
        .iter()
        .flatten()
        .map(|(no, _)| no + 1)
        .max()
        .unwrap_or(0);
    let one = |unused, path: &PathBuf, name: Option<(u32, String)>| -> Result<_, VerbError> {
        let structure = read(path)?;
        // A published energy belongs to the number in a file's name, never to its place.
        let published_steps = name.as_ref().and_then(|(no, _)| steps.get(no).copied());
        let (no, formula) = name.unwrap_or_else(|| (unused, compact_formula(&structure)));
        let mut known = KnownCompound::new(no, &formula, structure);
        known.published_steps = published_steps;
        if let (Some(folder), Some(name)) = (files.as_published, path.file_name()) {
            let variant = folder.join(name);
            if variant.exists() {
                known.as_published = Some(read(&variant)?);
            }
        }
        known
            .check()
            .map_err(|error| VerbError::Usage(format!("{}: {error}", path.display())))?;
        Ok(known)
    };
    let (mut compounds, mut left_out) = (Vec::new(), Vec::new());
    for (unused, (path, name)) in (free..).zip(paths.iter().zip(names)) {
        match one(unused, path, name) {
            Ok(known) => compounds.push(known),
            Err(reason) => left_out.push(reason.to_string()),
        }
    }
    if compounds.is_empty() {
        return Err(VerbError::Usage(format!(
            "{}: no file holds a cubic argyrodite, such as {}",
            files.structures.display(),
            left_out.first().map_or("", String::as_str)
        )));
    }
    Ok(Known {
        compounds,
        left_out,
    })
}

/// Number and formula of a name such as `005_Li6PS5I.cif`.
fn numbered(path: &Path) -> Option<(u32, String)> {
    let stem = path.file_stem()?.to_str()?;
    let (number, formula) = stem.split_once('_')?;
    Some((number.parse().ok()?, formula.to_owned()))
}

/// Published energies in steps by number; rows that took no part in the published model are left out.
fn published_steps(path: &Path) -> Result<BTreeMap<u32, u32>, VerbError> {
    let sheet = read_sheet(path, None)?;
    let pls = VerbError::pls(path);
    let numbers = sheet.numbers("no").map_err(&pls)?;
    let steps = sheet.numbers("ea_steps").map_err(&pls)?;
    let sets = sheet.labels("set").map_err(&pls)?;
    let whole = |x: f64| (x >= 0.0 && x.fract() == 0.0 && x < 1e9).then_some(x as u32);
    let mut found = BTreeMap::new();
    for ((no, steps), set) in numbers.iter().zip(&steps).zip(&sets) {
        if !matches!(set.as_str(), "train" | "test") {
            continue;
        }
        let (Some(no), Some(steps)) = (whole(*no), whole(*steps)) else {
            return Err(VerbError::Usage(format!(
                "{}: no {no} with {steps} steps: both must be whole numbers",
                path.display()
            )));
        };
        found.insert(no, steps);
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Structure, VerbError> {
    let bytes = fs::read(path).map_err(VerbError::file(path))?;
    let entry = Entry::from_cif(path.display().to_string(), &bytes, &ReadSettings::default());
    let structure = entry.structure().cloned();
    structure.map_err(|why| VerbError::Usage(format!("{}: {}", path.display(), why.message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_number_and_formula() {
        let named = |name: &str| numbered(Path::new(name));
        assert_eq!(named("a/005_Li6PS5I.cif"), Some((5, "Li6PS5I".to_owned())));
        assert_eq!(named("Li6PS5I.cif"), None);
        assert_eq!(named("my_own.cif"), None);
    }
}
