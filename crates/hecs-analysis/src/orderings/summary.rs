//! Shares with their error, and quartiles of barriers of which some are infinite.

use crate::records::QuartilesRecord;

/// Quantile of the normal distribution for 95 % between −z and z.
const Z: f64 = 1.959_963_984_540_054;

/// Ends of the score interval of a share of `hits` among `of` trials, at 95 %:
///
/// ```text
/// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
/// ```
///
/// Unlike the interval of the standard error it is no point at shares of 0 and 1, where orderings often are. Source:
/// E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209, doi:10.1080/01621459.1927.10502953.
pub(super) fn wilson_interval(hits: usize, of: usize) -> [f64; 2] {
    let n = of as f64;
    let p = hits as f64 / n;
    let z2 = Z * Z / n;
    let middle = p + 0.5 * z2;
    let half = (p * (1.0 - p) * z2 + 0.25 * z2 * z2).sqrt();
    let end = |x: f64| (x / (1.0 + z2)).clamp(0.0, 1.0);
    [end(middle - half), end(middle + half)]
}

/// Quartiles of barriers of which `None` is infinitely high: between the two order statistics around n − 1 quarters in
/// proportion (type 7 of Hyndman and Fan, doi:10.1080/00031305.1996.10473566), infinite where one that counts is.
pub(super) fn quartiles(barriers_ev: &[Option<f64>]) -> QuartilesRecord {
    let of = barriers_ev.len();
    let mut finite: Vec<f64> = barriers_ev.iter().copied().flatten().collect();
    finite.sort_by(f64::total_cmp);
    let value = |quarter: usize| {
        let last = of.checked_sub(1)? * quarter;
        let (below, part) = (last / 4, (last % 4) as f64 / 4.0);
        let low = *finite.get(below)?;
        if part == 0.0 {
            return Some(low);
        }
        finite.get(below + 1).map(|high| low + part * (high - low))
    };
    let values = [1, 2, 3].map(value);
    let infinite: Vec<&str> = [
        ("25 %", values[0]),
        ("50 %", values[1]),
        ("75 %", values[2]),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_none())
    .map(|(name, _)| name)
    .collect();
    let note = (!infinite.is_empty()).then(|| {
        format!(
            "{} of {of} orderings do not percolate: {} infinite",
            of - finite.len(),
            match infinite.as_slice() {
                [one] => format!("the value at {one} is"),
                several => format!("the values at {} are", several.join(", ")),
            }
        )
    });
    QuartilesRecord {
        q25: values[0],
        q50: values[1],
        q75: values[2],
        note,
    }
}

/// Whether some percolate and others do not.
pub(super) fn is_partial(percolating: usize, of: usize) -> bool {
    percolating > 0 && percolating < of
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `binom.confint(…, methods = "wilson")` of R, as tabulated for 0, 1 and 8 of 16.
    #[test]
    fn score_intervals() {
        let near =
            |[a, b]: [f64; 2], [c, d]: [f64; 2]| (a - c).abs() < 5e-5 && (b - d).abs() < 5e-5;
        assert!(near(wilson_interval(0, 16), [0.0, 0.1936]));
        assert!(near(wilson_interval(16, 16), [0.8064, 1.0]));
        assert!(near(wilson_interval(8, 16), [0.28, 0.72]));
        assert!(near(wilson_interval(1, 16), [0.0111, 0.2833]));
    }

    #[test]
    fn what_does_not_percolate_is_above_all() {
        let found = quartiles(&[Some(0.4), None, Some(0.2), Some(0.3), Some(0.1)]);
        assert_eq!(
            (found.q25, found.q50, found.q75),
            (Some(0.2), Some(0.3), Some(0.4))
        );
        assert_eq!(found.note, None);
        let found = quartiles(&[Some(0.4), None, None, Some(0.2)]);
        assert!((found.q25.unwrap() - 0.35).abs() < 1e-12);
        assert_eq!((found.q50, found.q75), (None, None));
        assert_eq!(
            found.note.as_deref(),
            Some("2 of 4 orderings do not percolate: the values at 50 %, 75 % are infinite")
        );
        let found = quartiles(&[None, None, None]);
        assert_eq!((found.q25, found.q50, found.q75), (None, None, None));
        assert_eq!(quartiles(&[Some(0.3)]).q75, Some(0.3));
    }
}
