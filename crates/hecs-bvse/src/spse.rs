//! The `spse` model: the rules by which the activation energies of the SPSE screening platform
//! (doi:10.1038/s41597-020-0474-y) are reproduced.
//!
//! It differs from the softBV map in six ways. The grid has both faces of the cell,
//! n = ⌊L/spacing⌋ + 1 points at k/(n − 1). A point sees its 128 nearest sites, mobile ions
//! included, and no others. The Morse sum of all anions is multiplied once by the depth D0 of the
//! last anion species visited:
//!
//! E = ½·D·M + 14.4·C,  M = Σ_anions o·[(e^{α(R_min−r)} − 1)² − 1] (r ≤ 10 Å),
//! C = Σ_cations o·(q/√n)(q_s/√n_s)·κ/r·erfc(r/(0.74(ρ + ρ_s))) (ρ_s < r < 10 Å), and C := 300 where
//! r ≤ ρ_s.
//!
//! The barrier comes from a 2×2×2 block without periodic borders, and a bisection of 0–20 eV that
//! ends at steps of 20/2¹¹ eV.
//!
//! Sites are visited in order of distance (compared in units of 10⁻⁷ Å), sites of equal distance
//! in the order of the file. The energy depends on nothing else, so equivalent points have equal
//! energies and symmetry-unique points are enough.

use hecs_core::{Ion, IonTables, PeriodicPoints, Structure};
use nalgebra::Vector3;
use rayon::prelude::*;

use crate::grid::Grid;
use crate::options::MEMORY_LIMIT_BYTES;
use crate::parameters::{
    COULOMB_EV_ANG, FrameworkIon, SCREENING_SHARE, charge_scaling, covalent_radius, framework_ions,
    ion_data, mobile_ion_data,
};
use crate::region::BRICK;
use crate::soundness::check_geometry;
use crate::spanning::spanning_levels;
use crate::{BvseError, Radii};

/// Step of the published activation energies in eV: 20/2¹¹.
pub const STEP_EV: f64 = 20.0 / 2048.0;

const NEAREST: usize = 128;
const REACH_ANG: f64 = 10.0;
const STEPS: f64 = 2048.0;

/// Activation energies by the `spse` rules.
#[derive(Clone, Debug, PartialEq)]
pub struct SpseBarriers {
    /// Points along the axes, both faces included.
    pub grid: [usize; 3],
    /// Number of points whose energy was computed.
    pub unique_points: usize,
    /// Lowest energy of the grid in eV.
    pub e_min_ev: f64,
    /// Fractional position of the lowest point.
    pub minimum_fract: Vector3<f64>,
    /// Barriers in steps of [`STEP_EV`] for one component that spans 1, 2 and 3 axes; `None`
    /// where none does below 20 eV.
    pub steps_by_dimension: [Option<u32>; 3],
    /// The exact level above the minimum, in eV, that the steps enclose from above.
    pub level_ev_by_dimension: [Option<f64>; 3],
}

impl SpseBarriers {
    /// The barrier in steps: that of the first axis spanned.
    pub fn steps(&self) -> Option<u32> {
        self.steps_by_dimension[0]
    }

    /// The barrier in eV: steps × [`STEP_EV`].
    pub fn energy_ev(&self) -> Option<f64> {
        self.steps().map(|s| f64::from(s) * STEP_EV)
    }
}

/// Barriers of `mobile` in `structure` by the `spse` rules on a grid of `spacing_ang` Å, which must not need
/// more than [`MEMORY_LIMIT_BYTES`].
///
/// # Errors
/// As [`Framework::new`](crate::Framework::new) and
/// [`EnergyMap::compute`](crate::EnergyMap::compute).
pub fn activation_energy_steps(
    structure: &Structure,
    mobile: Ion,
    spacing_ang: f64,
) -> Result<SpseBarriers, BvseError> {
    activation_energy_steps_within(structure, mobile, spacing_ang, MEMORY_LIMIT_BYTES)
}

/// The barriers of [`activation_energy_steps`] with a limit of memory in bytes.
///
/// # Errors
/// As [`activation_energy_steps`].
pub fn activation_energy_steps_within(
    structure: &Structure,
    mobile: Ion,
    spacing_ang: f64,
    memory_limit_bytes: u64,
) -> Result<SpseBarriers, BvseError> {
    let _span = tracing::info_span!("bvse_spse", structure = %structure.name()).entered();
    let model = SpseModel::new(structure, mobile)?;
    let grid = model.grid(spacing_ang, memory_limit_bytes)?;
    let energies = model.energies(&grid);
    let mut lowest = 0;
    for (orbit, energy) in energies.iter().enumerate() {
        if *energy < energies[lowest] {
            lowest = orbit;
        }
    }
    let e_min_ev = energies[lowest];
    let levels = spanning_levels(&grid, &energies, e_min_ev + 20.0);
    let level_ev_by_dimension = levels.map(|level| level.map(|l| l - e_min_ev));
    let steps_by_dimension = level_ev_by_dimension.map(|level| {
        level.and_then(|l| {
            // The smallest multiple of the step that is above the level.
            let steps = (l / STEP_EV).floor() + 1.0;
            (steps <= STEPS).then_some(steps as u32)
        })
    });
    Ok(SpseBarriers {
        grid: grid.divisions().map(|n| n + 1),
        unique_points: grid.unique_points(),
        e_min_ev,
        minimum_fract: grid.fract(grid.representatives()[lowest] as usize),
        steps_by_dimension,
        level_ev_by_dimension,
    })
}

/// One species as the model sees it.
#[derive(Clone, Debug, PartialEq)]
enum Visit {
    Anion {
        occupancy: f64,
        d0_ev: f64,
        r_min_ang: f64,
        alpha_per_ang: f64,
    },
    Cation {
        radius_ang: f64,
        /// o·(q/√n)(q_s/√n_s)·κ
        strength: f64,
        inverse_screening_per_ang: f64,
    },
}

/// The sites around a mobile ion, mobile sites included (they count among the 128).
pub(crate) struct SpseModel<'s> {
    structure: &'s Structure,
    /// Species of each site, in the order of the file.
    sites: Vec<Vec<Visit>>,
    positions: Vec<(Vector3<f64>, u32)>,
}

impl<'s> SpseModel<'s> {
    pub(crate) fn new(structure: &'s Structure, mobile: Ion) -> Result<Self, BvseError> {
        check_geometry(structure)?;
        let tables = IonTables::published();
        let mobile_data = mobile_ion_data(structure, mobile, false, tables)?;
        let scaling = charge_scaling(structure, mobile, tables)?;
        let visit = |ion: &FrameworkIon, label: &str| -> Result<Visit, BvseError> {
            if let Some(bond) = ion.bond {
                return Ok(Visit::Anion {
                    occupancy: ion.occupancy,
                    d0_ev: bond.d0_ev,
                    r_min_ang: bond.r_min_ang,
                    alpha_per_ang: bond.alpha_per_ang,
                });
            }
            let data = ion_data(ion.ion, label, tables)?;
            let own = covalent_radius(mobile, mobile_data, "mobile ion", Radii::Spse, tables)?;
            let radius_ang = covalent_radius(ion.ion, data, label, Radii::Spse, tables)?;
            let numbers = mobile_data.principal_quantum_number * data.principal_quantum_number;
            let charges = f64::from(mobile.charge) * ion.charge / numbers.sqrt();
            Ok(Visit::Cation {
                radius_ang,
                strength: ion.occupancy * charges * scaling,
                inverse_screening_per_ang: 1.0 / (SCREENING_SHARE * (own + radius_ang)),
            })
        };
        let mut sites: Vec<Vec<Visit>> = Vec::new();
        let mut positions: Vec<(Vector3<f64>, u32)> = Vec::new();
        for site in structure.sites() {
            let visits = framework_ions(site, mobile, false, tables)?
                .iter()
                .map(|ion| visit(ion, &site.label))
                .collect::<Result<Vec<_>, _>>()?;
            let coincides = |at: &Vector3<f64>, first: &Vector3<f64>| {
                let delta = (at - first).map(|d| d - d.round());
                delta.amax() < 1e-3
            };
            let same = site
                .positions
                .first()
                .and_then(|first| positions.iter().find(|(at, _)| coincides(at, first)))
                .map(|(_, index)| *index as usize);
            if let Some(index) = same {
                sites[index].extend(visits);
            } else {
                positions.extend(site.positions.iter().map(|p| (*p, sites.len() as u32)));
                sites.push(visits);
            }
        }
        let binds = |v: &Visit| matches!(v, Visit::Anion { .. });
        if !sites.iter().flatten().any(binds) {
            return Err(BvseError::NoCounterIon { ion: mobile });
        }
        Ok(Self {
            structure,
            sites,
            positions,
        })
    }

    /// ⌊L/spacing⌋ intervals along each axis, with the operations that map them onto themselves.
    pub(crate) fn grid(
        &self,
        spacing_ang: f64,
        memory_limit_bytes: u64,
    ) -> Result<Grid, BvseError> {
        let lattice = self.structure.lattice();
        crate::grid::check_spacing(lattice, spacing_ang)?;
        let divisions = lattice
            .lengths()
            .map(|l| ((l / spacing_ang).floor() as usize).max(1));
        let operations = &self.structure.space_group().operations;
        Grid::of_divisions_within(memory_limit_bytes, lattice, operations, divisions)
    }

    /// Energies in eV of the unique points of a grid.
    pub(crate) fn energies(&self, grid: &Grid) -> Vec<f64> {
        const BATCH: usize = BRICK * BRICK * BRICK;
        let lattice = self.structure.lattice();
        // A sphere of 128 sites at the mean density; points in sparse places look further.
        let density = self.positions.len() as f64 / lattice.volume();
        let mean = (NEAREST as f64 * 0.75 / (std::f64::consts::PI * density)).cbrt();
        let mut farthest = 1.5 * mean + 2.0;
        loop {
            let neighbours =
                PeriodicPoints::tagged(lattice, self.positions.iter().copied(), farthest);
            let points = grid.representatives();
            let mut energies = vec![0.0; points.len()];
            let complete = energies
                .par_chunks_mut(BATCH)
                .zip(points.par_chunks(BATCH))
                .map_init(Nearest::default, |near, (out, points)| {
                    out.iter_mut().zip(points).all(|(energy, index)| {
                        let at = lattice.cartesian(&grid.fract(*index as usize));
                        let mut reach = mean + 0.4;
                        while !near.find(&neighbours, &at, reach) {
                            if reach >= farthest {
                                return false;
                            }
                            reach = (reach * 1.15).min(farthest);
                        }
                        *energy = self.energy(near);
                        true
                    })
                })
                .reduce(|| true, |a, b| a && b);
            if complete {
                return energies;
            }
            farthest *= 1.5;
        }
    }

    /// Energy in eV of a point with these nearest sites.
    fn energy(&self, near: &mut Nearest) -> f64 {
        let (mut morse, mut coulomb) = (0.0, 0.0);
        let mut last_anion = (0, 0.0);
        for key in &near.keys {
            let (site, r) = near.site(*key);
            for visit in &self.sites[site] {
                match *visit {
                    Visit::Anion {
                        occupancy,
                        d0_ev,
                        r_min_ang,
                        alpha_per_ang,
                    } => {
                        // Of the farthest anion site, the species that stands last.
                        if *key >= last_anion.0 {
                            last_anion = (*key, d0_ev);
                        }
                        if r <= REACH_ANG {
                            let x = (alpha_per_ang * (r_min_ang - r)).exp();
                            morse += occupancy * ((x - 1.0) * (x - 1.0) - 1.0);
                        }
                    }
                    Visit::Cation {
                        radius_ang,
                        strength,
                        inverse_screening_per_ang,
                    } => {
                        if r <= radius_ang {
                            return self.energy_inside_a_cation(near);
                        } else if r < REACH_ANG {
                            coulomb += strength / r * libm::erfc(r * inverse_screening_per_ang);
                        }
                    }
                }
            }
        }
        0.5 * last_anion.1 * morse + COULOMB_EV_ANG * coulomb
    }

    /// The same where a cation is closer than its radius, which sets C to 300 on the way: here
    /// the order of the visits counts.
    fn energy_inside_a_cation(&self, near: &mut Nearest) -> f64 {
        near.keys.sort_unstable();
        let (mut depth, mut morse, mut coulomb) = (0.0, 0.0, 0.0);
        for key in &near.keys {
            let (site, r) = near.site(*key);
            for visit in &self.sites[site] {
                match *visit {
                    Visit::Anion {
                        occupancy,
                        d0_ev,
                        r_min_ang,
                        alpha_per_ang,
                    } => {
                        depth = d0_ev;
                        if r <= REACH_ANG {
                            let x = (alpha_per_ang * (r_min_ang - r)).exp();
                            morse += occupancy * ((x - 1.0) * (x - 1.0) - 1.0);
                        }
                    }
                    Visit::Cation {
                        radius_ang,
                        strength,
                        inverse_screening_per_ang,
                    } => {
                        if r <= radius_ang {
                            coulomb = 300.0;
                        } else if r < REACH_ANG {
                            coulomb += strength / r * libm::erfc(r * inverse_screening_per_ang);
                        }
                    }
                }
            }
        }
        0.5 * depth * morse + COULOMB_EV_ANG * coulomb
    }
}

/// The nearest sites of a point.
#[derive(Default)]
struct Nearest {
    /// Distance in 10⁻⁷ Å, then the site in file order, then the place in `distances`; the order
    /// of these numbers is the order of the visits.
    keys: Vec<u64>,
    /// Distances in Å.
    distances: Vec<f64>,
}

impl Nearest {
    /// Finds the 128 nearest sites, in no order; false where fewer are within `reach` Å.
    fn find(&mut self, neighbours: &PeriodicPoints, at: &Vector3<f64>, reach: f64) -> bool {
        self.keys.clear();
        self.distances.clear();
        let limit = reach * reach;
        neighbours.for_each(at, reach, |image| {
            let square = (image.position - at).norm_squared();
            if square <= limit {
                let r = square.sqrt();
                let place = self.distances.len() as u64;
                let key = ((r * 1e7 + 0.5) as u64) << 34 | u64::from(image.tag) << 14 | place;
                self.keys.push(key);
                self.distances.push(r);
            }
        });
        if self.keys.len() < NEAREST {
            return false;
        }
        if self.keys.len() > NEAREST {
            self.keys.select_nth_unstable(NEAREST - 1);
            self.keys.truncate(NEAREST);
        }
        true
    }

    /// Site and distance in Å of a key.
    fn site(&self, key: u64) -> (usize, f64) {
        (
            (key >> 14 & 0xf_ffff) as usize,
            self.distances[(key & 0x3fff) as usize],
        )
    }
}
