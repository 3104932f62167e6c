//! Every file under tests/cif shows one clause of the format or one fault, and says in its own
//! comments (`#@`) what the reader owes it:
//!
//! - `error|warning|advice CODE LINE` (0: without a place): all errors and warnings of the file
//!   are listed, of the advice what matters;
//! - `none`: there is no structure; `composition`, `total` (with atoms that have no place),
//!   `units` (Z), `density` (g/cm³), `group`, `sites`, `block`, `source`, `hall`, `species SITE ELEMENT…`, `charges ELEMENT Q…`,
//!   `site_charge SITE Q` (of its first species), `reasons ELEMENT WORD…`.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too

use std::fmt::Write as _;
use std::path::PathBuf;

use hecs_cif::{
    ReadOptions, Reading, Severity, decode, read_structure, render, same_composition,
    write_structure,
};
use hecs_core::{Structure, formula_text, parse_formula};

fn files() -> Vec<(String, Vec<u8>)> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cif");
    let mut list: Vec<(String, Vec<u8>)> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect();
    list.sort();
    assert!(list.len() > 60);
    list
}

fn directives(text: &str) -> Vec<(String, Vec<String>)> {
    text.lines()
        .filter_map(|line| line.strip_prefix("#@ "))
        .map(|line| {
            let mut words = line.split_whitespace().map(str::to_owned);
            (words.next().unwrap(), words.collect())
        })
        .collect()
}

#[test]
fn every_file_gets_what_it_is_owed() {
    let mut failures = String::new();
    for (name, bytes) in files() {
        let source = decode(&bytes);
        let reading = read_structure(&bytes, &ReadOptions::default()).with_charges(&[]);
        for problem in check(&source.text, &reading) {
            let _ = writeln!(failures, "{name}: {problem}");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn check(text: &str, reading: &Reading) -> Vec<String> {
    let mut problems = Vec::new();
    // CR is a line end too.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let owed = directives(&text);
    let mut expected: Vec<(Severity, String, usize)> = Vec::new();
    for (what, words) in &owed {
        let severity = match what.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "advice" => Severity::Advice,
            _ => {
                if let Some(problem) = check_structure(what, words, reading) {
                    problems.push(problem);
                }
                continue;
            }
        };
        expected.push((severity, words[0].clone(), words[1].parse().unwrap()));
    }
    let found: Vec<(Severity, String, usize)> = reading
        .diagnostics
        .iter()
        .map(|d| (d.severity, d.code.to_string(), d.span.map_or(0, |s| s.line)))
        .collect();
    for diagnostic in &expected {
        if !found.contains(diagnostic) {
            problems.push(format!("missing {diagnostic:?}, found {found:?}"));
        }
    }
    for diagnostic in &found {
        if diagnostic.0 > Severity::Advice && !expected.contains(diagnostic) {
            problems.push(format!("unexpected {diagnostic:?}"));
        }
    }
    problems
}

fn check_structure(what: &str, words: &[String], reading: &Reading) -> Option<String> {
    let Some(structure) = &reading.structure else {
        return (what != "none").then(|| format!("no structure: {:?}", reading.diagnostics));
    };
    let line = words.join(" ");
    let right = match what {
        "composition" => same_composition(
            &structure.composition(),
            &parse_formula(&line).unwrap(),
            1e-5,
        ),
        "total" => same_composition(
            &reading.composition().unwrap(),
            &parse_formula(&line).unwrap(),
            1e-5,
        ),
        "group" => structure.space_group().number == words[0].parse().ok(),
        "sites" => structure.sites().len().to_string() == words[0],
        "units" => structure.formula()?.formula_units == words[0].parse().ok(),
        "density" => reading.density_g_per_cm3().map(|d| format!("{d:.3}")) == Some(line.clone()),
        "block" => reading.block.as_deref() == Some(words[0].as_str()),
        "source" => structure.space_group().source.name() == words[0],
        "hall" => structure.space_group().hall.as_deref() == Some(line.as_str()),
        "species" => {
            let site = &structure.sites()[words[0].parse::<usize>().unwrap()];
            let found: Vec<String> = site.species.iter().map(|s| s.element.to_string()).collect();
            found == words[1..]
        }
        "charges" => words.chunks(2).all(|pair| {
            let charge: f64 = pair[1].parse().unwrap();
            structure
                .sites()
                .iter()
                .flat_map(|s| &s.species)
                .filter(|s| s.element.symbol() == pair[0])
                .all(|s| s.charge == Some(charge))
        }),
        "site_charge" => {
            let site = &structure.sites()[words[0].parse::<usize>().unwrap()];
            site.species[0].charge == words[1].parse().ok()
        }
        "reasons" => words.chunks(2).all(|pair| {
            let mut account = reading.charges.elements.iter();
            let element = account.find(|e| e.element.symbol() == pair[0]);
            element.is_some_and(|e| e.reason.word() == pair[1])
        }),
        _ => false,
    };
    (!right).then(|| {
        let found = formula_text(&structure.composition());
        let group = structure.space_group();
        format!(
            "{what} {line}: {found} in {:?}, {:?}",
            group.hermann_mauguin, group.number
        )
    })
}

#[test]
fn reading_what_was_written_is_the_identity() {
    for (name, bytes) in files() {
        let reading = read_structure(&bytes, &ReadOptions::default());
        let Some(first) = reading.structure.filter(|s| !s.name().is_empty()) else {
            continue;
        };
        let text = write_structure(&first, &["written by a test".to_owned()]).unwrap();
        let again = read_structure(text.as_bytes(), &ReadOptions::default());
        let second = again.structure.unwrap_or_else(|| panic!("{name}\n{text}"));
        assert_eq!(first.sites().len(), second.sites().len(), "{name}\n{text}");
        let operations = |s: &Structure| s.space_group().operations.clone();
        assert_eq!(operations(&first), operations(&second), "{name}");
        for (a, b) in first.sites().iter().zip(second.sites()) {
            assert_eq!(a.multiplicity(), b.multiplicity(), "{name}\n{text}");
            let apart = first.lattice().distance(&a.positions[0], &b.positions[0]);
            assert!(apart < 1e-8, "{name} {apart}");
        }
    }
}

#[test]
fn strict_mode_turns_warnings_into_errors() {
    for (name, bytes) in files() {
        let reading = read_structure(&bytes, &ReadOptions::default());
        let options = ReadOptions {
            strict: true,
            ..ReadOptions::default()
        };
        let strict = read_structure(&bytes, &options);
        assert_eq!(
            strict.structure.is_some(),
            !reading.has(Severity::Warning),
            "{name}"
        );
        assert!(
            strict
                .diagnostics
                .iter()
                .all(|d| d.severity != Severity::Warning)
        );
    }
}

#[test]
fn every_diagnostic_renders_with_its_line() {
    for (name, bytes) in files() {
        let source = decode(&bytes);
        for diagnostic in &read_structure(&bytes, &ReadOptions::default()).diagnostics {
            let text = render(diagnostic, &name, &source.text, false);
            assert!(text.contains(diagnostic.code.name()), "{text}");
            if let Some(span) = diagnostic.span {
                assert!(text.contains(&format!("{name}:{}:{}", span.line, span.column)));
                assert!(text.contains('^'), "{text}");
            }
        }
    }
}
