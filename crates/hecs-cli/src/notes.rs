//! What is said about barriers that a reader could take for more than they are.

use std::collections::BTreeMap;
use std::fmt::Display;

use hecs_bvse::{Remedy, Warning};
use hecs_core::Structure;

/// Distinct charges of each element, ascending.
pub(crate) fn charges(structure: &Structure) -> BTreeMap<String, Vec<f64>> {
    let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for species in structure.sites.iter().flat_map(|s| &s.species) {
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

/// A warning with what helps.
pub(crate) fn of_warning(warning: &Warning) -> String {
    with_remedy(warning, warning.remedy())
}

/// A message with what helps, in flags of the program.
pub(crate) fn with_remedy(message: &impl Display, remedy: Option<Remedy>) -> String {
    match remedy {
        None => message.to_string(),
        Some(remedy) => format!("{message}; {}", in_flags(&remedy)),
    }
}

fn in_flags(remedy: &Remedy) -> String {
    match remedy {
        Remedy::OtherIon => "name that one with --ion".to_owned(),
        Remedy::Insert => "--insert puts the ion into an empty host".to_owned(),
        Remedy::FinerGrid => "a smaller --spacing helps".to_owned(),
        Remedy::OrderedStructure { keep } if !keep.is_empty() => format!(
            "use an ordered structure in which each site holds one ion, or, if the ion does not leave these \
             sites, keep it there with --fixed {}",
            keep.join(",")
        ),
        other => other.to_string(),
    }
}
