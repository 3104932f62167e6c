//! How far the features move when every coordinate is off by a hundredth of an Å, as coordinates of files are.

use std::collections::BTreeMap;

use comfy_table::Table;
use hecs_analysis::{Entry, MemoryPool};
use hecs_core::{Structure, StructureBuilder};
use hecs_descriptors::Feature;
use nalgebra::Vector3;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::dataset::{Material, of_structure};
use super::scores::{median, standard_deviation};

/// Standard deviation of the displacements along each axis, in Å.
const NOISE_ANG: f64 = 0.01;
/// A displaced position is put back onto the special position that it lies this near to, in Å: five standard
/// deviations and more, and less than positions of split sites are apart.
const SPECIAL_ANG: f64 = 0.09;
const SEED: u64 = 1;

/// Prints for every feature how far it moves over all structures, in parts of its standard deviation over them.
pub(super) fn table(materials: &[Material], structures: &BTreeMap<String, Entry>) {
    let with_entry: Vec<(&Material, &Entry)> = materials
        .iter()
        .filter(|m| m.of_structure.is_some())
        .filter_map(|m| Some((m, structures.get(&m.id)?)))
        .collect();
    let memory = MemoryPool::unlimited();
    let moved: Vec<Option<Vec<Option<f64>>>> = with_entry
        .par_iter()
        .enumerate()
        .map(|(number, (material, entry))| {
            let mut generator = ChaCha8Rng::seed_from_u64(SEED);
            generator.set_stream(number as u64);
            let structure = displaced(entry.structure().ok()?, &mut generator)?;
            let mut entry = Entry::clone(entry);
            if let Ok(reading) = &mut entry.reading {
                reading.structure = Some(structure);
            }
            of_structure(&material.id, &entry, &memory).0
        })
        .collect();
    let mut table = Table::new();
    table.set_header([
        "feature",
        "structures",
        "median move, % of the spread",
        "95th percentile",
        "came or went",
    ]);
    for feature in Feature::ALL {
        let values = |m: &Option<Vec<Option<f64>>>| m.as_ref().and_then(|v| v[feature.index()]);
        let pairs: Vec<(Option<f64>, Option<f64>)> = with_entry
            .iter()
            .zip(&moved)
            .map(|((material, _), moved)| (values(&material.of_structure), values(moved)))
            .collect();
        let both: Vec<(f64, f64)> = pairs
            .iter()
            .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
            .collect();
        let one = pairs.iter().filter(|(a, b)| a.is_some() != b.is_some());
        let one = one.count();
        if both.is_empty() {
            continue;
        }
        let spread = standard_deviation(&both.iter().map(|(a, _)| *a).collect::<Vec<f64>>());
        let mut moves: Vec<f64> = both
            .iter()
            .map(|(a, b)| {
                if spread > 0.0 {
                    100.0 * (a - b).abs() / spread
                } else {
                    0.0
                }
            })
            .collect();
        moves.sort_by(f64::total_cmp);
        let high = moves[(0.95 * (moves.len() - 1) as f64).round() as usize];
        table.add_row([
            feature.name().to_owned(),
            both.len().to_string(),
            format!("{:.2}", median(&moves)),
            format!("{high:.1}"),
            one.to_string(),
        ]);
    }
    println!("\nAll coordinates off by {NOISE_ANG} Å (normal, special positions kept)\n{table}");
}

/// Every site displaced along the axes that its position leaves free; `None` where a site would change its multiplicity.
fn displaced(structure: &Structure, generator: &mut ChaCha8Rng) -> Option<Structure> {
    let lattice = structure.lattice();
    let mut builder = StructureBuilder::new(lattice.clone(), structure.space_group().clone())
        .named(structure.name())
        .with_formula(structure.formula().cloned());
    for site in structure.sites() {
        let step_ang = Vector3::from_fn(|_, _| NOISE_ANG * normal(generator));
        let at = site.positions[0] + lattice.fractional(&step_ang);
        // A general position may lie near a special one.
        let orbits = [SPECIAL_ANG, 0.0].map(|tolerance_ang| builder.orbit(&at, tolerance_ang));
        let same = |orbit: &hecs_core::Orbit| orbit.positions.len() == site.multiplicity();
        let orbit = orbits.into_iter().find(same)?;
        builder.add_orbit(&site.label, site.species.clone(), orbit);
    }
    builder.build().ok()
}

/// A normal variate of standard deviation 1: G. E. P. Box, M. E. Muller, doi:10.1214/aoms/1177706645.
fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (generator.random(), generator.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
