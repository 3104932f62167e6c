//! A reader that can be looked into before it is read.

use std::io::{self, BufRead, Read};

/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// A buffered reader that shows as many bytes ahead as are asked for.
pub(crate) struct Ahead<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Read and not consumed are `buffer[start..end]`.
    start: usize,
    end: usize,
    /// What the reader failed with, behind what it gave before.
    failure: Option<(io::ErrorKind, String)>,
}

impl<R: Read> Ahead<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            failure: None,
        }
    }

    /// The next `count` bytes, or all that are left where they are fewer; nothing is consumed. An error of
    /// the reader is one only when nothing is left.
    pub(crate) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.end - self.start < count {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.buffer.len() < count {
                self.buffer.resize(count, 0);
            }
            while self.end < count && self.failure.is_none() {
                match self.inner.read(&mut self.buffer[self.end..]) {
                    Ok(0) => break,
                    Ok(n) => self.end += n,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => self.failure = Some((error.kind(), error.to_string())),
                }
            }
            if self.end == 0
                && let Some((kind, reason)) = &self.failure
            {
                return Err(io::Error::new(*kind, reason.clone()));
            }
        }
        Ok(&self.buffer[self.start..self.end.min(self.start + count)])
    }

    /// The next bytes in full, consumed; an error where the end comes before.
    pub(crate) fn take_exactly<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Consumes `count` bytes; an error where the end comes before.
    pub(crate) fn skip(&mut self, count: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.take(count), &mut io::sink())?;
        if skipped < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

impl<R: Read> Read for Ahead<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.peek(1)?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}
