//! What is said about barriers that a reader could take for more than they are.

use std::collections::BTreeMap;

use hecs_bvse::{BvseError, PresentIon, Sharing, sharing};
use hecs_core::{Ion, Species, Structure};

/// Distinct charges of each element, ascending.
pub(crate) fn charges(structure: &Structure) -> BTreeMap<String, Vec<f64>> {
    let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for species in structure.sites().iter().flat_map(|s| &s.species) {
        if let Some(charge) = species.charge {
            found
                .entry(species.element.to_string())
                .or_default()
                .push(charge);
        }
    }
    for list in found.values_mut() {
        list.sort_by(f64::total_cmp);
        list.dedup();
    }
    found
}

/// An error with the flag that helps, where one does.
pub(crate) fn with_remedy(error: &BvseError) -> String {
    let BvseError::NoMobileIon { ion, present, .. } = error else {
        return error.to_string();
    };
    let is_filled =
        |test: &dyn Fn(&PresentIon) -> bool| present.iter().any(|p| p.is_filled && test(p));
    let binds = |p: &PresentIon| p.charge.unwrap_or(0.0) * f64::from(ion.charge) < 0.0;
    let remedy = if is_filled(&|p| p.element == ion.element) {
        "name that one with --ion"
    } else if is_filled(&binds) {
        "--insert puts the ion into an empty host"
    } else {
        return error.to_string();
    };
    format!("{error}; {remedy}")
}

/// Distance in Å between grid points up to which no minimum or pass of lithium was missed in 203
/// electrolytes; at 0.4 Å it was in one of twenty.
const FAITHFUL_SPACING_ANG: f64 = 0.3;

/// That a grid is too coarse to start a refinement from.
pub(crate) fn coarse(spacing_ang: f64) -> Option<String> {
    (spacing_ang > FAITHFUL_SPACING_ANG).then(|| {
        format!(
            "a grid of {spacing_ang} Å may miss minima and passes, which refinement cannot make up for; \
             up to {FAITHFUL_SPACING_ANG} Å is safe for lithium"
        )
    })
}

/// That the mobile ion stands for an averaged charge.
pub(crate) fn averaged(structure: &Structure, ion: Ion) -> Option<String> {
    let is_averaged = |s: &&Species| {
        let off = |q: f64| (q - f64::from(ion.charge)).abs() > 1e-3;
        s.occupancy > 0.0 && s.ion() == Some(ion) && s.charge.is_some_and(off)
    };
    let mut species = structure.sites().iter().flat_map(|s| &s.species);
    let charge = species.find(is_averaged)?.charge?;
    Some(format!(
        "the charge of {} is an average, {charge:.3}, that counts as the nearest integer: all of it moves as {ion}",
        ion.element
    ))
}

/// That the mobile ion shares sites with others of its sign, and what to do then.
pub(crate) fn shared(structure: &Structure, ion: Ion, fixed: &[String]) -> Option<String> {
    let Sharing { shared, alone } = sharing(structure, ion, fixed);
    if shared.is_empty() {
        return None;
    }
    let sites: Vec<String> = shared
        .iter()
        .map(|site| {
            let others: Vec<String> = site
                .others
                .iter()
                .map(|other| {
                    let amount = amount(&other.species);
                    if other.site == site.label {
                        amount
                    } else {
                        format!("{amount} on \"{}\"", other.site)
                    }
                })
                .collect();
            format!(
                "\"{}\" ({ion} {:.3}, {})",
                site.label,
                site.occupancy,
                others.join(", ")
            )
        })
        .collect();
    let (meaning, otherwise) = if alone.is_empty() {
        (
            "minimum and barriers are those of ways around them and say nothing of how the ion moves",
            String::new(),
        )
    } else {
        let labels: Vec<&str> = shared.iter().map(|s| s.label.as_str()).collect();
        (
            "barriers are those of ways around them",
            format!(
                ", or, if the ion does not leave these sites, keep it there with --fixed {}",
                labels.join(",")
            ),
        )
    };
    Some(format!(
        "{ion} shares {}: the mean over the disorder keeps the other ions in place while {ion} is there, \
         which never happens, and so closes these sites; {meaning}; \
         use an ordered structure in which each site holds one ion{otherwise}",
        sites.join(", ")
    ))
}

/// Element, charge and occupancy: `La3+ 0.560`.
fn amount(species: &Species) -> String {
    let name = species
        .ion()
        .map_or(species.element.to_string(), |ion| ion.to_string());
    format!("{name} {:.3}", species.occupancy)
}
