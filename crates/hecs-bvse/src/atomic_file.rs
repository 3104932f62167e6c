//! Files that appear whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that appears under its name only when it is [finished](Self::finish).
///
/// Until then it is a hidden file beside its place, which goes when this is dropped: after an error,
/// after a panic, or unfinished. A file that was there before stays until the new one replaces it.
///
/// ```
/// use std::io::Write;
///
/// # fn main() -> std::io::Result<()> {
/// let path = std::env::temp_dir().join("hecs-atomic-file").join("table.csv");
/// let mut file = hecs_bvse::AtomicFile::create(&path)?;
/// file.write_all(b"x,y\n")?;
/// assert!(!path.exists());
/// file.finish()?;
/// assert_eq!(std::fs::read(&path)?, b"x,y\n");
/// # std::fs::remove_dir_all(path.parent().unwrap())
/// # }
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    // The file is closed before its temporary name goes.
    writer: BufWriter<File>,
    temporary: Temporary,
    path: PathBuf,
}

/// Numbers the temporary files of this process.
static TURN: AtomicU64 = AtomicU64::new(0);

impl AtomicFile {
    /// Starts a file for a path; missing folders are made.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for a path without a file name; those of the system where the
    /// folder cannot be made or written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        loop {
            // Two writers of one process never share a temporary file, even for the same path.
            let turn = TURN.fetch_add(1, Ordering::Relaxed);
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}.{turn}.part", std::process::id()));
            let temporary = path.with_file_name(hidden);
            match File::create_new(&temporary) {
                Ok(file) => {
                    return Ok(Self {
                        writer: BufWriter::with_capacity(1 << 20, file),
                        temporary: Temporary(Some(temporary)),
                        path: path.to_path_buf(),
                    });
                }
                // Left by a process of this number that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes what is left to the disk and gives the file its name.
    ///
    /// # Errors
    /// Those of the system; nothing is left behind then, and a file of that name is as it was.
    pub fn finish(self) -> io::Result<()> {
        let Self {
            writer,
            temporary,
            path,
        } = self;
        let file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        // Not every system renames an open file.
        drop(file);
        temporary.rename(&path)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The name of a file that is removed unless it is renamed.
#[derive(Debug)]
struct Temporary(Option<PathBuf>);

impl Temporary {
    fn rename(mut self, path: &Path) -> io::Result<()> {
        if let Some(temporary) = &self.0 {
            fs::rename(temporary, path)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What went wrong before is the error to report.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, gone when the test is.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("hecs-bvse-{name}-{}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn entries(&self) -> usize {
            fs::read_dir(&self.0).unwrap().count()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn written(path: &Path, bytes: &[u8]) -> AtomicFile {
        let mut file = AtomicFile::create(path).unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn a_file_replaces_another_when_it_is_finished() {
        let folder = Folder::new("replaces");
        let path = folder.0.join("map.npy");
        written(&path, b"first").finish().unwrap();
        let second = written(&path, b"second");
        let third = written(&path, b"third");
        assert_eq!(fs::read(&path).unwrap(), b"first");
        third.finish().unwrap();
        second.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(folder.entries(), 1);
    }

    #[test]
    fn an_unfinished_file_leaves_nothing() {
        let folder = Folder::new("unfinished");
        let path = folder.0.join("map.npy");
        drop(written(&path, b"half"));
        assert_eq!(folder.entries(), 0);
        let panicked = std::panic::catch_unwind(|| {
            let _file = written(&path, b"half");
            assert!(!path.exists(), "nothing to see yet");
            std::panic::resume_unwind(Box::new("a writer that fails"));
        });
        assert!(panicked.is_err());
        assert_eq!(folder.entries(), 0);
    }

    #[test]
    fn a_file_that_cannot_take_its_name_leaves_nothing() {
        let folder = Folder::new("name");
        let taken = folder.0.join("taken");
        fs::create_dir_all(taken.join("by a folder")).unwrap();
        assert!(written(&taken, b"whole").finish().is_err());
        assert_eq!(folder.entries(), 1);
        assert!(AtomicFile::create(Path::new("/")).is_err());
    }
}
