//! Formulas: the one reader and the one writer of them.

use std::collections::BTreeMap;

use crate::{CoreError, Element, FormulaCursor};

/// Atoms of each element.
pub type Composition = BTreeMap<Element, f64>;

/// Deeper groups than any formula has are refused.
const DEEPEST: usize = 15;

/// Reads a formula such as `Li6 P S5 Cl`, `Li5.5PS4.5Cl1.5`, `(Li2 O)3 Cl`, in the spellings that files have.
///
/// Letters may have any case (`LI6 P S5 CL`); of two readings the one of two letters holds, where the
/// second is small. Deuterium counts as hydrogen. `None` where it is no formula.
pub fn parse_formula(text: &str) -> Option<Composition> {
    read(text, element_in_any_case).ok()
}

/// Reads a formula that a person types: as [`parse_formula`], but symbols have their own case, and the
/// error says what is wrong and where.
///
/// ```
/// let error = hecs_core::read_formula("Li6PS5(Cl").unwrap_err().to_string();
/// assert_eq!(error, "cannot read \"Li6PS5(Cl\" at character 10: a closing parenthesis is expected");
/// ```
///
/// # Errors
/// [`CoreError::InvalidFormula`]; [`CoreError::UnknownElement`] for a symbol that names no element.
pub fn read_formula(text: &str) -> Result<Composition, CoreError> {
    read(text, element_in_its_case)
}

fn read(
    text: &str,
    element: fn(&mut FormulaCursor<'_>) -> Result<Element, CoreError>,
) -> Result<Composition, CoreError> {
    let mut cursor = FormulaCursor::new(text);
    let mut enclosing: Vec<Composition> = Vec::new();
    let mut group = Composition::new();
    loop {
        // `,` separates where a formula is a list of moieties with equal counts.
        cursor.take_while(|c| c.is_whitespace() || matches!(c, ',' | '~' | '_'));
        match cursor.peek() {
            None => break,
            Some('(' | '[') if enclosing.len() < DEEPEST => {
                cursor.step();
                enclosing.push(std::mem::take(&mut group));
            }
            Some(')' | ']') if !enclosing.is_empty() => {
                cursor.step();
                let factor = cursor.amount()?;
                let outer = enclosing.pop().unwrap_or_default();
                for (element, n) in std::mem::replace(&mut group, outer) {
                    *group.entry(element).or_insert(0.0) += n * factor;
                }
            }
            Some(_) => {
                // `Fe3 +` and `O2-` are charges of a moiety, not counts; sums have none.
                let element = element(&mut cursor)?;
                *group.entry(element).or_insert(0.0) += cursor.amount()?;
            }
        }
    }
    if !enclosing.is_empty() {
        return Err(cursor.error("a closing parenthesis is expected"));
    }
    if group.is_empty() {
        return Err(cursor.error("an element symbol is expected"));
    }
    if group.values().any(|n| !n.is_finite()) {
        return Err(cursor.error("finite amounts are expected before this"));
    }
    group.retain(|_, n| *n > 0.0);
    Ok(group)
}

fn element_in_its_case(cursor: &mut FormulaCursor<'_>) -> Result<Element, CoreError> {
    cursor.symbol()?.parse()
}

fn element_in_any_case(cursor: &mut FormulaCursor<'_>) -> Result<Element, CoreError> {
    let Some((element, width)) = element_at(cursor.rest().as_bytes()) else {
        return Err(cursor.error("an element symbol is expected"));
    };
    cursor.skip_ascii(width);
    Ok(element)
}

/// The element at the start, and its letters; of two readings the one of two letters, where the
/// second is small.
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

    #[test]
    fn what_is_typed_wrong_is_pointed_at() {
        let typed = |t: &str| read_formula(t).map(|c| formula_text(&c));
        assert_eq!(typed("(Li2O)3Cl").as_deref(), Ok("Li6 O3 Cl"));
        for (text, place) in [
            ("", 1),
            ("li6", 1),
            ("Li6(PS5", 8),
            ("Li6)", 4),
            ("Li1.2.3P", 3),
            ("Li\u{b2}P-", 3),
            ("6Li", 1),
        ] {
            match read_formula(text) {
                Err(CoreError::InvalidFormula { position, .. }) => {
                    assert_eq!(position, place, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let symbol = "Lithium".to_owned();
        assert_eq!(
            read_formula("Lithium6"),
            Err(CoreError::UnknownElement { symbol })
        );
        assert!(read_formula(&"(".repeat(500)).is_err());
    }
}
