//! Whether density and distances are those of a crystal.
//!
//! Density alone does not tell: a covalent framework of 0.1 g/cm³ is sound, an argyrodite with its cell
//! doubled has 0.3. The distances do. Of each position the nearest neighbour that can be there at the
//! same time is compared with the sum of the two covalent radii (B. Cordero et al. 2008,
//! doi:10.1039/b801115j): in molecules, salts and metals the ratio is about 1.

use std::sync::LazyLock;

use hecs_core::{
    Composition, Element, IonTables, OverlapRule, PeriodicPoints, Site, Structure,
    StructureBuilder, density_of_mass_g_per_cm3, mass_da,
};
use nalgebra::Vector3;

/// Osmium, the densest element, has 22.6 g/cm³; 10 % more allows for pressure.
const DENSEST_G_PER_CM3: f64 = 25.0;

/// Volumes per atom in Å³ that need no further look: diamond has 5.7, argon 37. Outside are porous
/// frameworks, heavy alkali metals, and what is wrong.
const USUAL_VOLUME_ANG3: std::ops::RangeInclusive<f64> = 5.5..=38.0;

/// Distances as multiples of the sums of covalent radii, median over the positions. Metals and salts
/// are up to 1.2, hydrogen bonds apart; compressed ones not below 0.75.
const USUAL_RATIO: std::ops::RangeInclusive<f64> = 0.65..=1.5;

/// How far neighbours are looked for, as a multiple of the largest sum of radii.
const REACH: f64 = 1.6;

/// Sites whose neighbours are looked at, evenly spaced over the list: the median needs no more.
const MOST_ASKED: usize = 48;

/// Structures of more positions are judged by their density alone.
const MOST_POSITIONS: usize = 5000;

/// Where a position has less room than this in Å³, its neighbours are nearer than any bond.
const LEAST_ROOM_ANG3: f64 = 0.3;

/// Distances that two positions which exclude each other may have, as a multiple of the sum of radii.
const SPLIT_RATIO: f64 = 0.6;

/// What is implausible about a structure whose cell holds these atoms, with isotopes of `isotope_da` more
/// mass in Da than their elements, in words; `None` where nothing is.
pub(crate) fn of_contents(
    structure: &Structure,
    atoms: &Composition,
    isotope_da: f64,
) -> Option<String> {
    let volume = structure.lattice().volume();
    let density =
        mass_da(atoms).and_then(|mass| density_of_mass_g_per_cm3(mass + isotope_da, volume));
    doubt(structure, atoms.values().sum(), density)
}

/// What is implausible about a structure, in words; `None` where nothing is.
fn doubt(structure: &Structure, atoms: f64, density: Option<f64>) -> Option<String> {
    let volume = structure.lattice().volume();
    let is_dense = density.is_some_and(|d| d > DENSEST_G_PER_CM3);
    let per_atom = volume / atoms.max(1e-9);
    if !is_dense && USUAL_VOLUME_ANG3.contains(&per_atom) {
        return None;
    }
    let ratio = distance_ratio(structure);
    let shown = density.map_or_else(
        || format!("{per_atom:.4} Å³ per atom"),
        |d| format!("{} g/cm³", three_digits(d)),
    );
    let Some(ratio) = ratio.filter(|r| !USUAL_RATIO.contains(r)) else {
        return is_dense.then(|| format!("the density would be {shown}; osmium has 22.6 g/cm³"));
    };
    let relation = format!(
        "the density would be {shown}, and atoms are {} times as far from their neighbours as bonds are long",
        three_digits(ratio)
    );
    Some(match suspected_unit(ratio) {
        Some((unit, factor)) => {
            let then = density.map_or_else(String::new, |d| {
                format!(
                    ", which gives {} g/cm³",
                    three_digits(d / f64::powi(factor, 3))
                )
            });
            format!("{relation}; if the cell is in {unit}, multiply its lengths by {factor}{then}")
        }
        None => relation,
    })
}

/// The unit that a length may be given in when all are `ratio` times too long, and its length in Å.
fn suspected_unit(ratio: f64) -> Option<(&'static str, f64)> {
    /// 1 bohr in Å (CODATA 2018).
    const BOHR_ANG: f64 = 0.529_177;
    [("bohr", BOHR_ANG), ("nm", 10.0), ("pm", 0.01)]
        .into_iter()
        .find(|(_, length)| (0.75..=1.4).contains(&(ratio * length)))
}

fn three_digits(x: f64) -> String {
    if x < 1e-3 {
        return format!("{x:.2e}");
    }
    let decimals = (2 - x.abs().max(1e-9).log10().floor() as i32).clamp(0, 6);
    format!("{x:.*}", decimals as usize)
}

/// Median over the positions of the distance to the nearest neighbour, as a multiple of the sum of
/// covalent radii; `None` where there is no neighbour to judge by or the atoms are noble gases, whose
/// crystals have no bonds.
fn distance_ratio(structure: &Structure) -> Option<f64> {
    let sites = structure.sites();
    let radii: Vec<f64> = sites
        .iter()
        .map(|site| site.majority().and_then(|s| radius_ang(s.element)))
        .collect::<Option<_>>()?;
    let noble = |e: Element| matches!(e.atomic_number(), 2 | 10 | 18 | 36 | 54 | 86);
    let mut species = sites.iter().flat_map(|s| &s.species);
    let count = structure.position_count();
    if count == 0 || count > MOST_POSITIONS || species.all(|s| noble(s.element)) {
        return None;
    }
    let room = structure.lattice().volume() / count as f64;
    let apart = 2.0 * room.cbrt();
    if room < LEAST_ROOM_ANG3 {
        return ratio_within(apart, structure, &radii);
    }
    let widest = radii.iter().copied().fold(0.0, f64::max);
    let bonded = 2.0 * widest * REACH;
    let near = ratio_within(bonded, structure, &radii);
    // Only in a sparse cell of no bonds is the nearest neighbour far.
    if apart > bonded && near.is_some_and(|ratio| ratio > *USUAL_RATIO.end()) {
        return ratio_within(apart, structure, &radii);
    }
    near
}

/// The median with neighbours up to `reach_ang` Å; where there is none, the neighbour counts as that far.
fn ratio_within(reach_ang: f64, structure: &Structure, radii: &[f64]) -> Option<f64> {
    let sites = structure.sites();
    let tagged = tagged_positions(sites);
    let points = PeriodicPoints::tagged(structure.lattice(), tagged.iter().copied(), reach_ang);
    let widest = radii.iter().copied().fold(0.0, f64::max);
    let mut ratios: Vec<(f64, usize)> = Vec::with_capacity(MOST_ASKED);
    let step = sites.len().div_ceil(MOST_ASKED);
    for (i, site) in sites.iter().enumerate().step_by(step.max(1)) {
        let Some(at) = site.positions.first() else {
            continue;
        };
        let mut nearest = reach_ang / (2.0 * widest);
        for neighbour in points.within(at, reach_ang) {
            let other = tagged[neighbour.index].1 as usize;
            let ratio = neighbour.distance_ang / (radii[i] + radii[other]);
            let exclude = exclude_each_other(site, &sites[other]);
            if neighbour.distance_ang > 1e-6 && !(exclude && ratio < SPLIT_RATIO) {
                nearest = nearest.min(ratio);
            }
        }
        ratios.push((nearest, site.multiplicity()));
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = ratios.iter().map(|r| r.1).sum::<usize>().div_ceil(2);
    let mut seen = 0;
    ratios
        .into_iter()
        .find(|(_, n)| {
            seen += n;
            seen >= half
        })
        .map(|(ratio, _)| ratio)
}

/// Whether two positions may be filled by turns: their occupancies leave room for one atom only.
fn exclude_each_other(one: &Site, other: &Site) -> bool {
    one.occupancy() + other.occupancy() <= OverlapRule::LISTED.fuller_than
}

/// All positions, each with the place of its site.
fn tagged_positions(sites: &[Site]) -> Vec<(Vector3<f64>, u32)> {
    sites
        .iter()
        .enumerate()
        .flat_map(|(i, site)| site.positions.iter().map(move |p| (*p, i as u32)))
        .collect()
}

/// Covalent radii in Å by atomic number, from the ion table.
static RADII: LazyLock<Vec<Option<f64>>> = LazyLock::new(|| {
    let mut radii = vec![None; 119];
    for (ion, data) in IonTables::published().ions() {
        let slot = &mut radii[usize::from(ion.element.atomic_number())];
        *slot = slot.or(data.cordero_radius_ang);
    }
    radii
});

fn radius_ang(element: Element) -> Option<f64> {
    RADII[usize::from(element.atomic_number())]
}

/// Sites that have a neighbour nearer than the two elements can come, of the structure as it would be in
/// one of several settings: both metals below 0.75 times the sum of covalent radii (a multiple bond of two
/// chromium atoms has 0.66, which no ionic crystal has), any other pair below 0.6 times (H–H in H₂ has 1.2,
/// the shortest bonds of uranyl 0.67).
pub(crate) fn crowded_sites(structure: &StructureBuilder) -> usize {
    let sites = structure.sites();
    let kinds: Option<Vec<(f64, bool)>> = sites
        .iter()
        .map(|site| {
            let element = site.majority()?.element;
            Some((radius_ang(element)?, is_metal(element)))
        })
        .collect();
    let count: usize = sites.iter().map(Site::multiplicity).sum();
    let is_small =
        count <= MOST_POSITIONS && structure.lattice().volume() >= LEAST_ROOM_ANG3 * count as f64;
    let Some(kinds) = kinds.filter(|_| is_small) else {
        return 0;
    };
    let widest = kinds.iter().map(|k| k.0).fold(0.0, f64::max);
    let reach = 2.0 * widest * METALS_RATIO;
    let tagged = tagged_positions(sites);
    let points = PeriodicPoints::tagged(structure.lattice(), tagged.iter().copied(), reach);
    let is_crowded = |i: &usize| {
        let site = &sites[*i];
        let Some(at) = site.positions.first() else {
            return false;
        };
        points.within(at, reach).into_iter().any(|neighbour| {
            let other = tagged[neighbour.index].1 as usize;
            let (a, b) = (kinds[*i], kinds[other]);
            let least = if a.1 && b.1 {
                METALS_RATIO
            } else {
                SPLIT_RATIO
            };
            let exclude = exclude_each_other(site, &sites[other]);
            neighbour.distance_ang > 1e-6
                && !exclude
                && neighbour.distance_ang < least * (a.0 + b.0)
        })
    };
    (0..sites.len()).filter(is_crowded).count()
}

/// Nearest that two metal atoms come in a crystal, as a multiple of the sum of covalent radii.
const METALS_RATIO: f64 = 0.75;

fn is_metal(element: Element) -> bool {
    !matches!(
        element.atomic_number(),
        1 | 2 | 5..=10 | 14..=18 | 32..=36 | 51..=54 | 85 | 86
    )
}

#[cfg(test)]
mod tests {
    use hecs_core::{Lattice, SpaceGroup, Species, Structure, density_g_per_cm3};

    use super::*;

    /// Rock salt with an edge in Å.
    fn rock_salt(edge: f64) -> Structure {
        let group = SpaceGroup::from_number(225).unwrap();
        let mut builder = StructureBuilder::new(Lattice::cubic(edge).unwrap(), group);
        for (ion, x) in [("Na+", 0.0), ("Cl-", 0.5)] {
            let species = vec![Species::of(ion.parse().unwrap())];
            builder.add_site(ion, species, &Vector3::repeat(x), 0.01);
        }
        builder.build().unwrap()
    }

    fn doubt_of(structure: &Structure) -> Option<String> {
        let atoms = structure.composition();
        let density = density_g_per_cm3(&atoms, structure.lattice().volume());
        doubt(structure, atoms.values().sum(), density)
    }

    #[test]
    fn a_crystal_raises_no_doubt() {
        assert_eq!(doubt_of(&rock_salt(5.64)), None);
    }

    #[test]
    fn other_units_are_suspected() {
        for (edge, unit) in [(5.64 / 0.529_177, "bohr"), (564.0, "pm"), (0.7, "nm")] {
            let doubt = doubt_of(&rock_salt(edge)).unwrap();
            assert!(doubt.contains(&format!("cell is in {unit}")), "{doubt}");
        }
        let doubled = doubt_of(&rock_salt(2.0 * 5.64)).unwrap();
        assert!(doubled.contains("0.270 g/cm³"), "{doubled}");
        let crushed = doubt_of(&rock_salt(0.5 * 5.64)).unwrap();
        assert!(!crushed.contains("cell is in"), "{crushed}");
    }

    #[test]
    fn two_ions_in_the_place_of_one_are_crowded() {
        assert_eq!(crowded_sites(&rock_salt(5.64).to_builder()), 0);
        // Na–Na 2.12 Å, Na–Cl 1.5 Å.
        assert_eq!(crowded_sites(&rock_salt(3.0).to_builder()), 2);
    }
}
