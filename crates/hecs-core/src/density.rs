//! Density of a crystal from its content.

use std::collections::BTreeMap;

use crate::{Element, IonTables};

/// One dalton in Å⁻³ as g/cm³: 1.66053906660 × 10⁻²⁴ g (CODATA 2018) in 10⁻²⁴ cm³.
const G_PER_CM3: f64 = 1.660_539_066_60;

/// Mass in Da of `atoms` (of each element) from the standard atomic weights: hydrogen counts with that
/// of its natural isotopes.
///
/// `None` where an element has no standard atomic weight (technetium, promethium and most elements
/// beyond bismuth) and where there are no atoms.
pub fn mass_da(atoms: &BTreeMap<Element, f64>) -> Option<f64> {
    let tables = IonTables::published();
    let mut sum = 0.0;
    for (element, n) in atoms {
        sum += n * tables.atomic_weight(*element)?;
    }
    (sum > 0.0).then_some(sum)
}

/// Density in g/cm³ of a mass in Da in a volume in Å³; `None` where the volume is not positive.
pub fn density_of_mass_g_per_cm3(mass_da: f64, volume_ang3: f64) -> Option<f64> {
    (volume_ang3 > 0.0).then(|| mass_da / volume_ang3 * G_PER_CM3)
}

/// Density in g/cm³ of `atoms` (of each element, in a cell) in a volume in Å³: see [`mass_da`] and
/// [`density_of_mass_g_per_cm3`].
///
/// ```
/// use hecs_core::{Element, density_g_per_cm3};
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let rock_salt = [("Na".parse()?, 4.0), ("Cl".parse()?, 4.0)].into();
/// let density = density_g_per_cm3(&rock_salt, 5.6402_f64.powi(3));
/// assert_eq!(density.map(|d| format!("{d:.2}")).as_deref(), Some("2.16"));
/// # Ok(())
/// # }
/// ```
pub fn density_g_per_cm3(atoms: &BTreeMap<Element, f64>, volume_ang3: f64) -> Option<f64> {
    density_of_mass_g_per_cm3(mass_da(atoms)?, volume_ang3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_cubic(atoms: &[(&str, f64)], a: f64) -> Option<f64> {
        let atoms = atoms.iter().map(|(s, n)| (s.parse().unwrap(), *n));
        density_g_per_cm3(&atoms.collect(), a.powi(3))
    }

    /// Cell edges and densities of handbooks: Si 2.329, CaF2 3.18, CsCl 3.99, Pb 11.34 g/cm³.
    #[test]
    fn densities_of_handbooks() {
        let agrees = |atoms: &[(&str, f64)], a: f64, expected: f64| {
            let density = of_cubic(atoms, a).unwrap();
            assert!(
                (density / expected - 1.0).abs() < 2e-3,
                "{atoms:?} {density}"
            );
        };
        agrees(&[("Si", 8.0)], 5.431, 2.329);
        agrees(&[("Ca", 4.0), ("F", 8.0)], 5.4626, 3.18);
        agrees(&[("Cs", 1.0), ("Cl", 1.0)], 4.123, 3.99);
        agrees(&[("Pb", 4.0)], 4.9508, 11.34);
    }

    #[test]
    fn there_is_no_density_without_a_weight() {
        assert_eq!(of_cubic(&[("Tc", 2.0)], 3.0), None);
        assert_eq!(of_cubic(&[], 3.0), None);
        assert_eq!(of_cubic(&[("Si", 8.0)], 0.0), None);
    }
}
