//! Journal figures and a self-contained HTML report of activation energies, descriptors and
//! lithium pathways: data in, pictures and page out.

mod axes;
pub mod data;
mod error;
pub mod figures;
pub mod labels;
pub mod page;
mod palette;
pub mod rich;
mod scene;
mod surface;

pub use error::ReportError;
