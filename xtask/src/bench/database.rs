//! `cargo xtask bench --database DIR`: processor time of hecs and of BVlain over structures of a folder, in one run.
//!
//! Either reads the files itself. BVlain is given one process, whose modules are imported once and not counted; its maps and
//! barriers are computed file by file. hecs is one process over those files that both can answer, start included.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hecs_analysis::{Entry, ReadSettings};
use hecs_cli::columns;
use hecs_core::{Ion, Structure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bench::processor;
use crate::scale::copies::cif_files;

/// Distance between grid points in Å, for both: BVlain's default.
const SPACING_ANG: f64 = 0.2;

/// What BVlain may take, in GiB.
const MEMORY_GIB: u32 = 6;

/// What the script prints first.
#[derive(Deserialize)]
struct Versions {
    bvlain: String,
    pymatgen: String,
    ase: String,
    numpy: String,
    python: String,
}

/// What it prints for a file.
#[derive(Deserialize)]
struct Answer {
    path: PathBuf,
    /// In eV; null without percolation, and all of it where there is no answer.
    barriers: Option<[Option<f64>; 3]>,
    /// `own` or `given` oxidation states.
    states: Option<String>,
    /// Why an attempt failed.
    reasons: Vec<String>,
    cpu_seconds: f64,
}

/// All that it printed.
struct Printed {
    versions: Versions,
    /// For each file, in their order.
    answers: Vec<Answer>,
}

/// Asks both about `count` files of `dir`; `program` is that of the release profile.
///
/// # Errors
/// Where there are no files, or one of the two cannot be run.
pub(super) fn run(
    dir: &Path,
    count: usize,
    program: &Path,
    script: &Path,
    scratch: &Path,
) -> Result<(), Box<dyn Error>> {
    let all = lithium_files(dir)?;
    let taken: Vec<_> = (0..count.min(all.len()))
        .map(|i| &all[i * all.len() / count.min(all.len())])
        .collect();
    let files: Vec<Value> = (taken.iter())
        .map(|(path, structure)| json!({"path": path, "charges": charges(structure)}))
        .collect();
    let asked =
        json!({"ion": "Li1+", "spacing": SPACING_ANG, "memory_gib": MEMORY_GIB, "files": files});
    let Some(Printed { versions, answers }) = bvlain(&asked, script, scratch)? else {
        return Ok(());
    };
    let answered: Vec<&Answer> = answers.iter().filter(|a| a.barriers.is_some()).collect();
    let paths: Vec<&Path> = answered
        .iter()
        .map(|answer| answer.path.as_path())
        .collect();
    let ours = answered_by(program, &paths)?.0;
    let both: Vec<&Answer> = (answered.into_iter().zip(&ours))
        .filter_map(|(answer, is_answered)| is_answered.then_some(answer))
        .collect();
    let is_ordered = |path: &Path| taken.iter().any(|(p, s)| p == path && is_ordered(s));
    let ordered: Vec<&Answer> = (both.iter().copied())
        .filter(|answer| is_ordered(&answer.path))
        .collect();

    println!(
        "{} of {} files with one structure that holds lithium, {SPACING_ANG} Å. {}. hecs {}; BVlain {}, pymatgen {}, ASE {}, \
         numpy {}, Python {}.\n",
        taken.len(),
        all.len(),
        processor(),
        env!("CARGO_PKG_VERSION"),
        versions.bvlain,
        versions.pymatgen,
        versions.ase,
        versions.numpy,
        versions.python
    );
    let header = [
        "answered by both",
        "structures",
        "BVlain, CPU s",
        "hecs, CPU s",
        "ratio",
    ];
    let mut rows = Vec::new();
    for (name, answers) in [("all", &both), ("without disorder", &ordered)] {
        let paths: Vec<&Path> = answers.iter().map(|answer| answer.path.as_path()).collect();
        let theirs: f64 = answers.iter().map(|answer| answer.cpu_seconds).sum();
        let (_, ours) = answered_by(program, &paths)?;
        rows.push(vec![
            name.to_owned(),
            answers.len().to_string(),
            format!("{theirs:.1}"),
            format!("{ours:.2}"),
            format!("{:.0}", theirs / ours),
        ]);
    }
    println!("{}\n", columns(&header.map(str::to_owned), &rows));
    let given = (both.iter()).filter(|a| a.states.as_deref() == Some("given"));
    println!(
        "BVlain found no oxidation states for {} of them and was given those of hecs.",
        given.count()
    );
    unanswered(&answers, &ours);
    Ok(())
}

/// Says how many files only one can answer, or none, and why BVlain cannot.
fn unanswered(answers: &[Answer], ours: &[bool]) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.barriers.is_none()) {
        let reason = answer.reasons.last().map_or("no reason", String::as_str);
        *reasons.entry(reason).or_default() += 1;
    }
    println!(
        "BVlain has no answer for {}; hecs for {} of the others.",
        reasons.values().sum::<usize>(),
        ours.iter().filter(|is_answered| !**is_answered).count()
    );
    for (reason, count) in reasons {
        println!("- {count}: {reason}");
    }
}

/// Files of one structure, which holds lithium.
fn lithium_files(dir: &Path) -> Result<Vec<(PathBuf, Structure)>, Box<dyn Error>> {
    let settings = ReadSettings::default();
    let mut found = Vec::new();
    for path in cif_files(dir)? {
        let name = path.display().to_string();
        let entries = Entry::all_from_cif(&name, &fs::read(&path)?, &settings);
        let [entry] = entries.as_slice() else {
            continue;
        };
        let holds = |s: &Structure| s.sites().iter().any(|site| site.contains(Ion::LI.element));
        if let Ok(structure) = entry.structure().as_ref()
            && holds(structure)
        {
            found.push((path, (*structure).clone()));
        }
    }
    if found.is_empty() {
        return Err(format!("{}: no CIF file with lithium", dir.display()).into());
    }
    Ok(found)
}

/// The oxidation state of each element, the whole number next to the mean over its species: BVlain knows no others.
fn charges(structure: &Structure) -> BTreeMap<String, i64> {
    let mut stated: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for species in structure.sites().iter().flat_map(|site| &site.species) {
        if let Some(charge) = species.charge {
            let of_element = stated.entry(species.element.to_string()).or_default();
            of_element.push(charge);
        }
    }
    let mean = |charges: Vec<f64>| charges.iter().sum::<f64>() / charges.len() as f64;
    (stated.into_iter())
        .map(|(element, charges)| (element, mean(charges).round() as i64))
        .collect()
}

fn is_ordered(structure: &Structure) -> bool {
    (structure.sites().iter())
        .all(|site| matches!(site.species.as_slice(), [one] if one.occupancy > 1.0 - 1e-6))
}

/// The answers of BVlain; none where it is not installed. What an earlier run found for the same question is taken over: it
/// takes minutes, and its processor time does not depend on when it ran.
fn bvlain(asked: &Value, script: &Path, scratch: &Path) -> Result<Option<Printed>, Box<dyn Error>> {
    fs::create_dir_all(scratch)?;
    let [question, lines] = ["asked.json", "bvlain.jsonl"].map(|name| scratch.join(name));
    let is_same = fs::read(&question)
        .is_ok_and(|text| serde_json::from_slice::<Value>(&text).is_ok_and(|old| old == *asked));
    if is_same && let Ok(found) = printed(&lines, asked) {
        println!("BVlain: taken over from {}", lines.display());
        return Ok(Some(found));
    }
    fs::write(&question, asked.to_string())?;
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(&python);
    command.arg(script).stdin(File::open(&question)?);
    // Threads of its libraries wait for each other busily.
    command.envs([("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1")]);
    match command.stdout(File::create(&lines)?).status() {
        Ok(status) if status.success() => printed(&lines, asked).map(Some),
        // Its message says what is missing.
        Ok(status) if status.code() == Some(3) => Ok(None),
        Ok(status) => Err(format!("{} ended with {status}", script.display()).into()),
        Err(_) => {
            println!("skipped: {} cannot be run", python.display());
            Ok(None)
        }
    }
}

/// What the script printed, an answer for each file.
fn printed(lines: &Path, asked: &Value) -> Result<Printed, Box<dyn Error>> {
    let text = fs::read_to_string(lines)?;
    let mut lines = text.lines();
    let versions = serde_json::from_str(lines.next().ok_or("BVlain printed nothing")?)?;
    let answers: Vec<Answer> = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    if asked["files"].as_array().map(Vec::len) != Some(answers.len()) {
        return Err("BVlain did not come to the end".into());
    }
    Ok(Printed { versions, answers })
}

/// Which files one process of hecs answers, and its processor time in s.
fn answered_by(program: &Path, paths: &[&Path]) -> Result<(Vec<bool>, f64), Box<dyn Error>> {
    let before = cpu_of_children()?;
    let output = Command::new(program)
        .args(["bvse", "--format", "jsonl", "--threads", "1", "-q"])
        .args(["--spacing", &SPACING_ANG.to_string()])
        .args(paths)
        .stderr(Stdio::null())
        .output()?;
    let cpu_s = cpu_of_children()? - before;
    let records = String::from_utf8(output.stdout)?;
    let is_answered = |line: &str| -> Result<bool, serde_json::Error> {
        Ok(serde_json::from_str::<Value>(line)?["ok"] == true)
    };
    let found: Vec<bool> = records.lines().map(is_answered).collect::<Result<_, _>>()?;
    if found.len() != paths.len() {
        return Err(format!(
            "{} of {} files have a record of hecs",
            found.len(),
            paths.len()
        )
        .into());
    }
    Ok((found, cpu_s))
}

/// Processor time in s of all ended processes that this one has started: in user and system mode, cutime and cstime of
/// `man 5 proc`.
fn cpu_of_children() -> Result<f64, Box<dyn Error>> {
    /// USER_HZ of Linux.
    const TICKS_PER_S: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = text.rsplit_once(')').ok_or("no times in /proc")?;
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: Vec<f64> = ticks.map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS_PER_S)
}
