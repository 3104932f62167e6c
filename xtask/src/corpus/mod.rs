//! `cargo xtask corpus DIR`: the CIF reader against a folder of real files with the answers of
//! other programs.
//!
//! DIR holds `reference.csv` (columns `file`, `g_status`, `g_comp`, `g_volume`, `g_sg`, and the
//! same with `p_`, `comp_agree`: the answers of gemmi and pymatgen) and, optionally,
//! `mutations.csv` (columns `file`, `base_file`, `mutation`): damaged copies with the outcome a
//! reader owes. The files belong to others and stay where they are.

mod agreement;
mod damaged;
mod speed;
mod symmetry;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hecs_cif::{ReadOptions, Reading, read_structure};
use hecs_cli::columns;
use hecs_core::Composition;

use self::agreement::{agreement, disputes, groups, stability};
use self::damaged::{Damaged, outcomes};
use self::speed::speed;
use self::symmetry::symmetry;

/// Relative difference of the counts of an element up to which two compositions are the same.
const COMPOSITION_TOLERANCE: f64 = 0.005;

/// The same for a composition and a formula, which is often rounded.
const FORMULA_TOLERANCE: f64 = 0.02;

const SLOWEST: Duration = Duration::from_secs(2);

/// Reads every file of the folder and prints the table; fails where a mark is missed.
pub(crate) fn run(dir: &Path) -> ExitCode {
    match check(dir) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}: {error}", dir.display());
            ExitCode::from(2)
        }
    }
}

fn check(dir: &Path) -> Result<bool, Box<dyn std::error::Error>> {
    let rows = table(&dir.join("reference.csv"))?;
    let mut files = Vec::with_capacity(rows.len());
    for row in rows {
        let path = dir.join(&row["file"]);
        let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        files.push(File::read(row, bytes));
    }
    let mutations = table(&dir.join("mutations.csv")).unwrap_or_default();
    let mut damaged = Vec::with_capacity(mutations.len());
    for row in mutations {
        let bytes = std::fs::read(dir.join(&row["file"]))?;
        let base = std::fs::read(dir.join(&row["base_file"]))?;
        damaged.push(Damaged::read(row, &bytes, &base));
    }
    let mut report = Report::default();
    stability(&files, &damaged, &mut report);
    agreement(&files, &mut report);
    disputes(&files, &mut report);
    groups(&files, &mut report);
    outcomes(&damaged, &mut report);
    speed(&files, dir, &mut report);
    // One thread, so that times are those of the work.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    pool.install(|| symmetry(&files, &mut report));
    println!("{}", report.text());
    Ok(report.holds)
}

fn table(path: &Path) -> Result<Vec<BTreeMap<String, String>>, csv::Error> {
    csv::Reader::from_path(path)?.deserialize().collect()
}

/// The table that is printed, and the details under it.
struct Report {
    rows: Vec<[String; 4]>,
    details: Vec<String>,
    holds: bool,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            details: Vec::new(),
            holds: true,
        }
    }
}

impl Report {
    fn row(&mut self, what: &str, mark: &str, found: String, holds: bool) {
        let verdict = if holds { "holds" } else { "MISSED" };
        self.holds &= holds;
        self.rows
            .push([what.to_owned(), mark.to_owned(), found, verdict.to_owned()]);
    }

    fn text(&self) -> String {
        let header = ["", "mark", "found", "verdict"].map(str::to_owned);
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.to_vec()).collect();
        let mut lines = vec![columns(&header, &rows)];
        lines.extend(self.details.iter().map(|detail| format!("  {detail}")));
        lines.join("\n")
    }
}

/// A file, the answers of the peers and ours.
struct File {
    row: BTreeMap<String, String>,
    bytes: Vec<u8>,
    reading: Option<Reading>,
    time: Duration,
}

impl File {
    fn read(row: BTreeMap<String, String>, bytes: Vec<u8>) -> Self {
        let (reading, time) = read_guarded(&bytes);
        Self {
            row,
            bytes,
            reading,
            time,
        }
    }

    fn name(&self) -> &str {
        &self.row["file"]
    }

    fn composition(&self) -> Option<Composition> {
        self.reading.as_ref()?.composition()
    }

    /// What a peer read: `g` or `p`.
    fn peer(&self, which: &str) -> Option<Composition> {
        (self.row[&format!("{which}_status")] == "ok")
            .then(|| peer_composition(&self.row[&format!("{which}_comp")]))
            .flatten()
    }
}

/// Reads with a guard against panics: `None` is one.
fn read_guarded(bytes: &[u8]) -> (Option<Reading>, Duration) {
    let start = Instant::now();
    let reading = catch_unwind(AssertUnwindSafe(|| {
        read_structure(bytes, &ReadOptions::default()).with_charges(&[])
    }));
    (reading.ok(), start.elapsed())
}

/// `Li:24 P:4 S:20`; deuterium counts as hydrogen, `None` where an atom is of no element.
fn peer_composition(text: &str) -> Option<Composition> {
    let mut sum = Composition::new();
    for part in text.split_whitespace() {
        let (symbol, count) = part.split_once(':')?;
        let symbol = if matches!(symbol, "D" | "T") {
            "H"
        } else {
            symbol
        };
        *sum.entry(symbol.parse().ok()?).or_insert(0.0) += count.parse::<f64>().ok()?;
    }
    sum.retain(|_, n| *n > 0.0);
    Some(sum)
}

fn same(a: &Composition, b: &Composition, tolerance: f64) -> bool {
    hecs_cif::same_composition(a, b, tolerance)
}
