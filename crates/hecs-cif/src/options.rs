//! What a caller can ask of the reader.

/// Which disorder groups (`_atom_site_disorder_group`) are read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DisorderSelection {
    /// Every site, with the occupancy printed: the average structure.
    #[default]
    All,
    /// Sites without a group, and of each assembly the group of the largest occupancy, with the
    /// occupancies printed.
    Major,
    /// Sites without a group, and those of the group of this name in every assembly.
    Group(String),
}

/// How a file is read.
///
/// ```
/// use hecs_cif::ReadOptions;
///
/// let options = ReadOptions { strict: true, ..ReadOptions::default() };
/// assert_eq!(options.merge_distance_ang, 0.01);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ReadOptions {
    /// Name of the data block (any case). Where `None`, [`read_structure`](crate::read_structure) takes
    /// the first with atoms, [`read_structures`](crate::read_structures) all of them.
    pub block: Option<String>,
    /// Sites closer than this in Å share one site, and images closer than this are one position.
    ///
    /// 0.01: over some 700 published files whose formula can be checked, 0.01–0.02 Å gives the
    /// declared content most often; 1e-4 splits rounded special positions, 0.4 merges the split
    /// lithium sites of ionic conductors. Where coordinates are printed with few decimals the
    /// distance is widened to what their rounding can do.
    pub merge_distance_ang: f64,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// Takes every row of the loop of atoms as it is written: a site that repeats another is a
    /// site of its own, a dummy with an element is an atom where its coordinates are, an
    /// occupancy above 1 stays so. What is odd about them is reported all the same.
    ///
    /// Most programs read so; this is for comparing with them, and for seeing why they differ.
    /// Files that repeat their sites then hold too many atoms.
    pub as_listed: bool,
    /// Which disorder groups are read.
    pub disorder_group: DisorderSelection,
    /// Files larger than this many bytes are refused: 256 MiB, several times what the largest of the
    /// crystallographic databases need with their reflections.
    pub max_bytes: usize,
    /// Structures with more positions in the cell than this are refused.
    pub max_positions: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            block: None,
            merge_distance_ang: 0.01,
            strict: false,
            as_listed: false,
            disorder_group: DisorderSelection::All,
            max_bytes: 256 << 20,
            max_positions: 1_000_000,
        }
    }
}
