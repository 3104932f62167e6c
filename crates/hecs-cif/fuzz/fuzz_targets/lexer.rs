//! Tokens are in order, do not overlap, and leave nothing out but blanks.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for token in hecs_cif::Lexer::new(text) {
        let (start, stop) = (token.extent.start as usize, token.extent.end as usize);
        assert!(end <= start && start < stop && stop <= text.len());
        assert!(text.get(start..stop).is_some());
        let between = &text[end..start];
        assert!(between.bytes().all(|b| b <= b' '), "{between:?}");
        end = stop;
    }
    assert!(text[end..].bytes().all(|b| b <= b' '));
});
