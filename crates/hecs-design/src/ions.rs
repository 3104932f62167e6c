//! The ions of the argyrodites, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hecs_core::{Element, Ion};
use serde::Deserialize;

use crate::DesignError;

#[derive(Deserialize)]
struct File {
    charge: BTreeMap<String, i8>,
}

static IONS: LazyLock<Vec<Ion>> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(include_str!("../data/ions.toml"));
    // The file is this crate's own; a test reads every row.
    let charges = file.map(|f| f.charge).unwrap_or_default();
    let mut ions: Vec<Ion> = charges
        .iter()
        .filter_map(|(symbol, charge)| {
            let element = Element::from_symbol(symbol)?;
            Some(Ion {
                element,
                charge: *charge,
            })
        })
        .collect();
    ions.sort_unstable();
    ions
});

/// All ions that a formula may hold, in order of atomic number.
fn known_ions() -> &'static [Ion] {
    &IONS
}

/// The ion of an element symbol.
///
/// # Errors
/// [`DesignError::UnknownElement`] naming the nearest of those there are.
pub(crate) fn ion_of(symbol: &str) -> Result<Ion, DesignError> {
    let element = exact(symbol);
    let found = element.and_then(|e| known_ions().iter().find(|ion| ion.element == e));
    found.copied().ok_or_else(|| unknown_element(symbol))
}

/// The element of a symbol in its own case.
fn exact(symbol: &str) -> Option<Element> {
    Element::from_symbol(symbol).filter(|e| e.symbol() == symbol)
}

/// The error that names the nearest of the elements there are.
pub(crate) fn unknown_element(symbol: &str) -> DesignError {
    let element = exact(symbol);
    let known: Vec<String> = known_ions()
        .iter()
        .map(|ion| ion.element.symbol().to_owned())
        .collect();
    // Nearest: for an element the known one of its column of the periodic table, closest in atomic number; for another text
    // the symbol that shares most letters.
    let distance = |ion: &Ion| -> (u32, u32) {
        let z = i32::from(ion.element.atomic_number());
        match element {
            Some(e) => {
                let gap = (z - i32::from(e.atomic_number())).unsigned_abs();
                (u32::from(!matches!(gap, 0 | 8 | 18 | 26 | 32 | 36)), gap)
            }
            None => (
                letters_apart(ion.element.symbol(), symbol),
                z.unsigned_abs(),
            ),
        }
    };
    let nearest = known_ions()
        .iter()
        .min_by_key(|ion| distance(ion))
        .map_or_else(String::new, |ion| ion.element.symbol().to_owned());
    DesignError::UnknownElement {
        symbol: symbol.to_owned(),
        known,
        nearest,
    }
}

fn letters_apart(a: &str, b: &str) -> u32 {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let shared = a.chars().filter(|c| b.contains(*c)).count();
    (a.len().max(b.len()) - shared) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_an_ion() {
        let rows = include_str!("../data/ions.toml")
            .lines()
            .filter(|line| line.contains(" = "))
            .count();
        assert_eq!(known_ions().len(), rows);
    }

    #[test]
    fn unknown_elements_name_the_nearest() {
        let nearest = |symbol: &str| match ion_of(symbol) {
            Err(DesignError::UnknownElement { nearest, .. }) => nearest,
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("Te"), "Se");
        assert_eq!(nearest("Sb"), "As");
        assert_eq!(nearest("F"), "Cl");
        assert_eq!(nearest("Xx"), "Li");
    }
}
