//! Formulas with variables, such as `Li(6-x) P S(5-x) Cl(1+x)`: reading and evaluating them.
//!
//! ```text
//! template   = { symbol [ amount ] }
//! amount     = number | "(" expression ")"
//! expression = term { ("+" | "-") term }
//! term       = factor { ["*"] factor }
//! factor     = number | name | "(" expression ")" | "-" factor
//! ```

use crate::DesignError;

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
pub(crate) fn parse(text: &str) -> Result<Vec<(String, Expression)>, DesignError> {
    let mut parser = Parser {
        text,
        characters: text.chars().collect(),
        at: 0,
    };
    let mut parts = Vec::new();
    loop {
        parser.skip_spaces();
        if parser.at == parser.characters.len() {
            break;
        }
        let symbol = parser.symbol()?;
        let amount = match parser.peek() {
            Some('(') => parser.factor(0)?,
            Some(c) if c.is_ascii_digit() || c == '.' => parser.number()?,
            _ => Expression::Number(1.0),
        };
        parts.push((symbol, amount));
    }
    if parts.is_empty() {
        return Err(parser.error("an element symbol is expected"));
    }
    Ok(parts)
}

struct Parser<'a> {
    text: &'a str,
    characters: Vec<char>,
    at: usize,
}

/// Deeper parentheses than any formula has are refused instead of using up the stack.
const DEEPEST: usize = 32;

impl Parser<'_> {
    fn error(&self, reason: &'static str) -> DesignError {
        DesignError::Syntax {
            text: self.text.to_owned(),
            position: self.at + 1,
            reason,
        }
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        self.characters[from..self.at].iter().collect()
    }

    fn symbol(&mut self) -> Result<String, DesignError> {
        match self.peek() {
            Some(c) if c.is_ascii_uppercase() => {
                self.at += 1;
                let rest = self.take_while(|c| c.is_ascii_lowercase());
                Ok(format!("{c}{rest}"))
            }
            _ => Err(self.error("an element symbol is expected")),
        }
    }

    fn number(&mut self) -> Result<Expression, DesignError> {
        let digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        digits
            .parse()
            .map(Expression::Number)
            .map_err(|_| self.error("a number is expected before this"))
    }

    fn expression(&mut self, depth: usize) -> Result<Expression, DesignError> {
        let mut sum = self.term(depth)?;
        loop {
            self.skip_spaces();
            match self.peek() {
                Some('+') => {
                    self.at += 1;
                    sum = Expression::Sum(Box::new(sum), Box::new(self.term(depth)?));
                }
                Some('-' | '\u{2212}') => {
                    self.at += 1;
                    sum = Expression::Difference(Box::new(sum), Box::new(self.term(depth)?));
                }
                _ => return Ok(sum),
            }
        }
    }

    fn term(&mut self, depth: usize) -> Result<Expression, DesignError> {
        let mut product = self.factor(depth)?;
        loop {
            self.skip_spaces();
            match self.peek() {
                Some('*') => self.at += 1,
                Some(c) if c == '(' || c == '.' || c.is_ascii_alphanumeric() => {}
                _ => return Ok(product),
            }
            product = Expression::Product(Box::new(product), Box::new(self.factor(depth)?));
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Expression, DesignError> {
        if depth > DEEPEST {
            return Err(self.error("fewer parentheses are expected"));
        }
        self.skip_spaces();
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.expression(depth + 1)?;
                self.skip_spaces();
                if self.peek() != Some(')') {
                    return Err(self.error("a closing parenthesis is expected"));
                }
                self.at += 1;
                Ok(inner)
            }
            Some('-' | '\u{2212}') => {
                self.at += 1;
                let inner = self.factor(depth + 1)?;
                let zero = Box::new(Expression::Number(0.0));
                Ok(Expression::Difference(zero, Box::new(inner)))
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_ascii_alphabetic() => {
                self.at += 1;
                Ok(Expression::Name(c.to_string()))
            }
            _ => Err(self.error("a number, a variable of one letter or a parenthesis is expected")),
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
                Err(DesignError::Syntax { position: p, .. }) => assert_eq!(p, position, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(parse(&format!("Li{}x", "(".repeat(500))).is_err());
    }
}
