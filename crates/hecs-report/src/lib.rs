//! Journal figures and a self-contained HTML report of activation energies, descriptors and
//! lithium pathways: data in, pictures and page out.

pub mod data;
mod error;
pub mod labels;
pub mod rich;

pub use error::ReportError;
