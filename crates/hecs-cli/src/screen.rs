//! `hecs screen`: one question to any number of structures.

mod ask;
mod sinks;
mod sources;

use hecs_analysis::records::PathsRecord;
use hecs_analysis::{BarrierSettings, Entry, PathSettings, barriers, describe, inspect, paths};
use hecs_core::{Ion, Stop};
use hecs_descriptors::DescribeOptions;
use hecs_screen::{Judge, Question, Record, Summary};
use serde_json::{Value, json};

pub(crate) use self::ask::Run;
use self::ask::{Work, ask};
pub(crate) use self::sinks::StatusRecord;
use self::sinks::{counts, merge, merged, status};
use crate::args::{Common, Potential, Screen, ScreenInspect, ScreenPaths, ScreenWhat};
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
        ScreenWhat::Bvse(asked) => {
            let settings = barrier_settings(&asked.potential)?;
            let memory = memory::pool(asked.potential.memory);
            let answer = |entry: &_, stop: &_| {
                let settings = settings.with_stop(stop);
                Record::Bvse(Box::new(barriers(entry, &settings, &memory).record))
            };
            let words = potential(&asked.potential);
            let judge = Judge {
                barriers: &settings,
                memory: &memory,
            };
            ask(
                Question::Bvse,
                words,
                &asked.sources,
                &Work {
                    judge: Some(judge),
                    answer: &answer,
                    timeout: asked.potential.timeout,
                },
                run,
            )
        }
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

fn network(asked: &ScreenPaths, run: Run) -> Result<Summary, VerbError> {
    let of_conditions = barrier_settings(&asked.potential)?;
    let mut settings = PathSettings::new(of_conditions.ion);
    settings.options = of_conditions.options.clone();
    settings.spacing_ang = asked.potential.spacing;
    settings.level_ev = asked.level;
    let springs;
    (settings.host, springs) = hosts_of(asked.host, asked.images_host, asked.springs)?;
    let memory = memory::pool(asked.potential.memory);
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
    let judge = Judge {
        barriers: &of_conditions,
        memory: &memory,
    };
    ask(
        Question::Paths,
        words,
        &asked.sources,
        &Work {
            judge: Some(judge),
            answer: &answer,
            timeout: asked.potential.timeout,
        },
        run,
    )
}

fn barrier_settings(potential: &Potential) -> Result<BarrierSettings, VerbError> {
    let ion = potential
        .ion
        .parse::<Ion>()
        .map_err(|e| VerbError::Usage(format!("--ion: {e}")))?;
    let mut settings = BarrierSettings::new(ion);
    settings.spacing_ang = potential.spacing;
    settings.options.cutoff_ang = potential.cutoff;
    settings.options.fixed.clone_from(&potential.fixed);
    settings.options.insert = potential.insert;
    // What all structures in work share decides.
    settings.options.memory_limit_bytes = u64::MAX;
    Ok(settings)
}

/// What of the potential decides a record.
fn potential(potential: &Potential) -> Value {
    json!({
        "ion": potential.ion,
        "spacing": potential.spacing,
        "cutoff": potential.cutoff,
        "fixed": potential.fixed,
        "insert": potential.insert,
    })
}

/// A name for files of an entry: source and entry, without what a file name may not hold.
fn file_name(entry: &Entry) -> String {
    let name = match &entry.entry {
        Some(number) => format!("{}_{number}", entry.file),
        None => entry.file.clone(),
    };
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.trim_start_matches(['.', '/'])
        .replace(|c| !allowed(c), "_")
}
