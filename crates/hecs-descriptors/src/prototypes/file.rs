//! The file of a prototype.

use std::collections::BTreeMap;
use std::ops::Range as Span;
use std::sync::LazyLock;

use hecs_core::Element;
use serde::Deserialize;
use toml::Spanned;

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
    holds: BTreeMap<Spanned<String>, Spanned<Range>>,
    framework_dimension: Option<Spanned<Range>>,
    orbit: Spanned<Vec<OrbitFile>>,
    #[serde(default)]
    descriptor: Vec<DescriptorFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrbitFile {
    name: Spanned<String>,
    part: Spanned<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    elements: Vec<Spanned<String>>,
    shared: Option<bool>,
    coordination: Option<Spanned<Range>>,
    cations: Option<Spanned<Range>>,
    charge: Option<Spanned<Range>>,
    rank: Option<Spanned<Range>>,
    class_positions: Option<Spanned<Range>>,
    class_amount: Option<Spanned<Range>>,
    positions: Option<Spanned<Range>>,
    amount: Option<Spanned<Range>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptorFile {
    name: Spanned<String>,
    meaning: String,
    kind: Spanned<String>,
    of: Spanned<String>,
    to: Option<Spanned<String>>,
}

/// The text of a file, to say where in it something is wrong.
#[derive(Clone, Copy)]
struct Text<'t>(&'t str);

impl Text<'_> {
    /// An error with the line of a value.
    fn wrong<T>(self, at: &Spanned<T>, what: &str, reason: &str) -> DescriptorError {
        self.wrong_within(&at.span(), what, reason)
    }

    fn wrong_within(self, span: &Span<usize>, what: &str, reason: &str) -> DescriptorError {
        let before = self.0.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        DescriptorError::Prototype {
            place: format!("line {line}, {what}"),
            reason: reason.to_owned(),
        }
    }

    /// What keeps the text from being read, with the line as it is: the error itself does not name the key of a
    /// value of the wrong type.
    fn unreadable(self, error: &toml::de::Error) -> DescriptorError {
        let reason = error.message();
        let span = error.span().unwrap_or_default();
        let before = self.0.get(..span.start).unwrap_or_default();
        let is_blank = |line: &str| line.trim().is_empty() || line.starts_with('#');
        let here = self.0.get(span.start..).unwrap_or_default();
        if reason.starts_with("missing field")
            && before.lines().all(is_blank)
            && !here.starts_with('[')
        {
            return DescriptorError::Prototype {
                place: "the top of the file".to_owned(),
                reason: reason.to_owned(),
            };
        }
        let first = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.0.get(first..).and_then(|rest| rest.lines().next());
        let line = format!("`{}`", line.unwrap_or_default().trim());
        self.wrong_within(&span, &line, reason)
    }

    /// A range whose least value is not above its most.
    fn ordered(
        self,
        range: &Spanned<Range>,
        what: &str,
        name: &str,
    ) -> Result<Range, DescriptorError> {
        let [least, most] = *range.as_ref();
        if least <= most {
            return Ok([least, most]);
        }
        let reason = format!("the least, {least}, is above the most, {most}; give [least, most]");
        Err(self.wrong(range, &format!("{what}{name}"), &reason))
    }
}

impl Prototype {
    /// The prototypes that are compiled in, in alphabetical order.
    pub fn compiled() -> &'static [Self] {
        &PROTOTYPES
    }

    /// Reads a prototype file.
    ///
    /// # Errors
    /// [`DescriptorError::Prototype`] for what is no such file or names what there is not, with the line.
    pub fn from_toml(text: &str) -> Result<Self, DescriptorError> {
        let place = Text(text);
        let file: File = toml::from_str(text).map_err(|error| place.unreadable(&error))?;
        let mut holds = Vec::new();
        for (name, range) in &file.holds {
            let feature = Feature::from_name(name.as_ref()).ok_or_else(|| {
                let known = Feature::ALL.map(Feature::name).join(", ");
                let reason = format!("there is no feature {}; known: {known}", name.as_ref());
                place.wrong(name, "holds", &reason)
            })?;
            holds.push((feature, place.ordered(range, "holds, ", name.as_ref())?));
        }
        if file.orbit.as_ref().is_empty() {
            let reason = "there is no orbit; give at least one, under [[orbit]]";
            return Err(place.wrong(&file.orbit, "orbit", reason));
        }
        let mut orbits: Vec<Orbit> = Vec::new();
        for orbit in file.orbit.into_inner() {
            if orbits
                .iter()
                .any(|known| known.name == *orbit.name.as_ref())
            {
                let reason = "two orbits have this name; give each its own";
                let what = format!("orbit {}", orbit.name.as_ref());
                return Err(place.wrong(&orbit.name, &what, reason));
            }
            orbits.push(Orbit::from_file(orbit, place)?);
        }
        let mut descriptors: Vec<SpecialDescriptor> = Vec::new();
        for descriptor in file.descriptor {
            let name = descriptor.name.as_ref();
            let is_taken = descriptors.iter().any(|known| known.name == *name);
            if is_taken || Feature::from_name(name).is_some() {
                let reason =
                    "this name is taken by a feature or a descriptor above; choose another";
                let what = format!("descriptor {name}");
                return Err(place.wrong(&descriptor.name, &what, reason));
            }
            descriptors.push(descriptor_of(descriptor, &orbits, place)?);
        }
        let dimension = file.framework_dimension;
        Ok(Self {
            framework_dimension: dimension
                .map(|range| place.ordered(&range, "", "framework_dimension"))
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
    fn from_file(file: OrbitFile, place: Text) -> Result<Self, DescriptorError> {
        let what = format!("orbit {}, ", file.name.as_ref());
        let parts = [
            Part::Mobile,
            Part::Framework,
            Part::BoundAnion,
            Part::FreeAnion,
        ];
        let part = parts
            .into_iter()
            .find(|part| part.name() == file.part.as_ref());
        let part = part.ok_or_else(|| {
            let known = parts.map(Part::name).join(", ");
            let reason = format!("part {}: choose one of {known}", file.part.as_ref());
            place.wrong(&file.part, what.trim_end_matches(", "), &reason)
        })?;
        let mut elements = Vec::new();
        for symbol in &file.elements {
            let element = Element::from_symbol(symbol.as_ref());
            elements.push(element.ok_or_else(|| {
                let reason = format!("no element {}; give symbols such as P", symbol.as_ref());
                place.wrong(symbol, &format!("{what}elements"), &reason)
            })?);
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
                ranges.push((measure, place.ordered(&range, &what, measure.name())?));
            }
        }
        let sum = |range: Option<Spanned<Range>>, name| {
            range.map(|r| place.ordered(&r, &what, name)).transpose()
        };
        Ok(Self {
            positions: sum(file.positions, "positions")?,
            amount: sum(file.amount, "amount")?,
            name: file.name.into_inner(),
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
    place: Text,
) -> Result<SpecialDescriptor, DescriptorError> {
    let what = format!("descriptor {}", file.name.as_ref());
    let kind = SpecialKind::from_name(file.kind.as_ref()).ok_or_else(|| {
        let known = SpecialKind::ALL.map(SpecialKind::name).join(", ");
        let reason = format!("kind {}: choose one of {known}", file.kind.as_ref());
        place.wrong(&file.kind, &what, &reason)
    })?;
    let orbit = |name: &Spanned<String>| {
        let found = orbits.iter().position(|orbit| orbit.name == *name.as_ref());
        found.ok_or_else(|| {
            let known: Vec<&str> = orbits.iter().map(|orbit| orbit.name.as_str()).collect();
            let known = known.join(", ");
            let reason = format!("there is no orbit {}; known: {known}", name.as_ref());
            place.wrong(name, &what, &reason)
        })
    };
    let to = file.to.as_ref().map(&orbit).transpose()?;
    if kind.has_two_orbits() != to.is_some() {
        let reason = [
            "takes no second orbit; leave out `to`",
            "takes a second orbit, `to`",
        ];
        let reason = reason[usize::from(kind.has_two_orbits())];
        let reason = format!("kind {} {reason}", kind.name());
        return Err(place.wrong(&file.kind, &what, &reason));
    }
    Ok(SpecialDescriptor {
        of: orbit(&file.of)?,
        to,
        name: file.name.into_inner(),
        meaning: file.meaning,
        kind,
    })
}
