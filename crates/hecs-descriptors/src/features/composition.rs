//! Features 1–12: what the compound is made of.

use hecs_core::{Element, Ion, IonTables, Structure};

use super::missing::Missing;
use super::table::Feature as F;
use super::values::Values;
use crate::composition::contents;
use crate::electrolyte::Electrolyte;
use crate::property::Property;

/// A tabulated property of an ion, or why there is none.
type Of<'t> = &'t dyn Fn(Ion) -> Result<f64, Missing>;

pub(super) fn measure(
    structure: &Structure,
    ion: Ion,
    electrolyte: Option<&Electrolyte>,
    values: &mut Values,
) {
    let sites = structure.sites().iter();
    let mut species = sites.flat_map(|site| &site.species);
    if let Some(unknown) = species.find(|s| s.occupancy > 0.0 && s.ion().is_none()) {
        let message = format!("{} has no charge", unknown.element);
        for feature in &F::ALL[..12] {
            values.set(
                *feature,
                Err(Missing::new("charges-unknown", message.clone())),
            );
        }
        return;
    }
    let species = structure.sites().iter().flat_map(|site| {
        let amount = site.multiplicity() as f64;
        let held = site.species.iter();
        held.map(move |s| (s.element, s.charge.unwrap_or(0.0), s.occupancy * amount))
    });
    of_ions(
        &contents(structure),
        Charges::of(species, ion),
        &|i| electrolyte.map_or(6, |e| neighbours(e, i)),
        ion,
        values,
    );
}

/// Features 1–12 of elements with charges in amounts, where no structure is known: every radius is that for six
/// neighbours.
pub fn composition_features(
    formula: &[(Element, f64, f64)],
    ion: Ion,
) -> Vec<(F, Result<f64, Missing>)> {
    let ions = formula.iter().map(|&(element, charge, amount)| {
        let charge = charge.round() as i8;
        (Ion { element, charge }, amount)
    });
    let ions: Vec<(Ion, f64)> = ions.collect();
    let mut values = Values::all_missing(&Missing::none("sites"));
    let charges = Charges::of(formula.iter().copied(), ion);
    of_ions(&ions, charges, &|_| 6, ion, &mut values);
    F::ALL[..12].iter().map(|f| (*f, values.get(*f))).collect()
}

/// Charge of the cations in e, and how many they are.
#[derive(Clone, Copy, Default)]
struct Charges {
    on_mobile: f64,
    on_framework: f64,
    framework: f64,
}

impl Charges {
    /// Of elements with charges as they are, averages among them, in amounts.
    fn of(species: impl Iterator<Item = (Element, f64, f64)>, ion: Ion) -> Self {
        let mut sums = Self::default();
        for (element, charge, amount) in species {
            if charge < 0.0 || amount == 0.0 {
                continue;
            }
            if element == ion.element {
                sums.on_mobile += charge * amount;
            } else {
                sums.on_framework += charge * amount;
                sums.framework += amount;
            }
        }
        sums
    }
}

fn of_ions(
    ions: &[(Ion, f64)],
    charges: Charges,
    neighbours: &dyn Fn(Ion) -> usize,
    ion: Ion,
    values: &mut Values,
) {
    let tables = IonTables::published();
    let part = |wanted: &dyn Fn(Ion) -> bool| -> Vec<(Ion, f64)> {
        ions.iter().filter(|(i, _)| wanted(*i)).copied().collect()
    };
    let anions = part(&|i| i.charge < 0);
    let framework = part(&|i| i.charge >= 0 && i.element != ion.element);
    let mobile = part(&|i| i.charge >= 0 && i.element == ion.element);
    let total = |ions: &[(Ion, f64)]| ions.iter().map(|(_, n)| n).sum::<f64>();

    let electronegativity: Of = &|i| {
        let found = tables.electronegativity(i.element);
        found.ok_or_else(|| Missing::property(i, Property::Electronegativity))
    };
    let polarizability: Of = &|i| {
        let found = tables.polarizability(i);
        found.ok_or_else(|| Missing::property(i, Property::Polarizability))
    };
    let radius: Of = &|i| ionic_radius_ang(tables, i, 6);
    let in_place: Of = &|i| ionic_radius_ang(tables, i, neighbours(i));
    for (feature, ions, property) in [
        (F::RX, &anions, radius),
        (F::EnX, &anions, electronegativity),
        (F::PlX, &anions, polarizability),
        (F::RF, &framework, in_place),
        (F::EnF, &framework, electronegativity),
        (F::PlF, &framework, polarizability),
    ] {
        values.set(feature, moments(ions, property).map(|(mean, _)| mean));
    }
    values.set(
        F::SdEnX,
        moments(&anions, electronegativity).map(|(_, sd)| sd),
    );
    values.set(F::SdRF, moments(&framework, in_place).map(|(_, sd)| sd));
    let per_anion = |ions: &[(Ion, f64)]| match total(&anions) {
        n if n > 0.0 => Ok(total(ions) / n),
        _ => Err(Missing::none("anions")),
    };
    values.set(F::MPerX, per_anion(&mobile));
    values.set(F::FPerX, per_anion(&framework));

    let Charges {
        on_mobile,
        on_framework,
        framework: cations,
    } = charges;
    values.set(F::ChargeShareM, Ok(on_mobile / (on_mobile + on_framework)));
    let mean_charge = if cations > 0.0 {
        Ok(on_framework / cations)
    } else {
        Err(Missing::none("framework cations"))
    };
    values.set(F::QF, mean_charge);
}

/// ⟨p⟩ and √⟨(p − ⟨p⟩)²⟩ over ions in amounts.
fn moments(ions: &[(Ion, f64)], property: Of) -> Result<(f64, f64), Missing> {
    let total: f64 = ions.iter().map(|(_, n)| n).sum();
    if total <= 0.0 {
        return Err(Missing::none("ions of the kind"));
    }
    let (mut mean, mut squared) = (0.0, 0.0);
    for (ion, n) in ions {
        mean += n * property(*ion)? / total;
    }
    for (ion, n) in ions {
        squared += n * (property(*ion)? - mean).powi(2) / total;
    }
    Ok((mean, squared.sqrt()))
}

/// Anions bonded to an ion, over the sites that hold it as a framework cation; six where it has none.
fn neighbours(electrolyte: &Electrolyte, ion: Ion) -> usize {
    let (mut bonds, mut amount) = (0.0, 0.0);
    for (site, positions) in electrolyte.joined.iter().zip(&electrolyte.framework_bonds) {
        let own = site
            .species
            .iter()
            .filter(|(i, _)| i.element == ion.element);
        let held: f64 = own.map(|(_, o)| o).sum();
        for of_position in positions {
            let filled = of_position.iter();
            let filled = filled.map(|b| electrolyte.joined[b.anion.0].occupancy().min(1.0));
            bonds += held * filled.sum::<f64>();
            amount += held;
        }
    }
    if bonds > 0.0 {
        (bonds / amount).round() as usize
    } else {
        6
    }
}

/// Shannon's ionic radius in Å for a number of neighbours; for the nearest number that is tabulated, the
/// smaller of two. One for six where there is neither is the first row.
fn ionic_radius_ang(tables: &IonTables, ion: Ion, neighbours: usize) -> Result<f64, Missing> {
    let rows = tables.shannon_rows(ion).iter();
    let found = rows.filter_map(|row| Some((roman(row.coordination.as_str())?, row.ionic_ang)));
    let nearest = found.reduce(|best, row| {
        let off = |n: usize| (n.abs_diff(neighbours), n);
        if off(row.0) < off(best.0) { row } else { best }
    });
    let nearest = nearest.map(|(_, radius_ang)| radius_ang);
    nearest.ok_or_else(|| Missing::property(ion, Property::CrystalRadius))
}

/// The number of a coordination such as `VI` or `IVSQ`.
fn roman(text: &str) -> Option<usize> {
    const NUMERALS: [&str; 14] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
    ];
    let plain = text.trim_end_matches(|c: char| !matches!(c, 'I' | 'V' | 'X'));
    NUMERALS.iter().position(|n| *n == plain).map(|i| i + 1)
}
