//! `paths`: the migration network of an ion, or one hop of it.

mod bottleneck;
mod fixed;
mod network;
mod one_hop;
mod settings;
mod site_labels;
mod springs;

pub use self::settings::{Host, Others, PathSettings, SpringModel};
pub use self::springs::elastic_host;

use std::collections::BTreeMap;

use hecs_bvse::{ElasticNetwork, Migration};
use hecs_core::{Stopwatch, Structure};
use nalgebra::Vector3;

use self::network::network;
use self::one_hop::one_hop;
use self::springs::host;

use crate::Entry;
use crate::barriers::{charges, check_entry, sound_warnings};
use crate::memory::MemoryPool;
use crate::orderings::orderings;
use crate::records::{Failure, PathsRecord};
use crate::words::notes_of_structure;

/// The answer for one structure.
#[derive(Clone, Debug)]
pub struct PathAnswer {
    /// The record.
    pub record: PathsRecord,
    /// Map and network behind it, where it is one of a network.
    pub migration: Option<Migration>,
    /// The hops of that network in an elastic host, where one was asked for.
    pub elastic: Option<ElasticNetwork>,
    /// Number in [`Network::hops`](hecs_bvse::Network::hops) of each hop of the record.
    pub hops: Vec<usize>,
    /// Fractional positions, unwrapped, along the hops that decide the barriers of a network, by their number in
    /// the record, along the one hop as number 0; in the origin of the structure that was asked about. From these come [`images`](crate::images).
    pub hop_paths: BTreeMap<usize, Vec<Vector3<f64>>>,
}

/// The migration network of an input, or one hop; `memory` is what all answers in work share.
pub fn paths(entry: &Entry, settings: &PathSettings, memory: &MemoryPool) -> PathAnswer {
    let started = Stopwatch::start();
    let mut answer = PathAnswer {
        record: empty_record(entry, settings),
        migration: None,
        elastic: None,
        hops: Vec::new(),
        hop_paths: BTreeMap::new(),
    };
    if let Ok(structure) = entry.structure() {
        answer.record.charges = charges(structure);
        let done = check_entry(entry, structure, settings.ion)
            .and_then(|()| of_structure(entry, structure, settings, memory, &mut answer));
        if let Err(failure) = done {
            answer.record.head.fail(failure);
        }
    }
    if entry.origin_shift != Vector3::zeros() {
        answer.record.move_origin(&entry.origin_shift);
    }
    answer.record.seconds = started.seconds();
    answer
}

fn of_structure(
    entry: &Entry,
    structure: &Structure,
    settings: &PathSettings,
    memory: &MemoryPool,
    answer: &mut PathAnswer,
) -> Result<(), Failure> {
    let warnings = sound_warnings(structure, settings.ion, &settings.options)?;
    let elastic = match &settings.host {
        Host::Rigid => None,
        Host::Elastic(springs) => Some(host(*springs, entry, structure)?),
    };
    let elastic = elastic.as_ref();
    match settings.ends {
        Some(ends) => {
            let ends = ends.map(|end| end - entry.origin_shift);
            let path = one_hop(structure, settings, &ends, elastic, &mut answer.record)?;
            answer.hop_paths.insert(0, path);
        }
        None if settings.others() == Others::Fixed => {
            return Err(Failure::new(
                "others-fixed-in-a-network",
                "which ions stay while one of them moves is not known of a whole network: ask for one hop by \
                 its two ends, or name the sites whose ions stay",
            ));
        }
        None => {
            let found = network(structure, settings, elastic, memory, &mut answer.record)?;
            if let Some(asked) = &settings.orderings {
                let barriers = found.migration.barriers();
                let mean_field_ev = [1, 2, 3].map(|dimension| barriers.energy_ev(dimension));
                let potential = (settings.ion, &settings.options);
                let (found, notes) = orderings(structure, potential, asked, mean_field_ev, memory)?;
                answer.record.orderings = found;
                answer.record.head.notes.extend(notes);
            }
            answer.migration = Some(found.migration);
            answer.elastic = found.elastic;
            answer.hops = found.hops;
            answer.hop_paths = found.hop_paths;
        }
    }
    let notes = &mut answer.record.head.notes;
    let command = settings.orderings.is_none().then_some(("paths", entry));
    notes.extend(notes_of_structure(&warnings, settings.ion, command));
    Ok(())
}

fn empty_record(entry: &Entry, settings: &PathSettings) -> PathsRecord {
    let (host, springs) = match &settings.host {
        Host::Rigid => ("rigid", None),
        Host::Elastic(springs) => ("elastic", Some(springs.name())),
    };
    PathsRecord {
        head: entry.head("hecs.paths.1"),
        ion: settings.ion.to_string(),
        charges: BTreeMap::new(),
        host,
        springs,
        others: settings.others().name(),
        cutoff: settings.options.cutoff_ang,
        grid: None,
        spacing: None,
        level: None,
        sites: Vec::new(),
        hops: Vec::new(),
        barriers: BTreeMap::new(),
        profiles: BTreeMap::new(),
        hop: None,
        images: Vec::new(),
        orderings: None,
        seconds: None,
    }
}
