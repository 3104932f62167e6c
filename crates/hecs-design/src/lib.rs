//! New argyrodite compositions: families as data, virtual structures, predicted activation energies with reasons.
//!
//! A [`Family`] (TOML, see docs/families.md) gives compositions; [`Trained`] learns structures and activation energies from known
//! compounds and turns compositions into a ranked [`Screening`]; [`claims`] puts the statements of section 3.3 of
//! doi:10.1016/j.scib.2021.04.029 to the test; [`model_card`] writes down what the models are worth. No IO, except for the checkpoint
//! whose path is given.
//!
//! ```
//! use hecs_design::{Family, Formula, KnownCompound, Range, ScreenOptions, TrainOptions, Trained};
//!
//! # fn main() -> Result<(), hecs_design::DesignError> {
//! let family = Family::named("Li6+(5-n)yP1-yNyS5I")?;
//! let members = family.grid(&[("y", "0..0.5:0.1".parse::<Range>()?)], &[("N", "Ge")])?;
//! assert_eq!(members[3].formula.to_string(), "Li6.3P0.7Ge0.3S5I");
//!
//! let wrong = "Li5PS5Cl".parse::<Formula>().unwrap_err();
//! assert!(wrong.to_string().contains("with 6.0000 Li instead of 5.0000 it is neutral"));
//!
//! // With structures read from files, each candidate gets Ea by model and by direct BVSE, and reasons:
//! fn best(known: Vec<KnownCompound>, family: &Family) -> Result<String, hecs_design::DesignError> {
//!     let trained = Trained::new(known, TrainOptions::published()?, None)?;
//!     let options = ScreenOptions { direct_spacing_ang: Some(0.2), ..ScreenOptions::default() };
//!     let screening = trained.screen(family, &family.grid(&[], &[])?, &options, None)?;
//!     screening.to_csv()
//! }
//! # Ok(())
//! # }
//! ```

mod assessment;
mod barrier;
mod candidate;
mod claim_verdict;
pub mod claims;
mod comparison;
mod domain;
mod ea_model;
mod error;
mod exchange;
mod exclusions;
mod family;
mod formula;
mod ions;
mod judge;
mod known;
mod known_parameters;
mod members;
pub mod model_card;
mod occupants;
mod output;
mod overrides;
mod parameters;
mod pareto;
mod range;
mod reasons;
pub mod resume;
mod ridge;
mod screen;
mod series;
mod structure_model;
mod targets;
mod template;
mod train;

pub use assessment::{
    Assessment, Direct, EaEstimate, FailedMember, ParentAssessment, ScreenOptions, Screening,
};
pub use barrier::{EaScale, TRAINING_SPACING_ANG, softbv_barrier_ev, spse_steps, steps_to_ev};
pub use candidate::Candidate;
pub use comparison::{Comparison, ComparisonRow, Given, MethodErrors};
pub use domain::{BeyondKnown, Domain};
pub use ea_model::{Columns, EaModel, LEVEL, MOST_COMPONENTS, TrainingRows, VIP_THRESHOLD};
pub use error::DesignError;
pub use exclusions::{Exclusion, Exclusions};
pub use family::{Family, Variable};
pub use formula::{DOUBLETS, Formula, MOST_LITHIUM};
pub use known::KnownCompound;
pub use members::Member;
pub use overrides::Overrides;
pub use parameters::Parameters;
pub use pareto::pareto_front;
pub use range::Range;
pub use reasons::{DescriptorChange, Mechanism, MechanismChange, Reasons};
pub use series::{Series, SeriesRules};
pub use structure_model::{Anchor, LeftOut, ParameterError, StructureModel};
pub use targets::Feature;
pub use train::{TrainOptions, Trained};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
