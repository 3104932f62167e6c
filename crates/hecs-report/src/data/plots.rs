//! The data of the statistical figures. Energies in eV throughout.

use serde::{Deserialize, Serialize};

/// The part a compound plays in a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    /// The model was fitted to it.
    Train,
    /// The model was checked on it.
    Test,
    /// It took no part: left out, or no model.
    Neither,
}

/// Calculated against predicted activation energies (the paper's Fig. 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitData {
    /// What was fitted, for example "L2: published descriptors"; stands in the alternative text.
    pub name: String,
    /// Title of the horizontal axis in label markup (see [`crate::rich`]).
    pub x_label: String,
    /// Title of the vertical axis in label markup.
    pub y_label: String,
    /// Training set first, then the test set, if there is one.
    pub sets: Vec<FitSet>,
}

/// One cloud of points of a [`FitData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitSet {
    /// Which set; decides colour and marker.
    pub set: Set,
    /// Coefficient of determination, Eq. 5 of the paper; `None` leaves it out.
    pub r2: Option<f64>,
    /// Squared Pearson correlation, where it differs from Eq. 5 and is worth a line.
    pub r2_pearson: Option<f64>,
    /// Root-mean-square error in eV, Eq. 6.
    pub rmse_ev: Option<f64>,
    /// The compounds.
    pub points: Vec<FitPoint>,
}

/// One compound of a [`FitSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitPoint {
    /// Number of the compound, the key that ties pictures, table and crystal together.
    pub no: u32,
    /// Formula as plain text, `Li6PS5Cl0.5Br0.5`.
    pub formula: String,
    /// Calculated Ea in eV.
    pub calculated_ev: f64,
    /// Predicted Ea in eV.
    pub predicted_ev: f64,
}

/// VIP scores (Fig. 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VipData {
    /// What was fitted.
    pub name: String,
    /// The line above which a descriptor counts as important; 0.8 in the paper.
    pub threshold: f64,
    /// One bar a descriptor, in the order of the axis.
    pub bars: Vec<VipBar>,
}

/// One bar of [`VipData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VipBar {
    /// Name of the descriptor as in the tables, `D_Li_A`; its category decides the colour.
    pub descriptor: String,
    /// Its score.
    pub vip: f64,
    /// Whether the paper lists it as important; `None` where there is nothing to compare with.
    pub important_in_paper: Option<bool>,
    /// Ends of the interval of the score, where one is known.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
}

impl VipBar {
    /// A bar of a descriptor's score.
    pub fn new(descriptor: impl Into<String>, vip: f64, important_in_paper: Option<bool>) -> Self {
        Self {
            descriptor: descriptor.into(),
            vip,
            important_in_paper,
            interval: None,
        }
    }

    /// The same with the ends of its interval.
    #[must_use]
    pub fn with_interval(mut self, interval: Option<(f64, f64)>) -> Self {
        self.interval = interval;
        self
    }
}

/// Pearson correlations between descriptors (Fig. S2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeatmapData {
    /// Names of the descriptors, rows and columns alike.
    pub names: Vec<String>,
    /// The square matrix of coefficients; `None` where there is none, as for a constant column.
    pub r: Vec<Vec<Option<f64>>>,
}

/// Cross-validation against the number of components (Fig. S3).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PressData {
    /// What was fitted.
    pub name: String,
    /// Root Mean PRESS, √(PRESS/SSY); index = number of components, from 0.
    pub root_mean_press: Vec<f64>,
    /// Q² = 1 − PRESS/SSY, same index.
    pub q2: Vec<f64>,
    /// The number of components that was chosen.
    pub chosen: usize,
    /// Van der Voet's p of each number of components against that of the smallest PRESS, same index; empty where unknown.
    #[serde(default)]
    pub van_der_voet: Vec<f64>,
    /// How rows were left out, the start of the caption; leave-one-out where empty.
    #[serde(default)]
    pub cross_validation: String,
}

/// One contour panel (Fig. 5 a–f, Fig. S4): Ea over two descriptors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContourPanel {
    /// Letter of the panel, `a`.
    pub letter: String,
    /// Name of the descriptor on the horizontal axis.
    pub x: String,
    /// Name of the descriptor on the vertical axis.
    pub y: String,
    /// The compounds.
    pub points: Vec<ContourPoint>,
    /// What is shown over the two where it is a table of the reader's own, whose columns and rows then keep their names; the activation
    /// energy of compounds otherwise.
    #[serde(default)]
    pub response: Option<super::Quantity>,
}

/// One compound of a [`ContourPanel`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContourPoint {
    /// Number of the compound.
    pub no: u32,
    /// Formula as plain text.
    pub formula: String,
    /// Value of the horizontal descriptor, in its own unit.
    pub x: f64,
    /// Value of the vertical descriptor, in its own unit.
    pub y: f64,
    /// Activation energy in eV.
    pub ea_ev: f64,
}

/// Published against recomputed activation energies, by series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesData {
    /// What the horizontal axis shows, for the alternative text.
    pub name: String,
    /// Names of the two or three recomputations, in the order of [`SeriesPoint::recomputed_ev`].
    pub recomputed: Vec<String>,
    /// The compounds, series by series in the order of the panels.
    pub points: Vec<SeriesPoint>,
}

/// One compound of [`SeriesData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesPoint {
    /// Number of the compound.
    pub no: u32,
    /// Formula as plain text.
    pub formula: String,
    /// The series it belongs to, in label markup: `Li_{6}PS_{5−x}Se_{x}Br`.
    pub series: String,
    /// Published Ea in eV.
    pub published_ev: Option<f64>,
    /// Recomputed Ea in eV, one per entry of [`SeriesData::recomputed`].
    pub recomputed_ev: Vec<Option<f64>>,
}

/// How far recomputed descriptors lie from published ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviationData {
    /// What is compared, for the alternative text.
    pub name: String,
    /// Relative deviation above which a cell is listed, 0.002.
    pub tolerance: f64,
    /// One entry a descriptor: name and the absolute relative deviations of its cells.
    pub columns: Vec<(String, Vec<f64>)>,
}

impl HeatmapData {
    /// The Pearson coefficients between the columns of `rows` (one row a compound). A pair is
    /// taken over the compounds for which both values are finite; constant columns, and numbers too large to be squared, give `None`.
    pub fn pearson(names: &[String], rows: &[Vec<f64>]) -> Self {
        let column = |k: usize| {
            rows.iter()
                .map(move |row| row.get(k).copied().unwrap_or(f64::NAN))
        };
        let r = (0..names.len())
            .map(|i| {
                (0..names.len())
                    .map(|j| correlation(column(i).zip(column(j))))
                    .collect()
            })
            .collect();
        Self {
            names: names.to_vec(),
            r,
        }
    }
}

fn correlation(pairs: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = pairs
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    let n = pairs.len() as f64;
    let (mx, my) = pairs
        .iter()
        .fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        xx += (x - mx).powi(2);
        yy += (y - my).powi(2);
        xy += (x - mx) * (y - my);
    }
    // Rounding leaves a constant column a variance of about its square times 1e-32.
    let varies = |s: f64, m: f64| s > n * (m.abs() * 1e-12).powi(2) && s > 0.0;
    let r = xy / (xx * yy).sqrt();
    (varies(xx, mx) && varies(yy, my) && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
}
