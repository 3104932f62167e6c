//! Why a screening cannot be begun, finished or merged.

use std::io;
use std::path::Path;

use hecs_core::Stopped;

/// An error about a sink; a structure that cannot be answered is a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScreenError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A sink of another kind than records are written to.
    #[error("{path}: name a sink that ends in .jsonl or .parquet")]
    Kind {
        /// The sink.
        path: String,
    },
    /// A file of Parquet that cannot be read or written.
    #[error("{path}: {source}")]
    Parquet {
        /// The file.
        path: String,
        /// Why.
        source: parquet::errors::ParquetError,
    },
    /// A sink that is not of a finished screening.
    #[error("{path} is not finished: {reason}")]
    Unfinished {
        /// The sink.
        path: String,
        /// What is missing, with what helps.
        reason: String,
    },
    /// Parts that do not belong together.
    #[error("{path} does not belong to {other}: {reason}")]
    Apart {
        /// A part.
        path: String,
        /// The one it is compared with.
        other: String,
        /// What is different.
        reason: String,
    },
    /// Parts that are not there.
    #[error("of {count} parts these are missing: {missing}; run them and merge again")]
    Missing {
        /// How many there should be.
        count: u64,
        /// Those that are missing.
        missing: String,
    },
    /// A line that is no record.
    #[error("{path}, line {line}: {reason}")]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A screening that was stopped before it was done.
    #[error("{0}; what was found stays for a later run with --resume")]
    Stopped(#[from] Stopped),
}

impl ScreenError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }

    pub(crate) fn parquet(
        path: &Path,
    ) -> impl Fn(parquet::errors::ParquetError) -> Self + Clone + use<> {
        let path = path.display().to_string();
        move |source| Self::Parquet {
            path: path.clone(),
            source,
        }
    }
}
