//! What a verb hands back: how many inputs failed, or why nothing could be done.

use std::io;
use std::process::ExitCode;

/// How the inputs of a call fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    failed: usize,
    total: usize,
}

impl Outcome {
    /// So many of so many inputs failed.
    pub(crate) fn counted(failed: usize, total: usize) -> Self {
        Self { failed, total }
    }

    /// Together with others of which some failed.
    pub(crate) fn and(self, failed: usize, total: usize) -> Self {
        Self::counted(self.failed + failed, self.total + total)
    }

    /// Everything was done.
    pub(crate) fn done() -> Self {
        Self {
            failed: 0,
            total: 1,
        }
    }

    /// 0 all done, 1 some inputs failed, 2 nothing could be done.
    pub(crate) fn exit_code(self) -> ExitCode {
        match self.failed {
            0 if self.total > 0 => ExitCode::SUCCESS,
            failed if failed < self.total => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Why a verb could not start or finish.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerbError {
    /// An argument makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What happened.
        source: io::Error,
    },
    /// Results could not be printed.
    #[error("cannot print the results: {0}")]
    Print(#[from] io::Error),
    /// A sink of a screening.
    #[error(transparent)]
    Screen(#[from] Box<hecs_screen::ScreenError>),
    /// A family, a composition, or what is known of it.
    #[error(transparent)]
    Design(#[from] hecs_design::DesignError),
    /// The table or the model.
    #[error("{context}: {source}")]
    Pls {
        /// The file the error is about.
        context: String,
        /// What is wrong.
        source: hecs_pls::PlsError,
    },
}

impl VerbError {
    /// Wraps an IO error with the file it is about.
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }

    /// Wraps a PLS error with the file it is about.
    pub(crate) fn pls(path: &std::path::Path) -> impl Fn(hecs_pls::PlsError) -> Self + use<> {
        let context = path.display().to_string();
        move |source| Self::Pls {
            context: context.clone(),
            source,
        }
    }
}
