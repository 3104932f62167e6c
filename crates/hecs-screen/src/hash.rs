//! What a record depends on, as one short name.

use std::fmt::Write;

use hecs_core::IonTables;
use sha2::{Digest, Sha256};

/// Changes when the meaning of a record does.
const FORMAT: &str = "hecs.screen.1";

/// SHA-256 of the text of an entry.
pub(crate) fn content(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What all records of a screening depend on: question and settings, the tables of the ions, the version.
#[derive(Clone)]
pub(crate) struct Asked(Sha256);

impl Asked {
    pub(crate) fn new(question: &str, settings: &serde_json::Value) -> Self {
        let mut hash = Sha256::new();
        for text in [
            FORMAT,
            env!("CARGO_PKG_VERSION"),
            question,
            &settings.to_string(),
        ] {
            add(&mut hash, text);
        }
        for table in IonTables::sources() {
            add(&mut hash, table);
        }
        Self(hash)
    }

    /// The key of an entry with this content, taken for this format: 32 hexadecimal digits.
    pub(crate) fn key(&self, content: &[u8; 32], format: &str) -> String {
        let mut hash = self.0.clone();
        add(&mut hash, format);
        hash.update(content);
        let mut key = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            // Writing to a string does not fail.
            let _ = write!(key, "{byte:02x}");
        }
        key
    }
}

/// Adds a text with its length in front, so that no two lists of texts are the same bytes.
fn add(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_follows_question_settings_and_content() {
        let key =
            |question, settings, content| Asked::new(question, &settings).key(&content, "CIF");
        let first = key("bvse", json!({"spacing": 0.2}), [1; 32]);
        assert_eq!(first.len(), 32);
        assert_eq!(first, key("bvse", json!({"spacing": 0.2}), [1; 32]));
        for other in [
            key("paths", json!({"spacing": 0.2}), [1; 32]),
            key("bvse", json!({"spacing": 0.1}), [1; 32]),
            key("bvse", json!({"spacing": 0.2}), [2; 32]),
        ] {
            assert_ne!(first, other);
        }
    }
}
