//! Labels that two elements fit: which of them, by the formula.
//!
//! `Se1` is selenium, or the fifth kind of sulphur; `CA1` the first carbon of a chain, or calcium. What a
//! label says first holds unless the sites fit the declared formula better with the other element. A
//! formula that was not changed with a doping would always win so, were it not for what the dopant
//! replaces: two rows of one element at one place are none.

use hecs_core::{Composition, Element};

use crate::Code;
use crate::atoms::Row;
use crate::content::Content;
use crate::diagnostic::Findings;
use crate::parser::excerpt;

/// Pairs of elements that are looked at; each costs an expansion.
const MOST_PAIRS: usize = 8;

/// By how much of the atoms a reading must be nearer to the formula than another to be better.
const MARGIN: f64 = 1e-3;

/// How badly a reading of the labels fits: rows of one element at one place, then the distance from the
/// formula.
#[derive(Clone, Copy)]
struct Misfit {
    coinciding: usize,
    distance: f64,
}

impl Misfit {
    fn is_better_than(&self, other: &Self) -> bool {
        self.coinciding < other.coinciding
            || self.coinciding == other.coinciding && self.distance < other.distance - MARGIN
    }
}

/// Settles the elements of the rows whose labels leave two; `composition` is that of the cell which rows
/// come to.
pub(crate) fn settle(
    rows: &mut [Row<'_>],
    content: &Content,
    composition: impl Fn(&[Row<'_>]) -> Composition,
    findings: &mut Findings,
) {
    let mut pairs: Vec<(Element, Element)> = Vec::new();
    for row in rows.iter() {
        if let Some(rival) = row.rival {
            let pair = (row.element, rival);
            if !pairs.contains(&pair) && pairs.len() < MOST_PAIRS {
                pairs.push(pair);
            }
        }
    }
    if pairs.is_empty() {
        return;
    }
    let misfit = |rows: &[Row<'_>]| Misfit {
        coinciding: coinciding(rows),
        distance: content.distance(&composition(rows)),
    };
    let mut best = misfit(rows);
    for (first, other) in pairs {
        exchange(rows, first, other);
        let tried = misfit(rows);
        if tried.is_better_than(&best) {
            best = tried;
        } else {
            exchange(rows, other, first);
        }
    }
    for row in rows.iter().filter(|r| r.rival.is_some()) {
        let lacks = |formula: &Composition| !formula.contains_key(&row.element);
        let undeclared = if content.formula.as_ref().is_some_and(lacks) {
            ", which the formula lacks"
        } else {
            ""
        };
        findings.add(
            Code::AssumedElement,
            row.extent,
            format!(
                "{} is taken as {}{undeclared}",
                excerpt(&row.label),
                row.element
            ),
        );
    }
}

/// Gives the rows that are `from` or else `to` the other element.
fn exchange(rows: &mut [Row<'_>], from: Element, to: Element) {
    for row in rows.iter_mut() {
        if row.element == from && row.rival == Some(to) {
            row.element = to;
            row.rival = Some(from);
        }
    }
}

/// Rows whose labels leave two elements, at the place of another row of theirs.
fn coinciding(rows: &[Row<'_>]) -> usize {
    rows.iter()
        .enumerate()
        .filter(|(i, row)| {
            row.rival.is_some()
                && rows.iter().enumerate().any(|(j, other)| {
                    j != *i && other.element == row.element && other.fract == row.fract
                })
        })
        .count()
}
