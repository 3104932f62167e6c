//! Archives, member after member: nothing is unpacked to a disk, and only what is looked at is in memory.

mod tar;
mod zip;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

/// A file of an archive.
pub(crate) struct Member {
    /// Its path in the archive.
    pub(crate) name: String,
    /// Its content, until the next member is asked for; the reason where it cannot be read though those behind it
    /// can.
    pub(crate) bytes: Result<Bytes, FormatError>,
}

/// Whether the first bytes are those of an archive.
pub(crate) fn is_archive(head: &[u8]) -> bool {
    zip::is_zip(head) || tar::is_tar(head)
}

/// An archive that is being read.
pub(crate) enum Archive {
    Tar(tar::TarArchive),
    Zip(zip::ZipArchive),
}

impl Archive {
    /// The archive that a stream is, by its first bytes; the stream itself where it is none.
    pub(crate) fn of(mut stream: Ahead<Bytes>) -> Result<Result<Self, Ahead<Bytes>>, FormatError> {
        let head = stream.peek(tar::BLOCK).map_err(FormatError::of_stream)?;
        if zip::is_zip(head) {
            return Ok(Ok(Self::Zip(zip::ZipArchive::new(stream))));
        }
        if tar::is_tar(head) {
            return Ok(Ok(Self::Tar(tar::TarArchive::new(stream))));
        }
        Ok(Err(stream))
    }

    /// The next file; after an error there is none.
    pub(crate) fn next(&mut self) -> Option<Result<Member, FormatError>> {
        match self {
            Self::Tar(archive) => archive.next(),
            Self::Zip(archive) => archive.next(),
        }
    }
}

/// What an archive and the member that is being read share: one of them reads at a time.
struct Shared<T>(Arc<Mutex<T>>);

impl<T> Shared<T> {
    fn new(state: T) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn share(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
