//! Files that appear whole or not at all.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// Files that are being written under a hidden name.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is written under a hidden name beside its own, which it is given by [`finish`](Self::finish): an interrupted run
/// leaves the old file or the new one, never half of either. Dropped before, it is gone.
///
/// A symbolic link stays and its target is replaced; a file that is replaced keeps its mode.
///
/// ```
/// use std::io::Write;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("new/table.csv");
/// let mut file = hecs_screen::WholeFile::create(&path)?;
/// writeln!(file, "a,b")?;
/// assert!(!path.exists());
/// file.finish()?;
/// assert_eq!(std::fs::read(&path)?, b"a,b\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct WholeFile {
    /// Until it has its name, or is gone.
    part: Option<BufWriter<NamedTempFile>>,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file, and makes missing folders.
    ///
    /// # Errors
    /// Where the folder cannot be written to, the name is that of a folder, or a read-only file has it.
    pub fn create(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(old) => {
                refuse_unwritable(&old)?;
                let file = Self::beside(fs::canonicalize(path)?)?;
                if let Some(part) = &file.part {
                    part.get_ref()
                        .as_file()
                        .set_permissions(old.permissions())?;
                }
                Ok(file)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Self::beside(missing_target(path))
            }
            Err(error) => Err(error),
        }
    }

    fn beside(target: PathBuf) -> io::Result<Self> {
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = folder_of(&target);
        fs::create_dir_all(folder)?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        // A program that ends between the two would leave it.
        let mut unfinished = unfinished();
        let part = file_named(&hidden, folder)?;
        unfinished.insert(part.path().to_owned());
        Ok(Self {
            part: Some(BufWriter::with_capacity(1 << 20, part)),
            target,
        })
    }

    /// Gives the file its name, when everything is on the disk.
    ///
    /// # Errors
    /// Where it cannot be written or renamed; then it is gone.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(part) = &self.part {
            part.get_ref().as_file().sync_all()?;
        }
        // From here to the end the program is not ended between the two names.
        let mut unfinished = unfinished();
        if let Some(part) = self.part.take() {
            let part = part.into_inner().map_err(io::IntoInnerError::into_error)?;
            unfinished.remove(part.path());
            part.persist(&self.target)?;
        }
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = self.part.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        part.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if self.part.is_some() {
            let mut unfinished = unfinished();
            if let Some(part) = self.part.take() {
                unfinished.remove(part.get_ref().path());
            }
        }
    }
}

/// Removes what is half written, for a program that ends at once; no file can be begun or finished from now on.
pub fn remove_unfinished() {
    let unfinished = unfinished();
    for part in unfinished.iter() {
        // One that cannot be removed cannot be helped.
        let _ = fs::remove_file(part);
    }
    std::mem::forget(unfinished);
}

/// Whether a file that is there can be replaced.
///
/// # Errors
/// Where it is a folder or read-only, with what helps.
pub fn refuse_unwritable(old: &Metadata) -> io::Result<()> {
    if old.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "this is a folder; name a file",
        ));
    }
    if old.permissions().readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only and stays as it is; make it writable or name another",
        ));
    }
    Ok(())
}

/// A new file in a folder: a prefix, something random, `.part`.
pub(crate) fn file_named(prefix: &OsStr, folder: &Path) -> io::Result<NamedTempFile> {
    let mut options = tempfile::Builder::new();
    options.prefix(prefix).suffix(PART);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the process's mask leaves of reading and writing for all.
        options.permissions(fs::Permissions::from_mode(0o666));
    }
    options.tempfile_in(folder)
}

/// What the name of a file that is not whole ends with.
pub(crate) const PART: &str = ".part";

/// Where a file that is not there yet will be: behind symbolic links that lead nowhere.
fn missing_target(path: &Path) -> PathBuf {
    /// Links that are followed, as many as Linux does.
    const LINKS: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => break,
        }
    }
    target
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
