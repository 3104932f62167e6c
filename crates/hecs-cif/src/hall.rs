//! Hall symbols as files write them.

use hecs_core::{TabulatedSetting, operations_from_hall};

use crate::diagnostic::Extent;
use crate::settings::{
    fingerprint, fingerprint_of_setting, setting_of_hall, setting_of_operations,
};

/// A Hall symbol that can be read.
pub(crate) struct Hall {
    /// In the usual case and spacing.
    pub(crate) symbol: String,
    pub(crate) fingerprint: u64,
    pub(crate) setting: Option<TabulatedSetting>,
    pub(crate) extent: Extent,
}

impl Hall {
    pub(crate) fn read(text: &str, extent: Extent) -> Option<Self> {
        let symbol = usual_hall(text)?;
        // The table answers without generating the group.
        if let Some(setting) = setting_of_hall(&symbol) {
            return Some(Self {
                fingerprint: fingerprint_of_setting(&setting),
                setting: Some(setting),
                symbol,
                extent,
            });
        }
        let operations = operations_from_hall(&symbol)?;
        Some(Self {
            fingerprint: fingerprint(&operations),
            setting: setting_of_operations(&operations),
            symbol,
            extent,
        })
    }
}

/// A Hall symbol in the usual case and spacing: the lattice letter is a capital, the rest small.
fn usual_hall(symbol: &str) -> Option<String> {
    if symbol.len() > 80 || !symbol.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(symbol.len());
    let mut capital = true;
    for word in symbol.split(|c: char| c == '_' || c.is_ascii_whitespace()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            if capital && c.is_ascii_alphabetic() {
                out.push(c.to_ascii_uppercase());
                capital = false;
            } else if c == '"' {
                out.push('=');
            } else {
                out.push(c.to_ascii_lowercase());
            }
        }
    }
    (!out.is_empty()).then_some(out)
}
