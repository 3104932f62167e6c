//! The verbs as functions: options as they are typed in, records out, nothing printed.
//!
//! What binds hecs to another language asks here, so that names, defaults, checks and meanings of the options are
//! those of the program, and so are the numbers.

mod of_tables;
mod question;
mod words;

pub use self::of_tables::{Fitted, fitted, judged, model_page, predicted_rows};
pub use self::question::{Answer, Given, OrderAnswer, Question, page};
use self::words::command_of;

use hecs_core::Stop;

use crate::args::{Command, Common};
use crate::verb::VerbError;
use crate::{design, screen};

/// Screens the members of a family of compositions, as `hecs design` of these words does.
///
/// The answer is the JSON of the screening, its CSV, and what the user must be told.
///
/// # Errors
/// Words that make no sense, files that cannot be read, nothing to learn from.
pub fn designed(words: &[String]) -> Result<(String, String, Vec<String>), VerbError> {
    let Command::Design(arguments) = command_of(words, &[])? else {
        return Err(words::not_a(words, "design"));
    };
    if arguments.list {
        return Ok((design::families_json()?, String::new(), Vec::new()));
    }
    let done = design::screened(&arguments, true)?;
    let left_out = done.left_out.iter();
    let mut told: Vec<String> = left_out.map(|why| format!("left out: {why}")).collect();
    told.extend(
        done.checkpoint_failure
            .map(|why| format!("the checkpoint could not be written to its end: {why}")),
    );
    let screening = &done.screening;
    let failed = screening.failed.iter();
    told.extend(failed.map(|failed| format!("{}: {}", failed.formula, failed.reason)));
    Ok((screening.to_json()?, screening.to_csv()?, told))
}

/// Asks one question of any number of structures, as `hecs screen` of these words does, or merges sinks; the answer is the
/// JSON of the counts, the records are in the sink.
///
/// # Errors
/// Words that make no sense, a sink that cannot be written, a screening that was stopped.
pub fn screened(words: &[String], sources: &[String], stop: &Stop) -> Result<String, VerbError> {
    let Command::Screen(arguments) = command_of(words, sources)? else {
        return Err(words::not_a(words, "screen"));
    };
    let common = Common {
        format: None,
        threads: None,
        verbose: 0,
        quiet: true,
    };
    let summary = screen::screened(&arguments, &common, stop)?;
    words::json(&summary)
}
