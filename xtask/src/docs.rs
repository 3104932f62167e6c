//! Pages of docs/ that are made from the code: the commands and the diagnostics.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;

use clap::{Command, CommandFactory};
use hecs_cli::args::Arguments;
use hecs_cli::write_atomic;

use crate::root;

/// Writes the pages, or with `check` fails where one is out of date.
pub(crate) fn run(check: bool) -> Result<(), Box<dyn Error>> {
    let pages = [
        ("docs/commands.md", commands()),
        ("docs/diagnostics.md", hecs_cif::diagnostics_page()),
    ];
    for (name, text) in pages {
        let path = root().join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if check {
            return Err(format!("{name} is out of date, run `cargo xtask docs`").into());
        }
        write_atomic(&path, text.as_bytes())?;
    }
    Ok(())
}

/// The help of every verb.
fn commands() -> String {
    let mut program = Arguments::command().term_width(100);
    program.build();
    let mut out = String::from(
        "# Commands\n\nMade from the program by `cargo xtask docs`. Results go to stdout, talk to stderr.\n",
    );
    section(&mut out, &mut program, "hecs");
    let verbs: Vec<String> = program
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in verbs {
        if let Some(verb) = program.find_subcommand_mut(&name) {
            section(&mut out, verb, &format!("hecs {name}"));
        }
    }
    out
}

fn section(out: &mut String, command: &mut Command, title: &str) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(out, "\n## {title}\n\n```text\n{}\n```\n", lines.join("\n"));
}
