//! `hecs describe`: the 32 descriptors.

use hecs_descriptors::{Descriptor, Hecs, Options, SConfLi};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::args::{Common, Describe, Format};
use crate::output::{Record, columns, print, resolve, rounded};
use crate::reading::{ReadInput, for_each_structure};
use crate::verb::{Outcome, VerbError};

/// One record of `hecs describe`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DescribeRecord {
    /// Path as given, or `<stdin>`.
    file: String,
    ok: bool,
    /// Why there are no descriptors, if so.
    error: Option<String>,
    /// Values by name; lengths in Å, volumes in Å³, entropies in J/(mol K).
    descriptors: BTreeMap<&'static str, f64>,
    /// What was assumed.
    notes: Vec<String>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Describe, common: &Common) -> Result<Outcome, VerbError> {
    let options = Options {
        s_conf_li: if arguments.s_conf_li_as_published {
            SConfLi::AsPublished
        } else {
            SConfLi::Standard
        },
        ..Options::default()
    };
    let records = for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "describing",
        |input| record(input, &options),
        Record::error,
    );
    for record in &records {
        if !common.quiet {
            for note in &record.notes {
                say!("note: {}: {note}", record.file);
            }
        }
    }
    match resolve(common.format) {
        Format::Table if records.len() <= SIDE_BY_SIDE => {
            writeln!(io::stdout(), "{}", side_by_side(&records))?;
        }
        format => print(&records, format)?,
    }
    Ok(Outcome::of(&records))
}

/// So many structures fit beside one another on a terminal.
const SIDE_BY_SIDE: usize = 4;

/// A row a descriptor, a column a structure.
fn side_by_side(records: &[DescribeRecord]) -> String {
    let mut header = vec!["descriptor".to_owned(), "unit".to_owned()];
    header.extend(records.iter().map(|r| {
        let path = std::path::Path::new(&r.file);
        path.file_stem()
            .map_or(r.file.clone(), |s| s.to_string_lossy().into_owned())
    }));
    let rows: Vec<Vec<String>> = Descriptor::ALL
        .iter()
        .map(|d| {
            let mut row = vec![d.name().to_owned(), d.unit().to_owned()];
            row.extend(
                records
                    .iter()
                    .map(|r| rounded(r.descriptors.get(d.name()).copied(), 4)),
            );
            row
        })
        .collect();
    columns(&header, &rows)
}

/// The descriptors of an input, or why there are none.
pub(crate) fn describe(input: &ReadInput, options: &Options) -> Result<Hecs, String> {
    Hecs::describe_with(input.structure()?, options).map_err(|e| e.to_string())
}

fn record(input: &ReadInput, options: &Options) -> DescribeRecord {
    let described = describe(input, options);
    let (descriptors, notes) = described.as_ref().map_or_else(
        |_| (BTreeMap::new(), Vec::new()),
        |hecs| {
            (
                hecs.iter().map(|(d, value)| (d.name(), value)).collect(),
                hecs.notes.iter().map(ToString::to_string).collect(),
            )
        },
    );
    DescribeRecord {
        file: input.file.clone(),
        ok: described.is_ok(),
        error: described.err(),
        descriptors,
        notes,
    }
}

impl DescribeRecord {
    fn cells(&self, show: impl Fn(f64) -> String) -> Vec<String> {
        let mut row = vec![self.file.clone()];
        row.extend(Descriptor::ALL.iter().map(|d| {
            self.descriptors
                .get(d.name())
                .map_or(String::new(), |v| show(*v))
        }));
        row.push(self.error.clone().unwrap_or_default());
        row
    }
}

impl Record for DescribeRecord {
    fn header() -> Vec<String> {
        let mut names = vec!["file".to_owned()];
        names.extend(Descriptor::ALL.iter().map(|d| d.name().to_owned()));
        names.push("error".to_owned());
        names
    }

    fn row(&self) -> Vec<String> {
        self.cells(|v| v.to_string())
    }

    fn short_row(&self) -> Vec<String> {
        self.cells(|v| format!("{v:.4}"))
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
