//! Lines and their fields, with their numbers for messages.

use hecs_cif::Extent;

use crate::FormatError;

/// The lines of a text, one after the other.
pub(crate) struct Lines<'t> {
    text: &'t str,
    rest: std::str::Lines<'t>,
    /// Number of the line last given, from 1.
    pub(crate) number: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self {
            text,
            // A byte-order mark is no part of the text.
            rest: text.trim_start_matches('\u{feff}').lines(),
            number: 0,
        }
    }

    /// The next line, which should hold what is `expected`.
    pub(crate) fn next(&mut self, expected: &'static str) -> Result<&'t str, FormatError> {
        self.try_next().ok_or(FormatError::Ends {
            lines: self.number,
            expected,
        })
    }

    pub(crate) fn try_next(&mut self) -> Option<&'t str> {
        let line = self.rest.next()?;
        self.number += 1;
        Some(line)
    }

    /// Where a line of the text stands in it.
    pub(crate) fn place(&self, line: &str) -> Extent {
        let start = line.as_ptr() as usize - self.text.as_ptr() as usize;
        Extent {
            start: start as u32,
            end: (start + line.len()) as u32,
        }
    }

    /// The error of the line last given.
    pub(crate) fn wrong(&self, reason: impl Into<String>) -> FormatError {
        FormatError::Line {
            line: self.number,
            reason: reason.into(),
        }
    }

    /// Numbers at the beginning of the line last given; what follows them is not looked at.
    pub(crate) fn numbers<const N: usize>(
        &self,
        line: &str,
        what: &str,
    ) -> Result<[f64; N], FormatError> {
        let mut fields = line.split_whitespace();
        let mut numbers = [0.0; N];
        for number in &mut numbers {
            let field = fields.next().unwrap_or_default();
            *number = finite(field)
                .ok_or_else(|| self.wrong(format!("{N} numbers are expected, {what}: {line:?}")))?;
        }
        Ok(numbers)
    }
}

/// A finite number; Fortran's `1.0D+00` counts.
pub(crate) fn finite(field: &str) -> Option<f64> {
    let number = field.parse().ok().or_else(|| {
        let with_e = field.replace(['d', 'D'], "e");
        with_e.parse().ok()
    });
    number.filter(|x: &f64| x.is_finite())
}
