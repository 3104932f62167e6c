//! What fuzzing found, kept as ordinary tests; each is named after its cause.

use hecs_cif::{Document, write_document};

fn written_twice(text: &str) {
    let (first, _) = Document::parse(text.as_bytes());
    let written = write_document(&first);
    let (second, problems) = Document::parse(written.as_bytes());
    assert!(problems.is_empty(), "{problems:?}\n{written}");
    assert_eq!(write_document(&second), written);
}

#[test]
fn a_bare_word_that_begins_with_a_semicolon_is_not_written_at_the_start_of_a_line() {
    written_twice("data_x loop_ _a _b 1 2 ;.1 3");
    written_twice("data_x _a\n;text\n;\n_b ;.1");
}
