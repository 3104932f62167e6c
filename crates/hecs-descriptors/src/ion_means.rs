//! Means of tabulated properties over ions.
//!
//! Over ions i in amounts nᵢ, of a formula or on a site, ⟨p⟩ = Σ nᵢ pᵢ / Σ nᵢ; vacancies have no
//! property (Table S2 of doi:10.1016/j.scib.2021.04.029, rows 1–6 and 29–32).

use hecs_core::{Ion, IonTables};

use crate::error::DescriptorError;
use crate::property::Property;

/// ⟨p⟩ of a tabulated property over ions in given amounts.
pub(crate) fn mean(
    tables: &IonTables,
    ions: &[(Ion, f64)],
    property: Property,
    needed_for: &'static [&'static str],
) -> Result<f64, DescriptorError> {
    let (mut sum, mut total) = (0.0, 0.0);
    for (ion, amount) in ions {
        sum += amount * lookup(tables, *ion, property, needed_for)?;
        total += amount;
    }
    if total > 0.0 {
        Ok(sum / total)
    } else {
        Err(DescriptorError::NoIons { needed_for })
    }
}

/// A tabulated property, or the error that names what lacks it.
pub(crate) fn lookup(
    tables: &IonTables,
    ion: Ion,
    property: Property,
    needed_for: &'static [&'static str],
) -> Result<f64, DescriptorError> {
    let found = match property {
        Property::IonicRadiusVi => tables.shannon(ion, "VI").map(|r| r.ionic_ang),
        Property::IonicRadiusIv => tables.shannon(ion, "IV").map(|r| r.ionic_ang),
        Property::CrystalRadiusVi => tables.shannon(ion, "VI").map(|r| r.crystal_ang),
        Property::CrystalRadius => tables.crystal_radius_ang(ion),
        Property::Electronegativity => tables.electronegativity(ion.element),
        Property::Polarizability => tables.polarizability(ion),
    };
    found.ok_or(DescriptorError::MissingProperty {
        ion,
        property,
        needed_for,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ion(text: &str) -> Ion {
        text.parse().unwrap()
    }

    #[test]
    fn means_are_weighted_and_normalised() {
        let tables = IonTables::published();
        let radius =
            |ions: &[(Ion, f64)]| mean(tables, ions, Property::IonicRadiusVi, &["r_anion"]);
        // Li6PS5Cl: (5 × 1.84 + 1.81) / 6
        let found = radius(&[(ion("S2-"), 5.0), (ion("Cl-"), 1.0)]).unwrap();
        assert!((found - 11.01 / 6.0).abs() < 1e-15);
        let doubled = radius(&[(ion("S2-"), 10.0), (ion("Cl-"), 2.0)]).unwrap();
        assert!((found - doubled).abs() < 1e-15);
        let none = DescriptorError::NoIons {
            needed_for: &["r_anion"],
        };
        assert_eq!(radius(&[]), Err(none.clone()));
        assert_eq!(radius(&[(ion("S2-"), 0.0)]), Err(none));
    }

    #[test]
    fn a_missing_property_names_ion_and_table() {
        let tables = IonTables::published();
        let antimony = ion("Sb5+");
        let error = lookup(tables, antimony, Property::IonicRadiusIv, &["r_cation"]).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("Sb5+") && text.contains("Shannon") && text.contains("r_cation"),
            "{text}"
        );
    }
}
