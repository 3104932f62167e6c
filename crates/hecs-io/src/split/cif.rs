//! CIF: a stretch is a data block with atoms, with the comments above it and the blocks without atoms before it.
//!
//! Only as much of the grammar is followed as tells headings and names from text: comments, quotes, text
//! fields, and the triple quotes of CIF 2.0 (hecs-cif has the whole of it).

use std::io::BufRead;

use super::{Kept, Stretch, line_ends};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

/// A block without atoms that is longer than this (reflections, a powder pattern) is not kept for the warnings in it.
const LONGEST_BLOCK_BEFORE: usize = 1 << 20;

/// Letters of a name that tell whether it is a coordinate.
const LONGEST_NAME: usize = 64;

const HEADING: &[u8] = b"data_";

pub(crate) struct CifSplitter {
    text: Ahead<Bytes>,
    pub(super) is_cif2: bool,
    state: State,
    /// The stretch, as far as it is known to belong to it.
    kept: Kept,
    /// Blanks, comments and the beginning of a word behind it, which may belong to the next.
    open: Vec<u8>,
    name: Vec<u8>,
    /// Line of the first byte of `kept`.
    line: usize,
    /// Ends of lines in `kept`.
    lines_kept: usize,
    last_kept: u8,
    has_heading: bool,
    has_atoms: bool,
    is_any_given: bool,
    has_ended: bool,
}

/// Where in the grammar the next byte stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
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

impl CifSplitter {
    pub(super) fn new(mut text: Ahead<Bytes>, limit: usize) -> Self {
        Self {
            is_cif2: begins_as_cif2(&mut text),
            text,
            state: State::LineStart,
            kept: Kept::new(limit),
            open: Vec::new(),
            name: Vec::new(),
            line: 1,
            lines_kept: 0,
            last_kept: 0,
            has_heading: false,
            has_atoms: false,
            is_any_given: false,
            has_ended: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Stretch> {
        while !self.has_ended {
            let available = match self.text.fill_buf() {
                Ok([]) => return self.last(),
                Ok(available) => available,
                Err(error) => {
                    let error = FormatError::of_stream(error);
                    return Some(self.broken(error));
                }
            };
            let (mut state, is_cif2) = (self.state, self.is_cif2);
            let mut used = 0;
            let mut found = None;
            for byte in available {
                used += 1;
                let next = after(state, *byte, is_cif2);
                if next == State::Name {
                    if state != State::Name {
                        self.name.clear();
                    }
                    if self.name.len() < LONGEST_NAME {
                        self.name.push(byte.to_ascii_lowercase());
                    }
                } else if state == State::Name {
                    self.has_atoms |= is_coordinate(&self.name);
                }
                state = next;
                self.open.push(*byte);
                match state {
                    State::Heading(n) if n == HEADING.len() => {
                        state = State::Word;
                        found = Some(());
                        break;
                    }
                    State::LineStart | State::Heading(_) | State::Comment => {}
                    State::Blank if is_blank(*byte) => {}
                    _ => keep(
                        &mut self.open,
                        &mut self.kept,
                        &mut self.lines_kept,
                        &mut self.last_kept,
                    ),
                }
            }
            self.text.consume(used);
            self.state = state;
            if found.is_some()
                && let Some(stretch) = self.heading()
            {
                return Some(stretch);
            }
        }
        None
    }

    /// A heading was met: it ends the stretch where that has atoms.
    fn heading(&mut self) -> Option<Stretch> {
        if self.has_atoms {
            let first = end_of_line(&self.open, self.last_kept);
            let rest = self.open.split_off(first);
            self.keep_open();
            let stretch = self.take();
            self.open = rest;
            self.has_heading = true;
            return Some(stretch);
        }
        if self.has_heading && self.kept.bytes.len() > LONGEST_BLOCK_BEFORE || self.kept.is_over {
            self.line += self.lines_kept;
            self.lines_kept = 0;
            self.kept.clear();
        }
        self.has_heading = true;
        None
    }

    /// The end of the text.
    fn last(&mut self) -> Option<Stretch> {
        self.has_ended = true;
        if self.state == State::Name {
            self.has_atoms |= is_coordinate(&self.name);
        }
        self.keep_open();
        (self.has_atoms || !self.is_any_given).then(|| self.take())
    }

    fn take(&mut self) -> Stretch {
        if self.last_kept == b'\r' {
            self.lines_kept += 1;
            self.last_kept = b'\n';
        }
        let stretch = Stretch {
            line: self.line,
            bytes: self.kept.take(),
        };
        self.line += self.lines_kept;
        self.lines_kept = 0;
        self.has_atoms = false;
        self.is_any_given = true;
        stretch
    }

    fn keep_open(&mut self) {
        keep(
            &mut self.open,
            &mut self.kept,
            &mut self.lines_kept,
            &mut self.last_kept,
        );
    }

    fn broken(&mut self, error: FormatError) -> Stretch {
        self.has_ended = true;
        Stretch {
            line: self.line + self.lines_kept + line_ends(&self.open),
            bytes: Err(error),
        }
    }
}

/// A file of CIF 2.0 says so in its first line.
fn begins_as_cif2(text: &mut Ahead<Bytes>) -> bool {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    const MAGIC: &[u8] = b"#\\#CIF_2.0";
    // An error is met again where the text is read.
    let head = text.peek(MARK.len() + MAGIC.len()).unwrap_or_default();
    head.strip_prefix(MARK).unwrap_or(head).starts_with(MAGIC)
}

/// Moves what was open to what is kept.
fn keep(open: &mut Vec<u8>, kept: &mut Kept, lines: &mut usize, last: &mut u8) {
    let Some(end) = open.last() else { return };
    // A line that ends with CR LF is counted at its LF, wherever the two are torn apart.
    *lines += open.iter().filter(|b| **b == b'\n').count();
    let before = std::iter::once(&*last).chain(open.iter());
    *lines += before
        .zip(open.iter())
        .filter(|(one, two)| **one == b'\r' && **two != b'\n')
        .count();
    *last = *end;
    kept.add(open);
    open.clear();
}

/// How many bytes the line that was begun still has; none where `last`, the byte before them, ended it.
fn end_of_line(open: &[u8], last: u8) -> usize {
    if last == b'\n' {
        return 0;
    }
    match open.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(at) if open[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => 0,
    }
}

fn is_coordinate(name: &[u8]) -> bool {
    let holds = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
    name.starts_with(b"_atom_site") && (holds(b"fract_") || holds(b"cartn_"))
}

/// The state behind a byte.
fn after(state: State, byte: u8, is_cif2: bool) -> State {
    let is_end = matches!(byte, b'\n' | b'\r');
    let is_blank = is_blank(byte);
    match state {
        State::LineStart if byte == b';' => State::TextField,
        State::LineStart | State::Blank => token(byte, is_cif2),
        State::Heading(_) | State::Name | State::Word if is_end => State::LineStart,
        State::Heading(_) | State::Name | State::Word if is_blank => State::Blank,
        State::Heading(n) if n < HEADING.len() && HEADING[n] == byte.to_ascii_lowercase() => {
            State::Heading(n + 1)
        }
        State::Name => State::Name,
        State::Heading(_) | State::Word => match byte {
            b'[' | b']' | b'{' | b'}' if is_cif2 => State::Blank,
            _ => State::Word,
        },
        State::Comment | State::Quote(_) | State::QuoteEnd(_) if is_end => State::LineStart,
        State::Comment => State::Comment,
        State::Quote(quote) if byte == quote && is_cif2 => State::Blank,
        State::Quote(quote) | State::QuoteEnd(quote) if byte == quote => State::QuoteEnd(quote),
        State::QuoteEnd(_) if is_blank => State::Blank,
        State::Quote(quote) | State::QuoteEnd(quote) => State::Quote(quote),
        State::QuoteStart(quote, 1) if byte == quote => State::QuoteStart(quote, 2),
        State::QuoteStart(quote, 2) if byte == quote => State::Triple(quote, 0),
        State::QuoteStart(_, 2) => token(byte, is_cif2),
        State::QuoteStart(..) if is_end => State::LineStart,
        State::QuoteStart(quote, _) => State::Quote(quote),
        State::Triple(quote, 2) if byte == quote => State::Blank,
        State::Triple(quote, n) if byte == quote => State::Triple(quote, n + 1),
        State::Triple(quote, _) => State::Triple(quote, 0),
        State::TextField | State::TextFieldLine if is_end => State::TextFieldLine,
        State::TextFieldLine if byte == b';' => State::Blank,
        State::TextField | State::TextFieldLine => State::TextField,
    }
}

/// Blanks as hecs-cif has them, the remains of old disks included.
fn is_blank(byte: u8) -> bool {
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

#[cfg(test)]
mod tests {
    use super::super::tests::stretches;
    use crate::Format;

    fn split(text: &str) -> Vec<(usize, String)> {
        let found = stretches(Format::Cif, "", text.as_bytes(), &[7], 1 << 20);
        let text = |(line, text): (usize, Result<String, String>)| (line, text.unwrap());
        found.into_iter().map(text).collect()
    }

    const BLOCK: &str = "_cell_length_a 4\nloop_ _atom_site_label _atom_site_fract_x\nLi 0\n";

    #[test]
    fn a_stretch_is_a_block_with_atoms_and_what_leads_to_it() {
        let first = format!("data_global\n_x 1\ndata_a\n{BLOCK}");
        let second = format!("# of b\n\nDATA_b {BLOCK}");
        let third = format!("data_c\r\n{}", BLOCK.replace('\n', "\r\n"));
        let text = format!("{first}{second}{third}data_end\n_y 2\n");
        let found = split(&text);
        assert_eq!(found[0], (1, first.clone()));
        assert_eq!(found[1], (7, second));
        assert_eq!(found[2], (12, third));
        assert_eq!(found.len(), 3);
        assert_eq!(split("data_x\n_y 1\n").len(), 1);
        assert_eq!(split("").len(), 1);
        let lone = text.replace("\r\n", "\n").replace('\n', "\r");
        assert_eq!(split(&lone).len(), 3);
        assert_eq!(split(&lone)[2].0, 12);
    }

    #[test]
    fn headings_in_text_are_text() {
        let block = format!(
            "data_a _t\n; data_b\ndata_c\n; _q 'x data_d' \"it's data_e\" # data_f\n_r x'data_g {BLOCK}_s 'o'"
        );
        let found = split(&format!("{block} data_i {BLOCK}"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].1, block);
    }

    #[test]
    fn cif2_has_triple_quotes_and_lists() {
        let block = format!(
            "#\\#CIF_2.0\ndata_a _t '''it's\ndata_b''' _u ['x data_c' {{'k':'y data_d'}}] _e '' {BLOCK}"
        );
        let found = split(&format!("{block}data_e\n{BLOCK}"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].1, block);
    }

    #[test]
    fn a_block_that_is_too_long_costs_itself() {
        let long = format!("data_a\n{BLOCK}{}", "Li 0.5\n".repeat(200));
        let text = format!("{long}data_b\n{BLOCK}");
        let found = stretches(Format::Cif, "", text.as_bytes(), &[64], 200);
        assert!(found[0].1.as_ref().unwrap_err().contains("200 bytes"));
        assert_eq!(found[1].1.as_deref(), Ok(&*format!("data_b\n{BLOCK}")));
        assert_eq!(found[1].0, 205);
    }
}
