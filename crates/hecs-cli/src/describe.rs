//! `hecs describe`: the 32 descriptors.

use std::io::{self, Write};

use hecs_analysis::describe;
use hecs_analysis::records::DescribeRecord;
use hecs_descriptors::{DescribeOptions, Descriptor, SConfLi};

use crate::args::{Common, Describe, Format};
use crate::output::{Record, columns, print, resolve, rounded};
use crate::reading::for_each_structure;
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Describe, common: &Common) -> Result<Outcome, VerbError> {
    let options = DescribeOptions {
        s_conf_li: if arguments.s_conf_li_as_published {
            SConfLi::AsPublished
        } else {
            SConfLi::Standard
        },
        ..DescribeOptions::default()
    };
    let records = for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "describing",
        |entry| describe(entry, &options),
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

fn cells(record: &DescribeRecord, show: impl Fn(f64) -> String) -> Vec<String> {
    let value = |d: &Descriptor| record.descriptors.get(d.name());
    let mut row = vec![record.file.clone()];
    row.extend(
        Descriptor::ALL
            .iter()
            .map(|d| value(d).map_or(String::new(), |v| show(*v))),
    );
    row.push(record.error.clone().unwrap_or_default());
    row
}

impl Record for DescribeRecord {
    fn header() -> Vec<String> {
        let mut names = vec!["file".to_owned()];
        names.extend(Descriptor::ALL.iter().map(|d| d.name().to_owned()));
        names.push("error".to_owned());
        names
    }

    fn row(&self) -> Vec<String> {
        cells(self, |v| v.to_string())
    }

    fn short_row(&self) -> Vec<String> {
        cells(self, |v| format!("{v:.4}"))
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
