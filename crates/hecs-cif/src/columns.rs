//! Where the columns of the loop of atoms stand, and names that look like those of columns that are
//! missing.

use crate::Code;
use crate::diagnostic::{Extent, Findings};
use crate::document::{Form, Loop, Value};
use crate::names::{Items, Name, lookup, spellings};
use crate::parser::excerpt;

/// Whether a block has atoms with coordinates: what makes it a structure.
pub(crate) fn has_atoms(items: &Items<'_>) -> bool {
    [
        Name::SiteX,
        Name::SiteY,
        Name::SiteZ,
        Name::SiteXyz,
        Name::SiteCartnX,
        Name::SiteCartnXyz,
    ]
    .iter()
    .any(|name| items.extent(*name).is_some())
}

/// How a row gives its coordinates.
enum Coordinates {
    /// In three columns.
    Apart([usize; 3]),
    /// As one list of three numbers (DDLm).
    Vector(usize),
}

/// The columns of the loop of atoms.
pub(crate) struct Columns<'d> {
    pub(crate) table: &'d Loop,
    pub(crate) cartesian: bool,
    coordinates: Coordinates,
    /// Place of each column that is read.
    of: Vec<(Name, usize)>,
}

impl<'d> Columns<'d> {
    /// The columns, where there are coordinates; a column whose name is nearly one that is missing is
    /// read as that, with a warning.
    pub(crate) fn find(
        items: &Items<'d>,
        text: &str,
        findings: &mut Findings,
    ) -> Option<Columns<'d>> {
        let triple = |names: [Name; 3]| {
            let (table, x) = items.column(names[0])?;
            let beside = |name| items.column(name).filter(|(t, _)| std::ptr::eq(*t, table));
            let ((_, y), (_, z)) = (beside(names[1])?, beside(names[2])?);
            Some((table, Coordinates::Apart([x, y, z])))
        };
        let vector = |name| {
            let (table, column) = items.column(name)?;
            Some((table, Coordinates::Vector(column)))
        };
        let fract =
            triple([Name::SiteX, Name::SiteY, Name::SiteZ]).or_else(|| vector(Name::SiteXyz));
        let cartesian = fract.is_none();
        let (table, coordinates) = fract
            .or_else(|| triple([Name::SiteCartnX, Name::SiteCartnY, Name::SiteCartnZ]))
            .or_else(|| vector(Name::SiteCartnXyz))?;
        let mut of = Vec::with_capacity(table.names.len());
        let mut unknown = Vec::new();
        for (column, tag) in table.names.iter().enumerate() {
            match lookup(tag.of(text)) {
                Some(name) => {
                    // Of two names of one item, the one that the block's items point to.
                    let is_it = |(t, c): &(&Loop, usize)| std::ptr::eq(*t, table) && *c == column;
                    if items.column(name).as_ref().is_some_and(is_it) {
                        of.push((name, column));
                    }
                }
                None => unknown.push((column, *tag)),
            }
        }
        for (column, tag) in unknown {
            if let Some((name, proper)) = meant(tag.of(text), &READ_IF_MISSPELT, |n| {
                items.extent(n).is_none()
            }) {
                findings.add(
                    Code::MisspeltName,
                    tag,
                    format!(
                        "{} is read as `{proper}`, which is missing",
                        excerpt(tag.of(text))
                    ),
                );
                of.push((name, column));
            }
        }
        for name in READ_IF_BESIDE {
            if let Some(tag) = items.extent(name)
                && !of.iter().any(|(n, _)| *n == name)
            {
                findings.add(
                    Code::UnreadColumn,
                    tag,
                    format!(
                        "{} is not in the loop of the coordinates; it is not read",
                        excerpt(tag.of(text))
                    ),
                );
            }
        }
        Some(Columns {
            table,
            cartesian,
            coordinates,
            of,
        })
    }

    /// The column of an item.
    pub(crate) fn of(&self, name: Name) -> Option<usize> {
        let found = self.of.iter().find(|(n, _)| *n == name);
        found.map(|(_, column)| *column)
    }

    /// A coordinate of a row, as it is written.
    pub(crate) fn coordinate<'v>(&self, row: &'v [Value], axis: usize) -> Option<&'v Value> {
        match &self.coordinates {
            Coordinates::Apart(columns) => row.get(*columns.get(axis)?),
            Coordinates::Vector(column) => {
                let value = row.get(*column)?;
                match &value.form {
                    Form::List(list) if list.len() == 3 => list.get(axis),
                    // `?` for all three; anything else is no number.
                    _ => Some(value),
                }
            }
        }
    }
}

/// Columns without which an atom would look whole and be another.
const READ_IF_MISSPELT: [Name; 5] = [
    Name::SiteOccupancy,
    Name::SiteType,
    Name::SiteLabel,
    Name::SiteMultiplicity,
    Name::SiteHydrogens,
];

/// Whether a name of the block looks like that of a coordinate.
pub(crate) fn looks_like_atoms(items: &Items<'_>, text: &str) -> bool {
    let names = [Name::SiteX, Name::SiteY, Name::SiteZ];
    items
        .tags()
        .any(|tag| meant(tag.of(text), &names, |_| true).is_some())
}

/// Columns that say nothing about an atom where they stand in another loop than its coordinates.
const READ_IF_BESIDE: [Name; 4] = [
    Name::SiteOccupancy,
    Name::SiteType,
    Name::SiteGroup,
    Name::SiteHydrogens,
];

/// Says which coordinates are missing, and which names look like theirs.
pub(crate) fn say_what_is_missing(items: &Items<'_>, text: &str, findings: &mut Findings) {
    let all = [
        [Name::SiteX, Name::SiteY, Name::SiteZ],
        [Name::SiteCartnX, Name::SiteCartnY, Name::SiteCartnZ],
    ];
    let is_there = |name: &Name| items.extent(*name).is_some();
    let begun = all.iter().find(|names| names.iter().any(is_there));
    let names = begun.unwrap_or(&all[0]);
    let extent = names.iter().find_map(|name| items.extent(*name));
    let missing: Vec<Name> = names.iter().copied().filter(|n| !is_there(n)).collect();
    if missing.is_empty() {
        findings.add(
            Code::NoSites,
            extent,
            "the coordinates x, y and z are not columns of one loop",
        );
        return;
    }
    for name in missing {
        let proper = spellings(name).next().unwrap_or_default();
        say_missing(
            Code::NoSites,
            extent,
            name,
            items,
            text,
            findings,
            |alike| match alike {
                Some(tag) => format!("`{proper}` is missing; {tag} looks like it"),
                None => format!("`{proper}` is missing among the columns of the atoms"),
            },
        );
    }
}

/// Adds a finding about an item that is missing, at the name that looks like its own where there is one.
pub(crate) fn say_missing(
    code: Code,
    extent: Option<Extent>,
    name: Name,
    items: &Items<'_>,
    text: &str,
    findings: &mut Findings,
    message: impl Fn(Option<&str>) -> String,
) {
    let alike = items.tags().find(|tag| {
        let tag = tag.of(text);
        lookup(tag).is_none() && meant(tag, &[name], |_| true).is_some()
    });
    match alike {
        Some(tag) => {
            let shown = excerpt(tag.of(text));
            findings.add_with_help(
                code,
                tag,
                message(Some(&shown)),
                "correct the spelling of the name",
            );
        }
        None => findings.add(code, extent, message(None)),
    }
}

/// The item of `names`, of those that are `wanted`, whose name a tag nearly has.
fn meant(tag: &str, names: &[Name], wanted: impl Fn(Name) -> bool) -> Option<(Name, &'static str)> {
    let tag = plain(tag);
    let wanted_names = names.iter().filter(|name| wanted(**name));
    wanted_names
        .flat_map(|name| spellings(*name).map(|proper| (*name, proper)))
        .filter(|(_, proper)| tag.len().abs_diff(proper.len()) <= MOST_LETTERS)
        .filter_map(|(name, proper)| Some((misspelling(&tag, &plain(proper))?, name, proper)))
        .min_by_key(|(distance, ..)| *distance)
        .map(|(_, name, proper)| (name, proper))
}

/// A name in lower case with single underscores.
fn plain(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    for c in tag.chars() {
        let c = if matches!(c, '.' | '-') {
            '_'
        } else {
            c.to_ascii_lowercase()
        };
        if c != '_' || !out.ends_with('_') {
            out.push(c);
        }
    }
    out
}

/// By how many letters a name differs from the proper one, where it can be a slip: two letters, or the
/// end of the last word (`occupation` for `occupancy`).
fn misspelling(tag: &str, proper: &str) -> Option<usize> {
    let word = |text: &str| text.rsplit('_').next().map_or(0, str::len);
    let apart = letters_apart(tag.as_bytes(), proper.as_bytes())?;
    if apart <= 2 {
        // One letter tells `_x` from `_y`, and `_length_a` from `_length_b`.
        let same_end =
            word(tag) > 2 && word(proper) > 2 || tag.as_bytes().last() == proper.as_bytes().last();
        return same_end.then_some(apart);
    }
    let common = tag
        .bytes()
        .zip(proper.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let rest = proper.len() - common;
    let last = word(proper);
    (word(tag) > 5 && last > 5 && rest < last && 2 * (last - rest) > last && apart <= MOST_LETTERS)
        .then_some(apart)
}

/// Letters that a slip changes at most.
const MOST_LETTERS: usize = 4;

/// Letters to insert, delete or change (Levenshtein); `None` above four.
fn letters_apart(a: &[u8], b: &[u8]) -> Option<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().filter(|n| *n <= MOST_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_told_from_other_names() {
        let apart = |tag: &str, proper: &str| misspelling(&plain(tag), &plain(proper));
        for (tag, proper) in [
            ("__atom_site_fract_y", "_atom_site_fract_y"),
            ("_atom_site_frac_x", "_atom_site_fract_x"),
            ("_atom_site_occupation", "_atom_site_occupancy"),
            ("_atom_site_occupency", "_atom_site_occupancy"),
            ("_atom_site_type_symbols", "_atom_site_type_symbol"),
            ("_cell_lenght_a", "_cell_length_a"),
        ] {
            assert!(apart(tag, proper).is_some(), "{tag}");
        }
        for (tag, proper) in [
            ("_atom_site_fract_x_esd", "_atom_site_fract_y"),
            ("_atom_site_fract_y", "_atom_site_fract_x"),
            ("_atom_site_aniso_label", "_atom_site_label"),
            ("_atom_site_calc_attached_atom", "_atom_site_calc_flag"),
            (
                "_atom_site_refinement_flags_occupancy",
                "_atom_site_occupancy",
            ),
            ("_atom_site_u_iso_or_equiv", "_atom_site_occupancy"),
            ("_cell_length_d", "_cell_length_a"),
        ] {
            assert!(apart(tag, proper).is_none(), "{tag}");
        }
    }
}
