//! Hall symbols as files write them.

use hecs_core::{TabulatedSetting, operations_from_hall};

use crate::diagnostic::Extent;
use crate::settings::{fingerprint, fingerprint_of_setting, setting_of_operations};

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
        if let Some(setting) = TabulatedSetting::by_hall_symbol(&symbol) {
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
            setting: setting_of_operations(&operations, []),
            symbol,
            extent,
        })
    }
}

/// A Hall symbol in the usual case and spacing: the lattice letter is a capital, the rest small.
/// Some programs write `=` for `"` and `^` for `'`, which need no quoting.
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
            } else {
                out.push(match c {
                    '=' => '"',
                    '^' => '\'',
                    _ => c.to_ascii_lowercase(),
                });
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_an_axis_are_one_symbol() {
        let extent = Extent::default();
        for text in ["-R 3 2\"", "-R 3 2=", "-r_3_2=", " -R  3 2\" "] {
            let hall = Hall::read(text, extent).unwrap();
            assert_eq!(hall.symbol, "-R 3 2\"", "{text}");
            assert_eq!(hall.setting.map(|s| s.number), Some(166), "{text}");
        }
        assert_eq!(usual_hall("P 4 2 -2^").as_deref(), Some("P 4 2 -2'"));
    }

    #[test]
    fn every_tabulated_symbol_is_read_with_either_mark() {
        for setting in TabulatedSetting::all() {
            for text in [setting.hall.to_owned(), setting.hall.replace('"', "=")] {
                let hall = Hall::read(&text, Extent::default()).unwrap();
                assert_eq!(hall.symbol, setting.hall);
                assert_eq!(hall.fingerprint, fingerprint_of_setting(&setting), "{text}");
            }
        }
    }
}
