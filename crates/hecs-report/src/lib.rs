//! Journal figures and a self-contained HTML report of activation energies, descriptors and
//! pathways of the ion: data in, pictures and page out.
//!
//! Fill the plain structs of [`data`]; [`figures`] draws them as SVG or PNG, [`page::render`] puts
//! them on one page; [`figures::pls`] and [`page::render_model`] do so for a regression of any table. Nothing is computed here beyond what drawing needs, and no font, file or
//! network is needed to draw.
//!
//! ```
//! use hecs_report::data::{VipBar, VipData};
//! use hecs_report::figures;
//!
//! let vip = figures::vip(&VipData {
//!     name: "two descriptors".into(),
//!     threshold: 0.8,
//!     bars: vec![VipBar::new("r_anion", 1.50, None), VipBar::new("C_Li", 0.71, None)],
//! })?;
//! assert!(vip.svg().starts_with("<svg"));
//! assert_eq!(&vip.png(300.0)?[1..4], b"PNG");
//! # Ok::<(), hecs_report::ReportError>(())
//! ```

// Pages and drawings are built as strings; `write!` with its result would hide what is written.
#![allow(clippy::format_push_string, clippy::format_collect)]

mod axes;
pub mod data;
mod elements;
mod error;
pub mod figures;
pub mod labels;
pub mod numbers;
pub mod page;
mod palette;
pub mod rich;
mod scene;
mod space;
mod surface;

pub use error::ReportError;

/// Runs the example of README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
