//! Partial least squares with one response or several: cross-validation, choice of components, importance, resampling, applicability.
//!
//! ```
//! use hecs_pls::{Design, Fit, Missing, Model, Response, Rule, Scaling, Table, choose, leave_one_out};
//!
//! let table = Table::from_records(
//!     &["mon", "tue", "wed", "thu", "fri"],
//!     &["hours", "rain"],
//!     &[[1.0, 3.0], [2.0, 1.0], [3.0, 4.0], [4.0, 1.5], [5.0, 5.0]],
//! )?;
//! let response = Response::new("harvest", vec![2.1, 3.9, 6.2, 7.8, 10.1]).with_unit("kg");
//! let design = Design::new(table, response, Missing::Refuse)?;
//!
//! let cv = leave_one_out(&design, Scaling::Auto, 2)?;
//! let components = choose(&cv, Rule::Minimum)?.components;
//! let fit = Fit::new(&design, Scaling::Auto, components)?;
//! let model = Model::new(&fit, components, 0.95)?.with_cross_validation(&cv)?;
//!
//! let next = Table::from_records(&["sat"], &["hours", "rain"], &[[6.0, 2.0]])?;
//! let prediction = &model.predict(&next, Missing::Refuse)?[0];
//! assert!((prediction.value - 12.0).abs() < 0.5);
//! assert_eq!(prediction.out_of_range[0].column, "hours");
//! # Ok::<(), hecs_pls::PlsError>(())
//! ```

mod applicability;
mod checks;
mod choose;
mod components;
mod cross_validation;
mod design;
mod digest;
mod distance;
mod duplicates;
mod error;
mod estimate;
mod fit;
mod fold_sums;
mod folds;
mod gappy;
mod importance;
mod jackknife;
mod joint;
mod joint_components;
mod joint_model;
mod joint_validation;
mod limits;
mod loo;
mod many_responses;
mod missing;
mod model;
mod model_checks;
mod model_file;
mod nested;
mod permutation;
mod prediction;
mod progress;
mod random;
mod range;
#[cfg(doctest)]
mod readme;
mod recipe;
mod recurrence;
mod refit;
mod replicates;
mod resample;
mod savitzky_golay;
mod scale;
mod scheme;
mod selection;
mod sheet;
pub mod statistics;
mod table;
mod training;
mod treatment;
mod vectors;
mod vip;
mod warning;

pub use choose::{Choice, Comparison, LeftOutErrors, Rule, choose, van_der_voet, van_der_voet_all};
pub use cross_validation::{
    CrossValidation, cross_validate, cross_validate_by_refits, leave_one_out,
};
pub use design::Design;
pub use error::{FoldProblem, PlsError};
pub use estimate::{Estimate, Estimates};
pub use fit::Fit;
pub use folds::Folds;
pub use jackknife::jackknife;
pub use joint::{JointDesign, JointFit};
pub use joint_model::{JOINT_MODEL_SCHEMA, JOINT_MODEL_VERSION, JointModel};
pub use joint_validation::{JointCrossValidation, cross_validate_jointly};
pub use limits::{Limits, student_quantile};
pub use missing::Missing;
pub use model::{Errors, JudgedBy, Model, ModelColumn, Provenance, Spectra};
pub use model_file::{MODEL_SCHEMA, MODEL_VERSION};
pub use nalgebra::DMatrix;
pub use nested::{FoldChoice, NestedCrossValidation, NestedOptions, nested_cross_validate};
pub use permutation::{
    Goodness, PermutationOptions, PermutationTest, permutation_test, permutation_test_over,
};
pub use prediction::{Contribution, Interval, Measure, OutOfRange, Prediction, Reason};
pub use progress::OnProgress;
pub use recipe::Recipe;
pub use replicates::{NearIdentical, near_identical_rows};
pub use resample::{BootstrapOptions, bootstrap};
pub use scale::Scaling;
pub use scheme::Scheme;
pub use selection::{Kept, Selection};
pub use sheet::Sheet;
pub use table::{Column, Response, Table};
pub use treatment::{TrainedTreatment, Treatment};
pub use warning::Warning;
