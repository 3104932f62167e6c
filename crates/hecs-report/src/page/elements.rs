//! The elements of the crystals of a page, with the colours that people know.

use serde_json::{Value, json};

/// Symbol, red, green, blue; the source stands in the file.
const COLOURS: &str = include_str!("../../data/element_colours.csv");

/// What the table does not hold is drawn in this.
const OTHER: [u8; 3] = [200, 60, 160];

/// Elements in the order in which they are first seen.
#[derive(Default)]
pub(super) struct Elements {
    symbols: Vec<String>,
}

impl Elements {
    /// The number of an element on the page.
    pub(super) fn number(&mut self, symbol: &str) -> usize {
        let known = self.symbols.iter().position(|known| known == symbol);
        known.unwrap_or_else(|| {
            self.symbols.push(symbol.to_owned());
            self.symbols.len() - 1
        })
    }

    pub(super) fn json(&self) -> Value {
        let symbols = self.symbols.iter();
        symbols
            .map(|symbol| json!({ "name": symbol, "colour": colour(symbol) }))
            .collect()
    }
}

fn colour(symbol: &str) -> [u8; 3] {
    let lines = COLOURS.lines().filter(|line| !line.starts_with('#'));
    let mut rows = lines.map(|line| line.split(','));
    let Some(row) = rows.find_map(|mut row| (row.next() == Some(symbol)).then_some(row)) else {
        return OTHER;
    };
    let numbers: Vec<u8> = row.filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_numbered_as_they_come_and_have_their_colours() {
        let mut elements = Elements::default();
        assert_eq!(
            [
                elements.number("S"),
                elements.number("Li"),
                elements.number("S")
            ],
            [0, 1, 0]
        );
        assert_eq!(
            elements.json()[0],
            json!({ "name": "S", "colour": [255, 255, 48] })
        );
        assert_eq!(colour("Xx"), OTHER);
        let rows = COLOURS.lines().filter(|line| !line.starts_with('#'));
        assert!(rows.clone().count() > 100 && rows.clone().all(|row| row.split(',').count() == 4));
    }
}
