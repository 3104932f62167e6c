//! Checks of arguments: nothing, or an error that names the argument and its value.

use crate::PlsError;

/// `value ≥ 1` or an error that names the option.
pub(crate) fn at_least_one(what: &'static str, value: usize) -> Result<(), PlsError> {
    if value == 0 {
        return Err(PlsError::OutOfRange {
            what,
            value: 0.0,
            range: "at least 1",
        });
    }
    Ok(())
}

/// `asked ≤ available` components or an error.
pub(crate) fn at_most(asked: usize, available: usize) -> Result<(), PlsError> {
    if asked <= available {
        Ok(())
    } else {
        Err(PlsError::TooManyComponents { asked, available })
    }
}

/// 0 < level < 1 or an error that says what level it is.
pub(crate) fn check_level(what: &'static str, level: f64) -> Result<(), PlsError> {
    if level > 0.0 && level < 1.0 {
        Ok(())
    } else {
        Err(PlsError::OutOfRange {
            what,
            value: level,
            range: "between 0 and 1",
        })
    }
}

/// `found == expected` or an error that says what was counted.
pub(crate) fn expect_length(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), PlsError> {
    if found == expected {
        Ok(())
    } else {
        Err(PlsError::WrongLength {
            what,
            found,
            expected,
        })
    }
}
