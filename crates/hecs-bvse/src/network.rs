//! The network of sites and hops of the mobile ion, refined once and kept.
//!
//! The grid gives basins and their contacts (`basins`); `contacts` finds the site that each basin
//! becomes on the potential, `refinement` the hops over saddle points that stand for the contacts,
//! `levels` where these percolate, `loops` and `path` the easiest path there.

mod contacts;
mod crossing;
mod hops;
mod levels;
mod loops;
pub(crate) mod minimum;
mod newton;
mod passes;
mod path;
mod refinement;
pub(crate) mod saddle;
mod site_graph;
mod sites;
mod steepest;
pub(crate) mod string;
mod symmetry;

pub use self::hops::Hop;
pub use self::path::{MigrationPath, PathPoint};
pub use self::sites::MigrationSite;

use std::sync::Arc;

use self::levels::{Level, percolate};
use self::loops::easiest_loop;
use self::path::path;
use self::refinement::sites_and_hops;
use self::sites::{Sites, wrapped};
use crate::barriers::{Barrier, Barriers, LowestPoint, Unrefined};
use crate::framework::Framework;
use crate::map::EnergyMap;
use crate::percolation::FoundBasins;
use crate::provenance::NotRefined;

/// Sites and hops of the mobile ion up to the level of percolation, with the barriers that follow.
///
/// Hops whose energy is close to a level of percolation, and those of the easiest paths, lead over saddle
/// points of the potential where there are any; others are contacts of the grid, as
/// [`Hop::provenance`] says.
#[derive(Clone, Debug)]
pub struct Network {
    framework: Arc<Framework>,
    sites: Sites,
    hops: Vec<Hop>,
    levels: [Option<Level>; 3],
    barriers: Barriers,
}

impl Network {
    /// The network of a map whose barriers on the grid are known.
    ///
    /// Every barrier that the grid has is there after refinement.
    pub fn new(map: &EnergyMap, on_grid: &Barriers) -> Self {
        let _span = tracing::info_span!("bvse_refine").entered();
        let found = on_grid.by_dimension.iter().flatten();
        let levels_ev: Vec<f64> = found.map(|b| b.saddle_energy_ev).collect();
        let (sites, hops) = sites_and_hops(map, &on_grid.found, &levels_ev);
        let levels = percolate(&sites, &hops.iter().collect::<Vec<_>>());
        let mut network = Self {
            framework: Arc::new(map.framework().clone()),
            sites,
            hops,
            levels,
            barriers: Barriers {
                found: FoundBasins::default(),
                ..on_grid.clone()
            },
        };
        network.refine_barriers();
        network
    }

    /// The sites, by rising energy.
    pub fn sites(&self) -> &[MigrationSite] {
        &self.sites.list
    }

    /// The hops, by rising energy of their saddle points.
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// The barriers of percolation over the hops, beside those of the grid.
    pub fn barriers(&self) -> &Barriers {
        &self.barriers
    }

    /// Number of the hop that decides the barrier in `dimension` (1–3) directions; `None` where the
    /// hops do not percolate.
    pub fn deciding_hop(&self, dimension: usize) -> Option<usize> {
        self.level(dimension).map(|level| level.hop)
    }

    /// The easiest path over the deciding hop of `dimension` (1–3): from the lowest site of a loop to its
    /// image one translation further, along the first direction of the barrier along which no loop is
    /// possible below it, and nowhere above it.
    ///
    /// Among all such loops of hops it is the one of the smallest ∫ (E − E_min + 0.05 eV) ds, estimated
    /// from sites and saddle points. `None` where the ion does not percolate.
    pub fn easiest_path(&self, dimension: usize) -> Option<MigrationPath> {
        let hops: Vec<&Hop> = self.hops.iter().collect();
        let found = easiest_loop(&self.sites, &hops, self.level(dimension)?)?;
        Some(path(&self.framework, &self.sites, &self.hops, &found))
    }

    fn level(&self, dimension: usize) -> Option<&Level> {
        self.levels.get(dimension.checked_sub(1)?)?.as_ref()
    }

    /// Adds to the barriers of the grid those of the hops.
    fn refine_barriers(&mut self) {
        let lowest = self.sites.get(self.sites.lowest());
        let minimum = LowestPoint {
            energy_ev: lowest.energy_ev(),
            fract: lowest.fract(),
        };
        let unrefined = lowest.provenance().not_refined().map(Unrefined::Minimum);
        if unrefined.is_none() {
            self.barriers.refined_minimum = Some(minimum);
        }
        for (barrier, level) in self.barriers.by_dimension.iter_mut().zip(&self.levels) {
            let Some(barrier) = barrier else { continue };
            let Some(level) = level else {
                barrier.not_refined = Some(Unrefined::Saddle(NotRefined::NoSaddle));
                continue;
            };
            let hop = &self.hops[level.hop];
            let of_saddle = hop.provenance().not_refined().map(Unrefined::Saddle);
            barrier.not_refined = unrefined.or(of_saddle);
            if barrier.not_refined.is_none() {
                *barrier = Barrier {
                    refined_ev: Some(hop.saddle_energy_ev() - minimum.energy_ev),
                    saddle_energy_ev: hop.saddle_energy_ev(),
                    saddle_fract: wrapped(
                        &self.sites.symmetry.image(level.frame, &hop.saddle_fract()),
                    ),
                    directions: level.directions.clone(),
                    ..barrier.clone()
                };
            }
        }
    }
}
