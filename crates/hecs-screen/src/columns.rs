//! The columns of a flat record: what Parquet holds and conditions name.

mod bvse;
mod describe;
mod head;
mod inspect;
mod orderings;
mod paths;

use std::cmp::Ordering;

use serde_json::Value;

use crate::question::Question;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number of 64 bits.
    Number,
    /// True or false.
    Flag,
}

/// A value of a column; every column can be without one.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
}

impl Cell {
    /// How it compares with a number; not at all where it is none.
    pub(crate) fn compare(&self, other: f64) -> Option<Ordering> {
        match self {
            Self::Integer(number) => (*number as f64).partial_cmp(&other),
            Self::Number(number) => number.partial_cmp(&other),
            Self::Flag(flag) => f64::from(u8::from(*flag)).partial_cmp(&other),
            Self::Null | Self::Text(_) => None,
        }
    }
}

/// A column of a flat record.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name, with the unit at its end where it has one.
    pub name: String,
    /// Type.
    pub kind: Kind,
    /// What it holds.
    pub meaning: String,
    /// Where it stands in a record.
    from: From,
}

#[derive(Clone, Debug)]
enum From {
    /// A JSON pointer.
    Pointer(String),
    /// Something made of several keys.
    Made(fn(&Value) -> Cell),
}

impl Column {
    fn at(name: &str, kind: Kind, pointer: &str, meaning: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            meaning: meaning.to_owned(),
            from: From::Pointer(pointer.to_owned()),
        }
    }

    fn made(name: &str, kind: Kind, made: fn(&Value) -> Cell, meaning: &str) -> Self {
        Self {
            from: From::Made(made),
            ..Self::at(name, kind, "", meaning)
        }
    }

    /// Its value in a record.
    pub(crate) fn of(&self, record: &Value) -> Cell {
        match &self.from {
            From::Made(made) => made(record),
            From::Pointer(pointer) => {
                let value = record.pointer(pointer).unwrap_or(&Value::Null);
                let found = match self.kind {
                    Kind::Text => value.as_str().map(|text| Cell::Text(text.to_owned())),
                    Kind::Integer => value.as_i64().map(Cell::Integer),
                    Kind::Number => value.as_f64().map(Cell::Number),
                    Kind::Flag => value.as_bool().map(Cell::Flag),
                };
                found.unwrap_or(Cell::Null)
            }
        }
    }
}

/// The columns of the records of a question.
pub fn columns(question: Question) -> Vec<Column> {
    let mut columns = head::of_every_record();
    columns.extend(own_columns(question));
    if matches!(question, Question::Bvse | Question::Paths) {
        columns.extend(ordering_columns());
    }
    columns
}

/// The columns of barriers over orderings, which stand in the records of barriers and networks.
pub(crate) fn ordering_columns() -> Vec<Column> {
    orderings::of_orderings()
}

/// The columns that only this question has, those of orderings apart.
pub(crate) fn own_columns(question: Question) -> Vec<Column> {
    match question {
        Question::Inspect => inspect::of_inspect(),
        Question::Describe => describe::of_describe(),
        Question::Features => describe::of_features(),
        Question::Bvse => bvse::of_bvse(),
        Question::Paths => paths::of_paths(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_there_once() {
        for question in Question::ALL {
            let columns = columns(question);
            let names: BTreeSet<&str> = columns.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(names.len(), columns.len());
            assert_eq!(Question::from_name(question.name()), Some(question));
        }
    }
}
