//! Formulas: the one reader and the one writer of them.

use std::collections::BTreeMap;

use crate::Element;

/// Atoms of each element.
pub type Composition = BTreeMap<Element, f64>;

/// Reads a formula such as `Li6 P S5 Cl`, `Li5.5PS4.5Cl1.5`, `(Li2 O)3 Cl`.
///
/// Deuterium counts as hydrogen. `None` where it is no formula.
pub fn parse_formula(text: &str) -> Option<Composition> {
    let mut stack: Vec<Composition> = vec![Composition::new()];
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' if stack.len() < 16 => {
                at += 1;
                stack.push(Composition::new());
            }
            b')' | b']' if stack.len() > 1 => {
                at += 1;
                let factor = count(bytes, &mut at)?;
                let group = stack.pop()?;
                let outer = stack.last_mut()?;
                for (element, n) in group {
                    *outer.entry(element).or_insert(0.0) += n * factor;
                }
            }
            // `,` separates where a formula is a list of moieties with equal counts.
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b'~' | b'_' => at += 1,
            b if b.is_ascii_alphabetic() => {
                let (element, width) = element_at(&bytes[at..])?;
                at += width;
                // `Fe3 +` and `O2-` are charges of a moiety, not counts; sums have none.
                let n = count(bytes, &mut at)?;
                *stack.last_mut()?.entry(element).or_insert(0.0) += n;
            }
            _ => return None,
        }
    }
    let total = stack.pop().filter(|_| stack.is_empty())?;
    let sound = !total.is_empty() && total.values().all(|n| n.is_finite() && *n >= 0.0);
    sound.then(|| total.into_iter().filter(|(_, n)| *n > 0.0).collect())
}

/// The element at the start; of two readings the one of two letters, where the second is small.
fn element_at(bytes: &[u8]) -> Option<(Element, usize)> {
    let symbol = |n: usize| std::str::from_utf8(bytes.get(..n)?).ok();
    if bytes.get(1).is_some_and(u8::is_ascii_lowercase)
        && let Some(element) = symbol(2).and_then(Element::from_symbol)
    {
        return Some((element, 2));
    }
    let one = symbol(1)?;
    if let Some(element) = Element::from_symbol(one) {
        return Some((element, 1));
    }
    if one.eq_ignore_ascii_case("d") || one.eq_ignore_ascii_case("t") {
        return Some((Element::H, 1));
    }
    // Upper case throughout: `LI6 P S5 CL`.
    symbol(2).and_then(Element::from_symbol).map(|e| (e, 2))
}

/// A count, 1 where there is none; `None` where it is malformed.
fn count(bytes: &[u8], at: &mut usize) -> Option<f64> {
    let start = *at;
    while bytes
        .get(*at)
        .is_some_and(|b| b.is_ascii_digit() || *b == b'.')
    {
        *at += 1;
    }
    if start == *at {
        return Some(1.0);
    }
    std::str::from_utf8(&bytes[start..*at]).ok()?.parse().ok()
}

/// Elements in the order of formulas, [`Element::formula_order`].
pub fn in_formula_order(elements: impl Iterator<Item = Element>) -> Vec<Element> {
    let mut list: Vec<Element> = elements.collect();
    list.sort_by_key(|element| element.formula_order());
    list
}

/// Text such as `Li24 P4 S20 Cl4`: the elements in the order of [`Element::formula_order`], counts
/// with at most four decimals.
///
/// The order is strictly that of IUPAC's table, whatever is usual for a compound: calcium
/// hydroxide is `Ca H2 O2`, as hydrogen stands before oxygen.
pub fn formula_text(composition: &Composition) -> String {
    let parts: Vec<String> = in_formula_order(composition.keys().copied())
        .into_iter()
        .map(|element| {
            let amount = composition.get(&element).copied().unwrap_or(0.0);
            let rounded = (amount * 1e4).round() / 1e4;
            if rounded == 1.0 {
                element.to_string()
            } else {
                format!("{element}{rounded}")
            }
        })
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulae_in_the_usual_spellings() {
        let text = |t: &str| parse_formula(t).map(|c| formula_text(&c));
        assert_eq!(text("Li6 P S5 Cl").as_deref(), Some("Li6 P S5 Cl"));
        assert_eq!(
            text("Li5.5PS4.5Cl1.5").as_deref(),
            Some("Li5.5 P S4.5 Cl1.5")
        );
        assert_eq!(text("(Li2 O)3 Cl").as_deref(), Some("Li6 O3 Cl"));
        assert_eq!(text("C4 H2 D6").as_deref(), Some("C4 H8"));
        assert_eq!(text("CO2").as_deref(), Some("C O2"));
        assert_eq!(text("Co2").as_deref(), Some("Co2"));
        for usual in [
            "Li7 La3 Zr2 O12",
            "Li V P O4 F",
            "Li Gd P4 O12",
            "Ca H2 O2",
            "N H4 Cl",
        ] {
            assert_eq!(text(usual).as_deref(), Some(usual));
        }
        for bad in ["", "?", "Li6 (P", "12", "Qq", "Li--", "Li1.2.3"] {
            assert_eq!(text(bad), None, "{bad}");
        }
    }
}
