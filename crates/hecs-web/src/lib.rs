//! hecs in a browser: the bytes of a file in, records and the page's part of a structure out.
//!
//! [`Opened`] is a file whose structures were read; it answers a [`Request`]. [`module`] is the same for a page: functions of a
//! WebAssembly module that exchange bytes by length and address. Nothing here asks for files, threads or a clock.
//!
//! ```
//! use hecs_web::{Opened, Request};
//!
//! let poscar = b"LiCl\n1.0\n5.13 0 0\n0 5.13 0\n0 0 5.13\nLi Cl\n4 4\nDirect\n0 0 0\n0 .5 .5\n.5 0 .5\n.5 .5 0\n.5 .5 .5\n.5 0 0\n0 .5 0\n0 0 .5\n";
//! let opened = Opened::read("POSCAR", poscar.to_vec())?;
//! assert_eq!(opened.structures()[0].ions, ["Li+"]);
//! let request = Request::from_json(r#"{ "question": "barriers", "ion": "Li+", "spacing": 0.3 }"#)?;
//! let record = opened.answer(&request)?;
//! assert!(String::from_utf8(record)?.contains("\"schema\": \"hecs.bvse.1\""));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod error;
mod foreign;
pub mod module;
mod opened;
mod page;
mod request;

pub use error::WebError;
pub use opened::{Listed, Opened};
pub use page::page;
pub use request::{HostName, Question, Request};

/// Runs the example of README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
