//! The content of a CIF without its meaning: blocks, pairs, loops, frames, comments, each with
//! its place in the text.

use std::borrow::Cow;

use crate::diagnostic::Extent;
use crate::lexer::Version;

/// A CIF document: the text and everything in it, in order. Nothing is lost: [`Document::text`]
/// is the text as read (decoded), and every part knows its place in it.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) version: Version,
    pub(crate) blocks: Vec<Block>,
    pub(crate) comments: Vec<Extent>,
}

/// A data block, or a save frame inside one.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The heading with its keyword; empty for what stands in front of the first heading.
    pub heading: Extent,
    /// The content, in order.
    pub items: Vec<Item>,
    /// Offset behind the last token.
    pub end: u32,
}

/// One item of a block.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Item {
    /// A data name and its value.
    Pair {
        /// The data name.
        name: Extent,
        /// Its value.
        value: Value,
    },
    /// A table of values.
    Loop(Loop),
    /// A save frame.
    Frame(Block),
}

/// `loop_`: column names and values row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// The keyword.
    pub keyword: Extent,
    /// The data names of the columns.
    pub names: Vec<Extent>,
    /// All values, row by row.
    pub values: Vec<Value>,
}

impl Loop {
    /// The complete rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Value]> {
        self.values.chunks_exact(self.names.len().max(1))
    }
}

/// A value and its place, delimiters included.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where it stands.
    pub extent: Extent,
    /// How it is written.
    pub form: Form,
}

/// How a value is written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// `?`: unknown.
    Unknown,
    /// `.`: does not apply.
    Inapplicable,
    /// A bare word or number.
    Unquoted,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `'''…'''`.
    TripleSingleQuoted,
    /// `"""…"""`.
    TripleDoubleQuoted,
    /// Between lines that start with `;`.
    TextField,
    /// `[…]`.
    List(Box<[Value]>),
    /// `{…}`: entries in order, the key with its quotes and without the colon.
    Table(Box<[(Value, Value)]>),
}

impl Value {
    /// Whether it is `?` or `.`.
    pub fn is_null(&self) -> bool {
        matches!(self.form, Form::Unknown | Form::Inapplicable)
    }
}

impl Block {
    /// The block code, without `data_` or `save_`.
    pub fn name<'t>(&self, document: &'t Document<'_>) -> &'t str {
        self.heading
            .of(&document.text)
            .get("data_".len()..)
            .unwrap_or("")
    }

    /// The value of a data name (any case) given as a pair, or in a loop with one row.
    pub fn value(&self, document: &Document<'_>, name: &str) -> Option<&Value> {
        self.items.iter().find_map(|item| match item {
            Item::Pair { name: n, value } => n
                .of(&document.text)
                .eq_ignore_ascii_case(name)
                .then_some(value),
            Item::Loop(table) if table.rows().len() == 1 => {
                let column = table.column(document, name)?;
                table.values.get(column)
            }
            _ => None,
        })
    }

    /// The loop that has a column of this name (any case).
    pub fn find_loop(&self, document: &Document<'_>, name: &str) -> Option<&Loop> {
        self.items.iter().find_map(|item| match item {
            Item::Loop(table) => table.column(document, name).map(|_| table),
            _ => None,
        })
    }

    /// Where the whole block stands.
    pub fn extent(&self) -> Extent {
        Extent {
            start: self.heading.start,
            end: self.end,
        }
    }
}

impl Loop {
    /// Whether the values fill the last row.
    pub fn is_complete(&self) -> bool {
        self.values.len().is_multiple_of(self.names.len().max(1))
    }

    /// Position of the column of this name (any case).
    pub fn column(&self, document: &Document<'_>, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|n| n.of(&document.text).eq_ignore_ascii_case(name))
    }
}

impl Document<'_> {
    /// The decoded text that all extents refer to.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The version that the first line tells.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The data blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// All comments, in order, each from its `#` to the end of its line.
    pub fn comments(&self) -> &[Extent] {
        &self.comments
    }

    /// The block of a name, whatever its case.
    pub fn block(&self, name: &str) -> Option<&Block> {
        self.blocks
            .iter()
            .find(|b| b.name(self).eq_ignore_ascii_case(name))
    }
}
