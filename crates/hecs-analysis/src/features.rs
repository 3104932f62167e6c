//! `describe` of any electrolyte: the 54 features.

use std::collections::BTreeMap;

use hecs_bvse::Migration;
use hecs_core::ion_text;
use hecs_descriptors::{
    ClassHop, DescriptorError, Electrolyte, Feature, FeatureSet, Missing, Pathways, class_hops,
};

use crate::records::{
    BvseRecord, ClassHopRecord, ExplanationRecord, Failure, FeaturesRecord, GroupRecord, Note,
    PartRecord,
};
use crate::words::note_of;
use crate::{BarrierSettings, Entry, MemoryPool, barriers};

/// The features of an input for the ion of some settings, those of the conduction pathway from the network
/// that these settings find; `memory` is what all answers in work share.
///
/// Where there is no network, what rests on it is missing, and the rest is there.
pub fn features(
    entry: &Entry,
    settings: &BarrierSettings,
    explain: bool,
    memory: &MemoryPool,
) -> FeaturesRecord {
    let mut record = FeaturesRecord {
        head: entry.head("hecs.features.1"),
        ion: settings.ion.to_string(),
        features: BTreeMap::new(),
        missing: BTreeMap::new(),
        explanation: None,
    };
    let structure = match entry.structure() {
        Ok(structure) => structure,
        Err(failure) => {
            record.head.fail(failure);
            return record;
        }
    };
    if let Some(failure) = entry.unknown_charges() {
        record.head.fail(failure);
        return record;
    }
    let answer = barriers(entry, settings, memory);
    let pathways = match &answer.migration {
        Some(migration) => Pathways::Known(migration),
        None => Pathways::Missing(why(&answer.record)),
    };
    let set = FeatureSet::of(structure, settings.ion, &pathways);
    if let Err(error @ DescriptorError::NoMobileIon { .. }) = &set.electrolyte {
        let failure = Failure::skipped(error.code(), error.to_string());
        record.head.fail(failure);
        return record;
    }
    for (feature, value) in set.iter() {
        match value {
            Ok(value) => {
                record.features.insert(feature.name(), value);
            }
            Err(reason) => {
                let reason = Note {
                    code: reason.code.to_owned(),
                    message: reason.to_string(),
                };
                record.missing.insert(feature.name(), reason);
            }
        }
    }
    record.head.notes.extend(set.warnings.iter().map(note_of));
    if let Ok(electrolyte) = set.electrolyte.as_ref()
        && explain
    {
        record.explanation = Some(explanation(electrolyte, answer.migration.as_ref()));
    }
    record
}

/// Why an answer has no network.
fn why(record: &BvseRecord) -> Missing {
    let message = record.head.message.clone();
    let message = message.unwrap_or_else(|| "barriers were not refined".to_owned());
    Missing::new("no-network", message)
}

fn explanation(electrolyte: &Electrolyte, migration: Option<&Migration>) -> ExplanationRecord {
    let sites = electrolyte.sites.iter().map(|site| PartRecord {
        label: site.label.clone(),
        part: site.part.name(),
        reason: site.reason.to_string(),
        class: site.class,
        multiplicity: site.multiplicity,
    });
    let groups = electrolyte.groups.iter().map(|group| GroupRecord {
        formula: group.formula.clone(),
        dimension: group.dimension,
        count: group.count,
    });
    let hops = migration.map_or(Vec::new(), |m| class_hops(electrolyte, m));
    let hop = |hop: ClassHop| {
        let ions = hop.window.ions.iter();
        let ions = ions.map(|i| {
            let charge = f64::from(i.ion.charge);
            format!("{} ({})", i.label, ion_text(i.ion.element, charge))
        });
        ClassHopRecord {
            class: hop.class,
            length_ang: hop.length_ang,
            window_ang: hop.window.radius_ang,
            window: ions.collect(),
        }
    };
    let formulas = Feature::ALL.iter().map(|f| (f.name(), f.formula()));
    ExplanationRecord {
        sites: sites.collect(),
        groups: groups.collect(),
        framework_dimension: electrolyte.framework_dimension,
        nodes: electrolyte.nodes.count,
        hops: hops.into_iter().map(hop).collect(),
        formulas: formulas.collect(),
    }
}
