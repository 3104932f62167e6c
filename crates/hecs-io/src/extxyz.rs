//! Extended XYZ: frames of atoms with a lattice, as ASE, OVITO and the libraries of machine-learnt potentials have it.
//!
//! A frame is the number of atoms, a comment line of `key=value` pairs with `Lattice="…"` (three vectors, one after
//! the other, Å) and `Properties=species:S:1:pos:R:3:…`, and a line for each atom. The keys are described at
//! <https://github.com/libAtoms/extxyz>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hecs_core::{Element, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::FormatError;
use crate::atoms::{AtomList, listed_atom, ordered_atoms};
use crate::fields::{Lines, finite};

/// Reads every frame of a text.
///
/// # Errors
/// [`FormatError`] of the first frame that cannot be read.
pub fn read(text: &str) -> Result<Vec<Structure>, FormatError> {
    let mut lines = Lines::of(text);
    let mut frames = Vec::new();
    while let Some(frame) = next_frame(&mut lines) {
        frames.push(frame?.into_structure()?);
    }
    if frames.is_empty() {
        return Err(FormatError::Ends {
            lines: lines.number,
            expected: "the number of atoms",
        });
    }
    Ok(frames)
}

/// Writes a frame; `comments` are further keys and values of its comment line.
///
/// # Errors
/// [`FormatError::Disordered`], [`FormatError::Comment`] for a key or value with a quote, a line end or, in a
/// key, a blank.
pub fn write(structure: &Structure, comments: &[(&str, &str)]) -> Result<String, FormatError> {
    let atoms = ordered_atoms(structure, "extended XYZ")?;
    let lattice = structure.lattice();
    let vectors: Vec<String> = lattice.basis().iter().map(ToString::to_string).collect();
    let mut text = format!(
        "{}\nLattice=\"{}\" Properties=species:S:1:pos:R:3",
        atoms.len(),
        vectors.join(" ")
    );
    for (key, value) in comments {
        let is_bad = |c: char| c == '"' || c == '\\' || c.is_control();
        if value.contains(is_bad) {
            return Err(FormatError::Comment {
                text: (*value).to_owned(),
            });
        }
        if key.is_empty() || key.contains(|c: char| is_bad(c) || c.is_whitespace() || c == '=') {
            return Err(FormatError::Comment {
                text: (*key).to_owned(),
            });
        }
        let _ = write!(text, " {key}=\"{value}\"");
    }
    text.push_str(" pbc=\"T T T\"\n");
    for (element, fract) in atoms {
        let at = lattice.cartesian(&fract);
        let _ = writeln!(text, "{element} {:.12} {:.12} {:.12}", at.x, at.y, at.z);
    }
    Ok(text)
}

/// The first frame of a text.
pub(crate) fn list(text: &str) -> Result<AtomList, FormatError> {
    next_frame(&mut Lines::of(text)).unwrap_or(Err(FormatError::Empty))
}

fn next_frame(lines: &mut Lines<'_>) -> Option<Result<AtomList, FormatError>> {
    loop {
        let line = lines.try_next()?;
        if !line.trim().is_empty() {
            return Some(frame(line, lines));
        }
    }
}

fn frame(first: &str, lines: &mut Lines<'_>) -> Result<AtomList, FormatError> {
    let count: usize = first
        .trim()
        .parse()
        .map_err(|_| lines.wrong(format!("the number of atoms is expected: {first:?}")))?;
    let comment = lines.next("the comment line")?;
    let pairs = pairs(comment).ok_or_else(|| lines.wrong("a quotation mark is not closed"))?;
    let value = |key: &str| {
        let of_key = |(name, _): &&(String, String)| name.eq_ignore_ascii_case(key);
        pairs.iter().find(of_key).map(|(_, value)| value.as_str())
    };
    let vectors = value("Lattice").ok_or_else(|| {
        lines.wrong("no Lattice=\"…\": this is no crystal, or plain XYZ, which knows no cell")
    })?;
    let numbers: Option<Vec<f64>> = vectors.split_whitespace().map(finite).collect();
    let numbers = numbers.filter(|all| all.len() == 9);
    let numbers =
        numbers.ok_or_else(|| lines.wrong(format!("Lattice has nine numbers: {vectors:?}")))?;
    if let Some(pbc) = value("pbc")
        && pbc
            .split_whitespace()
            .any(|axis| axis.starts_with(['F', 'f', '0']))
    {
        return Err(lines.wrong(format!("pbc=\"{pbc}\": a slab or molecule is no crystal")));
    }
    if value("occupancy").is_some_and(is_partly_filled) {
        return Err(lines.wrong(
            "ASE's table of partial occupancies is there; write the structure as CIF, which holds them",
        ));
    }
    let columns = Columns::of(value("Properties").unwrap_or("species:S:1:pos:R:3"))
        .ok_or_else(|| lines.wrong("Properties names no species:S:1 (or Z:I:1) and pos:R:3"))?;
    let vectors = Matrix3::from_column_slice(&numbers);
    let inverse = vectors
        .try_inverse()
        .ok_or_else(|| lines.wrong("the vectors of Lattice span no volume"))?;
    // Not reserved at once: the number may be wrong.
    let mut atoms = Vec::new();
    for number in 1..=count {
        let line = lines.next("a line for each atom")?;
        let atom = columns
            .atom(line)
            .and_then(|(symbol, at)| listed_atom(symbol, number, inverse * at, lines.place(line)));
        atoms.push(atom.ok_or_else(|| {
            lines.wrong(format!("an element and a position are expected: {line:?}"))
        })?);
    }
    let name = NAMES.iter().find_map(|key| value(key)).unwrap_or_default();
    Ok(AtomList {
        name: name.to_owned(),
        vectors,
        atoms,
    })
}

/// Keys of the comment line that name a frame.
const NAMES: [&str; 5] = ["name", "material_id", "mp_id", "id", "formula"];

/// Whether the occupancies that ASE keeps beside the atoms (`{"0": {"Na": 0.5, "K": 0.5}}`) are others than 1.
fn is_partly_filled(occupancy: &str) -> bool {
    let json = occupancy.trim_start_matches("_JSON").trim();
    let Ok(kinds) = serde_json::from_str::<BTreeMap<String, BTreeMap<String, f64>>>(json) else {
        // A column or a number of another meaning.
        return false;
    };
    kinds
        .values()
        .any(|kind| kind.len() > 1 || kind.values().any(|share| (share - 1.0).abs() > 1e-3))
}

/// In which fields of a line species and position stand.
struct Columns {
    species: usize,
    /// Whether they are atomic numbers, not symbols.
    are_numbers: bool,
    position: usize,
}

impl Columns {
    fn of(properties: &str) -> Option<Self> {
        let parts: Vec<&str> = properties.split(':').collect();
        let (mut species, mut numbers, mut position, mut field) = (None, None, None, 0);
        for property in parts.chunks_exact(3) {
            let width: usize = property[2].parse().ok()?;
            match property[0] {
                "species" if width == 1 => species = Some(field),
                "Z" | "numbers" if width == 1 => numbers = Some(field),
                "pos" if width == 3 => position = Some(field),
                _ => {}
            }
            field = usize::checked_add(field, width)?;
        }
        Some(Self {
            species: species.or(numbers)?,
            are_numbers: species.is_none(),
            position: position?,
        })
    }

    /// Symbol and Cartesian position in Å.
    fn atom<'l>(&self, line: &'l str) -> Option<(&'l str, Vector3<f64>)> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let species = *fields.get(self.species)?;
        let symbol = if self.are_numbers {
            Element::from_atomic_number(species.parse().ok()?)?.symbol()
        } else {
            species
        };
        let numbers = fields.get(self.position..self.position.checked_add(3)?)?;
        let numbers: Option<Vec<f64>> = numbers.iter().map(|field| finite(field)).collect();
        Some((symbol, Vector3::from_vec(numbers?)))
    }
}

/// The `key=value` pairs of a comment line; values in quotation marks or braces may hold blanks, a key without value is true.
/// `None` where a quotation mark or brace is not closed.
fn pairs(comment: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = comment.trim();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let key = rest[..end].trim_matches('"').to_owned();
        rest = rest[end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            pairs.push((key, "T".to_owned()));
            continue;
        };
        rest = after.trim_start();
        let (value, after) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted(&rest[1..], quote)?,
            Some('{' | '[') => {
                let (inside, after) = bracketed(rest)?;
                (inside.to_owned(), after)
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        pairs.push((key, value));
        rest = after.trim_start();
    }
    Some(pairs)
}

/// What stands before a closing quotation mark, and what follows it; behind a backslash a mark is a character.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            c if c == quote => return Some((value, &text[at + c.len_utf8()..])),
            c => value.push(c),
        }
    }
    None
}

/// What stands inside the outermost brackets, and what follows them.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &str = "2\nLattice=\"4.0 0 0 0 4.0 0 0 0 4.0\" Properties=species:S:1:pos:R:3:forces:R:3 energy=-1.5 stress=\"0 0 0\" name='a b' pbc=\"T T T\"\nCs 0 0 0 0.1 0 0\nCl 2.0 2.0 2.0 0 0 0\n";

    #[test]
    fn frames_are_read_one_after_the_other() {
        let frames = read(&format!("{FRAME}{FRAME}\n")).unwrap();
        assert_eq!(frames.len(), 2);
        assert_eq!(frames[0].name(), "a b");
        assert_eq!(frames[1].sites()[1].positions[0], Vector3::repeat(0.5));
    }

    #[test]
    fn species_may_be_numbers_and_values_hold_quotes_and_brackets() {
        let text = FRAME
            .replace("species:S:1:pos", "Z:I:1:pos")
            .replace("Cs 0", "55 0")
            .replace("Cl 2", "17 2")
            .replace(
                "energy",
                "a=[[1, 2], [3, 4]] b={1 2} note=\"_JSON {\\\"x\\\": \\\"it's\\\"}\" energy",
            );
        let frame = list(&text).unwrap();
        assert_eq!(frame.atoms[1].label, "Cl2");
        assert_eq!(frame.name, "a b");
    }

    #[test]
    fn partial_occupancies_of_ase_are_not_ignored() {
        let with = |table: &str| {
            let table = table.replace('"', "\\\"");
            list(&FRAME.replace("energy", &format!("occupancy=\"_JSON {table}\" energy")))
        };
        assert!(with("{\"0\": {\"Cs\": 1.0}, \"1\": {\"Cl\": 1.0}}").is_ok());
        let error = with("{\"0\": {\"Cs\": 0.5, \"Rb\": 0.5}}").err().unwrap();
        assert!(error.to_string().contains("CIF"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let says = |text: &str| read(text).unwrap_err().to_string();
        assert!(says("2\na comment\nLi 0 0 0\n").starts_with("line 2: no Lattice"));
        assert!(says(&FRAME.replace("T T T", "T T F")).contains("slab"));
        assert!(says(&FRAME.replace("Cl 2.0", "Cl two")).starts_with("line 4"));
        assert!(says(&FRAME.replacen('2', "3", 1)).starts_with("ends after line 4"));
        assert!(says(&FRAME.replace("pos:R:3:", "")).contains("Properties"));
        assert!(says(&FRAME.replace("4.0\" P", "4.0 P")).contains("line 2"));
        assert!(says("").contains("number of atoms"));
        assert!(says(&format!("99999999999999\n{}", &FRAME[2..])).starts_with("ends after"));
    }
}
