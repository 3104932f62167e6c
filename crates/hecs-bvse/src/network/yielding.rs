//! The barriers of the hops of a network in an elastic host.
//!
//! The host rests while the ion is at the start of a hop, so a hop has a saddle point of its own in each
//! direction. With site energies E and barriers b, the energy of the saddle point of a hop i → j is
//! ½ [(E_i + b_ij) + (E_j + b_ji)], not below E_i and E_j; half the difference of the two is what the model
//! leaves open.

use rayon::prelude::*;

use super::Network;
use super::hops::Hop;
use super::levels::percolate;
use super::path::PathPoint;
use crate::BvseError;
use crate::elastic::ElasticHost;

/// One hop in an elastic host.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ElasticHop {
    /// From the first site to the second.
    pub forward_ev: f64,
    /// From the second to the first.
    pub backward_ev: f64,
    /// Energy of the saddle point in eV, on the scale of the map.
    pub saddle_energy_ev: f64,
    /// The paths forward and backward, each with the host at rest while the ion is at the site that it leaves;
    /// energies are above that site.
    pub paths: [Vec<PathPoint>; 2],
}

/// The hops of a network and its barriers in an elastic host.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ElasticNetwork {
    /// One for each hop of the network; `None` where the hop has no path in the elastic host, or lies above
    /// the level to which the network is complete.
    pub hops: Vec<Option<ElasticHop>>,
    /// Energy in eV above the lowest site at which the hops percolate in 1, 2 and 3 dimensions, with the
    /// number of the hop that decides.
    pub barriers: [Option<(f64, usize)>; 3],
}

impl Network {
    /// The hops in an elastic host, both ways, from the path that each has in the rigid one.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpring`], [`BvseError::Stopped`].
    pub fn elastic(&self, host: &ElasticHost) -> Result<ElasticNetwork, BvseError> {
        let _span = tracing::info_span!("elastic_network").entered();
        host.check()?;
        let limit_ev = self.complete_to_ev.unwrap_or(f64::INFINITY);
        let hops: Vec<Option<ElasticHop>> = (0..self.hops.len())
            .into_par_iter()
            .map(|number| {
                self.framework.options.stop.check()?;
                let is_wanted = self.hops[number].saddle_energy_ev() <= limit_ev;
                Ok(is_wanted.then(|| self.elastic_hop(number, host)).flatten())
            })
            .collect::<Result<_, BvseError>>()?;
        let mut order: Vec<(f64, usize)> = (0..)
            .zip(&hops)
            .filter_map(|(number, hop)| Some((hop.as_ref()?.saddle_energy_ev, number)))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let by_energy: Vec<&Hop> = order
            .iter()
            .map(|(_, number)| &self.hops[*number])
            .collect();
        let lowest_ev = self.lowest_ev();
        let barriers = percolate(&self.sites, &by_energy).map(|level| {
            let (energy_ev, number) = order[level?.hop];
            Some((energy_ev - lowest_ev, number))
        });
        Ok(ElasticNetwork { hops, barriers })
    }

    fn elastic_hop(&self, number: usize, host: &ElasticHost) -> Option<ElasticHop> {
        let hop = &self.hops[number];
        let path = self.hop_points(number);
        let reversed: Vec<_> = path.iter().rev().copied().collect();
        let one_way = |path| self.framework.elastic_along(path, host);
        let (forward_ev, forward) = one_way(&path)?;
        let (backward_ev, backward) = one_way(&reversed)?;
        let [from_ev, to_ev] = hop.ends.map(|end| self.sites.get(end.site).energy_ev());
        let mean_ev = f64::midpoint(from_ev + forward_ev, to_ev + backward_ev);
        Some(ElasticHop {
            forward_ev,
            backward_ev,
            saddle_energy_ev: mean_ev.max(from_ev).max(to_ev),
            paths: [forward, backward],
        })
    }
}
