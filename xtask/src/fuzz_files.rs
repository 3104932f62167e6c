//! `cargo xtask fuzz-files`: damaged files through every question.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hecs_analysis::records::{BvseRecord, DescribeRecord, InspectRecord};
use hecs_analysis::{
    BarrierSettings, Entry, MemoryPool, ReadSettings, barriers, describe, inspect,
};
use hecs_core::{Ion, caught};
use hecs_descriptors::DescribeOptions;
use schemars::schema_for;
use serde_json::Value;

use crate::mutant::mutant;
use crate::root;

/// A question that takes longer than this about a damaged file hangs.
const LONGEST: Duration = Duration::from_secs(5);

/// After so long the run is given up: the mutant would never end.
const ENDLESS: Duration = Duration::from_secs(120);

/// Memory for the maps of all mutants in work: damaged cells are large.
const POOL_BYTES: u64 = 1 << 30;

/// Grid spacing in Å of the maps: what is tried is the way, not the number.
const SPACING_ANG: f64 = 0.5;

/// Files that are damaged, when there are more.
const FILES: usize = 30;

/// The questions, with the share of the mutants each is asked about.
const QUESTIONS: [(&str, u64); 4] = [("inspect", 1), ("bvse", 4), ("describe", 4), ("report", 4)];

/// Asks every question about mutants of fixed seeds, then of random ones for the rest of the time.
pub(crate) fn run(mutants: u64, minutes: f64, more: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(minutes * 60.0);
    let files = files(more)?;
    println!("{} files to damage", files.len());
    let campaign = Campaign {
        files,
        memory: MemoryPool::new(POOL_BYTES),
        schemas: ["inspect", "bvse", "describe"].map(schema),
        faults: Mutex::new(BTreeMap::new()),
        in_work: Mutex::new(BTreeMap::new()),
    };
    std::panic::set_hook(Box::new(|_| {}));
    for (question, share) in QUESTIONS {
        let count = mutants / share;
        campaign.ask(question, 0, count, None);
        println!(
            "{question}: {count} mutants, {:.0} s",
            started.elapsed().as_secs_f64()
        );
    }
    let first = random_seed();
    let mut random = 0;
    while Instant::now() < end {
        for (question, share) in QUESTIONS {
            campaign.ask(question, first.wrapping_add(random), 400 / share, Some(end));
        }
        random += 400;
    }
    if random > 0 {
        println!("{random} random mutants from seed {first}");
    }
    let _ = std::panic::take_hook();
    let faults = campaign
        .faults
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    for (place, what) in faults.iter().take(50) {
        println!("{place}: {what}");
    }
    if faults.is_empty() {
        println!("no panic, no hang, no number lost");
        return Ok(());
    }
    Err(format!("{} faults", faults.len()).into())
}

/// Seeds that nobody tried before.
fn random_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |time| time.as_nanos() as u64)
}

/// A file before it is damaged.
struct Original {
    name: String,
    text: Vec<u8>,
}

/// The CIF files of the repository and of another folder, some of each.
fn files(more: Option<&Path>) -> Result<Vec<Original>, Box<dyn Error>> {
    let own =
        ["fixtures/structures", "crates/hecs-cif/tests/cif"].map(|folder| root().join(folder));
    let mut found = Vec::new();
    for folder in own.iter().map(PathBuf::as_path).chain(more) {
        let mut paths: Vec<PathBuf> = Vec::new();
        collect(folder, &mut paths)?;
        paths.sort();
        let step = paths.len().div_ceil(FILES).max(1);
        for path in paths.iter().step_by(step) {
            found.push(Original {
                name: path.display().to_string(),
                text: fs::read(path)?,
            });
        }
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("cif"))
        {
            found.push(path);
        }
    }
    Ok(())
}

fn schema(question: &str) -> Value {
    let schema = match question {
        "inspect" => schema_for!(InspectRecord),
        "bvse" => schema_for!(BvseRecord),
        _ => schema_for!(DescribeRecord),
    };
    schema.to_value()
}

struct Campaign {
    files: Vec<Original>,
    memory: MemoryPool,
    /// Of the records of inspect, bvse and describe.
    schemas: [Value; 3],
    /// What went wrong, by question, file and seed.
    faults: Mutex<BTreeMap<String, String>>,
    /// Seeds in work and since when.
    in_work: Mutex<BTreeMap<u64, Instant>>,
}

impl Campaign {
    /// Asks a question about `count` mutants on all cores.
    fn ask(&self, question: &str, first: u64, count: u64, end: Option<Instant>) {
        let next = AtomicU64::new(0);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        if i >= count || end.is_some_and(|end| Instant::now() > end) {
                            break;
                        }
                        let seed = first.wrapping_add(i);
                        self.in_work(|in_work| in_work.insert(seed, Instant::now()));
                        self.one(question, seed);
                        self.in_work(|in_work| in_work.remove(&seed));
                    }
                });
            }
            scope.spawn(|| self.watch(question, &next, count, end));
        });
    }

    fn in_work<T>(&self, change: impl FnOnce(&mut BTreeMap<u64, Instant>) -> T) -> T {
        change(&mut self.in_work.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the program where a mutant does not.
    fn watch(&self, question: &str, next: &AtomicU64, count: u64, end: Option<Instant>) {
        loop {
            let oldest = self.in_work(|in_work| in_work.iter().map(|(s, t)| (*t, *s)).min());
            match oldest {
                Some((since, seed)) if since.elapsed() > ENDLESS => {
                    eprintln!(
                        "{question}, seed {seed}: no end after {} s",
                        ENDLESS.as_secs()
                    );
                    std::process::exit(1);
                }
                None if next.load(Ordering::Relaxed) >= count
                    || end.is_some_and(|end| Instant::now() > end) =>
                {
                    return;
                }
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    fn one(&self, question: &str, seed: u64) {
        let Original { name, text } = &self.files[(seed % self.files.len() as u64) as usize];
        let bytes = mutant(text, seed);
        let started = Instant::now();
        let answer = caught(|| self.answer(question, &bytes));
        let took = started.elapsed();
        let fault = match answer {
            Err(words) => Some(format!("panic: {words}")),
            Ok(Some(place)) => Some(format!("null at {place}")),
            Ok(None) if took > LONGEST => Some(format!("{:.1} s", took.as_secs_f64())),
            Ok(None) => None,
        };
        if let Some(fault) = fault {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.insert(format!("{question}, {name}, seed {seed}"), fault);
        }
    }

    /// Where a record has null in place of a number, if anywhere.
    fn answer(&self, question: &str, bytes: &[u8]) -> Option<String> {
        let entries = Entry::all_from_cif("mutant.cif", bytes, &ReadSettings::default());
        entries.iter().find_map(|entry| {
            let (record, schema) = match question {
                "inspect" => (serde_json::to_value(inspect(entry)), &self.schemas[0]),
                "bvse" => {
                    let settings = BarrierSettings {
                        spacing_ang: SPACING_ANG,
                        ..BarrierSettings::new(Ion::LI)
                    };
                    let answer = barriers(entry, &settings, &self.memory);
                    (serde_json::to_value(answer.record), &self.schemas[1])
                }
                "describe" => {
                    let record = describe(entry, &DescribeOptions::default());
                    (serde_json::to_value(record), &self.schemas[2])
                }
                _ => {
                    let page = hecs_cli::report_page(entry, Ion::LI);
                    assert!(page.ends_with("</html>\n"), "the page has no end");
                    return None;
                }
            };
            lost_number(&record.unwrap_or_default(), schema, schema, "")
        })
    }
}

/// Where a value is null although its schema knows no null there.
fn lost_number(value: &Value, schema: &Value, root: &Value, place: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#'))?;
        return lost_number(value, target, root, place);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let of_null = |choice: &&Value| choice["type"] == "null";
        if value.is_null() && choices.iter().any(|choice| of_null(&choice)) {
            return None;
        }
        let lost = choices
            .iter()
            .filter(|choice| !of_null(choice))
            .map(|choice| lost_number(value, choice, root, place));
        // One that fits is enough.
        return lost.collect::<Option<Vec<_>>>()?.pop();
    }
    match value {
        Value::Null => {
            let allowed = match &schema["type"] {
                Value::Array(types) => types.iter().any(|t| t == "null"),
                Value::String(one) => one == "null",
                _ => true,
            };
            (!allowed).then(|| place.to_owned())
        }
        Value::Object(map) => map.iter().find_map(|(key, value)| {
            let own = &schema["properties"][key];
            let inner = if own.is_null() {
                &schema["additionalProperties"]
            } else {
                own
            };
            lost_number(value, inner, root, &format!("{place}/{key}"))
        }),
        Value::Array(list) => list.iter().enumerate().find_map(|(i, value)| {
            let tuple = &schema["prefixItems"][i];
            let inner = if tuple.is_null() {
                &schema["items"]
            } else {
                tuple
            };
            lost_number(value, inner, root, &format!("{place}/{i}"))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_number_is_found_in_every_record() {
        let cif = b"data_NaCl _space_group_name_H-M_alt 'F m -3 m'
            _cell_length_a 5.64 _cell_length_b 5.64 _cell_length_c 5.64
            _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
            loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
            Na1 0 0 0  Cl1 0.5 0.5 0.5";
        let entry = Entry::from_cif("x.cif".to_owned(), cif, &ReadSettings::default());
        let schema = schema("inspect");
        let mut record = serde_json::to_value(inspect(&entry)).unwrap();
        assert_eq!(lost_number(&record, &schema, &schema, ""), None);
        for place in ["/cell/volume", "/sites/1/fract/2", "/composition/Na"] {
            let mut damaged = record.clone();
            *damaged.pointer_mut(place).unwrap() = Value::Null;
            assert_eq!(
                lost_number(&damaged, &schema, &schema, "").as_deref(),
                Some(place)
            );
        }
        // Where a number may be missing, none is lost.
        *record.pointer_mut("/formula_units").unwrap() = Value::Null;
        assert_eq!(lost_number(&record, &schema, &schema, ""), None);
    }
}
