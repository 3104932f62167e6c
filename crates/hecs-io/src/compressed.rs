//! Streams that are compressed, told by their first bytes.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::FormatError;
use crate::ahead::Ahead;

/// A stream of bytes of any origin.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// The widest window of a Zstandard frame in bytes: what `zstd` itself decodes without being asked, and the
/// most that a frame makes this reader hold.
const WIDEST_WINDOW: u64 = 128 << 20;

/// A compression that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstandard,
}

impl Compression {
    /// What the first bytes of a stream say.
    ///
    /// # Errors
    /// [`FormatError::Container`] for compressions that are not read.
    pub(crate) fn of(head: &[u8]) -> Result<Option<Self>, FormatError> {
        let unread = |name: &str| {
            Err(FormatError::Container {
                reason: format!("{name} is not read; compress it with gzip or zstd instead"),
            })
        };
        match head {
            [0x1F, 0x8B, ..] => Ok(Some(Self::Gzip)),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                Ok(Some(Self::Zstandard))
            }
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => unread("bzip2"),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => unread("xz"),
            [b'7', b'z', 0xBC, 0xAF, ..] => unread("7z"),
            [b'R', b'a', b'r', b'!', 0x1A, ..] => unread("rar"),
            [0x1F, 0x9D, ..] => unread("compress (.Z)"),
            _ => Ok(None),
        }
    }

    /// What is in it, as it is read.
    pub(crate) fn decoded(self, stream: Ahead<Bytes>) -> Bytes {
        match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(stream)),
            Self::Zstandard => Box::new(Zstandard::new(stream)),
        }
    }
}

/// All frames of a Zstandard stream (RFC 8878), one after the other, each with its checksum if it has one.
struct Zstandard<R> {
    source: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstandard<R> {
    fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WIDEST_WINDOW);
        Self {
            source,
            decoder,
            in_frame: false,
        }
    }

    /// Begins the next frame; `false` at the end. Frames that hold no data are stepped over.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let wanted = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.source).take(wanted), &mut io::sink())?;
                    if skipped < wanted {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    fn check(&self) -> io::Result<()> {
        match (
            self.decoder.get_checksum_from_data(),
            self.decoder.get_calculated_checksum(),
        ) {
            (Some(stated), Some(found)) if stated != found => {
                Err(io::Error::other("the checksum of a frame is another"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstandard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.in_frame {
                if !self.next_frame()? {
                    return Ok(0);
                }
                self.in_frame = true;
            }
            if self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(io::Error::other)?;
            }
            let count = self.decoder.read(out)?;
            if count > 0 {
                return Ok(count);
            }
            if self.decoder.is_finished() {
                self.check()?;
                self.in_frame = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn decoded(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let compression = Compression::of(&bytes).unwrap().unwrap();
        let stream: Bytes = Box::new(io::Cursor::new(bytes));
        let mut out = Vec::new();
        let mut reader = compression.decoded(Ahead::new(stream));
        reader.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn frames_are_joined_and_empty_ones_stepped_over() {
        let frame = |text: &[u8]| compress_to_vec(text, CompressionLevel::Fastest);
        let long: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        let joined = [&frame(b"one ")[..], &skippable, &frame(&long)].concat();
        assert_eq!(decoded(joined).unwrap(), [b"one ", &long[..]].concat());
        // A frame of the widest window (27 bits of size, RFC 8878, 3.1.1.1.2) with one raw block; one bit more is refused.
        let of_window = |bits: u8| {
            let block = [(3 << 3) | 1, 0, 0, b'a', b'b', b'c'];
            [&[0x28, 0xB5, 0x2F, 0xFD, 0, (bits - 10) << 3][..], &block].concat()
        };
        assert_eq!(decoded(of_window(27)).unwrap(), b"abc");
        assert!(decoded(of_window(28)).is_err());
        let mut wrong = frame(&long);
        let checksum = wrong.len() - 1;
        wrong[checksum] ^= 1;
        assert!(decoded(wrong).unwrap_err().to_string().contains("checksum"));
        let mut cut = frame(&long);
        cut.truncate(cut.len() / 2);
        assert!(decoded(cut).is_err());
    }

    #[test]
    fn what_is_not_read_is_named() {
        let says = |head: &[u8]| Compression::of(head).unwrap_err().to_string();
        assert!(says(b"BZh91AY&SY").contains("bzip2"));
        assert!(says(b"\xFD7zXZ\0").contains("xz"));
        assert_eq!(Compression::of(b"data_x").unwrap(), None);
    }
}
