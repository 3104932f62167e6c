//! Files, folders and stdin as inputs.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hecs_cif::ReadOptions;

/// Where an input comes from; read only when its turn comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file.
    File(PathBuf),
    /// A folder without CIF files.
    EmptyFolder(PathBuf),
    /// Standard input.
    Stdin,
}

impl Source {
    /// Name for messages and records.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) | Self::EmptyFolder(path) => path.display().to_string(),
            Self::Stdin => "<stdin>".to_owned(),
        }
    }

    /// Reads it.
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => open(path).and_then(read_bounded),
            Self::EmptyFolder(_) => Err(io::Error::other(
                "no .cif or .mcif file in this folder or below",
            )),
            Self::Stdin => read_bounded(io::stdin().lock()),
        }
    }
}

/// Opens a file. One that is too large for a crystal is refused before it is read, and a pipe into which
/// nobody writes is not waited for.
fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let found = fs::metadata(path)?;
    let limit = ReadOptions::default().max_bytes as u64;
    if found.len() > limit {
        return Err(io::Error::other(format!(
            "its {} MB are more than the {} MB that are read of one file",
            found.len() >> 20,
            limit >> 20
        )));
    }
    if found.is_file() || found.is_dir() {
        Ok(Box::new(File::open(path)?))
    } else {
        open_stream(path)
    }
}

/// Opens a pipe or a device for reading, where somebody has it open for writing.
#[cfg(unix)]
pub(crate) fn open_stream(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    use std::time::{Duration, Instant};

    use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
    /// A writer that was started beside this program is there by then.
    const PATIENCE: Duration = Duration::from_millis(100);
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut stream = File::from(open(path, flags, Mode::empty())?);
    let started = Instant::now();
    let mut first = vec![0; 4096];
    let read = loop {
        match stream.read(&mut first) {
            // No writer at all; one that has nothing to say yet is another case.
            Ok(0) if started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(0) => return Err(io::Error::other("nobody writes into this pipe or device")),
            Ok(n) => break n,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break 0,
            Err(error) => return Err(error),
        }
    };
    first.truncate(read);
    fcntl_setfl(&stream, fcntl_getfl(&stream)? - OFlags::NONBLOCK)?;
    Ok(Box::new(io::Cursor::new(first).chain(stream)))
}

#[cfg(not(unix))]
pub(crate) fn open_stream(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(File::open(path)?))
}

/// Reads what is there, up to one byte more than the reader of CIF files accepts, so that a device that
/// never ends is refused like a file that is too large.
fn read_bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let limit = ReadOptions::default().max_bytes as u64 + 1;
    let mut bytes = Vec::new();
    source.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The sources that the arguments name, in their order; a folder stands for the CIF files in it
/// and below, sorted by path.
pub(crate) fn sources(arguments: &[PathBuf]) -> Vec<Source> {
    let mut found = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            found.push(Source::Stdin);
        } else if argument.is_dir() {
            let files = files_below(argument, &is_cif);
            if files.is_empty() {
                found.push(Source::EmptyFolder(argument.clone()));
            }
            found.extend(files.into_iter().map(Source::File));
        } else {
            found.push(Source::File(argument.clone()));
        }
    }
    found
}

fn is_cif(name: &str) -> bool {
    let end = Path::new(name).extension();
    end.is_some_and(|e| e.eq_ignore_ascii_case("cif") || e.eq_ignore_ascii_case("mcif"))
}

/// The files in a folder and below whose names are wanted, sorted by path.
pub(crate) fn files_below(folder: &Path, is_wanted: &impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, is_wanted, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, is_wanted: &impl Fn(&str) -> bool, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        // Listed as an input of its own, so that reading it reports why it failed.
        found.push(folder.to_owned());
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        // Symbolic links to folders are not followed: they may lead back up.
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            collect(&path, is_wanted, found);
        } else if is_wanted(&entry.file_name().to_string_lossy()) {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_stand_for_their_cif_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        for name in ["b.cif", "a.CIF", "c.txt", "deep/d.cif", "e.mcif"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<String> = sources(&[folder.path().to_owned(), PathBuf::from("-")])
            .iter()
            .map(|s| s.name().replace(&folder.path().display().to_string(), ""))
            .collect();
        assert_eq!(
            names,
            ["/a.CIF", "/b.cif", "/deep/d.cif", "/e.mcif", "<stdin>"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_read_where_somebody_writes() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("x.cif");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let source = Source::File(pipe.clone());
        let error = source.read().unwrap_err();
        assert!(error.to_string().contains("nobody writes"), "{error}");
        let write = std::thread::spawn(move || {
            // Late, and in two pieces.
            let mut file = fs::OpenOptions::new().write(true).open(pipe).unwrap();
            for piece in ["data_", "x"] {
                std::thread::sleep(std::time::Duration::from_millis(50));
                std::io::Write::write_all(&mut file, piece.as_bytes()).unwrap();
            }
        });
        // The writer's thread may need its time to start.
        let read = (0..50).find_map(|_| source.read().ok());
        assert_eq!(read.unwrap(), b"data_x");
        write.join().unwrap();
    }

    #[test]
    fn a_folder_without_cif_files_is_an_input_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("c.txt"), "").unwrap();
        let found = sources(&[folder.path().to_owned()]);
        assert_eq!(found, [Source::EmptyFolder(folder.path().to_owned())]);
        let error = found[0].read().unwrap_err();
        assert!(
            error.to_string().contains("no .cif or .mcif file"),
            "{error}"
        );
    }
}
