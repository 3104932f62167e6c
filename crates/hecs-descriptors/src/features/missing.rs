//! Why a feature has no value.

use std::fmt;

use hecs_core::Ion;

use crate::error::DescriptorError;
use crate::property::Property;

/// The reason why a feature has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// A name for records that does not change with the wording.
    pub code: &'static str,
    /// The reason in words.
    pub message: String,
}

impl Missing {
    /// A reason.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The structure has nothing of the kind.
    pub(crate) fn none(what: &str) -> Self {
        Self::new("nothing-there", format!("the structure has no {what}"))
    }

    pub(crate) fn property(ion: Ion, property: Property) -> Self {
        Self::new("missing-property", format!("{ion} has no {property}"))
    }
}

impl From<&DescriptorError> for Missing {
    fn from(error: &DescriptorError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
