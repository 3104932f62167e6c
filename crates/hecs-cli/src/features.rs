//! `hecs describe --set generic`: the 54 features of any electrolyte.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hecs_analysis::records::{ExplanationRecord, FeaturesRecord, Head};
use hecs_analysis::{BarrierSettings, PrototypeSettings, features_with};
use hecs_descriptors::{Feature, Prototype};

use crate::args::{Common, Describe, Format};
use crate::memory;
use crate::output::columns;
use crate::reading::{for_each_structure, mobile_ion};
use crate::results::{Record, Results, end_unless_printed, header_of, resolve, row_of_numbers};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Describe, common: &Common) -> Result<Outcome, VerbError> {
    let settings = settings(arguments)?;
    let prototypes = prototypes(arguments.prototype.as_deref())?;
    let format = resolve(common.format);
    let memory = memory::pool(None);
    let header = header(&prototypes);
    let mut results = Results::with_headers(format, header.clone(), header);
    let explains = arguments.explain && format == Format::Table;
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "describing",
        |entry| features_with(entry, &settings, &prototypes, arguments.explain, &memory),
        |record| &record.head,
        |record| {
            results.push(&record);
            if explains {
                end_unless_printed(writeln!(io::stdout(), "{}", explained(&record)));
            }
        },
    )?;
    if explains {
        Ok(results.outcome())
    } else {
        Ok(results.finish())
    }
}

/// The settings of the map behind the pathways.
pub(crate) fn settings(arguments: &Describe) -> Result<BarrierSettings, VerbError> {
    if arguments.s_conf_li_as_published {
        let words = "--s-conf-li-as-published is of the argyrodite set; leave out --set generic";
        return Err(VerbError::Usage(words.to_owned()));
    }
    let mut settings = map_settings(arguments.ion.as_deref().unwrap_or("Li+"))?;
    if let Some(spacing_ang) = arguments.spacing {
        settings.spacing_ang = spacing_ang;
    }
    Ok(settings)
}

/// The settings of a map for an ion, whose memory is not its own.
pub(crate) fn map_settings(ion: &str) -> Result<BarrierSettings, VerbError> {
    let mut settings = BarrierSettings::new(mobile_ion(ion)?);
    // What all structures in work share decides.
    settings.options.memory_limit_bytes = u64::MAX;
    Ok(settings)
}

/// The prototypes compiled in, and what an argument adds: the name of the one that is asked for, a file of one, or
/// a folder of such files.
pub(crate) fn prototypes(asked: Option<&str>) -> Result<PrototypeSettings, VerbError> {
    let mut settings = PrototypeSettings::default();
    let Some(asked) = asked else {
        return Ok(settings);
    };
    let path = Path::new(asked);
    if path.is_dir() {
        for file in files_of(path)? {
            add(&mut settings, read(&file)?)?;
        }
    } else if path.is_file() {
        add(&mut settings, read(path)?)?;
        settings.asked = Some(settings.prototypes.len() - 1);
    } else {
        let plain = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
        let known = &settings.prototypes;
        let found = known.iter().position(|p| plain(&p.name) == plain(asked));
        let names = || known.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        settings.asked = Some(found.ok_or_else(|| {
            let known = names().join(", ");
            let words = format!("--prototype: no prototype and no file is {asked}; known: {known}");
            VerbError::Usage(words)
        })?);
    }
    Ok(settings)
}

/// The TOML files of a folder in alphabetical order.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, VerbError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(VerbError::file(folder))? {
        let path = entry.map_err(VerbError::file(folder))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Prototype, VerbError> {
    let text = fs::read_to_string(path).map_err(VerbError::file(path))?;
    let found = Prototype::from_toml(&text);
    found.map_err(|error| VerbError::Usage(format!("{}: {error}", path.display())))
}

fn add(settings: &mut PrototypeSettings, prototype: Prototype) -> Result<(), VerbError> {
    let known = &mut settings.prototypes;
    if known.iter().any(|other| other.name == prototype.name) {
        let words = format!(
            "--prototype: there is a prototype {} already; give yours another name",
            prototype.name
        );
        return Err(VerbError::Usage(words));
    }
    known.push(prototype);
    Ok(())
}

/// Names of the columns: the features, and the special descriptors of the prototype asked for.
pub(crate) fn header(prototypes: &PrototypeSettings) -> Vec<String> {
    let special = prototypes.columns();
    let own = Feature::ALL.iter().map(|feature| feature.name());
    let own: Vec<&str> = own.chain(special.iter().map(String::as_str)).collect();
    header_of(&own)
}

/// A structure in words: its sites, groups and hops, then each feature with value or reason, and formula.
fn explained(record: &FeaturesRecord) -> String {
    let mut lines = vec![record.head.name()];
    lines.extend(record.head.message.clone());
    lines.extend(record.explanation.iter().flat_map(parts));
    let header = ["feature", "value", "unit", "formula or reason"].map(str::to_owned);
    let rows: Vec<Vec<String>> = Feature::ALL
        .iter()
        .map(|feature| {
            let value = record.features.get(feature.name());
            let reason = record.missing.get(feature.name());
            let reason = reason.map(|r| format!("missing: {}", r.message));
            vec![
                feature.name().to_owned(),
                value.map_or("–".to_owned(), |v| format!("{v:.4}")),
                feature.unit().to_owned(),
                reason.unwrap_or_else(|| feature.formula().to_owned()),
            ]
        })
        .collect();
    lines.push(columns(&header, &rows));
    lines.extend(record.prototype.iter().map(|name| format!("like {name}")));
    let special = record.special.iter();
    lines.extend(special.map(|(name, value)| format!("{name}: {value:.4}")));
    let missing = record.special_missing.iter();
    lines.extend(missing.map(|(name, reason)| format!("{name}: missing: {}", reason.message)));
    lines.join("\n")
}

/// Table of the sites, and lines on groups, framework and hops.
fn parts(explanation: &ExplanationRecord) -> Vec<String> {
    let header = ["site", "part", "class", "positions", "reason"].map(str::to_owned);
    let sites = explanation.sites.iter().map(|site| {
        vec![
            site.label.clone(),
            site.part.to_owned(),
            site.class.to_string(),
            site.multiplicity.to_string(),
            site.reason.clone(),
        ]
    });
    let mut lines = vec![columns(&header, &sites.collect::<Vec<_>>())];
    lines.extend(explanation.groups.iter().map(|group| {
        let kind = match group.dimension {
            0 => "polyanion".to_owned(),
            n => format!("network in {n} directions"),
        };
        format!("{} of {}: {kind}", group.count, group.formula)
    }));
    lines.push(format!(
        "framework without end in {} directions; {} nodes for the ion, with room for {:.2} at once",
        explanation.framework_dimension, explanation.nodes, explanation.capacity
    ));
    lines.extend(explanation.prototypes.iter().map(|prototype| {
        let orbits = prototype
            .orbits
            .iter()
            .filter(|(_, sites)| !sites.is_empty());
        let orbits = orbits.map(|(name, sites)| format!("{name} = {}", sites.join(" + ")));
        if prototype.is_like {
            let orbits: Vec<String> = orbits.collect();
            format!("like {}: {}", prototype.name, orbits.join(", "))
        } else {
            format!("unlike {}: {}", prototype.name, prototype.unmet.join("; "))
        }
    }));
    lines.extend(explanation.hops.iter().map(|hop| {
        let radius = hop.window_ang;
        let radius = radius.map_or("no window".to_owned(), |r| format!("window {r:.3} Å"));
        let (length, ions) = (hop.length_ang, hop.window.join(", "));
        format!("hop {}: {length:.3} Å, {radius} of {ions}", hop.class)
    }));
    lines
}

fn cells(record: &FeaturesRecord, show: impl Fn(f64) -> String) -> Vec<String> {
    let features = Feature::ALL.iter().map(|feature| feature.name());
    let special = record.special_columns.iter().map(String::as_str);
    let value = |name: &str| {
        let special = || record.special.get(name);
        record.features.get(name).or_else(special).copied()
    };
    row_of_numbers(&record.head, features.chain(special), value, show)
}

impl Record for FeaturesRecord {
    fn header() -> Vec<String> {
        header_of(&Feature::ALL.map(Feature::name))
    }

    fn row(&self) -> Vec<String> {
        cells(self, |v| v.to_string())
    }

    fn short_row(&self) -> Vec<String> {
        cells(self, |v| format!("{v:.4}"))
    }

    fn head(&self) -> &Head {
        &self.head
    }
}
