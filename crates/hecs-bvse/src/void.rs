//! The void map: how large a sphere fits at each point between the ions of the framework.
//!
//! V(x) = min over the framework of (r − R), R the Shannon crystal radius of the majority species
//! of the site in six-fold coordination (doi:10.1107/S0567739476001551; the first row tabulated
//! where there is none for six). Negative inside an ion. The radius of percolation in d
//! dimensions is the largest probe that can travel without end in d directions.

use std::sync::Arc;

use hecs_core::{Ion, IonTables, PeriodicPoints, Species, Structure};
use nalgebra::Vector3;

use crate::bricks::evaluate;
use crate::descent::Descent;
use crate::graph::Graph;
use crate::parameters::is_mobile;
use crate::percolation::percolate;
use crate::soundness::check_geometry;
use crate::{BvseError, Grid, Options, Quantity, ScalarMap};

/// Voids larger than this (Å, from the centres) are given as this: nothing is that far away in a
/// crystal that conducts.
const REACH_ANG: f64 = 12.0;

/// The framework as spheres.
struct Spheres {
    neighbours: PeriodicPoints,
    radii: Vec<f64>,
}

/// The void map of `structure` without its mobile ions; where there are none, that of all its ions. It must
/// not need more than [`MEMORY_LIMIT_BYTES`](crate::MEMORY_LIMIT_BYTES).
///
/// # Errors
/// [`BvseError::MissingShannonRadius`], [`BvseError::UnknownCharge`] and those of [`Grid::new`].
pub fn void_map(
    structure: &Structure,
    mobile: Ion,
    spacing_ang: f64,
) -> Result<ScalarMap, BvseError> {
    void_map_within(structure, mobile, spacing_ang, &Options::default())
}

/// The void map of [`void_map`] within the memory of some options, until their stop; the others of them have no effect.
///
/// # Errors
/// As [`void_map`], [`BvseError::Stopped`].
pub fn void_map_within(
    structure: &Structure,
    mobile: Ion,
    spacing_ang: f64,
    options: &Options,
) -> Result<ScalarMap, BvseError> {
    check_geometry(structure)?;
    let tables = IonTables::published();
    let mut radii = Vec::new();
    let mut atoms = Vec::new();
    let mut positions: Vec<(Vector3<f64>, u32)> = Vec::new();
    for site in structure.sites() {
        let mut majority = None;
        let stays = |s: &&Species| s.occupancy > 0.0 && !is_mobile(s, mobile);
        for species in site.species.iter().filter(stays) {
            if majority.is_none_or(|m: &Species| species.occupancy > m.occupancy) {
                majority = Some(species);
            }
        }
        let Some(species) = majority else { continue };
        let Some(ion) = species.ion() else {
            return Err(BvseError::UnknownCharge {
                site: site.label.clone(),
                element: species.element,
                charge: None,
                tabulated: tables.charges(species.element).collect(),
            });
        };
        let radius_ang =
            tables
                .crystal_radius_ang(ion)
                .ok_or_else(|| BvseError::MissingShannonRadius {
                    site: site.label.clone(),
                    ion,
                })?;
        positions.extend(site.positions.iter().map(|p| (*p, radii.len() as u32)));
        atoms.extend(site.positions.iter().map(|p| (species.element, *p)));
        radii.push(radius_ang);
    }
    let operations = &structure.space_group().operations;
    let grid = Grid::within(
        options.memory_limit_bytes,
        structure.lattice(),
        operations,
        spacing_ang,
    )?;
    let _span = tracing::info_span!("void_map", points = grid.unique_points()).entered();
    let spheres = Spheres {
        neighbours: PeriodicPoints::tagged(
            structure.lattice(),
            positions.iter().copied(),
            REACH_ANG,
        ),
        radii,
    };
    let lattice = structure.lattice();
    let values = evaluate(&grid, lattice, &options.stop, |points, (): &mut (), out| {
        // A near sphere bounds how far one need look: widen until nothing beyond can be nearer.
        let largest = spheres.radii.iter().copied().fold(0.0, f64::max);
        let mut reach = 4.0;
        loop {
            out.fill((REACH_ANG - largest) as f32);
            spheres
                .neighbours
                .for_each(&points.centre, reach + points.radius_ang, |image| {
                    let radius = spheres.radii[image.tag as usize];
                    for (lane, value) in out.iter_mut().enumerate() {
                        let gap = (points.distance(lane, &image.position) - radius) as f32;
                        *value = value.min(gap);
                    }
                });
            let widest = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            if f64::from(widest) + largest <= reach || reach >= REACH_ANG {
                break;
            }
            reach += 2.0;
        }
    })?;
    Ok(ScalarMap {
        quantity: Quantity::Void,
        title: format!("voids for {mobile}"),
        lattice: structure.lattice().clone(),
        atoms,
        grid: Arc::new(grid),
        values,
    })
}

/// Largest radius in Å of a probe that percolates a void map in 1, 2 and 3 dimensions; `None`
/// where not even a point does.
pub fn percolation_radii(map: &ScalarMap) -> [Option<f64>; 3] {
    let _span = tracing::info_span!("void_percolation").entered();
    let depths: Vec<f32> = map.unique_values().iter().map(|v| -v).collect();
    let graph = Graph::new(map.grid());
    let descent = Descent::new(&graph, map.lattice(), &depths);
    let (_, events) = percolate(&descent, 0.0);
    events.map(|event| event.map(|e| -f64::from(depths[e.orbit as usize])))
}
