//! Parts of a screening → the whole, as a single process would have written it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::columns::{Cell, columns};
use crate::error::ScreenError;
use crate::journal::{Lines, Part};
use crate::record::Outline;
use crate::shard::Shard;
use crate::sink::{Form, publish, question_of, summary_of, write_table};
use crate::summary::Summary;
use crate::table::TableReader;

/// Merges finished parts into `out`, in the order of the entries. A part may be there more than once, as two attempts
/// leave it. Memory holds a record of each part.
///
/// # Errors
/// Where a part is missing, unfinished or of another screening, and where the whole cannot be written.
pub fn merge(parts: &[PathBuf], out: &Path) -> Result<Summary, ScreenError> {
    let form = Form::of(out)?;
    let mut known: Vec<(Shard, &PathBuf, Summary)> = Vec::new();
    for path in parts {
        let summary = summary_of(path)?.ok_or_else(|| ScreenError::Unfinished {
            path: path.display().to_string(),
            reason: "it is not there; run this part, with --resume where it was begun".to_owned(),
        })?;
        if Form::of(path)? == Form::Parquet && form == Form::JsonLines {
            return Err(ScreenError::Apart {
                path: path.display().to_string(),
                other: out.display().to_string(),
                reason: "a table holds less than the records; merge into a .parquet".to_owned(),
            });
        }
        if let Some((_, first, other)) = known.first() {
            check(path, &summary, first, other)?;
        }
        match known.iter().find(|(shard, ..)| *shard == summary.shard) {
            Some((_, other, of_other)) if *of_other != summary => {
                return Err(ScreenError::Apart {
                    path: path.display().to_string(),
                    other: other.display().to_string(),
                    reason: "both are the same part, with other records".to_owned(),
                });
            }
            Some(_) => {}
            None => known.push((summary.shard, path, summary)),
        }
    }
    known.sort_by_key(|(shard, ..)| shard.index());
    let summary = whole(&known)?;
    let paths: Vec<(&Path, u64)> = (known.iter())
        .map(|(_, path, summary)| (path.as_path(), summary.records))
        .collect();
    match form {
        Form::JsonLines => {
            let mut part = Part::new(out).map_err(ScreenError::file(out))?;
            let written = lines(&paths)?.try_for_each(|line| {
                let (_, line) = line?;
                part.write(&line).map_err(ScreenError::file(out))
            });
            let journal = part.path.clone();
            let finished = written.and_then(|()| part.finish().map_err(ScreenError::file(out)));
            if let Err(error) = finished {
                // A merge is begun anew.
                let _ = fs::remove_file(journal);
                return Err(error);
            }
            publish(&journal, out, &summary)?;
        }
        Form::Parquet => {
            let columns = columns(question_of(&summary, out)?);
            let rows = rows(&paths, &columns)?;
            write_table(
                out,
                &columns,
                &summary,
                rows.map(|row| row.map(|(_, row)| row)),
            )?;
        }
    }
    Ok(summary)
}

fn check(path: &Path, summary: &Summary, first: &Path, other: &Summary) -> Result<(), ScreenError> {
    let reason = if !summary.is_of_same_screening(other) {
        "question, settings, version or sources are others"
    } else if summary.shard.count() != other.shard.count() {
        "they are parts of other divisions"
    } else if summary.entries != other.entries {
        "the sources had other entries"
    } else {
        return Ok(());
    };
    Err(ScreenError::Apart {
        path: path.display().to_string(),
        other: first.display().to_string(),
        reason: reason.to_owned(),
    })
}

/// The summary of all parts together.
fn whole(parts: &[(Shard, &PathBuf, Summary)]) -> Result<Summary, ScreenError> {
    let count = parts.first().map_or(1, |(shard, ..)| shard.count());
    let is_there = |index: u64| parts.iter().any(|(shard, ..)| shard.index() == index);
    let missing: Vec<String> = (1..=count)
        .filter(|index| !is_there(*index))
        .map(|index| format!("{index}/{count}"))
        .collect();
    if !missing.is_empty() || parts.is_empty() {
        return Err(ScreenError::Missing {
            count,
            missing: missing.join(", "),
        });
    }
    let mut summary = parts[0].2.clone();
    summary.shard = Shard::whole();
    for (_, _, part) in &parts[1..] {
        summary.records += part.records;
        for (counts, more) in [
            (&mut summary.status, &part.status),
            (&mut summary.codes, &part.codes),
        ] {
            for (name, count) in more {
                *counts.entry(name.clone()).or_default() += count;
            }
        }
        for (stage, more) in summary.stages.iter_mut().zip(&part.stages) {
            stage.asked += more.asked;
            stage.held += more.held;
        }
    }
    if summary.records != summary.entries {
        return Err(ScreenError::Apart {
            path: parts[0].1.display().to_string(),
            other: "the others".to_owned(),
            reason: format!(
                "together they have {} records of {} entries; run the screening again",
                summary.records, summary.entries
            ),
        });
    }
    Ok(summary)
}

/// What a part gives next, with its number.
type Numbered<'a, T> = Box<dyn Iterator<Item = Result<(u64, T), ScreenError>> + 'a>;

/// The lines of parts of JSON lines in the order of their numbers.
fn lines<'a>(paths: &[(&'a Path, u64)]) -> Result<Merged<'a, String>, ScreenError> {
    let open = |path: &'a Path| -> Result<Numbered<'a, String>, ScreenError> {
        let lines = Lines::open(path).map_err(ScreenError::file(path))?;
        Ok(Box::new(lines.map(move |line| {
            let (Outline { number, .. }, line) = line.map_err(ScreenError::file(path))?;
            Ok((number, line))
        })))
    };
    Merged::new(paths, open)
}

/// The rows of parts of either form in the order of their numbers.
fn rows<'a>(
    paths: &[(&'a Path, u64)],
    columns: &'a [crate::columns::Column],
) -> Result<Merged<'a, Vec<Cell>>, ScreenError> {
    let open = |path: &'a Path| -> Result<Numbered<'a, Vec<Cell>>, ScreenError> {
        let unread = move |reason: &str| ScreenError::Unfinished {
            path: path.display().to_string(),
            reason: reason.to_owned(),
        };
        if Form::of(path)? == Form::JsonLines {
            let lines = Lines::open(path).map_err(ScreenError::file(path))?;
            return Ok(Box::new(lines.map(move |line| {
                let (Outline { number, .. }, line) = line.map_err(ScreenError::file(path))?;
                let row = crate::sink::row(&line, columns);
                Ok((number, row.ok_or_else(|| unread("a line is no JSON"))?))
            })));
        }
        let parquet = ScreenError::parquet(path);
        let table = TableReader::open(path).map_err(parquet.clone())?;
        Ok(Box::new(table.rows().map(move |row| {
            let row = row.map_err(parquet.clone())?;
            match row.first() {
                Some(Cell::Integer(number)) if row.len() == columns.len() => {
                    Ok((*number as u64, row))
                }
                _ => Err(unread("its columns are others")),
            }
        })))
    };
    Merged::new(paths, open)
}

/// A part on its way into the whole.
struct Source<'a, T> {
    path: &'a Path,
    /// Records that are still to come.
    left: u64,
    records: Numbered<'a, T>,
}

impl<T> Source<'_, T> {
    /// The next record; that there are as many as the summary says is part of it.
    fn next(&mut self) -> Result<Option<(u64, T)>, ScreenError> {
        let next = self.records.next().transpose()?;
        if next.is_some() != (self.left > 0) {
            return Err(ScreenError::Unfinished {
                path: self.path.display().to_string(),
                reason: format!(
                    "it holds {} records than its summary says; run this part again with --resume",
                    if next.is_some() { "more" } else { "fewer" }
                ),
            });
        }
        self.left -= u64::from(next.is_some());
        Ok(next)
    }
}

/// Several rising sequences as one.
struct Merged<'a, T> {
    parts: Vec<Source<'a, T>>,
    /// The next of each.
    heads: Vec<Option<(u64, T)>>,
}

impl<'a, T> Merged<'a, T> {
    /// Of these paths with so many records each.
    fn new(
        paths: &[(&'a Path, u64)],
        open: impl Fn(&'a Path) -> Result<Numbered<'a, T>, ScreenError>,
    ) -> Result<Self, ScreenError> {
        let mut parts = Vec::with_capacity(paths.len());
        let mut heads = Vec::with_capacity(paths.len());
        for &(path, left) in paths {
            let records = open(path)?;
            let mut part = Source {
                path,
                left,
                records,
            };
            heads.push(part.next()?);
            parts.push(part);
        }
        Ok(Self { parts, heads })
    }
}

impl<T> Iterator for Merged<'_, T> {
    type Item = Result<(u64, T), ScreenError>;

    fn next(&mut self) -> Option<Self::Item> {
        let numbered = self.heads.iter().enumerate();
        let lowest = numbered.filter_map(|(i, head)| head.as_ref().map(|(number, _)| (*number, i)));
        let (_, i) = lowest.min()?;
        match self.parts[i].next() {
            Ok(next) => std::mem::replace(&mut self.heads[i], next).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }
}
