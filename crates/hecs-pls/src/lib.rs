//! Partial least squares with one response: cross-validation, VIP, applicability.

mod applicability;
mod choose;
mod components;
mod cross_validation;
mod design;
mod duplicates;
mod error;
mod estimate;
mod fit;
mod folds;
mod loo;
mod model;
mod model_file;
mod nested;
mod permutation;
mod prediction;
mod progress;
mod random;
mod refit;
mod resample;
mod scale;
mod sheet;
pub mod statistics;
mod vectors;
mod vip;
mod warning;

pub use applicability::Limits;
pub use choose::{Choice, Rule, choose, van_der_voet};
pub use cross_validation::{
    CrossValidation, cross_validate, cross_validate_by_refits, leave_one_out,
};
pub use design::{Column, Design, Missing, Response, Table};
pub use error::{FoldProblem, PlsError};
pub use estimate::{Estimate, Estimates};
pub use fit::Fit;
pub use folds::Folds;
pub use model::{Errors, Model, ModelColumn, Provenance};
pub use model_file::{MODEL_SCHEMA, MODEL_VERSION};
pub use nalgebra::DMatrix;
pub use nested::{FoldChoice, Inner, NestedCrossValidation, NestedOptions, nested_cross_validate};
pub use permutation::{Goodness, PermutationOptions, PermutationTest, permutation_test};
pub use prediction::{Contribution, Interval, Measure, OutOfRange, Prediction, Reason};
pub use progress::Progress;
pub use resample::{BootstrapOptions, bootstrap, jackknife};
pub use scale::Scaling;
pub use sheet::Sheet;
pub use warning::Warning;
