//! `cargo xtask corpus DIR`: the CIF reader against a folder of real files with the answers of
//! other programs.
//!
//! DIR holds `reference.csv` (columns `file`, `g_status`, `g_comp`, `g_volume`, `g_sg`, and the
//! same with `p_`, `comp_agree`: the answers of gemmi and pymatgen) and, optionally,
//! `mutations.csv` (columns `file`, `base_file`, `mutation`): damaged copies with the outcome a
//! reader owes. The files belong to others and stay where they are.

mod agreement;
mod damaged;
mod file;
mod report;
mod speed;
mod symmetry;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use self::agreement::{agreement, disputes, groups, stability};
use self::damaged::{Damaged, outcomes};
use self::file::File;
use self::report::Report;
use self::speed::speed;
use self::symmetry::symmetry;

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
