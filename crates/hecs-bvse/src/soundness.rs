//! Whether a structure can carry a map: volume, coordinates, occupancies, symmetry, overlaps.

use hecs_core::{Ion, Structure};
use nalgebra::Vector3;

use crate::BvseError;
use crate::neighbours::Neighbours;
use crate::parameters::is_mobile;

/// Positions closer than this (Å) cannot both be filled.
pub(crate) const OVERLAP_ANG: f64 = 0.5;
/// Rounding of refined occupancies that overlapping sites may add up to beyond 1.
const OVERLAP_OCCUPANCY: f64 = 1.05;

pub(crate) fn check_cutoff(cutoff_ang: f64) -> Result<(), BvseError> {
    if (1.0..=50.0).contains(&cutoff_ang) {
        Ok(())
    } else {
        Err(BvseError::InvalidCutoff { cutoff_ang })
    }
}

/// Volume, coordinates, occupancies and overlaps.
pub(crate) fn check_geometry(structure: &Structure) -> Result<(), BvseError> {
    let volume_ang3 = structure.lattice.volume();
    if volume_ang3.is_nan() || volume_ang3 < 1.0 {
        return Err(BvseError::EmptyCell { volume_ang3 });
    }
    for site in &structure.sites {
        if site
            .positions
            .iter()
            .any(|p| p.iter().any(|x| !x.is_finite()))
        {
            return Err(BvseError::InvalidPosition {
                site: site.label.clone(),
            });
        }
        for species in &site.species {
            if !(0.0..=1.0 + 1e-6).contains(&species.occupancy) {
                return Err(BvseError::InvalidOccupancy {
                    site: site.label.clone(),
                    element: species.element,
                    occupancy: species.occupancy,
                });
            }
        }
    }
    check_orbits(structure)
}

/// Every operation must map every site onto itself: the map is computed on symmetry-unique points.
fn check_orbits(structure: &Structure) -> Result<(), BvseError> {
    /// Rounding of coordinates in files, in Å.
    const TOLERANCE_ANG: f64 = 0.02;
    for site in &structure.sites {
        let Some(first) = site.positions.first() else {
            continue;
        };
        for operation in &structure.space_group.operations {
            let image = operation.apply(first);
            let found = site.positions.iter().any(|p| {
                let delta = (p - image).map(|d| d - d.round());
                structure.lattice.cartesian(&delta).norm() < TOLERANCE_ANG
            });
            if !found {
                return Err(BvseError::BrokenSymmetry {
                    site: site.label.clone(),
                    operation: operation.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// Distinct framework positions that cannot both be filled.
pub(crate) fn check_overlaps(
    structure: &Structure,
    mobile: Ion,
    fixed: &[String],
) -> Result<(), BvseError> {
    let mut sites = Vec::new();
    for site in &structure.sites {
        let keeps = fixed.contains(&site.label);
        let filled: f64 = site
            .species
            .iter()
            .filter(|s| keeps || !is_mobile(s, mobile))
            .map(|s| s.occupancy)
            .sum();
        if filled > 0.0 {
            sites.push((site, filled));
        }
    }
    let placed: Vec<(Vector3<f64>, u32)> = sites
        .iter()
        .enumerate()
        .flat_map(|(i, (site, _))| site.positions.iter().map(move |p| (*p, i as u32)))
        .collect();
    let near = Neighbours::new(&structure.lattice, &placed, OVERLAP_ANG);
    for (i, (site, filled)) in sites.iter().enumerate() {
        // One position of each site stands for all: the others are its images.
        let reach = if structure.space_group.operations.len() > 1 {
            1
        } else {
            site.positions.len()
        };
        for position in site.positions.iter().take(reach) {
            let at = structure
                .lattice
                .cartesian(&position.map(|x| x - x.floor()));
            let mut worst: Option<(usize, f64)> = None;
            let mut selves = 0;
            near.for_each(&at, OVERLAP_ANG, |image| {
                let distance = (image.position - at).norm();
                if image.kind as usize == i && distance < 1e-6 {
                    selves += 1;
                    if selves == 1 {
                        return;
                    }
                }
                if distance < OVERLAP_ANG
                    && filled + sites[image.kind as usize].1 > OVERLAP_OCCUPANCY
                    && worst.is_none_or(|w| distance < w.1)
                {
                    worst = Some((image.kind as usize, distance));
                }
            });
            if let Some((other, distance_ang)) = worst {
                return Err(BvseError::OverlappingSites {
                    first: site.label.clone(),
                    second: sites[other].0.label.clone(),
                    distance_ang,
                    occupancy: filled + sites[other].1,
                });
            }
        }
    }
    Ok(())
}
