//! The 32 hierarchical crystal-structure descriptors (HECS) of cubic argyrodites.
//!
//! [`Roles`] finds which site plays which part, in any cell, setting and origin; [`Hecs`] computes
//! the descriptors of Table S2 of doi:10.1016/j.scib.2021.04.029 from it; [`Descriptor`] knows
//! their names, units and meanings.
//!
//! For electrolytes of any family [`Electrolyte`] finds which site is mobile, framework, bound or free
//! anion, from [`laguerre_cells`]; [`FeatureSet`] has the 54 features of [`Feature`], the 32 generalised,
//! each with a value or the reason why it has none.
//!
//! ```
//! use hecs_core::{Ion, Lattice, SpaceGroup, Species, StructureBuilder};
//! use hecs_descriptors::{Descriptor, Hecs};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let group = SpaceGroup::from_number(216).expect("216 is F-43m");
//! let mut li6ps5i = StructureBuilder::new(Lattice::cubic(10.1448)?, group);
//! for (label, ion, occupancy, x, y, z) in [
//!     ("Li1", "Li+", 0.37, 0.2901, 0.2901, 0.0250),
//!     ("Li2", "Li+", 0.26, 0.25, 0.25, 0.0250),
//!     ("A", "I-", 1.0, 0.0, 0.0, 0.0),
//!     ("C", "S2-", 1.0, 0.25, 0.25, 0.25),
//!     ("B", "P5+", 1.0, 0.5, 0.5, 0.5),
//!     ("E", "S2-", 1.0, 0.61643, 0.61643, 0.61643),
//! ] {
//!     let species = Species { occupancy, ..Species::of(ion.parse::<Ion>()?) };
//!     li6ps5i.add_site(label, vec![species], &Vector3::new(x, y, z), 0.01);
//! }
//! let hecs = Hecs::describe(&li6ps5i.build()?)?;
//! assert!((hecs[Descriptor::RA] - 2.06).abs() < 1e-12);
//! assert!((hecs[Descriptor::DLiLiDoublet] - 1.1506).abs() < 1e-4);
//! println!("{}", hecs.notes[0]); // the composition is the sum of the site occupancies
//! # Ok(())
//! # }
//! ```

mod bonds;
mod capacity;
mod composition;
mod electrolyte;
mod entropy;
mod error;
mod features;
mod framework;
mod geometry;
mod groups;
mod hecs;
mod ideal_distances;
mod ion_means;
mod joined_sites;
mod jump;
mod laguerre;
mod lithium;
mod mean;
mod mismatch;
mod nodes;
mod note;
mod part;
mod periodic_components;
mod property;
mod prototypes;
mod role;
mod role_site;
mod roles;
mod surroundings;
mod table;

pub use composition::Composition;
pub use electrolyte::Electrolyte;
pub use entropy::SConfLi;
pub use error::DescriptorError;
pub use features::{
    ClassHop, Feature, FeatureSet, Missing, Pathways, class_hops, composition_features,
};
pub use geometry::Geometry;
pub use groups::AnionGroup;
pub use hecs::{DescribeOptions, Hecs, Occupancies};
pub use jump::{Jump, JumpKind, Window};
pub use laguerre::{LaguerreCell, LaguerreFace, Sphere, laguerre_cells};
pub use mismatch::{Coordination, LithiumClass, Mismatch};
pub use nodes::MobileNodes;
pub use note::Note;
pub use part::{Part, PartReason, SitePart};
pub use property::Property;
pub use prototypes::{Likeness, Orbit, Prototype, SpecialDescriptor, SpecialKind, find_prototype};
pub use role::{Role, RoleTolerances};
pub use role_site::{Representative, RoleSite};
pub use roles::Roles;
pub use table::{Category, Descriptor};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
