//! The columns of barriers over orderings, empty where none are asked for.

use serde_json::Value;

use super::{Cell, Column, Kind};

/// How many dimensions, as records name them and in words.
const DIMENSIONS: [(&str, &str); 3] = [("1d", "one"), ("2d", "two"), ("3d", "three")];

/// Ends of the names of quartiles, with what they are.
const QUARTILES: [(&str, &str); 3] = [
    ("q25", "lower quartile"),
    ("q50", "median"),
    ("q75", "upper quartile"),
];

/// What was drawn, then for each number of dimensions the share that percolates and the quartiles of the barriers.
pub(super) fn of_orderings() -> Vec<Column> {
    use Kind::{Flag, Integer, Number, Text};
    let mut columns = vec![
        Column::at(
            "orderings",
            Integer,
            "/orderings/samples",
            "orderings drawn; null where none are asked for, or nothing is to be ordered",
        ),
        Column::made(
            "orderings_supercell",
            Text,
            supercell,
            "how often the cell is repeated for them, such as 2×2×1",
        ),
        Column::at(
            "orderings_seed",
            Integer,
            "/orderings/seed",
            "seed that they were drawn with",
        ),
        Column::at(
            "orderings_converged",
            Flag,
            "/orderings/converged",
            "whether the supercell is as large as shares between 0 and 1 need; true where every share is 0 or 1",
        ),
    ];
    for (dimension, words) in DIMENSIONS {
        let mut number = |name: String, at: &str, meaning: String| {
            let pointer = format!("/orderings/dimensions/{dimension}/{at}");
            columns.push(Column::at(&name, Number, &pointer, &meaning));
        };
        number(
            format!("share_{dimension}"),
            "share",
            format!("share of the orderings that percolate in {words} dimensions at least"),
        );
        for (end, which) in [("low", "lower"), ("high", "upper")] {
            number(
                format!("share_{dimension}_{end}"),
                &format!("share_{end}"),
                format!("{which} end of its interval at 95 %"),
            );
        }
        for (reference, above) in [
            ("lowest", "the lowest minimum"),
            ("filling", "the filling level"),
        ] {
            for (quartile, which) in QUARTILES {
                number(
                    format!("{reference}_{dimension}_{quartile}_ev"),
                    &format!("{reference}/{quartile}"),
                    format!(
                        "{which} of the barriers in {words} dimensions above {above} of each ordering, eV; null where it is infinite, \
                         since too few percolate"
                    ),
                );
            }
        }
        number(
            format!("open_mean_field_{dimension}_ev"),
            "open_mean_field",
            format!(
                "barrier in {words} dimensions of the mean over the disorder without the other ions on shared sites, eV"
            ),
        );
    }
    columns
}

fn supercell(record: &Value) -> Cell {
    let multiples = record["orderings"]["supercell"].as_array();
    multiples.map_or(Cell::Null, |multiples| {
        let words: Vec<String> = multiples.iter().map(Value::to_string).collect();
        Cell::Text(words.join("×"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shares_and_quartiles_are_found_where_there_are_some() {
        let record = json!({"orderings": {
            "samples": 3, "supercell": [2, 2, 1], "seed": 7, "converged": true,
            "dimensions": {"3d": {
                "share": 0.5, "share_low": 0.1, "share_high": 0.9,
                "lowest": {"q25": 0.4, "q50": null, "q75": null},
                "filling": {"q25": 0.3, "q50": 0.35, "q75": null},
                "open_mean_field": 0.2,
            }},
        }});
        let cell = |name: &str, record: &Value| {
            let column = of_orderings().into_iter().find(|c| c.name == name);
            column.unwrap().of(record)
        };
        for (name, expected) in [
            ("orderings", Cell::Integer(3)),
            ("orderings_supercell", Cell::Text("2×2×1".to_owned())),
            ("orderings_seed", Cell::Integer(7)),
            ("orderings_converged", Cell::Flag(true)),
            ("share_3d", Cell::Number(0.5)),
            ("share_3d_low", Cell::Number(0.1)),
            ("lowest_3d_q25_ev", Cell::Number(0.4)),
            ("lowest_3d_q50_ev", Cell::Null),
            ("filling_3d_q50_ev", Cell::Number(0.35)),
            ("open_mean_field_3d_ev", Cell::Number(0.2)),
            ("share_1d", Cell::Null),
        ] {
            assert_eq!(cell(name, &record), expected, "{name}");
            assert_eq!(cell(name, &json!({"orderings": null})), Cell::Null);
        }
    }
}
