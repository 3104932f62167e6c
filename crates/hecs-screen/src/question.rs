//! What a screening asks.

/// What is asked of every structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What was read.
    Inspect,
    /// The 32 descriptors of cubic argyrodites.
    Describe,
    /// The 54 features of any electrolyte.
    Features,
    /// Barriers.
    Bvse,
    /// The migration network.
    Paths,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Inspect,
        Self::Describe,
        Self::Features,
        Self::Bvse,
        Self::Paths,
    ];

    /// What `hecs screen` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Describe => "describe",
            Self::Features => "features",
            Self::Bvse => "bvse",
            Self::Paths => "paths",
        }
    }

    /// The question of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|question| question.name() == name)
    }
}
