//! `hecs plot profile`: paths of records of `hecs paths`.

use std::collections::BTreeMap;
use std::path::Path;

use super::{documents, unreadable};
use crate::verb::VerbError;
use hecs_analysis::records::{NetworkHopRecord, PathSiteRecord, ProfilePointRecord};
use hecs_report::data::{ProfileData, ProfileHost, ProfileMark};
use hecs_view::{energies, network_profile, of_host, rigid_points};
use serde::Deserialize;

/// What is read of a record of `hecs paths`.
#[derive(Deserialize)]
struct PathsOfFile {
    file: String,
    formula: Option<String>,
    #[serde(default)]
    sites: Vec<PathSiteRecord>,
    #[serde(default)]
    hops: Vec<NetworkHopRecord>,
    #[serde(default)]
    barriers: BTreeMap<String, Option<BarrierOfFile>>,
    #[serde(default)]
    profiles: BTreeMap<String, Vec<ProfilePointRecord>>,
    hop: Option<HopOfFile>,
}

#[derive(Deserialize)]
struct BarrierOfFile {
    rigid: f64,
}

#[derive(Deserialize)]
struct HopOfFile {
    labels: [String; 2],
    profile: Vec<ProfilePointRecord>,
}

/// The profiles in a text of `hecs paths`, JSON or a record a line: of one hop, or the easiest path in `dimension`
/// directions. Records without an answer are left out.
pub(super) fn profiles(
    text: &str,
    path: &Path,
    dimension: u8,
) -> Result<Vec<ProfileData>, VerbError> {
    let place = path.display();
    let mut profiles = Vec::new();
    let mut without = Vec::new();
    for record in documents(text, path, "paths")? {
        let schema = record["schema"].as_str().unwrap_or("no schema");
        if !schema.starts_with("hecs.paths.") {
            return Err(VerbError::Usage(format!(
                "{place}: a record of {schema}, not of `hecs paths`; write one with hecs paths STRUCTURE --format json"
            )));
        }
        if record["ok"] != true {
            continue;
        }
        let record: PathsOfFile =
            serde_json::from_value(record).map_err(unreadable(path, "paths"))?;
        match record.profile(dimension) {
            Some(profile) => profiles.push(profile),
            None => without.push(record.file),
        }
    }
    if profiles.is_empty() {
        return Err(VerbError::Usage(match without.first() {
            Some(file) => format!(
                "{place}: the ion of {file} does not percolate in {dimension} directions; try a smaller --dimension, or a hop \
                 by its ends"
            ),
            None => format!("{place}: no record of `hecs paths` in it has an answer"),
        }));
    }
    Ok(profiles)
}

impl PathsOfFile {
    /// The profile of the hop that was asked for, else of the network.
    fn profile(&self, dimension: u8) -> Option<ProfileData> {
        let formula = self
            .formula
            .as_ref()
            .map(|formula| formula.replace(' ', ""));
        let formula = formula.as_deref().unwrap_or(&self.file);
        if let Some(hop) = &self.hop {
            return Some(hop.data(formula));
        }
        let points = self.profiles.get(&format!("{dimension}d"))?;
        let path = match dimension {
            1 => "the easiest path".to_owned(),
            _ => format!("the easiest path over the hop that decides {dimension} dimensions"),
        };
        let barrier = |name: &str| Some(self.barriers.get(name)?.as_ref()?.rigid);
        let profile = network_profile(formula, &path, &self.sites, &self.hops, points);
        Some(profile.with_barriers(energies(barrier)))
    }
}

impl HopOfFile {
    fn data(&self, formula: &str) -> ProfileData {
        let [from, to] = &self.labels;
        let (rigid, elastic) = (
            rigid_points(&self.profile),
            of_host(&self.profile, |p| p.elastic),
        );
        let main = if rigid.is_empty() { &elastic } else { &rigid };
        let mut marks = Vec::new();
        if let [first, .., last] = main.as_slice() {
            // The first of equals.
            let top = main
                .iter()
                .reduce(|top, p| if p.energy_ev > top.energy_ev { p } else { top });
            let top = top.unwrap_or(first);
            marks.push(ProfileMark::site(from, first.distance, first.energy_ev));
            marks.push(ProfileMark::saddle("saddle", top.distance, top.energy_ev));
            marks.push(ProfileMark::site(to, last.distance, last.energy_ev));
        }
        let mut data = ProfileData::new(formula, format!("the hop {from} → {to}"))
            .above("the start")
            .with_marks(marks);
        for (host, name, points) in [
            (ProfileHost::Rigid, "rigid host", rigid),
            (ProfileHost::Elastic, "elastic host", elastic),
        ] {
            if !points.is_empty() {
                data = data.with_curve(host, name, points);
            }
        }
        data
    }
}
