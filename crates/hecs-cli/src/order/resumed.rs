//! Files that grow entry by entry, and can be taken up again behind the last whole one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where an entry of a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entries {
    /// Each is a line.
    Lines,
    /// Each is a line behind a first one that names columns.
    Rows,
    /// Each is a frame of extended XYZ: the number of atoms, a comment, the atoms.
    Frames,
}

/// A file that entries are appended to.
pub(super) struct Growing {
    pub(super) path: PathBuf,
    entries: Entries,
    file: BufWriter<File>,
}

/// The ends of the whole entries of a file in bytes, behind that of its head.
pub(super) fn whole_entries(path: &Path, entries: Entries) -> io::Result<Vec<u64>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![0]),
        Err(error) => return Err(error),
    };
    let mut lines = BufReader::with_capacity(1 << 20, file);
    let mut ends = vec![0];
    let mut at = 0;
    let mut line = Vec::new();
    // Lines that are missing to the end of the frame.
    let mut missing = 0_usize;
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line)?;
        if length == 0 || line.last() != Some(&b'\n') {
            return Ok(ends);
        }
        at += length as u64;
        match entries {
            Entries::Rows if ends == [0] => ends = vec![at],
            Entries::Lines | Entries::Rows => ends.push(at),
            Entries::Frames if missing == 0 => {
                let count = std::str::from_utf8(&line).ok();
                let count = count.and_then(|text| text.trim().parse::<usize>().ok());
                let Some(count) = count else { return Ok(ends) };
                missing = count + 1;
            }
            Entries::Frames => {
                missing -= 1;
                if missing == 0 {
                    ends.push(at);
                }
            }
        }
    }
}

impl Growing {
    /// A new file, or one that is taken up behind the first entries, whose end in bytes is given.
    pub(super) fn open(path: &Path, entries: Entries, end: Option<u64>) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let file = match end {
            Some(end) => {
                let mut file = OpenOptions::new()
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(path)?;
                file.set_len(end)?;
                file.seek(SeekFrom::Start(end))?;
                file
            }
            None => File::create(path)?,
        };
        Ok(Self {
            path: path.to_owned(),
            entries,
            file: BufWriter::with_capacity(1 << 16, file),
        })
    }

    /// Adds an entry, or the names of the columns.
    pub(super) fn add(&mut self, text: &[u8]) -> io::Result<()> {
        debug_assert!(self.entries == Entries::Frames || text.ends_with(b"\n"));
        self.file.write_all(text)
    }

    /// Everything is in the file.
    pub(super) fn finish(mut self) -> io::Result<PathBuf> {
        self.file.flush()?;
        Ok(self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_entries_end_where_the_next_begins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let ends = |text: &str, entries| {
            fs::write(&path, text).unwrap();
            whole_entries(&path, entries).unwrap()
        };
        assert_eq!(ends("{}\n{}\n{", Entries::Lines), [0, 3, 6]);
        assert_eq!(ends("a,b\n1,2\n3,", Entries::Rows), [4, 8]);
        assert_eq!(ends("", Entries::Rows), [0]);
        let frame = "1\nLattice\nLi 0 0 0\n";
        let length = frame.len() as u64;
        let cut = format!("{frame}{frame}1\nLat");
        assert_eq!(ends(&cut, Entries::Frames), [0, length, 2 * length]);
        assert_eq!(ends("no frame\n", Entries::Frames), [0]);
        let missing = folder.path().join("missing");
        assert_eq!(whole_entries(&missing, Entries::Lines).unwrap(), [0]);
    }

    #[test]
    fn a_file_is_taken_up_behind_a_whole_entry() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/x.jsonl");
        let mut file = Growing::open(&path, Entries::Lines, None).unwrap();
        file.add(b"1\n").unwrap();
        file.add(b"2\n").unwrap();
        file.finish().unwrap();
        let mut file = Growing::open(&path, Entries::Lines, Some(2)).unwrap();
        file.add(b"3\n").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"1\n3\n");
    }
}
