//! What the reader has to say about a file.

use std::fmt::{self, Write as _};

use crate::codes::Code;
use crate::severity::Severity;

/// A stretch of the decoded text, as byte offsets.
///
/// Four bytes per offset: files of 4 GiB and more are refused before they get here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Extent {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Extent {
    /// The stretch from `start` to `end`.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The stretch from the start of `self` to the end of `last`.
    #[must_use]
    pub fn to(self, last: Self) -> Self {
        Self {
            start: self.start,
            end: last.end,
        }
    }

    /// The text it covers; empty where it does not belong to `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }
}

/// Where in the decoded text a diagnostic points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset behind the last byte.
    pub end: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding; its `Display` is the stable name, such as `cif::unclosed-quote`.
    pub code: Code,
    /// How much it matters (after strict mode was applied).
    pub severity: Severity,
    /// What was found, in one sentence that names the item.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The offending text, where there is one.
    pub span: Option<Span>,
}

/// `line 7: what was found`; [`render`](crate::render) shows the text as well.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = self.span {
            write!(f, "line {}: ", span.line)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

/// How many diagnostics of one code are kept; a damaged loop of a million rows would otherwise
/// produce a million of them.
pub(crate) const KEPT_PER_CODE: usize = 20;

/// A finding before its line and column are known.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) extent: Option<Extent>,
}

/// Collects findings in the order they are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    dropped: Vec<(Code, usize)>,
}

impl Findings {
    /// Adds a finding of the code's usual severity.
    pub(crate) fn add(
        &mut self,
        code: Code,
        extent: impl Into<Option<Extent>>,
        message: impl Into<String>,
    ) {
        self.add_as(code, code.severity(), extent, message);
    }

    /// Adds a finding of another severity than the code's usual one.
    pub(crate) fn add_as(
        &mut self,
        code: Code,
        severity: Severity,
        extent: impl Into<Option<Extent>>,
        message: impl Into<String>,
    ) {
        self.push(Finding {
            code,
            severity,
            message: message.into(),
            help: code.help().map(str::to_owned),
            extent: extent.into(),
        });
    }

    /// Adds a finding for which something else helps than usual.
    pub(crate) fn add_with_help(
        &mut self,
        code: Code,
        extent: Extent,
        message: impl Into<String>,
        help: &str,
    ) {
        self.push(Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            help: Some(help.to_owned()),
            extent: Some(extent),
        });
    }

    fn push(&mut self, finding: Finding) {
        // Counted by severity too: behind many warnings, an error must not get lost.
        let alike = |f: &&Finding| f.code == finding.code && f.severity == finding.severity;
        if self.list.iter().filter(alike).count() < KEPT_PER_CODE {
            self.list.push(finding);
        } else {
            self.drop_more(finding.code, 1);
        }
    }

    fn drop_more(&mut self, code: Code, more: usize) {
        match self.dropped.iter_mut().find(|(c, _)| *c == code) {
            Some((_, count)) => *count += more,
            None => self.dropped.push((code, more)),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes the findings of another part of the file over.
    pub(crate) fn absorb(&mut self, other: Self) {
        for finding in other.list {
            self.push(finding);
        }
        for (code, count) in other.dropped {
            self.drop_more(code, count);
        }
    }

    /// Makes warnings of the errors that `is_harmless` tells, by code and place.
    pub(crate) fn soften(&mut self, is_harmless: impl Fn(Code, Extent) -> bool) {
        for finding in &mut self.list {
            let is_harmless = finding.extent.is_some_and(|e| is_harmless(finding.code, e));
            if finding.severity == Severity::Error && is_harmless {
                finding.severity = Severity::Warning;
            }
        }
    }

    /// Whether anything found so far is an error.
    pub(crate) fn has_error(&self) -> bool {
        self.list.iter().any(|f| f.severity == Severity::Error)
    }

    /// Makes an error of what was found at a place before, with a new message.
    pub(crate) fn raise(&mut self, code: Code, extent: Extent, message: String) {
        let known = self
            .list
            .iter_mut()
            .find(|f| f.code == code && f.extent == Some(extent));
        match known {
            Some(finding) => {
                finding.severity = Severity::Error;
                finding.message = message;
            }
            None => self.add_as(code, Severity::Error, extent, message),
        }
    }

    /// Diagnostics in the order of the file (those without a place last), warnings raised to
    /// errors where `strict`.
    pub(crate) fn into_diagnostics(self, text: &str, strict: bool) -> Vec<Diagnostic> {
        let mut list = self.list;
        for (code, count) in self.dropped {
            if let Some(last) = list.iter_mut().rev().find(|f| f.code == code) {
                let _ = write!(last.message, " (and {count} more like it)");
            }
        }
        list.sort_by_key(|f| f.extent.map_or(u32::MAX, |e| e.start));
        let mut cursor = LineCursor::new(text);
        list.into_iter()
            .map(|finding| Diagnostic {
                code: finding.code,
                severity: match finding.severity {
                    Severity::Warning if strict => Severity::Error,
                    other => other,
                },
                message: finding.message,
                help: finding.help,
                span: finding.extent.map(|extent| cursor.span(extent)),
            })
            .collect()
    }
}

impl Extent {
    /// Line and column of the place in its text.
    pub(crate) fn span(self, text: &str) -> Span {
        LineCursor::new(text).span(self)
    }
}

/// Lines and columns of ascending offsets, in one pass over the text.
struct LineCursor<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl<'a> LineCursor<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            line_start: 0,
        }
    }

    fn span(&mut self, extent: Extent) -> Span {
        let bytes = self.text.as_bytes();
        let start = (extent.start as usize).min(bytes.len());
        while self.at < start {
            let byte = bytes[self.at];
            self.at += 1;
            // A line ends with LF, CR LF or CR.
            if byte == b'\n' || (byte == b'\r' && bytes.get(self.at) != Some(&b'\n')) {
                self.line += 1;
                self.line_start = self.at;
            }
        }
        let column = bytes[self.line_start..start]
            .iter()
            .filter(|b| (**b & 0xC0) != 0x80)
            .count()
            + 1;
        Span {
            start,
            end: (extent.end as usize).clamp(start, bytes.len()),
            line: self.line,
            column,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_crlf_or_cr() {
        let text = "a\nb\r\nc\rdé f";
        let mut cursor = LineCursor::new(text);
        let mut place = |c: char| {
            let at = text.find(c).unwrap_or(0);
            let span = cursor.span(Extent::new(at, at + 1));
            (span.line, span.column)
        };
        assert_eq!(place('a'), (1, 1));
        assert_eq!(place('b'), (2, 1));
        assert_eq!(place('c'), (3, 1));
        assert_eq!(place('f'), (4, 4));
    }

    #[test]
    fn an_error_is_not_lost_in_a_flood_of_warnings() {
        let mut findings = Findings::default();
        for _ in 0..100 {
            findings.add(Code::BadOccupancy, None, "x");
        }
        findings.add_as(Code::BadOccupancy, Severity::Error, None, "y");
        assert!(findings.has_error());
    }

    #[test]
    fn a_flood_of_findings_is_counted_not_kept() {
        let mut findings = Findings::default();
        for _ in 0..1000 {
            findings.add(Code::UnclosedQuote, None, "x");
        }
        let list = findings.into_diagnostics("", false);
        assert_eq!(list.len(), KEPT_PER_CODE);
        assert!(list[KEPT_PER_CODE - 1].message.contains("980 more"));
    }
}
