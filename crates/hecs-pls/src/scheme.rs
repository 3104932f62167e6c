//! Schemes of cross-validation: which rows are left out together, by rows or by the groups of a design.

use serde::{Deserialize, Serialize};

use crate::{Design, Folds, PlsError};

/// How rows are left out. In a design with groups ([`Design::with_groups`]) groups take the place of rows: they are left out whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// One row, or one group, after the other.
    #[default]
    LeaveOneOut,
    /// k folds, assigned at random.
    KFold {
        /// Number of folds.
        k: usize,
        /// Seed.
        seed: u64,
    },
    /// k blocks of consecutive rows (or groups, in order of first appearance), for rows that are alike where they are near, such as a
    /// series in time.
    Blocks {
        /// Number of blocks.
        k: usize,
    },
    /// k folds assigned at random, several times.
    Repeated {
        /// Number of folds.
        k: usize,
        /// Number of partitions.
        repeats: usize,
        /// Seed.
        seed: u64,
    },
}

impl Scheme {
    /// The folds of a design.
    ///
    /// # Errors
    /// [`PlsError::BadFolds`] for more folds than rows (or groups), fewer than two, or a fold that leaves fewer than two rows.
    pub fn folds(self, design: &Design) -> Result<Folds, PlsError> {
        match (self, design.groups()) {
            (Self::LeaveOneOut, None) => Folds::leave_one_out(design.n()),
            (Self::LeaveOneOut, Some(groups)) => Folds::from_labels(groups),
            (Self::KFold { k, seed }, None) => Folds::k_fold(design.n(), k, seed),
            (Self::KFold { k, seed }, Some(groups)) => Folds::grouped_k_fold(groups, k, 1, seed),
            (Self::Blocks { k }, None) => Folds::blocks(design.n(), k),
            (Self::Blocks { k }, Some(groups)) => Folds::grouped_blocks(groups, k),
            (Self::Repeated { k, repeats, seed }, None) => {
                Folds::repeated_k_fold(design.n(), k, repeats, seed)
            }
            (Self::Repeated { k, repeats, seed }, Some(groups)) => {
                Folds::grouped_k_fold(groups, k, repeats, seed)
            }
        }
    }

    /// The same with no more folds than there are rows, or groups.
    pub(crate) fn for_units_of(self, design: &Design) -> Self {
        let most = design.units();
        match self {
            Self::LeaveOneOut => self,
            Self::KFold { k, seed } => Self::KFold {
                k: k.min(most),
                seed,
            },
            Self::Blocks { k } => Self::Blocks { k: k.min(most) },
            Self::Repeated { k, repeats, seed } => Self::Repeated {
                k: k.min(most),
                repeats,
                seed,
            },
        }
    }
}
