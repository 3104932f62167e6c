//! Oxidation states of the compounds of formulas.csv.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use std::fmt::Write as _;

use hecs_charges::{Charges, assign_formula};
use hecs_core::{Element, read_formula};

/// `+8/3`, `-2`, `0`, `+3.5`.
fn charge(text: &str) -> f64 {
    match text.split_once('/') {
        Some((above, below)) => above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap(),
        None => text.parse().unwrap(),
    }
}

fn states(text: &str) -> Charges {
    let word = |word: &str| {
        let width = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap();
        let (symbol, number) = word.split_at(width);
        (symbol.parse().unwrap(), vec![charge(number)])
    };
    text.split_whitespace().map(word).collect()
}

fn same(a: &Charges, b: &Charges) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|((e, x), (f, y))| {
            e == f && x.len() == y.len() && x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-6)
        })
}

#[test]
fn every_compound_has_the_states_of_the_textbooks() {
    let rows: Vec<Vec<&str>> = include_str!("formulas.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').collect())
        .collect();
    assert!(rows.len() >= 150);
    let mut failures = String::new();
    for row in &rows {
        let [formula, bonded, expected] = row[..] else {
            panic!("{row:?}");
        };
        let bonded: Vec<Element> = bonded
            .split_whitespace()
            .map(|e| e.parse().unwrap())
            .collect();
        let found = assign_formula(&read_formula(formula).unwrap(), &bonded);
        if !found
            .as_ref()
            .is_some_and(|f| same(&f.charges, &states(expected)))
        {
            let _ = writeln!(failures, "{formula}: {expected}, found {found:?}");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}
