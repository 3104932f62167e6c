//! A screening from what was typed to its sink, with progress and the counts at the end.

use std::time::Duration;

use hecs_analysis::Entry;
use hecs_core::Stop;
use hecs_screen::{Condition, Judge, Question, Record, Screening, Stage, Step, Summary};
use rayon::ThreadPool;
use serde_json::Value;

use super::sources::Sources;
use crate::args::{Sources as Asked, SymmetryName};
use crate::bvse::SYMMETRY_TOLERANCE_ANG;
use crate::files::check_place;
use crate::progress::Share;
use crate::reading::settings;
use crate::screen::sinks::failure;
use crate::verb::VerbError;

/// How a structure is answered.
pub(super) struct Work<'a> {
    /// Voids and barriers for conditions on them.
    pub(super) judge: Option<Judge<'a>>,
    /// The answer.
    pub(super) answer: &'a (dyn Fn(&Entry, &Stop) -> Record + Sync),
    /// Time that a structure may take.
    pub(super) timeout: Option<Duration>,
}

/// How a screening is run.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    /// Ends it before it is done.
    pub(crate) stop: &'a Stop,
    /// The threads that answer; without any those of the process.
    pub(crate) threads: Option<&'a ThreadPool>,
    /// Whether nothing is said.
    pub(crate) is_quiet: bool,
}

/// Asks, and says at the end what was found.
pub(super) fn ask(
    question: Question,
    words: Value,
    asked: &Asked,
    work: &Work,
    run: Run,
) -> Result<Summary, VerbError> {
    check_place(&asked.sink, &asked.files).map_err(VerbError::file(&asked.sink))?;
    let has_orderings = work.judge.is_some_and(|judge| judge.before_orderings);
    let conditions = asked.stage.iter().map(|text| {
        let found = Condition::parse(text, question);
        let found = found.map_err(|e| VerbError::Usage(format!("--stage {e}")))?;
        if found.stage() == Stage::Orderings && !has_orderings {
            return Err(VerbError::Usage(format!(
                "--stage {text}: it is about orderings; ask for some with --orderings"
            )));
        }
        Ok(found)
    });
    let screening = Screening {
        question,
        settings: words,
        reading: settings(&asked.reading)?,
        symmetry_ang: match asked.symmetry {
            SymmetryName::Find => Some(SYMMETRY_TOLERANCE_ANG),
            SymmetryName::AsGiven => None,
        },
        conditions: conditions.collect::<Result<_, _>>()?,
        judge: work.judge,
        answer: work.answer,
        timeout: work.timeout,
        stop: run.stop.clone(),
        threads: run.threads,
        shard: asked.shard,
        resume: asked.resume,
    };
    let sources = Sources::new(&asked.files);
    let names = sources.names();
    let progress = Share::new(sources.total_bytes(), sources.read_bytes(), run.is_quiet);
    let (mut taken_over, mut done) = (0, 0);
    let told = |step: Step| {
        done += 1;
        taken_over += usize::from(step.is_taken_over);
        progress.step();
    };
    let found = screening.run(|| sources.open(), names, &asked.sink, told);
    drop(progress);
    let summary = found.map_err(failure)?;
    if !run.is_quiet {
        if taken_over > 0 {
            say!("{taken_over} of {done} records taken over from an earlier run");
        }
        say!("{}", words_of(&summary));
    }
    Ok(summary)
}

/// The counts, and those after each stage.
fn words_of(summary: &Summary) -> String {
    let counts = summary.status.iter().filter(|(_, count)| **count > 0);
    let mut words = vec![format!("{} structures", summary.records)];
    words.extend(counts.map(|(status, count)| format!("{count} {status}")));
    let mut lines = vec![words.join(", ")];
    lines.extend(
        summary
            .stages
            .iter()
            .map(|stage| format!("{}: {} of {}", stage.condition, stage.held, stage.asked)),
    );
    lines.join("\n")
}
