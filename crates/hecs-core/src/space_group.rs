//! Space groups: the tabulated settings and groups given by their operations.

use std::collections::HashSet;

use moyo::data::{HallSymbol, Setting, hall_symbol_entry, iter_wyckoff_positions_from_hall_number};

use crate::{CoreError, Operation};

/// Where the symmetry of a structure was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SymmetrySource {
    /// A list of operations.
    Operations,
    /// A Hall symbol.
    Hall,
    /// A Hermann–Mauguin symbol.
    HermannMauguin,
    /// A number of the International Tables, in its standard setting.
    Number,
    /// Nothing was given; P1 is assumed.
    Assumed,
}

impl SymmetrySource {
    /// Short name for records: `operations`, `hall`, `hm`, `number`, `assumed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Hall => "hall",
            Self::HermannMauguin => "hm",
            Self::Number => "number",
            Self::Assumed => "assumed",
        }
    }
}

/// A space group in one setting and origin.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceGroup {
    /// Number of the International Tables (1–230), where it is known.
    pub number: Option<u16>,
    /// Hermann–Mauguin symbol as usually printed, such as `F -4 3 m`.
    pub hermann_mauguin: Option<String>,
    /// Hall symbol, such as `F -4 2 3`.
    pub hall: Option<String>,
    /// Every operation of the unit cell, centring included; the identity is the first.
    pub operations: Vec<Operation>,
    /// Where the operations come from.
    pub source: SymmetrySource,
}

impl SpaceGroup {
    /// P1: no symmetry.
    pub fn p1() -> Self {
        Self {
            number: Some(1),
            hermann_mauguin: Some("P 1".to_owned()),
            hall: Some("P 1".to_owned()),
            operations: vec![Operation::IDENTITY],
            source: SymmetrySource::Assumed,
        }
    }

    /// The standard setting of a number of the International Tables: unique axis b and cell
    /// choice 1, hexagonal axes, origin choice 2 where there are two.
    pub fn from_number(number: u16) -> Option<Self> {
        let hall_number = Setting::Standard.hall_number(standard_index(number)?)?;
        let setting = TabulatedSetting::by_hall_number(hall_number)?;
        Some(setting.space_group(SymmetrySource::Number))
    }
}

fn standard_index(number: u16) -> Option<i32> {
    (1..=230).contains(&number).then_some(i32::from(number))
}

/// One of the 530 settings tabulated in the International Tables, vol. B, A1.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TabulatedSetting {
    /// Position in the table, 1–530.
    pub hall_number: i32,
    /// Number of the International Tables, 1–230.
    pub number: u16,
    /// Setting code: `b1`, `c2`, `1`, `2`, `H`, `R`, `cab`, … or empty.
    pub code: &'static str,
    /// Hall symbol.
    pub hall: &'static str,
    /// Short Hermann–Mauguin symbol; screw axes as `2_1`.
    pub short: &'static str,
    /// Full Hermann–Mauguin symbol; screw axes as `2_1`.
    pub full: &'static str,
}

impl TabulatedSetting {
    /// All 530 settings in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=530).filter_map(Self::by_hall_number)
    }

    /// The setting at a position of the table (1–530).
    pub fn by_hall_number(hall_number: i32) -> Option<Self> {
        if !(1..=530).contains(&hall_number) {
            return None;
        }
        hall_symbol_entry(hall_number).map(|entry| Self {
            hall_number,
            number: entry.number as u16,
            code: entry.setting,
            hall: entry.hall_symbol,
            short: entry.hm_short,
            full: entry.hm_full,
        })
    }

    /// All operations of the setting, centring included.
    pub fn operations(&self) -> Vec<Operation> {
        tabulated_operations(self.hall).unwrap_or_else(|| vec![Operation::IDENTITY])
    }

    /// Wyckoff letters of the setting with their multiplicities in its cell, in the order of the
    /// International Tables.
    pub fn wyckoff_multiplicities(&self) -> impl Iterator<Item = (char, usize)> {
        iter_wyckoff_positions_from_hall_number(self.hall_number)
            .map(|position| (position.letter, position.multiplicity))
    }

    /// The setting as a [`SpaceGroup`].
    pub fn space_group(&self, source: SymmetrySource) -> SpaceGroup {
        SpaceGroup {
            number: Some(self.number),
            hermann_mauguin: Some(self.full.replace('_', "")),
            hall: Some(self.hall.to_owned()),
            operations: self.operations(),
            source,
        }
    }
}

/// Operations of a tabulated Hall symbol in the order of the table's own generation: centring
/// points outermost. Only for symbols of the table; any other text goes through
/// [`crate::operations_from_hall`].
fn tabulated_operations(hall: &str) -> Option<Vec<Operation>> {
    let symbol = HallSymbol::new(hall)?;
    let centring = symbol.centering.lattice_points();
    let representatives = symbol.traverse();
    let mut operations = Vec::with_capacity(representatives.len() * centring.len());
    for shift in &centring {
        for representative in &representatives {
            let r = &representative.rotation;
            let rotation = [0, 1, 2].map(|i| [0, 1, 2].map(|j| r[(i, j)]));
            let t = representative.translation + shift;
            operations.push(Operation::from_parts(rotation, [t.x, t.y, t.z])?);
        }
    }
    Some(operations)
}

/// Checks that operations form a group, puts the identity first and drops repetitions.
///
/// A subgroup H is grown from generators taken out of the list: an operation g outside H adds
/// the cosets H·gᵏ…, and every product must be in the list. That takes |G| × generators
/// compositions instead of |G|².
///
/// # Errors
/// [`CoreError::NotAGroup`] naming two operations whose product is missing.
pub fn check_group(operations: &[Operation]) -> Result<Vec<Operation>, CoreError> {
    let mut group: Vec<Operation> = vec![Operation::IDENTITY];
    let mut listed = HashSet::from([Operation::IDENTITY]);
    for operation in operations {
        if listed.insert(*operation) {
            group.push(*operation);
        }
    }
    let mut grown = vec![Operation::IDENTITY];
    let mut reached = HashSet::from([Operation::IDENTITY]);
    let mut generators: Vec<Operation> = Vec::new();
    for operation in &group {
        if reached.contains(operation) {
            continue;
        }
        generators.push(*operation);
        // Everything reached so far has met the older generators only.
        let mut at = 0;
        while at < grown.len() {
            let first = grown[at];
            at += 1;
            for generator in &generators {
                let product = generator.compose(&first);
                if !listed.contains(&product) {
                    return Err(CoreError::NotAGroup {
                        count: operations.len(),
                        first: first.to_string(),
                        second: generator.to_string(),
                    });
                }
                if reached.insert(product) {
                    grown.push(product);
                }
            }
        }
    }
    Ok(group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations_from_hall;

    #[test]
    fn every_tabulated_setting_is_a_group_of_exact_operations() {
        let mut seen = 0;
        for setting in TabulatedSetting::all() {
            let operations = setting.operations();
            assert_eq!(operations[0], Operation::IDENTITY, "{}", setting.hall);
            let group = check_group(&operations).unwrap();
            assert_eq!(group.len(), operations.len(), "{}", setting.hall);
            seen += 1;
        }
        assert_eq!(seen, 530);
    }

    #[test]
    fn both_spellings_of_the_axes_are_read() {
        for (plain, other) in [("P 32 2=", "P 32 2\""), ("P 4 2 -2^", "P 4 2 -2'")] {
            let operations = operations_from_hall(plain);
            assert!(operations.is_some(), "{plain}");
            assert_eq!(operations_from_hall(other), operations);
        }
        let shifted = operations_from_hall("P 2 2 -1n (0 0 -1)");
        assert!(shifted.is_some());
    }

    #[test]
    fn text_that_is_no_hall_symbol_is_refused() {
        for text in [
            "",
            " ",
            "-",
            "P",
            "Q 2",
            "P 2 2 (0 0",
            "P 2 (x 0 0)",
            "P 2 )",
            "P -",
            "P 2?",
            "P 5",
            "P 2 é",
            "P 2 (0 0 1) 2",
            "P 6 4x",
        ] {
            let found = operations_from_hall(text);
            assert!(found.is_none() || text == "P", "{text}");
        }
    }

    #[test]
    fn wyckoff_letters_have_their_multiplicities() {
        let setting = TabulatedSetting::all().find(|s| s.number == 216).unwrap();
        let letters: Vec<_> = setting.wyckoff_multiplicities().collect();
        assert!(letters.contains(&('a', 4)) && letters.contains(&('h', 48)));
        assert_eq!(letters.len(), 9);
    }

    #[test]
    fn f_43m_has_96_operations() {
        let group = SpaceGroup::from_number(216).unwrap();
        assert_eq!(group.operations.len(), 96);
        assert_eq!(group.hermann_mauguin.as_deref(), Some("F -4 3 m"));
        assert!(SpaceGroup::from_number(231).is_none());
    }

    #[test]
    fn parsed_hall_symbols_are_the_tabulated_settings() {
        for setting in TabulatedSetting::all() {
            let mut parsed = operations_from_hall(setting.hall).unwrap();
            assert_eq!(parsed[0], Operation::IDENTITY);
            let mut tabulated = setting.operations();
            parsed.sort_unstable();
            tabulated.sort_unstable();
            assert_eq!(parsed, tabulated, "{}", setting.hall);
        }
    }

    #[test]
    fn an_open_set_is_refused() {
        let screw: Operation = "-x,y+1/4,-z".parse().unwrap();
        assert!(matches!(
            check_group(&[screw]),
            Err(CoreError::NotAGroup { .. })
        ));
    }
}
