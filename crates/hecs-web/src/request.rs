//! What a page asks for.

use hecs_analysis::{Host, SpringModel};
use serde::Deserialize;

use crate::WebError;

/// What is asked of a structure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Question {
    /// The record of `hecs bvse`, as JSON.
    #[default]
    Barriers,
    /// What `hecs report` shows of one structure, as the JSON that the scripts of the page take.
    Page,
    /// The map of the bond-valence site energy as a Gaussian cube file.
    Map,
}

/// The host of the page's hops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HostName {
    /// Host ions stay where they are.
    Rigid,
    /// Hops are followed in a host that gives way, too.
    #[default]
    Elastic,
}

impl From<HostName> for Host {
    fn from(name: HostName) -> Self {
        match name {
            HostName::Rigid => Self::Rigid,
            HostName::Elastic => Self::Elastic(SpringModel::default()),
        }
    }
}

/// A question about one structure of the open file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Request {
    /// What is asked.
    pub question: Question,
    /// Which structure of the file, from 0.
    pub entry: usize,
    /// The number that the structure has on the page.
    pub no: u32,
    /// The ion that moves, such as `Li+`.
    pub ion: String,
    /// Distance between the points of the grid in Å, of barriers and map; the picture of the page has its own.
    pub spacing: f64,
    /// The host of the page's hops.
    pub host: HostName,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            question: Question::default(),
            entry: 0,
            no: 1,
            ion: "Li+".to_owned(),
            spacing: 0.1,
            host: HostName::default(),
        }
    }
}

impl Request {
    /// A request from its JSON; what it lacks has its default: the barriers of Li⁺ in the first structure, at 0.1 Å.
    ///
    /// # Errors
    /// [`WebError::Request`].
    pub fn from_json(text: &str) -> Result<Self, WebError> {
        serde_json::from_str(text).map_err(|e| WebError::Request {
            reason: e.to_string(),
        })
    }
}
