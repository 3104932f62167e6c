//! What the way through Python costs: the same structures through the function in Rust and through the package.

use std::error::Error;
use std::fs;

use hecs_analysis::{BarrierSettings, Entry, MemoryPool, ReadSettings, barriers};
use hecs_core::Ion;

use super::Installed;
use crate::root;

/// How often the fixtures are asked about, so that the clock's ticks do not matter.
const ROUNDS: usize = 6;

/// Measures and prints.
///
/// # Errors
/// Where a file or the script cannot be read or run.
pub(super) fn run(installed: &Installed) -> Result<(), Box<dyn Error>> {
    let spent = in_rust()?;
    println!("benchmark:");
    let script = root().join("xtask/python/bench.py");
    let status = installed
        .python()
        .arg(script)
        .arg(spent.to_string())
        .arg(ROUNDS.to_string())
        .arg(root().join("fixtures/structures"))
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err("the Python package costs more than it may".into())
    }
}

/// Seconds of CPU that the function takes for all rounds, on one thread.
fn in_rust() -> Result<f64, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(root().join("fixtures/structures"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "cif"));
    paths.sort();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let (settings, memory) = (BarrierSettings::new(Ion::LI), MemoryPool::unlimited());
    let answered = |rounds: usize| -> Result<(), std::io::Error> {
        for path in std::iter::repeat_n(&paths, rounds).flatten() {
            let name = path.display().to_string();
            let entry = Entry::from_cif(name, &fs::read(path)?, &ReadSettings::default());
            std::hint::black_box(barriers(&entry, &settings, &memory).record);
        }
        Ok(())
    };
    // Once for the tables.
    pool.install(|| answered(1))?;
    let before = cpu_seconds()?;
    pool.install(|| answered(ROUNDS))?;
    Ok(cpu_seconds()? - before)
}

/// User and system time of this process.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in brackets that may hold anything.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / 100.0)
}
