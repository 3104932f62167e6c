//! The commands of docs/guide are run as a reader would run them, and print what the pages say they print.
//!
//! Blocks of `sh` are run in turn, in an empty folder that holds a link to the fixtures; what a block prints stands in a block of
//! `text` right below it. With `HECS_GUIDE=write` in the environment the pages are written anew.
#![cfg(unix)]
#![allow(missing_docs, reason = "tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a block; gives what it prints.
fn run(block: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_hecs"));
    let mut path = program.parent().expect("a folder").as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let out = Command::new("sh")
        .args(["-euc", block])
        .current_dir(folder)
        .env("PATH", path)
        .env("LC_ALL", "C")
        .output()
        .expect("a shell");
    let complaint = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{block}\n{complaint}");
    String::from_utf8(out.stdout).expect("text")
}

/// The page with the output of its commands in its place.
fn rerun(page: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        if line != "```sh" {
            continue;
        }
        let mut block = String::new();
        for line in lines.by_ref() {
            let _ = writeln!(out, "{line}");
            if line == "```" {
                break;
            }
            let _ = writeln!(block, "{line}");
        }
        // What stands below now.
        let mut below = lines.clone().skip_while(|line| line.is_empty());
        if below.next() == Some("```text") {
            while lines.next().is_some_and(|line| line != "```") {}
        }
        let printed = run(&block, folder);
        if !printed.is_empty() {
            let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
            let _ = write!(out, "\n```text\n{}\n```\n", printed.join("\n"));
        }
    }
    out
}

fn check(name: &str) {
    let path = root().join("docs/guide").join(name);
    let page = fs::read_to_string(&path).expect("a page");
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = root().join("fixtures").canonicalize().expect("fixtures");
    std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).expect("a link");
    let now = rerun(&page, folder.path());
    if std::env::var_os("HECS_GUIDE").is_some_and(|wish| wish == "write") {
        fs::write(&path, &now).expect("written");
        return;
    }
    assert_eq!(now, page, "{name} is out of date: HECS_GUIDE=write");
}

#[test]
fn a_barrier() {
    check("barrier.md");
}

#[test]
fn a_ranking() {
    check("ranking.md");
}

#[test]
fn images() {
    check("images.md");
}

#[test]
fn a_million_structures() {
    check("million.md");
}

#[test]
fn the_paper() {
    check("paper.md");
}

/// A page that no test names would go stale.
#[test]
fn every_page_is_tested() {
    let here = fs::read_to_string(file!()).or_else(|_| fs::read_to_string(root().join(file!())));
    let here = here.expect("this file");
    for entry in fs::read_dir(root().join("docs/guide")).expect("the guide") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(here.contains(&format!("check(\"{name}\")")), "{name}");
    }
}
