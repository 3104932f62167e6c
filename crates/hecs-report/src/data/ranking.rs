//! Structures by what the ion has to climb in them.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Structures with their barriers, in any order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RankingData {
    /// The ion that moves, "Li+".
    pub ion: String,
    /// The structures.
    pub rows: Vec<RankingRow>,
}

/// A structure of a ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingRow {
    /// Number, unique in the ranking.
    pub no: u32,
    /// Formula as plain text.
    pub formula: String,
    /// Where it comes from: a file, with the entry in it.
    pub source: String,
    /// Barriers in eV in one, two and three dimensions.
    pub barriers_ev: [Option<f64>; 3],
    /// What qualifies them, the words of each.
    pub caveats: Vec<String>,
}

impl RankingRow {
    /// The order of a ranking: by the barrier in three dimensions, those without one after the others by that in two, then in
    /// one; what has none is last.
    pub fn order(&self, other: &Self) -> Ordering {
        by_barriers(&self.barriers_ev, &other.barriers_ev).then(self.no.cmp(&other.no))
    }
}

/// Compares barriers in three dimensions, then in two, then in one; a missing one is higher than any.
fn by_barriers(one: &[Option<f64>; 3], other: &[Option<f64>; 3]) -> Ordering {
    let height = |barrier: Option<f64>| barrier.unwrap_or(f64::INFINITY);
    let pairs = one.iter().zip(other).rev();
    pairs
        .map(|(a, b)| height(*a).total_cmp(&height(*b)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_dimensions_count_first_and_nothing_last() {
        let row = |no, barriers_ev| RankingRow {
            no,
            formula: String::new(),
            source: String::new(),
            barriers_ev,
            caveats: Vec::new(),
        };
        let mut rows = [
            row(1, [None; 3]),
            row(2, [Some(0.1), None, None]),
            row(3, [Some(0.5), Some(0.5), Some(0.6)]),
            row(4, [Some(0.4), Some(0.5), Some(0.6)]),
            row(5, [Some(0.2), Some(0.3), None]),
            row(6, [Some(0.4), Some(0.5), Some(0.6)]),
        ];
        rows.sort_by(RankingRow::order);
        assert_eq!(rows.map(|row| row.no), [4, 6, 3, 5, 2, 1]);
    }
}
