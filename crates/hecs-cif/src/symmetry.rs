//! What a block says about its symmetry, and the space groups that this can mean.

use std::collections::HashSet;

use hecs_core::{Lattice, Operation, SpaceGroup, SymmetrySource, TabulatedSetting};
use hecs_core::{check_group, operations_from_hall};

use crate::diagnostic::{Extent, Findings};
use crate::hall::Hall;
use crate::metric::{METRIC_TOLERANCE, check_metric, metric_strain};
use crate::names::{Items, Name};
use crate::parser::excerpt;
use crate::settings::{find_symbol, fingerprint, setting_of_operations, settings_of_number};
use crate::{Code, Severity};

/// More operations than this in one list: 48 rotations × 4 centring points is the most a
/// conventional cell has; supercells multiply it.
const MAX_OPERATIONS: usize = 192 * 64;

/// The space groups a block can mean, the most likely first; never empty.
pub(crate) struct Candidates {
    pub(crate) groups: Vec<SpaceGroup>,
    /// Where the symmetry was stated, for a diagnostic about the choice.
    pub(crate) extent: Option<Extent>,
    /// What was stated, such as the symbol.
    pub(crate) stated: String,
}

/// Reads the four statements, compares them, and returns what the first of operations, Hall
/// symbol, Hermann–Mauguin symbol and number means.
pub(crate) fn candidates(
    text: &str,
    items: &Items<'_>,
    lattice: &Lattice,
    findings: &mut Findings,
) -> Candidates {
    let stated = Stated::read(text, items, findings);
    if let Some((group, extent)) = from_operations(text, items, &stated, findings) {
        check_metric(lattice, &group, extent, findings);
        return Candidates {
            groups: vec![group],
            extent: Some(extent),
            stated: String::new(),
        };
    }
    stated.compare_symbols(findings);
    if let Some(hall) = &stated.hall
        && let Some(operations) = operations_from_hall(&hall.symbol)
    {
        let setting = hall.setting;
        let group = SpaceGroup {
            number: setting
                .map(|s| s.number)
                .or_else(|| hecs_core::space_group_number(&operations)),
            hermann_mauguin: setting.map(|s| s.symbol()),
            hall: Some(hall.symbol.clone()),
            operations,
            source: SymmetrySource::Hall,
        };
        check_metric(lattice, &group, hall.extent, findings);
        return Candidates {
            groups: vec![group],
            extent: Some(hall.extent),
            stated: hall.symbol.clone(),
        };
    }
    stated.without_operations(lattice, findings)
}

/// The statements other than operations.
struct Stated {
    hall: Option<Hall>,
    symbol: Option<(String, Vec<TabulatedSetting>, Extent)>,
    number: Option<(u16, Extent)>,
}

impl Stated {
    fn read(text: &str, items: &Items<'_>, findings: &mut Findings) -> Self {
        let text_of = |name| {
            items
                .value(name)
                .map(|v| (crate::value::content(v, text).trim().to_owned(), v.extent))
                .filter(|(t, _)| !t.is_empty() && t != "?" && t != ".")
        };
        let hall = text_of(Name::Hall).and_then(|(symbol, extent)| {
            let read = Hall::read(&symbol, extent);
            if read.is_none() {
                findings.add(
                    Code::UnknownHall,
                    extent,
                    format!("{} is no Hall symbol", excerpt(&symbol)),
                );
            }
            read
        });
        let code = text_of(Name::CoordinateSystem).map(|(t, _)| t);
        let symbol = text_of(Name::HermannMauguin)
            .or_else(|| text_of(Name::HermannMauguinFull))
            .and_then(|(symbol, extent)| {
                let found = find_symbol(&symbol, code.as_deref()).settings;
                let centred = if found.is_empty() {
                    triclinic_centred(&symbol)
                } else {
                    None
                };
                if found.is_empty() && centred.is_none() {
                    findings.add(
                        Code::UnknownHermannMauguin,
                        extent,
                        format!("{} is in none of the tabulated settings", excerpt(&symbol)),
                    );
                    return None;
                }
                Some((symbol, found, extent))
            });
        let number = items.value(Name::GroupNumber).and_then(|value| {
            let number = value
                .number_in(text)
                .map(|n| n.value)
                .filter(|n| n.fract() == 0.0 && (1.0..=230.0).contains(n));
            if number.is_none() {
                findings.add(
                    Code::UnknownNumber,
                    value.extent,
                    format!(
                        "{} is no space-group number",
                        excerpt(value.extent.of(text))
                    ),
                );
            }
            number.map(|n| (n as u16, value.extent))
        });
        Self {
            hall,
            symbol,
            number,
        }
    }

    /// How bad it is that the operations cannot be used: the next statement may do.
    fn severity_without_operations(&self) -> Severity {
        if self.hall.is_some() || self.symbol.is_some() {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// Of operations that form no group, the first that the stated symbol does not have.
    fn first_foreign(&self, operations: &[Operation], extents: &[Extent]) -> Option<Extent> {
        let by_hall = self
            .hall
            .as_ref()
            .and_then(|h| operations_from_hall(&h.symbol));
        let by_symbol = || {
            let (_, settings, _) = self.symbol.as_ref()?;
            Some(settings.first()?.operations())
        };
        let group = by_hall.or_else(by_symbol)?;
        operations
            .iter()
            .zip(extents)
            .find(|(operation, _)| !group.contains(operation))
            .map(|(_, extent)| *extent)
    }

    /// What is used instead of the operations, for a message.
    fn instead(&self) -> &'static str {
        if self.hall.is_some() {
            "; the Hall symbol is used instead"
        } else if self.symbol.is_some() {
            "; the Hermann–Mauguin symbol is used instead"
        } else {
            ""
        }
    }

    /// Space-group numbers that the operations are likely to have.
    fn numbers(&self) -> impl Iterator<Item = u16> + '_ {
        let hall = self.hall.as_ref().and_then(|hall| hall.setting);
        let hall = hall.map(|setting| setting.number);
        hall.into_iter()
            .chain(self.named_numbers().map(|(number, ..)| number))
    }

    /// Settings to compare operations with, likely ones first.
    fn named_numbers(&self) -> impl Iterator<Item = (u16, Extent, String)> + '_ {
        let symbol = self.symbol.iter().filter_map(|(symbol, settings, extent)| {
            let number = settings.first()?.number;
            Some((number, *extent, symbol.clone()))
        });
        let number = self
            .number
            .iter()
            .map(|(n, extent)| (*n, *extent, format!("number {n}")));
        symbol.chain(number)
    }

    /// Compares operations (as a group with a known number) with what else is stated.
    fn compare_with(&self, group: &SpaceGroup, findings: &mut Findings) {
        let Some(found) = group.number else { return };
        if let Some(hall) = &self.hall
            && hall.fingerprint != fingerprint(&group.operations)
        {
            let same = hall.setting.map(|s| s.number) == Some(found);
            let what = if same {
                "in another setting or origin than"
            } else {
                "another group than"
            };
            findings.add(
                Code::SymmetryConflict,
                hall.extent,
                format!(
                    "the Hall symbol {} is {what} that of the operations (number {found}); the operations are used",
                    excerpt(&hall.symbol)
                ),
            );
        }
        for (number, extent, stated) in self.named_numbers() {
            if number != found {
                findings.add(
                    Code::SymmetryConflict,
                    extent,
                    format!(
                        "{} is space group {number}, the operations are of {found}; the operations are used",
                        excerpt(&stated)
                    ),
                );
            }
        }
    }

    /// Compares Hall symbol, Hermann–Mauguin symbol and number with one another.
    fn compare_symbols(&self, findings: &mut Findings) {
        let hall = self
            .hall
            .as_ref()
            .and_then(|h| Some((h.setting?.number, h.symbol.clone())));
        let mut first = hall;
        for (number, extent, stated) in self.named_numbers() {
            match &first {
                Some((used, used_text)) if *used != number => {
                    findings.add(
                        Code::SymmetryConflict,
                        extent,
                        format!(
                            "{} is space group {number}, {} is {used}; the latter is used",
                            excerpt(&stated),
                            excerpt(used_text)
                        ),
                    );
                }
                Some(_) => {}
                None => first = Some((number, stated)),
            }
        }
    }

    /// Symbol, else number, else P1.
    fn without_operations(&self, lattice: &Lattice, findings: &mut Findings) -> Candidates {
        let (settings, source, extent, stated) = match (&self.symbol, &self.number) {
            (Some((symbol, settings, extent)), _) if settings.is_empty() => {
                let group = triclinic_centred(symbol).unwrap_or_else(SpaceGroup::p1);
                return Candidates {
                    groups: vec![group],
                    extent: Some(*extent),
                    stated: symbol.clone(),
                };
            }
            (Some((symbol, settings, extent)), _) => (
                settings.clone(),
                SymmetrySource::HermannMauguin,
                *extent,
                symbol.clone(),
            ),
            (None, Some((number, extent))) => (
                settings_of_number(*number),
                SymmetrySource::Number,
                *extent,
                format!("number {number}"),
            ),
            (None, None) => {
                findings.add(
                    Code::NoSymmetry,
                    None,
                    "the file states no symmetry; P1 is assumed",
                );
                return Candidates {
                    groups: vec![SpaceGroup::p1()],
                    extent: None,
                    stated: String::new(),
                };
            }
        };
        let groups: Vec<SpaceGroup> = settings.iter().map(|s| s.space_group(source)).collect();
        let mut fitting: Vec<SpaceGroup> = groups
            .iter()
            .filter(|g| metric_strain(lattice, &g.operations) <= METRIC_TOLERANCE)
            .cloned()
            .collect();
        if fitting.is_empty() {
            fitting = groups;
            if let Some(group) = fitting.first() {
                check_metric(lattice, group, extent, findings);
            }
        }
        // The table has settings twice where two symbols name the same operations.
        let mut seen = Vec::new();
        fitting.retain(|g| {
            let key = fingerprint(&g.operations);
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        Candidates {
            groups: fitting,
            extent: Some(extent),
            stated,
        }
    }
}

/// `C -1`, `F 1` and their like: P1 and P-1 in centred cells, which no table lists.
fn triclinic_centred(symbol: &str) -> Option<SpaceGroup> {
    let compact: String = symbol.chars().filter(|c| !c.is_whitespace()).collect();
    let (lattice, rest) = compact.split_at_checked(1)?;
    let letter = lattice.to_ascii_uppercase();
    if !matches!(letter.as_str(), "A" | "B" | "C" | "I" | "F") {
        return None;
    }
    let (hall, number) = match rest {
        "1" => (format!("{letter} 1"), 1),
        "-1" => (format!("-{letter} 1"), 2),
        _ => return None,
    };
    Some(SpaceGroup {
        number: Some(number),
        hermann_mauguin: Some(format!("{letter} {rest}")),
        operations: operations_from_hall(&hall)?,
        hall: Some(hall),
        source: SymmetrySource::HermannMauguin,
    })
}

/// The group of the list of operations; `None` where there is none that can be used.
fn from_operations(
    text: &str,
    items: &Items<'_>,
    stated: &Stated,
    findings: &mut Findings,
) -> Option<(SpaceGroup, Extent)> {
    let name = items.extent(Name::Operation)?;
    if items
        .column(Name::Operation)
        .is_some_and(|(table, _)| !table.is_complete())
    {
        return None;
    }
    let mut operations: Vec<Operation> = Vec::new();
    let mut extents: Vec<Extent> = Vec::new();
    let mut last = name;
    let mut bad = false;
    for value in items.values(Name::Operation) {
        if value.is_null() {
            continue;
        }
        last = value.extent;
        if operations.len() >= MAX_OPERATIONS {
            findings.add_as(
                Code::BadOperation,
                Severity::Error,
                value.extent,
                format!("more than {MAX_OPERATIONS} symmetry operations"),
            );
            bad = true;
            break;
        }
        match crate::value::content(value, text)
            .trim()
            .parse::<Operation>()
        {
            Ok(operation) => {
                operations.push(operation);
                extents.push(value.extent);
            }
            Err(error) => {
                findings.add_as(
                    Code::BadOperation,
                    stated.severity_without_operations(),
                    value.extent,
                    format!("{error}{}", stated.instead()),
                );
                bad = true;
            }
        }
    }
    let extent = extents.first()?.to(last);
    if bad {
        return None;
    }
    let setting = setting_of_operations(&operations, stated.numbers());
    let group = if setting.is_some() && operations[0] == Operation::IDENTITY {
        operations
    } else {
        match check_group(&operations) {
            Ok(group) => {
                report_repetition(&operations, &group, &extents, findings);
                group
            }
            Err(error) => {
                findings.add_as(
                    Code::NotAGroup,
                    stated.severity_without_operations(),
                    stated
                        .first_foreign(&operations, &extents)
                        .unwrap_or(extent),
                    format!("{error}{}", stated.instead()),
                );
                return None;
            }
        }
    };
    let setting = setting.or_else(|| setting_of_operations(&group, stated.numbers()));
    let number = setting
        .map(|s| s.number)
        .or_else(|| hecs_core::space_group_number(&group));
    let group = SpaceGroup {
        number,
        hermann_mauguin: setting.map(|s| s.symbol()).or_else(|| {
            let (symbol, settings, _) = stated.symbol.as_ref()?;
            let agrees = settings.first().is_none_or(|s| Some(s.number) == number);
            agrees.then(|| symbol.clone())
        }),
        hall: setting.map(|s| s.hall.to_owned()),
        operations: group,
        source: SymmetrySource::Operations,
    };
    stated.compare_with(&group, findings);
    Some((group, extent))
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
