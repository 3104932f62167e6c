//! Damaged copies of a text, the same for the same seed.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What numbers become.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e308",
    "1e-308",
    "-1e300",
    "nan",
    "inf",
    "?",
    ".",
    "1(9)",
    "99999999999999999999",
    "0.5.5",
];

/// What is put between bytes.
const WORDS: [&str; 14] = [
    "loop_",
    "data_x",
    "_cell_length_a",
    "save_",
    ";",
    "'",
    "\"",
    "\n;\n",
    "[",
    "{",
    "\u{0}",
    "\u{feff}",
    "#\\#CIF_2.0\n",
    "x,y,z",
];

/// A copy of `text` with one to four faults: bytes that are changed, lost, doubled or moved, lines that are
/// lost, doubled or cut, numbers that are none any more or of another size, words in the wrong place.
pub(crate) fn mutant(text: &[u8], seed: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut bytes = text.to_vec();
    for _ in 0..random.random_range(1..=4) {
        if bytes.is_empty() {
            break;
        }
        damage(&mut bytes, &mut random);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, random: &mut impl Rng) {
    let at = random.random_range(0..bytes.len());
    let end = (at + random.random_range(1..40)).min(bytes.len());
    match random.random_range(0..10) {
        0 => bytes[at] ^= 1 << random.random_range(0..8),
        1 => bytes[at] = random.random(),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        4 => bytes.truncate(at),
        5 => {
            let word = WORDS[random.random_range(0..WORDS.len())];
            bytes.splice(at..at, word.bytes());
        }
        6 => {
            let line = line_at(bytes, at);
            drop(bytes.drain(line));
        }
        7 => {
            let line = line_at(bytes, at);
            let copy = bytes[line].to_vec();
            let place = line_at(bytes, random.random_range(0..bytes.len())).start;
            bytes.splice(place..place, copy);
        }
        _ => {
            let number = number_at(bytes, at);
            let old = String::from_utf8_lossy(&bytes[number.clone()]).into_owned();
            let new = match random.random_range(0..3) {
                0 => NUMBERS[random.random_range(0..NUMBERS.len())].to_owned(),
                1 => format!("{old}e{}", random.random_range(-12..12)),
                _ => format!("-{old}"),
            };
            bytes.splice(number, new.bytes());
        }
    }
}

/// The line around a byte, with its end.
fn line_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_end = |b: &u8| *b == b'\n';
    let start = bytes[..at].iter().rposition(is_end).map_or(0, |i| i + 1);
    let end = bytes[at..].iter().position(is_end);
    start..end.map_or(bytes.len(), |i| at + i + 1)
}

/// The next number behind a byte; the byte itself where there is none.
fn number_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_digit = |b: &u8| b.is_ascii_digit();
    let Some(start) = bytes[at..].iter().position(is_digit).map(|i| at + i) else {
        return at..at + 1;
    };
    let is_part = |b: &u8| b.is_ascii_digit() || *b == b'.';
    let length = bytes[start..].iter().position(|b| !is_part(b));
    start..length.map_or(bytes.len(), |n| start + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_mutant_and_others_differ() {
        let text = b"data_x\n_cell_length_a 5.64\nloop_\n_a\n1.5 2 3\n";
        let mutants: Vec<Vec<u8>> = (0..100).map(|seed| mutant(text, seed)).collect();
        assert_eq!(mutants[7], mutant(text, 7));
        assert!(mutants.iter().filter(|m| m.as_slice() != text).count() > 90);
    }
}
