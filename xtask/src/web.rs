//! `cargo xtask web`: the page that computes in the browser, as one file, and its check in Chromium.

mod toolchain;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

use self::toolchain::{TARGET, Toolchain};
use crate::{browser, program, root};

/// Bytes that the page may have compressed, as a server sends it.
const MOST_COMPRESSED: usize = 1_500_000;

/// Builds the page, and drives it with `check`; numbers of the fixtures and of the files `also` are compared with the
/// program's. Where a tool cannot be had it is an error, or, with `or_skip`, a line that says what was skipped.
pub(crate) fn run(check: bool, also: &[PathBuf], or_skip: bool) -> Result<(), Box<dyn Error>> {
    let toolchain = match Toolchain::find() {
        Ok(toolchain) => toolchain,
        Err(why) if or_skip => {
            println!("skipped: the page that computes in the browser ({why})");
            return Ok(());
        }
        Err(why) => return Err(why.into()),
    };
    let page = build(&toolchain)?;
    if !check {
        return Ok(());
    }
    if let Err(why) = browser::find_tools() {
        if or_skip {
            println!("skipped: the check of {} ({why})", page.display());
            return Ok(());
        }
        return Err(why.into());
    }
    let folder = root().join("target/web");
    let natively = natively(&folder, also)?;
    let fixtures = root().join("fixtures/structures");
    if browser::drive("web.mjs", &[&page, &fixtures, &natively])? {
        Ok(())
    } else {
        Err(format!("{} failed its check in the browser", page.display()).into())
    }
}

/// Writes target/web/hecs.html.
fn build(toolchain: &Toolchain) -> Result<PathBuf, Box<dyn Error>> {
    let folder = root().join("target/web");
    let built = folder.join("build");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--locked", "--quiet", "--profile", "web"])
        .args(["-p", "hecs-web", "--target", TARGET])
        .env("CARGO_TARGET_DIR", &built)
        .current_dir(root());
    toolchain.prepare(&mut cargo);
    if !cargo.status()?.success() {
        return Err("the module cannot be built".into());
    }
    let module = fs::read(built.join(TARGET).join("web/hecs_web.wasm"))?;
    let html = hecs_web::page(&module);
    let page = folder.join("hecs.html");
    hecs_cli::write_atomic(&page, html.as_bytes())?;
    let compressed = gzip(html.as_bytes())?;
    println!(
        "{}: {} kB, compressed {} kB; the module alone {} kB",
        page.display(),
        html.len() / 1000,
        compressed / 1000,
        module.len() / 1000
    );
    if compressed > MOST_COMPRESSED {
        return Err(format!(
            "{}: {compressed} bytes compressed, more than {MOST_COMPRESSED}",
            page.display()
        )
        .into());
    }
    Ok(page)
}

fn gzip(bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// The records of the fixtures and of other files, and the map of one fixture, as the program writes them, in a folder; gives
/// the file of the records.
fn natively(folder: &Path, also: &[PathBuf]) -> Result<PathBuf, Box<dyn Error>> {
    let program = program()?;
    let structures = root().join("fixtures/structures");
    let records = folder.join("native.jsonl");
    let out = Command::new(&program)
        .arg("bvse")
        .arg(&structures)
        .args(also)
        .args(["--ion", "Li+", "--format", "jsonl", "--quiet"])
        .output()?;
    // A file that has no answer costs its own record.
    if !matches!(out.status.code(), Some(0 | 1)) {
        return Err("the program gives no records of the fixtures".into());
    }
    hecs_cli::write_atomic(&records, &out.stdout)?;
    let mapped = Command::new(&program)
        .arg("bvse")
        .arg(structures.join("005_Li6PS5I.cif"))
        .args(["--ion", "Li+", "--format", "jsonl", "--quiet", "--map"])
        .arg(folder.join("native.cube"))
        .output()?;
    if !mapped.status.success() {
        return Err("the program writes no map".into());
    }
    Ok(records)
}
