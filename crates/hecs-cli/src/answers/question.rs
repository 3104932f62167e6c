//! Questions about single structures: what the options decide, once, and an answer for each entry.

use std::path::PathBuf;

use hecs_analysis::records::{
    BvseRecord, DescribeRecord, Failure, FeaturesRecord, Head, InspectRecord, OrderRecord,
    PathsRecord, PredictRecord,
};
use hecs_analysis::{
    BarrierAnswer, BarrierSettings, Entry, ImageSettings, Images, MemoryPool, OrderSettings,
    PathAnswer, PathSettings, PrototypeSettings, ReadSettings, SpringModel, barriers, describe,
    elastic_host, features_with, images, inspect, order, paths, predict,
};
use hecs_bvse::Options;
use hecs_core::{Ion, Stop, Structure, caught};
use hecs_descriptors::DescribeOptions;
use hecs_pls::Model;
use hecs_view::{Part, page_settings, part};
use nalgebra::Vector3;

use super::words::{command_of, json, not_a};
use crate::args::{Command, SetName};
use crate::reading::{self, entries_of_bytes, entries_of_path, mobile_ion};
use crate::report;
use crate::results::Record;
use crate::tables::models_of;
use crate::verb::VerbError;
use crate::{bvse, memory};

/// A question of `inspect`, `bvse`, `paths`, `describe`, `predict` or `report`, with all that its options decide.
pub struct Question {
    asked: Asked,
    reading: ReadSettings,
}

enum Asked {
    Inspect,
    Barriers(Box<BarrierSettings>, MemoryPool),
    Paths(Box<PathSettings>, Option<ImagesAsked>, MemoryPool),
    Order(Box<OrderSettings>),
    Describe(DescribeOptions),
    Features {
        settings: Box<BarrierSettings>,
        prototypes: Box<PrototypeSettings>,
        explain: bool,
        memory: MemoryPool,
    },
    Predict(Box<Model>),
    Report(Box<PathSettings>, Option<Box<Model>>, MemoryPool),
}

/// Images of the hops that decide barriers.
struct ImagesAsked {
    between: usize,
    /// Springs of a host that gives way between the ends; `None` for one that does not.
    springs: Option<SpringModel>,
}

/// What structures are read from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Given {
    /// A file, or a folder of CIF files.
    Path(PathBuf),
    /// A text or an archive in memory.
    Bytes {
        /// Name for records; its ending may tell the format where the content does not.
        name: String,
        /// The content.
        bytes: Vec<u8>,
    },
    /// A structure that is read already.
    Entry(Box<Entry>),
    /// What cannot be read, and why.
    Failed {
        /// Name for records.
        name: String,
        /// The reason.
        failure: Failure,
    },
}

impl Question {
    /// The question that these words ask, a verb with its options but without files; `model` is the text of a model that
    /// `hecs fit` wrote, which `predict` needs and `report` takes.
    ///
    /// # Errors
    /// Words or a model that make no sense.
    pub fn new(words: &[String], model: Option<&str>) -> Result<Self, VerbError> {
        let stdin = ["-".to_owned()];
        let (asked, reading) = match command_of(words, &stdin)? {
            Command::Inspect(arguments) => (Asked::Inspect, arguments.input.reading),
            Command::Bvse(arguments) => {
                let settings = Box::new(bvse::checked_settings(&arguments)?);
                let memory = memory::pool(arguments.memory);
                (Asked::Barriers(settings, memory), arguments.input.reading)
            }
            Command::Paths(arguments) => {
                let (settings, springs) = crate::paths::settings(&arguments)?;
                let memory = memory::pool(arguments.memory);
                let images = arguments.images.map(|between| ImagesAsked {
                    between: between.into(),
                    springs,
                });
                let asked = Asked::Paths(Box::new(settings), images, memory);
                (asked, arguments.input.reading)
            }
            Command::Order(arguments) => {
                crate::order::refuse_files(&arguments)?;
                let settings = crate::order::settings(&arguments)?;
                (Asked::Order(Box::new(settings)), arguments.input.reading)
            }
            Command::Describe(arguments) => {
                let asked = match arguments.set {
                    SetName::Argyrodite => Asked::Describe(crate::describe::options(&arguments)?),
                    SetName::Generic => Asked::Features {
                        settings: Box::new(crate::features::settings(&arguments)?),
                        prototypes: Box::new(crate::features::prototypes(
                            arguments.prototype.as_deref(),
                        )?),
                        explain: arguments.explain,
                        memory: memory::pool(None),
                    },
                };
                (asked, arguments.input.reading)
            }
            Command::Predict(arguments) => {
                let model = Box::new(only_model(model)?);
                (Asked::Predict(model), arguments.reading)
            }
            Command::Report(arguments) => {
                let ion = mobile_ion(&arguments.ion)?;
                let mut settings = Box::new(page_settings(ion, report::host(arguments.host)));
                settings.orderings = arguments.ordered();
                let model = model.map(|text| only_model(Some(text)).map(Box::new));
                let asked = Asked::Report(settings, model.transpose()?, memory::pool(None));
                (asked, arguments.input.reading)
            }
            _ => return Err(not_a(words, "a question about structures")),
        };
        let reading = reading::settings(&reading)?;
        Ok(Self { asked, reading })
    }

    /// With energies at fractional points in the answers, of barriers.
    #[must_use]
    pub fn at_points(mut self, points: Vec<Vector3<f64>>) -> Self {
        if let Asked::Barriers(settings, _) = &mut self.asked {
            settings.points = points;
        }
        self
    }

    /// How structures are read.
    pub fn reading(&self) -> &ReadSettings {
        &self.reading
    }

    /// The ion and the choices of its potential, where the question is about one.
    pub fn potential(&self) -> Option<(Ion, &Options)> {
        match &self.asked {
            Asked::Barriers(settings, _) => Some((settings.ion, &settings.options)),
            Asked::Paths(settings, ..) | Asked::Report(settings, ..) => {
                Some((settings.ion, &settings.options))
            }
            _ => None,
        }
    }

    /// Names of the columns of [`Answer::row`]; none of a page.
    pub fn header(&self) -> Vec<String> {
        match &self.asked {
            Asked::Inspect => InspectRecord::header(),
            Asked::Barriers(..) => BvseRecord::header(),
            Asked::Paths(..) => PathsRecord::header(),
            Asked::Order(_) => OrderRecord::header(),
            Asked::Describe(_) => DescribeRecord::header(),
            Asked::Features { prototypes, .. } => crate::features::header(prototypes),
            Asked::Predict(_) => PredictRecord::header(),
            Asked::Report(..) => Vec::new(),
        }
    }

    /// The images that `--images` asks for, of each hop of an answer about an entry, with the number of the hop.
    ///
    /// # Errors
    /// Why a hop has none.
    pub fn images(&self, entry: &Entry, answer: &Answer) -> Result<Vec<(usize, Images)>, Failure> {
        let (Asked::Paths(settings, Some(asked), _), Answer::Paths(found)) = (&self.asked, answer)
        else {
            return Ok(Vec::new());
        };
        let structure = entry.structure()?;
        let mut wanted = ImageSettings::new(asked.between);
        if let Some(springs) = asked.springs {
            wanted = wanted.in_host(elastic_host(springs, entry)?);
        }
        let hops = found.hop_paths.iter();
        hops.map(|(hop, path)| Ok((*hop, images(structure, settings.ion, path, &wanted)?)))
            .collect()
    }

    /// Every structure of what is given, each an entry; what cannot be read is an entry that says why.
    pub fn entries(&self, given: Given) -> Vec<Entry> {
        match given {
            Given::Path(path) => entries_of_path(path, &self.reading),
            Given::Bytes { name, bytes } => entries_of_bytes(&name, bytes, &self.reading),
            Given::Entry(entry) => vec![*entry],
            Given::Failed { name, failure } => vec![Entry::failed(name, failure)],
        }
    }

    /// The answer for a structure. A bug that panics over it costs this answer, which says so.
    /// One that is stopped says so, too.
    pub fn answer(&self, entry: &Entry, stop: &Stop) -> Answer {
        caught(|| self.answered(entry, stop)).unwrap_or_else(|words| {
            let failure = Failure::new("bug", format!("a bug of hecs: {words}"));
            self.answered(&entry.without_answer(failure), stop)
        })
    }

    fn answered(&self, entry: &Entry, stop: &Stop) -> Answer {
        match &self.asked {
            Asked::Inspect => Answer::Inspect(Box::new(inspect(entry))),
            Asked::Barriers(settings, memory) => {
                let settings = settings.with_stop(stop);
                Answer::Barriers(Box::new(barriers(entry, &settings, memory)))
            }
            Asked::Paths(settings, _, memory) => {
                let settings = settings.with_stop(stop);
                Answer::Paths(Box::new(paths(entry, &settings, memory)))
            }
            Asked::Order(settings) => {
                let settings = settings.with_stop(stop);
                let mut structures = Vec::new();
                let record = order(entry, &settings, |one| {
                    structures.push(one.structure()?);
                    Ok(())
                });
                if !record.head.ok {
                    structures.clear();
                }
                Answer::Order(Box::new(OrderAnswer { record, structures }))
            }
            Asked::Describe(options) => Answer::Describe(Box::new(describe(entry, options))),
            Asked::Features {
                settings,
                prototypes,
                explain,
                memory,
            } => {
                let settings = settings.with_stop(stop);
                let record = features_with(entry, &settings, prototypes, *explain, memory);
                Answer::Features(Box::new(record))
            }
            Asked::Predict(model) => Answer::Predict(Box::new(predict(entry, model))),
            Asked::Report(settings, model, memory) => {
                let settings = settings.with_stop(stop);
                let part = part(entry, &settings, model.as_deref(), memory);
                Answer::Report(Box::new(PagePart { part }))
            }
        }
    }
}

fn only_model(text: Option<&str>) -> Result<Model, VerbError> {
    let text = text.ok_or_else(|| VerbError::Usage("--model: name a model".to_owned()))?;
    let models = models_of("the model".as_ref(), text)?;
    let [model] = <[Model; 1]>::try_from(models).map_err(|models| {
        VerbError::Usage(format!(
            "--model: it predicts {} responses and is for the rows of a table, where descriptors are columns",
            models.len()
        ))
    })?;
    Ok(model)
}

/// What a structure contributes to a page.
pub struct PagePart {
    part: Part,
}

/// A record of `order` with the structures of its configurations.
pub struct OrderAnswer {
    /// The record.
    pub record: OrderRecord,
    /// The configurations, in their order.
    pub structures: Vec<Structure>,
}

/// The answer of a [`Question`] for one structure.
#[non_exhaustive]
pub enum Answer {
    /// Of `inspect`.
    Inspect(Box<InspectRecord>),
    /// Of `bvse`.
    Barriers(Box<BarrierAnswer>),
    /// Of `paths`.
    Paths(Box<PathAnswer>),
    /// Of `order`.
    Order(Box<OrderAnswer>),
    /// Of `describe`.
    Describe(Box<DescribeRecord>),
    /// Of `describe --set generic`.
    Features(Box<FeaturesRecord>),
    /// Of `predict`.
    Predict(Box<PredictRecord>),
    /// Of `report`.
    Report(Box<PagePart>),
}

impl Answer {
    /// What the record says of its input.
    pub fn head(&self) -> &Head {
        match self {
            Self::Inspect(record) => &record.head,
            Self::Barriers(answer) => &answer.record.head,
            Self::Paths(answer) => &answer.record.head,
            Self::Order(answer) => &answer.record.head,
            Self::Describe(record) => &record.head,
            Self::Features(record) => &record.head,
            Self::Predict(record) => &record.head,
            Self::Report(part) => &part.part.head,
        }
    }

    /// The record as the program prints it, on one line; of a page only the head.
    ///
    /// # Errors
    /// None in practice.
    pub fn json(&self) -> Result<String, VerbError> {
        match self {
            Self::Inspect(record) => json(record),
            Self::Barriers(answer) => json(&answer.record),
            Self::Paths(answer) => json(&answer.record),
            Self::Order(answer) => json(&answer.record),
            Self::Describe(record) => json(record),
            Self::Features(record) => json(record),
            Self::Predict(record) => json(record),
            Self::Report(part) => json(&part.part.head),
        }
    }

    /// The cells of its row in the CSV of the program; none of a page.
    pub fn row(&self) -> Vec<String> {
        match self {
            Self::Inspect(record) => record.row(),
            Self::Barriers(answer) => answer.record.row(),
            Self::Paths(answer) => answer.record.row(),
            Self::Order(answer) => answer.record.row(),
            Self::Describe(record) => record.row(),
            Self::Features(record) => record.row(),
            Self::Predict(record) => record.row(),
            Self::Report(_) => Vec::new(),
        }
    }
}

/// The page of the answers of a `report` about an ion; `None` where none of the structures was read.
pub fn page(answers: impl IntoIterator<Item = Answer>, ion: Ion) -> Option<String> {
    let parts = answers.into_iter().filter_map(|answer| match answer {
        Answer::Report(part) => Some(part.part),
        _ => None,
    });
    report::page_of(parts.collect(), ion)
}
