//! No bytes whatever make the parser panic, and every part of a document lies within its text.
#![no_main]

use hecs_cif::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (document, _) = Document::parse(bytes);
    for block in document.blocks() {
        assert!(block.extent().end as usize <= document.text().len());
    }
});
