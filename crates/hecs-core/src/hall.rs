//! Hall symbols → operations (S. R. Hall, Acta Cryst. A 37 (1981) 517; International Tables B,
//! A1.4.2), for any text: what is no Hall symbol gives `None`.

use crate::{Operation, TRANSLATION_DENOMINATOR};

type Rotation = [[i32; 3]; 3];

/// Lattice translations of a centring letter, in units of 1/120, without the zero vector.
fn centring(letter: u8) -> Option<&'static [[i32; 3]]> {
    Some(match letter.to_ascii_uppercase() {
        b'P' => &[],
        b'A' => &[[0, 60, 60]],
        b'B' => &[[60, 0, 60]],
        b'C' => &[[60, 60, 0]],
        b'I' => &[[60, 60, 60]],
        b'R' => &[[80, 40, 40], [40, 80, 80]],
        b'S' => &[[40, 40, 80], [80, 80, 40]],
        b'T' => &[[40, 80, 40], [80, 40, 80]],
        b'H' => &[[80, 40, 0], [40, 80, 0]],
        b'F' => &[[0, 60, 60], [60, 0, 60], [60, 60, 0]],
        _ => return None,
    })
}

/// Rotation by 360°/`order` about z; the others follow by permuting the axes.
fn about_z(order: u8) -> Option<Rotation> {
    Some(match order {
        1 => [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        2 => [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
        3 => [[0, -1, 0], [1, -1, 0], [0, 0, 1]],
        4 => [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
        6 => [[1, -1, 0], [1, 0, 0], [0, 0, 1]],
        _ => return None,
    })
}

/// The same matrix with z → `axis` by cyclic permutation.
fn cycled(about_z: &Rotation, axis: usize) -> Rotation {
    let shift = (axis + 1) % 3;
    let mut out = [[0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            out[(i + shift) % 3][(j + shift) % 3] = about_z[i][j];
        }
    }
    out
}

/// Two-fold rotation about a diagonal in the plane normal to `axis`: `'` (or `^`) is the
/// difference of the two other axes, `"` (or `=`) their sum.
fn diagonal(axis: usize, sum: bool) -> Rotation {
    let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
    let sign = if sum { 1 } else { -1 };
    let mut out = [[0; 3]; 3];
    out[axis][axis] = -1;
    out[i][j] = sign;
    out[j][i] = sign;
    out
}

const DIAGONAL_3: Rotation = [[0, 0, 1], [1, 0, 0], [0, 1, 0]];

/// One rotation of the symbol, such as `-2yb`, `41`, `3*`, `2"`.
struct Parsed {
    operation: Operation,
    order: u8,
    axis: usize,
}

/// Axis and order of the rotation in front, which decide what a bare number means.
fn parse_rotation(word: &str, previous: Option<(u8, usize)>, place: usize) -> Option<Parsed> {
    let improper = word.starts_with('-');
    let mut bytes = word.bytes().skip(usize::from(improper)).peekable();
    let order = bytes.next()?.checked_sub(b'0')?;
    let mut axis = match previous {
        None => 2,
        Some((_, axis)) => axis,
    };
    let mut rotation = None;
    let mut screw_axis = None;
    match bytes.peek() {
        Some(b'x' | b'y' | b'z') => {
            axis = usize::from(bytes.next()? - b'x');
            rotation = Some(cycled(&about_z(order)?, axis));
            screw_axis = Some(axis);
        }
        Some(mark @ (b'\'' | b'^' | b'"' | b'=')) => {
            let sum = matches!(mark, b'"' | b'=');
            bytes.next();
            if order != 2 {
                return None;
            }
            rotation = Some(diagonal(axis, sum));
        }
        Some(b'*') => {
            bytes.next();
            if order != 3 {
                return None;
            }
            rotation = Some(DIAGONAL_3);
        }
        _ => {}
    }
    let rotation = match (rotation, order, previous, place) {
        (Some(rotation), ..) => rotation,
        (None, 1, ..) => about_z(1)?,
        (None, _, None, _) => {
            screw_axis = Some(2);
            about_z(order)?
        }
        // A second two-fold is along x after 2 or 4, along a − b after 3 or 6.
        (None, 2, Some((2 | 4, _)), 1) => {
            axis = 0;
            screw_axis = Some(0);
            cycled(&about_z(2)?, 0)
        }
        (None, 2, Some((3 | 6, _)), 1) => diagonal(axis, false),
        (None, 3, Some(_), 2) => DIAGONAL_3,
        // After -1 or 1 in front the axis is still open.
        (None, _, Some((1, _)), _) => {
            axis = 2;
            screw_axis = Some(2);
            about_z(order)?
        }
        _ => return None,
    };
    let mut translation = [0; 3];
    for mark in bytes {
        let shift = match mark {
            b'a' => [60, 0, 0],
            b'b' => [0, 60, 0],
            b'c' => [0, 0, 60],
            b'n' => [60, 60, 60],
            b'u' => [30, 0, 0],
            b'v' => [0, 30, 0],
            b'w' => [0, 0, 30],
            b'd' => [30, 30, 30],
            b'1'..=b'5' => {
                let steps = i32::from(mark - b'0');
                if steps >= i32::from(order) {
                    return None;
                }
                let mut along = [0; 3];
                along[screw_axis?] = steps * TRANSLATION_DENOMINATOR / i32::from(order);
                along
            }
            _ => return None,
        };
        for (t, s) in translation.iter_mut().zip(shift) {
            *t = (*t + s).rem_euclid(TRANSLATION_DENOMINATOR);
        }
    }
    let sign = if improper { -1 } else { 1 };
    Some(Parsed {
        operation: Operation {
            rotation: rotation.map(|row| row.map(|x| sign * x)),
            translation,
        },
        order,
        axis,
    })
}

/// The change of basis in parentheses: a shift in twelfths, or the form `x,y,z+1/4`.
fn parse_change(text: &str) -> Option<Operation> {
    if text.contains(',') {
        return text.parse().ok();
    }
    let mut shift = [0; 3];
    let mut words = text.split_whitespace();
    for out in &mut shift {
        let twelfths: i32 = words.next()?.parse().ok()?;
        *out = (twelfths.checked_mul(TRANSLATION_DENOMINATOR / 12)?)
            .rem_euclid(TRANSLATION_DENOMINATOR);
    }
    words.next().is_none().then_some(Operation {
        translation: shift,
        ..Operation::IDENTITY
    })
}

/// Generators of a symbol, centring included.
fn generators(symbol: &str) -> Option<Vec<Operation>> {
    let symbol = symbol.trim();
    if !symbol.is_ascii() || symbol.len() > 80 {
        return None;
    }
    let (main, change) = match symbol.split_once('(') {
        Some((main, rest)) => {
            let inner = rest.trim_end().strip_suffix(')')?;
            (main, Some(parse_change(inner)?))
        }
        None => (symbol, None),
    };
    let mut words = main.split_whitespace();
    let mut first = words.next()?;
    let mut list = Vec::new();
    if let Some(rest) = first.strip_prefix('-') {
        first = rest;
        list.push(Operation {
            rotation: [[-1, 0, 0], [0, -1, 0], [0, 0, -1]],
            translation: [0; 3],
        });
    }
    let [letter] = first.as_bytes() else {
        return None;
    };
    list.extend(centring(*letter)?.iter().map(|shift| Operation {
        translation: *shift,
        ..Operation::IDENTITY
    }));
    let mut previous: Option<(u8, usize)> = None;
    for (place, word) in words.enumerate() {
        if place >= 4 {
            return None;
        }
        let parsed = parse_rotation(word, previous, place)?;
        list.push(parsed.operation);
        if parsed.order > 1 || previous.is_none() {
            previous = Some((parsed.order, parsed.axis));
        }
    }
    // A symbol without rotations is no symbol: P 1 is the least.
    previous?;
    if let Some(change) = change {
        let back = inverse(&change);
        for operation in &mut list {
            *operation = change.compose(operation).compose(&back);
        }
    }
    Some(list)
}

/// Inverse of an operation of determinant ±1: R⁻¹ is its adjugate over the determinant.
fn inverse(operation: &Operation) -> Operation {
    let r = &operation.rotation;
    let det = operation.determinant();
    let mut rotation = [[0; 3]; 3];
    for (i, row) in rotation.iter_mut().enumerate() {
        for (j, out) in row.iter_mut().enumerate() {
            let (a, b) = ((j + 1) % 3, (j + 2) % 3);
            let (c, d) = ((i + 1) % 3, (i + 2) % 3);
            *out = det * (r[a][c] * r[b][d] - r[a][d] * r[b][c]);
        }
    }
    let mut translation = [0; 3];
    for (i, out) in translation.iter_mut().enumerate() {
        let sum: i32 = (0..3)
            .map(|j| rotation[i][j] * operation.translation[j])
            .sum();
        *out = (-sum).rem_euclid(TRANSLATION_DENOMINATOR);
    }
    Operation {
        rotation,
        translation,
    }
}

/// All operations of a Hall symbol, centring included, the identity first; `None` where the text
/// is no Hall symbol.
///
/// ```
/// assert_eq!(hecs_core::operations_from_hall("F -4 2 3").map(|g| g.len()), Some(96));
/// assert!(hecs_core::operations_from_hall("F -4 3 m").is_none());
/// ```
pub fn operations_from_hall(hall: &str) -> Option<Vec<Operation>> {
    let generators = generators(hall)?;
    let mut group = vec![Operation::IDENTITY];
    let mut seen = std::collections::HashSet::from([Operation::IDENTITY]);
    let mut at = 0;
    while at < group.len() {
        let operation = group[at];
        at += 1;
        for generator in &generators {
            let product = generator.compose(&operation);
            if seen.insert(product) {
                group.push(product);
                // 48 rotations with four centring points; what grows beyond is no space group
                // of a conventional cell.
                if group.len() > 192 {
                    return None;
                }
            }
        }
    }
    Some(group)
}
