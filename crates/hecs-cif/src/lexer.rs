//! Text → tokens: the lexical grammar of CIF 1.1 and CIF 2.0.
//!
//! Rules carry the names of the specification (International Tables G, ch. 2.2; Bernstein et al.
//! (2016), doi:10.1107/S1600576715021871). The lexer never fails: what breaks a rule becomes a
//! token that covers it and a [`Fault`].

use crate::Extent;

/// The version of the format that a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// CIF 1.1 and before: no magic line needed.
    #[default]
    Cif1,
    /// CIF 2.0, by its magic line.
    Cif2,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `#` to the end of the line.
    Comment,
    /// `data_` with the block code.
    DataHeading,
    /// `save_` with a frame code.
    SaveHeading,
    /// `save_` alone.
    SaveEnd,
    /// `loop_`.
    Loop,
    /// `stop_`, reserved.
    Stop,
    /// `global_`, reserved.
    Global,
    /// `_name`.
    Tag,
    /// A bare word or number.
    Unquoted,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `'''…'''` (CIF 2.0).
    TripleSingleQuoted,
    /// `"""…"""` (CIF 2.0).
    TripleDoubleQuoted,
    /// `;` at the start of a line to the next line that starts with `;`.
    TextField,
    /// A quoted string with the `:` behind it (CIF 2.0).
    TableKey,
    /// `[` (CIF 2.0).
    ListOpen,
    /// `]` (CIF 2.0).
    ListClose,
    /// `{` (CIF 2.0).
    TableOpen,
    /// `}` (CIF 2.0).
    TableClose,
}

/// A token and where it stands, delimiters included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub extent: Extent,
}

/// How text breaks the lexical grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// A quote without its partner on the same line (or in the file, for a triple one).
    UnclosedQuote,
    /// A text field without a closing `;`.
    UnclosedTextField,
    /// Two tokens that touch.
    MissingWhitespace,
    /// A control character.
    ControlCharacter,
    /// A bare word that begins with a character reserved for something else.
    ReservedCharacter,
}

/// A breach of the lexical grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How.
    pub kind: FaultKind,
    /// Where.
    pub extent: Extent,
}

/// Blank: space, tab, line ends; and the remains of old disks that are read as such.
const BLANK: u8 = 1;
/// Ends an unquoted string in CIF 2.0 besides blanks.
const BRACKET: u8 = 2;
/// Not allowed anywhere.
const CONTROL: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 32 {
        class[byte] = CONTROL;
        byte += 1;
    }
    class[127] = CONTROL;
    class[b' ' as usize] = BLANK;
    class[b'\t' as usize] = BLANK;
    class[b'\n' as usize] = BLANK;
    class[b'\r' as usize] = BLANK;
    // Vertical tab and form feed are no blanks of CIF; printers' files have them between tokens.
    class[0x0B] = BLANK | CONTROL;
    class[0x0C] = BLANK | CONTROL;
    // DOS ends a text file with Ctrl-Z.
    class[0x1A] = BLANK | CONTROL;
    class[b'[' as usize] = BRACKET;
    class[b']' as usize] = BRACKET;
    class[b'{' as usize] = BRACKET;
    class[b'}' as usize] = BRACKET;
    class
};

fn is_blank(byte: u8) -> bool {
    CLASS[byte as usize] & BLANK != 0
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Whether the first line is the magic of CIF 2.0.
pub(crate) fn has_cif2_magic(text: &str) -> bool {
    text.strip_prefix("#\\#CIF_2.0")
        .is_some_and(|rest| rest.bytes().next().is_none_or(is_blank))
}

/// Reads tokens one after the other.
///
/// ```
/// use hecs_cif::{Lexer, TokenKind};
///
/// let kinds: Vec<_> = Lexer::new("data_x _cell_length_a 5.4(1) # Å").map(|t| t.kind).collect();
/// use TokenKind::*;
/// assert_eq!(kinds, [DataHeading, Tag, Unquoted, Comment]);
/// ```
#[derive(Debug)]
pub struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    version: Version,
    faults: Vec<Fault>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of a text whose first line tells the version.
    pub fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            version: if has_cif2_magic(text) {
                Version::Cif2
            } else {
                Version::Cif1
            },
            faults: Vec::new(),
        }
    }

    /// The version that the first line tells.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The faults met so far, in order.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(crate) fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    fn fault(&mut self, kind: FaultKind, start: usize, end: usize) {
        // A file of nothing but faults must not fill the memory with their list.
        if self.faults.len() < 10_000 {
            self.faults.push(Fault {
                kind,
                extent: Extent::new(start, end),
            });
        }
    }

    fn token(&mut self, kind: TokenKind, start: usize, end: usize) -> Token {
        self.at = end;
        Token {
            kind,
            extent: Extent::new(start, end),
        }
    }

    fn at_line_start(&self, at: usize) -> bool {
        at == 0 || is_line_end(self.bytes[at - 1])
    }

    /// `<WhiteSpace>`: everything up to the next token or comment.
    fn skip_blanks(&mut self) {
        let mut at = self.at;
        while at < self.bytes.len() {
            let class = CLASS[self.bytes[at] as usize];
            if class & BLANK == 0 {
                break;
            }
            if class & CONTROL != 0 {
                self.fault(FaultKind::ControlCharacter, at, at + 1);
            }
            at += 1;
        }
        self.at = at;
    }

    fn end_of_line(&self, from: usize) -> usize {
        self.bytes[from..]
            .iter()
            .position(|b| is_line_end(*b))
            .map_or(self.bytes.len(), |n| from + n)
    }

    /// Where a word ends that the characters of the classes `stop` end.
    fn end_of_word(&mut self, from: usize, stop: u8) -> usize {
        let mut seen = 0;
        let mut at = from;
        while at < self.bytes.len() {
            let class = CLASS[self.bytes[at] as usize];
            if class & stop != 0 {
                break;
            }
            seen |= class;
            at += 1;
        }
        if seen & CONTROL != 0 {
            self.fault(FaultKind::ControlCharacter, from, at);
        }
        at
    }

    /// `<SingleQuotedString>`, `<DoubleQuotedString>`.
    fn quoted(&mut self, start: usize) -> Token {
        let quote = self.bytes[start];
        let kind = if quote == b'\'' {
            TokenKind::SingleQuoted
        } else {
            TokenKind::DoubleQuoted
        };
        let mut at = start + 1;
        while at < self.bytes.len() && !is_line_end(self.bytes[at]) {
            if self.bytes[at] == quote {
                let next = self.bytes.get(at + 1).copied();
                match self.version {
                    // CIF 1.1: a quote closes only in front of a blank, so 'don't' is one word.
                    Version::Cif1 if next.is_none_or(is_blank) => {
                        return self.token(kind, start, at + 1);
                    }
                    Version::Cif1 => {}
                    Version::Cif2 => return self.closed_in_cif2(kind, start, at + 1),
                }
            }
            at += 1;
        }
        self.fault(FaultKind::UnclosedQuote, start, at);
        self.token(kind, start, at)
    }

    /// A quote that closes in CIF 2.0: a table key where `:` follows, else a value that must be
    /// followed by a blank or a closing bracket.
    fn closed_in_cif2(&mut self, kind: TokenKind, start: usize, end: usize) -> Token {
        match self.bytes.get(end) {
            Some(b':') => self.token(TokenKind::TableKey, start, end + 1),
            Some(next) if !is_blank(*next) && *next != b']' && *next != b'}' => {
                self.fault(FaultKind::MissingWhitespace, start, end + 1);
                self.token(kind, start, end)
            }
            _ => self.token(kind, start, end),
        }
    }

    /// `triple-quoted-string` of CIF 2.0: may span lines.
    fn triple_quoted(&mut self, start: usize) -> Token {
        let quote = self.bytes[start];
        let kind = if quote == b'\'' {
            TokenKind::TripleSingleQuoted
        } else {
            TokenKind::TripleDoubleQuoted
        };
        let found = self.bytes[start + 3..]
            .windows(3)
            .position(|w| w == [quote; 3]);
        if let Some(n) = found {
            self.closed_in_cif2(kind, start, start + 3 + n + 3)
        } else {
            self.fault(FaultKind::UnclosedQuote, start, self.end_of_line(start));
            self.token(kind, start, self.bytes.len())
        }
    }

    /// `<SemiColonTextField>`: from `;` at the start of a line to the next such `;`.
    fn text_field(&mut self, start: usize) -> Token {
        let mut at = start + 1;
        while at < self.bytes.len() {
            at = self.end_of_line(at);
            while at < self.bytes.len() && is_line_end(self.bytes[at]) {
                at += 1;
            }
            if self.bytes.get(at) == Some(&b';') {
                let end = at + 1;
                let closes = |b: &u8| {
                    is_blank(*b) || self.version == Version::Cif2 && matches!(b, b']' | b'}')
                };
                if self.bytes.get(end).is_some_and(|b| !closes(b)) {
                    self.fault(FaultKind::MissingWhitespace, at, end + 1);
                }
                return self.token(TokenKind::TextField, start, end);
            }
        }
        self.fault(FaultKind::UnclosedTextField, start, self.end_of_line(start));
        self.token(TokenKind::TextField, start, self.bytes.len())
    }

    /// Data names, reserved words in any case, else an unquoted string.
    ///
    /// `container-code` and `data-name` may hold any characters but blanks; in CIF 2.0 brackets end an
    /// `<UnquotedString>`.
    fn word(&mut self, start: usize) -> Token {
        let bytes = self.bytes;
        let begins = |keyword: &[u8]| {
            let word = bytes.get(start..start + keyword.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(keyword))
        };
        let name = match bytes[start] {
            b'_' => Some(TokenKind::Tag),
            b'd' | b'D' if begins(b"data_") => Some(TokenKind::DataHeading),
            b's' | b'S' if begins(b"save_") => Some(TokenKind::SaveHeading),
            _ => None,
        };
        let stop = match (name, self.version) {
            (None, Version::Cif2) => BLANK | BRACKET,
            _ => BLANK,
        };
        let end = self.end_of_word(start, stop).max(start + 1);
        let word = &bytes[start..end];
        let kind = match (name, word[0]) {
            (Some(TokenKind::SaveHeading), _) if word.len() == "save_".len() => TokenKind::SaveEnd,
            (Some(kind), _) => kind,
            (None, b's' | b'S') if word.eq_ignore_ascii_case(b"stop_") => TokenKind::Stop,
            (None, b'l' | b'L') if word.eq_ignore_ascii_case(b"loop_") => TokenKind::Loop,
            (None, b'g' | b'G') if word.eq_ignore_ascii_case(b"global_") => TokenKind::Global,
            (None, b'$' | b'[' | b']') => {
                // No unquoted string of CIF 1.1 may begin with them. Peers read such words as values
                // (`[CIF_1.1]`, `$frame`), so they are values here too, with a fault.
                self.fault(FaultKind::ReservedCharacter, start, end);
                TokenKind::Unquoted
            }
            _ => TokenKind::Unquoted,
        };
        self.token(kind, start, end)
    }

    fn next_cif2(&mut self, start: usize) -> Option<Token> {
        let kind = match self.bytes[start] {
            b'[' => TokenKind::ListOpen,
            b']' => TokenKind::ListClose,
            b'{' => TokenKind::TableOpen,
            b'}' => TokenKind::TableClose,
            quote @ (b'\'' | b'"') if self.bytes[start..].starts_with(&[quote; 3]) => {
                return Some(self.triple_quoted(start));
            }
            _ => return None,
        };
        Some(self.token(kind, start, start + 1))
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks();
        let start = self.at;
        let first = *self.bytes.get(start)?;
        if self.version == Version::Cif2
            && let Some(token) = self.next_cif2(start)
        {
            return Some(token);
        }
        Some(match first {
            b'\'' | b'"' => self.quoted(start),
            b'#' => {
                let end = self.end_of_line(start);
                self.token(TokenKind::Comment, start, end)
            }
            b';' if self.at_line_start(start) => self.text_field(start),
            _ => self.word(start),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    fn words(text: &str) -> Vec<(TokenKind, &str)> {
        Lexer::new(text)
            .map(|t| (t.kind, t.extent.of(text)))
            .collect()
    }

    fn faults(text: &str) -> Vec<FaultKind> {
        let mut lexer = Lexer::new(text);
        lexer.by_ref().for_each(drop);
        lexer.faults().iter().map(|f| f.kind).collect()
    }

    #[test]
    fn keywords_have_no_case() {
        let found: Vec<_> = words("DATA_a Loop_ SAVE_b save_ Stop_ GLOBAL_ loop_x")
            .iter()
            .map(|w| w.0)
            .collect();
        assert_eq!(
            found,
            [
                DataHeading,
                Loop,
                SaveHeading,
                SaveEnd,
                Stop,
                Global,
                Unquoted
            ]
        );
    }

    #[test]
    fn a_quote_closes_in_front_of_a_blank() {
        assert_eq!(
            words("'don't rock' \"a\"b\" 'x'"),
            [
                (TokenKind::SingleQuoted, "'don't rock'"),
                (TokenKind::DoubleQuoted, "\"a\"b\""),
                (TokenKind::SingleQuoted, "'x'"),
            ]
        );
    }

    #[test]
    fn a_text_field_starts_at_the_start_of_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("_t{end}; one{end} ; two{end};{end}_u 1;2");
            let kinds: Vec<_> = words(&text).iter().map(|w| w.0).collect();
            assert_eq!(kinds, [Tag, TextField, Tag, Unquoted]);
        }
    }

    #[test]
    fn names_of_cif2_may_hold_brackets_and_values_may_not() {
        let text = "#\\#CIF_2.0\ndata_a[1] _m[1][2] [x] _t{y} z save_[q] save_";
        assert_eq!(
            words(text)[1..],
            [
                (DataHeading, "data_a[1]"),
                (Tag, "_m[1][2]"),
                (ListOpen, "["),
                (Unquoted, "x"),
                (ListClose, "]"),
                (Tag, "_t{y}"),
                (Unquoted, "z"),
                (SaveHeading, "save_[q]"),
                (SaveEnd, "save_"),
            ]
        );
    }

    #[test]
    fn what_is_open_at_the_end_is_a_fault() {
        assert_eq!(faults("_a 'open\n_b 1"), [FaultKind::UnclosedQuote]);
        assert_eq!(faults("_a\n;open\n_b 1"), [FaultKind::UnclosedTextField]);
        assert_eq!(faults("_a 1\u{1a}"), [FaultKind::ControlCharacter]);
    }

    #[test]
    fn cif2_has_lists_tables_and_triple_quotes() {
        let text = "#\\#CIF_2.0\ndata_x _a ['b' \"\"\"c\nd\"\"\"] _e {'k':1 \"\":'v'}";
        let kinds: Vec<_> = words(text).iter().skip(2).map(|w| w.0).collect();
        assert_eq!(
            kinds,
            [
                Tag,
                ListOpen,
                SingleQuoted,
                TripleDoubleQuoted,
                ListClose,
                Tag,
                TableOpen,
                TableKey,
                Unquoted,
                TableKey,
                SingleQuoted,
                TableClose
            ]
        );
    }
}
