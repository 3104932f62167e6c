//! From what was typed to the verb and its exit code.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::args::{Arguments, Command, Common};
use crate::ending::{end_now, keep_panics, or_bug, watch_signals};
use crate::results::end_unless_printed;
use crate::verb::{Outcome, VerbError};
use crate::{
    bvse, describe, design, fit, inspect, order, paths, plot, predict, report, schema, screen,
    validate,
};

/// Runs a command line: results on stdout, talk on stderr.
pub fn run(arguments: &Arguments) -> ExitCode {
    let common = &arguments.common;
    watch_signals();
    keep_panics();
    start_logging(common);
    if let Some(threads) = common.threads {
        // Fails only if a pool exists already, as it does when a test calls this twice.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(threads))
            .build_global();
    }
    let done = or_bug(|| {
        let outcome = dispatch(&arguments.command, common)?;
        io::stdout().flush()?;
        Ok(outcome)
    });
    match done {
        Ok(Ok(outcome)) => outcome.exit_code(),
        Ok(Err(error)) => {
            if let VerbError::Print(error) = error {
                end_unless_printed(Err(error));
            } else {
                say!("error: {}", with_causes(&error));
            }
            ExitCode::from(2)
        }
        Err(bug) => {
            say!("error: {bug}");
            end_now(2)
        }
    }
}

/// An error and what caused it, as far as its own words do not say so.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = inner.source();
    }
    text
}

fn dispatch(command: &Command, common: &Common) -> Result<Outcome, VerbError> {
    match command {
        Command::Inspect(arguments) => inspect::run(arguments, common),
        Command::Bvse(arguments) => bvse::run(arguments, common),
        Command::Paths(arguments) => paths::run(arguments, common),
        Command::Order(arguments) => order::run(arguments, common),
        Command::Describe(arguments) => describe::run(arguments, common),
        Command::Fit(arguments) => fit::run(arguments, common),
        Command::Predict(arguments) => predict::run(arguments, common),
        Command::Validate(arguments) => validate::run(arguments, common),
        Command::Design(arguments) => design::run(arguments, common),
        Command::Report(arguments) => report::run(arguments, common),
        Command::Screen(arguments) => screen::run(arguments, common),
        Command::Plot(arguments) => plot::run(arguments, common),
        Command::Schema(arguments) => schema::run(arguments),
    }
}

/// Logs of the libraries on stderr: stages with `-vv`, everything with `-vvv`, or as `HECS_LOG` says.
#[cfg(feature = "terminal")]
fn start_logging(common: &Common) {
    use tracing_subscriber::EnvFilter;

    let level = match common.verbose {
        0 | 1 => "warn",
        2 => "info",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("HECS_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .try_init();
}

/// Without a terminal nobody reads them.
#[cfg(not(feature = "terminal"))]
fn start_logging(_common: &Common) {}
