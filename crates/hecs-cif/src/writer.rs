//! The one writer of CIF: blocks, pairs and loops of plain values.

use std::fmt::Write as _;

use crate::lexer::Version;

/// Values that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A name with blanks or without its underscore.
    #[error("\"{name}\" is no data name or block code; it must not be empty or contain blanks")]
    BadName {
        /// The name.
        name: String,
    },
    /// A loop whose rows do not have as many values as it has names.
    #[error("a row of the loop of {name} has {found} values instead of {expected}")]
    UnevenRow {
        /// First name of the loop.
        name: String,
        /// Names of the loop.
        expected: usize,
        /// Values of the row.
        found: usize,
    },
    /// Text with a character that CIF cannot carry.
    #[error("a value has the character {character:?}, which CIF cannot carry")]
    BadCharacter {
        /// The character.
        character: char,
    },
}

/// Writes a new CIF from plain values; quotes are chosen so that reading gives the values back.
///
/// ```
/// use hecs_cif::{CifWriter, Document};
///
/// let mut cif = CifWriter::new();
/// cif.block("LiF")?.pair("_cell_length_a", "4.03")?.pair("_note", "it's\ntwo lines")?;
/// cif.table(&["_atom_site_label", "_atom_site_fract_x"], &[&["Li1", "0"], &["F1", "0.5"]])?;
/// let text = cif.finish();
/// let (document, problems) = Document::parse(text.as_bytes());
/// assert!(problems.is_empty());
/// let note = document.blocks()[0].value(&document, "_note").unwrap();
/// assert_eq!(note.text(&document), "it's\ntwo lines");
/// # Ok::<(), hecs_cif::WriteError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CifWriter {
    out: String,
    version: Version,
}

impl CifWriter {
    /// An empty CIF 1.1.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty CIF 2.0, with its magic line.
    pub fn cif2() -> Self {
        Self {
            out: "#\\#CIF_2.0\n".to_owned(),
            version: Version::Cif2,
        }
    }

    /// Begins a data block.
    ///
    /// # Errors
    /// [`WriteError::BadName`] for a code with blanks or none.
    pub fn block(&mut self, code: &str) -> Result<&mut Self, WriteError> {
        check_name(code, "")?;
        let _ = writeln!(self.out, "data_{code}");
        Ok(self)
    }

    /// A comment, each of its lines behind a `#`.
    ///
    /// # Errors
    /// [`WriteError::BadCharacter`] for a control character.
    pub fn comment(&mut self, text: &str) -> Result<&mut Self, WriteError> {
        check_characters(text)?;
        for line in text.split(['\n', '\r']) {
            let _ = writeln!(self.out, "# {line}");
        }
        Ok(self)
    }

    /// A data name and its value. `?` and `.` are written as such: unknown and inapplicable.
    ///
    /// # Errors
    /// [`WriteError::BadName`], [`WriteError::BadCharacter`].
    pub fn pair(&mut self, name: &str, value: &str) -> Result<&mut Self, WriteError> {
        check_name(name, "_")?;
        self.out.push_str(name);
        self.value(value)?;
        self.end_line();
        Ok(self)
    }

    /// A loop.
    ///
    /// # Errors
    /// [`WriteError::UnevenRow`], [`WriteError::BadName`], [`WriteError::BadCharacter`].
    pub fn table<R: AsRef<[V]>, V: AsRef<str>>(
        &mut self,
        names: &[&str],
        rows: &[R],
    ) -> Result<&mut Self, WriteError> {
        for name in names {
            check_name(name, "_")?;
        }
        for row in rows {
            let found = row.as_ref().len();
            if found != names.len() {
                return Err(WriteError::UnevenRow {
                    name: names.first().copied().unwrap_or("").to_owned(),
                    expected: names.len(),
                    found,
                });
            }
        }
        if names.is_empty() || rows.is_empty() {
            return Ok(self);
        }
        self.out.push_str("loop_\n");
        for name in names {
            let _ = writeln!(self.out, "{name}");
        }
        for row in rows {
            for value in row.as_ref() {
                self.value(value.as_ref())?;
            }
            self.end_line();
        }
        Ok(self)
    }

    /// The text.
    pub fn finish(&self) -> String {
        self.out.clone()
    }

    fn end_line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn value(&mut self, value: &str) -> Result<(), WriteError> {
        check_characters(value)?;
        if matches!(value, "?" | ".") || is_plain(value) {
            self.blank();
            self.out.push_str(value);
        } else if let Some(quote) = self.quote_for(value) {
            self.blank();
            self.out.push(quote);
            self.out.push_str(value);
            self.out.push(quote);
        } else {
            self.end_line();
            let field = text_field(value);
            self.out.push_str(&field);
            self.out.push('\n');
        }
        Ok(())
    }

    fn blank(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    /// A quote that no character of the value closes.
    fn quote_for(&self, value: &str) -> Option<char> {
        if value.contains(['\n', '\r']) {
            return None;
        }
        ['\'', '"'].into_iter().find(|quote| match self.version {
            Version::Cif2 => !value.contains(*quote),
            Version::Cif1 => {
                let bytes = value.as_bytes();
                !bytes.iter().enumerate().any(|(i, b)| {
                    *b == *quote as u8 && matches!(bytes.get(i + 1), Some(b' ' | b'\t'))
                })
            }
        })
    }
}

/// A text field; with the prefix protocol where a line of the text begins with `;` or its first
/// line would be taken for a protocol.
fn text_field(value: &str) -> String {
    let lines: Vec<&str> = value.split('\n').collect();
    let first = lines.first().copied().unwrap_or("");
    let needs_prefix =
        lines.iter().skip(1).any(|l| l.starts_with(';')) || first.trim_end().ends_with('\\');
    if needs_prefix {
        format!(";>\\\n>{}\n;", lines.join("\n>"))
    } else {
        format!(";{value}\n;")
    }
}

/// Whether a value stands without quotes. What has a comma (a symmetry operation) could, but is
/// quoted as everybody does.
fn is_plain(value: &str) -> bool {
    let bytes = value.as_bytes();
    let Some(first) = bytes.first() else {
        return false;
    };
    let reserved = ["data_", "save_", "loop_", "stop_", "global_"]
        .iter()
        .any(|word| {
            value
                .get(..word.len())
                .is_some_and(|v| v.eq_ignore_ascii_case(word))
        });
    !matches!(value, "?" | ".")
        && !reserved
        && !matches!(
            first,
            b'_' | b'#' | b'$' | b'\'' | b'"' | b'[' | b']' | b'{' | b'}' | b';'
        )
        && bytes.iter().all(|b| {
            b.is_ascii_graphic() && !matches!(b, b'[' | b']' | b'{' | b'}' | b'\'' | b'"' | b',')
        })
}

fn check_name(name: &str, start: &str) -> Result<(), WriteError> {
    let rest = name.strip_prefix(start);
    let fine = rest.is_some_and(|r| {
        !r.is_empty()
            && r.chars().all(|c| {
                !c.is_whitespace() && !c.is_control() && !matches!(c, '[' | ']' | '{' | '}')
            })
    });
    if fine {
        Ok(())
    } else {
        Err(WriteError::BadName {
            name: name.to_owned(),
        })
    }
}

/// Line ends are LF in values; other control characters but the tab have no place in CIF.
fn check_characters(value: &str) -> Result<(), WriteError> {
    match value
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        Some(character) => Err(WriteError::BadCharacter { character }),
        None => Ok(()),
    }
}
