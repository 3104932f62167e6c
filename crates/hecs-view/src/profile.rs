//! Profiles of records: names of sites, saddle points, both hosts.

use hecs_analysis::records::{NetworkHopRecord, PathSiteRecord, ProfilePointRecord};
use hecs_report::data::{BarrierEnergies, PathPoint, ProfileData, ProfileHost, ProfileMark};

/// What begins the name of a site that the file does not have, short enough for a picture.
const INTERSTITIAL: &str = "i";

/// A name for each site of a network: the label in the file, with a letter where several have it, and `i1`, `i2`, … for
/// interstitial ones.
pub fn site_names(sites: &[PathSiteRecord]) -> Vec<String> {
    let rank = |number: usize| {
        let same = sites.iter().enumerate();
        let same = same.filter(|(_, other)| other.label == sites[number].label);
        let before = same
            .clone()
            .take_while(|(other, _)| *other < number)
            .count();
        (before, same.count())
    };
    (0..sites.len())
        .map(|number| {
            let label = &sites[number].label;
            match (label.as_str(), rank(number)) {
                ("interstitial", (before, _)) => format!("{INTERSTITIAL}{}", before + 1),
                (_, (_, 1)) => label.clone(),
                (_, (before, _)) => format!("{label}{}", letters(before)),
            }
        })
        .collect()
}

/// a, b, … z, aa, ab, …
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => letter.to_string(),
        more => letters(more - 1) + &letter.to_string(),
    }
}

/// The barriers by the names of their dimensions.
pub fn energies(of: impl Fn(&str) -> Option<f64>) -> BarrierEnergies {
    BarrierEnergies {
        e1d: of("1d"),
        e2d: of("2d"),
        e3d: of("3d"),
    }
}

/// A path of a network, such as "the easiest path", with its sites and saddle points.
pub fn network_profile(
    formula: &str,
    path: &str,
    sites: &[PathSiteRecord],
    hops: &[NetworkHopRecord],
    points: &[ProfilePointRecord],
) -> ProfileData {
    let names = site_names(sites);
    let marks = points.iter().filter_map(|point| {
        let energy_ev = point.rigid?;
        if let Some(site) = point.site {
            return Some(ProfileMark::site(
                names.get(site)?,
                point.distance,
                energy_ev,
            ));
        }
        let hop = hops.get(point.hop?)?;
        let name = format!("hop {}", hop.id);
        let mark = ProfileMark::saddle(name, point.distance, energy_ev);
        Some(mark.with_elastic(elastic_saddle(hop, sites)))
    });
    ProfileData::new(formula, path)
        .with_curve(ProfileHost::Rigid, "rigid host", rigid_points(points))
        .with_marks(marks.collect())
}

/// Energies of the saddle point of a hop in the elastic host: as found from either end, and that which stands for both.
fn elastic_saddle(hop: &NetworkHopRecord, sites: &[PathSiteRecord]) -> Option<[f64; 3]> {
    let (barriers, both_ev) = (hop.elastic?, hop.elastic_energy?);
    let site_ev = |site: usize| sites.get(site).map(|site| site.energy);
    let from_ev = site_ev(hop.from)? + barriers.forward;
    let to_ev = site_ev(hop.to)? + barriers.backward;
    Some([from_ev, to_ev, both_ev])
}

/// The points of the rigid host.
pub fn rigid_points(points: &[ProfilePointRecord]) -> Vec<PathPoint> {
    of_host(points, |point| point.rigid)
}

/// The points that have an energy in a host.
pub fn of_host(
    points: &[ProfilePointRecord],
    energy: impl Fn(&ProfilePointRecord) -> Option<f64>,
) -> Vec<PathPoint> {
    let points = points.iter().filter_map(|point| {
        Some(PathPoint {
            fract: point.fract,
            distance: point.distance,
            energy_ev: energy(point)?,
        })
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_of_one_label_get_letters_and_interstitial_ones_numbers() {
        let labels = ["Li1", "interstitial", "Li2", "Li1", "interstitial"];
        let sites: Vec<PathSiteRecord> = (0..)
            .zip(labels)
            .map(|(id, label)| PathSiteRecord {
                id,
                label: label.to_owned(),
                fract: [0.0; 3],
                multiplicity: 1,
                energy: 0.0,
                bond_valence_sum: 1.0,
                refined: true,
            })
            .collect();
        assert_eq!(site_names(&sites), ["Li1a", "i1", "Li2", "Li1b", "i2"]);
        assert_eq!(
            (letters(25), letters(26), letters(52)),
            ("z".into(), "aa".into(), "ba".into())
        );
    }
}
