//! Parameters of the framework's species: bonds, radii, charges and their balance.

use hecs_core::{Ion, IonData, IonTables, MorsePair, Site, Species, Structure};

use crate::pair::PairTerm;
use crate::{BvseError, Depth, PresentIon, Radii};

/// e²/(4πε₀) as softBV rounds it, in eV Å.
pub(crate) const COULOMB_EV_ANG: f64 = 14.4;
/// Share of the sum of covalent radii that screens, f.
pub(crate) const SCREENING_SHARE: f64 = 0.74;
/// One species of the framework with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FrameworkIon {
    pub(crate) ion: Ion,
    /// Charge in e, not rounded.
    pub(crate) charge: f64,
    pub(crate) occupancy: f64,
    /// Parameters of the bond to the mobile ion, for counter-ions.
    pub(crate) bond: Option<MorsePair>,
}

/// Whether a species is the mobile ion: an averaged charge counts as the nearest integer; of unknown
/// charge, the element decides.
pub(crate) fn is_mobile(species: &Species, mobile: Ion) -> bool {
    species.element == mobile.element && species.ion().is_none_or(|ion| ion == mobile)
}

/// Quantum number and radii of the mobile ion, after checking that it is there, unless it is inserted.
pub(crate) fn mobile_ion_data<'t>(
    structure: &Structure,
    mobile: Ion,
    insert: bool,
    tables: &'t IonTables,
) -> Result<&'t IonData, BvseError> {
    let mut tabulated: Vec<i8> = tables
        .pairs()
        .flat_map(|(c, a, _)| [c, a])
        .filter(|ion| ion.element == mobile.element)
        .map(|ion| ion.charge)
        .collect();
    tabulated.sort_unstable();
    tabulated.dedup();
    let unusable = |reason| BvseError::UnusableMobileIon {
        ion: mobile,
        reason,
        tabulated: tabulated.clone(),
    };
    if mobile.charge == 0 {
        return Err(unusable("it has no charge"));
    }
    if !tabulated.contains(&mobile.charge) {
        return Err(unusable("no bond of it is tabulated"));
    }
    let data = tables
        .ion(mobile)
        .ok_or_else(|| unusable("it is not in the ion table"))?;
    let held = |site: &Site| occupancy_of(site, mobile) > 0.0;
    if !insert && !structure.sites().iter().any(held) {
        return Err(BvseError::NoMobileIon {
            structure: structure.name().to_owned(),
            ion: mobile,
            present: PresentIon::of(structure),
        });
    }
    Ok(data)
}

/// Occupancy of a site by the mobile ion.
pub(crate) fn occupancy_of(site: &Site, mobile: Ion) -> f64 {
    let moves = site.species.iter().filter(|s| is_mobile(s, mobile));
    moves.map(|s| s.occupancy).sum()
}

/// The framework's species of a site in file order, with their bonds to the mobile ion.
pub(crate) fn framework_ions(
    site: &Site,
    mobile: Ion,
    fixed: bool,
    tables: &IonTables,
) -> Result<Vec<FrameworkIon>, BvseError> {
    let mut ions = Vec::with_capacity(site.species.len());
    for species in &site.species {
        let moves = is_mobile(species, mobile);
        if species.occupancy == 0.0 || (moves && !fixed) {
            continue;
        }
        let (ion, charge) = if moves {
            (mobile, f64::from(mobile.charge))
        } else {
            charged(species, site, tables)?
        };
        let bond = if (ion.charge > 0) == (mobile.charge > 0) {
            None
        } else {
            Some(bond(site, ion, mobile, tables)?)
        };
        ions.push(FrameworkIon {
            ion,
            charge,
            occupancy: species.occupancy,
            bond,
        });
    }
    Ok(ions)
}

fn charged(species: &Species, site: &Site, tables: &IonTables) -> Result<(Ion, f64), BvseError> {
    match (species.ion(), species.charge) {
        (Some(ion), Some(charge)) if ion.charge != 0 => Ok((ion, charge)),
        _ => Err(BvseError::UnknownCharge {
            site: site.label.clone(),
            element: species.element,
            charge: species.charge,
            tabulated: tables.charges(species.element).collect(),
        }),
    }
}

fn bond(site: &Site, ion: Ion, mobile: Ion, tables: &IonTables) -> Result<MorsePair, BvseError> {
    let (cation, anion) = if mobile.charge > 0 {
        (mobile, ion)
    } else {
        (ion, mobile)
    };
    let Some(pair) = tables.pair(cation, anion) else {
        let tabulated = tables
            .pairs()
            .filter_map(|(c, a, _)| {
                if mobile.charge > 0 {
                    (c == mobile && a.element == ion.element).then_some(a.charge)
                } else {
                    (a == mobile && c.element == ion.element).then_some(c.charge)
                }
            })
            .collect();
        return Err(BvseError::MissingPair {
            site: site.label.clone(),
            cation,
            anion,
            mobile,
            tabulated,
        });
    };
    if !pair.is_physical() {
        return Err(BvseError::UnphysicalPair {
            cation,
            anion,
            alpha_per_ang: pair.alpha_per_ang,
        });
    }
    Ok(*pair)
}

pub(crate) fn pair_term(
    ion: &FrameworkIon,
    site: &str,
    (mobile, mobile_data): (Ion, &IonData),
    radii: Radii,
    (depth, scaling): (Depth, f64),
) -> Result<PairTerm, BvseError> {
    if let Some(bond) = &ion.bond {
        return Ok(PairTerm::Morse {
            strength_ev: depth.share() * ion.occupancy * bond.d0_ev,
            r_min_ang: bond.r_min_ang,
            alpha_per_ang: bond.alpha_per_ang,
        });
    }
    let tables = IonTables::published();
    let data = ion_data(ion.ion, site, tables)?;
    let screening = SCREENING_SHARE
        * (covalent_radius(mobile, mobile_data, "mobile ion", radii, tables)?
            + covalent_radius(ion.ion, data, site, radii, tables)?);
    let numbers = mobile_data.principal_quantum_number * data.principal_quantum_number;
    let charges = f64::from(mobile.charge) * ion.charge / numbers.sqrt();
    Ok(PairTerm::Coulomb {
        strength_ev_ang: COULOMB_EV_ANG * ion.occupancy * charges * scaling,
        inverse_screening_per_ang: 1.0 / screening,
    })
}

pub(crate) fn ion_data<'t>(
    ion: Ion,
    site: &str,
    tables: &'t IonTables,
) -> Result<&'t IonData, BvseError> {
    tables.ion(ion).ok_or_else(|| BvseError::MissingIonData {
        site: site.to_owned(),
        ion,
        what: "principal quantum number",
        tabulated: tables.charges(ion.element).collect(),
    })
}

pub(crate) fn covalent_radius(
    ion: Ion,
    data: &IonData,
    site: &str,
    radii: Radii,
    tables: &IonTables,
) -> Result<f64, BvseError> {
    let of = |data: &IonData| match radii {
        Radii::SoftBv => data.softbv_radius_ang,
        Radii::Cordero => data.cordero_radius_ang,
        Radii::Spse => data.spse_radius_ang,
    };
    of(data).ok_or_else(|| BvseError::MissingIonData {
        site: site.to_owned(),
        ion,
        what: BvseError::missing_radius(radii),
        tabulated: tables
            .ions()
            .filter(|(other, data)| other.element == ion.element && of(data).is_some())
            .map(|(other, _)| other.charge)
            .collect(),
    })
}

/// κ = −Σ_counter-ions o·q/√n ÷ Σ_ions of the mobile ion's sign o·q/√n over every position of the
/// cell, mobile ions included.
///
/// Of an ion that is put into a host without it this is the limit of one ion in an endless crystal, in
/// which its own share vanishes. Without any ion of its sign there is no repulsion to scale: κ = 1.
pub(crate) fn charge_scaling(
    structure: &Structure,
    mobile: Ion,
    tables: &IonTables,
) -> Result<f64, BvseError> {
    let (mut like, mut counter) = (0.0, 0.0);
    for site in structure.sites() {
        for species in site.species.iter().filter(|s| s.occupancy > 0.0) {
            let (ion, charge) = if is_mobile(species, mobile) {
                (mobile, f64::from(mobile.charge))
            } else {
                charged(species, site, tables)?
            };
            let data = ion_data(ion, &site.label, tables)?;
            let share = species.occupancy * charge * site.multiplicity() as f64
                / data.principal_quantum_number.sqrt();
            if (charge > 0.0) == (mobile.charge > 0) {
                like += share;
            } else {
                counter += share;
            }
        }
    }
    if counter == 0.0 {
        return Err(BvseError::NoCounterIon { ion: mobile });
    }
    if like == 0.0 {
        return Ok(1.0);
    }
    Ok(-counter / like)
}
