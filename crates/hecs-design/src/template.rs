//! Formulas with variables, such as `Li(6-x) P S(5-x) Cl(1+x)`: reading and evaluating them. What has none is read by
//! [`hecs_core::read_formula`].
//!
//! ```text
//! template   = { symbol [ amount ] }
//! amount     = number | "(" expression ")"
//! expression = term { ("+" | "-") term }
//! term       = factor { ["*"] factor }
//! factor     = number | name | "(" expression ")" | "-" factor
//! ```

use hecs_core::{CoreError, FormulaCursor};

/// An arithmetic expression in the variables of a family.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Number(f64),
    Name(String),
    Sum(Box<Expression>, Box<Expression>),
    Difference(Box<Expression>, Box<Expression>),
    Product(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// Its value; the name that `value` does not know otherwise.
    pub(crate) fn value<'a>(
        &'a self,
        value: &impl Fn(&str) -> Option<f64>,
    ) -> Result<f64, &'a str> {
        match self {
            Self::Number(x) => Ok(*x),
            Self::Name(name) => value(name).ok_or(name),
            Self::Sum(a, b) => Ok(a.value(value)? + b.value(value)?),
            Self::Difference(a, b) => Ok(a.value(value)? - b.value(value)?),
            Self::Product(a, b) => Ok(a.value(value)? * b.value(value)?),
        }
    }
}

/// Symbols with their amounts, in the order of the text.
pub(crate) fn parse(text: &str) -> Result<Vec<(String, Expression)>, CoreError> {
    let mut parser = Parser {
        cursor: FormulaCursor::new(text),
    };
    let mut parts = Vec::new();
    loop {
        parser.cursor.skip_blanks();
        if parser.cursor.peek().is_none() && !parts.is_empty() {
            return Ok(parts);
        }
        let symbol = parser.cursor.symbol()?.to_owned();
        let amount = match parser.cursor.peek() {
            Some('(') => parser.factor(0)?,
            _ => Expression::Number(parser.cursor.amount()?),
        };
        parts.push((symbol, amount));
    }
}

struct Parser<'t> {
    cursor: FormulaCursor<'t>,
}

/// Deeper parentheses than any formula has are refused instead of using up the stack.
const DEEPEST: usize = 32;

impl Parser<'_> {
    fn expression(&mut self, depth: usize) -> Result<Expression, CoreError> {
        let mut sum = self.term(depth)?;
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some('+') => {
                    self.cursor.step();
                    sum = Expression::Sum(Box::new(sum), Box::new(self.term(depth)?));
                }
                Some('-' | '\u{2212}') => {
                    self.cursor.step();
                    sum = Expression::Difference(Box::new(sum), Box::new(self.term(depth)?));
                }
                _ => return Ok(sum),
            }
        }
    }

    fn term(&mut self, depth: usize) -> Result<Expression, CoreError> {
        let mut product = self.factor(depth)?;
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some('*') => self.cursor.step(),
                Some(c) if c == '(' || c == '.' || c.is_ascii_alphanumeric() => {}
                _ => return Ok(product),
            }
            product = Expression::Product(Box::new(product), Box::new(self.factor(depth)?));
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Expression, CoreError> {
        if depth > DEEPEST {
            return Err(self.cursor.error("fewer parentheses are expected"));
        }
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some('(') => {
                self.cursor.step();
                let inner = self.expression(depth + 1)?;
                self.cursor.skip_blanks();
                if self.cursor.peek() != Some(')') {
                    return Err(self.cursor.error("a closing parenthesis is expected"));
                }
                self.cursor.step();
                Ok(inner)
            }
            Some('-' | '\u{2212}') => {
                self.cursor.step();
                let inner = self.factor(depth + 1)?;
                let zero = Box::new(Expression::Number(0.0));
                Ok(Expression::Difference(zero, Box::new(inner)))
            }
            Some(c) if c.is_ascii_digit() || c == '.' => {
                Ok(Expression::Number(self.cursor.number()?))
            }
            Some(c) if c.is_ascii_alphabetic() => {
                self.cursor.step();
                Ok(Expression::Name(c.to_string()))
            }
            _ => {
                let reason = "a number, a variable of one letter or a parenthesis is expected";
                Err(self.cursor.error(reason))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str) -> Vec<(String, f64)> {
        let value = |name: &str| match name {
            "x" => Some(0.25),
            "y" => Some(0.5),
            "n" => Some(4.0),
            _ => None,
        };
        let parts = parse(text).unwrap();
        parts
            .iter()
            .map(|(s, e)| (s.clone(), e.value(&value).unwrap()))
            .collect()
    }

    #[test]
    fn formulas_and_templates_are_read() {
        let plain = amounts("Li6.025P0.975Si0.025S5Br");
        assert_eq!(plain[0], ("Li".to_owned(), 6.025));
        assert_eq!(plain[4], ("Br".to_owned(), 1.0));
        let family = amounts("Li(6+(5-n)y) P(1-y) N(y) S5 I");
        assert_eq!(family[0].1, 6.5);
        assert_eq!(family[2], ("N".to_owned(), 0.5));
        assert_eq!(amounts("Br(0.25) I(0.75-x)")[1].1, 0.5);
    }

    #[test]
    fn what_cannot_be_read_is_pointed_at() {
        for (text, position) in [("Li(6-x", 7), ("li6", 1), ("", 1), ("Li(6+)", 6)] {
            match parse(text) {
                Err(CoreError::InvalidFormula { position: p, .. }) => {
                    assert_eq!(p, position, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(parse(&format!("Li{}x", "(".repeat(500))).is_err());
    }
}
