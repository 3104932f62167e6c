//! Site labels and type symbols → element, charge, attached hydrogens.

use hecs_core::{Composition, Element};

use crate::value::Number;

/// What a label or type symbol says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Symbol {
    /// An atom.
    Atom(Atom),
    /// A dummy: a vacancy, a centroid, a ring's centre.
    Dummy,
    /// Nothing that is known.
    Unknown,
}

/// An atom as a symbol tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Atom {
    pub(crate) element: Element,
    /// Charge in e, where the symbol carries one (`Fe3+`).
    pub(crate) charge: Option<f64>,
    /// Hydrogens that the name implies: two for `Wat`, one for `OH`.
    pub(crate) hydrogens: f64,
    /// Whether the symbol could also be read another way, or names a group.
    pub(crate) assumed: bool,
    /// The element of the other reading of a label, where the formula can decide between the two.
    pub(crate) rival: Option<Element>,
    /// Mass of the isotope that is named, beyond that of the element, in Da.
    pub(crate) isotope_da: f64,
}

/// Where a symbol stands: types are written with care, labels are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Type,
    Label,
}

/// Groups and isotopes that are written where an element belongs, longest first; the fields are
/// letters, element, hydrogens.
const GROUPS: &[(&str, &str, f64)] = &[
    ("WAT", "O", 2.0),
    ("H2O", "O", 2.0),
    ("O-H", "O", 1.0),
    ("OH2", "O", 2.0),
    ("NH4", "N", 4.0),
    ("NH3", "N", 3.0),
    ("OH", "O", 1.0),
    ("OW", "O", 0.0),
    ("D", "H", 0.0),
    ("T", "H", 0.0),
    ("W", "O", 2.0),
];

/// Masses in Da of deuterium and tritium (AME 2020, doi:10.1088/1674-1137/abddaf).
const DEUTERIUM_DA: f64 = 2.014_102;
const TRITIUM_DA: f64 = 3.016_049;

/// Standard atomic weight of hydrogen (2021, doi:10.1515/pac-2019-0603): what D and T are counted as.
const HYDROGEN_DA: f64 = 1.008;

/// Mass in Da beyond that of hydrogen of `D` and `T`; 0 for other symbols.
pub(crate) fn isotope_of(symbol: &str) -> f64 {
    match symbol {
        "D" => DEUTERIUM_DA - HYDROGEN_DA,
        "T" => TRITIUM_DA - HYDROGEN_DA,
        _ => 0.0,
    }
}

/// Letters that mark what is no atom.
const DUMMIES: &[&str] = &["X", "XX", "Q", "Z", "VAC", "VA", "DU", "DUM", "CG", "LP"];

/// Reads a label or type symbol; `formula` decides between readings where it has only one of them.
pub(crate) fn read_symbol(text: &str, source: Source, formula: Option<&Composition>) -> Symbol {
    let text = text.trim();
    let width = text
        .bytes()
        .position(|b| !b.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (letters, rest) = text.split_at(width);
    let charge = charge_of(rest);
    let declared = |element: Element| formula.is_none_or(|f| f.contains_key(&element));
    let two = letters.get(..2).and_then(element_of_crystals);
    let one = letters.get(..1).and_then(element_of_crystals);
    let one_of_two = |element, assumed, rival| Atom {
        element,
        charge,
        hydrogens: 0.0,
        assumed,
        rival,
        isotope_da: 0.0,
    };
    let atom = |element, assumed| Symbol::Atom(one_of_two(element, assumed, None));
    // A plain element symbol of the right case is what it says (`O-H4` is a hydroxyl all the same).
    let hyphenated = text.get(..3).is_some_and(|t| t.eq_ignore_ascii_case("O-H"));
    if !hyphenated
        && letters.len() <= 2
        && is_proper(letters)
        && let Some(element) = element_of_crystals(letters)
        && declared(element)
    {
        return atom(element, false);
    }
    if let Some(group) = group(text, letters, source, formula) {
        return Symbol::Atom(Atom { charge, ..group });
    }
    if DUMMIES.iter().any(|d| d.eq_ignore_ascii_case(letters))
        && !(one.is_some_and(declared) && formula.is_some() && source == Source::Label)
    {
        return Symbol::Dummy;
    }
    let second_is_small = letters
        .as_bytes()
        .get(1)
        .is_some_and(u8::is_ascii_lowercase);
    match (two, one) {
        (Some(two), Some(one)) => {
            let by_formula = formula.and_then(|_| match (declared(two), declared(one)) {
                (true, false) => Some(two),
                (false, true) => Some(one),
                _ => None,
            });
            if let Some(element) =
                by_formula.filter(|_| source == Source::Label || !second_is_small)
            {
                let usual = second_is_small == (element == two);
                let is_open = element == one && source == Source::Label;
                // A formula that was not changed with the doping lacks the element of `Se1`: what the
                // label says holds unless the sites then fit the formula worse.
                let (element, rival) = match (is_open, second_is_small) {
                    (true, true) => (two, Some(one)),
                    (true, false) => (one, Some(two)),
                    (false, _) => (element, None),
                };
                Symbol::Atom(one_of_two(
                    element,
                    !usual && source == Source::Label,
                    rival,
                ))
            } else if second_is_small || source == Source::Type {
                atom(two, false)
            } else {
                // `CA`, `HO`, `NB` in capitals: labels of organic atoms begin with C, H, N, O;
                // elsewhere two letters are the symbol (`FE`, `SI`, `CL`).
                let organic = matches!(one.symbol(), "C" | "H" | "N" | "O")
                    && letters != "CL"
                    && formula.is_none_or(|f| f.contains_key(&Element::H));
                let (element, other) = if organic { (one, two) } else { (two, one) };
                // Where the formula has both, the one that makes it come out.
                let rival = formula.and(Some(other)).filter(|e| declared(*e));
                Symbol::Atom(one_of_two(element, true, rival))
            }
        }
        (Some(two), None) => atom(two, false),
        (None, Some(one)) => atom(one, letters.len() > 2 && source == Source::Type),
        // `Dwa`, `DZ1`: names of deuterium sites.
        (None, None)
            if letters.starts_with(['D', 'd'])
                && formula.is_none_or(|f| f.contains_key(&Element::H)) =>
        {
            Symbol::Atom(Atom {
                isotope_da: DEUTERIUM_DA - HYDROGEN_DA,
                ..one_of_two(Element::H, true, None)
            })
        }
        (None, None) => {
            if letters.is_empty() && matches!(text, "" | "?" | ".") {
                Symbol::Dummy
            } else {
                Symbol::Unknown
            }
        }
    }
}

/// `0.648(4)Mn + 0.352(4)Fe`: a mixture written as one type symbol, as the Pauling file does.
pub(crate) fn read_mixture(text: &str) -> Option<Vec<(f64, Atom)>> {
    if !text.contains('+') || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut parts = Vec::new();
    for part in text.split('+').map(str::trim) {
        let width = part.find(|c: char| c.is_ascii_alphabetic())?;
        let (fraction, symbol) = part.split_at(width);
        let fraction = Number::parse(fraction.trim())?.value;
        match read_symbol(symbol, Source::Type, None) {
            Symbol::Atom(atom) if (0.0..=1.0).contains(&fraction) => parts.push((fraction, atom)),
            _ => return None,
        }
    }
    Some(parts)
}

/// An element by its symbol in any case, up to lawrencium: beyond, atoms do not last for a crystal, and
/// `Nh` is the nitrogen of ammonia.
fn element_of_crystals(symbol: &str) -> Option<Element> {
    Element::from_symbol(symbol).filter(|element| element.atomic_number() <= 103)
}

/// Whether the case is that of an element symbol: a capital, then small letters.
fn is_proper(letters: &str) -> bool {
    let mut bytes = letters.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_lowercase())
}

fn group(text: &str, letters: &str, source: Source, formula: Option<&Composition>) -> Option<Atom> {
    for (name, symbol, hydrogens) in GROUPS {
        let fits = match *name {
            // Whole words only: `D1` is deuterium, `Dy` is not; `O-H3` is a hydroxyl.
            "O-H" | "H2O" | "NH4" | "NH3" | "WAT" => text
                .get(..name.len())
                .is_some_and(|t| t.eq_ignore_ascii_case(name)),
            // As a label it is the second hydroxyl.
            "OH2" => source == Source::Type && text.eq_ignore_ascii_case(name),
            _ => letters.eq_ignore_ascii_case(name),
        };
        if !fits {
            continue;
        }
        let element = Element::from_symbol(symbol)?;
        // `T` also labels tetrahedral sites; `W` is water only where the formula has no tungsten.
        if *name == "T" && source == Source::Label || *name == "W" && formula.is_none() {
            return None;
        }
        if let Some(formula) = formula
            && !formula.contains_key(&element)
        {
            return None;
        }
        return Some(Atom {
            element,
            charge: None,
            hydrogens: *hydrogens,
            assumed: true,
            rival: None,
            isotope_da: isotope_of(name),
        });
    }
    None
}

/// The charge behind the letters of a type symbol: `3+`, `+3`, `-`, `0+`, `2.5+`.
fn charge_of(rest: &str) -> Option<f64> {
    let rest = rest.trim();
    let (size, sign) = if let Some(size) = rest.strip_suffix('+') {
        (size, 1.0)
    } else if let Some(size) = rest.strip_suffix('-') {
        (size, -1.0)
    } else if let Some(size) = rest.strip_prefix('+') {
        (size, 1.0)
    } else if let Some(size) = rest.strip_prefix('-') {
        (size, -1.0)
    } else {
        return None;
    };
    let size: f64 = if size.is_empty() {
        1.0
    } else {
        let plain = size.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if !plain {
            return None;
        }
        size.parse().ok()?
    };
    Some(sign * size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::parse_formula;

    fn element(text: &str, source: Source, formula: &str) -> String {
        let formula = parse_formula(formula);
        match read_symbol(text, source, formula.as_ref()) {
            Symbol::Atom(atom) => atom.element.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn types_and_labels_of_real_files() {
        for (text, source, formula, expected) in [
            ("Li1+", Source::Type, "", "Li"),
            ("CL", Source::Type, "", "Cl"),
            ("Cval", Source::Type, "", "C"),
            ("Siv", Source::Type, "", "Si"),
            ("Wat", Source::Type, "", "O"),
            ("OH", Source::Label, "", "O"),
            ("O-H", Source::Type, "", "O"),
            ("Ow1", Source::Label, "", "O"),
            ("NH3", Source::Type, "", "N"),
            ("Nh1", Source::Label, "", "N"),
            ("HS1", Source::Label, "", "H"),
            ("D", Source::Type, "", "H"),
            ("D12", Source::Label, "C H2 O", "H"),
            ("HO1", Source::Label, "C4 H6 O", "H"),
            ("HO1", Source::Label, "Ho2 O3", "Ho"),
            ("BE1", Source::Label, "Be4 O9 H2 Si2", "Be"),
            ("CA1", Source::Label, "Ca C O3", "Ca"),
            // Both are held against the formula later.
            ("Os1", Source::Label, "Si O2", "Os"),
            ("Se1", Source::Label, "Li2 S", "Se"),
            ("Si1A", Source::Label, "", "Si"),
            ("Nb2", Source::Label, "", "Nb"),
            ("X", Source::Type, "", "Dummy"),
            ("?", Source::Type, "", "Dummy"),
            ("V1", Source::Label, "", "V"),
            ("Fe(III)", Source::Type, "", "Fe"),
            ("WatOW", Source::Label, "Ca S O6 H4", "O"),
            ("W1", Source::Label, "Ca S O6 H4", "O"),
            ("W1", Source::Label, "Ca W O4", "W"),
            ("Dw", Source::Label, "Ca H4 O6", "H"),
            ("O-H4", Source::Label, "", "O"),
            ("12", Source::Label, "", "Unknown"),
        ] {
            assert_eq!(
                element(text, source, formula),
                expected,
                "{text} in {formula}"
            );
        }
    }

    #[test]
    fn a_mixture_in_one_symbol() {
        let parts = read_mixture("0.648(4)Mn + 0.352(4)Fe").unwrap();
        let text: Vec<String> = parts
            .iter()
            .map(|(x, atom)| format!("{x}{}", atom.element))
            .collect();
        assert_eq!(text, ["0.648Mn", "0.352Fe"]);
        assert!(read_mixture("Fe3+").is_none());
        assert!(read_mixture("0.5Mn + ").is_none());
    }

    #[test]
    fn charges_stand_behind_the_letters() {
        let charge = |text| match read_symbol(text, Source::Type, None) {
            Symbol::Atom(atom) => atom.charge,
            _ => None,
        };
        assert_eq!(charge("Fe3+"), Some(3.0));
        assert_eq!(charge("O2-"), Some(-2.0));
        assert_eq!(charge("Li+"), Some(1.0));
        assert_eq!(charge("O-2"), Some(-2.0));
        assert_eq!(charge("Fe2.5+"), Some(2.5));
        assert_eq!(charge("Li0+"), Some(0.0));
        assert_eq!(charge("Fe3"), None);
    }
}
