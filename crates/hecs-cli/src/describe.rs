//! `hecs describe`: the 32 descriptors, or the 54 features of [`crate::features`].

use std::io::{self, Write};

use hecs_analysis::describe;
use hecs_analysis::records::{DescribeRecord, Head};
use hecs_descriptors::{DescribeOptions, Descriptor, SConfLi};

use crate::args::{Common, Describe, Format, SetName};
use crate::features;
use crate::output::{columns, rounded};
use crate::reading::for_each_structure;
use crate::results::{Record, Results, end_unless_printed, header_of, resolve, row_of_numbers};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Describe, common: &Common) -> Result<Outcome, VerbError> {
    if arguments.set == SetName::Generic {
        return features::run(arguments, common);
    }
    let options = options(arguments)?;
    let format = resolve(common.format);
    let mut results = Results::new(format);
    // A few are shown beside one another.
    let mut few = Vec::new();
    let mut are_few = format == Format::Table;
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "describing",
        |entry| describe(entry, &options),
        |record| &record.head,
        |record| {
            results.push(&record);
            are_few &= few.len() < SIDE_BY_SIDE;
            if are_few {
                few.push(record);
            }
        },
    )?;
    if are_few {
        end_unless_printed(writeln!(io::stdout(), "{}", side_by_side(&few)));
        Ok(results.outcome())
    } else {
        Ok(results.finish())
    }
}

/// The definitions that the arguments ask for.
pub(crate) fn options(arguments: &Describe) -> Result<DescribeOptions, VerbError> {
    let is_given = arguments.ion.is_some() || arguments.spacing.is_some();
    if arguments.explain || is_given || arguments.prototype.is_some() {
        let words =
            "--explain, --ion, --spacing and --prototype are of the generic set; add --set generic";
        return Err(VerbError::Usage(words.to_owned()));
    }
    Ok(DescribeOptions {
        s_conf_li: if arguments.s_conf_li_as_published {
            SConfLi::AsPublished
        } else {
            SConfLi::Standard
        },
        ..DescribeOptions::default()
    })
}

/// So many structures fit beside one another on a terminal.
const SIDE_BY_SIDE: usize = 4;

/// A row a descriptor, a column a structure.
fn side_by_side(records: &[DescribeRecord]) -> String {
    let mut header = vec!["descriptor".to_owned(), "unit".to_owned()];
    header.extend(records.iter().map(|r| {
        let path = std::path::Path::new(&r.head.file);
        path.file_stem()
            .map_or(r.head.file.clone(), |s| s.to_string_lossy().into_owned())
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
    let names = Descriptor::ALL.iter().map(|descriptor| descriptor.name());
    let value = |name: &str| record.descriptors.get(name).copied();
    row_of_numbers(&record.head, names, value, show)
}

impl Record for DescribeRecord {
    fn header() -> Vec<String> {
        header_of(&Descriptor::ALL.map(Descriptor::name))
    }

    fn row(&self) -> Vec<String> {
        cells(self, |v| v.to_string())
    }

    fn short_row(&self) -> Vec<String> {
        cells(self, |v| format!("{v:.4}"))
    }

    fn head(&self) -> &Head {
        &self.head
    }
}
