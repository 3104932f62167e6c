//! Reading the text of a formula from left to right: its symbols, its amounts, and where it goes wrong.

use crate::CoreError;

/// A place in the text of a formula.
///
/// Whatever notation is built of symbols and amounts reads them with this, so that all of them take
/// the same texts and point at the same places.
///
/// ```
/// use hecs_core::FormulaCursor;
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let mut cursor = FormulaCursor::new("Li5.5 P(1-x)");
/// assert_eq!((cursor.symbol()?, cursor.amount()?), ("Li", 5.5));
/// cursor.skip_blanks();
/// assert_eq!((cursor.symbol()?, cursor.peek()), ("P", Some('(')));
/// let error = cursor.number().unwrap_err();
/// assert!(error.to_string().ends_with("at character 8: a number is expected"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FormulaCursor<'t> {
    text: &'t str,
    /// In bytes.
    at: usize,
}

impl<'t> FormulaCursor<'t> {
    /// The start of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The character at this place; `None` at the end.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes one character on.
    pub fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Goes on to what is no blank.
    pub fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// A capital with the small letters behind it.
    ///
    /// # Errors
    /// [`CoreError::InvalidFormula`] where no capital stands here.
    pub fn symbol(&mut self) -> Result<&'t str, CoreError> {
        if !self.peek().is_some_and(|c| c.is_ascii_uppercase()) {
            return Err(self.error("an element symbol is expected"));
        }
        let start = self.at;
        self.step();
        self.take_while(|c| c.is_ascii_lowercase());
        Ok(&self.text[start..self.at])
    }

    /// A number without sign.
    ///
    /// # Errors
    /// [`CoreError::InvalidFormula`] where none stands here.
    pub fn number(&mut self) -> Result<f64, CoreError> {
        let start = *self;
        let digits = self.take_while(is_of_number);
        digits
            .parse()
            .map_err(|_| start.error("a number is expected"))
    }

    /// The amount behind a symbol or a group: a number, 1 where there is none.
    ///
    /// # Errors
    /// [`CoreError::InvalidFormula`] for digits that are no number, such as `1.2.3`.
    pub fn amount(&mut self) -> Result<f64, CoreError> {
        if self.peek().is_some_and(is_of_number) {
            self.number()
        } else {
            Ok(1.0)
        }
    }

    /// The error that says what is wrong at this place.
    pub fn error(&self, reason: &'static str) -> CoreError {
        CoreError::InvalidFormula {
            text: self.text.to_owned(),
            position: self.text[..self.at].chars().count() + 1,
            reason,
        }
    }

    /// The text from this place on.
    pub(crate) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Goes over the characters that are wanted, and gives them.
    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.len() - rest.trim_start_matches(wanted).len();
        self.at += taken;
        &rest[..taken]
    }

    /// Goes on by a number of bytes of ASCII.
    pub(crate) fn skip_ascii(&mut self, bytes: usize) {
        self.at += bytes;
    }
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}
