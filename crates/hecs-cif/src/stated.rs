//! What a block says about its symmetry beside a list of operations.

use hecs_core::{Operation, SpaceGroup, SymmetrySource, TabulatedSetting, operations_from_hall};

use crate::diagnostic::{Extent, Findings};
use crate::hall::Hall;
use crate::names::{Items, Name};
use crate::parser::excerpt;
use crate::settings::{find_symbol, fingerprint};
use crate::{Code, Severity};

/// The statements other than operations.
pub(crate) struct Stated {
    pub(crate) hall: Option<Hall>,
    pub(crate) symbol: Option<(String, Vec<TabulatedSetting>, Extent)>,
    pub(crate) number: Option<(u16, Extent)>,
}

impl Stated {
    pub(crate) fn read(text: &str, items: &Items<'_>, findings: &mut Findings) -> Self {
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
    pub(crate) fn severity_without_operations(&self) -> Severity {
        if self.hall.is_some() || self.symbol.is_some() {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// Of operations that form no group, the first that the stated symbol does not have.
    pub(crate) fn first_foreign(
        &self,
        operations: &[Operation],
        extents: &[Extent],
    ) -> Option<Extent> {
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
    pub(crate) fn instead(&self) -> &'static str {
        if self.hall.is_some() {
            "; the Hall symbol is used instead"
        } else if self.symbol.is_some() {
            "; the Hermann–Mauguin symbol is used instead"
        } else {
            ""
        }
    }

    /// Space-group numbers that the operations are likely to have.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u16> + '_ {
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
    pub(crate) fn compare_with(&self, group: &SpaceGroup, findings: &mut Findings) {
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
    pub(crate) fn compare_symbols(&self, findings: &mut Findings) {
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
}

/// `C -1`, `F 1` and their like: P1 and P-1 in centred cells, which no table lists.
pub(crate) fn triclinic_centred(symbol: &str) -> Option<SpaceGroup> {
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
