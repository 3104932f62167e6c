//! The `hecs` program.

use std::process::ExitCode;

use clap::Parser;
use hecs_cli::args::Arguments;

fn main() -> ExitCode {
    hecs_cli::run(&Arguments::parse())
}
