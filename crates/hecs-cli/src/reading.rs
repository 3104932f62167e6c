//! Inputs to structures, with what the reader has to say about them.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use hecs_analysis::{Entry, ReadSettings};
use hecs_cif::{DisorderSelection, ReadOptions, Severity, decode, render};
use rayon::prelude::*;

use crate::args::{CifReading, Common};
use crate::input::{Input, sources};
use crate::progress::Progress;

/// An input after reading.
struct ReadInput {
    entry: Entry,
    /// The text, for diagnostics.
    bytes: Vec<u8>,
}

impl ReadInput {
    /// Prints the diagnostics at or above a severity on stderr, pointing into the text.
    fn print_diagnostics(&self, least: Severity) {
        let file = &self.entry.file;
        let reading = match &self.entry.reading {
            Ok(reading) => reading,
            Err(reason) => {
                say!("error: {file}: {reason}");
                return;
            }
        };
        // Spans count in the decoded text.
        let source = decode(&self.bytes);
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for diagnostic in reading.diagnostics.iter().filter(|d| d.severity >= least) {
            say!("{}", render(diagnostic, file, &source.text, color));
        }
    }
}

/// Reads every input and hands each to `work`, in parallel, results in the order of the inputs.
///
/// Diagnostics below what `-v` asks for are left out: errors always, warnings unless `-q`, advice
/// with `-v`.
///
/// `failure` is what went wrong after the reading; it is printed behind the diagnostics, whatever `-q`
/// says. What the reader refused has been said by its diagnostics.
pub(crate) fn for_each_structure<T: Send>(
    files: &[PathBuf],
    reading: &CifReading,
    common: &Common,
    what: &'static str,
    work: impl Fn(&Entry) -> T + Sync,
    failure: impl Fn(&T) -> Option<&str>,
) -> Vec<T> {
    let settings = settings(reading);
    let sources = sources(files);
    let progress = Progress::new(sources.len(), what, common.quiet);
    let least = if common.quiet {
        Severity::Error
    } else if common.verbose > 0 {
        Severity::Advice
    } else {
        Severity::Warning
    };
    let results: Vec<(ReadInput, T)> = sources
        .par_iter()
        .map(|source| {
            let read = read(source.read(), &settings);
            let result = work(&read.entry);
            progress.step();
            (read, result)
        })
        .collect();
    drop(progress);
    results
        .into_iter()
        .map(|(read, result)| {
            read.print_diagnostics(least);
            if let (Ok(_), Some(error)) = (read.entry.structure(), failure(&result)) {
                say!("error: {}: {error}", read.entry.file);
            }
            result
        })
        .collect()
}

fn read(input: Input, settings: &ReadSettings) -> ReadInput {
    match input.bytes {
        Ok(bytes) => ReadInput {
            entry: Entry::from_cif(input.name, &bytes, settings),
            bytes,
        },
        Err(error) => ReadInput {
            entry: Entry::unreadable(input.name, reason(&error)),
            bytes: Vec::new(),
        },
    }
}

/// A reading error in words that say what to do.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

fn settings(reading: &CifReading) -> ReadSettings {
    let cif = ReadOptions {
        block: reading.block.clone(),
        merge_distance_ang: reading.merge,
        strict: reading.strict,
        as_listed: reading.as_listed,
        disorder_group: match reading.disorder.as_str() {
            "all" => DisorderSelection::All,
            "major" => DisorderSelection::Major,
            name => DisorderSelection::Group(name.to_owned()),
        },
        ..ReadOptions::default()
    };
    ReadSettings {
        cif,
        charges: reading.charges.clone(),
    }
}
