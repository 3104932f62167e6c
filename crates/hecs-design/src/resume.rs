//! A checkpoint for long screenings: one JSON record per line, appended as soon as it is known.
//!
//! The key of a record is the SHA-256 (its first half) of everything its number depends on: the structure, the scale and the other
//! settings, the version of the program and the tables of the ions. A checkpoint may therefore be shared by screenings of different
//! ranges and settings, and what an older program wrote into it does not count. A line is written in one go; a torn last line, left
//! by a killed run, is cut off when the file is opened again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use hecs_bvse::Options;
use hecs_bvse::spse::STEP_EV;
use hecs_core::IonTables;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{DesignError, EaScale, Parameters};

/// Changes when the meaning of a record does.
const FORMAT: &str = "hecs-design checkpoint 3";

/// A direct barrier that is known already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Key, see [`key`].
    pub key: String,
    /// The formula, for people.
    pub formula: String,
    /// The scale.
    pub scale: EaScale,
    /// Barrier in eV; `None` where the map does not percolate.
    pub ea_ev: Option<f64>,
    /// Barrier in steps of 20/2¹¹ eV, on the `spse` scale.
    pub steps: Option<u32>,
}

/// The key of the direct barrier of a structure: everything the number depends on.
pub fn key(structure: &Parameters, scale: EaScale, spacing_ang: f64) -> String {
    static PROGRAM: LazyLock<Sha256> =
        LazyLock::new(|| program(env!("CARGO_PKG_VERSION"), &IonTables::sources()));
    key_by(PROGRAM.clone(), structure, scale, spacing_ang)
}

/// The start of every key: what is the same for all barriers of one program.
fn program(version: &str, tables: &[&str]) -> Sha256 {
    let mut hash = Sha256::new();
    text(&mut hash, FORMAT);
    text(&mut hash, version);
    for table in tables {
        text(&mut hash, table);
    }
    // Both scales leave the options of the energy map as they are.
    text(&mut hash, &format!("{:?}", Options::default()));
    hash.update(STEP_EV.to_le_bytes());
    hash
}

fn key_by(mut hash: Sha256, p: &Parameters, scale: EaScale, spacing_ang: f64) -> String {
    text(&mut hash, scale.name());
    for number in [
        spacing_ang,
        p.a_ang,
        p.u_16e,
        p.x_li48h,
        p.z_li48h,
        p.occ_li48h,
        p.occ_li24g,
    ] {
        hash.update(number.to_le_bytes());
    }
    for site in [&p.a, &p.c, &p.e, &p.b] {
        hash.update((site.len() as u64).to_le_bytes());
        for (ion, occupancy) in site {
            hash.update([ion.element.atomic_number()]);
            hash.update(ion.charge.to_le_bytes());
            hash.update(occupancy.to_le_bytes());
        }
    }
    let mut digits = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        digits.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        digits.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    digits
}

/// Adds a text with its length in front, so that no two lists of texts are the same bytes.
fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// An open checkpoint.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    found: BTreeMap<String, Record>,
    file: Mutex<File>,
}

impl Checkpoint {
    /// Opens a checkpoint, or starts one.
    ///
    /// # Errors
    /// [`DesignError::Checkpoint`] where the file cannot be read or written, [`DesignError::CheckpointLine`] for a line that is no
    /// record.
    pub fn open(path: &Path) -> Result<Self, DesignError> {
        let failed = |source| DesignError::Checkpoint {
            path: path.to_owned(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        let mut found = BTreeMap::new();
        for (i, line) in bytes[..whole].split(|b| *b == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            let record: Record =
                serde_json::from_slice(line).map_err(|error| DesignError::CheckpointLine {
                    path: path.to_owned(),
                    line: i + 1,
                    reason: error.to_string(),
                })?;
            found.insert(record.key.clone(), record);
        }
        Ok(Self {
            path: path.to_owned(),
            found,
            file: Mutex::new(file),
        })
    }

    /// The record of a key, if it was there when the file was opened.
    pub fn get(&self, key: &str) -> Option<&Record> {
        self.found.get(key)
    }

    /// Adds a record to the file.
    ///
    /// # Errors
    /// [`DesignError::Checkpoint`].
    pub fn append(&self, record: &Record) -> Result<(), DesignError> {
        let failed = |source| DesignError::Checkpoint {
            path: self.path.clone(),
            source,
        };
        let mut line = serde_json::to_vec(record).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: &str) -> Record {
        Record {
            key: key.to_owned(),
            formula: "Li6PS5Cl".to_owned(),
            scale: EaScale::SoftBv,
            ea_ev: Some(0.1 + 0.2),
            steps: None,
        }
    }

    fn parameters() -> Parameters {
        Parameters {
            a_ang: 10.0,
            u_16e: 0.12,
            x_li48h: 0.31,
            z_li48h: 0.02,
            occ_li48h: 0.5,
            occ_li24g: 0.0,
            halide_on_c: 0.0,
            a: vec![("Cl-".parse().unwrap(), 1.0)],
            c: vec![("S2-".parse().unwrap(), 1.0)],
            e: vec![("S2-".parse().unwrap(), 1.0)],
            b: vec![("P5+".parse().unwrap(), 1.0)],
        }
    }

    #[test]
    fn whatever_a_number_depends_on_changes_its_key() {
        let tables = IonTables::sources();
        let same = parameters();
        let keyed = |version: &str, tables: &[&str]| {
            key_by(program(version, tables), &same, EaScale::SoftBv, 0.1)
        };
        let now = key(&same, EaScale::SoftBv, 0.1);
        assert_eq!(now, keyed(env!("CARGO_PKG_VERSION"), &tables));
        let mut keys = vec![now, keyed("0.0.0", &tables)];
        for i in 0..tables.len() {
            let corrected = tables[i].replacen('1', "2", 1);
            let mut others = tables;
            others[i] = &corrected;
            keys.push(keyed(env!("CARGO_PKG_VERSION"), &others));
        }
        keys.push(key(&same, EaScale::Spse, 0.1));
        keys.push(key(&same, EaScale::SoftBv, 0.2));
        let changes: [fn(&mut Parameters); 8] = [
            |p| p.a_ang += 1e-9,
            |p| p.u_16e += 1e-9,
            |p| p.x_li48h += 1e-9,
            |p| p.z_li48h += 1e-9,
            |p| p.occ_li48h += 1e-9,
            |p| p.occ_li24g += 1e-9,
            |p| p.a[0].1 -= 1e-9,
            |p| std::mem::swap(&mut p.a, &mut p.c),
        ];
        for change in changes {
            let mut other = parameters();
            change(&mut other);
            keys.push(key(&other, EaScale::SoftBv, 0.1));
        }
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn records_survive_and_a_torn_line_is_cut_off() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("run.jsonl");
        let first = Checkpoint::open(&path).unwrap();
        first.append(&record("a")).unwrap();
        first.append(&record("b")).unwrap();
        drop(first);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend(b"{\"key\":\"c\",\"for");
        std::fs::write(&path, bytes).unwrap();
        let second = Checkpoint::open(&path).unwrap();
        assert_eq!(second.get("b"), Some(&record("b")));
        assert_eq!(second.get("c"), None);
        second.append(&record("c")).unwrap();
        let third = Checkpoint::open(&path).unwrap();
        for key in ["a", "b", "c"] {
            assert_eq!(third.get(key), Some(&record(key)));
        }
    }

    #[test]
    fn another_file_is_refused_with_its_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.txt");
        std::fs::write(&path, "\nhello\n").unwrap();
        match Checkpoint::open(&path) {
            Err(DesignError::CheckpointLine { line: 2, .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}
