//! The loop of atom types: oxidation numbers by type symbol, by site label, by element.

use hecs_charges::Reason;
use hecs_core::Element;

use crate::Code;
use crate::atoms::Row;
use crate::charge_range::say_impossible;
use crate::content::word;
use crate::diagnostic::{Extent, Findings};
use crate::names::{Items, Name};
use crate::parser::excerpt;
use crate::symbols::{Source, Symbol, read_symbol};

/// Rows of the loop that are read; no crystal has more kinds of atoms.
const MOST: usize = 1000;

/// One row of the loop.
struct Stated {
    symbol: String,
    element: Option<Element>,
    /// In e; `None` where it cannot be used.
    charge: Option<f64>,
    extent: Extent,
}

/// Puts the charges of the loop of atom types on the atoms. A symbol of the loop names a type
/// symbol of the atoms, else the label of a site (`Fe1`, `Fe2`), else an element; what it says goes
/// before a charge in the type symbol itself. What cannot be used is said.
pub(crate) fn apply(text: &str, items: &Items<'_>, rows: &mut [Row<'_>], findings: &mut Findings) {
    let mut list = read(text, items, findings);
    drop_contradictions(&mut list, findings);
    if list.is_empty() {
        return;
    }
    let is_type = |symbol: &str, rows: &[Row<'_>]| {
        rows.iter()
            .any(|r| r.type_symbol.eq_ignore_ascii_case(symbol))
    };
    let names_labels: Vec<bool> = list.iter().map(|s| !is_type(&s.symbol, rows)).collect();
    let mut undecided: Vec<Element> = Vec::new();
    for row in rows {
        let by_label = list.iter().zip(&names_labels).find(|(s, names_label)| {
            **names_label
                && s.element == Some(row.element)
                && s.symbol.eq_ignore_ascii_case(&row.label)
        });
        let by_type = || {
            let same = |s: &&Stated| s.symbol.eq_ignore_ascii_case(&row.type_symbol);
            list.iter().find(same)
        };
        if let Some((stated, _)) = by_label {
            put(row, stated.charge, Reason::StatedByLabel);
        } else if let Some(stated) = by_type() {
            put(row, stated.charge, Reason::StatedBySymbol);
        } else if row.charge.is_none() {
            match of_element(&list, row.element) {
                OfElement::One(charge) => put(row, Some(charge), Reason::StatedBySymbol),
                OfElement::Several if !undecided.contains(&row.element) => {
                    undecided.push(row.element);
                }
                _ => {}
            }
        }
    }
    for element in undecided {
        let first = list.iter().find(|s| s.element == Some(element));
        findings.add(
            Code::StatedChargesUnused,
            first.map(|s| s.extent),
            format!(
                "{element} has several oxidation numbers, and neither label nor type symbol of the atoms says which"
            ),
        );
    }
}

fn read(text: &str, items: &Items<'_>, findings: &mut Findings) -> Vec<Stated> {
    let Some((table, column)) = items.column(Name::TypeOxidation) else {
        return Vec::new();
    };
    let symbols = items.column(Name::TypeSymbol);
    let Some((_, symbols)) = symbols.filter(|(t, _)| std::ptr::eq(*t, table)) else {
        return Vec::new();
    };
    let mut list = Vec::new();
    for row in table.rows().take(MOST) {
        let (Some(symbol), Some(value)) = (row.get(symbols), row.get(column)) else {
            continue;
        };
        if value.is_null() || symbol.is_null() {
            continue;
        }
        let symbol = word(symbol, text).into_owned();
        let element = match read_symbol(&symbol, Source::Type, None) {
            Symbol::Atom(atom) => Some(atom.element),
            _ => None,
        };
        let is_possible =
            |q: &f64| element.map_or(q.abs() <= 9.0, |e| e.oxidation_range().contains(q));
        let number = value.number_in(text).map(|n| n.value);
        let charge = number.filter(is_possible);
        if charge.is_none() {
            say_impossible(&symbol, &word(value, text), value.extent, findings);
        }
        list.push(Stated {
            symbol,
            element,
            charge,
            extent: value.extent,
        });
    }
    list
}

/// Of one symbol with two numbers neither is used.
fn drop_contradictions(list: &mut [Stated], findings: &mut Findings) {
    for later in 1..list.len() {
        let (before, rest) = list.split_at_mut(later);
        let again = &mut rest[0];
        let same = |s: &&mut Stated| s.symbol.eq_ignore_ascii_case(&again.symbol);
        let Some(first) = before.iter_mut().find(same) else {
            continue;
        };
        let (Some(one), Some(two)) = (first.charge, again.charge) else {
            continue;
        };
        if one != two {
            findings.add(
                Code::StatedChargesUnused,
                again.extent,
                format!(
                    "{} has the oxidation numbers {one} and {two}; neither is used",
                    excerpt(&again.symbol)
                ),
            );
            first.charge = None;
            again.charge = None;
        }
    }
}

/// What a list says of an element.
enum OfElement {
    Nothing,
    One(f64),
    Several,
}

fn of_element(list: &[Stated], element: Element) -> OfElement {
    let mut charges = list
        .iter()
        .filter(|s| s.element == Some(element))
        .filter_map(|s| s.charge);
    match charges.next() {
        None => OfElement::Nothing,
        Some(first) if charges.all(|q| q == first) => OfElement::One(first),
        Some(_) => OfElement::Several,
    }
}

fn put(row: &mut Row<'_>, charge: Option<f64>, reason: Reason) {
    if let Some(charge) = charge {
        row.charge = Some(charge);
        row.stated_by = reason;
    }
}
