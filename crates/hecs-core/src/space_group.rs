//! Space groups: the tabulated settings and groups given by their operations.

use std::collections::HashSet;
use std::sync::LazyLock;

use moyo::data::{HallSymbol, Setting, hall_symbol_entry, iter_wyckoff_positions_from_hall_number};

use crate::operation::TRANSLATION_DENOMINATOR;
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
    /// The positions of the atoms.
    Found,
    /// Nothing was given; P1 is assumed.
    Assumed,
}

impl SymmetrySource {
    /// Short name for records: `operations`, `hall`, `hm`, `number`, `found`, `assumed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Hall => "hall",
            Self::HermannMauguin => "hm",
            Self::Number => "number",
            Self::Found => "found",
            Self::Assumed => "assumed",
        }
    }
}

/// A space group in one setting and origin.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceGroup {
    /// Number of the International Tables (1–230), where it is known.
    pub number: Option<u16>,
    /// Short Hermann–Mauguin symbol with the setting where it needs one, such as `F -4 3 m`,
    /// `P 21/n`, `F d -3 m:2`: see [`TabulatedSetting::symbol`].
    pub hermann_mauguin: Option<String>,
    /// Hall symbol, such as `F -4 2 3`, `-R 3 2"`.
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

/// Hall symbols of the table as Hall wrote them: moyo has `=` for `"`.
static HALL_SYMBOLS: LazyLock<Vec<String>> = LazyLock::new(|| {
    (1..=530)
        .filter_map(hall_symbol_entry)
        .map(|entry| entry.hall_symbol.replace('=', "\""))
        .collect()
});

/// Hall symbols of the table, sorted, each with its place.
static PLACES_OF_HALL_SYMBOLS: LazyLock<Vec<(&'static str, i32)>> = LazyLock::new(|| {
    let mut list: Vec<(&'static str, i32)> = TabulatedSetting::all()
        .map(|setting| (setting.hall, setting.hall_number))
        .collect();
    list.sort_unstable();
    list
});

/// One of the 530 settings tabulated in the International Tables, vol. B, A1.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TabulatedSetting {
    /// Position in the table, 1–530.
    pub hall_number: i32,
    /// Number of the International Tables, 1–230.
    pub number: u16,
    /// Setting code: `b1`, `c2`, `1`, `2`, `H`, `R`, `cab`, … or empty.
    pub code: &'static str,
    /// Hall symbol, such as `-R 3 2"`.
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
        let hall = HALL_SYMBOLS.get(hall_number as usize - 1)?;
        hall_symbol_entry(hall_number).map(|entry| Self {
            hall_number,
            number: entry.number as u16,
            code: entry.setting,
            hall,
            short: entry.hm_short,
            full: entry.hm_full,
        })
    }

    /// The setting with exactly this Hall symbol; the first in the table where two share it.
    ///
    /// ```
    /// # use hecs_core::TabulatedSetting;
    /// let setting = TabulatedSetting::by_hall_symbol("-R 3 2\"").unwrap();
    /// assert_eq!(setting.symbol(), "R -3 m:H");
    /// assert_eq!(setting.full_symbol(), "R -3 2/m");
    /// ```
    pub fn by_hall_symbol(hall: &str) -> Option<Self> {
        let list = &*PLACES_OF_HALL_SYMBOLS;
        let at = list.partition_point(|(symbol, _)| *symbol < hall);
        let (symbol, hall_number) = list.get(at)?;
        (*symbol == hall)
            .then(|| Self::by_hall_number(*hall_number))
            .flatten()
    }

    /// The short Hermann–Mauguin symbol that names this setting and no other one: `P n m a`,
    /// `P 21/n`, `P 1 1 21/b`, `F d -3 m:2`, `R -3 m:H`.
    ///
    /// Monoclinic symbols leave out the empty directions where b is the unique axis only. Origin
    /// choices and the axes of rhombohedral groups stand behind a colon. Where only the letter
    /// that the double glide e has replaced in 1992 tells two settings apart (67 and 68), the one
    /// with exchanged axes keeps that letter: `C m m e` and `C m m b`.
    pub fn symbol(&self) -> String {
        let mut symbol = match self.number {
            3..=15 if self.has_unique_axis_b() => self.full.replace(" 1", ""),
            3..=15 => self.full.to_owned(),
            _ => self.short.to_owned(),
        };
        if self.has_exchanged_axes()
            && let Some(letter) = self.single_glide()
        {
            symbol = symbol.replace('e', letter);
        }
        if self.code.starts_with(['1', '2', 'H', 'R']) {
            symbol.push(':');
            symbol.push_str(&self.code[..1]);
        }
        symbol.replace('_', "")
    }

    /// The full Hermann–Mauguin symbol, such as `F 41/d -3 2/m`.
    pub fn full_symbol(&self) -> String {
        self.full.replace('_', "")
    }

    /// The letter that the symbols of 67 and 68 had before 1992 where they have e now: `C m m a`
    /// and, with a and b exchanged, `C m m b`.
    pub fn single_glide(&self) -> Option<&'static str> {
        if !matches!(self.number, 67 | 68) {
            return None;
        }
        let letters = match self.short.as_bytes().first()? {
            b'C' => ["a", "b"],
            b'A' => ["b", "c"],
            _ => ["c", "a"],
        };
        Some(letters[usize::from(self.has_exchanged_axes())])
    }

    /// Whether an orthorhombic setting has two axes exchanged; the others have them in cyclic order.
    fn has_exchanged_axes(&self) -> bool {
        ["ba-c", "-cba", "a-cb"]
            .iter()
            .any(|axes| self.code.ends_with(axes))
    }

    fn has_unique_axis_b(&self) -> bool {
        self.code.trim_start_matches('-').starts_with('b')
    }

    /// All operations of the setting, centring included.
    pub fn operations(&self) -> Vec<Operation> {
        hall_symbol_entry(self.hall_number)
            .and_then(|entry| tabulated_operations(entry.hall_symbol))
            .unwrap_or_else(|| vec![Operation::IDENTITY])
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
            hermann_mauguin: Some(self.symbol()),
            hall: Some(self.hall.to_owned()),
            operations: self.operations(),
            source,
        }
    }
}

/// Operations of a tabulated Hall symbol, with moyo's `=`, in the order of the table's own
/// generation: centring points outermost. Only for symbols of the table; any other text goes through
/// [`crate::operations_from_hall`].
fn tabulated_operations(hall: &str) -> Option<Vec<Operation>> {
    let symbol = HallSymbol::new(hall)?;
    let generators: Vec<Operation> = symbol
        .generators
        .iter()
        .map(|generator| {
            let r = &generator.rotation;
            let rotation = [0, 1, 2].map(|i| [0, 1, 2].map(|j| r[(i, j)]));
            Operation::from_parts(rotation, generator.translation.into())
        })
        .collect::<Option<_>>()?;
    let representatives = one_per_rotation(&generators);
    let centring = symbol.centering.lattice_points();
    let mut operations = Vec::with_capacity(representatives.len() * centring.len());
    for point in centring {
        let point = Operation::from_parts(Operation::IDENTITY.rotation, point.into())?;
        for representative in &representatives {
            let mut operation = *representative;
            for (t, shift) in operation.translation.iter_mut().zip(point.translation) {
                *t = (*t + shift) % TRANSLATION_DENOMINATOR;
            }
            operations.push(operation);
        }
    }
    Some(operations)
}

/// The products of generators, breadth first, the first of each rotation.
fn one_per_rotation(generators: &[Operation]) -> Vec<Operation> {
    // Entries of the rotations in the table are −1, 0 and 1.
    let packed = |operation: &Operation| -> i32 {
        let entries = operation.rotation.iter().flatten();
        entries.fold(0, |packed, entry| 3 * packed + entry)
    };
    let mut found = vec![Operation::IDENTITY];
    let mut rotations = vec![packed(&Operation::IDENTITY)];
    let mut at = 0;
    while at < found.len() {
        let first = found[at];
        at += 1;
        for generator in generators {
            let product = first.compose(generator);
            let rotation = packed(&product);
            if !rotations.contains(&rotation) {
                rotations.push(rotation);
                found.push(product);
            }
        }
    }
    found
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
    generated(&group, |product, [first, second], _| {
        if listed.contains(product) {
            return Ok(());
        }
        Err(CoreError::NotAGroup {
            count: operations.len(),
            first: first.to_string(),
            second: second.to_string(),
        })
    })?;
    Ok(group)
}

/// The group that operations generate, the identity first; `None` where it has more than `most`.
///
/// For lists that lack operations: one that could not be read, or was forgotten.
pub fn complete_group(operations: &[Operation], most: usize) -> Option<Vec<Operation>> {
    /// Above every entry of a tabulated rotation: a shear has no end of powers, and its entries grow
    /// before the count does.
    const LARGEST_ENTRY: i32 = 64;
    let group = generated(operations, |product, _, count| {
        let mut entries = product.rotation.iter().flatten();
        let is_bounded = entries.all(|x| x.abs() <= LARGEST_ENTRY);
        if is_bounded && count <= most {
            Ok(())
        } else {
            Err(())
        }
    });
    group.ok().filter(|group| group.len() <= most)
}

/// The group that operations generate, the identity first; `admit` is asked about each product, with its
/// two factors and the number of operations so far.
fn generated<E>(
    operations: &[Operation],
    mut admit: impl FnMut(&Operation, [&Operation; 2], usize) -> Result<(), E>,
) -> Result<Vec<Operation>, E> {
    let mut group = vec![Operation::IDENTITY];
    let mut reached = HashSet::from([Operation::IDENTITY]);
    let mut generators: Vec<Operation> = Vec::new();
    for operation in operations {
        if reached.contains(operation) {
            continue;
        }
        generators.push(*operation);
        // Everything so far meets the new generator, what is new meets all of them.
        let mut at = 0;
        while at < group.len() {
            let first = group[at];
            at += 1;
            for generator in &generators {
                let product = generator.compose(&first);
                admit(&product, [&first, generator], group.len())?;
                if reached.insert(product) {
                    group.push(product);
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
    fn a_list_with_gaps_is_completed() {
        for setting in TabulatedSetting::all().step_by(7) {
            let whole = setting.operations();
            let mut wanted = whole.clone();
            wanted.sort_unstable();
            // Without any one operation, the others of a group of 4 or more generate it.
            for left_out in (0..whole.len()).step_by(5) {
                let mut some = whole.clone();
                some.remove(left_out);
                if whole.len() < 4 {
                    continue;
                }
                let mut found = complete_group(&some, 192).unwrap();
                found.sort_unstable();
                assert_eq!(found, wanted, "{} without {left_out}", setting.hall);
            }
        }
        let shear: Operation = "x+y,y,z".parse().unwrap();
        assert_eq!(complete_group(&[shear], 1000), None);
    }

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
    fn every_setting_has_a_symbol_of_its_own() {
        let mut names: Vec<String> = TabulatedSetting::all().map(|s| s.symbol()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 530);
        assert!(names.iter().all(|name| !name.contains('_')));
    }

    #[test]
    fn settings_are_named_by_their_short_symbols() {
        let named = |hall: &str| {
            let setting = TabulatedSetting::by_hall_symbol(hall).unwrap();
            (setting.symbol(), setting.full_symbol())
        };
        for (hall, short, full) in [
            ("-P 2ac 2n", "P n m a", "P 21/n 21/m 21/a"),
            ("-P 2c 2ab", "P b n m", "P 21/b 21/n 21/m"),
            ("-F 4vw 2vw 3", "F d -3 m:2", "F 41/d -3 2/m"),
            ("-R 3 2\"", "R -3 m:H", "R -3 2/m"),
            ("-R 3 2\"c", "R -3 c:H", "R -3 2/c"),
            ("-P 2yn", "P 21/n", "P 1 21/n 1"),
            ("-P 2c", "P 1 1 21/m", "P 1 1 21/m"),
            ("-C 2a 2", "C m m e", "C 2/m 2/m 2/e"),
            ("-C 2a 2a", "C m m b", "C 2/m 2/m 2/e"),
            ("P 32 2\"", "P 32 2 1", "P 32 2 1"),
        ] {
            assert_eq!(named(hall), (short.to_owned(), full.to_owned()), "{hall}");
        }
        assert_eq!(TabulatedSetting::by_hall_symbol("P 32 2="), None);
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
