//! The bytes of a source → its structures: a CIF in whole, everything else as the stream of hecs-io.

use std::io::Cursor;
use std::sync::Arc;

use hecs_io::{Entries, Format, Place, RawEntry, StreamOptions, Unread, format_of, is_packed};

use crate::records::Failure;
use crate::{Entry, ReadSettings};

/// A structure with the text that the places of its diagnostics refer to.
#[derive(Clone, Debug)]
pub struct Input {
    /// The structure, or why there is none.
    pub entry: Entry,
    /// The text of it, or of the whole CIF.
    pub text: Arc<[u8]>,
}

impl Input {
    /// A source that holds nothing to be read.
    pub fn failed(name: String, failure: Failure) -> Self {
        Self {
            entry: Entry::failed(name, failure),
            text: Arc::default(),
        }
    }
}

/// Every structure of a source. What is of no known format is read as CIF, which says what is missing.
pub fn inputs(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Vec<Input> {
    if !is_packed(&bytes) && matches!(format_of(&bytes, name), None | Some(Format::Cif)) {
        let text: Arc<[u8]> = bytes.into();
        let entries = Entry::all_from_cif(name, &text, settings).into_iter();
        let with_text = |entry| Input {
            entry,
            text: Arc::clone(&text),
        };
        return entries.map(with_text).collect();
    }
    let sources = [hecs_io::Source::reader(name, Cursor::new(bytes))];
    let items: Vec<_> = Entries::new(sources, StreamOptions::default()).collect();
    let places: Vec<Place> = items.iter().map(|item| place(item).clone()).collect();
    let read = |item| input(item, &places, settings);
    items.into_iter().map(read).collect()
}

fn place(item: &Result<RawEntry, Unread>) -> &Place {
    match item {
        Ok(raw) => &raw.place,
        Err(unread) => &unread.place,
    }
}

fn input(item: Result<RawEntry, Unread>, places: &[Place], settings: &ReadSettings) -> Input {
    let place = place(&item).clone();
    let mut entry = match &item {
        Ok(raw) => Entry::from_raw(raw, settings),
        Err(unread) => Entry::unread(unread),
    };
    let structure_name = entry.reading.as_ref().ok().and_then(|r| r.block.clone());
    entry.entry = entry_name(&place, structure_name, places);
    Input {
        entry,
        text: item.map_or_else(|_| Vec::new(), |raw| raw.bytes).into(),
    }
}

/// Which of the structures of a source it is: the member of an archive, its number where there are several, and its
/// name. Nothing where it is the only one.
fn entry_name(place: &Place, name: Option<String>, all: &[Place]) -> Option<String> {
    let of_member = all.iter().filter(|other| other.member == place.member);
    let are_several = of_member.take(2).count() > 1;
    let number = are_several.then(|| place.number.to_string());
    let name = name.filter(|_| are_several);
    let parts = [place.member.clone(), number, name];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
