//! Map, network and barriers in one call.

use crate::barriers::Barriers;
use crate::error::BvseError;
use crate::framework::Framework;
use crate::map::EnergyMap;
use crate::network::Network;

/// Where and how easily an ion moves in its framework.
#[derive(Clone, Debug)]
pub struct Migration {
    /// The energy map that the network was found from.
    pub map: EnergyMap,
    /// Its sites, hops and barriers.
    pub network: Network,
}

impl Migration {
    /// Computes the map on a grid of about `spacing_ang` Å between points, its barriers, and the network
    /// refined from them.
    ///
    /// # Errors
    /// As [`EnergyMap::compute`].
    pub fn of(framework: &Framework, spacing_ang: f64) -> Result<Self, BvseError> {
        let map = EnergyMap::compute(framework, spacing_ang)?;
        let network = Network::new(&map, &Barriers::from_map(&map))?;
        Ok(Self { map, network })
    }

    /// The barriers of percolation.
    pub fn barriers(&self) -> &Barriers {
        self.network.barriers()
    }
}
