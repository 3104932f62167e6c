//! The list of symmetry operations of a block → group.
//!
//! Magnetic groups list operations and centring translations apart, each with a time reversal; the
//! positions of atoms do not know it, so it is left out.

use std::collections::HashSet;

use hecs_core::{
    FractionalOperation, Operation, SpaceGroup, SymmetrySource, TRANSLATION_DENOMINATOR,
    TabulatedSetting, check_group, complete_group, space_group_number,
    space_group_number_of_fractional,
};

use crate::diagnostic::{Extent, Findings};
use crate::names::{Items, Name};
use crate::settings::{fingerprint, setting_of_operations};
use crate::stated::{Stated, triclinic_centred};
use crate::{Code, Severity};

/// More operations than this in one list: 48 rotations × 4 centring points is the most a
/// conventional cell has; supercells multiply it.
const MAX_OPERATIONS: usize = 192 * 64;

/// Larger lists with a fault are not searched for it: the time grows with the square.
const MOST_SEARCHED: usize = 192;

/// What a list of operations comes to.
pub(crate) enum Listing {
    /// There is none.
    None,
    /// A group.
    Group(Listed),
    /// Operations that cannot be read or form no group.
    Broken(Broken),
}

/// A group by its operations.
pub(crate) struct Listed {
    pub(crate) group: SpaceGroup,
    /// The operations whose matrices hold fractions; the group has the others.
    pub(crate) fractional: Vec<FractionalOperation>,
    pub(crate) extent: Extent,
}

/// What is wrong with a list.
pub(crate) struct Broken {
    pub(crate) code: Code,
    /// Where, and in which words.
    pub(crate) problems: Vec<(Extent, String)>,
    /// How bad it is that the list cannot be used.
    severity: Severity,
    /// What is used instead, for a message.
    instead: &'static str,
    /// The group that the operations without the faulty one generate.
    pub(crate) completed: Option<SpaceGroup>,
}

impl Broken {
    /// Says what was wrong, and what became of it: the completed group is used, or what else is stated.
    pub(crate) fn report(&self, is_completed: bool, findings: &mut Findings) {
        for (extent, problem) in &self.problems {
            if is_completed {
                let order = self.completed.as_ref().map_or(0, |g| g.operations.len());
                findings.add_as(
                    self.code,
                    Severity::Warning,
                    *extent,
                    format!(
                        "{problem}; the others are completed to a group of {order}, which fits \
                         multiplicities and formula better than the symbol"
                    ),
                );
            } else {
                let instead = self.instead;
                findings.add_as(
                    self.code,
                    self.severity,
                    *extent,
                    format!("{problem}{instead}"),
                );
            }
        }
    }
}

/// Operations as they are listed, each with its place.
#[derive(Default)]
struct Rows {
    exact: Vec<(Operation, Extent)>,
    fractional: Vec<FractionalOperation>,
    problems: Vec<(Extent, String)>,
    last: Option<Extent>,
}

/// The group of the list of operations.
pub(crate) fn read(
    text: &str,
    items: &Items<'_>,
    stated: &Stated,
    findings: &mut Findings,
) -> Listing {
    let name = [Name::Operation, Name::MagneticOperation]
        .into_iter()
        .find(|name| items.values(*name).any(|v| !v.is_null()));
    let Some(name) = name else {
        return Listing::None;
    };
    if items
        .column(name)
        .is_some_and(|(table, _)| !table.is_complete())
    {
        return Listing::None;
    }
    let mut rows = Rows::read(text, items, name);
    if name == Name::MagneticOperation {
        let centring = Rows::read(text, items, Name::MagneticCentring);
        rows.centre_on(&centring);
    }
    rows.into_listing(stated, findings)
}

impl Rows {
    fn read(text: &str, items: &Items<'_>, name: Name) -> Self {
        let mut rows = Self::default();
        for value in items.values(name) {
            if value.is_null() {
                continue;
            }
            rows.last = Some(value.extent);
            if rows.exact.len() + rows.fractional.len() >= MAX_OPERATIONS {
                let message = format!("more than {MAX_OPERATIONS} symmetry operations");
                rows.problems.push((value.extent, message));
                break;
            }
            let written = crate::value::content(value, text);
            let read = written.trim().parse::<Operation>().or_else(|error| {
                let words = in_usual_words(&written);
                words.parse().map_err(|_| (words, error))
            });
            match read {
                Ok(operation) => rows.exact.push((operation, value.extent)),
                Err((words, error)) => match words.parse::<FractionalOperation>() {
                    Ok(operation) if operation.exact().is_none() => rows.fractional.push(operation),
                    _ => rows.problems.push((value.extent, error.to_string())),
                },
            }
        }
        rows
    }

    /// Adds the images of the operations under centring translations.
    fn centre_on(&mut self, centring: &Self) {
        let mut known: HashSet<Operation> = self.exact.iter().map(|(o, _)| *o).collect();
        let listed = self.exact.clone();
        for (translation, _) in &centring.exact {
            for (operation, extent) in &listed {
                if self.exact.len() >= MAX_OPERATIONS {
                    return;
                }
                let product = translation.compose(operation);
                if known.insert(product) {
                    self.exact.push((product, *extent));
                }
            }
        }
        self.problems.extend(centring.problems.iter().cloned());
    }

    fn into_listing(self, stated: &Stated, findings: &mut Findings) -> Listing {
        let (operations, extents): (Vec<Operation>, Vec<Extent>) = self.exact.into_iter().unzip();
        let first = extents.first().copied().or(self.last);
        let (Some(first), Some(last)) = (first, self.last) else {
            return Listing::None;
        };
        let extent = first.to(last);
        let broken = |code, problems, operations: &[Operation]| {
            Listing::Broken(Broken {
                code,
                problems,
                severity: stated.severity_without_operations(),
                instead: stated.instead(),
                completed: completed(operations, code).map(|group| named(group, None, stated)),
            })
        };
        if !self.problems.is_empty() {
            return broken(Code::BadOperation, self.problems, &operations);
        }
        let setting = setting_of_operations(&operations, stated.numbers());
        let group = if setting.is_some() && operations.first() == Some(&Operation::IDENTITY) {
            operations
        } else {
            match check_group(&operations) {
                Ok(group) => {
                    report_repetition(&operations, &group, &extents, findings);
                    group
                }
                Err(error) => {
                    let at = stated
                        .first_foreign(&operations, &extents)
                        .unwrap_or(extent);
                    let problem = (at, error.to_string());
                    return broken(Code::NotAGroup, vec![problem], &operations);
                }
            }
        };
        let mut group = named(group, setting, stated);
        if !self.fractional.is_empty() {
            let mut all = self.fractional.clone();
            all.extend(
                group
                    .operations
                    .iter()
                    .map(|o| FractionalOperation::from(*o)),
            );
            let Some(number) = space_group_number_of_fractional(&all) else {
                let problem = format!(
                    "the {} operations with fractions before x, y or z form no group with the others",
                    self.fractional.len()
                );
                return broken(Code::NotAGroup, vec![(extent, problem)], &group.operations);
            };
            findings.add(
                Code::FractionalOperations,
                extent,
                format!(
                    "{} of {} operations have fractions before x, y or z in this cell; the atoms get \
                     their images, the group keeps the {} others",
                    self.fractional.len(),
                    all.len(),
                    group.operations.len()
                ),
            );
            let symbol = stated.symbol.as_ref().map(|(symbol, ..)| symbol.clone());
            group.number = Some(number);
            group.hermann_mauguin = symbol.filter(|_| stated.numbers().next() == Some(number));
            group.hall = None;
        }
        stated.compare_with(&group, findings);
        Listing::Group(Listed {
            group,
            fractional: self.fractional,
            extent,
        })
    }
}

/// A group of operations with what names it; `setting` where it is known already.
fn named(
    operations: Vec<Operation>,
    setting: Option<TabulatedSetting>,
    stated: &Stated,
) -> SpaceGroup {
    let setting = setting.or_else(|| setting_of_operations(&operations, stated.numbers()));
    let number = setting
        .map(|s| s.number)
        .or_else(|| space_group_number(&operations));
    if setting.is_none()
        && let Some(1 | 2) = number
        && let Some(centred) = centred_triclinic(&operations)
    {
        return centred;
    }
    SpaceGroup {
        number,
        hermann_mauguin: setting.map(|s| s.symbol()).or_else(|| {
            let (symbol, settings, _) = stated.symbol.as_ref()?;
            let agrees = settings.first().is_none_or(|s| Some(s.number) == number);
            agrees.then(|| symbol.clone())
        }),
        hall: setting.map(|s| s.hall.to_owned()),
        operations,
        source: SymmetrySource::Operations,
    }
}

/// The centred cell of P1 or P-1 that has these operations.
fn centred_triclinic(operations: &[Operation]) -> Option<SpaceGroup> {
    let key = fingerprint(operations);
    ["A", "B", "C", "I", "F"]
        .iter()
        .flat_map(|letter| [format!("{letter} 1"), format!("{letter} -1")])
        .filter_map(|symbol| triclinic_centred(&symbol))
        .find(|group| fingerprint(&group.operations) == key)
        .map(|group| SpaceGroup {
            operations: operations.to_vec(),
            source: SymmetrySource::Operations,
            ..group
        })
}

/// The group that the readable operations of a list generate; of a list that is no group because one
/// operation is mistyped, the group that the others generate and that is no larger than the list, where
/// there is only one such group.
fn completed(operations: &[Operation], code: Code) -> Option<Vec<Operation>> {
    if operations.len() < 2 || operations.len() > MOST_SEARCHED {
        return None;
    }
    // A translation that is a rounded one makes hundreds of others.
    let fits = |group: &Vec<Operation>| {
        let is_wanted = |t: i32| t % (TRANSLATION_DENOMINATOR / 24) == 0;
        group
            .iter()
            .all(|o| o.translation.iter().all(|t| is_wanted(*t)))
    };
    if code == Code::BadOperation {
        return complete_group(operations, MOST_SEARCHED).filter(fits);
    }
    let mut found: Option<Vec<Operation>> = None;
    for left_out in 0..operations.len() {
        let mut others = operations.to_vec();
        others.remove(left_out);
        let Some(group) = complete_group(&others, operations.len()).filter(fits) else {
            continue;
        };
        match &found {
            Some(first) if fingerprint(first) != fingerprint(&group) => return None,
            _ => found = Some(group),
        }
    }
    found
}

/// Says that operations are listed more than once, and where the first repetition is.
fn report_repetition(
    listed: &[Operation],
    group: &[Operation],
    extents: &[Extent],
    findings: &mut Findings,
) {
    // The identity may have been left out of the list.
    let distinct = group.len() - usize::from(!listed.contains(&Operation::IDENTITY));
    if distinct < listed.len() {
        let mut seen = HashSet::new();
        let first = listed
            .iter()
            .zip(extents)
            .find(|(operation, _)| !seen.insert(**operation));
        findings.add(
            Code::DuplicateOperation,
            first.map(|(_, extent)| *extent),
            format!(
                "{} operations are listed, {distinct} are distinct",
                listed.len()
            ),
        );
    }
}

/// An operation in the words of [`Operation`]: without brackets and time reversal around it, with
/// plain signs and fractions.
fn in_usual_words(written: &str) -> String {
    let mut words = String::with_capacity(written.len());
    for c in written.trim().chars() {
        match c {
            '−' | '–' => words.push('-'),
            '½' => words.push_str("1/2"),
            '⅓' => words.push_str("1/3"),
            '⅔' => words.push_str("2/3"),
            '¼' => words.push_str("1/4"),
            '¾' => words.push_str("3/4"),
            '⅙' => words.push_str("1/6"),
            '⅚' => words.push_str("5/6"),
            '(' | ')' | '[' | ']' | '\'' | '"' => {}
            ';' => words.push(','),
            c => words.push(c),
        }
    }
    let end = words.trim_end_matches([',', ' ', '.']).len();
    words.truncate(end);
    // `x y z`: blanks in place of commas.
    if !words.contains(',') && words.split_whitespace().count() == 3 {
        words = words.split_whitespace().collect::<Vec<_>>().join(",");
    }
    // `x,y,z,-1` and `x,y,z,m`: time reversal, which moves no atom.
    if words.matches(',').count() == 3
        && let Some((rest, reversal)) = words.rsplit_once(',')
        && matches!(reversal.trim(), "1" | "+1" | "-1" | "m" | "+m" | "-m")
    {
        return rest.to_owned();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_in_the_words_of_other_writers() {
        for (written, usual) in [
            ("x,y,z,+1", "x,y,z"),
            ("-x, y+1/2, -z, -1", "-x,y+1/2,-z"),
            ("x;y+½;−z", "x,y+1/2,-z"),
            ("(1/2+x, 1/2-y, z)", "x+1/2,-y+1/2,z"),
            ("[-x0, -y0, z+0]", "-x,-y,z"),
            ("X,Y,Z,", "x,y,z"),
            ("-x  1/2+y -z", "-x,y+1/2,-z"),
        ] {
            let operation: Operation = in_usual_words(written).parse().unwrap();
            assert_eq!(operation.to_string(), usual, "{written}");
        }
        assert!(in_usual_words("x,y,z,t").parse::<Operation>().is_err());
    }

    #[test]
    fn the_mistyped_operation_of_a_list_is_left_out() {
        let whole = SpaceGroup::from_number(62).unwrap().operations;
        let mut list = whole.clone();
        list[2].translation[1] += 20;
        let found = completed(&list, Code::NotAGroup).unwrap();
        assert_eq!(fingerprint(&found), fingerprint(&whole));
        // Of four, any may be the mistyped one.
        let mut list = SpaceGroup::from_number(16).unwrap().operations;
        list[2].translation[1] += 20;
        assert_eq!(completed(&list, Code::NotAGroup), None);
    }
}
