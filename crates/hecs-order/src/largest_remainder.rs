//! Whole numbers of atoms for occupancies: the method of the largest remainder.
//!
//! Of n positions a species of occupancy x has the quota q = n x, and what is left free q₀ = n (1 − Σ x).
//! Each gets ⌊q⌋; the positions left over go to the largest remainders q − ⌊q⌋, one each, of equal ones to
//! the first (species in the order of the file, what is free last). No set of whole numbers of the same sum
//! is nearer to the quotas in Σ |n − q|.

/// Remainders that differ by less are equal: occupancies are written with six digits at most.
pub(crate) const EQUAL: f64 = 1e-6;

/// What became of the occupancy of one species on one site of the parent structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rounding {
    /// Label of the site.
    pub site: String,
    /// The species as the structure has it, with its occupancy.
    pub species: hecs_core::Species,
    /// Positions of the site in the supercell.
    pub positions: usize,
    /// How many of them the species fills.
    pub count: usize,
}

impl Rounding {
    /// The occupancy in the supercell, 0–1.
    pub fn occupancy(&self) -> f64 {
        self.count as f64 / self.positions as f64
    }

    /// Occupancy in the supercell less that of the structure.
    pub fn change(&self) -> f64 {
        self.occupancy() - self.species.occupancy
    }
}

/// Whole numbers for occupancies on n positions. Where the occupancies add up to more than 1, they are
/// divided by their sum before.
pub(crate) fn whole_counts(positions: usize, occupancies: &[f64]) -> Vec<usize> {
    let sum: f64 = occupancies.iter().sum();
    let scale = positions as f64 / sum.max(1.0);
    let mut quotas: Vec<f64> = occupancies.iter().map(|x| x * scale).collect();
    quotas.push((positions as f64 - quotas.iter().sum::<f64>()).max(0.0));
    let mut counts: Vec<usize> = quotas
        .iter()
        .map(|q| (q + EQUAL).floor() as usize)
        .collect();
    let given: usize = counts.iter().sum();
    let remainder = |i: usize| quotas[i] - counts[i] as f64;
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    order.sort_by_key(|i| {
        (
            std::cmp::Reverse((remainder(*i) / EQUAL).round() as i64),
            *i,
        )
    });
    for i in order.into_iter().take(positions.saturating_sub(given)) {
        counts[i] += 1;
    }
    counts.truncate(occupancies.len());
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_is_exact_and_the_rest_goes_to_the_largest_remainder() {
        assert_eq!(whole_counts(32, &[0.25, 0.75]), [8, 24]);
        assert_eq!(whole_counts(3, &[0.333_333, 0.666_667]), [1, 2]);
        assert_eq!(whole_counts(4, &[0.4]), [2], "1.6 of 4");
        assert_eq!(
            whole_counts(2, &[0.25, 0.25]),
            [1, 0],
            "0.5, 0.5 and 1 free"
        );
        assert_eq!(whole_counts(8, &[0.5, 0.52]), [4, 4], "fuller than full");
        assert_eq!(whole_counts(1, &[0.2, 0.3]), [0, 0]);
        assert_eq!(whole_counts(12, &[]), Vec::<usize>::new());
    }

    #[test]
    fn counts_never_exceed_the_positions() {
        for positions in 1..40 {
            for thousandth in 0..=1000 {
                let x = f64::from(thousandth) / 1000.0;
                let counts = whole_counts(positions, &[x, 1.0 - x]);
                assert_eq!(
                    counts.iter().sum::<usize>(),
                    positions,
                    "{x} of {positions}"
                );
                let off = counts[0] as f64 - x * positions as f64;
                assert!(off.abs() <= 0.5 + 1e-5, "{x} of {positions}");
            }
        }
    }
}
