//! The sources that the arguments name, and how much of them was read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hecs_io::{Source, has_known_name};

use crate::input::{files_below, open_stream};

/// Sources in the order of the arguments; a folder stands for the files in it and below whose names are those of structures or
/// archives, sorted by path.
pub(super) struct Sources {
    paths: Vec<PathBuf>,
    read_bytes: Arc<AtomicU64>,
}

impl Sources {
    pub(super) fn new(arguments: &[PathBuf]) -> Self {
        let mut paths = Vec::new();
        for argument in arguments {
            if argument.is_dir() {
                let mut files = files_below(argument, &has_known_name);
                if files.is_empty() {
                    // Reading it says what is wrong.
                    files.push(argument.clone());
                }
                paths.append(&mut files);
            } else {
                paths.push(argument.clone());
            }
        }
        Self {
            paths,
            read_bytes: Arc::default(),
        }
    }

    /// Names as records have them.
    pub(super) fn names(&self) -> Vec<String> {
        self.paths.iter().map(|path| name(path)).collect()
    }

    /// Bytes of all files; what comes through a pipe is not known.
    pub(super) fn total_bytes(&self) -> Option<u64> {
        let length = |path: &PathBuf| {
            let found = fs::metadata(path).ok().filter(fs::Metadata::is_file);
            found.map(|found| found.len())
        };
        self.paths.iter().map(length).sum()
    }

    /// How many bytes were read, counted on.
    pub(super) fn read_bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read_bytes)
    }

    /// The sources, each opened when its turn comes.
    pub(super) fn open(&self) -> impl Iterator<Item = Source> + Send + use<> {
        let read_bytes = Arc::clone(&self.read_bytes);
        self.paths.clone().into_iter().map(move |path| {
            let read_bytes = Arc::clone(&read_bytes);
            Source::new(name(&path), move || {
                let inner: Box<dyn Read + Send> = if is_stdin(&path) {
                    Box::new(io::stdin())
                } else if path.is_dir() {
                    return Err(io::Error::other(
                        "no file of structures in this folder or below",
                    ));
                } else if fs::metadata(&path)?.is_file() {
                    Box::new(File::open(&path)?)
                } else {
                    open_stream(&path)?
                };
                Ok(Box::new(Counted { inner, read_bytes }) as Box<dyn Read + Send>)
            })
        })
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn name(path: &Path) -> String {
    if is_stdin(path) {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Counts what is read.
struct Counted {
    inner: Box<dyn Read + Send>,
    read_bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read_bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
