//! The embedded font: widths for the layout, outlines for the pixels.

use std::sync::OnceLock;

use ttf_parser::{Face as Outlines, GlyphId};

use crate::rich::{self, Shift, Span};

/// Size of sub- and superscripts relative to the line.
pub(super) const SCRIPT_SIZE: f64 = 0.72;
/// Drop of subscripts below the line, in sizes of the line.
pub(super) const SUB_DROP: f64 = 0.22;
/// Rise of superscripts above the line.
pub(super) const SUPER_RISE: f64 = 0.36;

/// The four cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
    Italic,
    BoldItalic,
}

/// The parsed font of a cut; `None` only if the embedded file were damaged.
pub(super) fn outlines(face: Face) -> Option<&'static Outlines<'static>> {
    static FACES: OnceLock<[Option<Outlines<'static>>; 4]> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        let regular: &'static [u8] = include_bytes!("../../assets/fonts/Arimo-Regular.subset.ttf");
        let bold: &'static [u8] = include_bytes!("../../assets/fonts/Arimo-Bold.subset.ttf");
        let italic: &'static [u8] = include_bytes!("../../assets/fonts/Arimo-Italic.subset.ttf");
        let both: &'static [u8] = include_bytes!("../../assets/fonts/Arimo-BoldItalic.subset.ttf");
        [regular, bold, italic, both].map(|bytes| Outlines::parse(bytes, 0).ok())
    });
    faces[face as usize].as_ref()
}

/// The cut for a run of text.
pub(super) fn face_of(span: &Span, bold: bool) -> Face {
    match (bold, span.italic) {
        (true, true) => Face::BoldItalic,
        (true, false) => Face::Bold,
        (false, true) => Face::Italic,
        (false, false) => Face::Regular,
    }
}

/// The glyph of a character, the replacement box where the font lacks it.
pub(super) fn glyph(outlines: &Outlines<'_>, c: char) -> GlyphId {
    outlines.glyph_index(c).unwrap_or_default()
}

/// Width of a run in sizes of its own font.
pub(super) fn run_width(text: &str, face: Face) -> f64 {
    let Some(outlines) = outlines(face) else {
        return 0.0;
    };
    let units: u32 = text
        .chars()
        .map(|c| u32::from(outlines.glyph_hor_advance(glyph(outlines, c)).unwrap_or(0)))
        .sum();
    f64::from(units) / f64::from(outlines.units_per_em())
}

/// Size and baseline offset (down) of a run within a line of `size`.
pub(super) fn placement(span: &Span, size: f64) -> (f64, f64) {
    match span.shift {
        Shift::Base => (size, 0.0),
        Shift::Sub => (size * SCRIPT_SIZE, size * SUB_DROP),
        Shift::Super => (size * SCRIPT_SIZE, -size * SUPER_RISE),
    }
}

/// Width of a line of label markup in points.
pub(crate) fn text_width(markup: &str, size: f64, bold: bool) -> f64 {
    rich::parse(markup)
        .iter()
        .map(|span| run_width(&span.text, face_of(span, bold)) * placement(span, size).0)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{symbol_of, unit_of};
    use hecs_descriptors::Descriptor;

    #[test]
    fn the_font_has_every_character_of_the_labels() {
        let labels: String = Descriptor::ALL
            .into_iter()
            .flat_map(|d| [symbol_of(d), unit_of(d)])
            .collect();
        let text = rich::plain(&labels) + "−–→≤≥Å²³⁺₂₄′…·×√Σαβρλ°½“”’";
        for face in [Face::Regular, Face::Bold, Face::Italic, Face::BoldItalic] {
            let font = outlines(face).expect("the embedded font parses");
            for c in text.chars() {
                assert!(font.glyph_index(c).is_some(), "{face:?} lacks {c:?}");
            }
        }
    }

    #[test]
    fn widths_are_those_of_arial() {
        // Arial: "i" 455, "W" 1933 of 2048 units.
        let expected = (455.0 + 1933.0) / 2048.0;
        assert!((text_width("iW", 1.0, false) - expected).abs() < 0.002);
        assert!(text_width("a_{b}", 10.0, false) < text_width("ab", 10.0, false));
    }
}
