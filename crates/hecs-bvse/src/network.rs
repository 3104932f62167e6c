//! The network of sites and hops of the mobile ion, refined once and kept.
//!
//! The grid gives basins and their contacts (`basins`); `contacts` finds the site that each basin
//! becomes on the potential, `refinement` the hops over saddle points that stand for the contacts,
//! `levels` where these percolate, `loops` and `path` the easiest path there.

mod completeness;
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
pub(crate) mod stationary;
mod steepest;
pub(crate) mod string;
mod symmetry;
mod window;
mod yielding;

pub use self::completeness::Completeness;
pub use self::hops::Hop;
pub use self::path::{Landmark, MigrationPath, PathPoint};
pub use self::sites::MigrationSite;
pub use self::window::{Window, WindowIon};
pub use self::yielding::{ElasticHop, ElasticNetwork};

use std::sync::Arc;

use hecs_core::Operation;
use nalgebra::Vector3;

use self::levels::{Level, percolate};
use self::loops::easiest_loop;
use self::minimum::SAME_MINIMUM_ANG;
use self::path::{HopPoint, path, points_of_hop};
use self::refinement::{Found, sites_and_hops};
use self::sites::{Sites, wrapped};
use crate::BvseError;
use crate::barriers::{Barrier, Barriers, HIGHEST_BARRIER_EV, LowestPoint, Unrefined};
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
    /// Energy in eV on the scale of the map up to which every hop was looked for.
    complete_to_ev: Option<f64>,
}

/// Hops that decide a barrier in place of another are of interest up to this (eV) above it.
const ALTERNATIVES_WITHIN_EV: f64 = 0.1;

impl Network {
    /// The network of a map whose barriers on the grid are known.
    ///
    /// Every barrier that the grid has is there after refinement.
    ///
    /// # Errors
    /// [`BvseError::Stopped`].
    pub fn new(map: &EnergyMap, on_grid: &Barriers) -> Result<Self, BvseError> {
        Self::of(map, on_grid, None)
    }

    /// The network of a map with every hop below a level, refined on the potential.
    ///
    /// Its barriers are those of [`Self::new`].
    ///
    /// # Errors
    /// [`BvseError::TooManyHops`], [`BvseError::InvalidLevel`], [`BvseError::Stopped`].
    pub fn complete(
        map: &EnergyMap,
        on_grid: &Barriers,
        completeness: &Completeness,
    ) -> Result<Self, BvseError> {
        if let Some(level_ev) = completeness.level_ev
            && !(level_ev > 0.0 && level_ev <= HIGHEST_BARRIER_EV)
        {
            return Err(BvseError::InvalidLevel { level_ev });
        }
        Self::of(map, on_grid, Some(completeness))
    }

    fn of(
        map: &EnergyMap,
        on_grid: &Barriers,
        completeness: Option<&Completeness>,
    ) -> Result<Self, BvseError> {
        let _span = tracing::info_span!("bvse_refine").entered();
        let found = on_grid.by_dimension.iter().flatten();
        let levels_ev: Vec<f64> = found.map(|b| b.saddle_energy_ev).collect();
        let Found {
            sites,
            hops,
            complete_to_ev,
        } = sites_and_hops(map, &on_grid.found, &levels_ev, completeness)?;
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
            complete_to_ev,
        };
        network.refine_barriers();
        Ok(network)
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

    /// Energy in eV above the lowest site up to which the network holds every hop; `None` where only those
    /// were looked for that decide percolation.
    pub fn complete_to_ev(&self) -> Option<f64> {
        self.complete_to_ev
            .map(|level_ev| level_ev - self.lowest_ev())
    }

    /// Energy in eV of the lowest site, on the scale of the map: the zero of paths and barriers.
    pub fn lowest_ev(&self) -> f64 {
        self.sites.get(self.sites.lowest()).energy_ev()
    }

    /// Numbers of the hops that decide the barrier in `dimension` (1–3) directions one after the other, if
    /// those before are closed, up to 0.1 eV above it; without the first.
    pub fn alternatives(&self, dimension: usize) -> Vec<usize> {
        let Some(first) = self.deciding_hop(dimension) else {
            return Vec::new();
        };
        let limit_ev = self.hops[first].saddle_energy_ev() + ALTERNATIVES_WITHIN_EV;
        let mut open: Vec<usize> = (0..self.hops.len()).collect();
        let mut decided = first;
        let mut alternatives = Vec::new();
        loop {
            open.retain(|number| *number != decided);
            let hops: Vec<&Hop> = open.iter().map(|number| &self.hops[*number]).collect();
            let levels = percolate(&self.sites, &hops);
            let Some(level) = &levels[dimension - 1] else {
                return alternatives;
            };
            decided = open[level.hop];
            if self.hops[decided].saddle_energy_ev() > limit_ev {
                return alternatives;
            }
            alternatives.push(decided);
        }
    }

    /// What takes a hop to its images whose saddle points lie in the unit cell, one for each: an operation of the
    /// space group and a lattice translation after it.
    pub fn hop_images(&self, hop: usize) -> Vec<(Operation, [i32; 3])> {
        let symmetry = &self.sites.symmetry;
        let elements = symmetry.to_images(&self.hops[hop].saddle_fract(), SAME_MINIMUM_ANG);
        let images = elements.into_iter();
        images
            .map(|element| (symmetry.operation(element), element.shift.map(i32::from)))
            .collect()
    }

    /// Fractional positions of the images of a site in the unit cell.
    pub fn site_images(&self, site: usize) -> Vec<Vector3<f64>> {
        let fract = self.sites.list[site].fract();
        let symmetry = &self.sites.symmetry;
        let elements = symmetry.to_images(&fract, SAME_MINIMUM_ANG).into_iter();
        elements
            .map(|element| wrapped(&symmetry.image(element, &fract)))
            .collect()
    }

    /// Number of images of a hop in a unit cell.
    pub fn hop_multiplicity(&self, hop: usize) -> usize {
        self.hops[hop].multiplicity(&self.sites)
    }

    /// The path of a hop from its first site over the saddle point to its second, energies above the lowest
    /// site.
    pub fn hop_path(&self, hop: usize) -> Vec<PathPoint> {
        self::path::measured(&self.sites, &self.hop_points(hop), Vector3::zeros())
    }

    fn hop_points(&self, hop: usize) -> Vec<HopPoint> {
        points_of_hop(&self.framework, &self.sites, &self.hops[hop])
    }

    /// The framework that the ion moves in.
    pub fn framework(&self) -> &Framework {
        &self.framework
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
