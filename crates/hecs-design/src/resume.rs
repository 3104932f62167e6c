//! A checkpoint for long screenings: a line that says what it is, then one JSON record per line, appended as soon as it is known.
//!
//! The key of a record is the SHA-256 (its first half) of everything its number depends on: the structure, the scale and the other
//! settings, the version of the program and the tables of the ions. A checkpoint may therefore be shared by screenings of different
//! ranges and settings, and what an older program wrote into it does not count. Each record carries a check sum, so that one that was
//! edited is refused. A line is written in one go; a torn last line, left by a killed run, is cut off when the file is opened again,
//! after everything before it was found to be ours.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use hecs_bvse::Options;
use hecs_bvse::spse::STEP_EV;
use hecs_core::IonTables;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{DesignError, EaScale, Parameters};

/// Changes when the meaning of a record does.
const FORMAT: &str = "hecs-design 4";

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
    hexadecimal(hash, 16)
}

/// Adds a text with its length in front, so that no two lists of texts are the same bytes.
fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// A record as it stands in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    record: Record,
    /// See [`check_sum`].
    check: String,
}

/// The first 16 digits of the SHA-256 of a record.
fn check_sum(record: &Record) -> String {
    let mut hash = Sha256::new();
    text(&mut hash, FORMAT);
    text(&mut hash, &record.key);
    text(&mut hash, &record.formula);
    text(&mut hash, record.scale.name());
    text(&mut hash, &format!("{:?}", record.ea_ev.map(f64::to_bits)));
    text(&mut hash, &format!("{:?}", record.steps));
    hexadecimal(hash, 8)
}

/// The first bytes of a hash in digits.
fn hexadecimal(hash: Sha256, bytes: usize) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let hash = hash.finalize();
    let digits = hash
        .iter()
        .take(bytes)
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    digits.collect()
}

/// An open checkpoint.
#[derive(Debug)]
pub struct Checkpoint {
    found: BTreeMap<String, Record>,
    /// The file and, once it could not be written, why; nothing is added to it from then on.
    file: Mutex<(File, Option<String>)>,
}

impl Checkpoint {
    /// What a new checkpoint holds.
    pub fn start() -> String {
        format!("{{\"checkpoint\":\"{FORMAT}\"}}\n")
    }

    /// Opens a checkpoint that exists. Nothing is written to a file before it is known to be one.
    ///
    /// # Errors
    /// [`DesignError::Checkpoint`] where the file cannot be read or written, [`DesignError::NoCheckpoint`] for a file of another kind,
    /// [`DesignError::CheckpointLine`] for a line that is no record or was changed.
    pub fn open(path: &Path) -> Result<Self, DesignError> {
        let failed = |source| DesignError::Checkpoint {
            path: path.to_owned(),
            source,
        };
        let is_none = |reason| DesignError::NoCheckpoint {
            path: path.to_owned(),
            reason,
        };
        let about = std::fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Err(is_none("it is no regular file"));
        }
        if about.permissions().readonly() {
            return Err(is_none("it is read-only"));
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let ends = |b: &u8| *b == b'\n';
        let whole = bytes.iter().rposition(ends).map_or(0, |at| at + 1);
        let mut lines = bytes[..whole].split(ends);
        match lines.next() {
            Some(first) if first == Self::start().trim_end().as_bytes() => {}
            Some(first) if first.starts_with(b"{\"checkpoint\":\"hecs-design") => {
                return Err(is_none("it was written by another version of the program"));
            }
            _ if bytes.is_empty() => return Err(is_none("it is empty")),
            _ => return Err(is_none("its first line is not that of a checkpoint")),
        }
        let mut found = BTreeMap::new();
        for (number, line) in (2..).zip(lines).filter(|(_, line)| !line.is_empty()) {
            let refused = |reason| DesignError::CheckpointLine {
                path: path.to_owned(),
                line: number,
                reason,
            };
            let line: Line =
                serde_json::from_slice(line).map_err(|error| refused(error.to_string()))?;
            if line.check != check_sum(&line.record) {
                return Err(refused(
                    "the record was changed: its check sum is another".to_owned(),
                ));
            }
            found.insert(line.record.key.clone(), line.record);
        }
        let file = OpenOptions::new().append(true).open(path).map_err(failed)?;
        if whole < bytes.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        Ok(Self {
            found,
            file: Mutex::new((file, None)),
        })
    }

    /// The record of a key, if it was there when the file was opened.
    pub fn get(&self, key: &str) -> Option<&Record> {
        self.found.get(key)
    }

    /// Adds a record to the file. Where that fails, the checkpoint ends with the records before, see [`Self::failure`]; the record is
    /// still an answer.
    pub fn append(&self, record: &Record) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, failure) = &mut *file;
        if failure.is_some() {
            return;
        }
        let line = Line {
            record: record.clone(),
            check: check_sum(record),
        };
        let written = serde_json::to_vec(&line)
            .map_err(std::io::Error::from)
            .and_then(|mut line| {
                line.push(b'\n');
                file.write_all(&line)
            });
        *failure = written.err().map(|error| error.to_string());
    }

    /// Why records could not be added, if so.
    pub fn failure(&self) -> Option<String> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.1.clone()
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

    fn started(name: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, Checkpoint::start()).unwrap();
        (directory, path)
    }

    #[test]
    fn records_survive_and_a_torn_line_is_cut_off() {
        let (_directory, path) = started("run.jsonl");
        let first = Checkpoint::open(&path).unwrap();
        first.append(&record("a"));
        first.append(&record("b"));
        drop(first);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend(b"{\"key\":\"c\",\"for");
        std::fs::write(&path, bytes).unwrap();
        let second = Checkpoint::open(&path).unwrap();
        assert_eq!(second.get("b"), Some(&record("b")));
        assert_eq!(second.get("c"), None);
        second.append(&record("c"));
        assert_eq!(second.failure(), None);
        let third = Checkpoint::open(&path).unwrap();
        for key in ["a", "b", "c"] {
            assert_eq!(third.get(key), Some(&record(key)));
        }
    }

    #[test]
    fn a_changed_record_is_refused_with_its_line() {
        let (_directory, path) = started("run.jsonl");
        let open = Checkpoint::open(&path).unwrap();
        for key in ["a", "b"] {
            open.append(&record(key));
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let number = (0.1_f64 + 0.2).to_string();
        let changed = text.replacen(&number, "0.2", 2).replacen("0.2", &number, 1);
        std::fs::write(&path, &changed).unwrap();
        match Checkpoint::open(&path) {
            Err(DesignError::CheckpointLine { line: 3, .. }) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), changed);
    }

    #[test]
    fn other_files_are_refused_and_left_as_they_are() {
        let cases = [
            "",
            "hello",
            "\nhello\n",
            "[{\"file\": \"x\"}]\n",
            "x,y\n1,2\n",
            "data_x\n_cell_length_a 5\n",
            "{\"checkpoint\":\"hecs-design 3\"}\n",
        ];
        for text in cases {
            let (_directory, path) = started("mine");
            std::fs::write(&path, text).unwrap();
            match Checkpoint::open(&path) {
                Err(DesignError::NoCheckpoint { .. }) => {}
                other => panic!("{text:?}: {other:?}"),
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let (directory, path) = started("read-only");
        let mut mode = std::fs::metadata(&path).unwrap().permissions();
        mode.set_readonly(true);
        std::fs::set_permissions(&path, mode).unwrap();
        for place in [&path, directory.path()] {
            assert!(matches!(
                Checkpoint::open(place),
                Err(DesignError::NoCheckpoint { .. })
            ));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_ends_the_checkpoint_and_nothing_else() {
        let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
        let checkpoint = Checkpoint {
            found: BTreeMap::new(),
            file: Mutex::new((full, None)),
        };
        checkpoint.append(&record("a"));
        let failure = checkpoint.failure().unwrap();
        checkpoint.append(&record("b"));
        assert_eq!(checkpoint.failure(), Some(failure));
    }
}
