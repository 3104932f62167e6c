//! Lists and tables of CIF 2.0, to a limited depth.

use crate::Code;
use crate::diagnostic::Extent;
use crate::document::{Form, Value};
use crate::lexer::{Token, TokenKind};
use crate::parser::{MAX_DEPTH, Parser, excerpt, is_value};

impl Parser<'_> {
    /// `list` or `table` of CIF 2.0, its opening bracket already taken.
    pub(crate) fn container(&mut self, open: Token, depth: usize) -> Value {
        if depth >= MAX_DEPTH {
            return self.skip_container(open);
        }
        let is_list = open.kind == TokenKind::ListOpen;
        let mut list = Vec::new();
        let mut entries = Vec::new();
        let mut extent = open.extent;
        loop {
            let Some(token) = self.peek() else {
                self.unclosed_container(open);
                break;
            };
            match token.kind {
                TokenKind::ListClose | TokenKind::TableClose => {
                    if is_list != (token.kind == TokenKind::ListClose) {
                        self.unclosed_container(open);
                    }
                    self.take();
                    extent = extent.to(token.extent);
                    break;
                }
                TokenKind::TableKey => {
                    self.take();
                    let key = table_key(self.text, token.extent);
                    let value = self.value(depth + 1);
                    match value {
                        Some(value) if !is_list => {
                            extent = extent.to(value.extent);
                            entries.push((key, value));
                        }
                        _ => self.bad_entry(token.extent),
                    }
                }
                kind if is_value(kind) => {
                    if let Some(value) = self.value(depth + 1) {
                        extent = extent.to(value.extent);
                        if is_list {
                            list.push(value);
                        } else {
                            self.bad_entry(value.extent);
                        }
                    }
                }
                // A name or keyword cannot be inside: the bracket was forgotten.
                _ => {
                    self.unclosed_container(open);
                    break;
                }
            }
        }
        let form = if is_list {
            Form::List(list.into_boxed_slice())
        } else {
            Form::Table(entries.into_boxed_slice())
        };
        Value { extent, form }
    }

    fn unclosed_container(&mut self, open: Token) {
        let what = if open.kind == TokenKind::ListOpen {
            "list"
        } else {
            "table"
        };
        self.findings.add(
            Code::UnclosedContainer,
            open.extent,
            format!("the {what} that begins here is not closed by its bracket"),
        );
    }

    fn bad_entry(&mut self, extent: Extent) {
        self.findings.add(
            Code::BadTable,
            extent,
            format!("{} is no table entry here", excerpt(extent.of(self.text))),
        );
    }

    /// Steps over a container that is nested too deep, without recursion.
    fn skip_container(&mut self, open: Token) -> Value {
        self.findings.add(
            Code::NestingTooDeep,
            open.extent,
            format!("values are nested deeper than {MAX_DEPTH}"),
        );
        let mut level = 1usize;
        let mut extent = open.extent;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::ListOpen | TokenKind::TableOpen => level += 1,
                TokenKind::ListClose | TokenKind::TableClose => level -= 1,
                kind if is_value(kind) || kind == TokenKind::TableKey => {}
                _ => break,
            }
            self.take();
            extent = extent.to(token.extent);
            if level == 0 {
                break;
            }
        }
        Value {
            extent,
            form: Form::List(Box::default()),
        }
    }
}

/// The key of a table entry without its colon.
fn table_key(text: &str, with_colon: Extent) -> Value {
    let extent = Extent {
        start: with_colon.start,
        end: with_colon.end - 1,
    };
    let key = extent.of(text);
    let form = if key.starts_with("'''") && key.len() >= 6 {
        Form::TripleSingleQuoted
    } else if key.starts_with("\"\"\"") && key.len() >= 6 {
        Form::TripleDoubleQuoted
    } else if key.starts_with('\'') {
        Form::SingleQuoted
    } else {
        Form::DoubleQuoted
    };
    Value { extent, form }
}
