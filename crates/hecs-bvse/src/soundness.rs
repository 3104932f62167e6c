//! Whether a structure can carry a map: volume, occupancies, overlaps.

use hecs_core::{Ion, OverlapRule, PeriodicPoints, Structure};
use nalgebra::Vector3;

use crate::BvseError;
use crate::parameters::is_mobile;

pub(crate) fn check_cutoff(cutoff_ang: f64) -> Result<(), BvseError> {
    if (1.0..=50.0).contains(&cutoff_ang) {
        Ok(())
    } else {
        Err(BvseError::InvalidCutoff { cutoff_ang })
    }
}

/// Volumes of a cell in Å³, from less than an atom has to more than any crystal or map.
const VOLUMES_ANG3: std::ops::RangeInclusive<f64> = 1.0..=1e9;
/// Least distance of opposite faces of a cell in Å: what is flatter has its own atoms as neighbours by the
/// thousand.
const LEAST_WIDTH_ANG: f64 = 0.1;

/// Cell and occupancies.
pub(crate) fn check_geometry(structure: &Structure) -> Result<(), BvseError> {
    let lattice = structure.lattice();
    let volume_ang3 = lattice.volume();
    let is_wide = |width_ang: &f64| *width_ang >= LEAST_WIDTH_ANG;
    if !VOLUMES_ANG3.contains(&volume_ang3) || !lattice.perpendicular_widths().iter().all(is_wide) {
        return Err(BvseError::EmptyCell { volume_ang3 });
    }
    for site in structure.sites() {
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
    Ok(())
}

/// Distinct framework positions that cannot both be filled.
pub(crate) fn check_overlaps(
    structure: &Structure,
    mobile: Ion,
    fixed: &[String],
) -> Result<(), BvseError> {
    let mut sites = Vec::new();
    for site in structure.sites() {
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
    let rule = OverlapRule::SUMMED;
    let near = PeriodicPoints::tagged(
        structure.lattice(),
        placed.iter().copied(),
        rule.nearer_than_ang,
    );
    for (i, (site, filled)) in sites.iter().enumerate() {
        // One position of each site stands for all: the others are its images.
        let reach = if structure.space_group().operations.len() > 1 {
            1
        } else {
            site.positions.len()
        };
        for position in site.positions.iter().take(reach) {
            let at = structure
                .lattice()
                .cartesian(&position.map(|x| x - x.floor()));
            let mut worst: Option<(usize, f64)> = None;
            let mut selves = 0;
            near.for_each(&at, rule.nearer_than_ang, |image| {
                let distance = (image.position - at).norm();
                if image.tag as usize == i && distance < 1e-6 {
                    selves += 1;
                    if selves == 1 {
                        return;
                    }
                }
                if rule.applies(distance, *filled, sites[image.tag as usize].1)
                    && worst.is_none_or(|w| distance < w.1)
                {
                    worst = Some((image.tag as usize, distance));
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
