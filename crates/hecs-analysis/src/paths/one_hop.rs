//! One hop by its two ends.

use hecs_bvse::{BvseError, ElasticHost, Framework, HopPath, Provenance};
use hecs_core::Structure;
use nalgebra::Vector3;

use super::bottleneck::bottleneck;
use super::fixed::all_but_one_fixed;
use super::settings::{Others, PathSettings};
use super::site_labels::SiteLabels;
use super::springs::in_order;
use crate::estimate::estimate;
use crate::records::{BothWays, Failure, Note, OneHopRecord, PathsRecord, ProfilePointRecord};
use crate::words::failure_of;

/// Puts the hop into the record; the fractional positions along its path, unwrapped.
pub(super) fn one_hop(
    structure: &Structure,
    settings: &PathSettings,
    ends: &[Vector3<f64>; 2],
    host: Option<&ElasticHost>,
    record: &mut PathsRecord,
) -> Result<Vec<Vector3<f64>>, Failure> {
    let (framework, host) = framework(structure, settings, ends, host)?;
    let [from, to] = ends;
    framework.check_line(from, to).map_err(|e| failure_of(&e))?;
    let rigid = framework.hop(from, to);
    let elastic = match &host {
        None => None,
        Some(host) => {
            let forth = framework.elastic_hop(from, to, host);
            let back = framework.elastic_hop(to, from, host);
            Some((
                forth.map_err(|e| failure_of(&e))?,
                back.map_err(|e| failure_of(&e))?,
            ))
        }
    };
    let rigid = match rigid {
        Ok(path) => Some(path),
        // The elastic host holds the ion where it was found, minimum of the rigid potential or not.
        Err(error @ (BvseError::NoMinimumAtEnd { .. } | BvseError::NoPath))
            if elastic.is_some() =>
        {
            record.head.notes.push(Note {
                code: "no-rigid-path".to_owned(),
                message: format!("there are no barriers in the rigid host: {error}"),
            });
            None
        }
        Err(error) => return Err(failure_of(&error)),
    };
    let main = rigid.as_ref().or(elastic.as_ref().map(|(forth, _)| forth));
    let Some(main) = main else {
        return Err(failure_of(&BvseError::NoPath));
    };
    let straight = framework.lattice().cartesian(&(to - from));
    let mut profile: Vec<ProfilePointRecord> = Vec::new();
    if let Some(path) = &rigid {
        profile.extend(points(path).map(|(point, energy)| ProfilePointRecord {
            rigid: Some(energy),
            ..point
        }));
    }
    if let Some((forth, _)) = &elastic {
        profile.extend(points(forth).map(|(point, energy)| ProfilePointRecord {
            elastic: Some(energy),
            ..point
        }));
    }
    let places = main.points.iter().map(|point| point.fract).collect();
    let labels = SiteLabels::new(structure, settings.ion);
    record.hop = Some(OneHopRecord {
        from: (*from).into(),
        to: (*to).into(),
        ends: main.ends_fract().map(Into::into),
        labels: [from, to].map(|end| labels.at(end)),
        distance: straight.norm(),
        length: main.length_ang(),
        saddle: main.saddle_fract.into(),
        bottleneck: bottleneck(&framework, &main.saddle_fract),
        rigid: rigid.as_ref().map(|path| BothWays {
            forward: path.barrier_ev,
            backward: path.reverse_barrier_ev(),
        }),
        elastic: elastic.as_ref().map(|(forth, back)| BothWays {
            forward: forth.barrier_ev,
            backward: back.barrier_ev,
        }),
        estimate: estimate(structure, settings.ion, ends, &settings.options),
        refined: main.provenance == Provenance::Refined,
        profile,
    });
    Ok(places)
}

/// The points of a path with their energies.
fn points(path: &HopPath) -> impl Iterator<Item = (ProfilePointRecord, f64)> + '_ {
    path.points.iter().map(|point| {
        let record = ProfilePointRecord {
            distance: point.distance_ang,
            fract: point.fract.into(),
            rigid: None,
            elastic: None,
            site: None,
            hop: None,
        };
        (record, point.energy_ev)
    })
}

/// The framework, with the springs of the host in the order of its sites.
fn framework(
    structure: &Structure,
    settings: &PathSettings,
    ends: &[Vector3<f64>; 2],
    host: Option<&ElasticHost>,
) -> Result<(Framework, Option<ElasticHost>), Failure> {
    let (built, host) = match settings.others() {
        Others::Removed => {
            let built = Framework::new(structure, settings.ion, &settings.options);
            (built, host.cloned())
        }
        Others::Fixed => {
            let alone = all_but_one_fixed(structure, settings, ends)?;
            let mut options = settings.options.clone();
            options.fixed.extend(alone.fixed);
            let built = Framework::new(&alone.structure, settings.ion, &options);
            (built, host.map(|host| in_order(host, &alone.site_of)))
        }
    };
    Ok((built.map_err(|e| failure_of(&e))?, host))
}
