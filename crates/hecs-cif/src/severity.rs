//! How much a finding matters.

use std::fmt;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was assumed or is worth knowing; the structure can be trusted.
    Advice,
    /// Something is wrong or was repaired; the structure needs a look.
    Warning,
    /// No structure can be vouched for.
    Error,
}

impl Severity {
    /// Lower-case name: `error`, `warning`, `advice`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
