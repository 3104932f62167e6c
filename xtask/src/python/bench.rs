//! What the way through Python costs: the same structures through the function in Rust and through the package.

use std::error::Error;
use std::fs;

use hecs_analysis::{BarrierSettings, Entry, MemoryPool, ReadSettings, barriers};
use hecs_core::Ion;
use rustix::time::{ClockId, clock_gettime};

use super::Installed;
use crate::root;

/// How often the fixtures are asked about.
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

/// Seconds of CPU that the function takes for the fixtures on one thread: the least of the rounds, which other work on the
/// machine disturbs least.
fn in_rust() -> Result<f64, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(root().join("fixtures/structures"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "cif"));
    paths.sort();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let (settings, memory) = (BarrierSettings::new(Ion::LI), MemoryPool::unlimited());
    let mut least = f64::INFINITY;
    // One more than Python's, for the tables.
    for _ in 0..=ROUNDS {
        let before = cpu_seconds();
        pool.install(|| -> Result<(), std::io::Error> {
            for path in &paths {
                let name = path.display().to_string();
                let entry = Entry::from_cif(name, &fs::read(path)?, &ReadSettings::default());
                std::hint::black_box(barriers(&entry, &settings, &memory).record);
            }
            Ok(())
        })?;
        least = least.min(cpu_seconds() - before);
    }
    Ok(least)
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
