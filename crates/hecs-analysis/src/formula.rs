//! The formula of a structure.

use hecs_core::{Composition, Site, Species, Structure, formula_text};

/// The formula of a structure without blanks, `Li6PS5I`: the declared one if there is one, else the
/// atoms of the cell.
pub fn compact_formula(structure: &Structure) -> String {
    formula(structure).replace(' ', "")
}

/// The declared formula if there is one, else the atoms of the cell.
pub(crate) fn formula(structure: &Structure) -> String {
    match structure.formula() {
        Some(declared) => formula_text(&declared.per_formula_unit),
        None => formula_text(&structure.composition()),
    }
}

/// How far the occupancies of a full site may add up to other than one.
const FULL_WITHIN: f64 = 0.02;

/// The formula as chemists write it, without blanks: the atoms of the cell over the number of formula units.
///
/// That is the greatest common divisor of the counts of the elements where these are whole, else of the positions that are
/// full, counted for each set of species that fills them: `Li5.4La3Y0.2Nb1.8O12` for a garnet of eight units whose lithium
/// sites are filled in part.
pub fn reduced_formula(structure: &Structure) -> String {
    let atoms = structure.composition();
    let whole = |amount: f64| {
        let rounded = amount.round();
        ((amount - rounded).abs() < 1e-3 && rounded >= 1.0).then_some(rounded as usize)
    };
    let wholes: Option<Vec<usize>> = atoms.values().map(|amount| whole(*amount)).collect();
    let counts = wholes.unwrap_or_else(|| full_positions(structure));
    let units = counts.into_iter().fold(0, greatest_common_divisor).max(1);
    let per_unit: Composition = (atoms.iter())
        .map(|(element, amount)| (*element, (amount / units as f64 * 1e3).round() / 1e3))
        .collect();
    formula_text(&per_unit).replace(' ', "")
}

/// How many full positions of the cell each set of species fills.
fn full_positions(structure: &Structure) -> Vec<usize> {
    let mut filled: Vec<(&[Species], usize)> = Vec::new();
    let is_full = |site: &&Site| (site.occupancy() - 1.0).abs() < FULL_WITHIN;
    for site in structure.sites().iter().filter(is_full) {
        match filled
            .iter_mut()
            .find(|(species, _)| *species == site.species)
        {
            Some((_, count)) => *count += site.multiplicity(),
            None => filled.push((&site.species, site.multiplicity())),
        }
    }
    filled.into_iter().map(|(_, count)| count).collect()
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use hecs_core::{Lattice, SpaceGroup, StructureBuilder};
    use nalgebra::Vector3;

    use super::*;

    #[test]
    fn a_formula_unit_is_found_though_a_site_is_filled_in_part() {
        let group = SpaceGroup::from_number(216).expect("F -4 3 m");
        let lattice = Lattice::cubic(10.1).expect("a cell");
        let of = |ion: &str, occupancy: f64| Species {
            occupancy,
            ..Species::of(ion.parse().expect("an ion"))
        };
        // Argyrodite of four formula units, with chloride and sulphide on each of two sites.
        let mixed = || vec![of("Cl-", 0.75), of("S2-", 0.25)];
        let sites = [
            (vec![of("Li+", 22.0 / 48.0)], [0.3, 0.018, 0.7]),
            (vec![of("P5+", 0.9), of("Si4+", 0.1)], [0.0, 0.0, 0.5]),
            (vec![of("S2-", 1.0)], [0.12, -0.12, 0.62]),
            (mixed(), [0.0; 3]),
            (mixed(), [0.25, 0.25, 0.75]),
        ];
        let mut builder = StructureBuilder::new(lattice, group);
        for (number, (species, fract)) in sites.into_iter().enumerate() {
            builder.add_site(&format!("X{number}"), species, &Vector3::from(fract), 0.01);
        }
        let structure = builder.build().expect("a structure");
        assert_eq!(reduced_formula(&structure), "Li5.5Si0.1P0.9S4.5Cl1.5");
    }
}
