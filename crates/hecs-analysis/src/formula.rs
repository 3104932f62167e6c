//! The formula of a structure.

use hecs_core::{Structure, formula_text};

/// The formula of a structure without blanks, `Li6PS5I`: the declared one if there is one, else the
/// atoms of the cell.
pub fn compact_formula(structure: &Structure) -> String {
    formula(structure).replace(' ', "")
}

/// The declared formula if there is one, else the atoms of the cell.
pub(crate) fn formula(structure: &Structure) -> String {
    match structure.formula() {
        Some(declared) => formula_text(&declared.per_formula_unit),
        None => formula_text(&structure.composition()),
    }
}
