//! Energy along a path of the mobile ion, and the barriers of percolation.

use serde::{Deserialize, Serialize};

/// Energy along a path: a loop of hops or one hop, in one host or in two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProfileData {
    /// The compound as plain text.
    pub formula: String,
    /// What the path is, "the easiest path".
    pub path: String,
    /// What energies are above, "the lowest site".
    pub zero: String,
    /// The curves, that of the rigid host first.
    pub curves: Vec<ProfileCurve>,
    /// Sites and saddle points in the order of the path.
    pub marks: Vec<ProfileMark>,
    /// The barriers of percolation, drawn as lines.
    pub barriers: BarrierEnergies,
}

impl ProfileData {
    /// An empty profile of a path, with energies above the lowest site.
    pub fn new(formula: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            formula: formula.into(),
            path: path.into(),
            zero: "the lowest site".to_owned(),
            ..Self::default()
        }
    }

    /// The same with energies above something else, "the start".
    #[must_use]
    pub fn above(mut self, zero: impl Into<String>) -> Self {
        self.zero = zero.into();
        self
    }

    /// The same with the points of one more curve.
    #[must_use]
    pub fn with_curve(
        mut self,
        host: ProfileHost,
        name: impl Into<String>,
        points: Vec<PathPoint>,
    ) -> Self {
        self.curves.push(ProfileCurve {
            host,
            name: name.into(),
            points,
        });
        self
    }

    /// The same with sites and saddle points.
    #[must_use]
    pub fn with_marks(mut self, marks: Vec<ProfileMark>) -> Self {
        self.marks = marks;
        self
    }

    /// The same with barriers of percolation.
    #[must_use]
    pub fn with_barriers(mut self, barriers: BarrierEnergies) -> Self {
        self.barriers = barriers;
        self
    }
}

/// The host that a curve of a [`ProfileData`] belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileHost {
    /// Every host ion stays where it is.
    Rigid,
    /// Host ions are on springs.
    Elastic,
}

/// One curve of a [`ProfileData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileCurve {
    /// The host.
    pub host: ProfileHost,
    /// What the legend calls it, "elastic host, from Li1".
    pub name: String,
    /// Points in the order of the path; distance in Å, energy in eV above [`ProfileData::zero`].
    pub points: Vec<PathPoint>,
}

/// A site or a saddle point of a [`ProfileData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProfileMark {
    /// Its name as plain text, "Li1".
    pub name: String,
    /// Whether it is a saddle point, else a site.
    pub is_saddle: bool,
    /// Length of the path up to it, in Å.
    pub distance: f64,
    /// Its energy in eV in the rigid host.
    pub energy_ev: f64,
    /// The energy of a saddle point in eV in the elastic host, where there is no curve of it: as found from the site
    /// before and from the site after it, and the energy in between that stands for both.
    pub elastic_ev: Option<[f64; 3]>,
}

impl ProfileMark {
    /// A site.
    pub fn site(name: impl Into<String>, distance: f64, energy_ev: f64) -> Self {
        Self {
            name: name.into(),
            is_saddle: false,
            distance,
            energy_ev,
            elastic_ev: None,
        }
    }

    /// A saddle point.
    pub fn saddle(name: impl Into<String>, distance: f64, energy_ev: f64) -> Self {
        Self {
            is_saddle: true,
            ..Self::site(name, distance, energy_ev)
        }
    }

    /// The same with its energies in eV in the elastic host: from before it, from after it, for both.
    #[must_use]
    pub fn with_elastic(mut self, elastic_ev: Option<[f64; 3]>) -> Self {
        self.elastic_ev = elastic_ev;
        self
    }
}

/// Percolation barriers in eV above the minimum of the map; `None` where nothing percolates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BarrierEnergies {
    /// In one direction.
    pub e1d: Option<f64>,
    /// In two directions.
    pub e2d: Option<f64>,
    /// In three directions.
    pub e3d: Option<f64>,
}

impl BarrierEnergies {
    /// Up to where a [`DisplayMap`](super::DisplayMap) should reach: past the end of the page's slider, which is
    /// 0.3 eV above the highest barrier; 2 eV where nothing percolates.
    pub fn ceiling_ev(&self) -> f64 {
        self.highest().map_or(2.0, |top| top + 0.45)
    }

    /// The lowest of the barriers.
    pub fn lowest(&self) -> Option<f64> {
        self.finite().reduce(f64::min)
    }

    /// The highest of the barriers.
    pub fn highest(&self) -> Option<f64> {
        self.finite().reduce(f64::max)
    }

    fn finite(&self) -> impl Iterator<Item = f64> {
        [self.e1d, self.e2d, self.e3d]
            .into_iter()
            .flatten()
            .filter(|e| e.is_finite())
    }
}

/// One point of a path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PathPoint {
    /// Fractional position, unwrapped along the path.
    pub fract: [f64; 3],
    /// Length of the path up to here, in Å.
    pub distance: f64,
    /// Energy in eV above the minimum of the map.
    pub energy_ev: f64,
}
