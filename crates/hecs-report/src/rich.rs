//! Label markup: `_{sub}`, `^{super}` and `*italic*`, for axis titles, formulae and descriptors.

/// Height of a piece of text relative to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// On the line.
    Base,
    /// Below it, smaller.
    Sub,
    /// Above it, smaller.
    Super,
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Whether it is italic.
    pub italic: bool,
    /// Height.
    pub shift: Shift,
}

/// Splits label markup into runs. Unclosed braces and stars run to the end of the text.
pub fn parse(markup: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut shift = Shift::Base;
    let mut italic = false;
    let mut rest = markup.chars().peekable();
    let mut text = String::new();
    let mut flush = |text: &mut String, italic, shift| {
        if !text.is_empty() {
            spans.push(Span {
                text: std::mem::take(text),
                italic,
                shift,
            });
        }
    };
    while let Some(c) = rest.next() {
        match c {
            '*' => {
                flush(&mut text, italic, shift);
                italic = !italic;
            }
            '_' | '^' if rest.peek() == Some(&'{') => {
                rest.next();
                flush(&mut text, italic, shift);
                shift = if c == '_' { Shift::Sub } else { Shift::Super };
            }
            '}' if shift != Shift::Base => {
                flush(&mut text, italic, shift);
                shift = Shift::Base;
            }
            _ => text.push(c),
        }
    }
    flush(&mut text, italic, shift);
    spans
}

/// An ion in label markup, `Li+` as Li^{+}.
pub fn ion(text: &str) -> String {
    let charge = text.trim_start_matches(|c: char| c.is_alphabetic());
    let element = &text[..text.len() - charge.len()];
    format!("{element}^{{{}}}", charge.replace('-', "−"))
}

/// The text without its markup, for titles and alternative texts.
pub fn plain(markup: &str) -> String {
    parse(markup).into_iter().map(|span| span.text).collect()
}

/// The text as HTML, escaped, with `<sub>`, `<sup>` and `<i>`.
pub fn html(markup: &str) -> String {
    let mut out = String::new();
    for span in parse(markup) {
        let text = escape(&span.text);
        let text = if span.italic {
            format!("<i>{text}</i>")
        } else {
            text
        };
        match span.shift {
            Shift::Base => out.push_str(&text),
            Shift::Sub => out.push_str(&format!("<sub>{text}</sub>")),
            Shift::Super => out.push_str(&format!("<sup>{text}</sup>")),
        }
    }
    out
}

/// Plain text made safe for HTML and XML, in elements and quoted attributes.
///
/// Control characters, which XML has no way to write, become spaces.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A plain formula in label markup: `Li6PS5Cl0.5` becomes `Li_{6}PS_{5}Cl_{0.5}`.
///
/// Numbers after a letter or a closing bracket are subscripts; all else stays.
pub fn formula(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() && (before.is_alphabetic() || before == ')' || before == ']') {
            let mut number = String::from(c);
            while let Some(&next) = chars.peek() {
                if !(next.is_ascii_digit() || next == '.') {
                    break;
                }
                number.push(next);
                chars.next();
            }
            out.push_str(&format!("_{{{number}}}"));
            before = c;
        } else {
            // A star or brace of a file name is no markup.
            if !matches!(c, '*' | '{' | '}') {
                out.push(c);
            }
            before = c;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_runs_and_html() {
        assert_eq!(html("*E*_{a,1D} (eV)"), "<i>E</i><sub>a,1D</sub> (eV)");
        assert_eq!(plain("Å^{3}"), "Å3");
        assert_eq!(html("a<b>_{\"c"), "a&lt;b&gt;<sub>&quot;c</sub>");
    }

    #[test]
    fn formulae_get_subscripts_only_after_letters() {
        assert_eq!(formula("Li6PS5Cl0.5Br0.5"), "Li_{6}PS_{5}Cl_{0.5}Br_{0.5}");
        assert_eq!(formula("2Li(PS4)3"), "2Li(PS_{4})_{3}");
    }
}
