//! The elements with the colours that people know.

/// Symbol, red, green, blue; the source stands in the file.
const COLOURS: &str = include_str!("../data/element_colours.csv");

/// What the table does not hold is drawn in this.
const OTHER: (&str, [u8; 3]) = ("other", [200, 60, 160]);

/// The number of an element in [`table`], which of an unknown one is the last.
pub(crate) fn number(symbol: &str) -> usize {
    rows().take_while(|(known, _)| *known != symbol).count()
}

/// Names and colours (red, green, blue), what is no element behind all.
pub(crate) fn table() -> impl Iterator<Item = (&'static str, [u8; 3])> {
    rows().chain([OTHER])
}

/// The colour of an element, red, green, blue.
pub(crate) fn colour(symbol: &str) -> [u8; 3] {
    let known = rows().find(|(known, _)| *known == symbol);
    known.unwrap_or(OTHER).1
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
        assert_eq!(table().nth(number("S")), Some(("S", [255, 255, 48])));
        assert_eq!(table().nth(number("Xx")), Some(OTHER));
        assert_eq!((colour("S"), colour("Xx")), ([255, 255, 48], OTHER.1));
        let written = COLOURS.lines().filter(|line| !line.starts_with('#'));
        assert!(rows().count() > 100 && rows().count() == written.count());
    }
}
