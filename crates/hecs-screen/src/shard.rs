//! Parts of a source, for as many processes.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Part `index` (from 1) of `count`, written `3/20`. Which part an entry belongs to follows from its content, so that the parts
/// are the same however the entries are divided into files.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(with = "String")]
#[serde(into = "String", try_from = "String")]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Everything.
    pub fn whole() -> Self {
        Self { index: 1, count: 1 }
    }

    /// Which part it is, from 1.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many parts there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Whether an entry with this hash of its content is in the part.
    pub(crate) fn holds(self, content: &[u8; 32]) -> bool {
        let first = content
            .first_chunk()
            .map_or(0, |first| u64::from_le_bytes(*first));
        first % self.count == self.index - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err(format!(
                "{text} is no part: write I/N with I from 1 to N, such as 3/20"
            )),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_in_one_part_and_parts_count_from_one() {
        let content = [7; 32];
        for count in 1..9 {
            let parts = (1..=count).map(|index| Shard { index, count });
            assert_eq!(parts.filter(|part| part.holds(&content)).count(), 1);
        }
        assert_eq!(
            "3/20".parse::<Shard>().map(|s| s.to_string()),
            Ok("3/20".to_owned())
        );
        for wrong in ["0/3", "4/3", "1", "a/2", "1/0", "-1/2", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
