//! Faults of the syntax that no structure rests on: in a citation, a powder pattern, a list of
//! reflections.

use crate::Code;
use crate::diagnostic::Extent;
use crate::document::{Block, Document, Form, Item};
use crate::names::lookup;

/// Whether a fault stands in an item that no structure is read from, and ends there: all other items
/// are then what they would be without it.
pub(crate) fn is_outside_the_structure(
    document: &Document<'_>,
    block: &Block,
    code: Code,
    extent: Extent,
) -> bool {
    let text = document.text();
    let is_read = |name: &Extent| lookup(name.of(text)).is_some();
    if code == Code::NameWithoutValue {
        return !is_read(&extent);
    }
    let ends_there = matches!(
        code,
        Code::UnclosedQuote
            | Code::IncompleteLoop
            | Code::MissingWhitespace
            | Code::BadTable
            | Code::ValueWithoutName
    );
    if !ends_there {
        return false;
    }
    let behind = block
        .items
        .partition_point(|item| start(item) <= extent.start);
    let Some(item) = behind.checked_sub(1).map(|i| &block.items[i]) else {
        // Between the heading and the first name: a heading with a blank in it.
        return true;
    };
    match item {
        Item::Pair { name, value } => {
            // A quote of three runs to the end of the file.
            let is_long = matches!(
                value.form,
                Form::TripleSingleQuoted | Form::TripleDoubleQuoted | Form::TextField
            );
            // A value far from its name may be a row of a table that was broken up.
            let is_near = |from: u32| {
                let between = text.get(value.extent.start as usize..from as usize);
                let is_open = matches!(value.form, Form::SingleQuoted | Form::DoubleQuoted)
                    && !is_closed(value.extent.of(text));
                is_open || between.is_some_and(|gap| !gap.contains(['\n', '\r']))
            };
            let is_far = code == Code::ValueWithoutName && !is_near(extent.start);
            !(is_read(name) || code == Code::UnclosedQuote && is_long || is_far)
        }
        Item::Loop(table) => !table.names.iter().any(is_read),
        Item::Frame(_) => true,
    }
}

fn start(item: &Item) -> u32 {
    match item {
        Item::Pair { name, .. } => name.start,
        Item::Loop(table) => table.keyword.start,
        Item::Frame(frame) => frame.heading.start,
    }
}

/// Whether a quoted string ends with the quote that it begins with.
fn is_closed(quoted: &str) -> bool {
    let mut chars = quoted.chars();
    let first = chars.next();
    first.is_some() && first == chars.next_back()
}
