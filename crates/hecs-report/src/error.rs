//! What can go wrong while drawing. The words are written for the place of the picture.

/// Why a picture, or the data of one, could not be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The caller said why there is no picture.
    #[error("{why}")]
    Absent {
        /// The sentence.
        why: String,
    },
    /// Fewer usable values than the picture needs.
    #[error("{what} needs at least {needed} {of}; there {} {found}.", if *found == 1 { "is" } else { "are" })]
    TooFew {
        /// The picture.
        what: &'static str,
        /// What it is made of, "compounds with an energy".
        of: &'static str,
        /// How many it takes.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// All values of a column are the same, so there is no axis to draw along.
    #[error("All have the same {column}, so there is nothing to plot along that axis.")]
    ConstantColumn {
        /// Name of the column.
        column: String,
    },
    /// The points lie on one line, so they span no area.
    #[error("The points lie on one line in {x} and {y}, so no surface can be drawn over them.")]
    Collinear {
        /// Name of the horizontal column.
        x: String,
        /// Name of the vertical column.
        y: String,
    },
    /// A threshold is no number that a line could be drawn at.
    #[error("The {what} is {value}, so no line can be drawn there.")]
    NoLine {
        /// Which threshold.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Lists that must be of one length are not.
    #[error("{what}: {expected} values were expected and {found} given.")]
    LengthMismatch {
        /// What was counted.
        what: &'static str,
        /// The length that fits.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// The divisions of a map do not fit its number of values.
    #[error("a map of {}×{}×{} points cannot have {values} values", divisions[0], divisions[1], divisions[2])]
    MapShape {
        /// Divisions along the axes.
        divisions: [usize; 3],
        /// Number of values given.
        values: usize,
    },
    /// The energies between which a map is shown are no range.
    #[error(
        "no range of energies to show from a minimum of {e_min_ev} eV up to {ceiling_ev} eV above it"
    )]
    MapRange {
        /// Minimum in eV.
        e_min_ev: f64,
        /// Ceiling above the minimum in eV.
        ceiling_ev: f64,
    },
    /// A cell that spans no volume, or a direction of view that is none.
    #[error(
        "No crystal can be drawn: the cell spans no volume, or the direction of the view is no direction."
    )]
    NoCell,
    /// The PNG encoder failed.
    #[error("the picture could not be written as PNG: {reason}")]
    Png {
        /// What the encoder said.
        reason: String,
    },
}
