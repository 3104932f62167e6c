//! Which rows are left out together.

use std::collections::BTreeMap;

use rand::seq::SliceRandom;

use crate::PlsError;
use crate::checks::expect_length;
use crate::error::FoldProblem;
use crate::random::stream;

/// One or more partitions of the rows into folds; each fold is left out once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    n: usize,
    repeats: Vec<Vec<Vec<usize>>>,
}

impl Folds {
    /// Every row its own fold.
    ///
    /// # Errors
    /// [`PlsError::BadFolds`] for fewer than three rows: two must be left to train on.
    pub fn leave_one_out(n: usize) -> Result<Self, PlsError> {
        Self::checked(n, vec![(0..n).map(|i| vec![i]).collect()], |fold| {
            (fold + 1).to_string()
        })
    }

    /// `k` folds of nearly equal size, rows assigned at random.
    ///
    /// # Errors
    /// [`PlsError::BadFolds`] unless 2 ≤ k ≤ n and every fold leaves two rows.
    pub fn k_fold(n: usize, k: usize, seed: u64) -> Result<Self, PlsError> {
        Self::repeated_k_fold(n, k, 1, seed)
    }

    /// `repeats` independent partitions into `k` folds.
    ///
    /// # Errors
    /// As [`Folds::k_fold`]; [`PlsError::BadFolds`] for no repeats.
    pub fn repeated_k_fold(
        n: usize,
        k: usize,
        repeats: usize,
        seed: u64,
    ) -> Result<Self, PlsError> {
        let rows: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
        Self::assign(n, &rows, k, repeats, seed)
    }

    /// User folds or groups: rows with the same label are left out together, labels in order of first appearance.
    ///
    /// # Errors
    /// [`PlsError::BadFolds`] for a single label, or a label without which fewer than two rows are left.
    pub fn from_labels<L: AsRef<str>>(labels: &[L]) -> Result<Self, PlsError> {
        let (names, groups) = grouped(labels);
        Self::checked(labels.len(), vec![groups], |fold| names[fold].clone())
    }

    /// `k` folds of whole groups: rows with the same label stay together, groups are assigned at random, `repeats` times.
    ///
    /// # Errors
    /// As [`Folds::repeated_k_fold`], with groups in place of rows.
    pub fn grouped_k_fold<L: AsRef<str>>(
        labels: &[L],
        k: usize,
        repeats: usize,
        seed: u64,
    ) -> Result<Self, PlsError> {
        Self::assign(labels.len(), &grouped(labels).1, k, repeats, seed)
    }

    /// `k` blocks of consecutive rows, of nearly equal size.
    ///
    /// # Errors
    /// As [`Folds::k_fold`].
    pub fn blocks(n: usize, k: usize) -> Result<Self, PlsError> {
        let rows: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
        Self::consecutive(n, &rows, k)
    }

    /// `k` blocks of whole groups, in order of their first appearance.
    ///
    /// # Errors
    /// As [`Folds::k_fold`], with groups in place of rows.
    pub fn grouped_blocks<L: AsRef<str>>(labels: &[L], k: usize) -> Result<Self, PlsError> {
        Self::consecutive(labels.len(), &grouped(labels).1, k)
    }

    /// The partitions: repeat, fold, positions of the rows left out.
    pub fn repeats(&self) -> &[Vec<Vec<usize>>] {
        &self.repeats
    }

    /// Whether this is a single repeat in which every fold is one row.
    pub fn is_leave_one_out(&self) -> bool {
        self.repeats.len() == 1 && self.repeats[0].iter().all(|fold| fold.len() == 1)
    }

    /// The fewest rows that any fold leaves to train on.
    pub(crate) fn least_training(&self) -> usize {
        let largest = self
            .repeats
            .iter()
            .flatten()
            .map(Vec::len)
            .max()
            .unwrap_or(0);
        self.n - largest
    }

    fn consecutive(n: usize, units: &[Vec<usize>], k: usize) -> Result<Self, PlsError> {
        expect_count(units, k)?;
        let mut folds = vec![Vec::new(); k];
        for (place, unit) in units.iter().enumerate() {
            folds[place * k / units.len()].extend_from_slice(unit);
        }
        for fold in &mut folds {
            fold.sort_unstable();
        }
        Self::checked(n, vec![folds], |fold| (fold + 1).to_string())
    }

    fn assign(
        n: usize,
        units: &[Vec<usize>],
        k: usize,
        repeats: usize,
        seed: u64,
    ) -> Result<Self, PlsError> {
        expect_count(units, k)?;
        if repeats == 0 {
            return Err(PlsError::BadFolds(FoldProblem::NoRepeats));
        }
        let partitions = (0..repeats)
            .map(|repeat| {
                let mut order: Vec<usize> = (0..units.len()).collect();
                order.shuffle(&mut stream(seed, repeat));
                let mut folds = vec![Vec::new(); k];
                for (place, unit) in order.into_iter().enumerate() {
                    folds[place % k].extend_from_slice(&units[unit]);
                }
                for fold in &mut folds {
                    fold.sort_unstable();
                }
                folds
            })
            .collect();
        Self::checked(n, partitions, |fold| (fold + 1).to_string())
    }

    fn checked(
        n: usize,
        repeats: Vec<Vec<Vec<usize>>>,
        label: impl Fn(usize) -> String,
    ) -> Result<Self, PlsError> {
        for partition in &repeats {
            if partition.len() == 1 {
                return Err(PlsError::BadFolds(FoldProblem::OneFold { label: label(0) }));
            }
            for (number, fold) in partition.iter().enumerate() {
                let left = n - fold.len();
                if left < 2 {
                    let label = label(number);
                    return Err(PlsError::BadFolds(FoldProblem::TooFewLeft { label, left }));
                }
            }
        }
        if repeats.iter().any(Vec::is_empty) {
            return Err(PlsError::TooFewRows { rows: n, needed: 3 });
        }
        Ok(Self { n, repeats })
    }

    pub(crate) fn expect_rows(&self, n: usize) -> Result<(), PlsError> {
        expect_length("rows of the folds", self.n, n)
    }
}

/// As many folds as there can be of these rows or groups, and at least two.
fn expect_count(units: &[Vec<usize>], k: usize) -> Result<(), PlsError> {
    if k < 2 || k > units.len() {
        return Err(PlsError::BadFolds(FoldProblem::Count {
            folds: k,
            rows: units.len(),
        }));
    }
    Ok(())
}

/// Labels in order of first appearance, and the rows of each.
pub(crate) fn grouped<L: AsRef<str>>(labels: &[L]) -> (Vec<String>, Vec<Vec<usize>>) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        let group = *known.entry(label.as_ref()).or_insert(groups.len());
        if group == groups.len() {
            names.push(label.as_ref().to_owned());
            groups.push(Vec::new());
        }
        groups[group].push(i);
    }
    (names, groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_cover_each_row_once() {
        let folds = Folds::repeated_k_fold(11, 3, 4, 7).unwrap();
        assert_eq!(folds.repeats().len(), 4);
        for partition in folds.repeats() {
            let mut rows: Vec<usize> = partition.iter().flatten().copied().collect();
            rows.sort_unstable();
            assert_eq!(rows, (0..11).collect::<Vec<_>>());
        }
        assert_ne!(folds.repeats()[0], folds.repeats()[1]);
        assert_eq!(folds, Folds::repeated_k_fold(11, 3, 4, 7).unwrap());
    }

    #[test]
    fn groups_stay_together() {
        let labels = ["a", "b", "a", "c", "b", "d"];
        let folds = Folds::from_labels(&labels).unwrap();
        assert_eq!(
            folds.repeats()[0],
            [vec![0, 2], vec![1, 4], vec![3], vec![5]]
        );
        let assigned = Folds::grouped_k_fold(&labels, 2, 3, 1).unwrap();
        for fold in assigned.repeats().iter().flatten() {
            assert_eq!(fold.contains(&0), fold.contains(&2));
            assert_eq!(fold.contains(&1), fold.contains(&4));
        }
    }

    #[test]
    fn blocks_are_consecutive() {
        let folds = Folds::blocks(7, 3).unwrap();
        assert_eq!(folds.repeats()[0], [vec![0, 1, 2], vec![3, 4], vec![5, 6]]);
        let folds = Folds::grouped_blocks(&["a", "b", "a", "c", "c"], 2).unwrap();
        assert_eq!(folds.repeats()[0], [vec![0, 1, 2], vec![3, 4]]);
        assert!(matches!(
            Folds::grouped_blocks(&["a", "b", "a"], 3),
            Err(PlsError::BadFolds(FoldProblem::Count { .. }))
        ));
    }

    #[test]
    fn refuses_what_leaves_nothing() {
        assert!(matches!(
            Folds::k_fold(5, 1, 0),
            Err(PlsError::BadFolds(FoldProblem::Count { .. }))
        ));
        assert!(matches!(
            Folds::k_fold(5, 6, 0),
            Err(PlsError::BadFolds(FoldProblem::Count { .. }))
        ));
        assert!(matches!(
            Folds::leave_one_out(2),
            Err(PlsError::BadFolds(FoldProblem::TooFewLeft { left: 1, .. }))
        ));
        assert!(matches!(
            Folds::from_labels(&["a", "a", "a"]),
            Err(PlsError::BadFolds(FoldProblem::OneFold { .. }))
        ));
        assert!(Folds::from_labels::<&str>(&[]).is_err());
    }
}
