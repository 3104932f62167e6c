//! The columns of a flat record: what Parquet holds and conditions name.

mod orderings;

use std::cmp::Ordering;

use hecs_descriptors::Descriptor;
use serde_json::Value;

/// What is asked of every structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What was read.
    Inspect,
    /// The 32 descriptors of cubic argyrodites.
    Describe,
    /// Barriers.
    Bvse,
    /// The migration network.
    Paths,
}

impl Question {
    /// The verb of the program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Describe => "describe",
            Self::Bvse => "bvse",
            Self::Paths => "paths",
        }
    }

    /// The question of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Inspect, Self::Describe, Self::Bvse, Self::Paths]
            .into_iter()
            .find(|question| question.name() == name)
    }
}

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
    let mut columns = of_every_record();
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

fn of_every_record() -> Vec<Column> {
    use Kind::{Integer, Text};
    vec![
        Column::at(
            "number",
            Integer,
            "/number",
            "place of the entry among all of the sources, from 1",
        ),
        Column::at(
            "file",
            Text,
            "/file",
            "source as named; `<stdin>` where it was a pipe",
        ),
        Column::at(
            "member",
            Text,
            "/member",
            "file in the archive, where the source is one",
        ),
        Column::at(
            "line",
            Integer,
            "/line",
            "line at which the entry begins, from 1",
        ),
        Column::at(
            "entry",
            Text,
            "/entry",
            "name of the entry, or its place in the source, from 1",
        ),
        Column::at(
            "key",
            Text,
            "/key",
            "hash of content, question, settings, tables and version",
        ),
        Column::at("status", Text, "/status", "ok, skipped or failed"),
        Column::at(
            "code",
            Text,
            "/code",
            "stable name of the reason where the status is not ok",
        ),
        Column::at("message", Text, "/message", "the reason in words"),
        Column::at(
            "formula",
            Text,
            "/formula",
            "stated formula, or the atoms of the cell",
        ),
        Column::at(
            "space_group",
            Text,
            "/space_group",
            "short Hermann–Mauguin symbol: found where it was searched for, else as stated",
        ),
        Column::made(
            "notes",
            Text,
            notes,
            "codes of what qualifies the answer, with ; between",
        ),
    ]
}

/// The columns that only this question has, those of orderings apart.
pub(crate) fn own_columns(question: Question) -> Vec<Column> {
    match question {
        Question::Inspect => of_inspect(),
        Question::Describe => of_describe(),
        Question::Bvse => of_bvse(),
        Question::Paths => of_paths(),
    }
}

fn of_inspect() -> Vec<Column> {
    use Kind::{Integer, Number};
    vec![
        Column::at(
            "space_group_number",
            Integer,
            "/space_group_read/number",
            "number of the space group in the International Tables",
        ),
        Column::at("a_ang", Number, "/cell/a", "length of a, Å"),
        Column::at("b_ang", Number, "/cell/b", "length of b, Å"),
        Column::at("c_ang", Number, "/cell/c", "length of c, Å"),
        Column::at(
            "alpha_deg",
            Number,
            "/cell/alpha",
            "angle between b and c, °",
        ),
        Column::at("beta_deg", Number, "/cell/beta", "angle between a and c, °"),
        Column::at(
            "gamma_deg",
            Number,
            "/cell/gamma",
            "angle between a and b, °",
        ),
        Column::at(
            "volume_ang3",
            Number,
            "/cell/volume",
            "volume of the cell, Å³",
        ),
        Column::at(
            "density_g_per_cm3",
            Number,
            "/density_g_per_cm3",
            "density, g/cm³",
        ),
        Column::at("sites", Integer, "/n_sites", "sites of the asymmetric unit"),
        Column::at(
            "positions",
            Integer,
            "/n_positions",
            "positions in the cell",
        ),
        Column::at(
            "charge_imbalance_e",
            Number,
            "/charges/imbalance",
            "charge that is left per cell, e",
        ),
    ]
}

fn of_describe() -> Vec<Column> {
    let column = |descriptor: &Descriptor| {
        let name = descriptor.name();
        let meaning = match descriptor.unit() {
            "" => descriptor.meaning().to_owned(),
            unit => format!("{}, {unit}", descriptor.meaning()),
        };
        Column::at(
            name,
            Kind::Number,
            &format!("/descriptors/{}", name.replace('/', "~1")),
            &meaning,
        )
    };
    Descriptor::ALL.iter().map(column).collect()
}

fn of_bvse() -> Vec<Column> {
    use Kind::{Flag, Integer, Number, Text};
    vec![
        Column::at("ion", Text, "/ion", "the mobile ion"),
        Column::made(
            "barrier_1d_ev",
            Number,
            |r| barrier(r, "1d"),
            "barrier of percolation in one dimension above the lowest minimum, eV; refined where `refined` is true, else of the grid",
        ),
        Column::made(
            "barrier_2d_ev",
            Number,
            |r| barrier(r, "2d"),
            "the same in two dimensions, eV",
        ),
        Column::made(
            "barrier_3d_ev",
            Number,
            |r| barrier(r, "3d"),
            "the same in three dimensions, eV",
        ),
        Column::made(
            "refined",
            Flag,
            refined,
            "whether every barrier is refined on the analytic potential",
        ),
        Column::at(
            "grid_1d_ev",
            Number,
            "/barriers/1d/grid",
            "barrier of the grid in one dimension, eV",
        ),
        Column::at(
            "grid_2d_ev",
            Number,
            "/barriers/2d/grid",
            "the same in two dimensions, eV",
        ),
        Column::at(
            "grid_3d_ev",
            Number,
            "/barriers/3d/grid",
            "the same in three dimensions, eV",
        ),
        Column::at(
            "minimum_ev",
            Number,
            "/e_min",
            "lowest energy of the grid, eV",
        ),
        Column::at(
            "minimum_refined_ev",
            Number,
            "/e_min_refined",
            "lowest minimum of the analytic potential, eV",
        ),
        Column::at(
            "unique_points",
            Integer,
            "/unique_points",
            "symmetry-unique points of the grid",
        ),
        Column::at(
            "void_radius_1d_ang",
            Number,
            "/void_radii/0",
            "radius of the largest sphere that percolates the voids in one dimension, Å",
        ),
        Column::at(
            "void_radius_2d_ang",
            Number,
            "/void_radii/1",
            "the same in two dimensions, Å",
        ),
        Column::at(
            "void_radius_3d_ang",
            Number,
            "/void_radii/2",
            "the same in three dimensions, Å",
        ),
    ]
}

fn of_paths() -> Vec<Column> {
    use Kind::{Integer, Number, Text};
    vec![
        Column::at("ion", Text, "/ion", "the mobile ion"),
        Column::at("host", Text, "/host", "rigid or elastic"),
        Column::at("springs", Text, "/springs", "springs of an elastic host"),
        Column::at(
            "level_ev",
            Number,
            "/level",
            "energy above the lowest site up to which every hop is there, eV",
        ),
        Column::made(
            "sites",
            Integer,
            |r| count(r, "sites"),
            "symmetry-unique sites",
        ),
        Column::made(
            "hops",
            Integer,
            |r| count(r, "hops"),
            "symmetry-unique hops",
        ),
        Column::at(
            "barrier_1d_ev",
            Number,
            "/barriers/1d/rigid",
            "barrier of percolation in one dimension above the lowest site in the rigid host, eV",
        ),
        Column::at(
            "barrier_2d_ev",
            Number,
            "/barriers/2d/rigid",
            "the same in two dimensions, eV",
        ),
        Column::at(
            "barrier_3d_ev",
            Number,
            "/barriers/3d/rigid",
            "the same in three dimensions, eV",
        ),
        Column::at(
            "elastic_1d_ev",
            Number,
            "/barriers/1d/elastic",
            "barrier in one dimension in the elastic host, eV",
        ),
        Column::at(
            "elastic_2d_ev",
            Number,
            "/barriers/2d/elastic",
            "the same in two dimensions, eV",
        ),
        Column::at(
            "elastic_3d_ev",
            Number,
            "/barriers/3d/elastic",
            "the same in three dimensions, eV",
        ),
        Column::made(
            "bottleneck_1d_ang",
            Number,
            |r| bottleneck(r, "1d"),
            "radius of the window of the hop that decides in one dimension, Å",
        ),
        Column::made(
            "bottleneck_2d_ang",
            Number,
            |r| bottleneck(r, "2d"),
            "the same in two dimensions, Å",
        ),
        Column::made(
            "bottleneck_3d_ang",
            Number,
            |r| bottleneck(r, "3d"),
            "the same in three dimensions, Å",
        ),
    ]
}

fn notes(record: &Value) -> Cell {
    let mut codes: Vec<&str> = Vec::new();
    for note in record["notes"].as_array().into_iter().flatten() {
        let code = note["code"].as_str().unwrap_or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Cell::Text(codes.join(";"))
}

fn count(record: &Value, key: &str) -> Cell {
    if record["ok"] != true {
        return Cell::Null;
    }
    let list = record[key].as_array();
    list.map_or(Cell::Null, |list| Cell::Integer(list.len() as i64))
}

/// Whether all barriers that there are are refined; nothing where there is none.
fn refined(record: &Value) -> Cell {
    let Some(barriers) = record["barriers"].as_object() else {
        return Cell::Null;
    };
    let mut found = barriers
        .values()
        .filter(|barrier| !barrier.is_null())
        .peekable();
    if found.peek().is_none() {
        return Cell::Null;
    }
    Cell::Flag(found.all(|barrier| barrier["refined"].is_number()))
}

/// The refined barrier where every one is, else that of the grid: the two are not mixed in one row.
fn barrier(record: &Value, dimension: &str) -> Cell {
    let key = if refined(record) == Cell::Flag(true) {
        "refined"
    } else {
        "grid"
    };
    let value = record["barriers"][dimension][key].as_f64();
    value.map_or(Cell::Null, Cell::Number)
}

/// The radius of the window of the hop that decides.
fn bottleneck(record: &Value, dimension: &str) -> Cell {
    let hop = record["barriers"][dimension]["hop"].as_u64();
    let radius = hop.and_then(|hop| record["hops"][hop as usize]["bottleneck"]["radius"].as_f64());
    radius.map_or(Cell::Null, Cell::Number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_there_once() {
        for question in [
            Question::Inspect,
            Question::Describe,
            Question::Bvse,
            Question::Paths,
        ] {
            let columns = columns(question);
            let names: BTreeSet<&str> = columns.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(names.len(), columns.len());
            assert_eq!(Question::from_name(question.name()), Some(question));
        }
    }

    #[test]
    fn refined_and_grid_are_not_mixed() {
        let row = |record: &Value| -> Vec<Cell> {
            own_columns(Question::Bvse)
                .iter()
                .map(|c| c.of(record))
                .collect()
        };
        let barriers = |second: Value| json!({"barriers": {"1d": {"grid": 0.31, "refined": 0.3}, "2d": second, "3d": null}});
        let all = row(&barriers(json!({"grid": 0.41, "refined": 0.4})));
        assert_eq!(
            all[1..5],
            [
                Cell::Number(0.3),
                Cell::Number(0.4),
                Cell::Null,
                Cell::Flag(true)
            ]
        );
        let some = row(&barriers(json!({"grid": 0.41, "refined": null})));
        assert_eq!(
            some[1..5],
            [
                Cell::Number(0.31),
                Cell::Number(0.41),
                Cell::Null,
                Cell::Flag(false)
            ]
        );
        assert_eq!(row(&json!({"barriers": {"1d": null}}))[4], Cell::Null);
    }
}
