//! Everything a figure or the page shows, as plain data.
//!
//! The structs hold numbers that somebody else computed; nothing here reads files or knows how a
//! barrier or a regression comes about. What may be absent is a [`Shown`], so that the page can
//! say in words why there is no picture.

mod crystal;
mod diagrams;
mod network;
mod orderings;
mod plots;
mod pls;
mod profile;
mod ranking;
mod report;

pub use crystal::{Atom, CrystalView, DisplayMap, Polyhedron, Role};
pub use diagrams::{
    FrameworkData, MechanismData, SamplingData, SiteSampling, StrategyData, StrategyRow,
};
pub use network::{HopView, NetworkView, OrbitImage, SiteView, TableFile, WindowIonView};
pub use orderings::{OrderingsData, OrderingsStrip};
pub use plots::{
    ContourPanel, ContourPoint, DeviationData, FitData, FitPoint, FitSet, HeatmapData, PressData,
    SeriesData, SeriesPoint, Set, VipBar, VipData,
};
pub use pls::{
    ModelPage, PermutationData, PermutedModel, PlsColumn, PlsComponent, PlsData, PlsLimits, PlsRow,
    Quantity,
};
pub use profile::{
    BarrierEnergies, PathPoint, ProfileCurve, ProfileData, ProfileHost, ProfileMark,
};
pub use ranking::{RankingData, RankingRow};
pub use report::{
    Caveat, Check, CheckVerdict, CompoundRow, Detail, FigureSection, Level, ModelPrediction,
    NamedFigure, Ranked, ReportData,
};

use serde::{Deserialize, Serialize};

/// Something to show, or the words that stand in its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    /// The data of the picture.
    Data(T),
    /// Why there is none, as a sentence for the reader.
    Absent(String),
}

impl<T> Shown<T> {
    /// The sentence `why` in the place of a picture.
    pub fn absent(why: impl Into<String>) -> Self {
        Self::Absent(why.into())
    }

    /// The data, if there are any.
    pub fn data(&self) -> Option<&T> {
        match self {
            Self::Data(data) => Some(data),
            Self::Absent(_) => None,
        }
    }
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self::absent("This was not computed.")
    }
}

impl<T> From<T> for Shown<T> {
    fn from(data: T) -> Self {
        Self::Data(data)
    }
}
