//! Extended XYZ: a stretch is a frame, its number of atoms, comment and as many lines.

use super::{Kept, Stretch, without_mark};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

pub(crate) struct FrameSplitter {
    text: Ahead<Bytes>,
    limit: usize,
    /// Lines read so far.
    lines: usize,
    /// The number of atoms of the next frame, where it was met inside the one before.
    count_line: Option<Vec<u8>>,
    has_ended: bool,
}

impl FrameSplitter {
    pub(super) fn new(text: Ahead<Bytes>, limit: usize) -> Self {
        Self {
            text,
            limit,
            lines: 0,
            count_line: None,
            has_ended: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Stretch> {
        if self.has_ended {
            return None;
        }
        let found = self.frame();
        let line = self.lines.max(1);
        found.unwrap_or_else(|error| {
            self.has_ended = true;
            Some(Stretch {
                line,
                bytes: Err(FormatError::of_stream(error)),
            })
        })
    }

    fn frame(&mut self) -> std::io::Result<Option<Stretch>> {
        let Some(first) = self.count_line()? else {
            self.has_ended = true;
            return Ok(None);
        };
        let line = self.lines;
        let Some(count) = number(&first) else {
            return self.up_to_the_next_frame(&first).map(Some);
        };
        let mut kept = Kept::new(self.limit);
        kept.add(&first);
        // The comment, then the atoms.
        for number_of_line in 0..=count {
            let Some(next) = self.line()? else { break };
            // No atom is a number alone: the frame has fewer lines than it says.
            if number_of_line > 0 && number(&next).is_some() {
                self.count_line = Some(next);
                break;
            }
            kept.add(&next);
        }
        let bytes = kept.take();
        Ok(Some(Stretch { line, bytes }))
    }

    /// The next line that is not empty.
    fn count_line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.count_line.take() {
            return Ok(Some(line));
        }
        while let Some(line) = self.line()? {
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// Steps over lines that belong to no frame.
    fn up_to_the_next_frame(&mut self, first: &[u8]) -> std::io::Result<Stretch> {
        let line = self.lines;
        let shown = crate::format::shown(first.trim_ascii());
        while let Some(next) = self.line()? {
            if number(&next).is_some() {
                self.count_line = Some(next);
                break;
            }
        }
        Ok(Stretch {
            line,
            bytes: Err(FormatError::Line {
                line,
                reason: format!("the number of atoms of a frame is expected: {shown}"),
            }),
        })
    }

    /// The next line; one that is longer than the limit is cut.
    fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut kept = Kept::new(self.limit);
        if !kept.add_line(&mut self.text)? {
            return Ok(None);
        }
        self.lines += 1;
        if kept.is_over {
            // So long that the frame it is added to is over the limit as well.
            kept.bytes.resize(self.limit + 1, b' ');
        }
        Ok(Some(kept.bytes))
    }
}

/// A line that holds one whole number.
fn number(line: &[u8]) -> Option<usize> {
    std::str::from_utf8(without_mark(line).trim_ascii())
        .ok()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::stretches;
    use crate::Format;

    const FRAME: &str = "2\nLattice=\"4 0 0 0 4 0 0 0 4\"\nCs 0 0 0\nCl 2 2 2\n";

    fn split(text: &str) -> Vec<(usize, Result<String, String>)> {
        stretches(Format::ExtendedXyz, "", text.as_bytes(), &[5], 1000)
    }

    #[test]
    fn frames_are_told_apart_by_their_numbers_of_atoms() {
        let found = split(&format!("{FRAME}\n{FRAME}"));
        assert_eq!(
            found,
            [(1, Ok(FRAME.to_owned())), (6, Ok(FRAME.to_owned()))]
        );
        assert!(split(" \n").is_empty());
    }

    #[test]
    fn a_wrong_number_costs_its_own_frame() {
        let short = FRAME.replacen('2', "3", 1);
        let found = split(&format!("{short}{FRAME}"));
        assert_eq!(found, [(1, Ok(short)), (5, Ok(FRAME.to_owned()))]);
        let long = FRAME.replacen('2', "1", 1);
        let found = split(&format!("{long}{FRAME}"));
        assert_eq!(found.len(), 3);
        let error = found[1].1.as_ref().unwrap_err();
        assert!(
            error.contains("line 4") && error.contains("Cl 2 2 2"),
            "{error}"
        );
        assert_eq!(found[2], (5, Ok(FRAME.to_owned())));
    }

    #[test]
    fn a_frame_that_is_too_long_costs_itself() {
        let long = format!("1\n{}\nLi 0 0 0\n", "x".repeat(5000));
        let found = split(&format!("{long}{FRAME}"));
        assert!(found[0].1.as_ref().unwrap_err().contains("1000 bytes"));
        assert_eq!(found[1], (4, Ok(FRAME.to_owned())));
    }
}
