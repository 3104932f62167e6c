//! As much of the grammar of CIF as tells headings and names from text, byte after byte.

/// What begins a heading, in any case.
pub(super) const HEADING: &[u8] = b"data_";

/// Where in the grammar the next byte stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum State {
    LineStart,
    Blank,
    /// The first letters of a word that may be a heading.
    Heading(usize),
    Name,
    Word,
    Comment,
    Quote(u8),
    /// Behind a quote inside quotes, which ends them in front of a blank.
    QuoteEnd(u8),
    /// Behind one or two quotes of CIF 2.0.
    QuoteStart(u8, u8),
    /// In triple quotes, behind so many of them.
    Triple(u8, u8),
    TextField,
    TextFieldLine,
}

/// The state behind a byte.
pub(super) fn after(state: State, byte: u8, is_cif2: bool) -> State {
    let is_end = matches!(byte, b'\n' | b'\r');
    if state == State::LineStart && byte == b';' {
        return State::TextField;
    }
    match state {
        State::Heading(_) | State::Name | State::Word => in_word(state, byte, is_cif2),
        State::TextField | State::TextFieldLine if is_end => State::TextFieldLine,
        State::TextFieldLine if byte == b';' => State::Blank,
        State::TextField | State::TextFieldLine => State::TextField,
        State::Triple(quote, n) => match (byte == quote, n) {
            (true, 2) => State::Blank,
            (true, n) => State::Triple(quote, n + 1),
            (false, _) => State::Triple(quote, 0),
        },
        State::QuoteStart(quote, 2) if byte == quote => State::Triple(quote, 0),
        State::QuoteStart(quote, n) if byte == quote => State::QuoteStart(quote, n + 1),
        State::LineStart | State::Blank | State::QuoteStart(_, 2) => token(byte, is_cif2),
        // All others end with their line.
        _ if is_end => State::LineStart,
        State::Comment => State::Comment,
        State::Quote(quote) if byte == quote && is_cif2 => State::Blank,
        State::QuoteEnd(_) if is_blank(byte) => State::Blank,
        State::Quote(quote) | State::QuoteEnd(quote) if byte == quote => State::QuoteEnd(quote),
        State::Quote(quote) | State::QuoteEnd(quote) | State::QuoteStart(quote, _) => {
            State::Quote(quote)
        }
    }
}

/// The state behind a byte that follows those of a word.
fn in_word(state: State, byte: u8, is_cif2: bool) -> State {
    let is_bracket = matches!(byte, b'[' | b']' | b'{' | b'}');
    match state {
        _ if is_blank(byte) => token(byte, is_cif2),
        State::Name => State::Name,
        State::Heading(n) if HEADING.get(n) == Some(&byte.to_ascii_lowercase()) => {
            State::Heading(n + 1)
        }
        _ if is_bracket && is_cif2 => State::Blank,
        _ => State::Word,
    }
}

/// Blanks as hecs-cif has them, the remains of old disks included.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A)
}

/// The state behind the first byte of a token, or behind a blank.
fn token(byte: u8, is_cif2: bool) -> State {
    match byte {
        b'\n' | b'\r' => State::LineStart,
        _ if is_blank(byte) => State::Blank,
        b'[' | b']' | b'{' | b'}' | b':' if is_cif2 => State::Blank,
        b'#' => State::Comment,
        b'\'' | b'"' if is_cif2 => State::QuoteStart(byte, 1),
        b'\'' | b'"' => State::Quote(byte),
        b'_' => State::Name,
        b'd' | b'D' => State::Heading(1),
        _ => State::Word,
    }
}
