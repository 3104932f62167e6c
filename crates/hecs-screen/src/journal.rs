//! Records on their way to a sink: a file of JSON lines under a name of its own, from which a later run can go on.
//!
//! Every process writes a part of its own, `OUT.XXXXXX.part`, in the order of the entries, each record flushed when it is
//! written, and renames it when it is whole. A process that is killed leaves its part; the next one copies from all that are left what is
//! still valid. Two processes at the same sink disturb each other in nothing: both write the same bytes, and the one that
//! comes second replaces the file of the first by its equal.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::record::Outline;
use crate::whole_file::{PART, file_named, folder_of};

/// Largest line that is read back: longer than any record.
const LONGEST: u64 = 1 << 30;

/// A part that is being written.
pub(crate) struct Part {
    file: BufWriter<File>,
    pub(crate) path: PathBuf,
}

impl Part {
    /// A new one beside `out`.
    pub(crate) fn new(out: &Path) -> io::Result<Self> {
        let folder = folder_of(out);
        fs::create_dir_all(folder)?;
        let mut prefix = name_of(out)?;
        prefix.push('.');
        let (file, path) = file_named(prefix.as_ref(), folder)?.keep()?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 16, file),
            path,
        })
    }

    /// Writes a record, to be found by the next process whatever becomes of this one.
    pub(crate) fn write(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.write_all(b"\n")?;
        self.file.flush()
    }

    /// Ends it: everything is on the disk.
    pub(crate) fn finish(self) -> io::Result<PathBuf> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(self.path)
    }
}

/// The parts that earlier processes have left of a sink, or others are writing; the longest first.
pub(crate) fn parts_of(out: &Path) -> io::Result<Vec<PathBuf>> {
    let mut prefix = name_of(out)?;
    prefix.push('.');
    let Ok(entries) = fs::read_dir(folder_of(out)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let middle = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix(PART));
        // What tempfile puts there holds no full stop; a part of `out.jsonl.more` is none of `out.jsonl`.
        if middle.is_some_and(|middle| !middle.is_empty() && !middle.contains('.')) {
            let length = entry.metadata().map_or(0, |metadata| metadata.len());
            found.push((length, entry.path()));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

fn name_of(path: &Path) -> io::Result<String> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    Ok(name.to_string_lossy().into_owned())
}

/// Lines of a part or of a sink, one after the other; what is behind the first that is no record is not looked at.
pub(crate) struct Lines {
    file: BufReader<File>,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = BufReader::with_capacity(1 << 16, File::open(path)?);
        Ok(Self { file })
    }
}

impl Iterator for Lines {
    type Item = io::Result<(Outline, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        let mut limited = io::Read::take(&mut self.file, LONGEST);
        if let Err(error) = limited.read_until(b'\n', &mut line) {
            return Some(Err(error));
        }
        // A line without an end was being written.
        if line.pop() != Some(b'\n') {
            return None;
        }
        let line = String::from_utf8(line).ok()?;
        let outline = Outline::of(&line)?;
        Some(Ok((outline, line)))
    }
}

/// What earlier processes have found, to be copied in place of computed.
///
/// Every file is asked, the first before the others: the longest may be of other settings, or damaged in the middle.
pub(crate) struct Journal {
    files: Vec<Earlier>,
}

impl Journal {
    /// Of so many files, or of none.
    pub(crate) fn new(files: impl IntoIterator<Item = Lines>) -> Self {
        let files = files.into_iter().map(Earlier::new).collect();
        Self { files }
    }

    /// The record of an entry, if there is one of this key; numbers must rise from call to call.
    pub(crate) fn take(&mut self, number: u64, key: &str) -> Option<(Outline, String)> {
        (self.files.iter_mut()).find_map(|earlier| earlier.take(number, key))
    }
}

/// What one earlier process has found.
struct Earlier {
    lines: Lines,
    next: Option<(Outline, String)>,
}

impl Earlier {
    fn new(lines: Lines) -> Self {
        let mut earlier = Self { lines, next: None };
        earlier.step();
        earlier
    }

    fn step(&mut self) {
        // A file that cannot be read further has no more to give.
        self.next = self.lines.next().and_then(Result::ok);
    }

    fn take(&mut self, number: u64, key: &str) -> Option<(Outline, String)> {
        while self
            .next
            .as_ref()
            .is_some_and(|(line, _)| line.number < number)
        {
            self.step();
        }
        let is_it = |(line, _): &(Outline, String)| line.number == number && line.key == key;
        let found = self.next.take_if(|next| is_it(next));
        if found.is_some() {
            self.step();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, key: &str) -> String {
        format!(r#"{{"number":{number},"key":"{key}","stages":0,"status":"ok","code":null}}"#)
    }

    #[test]
    fn what_was_written_is_found_again_up_to_the_line_that_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out.jsonl");
        let mut part = Part::new(&out).unwrap();
        for (number, key) in [(2, "a"), (3, "b"), (7, "c")] {
            part.write(&line(number, key)).unwrap();
        }
        part.file.write_all(line(8, "d").as_bytes()).unwrap();
        part.finish().unwrap();
        fs::write(folder.path().join("out.jsonl.more.abc.part"), "").unwrap();
        let parts = parts_of(&out).unwrap();
        assert_eq!(parts.len(), 1);
        let mut journal = Journal::new(Lines::open(&parts[0]));
        assert!(journal.take(1, "x").is_none());
        assert_eq!(journal.take(2, "a").unwrap().1, line(2, "a"));
        assert!(journal.take(3, "changed").is_none());
        assert!(journal.take(5, "c").is_none());
        assert!(journal.take(7, "c").is_some());
        assert!(journal.take(8, "d").is_none());
        assert!(Journal::new([]).take(1, "a").is_none());
    }

    #[test]
    fn what_the_longest_does_not_know_another_may() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, lines: &[String]| {
            let path = folder.path().join(name);
            fs::write(&path, lines.concat()).unwrap();
            Lines::open(&path).unwrap()
        };
        let old: Vec<String> = (1..9)
            .map(|i| line(i, "of other settings") + "\n")
            .collect();
        let mut damaged = old.clone();
        damaged[0] = line(1, "a") + "\n";
        damaged[1] = "no record\n".to_owned();
        let new = [2, 3].map(|i| line(i, "a") + "\n");
        let files = [
            write("old", &old),
            write("damaged", &damaged),
            write("new", &new),
        ];
        let mut journal = Journal::new(files);
        let found = (1..9).filter(|i| journal.take(*i, "a").is_some());
        assert_eq!(found.collect::<Vec<_>>(), [1, 2, 3]);
    }
}
