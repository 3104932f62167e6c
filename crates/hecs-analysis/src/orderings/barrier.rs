//! The barriers of one ordering.
//!
//! Above two references: the lowest minimum, and the filling level, the energy of the N-th deepest minimum counted
//! with multiplicity, N the number of mobile ions in the cell. In a larger cell there is a deeper minimum somewhere, which an
//! ion fills and stays in; the filling level is where the ions that move are.

use hecs_bvse::{Barriers, BvseError, Framework, Migration, Network};

use crate::records::OrderingRecord;

/// An ordering percolates up to this barrier (eV). What is higher no ion climbs: at 1000 K and 10¹³ attempts per second one
/// hop over 2.6 eV takes a second. Orderings leave little room for choice: of lithium lanthanum titanates some have
/// barriers up to 1.3 eV, the others, in which an oxygen window without lithium sites beside it is crossed, above 6 eV.
pub(super) const HIGHEST_EV: f64 = 2.6;

/// Whether an ordering percolates in so many dimensions and one.
pub(super) fn percolates(ordering: &OrderingRecord, number: usize) -> bool {
    ordering.lowest[number].is_some_and(|barrier_ev| barrier_ev <= HIGHEST_EV)
}

/// Barriers of a framework that holds `mobile_ions`, refined from a grid of `spacing_ang` Å.
pub(super) fn barriers_of(
    framework: &Framework,
    mobile_ions: f64,
    spacing_ang: f64,
) -> Result<OrderingRecord, BvseError> {
    let migration = Migration::of(framework, spacing_ang)?;
    let barriers = migration.barriers();
    let lowest = [1, 2, 3].map(|dimension| barriers.energy_ev(dimension));
    let level_ev = filling_level_ev(&migration.network, mobile_ions);
    let above_filling = |barrier_ev: f64| {
        let saddle_ev = barriers.minimum().energy_ev + barrier_ev;
        // Fewer minima than ions lie below the highest of the saddle points: it is filled up.
        level_ev.map_or(0.0, |level_ev| (saddle_ev - level_ev).max(0.0))
    };
    Ok(OrderingRecord {
        lowest,
        filling: lowest.map(|barrier| barrier.map(above_filling)),
        refined: is_refined(barriers),
    })
}

/// Energy in eV of the minimum that the last of the ions fills, as far as minima are known: all below the saddle point of
/// percolation in most dimensions are.
fn filling_level_ev(network: &Network, mobile_ions: f64) -> Option<f64> {
    let ions = mobile_ions.round().max(1.0) as usize;
    let mut filled = 0;
    let last = network.sites().iter().find(|site| {
        filled += site.multiplicity();
        filled >= ions
    })?;
    Some(last.energy_ev())
}

/// Whether what percolates is refined: nothing is missing where nothing does.
fn is_refined(barriers: &Barriers) -> bool {
    barriers.are_refined() || barriers.by_dimension.iter().all(Option::is_none)
}
