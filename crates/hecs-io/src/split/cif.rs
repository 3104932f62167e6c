//! CIF: a stretch is a data block with atoms, with the comments above it and the blocks without atoms before it.
//!
//! Only as much of the grammar is followed as tells headings and names from text: comments, quotes, text
//! fields, and the triple quotes of CIF 2.0 (hecs-cif has the whole of it).

mod grammar;

use std::io::BufRead;

use self::grammar::{HEADING, State, after, is_blank};
use super::{BYTE_ORDER_MARK, Kept, Stretch, without_mark};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

/// A block without atoms that is longer than this (reflections, a powder pattern) is not kept for the warnings in it.
const LONGEST_BLOCK_BEFORE: usize = 1 << 20;

/// Letters of a name that tell whether it is a coordinate.
const LONGEST_NAME: usize = 64;

pub(crate) struct CifSplitter {
    /// None at the end.
    text: Option<Ahead<Bytes>>,
    pub(super) is_cif2: bool,
    state: State,
    /// The name that is read or was read last, as far as it is looked at.
    name: Vec<u8>,
    gathered: Gathered,
    has_heading: bool,
    has_atoms: bool,
    /// Stretches given so far.
    given: usize,
}

impl CifSplitter {
    pub(super) fn new(mut text: Ahead<Bytes>, limit: usize) -> Self {
        Self {
            is_cif2: begins_as_cif2(&mut text),
            text: Some(text),
            state: State::LineStart,
            name: Vec::new(),
            gathered: Gathered::new(limit),
            has_heading: false,
            has_atoms: false,
            given: 0,
        }
    }

    pub(super) fn next(&mut self) -> Option<Stretch> {
        loop {
            let mut text = self.text.take()?;
            let available = match text.fill_buf() {
                Ok([]) => return self.last(),
                Ok(available) => available,
                Err(error) => {
                    return Some(Stretch {
                        line: self.gathered.next_line(),
                        bytes: Err(FormatError::of_stream(error)),
                    });
                }
            };
            let end = available.iter().position(|byte| self.step(*byte));
            let used = end.map_or(available.len(), |end| end + 1);
            text.consume(used);
            self.text = Some(text);
            if end.is_some()
                && let Some(stretch) = self.heading()
            {
                return Some(stretch);
            }
        }
    }

    /// Goes on by a byte; whether it completes the beginning of a heading.
    fn step(&mut self, byte: u8) -> bool {
        let before = self.state;
        self.state = after(before, byte, self.is_cif2);
        if self.state == State::Name {
            if before != State::Name {
                self.name.clear();
            }
            if self.name.len() < LONGEST_NAME {
                self.name.push(byte.to_ascii_lowercase());
            }
        } else if before == State::Name {
            self.has_atoms |= is_coordinate(&self.name);
        }
        self.gathered.open.push(byte);
        match self.state {
            State::Heading(n) if n == HEADING.len() => {
                self.state = State::Word;
                return true;
            }
            State::LineStart | State::Heading(_) | State::Comment => {}
            State::Blank if is_blank(byte) => {}
            _ => self.gathered.settle(),
        }
        false
    }

    /// A heading was met: it ends the stretch where that has atoms.
    fn heading(&mut self) -> Option<Stretch> {
        let had_heading = std::mem::replace(&mut self.has_heading, true);
        if self.has_atoms {
            return Some(self.take_up_to(self.gathered.end_of_line()));
        }
        let kept = &self.gathered.kept;
        if had_heading && kept.bytes.len() > LONGEST_BLOCK_BEFORE || kept.is_over {
            // Taken and not given.
            let _ = self.gathered.take_up_to(0);
        }
        None
    }

    /// The end of the text.
    fn last(&mut self) -> Option<Stretch> {
        if self.state == State::Name {
            self.has_atoms |= is_coordinate(&self.name);
        }
        let all = self.gathered.open.len();
        (self.has_atoms || self.given == 0).then(|| self.take_up_to(all))
    }

    fn take_up_to(&mut self, end: usize) -> Stretch {
        self.has_atoms = false;
        self.given += 1;
        self.gathered.take_up_to(end)
    }
}

/// What was read of a stretch.
struct Gathered {
    /// What is known to belong to it.
    kept: Kept,
    /// Blanks, comments and the beginning of a word behind it, which may belong to the next.
    open: Vec<u8>,
    /// Line of the first byte of `kept`, from 1.
    line: usize,
    /// Ends of lines in `kept`, but of a CR at its very end, which an LF may follow.
    lines_kept: usize,
    last_kept: u8,
}

impl Gathered {
    fn new(limit: usize) -> Self {
        Self {
            kept: Kept::new(limit),
            open: Vec::new(),
            line: 1,
            lines_kept: 0,
            last_kept: 0,
        }
    }

    /// Keeps what was open.
    fn settle(&mut self) {
        for byte in &self.open {
            if *byte == b'\n' || self.last_kept == b'\r' {
                self.lines_kept += 1;
            }
            self.last_kept = *byte;
        }
        self.kept.add(&self.open);
        self.open.clear();
    }

    /// How many of the open bytes belong to the line in which the last kept one stands.
    fn end_of_line(&self) -> usize {
        match self.open.iter().position(|b| matches!(b, b'\n' | b'\r')) {
            Some(at) if self.open[at..].starts_with(b"\r\n") => at + 2,
            Some(at) => at + 1,
            None => 0,
        }
    }

    /// The stretch with that many of the open bytes; the others begin the next.
    fn take_up_to(&mut self, end: usize) -> Stretch {
        let rest = self.open.split_off(end);
        self.settle();
        self.open = rest;
        let stretch = Stretch {
            line: self.line,
            bytes: self.kept.take(),
        };
        self.line = self.next_line();
        (self.lines_kept, self.last_kept) = (0, 0);
        stretch
    }

    /// The line behind what is kept.
    fn next_line(&self) -> usize {
        self.line + self.lines_kept + usize::from(self.last_kept == b'\r')
    }
}

/// A file of CIF 2.0 says so in its first line.
fn begins_as_cif2(text: &mut Ahead<Bytes>) -> bool {
    const MAGIC: &[u8] = b"#\\#CIF_2.0";
    // An error is met again where the text is read.
    let head = text.peek(BYTE_ORDER_MARK.len() + MAGIC.len());
    without_mark(head.unwrap_or_default()).starts_with(MAGIC)
}

fn is_coordinate(name: &[u8]) -> bool {
    let holds = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
    name.starts_with(b"_atom_site") && (holds(b"fract_") || holds(b"cartn_"))
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
