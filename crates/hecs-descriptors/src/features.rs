//! The 54 features of any electrolyte, in the five levels of the 32 descriptors.

mod composition;
mod distribution;
mod hull;
mod missing;
mod pathway;
mod set;
mod structure;
mod table;
mod values;
mod voids;

pub use self::composition::composition_features;
pub(crate) use self::hull::hull_volume_ang3;
pub use self::missing::Missing;
pub use self::pathway::{ClassHop, Pathways, class_hops};
pub use self::set::FeatureSet;
pub use self::table::Feature;
