//! Up to where a network holds every hop.

/// Energy above the highest barrier of percolation (eV) up to which hops are of interest: what is
/// rarer by e⁻¹² at room temperature.
const ABOVE_BARRIER_EV: f64 = 0.3;
/// Unless a barrier is higher, no hop of more than this above the lowest site (eV) is of interest.
const HIGHEST_EV: f64 = 1.5;
/// Contacts of the grid that are refined at most.
const MOST_HOPS: usize = 5000;

/// Up to where a network holds every hop, beside those that decide percolation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Completeness {
    /// Energy above the lowest site in eV; `None` for 0.3 eV above the barrier of the most dimensions
    /// that percolate, but not above 1.5 eV.
    pub level_ev: Option<f64>,
    /// A network of more hops than this is refused.
    pub most_hops: usize,
}

impl Default for Completeness {
    /// The level that follows from the barriers, 5000 hops.
    fn default() -> Self {
        Self {
            level_ev: None,
            most_hops: MOST_HOPS,
        }
    }
}

impl Completeness {
    /// Up to a level in eV above the lowest site.
    pub fn below(level_ev: f64) -> Self {
        Self {
            level_ev: Some(level_ev),
            ..Self::default()
        }
    }

    /// The level in eV on the scale of the map, for a lowest site and levels of percolation on the same.
    pub(crate) fn level_ev(&self, lowest_ev: f64, levels_ev: &[f64]) -> f64 {
        let barrier_ev = levels_ev.iter().copied().reduce(f64::max);
        let above_ev = self.level_ev.unwrap_or_else(|| match barrier_ev {
            None => HIGHEST_EV,
            Some(level_ev) => (level_ev - lowest_ev + ABOVE_BARRIER_EV).min(HIGHEST_EV),
        });
        barrier_ev.map_or(lowest_ev + above_ev, |barrier_ev| {
            barrier_ev.max(lowest_ev + above_ev)
        })
    }
}
