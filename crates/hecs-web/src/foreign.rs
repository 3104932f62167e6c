//! Files that are dropped by mistake, told by how they begin.

use hecs_io::is_packed;

/// Beginnings of files that hold no structure (the signatures of their formats).
const FOREIGN: [(&[u8], &str); 12] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x7fELF", "a program"),
    (b"\0asm", "a WebAssembly module"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"<!doctype html", "a web page"),
];

/// Bytes at the beginning among which a binary file gives itself away.
const LOOKED_AT: usize = 4096;

/// What some bytes are where they are certainly no structure.
pub(crate) fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| {
        let start = bytes.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    // Two letters alone could begin a text: a bitmap has zero bytes among the first ones, a text has none.
    let is_binary = |with: &[u8]| with.len() > 2 || bytes.iter().take(16).any(|b| *b == 0);
    if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("a WebP picture");
    }
    let known = FOREIGN
        .iter()
        .find(|(with, _)| begins(with) && is_binary(with));
    // Texts of two bytes a letter have zeros too, but no control characters.
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let is_control = |b: &u8| matches!(b, 0x01..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f);
    let is_data = start.contains(&0) && start.iter().any(is_control) && !is_packed(bytes);
    let unknown = is_data.then_some("a binary file");
    known.map(|(_, what)| *what).or(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_and_texts_are_not() {
        assert_eq!(foreign(b"\x89PNG\r\n\x1a\n\0\0"), Some("a PNG picture"));
        assert_eq!(foreign(b"RIFF\x10\0\0\0WEBPVP8 "), Some("a WebP picture"));
        assert_eq!(foreign(b"BM\x36\x01\0\0\0\0"), Some("a BMP picture"));
        assert_eq!(foreign(b"<!DOCTYPE html><html>"), Some("a web page"));
        assert_eq!(foreign(b"BMg2 in a POSCAR\n1.0\n"), None);
        assert_eq!(foreign(b"\x07\0\x01\x02"), Some("a binary file"));
        let two_bytes: Vec<u8> = "data_x\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(foreign(&two_bytes), None);
        assert_eq!(foreign(b"\x1f\x8b\x08\0\0\0\0\0\x02\x03"), None);
        assert_eq!(foreign(b"data_x"), None);
        assert_eq!(foreign(b""), None);
    }
}
