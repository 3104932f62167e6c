//! Results on stdout as they are finished: columns for people, JSON, JSON lines or CSV for programs.

use std::io::{self, IsTerminal, Write};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use hecs_analysis::records::{Head, Status};
use serde::Serialize;

use crate::args::Format;
use crate::ending::{self, CLOSED_PIPE, Close, end_now};
use crate::output::{columns, csv_lines, csv_text};
use crate::verb::Outcome;

/// A result that knows its columns.
pub(crate) trait Record: Serialize {
    /// Names of the columns of the CSV.
    fn header() -> Vec<String>;
    /// One row in full precision, for CSV.
    fn row(&self) -> Vec<String>;
    /// Names of the columns of the table for people.
    fn short_header() -> Vec<String> {
        Self::header()
    }
    /// One row for people; the same as [`Self::row`] unless rounding helps.
    fn short_row(&self) -> Vec<String> {
        self.row()
    }
    /// What the record says of its input.
    fn head(&self) -> &Head;
}

/// The form of results: what was asked for, else a table on a terminal and JSON in a pipe.
pub(crate) fn resolve(format: Option<Format>) -> Format {
    format.unwrap_or_else(|| {
        if io::stdout().is_terminal() {
            Format::Table
        } else {
            Format::Json
        }
    })
}

/// What was printed so far, in a form that can be closed at any moment.
#[derive(Debug)]
pub(crate) struct Sink {
    format: Format,
    header: Vec<String>,
    /// Rows of a table, whose widths are known at the end only.
    rows: Vec<Vec<String>>,
    /// Whether a record or a header is out.
    begun: bool,
}

impl Sink {
    /// Prints what must stand before a record; the text is that of the record.
    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.format == Format::Json {
            out.write_all(if self.begun { b",\n  " } else { b"[\n  " })?;
        }
        self.begun = true;
        out.write_all(text)?;
        out.flush()
    }
}

impl Close for Sink {
    /// The end of the JSON, the table.
    fn close(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match (self.format, self.begun) {
            (Format::Json, true) => out.write_all(b"\n]\n")?,
            (Format::Json, false) => out.write_all(b"[]\n")?,
            (Format::Jsonl, _) | (Format::Csv, true) => {}
            (Format::Csv, false) => out.write_all(&csv_text(&self.header, &[])?)?,
            (Format::Table, _) => writeln!(out, "{}", filled_columns(&self.header, &self.rows))?,
        }
        out.flush()
    }
}

/// The table without the columns that are empty in every row.
fn filled_columns(header: &[String], rows: &[Vec<String>]) -> String {
    let is_filled = |i: usize| rows.is_empty() || rows.iter().any(|row| !row[i].is_empty());
    let kept: Vec<usize> = (0..header.len()).filter(|i| is_filled(*i)).collect();
    let pick = |row: &[String]| -> Vec<String> { kept.iter().map(|i| row[*i].clone()).collect() };
    let rows: Vec<Vec<String>> = rows.iter().map(|row| pick(row)).collect();
    columns(&pick(header), &rows)
}

/// Records of one verb on their way to stdout, counted.
pub(crate) struct Results<R> {
    sink: Arc<Mutex<Sink>>,
    format: Format,
    /// Names of the columns of the CSV.
    header: Vec<String>,
    failed: usize,
    total: usize,
    records: PhantomData<R>,
}

impl<R: Record> Results<R> {
    /// Results in a form, none yet.
    pub(crate) fn new(format: Format) -> Self {
        Self::with_headers(format, R::header(), R::short_header())
    }

    /// Results whose columns the arguments decide: those of the CSV, and those of the table for people.
    pub(crate) fn with_headers(format: Format, header: Vec<String>, short: Vec<String>) -> Self {
        let sink = Arc::new(Mutex::new(Sink {
            format,
            header: if format == Format::Table {
                short
            } else {
                header.clone()
            },
            rows: Vec::new(),
            begun: false,
        }));
        ending::remember(Arc::clone(&sink) as Arc<Mutex<dyn Close>>);
        Self {
            sink,
            format,
            header,
            failed: 0,
            total: 0,
            records: PhantomData,
        }
    }

    /// Prints a record. Where that is impossible the program ends: what comes would be lost.
    pub(crate) fn push(&mut self, record: &R) {
        self.total += 1;
        self.failed += usize::from(record.head().status == Status::Failed);
        let printed = self.text(record).and_then(|text| {
            let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(text) = text {
                return sink.put(&text);
            }
            sink.rows.push(record.short_row());
            Ok(())
        });
        end_unless_printed(printed);
    }

    /// The text of a record in the stream; none in a table, which waits for all rows.
    fn text(&self, record: &R) -> io::Result<Option<Vec<u8>>> {
        Ok(match self.format {
            Format::Table => None,
            Format::Json => {
                // Inside the array: line ends occur between the parts of the JSON only.
                let text = serde_json::to_string_pretty(record)?;
                Some(text.replace('\n', "\n  ").into_bytes())
            }
            Format::Jsonl => {
                let mut text = serde_json::to_vec(record)?;
                text.push(b'\n');
                Some(text)
            }
            Format::Csv => {
                let row = [record.row()];
                Some(if self.total > 1 {
                    csv_lines(row.iter().map(Vec::as_slice))?
                } else {
                    csv_text(&self.header, &row)?
                })
            }
        })
    }

    /// Prints what must stand at the end; how the inputs fared.
    pub(crate) fn finish(self) -> Outcome {
        let printed = self
            .sink
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .close();
        ending::forget();
        end_unless_printed(printed);
        self.outcome()
    }

    /// How the inputs fared, where the table is shown in another form.
    pub(crate) fn outcome(self) -> Outcome {
        ending::forget();
        Outcome::counted(self.failed, self.total)
    }
}

/// Results that cannot be printed end the program: work for nobody.
pub(crate) fn end_unless_printed(printed: io::Result<()>) {
    let Err(error) = printed else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        end_now(CLOSED_PIPE);
    }
    say!("error: cannot print the results: {error}");
    end_now(2);
}

/// The columns that every record of a structure begins with.
pub(crate) const LEAD: [&str; 3] = ["file", "entry", "formula"];

/// The columns that every record of a structure ends with.
pub(crate) const TAIL: [&str; 4] = ["status", "code", "notes", "error"];

/// A header between [`LEAD`] and [`TAIL`].
pub(crate) fn header_of(own: &[&str]) -> Vec<String> {
    let all = LEAD.iter().chain(own).chain(&TAIL);
    all.map(ToString::to_string).collect()
}

/// A row between the cells that every record has.
pub(crate) fn row_of(head: &Head, own: Vec<String>) -> Vec<String> {
    let mut row = vec![
        head.file.clone(),
        head.entry.clone().unwrap_or_default(),
        head.formula.clone().unwrap_or_default(),
    ];
    row.extend(own);
    row.extend([
        head.status.name().to_owned(),
        head.code.clone().unwrap_or_default(),
        head.note_codes().join(" "),
        head.message.clone().unwrap_or_default(),
    ]);
    row
}

/// A row of numbers by name between the cells that every record has, empty where there is none.
pub(crate) fn row_of_numbers<'n>(
    head: &Head,
    names: impl IntoIterator<Item = &'n str>,
    value: impl Fn(&str) -> Option<f64>,
    show: impl Fn(f64) -> String,
) -> Vec<String> {
    let cells = names
        .into_iter()
        .map(|name| value(name).map_or(String::new(), &show));
    row_of(head, cells.collect())
}
