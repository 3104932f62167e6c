//! A sound document is written and read alike.
#![no_main]

use hecs_cif::{Document, Severity, write_document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (first, problems) = Document::parse(bytes);
    let written = write_document(&first);
    if problems.iter().any(|p| p.severity == Severity::Error) {
        return;
    }
    let (second, problems) = Document::parse(written.as_bytes());
    assert!(problems.iter().all(|p| p.severity < Severity::Error), "{problems:?}\n{written}");
    assert_eq!(write_document(&second), written);
});
