//! A file with its structures.

use hecs_analysis::{Entry, ReadSettings, inputs, reduced_formula};
use hecs_core::{Ion, Structure};
use serde::Serialize;

use crate::WebError;
use crate::foreign::foreign;

/// The ions that people make conductors of, in the order in which they are looked for.
const MOBILE: [&str; 13] = [
    "Li+", "Na+", "K+", "Ag+", "Cu+", "Mg2+", "Zn2+", "Ca2+", "Al3+", "Rb+", "Cs+", "F-", "O2-",
];

/// A file whose structures were read.
#[derive(Clone, Debug)]
pub struct Opened {
    pub(crate) entries: Vec<Entry>,
}

/// A structure of a file as a page lists it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Listed {
    /// Its name in a file of several.
    pub name: Option<String>,
    /// Its formula; `None` where it could not be read.
    pub formula: Option<String>,
    /// The ions that may move, the usual ones first.
    pub ions: Vec<String>,
    /// Why it could not be read.
    pub failure: Option<String>,
}

impl Opened {
    /// Reads every structure of a file: CIF, POSCAR, extended XYZ, JSON of pymatgen or OPTIMADE, also compressed or in an
    /// archive. A structure that cannot be read is there with the reason.
    ///
    /// # Errors
    /// [`WebError::Empty`] and [`WebError::Foreign`].
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, WebError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(WebError::Empty {
                name: name.to_owned(),
            });
        }
        if let Some(what) = foreign(&bytes) {
            return Err(WebError::Foreign {
                name: name.to_owned(),
                what,
            });
        }
        let inputs = inputs(name, bytes, &ReadSettings::default()).into_iter();
        Ok(Self {
            entries: inputs.map(|input| input.entry).collect(),
        })
    }

    /// The structures in the order of the file.
    pub fn structures(&self) -> Vec<Listed> {
        self.entries.iter().map(listed).collect()
    }

    /// A structure by its number, from 0.
    ///
    /// # Errors
    /// [`WebError::NoSuchEntry`].
    pub(crate) fn entry(&self, number: usize) -> Result<&Entry, WebError> {
        let count = self.entries.len();
        self.entries.get(number).ok_or(WebError::NoSuchEntry {
            entry: number,
            count,
        })
    }
}

fn listed(entry: &Entry) -> Listed {
    let structure = entry.structure();
    let (formula, ions, failure) = match &structure {
        Ok(structure) => (Some(reduced_formula(structure)), mobile(structure), None),
        Err(failure) => (None, Vec::new(), Some(failure.message.clone())),
    };
    Listed {
        name: entry.entry.clone(),
        formula,
        ions,
        failure,
    }
}

/// The ions of a structure that may move. A charge that is not known is no reason against one.
fn mobile(structure: &Structure) -> Vec<String> {
    let is_there = |ion: &Ion| {
        let species = structure.sites().iter().flat_map(|site| &site.species);
        let mut same = species.filter(|species| species.element == ion.element);
        same.any(|species| (species.charge).is_none_or(|q| q.round() == f64::from(ion.charge)))
    };
    let known = MOBILE
        .iter()
        .filter_map(|name| Some((name, name.parse().ok()?)));
    let there = known.filter(|(_, ion)| is_there(ion));
    there.map(|(name, _)| (*name).to_owned()).collect()
}
