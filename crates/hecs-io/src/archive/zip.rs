//! Zip archives, read from the front: each file stands behind a header of its own, so that neither a file of a million
//! members nor a pipe needs the directory at the end (PKWARE, APPNOTE 6.3.10).

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Member, Shared};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

const FILE: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
/// What begins the directory: an extra record, a file of it, its end (of ZIP64 too).
const DIRECTORY: [[u8; 4]; 4] = [
    *b"PK\x06\x08",
    *b"PK\x01\x02",
    *b"PK\x05\x06",
    *b"PK\x06\x06",
];

/// A size that stands in the field of ZIP64 instead.
const IN_ZIP64: u64 = 0xFFFF_FFFF;

pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(&FILE) || head.starts_with(b"PK\x05\x06")
}

pub(crate) struct ZipArchive {
    state: Shared<State>,
    has_ended: bool,
}

struct State {
    input: Ahead<Bytes>,
    file: Option<File>,
}

/// The present file.
struct File {
    /// Compressed bytes that are left; `None` where only their content tells the end.
    left: Option<u64>,
    inflate: Option<Decompress>,
    /// Checksum and size as stated; `None` where they stand behind the file.
    stated: Option<(u32, u64)>,
    found: Crc,
    /// Compressed and plain bytes so far.
    counts: (u64, u64),
    is_done: bool,
}

impl ZipArchive {
    pub(super) fn new(input: Ahead<Bytes>) -> Self {
        Self {
            state: Shared::new(State { input, file: None }),
            has_ended: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Result<Member, FormatError>> {
        while !self.has_ended {
            let found = self.state.lock().next_file();
            match found {
                Ok(Some((name, _))) if name.ends_with('/') => {}
                Ok(Some((name, content))) => {
                    let bytes = content.map(|()| Box::new(Content(self.state.share())) as Bytes);
                    return Some(Ok(Member { name, bytes }));
                }
                Ok(None) => self.has_ended = true,
                Err(error) => {
                    self.has_ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

type NamedFile = (String, Result<(), FormatError>);

impl State {
    /// Goes to the next file: its name, and whether its content can be read. `None` at the directory.
    fn next_file(&mut self) -> Result<Option<NamedFile>, FormatError> {
        self.finish()?;
        let signature = self
            .input
            .take_exactly::<4>()
            .map_err(FormatError::of_stream)?;
        if DIRECTORY.contains(&signature) {
            return Ok(None);
        }
        if signature != FILE {
            return Err(damaged("no header stands where a file should begin"));
        }
        let header = self
            .input
            .take_exactly::<26>()
            .map_err(FormatError::of_stream)?;
        let two = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let four = |at: usize| {
            u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let (flags, method, crc) = (two(2), two(4), four(10));
        let (mut packed, mut size) = (u64::from(four(14)), u64::from(four(18)));
        let name = self.text(two(22))?;
        let extra = self.text(two(24))?;
        if packed == IN_ZIP64 || size == IN_ZIP64 {
            (packed, size) =
                sizes_of_zip64(&extra, packed, size).ok_or_else(|| damaged("a size is missing"))?;
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        let is_behind = flags & 8 != 0 && packed == 0;
        let unread = |what: &str| {
            Err(FormatError::Container {
                reason: format!("{name}: {what}"),
            })
        };
        let content = match method {
            _ if flags & 1 != 0 => unread("it is encrypted; unpack it with its password"),
            0 if is_behind => {
                unread("it is stored without its size; pack the archive again with zip")
            }
            0 | 8 => Ok(()),
            _ => unread("its compression is none of zip's usual; pack the archive again with zip"),
        };
        if is_behind && let Err(error) = content {
            // Where it ends cannot be told.
            return Err(error);
        }
        self.file = Some(File {
            left: (!is_behind).then_some(packed),
            inflate: (method == 8).then(|| Decompress::new(false)),
            stated: (!is_behind).then_some((crc, size)),
            found: Crc::new(),
            counts: (0, 0),
            is_done: false,
        });
        Ok(Some((name, content)))
    }

    fn text(&mut self, length: u16) -> Result<Vec<u8>, FormatError> {
        let mut bytes = vec![0; usize::from(length)];
        self.input
            .read_exact(&mut bytes)
            .map_err(FormatError::of_stream)?;
        Ok(bytes)
    }

    /// Leaves the present file behind.
    fn finish(&mut self) -> Result<(), FormatError> {
        let left = self.file.as_ref().map(|file| file.left);
        match left {
            Some(Some(left)) => self.input.skip(left).map_err(FormatError::of_stream)?,
            Some(None) => {
                io::copy(&mut &mut *self, &mut io::sink()).map_err(FormatError::of_stream)?;
            }
            None => {}
        }
        self.file = None;
        Ok(())
    }
}

/// Compressed and plain size in the extra field of ZIP64, each there only where the header has no room.
fn sizes_of_zip64(extra: &[u8], packed: u64, size: u64) -> Option<(u64, u64)> {
    let mut rest = extra;
    while let [a, b, c, d, after @ ..] = rest {
        let (id, length) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let (field, next) = after.split_at_checked(usize::from(length))?;
        if id == 1 {
            let mut numbers = field
                .as_chunks::<8>()
                .0
                .iter()
                .map(|bytes| u64::from_le_bytes(*bytes));
            let mut number = |short: u64| {
                if short == IN_ZIP64 {
                    numbers.next()
                } else {
                    Some(short)
                }
            };
            let size = number(size)?;
            return Some((number(packed)?, size));
        }
        rest = next;
    }
    None
}

impl Read for State {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else {
            return Ok(0);
        };
        if out.is_empty() || file.is_done {
            return Ok(0);
        }
        loop {
            let available = self.input.fill_buf()?;
            let usable = file.left.map_or(available.len(), |left| {
                available
                    .len()
                    .min(usize::try_from(left).unwrap_or(usize::MAX))
            });
            let input = &available[..usable];
            let (taken, given, is_last) = if let Some(inflate) = &mut file.inflate {
                let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
                let status = inflate
                    .decompress(input, out, FlushDecompress::None)
                    .map_err(io::Error::other)?;
                (
                    (inflate.total_in() - before_in) as usize,
                    (inflate.total_out() - before_out) as usize,
                    status == Status::StreamEnd,
                )
            } else {
                let count = usable.min(out.len());
                out[..count].copy_from_slice(&input[..count]);
                (count, count, file.left == Some(count as u64))
            };
            self.input.consume(taken);
            file.left = file.left.map(|left| left - taken as u64);
            file.counts.0 += taken as u64;
            file.counts.1 += given as u64;
            file.found.update(&out[..given]);
            if is_last {
                file.is_done = true;
                check(file, &mut self.input)?;
                return Ok(given);
            }
            if given > 0 {
                return Ok(given);
            }
            if taken == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// Compares checksum and size of a file that is read with what the archive states, in its header or behind it.
fn check(file: &mut File, input: &mut Ahead<Bytes>) -> io::Result<()> {
    let crc = file.found.sum();
    let (packed, size) = file.counts;
    let is_right = if let Some(stated) = file.stated {
        stated == (crc, size)
    } else {
        // Sizes have four bytes each or, in ZIP64, eight; a signature may stand in front.
        let start = if input.peek(4)? == DESCRIPTOR { 4 } else { 0 };
        let bytes = input.peek(start + 20)?;
        let describes = |width: usize| {
            let number = |at: usize| {
                let field = bytes.get(at..at + width)?;
                Some(field.iter().rev().fold(0, |n, b| (n << 8) | u64::from(*b)))
            };
            let stated_crc = bytes.get(start..start + 4)?;
            let is_it = stated_crc == crc.to_le_bytes()
                && number(start + 4)? == packed
                && number(start + 4 + width)? == size;
            is_it.then_some(start + 4 + 2 * width)
        };
        let length = describes(4).or_else(|| describes(8));
        input.skip(length.unwrap_or(0) as u64)?;
        length.is_some()
    };
    file.left = file.left.or(Some(0));
    if is_right {
        Ok(())
    } else {
        Err(io::Error::other(
            "its checksum or size is another than the archive states",
        ))
    }
}

/// The content of a file.
struct Content(Shared<State>);

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.lock().read(out)
    }
}

fn damaged(what: &str) -> FormatError {
    FormatError::Container {
        reason: format!("the zip archive is damaged: {what}; what follows is not read"),
    }
}
