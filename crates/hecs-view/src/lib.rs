//! Answers as a page shows them: entry and settings in, the plain structs of hecs-report out.
//!
//! The program and the module that runs in a browser ask here, so that a structure looks the same on both pages.
//!
//! ```
//! use hecs_analysis::{Entry, Host, MemoryPool, ReadSettings};
//! use hecs_core::Ion;
//! use hecs_view::{page_settings, part};
//!
//! let cif = b"data_Li3OCl _space_group_name_H-M_alt 'P m -3 m'
//! _cell_length_a 3.91 _cell_length_b 3.91 _cell_length_c 3.91
//! _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
//! loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
//! Li1 Li1+ 0 0.5 0.5  O1 O2- 0.5 0.5 0.5  Cl1 Cl1- 0 0 0";
//! let entry = Entry::from_cif("Li3OCl.cif".to_owned(), cif, &ReadSettings::default());
//! let shown = part(&entry, &page_settings(Ion::LI, Host::Rigid), None, &MemoryPool::unlimited());
//! assert!(shown.view.is_some_and(|view| view.network.data().is_some()));
//! ```

mod crystal;
mod csv_text;
mod orderings;
mod part;
mod profile;
mod tables;

pub use crystal::{crystal_view, network_view};
pub use csv_text::{csv_lines, csv_text, optional};
pub use orderings::orderings_data;
pub use part::{CITATION, Part, page_settings, part};
pub use profile::{energies, network_profile, of_host, rigid_points, site_names};
pub use tables::{decides, hops_csv, profile_csv, sites_csv, window};

/// Runs the example of README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
