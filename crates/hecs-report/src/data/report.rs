//! The page as a whole: levels, compounds, pictures.

use serde::{Deserialize, Serialize};

use super::{
    ContourPanel, CrystalView, DeviationData, FitData, FrameworkData, HeatmapData, MechanismData,
    OrderingsData, PlsScheme, PressData, SamplingData, SeriesData, Set, Shown, StrategyData,
    VipData,
};

/// All that [`crate::page::render`] shows, in the order of the page.
///
/// `ReportData::default()` is an empty report; fill what there is. A figure that cannot be drawn
/// is an entry with [`Shown::Absent`]; an empty list leaves its section out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportData {
    /// Title of the page.
    pub title: String,
    /// One or more paragraphs under the title, plain text.
    pub introduction: Vec<String>,
    /// What made the page, "hecs 0.1.0"; stands in the footer. No date: same data, same bytes.
    pub generator: String,
    /// Settings that decide the numbers, plain text, or empty; stand in the footer.
    pub settings: String,
    /// How to cite what the numbers rest on, plain text, or empty; stands in the footer, to be copied.
    pub citation: String,
    /// The ion that moves, "Li+", where the compounds are ranked by its barriers.
    pub ion: String,
    /// Tables of checks, level by level; empty for a user's own structures.
    pub levels: Vec<Level>,
    /// The pictures, section by section.
    pub sections: Vec<FigureSection>,
    /// Names of the descriptors, the order of [`CompoundRow::descriptors`].
    pub descriptor_names: Vec<String>,
    /// Names of the activation energies, the order of [`CompoundRow::energies_ev`]; label markup.
    pub energy_names: Vec<String>,
    /// The compounds.
    pub compounds: Vec<CompoundRow>,
    /// Crystals for the three-dimensional view, matched to the compounds by number.
    pub crystals: Vec<CrystalView>,
}

impl ReportData {
    /// Whether the compounds are ranked by their barriers.
    pub fn is_ranked(&self) -> bool {
        self.compounds
            .iter()
            .any(|compound| compound.ranked.is_some())
    }

    /// Whether there is a comparison: a ranking of two at least.
    pub(crate) fn is_compared(&self) -> bool {
        self.is_ranked() && self.compounds.len() > 1
    }
}

/// One level of the reproduction, a table of checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Short name, "L2".
    pub name: String,
    /// What the level does, a sentence.
    pub title: String,
    /// A paragraph of explanation, or empty.
    pub text: String,
    /// Its checks.
    pub checks: Vec<Check>,
}

/// One number against its expectation. Numbers come as text, rounded as they should be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What is compared.
    pub name: String,
    /// What the paper prints.
    pub paper: String,
    /// What was computed.
    pub ours: String,
    /// The difference, or empty.
    pub difference: String,
    /// The tolerance, or empty.
    pub tolerance: String,
    /// The outcome.
    pub verdict: CheckVerdict,
    /// A remark, or empty.
    pub note: String,
}

/// The outcome of a [`Check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// The number is reproduced.
    Holds,
    /// It is not.
    Differs,
    /// The paper states none.
    NotStated,
}

/// One compound: a row of the table and the key of the three-dimensional view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompoundRow {
    /// Number, unique in the report.
    pub no: u32,
    /// Formula as plain text; for a user's file that is no formula, its name.
    pub formula: String,
    /// Series it belongs to in label markup, or empty.
    pub series: String,
    /// Part it plays in the fit.
    pub set: Set,
    /// Activation energies in eV, in the order of [`ReportData::energy_names`].
    pub energies_ev: Vec<Option<f64>>,
    /// Descriptor values, in the order of [`ReportData::descriptor_names`]; empty where the
    /// structure has none.
    pub descriptors: Vec<Option<f64>>,
    /// Prediction of a model with its interval and applicability, if one was given.
    pub prediction: Option<ModelPrediction>,
    /// What decides its barriers and what qualifies them, for a ranking; `None` leaves it out of one.
    pub ranked: Option<Ranked>,
    /// More about the compound: file, space group, cell, diagnostics.
    pub details: Vec<Detail>,
}

/// What a ranking says of a structure beside its barriers, which are the first three energies of its row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Where it comes from: a file, with the entry in it.
    pub source: String,
    /// The hop that decides the barrier in most dimensions, in words, or empty.
    pub deciding: String,
    /// What qualifies the barriers, the gravest first.
    pub caveats: Vec<Caveat>,
}

/// Something that qualifies a number, plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caveat {
    /// In two or three words, "shared sites".
    pub name: String,
    /// What it means and what helps, a sentence or more.
    pub words: String,
}

/// A line of [`CompoundRow::details`], plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What, "space group".
    pub name: String,
    /// The value, "F-43m (216)".
    pub value: String,
    /// Whether it is a warning.
    pub warning: bool,
}

/// What a model says about one compound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelPrediction {
    /// What the model predicts, the name of its response: the scale of its training data, which need not be that of the barriers
    /// beside it.
    pub response: String,
    /// Predicted Ea in eV.
    pub ea_ev: f64,
    /// Lower and upper end of its interval in eV, if known.
    pub interval_ev: Option<(f64, f64)>,
    /// Whether the compound lies inside the domain of the model.
    pub applicable: bool,
    /// Why, in words: leverage and distance with their limits.
    pub applicability: String,
}

/// Pictures that belong together, under one heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureSection {
    /// Heading.
    pub title: String,
    /// A paragraph under it, plain text, or empty.
    pub text: String,
    /// The pictures; each brings its own caption.
    pub figures: Vec<NamedFigure>,
}

impl FigureSection {
    /// Whether it shows barriers over orderings.
    pub(crate) fn is_of_orderings(&self) -> bool {
        let mut figures = self.figures.iter();
        figures.any(|figure| matches!(figure, NamedFigure::Orderings(_)))
    }
}

/// One picture of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "data")]
pub enum NamedFigure {
    /// The framework (Fig. 1).
    Framework(Shown<FrameworkData>),
    /// The sampling scheme (Fig. 2).
    Sampling(Shown<SamplingData>),
    /// The matrices of partial least squares (Fig. S1).
    PlsScheme(Shown<PlsScheme>),
    /// Calculated against predicted Ea (Fig. 3).
    Fit(Shown<FitData>),
    /// VIP scores (Fig. 4).
    Vip(Shown<VipData>),
    /// One contour panel (Fig. 5, Fig. S4).
    Contour(Shown<ContourPanel>),
    /// The mechanism (Fig. 6).
    Mechanism(Shown<MechanismData>),
    /// The strategies (Fig. 7).
    Strategies(Shown<StrategyData>),
    /// Pearson correlations (Fig. S2).
    Heatmap(Shown<HeatmapData>),
    /// Cross-validation (Fig. S3).
    Press(Shown<PressData>),
    /// Published against recomputed Ea.
    Series(Shown<SeriesData>),
    /// Distribution of deviations.
    Deviations(Shown<DeviationData>),
    /// Barriers over orderings of a disordered structure.
    Orderings(Shown<OrderingsData>),
}

impl NamedFigure {
    /// What the picture would show, for the place where there is none.
    pub fn subject(&self) -> String {
        match self {
            Self::Framework(_) => "From unit cell to prediction".to_owned(),
            Self::Sampling(_) => "Ions by site, descriptors by category".to_owned(),
            Self::PlsScheme(_) => "The matrices of partial least squares".to_owned(),
            Self::Fit(_) => "Calculated against predicted activation energy".to_owned(),
            Self::Vip(_) => "VIP scores of the descriptors".to_owned(),
            Self::Contour(Shown::Data(panel)) => {
                format!("Activation energy over {} and {}", panel.x, panel.y)
            }
            Self::Contour(_) => "Activation energy over two descriptors".to_owned(),
            Self::Mechanism(_) => "How the descriptors act on the activation energy".to_owned(),
            Self::Strategies(_) => "Design strategies".to_owned(),
            Self::Heatmap(_) => "Pearson correlations of the descriptors".to_owned(),
            Self::Press(_) => "Cross-validation against the number of components".to_owned(),
            Self::Series(_) => "Published and recomputed activation energies".to_owned(),
            Self::Deviations(_) => "Deviations of recomputed descriptors".to_owned(),
            Self::Orderings(Shown::Data(data)) => {
                format!("Barriers over orderings of {}", data.name)
            }
            Self::Orderings(_) => "Barriers over orderings".to_owned(),
        }
    }
}
