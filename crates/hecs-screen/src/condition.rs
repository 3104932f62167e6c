//! Conditions such as `void_radius_1d > 0.5`, which a structure must meet to be asked the next, dearer question.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Value;

use crate::columns::{Cell, Column, ordering_columns, own_columns};
use crate::question::Question;

/// What must be computed to judge a condition, the cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What was read.
    Inspect,
    /// The descriptors of argyrodites.
    Descriptors,
    /// The radii of the voids.
    Voids,
    /// Barriers.
    Bvse,
    /// The features of any electrolyte, barriers among them.
    Features,
    /// The migration network.
    Paths,
    /// Barriers over orderings, beside those of the mean field or the network.
    Orderings,
}

impl Stage {
    /// The columns that conditions on this stage can name.
    fn columns(self) -> Vec<Column> {
        let is_void = |column: &Column| column.name.starts_with("void_");
        let of = |question| own_columns(question).into_iter();
        match self {
            Self::Inspect => of(Question::Inspect).collect(),
            Self::Descriptors => of(Question::Describe).collect(),
            Self::Voids => of(Question::Bvse).filter(is_void).collect(),
            Self::Bvse => of(Question::Bvse).filter(|c| !is_void(c)).collect(),
            Self::Features => of(Question::Features).collect(),
            Self::Paths => of(Question::Paths).collect(),
            Self::Orderings => ordering_columns(),
        }
    }

    /// The stages that come before the answer to a question or with it, the cheapest first.
    fn all_of(question: Question) -> &'static [Self] {
        match question {
            Question::Inspect => &[Self::Inspect],
            Question::Describe => &[Self::Inspect, Self::Descriptors],
            // Barriers are among the features: asked for before, they would be computed twice.
            Question::Features => &[Self::Inspect, Self::Voids, Self::Features],
            Question::Bvse => &[Self::Inspect, Self::Voids, Self::Bvse, Self::Orderings],
            Question::Paths => &[
                Self::Inspect,
                Self::Voids,
                Self::Bvse,
                Self::Paths,
                Self::Orderings,
            ],
        }
    }

    /// The stage of the answer to a question, orderings apart.
    pub(crate) fn of(question: Question) -> Self {
        match question {
            Question::Inspect => Self::Inspect,
            Question::Describe => Self::Descriptors,
            Question::Features => Self::Features,
            Question::Bvse => Self::Bvse,
            Question::Paths => Self::Paths,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Different,
}

/// The longer first, so that `<=` is not read as `<`.
const COMPARISONS: [(&str, Comparison); 7] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("==", Comparison::Equal),
    ("!=", Comparison::Different),
    ("<", Comparison::Less),
    (">", Comparison::More),
    ("=", Comparison::Equal),
];

/// A column compared with a number.
#[derive(Clone, Debug)]
pub struct Condition {
    column: Column,
    comparison: Comparison,
    number: f64,
    stage: Stage,
}

impl Condition {
    /// Reads a condition on a record that comes before or with the answer to `question`: the name of a column, whose unit
    /// may be left out, `<`, `<=`, `>`, `>=`, `==` or `!=`, and a number.
    ///
    /// # Errors
    /// In words, with the names that there are.
    pub fn parse(text: &str, question: Question) -> Result<Self, String> {
        let parts = COMPARISONS.iter().find_map(|(sign, comparison)| {
            let (name, number) = text.split_once(sign)?;
            Some((name.trim(), *comparison, number.trim()))
        });
        let (name, comparison, number) = parts.ok_or_else(|| {
            format!("{text}: write a name, <, <=, >, >=, == or != and a number, such as barrier_1d < 0.6")
        })?;
        let value: f64 = (number.parse().ok())
            .filter(|value: &f64| value.is_finite())
            .ok_or_else(|| format!("{text}: {number} is no number"))?;
        let candidates = || {
            let stages = Stage::all_of(question).iter();
            stages.flat_map(|stage| stage.columns().into_iter().map(move |c| (*stage, c)))
        };
        let is_meant = |column: &Column| {
            column.name == name
                || (column.name.strip_prefix(name)).is_some_and(|unit| UNITS.contains(&unit))
        };
        let found = candidates().find(|(_, column)| is_meant(column));
        let (stage, column) = found.ok_or_else(|| {
            let names: Vec<String> = candidates().map(|(_, column)| column.name).collect();
            format!("{text}: there is no {name}; there are {}", names.join(", "))
        })?;
        Ok(Self {
            column,
            comparison,
            number: value,
            stage,
        })
    }

    /// What must be computed to judge it.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether a record meets it: not where it lacks the number. The words say what was found.
    pub(crate) fn judge(&self, record: &Value) -> Result<(), String> {
        let cell = self.column.of(record);
        let Some(order) = cell.compare(self.number) else {
            return Err(format!(
                "{self} is not known: there is no {}",
                self.column.name
            ));
        };
        let holds = match self.comparison {
            Comparison::Less => order == Ordering::Less,
            Comparison::AtMost => order != Ordering::Greater,
            Comparison::More => order == Ordering::Greater,
            Comparison::AtLeast => order != Ordering::Less,
            Comparison::Equal => order == Ordering::Equal,
            Comparison::Different => order != Ordering::Equal,
        };
        let value = record_number(&cell);
        if holds {
            Ok(())
        } else {
            Err(format!("{self} does not hold: it is {value}"))
        }
    }
}

/// Ends of names that hold a unit and may be left out.
const UNITS: [&str; 6] = ["_ev", "_ang", "_ang3", "_deg", "_e", "_g_per_cm3"];

fn record_number(cell: &Cell) -> String {
    match cell {
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => format!("{number:.4}"),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Null => "missing".to_owned(),
    }
}

/// `barrier_1d_ev < 0.6`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = COMPARISONS.iter().find(|(_, c)| *c == self.comparison);
        let sign = known.map_or("", |(sign, _)| sign);
        write!(f, "{} {sign} {}", self.column.name, self.number)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_are_read_with_and_without_units() {
        let read =
            |text| Condition::parse(text, Question::Paths).map(|c| (c.to_string(), c.stage()));
        let expected = |text: &str, stage| Ok((text.to_owned(), stage));
        assert_eq!(
            read("void_radius_1d > 0.5"),
            expected("void_radius_1d_ang > 0.5", Stage::Voids)
        );
        assert_eq!(
            read("barrier_1d_ev<=0.6"),
            expected("barrier_1d_ev <= 0.6", Stage::Bvse)
        );
        assert_eq!(
            read("positions < 100"),
            expected("positions < 100", Stage::Inspect)
        );
        assert_eq!(read("hops=1"), expected("hops == 1", Stage::Paths));
        for wrong in [
            "barrier",
            "barrier_1d < x",
            "barier_1d < 1",
            "barrier_1d < inf",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(Condition::parse("hops > 1", Question::Bvse).is_err());
        for question in [Question::Bvse, Question::Paths] {
            let found = Condition::parse("lowest_3d_q50 < 0.5", question).unwrap();
            assert_eq!(found.stage(), Stage::Orderings);
        }
        assert!(Condition::parse("share_3d > 0.5", Question::Inspect).is_err());
        for (text, question, stage) in [
            ("D_Li_A > 2", Question::Describe, Stage::Descriptors),
            ("void_radius_3d > 0.5", Question::Features, Stage::Voids),
            ("Ea_1D < 0.4", Question::Features, Stage::Features),
        ] {
            let found = Condition::parse(text, question).unwrap();
            assert_eq!(found.stage(), stage);
        }
        // Barriers are features: they are not computed twice.
        assert!(Condition::parse("barrier_1d < 0.4", Question::Features).is_err());
    }

    #[test]
    fn a_missing_number_meets_no_condition() {
        let condition = Condition::parse("void_radius_1d > 0.5", Question::Bvse).unwrap();
        assert!(
            condition
                .judge(&json!({"void_radii": [0.6, null, null]}))
                .is_ok()
        );
        let words = condition
            .judge(&json!({"void_radii": [0.4, null, null]}))
            .unwrap_err();
        assert_eq!(
            words,
            "void_radius_1d_ang > 0.5 does not hold: it is 0.4000"
        );
        assert!(condition.judge(&json!({"void_radii": null})).is_err());
    }
}
