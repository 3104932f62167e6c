//! What a value says: its text without delimiters, or a number with its uncertainty.

use std::borrow::Cow;

use crate::document::{Document, Form, Value};

/// A number as printed: `1.234(5)` is 1.234 ± 0.005 with three decimals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The value.
    pub value: f64,
    /// Standard uncertainty, in the unit of the value, where printed.
    pub uncertainty: Option<f64>,
    /// Digits behind the decimal point, an exponent taken into account (1.5e-2 has 3).
    pub decimals: i32,
}

impl Number {
    /// Half a unit of the last printed digit: how far rounding may have moved the value.
    pub fn half_unit(&self) -> f64 {
        0.5 * power_of_ten(-self.decimals)
    }

    /// Reads `<Numeric>`: `12`, `-.5`, `1.234(5)`, `1.5e-3`, `1.25(3)E+2`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
        let negative = bytes.first() == Some(&b'-');
        let start = at;
        let mut mantissa: u64 = 0;
        let mut digits = 0usize; // that count, without leading zeros
        let mut any_digit = false;
        let mut point: Option<usize> = None;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'0'..=b'9' => {
                    any_digit = true;
                    if digits > 0 || *byte != b'0' {
                        digits += 1;
                    }
                    mantissa = mantissa
                        .wrapping_mul(10)
                        .wrapping_add(u64::from(byte - b'0'));
                }
                b'.' if point.is_none() => point = Some(at),
                _ => break,
            }
            at += 1;
        }
        if !any_digit {
            return None;
        }
        let end_of_mantissa = at;
        let printed_decimals = point.map_or(0, |p| (at - p - 1) as i32);
        let uncertainty = parenthesis(bytes, &mut at)?;
        let exponent = exponent(bytes, &mut at)?;
        if at != bytes.len() {
            return None;
        }
        let decimals = printed_decimals.saturating_sub(exponent);
        // Exact when the mantissa is an exact double and so is the power of ten.
        let size = if digits <= 15 && decimals.abs() <= 22 {
            scale(mantissa as f64, -decimals)
        } else {
            let plain = std::str::from_utf8(&bytes[start..end_of_mantissa]).ok()?;
            format!("{plain}e{exponent}").parse().ok()?
        };
        if !size.is_finite() {
            return None;
        }
        Some(Self {
            value: if negative { -size } else { size },
            uncertainty: uncertainty.map(|u| scale(u, -decimals)),
            decimals,
        })
    }
}

/// `(digits)` at `at`, if there is one; `None` where it is malformed.
#[allow(clippy::option_option)]
fn parenthesis(bytes: &[u8], at: &mut usize) -> Option<Option<f64>> {
    if bytes.get(*at) != Some(&b'(') {
        return Some(None);
    }
    let start = *at + 1;
    let length = bytes[start..].iter().position(|b| *b == b')')?;
    let digits = &bytes[start..start + length];
    // `1.234()` occurs where a program had no uncertainty to print.
    if digits.len() > 15 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    *at = start + length + 1;
    if digits.is_empty() {
        return Some(None);
    }
    let size = digits
        .iter()
        .fold(0.0, |n, d| n * 10.0 + f64::from(d - b'0'));
    Some(Some(size))
}

/// `e±digits` at `at`, 0 where there is none; `None` where it is malformed.
fn exponent(bytes: &[u8], at: &mut usize) -> Option<i32> {
    if !matches!(bytes.get(*at), Some(b'e' | b'E')) {
        return Some(0);
    }
    let rest = std::str::from_utf8(&bytes[*at + 1..]).ok()?;
    let exponent: i32 = rest.parse().ok()?;
    *at = bytes.len();
    (exponent.abs() <= 400).then_some(exponent)
}

fn power_of_ten(n: i32) -> f64 {
    10f64.powi(n.clamp(-400, 400))
}

/// `x · 10^n`, rounded once where |n| ≤ 22.
fn scale(x: f64, n: i32) -> f64 {
    const EXACT: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];
    match EXACT.get(n.unsigned_abs() as usize) {
        Some(power) if n >= 0 => x * power,
        Some(power) => x / power,
        None => x * power_of_ten(n),
    }
}

impl Value {
    /// The text without delimiters, line folding and prefixes undone; for `?`, `.`, lists and
    /// tables the text as written.
    pub fn text<'t>(&self, document: &'t Document<'_>) -> Cow<'t, str> {
        content(self, &document.text)
    }

    /// The number it says; `None` where it says none. Quoted numbers count: programs quote them.
    pub fn number(&self, document: &Document<'_>) -> Option<Number> {
        self.number_in(&document.text)
    }

    pub(crate) fn number_in(&self, text: &str) -> Option<Number> {
        match self.form {
            Form::Unquoted => Number::parse(self.extent.of(text)),
            Form::Unknown | Form::Inapplicable | Form::List(_) | Form::Table(_) => None,
            _ => Number::parse(content(self, text).trim()),
        }
    }
}

/// The text of a value without its delimiters.
pub(crate) fn content<'t>(value: &Value, text: &'t str) -> Cow<'t, str> {
    let raw = value.extent.of(text);
    let inside = |width: usize, closing: &str| {
        let inner = &raw[width.min(raw.len())..];
        Cow::Borrowed(inner.strip_suffix(closing).unwrap_or(inner))
    };
    match value.form {
        Form::SingleQuoted => inside(1, "'"),
        Form::DoubleQuoted => inside(1, "\""),
        Form::TripleSingleQuoted => inside(3, "'''"),
        Form::TripleDoubleQuoted => inside(3, "\"\"\""),
        Form::TextField => text_field(raw),
        _ => Cow::Borrowed(raw),
    }
}

/// Content of a text field: the line end in front of the closing `;` belongs to the delimiter.
/// The line-folding and prefix protocols (CIF 2.0; folding also in CIF 1.1) are undone.
fn text_field(raw: &str) -> Cow<'_, str> {
    let inner = &raw[1.min(raw.len())..];
    let inner = inner
        .strip_suffix(';')
        .and_then(|s| {
            s.strip_suffix("\r\n")
                .or_else(|| s.strip_suffix('\n'))
                .or_else(|| s.strip_suffix('\r'))
        })
        .unwrap_or(inner);
    let first_end = inner.find(['\n', '\r']).unwrap_or(inner.len());
    let first = inner[..first_end].trim_end();
    let Some(mark) = first.strip_suffix('\\') else {
        return Cow::Borrowed(inner);
    };
    let (prefix, folded) = match mark.strip_suffix('\\') {
        Some(prefix) => (prefix, true),
        // `;\` alone folds; `;>\` has a prefix and does not.
        None => (mark, mark.is_empty()),
    };
    let lines: Vec<&str> = lines_of(&inner[first_end..]);
    if !prefix.is_empty() && !lines.iter().all(|line| line.starts_with(prefix)) {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    for (i, line) in lines.iter().enumerate() {
        let line = &line[prefix.len()..];
        let trimmed = line.trim_end_matches([' ', '\t']);
        match trimmed.strip_suffix('\\') {
            Some(start) if folded => out.push_str(start),
            _ => {
                out.push_str(line);
                if i + 1 < lines.len() {
                    out.push('\n');
                }
            }
        }
    }
    Cow::Owned(out)
}

/// Lines behind the first line end, whatever the line ends are.
fn lines_of(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut lines = Vec::new();
    loop {
        rest = match rest.as_bytes() {
            [b'\r', b'\n', ..] => &rest[2..],
            [b'\r' | b'\n', ..] => &rest[1..],
            _ => return lines,
        };
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(&rest[..end]);
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_uncertainty_and_decimals() {
        let read = |text| Number::parse(text).map(|n| (n.value, n.uncertainty, n.decimals));
        assert_eq!(read("1.234(5)"), Some((1.234, Some(0.005), 3)));
        assert_eq!(read("-.5"), Some((-0.5, None, 1)));
        assert_eq!(read("12(10)"), Some((12.0, Some(10.0), 0)));
        assert_eq!(read("1.5(2)E-2"), Some((0.015, Some(0.002), 3)));
        assert_eq!(read("+7."), Some((7.0, None, 0)));
        assert_eq!(
            read("0.1234567890123456789"),
            Some((0.123_456_789_012_345_68, None, 19))
        );
        for text in [
            "", ".", "-", "1.2.3", "1(2", "1e", "e5", "(3)", "1,5", "abc", "1e9999", "0x1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn exact_decimals_are_the_nearest_doubles() {
        for text in ["0.1", "0.3333", "9.953", "10.1448", "1e-5", "123456.789"] {
            assert_eq!(
                Number::parse(text).unwrap().value,
                text.parse::<f64>().unwrap()
            );
        }
    }

    #[test]
    fn folded_and_prefixed_lines_are_joined() {
        assert_eq!(text_field(";\\\none \\\ntwo\nthree\n;"), "one two\nthree");
        assert_eq!(text_field(";>\\\n>;a\n>b\n;"), ";a\nb");
        assert_eq!(text_field(";>\\\\\n>a\\\n>b\n;"), "ab");
        assert_eq!(text_field(";plain\nb\\\nc\n;"), "plain\nb\\\nc");
    }
}
