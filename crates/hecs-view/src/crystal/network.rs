//! The network of an answer as the page shows it.

use hecs_analysis::PathAnswer;
use hecs_analysis::records::{NetworkHopRecord, PathsRecord};
use hecs_bvse::{Network, PathPoint};
use hecs_core::Operation;
use hecs_report::data::{
    self, HopView, NetworkView, OrbitImage, ProfileData, ProfileHost, ProfileMark, Shown, SiteView,
    TableFile, WindowIonView,
};

use crate::profile::{energies, network_profile, site_names};
use crate::tables::{decides, hops_csv, sites_csv};

/// Hops on a page, the lowest ones; a view of more would show nothing.
const MOST_HOPS: usize = 400;

/// The network behind an answer, with every image of its sites and hops.
pub fn network_view(answer: &PathAnswer, formula: &str) -> Shown<NetworkView> {
    let record = &answer.record;
    let Some(migration) = &answer.migration else {
        let reason = record
            .head
            .message
            .as_deref()
            .unwrap_or("it was not computed");
        return Shown::absent(format!("No network: {reason}."));
    };
    let network = &migration.network;
    let names = site_names(&record.sites);
    let sites = record
        .sites
        .iter()
        .zip(&names)
        .map(|(site, name)| SiteView {
            name: name.clone(),
            energy_ev: site.energy,
            bond_valence_sum: site.bond_valence_sum,
            images: network
                .site_images(site.id)
                .into_iter()
                .map(Into::into)
                .collect(),
        });
    let hops = record.hops.iter().zip(&answer.hops).take(MOST_HOPS);
    let hops = hops.map(|(hop, number)| {
        let drawn = Drawn {
            answer,
            network,
            names: &names,
            formula,
        };
        drawn.hop(hop, *number)
    });
    let mut view = NetworkView::new(
        record.level.unwrap_or_default(),
        sites.collect(),
        hops.collect(),
    );
    view.profile = match easiest(record, formula, "1d") {
        Some(profile) => Shown::Data(profile),
        None => Shown::absent("The ion does not percolate in any direction."),
    };
    view.wider_profiles = ["2d", "3d"].map(|dimension| easiest(record, formula, dimension));
    view.remark = remark(record);
    view.tables = tables(record);
    Shown::Data(view)
}

fn remark(record: &PathsRecord) -> String {
    let count = record.hops.len();
    match count {
        0 => "There is no hop below this level.".to_owned(),
        _ if count > MOST_HOPS => format!(
            "The view and the table have the {MOST_HOPS} lowest of {count} hops; hops.csv has all."
        ),
        _ => String::new(),
    }
}

/// The tables as `hecs paths --out` writes them.
fn tables(record: &PathsRecord) -> Vec<TableFile> {
    [
        ("hops.csv", hops_csv(record)),
        ("sites.csv", sites_csv(record)),
    ]
    .into_iter()
    .filter_map(|(name, text)| {
        Some(TableFile {
            name: name.to_owned(),
            text: String::from_utf8(text.ok()?).ok()?,
        })
    })
    .collect()
}

/// The path of the lowest barrier in a dimension with what is on it.
fn easiest(record: &PathsRecord, formula: &str, dimension: &str) -> Option<ProfileData> {
    let points = record.profiles.get(dimension)?;
    let barriers = energies(|name| Some(record.barriers.get(name)?.as_ref()?.rigid));
    let path = "the easiest path";
    let profile = network_profile(formula, path, &record.sites, &record.hops, points);
    Some(profile.with_barriers(barriers))
}

/// What a hop is drawn from.
struct Drawn<'a> {
    answer: &'a PathAnswer,
    network: &'a Network,
    names: &'a [String],
    formula: &'a str,
}

impl Drawn<'_> {
    fn hop(&self, hop: &NetworkHopRecord, number: usize) -> HopView {
        let path = self.network.hop_path(number);
        let saddle = highest(&path);
        let window = hop.bottleneck.ions.iter().map(|ion| WindowIonView {
            label: ion.label.clone(),
            ion: ion.ion.clone(),
            fract: ion.fract,
        });
        let images = self.network.hop_images(number).into_iter();
        HopView {
            no: hop.id,
            ends: [hop.from, hop.to],
            distance_ang: hop.distance,
            energy_ev: hop.energy,
            rigid_ev: [hop.rigid.forward, hop.rigid.backward],
            elastic_ev: hop.elastic.map(|e| [e.forward, e.backward]),
            bottleneck_ang: hop.bottleneck.radius,
            window: window.collect(),
            decides: decides(&self.answer.record, hop.id),
            note: hop.note.clone().unwrap_or_default(),
            profile: Shown::Data(self.profile(hop, number, &path, saddle)),
            path: path.iter().map(|point| point.fract.into()).collect(),
            saddle,
            images: images
                .map(|(operation, cell)| image(&operation, cell))
                .collect(),
        }
    }

    /// The profile of a hop; paths in the elastic host set out from either end, up to their saddle points.
    fn profile(
        &self,
        hop: &NetworkHopRecord,
        number: usize,
        path: &[PathPoint],
        saddle: usize,
    ) -> ProfileData {
        let site_ev = |site: usize| self.answer.record.sites[site].energy;
        let [from, to] = [hop.from, hop.to].map(|site| &self.names[site]);
        let whole = format!("hop {}, {from} → {to}", hop.id);
        let length = path.last().map_or(0.0, |point| point.distance_ang);
        let marks = vec![
            ProfileMark::site(from, 0.0, site_ev(hop.from)),
            ProfileMark::saddle("saddle", path[saddle].distance_ang, hop.energy),
            ProfileMark::site(to, length, site_ev(hop.to)),
        ];
        let profile = ProfileData::new(self.formula, whole)
            .with_curve(
                ProfileHost::Rigid,
                "rigid host",
                path.iter().map(point).collect(),
            )
            .with_marks(marks);
        let elastic = self.answer.elastic.as_ref();
        let Some(elastic) = elastic.and_then(|elastic| elastic.hops[number].as_ref()) else {
            return profile;
        };
        // The host rests where the ion sets out, so a path means something up to its highest point.
        let [forward, backward] = elastic.paths.each_ref().map(|path| &path[..=highest(path)]);
        let forth = forward.iter().map(|p| data::PathPoint {
            energy_ev: p.energy_ev + site_ev(hop.from),
            ..point(p)
        });
        let back = backward.iter().rev().map(|p| data::PathPoint {
            distance: length - p.distance_ang,
            energy_ev: p.energy_ev + site_ev(hop.to),
            ..point(p)
        });
        profile
            .with_curve(
                ProfileHost::Elastic,
                format!("elastic host at rest at {from}"),
                forth.collect(),
            )
            .with_curve(
                ProfileHost::Elastic,
                format!("elastic host at rest at {to}"),
                back.collect(),
            )
    }
}

/// Index of the highest point, the first of equals.
fn highest(path: &[PathPoint]) -> usize {
    let order = (0..path.len()).reduce(|best, next| {
        if path[next].energy_ev > path[best].energy_ev {
            next
        } else {
            best
        }
    });
    order.unwrap_or(0)
}

fn point(point: &PathPoint) -> data::PathPoint {
    data::PathPoint {
        fract: point.fract.into(),
        distance: point.distance_ang,
        energy_ev: point.energy_ev,
    }
}

fn image(operation: &Operation, cell: [i32; 3]) -> OrbitImage {
    let translation = operation.translation_vector();
    OrbitImage {
        rotation: operation.rotation,
        translation: [0, 1, 2].map(|k| translation[k] + f64::from(cell[k])),
    }
}
