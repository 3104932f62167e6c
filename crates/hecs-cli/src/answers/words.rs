//! Words of a command line → the command, with errors in words of the options alone.

use clap::Parser;
use serde::Serialize;

use crate::args::{Arguments, Command};
use crate::verb::VerbError;

/// The command of a verb with its options, and of files, which stand behind all options.
pub(super) fn command_of(words: &[String], files: &[String]) -> Result<Command, VerbError> {
    let line = std::iter::once("hecs").chain(words.iter().map(String::as_str));
    let end = (!files.is_empty()).then_some("--");
    let line = line.chain(end).chain(files.iter().map(String::as_str));
    let parsed = Arguments::try_parse_from(line);
    parsed
        .map(|arguments| arguments.command)
        .map_err(|error| VerbError::Usage(in_short(&error.to_string())))
}

/// What the parser says, on one line and without the hints of a terminal.
fn in_short(error: &str) -> String {
    let error = error.strip_prefix("error: ").unwrap_or(error);
    let lines = error.lines().map(str::trim);
    let told =
        lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let told: Vec<&str> = told.filter(|line| !line.is_empty()).collect();
    told.join(" ")
}

/// The error of words of another verb than a function is for.
pub(super) fn not_a(words: &[String], verb: &str) -> VerbError {
    let asked = words.first().map_or("nothing", String::as_str);
    VerbError::Usage(format!("{asked} is asked for where {verb} is expected"))
}

/// A record as JSON, on one line.
pub(super) fn json(record: &impl Serialize) -> Result<String, VerbError> {
    serde_json::to_string(record).map_err(|error| VerbError::Print(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn files_that_look_like_options_are_files() {
        let found = command_of(&words("inspect --strict"), &["--merge".to_owned()]).unwrap();
        let Command::Inspect(arguments) = found else {
            panic!("another verb")
        };
        assert!(arguments.input.reading.strict);
        assert_eq!(arguments.input.files[0].to_str(), Some("--merge"));
    }

    #[test]
    fn errors_name_the_option_and_no_terminal() {
        let error = command_of(&words("bvse --model x"), &words("-")).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("--model") && text.contains("softbv, spse"),
            "{text}"
        );
        assert!(!text.contains("--help") && !text.contains('\n'), "{text}");
    }
}
