//! The columns of barriers.

use serde_json::Value;

use super::{Cell, Column, Kind};

pub(super) fn of_bvse() -> Vec<Column> {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn refined_and_grid_are_not_mixed() {
        let row =
            |record: &Value| -> Vec<Cell> { of_bvse().iter().map(|c| c.of(record)).collect() };
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
