//! The text of one structure with its place, and what is read from it.

use std::fmt;

use hecs_cif::{ReadOptions, Reading, decode, read_structures};

use crate::format::{Format, ToldBy};
use crate::{FormatError, extxyz, json, poscar};

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Place {
    /// Name of the source: the path as given.
    pub source: String,
    /// Path in the archive, where the source is one.
    pub member: Option<String>,
    /// Which entry of the source it is, all members of an archive counted together, from 1.
    pub number: usize,
    /// Line of the text at which it begins, from 1; of the decompressed text of the member.
    pub line: usize,
}

/// `runs.tar.gz, 17/POSCAR, entry 3 at line 1`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(member) = &self.member {
            write!(f, ", {member}")?;
        }
        write!(f, ", entry {} at line {}", self.number, self.line)
    }
}

/// The text of one structure, not yet read: cheap to have, sent to the thread that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEntry {
    /// Where it stands.
    pub place: Place,
    /// The format its text is taken for.
    pub format: Format,
    /// How the format was told.
    pub told_by: ToldBy,
    /// Its text as it stands in the file, decompressed: the same wherever a file is packed, so that a hash
    /// of it is one of the content.
    pub bytes: Vec<u8>,
    /// Whether the file says in its first line, which is not that of this entry, that it is CIF 2.0.
    pub(crate) is_in_cif2: bool,
}

/// An entry that cannot be had, or a source that cannot be read further.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{place}: {error}")]
#[non_exhaustive]
pub struct Unread {
    /// Where it stands or would stand.
    pub place: Place,
    /// Why.
    pub error: FormatError,
}

/// First line of files of CIF 2.0.
const CIF2: &[u8] = b"#\\#CIF_2.0\n";

impl RawEntry {
    /// Reads the structure: as stated, charges too where the format states them
    /// ([`Reading::with_charges`] finds the others). The [`ReadOptions::block`] is not looked at: all blocks of a
    /// CIF are entries.
    ///
    /// Lines of diagnostics and errors are those of the text that the entry is part of; the bytes of a
    /// diagnostic's span count from the beginning of [`Self::bytes`].
    ///
    /// # Errors
    /// Where the text is not what its format asks for. A text that can be read but holds no sound structure gives
    /// a [`Reading`] without one, whose diagnostics say why.
    pub fn read(&self, options: &ReadOptions) -> Result<Reading, FormatError> {
        let above = self.place.line.saturating_sub(1);
        let text = decode(&self.bytes).text;
        let found = match self.format {
            Format::Cif => Ok(self.read_cif(options)),
            Format::Poscar => {
                poscar::list(&text).map(|list| list.into_reading(Some(&text), options))
            }
            Format::ExtendedXyz => {
                extxyz::list(&text).map(|list| list.into_reading(Some(&text), options))
            }
            Format::Json => json::read(&text, options),
        };
        let mut reading = found.map_err(|error| FormatError::Taken {
            format: self.format,
            told_by: self.told_by,
            error: Box::new(error.moved_down(above)),
        })?;
        move_spans(&mut reading, above as isize, 0);
        Ok(reading)
    }

    fn read_cif(&self, options: &ReadOptions) -> Reading {
        let all_blocks = ReadOptions {
            block: None,
            ..options.clone()
        };
        if !self.is_in_cif2 {
            return read_structures(&self.bytes, &all_blocks).swap_remove(0);
        }
        let with_magic = [CIF2, &self.bytes].concat();
        let mut reading = read_structures(&with_magic, &all_blocks).swap_remove(0);
        move_spans(&mut reading, -1, -(CIF2.len() as isize));
        reading
    }
}

fn move_spans(reading: &mut Reading, lines: isize, bytes: isize) {
    let of_diagnostics = reading.diagnostics.iter_mut().map(|d| &mut d.span);
    for span in of_diagnostics
        .chain([&mut reading.atoms])
        .filter_map(Option::as_mut)
    {
        span.line = span.line.saturating_add_signed(lines);
        span.start = span.start.saturating_add_signed(bytes);
        span.end = span.end.saturating_add_signed(bytes);
    }
}
