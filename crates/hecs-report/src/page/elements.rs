//! The elements with the colours that people know.

use serde_json::{Value, json};

/// Symbol, red, green, blue; the source stands in the file.
const COLOURS: &str = include_str!("../../data/element_colours.csv");

/// What the table does not hold is drawn in this.
const OTHER: (&str, [u8; 3]) = ("other", [200, 60, 160]);

/// The number of an element in [`table`], which of an unknown one is the last.
pub(super) fn number(symbol: &str) -> usize {
    rows().take_while(|(known, _)| *known != symbol).count()
}

/// Names and colours, what is no element behind all.
pub(super) fn table() -> Value {
    let named = rows().chain([OTHER]);
    named
        .map(|(name, colour)| json!({ "name": name, "colour": colour }))
        .collect()
}

fn rows() -> impl Iterator<Item = (&'static str, [u8; 3])> {
    let lines = COLOURS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (symbol, colour) = line.split_once(',')?;
        let numbers: Vec<u8> = colour.split(',').filter_map(|n| n.parse().ok()).collect();
        Some((symbol, numbers.try_into().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_their_colours_and_the_unknown_one_of_its_own() {
        let table = table();
        assert_eq!(
            table[number("S")],
            json!({ "name": "S", "colour": [255, 255, 48] })
        );
        assert_eq!(table[number("Xx")]["name"], "other");
        let written = COLOURS.lines().filter(|line| !line.starts_with('#'));
        assert!(rows().count() > 100 && rows().count() == written.count());
    }
}
