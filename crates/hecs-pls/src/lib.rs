//! Partial least squares with one response: cross-validation, VIP, applicability.

mod choose;
mod components;
mod cross_validation;
mod design;
mod duplicates;
mod error;
mod fit;
mod folds;
mod loo;
mod progress;
mod random;
mod refit;
mod scale;
mod sheet;
pub mod statistics;
mod vectors;
mod vip;
mod warning;

pub use choose::{Choice, Rule, choose, van_der_voet};
pub use cross_validation::{
    CrossValidation, cross_validate, cross_validate_by_refits, leave_one_out,
};
pub use design::{Column, Design, Missing, Response, Table};
pub use error::{FoldProblem, PlsError};
pub use fit::Fit;
pub use folds::Folds;
pub use nalgebra::DMatrix;
pub use progress::Progress;
pub use scale::Scaling;
pub use sheet::Sheet;
pub use warning::Warning;
