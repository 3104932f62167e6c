//! Inputs to structures to answers, in order, with what the reader has to say about them.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use hecs_analysis::records::{Failure, Head, Status};
use hecs_analysis::{Entry, Input, ReadSettings, inputs};
use hecs_cif::{DisorderSelection, ReadOptions, Severity, decode, render};
use hecs_core::Ion;
use hecs_screen::in_order;

use crate::args::{CifReading, Common};
use crate::ending::or_bug;
use crate::input::{Source, sources};
use crate::progress::Progress;
use crate::verb::VerbError;

/// Reads every structure of every input and hands it to `work`, in parallel; each answer goes to `take` as
/// soon as it and all before it are there, in the order of the inputs.
///
/// What fails or panics costs its own answer: `work` is then asked about an entry without a structure.
///
/// On stderr: diagnostics of one input in full, with `-v` those of all; else warnings are counted by their
/// code. Errors always, warnings unless `-q`, advice with `-v`.
pub(crate) fn for_each_structure<T: Send>(
    files: &[PathBuf],
    reading: &CifReading,
    common: &Common,
    what: &'static str,
    work: impl Fn(&Entry) -> T + Sync,
    head: impl Fn(&T) -> &Head,
    mut take: impl FnMut(T),
) -> Result<(), VerbError> {
    let settings = settings(reading)?;
    let sources = sources(files);
    let progress = Progress::new(sources.len(), what, common.quiet);
    let mut talk = Talk::new(common, sources.len());
    let taken: Result<(), Infallible> = in_order(
        None,
        sources.iter(),
        |source| {
            let answers = answers(source, &settings, &work);
            progress.step();
            answers
        },
        |answers| {
            for (input, answer) in answers {
                progress.suspend(|| talk.of(&input.entry, &input.text, head(&answer)));
                take(answer);
            }
            Ok(())
        },
    );
    let Ok(()) = taken;
    drop(progress);
    talk.counts();
    Ok(())
}

fn answers<T>(
    source: &Source,
    settings: &ReadSettings,
    work: &impl Fn(&Entry) -> T,
) -> Vec<(Input, T)> {
    let answered =
        structures(source, settings)
            .into_iter()
            .map(|input| match or_bug(|| work(&input.entry)) {
                Ok(answer) => (input, answer),
                Err(words) => {
                    let entry = Entry {
                        reading: Err(Failure::new("bug", words)),
                        ..input.entry
                    };
                    let answer = work(&entry);
                    (Input { entry, ..input }, answer)
                }
            });
    answered.collect()
}

/// Every structure of a source.
fn structures(source: &Source, settings: &ReadSettings) -> Vec<Input> {
    match source.read() {
        Ok(bytes) => structures_of(&source.name(), bytes, settings),
        Err(error) => vec![Input::failed(
            source.name(),
            Failure::new("unreadable", reason(&error)),
        )],
    }
}

fn structures_of(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Vec<Input> {
    or_bug(|| {
        test_panic(name);
        inputs(name, bytes, settings)
    })
    .unwrap_or_else(|words| vec![Input::failed(name.to_owned(), Failure::new("bug", words))])
}

/// Every structure of the file or, sorted by path, of the CIF files of the folder of a path.
pub(crate) fn entries_of_path(path: PathBuf, settings: &ReadSettings) -> Vec<Entry> {
    let sources = sources(&[path]).into_iter();
    sources
        .flat_map(|source| structures(&source, settings))
        .map(|input| input.entry)
        .collect()
}

/// Every structure of a text or an archive in memory.
pub(crate) fn entries_of_bytes(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Vec<Entry> {
    let found = structures_of(name, bytes, settings).into_iter();
    found.map(|input| input.entry).collect()
}

/// Panics over the input that a test names, in programs with assertions only.
fn test_panic(name: &str) {
    if cfg!(debug_assertions) {
        let wanted = std::env::var_os("HECS_TEST_PANIC");
        assert!(
            wanted.is_none_or(|wanted| !name.ends_with(&*wanted.to_string_lossy())),
            "as a test wants it"
        );
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

/// What is said on stderr about the inputs.
struct Talk {
    least: Severity,
    /// Whether everything is said about every input, or counted.
    in_full: bool,
    /// Of each code, the inputs it was found in and the first of them.
    counted: BTreeMap<String, (usize, String)>,
}

impl Talk {
    fn new(common: &Common, inputs: usize) -> Self {
        Self {
            least: if common.quiet {
                Severity::Error
            } else if common.verbose > 0 {
                Severity::Advice
            } else {
                Severity::Warning
            },
            in_full: inputs == 1 || common.verbose > 0,
            counted: BTreeMap::new(),
        }
    }

    fn of(&mut self, entry: &Entry, bytes: &[u8], head: &Head) {
        self.diagnostics(entry, bytes);
        let name = head.name();
        let is_read = entry.structure().is_ok();
        match head.status {
            Status::Failed if is_read || entry.reading.is_err() => {
                say!(
                    "error: {name}: {}",
                    head.message.as_deref().unwrap_or_default()
                );
            }
            Status::Skipped if self.in_full && self.least < Severity::Error => {
                say!(
                    "skipped: {name}: {}",
                    head.message.as_deref().unwrap_or_default()
                );
            }
            Status::Skipped => {
                let code = head.code.as_deref().unwrap_or_default();
                self.count(&format!("skipped, {code}"), &name);
            }
            _ => {}
        }
        if self.least == Severity::Error {
            return;
        }
        if self.in_full {
            // Those of the reader are among its diagnostics.
            for note in head
                .notes
                .iter()
                .filter(|note| !note.code.starts_with("cif::"))
            {
                say!("warning: {name}: {}", note.message);
            }
        } else {
            for code in head.note_codes() {
                self.count(code, &name);
            }
        }
    }

    fn count(&mut self, code: &str, name: &str) {
        let (count, _) = self
            .counted
            .entry(code.to_owned())
            .or_insert_with(|| (0, name.to_owned()));
        *count += 1;
    }

    /// The diagnostics of the reader, pointing into the text.
    fn diagnostics(&self, entry: &Entry, bytes: &[u8]) {
        let Ok(reading) = &entry.reading else { return };
        let least = if self.in_full {
            self.least
        } else {
            Severity::Error
        };
        let mut wanted = reading
            .diagnostics
            .iter()
            .filter(|d| d.severity >= least)
            .peekable();
        if wanted.peek().is_none() {
            return;
        }
        // Spans count in the decoded text.
        let source = decode(bytes);
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for diagnostic in wanted {
            say!("{}", render(diagnostic, &entry.file, &source.text, color));
        }
    }

    /// What was counted, a line for each code.
    fn counts(&self) {
        if self.least == Severity::Error {
            return;
        }
        for (code, (count, first)) in &self.counted {
            if *count == 1 {
                say!("warning: {code}: {first}");
            } else {
                say!("warning: {code}: {count} structures, the first {first}");
            }
        }
        if !self.counted.is_empty() {
            say!("each is explained with -v and in the notes of its record");
        }
    }
}

/// The mobile ion that `--ion` names.
pub(crate) fn mobile_ion(text: &str) -> Result<Ion, VerbError> {
    text.parse()
        .map_err(|error| VerbError::Usage(format!("--ion: {error}")))
}

/// How the arguments say that structures are read.
pub(crate) fn settings(reading: &CifReading) -> Result<ReadSettings, VerbError> {
    for (i, (element, charge)) in reading.charges.iter().enumerate() {
        let others = &reading.charges[..i];
        if let Some((_, other)) = others.iter().find(|(known, _)| known == element) {
            return Err(VerbError::Usage(format!(
                "--charges: {element} is given twice, as {other} and {charge}; give it once, an average if it has both"
            )));
        }
    }
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
    Ok(ReadSettings {
        cif,
        charges: reading.charges.clone(),
    })
}
