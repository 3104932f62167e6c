//! Inputs to structures, with what the reader has to say about them.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use hecs_cif::{DisorderSelection, ReadOptions, Reading, Severity, decode, read_structure, render};
use hecs_core::Structure;
use rayon::prelude::*;

use crate::args::{CifReading, Common};
use crate::input::{Input, sources};
use crate::progress::Progress;

/// An input after reading.
pub(crate) struct ReadInput {
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// What the CIF reader found; the reason where the file itself could not be read.
    pub reading: Result<Reading, String>,
    /// The text, for diagnostics.
    bytes: Vec<u8>,
}

impl ReadInput {
    /// The structure, or why there is none: the first error of the reader.
    pub(crate) fn structure(&self) -> Result<&Structure, String> {
        let reading = self.reading.as_ref().map_err(Clone::clone)?;
        reading.structure.as_ref().ok_or_else(|| {
            reading
                .first_error()
                .map_or_else(|| "holds no structure".to_owned(), ToString::to_string)
        })
    }

    /// Prints the diagnostics at or above a severity on stderr, pointing into the text.
    pub(crate) fn print_diagnostics(&self, least: Severity) {
        let reading = match &self.reading {
            Ok(reading) => reading,
            Err(reason) => {
                say!("error: {}: {reason}", self.file);
                return;
            }
        };
        // Spans count in the decoded text.
        let source = decode(&self.bytes);
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for diagnostic in reading.diagnostics.iter().filter(|d| d.severity >= least) {
            say!("{}", render(diagnostic, &self.file, &source.text, color));
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
    work: impl Fn(&ReadInput) -> T + Sync,
    failure: impl Fn(&T) -> Option<&str>,
) -> Vec<T> {
    let options = options(reading);
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
            let read = read(source.read(), &options);
            let result = work(&read);
            progress.step();
            (read, result)
        })
        .collect();
    drop(progress);
    results
        .into_iter()
        .map(|(read, result)| {
            read.print_diagnostics(least);
            if let (Ok(_), Some(error)) = (read.structure(), failure(&result)) {
                say!("error: {}: {error}", read.file);
            }
            result
        })
        .collect()
}

fn read(input: Input, options: &ReadOptions) -> ReadInput {
    match input.bytes {
        Ok(bytes) => ReadInput {
            file: input.name,
            reading: Ok(read_structure(&bytes, options)),
            bytes,
        },
        Err(error) => ReadInput {
            reading: Err(reason(&error)),
            file: input.name,
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

fn options(reading: &CifReading) -> ReadOptions {
    ReadOptions {
        block: reading.block.clone(),
        merge_distance_ang: reading.merge,
        strict: reading.strict,
        as_listed: reading.as_listed,
        charges: reading.charges.clone(),
        disorder_group: match reading.disorder.as_str() {
            "all" => DisorderSelection::All,
            "major" => DisorderSelection::Major,
            name => DisorderSelection::Group(name.to_owned()),
        },
        ..ReadOptions::default()
    }
}
