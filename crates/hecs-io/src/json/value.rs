//! A value of JSON that knows where it stands, for messages such as `sites[3].occu: a number is expected`.

use std::fmt;

use nalgebra::Vector3;
use serde_json::Value;

use crate::FormatError;

/// A value and the steps that lead to it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) value: &'a Value,
    step: Option<(&'a At<'a>, Step<'a>)>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Element(usize),
}

impl<'a> At<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, step: None }
    }

    /// The value of a key, where there is one that is not null.
    pub(super) fn get<'s>(&'s self, key: &'s str) -> Option<At<'s>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(At {
            value,
            step: Some((self, Step::Key(key))),
        })
    }

    /// The value of a key that must be there.
    pub(super) fn key<'s>(&'s self, key: &'s str) -> Result<At<'s>, FormatError> {
        self.get(key)
            .ok_or_else(|| self.wrong(format!("lacks {key:?}")))
    }

    /// An element of a list; null where there is none.
    pub(super) fn element(&self, index: usize) -> At<'_> {
        At {
            value: self.value.get(index).unwrap_or(&Value::Null),
            step: Some((self, Step::Element(index))),
        }
    }

    /// The elements of a list.
    pub(super) fn elements(&self) -> Result<impl Iterator<Item = At<'_>>, FormatError> {
        let list = self.value.as_array();
        let list = list.ok_or_else(|| self.expected("a list"))?;
        Ok((0..list.len()).map(|index| self.element(index)))
    }

    /// A finite number.
    pub(super) fn number(&self) -> Result<f64, FormatError> {
        let number = self.value.as_f64().filter(|x| x.is_finite());
        number.ok_or_else(|| self.expected("a number"))
    }

    pub(super) fn text(&self) -> Result<&'a str, FormatError> {
        self.value.as_str().ok_or_else(|| self.expected("text"))
    }

    /// A list of three numbers.
    pub(super) fn vector(&self) -> Result<Vector3<f64>, FormatError> {
        if self.value.as_array().is_none_or(|list| list.len() != 3) {
            return Err(self.expected("a list of three numbers"));
        }
        Ok(Vector3::new(
            self.element(0).number()?,
            self.element(1).number()?,
            self.element(2).number()?,
        ))
    }

    /// The error of this value.
    pub(super) fn wrong(&self, reason: impl Into<String>) -> FormatError {
        let path = self.to_string();
        FormatError::Value {
            path: if path.is_empty() {
                "the object".to_owned()
            } else {
                path
            },
            reason: reason.into(),
        }
    }

    fn expected(&self, what: &str) -> FormatError {
        const MOST: usize = 40;
        let shown: String = self.value.to_string().chars().take(MOST).collect();
        self.wrong(format!("{what} is expected: {shown}"))
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((parent, step)) = &self.step else {
            return Ok(());
        };
        parent.fmt(f)?;
        match step {
            Step::Key(key) if parent.step.is_none() => f.write_str(key),
            Step::Key(key) => write!(f, ".{key}"),
            Step::Element(index) => write!(f, "[{index}]"),
        }
    }
}
