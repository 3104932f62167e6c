//! Files that appear whole or not at all, and never in place of what is no regular file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hecs_screen::{WholeFile, refuse_unwritable};

use crate::input::{Source, sources};
use crate::verb::VerbError;

/// Writes a file whole or not at all; missing folders are made.
///
/// The contents go under a hidden name beside the file, which is renamed at the end, so that an
/// interrupted run leaves the old file or the new one, never half of either. A symbolic link stays and
/// its target is replaced; a file that is replaced keeps its mode, and one that is read-only is refused.
/// Pipes and devices are written to.
pub fn write_atomic(path: &Path, contents: &[u8]) -> io::Result<()> {
    write_atomic_with(path, |file| file.write_all(contents))
}

/// As [`write_atomic`], for contents that are written piece by piece.
pub(crate) fn write_atomic_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let is_stream = fs::metadata(path).is_ok_and(|old| !old.is_file() && !old.is_dir());
    if is_stream {
        let mut stream = BufWriter::new(open_stream(path)?);
        write(&mut stream)?;
        return stream.flush();
    }
    let mut file = WholeFile::create(path)?;
    write(&mut file)?;
    file.finish()
}

/// Names of the files that a verb writes for each of its inputs.
pub(crate) struct OutputNames {
    inputs: Vec<String>,
}

impl OutputNames {
    /// For the inputs that the arguments name.
    pub(crate) fn of(arguments: &[PathBuf]) -> Self {
        let sources = sources(arguments);
        Self {
            inputs: sources.iter().map(Source::name).collect(),
        }
    }

    /// Where a file of an input goes: as named, or with the names of input and entry before it where there
    /// are several.
    pub(crate) fn path(&self, out: &Path, input: &str, entry: Option<&str>) -> PathBuf {
        let name = out.file_name();
        let name = name.map_or("out".into(), |n| n.to_string_lossy());
        let mut parts = Vec::new();
        if self.inputs.len() != 1 {
            let stem = Path::new(input).file_stem();
            parts.push(stem.map_or("stdin".into(), |s| s.to_string_lossy()));
        }
        // The name of a block may hold what a file name may not.
        parts.extend(entry.map(|entry| entry.replace(['/', '\\'], "_").into()));
        parts.push(name);
        out.with_file_name(parts.join("_"))
    }

    /// Whether every input has a name of its own for a file that the option `flag` asks for.
    pub(crate) fn check(&self, flag: &str, out: &Path) -> Result<(), VerbError> {
        let mut taken = BTreeMap::new();
        for input in &self.inputs {
            let path = self.path(out, input, None);
            if let Some(other) = taken.insert(path.clone(), input) {
                return Err(VerbError::Usage(format!(
                    "{flag}: {other} and {input} would both write {}; ask about them in separate calls",
                    path.display()
                )));
            }
        }
        Ok(())
    }
}

/// Refuses a place that cannot be written before hours of work are lost there: a folder, a read-only
/// file, a file that is one of the inputs.
pub(crate) fn check_place(path: &Path, inputs: &[PathBuf]) -> io::Result<()> {
    let Ok(old) = fs::metadata(path) else {
        return Ok(());
    };
    if old.is_dir() || old.is_file() {
        refuse_unwritable(&old)?;
        let same = |input: &PathBuf| {
            fs::canonicalize(input).is_ok_and(|it| fs::canonicalize(path).is_ok_and(|p| p == it))
        };
        if inputs.iter().any(same) {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "this is one of the inputs, which would be lost; name another file",
            ));
        }
    }
    Ok(())
}

/// Opens a pipe or a device for writing. A pipe must have a reader, or come to have one at once.
#[cfg(unix)]
fn open_stream(path: &Path) -> io::Result<File> {
    use std::time::{Duration, Instant};

    use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
    /// A reader that was started beside this program is there by then.
    const PATIENCE: Duration = Duration::from_secs(2);
    let started = Instant::now();
    loop {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match open(path, flags, Mode::empty()) {
            Ok(stream) => {
                fcntl_setfl(&stream, fcntl_getfl(&stream)? - OFlags::NONBLOCK)?;
                return Ok(stream.into());
            }
            Err(rustix::io::Errno::NXIO) if started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(rustix::io::Errno::NXIO) => {
                return Err(io::Error::other("nobody reads from this pipe"));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
fn open_stream(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_file_replaces_another_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/table.csv");
        write_atomic(&path, b"first").unwrap();
        write_atomic(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(entries(path.parent().unwrap()), 1);
    }

    #[test]
    fn a_file_that_fails_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.npy");
        write_atomic(&path, b"old").unwrap();
        let failed = write_atomic_with(&path, |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        let panicked = std::panic::catch_unwind(|| {
            write_atomic_with(&path, |_| std::panic::resume_unwind(Box::new("a bug")))
        });
        assert!(panicked.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(entries(folder.path()), 1);
    }

    #[test]
    fn a_file_that_cannot_take_its_name_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("by a folder")).unwrap();
        assert!(write_atomic(&taken, b"whole").is_err());
        assert_eq!(entries(folder.path()), 1);
        assert!(write_atomic(Path::new("/"), b"whole").is_err());
    }

    #[test]
    fn an_input_is_no_place_for_an_output() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("table.csv");
        fs::write(&input, "x").unwrap();
        let detour = folder.path().join(".").join("table.csv");
        assert!(check_place(&detour, std::slice::from_ref(&input)).is_err());
        assert!(check_place(&folder.path().join("model.json"), &[input]).is_ok());
        assert!(check_place(folder.path(), &[]).is_err());
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        fn set_mode(path: &Path, mode: u32) {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }

        #[test]
        fn others_may_read_a_new_file_as_the_mask_says() {
            let folder = tempfile::tempdir().unwrap();
            let [ours, plain] = ["ours", "plain"].map(|name| folder.path().join(name));
            write_atomic(&ours, b"x").unwrap();
            fs::write(&plain, b"x").unwrap();
            assert_eq!(mode(&ours), mode(&plain));
        }

        #[test]
        fn a_replaced_file_keeps_its_mode_and_a_read_only_one_its_contents() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("x");
            fs::write(&path, "old").unwrap();
            set_mode(&path, 0o640);
            write_atomic(&path, b"new").unwrap();
            assert_eq!(mode(&path), 0o640);
            set_mode(&path, 0o400);
            let error = write_atomic(&path, b"newer").unwrap_err();
            assert!(error.to_string().contains("read-only"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), b"new");
        }

        #[test]
        fn links_stay_and_their_targets_are_written() {
            let folder = tempfile::tempdir().unwrap();
            let [real, link, dangling] =
                ["real", "link", "dangling"].map(|name| folder.path().join(name));
            fs::write(&real, "old").unwrap();
            symlink("real", &link).unwrap();
            symlink("missing", &dangling).unwrap();
            write_atomic(&link, b"new").unwrap();
            write_atomic(&dangling, b"made").unwrap();
            assert_eq!(fs::read(&real).unwrap(), b"new");
            assert_eq!(fs::read(folder.path().join("missing")).unwrap(), b"made");
            assert!([&link, &dangling].iter().all(|path| path.is_symlink()));
        }

        #[test]
        fn pipes_are_written_to_and_devices_stay() {
            let folder = tempfile::tempdir().unwrap();
            let pipe = folder.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status();
            assert!(made.unwrap().success());
            let read = std::thread::spawn({
                let pipe = pipe.clone();
                move || fs::read(pipe).unwrap()
            });
            write_atomic(&pipe, b"through").unwrap();
            assert_eq!(read.join().unwrap(), b"through");
            let error = write_atomic(&pipe, b"nowhere").unwrap_err();
            assert!(error.to_string().contains("nobody reads"), "{error}");
            write_atomic(Path::new("/dev/null"), b"x").unwrap();
            if cfg!(target_os = "linux") {
                assert!(write_atomic(Path::new("/dev/full"), b"x").is_err());
            }
        }
    }
}
