//! Structures that pymatgen and ASE write, read back as a stream: the same composition, cell and barriers.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use hecs_cif::ReadOptions;
use hecs_core::Structure;
use hecs_io::{Entries, RawEntry, Source, StreamOptions};
use serde::Deserialize;

use super::copied_barriers::{Asked, References, Tally};
use crate::root;

/// Structures of each kind.
const COUNT: usize = 50;

/// Lengths in Å and angles in degrees agree within this, and atoms in the cell within ten times this.
const TOLERANCE: f64 = 1e-6;

/// What was written at a place of a file.
#[derive(Deserialize)]
struct Expected {
    file: String,
    member: Option<String>,
    composition: BTreeMap<String, f64>,
    /// Lengths and angles.
    cell: [f64; 6],
    /// The different oxidation states, 0 where there are none.
    charges: Vec<f64>,
    /// Number of the structure with all its digits.
    reference: usize,
    /// The ion that moves, where barriers are compared.
    ion: Option<String>,
    /// Oxidation states by element, where all are known.
    given: BTreeMap<String, f64>,
}

impl Expected {
    /// Whether the format states oxidation states as they are: of those written, JSON of pymatgen alone.
    fn holds_charges(&self) -> bool {
        self.file.contains("json") && self.file != "optimade.json"
    }
}

/// Has pymatgen and ASE write structures of the corpus and reads them.
pub(super) fn check(corpus: &Path) -> Result<(), Box<dyn Error>> {
    let folder = root().join("target/peers/streams");
    fs::create_dir_all(&folder)?;
    println!("streams:");
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = root().join("xtask/peers/write_structures.py");
    let mut command = Command::new(&python);
    command.arg(script).arg(&folder).arg(corpus);
    match command.arg(COUNT.to_string()).status() {
        Err(_) => {
            println!("skipped: {} cannot be run", python.display());
            Ok(())
        }
        Ok(status) if status.success() => compare(&folder),
        // Its message says what is missing.
        Ok(status) if status.code() == Some(3) => Ok(()),
        Ok(_) => Err("the structures are not written".into()),
    }
}

fn compare(folder: &Path) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(folder.join("expected.jsonl"))?;
    let mut files: BTreeMap<String, Vec<Expected>> = BTreeMap::new();
    for line in text.lines() {
        let expected: Expected = serde_json::from_str(line)?;
        files
            .entry(expected.file.clone())
            .or_default()
            .push(expected);
    }
    let mut references = References::read(&folder.join("references.jsonl"))?;
    let none = BTreeMap::new();
    let mut differing = 0;
    for (file, expected) in &files {
        let sources = [Source::file(folder.join(file))];
        let mut read = Entries::new(sources, StreamOptions::default());
        let mut same = 0;
        let mut tally = Tally::default();
        for (i, expected) in expected.iter().enumerate() {
            let outcome = match read.next() {
                None => Err("ends too early".into()),
                Some(Err(error)) => Err(error.into()),
                Some(Ok(raw)) => difference(&raw, expected).and_then(|()| {
                    let Some(ion) = &expected.ion else {
                        return Ok(());
                    };
                    // A user states with --charges what a format does not hold.
                    let given = if expected.holds_charges() {
                        &none
                    } else {
                        &expected.given
                    };
                    let asked = Asked { ion, given };
                    tally.add(&raw, expected.reference, asked, &mut references)
                }),
            };
            match outcome {
                Ok(()) => same += 1,
                Err(what) => println!("{file}, {}: {what}", i + 1),
            }
        }
        let further = read.count();
        println!(
            "{file}: {same} of {} the same, {further} more; {}",
            expected.len(),
            tally.words()
        );
        differing += expected.len() - same + further;
    }
    if differing > 0 {
        return Err(format!("{differing} structures are read otherwise than written").into());
    }
    Ok(())
}

fn difference(raw: &RawEntry, expected: &Expected) -> Result<(), Box<dyn Error>> {
    if raw.place.member != expected.member {
        return Err(format!("is of {:?}", raw.place.member).into());
    }
    let structure = raw.read(&ReadOptions::default())?.into_structure()?;
    let [a, b, c] = structure.lattice().lengths();
    let [alpha, beta, gamma] = structure.lattice().angles();
    let cell = [a, b, c, alpha, beta, gamma];
    let is_apart = |(x, y): (&f64, f64)| (x - y).abs() > TOLERANCE;
    if cell.iter().zip(expected.cell).any(is_apart) {
        return Err(format!("cell {cell:?}, not {:?}", expected.cell).into());
    }
    let composition = structure.composition();
    let is_same = composition.len() == expected.composition.len()
        && composition.iter().all(|(element, n)| {
            let wanted = expected.composition.get(element.symbol());
            wanted.is_some_and(|wanted| (wanted - n).abs() < 10.0 * TOLERANCE)
        });
    if !is_same {
        return Err(format!("atoms {composition:?}, not {:?}", expected.composition).into());
    }
    if expected.holds_charges() && charges(&structure) != expected.charges {
        let found = charges(&structure);
        return Err(format!("charges {found:?}, not {:?}", expected.charges).into());
    }
    Ok(())
}

/// The different oxidation states of a structure, 0 where one is not stated.
fn charges(structure: &Structure) -> Vec<f64> {
    let species = structure.sites().iter().flat_map(|site| &site.species);
    let mut charges: Vec<f64> = species.map(|s| s.charge.unwrap_or(0.0)).collect();
    charges.sort_by(f64::total_cmp);
    charges.dedup();
    charges
}
