//! `cargo xtask scale DIR`: what a database costs. Structures in P1, as databases have them, are made from the CIF files of
//! a folder and screened by the program; time, memory and the effect of symmetry are printed.

pub(crate) mod copies;
mod watched;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use self::copies::write_copies;
use self::watched::watched;
use crate::release_program;

/// Structures that are screened without symmetry as well: that takes long.
const COMPARED: usize = 200;

/// Screens `count` copies of the lithium structures of `dir`.
pub(crate) fn run(dir: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    let program = release_program()?;
    let folder = tempfile::tempdir()?;
    let source = folder.path().join("copies.jsonl.gz");
    let made = write_copies(dir, count, &source)?;
    println!(
        "{made} bases, {count} copies in P1, half of them doubled along a, {} MB",
        fs::metadata(&source)?.len() >> 20
    );

    for part in [count / 10, count] {
        let first = folder.path().join(format!("first_{part}.jsonl.gz"));
        write_copies(dir, part, &first)?;
        let sink = folder.path().join(format!("found_{part}.parquet"));
        let used = watched(
            &program,
            &[
                "screen",
                "bvse",
                text(&first),
                "--sink",
                text(&sink),
                "--quiet",
            ],
        )?;
        println!(
            "{part} structures: {:.1} s, {:.1} ms of CPU each, at most {} MB of memory",
            used.wall_s,
            1e3 * used.cpu_s / part as f64,
            used.peak_bytes >> 20
        );
    }
    compare(dir, &program, folder.path())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// Barriers with the symmetry found and without, of the same structures.
fn compare(dir: &Path, program: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let source = folder.join("compared.jsonl.gz");
    write_copies(dir, COMPARED, &source)?;
    let mut found = Vec::new();
    for symmetry in ["find", "as-given"] {
        let sink = folder.join(format!("{symmetry}.jsonl"));
        let used = watched(
            program,
            &[
                "screen",
                "bvse",
                text(&source),
                "--symmetry",
                symmetry,
                "--sink",
                text(&sink),
                "--quiet",
            ],
        )?;
        println!(
            "--symmetry {symmetry}: {:.1} ms of CPU each of {COMPARED}",
            1e3 * used.cpu_s / COMPARED as f64
        );
        found.push(barriers(&sink)?);
    }
    let (mut compared, mut beyond) = (0, Vec::new());
    for (name, with) in &found[0] {
        let Some(without) = found[1].get(name) else {
            continue;
        };
        for (with, without) in with.iter().zip(without) {
            compared += 1;
            let difference = match (with, without) {
                (Some(with), Some(without)) => 1e3 * (with - without).abs(),
                (None, None) => 0.0,
                _ => f64::INFINITY,
            };
            if difference > 3.0 {
                beyond.push(format!("{name}: {difference:.1} meV"));
            }
        }
    }
    println!(
        "{compared} barriers with and without symmetry, {} of them more than 3 meV apart",
        beyond.len()
    );
    for line in &beyond {
        println!("  {line}");
    }
    Ok(())
}

/// Refined barriers in 1, 2 and 3 dimensions by the number of the entry and its formula.
type Barriers = BTreeMap<String, [Option<f64>; 3]>;

fn barriers(sink: &Path) -> Result<Barriers, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    for line in fs::read_to_string(sink)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        if record["ok"] == true {
            let barrier = |d: &str| record["barriers"][d]["refined"].as_f64();
            let name = format!(
                "{} {}",
                record["number"],
                record["formula"].as_str().unwrap_or_default()
            );
            found.insert(name, ["1d", "2d", "3d"].map(barrier));
        }
    }
    Ok(found)
}
