//! The screening itself: sources → entries of the part → records → journal → sink.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hecs_analysis::records::{Failure, Note};
use hecs_analysis::{Entry, ReadSettings};
use hecs_core::{Stop, Stopped, caught};
use hecs_io::{Entries, Place, RawEntry, Source, StreamOptions, Unread};
use rayon::ThreadPool;
use serde_json::{Value, json};

use crate::condition::Condition;
use crate::error::ScreenError;
use crate::hash::{Asked, content};
use crate::in_order::in_order;
use crate::journal::{Journal, Lines, Part, parts_of};
use crate::question::Question;
use crate::record::{Before, Outline, Record, Symmetry};
use crate::shard::Shard;
use crate::sink::{Form, keys_of, publish, summary_of};
use crate::stages::{Ended, Judge, judge};
use crate::summary::{STAGE, Summary};

/// What a screening asks, and of which part of the sources.
pub struct Screening<'a> {
    /// The question.
    pub question: Question,
    /// Everything that decides a record beside the question, the input and the version: a record is taken from an earlier
    /// process only where it is the same.
    pub settings: Value,
    /// How entries are read.
    pub reading: ReadSettings,
    /// Distance in Å within which the symmetry of every structure is found from its positions; `None` takes it as stated.
    pub symmetry_ang: Option<f64>,
    /// Conditions, which are asked in the order of what it costs to judge them.
    pub conditions: Vec<Condition>,
    /// What conditions on voids and barriers are judged on; `None` for questions that have none.
    pub judge: Option<Judge<'a>>,
    /// The answer to the question, which ends before it is found where it is stopped.
    pub answer: &'a (dyn Fn(&Entry, &Stop) -> Record + Sync),
    /// How long a structure may take, its conditions included. Those that took longer are asked again when the screening is
    /// resumed.
    pub timeout: Option<Duration>,
    /// Ends the screening before it is done; what was found stays for a later run.
    pub stop: Stop,
    /// The threads that answer; without any those of the process.
    pub threads: Option<&'a ThreadPool>,
    /// Which part of the sources.
    pub shard: Shard,
    /// Whether what earlier processes have found is taken over. A record in JSON lines whose files are gone is asked again; a
    /// finished table in Parquet names no files.
    pub resume: bool,
}

/// Distance in Å from which on it is said that symmetry has moved positions: in 26 electrolytes of OBELiX whose host ions were
/// moved by 0.01 Å along their free coordinates, 78 barriers changed by 1.1 eV for each Å in the median, and nine of ten by less
/// than 6.3 eV; what is less than this distance is 1 meV, seldom more than 6 meV.
const MOVED_ANG: f64 = 0.001;

/// What the caller is told while a screening goes on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Whether the record was taken over.
    pub is_taken_over: bool,
}

/// An entry of the part, on its way.
enum Job {
    /// A record of an earlier process.
    Known(Outline, String),
    /// To be answered.
    New(Box<Keyed>),
}

/// An entry of the part.
struct Keyed {
    /// Its place among all entries, from 1.
    number: u64,
    key: String,
    entry: Result<RawEntry, Unread>,
}

/// Name of the source that can be read once only.
const STDIN: &str = "<stdin>";

impl Screening<'_> {
    /// Asks every entry of `sources`, whose `names` go into the summary, and writes the sink. The sources are gone through once more
    /// where a finished table is to be taken over.
    ///
    /// # Errors
    /// Where the sink cannot be written, or the screening was stopped: what was found stays for a later run.
    pub fn run<S: Iterator<Item = Source> + Send>(
        &self,
        sources: impl Fn() -> S,
        names: Vec<String>,
        out: &Path,
        mut told: impl FnMut(Step),
    ) -> Result<Summary, ScreenError> {
        Form::of(out)?;
        let conditions = self.sorted_conditions();
        let settings = self.all_settings(&conditions);
        let asked = Asked::new(self.question.name(), &settings);
        let words = conditions.iter().map(ToString::to_string);
        let question = self.question.name();
        let mut summary = Summary::new(question, settings, names, self.shard, words);

        let earlier = if self.resume {
            parts_of(out).map_err(ScreenError::file(out))?
        } else {
            Vec::new()
        };
        if self.resume
            && !summary.sources.iter().any(|name| name == STDIN)
            && let Some(finished) = self.finished(out, &summary, sources(), &asked)?
        {
            remove(earlier);
            (0..finished.records).for_each(|_| {
                told(Step {
                    is_taken_over: true,
                });
            });
            return Ok(finished);
        }
        let mut known = Journal::new(earlier_lines(&earlier, out, self.resume));
        let mut part = Part::new(out).map_err(ScreenError::file(out))?;
        let part_path = part.path.clone();

        let mut entries = 0;
        let jobs = self.keyed(sources(), &asked, &mut entries).map(|keyed| {
            match known.take(keyed.number, &keyed.key) {
                Some((outline, line)) if !outline.is_out_of_time() && outline.has_its_files() => {
                    Job::Known(outline, line)
                }
                _ => Job::New(Box::new(keyed)),
            }
        });
        let work = |job: Job| match job {
            Job::Known(outline, line) => Ok((outline, line, true)),
            Job::New(keyed) => {
                let line = self.line(&keyed, &conditions)?;
                // What was stopped in the middle is no answer.
                (self.stop.check())
                    .map_err(|why| io::Error::new(io::ErrorKind::Interrupted, why))?;
                let outline = Outline::of(&line);
                let outline = outline.ok_or(io::ErrorKind::InvalidData)?;
                Ok((outline, line, false))
            }
        };
        let written = in_order(self.threads, jobs, work, |done: io::Result<_>| {
            let (outline, line, is_taken_over) = done?;
            part.write(&line)?;
            summary.count(&outline);
            told(Step { is_taken_over });
            Ok(())
        });
        self.stop.check()?;
        written.map_err(ScreenError::file(&part_path))?;
        summary.entries = entries;
        let whole = part.finish().map_err(ScreenError::file(&part_path))?;
        publish(&whole, out, &summary)?;
        remove(earlier);
        Ok(summary)
    }

    /// The entries of the part with their keys; `entries` counts all.
    fn keyed<'k>(
        &'k self,
        sources: impl Iterator<Item = Source> + Send + 'k,
        asked: &'k Asked,
        entries: &'k mut u64,
    ) -> impl Iterator<Item = Keyed> + Send + 'k {
        Entries::new(sources, StreamOptions::default()).filter_map(move |entry| {
            *entries += 1;
            let (content, format) = match &entry {
                Ok(raw) => (content(&raw.bytes), raw.format.name()),
                // What cannot be read has no content of its own.
                Err(unread) => (content(unread.to_string().as_bytes()), "unread"),
            };
            self.shard.holds(&content).then(|| Keyed {
                number: *entries,
                key: asked.key(&content, format),
                entry,
            })
        })
    }

    /// The summary of a table that is there already and holds the records of just these entries.
    fn finished(
        &self,
        out: &Path,
        wanted: &Summary,
        sources: impl Iterator<Item = Source> + Send,
        asked: &Asked,
    ) -> Result<Option<Summary>, ScreenError> {
        // What is there may be anything: then it is replaced.
        let Some(there) = summary_of(out).ok().flatten() else {
            return Ok(None);
        };
        let is_part = there.is_of_same_screening(wanted)
            && there.shard == wanted.shard
            && !there.codes.contains_key(Stopped::TIME_UP);
        if !is_part || Form::of(out)? != Form::Parquet {
            return Ok(None);
        }
        let mut entries = 0;
        let mut keys = keys_of(out)?;
        let all_there = self
            .keyed(sources, asked, &mut entries)
            .all(|keyed| keys.next() == Some((keyed.number, keyed.key)));
        Ok((all_there && keys.next().is_none()).then_some(there))
    }

    /// The conditions, the cheapest first.
    fn sorted_conditions(&self) -> Vec<Condition> {
        let mut conditions = self.conditions.clone();
        conditions.sort_by_key(Condition::stage);
        conditions
    }

    fn all_settings(&self, conditions: &[Condition]) -> Value {
        let reading = &self.reading;
        let charges: Vec<String> = (reading.charges.iter())
            .map(|(element, charge)| format!("{element}={charge}"))
            .collect();
        let conditions: Vec<String> = conditions.iter().map(ToString::to_string).collect();
        json!({
            "question": self.settings,
            "charges": charges,
            "reading": format!("{:?}", reading.cif),
            "symmetry_tolerance": self.symmetry_ang,
            "stages": conditions,
        })
    }

    /// The line of an entry. What panics costs its own answer.
    fn line(&self, keyed: &Keyed, conditions: &[Condition]) -> io::Result<String> {
        let place = match &keyed.entry {
            Ok(raw) => &raw.place,
            Err(unread) => &unread.place,
        };
        let mut before = Before::new(keyed.number, place, &keyed.key);
        let answered = caught(|| self.record(&keyed.entry, &mut before, conditions));
        let record = answered.unwrap_or_else(|words| {
            let words = format!(
                "internal error: {words}; this is a bug of hecs, please report it with the input"
            );
            self.failed(&failed(place, Failure::new("bug", words)))
        });
        before.with(&record.without_times())
    }

    fn record(
        &self,
        entry: &Result<RawEntry, Unread>,
        before: &mut Before,
        conditions: &[Condition],
    ) -> Record {
        let mut entry = match entry {
            Ok(raw) => Entry::from_raw(raw, &self.reading),
            Err(unread) => Entry::unread(unread),
        };
        let mut found_within = None;
        if let Some(tolerance_ang) = self.symmetry_ang
            && let Some((found, moved_ang)) = entry.with_symmetry_found(tolerance_ang)
        {
            entry = found;
            found_within = Some((tolerance_ang, moved_ang));
        }
        if let Ok(structure) = entry.structure() {
            before.symmetry = Some(Symmetry::of(structure.space_group(), found_within));
        }
        let stop = self.timeout.map(|length| self.stop.within(length));
        let stop = stop.unwrap_or_else(|| self.stop.clone());
        let judged = judge(&entry, self.question, conditions, self.judge, &stop);
        before.stages = judged.held;
        let mut record = match &judged.ended {
            None => (self.answer)(&entry, &stop),
            Some(Ended::Condition(words)) => self.unmet(&entry, words),
            Some(Ended::Failed(failure)) => self.failed(&entry.without_answer(failure.clone())),
        };
        if record.head().ok {
            // Those that only the answer itself can tell.
            let value = serde_json::to_value(&record).unwrap_or_default();
            for condition in &conditions[judged.held..] {
                match condition.judge(&value) {
                    Ok(()) => before.stages += 1,
                    Err(words) => {
                        record.head_mut().fail(Failure::skipped(STAGE, words));
                        break;
                    }
                }
            }
        }
        judged.add_to(&mut record);
        if let Some((_, moved_ang)) = found_within.filter(|(_, moved)| *moved > MOVED_ANG) {
            record.head_mut().notes.push(Note {
                code: "moved-by-symmetry".to_owned(),
                message: format!(
                    "positions were moved by up to {moved_ang:.4} Å to have the symmetry that was found; barriers may differ by some \
                     meV from those of the structure as given, which --symmetry as-given leaves as it is"
                ),
            });
        }
        record
    }

    /// The record of an entry that has a failure for an answer.
    fn failed(&self, entry: &Entry) -> Record {
        (self.answer)(entry, &Stop::default())
    }

    /// That of one that does not meet a condition.
    fn unmet(&self, entry: &Entry, words: &str) -> Record {
        let failure = Failure::skipped(STAGE, words);
        let mut record = self.failed(&entry.without_answer(failure));
        record.head_mut().formula = entry.formula();
        record
    }
}

/// Files of earlier processes that are looked into, so that many kills do not need all the files that a process may open.
const MOST_EARLIER: usize = 64;

/// What can be taken over: the finished sink, and the parts that earlier processes have left, the longest first.
fn earlier_lines<'a>(
    parts: &'a [PathBuf],
    out: &'a Path,
    resume: bool,
) -> impl Iterator<Item = Lines> + use<'a> {
    let is_lines = Form::of(out).is_ok_and(|form| form == Form::JsonLines);
    let sink = (resume && is_lines).then_some(out);
    let files = sink.into_iter().chain(parts.iter().map(AsRef::as_ref));
    files
        .filter_map(|path| Lines::open(path).ok())
        .take(MOST_EARLIER)
}

/// Removes parts whose records the sink holds.
fn remove(parts: Vec<PathBuf>) {
    for path in parts {
        // Another process may have removed it, or be writing it: what it finds is there already.
        let _ = fs::remove_file(path);
    }
}

fn failed(place: &Place, failure: Failure) -> Entry {
    let mut entry = Entry::failed(place.source.clone(), failure);
    entry.entry = Some(place.number.to_string());
    entry
}
