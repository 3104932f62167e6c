//! What can be asked of the paths of an ion.

use hecs_bvse::{Completeness, Options};
use hecs_core::{Ion, Stop};
use nalgebra::Vector3;

use crate::OrderingSettings;

/// Whether the host gives way.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Host {
    /// Every host ion stays where it is.
    #[default]
    Rigid,
    /// Host ions are on springs.
    Elastic(SpringModel),
}

/// The springs of an elastic host.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum SpringModel {
    /// [`ElasticHost::site_consistent`](hecs_bvse::ElasticHost::site_consistent).
    #[default]
    SiteConsistent,
    /// [`ElasticHost::by_charge`](hecs_bvse::ElasticHost::by_charge).
    ByCharge,
    /// [`ElasticHost::plain`](hecs_bvse::ElasticHost::plain) of a stiffness in eV/Å².
    Plain(f64),
    /// As [`Self::SiteConsistent`], with the springs that displacement parameters give.
    Displacement,
}

impl SpringModel {
    /// `S`, `F`, `adp` or the stiffness.
    pub fn name(self) -> String {
        match self {
            Self::SiteConsistent => "S".to_owned(),
            Self::ByCharge => "F".to_owned(),
            Self::Plain(k) => k.to_string(),
            Self::Displacement => "adp".to_owned(),
        }
    }
}

/// What becomes of the other ions of the mobile element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Others {
    /// They are not there.
    Removed,
    /// They stay where they are; for one hop only.
    Fixed,
}

impl Others {
    /// `removed` or `fixed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Fixed => "fixed",
        }
    }
}

/// What is asked of a structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathSettings {
    /// The ion that moves.
    pub ion: Ion,
    /// Choices of the potential.
    pub options: Options,
    /// Distance between the points of the grid in Å; without effect on one hop.
    pub spacing_ang: f64,
    /// Energy above the lowest site in eV up to which a network holds every hop; `None` for 0.3 eV above its
    /// highest barrier of percolation, but not above 1.5 eV.
    pub level_ev: Option<f64>,
    /// A network of more hops than this is refused.
    pub most_hops: usize,
    /// Whether the host gives way.
    pub host: Host,
    /// What becomes of the other ions; `None` for [`Others::Fixed`] with one hop, else [`Others::Removed`].
    pub others: Option<Others>,
    /// Fractional ends of one hop, unwrapped: their difference is the hop. `None` for the network.
    pub ends: Option<[Vector3<f64>; 2]>,
    /// Barriers over orderings that are wanted beside those of the network; without effect on one hop.
    pub orderings: Option<OrderingSettings>,
}

impl PathSettings {
    /// The network of an ion in a rigid host, from a grid of 0.1 Å; of at most 5000 hops.
    pub fn new(ion: Ion) -> Self {
        Self {
            ion,
            options: Options::default(),
            spacing_ang: 0.1,
            level_ev: None,
            most_hops: Completeness::default().most_hops,
            host: Host::Rigid,
            others: None,
            ends: None,
            orderings: None,
        }
    }

    /// The same, with a stop that is asked while a network is computed.
    #[must_use]
    pub fn with_stop(&self, stop: &Stop) -> Self {
        let mut settings = self.clone();
        settings.options.stop = stop.clone();
        settings
    }

    pub(crate) fn others(&self) -> Others {
        self.others.unwrap_or(match self.ends {
            Some(_) => Others::Fixed,
            None => Others::Removed,
        })
    }
}
