//! Hermann–Mauguin symbols in all their spellings → tabulated settings, and operations → setting.

use std::sync::{LazyLock, OnceLock};

use hecs_core::{Operation, TabulatedSetting};

/// Spellings of all tabulated symbols, sorted, each with its place in the table.
static SPELLINGS: LazyLock<Vec<(String, i32)>> = LazyLock::new(|| {
    let mut list = Vec::with_capacity(2000);
    for setting in TabulatedSetting::all() {
        for spelling in spellings(&setting) {
            list.push((spelling, setting.hall_number));
        }
    }
    list.sort();
    list.dedup();
    list
});

/// The ways a setting's symbol is written, without blanks and in lower case.
fn spellings(setting: &TabulatedSetting) -> Vec<String> {
    let full = compact(setting.full);
    let short = compact(setting.short);
    let mut list = vec![full];
    if (3..=15).contains(&setting.number) {
        // The short symbol of the table names the group, not the setting; people write P 21/n
        // for P 1 21/n 1.
        let parts = setting.full.split(' ').filter(|part| *part != "1");
        list.push(compact(&parts.collect::<Vec<_>>().join(" ")));
    } else {
        list.push(short);
    }
    if setting.number >= 200 {
        // Before 1983 the bar of -3 was left out where it follows: F m 3 m, I a 3 d.
        let old: Vec<String> = list.iter().map(|s| s.replace("-3", "3")).collect();
        list.extend(old.into_iter().filter(|s| !s.contains("-4")));
    }
    // The double glide e has been written since 1992; before, one of its two letters.
    let letters = match setting.number {
        39 | 41 | 64 => vec!["a", "b", "c"],
        _ => setting.single_glide().into_iter().collect(),
    };
    for letter in letters {
        let old: Vec<String> = list
            .iter()
            .filter(|s| s.contains('e'))
            .map(|s| s.replace('e', letter))
            .collect();
        list.extend(old);
    }
    list
}

fn compact(symbol: &str) -> String {
    symbol
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '(' | ')' | '~' | '\t' | '\'' | '"'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What a Hermann–Mauguin symbol can mean.
#[derive(Debug, Default)]
pub(crate) struct SymbolMatch {
    /// All settings that fit, in the order of the table.
    pub(crate) settings: Vec<TabulatedSetting>,
}

/// Settings of a symbol such as `F d -3 m :2`, `P21/n`, `R -3 c H`, `P2(1)/c`, `Cmca`.
///
/// `coordinate_system` is the setting code given beside the symbol, if any.
pub(crate) fn find_symbol(text: &str, coordinate_system: Option<&str>) -> SymbolMatch {
    let (text, in_words) = without_words(text);
    let (symbol, mut code) = match text.split_once(':') {
        Some((symbol, code)) => (symbol.trim(), Some(code.trim())),
        None => (text.trim(), in_words),
    };
    let mut found = matching(&compact(symbol));
    if found.is_empty()
        && let Some((rest, last)) = symbol.rsplit_once(' ')
    {
        // ICSD writes H, R, S (origin 1) and Z (origin 2, at a centre) behind the symbol.
        let icsd = match last {
            "H" | "HR" => Some("H"),
            "R" => Some("R"),
            "S" => Some("1"),
            "Z" => Some("2"),
            _ => None,
        };
        if icsd.is_some() {
            found = matching(&compact(rest));
            code = code.or(icsd);
        }
    }
    if found.is_empty()
        && let Some(moved) = bar_moved(symbol)
    {
        found = matching(&compact(&moved));
    }
    if found.is_empty() {
        return SymbolMatch::default();
    }
    for code in [code, coordinate_system].into_iter().flatten() {
        let kept: Vec<TabulatedSetting> = found
            .iter()
            .filter(|s| has_code(s, code))
            .copied()
            .collect();
        if !kept.is_empty() {
            found = kept;
            break;
        }
    }
    SymbolMatch { settings: found }
}

/// A symbol without the words behind it, and the setting that they name: `F d -3 m (origin choice 2)`,
/// `R -3 c (hexagonal axes)`, `F d -3 m (no. 227)`.
fn without_words(text: &str) -> (&str, Option<&'static str>) {
    let lower = text.to_ascii_lowercase();
    let begin = [
        "origin",
        "orig.",
        "hexagonal",
        "rhombohedral",
        "first",
        "second",
        "setting",
        "choice",
        "no.",
        "#",
    ]
    .iter()
    .filter_map(|word| lower.find(word))
    .min();
    let Some(begin) = begin else {
        return (without_number(text), None);
    };
    let words = &lower[begin..];
    let says = |word: &str| words.contains(word);
    let has_number = |number: &str| {
        words
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .any(|word| word == number || word == format!("origin{number}"))
    };
    let code = if says("hexagonal") {
        Some("H")
    } else if says("rhombohedral") {
        Some("R")
    } else if has_number("2") || says("second") || says("cent") {
        Some("2")
    } else if has_number("1") || says("first") {
        Some("1")
    } else {
        None
    };
    let symbol = text[..begin].trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | ',' | ';' | ':' | '-')
    });
    (without_number(symbol), code)
}

/// A symbol without its number in brackets behind it, `Fd-3m (227)`; `P2(1)` has a screw axis there.
fn without_number(symbol: &str) -> &str {
    let number = symbol
        .strip_suffix([')', ']'])
        .and_then(|rest| rest.rsplit_once(['(', '[']));
    match number {
        Some((rest, digits)) if digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            rest.trim_end()
        }
        _ => symbol,
    }
}

/// `F m 3- m` and `F m 3¯ m` as `F m -3 m`: some programs put the bar behind the digit.
fn bar_moved(symbol: &str) -> Option<String> {
    let chars: Vec<char> = symbol.chars().collect();
    let at = chars
        .iter()
        .position(|c| matches!(c, '-' | '¯' | '\u{304}'))?;
    let digit = *chars.get(at.checked_sub(1)?)?;
    digit.is_ascii_digit().then(|| {
        let mut moved: Vec<char> = chars;
        moved[at - 1] = '-';
        moved[at] = digit;
        moved.into_iter().collect()
    })
}

fn matching(key: &str) -> Vec<TabulatedSetting> {
    let first = SPELLINGS.partition_point(|(spelling, _)| spelling.as_str() < key);
    SPELLINGS[first..]
        .iter()
        .take_while(|(spelling, _)| spelling == key)
        .filter_map(|(_, hall_number)| TabulatedSetting::by_hall_number(*hall_number))
        .collect()
}

fn has_code(setting: &TabulatedSetting, code: &str) -> bool {
    if matches!(code, "1" | "2") {
        setting.code.starts_with(code)
    } else {
        setting.code.eq_ignore_ascii_case(code)
    }
}

/// All settings of a number of the International Tables, the standard one first.
pub(crate) fn settings_of_number(number: u16) -> Vec<TabulatedSetting> {
    let standard = hecs_core::SpaceGroup::from_number(number).and_then(|group| group.hall);
    let mut list: Vec<TabulatedSetting> = TabulatedSetting::all()
        .filter(|s| s.number == number)
        .collect();
    if let Some(at) = list
        .iter()
        .position(|s| Some(s.hall) == standard.as_deref())
    {
        list[..=at].rotate_right(1);
    }
    list
}

/// A number that two sets of operations share when they are equal, whatever their order.
pub(crate) fn fingerprint(operations: &[Operation]) -> u64 {
    operations
        .iter()
        .map(|operation| {
            let mut packed: u64 = 0;
            for entry in operation.rotation.iter().flatten() {
                packed = packed.wrapping_mul(17).wrapping_add((entry + 8) as u64);
            }
            for entry in operation.translation {
                packed = packed.wrapping_mul(120).wrapping_add(entry as u64);
            }
            mix(packed)
        })
        .fold(operations.len() as u64, u64::wrapping_add)
}

/// The finaliser of SplitMix64: spreads every bit over all.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Fingerprints of the settings in the order of the table, each computed when it is first asked for.
static FINGERPRINTS: [OnceLock<u64>; 530] = [const { OnceLock::new() }; 530];

/// The fingerprint of a tabulated setting's operations.
pub(crate) fn fingerprint_of_setting(setting: &TabulatedSetting) -> u64 {
    *FINGERPRINTS[setting.hall_number as usize - 1]
        .get_or_init(|| fingerprint(&setting.operations()))
}

/// The tabulated setting that has exactly these operations; the first in the table where two
/// symbols name the same one.
///
/// Settings of the `likely` space-group numbers are compared first: where one fits, the operations of
/// the others need not be generated.
pub(crate) fn setting_of_operations(
    operations: &[Operation],
    likely: impl IntoIterator<Item = u16>,
) -> Option<TabulatedSetting> {
    let key = fingerprint(operations);
    let fits = |setting: &TabulatedSetting| fingerprint_of_setting(setting) == key;
    let of_number = |number| TabulatedSetting::all().find(|s| s.number == number && fits(s));
    let found = likely.into_iter().find_map(of_number);
    found.or_else(|| TabulatedSetting::all().find(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(symbol: &str) -> Vec<(u16, &'static str)> {
        find_symbol(symbol, None)
            .settings
            .iter()
            .map(|s| (s.number, s.code))
            .collect()
    }

    #[test]
    fn symbols_in_all_their_spellings() {
        assert_eq!(found("F -4 3 m"), [(216, "")]);
        assert_eq!(found("F-43m"), [(216, "")]);
        assert_eq!(found("P 21/c")[0], (14, "b1"));
        assert_eq!(found("P2(1)/n")[0], (14, "b2"));
        assert_eq!(found("P2~1~/n")[0], (14, "b2"));
        assert_eq!(found("P12(1)/n1"), [(14, "b2")]);
        assert_eq!(found("P1211"), [(4, "b")]);
        assert_eq!(found("F d -3 m"), [(227, "1"), (227, "2")]);
        assert_eq!(found("F d -3 m :2"), [(227, "2")]);
        assert_eq!(found("Fd3m:1"), [(227, "1")]);
        assert_eq!(found("F d -3 m S"), [(227, "1")]);
        assert_eq!(found("I 41/a c d Z"), [(142, "2")]);
        assert_eq!(found("R -3 c H"), [(167, "H")]);
        assert_eq!(found("R-3c"), [(167, "H"), (167, "R")]);
        assert_eq!(found("F m 3- m"), [(225, "")]);
        assert_eq!(found("C m c a"), [(64, "")]);
        assert_eq!(found("B m e b"), [(64, "a-cb")]);
        assert_eq!(found("P b n m"), [(62, "cab")]);
        assert_eq!(found("P 4/n m m :1"), [(129, "1")]);
        assert!(found("Xmc21").is_empty());
    }

    #[test]
    fn the_setting_may_be_told_in_words() {
        for (symbol, setting) in [
            ("F d -3 m (origin choice 2)", (227, "2")),
            ("Fd-3m, origin at centre -3m", (227, "2")),
            ("F d -3 m Origin 1", (227, "1")),
            ("Fd-3m (227) Origin at centre (-3m)", (227, "2")),
            ("P 4/n m m (second setting)", (129, "2")),
            ("R -3 c (hexagonal axes)", (167, "H")),
            ("R -3 m rhombohedral axes", (166, "R")),
            ("I 41/a m d : origin choice 2", (141, "2")),
        ] {
            assert_eq!(found(symbol), [setting], "{symbol}");
        }
        assert_eq!(found("F m -3 m (no. 225)"), [(225, "")]);
        assert_eq!(found("F m -3 m #225"), [(225, "")]);
        assert_eq!(found("Fm-3m (225)"), [(225, "")]);
        assert_eq!(found("P12(1)1")[0], (4, "b"));
    }

    #[test]
    fn every_setting_is_the_first_that_its_symbol_means() {
        for setting in TabulatedSetting::all() {
            let symbol = setting.symbol();
            let found = find_symbol(&symbol, None).settings;
            assert_eq!(
                found.first().map(fingerprint_of_setting),
                Some(fingerprint_of_setting(&setting)),
                "{symbol}: {found:?}"
            );
            let full = find_symbol(&setting.full_symbol(), None).settings;
            assert!(full.contains(&setting), "{}", setting.full_symbol());
        }
    }

    #[test]
    fn every_setting_is_found_by_its_operations() {
        for setting in TabulatedSetting::all() {
            let operations = setting.operations();
            let by_operations = setting_of_operations(&operations, []);
            assert_eq!(by_operations.map(|s| s.number), Some(setting.number));
            for likely in [setting.number, 1 + setting.number % 230] {
                assert_eq!(setting_of_operations(&operations, [likely]), by_operations);
            }
        }
    }

    #[test]
    fn the_standard_setting_comes_first() {
        assert_eq!(settings_of_number(62)[0].short, "P n m a");
        assert_eq!(settings_of_number(227)[0].code, "2");
        assert_eq!(settings_of_number(166)[0].code, "H");
    }
}
