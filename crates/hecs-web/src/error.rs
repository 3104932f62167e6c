//! What can go wrong before there is an answer.

/// Why there is no answer. What is wrong with a structure is no error: its record says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// The bytes are something else than a structure.
    #[error(
        "{name} is {what}, not a crystal structure: take a CIF, POSCAR, extended XYZ or JSON file"
    )]
    Foreign {
        /// The file.
        name: String,
        /// What it is, such as `a PNG picture`.
        what: &'static str,
    },
    /// The file is empty.
    #[error("{name} is empty: take a CIF, POSCAR, extended XYZ or JSON file")]
    Empty {
        /// The file.
        name: String,
    },
    /// The request is not understood.
    #[error("the settings are not understood: {reason}")]
    Request {
        /// Why.
        reason: String,
    },
    /// No file was opened.
    #[error("no file is open: open one first")]
    NothingOpen,
    /// There are fewer structures than that.
    #[error("there is no structure {entry}: the file holds {count}, counted from 0")]
    NoSuchEntry {
        /// The number that was asked for.
        entry: usize,
        /// How many there are.
        count: usize,
    },
    /// The structure is too large to be drawn.
    #[error(
        "no picture: {count} atoms are more than the {most} that a page draws; the barriers do not need it, and `hecs paths` \
         writes sites and hops of a cell of any size"
    )]
    TooManyAtoms {
        /// Atoms in the cell.
        count: usize,
        /// As many are drawn.
        most: usize,
    },
    /// There is no map to write.
    #[error("there is no map: {reason}")]
    NoMap {
        /// Why.
        reason: String,
    },
    /// An answer could not be written.
    #[error("the answer cannot be written: {reason}")]
    NotWritten {
        /// Why.
        reason: String,
    },
}

impl WebError {
    pub(crate) fn not_written(why: impl std::fmt::Display) -> Self {
        Self::NotWritten {
            reason: why.to_string(),
        }
    }
}
