//! Which prototype a structure is like, and why it is unlike others.

use hecs_core::Structure;

use super::conditions::outside;
use super::file::{Orbit, Prototype, SpecialDescriptor};
use super::orbits::{SiteClass, site_classes};
use crate::electrolyte::Electrolyte;
use crate::features::{FeatureSet, Missing};
use crate::part::Part;

/// Within this (Å) positions are images of one another when the space group is looked for.
const SYMMETRY_ANG: f64 = 0.01;

/// How a structure compares with a prototype.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Likeness {
    /// Name of the prototype.
    pub prototype: String,
    /// Numbers of the sites ([`Electrolyte::sites`]) of each of its orbits.
    pub orbits: Vec<Vec<usize>>,
    /// What does not hold, in words; none where the structure is like it.
    pub unmet: Vec<String>,
}

impl Likeness {
    /// Compares a structure with a prototype.
    pub fn of(prototype: &Prototype, electrolyte: &Electrolyte, features: &FeatureSet) -> Self {
        let mut unmet = Vec::new();
        for (feature, range) in &prototype.holds {
            match features.get(*feature) {
                Ok(value) => unmet.extend(outside(feature.name(), value, *range)),
                Err(reason) => unmet.push(format!("{feature} is missing: {reason}")),
            }
        }
        if let Some(range) = prototype.framework_dimension {
            let value = electrolyte.framework_dimension as f64;
            unmet.extend(outside("framework_dimension", value, range));
        }
        let classes = site_classes(electrolyte);
        let mut members: Vec<Vec<&SiteClass>> = vec![Vec::new(); prototype.orbits.len()];
        for class in &classes {
            let is_of = |orbit: &Orbit| orbit.conditions.unmet(class).is_none();
            match prototype.orbits.iter().position(is_of) {
                Some(orbit) => members[orbit].push(class),
                // Mobile ions may be on more places than those with a name.
                None if class.part == Part::Mobile => {}
                None => unmet.push(no_orbit_for(electrolyte, class, &prototype.orbits)),
            }
        }
        for (orbit, members) in prototype.orbits.iter().zip(&members) {
            if members.is_empty() {
                if !orbit.is_optional {
                    unmet.push(format!("no site is {}", orbit.name));
                }
                continue;
            }
            let sum = |of: fn(&SiteClass) -> f64| members.iter().map(|class| of(class)).sum();
            for (name, range, value) in [
                ("positions", orbit.positions, sum(|class| class.positions)),
                ("amount", orbit.amount, sum(|class| class.amount)),
            ] {
                let name = format!("{name} of {}", orbit.name);
                unmet.extend(range.and_then(|range| outside(&name, value, range)));
            }
        }
        let sites = |members: Vec<&SiteClass>| {
            let own = members.into_iter().flat_map(|class| class.sites.clone());
            let mut sites: Vec<usize> = own.collect();
            sites.sort_unstable();
            sites
        };
        Self {
            prototype: prototype.name.clone(),
            orbits: members.into_iter().map(sites).collect(),
            unmet,
        }
    }

    /// Whether the structure is like the prototype.
    pub fn is_like(&self) -> bool {
        self.unmet.is_empty()
    }

    /// The value of a special descriptor of the prototype.
    ///
    /// # Errors
    /// The reason why there is none: `unlike-prototype`, or the orbit is not there.
    pub fn value(
        &self,
        descriptor: &SpecialDescriptor,
        electrolyte: &Electrolyte,
    ) -> Result<f64, Missing> {
        if let Some(first) = self.unmet.first() {
            let message = format!("not like {}: {first}", self.prototype);
            return Err(Missing::new("unlike-prototype", message));
        }
        let of = &self.orbits[descriptor.of];
        let to = descriptor.to.map_or(&[][..], |orbit| &self.orbits[orbit]);
        if of.is_empty() || (descriptor.to.is_some() && to.is_empty()) {
            return Err(Missing::none("site of an orbit of the descriptor"));
        }
        descriptor.kind.value(electrolyte, of, to)
    }
}

/// The prototype that a structure is like, by its number: of several the one that asks most, then one among whose
/// space groups is that of the structure, then the first by name. `None` where it is like none.
pub fn find_prototype(
    prototypes: &[Prototype],
    structure: &Structure,
    features: &FeatureSet,
) -> Option<usize> {
    let electrolyte = features.electrolyte.as_ref().ok()?;
    let like = |n: &usize| Likeness::of(&prototypes[*n], electrolyte, features).is_like();
    let candidates: Vec<usize> = (0..prototypes.len()).filter(like).collect();
    let most = candidates
        .iter()
        .map(|n| prototypes[*n].conditions())
        .max()?;
    let asks_most = |n: &usize| prototypes[*n].conditions() == most;
    let best: Vec<usize> = candidates.into_iter().filter(asks_most).collect();
    if best.len() == 1 {
        return best.first().copied();
    }
    let number = structure.symmetry(SYMMETRY_ANG).map(|found| found.number);
    best.into_iter().min_by_key(|n| {
        let prototype = &prototypes[*n];
        let is_hinted = number.is_some_and(|number| {
            let own = prototype.space_groups.iter();
            own.copied().any(|g| g == number)
        });
        (!is_hinted, &prototype.name)
    })
}

fn no_orbit_for(electrolyte: &Electrolyte, class: &SiteClass, orbits: &[Orbit]) -> String {
    let label = &electrolyte.sites[class.sites[0]].label;
    let own = orbits
        .iter()
        .filter(|orbit| orbit.conditions.part == class.part);
    let reasons: Vec<String> = own
        .filter_map(|orbit| {
            let reason = orbit.conditions.unmet(class)?;
            Some(format!("not {}: {reason}", orbit.name))
        })
        .collect();
    if reasons.is_empty() {
        format!("{label}: the prototype has no {}", class.part)
    } else {
        format!("{label}: {}", reasons.join("; "))
    }
}
