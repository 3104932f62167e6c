//! The loop of atoms → rows with numbers, before symmetry.

use std::borrow::Cow;

use hecs_charges::{ElementCharges, Reason};
use hecs_core::{Composition, Element, Lattice};
use nalgebra::Vector3;

use crate::charge_range::say_impossible;
use crate::columns::{Columns, say_what_is_missing};
use crate::content::amount;
use crate::diagnostic::{Extent, Findings};
use crate::document::{Form, Value};
use crate::names::{Items, Name};
use crate::parser::excerpt;
use crate::symbols::{Atom, Source, Symbol, read_mixture, read_symbol};
use crate::value::{Number, content};
use crate::{Code, Severity};

/// An occupancy that stands for atoms which were not located (a dummy of 2.08 H) is at most this.
const MOST_LISTED: f64 = 100.0;

/// One row of the loop of atoms.
#[derive(Clone)]
pub(crate) struct Row<'t> {
    pub(crate) label: Cow<'t, str>,
    /// The type symbol as written, for the loop of oxidation numbers.
    pub(crate) type_symbol: Cow<'t, str>,
    pub(crate) element: Element,
    /// The element of the other reading of the label, where the formula can decide between the two.
    pub(crate) rival: Option<Element>,
    /// Mass in Da beyond that of the element, of an isotope that is named.
    pub(crate) isotope_da: f64,
    /// Charge stated in the row itself: by its type symbol or its own oxidation number.
    pub(crate) charge: Option<f64>,
    /// How the file states the charge.
    pub(crate) stated_by: Reason,
    pub(crate) fract: Vector3<f64>,
    /// How far in Å rounding may have moved the position.
    pub(crate) rounding_ang: f64,
    pub(crate) occupancy: f64,
    /// Hydrogens without coordinates that belong to this atom.
    pub(crate) hydrogens: f64,
    pub(crate) multiplicity: Option<(f64, Extent)>,
    /// The stated Wyckoff letter.
    pub(crate) wyckoff: Option<(char, Extent)>,
    pub(crate) extent: Extent,
    /// The first coordinate that is a dot, taken as 0 for the time being.
    pub(crate) dot: Option<Extent>,
    /// Disorder assembly and group.
    pub(crate) group: Option<(Cow<'t, str>, Cow<'t, str>)>,
}

/// All that the loop of atoms says.
#[derive(Default)]
pub(crate) struct Rows<'t> {
    pub(crate) rows: Vec<Row<'t>>,
    /// Atoms of rows without coordinates: element, occupancy × stated multiplicity.
    pub(crate) unlocated: Vec<(Element, f64)>,
}

/// Reads the rows; findings go to `findings`, rows that cannot be used are left out.
pub(crate) fn read<'t>(
    text: &'t str,
    items: &Items<'_>,
    lattice: &Lattice,
    formula: Option<&Composition>,
    as_listed: bool,
    findings: &mut Findings,
) -> Rows<'t> {
    let mut out = Rows::default();
    let Some(columns) = Columns::find(items, text, findings) else {
        say_what_is_missing(items, text, findings);
        return out;
    };
    let reader = RowReader {
        text,
        label: columns.of(Name::SiteLabel),
        type_symbol: columns.of(Name::SiteType),
        occupancy: columns.of(Name::SiteOccupancy),
        multiplicity: columns.of(Name::SiteMultiplicity),
        wyckoff: columns.of(Name::SiteWyckoff),
        calc_flag: columns.of(Name::SiteCalcFlag),
        assembly: columns.of(Name::SiteAssembly),
        group: columns.of(Name::SiteGroup),
        hydrogens: columns.of(Name::SiteHydrogens),
        oxidation: columns.of(Name::SiteOxidation),
        decimals: decimals_of_file(text, &columns),
        columns: &columns,
        lattice,
        formula,
        most_occupied: if as_listed { MOST_LISTED } else { 1.0 },
        dummies_are_atoms: as_listed,
    };
    for row in columns.table.rows() {
        reader.row(row, &mut out, findings);
    }
    // Names imply hydrogens only where none are located: `OH2` is an ordinary label in a file
    // that has its H atoms.
    let stated = reader.hydrogens.is_some() && out.rows.iter().any(|r| r.hydrogens > 0.0);
    if stated {
        // The same hydrogens once more, as rows without coordinates.
        out.unlocated.retain(|u| u.0 != Element::H);
    }
    let located = out.rows.iter().any(|r| r.element == Element::H)
        || out.unlocated.iter().any(|u| u.0 == Element::H);
    if located && !stated {
        for row in &mut out.rows {
            row.hydrogens = 0.0;
        }
    }
    out
}

/// Most decimals of any coordinate: numbers with few, such as 0.5, are taken to be exact.
fn decimals_of_file(text: &str, columns: &Columns<'_>) -> i32 {
    columns
        .table
        .rows()
        .take(200)
        .flat_map(|row| (0..3).filter_map(|axis| columns.coordinate(row, axis)))
        .filter_map(|v| v.number_in(text))
        .map(|n| n.decimals)
        .max()
        .unwrap_or(4)
}

/// The value of a row in a column, where it is neither `?` nor `.`.
fn cell(row: &[Value], column: Option<usize>) -> Option<&Value> {
    row.get(column?).filter(|v| !v.is_null())
}

/// Where an atom is.
struct Place {
    fract: Vector3<f64>,
    /// How far in Å rounding may have moved it.
    rounding_ang: f64,
    /// The first coordinate that is a dot, taken as 0.
    dot: Option<Extent>,
}

struct RowReader<'r, 't> {
    text: &'t str,
    columns: &'r Columns<'r>,
    lattice: &'r Lattice,
    formula: Option<&'r Composition>,
    /// Occupancies above this are taken as this.
    most_occupied: f64,
    /// Whether a dummy that names an element is placed like any atom.
    dummies_are_atoms: bool,
    decimals: i32,
    label: Option<usize>,
    type_symbol: Option<usize>,
    occupancy: Option<usize>,
    multiplicity: Option<usize>,
    wyckoff: Option<usize>,
    calc_flag: Option<usize>,
    assembly: Option<usize>,
    group: Option<usize>,
    hydrogens: Option<usize>,
    oxidation: Option<usize>,
}

impl<'t> RowReader<'_, 't> {
    fn word(&self, row: &[Value], column: Option<usize>) -> Option<Cow<'t, str>> {
        cell(row, column).map(|v| match content(v, self.text) {
            Cow::Borrowed(t) => Cow::Borrowed(t.trim()),
            Cow::Owned(t) => Cow::Owned(t.trim().to_owned()),
        })
    }

    fn row(&self, row: &[Value], out: &mut Rows<'t>, findings: &mut Findings) {
        let (Some(first), Some(last)) = (row.first(), row.last()) else {
            return;
        };
        let extent = first.extent.to(last.extent);
        let label = self.word(row, self.label);
        let type_symbol = self.word(row, self.type_symbol);
        let named = label.clone().or_else(|| type_symbol.clone());
        let name = named.as_deref().unwrap_or("?").to_owned();
        if self
            .word(row, self.calc_flag)
            .is_some_and(|flag| flag.eq_ignore_ascii_case("dum"))
        {
            findings.add(
                Code::DummySite,
                extent,
                format!("{} is a dummy", excerpt(&name)),
            );
            if !self.dummies_are_atoms {
                self.count_dummy(row, type_symbol.as_deref(), out);
                return;
            }
        }
        let place = cell(row, self.label.or(self.type_symbol)).map_or(extent, |v| v.extent);
        let mixture = type_symbol.as_deref().and_then(read_mixture);
        let atoms = mixture.or_else(|| {
            let atom = self.atom(type_symbol.as_deref(), label.as_deref(), place, findings)?;
            Some(vec![(1.0, atom)])
        });
        let Some(atoms) = atoms else { return };
        let occupancy = self.read_occupancy(row, &name, findings);
        let multiplicity = self.read_multiplicity(row);
        let wyckoff = self.read_wyckoff(row);
        let position = self.position(row, &name, findings);
        let hydrogens = self.number(row, self.hydrogens, 0.0..=8.0);
        let own_charge = self.own_charge(row, &name, &atoms, findings);
        let group = self
            .word(row, self.group)
            .map(|g| (self.word(row, self.assembly).unwrap_or_default(), g));
        for (fraction, atom) in atoms {
            let Some(Place {
                fract,
                rounding_ang,
                dot,
            }) = position
            else {
                let count = multiplicity.map_or(1.0, |m| m.0) * occupancy * fraction;
                out.unlocated.push((atom.element, count));
                continue;
            };
            out.rows.push(Row {
                label: named.clone().unwrap_or_default(),
                type_symbol: type_symbol.clone().unwrap_or_default(),
                element: atom.element,
                rival: atom.rival,
                isotope_da: atom.isotope_da,
                charge: own_charge.or(atom.charge),
                stated_by: if own_charge.is_some() {
                    Reason::Stated
                } else {
                    Reason::StatedBySymbol
                },
                fract,
                rounding_ang,
                occupancy: occupancy * fraction,
                hydrogens: hydrogens.unwrap_or(atom.hydrogens),
                multiplicity,
                wyckoff,
                extent,
                dot,
                group: group.clone(),
            });
        }
    }

    /// The oxidation number of the row itself, where its element can have it.
    fn own_charge(
        &self,
        row: &[Value],
        name: &str,
        atoms: &[(f64, Atom)],
        findings: &mut Findings,
    ) -> Option<f64> {
        let value = cell(row, self.oxidation)?;
        let number = value.number_in(self.text).map(|n| n.value);
        let is_possible = |q: &f64| {
            let mut elements = atoms.iter().map(|(_, atom)| atom.element);
            elements.all(|e| e.oxidation_range().contains(q))
        };
        let charge = number.filter(is_possible);
        if charge.is_none() {
            say_impossible(name, &content(value, self.text), value.extent, findings);
        }
        charge
    }

    /// A number of a column, where there is one in the range.
    fn number(
        &self,
        row: &[Value],
        column: Option<usize>,
        range: std::ops::RangeInclusive<f64>,
    ) -> Option<f64> {
        let number = cell(row, column)?.number_in(self.text)?;
        range.contains(&number.value).then_some(number.value)
    }

    /// A dummy of an element with a stated multiplicity stands for atoms that were not located:
    /// so databases write hydrogens, with -1 for coordinates.
    fn count_dummy(&self, row: &[Value], type_symbol: Option<&str>, out: &mut Rows<'t>) {
        let symbol = type_symbol.map(|t| read_symbol(t, Source::Type, self.formula));
        if let (Some(Symbol::Atom(atom)), Some((multiplicity, _))) =
            (symbol, self.read_multiplicity(row))
        {
            let occupancy = cell(row, self.occupancy)
                .and_then(|v| v.number_in(self.text))
                .map_or(1.0, |n| n.value.clamp(0.0, MOST_LISTED));
            out.unlocated.push((atom.element, multiplicity * occupancy));
        }
    }

    /// The element, from the type symbol, else from the label.
    fn atom(
        &self,
        type_symbol: Option<&str>,
        label: Option<&str>,
        place: Extent,
        findings: &mut Findings,
    ) -> Option<Atom> {
        let by_type = type_symbol.map(|t| (t, read_symbol(t, Source::Type, self.formula)));
        let by_label = || label.map(|l| (l, read_symbol(l, Source::Label, self.formula)));
        let (text, symbol) = match by_type {
            Some((text, symbol)) if symbol != Symbol::Unknown => (text, symbol),
            _ => by_label().unwrap_or(("", Symbol::Unknown)),
        };
        match symbol {
            Symbol::Atom(atom) => {
                if atom.assumed && atom.rival.is_none() {
                    findings.add(
                        Code::AssumedElement,
                        place,
                        format!("{} is taken as {}", excerpt(text), atom.element),
                    );
                }
                let possible = atom.element.oxidation_range();
                let charge = atom.charge.filter(|q| possible.contains(q));
                // Numbers and signs in labels are often no charges; types mean what they say.
                if charge != atom.charge && Some(text) == type_symbol {
                    say_impossible(atom.element.symbol(), text, place, findings);
                }
                Some(Atom { charge, ..atom })
            }
            Symbol::Dummy => {
                findings.add(
                    Code::DummySite,
                    place,
                    format!("{} names no element; the site is left out", excerpt(text)),
                );
                None
            }
            Symbol::Unknown => {
                let shown = type_symbol.or(label).unwrap_or("");
                findings.add(
                    Code::UnknownElement,
                    place,
                    format!("{} names no element", excerpt(shown)),
                );
                None
            }
        }
    }

    fn read_occupancy(&self, row: &[Value], name: &str, findings: &mut Findings) -> f64 {
        let Some(value) = cell(row, self.occupancy) else {
            return 1.0;
        };
        let Some(number) = value.number_in(self.text) else {
            findings.add_as(
                Code::BadOccupancy,
                Severity::Error,
                value.extent,
                format!(
                    "the occupancy {} of {} is no number",
                    excerpt(value.extent.of(self.text)),
                    excerpt(name)
                ),
            );
            return 1.0;
        };
        let occupancy = number.value;
        let margin = number.uncertainty.unwrap_or(0.0).max(0.005);
        if !(-margin..=1.0 + margin).contains(&occupancy) {
            findings.add(
                Code::BadOccupancy,
                value.extent,
                format!(
                    "the occupancy {occupancy} of {} is not between 0 and 1",
                    excerpt(name)
                ),
            );
        }
        occupancy.clamp(0.0, self.most_occupied)
    }

    /// The stated multiplicity, or that of the Wyckoff symbol where it carries one (`48h`).
    fn read_multiplicity(&self, row: &[Value]) -> Option<(f64, Extent)> {
        if let Some(value) = cell(row, self.multiplicity) {
            let number = value.number_in(self.text)?.value;
            return (number >= 1.0).then_some((number, value.extent));
        }
        let value = cell(row, self.wyckoff)?;
        let word = content(value, self.text);
        let digits = word
            .trim()
            .trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: f64 = digits.parse().ok()?;
        (number >= 1.0).then_some((number, value.extent))
    }

    /// The letter of a Wyckoff symbol such as `h` or `48h`.
    fn read_wyckoff(&self, row: &[Value]) -> Option<(char, Extent)> {
        let value = cell(row, self.wyckoff)?;
        let word = content(value, self.text);
        let letter = word
            .trim()
            .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let mut letters = letter.chars();
        match (letters.next(), letters.next()) {
            // 27 letters: Pmmm has a position after z, which the tables call A.
            (Some(c), None) if c.is_ascii_lowercase() || c == 'A' => Some((c, value.extent)),
            _ => None,
        }
    }

    /// The position; `None` with a finding where it is missing.
    fn position(&self, row: &[Value], name: &str, findings: &mut Findings) -> Option<Place> {
        let mut numbers = [None; 3];
        let mut missing = None;
        let mut dot = None;
        for (axis, number) in numbers.iter_mut().enumerate() {
            let value = self.columns.coordinate(row, axis)?;
            if value.form == Form::Inapplicable && self.read_multiplicity(row).is_some() {
                dot = dot.or(Some(value.extent));
                *number = Some(Number {
                    value: 0.0,
                    uncertainty: None,
                    decimals: 0,
                });
                continue;
            }
            if value.is_null() {
                missing = Some(value.extent);
                continue;
            }
            *number = value
                .number_in(self.text)
                .or_else(|| self.fraction(value, findings))
                // 1e300 cells away: no position, and arithmetic that overflows.
                .filter(|n| n.value.abs() < 1e6);
            if number.is_none() {
                findings.add(
                    Code::NotANumber,
                    value.extent,
                    format!(
                        "the coordinate {} of {} is no number",
                        excerpt(value.extent.of(self.text)),
                        excerpt(name)
                    ),
                );
                return None;
            }
        }
        if let Some(extent) = missing {
            findings.add(
                Code::MissingCoordinates,
                extent,
                format!("{} has no coordinates", excerpt(name)),
            );
            return None;
        }
        let [Some(x), Some(y), Some(z)] = numbers else {
            return None;
        };
        let printed = Vector3::new(x.value, y.value, z.value);
        let half = [x, y, z].map(|n| self.half_unit(&n));
        if self.columns.cartesian {
            return Some(Place {
                fract: self.lattice.fractional(&printed),
                rounding_ang: Vector3::from(half).norm(),
                dot,
            });
        }
        let lengths = self.lattice.lengths();
        Some(Place {
            fract: printed,
            rounding_ang: Vector3::from_fn(|i, _| half[i] * lengths[i]).norm(),
            dot,
        })
    }

    /// Half a unit of the last digit. Numbers with less than three decimals (0.5, 0.25) are exact
    /// or have lost their trailing zeros: for them the decimals of the file count.
    fn half_unit(&self, number: &Number) -> f64 {
        let decimals = if number.decimals >= 3 {
            number.decimals
        } else {
            self.decimals.max(number.decimals)
        };
        if number.value == 0.0 || decimals > 15 {
            0.0
        } else {
            0.5 * 10f64.powi(-decimals)
        }
    }

    /// `1/3`: no number of CIF, but what is meant is plain.
    fn fraction(&self, value: &Value, findings: &mut Findings) -> Option<Number> {
        let word = content(value, self.text);
        let (above, below) = word.split_once('/')?;
        let (above, below) = (Number::parse(above.trim())?, Number::parse(below.trim())?);
        if below.value == 0.0 {
            return None;
        }
        findings.add(
            Code::FractionAsNumber,
            value.extent,
            format!("{} is a fraction", excerpt(&word)),
        );
        Some(Number {
            value: above.value / below.value,
            uncertainty: None,
            decimals: 16,
        })
    }
}

/// How the file states charges, by element; where it does so in several ways, the most particular.
pub(crate) fn reasons_of_charges(rows: &[Row<'_>]) -> Vec<ElementCharges> {
    let mut list: Vec<ElementCharges> = Vec::new();
    for row in rows.iter().filter(|r| r.charge.is_some()) {
        match list.iter_mut().find(|e| e.element == row.element) {
            Some(known) if row.stated_by == Reason::StatedByLabel => known.reason = row.stated_by,
            Some(_) => {}
            None => list.push(ElementCharges {
                element: row.element,
                states: Vec::new(),
                reason: row.stated_by,
            }),
        }
    }
    list
}

/// Adds the hydrogens that belong to sites, times their multiplicity.
pub(crate) fn add_unlocated(composition: &mut Composition, unlocated: &[(Element, f64)]) {
    for (element, n) in unlocated {
        let sum = amount(composition, *element) + n;
        composition.insert(*element, sum);
    }
}
