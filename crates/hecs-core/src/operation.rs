//! Symmetry operations as exact integers.

use std::fmt;
use std::str::FromStr;

use nalgebra::{Matrix3, Vector3};

use crate::CoreError;

/// Denominator of all translation parts.
///
/// 24 carries every translation of the 230 space groups in all 530 tabulated settings (halves,
/// thirds, quarters, sixths, eighths); the factor 5 carries the centring of five-fold supercells.
pub const TRANSLATION_DENOMINATOR: i32 = 120;

/// A symmetry operation x′ = R x + t on fractional coordinates.
///
/// Exact: R holds integers and t integers over [`TRANSLATION_DENOMINATOR`], reduced to [0, 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation {
    /// R, row by row.
    pub rotation: [[i32; 3]; 3],
    /// t in units of 1/120 of a cell edge.
    pub translation: [i32; 3],
}

impl Operation {
    /// The operation that changes nothing.
    pub const IDENTITY: Self = Self {
        rotation: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        translation: [0; 3],
    };

    /// An operation from an integer matrix and a translation in fractions of the cell.
    ///
    /// `None` when a translation is further than 1e-3 from a multiple of 1/120.
    pub fn from_parts(rotation: [[i32; 3]; 3], translation: [f64; 3]) -> Option<Self> {
        let mut exact = [0; 3];
        for (out, t) in exact.iter_mut().zip(translation) {
            let scaled = t * f64::from(TRANSLATION_DENOMINATOR);
            if !scaled.is_finite() || (scaled - scaled.round()).abs() > 0.12 {
                return None;
            }
            *out = (scaled.round() as i64).rem_euclid(i64::from(TRANSLATION_DENOMINATOR)) as i32;
        }
        Some(Self {
            rotation,
            translation: exact,
        })
    }

    /// `self ∘ first`: the operation that applies `first` and then `self`.
    #[must_use]
    pub fn compose(&self, first: &Self) -> Self {
        let [x, y, z] = &first.rotation;
        let [t, u, v] = first.translation;
        let mut product = *self;
        let rows = product.rotation.iter_mut().zip(&mut product.translation);
        for (row, shift) in rows {
            let [p, q, r] = *row;
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = p * x[j] + q * y[j] + r * z[j];
            }
            *shift = (*shift + p * t + q * u + r * v).rem_euclid(TRANSLATION_DENOMINATOR);
        }
        product
    }

    /// Determinant of R: ±1 for a symmetry of a lattice.
    pub fn determinant(&self) -> i32 {
        let r = &self.rotation;
        r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
            - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
            + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0])
    }

    /// Image of a fractional position; not reduced to the cell.
    pub fn apply(&self, fract: &Vector3<f64>) -> Vector3<f64> {
        self.rotation_matrix() * fract + self.translation_vector()
    }

    /// R as floating-point numbers.
    pub fn rotation_matrix(&self) -> Matrix3<f64> {
        Matrix3::from_fn(|i, j| f64::from(self.rotation[i][j]))
    }

    /// t as fractions of the cell.
    pub fn translation_vector(&self) -> Vector3<f64> {
        Vector3::from_fn(|i, _| f64::from(self.translation[i]) / f64::from(TRANSLATION_DENOMINATOR))
    }
}

impl fmt::Display for Operation {
    /// Writes the form of the International Tables, such as `x+1/2,-y,z-x`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for i in 0..3 {
            if i > 0 {
                f.write_str(",")?;
            }
            let mut first = true;
            for (factor, axis) in self.rotation[i].iter().zip(["x", "y", "z"]) {
                match (*factor, first) {
                    (0, _) => continue,
                    (1, true) => {}
                    (1, false) => f.write_str("+")?,
                    (-1, _) => f.write_str("-")?,
                    (n, true) => write!(f, "{n}")?,
                    (n, false) => write!(f, "{n:+}")?,
                }
                f.write_str(axis)?;
                first = false;
            }
            let t = self.translation[i];
            if t != 0 {
                let divisor = greatest_common_divisor(t, TRANSLATION_DENOMINATOR);
                let sign = if first { "" } else { "+" };
                write!(
                    f,
                    "{sign}{}/{}",
                    t / divisor,
                    TRANSLATION_DENOMINATOR / divisor
                )?;
            } else if first {
                f.write_str("0")?;
            }
        }
        Ok(())
    }
}

fn greatest_common_divisor(a: i32, b: i32) -> i32 {
    if b == 0 {
        a.abs()
    } else {
        greatest_common_divisor(b, a % b)
    }
}

impl FromStr for Operation {
    type Err = CoreError;

    /// Reads `x,y,z` forms: `1/2+x, -Y, z-x`, `x+0.5,y,z`; case and blanks do not matter.
    fn from_str(text: &str) -> Result<Self, CoreError> {
        let fail = |reason: &'static str| CoreError::InvalidOperation {
            text: text.to_owned(),
            reason,
        };
        let mut rotation = [[0; 3]; 3];
        let mut translation = [0.0; 3];
        let parts: Vec<&str> = text.split(',').collect();
        if parts.len() != 3 {
            return Err(fail("it needs three expressions separated by commas"));
        }
        for (i, part) in parts.iter().enumerate() {
            let (row, shift) = parse_expression(part).map_err(fail)?;
            for (out, factor) in rotation[i].iter_mut().zip(row) {
                if factor.fract() != 0.0 {
                    return Err(fail("the factor of an axis must be a small integer"));
                }
                *out = factor as i32;
            }
            translation[i] = shift;
        }
        let operation = Self::from_parts(rotation, translation)
            .ok_or_else(|| fail("a translation is no multiple of 1/120"))?;
        if operation.determinant().abs() != 1 {
            return Err(fail("its matrix does not have determinant 1 or -1"));
        }
        Ok(operation)
    }
}

/// One of the three expressions: signed terms, each a number, an axis, number × axis or axis / number;
/// the factors of x, y and z, and the shift.
pub(crate) fn parse_expression(text: &str) -> Result<([f64; 3], f64), &'static str> {
    /// No operation on a cell of a crystal has larger factors.
    const LARGEST_FACTOR: f64 = 8.0;
    let mut row = [0.0; 3];
    let mut shift = 0.0;
    let bytes: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let mut at = 0;
    if bytes.is_empty() {
        return Err("an expression is empty");
    }
    while at < bytes.len() {
        let start = at;
        let mut sign = 1.0;
        match bytes[at] {
            b'+' => at += 1,
            b'-' => {
                sign = -1.0;
                at += 1;
            }
            _ => {}
        }
        let number = parse_number(&bytes, &mut at)?;
        // Some writers print a translation of 0 without its sign: `-x0`.
        let joined = start == 0 || matches!(bytes[start], b'+' | b'-');
        if !joined && number != Some(0.0) {
            return Err("terms must be joined by + or -");
        }
        if at < bytes.len() && bytes[at] == b'*' {
            at += 1;
        }
        let axis = match bytes.get(at).map(u8::to_ascii_lowercase) {
            Some(b'x' | b'a') => Some(0),
            Some(b'y' | b'b') => Some(1),
            Some(b'z' | b'c') => Some(2),
            _ => None,
        };
        match (number, axis) {
            (None, None) => return Err("expected x, y, z or a number"),
            (Some(value), None) => shift += sign * value,
            (value, Some(axis)) => {
                at += 1;
                let factor = sign * value.unwrap_or(1.0) / parse_divisor(&bytes, &mut at)?;
                row[axis] += factor;
                if row[axis].abs() > LARGEST_FACTOR {
                    return Err("the factor of an axis must be a small integer");
                }
            }
        }
    }
    Ok((row, shift))
}

/// The divisor of `x/2`; 1 where there is none.
fn parse_divisor(bytes: &[u8], at: &mut usize) -> Result<f64, &'static str> {
    if bytes.get(*at) != Some(&b'/') {
        return Ok(1.0);
    }
    *at += 1;
    parse_number(bytes, at)?
        .filter(|n| *n > 0.0)
        .ok_or("an axis is divided by no number")
}

/// An unsigned decimal number or fraction at `at`, if there is one.
fn parse_number(bytes: &[u8], at: &mut usize) -> Result<Option<f64>, &'static str> {
    let take = |at: &mut usize| {
        let start = *at;
        while *at < bytes.len() && (bytes[*at].is_ascii_digit() || bytes[*at] == b'.') {
            *at += 1;
        }
        std::str::from_utf8(&bytes[start..*at])
            .unwrap_or("")
            .to_owned()
    };
    let digits = take(at);
    if digits.is_empty() {
        return Ok(None);
    }
    let numerator: f64 = digits.parse().map_err(|_| "a number cannot be read")?;
    if *at < bytes.len() && bytes[*at] == b'/' {
        *at += 1;
        let denominator: f64 = take(at).parse().map_err(|_| "a fraction cannot be read")?;
        if denominator == 0.0 {
            return Err("a fraction has the denominator 0");
        }
        return Ok(Some(numerator / denominator));
    }
    Ok(Some(numerator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_are_equal() {
        let a: Operation = "1/2+x, -Y ,z-x".parse().unwrap();
        let b: Operation = "x+0.5,-y,-x+z".parse().unwrap();
        assert_eq!(a, b);
        assert_eq!(a.to_string(), "x+1/2,-y,-x+z");
        assert_eq!(a.to_string().parse::<Operation>().unwrap(), a);
    }

    #[test]
    fn thirds_written_as_decimals_are_exact() {
        let op: Operation = "x+0.3333,y+.6667,z".parse().unwrap();
        assert_eq!(op.translation, [40, 80, 0]);
    }

    #[test]
    fn a_zero_needs_no_sign_and_nothing_else_may_lack_it() {
        let plain: Operation = "-x,-y,z".parse().unwrap();
        assert_eq!("-x0, -y 0, z0.0".parse::<Operation>().unwrap(), plain);
        assert!("-x0.5,-y,z".parse::<Operation>().is_err());
        assert!("x1/2,y,z".parse::<Operation>().is_err());
        assert!("x0y,z,x".parse::<Operation>().is_err());
    }

    #[test]
    fn composition_is_application_in_turn() {
        let a: Operation = "-y,x-y,z+1/3".parse().unwrap();
        let b: Operation = "y,x,-z".parse().unwrap();
        let x = Vector3::new(0.11, 0.23, 0.37);
        let delta = a.compose(&b).apply(&x) - a.apply(&b.apply(&x));
        assert!(delta.map(|d| d - d.round()).norm() < 1e-12);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "x,y",
            "x,y,q",
            "x,x,z",
            "x,y,z+1/0",
            "x y,z,x",
            "x,,z",
            "x,y,z+0.2134",
        ] {
            assert!(text.parse::<Operation>().is_err(), "{text}");
        }
    }
}
