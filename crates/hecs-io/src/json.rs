//! An object of JSON → the structure in it: which format it is, and where in it the structure stands.

mod optimade;
mod pymatgen;
mod pymatgen_writer;
mod value;

use std::fmt::Write as _;

use hecs_cif::{ReadOptions, Reading};
use serde_json::Value;

pub use self::pymatgen_writer::pymatgen_json;
use crate::FormatError;
use value::At;

/// Keys under which databases name an entry.
const NAMES: [&str; 6] = [
    "material_id",
    "id",
    "mpid",
    "task_id",
    "name",
    "formula_pretty",
];

/// Keys under which a structure stands in the objects that databases and workflows write.
const WRAPPERS: [&str; 3] = ["structure", "attributes", "data"];

/// Wrappers around wrappers that are looked into.
const DEEPEST: usize = 4;

/// Reads the structure of an object: one of pymatgen or OPTIMADE, or one that holds such an object; of a list, the
/// first element that is one.
pub(crate) fn read(text: &str, options: &ReadOptions) -> Result<Reading, FormatError> {
    let value = parse(text)?;
    let root = At::root(&value);
    read_in(&root, None, DEEPEST, options).unwrap_or_else(|| {
        Err(root.wrong(format!(
            "is no structure of pymatgen (lattice, sites) or OPTIMADE (lattice_vectors, cartesian_site_positions); {}",
            contents(&value)
        )))
    })
}

fn read_in(
    at: &At<'_>,
    name: Option<&str>,
    depth: usize,
    options: &ReadOptions,
) -> Option<Result<Reading, FormatError>> {
    if let Value::Array(elements) = at.value {
        let mut elements = (0..elements.len()).map(|i| at.element(i));
        return elements
            .find_map(|element| read_in(&element, name, depth.checked_sub(1)?, options));
    }
    let own_name = NAMES.iter().find_map(|key| at.value.get(key)?.as_str());
    let name = name.or(own_name);
    let has = |key| at.value.get(key).is_some_and(|value| !value.is_null());
    if has("sites") && (has("lattice") || is_pymatgen(at.value)) {
        return Some(pymatgen::read(at, name.unwrap_or_default(), options));
    }
    if has("cartesian_site_positions") || has("lattice_vectors") {
        return Some(optimade::read(at, name.unwrap_or_default(), options));
    }
    WRAPPERS.iter().find_map(|key| {
        let inner = at.get(key)?;
        read_in(&inner, name, depth.checked_sub(1)?, options)
    })
}

fn is_pymatgen(value: &Value) -> bool {
    let module = value.get("@module").and_then(Value::as_str);
    module.is_some_and(|module| module.starts_with("pymatgen."))
}

/// What an object holds, for a message.
fn contents(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let keys: Vec<&str> = object.keys().take(6).map(String::as_str).collect();
            let more = if object.len() > keys.len() {
                ", …"
            } else {
                ""
            };
            format!("it has the keys {}{more}", keys.join(", "))
        }
        Value::Array(elements) => format!("it is a list of {}", elements.len()),
        _ => "it is a single value".to_owned(),
    }
}

/// Parses JSON; `NaN` and `Infinity`, which Python writes and JSON does not have, are null.
fn parse(text: &str) -> Result<Value, FormatError> {
    let wrong = |error: serde_json::Error| FormatError::Json {
        line: error.line(),
        column: error.column(),
        reason: without_place(&error.to_string()),
    };
    serde_json::from_str(text).or_else(|error| match without_nan(text) {
        Some(mended) => serde_json::from_str(&mended).map_err(wrong),
        None => Err(wrong(error)),
    })
}

/// The message of serde_json without the place at its end.
fn without_place(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

/// The text with null in place of `NaN` and `Infinity` outside strings; `None` where there are none. Blanks fill
/// up, so that all else keeps its place.
fn without_nan(text: &str) -> Option<String> {
    const WORDS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_any = false;
    while let Some(at) = rest.find(['"', 'N', 'I', '-']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('"') {
            end_of_string(rest)
        } else if let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
            is_any = true;
            let _ = write!(out, "{:<1$}", "null", word.len());
            rest = &rest[word.len()..];
            0
        } else {
            1
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    is_any.then_some(out)
}

/// How many bytes a string takes, its quotation marks included.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_lacks_are_null() {
        let value = parse("{\"a\": NaN, \"b-NaN\": [-Infinity, -1, \"\\\"NaN\"]}").unwrap();
        assert_eq!(value["a"], Value::Null);
        assert_eq!(value["b-NaN"][1], -1);
        assert_eq!(value["b-NaN"][2], "\"NaN");
        let error = parse("{\"a\": NaN,\n\"b\": }").unwrap_err();
        assert!(
            matches!(error, FormatError::Json { line: 2, .. }),
            "{error}"
        );
        assert!(!error.to_string().contains("at line"), "{error}");
    }

    #[test]
    fn nesting_is_limited() {
        let deep = "[".repeat(100_000);
        assert!(matches!(parse(&deep), Err(FormatError::Json { .. })));
    }

    #[test]
    fn what_is_no_structure_is_described() {
        let says = |text: &str| read(text, &ReadOptions::default()).unwrap_err().to_string();
        assert!(says("{\"a\": 1, \"b\": 2}").contains("the keys a, b"));
        assert!(says("[1, 2]").contains("a list of 2"));
        assert!(says("{\"data\": {\"data\": {\"data\": {\"data\": {\"data\": {\"sites\": [], \"lattice\": 1}}}}}}").contains("no structure"));
        assert!(says("7").contains("single value"));
    }
}
