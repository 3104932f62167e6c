//! The columns of the descriptors of argyrodites, and of the features of any electrolyte.

use hecs_descriptors::{Descriptor, Feature};
use serde_json::Value;

use super::{Cell, Column, Kind};

/// The 32 descriptors, by the names that a model takes.
pub(super) fn of_describe() -> Vec<Column> {
    let columns = Descriptor::ALL.iter().map(|descriptor| {
        let (name, unit) = (descriptor.name(), descriptor.unit());
        value("descriptors", name, unit, descriptor.meaning())
    });
    columns.collect()
}

/// Ion and prototype, the 54 features by the names that a model takes, and why some have no value.
pub(super) fn of_features() -> Vec<Column> {
    use Kind::Text;
    let mut columns = vec![
        Column::at("ion", Text, "/ion", "the mobile ion"),
        Column::at(
            "prototype",
            Text,
            "/prototype",
            "the prototype that the structure is like; null where it is like none of those known",
        ),
    ];
    columns.extend(Feature::ALL.iter().map(|feature| {
        let (name, unit) = (feature.name(), feature.unit());
        value("features", name, unit, feature.meaning())
    }));
    columns.extend([
        Column::made(
            "missing",
            Text,
            missing,
            "features without a value, each with the code of the reason, such as PL_X:missing-property, with ; between",
        ),
        Column::made(
            "special",
            Text,
            special,
            "special descriptors of the prototype asked for, or of the one that the structure is like, as a JSON object",
        ),
    ]);
    columns
}

/// A value of a map of the record; the meaning ends with the unit.
fn value(map: &str, name: &str, unit: &str, meaning: &str) -> Column {
    let meaning = match unit {
        "" => meaning.to_owned(),
        unit => format!("{meaning}, {unit}"),
    };
    let pointer = format!("/{map}/{}", name.replace('/', "~1"));
    Column::at(name, Kind::Number, &pointer, &meaning)
}

fn missing(record: &Value) -> Cell {
    let reasons = record["missing"].as_object().into_iter().flatten();
    let words = reasons.map(|(name, reason)| {
        let code = reason["code"].as_str().unwrap_or_default();
        format!("{name}:{code}")
    });
    Cell::Text(words.collect::<Vec<_>>().join(";"))
}

fn special(record: &Value) -> Cell {
    let values = record.get("special").filter(|v| v.is_object());
    values.map_or(Cell::Null, |values| Cell::Text(values.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_has_no_value_has_a_reason() {
        let record = json!({
            "ion": "Li+",
            "prototype": null,
            "features": {"r_X": 1.4},
            "missing": {"PL_X": {"code": "missing-property", "message": "…"}, "window_1": {"code": "no-hop", "message": "…"}},
            "special": {"window_48h": 1.5},
        });
        let cell = |name: &str| {
            let columns = of_features();
            columns.iter().find(|c| c.name == name).unwrap().of(&record)
        };
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(cell("r_X"), Cell::Number(1.4));
        assert_eq!(cell("PL_X"), Cell::Null);
        assert_eq!(
            cell("missing"),
            text("PL_X:missing-property;window_1:no-hop")
        );
        assert_eq!(cell("special"), text("{\"window_48h\":1.5}"));
        assert_eq!(cell("prototype"), Cell::Null);
    }
}
