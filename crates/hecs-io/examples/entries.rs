//! Lists the structures of files: `cargo run --example entries -- FILE…`, or of standard input with `-`.

use std::process::ExitCode;

use hecs_cif::{ReadOptions, Severity};
use hecs_core::formula_text;
use hecs_io::{Entries, Source, StreamOptions};

fn main() -> ExitCode {
    let source = |path: String| match path.as_str() {
        "-" => Source::stdin(),
        path => Source::file(path),
    };
    let sources = std::env::args().skip(1).map(source);
    let (mut read, mut failed) = (0, 0);
    for item in Entries::new(sources, StreamOptions::default()) {
        let outcome = match &item {
            Err(unread) => Err(unread.to_string()),
            Ok(raw) => match raw.read(&ReadOptions::default()) {
                Err(error) => Err(format!("{}: {error}", raw.place)),
                Ok(reading) => match &reading.structure {
                    Some(structure) => {
                        let warnings = reading.diagnostics.iter();
                        let warnings = warnings.filter(|d| d.severity == Severity::Warning).count();
                        let formula = formula_text(&structure.composition());
                        Ok(format!("{}: {formula}, {warnings} warnings", raw.place))
                    }
                    None => Err(reading.first_error().map_or_else(
                        || raw.place.to_string(),
                        |error| format!("{}: {error}", raw.place),
                    )),
                },
            },
        };
        match outcome {
            Ok(line) => {
                read += 1;
                println!("{line}");
            }
            Err(line) => {
                failed += 1;
                println!("failed: {line}");
            }
        }
    }
    println!("{read} read, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}
