//! POSCAR and CONTCAR, the structure of VASP 4 and 5.
//!
//! Read are the comment, the scale (a factor, three, or minus the volume), cell vectors, symbols (VASP 5, or in
//! the comment as VASP 4 has them), counts, `Selective dynamics`, and positions in direct or Cartesian
//! coordinates; what follows them, such as velocities, is not looked at. The wiki of VASP describes the
//! format (<https://www.vasp.at/wiki/index.php/POSCAR>).

use std::fmt::Write as _;

use hecs_cif::ListedAtom;
use hecs_core::{Element, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::FormatError;
use crate::atoms::{AtomList, listed_atom, ordered_atoms};
use crate::fields::{Lines, finite};

/// Reads the structure of a POSCAR; its name is the comment.
///
/// ```
/// let text = "beta-AgI\n-70.0\n1 0 0\n0 1 0\n0 0 1\nAg_pv I\n1 1\nSelective dynamics\nDirect\n0 0 0 T T T\n0.5 0.5 0.5 F F F\n";
/// let structure = hecs_io::poscar::read(text)?;
/// assert!((structure.lattice().volume() - 70.0).abs() < 1e-9);
/// # Ok::<(), hecs_io::FormatError>(())
/// ```
///
/// # Errors
/// [`FormatError`] with the line.
pub fn read(text: &str) -> Result<Structure, FormatError> {
    list(text)?.into_structure()
}

/// What a POSCAR lists.
pub(crate) fn list(text: &str) -> Result<AtomList, FormatError> {
    let mut lines = Lines::of(text);
    let comment = lines.next("the comment")?.trim();
    let scale = scale(&mut lines)?;
    let mut vectors = Matrix3::zeros();
    for column in 0..3 {
        let line = lines.next("three cell vectors")?;
        let vector: [f64; 3] = lines.numbers(line, "a cell vector")?;
        vectors.set_column(column, &Vector3::from(vector));
    }
    let (vectors, factors) = scale.of(&vectors);
    let symbols = symbols(&mut lines, comment)?;
    let mut line = lines.next("Direct or Cartesian")?;
    if starts_with(line, "Ss") {
        line = lines.next("Direct or Cartesian")?;
    }
    let is_cartesian = starts_with(line, "CcKk");
    if !is_cartesian && !starts_with(line, "Dd") {
        return Err(lines.wrong(format!("Direct or Cartesian is expected: {line:?}")));
    }
    let inverse = vectors
        .try_inverse()
        .ok_or_else(|| lines.wrong("the cell vectors span no volume"))?;
    let mut atoms = Vec::new();
    let of_atoms = symbols
        .iter()
        .flat_map(|(symbol, n)| std::iter::repeat_n(*symbol, *n));
    for (symbol, number) in of_atoms.zip(1..) {
        let line = lines.next("a position for each atom")?;
        let numbers: [f64; 3] = lines.numbers(line, "a position")?;
        let mut fract = Vector3::from(numbers);
        if is_cartesian {
            fract = inverse * fract.component_mul(&factors);
        }
        atoms.extend(listed_atom(symbol, number, fract, lines.place(line)));
    }
    Ok(AtomList {
        name: comment.to_owned(),
        vectors,
        atoms,
    })
}

/// Writes a structure as POSCAR of VASP 5: atoms grouped by element in the order of first appearance, direct
/// coordinates with 16 decimals.
///
/// # Errors
/// [`FormatError::Disordered`].
pub fn write(structure: &Structure) -> Result<String, FormatError> {
    let atoms = ordered_atoms(structure, "POSCAR")?;
    let mut groups: Vec<(Element, Vec<Vector3<f64>>)> = Vec::new();
    for (element, fract) in atoms {
        match groups.iter_mut().find(|(known, _)| *known == element) {
            Some((_, group)) => group.push(fract),
            None => groups.push((element, vec![fract])),
        }
    }
    let name = structure.name().replace(['\n', '\r'], " ");
    let mut text = format!("{name}\n1.0\n");
    for vector in structure.lattice().basis().column_iter() {
        let _ = writeln!(
            text,
            "{:.16} {:.16} {:.16}",
            vector[0], vector[1], vector[2]
        );
    }
    let symbols: Vec<&str> = groups.iter().map(|(element, _)| element.symbol()).collect();
    let counts: Vec<String> = groups
        .iter()
        .map(|(_, group)| group.len().to_string())
        .collect();
    let _ = writeln!(text, "{}\n{}\nDirect", symbols.join(" "), counts.join(" "));
    for fract in groups.iter().flat_map(|(_, group)| group) {
        let _ = writeln!(text, "{:.16} {:.16} {:.16}", fract[0], fract[1], fract[2]);
    }
    Ok(text)
}

/// What the cell vectors are multiplied by.
enum Scale {
    Factors(Vector3<f64>),
    /// To this volume in Å³.
    Volume(f64),
}

impl Scale {
    /// The cell vectors (columns) in Å, and the factors of Cartesian coordinates.
    fn of(&self, vectors: &Matrix3<f64>) -> (Matrix3<f64>, Vector3<f64>) {
        let factors = match self {
            Self::Factors(factors) => *factors,
            Self::Volume(volume) => {
                let unscaled = vectors.determinant().abs();
                Vector3::repeat((volume / unscaled).cbrt())
            }
        };
        (Matrix3::from_diagonal(&factors) * vectors, factors)
    }
}

fn scale(lines: &mut Lines<'_>) -> Result<Scale, FormatError> {
    let line = lines.next("the scale")?;
    let factors: Vec<f64> = line.split_whitespace().map_while(finite).collect();
    match factors[..] {
        [volume, ..] if volume < 0.0 => Ok(Scale::Volume(-volume)),
        [x, y, z, ..] if x > 0.0 && y > 0.0 && z > 0.0 => Ok(Scale::Factors(Vector3::new(x, y, z))),
        [factor] | [factor, _] if factor > 0.0 => Ok(Scale::Factors(Vector3::repeat(factor))),
        _ => Err(lines.wrong(format!(
            "the scale is expected, a number that is not 0: {line:?}"
        ))),
    }
}

/// The symbols of elements, each with the number of its atoms.
fn symbols<'t>(
    lines: &mut Lines<'t>,
    comment: &'t str,
) -> Result<Vec<(&'t str, usize)>, FormatError> {
    let expected = "the symbols of the elements";
    let mut line = lines.next(expected)?;
    let is_vasp_4 = line
        .split_whitespace()
        .next()
        .is_some_and(|field| field.parse::<usize>().is_ok());
    let symbols = if is_vasp_4 {
        let named: Option<Vec<&str>> = comment.split_whitespace().map(symbol).collect();
        named.filter(|all| !all.is_empty()).ok_or_else(|| {
            lines.wrong(format!(
                "the counts stand without symbols, as in VASP 4, and the comment {comment:?} names no elements; write the symbols in a line above the counts"
            ))
        })?
    } else {
        let named: Option<Vec<&str>> = line.split_whitespace().map(symbol).collect();
        let named = named.filter(|all| !all.is_empty());
        let named =
            named.ok_or_else(|| lines.wrong(format!("{expected} are expected: {line:?}")))?;
        line = lines.next("the number of atoms of each element")?;
        named
    };
    let counts: Vec<usize> = line
        .split_whitespace()
        .map_while(|field| field.parse().ok())
        .collect();
    if counts.len() != symbols.len() {
        return Err(lines.wrong(format!(
            "{} counts are expected, one for each element: {line:?}",
            symbols.len()
        )));
    }
    let total = counts
        .iter()
        .try_fold(0_usize, |sum, n| sum.checked_add(*n));
    if total.is_none_or(|n| n == 0 || n > MOST_ATOMS) {
        return Err(lines.wrong(format!(
            "between 1 and {MOST_ATOMS} atoms are expected: {line:?}"
        )));
    }
    Ok(symbols.into_iter().zip(counts).collect())
}

/// More atoms than any file with a position for each can have here.
const MOST_ATOMS: usize = 10_000_000;

/// The symbol of the element in `Li`, `Li_pv` or, in files with hashes of potentials, `Li/3f2a`.
fn symbol(field: &str) -> Option<&str> {
    let symbol = field.split(['_', '/', '.']).next()?;
    ListedAtom::new(symbol, Vector3::zeros()).map(|_| symbol)
}

fn starts_with(line: &str, letters: &str) -> bool {
    line.trim_start().starts_with(|c| letters.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_frames_and_factors_say_the_same_crystal() {
        let cell = "4 0 0\n0 5 0\n0 0 6\n";
        let texts = [
            format!("x\n1.0\n{cell}Li O\n1 1\nDirect\n0 0 0\n0.5 0.25 0.5\n"),
            // VASP 4, a factor, Cartesian.
            "Li O\n2.0\n2 0 0\n0 2.5 0\n0 0 3\n1 1\nCartesian\n0 0 0\n1 0.625 1.5\n".to_owned(),
            format!(
                "x\n-120\n{cell}Li_sv O\n1 1\nSelective dynamics\nDirect\n0 0 0 T T T\n0.5 0.25 0.5 F F T\n\n0 0 0\n"
            ),
            "x\n4 5 6\n1 0 0\n0 1 0\n0 0 1\nLi O\n1 1\nKartesisch\n0 0 0\n0.5 0.25 0.5\n"
                .to_owned(),
        ];
        let first = read(&texts[0]).unwrap();
        for text in &texts {
            let read = read(text).unwrap();
            assert_eq!(read.sites(), first.sites(), "{text}");
            assert!((read.lattice().volume() - 120.0).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let line_of = |text: &str| match read(text).unwrap_err() {
            FormatError::Line { line, .. } => line,
            FormatError::Ends { lines, .. } => lines,
            other => panic!("{other}"),
        };
        let cell = "4 0 0\n0 5 0\n0 0 6\n";
        assert_eq!(line_of("x\n0\n"), 2);
        assert_eq!(line_of("x\n1\n4 0\n"), 3);
        assert_eq!(line_of(&format!("x\n1\n{cell}Xx\n1\n")), 6);
        assert_eq!(line_of(&format!("x\n1\n{cell}Li O\n1\n")), 7);
        assert_eq!(line_of(&format!("x\n1\n{cell}1 1\nDirect\n")), 6);
        assert_eq!(line_of(&format!("x\n1\n{cell}Li\n1\n0 0 0\n")), 8);
        assert_eq!(line_of(&format!("x\n1\n{cell}Li\n2\nDirect\n0 0 0\n")), 9);
        assert_eq!(line_of(&format!("x\n1\n{cell}Li\n1\nDirect\n0 NaN 0\n")), 9);
        assert_eq!(
            line_of(&format!("x\n1\n{cell}Li\n99999999999999999999 1\n")),
            7
        );
        assert!(read("").is_err());
    }
}
