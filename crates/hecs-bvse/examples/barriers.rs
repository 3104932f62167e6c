//! Barriers of Li+ in a CIF file, as one line of JSON: `barriers FILE SPACING [bvlain]`.
//!
//! With `bvlain` the energies are those of BVlain with softBV radii (no charge scaling). Peak
//! memory and processor time are what the system says of this process at its end.

use std::error::Error;

use hecs_bvse::{Barriers, EnergyMap, Framework, Options, Radii};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Ion;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, spacing, rest @ ..] = arguments.as_slice() else {
        return Err("usage: barriers FILE SPACING [bvlain]".into());
    };
    let options = if rest.iter().any(|word| word == "bvlain") {
        Options::bvlain(Radii::SoftBv)
    } else {
        Options::default()
    };
    let reading = read_structure(&std::fs::read(path)?, &ReadOptions::default());
    let structure = reading.structure.ok_or("the file holds no structure")?;
    let framework = Framework::new(&structure, Ion::LI, &options)?;
    let map = EnergyMap::compute(&framework, spacing.parse()?)?;
    let barriers = Barriers::from_map(&map);
    let [one, two, three] = [1, 2, 3].map(|dimension| {
        let energy = barriers.energy_ev(dimension);
        energy.map_or_else(|| "null".to_owned(), |e| e.to_string())
    });
    println!(
        r#"{{"grid":{:?},"e_min":{},"barriers":[{one},{two},{three}],"peak_kib":{},"cpu_seconds":{}}}"#,
        map.grid().divisions(),
        map.e_min(),
        peak_kib().unwrap_or(0),
        cpu_seconds()
    );
    Ok(())
}

/// Processor time of all threads of this process in seconds; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// Largest resident size of this process in KiB, where the system says so.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
