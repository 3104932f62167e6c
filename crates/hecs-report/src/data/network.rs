//! The migration network of an ion: its sites and hops with all their images, for view and table.

use serde::{Deserialize, Serialize};

use super::{ProfileData, Shown};

/// The network of a crystal below a level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetworkView {
    /// Energy above the lowest site in eV up to which every hop is there.
    pub level_ev: f64,
    /// What is to be known of it, a sentence, or empty.
    pub remark: String,
    /// The sites.
    pub sites: Vec<SiteView>,
    /// The hops by rising energy.
    pub hops: Vec<HopView>,
    /// Energy along the easiest path, or why there is none.
    pub profile: Shown<ProfileData>,
    /// Energy along the easiest paths over the hops that decide the barriers in two and in three dimensions; `None` where the
    /// ion does not percolate in so many.
    #[serde(default)]
    pub wider_profiles: [Option<ProfileData>; 2],
    /// Tables of it that the reader can save.
    pub tables: Vec<TableFile>,
}

impl NetworkView {
    /// A network complete up to a level in eV above the lowest site.
    pub fn new(level_ev: f64, sites: Vec<SiteView>, hops: Vec<HopView>) -> Self {
        Self {
            level_ev,
            sites,
            hops,
            ..Self::default()
        }
    }
}

/// A site with its images in the cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteView {
    /// Its name in the network, such as `Li1` or `i2`.
    pub name: String,
    /// eV above the lowest site.
    pub energy_ev: f64,
    /// Bond-valence sum of the mobile ion there, valence units.
    pub bond_valence_sum: f64,
    /// Fractional positions of the images in the cell.
    pub images: Vec<[f64; 3]>,
}

/// A hop with its images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HopView {
    /// Number of the hop; ties table, picture and view together.
    pub no: usize,
    /// Index in [`NetworkView::sites`] of the two ends.
    pub ends: [usize; 2],
    /// Straight distance of the ends in Å.
    pub distance_ang: f64,
    /// Energy of the saddle point in eV above the lowest site, in the rigid host.
    pub energy_ev: f64,
    /// Barriers forward and backward in eV in the rigid host.
    pub rigid_ev: [f64; 2],
    /// The same in the elastic host, where they are known.
    pub elastic_ev: Option<[f64; 2]>,
    /// Radius of the bottleneck in Å, where there is one.
    pub bottleneck_ang: Option<f64>,
    /// The ions around it.
    pub window: Vec<WindowIonView>,
    /// The dimensions whose barrier it decides, `1d 2d`, or empty.
    pub decides: String,
    /// Why it is no hop over a saddle point of the potential, or empty.
    pub note: String,
    /// Energy along it, or why there is no picture.
    pub profile: Shown<ProfileData>,
    /// Fractional positions along the path from the first end to the second, unwrapped.
    pub path: Vec<[f64; 3]>,
    /// Index of the saddle point in [`Self::path`].
    pub saddle: usize,
    /// What takes the path to each of its images whose saddle points lie in the cell.
    pub images: Vec<OrbitImage>,
}

/// An ion of a bottleneck, beside the saddle point of [`HopView::path`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowIonView {
    /// Label of its site.
    pub label: String,
    /// The ion, such as `S2-`.
    pub ion: String,
    /// Fractional position, unwrapped.
    pub fract: [f64; 3],
}

/// x′ = R x + t on fractional coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OrbitImage {
    /// R, row by row.
    pub rotation: [[i32; 3]; 3],
    /// t in units of the cell edges.
    pub translation: [f64; 3],
}

/// A text that the reader can save as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Name of the file, `hops.csv`.
    pub name: String,
    /// The text.
    pub text: String,
}
