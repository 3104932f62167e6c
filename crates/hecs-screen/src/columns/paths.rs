//! The columns of the migration network.

use serde_json::Value;

use super::{Cell, Column, Kind};

pub(super) fn of_paths() -> Vec<Column> {
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

fn count(record: &Value, key: &str) -> Cell {
    if record["ok"] != true {
        return Cell::Null;
    }
    let list = record[key].as_array();
    list.map_or(Cell::Null, |list| Cell::Integer(list.len() as i64))
}

/// The radius of the window of the hop that decides.
fn bottleneck(record: &Value, dimension: &str) -> Cell {
    let hop = record["barriers"][dimension]["hop"].as_u64();
    let radius = hop.and_then(|hop| record["hops"][hop as usize]["bottleneck"]["radius"].as_f64());
    radius.map_or(Cell::Null, Cell::Number)
}
