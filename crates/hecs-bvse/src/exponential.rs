//! e^x and erfc x without branches, for loops that the compiler turns into vector code.
//!
//! e^x = 2^k p(x − k ln 2), k the integer nearest to x/ln 2.
//! erfc x = t e^{q(2t − 1) − x²} = t e^{−x²} s(2t − 1), t = 2/(2 + x).
//!
//! p, q and s are interpolants at Chebyshev nodes, of three degrees: what a value in single precision keeps,
//! what a sum that ends in single precision keeps, and what double precision does.

/// e^x within 3e-16 (relative, rounding aside) for −700 ≤ x ≤ 700.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn exp_exact(x: f64) -> f64 {
    let (power, r) = split(x);
    let p = RECIPROCAL_FACTORIALS;
    // Estrin's scheme: short chains of dependent operations.
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let a = (p[0] + p[1] * r) + (p[2] + p[3] * r) * r2;
    let b = (p[4] + p[5] * r) + (p[6] + p[7] * r) * r2;
    let c = (p[8] + p[9] * r) + (p[10] + p[11] * r) * r2;
    (a + (b + (c + p[12] * r4) * r4) * r4) * power
}

/// 1/k!: |r| ≤ ½ ln 2 leaves 2e-16 beyond the twelfth power.
const RECIPROCAL_FACTORIALS: [f64; 13] = {
    let mut terms = [1.0; 13];
    let mut k = 1;
    while k < 13 {
        terms[k] = terms[k - 1] / k as f64;
        k += 1;
    }
    terms
};

/// e^x within 6e-11 (relative) for −700 ≤ x ≤ 700.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn exp(x: f64) -> f64 {
    let (power, r) = split(x);
    let p = EXP_TERMS;
    let r2 = r * r;
    let low = (p[0] + p[1] * r) + (p[2] + p[3] * r) * r2;
    let high = (p[4] + p[5] * r) + (p[6] + p[7] * r) * r2;
    (low + high * (r2 * r2)) * power
}

/// 2^k, and x − k ln 2.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn split(x: f64) -> (f64, f64) {
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let power = f64::from_bits((shifted.to_bits().wrapping_add(1023)) << 52);
    (power, (x - k * LN_2_HIGH) - k * LN_2_LOW)
}

/// Adding it leaves a number rounded to an integer in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

const EXP_TERMS: [f64; 8] = [
    0.999_999_999_959_548_4,
    0.999_999_999_979_781_4,
    0.500_000_010_774_959_9,
    0.166_666_668_910_743_66,
    0.041_666_218_273_945,
    0.008_333_266_093_125_414,
    0.001_394_858_084_448_964_2,
    0.000_199_158_692_043_155_56,
];

/// e^x within 8e-8 (relative, rounding aside) for −85 ≤ x ≤ 85.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn exp_single(x: f32) -> f32 {
    let shifted = x * std::f32::consts::LOG2_E + ROUND_SINGLE;
    let k = shifted - ROUND_SINGLE;
    let r = (x - k * LN_2_SINGLE_HIGH) - k * LN_2_SINGLE_LOW;
    let p = EXP_SINGLE_TERMS;
    let r2 = r * r;
    let low = (p[0] + p[1] * r) + (p[2] + p[3] * r) * r2;
    let high = p[4] + p[5] * r;
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    (low + high * (r2 * r2)) * power
}

const ROUND_SINGLE: f32 = 12_582_912.0;
const LN_2_SINGLE_HIGH: f32 = 0.693_359_4;
const LN_2_SINGLE_LOW: f32 = -0.000_212_194_44;

const EXP_SINGLE_TERMS: [f32; 6] = [
    1.0,
    1.0,
    0.499_988_7,
    0.166_665_05,
    0.041_917_507,
    0.008_369_148,
];

/// erfc x and e^{−x²} within 4e-15 (relative, times x² where that is above 1) for 0 ≤ x ≤ 26.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn erfc_and_gauss(x: f64) -> (f64, f64) {
    let gauss = exp_exact((-x * x).max(-700.0));
    let t = 2.0 / (2.0 + x);
    (
        t * gauss * polynomial(&SCALED_ERFC_TERMS, 2.0 * t - 1.0),
        gauss,
    )
}

const SCALED_ERFC_TERMS: [f64; 22] = [
    0.510_791_352_621_011_4,
    0.343_580_342_206_918_6,
    0.139_736_046_278_051_17,
    0.018_221_115_752_187_572,
    -0.010_755_330_945_957_2,
    -0.003_239_592_498_671_278_2,
    0.001_545_306_051_755_067,
    0.000_418_647_570_285_576_1,
    -0.000_331_536_940_588_042_6,
    -1.718_233_415_889_087_5e-5,
    7.223_615_955_342_27e-5,
    -1.708_975_435_906_573_8e-5,
    -1.084_931_410_687_287_2e-5,
    8.105_259_804_936_351e-6,
    -5.656_284_769_402_523e-7,
    -1.908_366_954_414_912e-6,
    1.018_436_962_887_416_2e-6,
    1.080_717_683_939_082_7e-7,
    -3.233_332_207_600_471_7e-7,
    7.630_242_598_005_641e-8,
    4.250_106_729_986_294e-8,
    -1.809_529_941_775_873_8e-8,
];

/// erfc x within 2e-10 (relative) for 0 ≤ x ≤ 26.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn erfc(x: f64) -> f64 {
    let t = 2.0 / (2.0 + x);
    t * exp((polynomial(&ERFC_TERMS, 2.0 * t - 1.0) - x * x).max(-700.0))
}

const ERFC_TERMS: [f64; 15] = [
    -0.671_794_084_076_063_9,
    0.672_643_222_413_622_3,
    0.047_343_310_314_557_42,
    -0.046_895_545_373_869_94,
    -0.009_872_787_489_559_106,
    0.008_824_160_783_555_475,
    0.001_759_965_389_801_645_4,
    -0.002_341_712_802_843_368,
    -0.000_151_515_392_524_496_2,
    0.000_662_696_187_789_639,
    -7.911_397_247_588_783e-5,
    -0.000_159_036_737_937_688_45,
    4.848_760_316_668_797e-5,
    2.228_669_407_569_478e-5,
    -1.033_351_666_335_470_4e-5,
];

/// erfc x within 7e-7 (relative, times x² where that is above 1) for 0 ≤ x ≤ 9.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
pub(crate) fn erfc_single(x: f32) -> f32 {
    let t = 2.0 / (2.0 + x);
    let y = 2.0 * t - 1.0;
    let p = ERFC_SINGLE_TERMS;
    let (y2, y4) = (y * y, (y * y) * (y * y));
    let low = (p[0] + p[1] * y) + (p[2] + p[3] * y) * y2;
    let middle = (p[4] + p[5] * y) + (p[6] + p[7] * y) * y2;
    let q = low + (middle + (p[8] + p[9] * y) * y4) * y4;
    t * exp_single((q - x * x).max(-85.0))
}

const ERFC_SINGLE_TERMS: [f32; 10] = [
    -0.671_794_1,
    0.672_642_65,
    0.047_345_53,
    -0.046_882_275,
    -0.009_889_739,
    0.008_737_139,
    0.001_809_661_4,
    -0.002_104_459_4,
    -0.000_229_131_7,
    0.000_364_851_76,
];

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "must take over the vector width of its caller"
)]
fn polynomial<const TERMS: usize>(terms: &[f64; TERMS], y: f64) -> f64 {
    let mut p = 0.0;
    for term in terms.iter().rev() {
        p = p * y + term;
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_as_close_to_the_exact_ones_as_they_say() {
        for step in 0..20_000 {
            let x = f64::from(step) * 0.0013;
            let of_tail = libm::erfc(x);
            assert!((erfc(x) / of_tail - 1.0).abs() <= 3e-10, "erfc {x}");
            let square = (x * x).max(1.0);
            let (tail, gauss) = erfc_and_gauss(x);
            let off = (tail / of_tail - 1.0)
                .abs()
                .max((gauss / (-x * x).exp() - 1.0).abs());
            assert!(off <= 4e-15 * square, "erfc {x} {off}");
            if x < 9.0 {
                let off = f64::from(erfc_single(x as f32)) / libm::erfc(f64::from(x as f32)) - 1.0;
                assert!(off.abs() <= 7e-7 * square, "erfc {x} {off}");
            }
            let y = x - 13.0;
            assert!((exp(y) / y.exp() - 1.0).abs() < 7e-11, "exp {y}");
            assert!((exp_exact(y) / y.exp() - 1.0).abs() < 2e-15, "exp {y}");
            let single = f64::from(exp_single(y as f32)) / f64::from(y as f32).exp();
            assert!((single - 1.0).abs() < 4e-7, "exp {y} {single}");
        }
        for fast in [exp, exp_exact] {
            assert!(fast(-700.0) > 0.0 && fast(-700.0) < 1e-300);
        }
        assert!(exp_single(-85.0) > 0.0 && exp_single(-85.0) < 1e-36);
        assert!((erfc_and_gauss(0.0).0 - 1.0).abs() < 2e-15);
    }
}
