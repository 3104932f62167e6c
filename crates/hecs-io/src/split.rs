//! Text → the stretches that hold one structure each. Cheap and sequential; what they say is read later, in parallel.
//!
//! Where a stretch ends does not depend on how the bytes arrive, and no more than one is in memory.

mod cif;
mod extxyz;
mod json;

use std::io::{self, BufRead, Read};

use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;
use crate::format::{Format, has_name_of_lines};

/// A stretch of a text.
#[derive(Debug)]
pub(crate) struct Stretch {
    /// The line of the text it begins at, from 1.
    pub(crate) line: usize,
    /// Its bytes; why there are none.
    pub(crate) bytes: Result<Vec<u8>, FormatError>,
}

/// The stretches of a text, one after the other.
pub(crate) enum Splitter {
    Cif(cif::CifSplitter),
    ExtendedXyz(extxyz::FrameSplitter),
    Json(json::JsonSplitter),
    Whole(Option<Ahead<Bytes>>, usize),
}

impl Splitter {
    /// Splits a text of this format, in a file of this name; of one structure at most `limit` bytes are kept.
    pub(crate) fn new(format: Format, name: &str, mut text: Ahead<Bytes>, limit: usize) -> Self {
        match format {
            Format::Cif => Self::Cif(cif::CifSplitter::new(text, limit)),
            Format::ExtendedXyz => Self::ExtendedXyz(extxyz::FrameSplitter::new(text, limit)),
            Format::Json => {
                let is_of_lines = has_name_of_lines(name) && json::begins_as_lines(&mut text);
                Self::Json(json::JsonSplitter::new(text, is_of_lines, limit))
            }
            Format::Poscar => Self::Whole(Some(text), limit),
        }
    }

    /// Whether it is a file of CIF 2.0, which says so in its first line.
    pub(crate) fn is_cif2(&self) -> bool {
        matches!(self, Self::Cif(splitter) if splitter.is_cif2)
    }

    /// The next stretch; after an error of the stream itself there is none.
    pub(crate) fn next(&mut self) -> Option<Stretch> {
        match self {
            Self::Cif(splitter) => splitter.next(),
            Self::ExtendedXyz(splitter) => splitter.next(),
            Self::Json(splitter) => splitter.next(),
            Self::Whole(text, limit) => {
                let bytes = whole(&mut text.take()?, *limit);
                Some(Stretch { line: 1, bytes })
            }
        }
    }
}

/// All of a text, up to a limit.
pub(crate) fn whole(text: &mut impl Read, limit: usize) -> Result<Vec<u8>, FormatError> {
    let mut kept = Kept::new(limit);
    let mut limited = text.take(limit as u64 + 1);
    limited
        .read_to_end(&mut kept.bytes)
        .map_err(FormatError::of_stream)?;
    kept.is_over = kept.bytes.len() > limit;
    kept.take()
}

/// Bytes that are kept up to a limit.
struct Kept {
    bytes: Vec<u8>,
    limit: usize,
    is_over: bool,
}

impl Kept {
    fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            is_over: false,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        self.is_over |= self.bytes.len() + bytes.len() > self.limit;
        if !self.is_over {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// What is kept; an error where it was more than the limit.
    fn take(&mut self) -> Result<Vec<u8>, FormatError> {
        let bytes = std::mem::take(&mut self.bytes);
        if std::mem::take(&mut self.is_over) {
            Err(FormatError::TooLong { limit: self.limit })
        } else {
            Ok(bytes)
        }
    }

    /// Adds the next line with its end; `false` where there is none.
    fn add_line(&mut self, text: &mut Ahead<Bytes>) -> io::Result<bool> {
        let mut is_any = false;
        loop {
            let available = text.fill_buf()?;
            if available.is_empty() {
                return Ok(is_any);
            }
            is_any = true;
            let end = available.iter().position(|b| *b == b'\n');
            let count = end.map_or(available.len(), |end| end + 1);
            self.add(&available[..count]);
            text.consume(count);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

/// The byte-order mark of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text without the mark that it may begin with.
fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

fn line_feeds(bytes: &[u8]) -> usize {
    bytes.split(|b| *b == b'\n').count() - 1
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Hands out its bytes in pieces of the given sizes, again and again.
    pub(crate) struct Pieces {
        pub(crate) bytes: Vec<u8>,
        pub(crate) sizes: Vec<usize>,
        pub(crate) at: usize,
        pub(crate) piece: usize,
    }

    impl Read for Pieces {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let size = self.sizes[self.piece % self.sizes.len()].max(1);
            self.piece += 1;
            let rest = &self.bytes[self.at..];
            let count = size.min(rest.len()).min(out.len());
            out[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            Ok(count)
        }
    }

    /// The stretches of a text with their lines; errors as they are said.
    pub(crate) fn stretches(
        format: Format,
        name: &str,
        bytes: &[u8],
        sizes: &[usize],
        limit: usize,
    ) -> Vec<(usize, Result<String, String>)> {
        let pieces: Bytes = Box::new(Pieces {
            bytes: bytes.to_vec(),
            sizes: sizes.to_vec(),
            at: 0,
            piece: 0,
        });
        let mut splitter = Splitter::new(format, name, Ahead::new(pieces), limit);
        let mut found = Vec::new();
        while let Some(stretch) = splitter.next() {
            let text = stretch
                .bytes
                .map(|b| String::from_utf8_lossy(&b).into_owned());
            found.push((stretch.line, text.map_err(|e| e.to_string())));
        }
        found
    }
}
