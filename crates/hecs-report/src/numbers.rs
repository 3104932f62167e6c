//! Numbers for people.

/// A number to so many significant digits, as a power of ten only where zeros would fill the cell.
///
/// ```
/// use hecs_report::numbers::significant;
///
/// assert_eq!(significant(0.012_345, 3), "0.0123");
/// assert_eq!(significant(-1234.5, 5), "−1234.5");
/// assert_eq!(significant(1.5e-7, 3), "1.50e−7");
/// assert_eq!(significant(0.0, 3), "0");
/// ```
pub fn significant(value: f64, digits: usize) -> String {
    let size = value.abs();
    let text = if value == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e7).contains(&size) {
        format!("{value:.*e}", digits.saturating_sub(1))
    } else {
        // Between 1e-4 and 1e7 the power is small.
        let power = size.log10().floor() as i32;
        let decimals = i32::try_from(digits).unwrap_or(17) - 1 - power;
        format!("{value:.*}", usize::try_from(decimals).unwrap_or(0))
    };
    text.replace('-', "−")
}
