//! `hecs describe --set generic`: the 54 features of any electrolyte.

use std::io::{self, Write};

use hecs_analysis::records::{ExplanationRecord, FeaturesRecord, Head};
use hecs_analysis::{BarrierSettings, features};
use hecs_core::Ion;
use hecs_descriptors::Feature;

use crate::args::{Common, Describe, Format};
use crate::memory;
use crate::output::columns;
use crate::reading::for_each_structure;
use crate::results::{Record, Results, end_unless_printed, header_of, resolve, row_of};
use crate::verb::{Outcome, VerbError};

/// Runs the verb.
pub(crate) fn run(arguments: &Describe, common: &Common) -> Result<Outcome, VerbError> {
    let settings = settings(arguments)?;
    let format = resolve(common.format);
    let memory = memory::pool(None);
    let mut results = Results::new(format);
    let explains = arguments.explain && format == Format::Table;
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "describing",
        |entry| features(entry, &settings, arguments.explain, &memory),
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
    let ion = arguments.ion.parse::<Ion>();
    let ion = ion.map_err(|e| VerbError::Usage(format!("--ion: {e}")))?;
    let mut settings = BarrierSettings::new(ion);
    if let Some(spacing_ang) = arguments.spacing {
        settings.spacing_ang = spacing_ang;
    }
    // What all structures in work share decides.
    settings.options.memory_limit_bytes = u64::MAX;
    Ok(settings)
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
        "framework without end in {} directions; {} nodes for the ion",
        explanation.framework_dimension, explanation.nodes
    ));
    lines.extend(explanation.hops.iter().map(|hop| {
        let radius = hop.window_ang;
        let radius = radius.map_or("no window".to_owned(), |r| format!("window {r:.3} Å"));
        let (length, ions) = (hop.length_ang, hop.window.join(", "));
        format!("hop {}: {length:.3} Å, {radius} of {ions}", hop.class)
    }));
    lines
}

fn cells(record: &FeaturesRecord, show: impl Fn(f64) -> String) -> Vec<String> {
    let value = |f: &Feature| record.features.get(f.name());
    let values = Feature::ALL.iter();
    let own = values.map(|f| value(f).map_or(String::new(), |v| show(*v)));
    row_of(&record.head, own.collect())
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
