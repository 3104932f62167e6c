//! `hecs paths`: the migration network, or one hop.

mod graphml;
mod images;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hecs_analysis::records::{EstimateRecord, Failure, Head, PathsRecord};
use hecs_analysis::{Entry, Host, MemoryPool, Others, PathSettings, SpringModel, paths};
use hecs_view::{hops_csv, profile_csv, sites_csv};
use nalgebra::Vector3;

use self::graphml::graphml;
pub(crate) use self::images::ImagesAsked;
use crate::args::{Common, Format, HostName, OthersName, Paths, SpringsName};
use crate::files::{OutputNames, write_atomic};
use crate::memory;
use crate::orderings;
use crate::output::{optional, rounded};
use crate::reading::{for_each_structure, mobile_ion};
use crate::results::{Record, Results, header_of, resolve, row_of};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Paths, common: &Common) -> Result<Outcome, VerbError> {
    let (settings, images_springs) = settings(arguments)?;
    let names = OutputNames::of(&arguments.input.files);
    if let Some(folder) = &arguments.out {
        names.check("--out", &folder.join(SITES))?;
    }
    let memory = memory::pool(arguments.memory);
    let format = resolve(common.format);
    let mut results = Results::new(format);
    let mut estimates = Vec::new();
    let mut ordered = Vec::new();
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "following the ions",
        |entry| record(entry, &settings, images_springs, &memory, arguments, &names),
        |record| &record.head,
        |record| {
            results.push(&record);
            estimates.extend(record.hop.as_ref().map(|hop| line_of(&hop.estimate)));
            let table = |found| orderings::table(&record.head, found);
            ordered.extend(record.orderings.as_ref().map(table));
        },
    )?;
    let outcome = results.finish();
    if format == Format::Table {
        orderings::print(&ordered);
    }
    if format == Format::Table && !common.quiet {
        for line in estimates {
            say!("{line}");
        }
    }
    Ok(outcome)
}

/// An estimate in words.
fn line_of(estimate: &EstimateRecord) -> String {
    let Some(value) = estimate.value else {
        let why = estimate.why_not.as_ref();
        let why = why.map_or("", |why| why.message.as_str());
        return format!("no estimate of DFT: {why}");
    };
    let interval = estimate.low.zip(estimate.high);
    let interval = interval.map_or(String::new(), |(low, high)| {
        let percent = 100.0 * estimate.level;
        format!(" ({percent:.0} %: {low:.2}–{high:.2})")
    });
    let hops = estimate.trained_on.unwrap_or_default();
    let domain = format!("the domain of {hops} hops of the literature");
    if estimate.inside == Some(true) {
        format!("estimate of DFT: {value:.2} eV{interval}, within {domain}")
    } else {
        let reasons = estimate.reasons.join("; ");
        format!("estimate of DFT: {value:.2} eV{interval}, outside {domain}: {reasons}")
    }
}

/// Names of the files in the folder of `--out`.
const SITES: &str = "sites.csv";
const HOPS: &str = "hops.csv";
const PROFILE: &str = "profile.csv";
const GRAPH: &str = "network.graphml";

/// What was asked, and the springs of a host that gives way in images.
pub(crate) fn settings(
    arguments: &Paths,
) -> Result<(PathSettings, Option<SpringModel>), VerbError> {
    let ion = mobile_ion(&arguments.ion)?;
    let ends = arguments.from.zip(arguments.to);
    if ends.is_some() && arguments.ordered.orderings.is_some() {
        return Err(VerbError::Usage(
            "--orderings: a hop by its two ends is one of the given structure; leave out --from and --to"
                .to_owned(),
        ));
    }
    if ends.is_none() && arguments.others == Some(OthersName::Fixed) {
        return Err(VerbError::Usage(
            "--others fixed: which ions stay while one of them moves is not known of a whole network; give the \
             ends of one hop with --from and --to, or sites whose ions stay with --fixed"
                .to_owned(),
        ));
    }
    let mut settings = PathSettings::new(ion);
    let springs;
    (settings.host, springs) = hosts_of(arguments.host, arguments.images_host, arguments.springs)?;
    settings.options.cutoff_ang = arguments.cutoff;
    settings.options.fixed.clone_from(&arguments.fixed);
    settings.options.insert = arguments.insert;
    // What all structures in work share decides.
    settings.options.memory_limit_bytes = u64::MAX;
    settings.spacing_ang = arguments.spacing;
    settings.level_ev = arguments.level;
    settings.others = arguments.others.map(|others| match others {
        OthersName::Removed => Others::Removed,
        OthersName::Fixed => Others::Fixed,
    });
    settings.ends = ends.map(Into::into);
    settings.orderings = arguments.ordered.settings();
    Ok((settings, springs))
}

/// The host that was asked for, of the paths and of the images.
pub(crate) fn hosts_of(
    host: HostName,
    images_host: HostName,
    springs: Option<SpringsName>,
) -> Result<(Host, Option<SpringModel>), VerbError> {
    let model = match springs {
        None => SpringModel::default(),
        Some(SpringsName::S) => SpringModel::SiteConsistent,
        Some(SpringsName::F) => SpringModel::ByCharge,
        Some(SpringsName::Adp) => SpringModel::Displacement,
        Some(SpringsName::Stiffness(k)) => SpringModel::Plain(k),
    };
    if springs.is_some() && (host, images_host) == (HostName::Rigid, HostName::Rigid) {
        return Err(VerbError::Usage(
            "--springs: a rigid host has none; add --host elastic".to_owned(),
        ));
    }
    let host = match host {
        HostName::Rigid => Host::Rigid,
        HostName::Elastic => Host::Elastic(model),
    };
    Ok((host, (images_host == HostName::Elastic).then_some(model)))
}

/// Writes the images of the hops of a record into a folder and adds them to the record.
pub(crate) fn save_images(
    record: &mut PathsRecord,
    hop_paths: &BTreeMap<usize, Vec<Vector3<f64>>>,
    entry: &Entry,
    asked: ImagesAsked,
    place: impl Fn(usize) -> PathBuf,
) {
    for (hop, path) in hop_paths {
        match images::save(*hop, path, asked, entry, &place(*hop)) {
            Ok(images) => record.images.push(images),
            Err(failure) => record.head.fail(failure),
        }
    }
}

fn record(
    entry: &Entry,
    settings: &PathSettings,
    images_springs: Option<SpringModel>,
    memory: &MemoryPool,
    arguments: &Paths,
    names: &OutputNames,
) -> PathsRecord {
    let answer = paths(entry, settings, memory);
    let mut record = answer.record;
    let Some(folder) = arguments.out.as_deref().filter(|_| record.head.ok) else {
        return record;
    };
    let place = Place {
        folder,
        entry,
        names,
    };
    if let Err(reason) = save(&record, &place) {
        record.head.fail(Failure::new("files-not-written", reason));
    } else if let Some(between) = arguments.images {
        let asked = ImagesAsked {
            ion: settings.ion,
            between,
            format: arguments.images_format,
            springs: images_springs,
        };
        let base = |hop| place.path(&format!("hop_{hop}"));
        save_images(&mut record, &answer.hop_paths, entry, asked, base);
    }
    record
}

/// Where the files of an input go.
struct Place<'a> {
    folder: &'a Path,
    entry: &'a Entry,
    names: &'a OutputNames,
}

impl Place<'_> {
    fn path(&self, name: &str) -> PathBuf {
        let entry = self.entry;
        let out = self.folder.join(name);
        self.names.path(&out, &entry.file, entry.entry.as_deref())
    }
}

fn written(path: &Path, contents: &[u8]) -> Result<(), String> {
    write_atomic(path, contents).map_err(|e| format!("cannot write \"{}\": {e}", path.display()))
}

/// Writes the tables and the graph of a record.
fn save(record: &PathsRecord, place: &Place<'_>) -> Result<(), String> {
    let save = |name: &str, text: Vec<u8>| written(&place.path(name), &text);
    let text = |written: std::io::Result<Vec<u8>>| written.map_err(|e| e.to_string());
    save(PROFILE, text(profile_csv(record))?)?;
    if record.hop.is_none() {
        save(SITES, text(sites_csv(record))?)?;
        save(HOPS, text(hops_csv(record))?)?;
        save(GRAPH, graphml(record).into_bytes())?;
    }
    Ok(())
}

/// The barriers of a row: of the network, or of the hop.
struct Row<'r> {
    rigid: [Option<f64>; 3],
    elastic: [Option<f64>; 3],
    one_hop: [Option<f64>; 8],
    record: &'r PathsRecord,
}

impl<'r> Row<'r> {
    fn of(record: &'r PathsRecord) -> Self {
        let barrier = |name| record.barriers.get(name).and_then(Option::as_ref);
        let names = ["1d", "2d", "3d"];
        let hop = record.hop.as_ref();
        let (rigid, elastic) = (hop.and_then(|h| h.rigid), hop.and_then(|h| h.elastic));
        Self {
            rigid: names.map(|name| barrier(name).map(|b| b.rigid)),
            elastic: names.map(|name| barrier(name).and_then(|b| b.elastic)),
            one_hop: [
                hop.map(|h| h.distance),
                rigid.map(|b| b.forward),
                rigid.map(|b| b.backward),
                elastic.map(|b| b.forward),
                elastic.map(|b| b.backward),
                hop.and_then(|h| h.estimate.value),
                hop.and_then(|h| h.estimate.low),
                hop.and_then(|h| h.estimate.high),
            ],
            record,
        }
    }

    fn cells(&self, number: impl Fn(Option<f64>) -> String) -> Vec<String> {
        let record = self.record;
        let is_network = record.head.ok && record.hop.is_none();
        let count = |n: usize| {
            if is_network {
                n.to_string()
            } else {
                String::new()
            }
        };
        let mut cells = vec![
            record.ion.clone(),
            record.host.to_owned(),
            record.springs.clone().unwrap_or_default(),
            record.others.to_owned(),
        ];
        let energies = self.rigid.iter().chain(&self.elastic);
        cells.extend(energies.map(|e| number(*e)));
        cells.push(count(record.sites.len()));
        cells.push(count(record.hops.len()));
        cells.push(number(record.level));
        cells.extend(self.one_hop.iter().map(|e| number(*e)));
        let inside = record.hop.as_ref().and_then(|hop| hop.estimate.inside);
        cells.push(inside.map_or(String::new(), |inside| inside.to_string()));
        cells
    }
}

const COLUMNS: [&str; 22] = [
    "ion",
    "host",
    "springs",
    "others",
    "E_1D_eV",
    "E_2D_eV",
    "E_3D_eV",
    "E_1D_elastic_eV",
    "E_2D_elastic_eV",
    "E_3D_elastic_eV",
    "sites",
    "hops",
    "level_eV",
    "distance_A",
    "forward_eV",
    "backward_eV",
    "forward_elastic_eV",
    "backward_elastic_eV",
    "E_dft_eV",
    "E_dft_low_eV",
    "E_dft_high_eV",
    "E_dft_inside",
];

impl Record for PathsRecord {
    fn header() -> Vec<String> {
        header_of(&[&COLUMNS[..], &orderings::COLUMNS].concat())
    }

    fn row(&self) -> Vec<String> {
        let mut own = Row::of(self).cells(optional);
        own.extend(orderings::cells(self.orderings.as_ref()));
        row_of(&self.head, own)
    }

    fn short_header() -> Vec<String> {
        header_of(&COLUMNS)
    }

    fn short_row(&self) -> Vec<String> {
        // Columns that are empty in every row are left out.
        let number = |e: Option<f64>| e.map_or(String::new(), |e| rounded(Some(e), 4));
        row_of(&self.head, Row::of(self).cells(number))
    }

    fn head(&self) -> &Head {
        &self.head
    }
}
