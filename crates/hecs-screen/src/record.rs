//! A record of a screening: that of the question, and before it where the entry stands and what was made of it.

use std::io;
use std::path::PathBuf;

use hecs_analysis::records::{
    BvseRecord, DescribeRecord, FeaturesRecord, Head, InspectRecord, PathsRecord, Status,
};
use hecs_core::{SpaceGroup, Stopped, TabulatedSetting};
use hecs_io::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The record of a question.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Record {
    /// Of `hecs inspect`.
    Inspect(Box<InspectRecord>),
    /// Of `hecs describe`.
    Describe(Box<DescribeRecord>),
    /// Of `hecs describe --set generic`.
    Features(Box<FeaturesRecord>),
    /// Of `hecs bvse`.
    Bvse(Box<BvseRecord>),
    /// Of `hecs paths`.
    Paths(Box<PathsRecord>),
}

impl Record {
    /// What every record has.
    pub fn head(&self) -> &Head {
        match self {
            Self::Inspect(record) => &record.head,
            Self::Describe(record) => &record.head,
            Self::Features(record) => &record.head,
            Self::Bvse(record) => &record.head,
            Self::Paths(record) => &record.head,
        }
    }

    pub(crate) fn head_mut(&mut self) -> &mut Head {
        match self {
            Self::Inspect(record) => &mut record.head,
            Self::Describe(record) => &mut record.head,
            Self::Features(record) => &mut record.head,
            Self::Bvse(record) => &mut record.head,
            Self::Paths(record) => &mut record.head,
        }
    }

    /// Leaves out how long it took: the same input gives the same bytes.
    pub(crate) fn without_times(mut self) -> Self {
        match &mut self {
            Self::Bvse(record) => record.seconds = None,
            Self::Paths(record) => record.seconds = None,
            Self::Inspect(_) | Self::Describe(_) | Self::Features(_) => {}
        }
        self
    }
}

/// The symmetry that a record was computed with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Symmetry {
    /// Short Hermann–Mauguin symbol: of the group found where it was searched for, else as stated.
    space_group: Option<String>,
    /// Operations of the cell.
    operations: usize,
    /// Distance in Å within which it was found from the positions; null for the one that is stated.
    tolerance: Option<f64>,
    /// How far in Å the farthest position was moved to have it; null for the one that is stated.
    moved: Option<f64>,
}

impl Symmetry {
    /// Of a structure; `found` are the tolerance and the distance moved, in Å, where it was found from the positions.
    pub(crate) fn of(group: &SpaceGroup, found: Option<(f64, f64)>) -> Self {
        let of_number = || {
            let settings = TabulatedSetting::all().find(|s| Some(s.number) == group.number);
            settings.map(|setting| setting.symbol())
        };
        Self {
            space_group: group.hermann_mauguin.clone().or_else(of_number),
            operations: group.operations.len(),
            tolerance: found.map(|(tolerance, _)| tolerance),
            moved: found.map(|(_, moved)| moved),
        }
    }
}

/// What stands before the record of the question.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Before<'a> {
    /// Place among all entries of the sources, from 1.
    pub(crate) number: u64,
    /// Member of the archive that holds it; null outside of archives.
    member: Option<&'a str>,
    /// Line of the file or member that it begins at, from 1.
    line: usize,
    /// Hash of entry, question, settings, tables and version, hexadecimal: what has the same one is the same record.
    key: &'a str,
    /// The symmetry that it was computed with; null where nothing was computed.
    pub(crate) symmetry: Option<Symmetry>,
    /// Conditions that hold, the first of all.
    pub(crate) stages: usize,
}

impl<'a> Before<'a> {
    pub(crate) fn new(number: u64, place: &'a Place, key: &'a str) -> Self {
        Self {
            number,
            member: place.member.as_deref(),
            line: place.line,
            key,
            symmetry: None,
            stages: 0,
        }
    }

    /// The whole as one line of JSON, without its end.
    pub(crate) fn with(&self, record: &Record) -> io::Result<String> {
        let mut line = serde_json::to_string(self)?;
        let record = serde_json::to_string(record)?;
        // Two objects become one.
        line.pop();
        line.push(',');
        line.push_str(&record[1..]);
        Ok(line)
    }
}

/// A line of a sink of JSON lines: where the entry stands and what was made of it, then the record of the question. For its
/// schema; [`Screening::run`](crate::Screening::run) writes it.
#[derive(JsonSchema)]
#[schemars(description = "A line of a sink of JSON lines.")]
pub struct Line {
    #[serde(flatten)]
    #[expect(dead_code, reason = "a schema reads types, not values")]
    before: Before<'static>,
    #[serde(flatten)]
    #[expect(dead_code, reason = "a schema reads types, not values")]
    record: Record,
}

/// What is to be known of a line without reading the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Outline {
    pub(crate) number: u64,
    pub(crate) key: String,
    pub(crate) stages: usize,
    pub(crate) status: String,
    pub(crate) code: Option<String>,
    #[serde(default)]
    images: Vec<ImagesOutline>,
}

/// The images of a hop in a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct ImagesOutline {
    files: Vec<PathBuf>,
}

impl Outline {
    pub(crate) fn of(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// Whether it has no answer because there was no time for it.
    pub(crate) fn is_out_of_time(&self) -> bool {
        self.code.as_deref() == Some(Stopped::TIME_UP)
    }

    /// Whether the files that it names are there, as the question left them beside the sink.
    pub(crate) fn has_its_files(&self) -> bool {
        let mut files = self.images.iter().flat_map(|images| &images.files);
        files.all(|file| file.exists())
    }

    pub(crate) fn is(&self, status: Status) -> bool {
        self.status == status.name()
    }
}
