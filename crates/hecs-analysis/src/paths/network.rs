//! The whole network: sites, hops, barriers of percolation.

use std::collections::BTreeMap;

use hecs_bvse::{
    Barriers, Completeness, ElasticHost, ElasticNetwork, EnergyMap, Framework, Landmark, Migration,
    Network, Provenance, Warning,
};
use hecs_core::Structure;
use nalgebra::Vector3;

use super::bottleneck::bottleneck;
use super::settings::PathSettings;
use super::site_labels::SiteLabels;
use crate::maps::{DIMENSIONS, memory_for};
use crate::memory::MemoryPool;
use crate::records::{
    BothWays, Failure, NetworkBarrierRecord, NetworkHopRecord, PathSiteRecord, PathsRecord,
    ProfilePointRecord,
};
use crate::words::{failure_of, note_of};

/// What a network is, beside its record.
pub(super) struct FoundNetwork {
    /// Map and network.
    pub(super) migration: Migration,
    /// The hops in the elastic host.
    pub(super) elastic: Option<ElasticNetwork>,
    /// Number in the network of each hop of the record.
    pub(super) hops: Vec<usize>,
    /// Fractional positions, unwrapped, along the hops that decide, by their numbers in the record.
    pub(super) hop_paths: BTreeMap<usize, Vec<Vector3<f64>>>,
}

/// Puts the network into the record.
pub(super) fn network(
    structure: &Structure,
    settings: &PathSettings,
    host: Option<&ElasticHost>,
    memory: &MemoryPool,
    record: &mut PathsRecord,
) -> Result<FoundNetwork, Failure> {
    let framework =
        Framework::new(structure, settings.ion, &settings.options).map_err(|e| failure_of(&e))?;
    let _share = memory_for(&framework, settings.spacing_ang, 1, memory)?;
    let map = EnergyMap::compute(&framework, settings.spacing_ang).map_err(|e| failure_of(&e))?;
    let on_grid = Barriers::from_map(&map);
    let mut completeness = Completeness::default();
    completeness.level_ev = settings.level_ev;
    completeness.most_hops = settings.most_hops;
    let network = Network::complete(&map, &on_grid, &completeness).map_err(|e| failure_of(&e))?;
    let elastic = host.map(|host| network.elastic(host)).transpose();
    let elastic = elastic.map_err(|e| failure_of(&e))?;
    record.grid = Some(map.grid().divisions());
    record.spacing = Some(map.spacing_ang());
    record.level = network.complete_to_ev();
    record.sites = sites(structure, settings, &network);
    let shown = shown(&network);
    record.hops = hops(&network, elastic.as_ref(), &shown);
    add_barriers(record, &network, elastic.as_ref(), &shown);
    let deciding = record.barriers.values().flatten();
    let hop_paths = deciding
        .map(|barrier| {
            let path = network.hop_path(shown[barrier.hop]);
            (barrier.hop, path.iter().map(|point| point.fract).collect())
        })
        .collect();
    let notes = &mut record.head.notes;
    let warnings = Warning::of_refinement(settings.spacing_ang, network.barriers());
    notes.extend(warnings.iter().map(note_of));
    notes.extend(Warning::of_levels(network.barriers()).iter().map(note_of));
    Ok(FoundNetwork {
        migration: Migration { map, network },
        elastic,
        hops: shown,
        hop_paths,
    })
}

/// The sites of a network, all of them: each is an end of a hop or the bottom of a closed basin.
fn sites(structure: &Structure, settings: &PathSettings, network: &Network) -> Vec<PathSiteRecord> {
    let labels = SiteLabels::new(structure, settings.ion);
    let framework = network.framework();
    let sites = network.sites().iter().enumerate();
    sites
        .map(|(id, site)| {
            let fract = site.fract();
            PathSiteRecord {
                id,
                label: labels.at(&fract),
                fract: fract.into(),
                multiplicity: site.multiplicity(),
                energy: site.energy_ev() - network.lowest_ev(),
                bond_valence_sum: framework.bond_valence_sum(&fract),
                refined: site.provenance() == Provenance::Refined,
            }
        })
        .collect()
}

/// Numbers of the hops up to the level of a network; those that decide a barrier are among them.
fn shown(network: &Network) -> Vec<usize> {
    // Above the lowest site, as the level is: added to it again it would be rounded, below the very hop it is of.
    let level_ev = network.complete_to_ev().unwrap_or(f64::INFINITY);
    let lowest_ev = network.lowest_ev();
    let hops = network.hops().iter().enumerate();
    let shown = hops.filter(|(_, hop)| hop.saddle_energy_ev() - lowest_ev <= level_ev);
    shown.map(|(number, _)| number).collect()
}

fn hops(
    network: &Network,
    elastic: Option<&ElasticNetwork>,
    shown: &[usize],
) -> Vec<NetworkHopRecord> {
    let framework = network.framework();
    let record = |(id, number): (usize, &usize)| {
        let hop = &network.hops()[*number];
        let [from, to] = hop.sites();
        let ends = hop.ends_fract();
        let [cell, other] = ends.map(|end| end.map(|x| (x + ON_FACE).floor() as i32));
        let path = network.hop_path(*number);
        let site_ev = |site: usize| network.sites()[site].energy_ev();
        let saddle_ev = hop.saddle_energy_ev();
        let not_refined = hop.provenance().not_refined();
        let yielding = elastic.and_then(|elastic| elastic.hops[*number].as_ref());
        NetworkHopRecord {
            id,
            from,
            to,
            offset: [0, 1, 2].map(|i| other[i] - cell[i]),
            ends: ends.map(Into::into),
            multiplicity: network.hop_multiplicity(*number),
            distance: framework.lattice().cartesian(&(ends[1] - ends[0])).norm(),
            length: path.last().map_or(0.0, |point| point.distance_ang),
            saddle: hop.saddle_fract().into(),
            energy: saddle_ev - network.lowest_ev(),
            bottleneck: bottleneck(framework, &hop.saddle_fract()),
            rigid: BothWays {
                forward: saddle_ev - site_ev(from),
                backward: saddle_ev - site_ev(to),
            },
            elastic: yielding.map(|hop| BothWays {
                forward: hop.forward_ev,
                backward: hop.backward_ev,
            }),
            elastic_energy: yielding.map(|hop| hop.saddle_energy_ev - network.lowest_ev()),
            refined: not_refined.is_none(),
            note: not_refined.map(|why| why.to_string()),
        }
    };
    shown.iter().enumerate().map(record).collect()
}

/// A coordinate this little below a whole number is on the face of the next cell.
const ON_FACE: f64 = 1e-9;

fn add_barriers(
    record: &mut PathsRecord,
    network: &Network,
    elastic: Option<&ElasticNetwork>,
    shown: &[usize],
) {
    let id_of = |number: usize| shown.binary_search(&number).ok();
    for (dimension, name) in DIMENSIONS {
        let barrier = network.deciding_hop(dimension).and_then(|deciding| {
            let barrier = network.barriers().get(dimension)?;
            let in_elastic = elastic.and_then(|elastic| elastic.barriers[dimension - 1]);
            let alternatives = network.alternatives(dimension).into_iter();
            Some(NetworkBarrierRecord {
                rigid: network.barriers().energy_ev(dimension)?,
                elastic: in_elastic.map(|(energy_ev, _)| energy_ev),
                hop: id_of(deciding)?,
                elastic_hop: in_elastic.and_then(|(_, number)| id_of(number)),
                alternatives: alternatives.filter_map(id_of).collect(),
                directions: barrier.directions.clone(),
            })
        });
        record.barriers.insert(name, barrier);
        if let Some(path) = network.easiest_path(dimension) {
            let points = path.points.iter().map(|point| ProfilePointRecord {
                distance: point.distance_ang,
                fract: point.fract.into(),
                rigid: Some(point.energy_ev),
                elastic: None,
                site: None,
                hop: None,
            });
            let mut points: Vec<ProfilePointRecord> = points.collect();
            for (point, landmark) in &path.landmarks {
                match landmark {
                    Landmark::Site(site) => points[*point].site = Some(*site),
                    Landmark::Saddle(hop) => points[*point].hop = id_of(*hop),
                    _ => {}
                }
            }
            record.profiles.insert(name, points);
        }
    }
}
