//! `hecs screen`: one question to any number of structures.

mod ask;
mod sinks;
mod sources;

use std::fmt::Write as _;

use hecs_analysis::records::PathsRecord;
use hecs_analysis::{
    BarrierSettings, Entry, OrderingSettings, PathSettings, PrototypeSettings, barriers, describe,
    features_with, inspect, paths,
};
use hecs_core::Stop;
use hecs_descriptors::DescribeOptions;
use hecs_screen::{Judge, Question, Record, Summary};
use serde_json::{Value, json};

pub(crate) use self::ask::Run;
use self::ask::{Work, ask};
pub(crate) use self::sinks::StatusRecord;
use self::sinks::{counts, merge, merged, status};
use crate::args::{
    Common, Mobile, Potential, Screen, ScreenBvse, ScreenFeatures, ScreenInspect, ScreenPaths,
    ScreenWhat,
};
use crate::features::{map_settings, prototypes};
use crate::memory;
use crate::paths::{ImagesAsked, hosts_of, save_images};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Screen, common: &Common) -> Result<Outcome, VerbError> {
    let run = Run {
        stop: &Stop::default(),
        threads: None,
        is_quiet: common.quiet,
    };
    let (sources, summary) = match &arguments.what {
        ScreenWhat::Merge(asked) => return merge(asked, common),
        ScreenWhat::Status(asked) => return status(asked, common),
        ScreenWhat::Inspect(asked) | ScreenWhat::Describe(asked) => {
            (&asked.sources, screened(arguments, run)?)
        }
        ScreenWhat::Features(asked) => (&asked.sources, screened(arguments, run)?),
        ScreenWhat::Bvse(asked) => (&asked.sources, screened(arguments, run)?),
        ScreenWhat::Paths(asked) => (&asked.sources, screened(arguments, run)?),
    };
    counts(&summary, &sources.sink, common)?;
    if summary.records == 0 && summary.entries > 0 {
        // A small source leaves some of many parts empty: these are done.
        return Ok(Outcome::done());
    }
    let failed = summary.status.get("failed").copied().unwrap_or_default();
    Ok(Outcome::counted(failed as usize, summary.records as usize))
}

/// Asks the question that was typed, until it is stopped, or puts the parts of an earlier one together.
pub(crate) fn screened(arguments: &Screen, run: Run) -> Result<Summary, VerbError> {
    match &arguments.what {
        ScreenWhat::Inspect(asked) => read_only(Question::Inspect, asked, run),
        ScreenWhat::Describe(asked) => read_only(Question::Describe, asked, run),
        ScreenWhat::Features(asked) => features(asked, run),
        ScreenWhat::Bvse(asked) => barriers_of(asked, run),
        ScreenWhat::Paths(asked) => network(asked, run),
        ScreenWhat::Merge(asked) => merged(asked),
        ScreenWhat::Status(_) => Err(VerbError::Usage(
            "status asks nothing of structures".to_owned(),
        )),
    }
}

/// A question that needs no potential.
fn read_only(question: Question, asked: &ScreenInspect, run: Run) -> Result<Summary, VerbError> {
    let options = DescribeOptions::default();
    let answer = |entry: &_, _: &_| match question {
        Question::Describe => Record::Describe(Box::new(describe(entry, &options))),
        _ => Record::Inspect(Box::new(inspect(entry))),
    };
    let work = Work {
        judge: None,
        answer: &answer,
        timeout: None,
    };
    ask(question, json!({}), &asked.sources, &work, run)
}

fn features(asked: &ScreenFeatures, run: Run) -> Result<Summary, VerbError> {
    let settings = mobile_settings(&asked.mobile)?;
    let prototypes = prototypes(asked.prototype.as_deref())?;
    let memory = memory::pool(asked.cost.memory);
    let answer = |entry: &_, stop: &_| {
        let settings = settings.with_stop(stop);
        let record = features_with(entry, &settings, &prototypes, false, &memory);
        Record::Features(Box::new(record))
    };
    // Those compiled in are part of the version.
    let added = &prototypes.prototypes[PrototypeSettings::default().prototypes.len()..];
    let words = json!({
        "ion": asked.mobile.ion,
        "spacing": asked.mobile.spacing,
        "prototype": prototypes.asked.map(|n| &prototypes.prototypes[n].name),
        "prototypes": added.iter().map(|p| format!("{p:?}")).collect::<Vec<_>>(),
    });
    let judge = Judge {
        barriers: &settings,
        memory: &memory,
        before_orderings: false,
    };
    let work = Work {
        judge: Some(judge),
        answer: &answer,
        timeout: asked.cost.timeout,
    };
    ask(Question::Features, words, &asked.sources, &work, run)
}

fn barriers_of(asked: &ScreenBvse, run: Run) -> Result<Summary, VerbError> {
    let of_conditions = barrier_settings(&asked.potential)?;
    let mut settings = of_conditions.clone();
    settings.orderings = asked.ordered.settings();
    let memory = memory::pool(asked.potential.cost.memory);
    let answer = |entry: &_, stop: &_| {
        let settings = settings.with_stop(stop);
        Record::Bvse(Box::new(barriers(entry, &settings, &memory).record))
    };
    let mut words = potential(&asked.potential);
    add_orderings(&mut words, settings.orderings.as_ref());
    let judge = Judge {
        barriers: &of_conditions,
        memory: &memory,
        before_orderings: settings.orderings.is_some(),
    };
    let work = Work {
        judge: Some(judge),
        answer: &answer,
        timeout: asked.potential.cost.timeout,
    };
    ask(Question::Bvse, words, &asked.sources, &work, run)
}

fn network(asked: &ScreenPaths, run: Run) -> Result<Summary, VerbError> {
    let of_conditions = barrier_settings(&asked.potential)?;
    let mut settings = PathSettings::new(of_conditions.ion);
    settings.options = of_conditions.options.clone();
    settings.spacing_ang = asked.potential.mobile.spacing;
    settings.level_ev = asked.level;
    settings.orderings = asked.ordered.settings();
    let springs;
    (settings.host, springs) = hosts_of(asked.host, asked.images_host, asked.springs)?;
    let memory = memory::pool(asked.potential.cost.memory);
    let answer = |entry: &_, stop: &_| {
        let answer = paths(entry, &settings.with_stop(stop), &memory);
        let mut record: PathsRecord = answer.record;
        if let (Some(between), Some(folder)) = (asked.images, &asked.images_folder) {
            let images = ImagesAsked {
                ion: settings.ion,
                between,
                format: asked.images_format,
                springs,
            };
            let base = |hop| folder.join(format!("{}_hop_{hop}", file_name(entry)));
            save_images(&mut record, &answer.hop_paths, entry, images, base);
        }
        Record::Paths(Box::new(record))
    };
    let mut words = potential(&asked.potential);
    if let Value::Object(words) = &mut words {
        words.insert("level".to_owned(), json!(asked.level));
        words.insert("host".to_owned(), json!(format!("{:?}", settings.host)));
        let images = asked
            .images
            .map(|n| format!("{n} {:?} {springs:?}", asked.images_format));
        words.insert("images".to_owned(), json!(images));
    }
    add_orderings(&mut words, settings.orderings.as_ref());
    let judge = Judge {
        barriers: &of_conditions,
        memory: &memory,
        before_orderings: settings.orderings.is_some(),
    };
    let work = Work {
        judge: Some(judge),
        answer: &answer,
        timeout: asked.potential.cost.timeout,
    };
    ask(Question::Paths, words, &asked.sources, &work, run)
}

fn mobile_settings(mobile: &Mobile) -> Result<BarrierSettings, VerbError> {
    let mut settings = map_settings(&mobile.ion)?;
    settings.spacing_ang = mobile.spacing;
    Ok(settings)
}

fn barrier_settings(potential: &Potential) -> Result<BarrierSettings, VerbError> {
    let mut settings = mobile_settings(&potential.mobile)?;
    settings.options.cutoff_ang = potential.cutoff;
    settings.options.fixed.clone_from(&potential.fixed);
    settings.options.insert = potential.insert;
    Ok(settings)
}

/// What of the potential decides a record.
fn potential(potential: &Potential) -> Value {
    json!({
        "ion": potential.mobile.ion,
        "spacing": potential.mobile.spacing,
        "cutoff": potential.cutoff,
        "fixed": potential.fixed,
        "insert": potential.insert,
    })
}

/// What of the orderings decides a record, where they are asked for: records without them keep their keys.
fn add_orderings(words: &mut Value, orderings: Option<&OrderingSettings>) {
    if let (Value::Object(words), Some(asked)) = (words, orderings) {
        let orderings = json!({
            "samples": asked.samples,
            "supercell": asked.supercell,
            "seed": asked.seed,
            "spacing": asked.spacing_ang,
        });
        words.insert("orderings".to_owned(), orderings);
    }
}

/// A name for files of an entry, another for each of a screening: source and entry, of which `%` and two hexadecimal digits stand
/// for every byte that a file name may not hold, and in the entry for `_`, which separates the two.
fn file_name(entry: &Entry) -> String {
    let source = entry.file.trim_start_matches("./");
    let mut name = escaped(source, "-_.");
    if name.starts_with('.') {
        // Files that begin with a full stop are hidden.
        name.replace_range(..1, "%2E");
    }
    if let Some(entry) = &entry.entry {
        name += "_";
        name += &escaped(entry, "-.");
    }
    name
}

/// A text with letters, digits and what is `allowed`, the bytes of all else as `%` and hexadecimal digits.
fn escaped(text: &str, allowed: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || allowed.contains(c) {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                // Writing to a string does not fail.
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hecs_analysis::records::Failure;

    use super::*;

    #[test]
    fn every_entry_has_a_name_of_its_own() {
        let named = |file: &str, entry: &str| {
            let mut read = Entry::failed(file.to_owned(), Failure::new("none", "no structure"));
            read.entry = Some(entry.to_owned());
            file_name(&read)
        };
        assert_eq!(named("source.jsonl", "4"), "source.jsonl_4");
        assert_eq!(named("./x/a.jsonl", "4"), "x%2Fa.jsonl_4");
        let entries = [
            ("x/a.jsonl", "1"),
            ("x_a.jsonl", "1"),
            ("/x/a.jsonl", "1"),
            ("../x/a.jsonl", "1"),
            ("x%2Fa.jsonl", "1"),
            ("x_a.jsonl_1", "1"),
            ("x_a.jsonl", "1_1"),
            ("x_a.jsonl", "1, 1"),
            (".x", "1"),
            ("%2Ex", "1"),
        ];
        let names: BTreeSet<String> = entries.iter().map(|(a, b)| named(a, b)).collect();
        assert_eq!(names.len(), entries.len(), "{names:?}");
        for name in &names {
            assert!(!name.contains('/') && !name.starts_with('.'), "{name}");
        }
    }
}
