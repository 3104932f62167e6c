//! A checkpoint for long screenings: one JSON record per line, appended as soon as it is known.
//!
//! The key of a record is the SHA-256 of everything its numbers depend on, so a checkpoint may be shared by screenings of different
//! ranges and settings. A line is written in one go; a torn last line, left by a killed run, is cut off when the file is opened
//! again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Candidate, DesignError, EaScale};

/// Changes when the meaning of a record does.
const FORMAT: &str = "hecs-design checkpoint 2";

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

/// The key of a direct barrier: everything the number depends on.
pub fn key(candidate: &Candidate, scale: EaScale, spacing_ang: f64) -> String {
    let p = &candidate.parameters;
    let mut hash = Sha256::new();
    hash.update(FORMAT);
    hash.update(scale.name());
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
