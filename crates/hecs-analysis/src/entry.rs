//! One input on its way to an answer: where it is from, and the structure that was read.

use hecs_cif::{ReadOptions, Reading, read_structure};
use hecs_core::{Element, Structure};

/// How inputs are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadSettings {
    /// Choices of the CIF reader.
    pub cif: ReadOptions,
    /// Oxidation states (e) that go before those of the file and those that would balance.
    pub charges: Vec<(Element, f64)>,
}

/// An input with what was read from it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// The structure with its charges and everything that was found on the way; the reason where
    /// the input itself could not be read.
    pub reading: Result<Reading, String>,
}

impl Entry {
    /// Reads the structure of a CIF text and finds the charges that it does not state.
    pub fn from_cif(file: String, bytes: &[u8], settings: &ReadSettings) -> Self {
        let reading = read_structure(bytes, &settings.cif).with_charges(&settings.charges);
        Self {
            file,
            reading: Ok(reading),
        }
    }

    /// An input that could not be read, and why.
    pub fn unreadable(file: String, reason: String) -> Self {
        Self {
            file,
            reading: Err(reason),
        }
    }

    /// The structure, or why there is none: the first error of the reader.
    ///
    /// # Errors
    /// The reason, in words for people.
    pub fn structure(&self) -> Result<&Structure, String> {
        let reading = self.reading.as_ref().map_err(Clone::clone)?;
        reading.structure.as_ref().ok_or_else(|| {
            reading
                .first_error()
                .map_or_else(|| "holds no structure".to_owned(), ToString::to_string)
        })
    }
}
