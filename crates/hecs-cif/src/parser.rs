//! Tokens → document: `<CIF>`, `<DataBlock>`, `<SaveFrame>`, `<DataItems>`, `<Loop>` of CIF 1.1,
//! lists and tables of CIF 2.0. Recovers from every fault, so that one pass finds them all.

use std::borrow::Cow;

use crate::Code;
use crate::diagnostic::{Diagnostic, Extent, Findings};
use crate::document::{Block, Document, Form, Item, Loop, Value};
use crate::encoding::decode_with;
use crate::lexer::{Fault, FaultKind, Lexer, Token, TokenKind};

/// How deep lists, tables and save frames may nest. Real files stay below 5; the limit keeps a
/// hostile one from exhausting the stack.
pub(crate) const MAX_DEPTH: usize = 64;

impl<'a> Document<'a> {
    /// Reads a document from the bytes of a file. Never fails: what is wrong with the syntax is
    /// in the diagnostics, and the document holds what could be made of the rest.
    ///
    /// ```
    /// use hecs_cif::Document;
    ///
    /// let (document, problems) = Document::parse(b"data_x\n_cell_length_a 5.43(1)\n");
    /// assert!(problems.is_empty());
    /// let block = &document.blocks()[0];
    /// let a = block.value(&document, "_cell_length_A").unwrap().number(&document).unwrap();
    /// assert_eq!((a.value, a.uncertainty, a.decimals), (5.43, Some(0.01), 2));
    /// ```
    pub fn parse(bytes: &'a [u8]) -> (Self, Vec<Diagnostic>) {
        let (document, syntax) = Self::parse_by_block(bytes);
        let diagnostics = syntax.joined().into_diagnostics(&document.text, false);
        (document, diagnostics)
    }

    pub(crate) fn parse_by_block(bytes: &'a [u8]) -> (Self, Syntax) {
        let mut of_file = Findings::default();
        let source = decode_with(bytes, &mut of_file);
        let (document, blocks) = parse(source.text);
        let syntax = Syntax { of_file, blocks };
        (document, syntax)
    }
}

/// What is wrong with the syntax of a file.
pub(crate) struct Syntax {
    /// Of its bytes.
    pub(crate) of_file: Findings,
    /// Of each data block.
    pub(crate) blocks: Vec<Findings>,
}

impl Syntax {
    pub(crate) fn joined(self) -> Findings {
        let mut all = self.of_file;
        for of_block in self.blocks {
            all.absorb(of_block);
        }
        all
    }
}

fn parse(text: Cow<'_, str>) -> (Document<'_>, Vec<Findings>) {
    let mut parser = Parser {
        text: &text,
        lexer: Lexer::new(&text),
        peeked: None,
        comments: Vec::new(),
        findings: Findings::default(),
    };
    let (blocks, findings) = parser.blocks();
    let Parser {
        lexer, comments, ..
    } = parser;
    let version = lexer.version();
    let document = Document {
        text,
        version,
        blocks,
        comments,
    };
    (document, findings)
}

fn report(text: &str, fault: Fault, findings: &mut Findings) {
    let shown = excerpt(fault.extent.of(text));
    let (code, message) = match fault.kind {
        FaultKind::UnclosedQuote => (
            Code::UnclosedQuote,
            format!("the quote in {shown} is not closed"),
        ),
        FaultKind::UnclosedTextField => (
            Code::UnclosedTextField,
            format!("the text field {shown} is not closed"),
        ),
        FaultKind::MissingWhitespace => (
            Code::MissingWhitespace,
            format!("a blank is missing at the end of {shown}"),
        ),
        FaultKind::ControlCharacter => (
            Code::ControlCharacter,
            "a control character is not allowed here".to_owned(),
        ),
        FaultKind::ReservedCharacter => (
            Code::ReservedCharacter,
            format!("{shown} begins with a reserved character"),
        ),
    };
    findings.add(code, fault.extent, message);
}

/// Text for a message: one line, not too long, in backquotes.
pub(crate) fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let mut short: String = line.chars().take(40).filter(|c| !c.is_control()).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    format!("`{short}`")
}

pub(crate) struct Parser<'p> {
    pub(crate) text: &'p str,
    lexer: Lexer<'p>,
    peeked: Option<Token>,
    comments: Vec<Extent>,
    /// Of the block that is being read.
    pub(crate) findings: Findings,
}

impl Parser<'_> {
    /// The next token that is no comment, without taking it.
    pub(crate) fn peek(&mut self) -> Option<Token> {
        if self.peeked.is_none() {
            self.peeked = loop {
                match self.lexer.next() {
                    Some(token) if token.kind == TokenKind::Comment => {
                        self.comments.push(token.extent);
                    }
                    other => break other,
                }
            };
        }
        self.peeked
    }

    pub(crate) fn take(&mut self) -> Option<Token> {
        let token = self.peek();
        self.peeked = None;
        token
    }

    /// `<CIF>`: data blocks one after the other, and what is wrong with each.
    fn blocks(&mut self) -> (Vec<Block>, Vec<Findings>) {
        let mut blocks: Vec<Block> = Vec::new();
        let mut findings: Vec<Findings> = Vec::new();
        while let Some(token) = self.peek() {
            let heading = match token.kind {
                TokenKind::DataHeading => {
                    self.take();
                    token.extent
                }
                TokenKind::Global => {
                    self.take();
                    self.findings.add(
                        Code::ReservedWord,
                        token.extent,
                        "global_ is reserved; what follows is read as a block without a name",
                    );
                    token.extent
                }
                _ => {
                    self.findings.add(
                        Code::NoBlockHeader,
                        token.extent,
                        format!(
                            "{} stands in front of the first data block",
                            excerpt(token.extent.of(self.text))
                        ),
                    );
                    Extent::new(token.extent.start as usize, token.extent.start as usize)
                }
            };
            let block = self.block(heading, 0);
            blocks.push(block);
            findings.push(self.take_findings());
        }
        check_block_names(self.text, &blocks, &mut findings);
        (blocks, findings)
    }

    /// The findings of the block that has ended, those of the lexer too.
    fn take_findings(&mut self) -> Findings {
        for fault in self.lexer.take_faults() {
            report(self.text, fault, &mut self.findings);
        }
        std::mem::take(&mut self.findings)
    }

    /// The items of a data block or save frame.
    fn block(&mut self, heading: Extent, depth: usize) -> Block {
        let mut block = Block {
            heading,
            items: Vec::new(),
            end: heading.end,
        };
        let mut stray: Option<Extent> = None;
        while let Some(token) = self.peek() {
            if is_value(token.kind) {
                let value = self.value(0).map_or(token.extent, |v| v.extent);
                stray = Some(stray.map_or(value, |s| s.to(value)));
                block.end = value.end;
                continue;
            }
            self.report_stray(stray.take());
            match token.kind {
                TokenKind::DataHeading | TokenKind::Global => break,
                TokenKind::Tag => {
                    self.take();
                    if let Some(value) = self.value(0) {
                        block.items.push(Item::Pair {
                            name: token.extent,
                            value,
                        });
                    } else {
                        self.findings.add(
                            Code::NameWithoutValue,
                            token.extent,
                            format!("{} has no value", excerpt(token.extent.of(self.text))),
                        );
                    }
                }
                TokenKind::Loop => {
                    self.take();
                    let table = self.table(token.extent);
                    if !table.names.is_empty() {
                        block.items.push(Item::Loop(table));
                    }
                }
                TokenKind::SaveHeading => {
                    if depth >= MAX_DEPTH {
                        self.take();
                        self.findings.add(
                            Code::NestingTooDeep,
                            token.extent,
                            format!("save frames are nested deeper than {MAX_DEPTH}"),
                        );
                        continue;
                    }
                    self.take();
                    if depth > 0 {
                        self.findings.add(
                            Code::NestedFrame,
                            token.extent,
                            format!(
                                "{} is inside another save frame",
                                excerpt(token.extent.of(self.text))
                            ),
                        );
                    }
                    let frame = self.frame(token.extent, depth + 1);
                    block.end = frame.end;
                    block.items.push(Item::Frame(frame));
                    continue;
                }
                TokenKind::SaveEnd if depth > 0 => {
                    block.end = token.extent.end;
                    break;
                }
                TokenKind::SaveEnd => {
                    self.take();
                    self.findings.add(
                        Code::StrayFrameEnd,
                        token.extent,
                        "save_ closes a frame that was not opened",
                    );
                }
                // Anything else is a word without a place here.
                _ => {
                    self.take();
                    self.findings.add(
                        Code::ReservedWord,
                        token.extent,
                        format!("{} has no place here", excerpt(token.extent.of(self.text))),
                    );
                }
            }
            block.end = self.lexer_end().max(token.extent.end);
        }
        self.report_stray(stray.take());
        self.check_names(&block);
        block
    }

    /// Names given twice in one block, whatever their case.
    ///
    /// Sorted by a hash first: blocks have hundreds of names, dictionaries thousands.
    fn check_names(&mut self, block: &Block) {
        let text = self.text;
        let mut names: Vec<(u64, Extent)> = Vec::with_capacity(block.items.len());
        for item in &block.items {
            match item {
                Item::Pair { name, .. } => names.push((name_hash(name.of(text)), *name)),
                Item::Loop(table) => {
                    names.extend(table.names.iter().map(|n| (name_hash(n.of(text)), *n)));
                }
                Item::Frame(_) => {}
            }
        }
        names.sort_unstable();
        for pair in names.windows(2) {
            let (first, second) = (pair[0].1.of(text), pair[1].1.of(text));
            if pair[0].0 == pair[1].0 && first.eq_ignore_ascii_case(second) {
                self.findings.add(
                    Code::DuplicateName,
                    pair[1].1,
                    format!("{} is given a second time", excerpt(second)),
                );
            }
        }
    }

    /// Where the last token that was taken ends, as far as it is known.
    fn lexer_end(&self) -> u32 {
        self.peeked.map_or(0, |t| t.extent.start)
    }

    fn report_stray(&mut self, stray: Option<Extent>) {
        if let Some(extent) = stray {
            self.findings.add(
                Code::ValueWithoutName,
                extent,
                format!("{} belongs to no data name", excerpt(extent.of(self.text))),
            );
        }
    }

    /// `<SaveFrame>`.
    fn frame(&mut self, heading: Extent, depth: usize) -> Block {
        let frame = self.block(heading, depth);
        match self.peek() {
            Some(token) if token.kind == TokenKind::SaveEnd => {
                self.take();
            }
            _ => {
                self.findings.add(
                    Code::UnclosedFrame,
                    heading,
                    format!(
                        "the save frame {} is not closed",
                        excerpt(heading.of(self.text))
                    ),
                );
            }
        }
        frame
    }

    /// `<LoopHeader>` and `<LoopBody>`.
    fn table(&mut self, keyword: Extent) -> Loop {
        let mut table = Loop {
            keyword,
            names: Vec::new(),
            values: Vec::new(),
        };
        while let Some(token) = self.peek() {
            if token.kind != TokenKind::Tag {
                break;
            }
            self.take();
            table.names.push(token.extent);
        }
        while let Some(token) = self.peek() {
            if !is_value(token.kind) {
                break;
            }
            match self.value(0) {
                Some(value) => table.values.push(value),
                None => break,
            }
        }
        self.check_table(&table);
        table
    }

    fn check_table(&mut self, table: &Loop) {
        let width = table.names.len();
        if width == 0 {
            let end = table.values.last().map_or(table.keyword, |v| v.extent);
            self.findings.add(
                Code::LoopWithoutNames,
                table.keyword.to(end),
                "loop_ is followed by no data names",
            );
        } else if table.values.is_empty() {
            self.findings.add(
                Code::LoopWithoutValues,
                table.keyword.to(table.names[width - 1]),
                format!(
                    "the loop of {} has no values",
                    excerpt(table.names[0].of(self.text))
                ),
            );
        } else if !table.values.len().is_multiple_of(width) {
            let (row, count) = self.suspicious_row(table);
            self.findings.add(
                Code::IncompleteLoop,
                row,
                format!(
                    "the loop of {} has {width} names and {} values; this row has {count}",
                    excerpt(table.names[0].of(self.text)),
                    table.values.len(),
                ),
            );
        }
    }

    /// The row that most likely lacks a value or has one too many, and its number of values.
    ///
    /// Where the loop is written one row a line, that is the first line of another count;
    /// otherwise the incomplete row at the end.
    fn suspicious_row(&self, table: &Loop) -> (Extent, usize) {
        let width = table.names.len();
        let bytes = self.text.as_bytes();
        let mut lines: Vec<(usize, usize)> = Vec::new(); // first value, count
        for (i, value) in table.values.iter().enumerate() {
            let new_line = match i.checked_sub(1).map(|p| &table.values[p]) {
                Some(previous) => bytes
                    .get(previous.extent.end as usize..value.extent.start as usize)
                    .is_some_and(|gap| gap.iter().any(|b| *b == b'\n' || *b == b'\r')),
                None => true,
            };
            match lines.last_mut() {
                Some((_, count)) if !new_line => *count += 1,
                _ => lines.push((i, 1)),
            }
        }
        let whole = lines.iter().filter(|l| l.1 == width).count();
        let odd = lines.iter().find(|l| l.1 != width);
        let (first, count) = match odd {
            Some(line) if whole * 2 >= lines.len() => *line,
            _ => {
                let rest = table.values.len() % width;
                (table.values.len() - rest, rest)
            }
        };
        let last = first + count - 1;
        (
            table.values[first].extent.to(table.values[last].extent),
            count,
        )
    }

    /// `<Value>`; `None`, with nothing taken, where the next token is none.
    pub(crate) fn value(&mut self, depth: usize) -> Option<Value> {
        let token = self.peek()?;
        let form = match token.kind {
            TokenKind::Unquoted => match token.extent.of(self.text) {
                "?" => Form::Unknown,
                "." => Form::Inapplicable,
                _ => Form::Unquoted,
            },
            TokenKind::SingleQuoted => Form::SingleQuoted,
            TokenKind::DoubleQuoted => Form::DoubleQuoted,
            TokenKind::TripleSingleQuoted => Form::TripleSingleQuoted,
            TokenKind::TripleDoubleQuoted => Form::TripleDoubleQuoted,
            TokenKind::TextField => Form::TextField,
            TokenKind::ListOpen | TokenKind::TableOpen => {
                self.take();
                return Some(self.container(token, depth));
            }
            _ => return None,
        };
        self.take();
        Some(Value {
            extent: token.extent,
            form,
        })
    }
}

fn check_block_names(text: &str, blocks: &[Block], findings: &mut [Findings]) {
    let mut names: Vec<(String, usize)> = blocks
        .iter()
        .enumerate()
        .map(|(i, b)| (b.heading.of(text).to_lowercase(), i))
        .filter(|(name, _)| name.starts_with("data_"))
        .collect();
    // Of equal names the first in the file comes first.
    names.sort();
    for pair in names.windows(2) {
        if pair[0].0 == pair[1].0 {
            let heading = blocks[pair[1].1].heading;
            findings[pair[1].1].add(
                Code::DuplicateBlock,
                heading,
                format!("another block is called {}", excerpt(heading.of(text))),
            );
        }
    }
}

/// FNV-1a of a name in lower case.
fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether a token begins a value.
pub(crate) fn is_value(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Unquoted
            | TokenKind::SingleQuoted
            | TokenKind::DoubleQuoted
            | TokenKind::TripleSingleQuoted
            | TokenKind::TripleDoubleQuoted
            | TokenKind::TextField
            | TokenKind::ListOpen
            | TokenKind::TableOpen
    )
}
