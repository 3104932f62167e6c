//! Bytes → text: byte-order marks, UTF-16, Latin-1.

use std::borrow::Cow;

use crate::diagnostic::{Extent, Findings};
use crate::{Code, Severity};

/// How the bytes of a file were understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, of which ASCII is a part.
    Utf8,
    /// UTF-16 with a byte-order mark or recognised by its zero bytes.
    Utf16,
    /// One byte a character, ISO 8859-1: what is no UTF-8 is read so.
    Latin1,
}

/// The text of a file, without byte-order marks; all spans refer to it.
#[derive(Clone, Debug)]
pub struct SourceText<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The encoding it had.
    pub encoding: Encoding,
}

/// Decodes a file as [`crate::read_structure`] does: the text that spans and
/// [`crate::render`] refer to.
pub fn decode(bytes: &[u8]) -> SourceText<'_> {
    decode_with(bytes, &mut Findings::default())
}

pub(crate) fn decode_with<'a>(bytes: &'a [u8], findings: &mut Findings) -> SourceText<'a> {
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes, findings);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes, findings);
    }
    // Without a mark: ASCII text in UTF-16 has a zero in every second byte.
    if let [first, second, third, fourth, ..] = bytes {
        if *first != 0 && *second == 0 && *third != 0 && *fourth == 0 {
            return utf16(bytes, u16::from_le_bytes, findings);
        }
        if *first == 0 && *second != 0 && *third == 0 && *fourth != 0 {
            return utf16(bytes, u16::from_be_bytes, findings);
        }
    }
    let mut rest = bytes;
    let mut marks = 0;
    // Files joined by tools carry the mark twice.
    while let Some(after) = rest.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        rest = after;
        marks += 1;
    }
    if marks > 1 {
        findings.add(
            Code::RepeatedByteOrderMark,
            Extent::new(0, 0),
            "the file begins with more than one byte-order mark",
        );
    }
    match std::str::from_utf8(rest) {
        Ok(text) => {
            if let Some(at) = rest.iter().position(|b| !b.is_ascii()) {
                let is_cif2 = crate::lexer::has_cif2_magic(text);
                let width = text[at..].chars().next().map_or(1, char::len_utf8);
                if !is_cif2 {
                    findings.add(
                        Code::NonAscii,
                        Extent::new(at, at + width),
                        "a character outside ASCII; CIF 1.1 has none, the file was read as UTF-8",
                    );
                }
            }
            SourceText {
                text: Cow::Borrowed(text),
                encoding: Encoding::Utf8,
            }
        }
        Err(error) => latin1(rest, error.valid_up_to(), findings),
    }
}

/// Old files carry names and degree signs in Latin-1, nearly always in comments and text.
fn latin1<'a>(bytes: &[u8], first_bad: usize, findings: &mut Findings) -> SourceText<'a> {
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    // Each byte above 127 before the bad one became two.
    let shift = bytes[..first_bad].iter().filter(|b| !b.is_ascii()).count();
    let start = first_bad + shift;
    findings.add(
        Code::NotUtf8,
        Extent::new(start, start + 2),
        format!(
            "byte 0x{:02x} is no UTF-8; the file was read as Latin-1",
            bytes.get(first_bad).copied().unwrap_or(0)
        ),
    );
    SourceText {
        text: Cow::Owned(text),
        encoding: Encoding::Latin1,
    }
}

fn utf16<'a>(
    bytes: &[u8],
    unit: impl Fn([u8; 2]) -> u16,
    findings: &mut Findings,
) -> SourceText<'a> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut broken = !rest.is_empty();
    let text: String = char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    let severity = if broken {
        Severity::Error
    } else {
        Code::Utf16.severity()
    };
    let message = if broken {
        "the file is UTF-16 with broken characters"
    } else {
        "the file is UTF-16; it was read as such"
    };
    findings.add_as(Code::Utf16, severity, Extent::new(0, 0), message);
    SourceText {
        text: Cow::Owned(text),
        encoding: Encoding::Utf16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "data_é\n_a 1\n";
        let little: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        for bytes in [little, big, latin, marked, text.as_bytes().to_vec()] {
            assert_eq!(decode(&bytes).text, text);
        }
    }

    #[test]
    fn odd_utf16_is_an_error() {
        let mut findings = Findings::default();
        decode_with(&[0xFF, 0xFE, b'd', 0, b'x'], &mut findings);
        assert_eq!(
            findings.into_diagnostics("", false)[0].severity,
            Severity::Error
        );
    }
}
