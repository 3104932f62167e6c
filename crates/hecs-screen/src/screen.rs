//! The screening itself: sources → entries of the part → records → journal → sink.

use std::fs;
use std::path::Path;

use hecs_analysis::records::{Failure, Status};
use hecs_analysis::{Entry, ReadSettings};
use hecs_core::caught;
use hecs_io::{Entries, Place, RawEntry, Source, StreamOptions};
use serde_json::{Value, json};

use crate::columns::Question;
use crate::condition::Condition;
use crate::error::ScreenError;
use crate::hash::{Asked, content};
use crate::in_order::in_order;
use crate::journal::{Journal, Lines, Part, parts_of};
use crate::record::{Before, Outline, Record, Symmetry};
use crate::shard::Shard;
use crate::sink::{Form, publish};
use crate::stages::{Judge, Stopped, judge};
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
    /// The answer to the question.
    pub answer: &'a (dyn Fn(&Entry) -> Record + Sync),
    /// Which part of the sources.
    pub shard: Shard,
    /// Whether what earlier processes have found is taken over.
    pub resume: bool,
}

/// What the caller is told while a screening goes on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Whether the record was taken over.
    pub is_taken_over: bool,
    /// Whether it holds an answer.
    pub is_ok: bool,
}

/// An entry of the part, on its way.
enum Job {
    /// A record of an earlier process.
    Known(Outline, String),
    /// To be answered.
    New {
        number: u64,
        key: String,
        entry: Box<Result<RawEntry, hecs_io::Unread>>,
    },
}

impl Screening<'_> {
    /// Asks every entry of `sources`, whose `names` go into the summary, and writes the sink.
    ///
    /// # Errors
    /// Where the sink cannot be written: what was found stays for a later run.
    pub fn run(
        &self,
        sources: impl Iterator<Item = Source> + Send,
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
        let mut known = Journal::new(earlier_lines(&earlier, out, self.resume));
        let mut part = Part::new(out).map_err(ScreenError::file(out))?;
        let part_path = part.path.clone();

        let mut entries = 0_u64;
        let jobs = Entries::new(sources, StreamOptions::default()).filter_map(|entry| {
            entries += 1;
            let (content, format) = match &entry {
                Ok(raw) => (content(&raw.bytes), raw.format.name()),
                // What cannot be read has no content of its own.
                Err(unread) => (content(unread.to_string().as_bytes()), "unread"),
            };
            if !self.shard.holds(&content) {
                return None;
            }
            let key = asked.key(&content, format);
            Some(match known.take(entries, &key) {
                Some((outline, line)) => Job::Known(outline, line),
                None => Job::New {
                    number: entries,
                    key,
                    entry: Box::new(entry),
                },
            })
        });
        let work = |job: Job| match job {
            Job::Known(outline, line) => Ok((outline, line, true)),
            Job::New { number, key, entry } => {
                let line = self.line(number, &key, &entry, &conditions)?;
                let outline = Outline::of(&line);
                let outline = outline.ok_or(std::io::ErrorKind::InvalidData)?;
                Ok((outline, line, false))
            }
        };
        let written = in_order(jobs, work, |done: std::io::Result<_>| {
            let (outline, line, is_taken_over) = done?;
            part.write(&line)?;
            summary.count(&outline);
            told(Step {
                is_taken_over,
                is_ok: outline.is(Status::Ok),
            });
            Ok(())
        });
        written.map_err(ScreenError::file(&part_path))?;
        summary.entries = entries;
        let whole = part.finish().map_err(ScreenError::file(&part_path))?;
        publish(&whole, out, &summary)?;
        for path in earlier {
            // Another process may have removed it, or be writing it: what it finds is there already.
            let _ = fs::remove_file(path);
        }
        Ok(summary)
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
    fn line(
        &self,
        number: u64,
        key: &str,
        entry: &Result<RawEntry, hecs_io::Unread>,
        conditions: &[Condition],
    ) -> std::io::Result<String> {
        let place = match entry {
            Ok(raw) => &raw.place,
            Err(unread) => &unread.place,
        };
        let mut before = Before::new(number, place, key);
        let answered = caught(|| self.record(entry, &mut before, conditions));
        let record = answered.unwrap_or_else(|words| {
            let words = format!(
                "internal error: {words}; this is a bug of hecs, please report it with the input"
            );
            (self.answer)(&failed(place, Failure::new("bug", words)))
        });
        before.with(&record.without_times())
    }

    fn record(
        &self,
        entry: &Result<RawEntry, hecs_io::Unread>,
        before: &mut Before,
        conditions: &[Condition],
    ) -> Record {
        let mut entry = match entry {
            Ok(raw) => Entry::from_raw(raw, &self.reading),
            Err(unread) => Entry::unread(unread),
        };
        let mut found_within = None;
        if let Some(tolerance_ang) = self.symmetry_ang
            && let Some(found) = entry.with_symmetry_found(tolerance_ang)
        {
            entry = found;
            found_within = Some(tolerance_ang);
        }
        if let Ok(structure) = entry.structure() {
            before.symmetry = Some(Symmetry::of(structure.space_group(), found_within));
        }
        let judged = judge(&entry, self.question, conditions, self.judge);
        before.stages = judged.held;
        let mut record = match &judged.stopped {
            None => (self.answer)(&entry),
            Some(Stopped::Condition(words)) => self.stopped(&entry, words),
            Some(Stopped::Failed(failure)) => (self.answer)(&entry.without_answer(failure.clone())),
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
        record
    }

    fn stopped(&self, entry: &Entry, words: &str) -> Record {
        let failure = Failure::skipped(STAGE, words);
        let mut record = (self.answer)(&entry.without_answer(failure));
        record.head_mut().formula = entry.formula();
        record
    }
}

/// What can be taken over: the longest part that earlier processes have left, else the finished sink.
fn earlier_lines(parts: &[std::path::PathBuf], out: &Path, resume: bool) -> Option<Lines> {
    let sink = (resume && Form::of(out).is_ok_and(|form| form == Form::JsonLines)).then_some(out);
    let length = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len());
    let longest = parts
        .iter()
        .map(AsRef::as_ref)
        .chain(sink)
        .max_by_key(|path| length(path));
    longest.and_then(|path| Lines::open(path).ok())
}

fn failed(place: &Place, failure: Failure) -> Entry {
    let mut entry = Entry::failed(place.source.clone(), failure);
    entry.entry = Some(place.number.to_string());
    entry
}
