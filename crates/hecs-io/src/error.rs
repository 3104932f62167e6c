//! What is wrong with a source, a text, or a structure that a format cannot hold.

use std::io;

use crate::{Format, ToldBy};

/// Why a source or text is not read, or a structure not written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// A line is not what the format has there.
    #[error("line {line}: {reason}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is expected, and what is there.
        reason: String,
    },
    /// The text ends before it is complete.
    #[error("ends after line {lines}, where {expected} should follow")]
    Ends {
        /// Lines that are there.
        lines: usize,
        /// What is missing.
        expected: &'static str,
    },
    /// The cell or a position is not one of a crystal.
    #[error("{0}")]
    Structure(#[from] hecs_core::CoreError),
    /// A site holds several elements or is filled in part, which this format cannot say.
    #[error(
        "site {label} is {species}, which {format} cannot say; write an ordered structure or CIF"
    )]
    Disordered {
        /// Label of the site.
        label: String,
        /// Its species with their occupancies.
        species: String,
        /// Name of the format.
        format: &'static str,
    },
    /// A key or value of extended XYZ that would end the comment line.
    #[error("{text:?} cannot stand in the comment line of extended XYZ")]
    Comment {
        /// The text.
        text: String,
    },
    /// A source cannot be opened.
    #[error("cannot be opened: {reason}")]
    Unopened {
        /// What the system says.
        reason: String,
    },
    /// A stream breaks off: a compressed one that is cut or damaged, or a medium that fails.
    #[error("cannot be read further: {reason}")]
    Stream {
        /// What the system or the decoder says.
        reason: String,
    },
    /// A compression or an archive that is damaged or of a kind that is not read.
    #[error("{reason}")]
    Container {
        /// What is wrong.
        reason: String,
    },
    /// Neither content nor name is that of a known format.
    #[error("is no structure that is read here: it begins with {begins}")]
    Unknown {
        /// The first characters, quoted.
        begins: String,
    },
    /// A text of a known format without a structure.
    #[error("holds no structure")]
    Empty,
    /// An archive without a file of a known format.
    #[error("none of its {files} files is of a format that is read here; the first is {first:?}")]
    NoMember {
        /// Files in the archive.
        files: usize,
        /// Name of the first.
        first: String,
    },
    /// One structure takes more bytes than are read of one.
    #[error("is longer than the {limit} bytes that are read of one structure")]
    TooLong {
        /// The limit, [`StreamOptions::max_entry_bytes`](crate::StreamOptions::max_entry_bytes).
        limit: usize,
    },
    /// What is wrong with a text, if it is of the format that it was taken for.
    #[error("{error} (taken for {format} by {told_by})")]
    Taken {
        /// The format.
        format: Format,
        /// How it was told.
        told_by: ToldBy,
        /// What is wrong.
        error: Box<FormatError>,
    },
    /// Text that is no JSON.
    #[error("line {line}, column {column}: is no JSON: {reason}")]
    Json {
        /// Number of the line, from 1.
        line: usize,
        /// Number of the column, from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// JSON that is not of a structure as its format has it.
    #[error("{path}: {reason}")]
    Value {
        /// Where in the object, such as `sites[3].species[0].occu`.
        path: String,
        /// What is expected, and what is there.
        reason: String,
    },
}

impl FormatError {
    /// The error of a stream that was open.
    pub(crate) fn of_stream(error: impl Into<io::Error>) -> Self {
        let error = error.into();
        let reason = match error.kind() {
            io::ErrorKind::UnexpectedEof => "it is cut off".to_owned(),
            _ => error.to_string(),
        };
        Self::Stream { reason }
    }

    /// Stable name of the kind of error for records, such as `io::unknown-format`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } | Self::Value { .. } => "io::malformed",
            Self::Ends { .. } => "io::incomplete",
            Self::Structure(_) => "io::no-crystal",
            Self::Disordered { .. } | Self::Comment { .. } => "io::cannot-hold",
            Self::Unopened { .. } => "io::unopened",
            Self::Stream { .. } => "io::stream",
            Self::Container { .. } => "io::container",
            Self::Unknown { .. } => "io::unknown-format",
            Self::Empty => "io::no-structure",
            Self::NoMember { .. } => "io::no-member",
            Self::TooLong { .. } => "io::too-long",
            Self::Json { .. } => "io::json",
            Self::Taken { error, .. } => error.code(),
        }
    }

    /// What helps.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Unopened { .. } => Some("check path and permissions"),
            Self::Stream { .. } => {
                Some("test the file (`gzip -t`, `zstd -t`) and copy or download it anew")
            }
            Self::Unknown { .. } | Self::NoMember { .. } => Some(
                "formats are CIF, POSCAR and CONTCAR, extended XYZ, and JSON of pymatgen or OPTIMADE; plain, .gz, .zst, .tar or .zip",
            ),
            Self::TooLong { .. } => {
                Some("check that it is a structure; raise the limit if it is meant to be so long")
            }
            Self::Json { .. } => Some("write it anew, with one object a line or in one list"),
            Self::Taken { error, .. } => error.remedy(),
            Self::Empty => Some("write the structures anew"),
            Self::Line { .. }
            | Self::Ends { .. }
            | Self::Structure(_)
            | Self::Disordered { .. }
            | Self::Comment { .. }
            | Self::Container { .. }
            | Self::Value { .. } => None,
        }
    }

    /// The error of a text that begins `above` lines further down in its file.
    pub(crate) fn moved_down(mut self, above: usize) -> Self {
        match &mut self {
            Self::Line { line, .. } | Self::Json { line, .. } => *line += above,
            Self::Ends { lines, .. } => *lines += above,
            _ => {}
        }
        self
    }
}
