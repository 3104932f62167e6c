//! Sinks that are there: merged, and looked at.

use std::path::Path;

use hecs_screen::{Progress, ScreenError, Summary};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Common, Format, ScreenMerge, ScreenStatus};
use crate::files::check_place;
use crate::output::{columns, csv_text, print_json};
use crate::results::resolve;
use crate::verb::{Outcome, VerbError};

/// Where a screening is, for people and programs.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StatusRecord {
    /// `hecs.screen-status.1`.
    schema: &'static str,
    /// The sink as named.
    sink: String,
    /// `finished`, `begun` or `not begun`.
    state: &'static str,
    /// Records that are there; null where it is not begun.
    records: Option<u64>,
    /// How many of them are failed.
    failed: Option<u64>,
    /// Entries of the sources, all parts together; known when finished.
    entries: Option<u64>,
    /// Number of the last entry of one that is not finished.
    last: Option<u64>,
    /// The summary of one that is finished.
    summary: Option<Summary>,
}

impl StatusRecord {
    fn of(sink: &Path, progress: Progress) -> Self {
        let mut record = Self {
            schema: "hecs.screen-status.1",
            sink: sink.display().to_string(),
            state: "not begun",
            records: None,
            failed: None,
            entries: None,
            last: None,
            summary: None,
        };
        match progress {
            Progress::Begun {
                records,
                failed,
                last,
                ..
            } => {
                record.state = "begun";
                record.records = Some(records);
                record.failed = Some(failed);
                record.last = Some(last);
            }
            Progress::Finished(summary) => {
                record.state = "finished";
                record.records = Some(summary.records);
                record.failed = summary.status.get("failed").copied();
                record.entries = Some(summary.entries);
                record.summary = Some(*summary);
            }
            _ => {}
        }
        record
    }

    fn row(&self) -> Vec<String> {
        let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
        vec![
            self.sink.clone(),
            self.state.to_owned(),
            number(self.records),
            number(self.failed),
            number(self.entries),
            number(self.last),
        ]
    }
}

const HEADER: [&str; 6] = [
    "sink",
    "state",
    "records",
    "failed",
    "entries",
    "last_entry",
];

/// `hecs screen status`.
pub(super) fn status(asked: &ScreenStatus, common: &Common) -> Result<Outcome, VerbError> {
    let records = asked.sinks.iter().map(|sink| {
        let found = hecs_screen::status(sink).map_err(failure)?;
        Ok(StatusRecord::of(sink, found))
    });
    let records: Vec<StatusRecord> = records.collect::<Result<_, VerbError>>()?;
    print(&records, common)?;
    Ok(Outcome::done())
}

fn print(records: &[StatusRecord], common: &Common) -> Result<(), VerbError> {
    let header = HEADER.map(str::to_owned);
    let rows: Vec<Vec<String>> = records.iter().map(StatusRecord::row).collect();
    match resolve(common.format) {
        Format::Json => print_json(&records, Format::Json)?,
        Format::Jsonl => {
            for record in records {
                print_json(record, Format::Jsonl)?;
            }
        }
        Format::Csv => print_text(&csv_text(&header, &rows)?)?,
        Format::Table => print_text(format!("{}\n", columns(&header, &rows)).as_bytes())?,
    }
    Ok(())
}

fn print_text(text: &[u8]) -> std::io::Result<()> {
    std::io::Write::write_all(&mut std::io::stdout().lock(), text)
}

/// `hecs screen merge`.
pub(super) fn merge(asked: &ScreenMerge, common: &Common) -> Result<Outcome, VerbError> {
    counts(&merged(asked)?, &asked.sink, common)?;
    Ok(Outcome::done())
}

/// The parts put together.
pub(super) fn merged(asked: &ScreenMerge) -> Result<Summary, VerbError> {
    check_place(&asked.sink, &asked.parts).map_err(VerbError::file(&asked.sink))?;
    hecs_screen::merge(&asked.parts, &asked.sink).map_err(failure)
}

/// The state of a sink that was finished just now.
pub(super) fn counts(summary: &Summary, sink: &Path, common: &Common) -> Result<(), VerbError> {
    let record = StatusRecord::of(sink, Progress::Finished(Box::new(summary.clone())));
    print(&[record], common)
}

/// An error of a screening as one of the program.
pub(super) fn failure(error: ScreenError) -> VerbError {
    VerbError::Screen(Box::new(error))
}
