//! The record of `hecs paths`: sites, hops and barriers of a network, or one hop.

use std::collections::BTreeMap;

use nalgebra::Vector3;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EstimateRecord, Head, OrderingsRecord};

/// One record of `hecs paths`. Energies are in eV; those of a network above its lowest site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PathsRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// The mobile ion.
    pub ion: String,
    /// Charges of each element in the structure, in e; those in between where species are averaged.
    pub charges: BTreeMap<String, Vec<f64>>,
    /// `rigid` or `elastic`.
    pub host: &'static str,
    /// The springs of an elastic host: `S`, `F`, `adp` or their stiffness in eV/Å²; null in a rigid one.
    pub springs: Option<String>,
    /// What becomes of the other ions of the mobile element: `removed` or `fixed`.
    pub others: &'static str,
    /// Range of the pair energies, Å.
    pub cutoff: f64,
    /// Points of the grid along the three axes; null for one hop.
    pub grid: Option<[usize; 3]>,
    /// Distance between points along the axes, Å.
    pub spacing: Option<[f64; 3]>,
    /// Energy above the lowest site up to which the network holds every hop.
    pub level: Option<f64>,
    /// The sites, by rising energy; of a network.
    pub sites: Vec<PathSiteRecord>,
    /// The hops, by rising energy of their saddle points in the rigid host; of a network.
    pub hops: Vec<NetworkHopRecord>,
    /// `1d`, `2d`, `3d`: where the hops percolate; null where they do not. Of a network.
    pub barriers: BTreeMap<&'static str, Option<NetworkBarrierRecord>>,
    /// `1d`, `2d`, `3d`: the easiest path over the deciding hop, from its lowest site to the image of it one
    /// translation further; of a network.
    pub profiles: BTreeMap<&'static str, Vec<ProfilePointRecord>>,
    /// The hop that was asked for by its ends.
    pub hop: Option<OneHopRecord>,
    /// The images that were written.
    pub images: Vec<ImagesRecord>,
    /// Barriers over orderings of what is disordered; null where they are not asked for, or nothing is to be ordered.
    pub orderings: Option<OrderingsRecord>,
    /// Wall time in s; not in records of a screening, which are the same in every run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

impl PathsRecord {
    /// Moves all positions by a fractional vector: to another origin.
    pub(crate) fn move_origin(&mut self, shift: &Vector3<f64>) {
        let moved = |fract: &mut [f64; 3]| *fract = (Vector3::from(*fract) + shift).into();
        let window = |bottleneck: &mut BottleneckRecord| {
            bottleneck
                .ions
                .iter_mut()
                .for_each(|ion| moved(&mut ion.fract));
        };
        for site in &mut self.sites {
            moved(&mut site.fract);
            site.fract = site.fract.map(|x| x - x.floor());
        }
        for hop in &mut self.hops {
            hop.ends.iter_mut().for_each(moved);
            moved(&mut hop.saddle);
            window(&mut hop.bottleneck);
        }
        for point in self.profiles.values_mut().flatten() {
            moved(&mut point.fract);
        }
        if let Some(hop) = &mut self.hop {
            hop.ends.iter_mut().for_each(moved);
            moved(&mut hop.from);
            moved(&mut hop.to);
            moved(&mut hop.saddle);
            window(&mut hop.bottleneck);
            hop.profile
                .iter_mut()
                .for_each(|point| moved(&mut point.fract));
        }
    }
}

/// Images of a hop for a calculation from first principles.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImagesRecord {
    /// Number of the hop; 0 for the one that was asked for by its ends.
    pub hop: usize,
    /// How often the cell is repeated along its axes.
    pub supercell: [usize; 3],
    /// `vacancy`, `vacancy-interstitial` or `interstitial`.
    pub mechanism: &'static str,
    /// The springs of a host that gives way between the ends, as above; null where only the ion moves.
    pub springs: Option<String>,
    /// Atoms of each image.
    pub atoms: usize,
    /// Least distance in Å of the ion from another atom over all images.
    pub closest: f64,
    /// The files, ends included.
    pub files: Vec<String>,
}

/// A site of a network: a minimum of the rigid potential, with its images under the space group.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PathSiteRecord {
    /// Number of the site, from 0.
    pub id: usize,
    /// Label of the site of the file that holds the mobile element within 1 Å, else `interstitial`.
    pub label: String,
    /// Fractional position of one of the images, in [0, 1).
    pub fract: [f64; 3],
    /// Number of images in the cell.
    pub multiplicity: usize,
    /// eV above the lowest site.
    pub energy: f64,
    /// Bond-valence sum of the mobile ion there, valence units.
    pub bond_valence_sum: f64,
    /// Whether it is a stationary point of the potential.
    pub refined: bool,
}

/// The barriers of a hop in the two directions, eV.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BothWays {
    /// From the first end to the second.
    pub forward: f64,
    /// From the second end to the first.
    pub backward: f64,
}

/// The window that a hop leads through: the three counter-ions nearest to its saddle point.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BottleneckRecord {
    /// Distance in Å from their radical centre to the nearest surface; null where there is none.
    pub radius: Option<f64>,
    /// The ions, nearest first.
    pub ions: Vec<WindowIonRecord>,
}

/// An ion of a window.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WindowIonRecord {
    /// Label of its site.
    pub label: String,
    /// The ion, such as `S2-`.
    pub ion: String,
    /// Fractional position beside the saddle point.
    pub fract: [f64; 3],
}

/// A hop of a network, with its images under the space group.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NetworkHopRecord {
    /// Number of the hop, from 0.
    pub id: usize,
    /// Number of the site that it leads from.
    pub from: usize,
    /// Number of the site that it leads to.
    pub to: usize,
    /// The cell of the second end as seen from that of the first.
    pub offset: [i32; 3],
    /// Fractional positions of the two ends, unwrapped: what `--from` and `--to` take.
    pub ends: [[f64; 3]; 2],
    /// Number of images of the saddle point in the cell.
    pub multiplicity: usize,
    /// Straight distance of the ends, Å.
    pub distance: f64,
    /// Length of the path, Å.
    pub length: f64,
    /// Fractional position of the saddle point, unwrapped, between the ends.
    pub saddle: [f64; 3],
    /// Energy of the saddle point above the lowest site, eV.
    pub energy: f64,
    /// Where it is narrow.
    pub bottleneck: BottleneckRecord,
    /// Barriers in the rigid host.
    pub rigid: BothWays,
    /// Barriers in the elastic host; null where none was asked for or no path was found.
    pub elastic: Option<BothWays>,
    /// Energy of the saddle point in the elastic host above the lowest site, eV: the mean of what the two barriers
    /// give, not below the ends.
    pub elastic_energy: Option<f64>,
    /// Whether the saddle point is a stationary point of the potential; else it is one of the grid.
    pub refined: bool,
    /// Why it is not.
    pub note: Option<String>,
}

/// Where a network percolates in a number of dimensions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NetworkBarrierRecord {
    /// eV above the lowest site in the rigid host, as `hecs bvse` has it.
    pub rigid: f64,
    /// The same in the elastic host, where one was asked for.
    pub elastic: Option<f64>,
    /// Number of the hop that decides in the rigid host.
    pub hop: usize,
    /// Number of the hop that decides in the elastic host.
    pub elastic_hop: Option<usize>,
    /// Numbers of the hops that would decide next, one after the other, within 0.1 eV.
    pub alternatives: Vec<usize>,
    /// Lattice translations along which the ion percolates.
    pub directions: Vec<[i32; 3]>,
}

/// A point of a path. A point of a path in one host has no energy in the other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProfilePointRecord {
    /// Length of the path up to here, Å.
    pub distance: f64,
    /// Fractional position, unwrapped.
    pub fract: [f64; 3],
    /// Energy in the rigid host, eV.
    pub rigid: Option<f64>,
    /// Energy in the elastic host, eV.
    pub elastic: Option<f64>,
    /// Number of the site, where the point is one; of a network.
    pub site: Option<usize>,
    /// Number of the hop, where the point is its saddle point; of a network.
    pub hop: Option<usize>,
}

/// The hop between two positions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneHopRecord {
    /// Fractional position of the start, as given.
    pub from: [f64; 3],
    /// Fractional position of the end, as given.
    pub to: [f64; 3],
    /// The two as relaxed, in the rigid host where there is a path in it.
    pub ends: [[f64; 3]; 2],
    /// Labels of the sites of the file within 1 Å of the given ends, else `interstitial`.
    pub labels: [String; 2],
    /// Straight distance of the given ends, Å.
    pub distance: f64,
    /// Length of the path, Å.
    pub length: f64,
    /// Fractional position of the highest point, unwrapped.
    pub saddle: [f64; 3],
    /// Where it is narrow.
    pub bottleneck: BottleneckRecord,
    /// Barriers in the rigid host, above the relaxed ends; null where an end is no minimum there.
    pub rigid: Option<BothWays>,
    /// Barriers in the elastic host, above the given positions; each with the host at rest while the ion is
    /// at the end that it leaves.
    pub elastic: Option<BothWays>,
    /// What density-functional theory would say of it, whatever host and other ions were asked for.
    pub estimate: EstimateRecord,
    /// Whether the highest point is a stationary point of the potential.
    pub refined: bool,
    /// The paths: in the rigid host above its relaxed start, then in the elastic one above the given start.
    pub profile: Vec<ProfilePointRecord>,
}
