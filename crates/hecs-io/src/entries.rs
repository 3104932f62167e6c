//! Sources → entries, one after the other, in constant memory.

use std::io::Cursor;

use hecs_cif::decode;

use crate::FormatError;
use crate::ahead::Ahead;
use crate::archive::{Archive, Member, is_archive};
use crate::compressed::{Bytes, Compression};
use crate::format::{Format, ToldBy, shown, told};
use crate::raw_entry::{Place, RawEntry, Unread};
use crate::source::Source;
use crate::split::{Splitter, whole};

/// How far a text is looked into to tell its format.
const HEAD: usize = 16 << 10;

/// How sources are taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamOptions {
    /// Bytes that one entry can have; a longer one is not read, and those behind it are. 256 MiB, as for CIF
    /// files ([`hecs_cif::ReadOptions::max_bytes`]).
    pub max_entry_bytes: usize,
}

impl StreamOptions {
    /// Options with another limit for one entry.
    #[must_use]
    pub fn with_max_entry_bytes(mut self, bytes: usize) -> Self {
        self.max_entry_bytes = bytes;
        self
    }
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self {
            max_entry_bytes: 256 << 20,
        }
    }
}

/// The entries of sources, in their order: files of one or many structures, compressed or in archives.
///
/// Memory holds one entry, whatever the size of a source. What cannot be read is an item of its own, and the
/// stream goes on behind it: with the next line, frame or block, the next member of an archive, or, where a stream
/// breaks off, the next source. Splitting is cheap and goes on one thread; [`RawEntry::read`] does the rest on any.
///
/// ```
/// use hecs_cif::ReadOptions;
/// use hecs_io::{Entries, Source, StreamOptions};
///
/// let lines = r#"{"lattice": {"matrix": [[4.1, 0, 0], [0, 4.1, 0], [0, 0, 4.1]]}, "sites": [
/// {"species": [{"element": "Cs", "oxidation_state": 1, "occu": 1}], "abc": [0, 0, 0]},
/// {"species": [{"element": "Cl", "oxidation_state": -1, "occu": 1}], "abc": [0.5, 0.5, 0.5]}]}"#;
/// let sources = [Source::reader("CsCl.json", lines.as_bytes())];
/// for item in Entries::new(sources, StreamOptions::default()) {
///     let raw = item?;
///     let structure = raw.read(&ReadOptions::default())?.into_structure()?;
///     assert_eq!((raw.place.number, structure.net_charge()), (1, Some(0.0)));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Entries<S> {
    sources: S,
    options: StreamOptions,
    present: Option<Opened>,
}

impl<S: Iterator<Item = Source>> Entries<S> {
    /// The entries of these sources.
    pub fn new(sources: impl IntoIterator<IntoIter = S>, options: StreamOptions) -> Self {
        Self {
            sources: sources.into_iter(),
            options,
            present: None,
        }
    }
}

impl<S: Iterator<Item = Source>> Iterator for Entries<S> {
    type Item = Result<RawEntry, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(present) = &mut self.present {
                if let Some(item) = present.next(&self.options) {
                    return Some(item);
                }
                self.present = None;
            }
            let source = self.sources.next()?;
            self.present = Some(Opened::new(source, &self.options));
        }
    }
}

/// The source that is being read.
struct Opened {
    name: String,
    /// Entries so far.
    count: usize,
    archive: Option<Members>,
    text: Option<Box<Text>>,
    /// Why it cannot be read, until that is said.
    failure: Option<FormatError>,
}

struct Members {
    archive: Archive,
    files: usize,
    first: String,
}

/// A text that is being split.
struct Text {
    member: Option<String>,
    format: Format,
    told_by: ToldBy,
    is_cif2: bool,
    is_any_given: bool,
    splitter: Splitter,
}

/// What a stream of bytes turns out to be.
enum Content {
    Archive(Archive),
    Text(Box<Text>),
}

impl Opened {
    fn new(source: Source, options: &StreamOptions) -> Self {
        let mut opened = Self {
            name: source.name().to_owned(),
            count: 0,
            archive: None,
            text: None,
            failure: None,
        };
        let bytes = source.open().map_err(|error| FormatError::Unopened {
            reason: error.to_string(),
        });
        match bytes.and_then(|bytes| content(bytes, &opened.name, options)) {
            Ok(Content::Text(text)) => opened.text = Some(text),
            Ok(Content::Archive(archive)) => {
                opened.archive = Some(Members {
                    archive,
                    files: 0,
                    first: String::new(),
                });
            }
            Err(error) => opened.failure = Some(error),
        }
        opened
    }

    fn next(&mut self, options: &StreamOptions) -> Option<Result<RawEntry, Unread>> {
        loop {
            if let Some(error) = self.failure.take() {
                return Some(Err(self.unread(None, 1, error)));
            }
            if let Some(text) = &mut self.text {
                if let Some(stretch) = text.splitter.next() {
                    let is_first = !std::mem::replace(&mut text.is_any_given, true);
                    let (format, told_by, member) =
                        (text.format, text.told_by, text.member.clone());
                    let is_in_cif2 = text.is_cif2 && !is_first;
                    return Some(match stretch.bytes {
                        Ok(bytes) => Ok(RawEntry {
                            place: self.place(member, stretch.line),
                            format,
                            told_by,
                            bytes,
                            is_in_cif2,
                        }),
                        Err(error) => Err(self.unread(member, stretch.line, error)),
                    });
                }
                let done = self.text.take()?;
                if !done.is_any_given {
                    return Some(Err(self.unread(done.member, 1, FormatError::Empty)));
                }
            }
            let members = self.archive.as_mut()?;
            match members.archive.next() {
                Some(Ok(member)) => {
                    if members.files == 0 {
                        members.first.clone_from(&member.name);
                    }
                    members.files += 1;
                    if let Some(item) = self.open_member(member, options) {
                        return Some(item);
                    }
                }
                Some(Err(error)) => return Some(Err(self.unread(None, 1, error))),
                None => {
                    let members = self.archive.take()?;
                    if self.count == 0 {
                        let error = FormatError::NoMember {
                            files: members.files,
                            first: members.first,
                        };
                        return Some(Err(self.unread(None, 1, error)));
                    }
                }
            }
        }
    }

    /// Begins with a member; one whose name and content are those of something else is left out.
    fn open_member(
        &mut self,
        member: Member,
        options: &StreamOptions,
    ) -> Option<Result<RawEntry, Unread>> {
        let Member { name, bytes } = member;
        let base = name.rsplit('/').next().unwrap_or_default();
        // What macOS puts beside the files of an archive.
        if base.starts_with("._") || name.starts_with("__MACOSX/") {
            return None;
        }
        match bytes.and_then(|bytes| content(bytes, &name, options)) {
            Ok(Content::Text(mut text)) => {
                text.member = Some(name);
                self.text = Some(text);
                None
            }
            Ok(Content::Archive(_)) => {
                let reason = "an archive inside an archive is not read; unpack it".to_owned();
                Some(Err(self.unread(
                    Some(name),
                    1,
                    FormatError::Container { reason },
                )))
            }
            Err(FormatError::Unknown { .. }) => None,
            Err(error) => Some(Err(self.unread(Some(name), 1, error))),
        }
    }

    /// The place of the next entry.
    fn place(&mut self, member: Option<String>, line: usize) -> Place {
        self.count += 1;
        Place {
            source: self.name.clone(),
            member,
            number: self.count,
            line,
        }
    }

    fn unread(&mut self, member: Option<String>, line: usize, error: FormatError) -> Unread {
        Unread {
            place: self.place(member, line),
            error,
        }
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("name", &self.name)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// Finds out what a stream in a file of this name is: decompresses it, and tells the format.
fn content(bytes: Bytes, name: &str, options: &StreamOptions) -> Result<Content, FormatError> {
    let mut stream = Ahead::new(bytes);
    let head = stream.peek(8).map_err(FormatError::of_stream)?;
    if let Some(compression) = Compression::of(head)? {
        stream = Ahead::new(compression.decoded(stream));
    }
    let mut stream = match Archive::of(stream)? {
        Ok(archive) => return Ok(Content::Archive(archive)),
        Err(stream) => stream,
    };
    let limit = options.max_entry_bytes;
    let head = stream.peek(HEAD).map_err(FormatError::of_stream)?;
    if Compression::of(head)?.is_some() {
        return Err(FormatError::Container {
            reason: "it is compressed twice; decompress it once".to_owned(),
        });
    }
    let (format, told_by) = told(head, name).ok_or_else(|| FormatError::Unknown {
        begins: shown(head),
    })?;
    if is_utf16(head) {
        let bytes = whole(&mut stream, limit)?;
        let text = decode(&bytes).text.into_owned();
        stream = Ahead::new(Box::new(Cursor::new(text.into_bytes())));
    }
    let splitter = Splitter::new(format, name, stream, limit);
    Ok(Content::Text(Box::new(Text {
        member: None,
        format,
        told_by,
        is_cif2: splitter.is_cif2(),
        is_any_given: false,
        splitter,
    })))
}

/// The format of bytes that are a text, from a file of this name: by their content, else by the name. `None` for what
/// is compressed or an archive, whose formats are those of its entries, and for what is of no known format.
///
/// ```
/// use hecs_io::{Format, format_of};
///
/// assert_eq!(format_of(b"data_x\n_cell_length_a 4", "-"), Some(Format::Cif));
/// assert_eq!(format_of(b"\x1f\x8b\x08\0", "x.cif.gz"), None);
/// ```
pub fn format_of(bytes: &[u8], name: &str) -> Option<Format> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let format = told(head, name).map(|(format, _)| format);
    format.filter(|_| !is_packed(head))
}

/// Whether bytes begin as a compressed stream or an archive does.
pub fn is_packed(bytes: &[u8]) -> bool {
    !matches!(Compression::of(bytes), Ok(None)) || is_archive(bytes)
}

/// Whether a text has a byte-order mark of UTF-16, or a zero in every second byte.
fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(&[0xFF, 0xFE])
        || head.starts_with(&[0xFE, 0xFF])
        || matches!(head, [a, 0, b, 0, ..] | [0, a, 0, b, ..] if *a != 0 && *b != 0)
}
