//! The program, its fixtures, and a model that several tests fit.

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;

pub(crate) fn hecs() -> Command {
    let mut command = Command::cargo_bin("hecs").unwrap();
    // Some tests make it panic.
    command.env("RUST_BACKTRACE", "0");
    command
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(name)
}

/// stdout, stderr, exit code.
pub(crate) fn run(command: &mut Command) -> (String, String, i32) {
    let output = command.output().unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

/// The arguments of the published model.
pub(crate) fn fit_arguments(command: &mut Command) -> &mut Command {
    command
        .arg(fixture("published/hecs_dataset.csv"))
        .args(["--response", "ea_bvse_eV", "--split", "set"])
        .args(["--name", "formula"])
        .args(["--exclude", "no,table_s1_row,ea_steps,ea_pls_eV"])
}
