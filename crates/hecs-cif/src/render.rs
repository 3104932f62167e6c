//! A diagnostic as text for a terminal: the offending line with the place underlined.

use std::fmt::Write as _;

use crate::{Diagnostic, Severity};

/// Longest stretch of a line that is shown, in characters.
const WIDTH: usize = 100;

/// Writes a diagnostic with the line it points to.
///
/// `source` is the decoded text ([`crate::decode`]); `color` adds ANSI colours.
///
/// ```
/// use hecs_cif::{ReadOptions, decode, read_structure, render};
///
/// let bytes = b"data_x\n_cell_length_a 'open\n";
/// let reading = read_structure(bytes, &ReadOptions::default());
/// let source = decode(bytes);
/// let text: String = reading
///     .diagnostics
///     .iter()
///     .map(|diagnostic| render(diagnostic, "x.cif", &source.text, false))
///     .collect();
/// assert!(text.contains("error[cif::unclosed-quote]: "));
/// assert!(text.contains("x.cif:2:16"));
/// ```
pub fn render(diagnostic: &Diagnostic, file: &str, source: &str, color: bool) -> String {
    let (paint, bold, dim, reset) = if color {
        let paint = match diagnostic.severity {
            Severity::Error => "\x1b[1;31m",
            Severity::Warning => "\x1b[1;33m",
            Severity::Advice => "\x1b[1;36m",
        };
        (paint, "\x1b[1m", "\x1b[34m", "\x1b[0m")
    } else {
        ("", "", "", "")
    };
    let mut out = format!(
        "{paint}{}[{}]{reset}{bold}: {}{reset}\n",
        diagnostic.severity,
        diagnostic.code,
        printable(&diagnostic.message)
    );
    if let Some(span) = diagnostic.span {
        let number = span.line.to_string();
        let gutter = " ".repeat(number.len());
        let _ = writeln!(
            out,
            "{gutter}{dim}-->{reset} {file}:{}:{}",
            span.line, span.column
        );
        let (line, before, marked) = excerpt_line(source, span.start, span.end);
        let _ = writeln!(out, "{gutter} {dim}|{reset}");
        let _ = writeln!(out, "{dim}{number} |{reset} {line}");
        let _ = writeln!(
            out,
            "{gutter} {dim}|{reset} {}{paint}{}{reset}",
            " ".repeat(before),
            "^".repeat(marked)
        );
    } else {
        let _ = writeln!(out, " {dim}-->{reset} {file}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "  {dim}={reset} help: {}", printable(help));
    }
    out
}

/// The line around `start`, the characters in front of the place and those to mark. Long lines
/// are cut on both sides; tabs and control characters become blanks and dots, so that nothing in
/// a file can steer the terminal.
fn excerpt_line(source: &str, start: usize, end: usize) -> (String, usize, usize) {
    let is_end = |c: char| c == '\n' || c == '\r';
    let start = floor_boundary(source, start);
    let end = floor_boundary(source, end.max(start));
    let line_start = source[..start].rfind(is_end).map_or(0, |i| i + 1);
    let line_end = source[start..]
        .find(is_end)
        .map_or(source.len(), |i| start + i);
    let before = source[line_start..start].chars().count();
    let marked = source[start..end.min(line_end)].chars().count().max(1);
    let skip = before.saturating_sub(WIDTH / 2);
    let mut line: String = source[line_start..line_end]
        .chars()
        .skip(skip)
        .take(WIDTH)
        .map(visible)
        .collect();
    if skip > 0 {
        line = format!("…{}", line.chars().skip(1).collect::<String>());
    }
    let room = WIDTH.saturating_sub(before - skip).max(1);
    (line, before - skip, marked.min(room))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn visible(c: char) -> char {
    if c == '\t' {
        ' '
    } else if c.is_control() {
        '·'
    } else {
        c
    }
}

fn printable(text: &str) -> String {
    text.chars().map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::diagnostic::Span;

    #[test]
    fn the_place_is_underlined() {
        let source = "data_x\n_a\t'open\n_b 1\n";
        let diagnostic = Diagnostic {
            code: Code::UnclosedQuote,
            severity: Severity::Error,
            message: "not closed".to_owned(),
            help: Some("close it".to_owned()),
            span: Some(Span {
                start: 10,
                end: 15,
                line: 2,
                column: 4,
            }),
        };
        let expected = "error[cif::unclosed-quote]: not closed\n --> f.cif:2:4\n  |\n2 | _a 'open\n  |    ^^^^^\n  = help: close it\n";
        assert_eq!(render(&diagnostic, "f.cif", source, false), expected);
        assert!(render(&diagnostic, "f.cif", source, true).contains("\x1b[1;31m"));
    }

    #[test]
    fn long_lines_and_odd_offsets_are_safe() {
        let source = format!("{}é\x1b[2J{}", "x".repeat(500), "y".repeat(500));
        for start in [0, 499, 501, 502, 800, 5000] {
            let (line, before, marked) = excerpt_line(&source, start, start + 3);
            assert!(line.chars().count() <= WIDTH);
            assert!(before + marked <= WIDTH + 1);
            assert!(!line.contains('\x1b'));
        }
    }
}
