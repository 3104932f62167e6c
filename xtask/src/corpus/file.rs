//! A file of the corpus: the answers of other programs, and ours.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hecs_cif::{ReadOptions, Reading, read_structure};
use hecs_core::{Composition, caught};

/// A file, the answers of the peers and ours.
pub(super) struct File {
    pub(super) row: BTreeMap<String, String>,
    pub(super) bytes: Vec<u8>,
    pub(super) reading: Option<Reading>,
    pub(super) time: Duration,
}

impl File {
    pub(super) fn read(row: BTreeMap<String, String>, bytes: Vec<u8>) -> Self {
        let (reading, time) = read_guarded(&bytes);
        Self {
            row,
            bytes,
            reading,
            time,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.row["file"]
    }

    pub(super) fn composition(&self) -> Option<Composition> {
        self.reading.as_ref()?.composition()
    }

    /// What a peer read: `g` or `p`.
    pub(super) fn peer(&self, which: &str) -> Option<Composition> {
        (self.row[&format!("{which}_status")] == "ok")
            .then(|| peer_composition(&self.row[&format!("{which}_comp")]))
            .flatten()
    }
}

/// Reads with a guard against panics: `None` is one.
pub(super) fn read_guarded(bytes: &[u8]) -> (Option<Reading>, Duration) {
    let start = Instant::now();
    let reading = caught(|| read_structure(bytes, &ReadOptions::default()).with_charges(&[]));
    (reading.ok(), start.elapsed())
}

/// `Li:24 P:4 S:20`; deuterium counts as hydrogen, `None` where an atom is of no element.
fn peer_composition(text: &str) -> Option<Composition> {
    let mut sum = Composition::new();
    for part in text.split_whitespace() {
        let (symbol, count) = part.split_once(':')?;
        let symbol = if matches!(symbol, "D" | "T") {
            "H"
        } else {
            symbol
        };
        *sum.entry(symbol.parse().ok()?).or_insert(0.0) += count.parse::<f64>().ok()?;
    }
    sum.retain(|_, n| *n > 0.0);
    Some(sum)
}

pub(super) fn same(a: &Composition, b: &Composition, tolerance: f64) -> bool {
    hecs_cif::same_composition(a, b, tolerance)
}
