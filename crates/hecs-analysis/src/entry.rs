//! One input on its way to an answer: where it is from, and the structure that was read.

use hecs_charges::ChargeNote;
use hecs_cif::{ReadOptions, Reading, Severity, read_structure, read_structures};
use hecs_core::{Element, Structure};
use hecs_io::{FormatError, Place, RawEntry, Unread};
use nalgebra::Vector3;

use crate::formula::formula;
use crate::records::{Failure, Head, Note};

/// How inputs are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadSettings {
    /// Choices of the CIF reader.
    pub cif: ReadOptions,
    /// Oxidation states (e) that go before those of the file and those that would balance.
    pub charges: Vec<(Element, f64)>,
}

/// A structure of an input with what was read from it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// Which structure of the file, where it holds several.
    pub entry: Option<String>,
    /// What is added to a position of the structure to have it in the origin that the structure was given in.
    pub origin_shift: Vector3<f64>,
    /// The structure with its charges and everything that was found on the way; the reason where
    /// the input itself could not be read.
    pub reading: Result<Reading, Failure>,
}

impl Entry {
    /// Reads the first structure of a CIF text and finds the charges that it does not state.
    pub fn from_cif(file: String, bytes: &[u8], settings: &ReadSettings) -> Self {
        let reading = read_structure(bytes, &settings.cif).with_charges(&settings.charges);
        Self {
            file,
            entry: None,
            origin_shift: Vector3::zeros(),
            reading: Ok(reading),
        }
    }

    /// Reads every structure of a CIF text: one entry for each block with atoms; one for the whole where
    /// there is none.
    pub fn all_from_cif(file: &str, bytes: &[u8], settings: &ReadSettings) -> Vec<Self> {
        let readings = read_structures(bytes, &settings.cif);
        let are_several = readings.len() > 1;
        let entry = |reading: Reading| Self {
            file: file.to_owned(),
            entry: reading.block.clone().filter(|_| are_several),
            origin_shift: Vector3::zeros(),
            reading: Ok(reading.with_charges(&settings.charges)),
        };
        readings.into_iter().map(entry).collect()
    }

    /// Reads an entry of a stream and finds the charges that it does not state.
    pub fn from_raw(raw: &RawEntry, settings: &ReadSettings) -> Self {
        let reading = raw.read(&settings.cif);
        let name = reading.as_ref().ok().and_then(|r| r.block.clone());
        Self {
            file: raw.place.source.clone(),
            entry: Some(entry_name(&raw.place, name)),
            origin_shift: Vector3::zeros(),
            reading: reading
                .map(|reading| reading.with_charges(&settings.charges))
                .map_err(|error| failure_of_format(&error)),
        }
    }

    /// What cannot be had of a stream, and why.
    pub fn unread(unread: &Unread) -> Self {
        Self {
            entry: Some(entry_name(&unread.place, None)),
            ..Self::failed(
                unread.place.source.clone(),
                failure_of_format(&unread.error),
            )
        }
    }

    /// An input without a structure, and why.
    pub fn failed(file: String, failure: Failure) -> Self {
        Self {
            file,
            entry: None,
            origin_shift: Vector3::zeros(),
            reading: Err(failure),
        }
    }

    /// This input without its structure, and why it is not to be asked about.
    #[must_use]
    pub fn without_answer(&self, failure: Failure) -> Self {
        Self {
            entry: self.entry.clone(),
            ..Self::failed(self.file.clone(), failure)
        }
    }

    /// This input with the symmetry that its positions have within `tolerance_ang` (Å) in place of the stated one, and how
    /// far in Å the farthest position was moved to have it; `None` where nothing consistent is found.
    pub fn with_symmetry_found(&self, tolerance_ang: f64) -> Option<(Self, f64)> {
        let found = self.structure().ok()?.find_symmetry(tolerance_ang)?;
        let mut entry = self.clone();
        entry.origin_shift += found.origin_shift;
        if let Ok(reading) = &mut entry.reading {
            reading.structure = Some(found.structure);
        }
        Some((entry, found.moved_ang))
    }

    /// The formula as records have it.
    pub fn formula(&self) -> Option<String> {
        self.structure().ok().map(formula)
    }

    /// The structure, or why there is none: the first error of the reader.
    ///
    /// # Errors
    /// The reason.
    pub fn structure(&self) -> Result<&Structure, Failure> {
        let reading = self.reading.as_ref().map_err(Clone::clone)?;
        reading.structure.as_ref().ok_or_else(|| {
            reading.first_error().map_or_else(
                || Failure::new("no-structure", "holds no structure"),
                |error| Failure {
                    remedy: error.help.clone(),
                    ..Failure::new(error.code.to_string(), error.to_string())
                },
            )
        })
    }

    /// The failure of a question that needs charges where some are unknown.
    pub(crate) fn unknown_charges(&self) -> Option<Failure> {
        let elements = self.reading.as_ref().ok()?.charges.unknown();
        if elements.is_empty() {
            return None;
        }
        let note = ChargeNote::Unknown { elements };
        let remedy = note.remedy()?;
        Some(Failure::with_remedy(
            note.code(),
            note.to_string(),
            Some(remedy),
        ))
    }

    /// The head of a record of this entry that has no answer yet: names, formula, and as notes the
    /// warnings of the reader.
    pub(crate) fn head(&self, schema: &'static str) -> Head {
        let structure = self.structure();
        let diagnostics = self.reading.as_ref().map_or(&[][..], |r| &r.diagnostics);
        let mut head = Head {
            entry: self.entry.clone(),
            formula: self.formula(),
            notes: diagnostics
                .iter()
                .filter(|d| d.severity == Severity::Warning)
                .map(|d| Note {
                    code: d.code.to_string(),
                    message: d.to_string(),
                })
                .collect(),
            ..Head::new(schema, self.file.clone())
        };
        if let Err(failure) = structure {
            head.fail(failure);
        }
        head
    }
}

/// Which of the structures of a source it is: member of an archive, number, name.
fn entry_name(place: &Place, name: Option<String>) -> String {
    let parts = [place.member.clone(), Some(place.number.to_string()), name];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn failure_of_format(error: &FormatError) -> Failure {
    let remedy = error.remedy().map(str::to_owned);
    Failure::with_remedy(error.code(), error.to_string(), remedy)
}
