//! Where configurations go: files of a folder, a stream, a table.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hecs_analysis::records::Failure;
use hecs_analysis::{Entry, OrderedOne};
use hecs_core::Structure;

use super::resumed::{Entries, Growing, whole_entries};
use crate::args::{Order, OrderedForm};
use crate::files::{OutputNames, check_place, write_atomic};
use crate::output::csv_lines;
use crate::verb::VerbError;

/// The files that the arguments ask for.
pub(super) struct Plan {
    folder: Option<(PathBuf, OrderedForm)>,
    stream: Option<(PathBuf, StreamForm)>,
    table: Option<PathBuf>,
    resume: bool,
    names: OutputNames,
}

/// Form of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StreamForm {
    Extxyz,
    JsonLines,
}

impl StreamForm {
    fn of(path: &Path) -> Result<Self, VerbError> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("extxyz" | "xyz") => Ok(Self::Extxyz),
            Some("jsonl") => Ok(Self::JsonLines),
            _ => Err(VerbError::Usage(format!(
                "--stream: {} ends neither in .extxyz nor in .jsonl, which say its form",
                path.display()
            ))),
        }
    }

    fn entries(self) -> Entries {
        match self {
            Self::Extxyz => Entries::Frames,
            Self::JsonLines => Entries::Lines,
        }
    }
}

impl Plan {
    pub(super) fn new(arguments: &Order) -> Result<Self, VerbError> {
        let names = OutputNames::of(&arguments.input.files);
        let folder = arguments.out.clone().map(|out| (out, arguments.form));
        let in_folder = || {
            arguments
                .out
                .as_ref()
                .map(|out| out.join("configurations.csv"))
        };
        let plan = Self {
            stream: arguments
                .stream
                .clone()
                .map(|path| StreamForm::of(&path).map(|form| (path, form)))
                .transpose()?,
            table: arguments.table.clone(),
            resume: arguments.resume,
            folder,
            names,
        };
        let wants_some =
            !matches!(&arguments.wanted, w if !w.all && w.sample.is_none() && w.lowest.is_none());
        let has_place = [&arguments.out, &arguments.stream, &arguments.table];
        if !wants_some && has_place.iter().any(|place| place.is_some()) {
            return Err(VerbError::Usage(
                "nothing is written without --all, --sample or --lowest: say which configurations are wanted".to_owned(),
            ));
        }
        if plan.resume && has_place.iter().all(|place| place.is_none()) {
            return Err(VerbError::Usage(
                "--resume goes on with what --out, --stream and --table have written: name them again".to_owned(),
            ));
        }
        for (flag, place) in ["--out", "--stream", "--table"].into_iter().zip(has_place) {
            if let Some(place) = place {
                plan.names.check(flag, place)?;
                if flag != "--out" {
                    check_place(place, &arguments.input.files).map_err(VerbError::file(place))?;
                }
            }
        }
        let table = plan.table.clone().or_else(in_folder);
        Ok(Self { table, ..plan })
    }
}

/// The open files of one input.
pub(super) struct Outputs {
    folder: Option<(PathBuf, OrderedForm)>,
    stream: Option<(Growing, StreamForm)>,
    table: Option<Growing>,
    /// Configurations that are written already.
    done: u64,
    files: Vec<String>,
}

impl Outputs {
    /// Opens them, or takes them up behind the configurations that all of them hold.
    pub(super) fn open(
        plan: &Plan,
        entry: &Entry,
        first: &OrderedOne<'_>,
    ) -> Result<Self, Failure> {
        let named = |path: &Path| plan.names.path(path, &entry.file, entry.entry.as_deref());
        let folder = plan
            .folder
            .as_ref()
            .map(|(path, form)| (named(path), *form));
        let stream = plan
            .stream
            .as_ref()
            .map(|(path, form)| (named(path), *form));
        // A table in the folder goes where the folder goes.
        let table = plan
            .table
            .as_ref()
            .map(|path| match (&plan.folder, &folder) {
                (Some((given, _)), Some((own, _))) if path.parent() == Some(given) => {
                    own.join("configurations.csv")
                }
                _ => named(path),
            });
        let ends = |path: &Path, entries| {
            whole_entries(path, entries).map_err(|error| not_written(path, error))
        };
        let mut done = u64::MAX;
        let (mut stream_ends, mut table_ends) = (None, None);
        if plan.resume {
            if let Some((path, form)) = &stream {
                let found = ends(path, form.entries())?;
                done = done.min(found.len() as u64 - 1);
                stream_ends = Some(found);
            }
            if let Some(path) = &table {
                let found = ends(path, Entries::Rows)?;
                done = done.min(found.len() as u64 - 1);
                table_ends = Some(found);
            }
        } else {
            done = 0;
        }
        let end = |ends: &Option<Vec<u64>>| ends.as_ref().map(|ends| ends[done as usize]);
        let open = |path: &Path, entries, end| {
            Growing::open(path, entries, end).map_err(|error| not_written(path, error))
        };
        let stream = match stream {
            Some((path, form)) => Some((open(&path, form.entries(), end(&stream_ends))?, form)),
            None => None,
        };
        let table = match table {
            Some(path) => {
                let at = end(&table_ends);
                let mut table = open(&path, Entries::Rows, at)?;
                if at.unwrap_or(0) == 0 {
                    let header = line(&header(first)).map_err(|error| not_written(&path, error))?;
                    table
                        .add(&header)
                        .map_err(|error| not_written(&path, error))?;
                }
                Some(table)
            }
            None => None,
        };
        Ok(Self {
            folder,
            stream,
            table,
            done,
            files: Vec::new(),
        })
    }

    /// Writes a configuration wherever it is wanted, unless it is there already.
    pub(super) fn write(&mut self, one: &OrderedOne<'_>) -> Result<(), Failure> {
        if one.row.number <= self.done {
            return Ok(());
        }
        let mut name = String::new();
        if self.folder.is_some() || self.stream.is_some() {
            let structure = one.structure()?;
            let structure = structure
                .to_builder()
                .named(
                    &format!("{} {}", structure.name(), one.row.number)
                        .trim()
                        .replace(' ', "_"),
                )
                .build()
                .map_err(|e| Failure::new("bug", e.to_string()))?;
            if let Some((folder, form)) = &self.folder {
                name = file_name(*form, one.row.number);
                let path = folder.join(&name);
                let text = text(&structure, *form, one).map_err(|e| not_written(&path, e))?;
                write_atomic(&path, text.as_bytes()).map_err(|e| not_written(&path, e))?;
            }
            if let Some((stream, form)) = &mut self.stream {
                let text = match form {
                    StreamForm::Extxyz => extxyz(&structure, one),
                    StreamForm::JsonLines => json_line(&structure, one),
                };
                text.map_err(|e| e.clone())
                    .and_then(|text| stream.add(text.as_bytes()).map_err(|e| e.to_string()))
                    .map_err(|e| not_written(&stream.path, e))?;
            }
        }
        if let Some(table) = &mut self.table {
            line(&row(one, &name))
                .and_then(|text| table.add(&text))
                .map_err(|e| not_written(&table.path, e))?;
        }
        Ok(())
    }

    /// Everything is written; the names of what grew, and the folder.
    pub(super) fn finish(mut self) -> Result<Vec<String>, Failure> {
        if let Some((folder, _)) = &self.folder {
            self.files.push(folder.display().to_string());
        }
        for growing in self.stream.map(|s| s.0).into_iter().chain(self.table) {
            let path = growing.path.clone();
            let path = growing.finish().map_err(|e| not_written(&path, e))?;
            self.files.push(path.display().to_string());
        }
        Ok(self.files)
    }
}

fn file_name(form: OrderedForm, number: u64) -> String {
    match form {
        OrderedForm::Cif => format!("{number:06}.cif"),
        OrderedForm::Poscar => format!("POSCAR_{number:06}"),
        OrderedForm::Extxyz => format!("{number:06}.extxyz"),
    }
}

/// What is known of a configuration, as names and values.
fn facts(one: &OrderedOne<'_>) -> Vec<(&'static str, String)> {
    let row = one.row;
    let mut facts = vec![("number", row.number.to_string())];
    facts.extend(row.multiplicity.map(|m| ("multiplicity", m.to_string())));
    facts.extend(row.energy.map(|e| ("coulomb_energy_eV", e.to_string())));
    facts.extend(row.chain.map(|c| ("chain", c.to_string())));
    facts
}

fn text(structure: &Structure, form: OrderedForm, one: &OrderedOne<'_>) -> Result<String, String> {
    match form {
        OrderedForm::Cif => {
            let comments: Vec<String> = facts(one)
                .iter()
                .map(|(k, v)| format!("{k}: {v}"))
                .collect();
            hecs_cif::write_structure(structure, &comments).map_err(|e| e.to_string())
        }
        OrderedForm::Poscar => hecs_io::poscar::write(structure).map_err(|e| e.to_string()),
        OrderedForm::Extxyz => extxyz(structure, one),
    }
}

fn extxyz(structure: &Structure, one: &OrderedOne<'_>) -> Result<String, String> {
    let facts = facts(one);
    let pairs: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    hecs_io::extxyz::write(structure, &pairs).map_err(|e| e.to_string())
}

/// `{"name": …, "number": …, …, "structure": …}`, the structure as pymatgen has it.
fn json_line(structure: &Structure, one: &OrderedOne<'_>) -> Result<String, String> {
    let json = |value: &str| serde_json::to_string(value).map_err(|e| e.to_string());
    let mut text = format!("{{\"name\": {}", json(structure.name())?);
    for (key, value) in facts(one) {
        let _ = write!(text, ", {}: {value}", json(key)?);
    }
    let _ = writeln!(
        text,
        ", \"structure\": {}}}",
        hecs_io::pymatgen_json(structure)
    );
    Ok(text)
}

fn header(one: &OrderedOne<'_>) -> Vec<String> {
    let mut header = [
        "number",
        "multiplicity",
        "coulomb_energy_eV",
        "chain",
        "file",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(one.pairs.iter().map(|pair| format!("alpha_{}", pair.pair)));
    header
}

fn row(one: &OrderedOne<'_>, file: &str) -> Vec<String> {
    fn cell<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let row = one.row;
    let mut cells = vec![
        row.number.to_string(),
        cell(row.multiplicity),
        cell(row.energy),
        cell(row.chain),
        file.to_owned(),
    ];
    cells.extend(row.short_range.iter().map(ToString::to_string));
    cells
}

fn line(cells: &[String]) -> std::io::Result<Vec<u8>> {
    csv_lines(std::iter::once(cells))
}

/// A failure to write a file.
fn not_written(path: &Path, reason: impl std::fmt::Display) -> Failure {
    let message = format!("cannot write \"{}\": {reason}", path.display());
    Failure::new("files-not-written", message)
}
