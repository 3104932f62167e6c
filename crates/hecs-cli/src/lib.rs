//! What the `hecs` program and the repository's own commands share.

mod files;

pub use files::write_atomic;
