//! The barrier of a structure that came through a writer and a format, beside that of the structure with all its digits.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use hecs_analysis::{BarrierSettings, Entry, MemoryPool, ReadSettings, barriers};
use hecs_core::Element;
use hecs_io::{Entries, RawEntry, Source, StreamOptions};

/// Distance between grid points in Å: coarse, since what is compared does not depend on it.
const SPACING_ANG: f64 = 0.4;

/// In eV.
const TOLERANCE_EV: f64 = 1e-6;

/// Barriers in eV of grid and refinement in 1, 2 and 3 dimensions, or the code of why there are none.
type Found = Result<[Option<f64>; 6], String>;

/// What is asked about a structure: the ion, and oxidation states in place of those of the file.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) ion: &'a str,
    pub(super) given: &'a BTreeMap<String, f64>,
}

/// The structures with all their digits, and their barriers as far as they were asked for.
pub(super) struct References {
    entries: Vec<RawEntry>,
    /// By number, and whether oxidation states were given.
    found: BTreeMap<(usize, bool), Found>,
}

impl References {
    /// Those of a file.
    pub(super) fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let sources = [Source::file(file)];
        let entries = Entries::new(sources, StreamOptions::default());
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
            found: BTreeMap::new(),
        })
    }

    fn of(&mut self, number: usize, asked: Asked<'_>) -> Result<Found, Box<dyn Error>> {
        let key = (number, !asked.given.is_empty());
        if let Some(found) = self.found.get(&key) {
            return Ok(found.clone());
        }
        let entry = self.entries.get(number);
        let found = barriers_of(entry.ok_or("a reference is missing")?, asked)?;
        self.found.insert(key, found.clone());
        Ok(found)
    }
}

/// How the copies of a file fared.
#[derive(Default)]
pub(super) struct Tally {
    /// Copies with the barriers of their reference.
    pub(super) same: usize,
    /// Copies that have no barrier, as their reference, and why.
    without: BTreeMap<String, usize>,
    /// The largest difference in eV from their reference.
    largest_ev: f64,
}

impl Tally {
    /// Compares a copy with the reference of a number.
    ///
    /// # Errors
    /// Where their barriers differ.
    pub(super) fn add(
        &mut self,
        copy: &RawEntry,
        reference: usize,
        asked: Asked<'_>,
        references: &mut References,
    ) -> Result<(), Box<dyn Error>> {
        let found = barriers_of(copy, asked)?;
        let wanted = references.of(reference, asked)?;
        let difference_ev = difference(&found, &wanted);
        self.largest_ev = self.largest_ev.max(difference_ev);
        if difference_ev > TOLERANCE_EV {
            return Err(format!("barriers {found:?}, not {wanted:?}").into());
        }
        match found {
            Ok(_) => self.same += 1,
            Err(code) => *self.without.entry(code).or_default() += 1,
        }
        Ok(())
    }

    pub(super) fn words(&self) -> String {
        let mut words = vec![format!(
            "barriers of {} the same, {:.0e} eV apart at most",
            self.same, self.largest_ev
        )];
        let without = self.without.iter();
        words.extend(without.map(|(code, count)| format!("{count} without ({code})")));
        words.join("; ")
    }
}

/// In eV; infinite where only one has a barrier, or they lack it for other reasons.
fn difference(a: &Found, b: &Found) -> f64 {
    let (a, b) = match (a, b) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(a), Err(b)) if a == b => return 0.0,
        _ => return f64::INFINITY,
    };
    let apart = a.iter().zip(b).map(|pair| match pair {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    });
    apart.fold(0.0, f64::max)
}

fn barriers_of(raw: &RawEntry, asked: Asked<'_>) -> Result<Found, Box<dyn Error>> {
    let mut reading = ReadSettings::default();
    for (symbol, charge) in asked.given {
        reading.charges.push((symbol.parse::<Element>()?, *charge));
    }
    let mut settings = BarrierSettings::new(asked.ion.parse()?);
    settings.spacing_ang = SPACING_ANG;
    let entry = Entry::from_raw(raw, &reading);
    let record = barriers(&entry, &settings, &MemoryPool::unlimited()).record;
    if let Some(code) = record.head.code.filter(|_| !record.head.ok) {
        return Ok(Err(code));
    }
    let mut found = [None; 6];
    for (i, d) in ["1d", "2d", "3d"].into_iter().enumerate() {
        if let Some(Some(barrier)) = record.barriers.get(d) {
            found[2 * i] = Some(barrier.grid);
            found[2 * i + 1] = barrier.refined;
        }
    }
    Ok(Ok(found))
}
