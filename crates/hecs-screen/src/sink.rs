//! Where records go in the end: JSON lines or Parquet, whole or not at all.

use std::fs::{self, File};
use std::io::{BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::columns::{Cell, Column, columns};
use crate::error::ScreenError;
use crate::journal::Lines;
use crate::question::Question;
use crate::summary::Summary;
use crate::table::{TableReader, TableWriter};
use crate::whole_file::WholeFile;

/// The form of a sink, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    JsonLines,
    Parquet,
}

impl Form {
    pub(crate) fn of(path: &Path) -> Result<Self, ScreenError> {
        let end = path
            .extension()
            .map(|end| end.to_string_lossy().to_lowercase());
        match end.as_deref() {
            Some("jsonl" | "ndjson") => Ok(Self::JsonLines),
            Some("parquet") => Ok(Self::Parquet),
            _ => Err(ScreenError::Kind {
                path: path.display().to_string(),
            }),
        }
    }
}

/// The summary of JSON lines stands beside them: `out.jsonl.summary.json`.
pub(crate) fn summary_path(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".summary.json");
    name.into()
}

/// Makes the sink of a journal that is whole, and removes the journal. A sink of the same name is replaced.
///
/// A process at the same sink that is done before takes the journal of this one for what a killed process has left, and
/// removes it. What it wrote is the same, unless it was asked something else.
///
/// # Errors
/// Where the sink cannot be written, or is that of another process that was asked something else.
pub(crate) fn publish(journal: &Path, out: &Path, summary: &Summary) -> Result<(), ScreenError> {
    match put(journal, out, summary) {
        Err(_) if !journal.exists() => match summary_of(out)? {
            Some(there) if there == *summary => Ok(()),
            _ => Err(ScreenError::Unfinished {
                path: out.display().to_string(),
                reason: "another process wrote this sink and removed the records of this one; run again, with a sink for each \
                         question and settings"
                    .to_owned(),
            }),
        },
        done => done,
    }
}

fn put(journal: &Path, out: &Path, summary: &Summary) -> Result<(), ScreenError> {
    match Form::of(out)? {
        Form::JsonLines => {
            fs::metadata(journal).map_err(ScreenError::file(journal))?;
            // Lines without their summary are not yet a sink, and those of another must not stand beside it.
            if !matches!(summary_of(out), Ok(Some(there)) if there == *summary) {
                remove_if_there(out)?;
            }
            write_summary(out, summary)?;
            fs::rename(journal, out).map_err(ScreenError::file(out))
        }
        Form::Parquet => {
            let question = question_of(summary, out)?;
            let columns = columns(question);
            let lines = Lines::open(journal).map_err(ScreenError::file(journal))?;
            let rows = lines.map(|line| {
                let (outline, line) = line.map_err(ScreenError::file(journal))?;
                row(&line, &columns).ok_or_else(|| ScreenError::Line {
                    path: journal.display().to_string(),
                    line: outline.number,
                    reason: "it is no JSON".to_owned(),
                })
            });
            write_table(out, &columns, summary, rows)?;
            remove_if_there(journal)
        }
    }
}

fn remove_if_there(path: &Path) -> Result<(), ScreenError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(ScreenError::file(path)(error)),
        _ => Ok(()),
    }
}

/// The question of a summary.
pub(crate) fn question_of(summary: &Summary, path: &Path) -> Result<Question, ScreenError> {
    Question::from_name(&summary.question).ok_or_else(|| ScreenError::Unfinished {
        path: path.display().to_string(),
        reason: format!(
            "its question, {}, is none of this version",
            summary.question
        ),
    })
}

/// The cells of a line.
pub(crate) fn row(line: &str, columns: &[Column]) -> Option<Vec<Cell>> {
    let record: Value = serde_json::from_str(line).ok()?;
    Some(columns.iter().map(|column| column.of(&record)).collect())
}

pub(crate) fn write_summary(out: &Path, summary: &Summary) -> Result<(), ScreenError> {
    let path = summary_path(out);
    let text = serde_json::to_string_pretty(summary)
        .map_err(std::io::Error::from)
        .map_err(ScreenError::file(&path))?;
    let write = || {
        let mut file = WholeFile::create(&path)?;
        writeln!(file, "{text}")?;
        file.finish()
    };
    write().map_err(ScreenError::file(&path))
}

/// Writes a table, whole or not at all.
pub(crate) fn write_table(
    out: &Path,
    columns: &[Column],
    summary: &Summary,
    rows: impl Iterator<Item = Result<Vec<Cell>, ScreenError>>,
) -> Result<(), ScreenError> {
    let parquet = ScreenError::parquet(out);
    let file = WholeFile::create(out).map_err(ScreenError::file(out))?;
    let mut table = TableWriter::new(file, columns.to_vec(), summary).map_err(parquet.clone())?;
    for row in rows {
        table.push(row?).map_err(parquet.clone())?;
    }
    let file = table.finish().map_err(parquet)?;
    file.finish().map_err(ScreenError::file(out))
}

/// The summary of a finished sink; none where there is no sink.
pub(crate) fn summary_of(out: &Path) -> Result<Option<Summary>, ScreenError> {
    if !out.exists() {
        return Ok(None);
    }
    let unfinished = |reason: &str| ScreenError::Unfinished {
        path: out.display().to_string(),
        reason: reason.to_owned(),
    };
    let summary = match Form::of(out)? {
        Form::Parquet => {
            let table = TableReader::open(out).map_err(ScreenError::parquet(out))?;
            table.summary()
        }
        Form::JsonLines => {
            let path = summary_path(out);
            let file = File::open(&path)
                .map_err(|_| unfinished("its summary is not beside it; run the screening again"))?;
            serde_json::from_reader(BufReader::new(file)).ok()
        }
    };
    summary
        .map(Some)
        .ok_or_else(|| unfinished("it holds no summary of a screening"))
}

/// Numbers and keys of the records of a table, up to what cannot be read.
pub(crate) fn keys_of(out: &Path) -> Result<impl Iterator<Item = (u64, String)>, ScreenError> {
    let table = TableReader::open(out).map_err(ScreenError::parquet(out))?;
    let at = columns(Question::Inspect)
        .iter()
        .position(|column| column.name == "key");
    Ok(table.rows().map_while(move |row| {
        let row = row.ok()?;
        match (row.first()?, row.get(at?)?) {
            (Cell::Integer(number), Cell::Text(key)) => Some((*number as u64, key.clone())),
            _ => None,
        }
    }))
}
