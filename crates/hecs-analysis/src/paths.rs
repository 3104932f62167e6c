//! `paths`: the migration network of an ion, or one hop of it.

mod fixed;
mod network;
mod one_hop;
mod springs;

use std::collections::BTreeMap;
use std::time::Instant;

use hecs_bvse::{Framework, Migration, Options, Window};
use hecs_core::{Ion, Structure};
use nalgebra::Vector3;

use crate::Entry;
use crate::barriers::{charges, check_entry, sound_warnings};
use crate::memory::MemoryPool;
use crate::records::{BottleneckRecord, Failure, PathsRecord, WindowIonRecord};
use crate::words::note_of;

/// Whether the host gives way.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Host {
    /// Every host ion stays where it is.
    #[default]
    Rigid,
    /// Host ions are on springs.
    Elastic(SpringModel),
}

/// The springs of an elastic host.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum SpringModel {
    /// [`ElasticHost::site_consistent`](hecs_bvse::ElasticHost::site_consistent).
    #[default]
    SiteConsistent,
    /// [`ElasticHost::by_charge`](hecs_bvse::ElasticHost::by_charge).
    ByCharge,
    /// [`ElasticHost::plain`](hecs_bvse::ElasticHost::plain) of a stiffness in eV/Å².
    Plain(f64),
    /// As [`Self::SiteConsistent`], with the springs that displacement parameters give.
    Displacement,
}

impl SpringModel {
    /// `S`, `F`, `adp` or the stiffness.
    pub fn name(self) -> String {
        match self {
            Self::SiteConsistent => "S".to_owned(),
            Self::ByCharge => "F".to_owned(),
            Self::Plain(k) => k.to_string(),
            Self::Displacement => "adp".to_owned(),
        }
    }
}

/// What becomes of the other ions of the mobile element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Others {
    /// They are not there.
    Removed,
    /// They stay where they are; for one hop only.
    Fixed,
}

impl Others {
    /// `removed` or `fixed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Fixed => "fixed",
        }
    }
}

/// What is asked of a structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathSettings {
    /// The ion that moves.
    pub ion: Ion,
    /// Choices of the potential.
    pub options: Options,
    /// Distance between the points of the grid in Å; without effect on one hop.
    pub spacing_ang: f64,
    /// Energy above the lowest site in eV up to which a network holds every hop; `None` for 0.3 eV above its
    /// highest barrier of percolation, but not above 1.5 eV.
    pub level_ev: Option<f64>,
    /// Whether the host gives way.
    pub host: Host,
    /// What becomes of the other ions; `None` for [`Others::Fixed`] with one hop, else [`Others::Removed`].
    pub others: Option<Others>,
    /// Fractional ends of one hop, unwrapped: their difference is the hop. `None` for the network.
    pub ends: Option<[Vector3<f64>; 2]>,
}

impl PathSettings {
    /// The network of an ion in a rigid host, from a grid of 0.1 Å.
    pub fn new(ion: Ion) -> Self {
        Self {
            ion,
            options: Options::default(),
            spacing_ang: 0.1,
            level_ev: None,
            host: Host::Rigid,
            others: None,
            ends: None,
        }
    }

    fn others(&self) -> Others {
        self.others.unwrap_or(match self.ends {
            Some(_) => Others::Fixed,
            None => Others::Removed,
        })
    }
}

/// The answer for one structure.
#[derive(Clone, Debug)]
pub struct PathAnswer {
    /// The record.
    pub record: PathsRecord,
    /// Map and network behind it, where it is one of a network.
    pub migration: Option<Migration>,
    /// Fractional positions, unwrapped, along the hops that decide the barriers of a network, by their number in
    /// the record; along the one hop as number 0. From these come [`images`](crate::images).
    pub hop_paths: BTreeMap<usize, Vec<Vector3<f64>>>,
}

/// The migration network of an input, or one hop; `memory` is what all answers in work share.
pub fn paths(entry: &Entry, settings: &PathSettings, memory: &MemoryPool) -> PathAnswer {
    let started = Instant::now();
    let mut answer = PathAnswer {
        record: empty_record(entry, settings),
        migration: None,
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
    answer.record.seconds = started.elapsed().as_secs_f64();
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
        Host::Elastic(springs) => Some(springs::host(*springs, entry, structure)?),
    };
    let elastic = elastic.as_ref();
    match settings.ends {
        Some(ends) => one_hop::one_hop(structure, settings, &ends, elastic, answer)?,
        None if settings.others() == Others::Fixed => {
            return Err(Failure::new(
                "others-fixed-in-a-network",
                "which ions stay while one of them moves is not known of a whole network: ask for one hop by \
                 its two ends, or name the sites whose ions stay",
            ));
        }
        None => network::network(structure, settings, elastic, memory, answer)?,
    }
    let notes = &mut answer.record.head.notes;
    notes.extend(warnings.iter().map(note_of));
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
        seconds: 0.0,
    }
}

/// The window around a saddle point.
fn bottleneck(framework: &Framework, saddle: &Vector3<f64>) -> BottleneckRecord {
    let Window {
        radius_ang, ions, ..
    } = framework.window(saddle);
    let ions = ions.into_iter().map(|ion| WindowIonRecord {
        label: ion.label,
        ion: ion.ion.to_string(),
        fract: ion.fract.into(),
    });
    BottleneckRecord {
        radius: radius_ang,
        ions: ions.collect(),
    }
}
