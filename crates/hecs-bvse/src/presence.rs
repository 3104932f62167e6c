//! Which ions a structure holds, in words.

use std::fmt;

use hecs_core::{Element, Ion, Species, Structure, ion_text};

/// An element of a structure with one of the charges it has there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PresentIon {
    /// The element.
    pub element: Element,
    /// Charge in e, not rounded: in between where a file averages it; `None` where it is unknown.
    pub charge: Option<f64>,
    /// Whether any of its sites has an occupancy above 0.
    pub is_filled: bool,
}

impl PresentIon {
    /// The ions of a structure by element, then by charge.
    pub(crate) fn of(structure: &Structure) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for species in structure.sites().iter().flat_map(|s| &s.species) {
            let is_filled = species.occupancy > 0.0;
            let same = |p: &&mut Self| p.element == species.element && p.charge == species.charge;
            if let Some(present) = found.iter_mut().find(same) {
                present.is_filled |= is_filled;
            } else {
                found.push(Self {
                    element: species.element,
                    charge: species.charge,
                    is_filled,
                });
            }
        }
        let charge = |p: &Self| p.charge.unwrap_or(f64::NEG_INFINITY);
        found.sort_by(|a, b| {
            let elements = a.element.cmp(&b.element);
            elements.then(charge(a).total_cmp(&charge(b)))
        });
        found
    }

    /// The ion it counts as: that of the nearest integer charge.
    fn counts_as(&self) -> Option<Ion> {
        let species = Species {
            element: self.element,
            charge: self.charge,
            occupancy: 1.0,
        };
        species.ion()
    }
}

impl fmt::Display for PresentIon {
    /// Writes `Mn2+`, `O-` and, of an averaged charge, `Fe2.667+`; of an unknown one the element alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.charge {
            Some(charge) => f.write_str(&ion_text(self.element, charge)),
            None => self.element.fmt(f),
        }
    }
}

/// The element of a structure that holds no other, in whatever charge.
pub(crate) fn only_element(present: &[PresentIon]) -> Option<Element> {
    let first = present.first()?.element;
    present.iter().all(|p| p.element == first).then_some(first)
}

/// What a structure without the ion wanted has in its place: its ions, and how the element is there.
pub(crate) fn in_place_of(wanted: Ion, present: &[PresentIon]) -> String {
    if let Some(element) = only_element(present) {
        return format!("it holds {element} alone, without the ions that would bind it");
    }
    let (filled, empty): (Vec<&PresentIon>, Vec<&PresentIon>) =
        present.iter().partition(|p| p.is_filled);
    let of_element = |p: &&&PresentIon| p.element == wanted.element;
    let same: Vec<String> = filled
        .iter()
        .filter(of_element)
        .map(|p| match p.counts_as() {
            Some(ion) if p.to_string() != ion.to_string() => {
                format!("{p}, an averaged charge that counts as {ion}, the nearest integer")
            }
            _ => p.to_string(),
        })
        .collect();
    let element = if !same.is_empty() {
        format!("; {} is there as {}", wanted.element, join(&same, " and "))
    } else if empty.iter().any(|p| p.element == wanted.element) {
        format!("; sites of {} are there, with occupancy 0", wanted.element)
    } else {
        String::new()
    };
    format!("ions present: {}{element}", join(&filled, ", "))
}

/// Ions of an element in words: `Mn2+, Mn3+`, or `none`.
pub(crate) fn ions(element: Element, charges: &[i8]) -> String {
    let ions: Vec<Ion> = charges
        .iter()
        .map(|&charge| Ion { element, charge })
        .collect();
    if ions.is_empty() {
        "none".to_owned()
    } else {
        join(&ions, ", ")
    }
}

/// Which ions of an element have bond parameters, as a clause.
pub(crate) fn with_bonds(element: Element, charges: &[i8]) -> String {
    if charges.is_empty() {
        format!("no ion of {element} has bond parameters")
    } else {
        format!("ions with bond parameters: {}", ions(element, charges))
    }
}

fn join<T: ToString>(items: &[T], between: &str) -> String {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    texts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charges_are_written_as_people_do() {
        let text = |symbol: &str, charge| {
            let element = symbol.parse().unwrap();
            let present = PresentIon {
                element,
                charge,
                is_filled: true,
            };
            present.to_string()
        };
        assert_eq!(text("Mn", Some(2.0)), "Mn2+");
        assert_eq!(text("O", Some(-1.0)), "O-");
        assert_eq!(text("O", Some(-0.5)), "O0.5-");
        assert_eq!(text("Fe", Some(8.0 / 3.0)), "Fe2.667+");
        assert_eq!(text("Fe", Some(2.999_999_9)), "Fe3+");
        assert_eq!(text("Ar", Some(0.0)), "Ar0");
        assert_eq!(text("Fe", None), "Fe");
    }
}
