//! The answers of hecs: one function per question, settings in, record out.
//!
//! The program, the report and the reproduction of the paper ask here, so that no two of them can
//! disagree. Records are plain data with stable JSON keys; nothing here prints.
//!
//! ```
//! use hecs_analysis::{Entry, ReadSettings, inspect};
//!
//! let cif = b"data_NaCl _space_group_name_H-M_alt 'F m -3 m'
//! _cell_length_a 5.64 _cell_length_b 5.64 _cell_length_c 5.64
//! _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
//! loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
//! Na1 0 0 0  Cl1 0.5 0.5 0.5";
//! let entry = Entry::from_cif("NaCl.cif".to_owned(), cif, &ReadSettings::default());
//! let record = inspect(&entry);
//! assert_eq!(record.composition["Na"], 4.0);
//! assert_eq!(record.sites[1].species[0].charge, Some(-1.0));
//! ```

mod barriers;
mod describe;
mod entry;
mod error;
mod estimate;
mod features;
mod fit;
mod fit_record;
mod formula;
mod images;
mod inputs;
mod inspect;
mod joint_fit;
mod maps;
mod memory;
mod order;
mod orderings;
mod paths;
mod predict;
mod predictors;
mod recipe_record;
pub mod records;
mod training;
mod training_settings;
mod validate;
mod words;

pub use barriers::{
    BarrierAnswer, BarrierSettings, Conventions, EnergyModel, Field, barriers, charges, framework,
    void_radii,
};
pub use describe::{describe, hecs_of};
pub use entry::{Entry, ReadSettings};
pub use error::AnalysisError;
pub use estimate::{HopFacts, HopTable, estimate, hop_card};
pub use features::{PrototypeSettings, features, features_with};
pub use fit::{FitSettings, Intervals, van_der_voet_rule};
pub use fit_record::fit;
pub use formula::{compact_formula, reduced_formula};
pub use images::{ImageSettings, Images, Mechanism, images};
pub use inputs::{Input, inputs};
pub use inspect::inspect;
pub use joint_fit::fit_jointly;
pub use memory::{MemoryPool, MemoryShare};
pub use order::{CellChoice, OrderSettings, OrderTask, OrderedOne, order};
pub use orderings::OrderingSettings;
pub use paths::{Host, Others, PathAnswer, PathSettings, SpringModel, elastic_host, paths};
pub use predict::{predict, predict_rows, reasons};
pub use training::{TestData, TrainingData, most_components, training_data};
pub use training_settings::TrainingSettings;
pub use validate::{ValidateSettings, Watch, validate};
pub use words::{error_with_remedy, warning_with_remedy};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
