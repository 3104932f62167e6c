//! JSON: a stretch is an object, an element of a list, or a line; lists are never held in whole.
//!
//! Read are: one object; a list of objects; objects one after the other, mostly one a line; an object whose
//! `data` is a list, as responses of OPTIMADE and tables of pandas are, of which each element is a stretch.
//! Only strings and brackets are followed here; what a stretch holds is parsed later.

mod keys;

use std::io::{self, BufRead};

use self::keys::{Keys, Step};
use super::{BYTE_ORDER_MARK, Kept, Stretch, line_feeds, without_mark};
use crate::FormatError;
use crate::ahead::Ahead;
use crate::compressed::Bytes;

pub(crate) struct JsonSplitter {
    text: Ahead<Bytes>,
    place: Place,
    limit: usize,
    /// Lines read so far.
    lines: usize,
    /// Whether the first line says that the lines are those of an OPTIMADE file.
    is_optimade: bool,
}

/// Where in the text the next byte stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Before an object or a list.
    Top,
    /// In a list; in one that is `data` of an object, if so.
    List {
        of_object: bool,
    },
    /// In an object, behind its list of data.
    Rest,
    /// Before a line that holds an object.
    Lines,
    End,
}

/// Whether the first line is complete in itself, as far as one can see.
pub(super) fn begins_as_lines(text: &mut Ahead<Bytes>) -> bool {
    let head = text.peek(64).unwrap_or_default();
    let head = without_mark(head).trim_ascii_start();
    let behind = head.strip_prefix(b"{").unwrap_or_default();
    let next = behind.iter().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(next, Some(byte) if !matches!(byte, b'\r' | b'\n'))
}

impl JsonSplitter {
    pub(super) fn new(text: Ahead<Bytes>, is_of_lines: bool, limit: usize) -> Self {
        Self {
            text,
            place: if is_of_lines {
                Place::Lines
            } else {
                Place::Top
            },
            limit,
            lines: 0,
            is_optimade: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Stretch> {
        loop {
            let found = match self.place {
                Place::End => return None,
                Place::Lines => self.line(),
                Place::Top => self.top(),
                Place::List { of_object } => self.element(of_object),
                Place::Rest => self.rest(),
            };
            match found {
                Ok(Some(stretch)) => return Some(stretch),
                Ok(None) => {}
                Err(error) => {
                    self.place = Place::End;
                    return Some(Stretch {
                        line: self.lines + 1,
                        bytes: Err(FormatError::of_stream(error)),
                    });
                }
            }
        }
    }

    /// Steps over blanks and, in lists, commas; the next byte, which is not consumed.
    fn next_byte(&mut self, in_list: bool) -> io::Result<Option<u8>> {
        loop {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                return Ok(None);
            }
            let is_between = |b: &u8| {
                // Byte-order marks, zeros and record separators (RFC 7464) are nothing.
                let is_nothing = BYTE_ORDER_MARK.contains(b) || matches!(b, 0 | 0x1E);
                b.is_ascii_whitespace() || is_nothing || (in_list && *b == b',')
            };
            let count = available.iter().take_while(|b| is_between(b)).count();
            self.lines += line_feeds(&available[..count]);
            let next = available.get(count).copied();
            self.text.consume(count);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn top(&mut self) -> io::Result<Option<Stretch>> {
        match self.next_byte(false)? {
            None => {
                self.place = Place::End;
                Ok(None)
            }
            Some(b'[') => {
                self.text.consume(1);
                self.place = Place::List { of_object: false };
                Ok(None)
            }
            Some(b'{') => self.object(),
            Some(_) => {
                let line = self.lines + 1;
                let mut kept = Kept::new(self.limit);
                kept.add_line(&mut self.text)?;
                self.lines += 1;
                let shown = crate::format::shown(&kept.bytes);
                Ok(Some(Stretch {
                    line,
                    bytes: Err(FormatError::Line {
                        line,
                        reason: format!("an object or a list is expected: {shown}"),
                    }),
                }))
            }
        }
    }

    /// An object at the top: a structure, or what holds a list of them.
    fn object(&mut self) -> io::Result<Option<Stretch>> {
        let line = self.lines + 1;
        let mut keys = Keys::new(true);
        let mut kept = Kept::new(self.limit);
        match self.value(&mut keys, &mut kept)? {
            End::List => {
                self.place = Place::List { of_object: true };
                return Ok(None);
            }
            End::OfText => self.place = Place::End,
            End::OfValue if self.lines + 1 == line => {
                // Complete in one line: the following lines are such objects too, each by itself even where one
                // of them is damaged.
                self.place = Place::Lines;
                let mut blanks = Kept::new(0);
                blanks.add_line(&mut self.text)?;
                self.lines += 1;
            }
            End::OfValue => {}
        }
        Ok(self.given(&keys, line, &mut kept))
    }

    fn element(&mut self, of_object: bool) -> io::Result<Option<Stretch>> {
        let first = self.next_byte(true)?;
        let line = self.lines + 1;
        match first {
            None => {
                self.place = Place::End;
                let bytes = Err(FormatError::Ends {
                    lines: line,
                    expected: "the end of the list",
                });
                Ok(Some(Stretch { line, bytes }))
            }
            Some(b']') => {
                self.text.consume(1);
                self.place = if of_object { Place::Rest } else { Place::Top };
                Ok(None)
            }
            Some(b'}') => {
                self.place = Place::End;
                let reason = "a bracket closes what was not open; what follows is not read";
                let bytes = Err(FormatError::Line {
                    line,
                    reason: reason.to_owned(),
                });
                Ok(Some(Stretch { line, bytes }))
            }
            Some(_) => {
                let mut keys = Keys::new(false);
                let mut kept = Kept::new(self.limit);
                if self.value(&mut keys, &mut kept)? == End::OfText {
                    self.place = Place::End;
                }
                Ok(self.given(&keys, line, &mut kept))
            }
        }
    }

    fn line(&mut self) -> io::Result<Option<Stretch>> {
        let mut kept = Kept::new(self.limit);
        if !kept.add_line(&mut self.text)? {
            self.place = Place::End;
            return Ok(None);
        }
        self.lines += 1;
        if kept.bytes.iter().all(u8::is_ascii_whitespace) && !kept.is_over {
            return Ok(None);
        }
        let mut keys = Keys::new(false);
        if self.is_optimade || self.lines == 1 {
            for byte in &kept.bytes {
                keys.step(*byte);
            }
        }
        Ok(self.given(&keys, self.lines, &mut kept))
    }

    /// Leaves the rest of an object behind.
    fn rest(&mut self) -> io::Result<Option<Stretch>> {
        self.place = Place::Top;
        let mut keys = Keys::inside_object();
        if self.value(&mut keys, &mut Kept::new(0))? != End::OfText {
            return Ok(None);
        }
        self.place = Place::End;
        let line = self.lines + 1;
        let bytes = Err(FormatError::Ends {
            lines: line,
            expected: "the end of the object",
        });
        Ok(Some(Stretch { line, bytes }))
    }

    /// The stretch of an object, but of those that an OPTIMADE file has beside its structures.
    fn given(&mut self, keys: &Keys, line: usize, kept: &mut Kept) -> Option<Stretch> {
        if keys.is_optimade_header {
            self.is_optimade = true;
            return None;
        }
        if self.is_optimade && !keys.kind.is_empty() && keys.kind != b"structures" {
            return None;
        }
        // Blanks around it are none of it.
        let bytes = kept.take().map(|bytes| bytes.trim_ascii().to_vec());
        Some(Stretch { line, bytes })
    }

    /// Reads on to the end of a value, which is kept.
    fn value(&mut self, keys: &mut Keys, kept: &mut Kept) -> io::Result<End> {
        loop {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                return Ok(End::OfText);
            }
            let mut found = None;
            let mut used = 0;
            for byte in available {
                let step = keys.step(*byte);
                if step == Step::Before {
                    found = Some(End::OfValue);
                    break;
                }
                used += 1;
                self.lines += usize::from(*byte == b'\n');
                match step {
                    Step::Complete => found = Some(End::OfValue),
                    Step::DataList => found = Some(End::List),
                    Step::Before | Step::Inside => continue,
                }
                break;
            }
            kept.add(&available[..used]);
            self.text.consume(used);
            if let Some(end) = found {
                return Ok(end);
            }
        }
    }
}

#[derive(PartialEq)]
enum End {
    OfValue,
    /// Behind the bracket that opens the list of data.
    List,
    OfText,
}

#[cfg(test)]
mod tests {
    use super::super::tests::stretches;
    use crate::Format;

    fn split(name: &str, text: &str) -> Vec<(usize, Result<String, String>)> {
        stretches(Format::Json, name, text.as_bytes(), &[3], 100)
    }

    fn texts(text: &str) -> Vec<String> {
        split("", text)
            .into_iter()
            .map(|(_, t)| t.unwrap())
            .collect()
    }

    #[test]
    fn objects_lists_and_lines_are_split() {
        assert_eq!(texts("{\"a\": [1, {}]}"), ["{\"a\": [1, {}]}"]);
        let list = "\u{feff}[\n {\"a\": \"]},{\\\"\"}, {\"b\": 2},\n[{\"c\": 3}, 0.5], 7\n]\n";
        let wanted = [
            "{\"a\": \"]},{\\\"\"}",
            "{\"b\": 2}",
            "[{\"c\": 3}, 0.5]",
            "7",
        ];
        assert_eq!(texts(list), wanted);
        assert_eq!(split("", list)[2].0, 3);
        assert_eq!(
            texts("{\"a\": 1}\r\n\n{\"b\": 2}"),
            ["{\"a\": 1}", "{\"b\": 2}"]
        );
        let pretty = "{\n \"a\": 1\n}\n{\n \"b\": 2\n}\n";
        assert_eq!(texts(pretty), ["{\n \"a\": 1\n}", "{\n \"b\": 2\n}"]);
        assert_eq!(split("", pretty)[1].0, 4);
        assert!(texts("[]").is_empty());
    }

    #[test]
    fn a_list_of_data_is_split_wherever_it_stands() {
        let rest = "\"meta\": {\"data\": [9], \"x\": \"]\"}";
        for text in [
            format!("{{\"data\": [{{\"id\": \"a\"}}, {{\"id\": \"b\"}}], {rest}}}"),
            format!("{{{rest}, \"data\":[{{\"id\": \"a\"}},{{\"id\": \"b\"}}]}}\n"),
        ] {
            assert_eq!(
                texts(&text),
                ["{\"id\": \"a\"}", "{\"id\": \"b\"}"],
                "{text}"
            );
        }
        assert_eq!(texts("{\"data\": {\"id\": 1}}").len(), 1);
    }

    #[test]
    fn lines_of_optimade_have_others_beside_structures() {
        let text = "{\"x-optimade\": {\"meta\": {}}}\n{\"type\": \"info\", \"id\": \"/\"}\n{\"id\": \"1\", \"type\": \"structures\"}\n";
        assert_eq!(texts(text), ["{\"id\": \"1\", \"type\": \"structures\"}"]);
    }

    #[test]
    fn a_damaged_line_costs_itself() {
        let text = "{\"a\": 1}\n{\"b\": [\n{\"c\": 3}\n";
        let found = split("", text);
        assert_eq!(found[1], (2, Ok("{\"b\": [".to_owned())));
        assert_eq!(found[2], (3, Ok("{\"c\": 3}".to_owned())));
        // The name says that lines are objects, before one of them is complete.
        assert_eq!(split("x.jsonl.gz", "{\"b\": [\n{\"c\": 3}\n").len(), 2);
        assert_eq!(split("x.jsonl", "{\n\"b\": [3]}\n").len(), 1);
    }

    #[test]
    fn what_is_cut_off_or_too_long_is_said() {
        let says = |text: &str, at: usize| split("", text)[at].1.clone().unwrap_err();
        assert!(says("[{\"a\": 1},", 1).contains("the end of the list"));
        assert!(says("{\"data\": [1], \"x\": 2", 1).contains("the end of the object"));
        assert!(says("[{}}, {}]", 1).contains("line 1: a bracket"));
        assert!(says("[1]\nnonsense\n", 1).contains("line 2: an object or a list"));
        let long = format!("[[{}1], {{\"a\": 2}}]", "1, ".repeat(100));
        assert!(says(&long, 0).contains("100 bytes"));
        assert_eq!(split("", &long)[1].1.as_deref(), Ok("{\"a\": 2}"));
        let lines = format!("{{\"a\": \"{}\"}}\n{{\"a\": 2}}", "x".repeat(5000));
        assert!(says(&lines, 0).contains("100 bytes"));
        assert_eq!(split("", &lines)[1].1.as_deref(), Ok("{\"a\": 2}"));
    }
}
