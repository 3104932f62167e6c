//! Read CIF files into crystal structures, with diagnostics that point into the text.
//!
//! ```
//! use hecs_cif::{ReadOptions, decode, read_structure, render};
//!
//! let bytes = b"data_LiF _symmetry_space_group_name_H-M 'F m -3 m'
//! _cell_length_a 4.03 _cell_length_b 4.03 _cell_length_c 4.03
//! _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
//! _chemical_formula_sum 'Li F' _cell_formula_units_Z 4
//! loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
//! Li1 0 0 0  F1 0.5 0.5 0.5";
//! let reading = read_structure(bytes, &ReadOptions::default());
//! let structure = reading.structure.expect("the file has no errors");
//! assert_eq!(structure.position_count(), 8);
//! for diagnostic in &reading.diagnostics {
//!     eprint!("{}", render(diagnostic, "LiF.cif", &decode(bytes).text, false));
//! }
//! ```

mod atoms;
mod cell;
mod charge_range;
mod charged;
mod codes;
mod columns;
mod container;
mod content;
mod diagnostic;
mod disorder;
mod displacement;
mod document;
mod encoding;
mod hall;
mod harmless;
mod label_choice;
mod lexer;
mod listed;
mod metric;
mod names;
mod operations;
mod options;
mod oxidation;
mod parser;
mod plausibility;
mod readings;
mod render;
mod settings;
mod severity;
mod sites;
mod stated;
mod structure;
mod structure_writer;
mod symbols;
mod symmetry;
mod value;
mod writer;

pub use codes::{Code, diagnostics_page};
pub use diagnostic::{Diagnostic, Extent, Span};
pub use displacement::Displacements;
pub use document::{Block, Document, Form, Item, Loop, Value};
pub use encoding::{Encoding, SourceText, decode};
pub use lexer::{Fault, FaultKind, Lexer, Token, TokenKind, Version};
pub use listed::ListedAtom;
pub use options::{DisorderSelection, ReadOptions};
pub use readings::{Reading, read_structure, read_structures};
pub use render::render;
pub use severity::Severity;
pub use structure::same_composition;
pub use structure_writer::write_structure;
pub use value::Number;
pub use writer::{CifWriter, WriteError};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
