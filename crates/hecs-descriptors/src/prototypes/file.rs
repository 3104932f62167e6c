//! The file of a prototype.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hecs_core::Element;
use serde::Deserialize;

use super::conditions::{ClassConditions, Measure, Range};
use super::kinds::SpecialKind;
use crate::error::DescriptorError;
use crate::features::Feature;
use crate::part::Part;

/// Texts of the prototypes that are compiled in.
const COMPILED: [&str; 9] = [
    include_str!("../../prototypes/antiperovskite.toml"),
    include_str!("../../prototypes/argyrodite.toml"),
    include_str!("../../prototypes/garnet.toml"),
    include_str!("../../prototypes/lgps.toml"),
    include_str!("../../prototypes/lisicon.toml"),
    include_str!("../../prototypes/nasicon.toml"),
    include_str!("../../prototypes/olivine.toml"),
    include_str!("../../prototypes/rock-salt-halide.toml"),
    include_str!("../../prototypes/spinel-halide.toml"),
];

// The texts are this crate's own files; a test reads each.
static PROTOTYPES: LazyLock<Vec<Prototype>> = LazyLock::new(|| {
    let read = |text: &&str| Prototype::from_toml(text);
    COMPILED
        .iter()
        .map(|text| read(text).unwrap_or_else(|error| panic!("{error}")))
        .collect()
});

/// A family of structures: what must hold, the names of its orbits, and its special descriptors.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prototype {
    /// Name of the family.
    pub name: String,
    /// What it is, in a sentence.
    pub title: String,
    /// Where the structure is described.
    pub source: String,
    /// Numbers of the space groups that its members mostly have: a hint that decides between prototypes that ask
    /// as much.
    pub space_groups: Vec<u16>,
    /// Its orbits, in the order in which classes of sites are tried on them.
    pub orbits: Vec<Orbit>,
    /// The descriptors that only this family has.
    pub descriptors: Vec<SpecialDescriptor>,
    /// Ranges of features.
    pub(super) holds: Vec<(Feature, Range)>,
    /// Directions in which the framework has no end.
    pub(super) framework_dimension: Option<Range>,
}

/// An orbit of a prototype, named by its role.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Orbit {
    /// Its name, such as `24d` or `M1`.
    pub name: String,
    /// Whether a member of the family may be without it.
    pub is_optional: bool,
    pub(super) conditions: ClassConditions,
    /// Positions per anion, over all classes of the orbit.
    pub(super) positions: Option<Range>,
    /// Ions per anion, over all classes of the orbit.
    pub(super) amount: Option<Range>,
}

/// A descriptor that only one family has.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SpecialDescriptor {
    /// Column name, such as `window_M1_M2`.
    pub name: String,
    /// What it is, in a few words.
    pub meaning: String,
    /// How it is computed.
    pub kind: SpecialKind,
    /// Number of the orbit that it is of.
    pub of: usize,
    /// Number of the second orbit, where the kind has two.
    pub to: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    title: String,
    source: String,
    #[serde(default)]
    space_groups: Vec<u16>,
    #[serde(default)]
    holds: BTreeMap<String, Range>,
    framework_dimension: Option<Range>,
    orbit: Vec<OrbitFile>,
    #[serde(default)]
    descriptor: Vec<DescriptorFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrbitFile {
    name: String,
    part: String,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    elements: Vec<String>,
    shared: Option<bool>,
    coordination: Option<Range>,
    cations: Option<Range>,
    charge: Option<Range>,
    rank: Option<Range>,
    class_positions: Option<Range>,
    class_amount: Option<Range>,
    positions: Option<Range>,
    amount: Option<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptorFile {
    name: String,
    meaning: String,
    kind: String,
    of: String,
    to: Option<String>,
}

impl Prototype {
    /// The prototypes that are compiled in, in alphabetical order.
    pub fn compiled() -> &'static [Self] {
        &PROTOTYPES
    }

    /// Reads a prototype file.
    ///
    /// # Errors
    /// [`DescriptorError::Prototype`] for what is no such file or names what there is not.
    pub fn from_toml(text: &str) -> Result<Self, DescriptorError> {
        let file: File = toml::from_str(text)
            .map_err(|error| wrong("a prototype file", error.to_string().trim_end()))?;
        let mut holds = Vec::new();
        for (name, range) in &file.holds {
            let feature = Feature::from_name(name)
                .ok_or_else(|| wrong(&file.name, &format!("holds: there is no feature {name}")))?;
            holds.push((feature, ordered(*range, &file.name, name)?));
        }
        let mut orbits: Vec<Orbit> = Vec::new();
        for orbit in file.orbit {
            if orbits.iter().any(|known| known.name == orbit.name) {
                let reason = format!("two orbits have the name {}", orbit.name);
                return Err(wrong(&file.name, &reason));
            }
            orbits.push(Orbit::from_file(orbit, &file.name)?);
        }
        if orbits.is_empty() {
            return Err(wrong(&file.name, "it has no orbit"));
        }
        let mut descriptors: Vec<SpecialDescriptor> = Vec::new();
        for descriptor in file.descriptor {
            let is_taken = descriptors
                .iter()
                .any(|known| known.name == descriptor.name);
            if is_taken || Feature::from_name(&descriptor.name).is_some() {
                let reason = format!("the name {} is taken", descriptor.name);
                return Err(wrong(&file.name, &reason));
            }
            descriptors.push(descriptor_of(descriptor, &orbits, &file.name)?);
        }
        let dimension = file.framework_dimension;
        Ok(Self {
            framework_dimension: dimension
                .map(|range| ordered(range, &file.name, "framework_dimension"))
                .transpose()?,
            name: file.name,
            title: file.title,
            source: file.source,
            space_groups: file.space_groups,
            orbits,
            descriptors,
            holds,
        })
    }

    /// Number of its conditions: of two prototypes that a structure is like, the one that asks more is meant.
    pub fn conditions(&self) -> usize {
        let of_orbits = self.orbits.iter().filter(|orbit| !orbit.is_optional);
        let of_orbits = of_orbits.map(|orbit| {
            let sums = [orbit.positions, orbit.amount];
            orbit.conditions.count() + sums.iter().flatten().count()
        });
        of_orbits.sum::<usize>() + self.holds.len() + self.framework_dimension.iter().count()
    }
}

impl Orbit {
    fn from_file(file: OrbitFile, prototype: &str) -> Result<Self, DescriptorError> {
        let place = format!("{prototype}, orbit {}", file.name);
        let parts = [
            Part::Mobile,
            Part::Framework,
            Part::BoundAnion,
            Part::FreeAnion,
        ];
        let part = parts.into_iter().find(|part| part.name() == file.part);
        let part = part.ok_or_else(|| {
            let known = parts.map(Part::name).join(", ");
            wrong(
                &place,
                &format!("part {}: choose one of {known}", file.part),
            )
        })?;
        let mut elements = Vec::new();
        for symbol in &file.elements {
            let element = Element::from_symbol(symbol);
            elements.push(element.ok_or_else(|| wrong(&place, &format!("no element {symbol}")))?);
        }
        let mut ranges = Vec::new();
        for (measure, range) in [
            (Measure::Coordination, file.coordination),
            (Measure::Cations, file.cations),
            (Measure::Charge, file.charge),
            (Measure::Rank, file.rank),
            (Measure::ClassPositions, file.class_positions),
            (Measure::ClassAmount, file.class_amount),
        ] {
            if let Some(range) = range {
                ranges.push((measure, ordered(range, &place, measure.name())?));
            }
        }
        let sum = |range: Option<Range>, name| range.map(|r| ordered(r, &place, name)).transpose();
        Ok(Self {
            positions: sum(file.positions, "positions")?,
            amount: sum(file.amount, "amount")?,
            name: file.name,
            is_optional: file.optional,
            conditions: ClassConditions {
                part,
                elements,
                shared: file.shared,
                ranges,
            },
        })
    }
}

fn descriptor_of(
    file: DescriptorFile,
    orbits: &[Orbit],
    prototype: &str,
) -> Result<SpecialDescriptor, DescriptorError> {
    let place = format!("{prototype}, descriptor {}", file.name);
    let kind = SpecialKind::from_name(&file.kind).ok_or_else(|| {
        let known = SpecialKind::ALL.map(SpecialKind::name).join(", ");
        wrong(
            &place,
            &format!("kind {}: choose one of {known}", file.kind),
        )
    })?;
    let orbit = |name: &str| {
        let found = orbits.iter().position(|orbit| orbit.name == name);
        found.ok_or_else(|| wrong(&place, &format!("there is no orbit {name}")))
    };
    let to = file.to.as_deref().map(&orbit).transpose()?;
    if kind.has_two_orbits() != to.is_some() {
        let reason = [
            "takes no second orbit; leave out `to`",
            "takes a second orbit, `to`",
        ];
        let reason = reason[usize::from(kind.has_two_orbits())];
        return Err(wrong(&place, &format!("kind {} {reason}", kind.name())));
    }
    Ok(SpecialDescriptor {
        of: orbit(&file.of)?,
        to,
        name: file.name,
        meaning: file.meaning,
        kind,
    })
}

fn ordered(range: Range, place: &str, name: &str) -> Result<Range, DescriptorError> {
    if range[0] <= range[1] {
        Ok(range)
    } else {
        let reason = format!(
            "{name}: the least, {}, is above the most, {}",
            range[0], range[1]
        );
        Err(wrong(place, &reason))
    }
}

fn wrong(place: &str, reason: &str) -> DescriptorError {
    DescriptorError::Prototype {
        place: place.to_owned(),
        reason: reason.to_owned(),
    }
}
