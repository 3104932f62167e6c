//! Rounding of coordinates without a function call, which `f64::round` and `f64::floor` are on plain
//! x86-64: inner loops over positions spend most of their time there.

/// From here on every number is an integer, or beyond what the sums below hold.
const LARGEST: f64 = 2_251_799_813_685_248.0;

/// The nearest integer of |x| < 2⁵¹, ties to even: adding 1.5·2⁵² leaves no binary place behind
/// the point.
pub(crate) fn nearest_integer(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    (x + SHIFT) - SHIFT
}

/// As `f64::floor`, but for the sign of zero.
pub(crate) fn floor(x: f64) -> f64 {
    if x.abs() < LARGEST {
        let nearest = nearest_integer(x);
        nearest - f64::from(u8::from(nearest > x))
    } else {
        x.floor()
    }
}

/// As `f64::ceil`, but for the sign of zero.
pub(crate) fn ceil(x: f64) -> f64 {
    -floor(-x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_that_of_the_standard_library() {
        let ends = [0.0, 1e-320, 0.5, 1.0, 1.5, 2.5, 3e9, 4.6e15, 1e300];
        let beside = |x: f64| [x.next_down(), x, x.next_up()];
        let big = [LARGEST, f64::INFINITY];
        for x in ends.into_iter().flat_map(beside).chain(big) {
            for x in [x, -x] {
                assert_eq!(floor(x), x.floor(), "{x:e}");
                assert_eq!(ceil(x), x.ceil(), "{x:e}");
            }
        }
        assert!(floor(f64::NAN).is_nan());
        assert_eq!(nearest_integer(-0.7), -1.0);
    }
}
