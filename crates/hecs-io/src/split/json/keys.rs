//! A value of JSON byte after byte: where it ends, and what its outermost keys say of it.

/// Follows brackets and strings, and reads the keys of the outermost object.
pub(super) struct Keys {
    depth: usize,
    inside: Inside,
    /// Whether a list named `data` is told.
    seeks_data: bool,
    /// The string that is read or was read last in the outermost object.
    string: Vec<u8>,
    /// The key whose value is read; none before its colon.
    key: Option<Vec<u8>>,
    /// The value of `type`.
    pub(super) kind: Vec<u8>,
    pub(super) is_optimade_header: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Value,
    String,
    /// In a string, behind a backslash.
    Escape,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Step {
    Inside,
    Complete,
    /// The value ended before this byte.
    Before,
    DataList,
}

/// Letters of a key or type that are looked at.
const LONGEST_KEY: usize = 24;

impl Keys {
    pub(super) fn new(seeks_data: bool) -> Self {
        Self {
            depth: 0,
            inside: Inside::Value,
            seeks_data,
            string: Vec::new(),
            key: None,
            kind: Vec::new(),
            is_optimade_header: false,
        }
    }

    /// Behind the opening bracket of an object whose keys are of no interest any more.
    pub(super) fn inside_object() -> Self {
        Self {
            depth: 1,
            ..Self::new(false)
        }
    }

    /// Goes on by a byte.
    pub(super) fn step(&mut self, byte: u8) -> Step {
        if self.inside != Inside::Value {
            return self.step_in_string(byte);
        }
        match byte {
            b'"' => {
                self.inside = Inside::String;
                if self.depth <= 1 {
                    self.string.clear();
                }
            }
            b'[' if self.depth == 1 && self.seeks_data && self.key.as_deref() == Some(b"data") => {
                return Step::DataList;
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' | b',' if self.depth == 0 => return Step::Before,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Complete;
                }
            }
            b':' if self.depth == 1 => {
                self.is_optimade_header |= self.string == b"x-optimade";
                self.key = Some(std::mem::take(&mut self.string));
            }
            b',' if self.depth == 1 => self.key = None,
            _ => {}
        }
        Step::Inside
    }

    fn step_in_string(&mut self, byte: u8) -> Step {
        if self.inside == Inside::Escape {
            self.inside = Inside::String;
        } else if byte == b'\\' {
            self.inside = Inside::Escape;
        } else if byte == b'"' {
            self.inside = Inside::Value;
            if self.depth == 1 && self.key.as_deref() == Some(b"type") {
                self.kind = std::mem::take(&mut self.string);
            }
            return if self.depth == 0 {
                Step::Complete
            } else {
                Step::Inside
            };
        } else if self.depth <= 1 && self.string.len() < LONGEST_KEY {
            self.string.push(byte);
        }
        Step::Inside
    }
}
