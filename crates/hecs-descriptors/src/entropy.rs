//! Configurational entropies of mixed and partly filled sites, in J/K per mole of cubic cells.
//!
//! ```text
//! S = −R m Σ oᵢ ln oᵢ
//! ```
//!
//! over the species of a site of multiplicity m, what is missing to one being a species too: the
//! vacancy (Table S2 of doi:10.1016/j.scib.2021.04.029, rows 25–28). R = 8.314 J mol⁻¹ K⁻¹, the
//! value behind the published columns.

/// Gas constant in J mol⁻¹ K⁻¹ as rounded in the published table.
const GAS_CONSTANT: f64 = 8.314;

/// A vacancy below this is rounding of the occupancies.
const NO_VACANCY: f64 = 1e-9;

/// Which form of the lithium entropy is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SConfLi {
    /// −R Σ m [o ln o + (1 − o) ln(1 − o)] with m = 48 and 24.
    #[default]
    Standard,
    /// As the published column has it: the term of 24g reads o ln(1 − o) instead of
    /// (1 − o) ln(1 − o). Only for comparison with the published figures.
    AsPublished,
}

/// Entropy of a site of `multiplicity` positions per cell filled with the given occupancies.
pub(crate) fn site_entropy(multiplicity: f64, occupancies: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut filled) = (0.0, 0.0);
    for occupancy in occupancies {
        sum += x_ln_x(occupancy);
        filled += occupancy;
    }
    sum += x_ln_x(1.0 - filled);
    positive_zero(-GAS_CONSTANT * multiplicity * sum)
}

/// Entropy of lithium and vacancies on 48h and 24g, given their occupancies; `None` where the
/// published form diverges, that is for a filled 24g site.
pub(crate) fn lithium_entropy(form: SConfLi, occ_48h: f64, occ_24g: f64) -> Option<f64> {
    let first = site_entropy(48.0, [occ_48h]);
    match form {
        SConfLi::Standard => Some(first + site_entropy(24.0, [occ_24g])),
        SConfLi::AsPublished if occ_24g <= NO_VACANCY => Some(first),
        SConfLi::AsPublished if occ_24g < 1.0 => {
            let slip = x_ln_x(occ_24g) + occ_24g * (1.0 - occ_24g).ln();
            Some(positive_zero(first - GAS_CONSTANT * 24.0 * slip))
        }
        SConfLi::AsPublished => None,
    }
}

fn x_ln_x(x: f64) -> f64 {
    if x > NO_VACANCY { x * x.ln() } else { 0.0 }
}

/// Turns −0 into +0; everything else stays.
fn positive_zero(x: f64) -> f64 {
    x + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_half_is_r_ln_2() {
        let expected = 4.0 * GAS_CONSTANT * 2.0_f64.ln();
        assert!((site_entropy(4.0, [0.5, 0.5]) - expected).abs() < 1e-13);
        // a vacancy counts like a species
        assert!((site_entropy(4.0, [0.5]) - expected).abs() < 1e-13);
    }

    #[test]
    fn order_has_no_entropy_and_no_sign() {
        for occupancies in [vec![1.0], vec![0.0, 1.0], vec![1.0 - 1e-12], vec![]] {
            let entropy = site_entropy(16.0, occupancies.clone());
            assert!(entropy.abs() < 1e-9, "{occupancies:?}");
            assert!(entropy.is_sign_positive(), "{occupancies:?}");
        }
        assert_eq!(
            lithium_entropy(SConfLi::Standard, 1.0, 0.0).map(f64::to_bits),
            Some(0.0_f64.to_bits())
        );
        assert!(site_entropy(4.0, [0.4, 0.6]) > 0.0);
    }

    #[test]
    fn rounding_of_a_full_site_is_no_vacancy() {
        let exact = site_entropy(4.0, [0.7, 0.3]);
        let rounded = site_entropy(4.0, [0.1 + 0.2, 0.7 - 1e-12]);
        assert!((exact - rounded).abs() < 1e-9);
    }

    #[test]
    fn the_published_form_differs_in_the_24g_term_only() {
        let (o, p) = (0.37_f64, 0.26_f64);
        let standard = lithium_entropy(SConfLi::Standard, o, p).unwrap();
        let published = lithium_entropy(SConfLi::AsPublished, o, p).unwrap();
        let difference = -GAS_CONSTANT * 24.0 * (2.0 * p - 1.0) * (1.0 - p).ln();
        assert!((published - standard - difference).abs() < 1e-10);
        assert_eq!(
            lithium_entropy(SConfLi::Standard, o, 0.0),
            lithium_entropy(SConfLi::AsPublished, o, 0.0)
        );
        assert_eq!(lithium_entropy(SConfLi::AsPublished, o, 1.0), None);
    }
}
