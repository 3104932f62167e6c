//! Tar archives (POSIX 1003.1 ustar and pax, and the long names of GNU tar).

use std::io::{self, Read};

use tar::{EntryType, Header, PaxExtensions};

use super::{Member, Shared};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

/// Size of a header, and what contents are padded to.
pub(super) const BLOCK: usize = 512;

/// Names and extended headers are shorter than this.
const LONGEST_NAME: u64 = 1 << 20;

/// Whether the first block is a header: its checksum is right.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let block = head.get(..BLOCK);
    block.is_some_and(|block| block[0] != 0 && has_checksum(Header::from_byte_slice(block)))
}

/// The checksum is the sum of all bytes, its own taken as blanks.
fn has_checksum(header: &Header) -> bool {
    let sum: u32 = header.as_bytes().iter().map(|b| u32::from(*b)).sum();
    let own = &header.as_old().cksum;
    let own: u32 = own.iter().map(|b| u32::from(*b)).sum();
    let blanks = u32::from(b' ') * 8;
    header
        .cksum()
        .is_ok_and(|stated| stated == sum - own + blanks)
}

pub(crate) struct TarArchive {
    state: Shared<State>,
    has_ended: bool,
}

struct State {
    input: Ahead<Bytes>,
    /// Bytes of the present member that are not read yet, and those that fill its last block.
    left: u64,
    padding: u64,
}

/// What headers in front of a file say of it.
#[derive(Default)]
struct Extended {
    name: Option<String>,
    size: Option<u64>,
}

impl TarArchive {
    pub(super) fn new(input: Ahead<Bytes>) -> Self {
        Self {
            state: Shared::new(State {
                input,
                left: 0,
                padding: 0,
            }),
            has_ended: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Result<Member, FormatError>> {
        if self.has_ended {
            return None;
        }
        let found = self.state.lock().next_file();
        match found {
            Ok(Some(name)) => {
                let content = Content(self.state.share());
                Some(Ok(Member {
                    name,
                    bytes: Ok(Box::new(content)),
                }))
            }
            Ok(None) => {
                self.has_ended = true;
                None
            }
            Err(error) => {
                self.has_ended = true;
                Some(Err(error))
            }
        }
    }
}

impl State {
    /// Goes to the next file and gives its name; `None` at the end.
    fn next_file(&mut self) -> Result<Option<String>, FormatError> {
        let mut extended = Extended::default();
        loop {
            self.input
                .skip(self.left + self.padding)
                .map_err(FormatError::of_stream)?;
            (self.left, self.padding) = (0, 0);
            let Some(header) = self.header()? else {
                return Ok(None);
            };
            let kind = header.entry_type();
            let is_file = matches!(kind, EntryType::Regular | EntryType::Continuous);
            let stated = header.entry_size().map_err(|e| damaged(&e.to_string()))?;
            let size = extended.size.filter(|_| is_file).unwrap_or(stated);
            self.left = size;
            self.padding = size.wrapping_neg() % BLOCK as u64;
            match kind {
                EntryType::GNULongName => {
                    let name = self.content()?;
                    let name = name.split(|b| *b == 0).next().unwrap_or_default();
                    extended.name = Some(String::from_utf8_lossy(name).into_owned());
                }
                EntryType::XHeader => extended.add(&self.content()?),
                _ if is_file => {
                    let name = header.path_bytes();
                    let name = String::from_utf8_lossy(&name).into_owned();
                    return Ok(Some(extended.name.unwrap_or(name)));
                }
                EntryType::XGlobalHeader => {}
                // Folders, links, devices, files with holes: no text to be read.
                _ => extended = Extended::default(),
            }
        }
    }

    /// The next header; `None` where a block of zeros or the end of the stream ends the archive.
    fn header(&mut self) -> Result<Option<Header>, FormatError> {
        let block = self.input.peek(BLOCK).map_err(FormatError::of_stream)?;
        if block.iter().all(|b| *b == 0) {
            return Ok(None);
        }
        if block.len() < BLOCK {
            return Err(damaged("it is cut off in a header"));
        }
        let header = Header::from_byte_slice(block).clone();
        if !has_checksum(&header) {
            return Err(damaged("a header has another checksum"));
        }
        io::BufRead::consume(&mut self.input, BLOCK);
        Ok(Some(header))
    }

    /// The content of the present member, which is a name or an extended header.
    fn content(&mut self) -> Result<Vec<u8>, FormatError> {
        if self.left > LONGEST_NAME {
            return Err(damaged("a name is longer than 1 MiB"));
        }
        let mut bytes = Vec::new();
        while self.left > 0 {
            let mut chunk = [0; BLOCK];
            let count = self.read(&mut chunk).map_err(FormatError::of_stream)?;
            bytes.extend_from_slice(&chunk[..count]);
        }
        Ok(bytes)
    }
}

impl Extended {
    /// Takes over path and size of a pax header; what is no such record says nothing.
    fn add(&mut self, pax: &[u8]) {
        for record in PaxExtensions::new(pax).flatten() {
            match record.key_bytes() {
                b"path" => {
                    self.name = Some(String::from_utf8_lossy(record.value_bytes()).into_owned());
                }
                b"size" => self.size = record.value().ok().and_then(|v| v.parse().ok()),
                _ => {}
            }
        }
    }
}

impl Read for State {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let wanted = out
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if wanted == 0 {
            return Ok(0);
        }
        let count = self.input.read(&mut out[..wanted])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// The content of a member.
struct Content(Shared<State>);

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.lock().read(out)
    }
}

fn damaged(what: &str) -> FormatError {
    FormatError::Container {
        reason: format!("the tar archive is damaged: {what}; what follows is not read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tar::Builder;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = Builder::new(Vec::new());
        for (name, content) in files {
            let mut header = Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, *content).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn read_all(bytes: Vec<u8>) -> Vec<Result<(String, Vec<u8>), String>> {
        assert!(is_tar(&bytes[..BLOCK]));
        let stream: Bytes = Box::new(io::Cursor::new(bytes));
        let mut archive = TarArchive::new(Ahead::new(stream));
        let mut found = Vec::new();
        while let Some(member) = archive.next() {
            found.push(match member {
                Ok(member) => {
                    let mut content = Vec::new();
                    let read = member.bytes.unwrap().read_to_end(&mut content);
                    read.map(|_| (member.name, content))
                        .map_err(|e| e.to_string())
                }
                Err(error) => Err(error.to_string()),
            });
        }
        found
    }

    #[test]
    fn files_come_one_after_the_other() {
        let long = format!("{}.cif", "deep/".repeat(60));
        let big = vec![b'x'; 2000];
        let bytes = archive(&[("a.cif", b"one"), (&long, &big), ("empty", b"")]);
        let found = read_all(bytes);
        assert_eq!(found[0], Ok(("a.cif".to_owned(), b"one".to_vec())));
        assert_eq!(found[1], Ok((long, big)));
        assert_eq!(found[2], Ok(("empty".to_owned(), Vec::new())));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn members_may_stay_unread_and_an_end_in_between_is_an_error() {
        let bytes = archive(&[("a", &[7; 700]), ("b", &[8; 700])]);
        let stream: Bytes = Box::new(io::Cursor::new(bytes.clone()));
        let mut whole = TarArchive::new(Ahead::new(stream));
        assert_eq!(whole.next().unwrap().unwrap().name, "a");
        assert_eq!(whole.next().unwrap().unwrap().name, "b");
        assert!(whole.next().is_none());
        let cut = read_all(bytes[..BLOCK + 1024 + BLOCK + 600].to_vec());
        assert!(cut[0].is_ok() && cut[1].is_err());
        let mut wrong = bytes;
        wrong[BLOCK + 1024 + 3] ^= 1;
        assert!(
            read_all(wrong)[1]
                .as_ref()
                .unwrap_err()
                .contains("checksum")
        );
    }
}
