//! Where bytes come from: files, standard input, anything that can be read; opened only when its turn comes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::compressed::Bytes;

/// Something that holds structures: a text, compressed or not, or an archive.
pub struct Source {
    name: String,
    open: Box<dyn FnOnce() -> io::Result<Bytes> + Send>,
}

impl Source {
    /// A file. Its name is the path as given.
    pub fn file(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref().to_owned();
        Self::new(path.display().to_string(), move || {
            let file = File::open(&path)?;
            if file.metadata()?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            Ok(Box::new(file) as Bytes)
        })
    }

    /// Standard input; its name is `<stdin>`.
    pub fn stdin() -> Self {
        Self::new("<stdin>".to_owned(), || Ok(Box::new(io::stdin()) as Bytes))
    }

    /// A reader that is there already.
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self::new(name.into(), || Ok(Box::new(reader) as Bytes))
    }

    /// A source that `open` opens when its turn comes.
    pub fn new(
        name: String,
        open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static,
    ) -> Self {
        Self {
            name,
            open: Box::new(open),
        }
    }

    /// Name for messages and records.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn open(self) -> io::Result<Bytes> {
        (self.open)()
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name).finish()
    }
}
