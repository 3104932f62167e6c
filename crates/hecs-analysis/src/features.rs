//! `describe` of any electrolyte: the 54 features.

use std::collections::BTreeMap;

use hecs_bvse::Migration;
use hecs_core::ion_text;
use hecs_descriptors::{
    ClassHop, DescriptorError, Electrolyte, Feature, FeatureSet, Likeness, Missing, Pathways,
    Prototype, class_hops, find_prototype,
};

use crate::records::{
    BvseRecord, ClassHopRecord, ExplanationRecord, Failure, FeaturesRecord, GroupRecord,
    LikenessRecord, Note, PartRecord,
};
use crate::words::note_of;
use crate::{BarrierSettings, Entry, MemoryPool, barriers};

/// The prototypes that structures are compared with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PrototypeSettings {
    /// Those that a structure may be like.
    pub prototypes: Vec<Prototype>,
    /// Number of the one whose special descriptors every record has; `None` for those of the one that the structure
    /// is like.
    pub asked: Option<usize>,
}

impl Default for PrototypeSettings {
    /// The prototypes that are compiled in, none of which is asked for.
    fn default() -> Self {
        Self {
            prototypes: Prototype::compiled().to_vec(),
            asked: None,
        }
    }
}

impl PrototypeSettings {
    /// Names of the special descriptors that every record has.
    pub fn columns(&self) -> Vec<String> {
        let asked = self.asked.map(|n| &self.prototypes[n].descriptors);
        let names = asked.into_iter().flatten().map(|d| d.name.clone());
        names.collect()
    }
}

/// [`features_with`] the prototypes that are compiled in.
pub fn features(
    entry: &Entry,
    settings: &BarrierSettings,
    explain: bool,
    memory: &MemoryPool,
) -> FeaturesRecord {
    features_with(
        entry,
        settings,
        &PrototypeSettings::default(),
        explain,
        memory,
    )
}

/// The features of an input for the ion of some settings, those of the conduction pathway from the network
/// that these settings find; `memory` is what all answers in work share.
///
/// Where there is no network, what rests on it is missing, and the rest is there.
pub fn features_with(
    entry: &Entry,
    settings: &BarrierSettings,
    prototypes: &PrototypeSettings,
    explain: bool,
    memory: &MemoryPool,
) -> FeaturesRecord {
    let mut record = FeaturesRecord {
        head: entry.head("hecs.features.1"),
        ion: settings.ion.to_string(),
        features: BTreeMap::new(),
        missing: BTreeMap::new(),
        prototype: None,
        special: BTreeMap::new(),
        special_missing: BTreeMap::new(),
        explanation: None,
        special_columns: prototypes.columns(),
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
                record.missing.insert(feature.name(), missing(reason));
            }
        }
    }
    record.head.notes.extend(set.warnings.iter().map(note_of));
    if let Ok(electrolyte) = set.electrolyte.as_ref() {
        let known = &prototypes.prototypes;
        let like = find_prototype(known, structure, &set);
        record.prototype = like.map(|n| known[n].name.clone());
        if let Some(asked) = prototypes.asked.or(like) {
            describe_specially(&known[asked], electrolyte, &set, &mut record);
        }
        if explain {
            let likenesses = known.iter().map(|p| likeness(p, electrolyte, &set));
            record.explanation = Some(explanation(
                electrolyte,
                answer.migration.as_ref(),
                likenesses.collect(),
            ));
        }
    }
    record
}

/// The special descriptors of a prototype, or why they are not there.
fn describe_specially(
    prototype: &Prototype,
    electrolyte: &Electrolyte,
    set: &FeatureSet,
    record: &mut FeaturesRecord,
) {
    let likeness = Likeness::of(prototype, electrolyte, set);
    for descriptor in &prototype.descriptors {
        let name = descriptor.name.clone();
        match likeness.value(descriptor, electrolyte) {
            Ok(value) => {
                record.special.insert(name, value);
            }
            Err(reason) => {
                record.special_missing.insert(name, missing(&reason));
            }
        }
    }
}

fn missing(reason: &Missing) -> Note {
    Note {
        code: reason.code.to_owned(),
        message: reason.to_string(),
    }
}

fn likeness(prototype: &Prototype, electrolyte: &Electrolyte, set: &FeatureSet) -> LikenessRecord {
    let found = Likeness::of(prototype, electrolyte, set);
    let labels = |sites: &Vec<usize>| {
        let labels = sites.iter().map(|n| electrolyte.sites[*n].label.clone());
        labels.collect()
    };
    let orbits = prototype.orbits.iter().zip(&found.orbits);
    LikenessRecord {
        name: prototype.name.clone(),
        is_like: found.is_like(),
        orbits: orbits
            .map(|(orbit, sites)| (orbit.name.clone(), labels(sites)))
            .collect(),
        unmet: found.unmet,
    }
}

/// Why an answer has no network.
fn why(record: &BvseRecord) -> Missing {
    let message = record.head.message.clone();
    let message = message.unwrap_or_else(|| "barriers were not refined".to_owned());
    Missing::new("no-network", message)
}

fn explanation(
    electrolyte: &Electrolyte,
    migration: Option<&Migration>,
    prototypes: Vec<LikenessRecord>,
) -> ExplanationRecord {
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
        capacity: electrolyte.nodes.capacity,
        prototypes,
        hops: hops.into_iter().map(hop).collect(),
        formulas: formulas.collect(),
    }
}
