//! What is wrong with a text, or with a structure that a format cannot hold.

/// Why a text is not read, or a structure not written.
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
}
