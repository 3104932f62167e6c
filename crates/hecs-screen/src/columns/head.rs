//! The columns of every record: where the entry stands, and what became of it.

use serde_json::Value;

use super::{Cell, Column, Kind};

pub(super) fn of_every_record() -> Vec<Column> {
    use Kind::{Integer, Text};
    vec![
        Column::at(
            "number",
            Integer,
            "/number",
            "place of the entry among all of the sources, from 1",
        ),
        Column::at(
            "file",
            Text,
            "/file",
            "source as named; `<stdin>` where it was a pipe",
        ),
        Column::at(
            "member",
            Text,
            "/member",
            "file in the archive, where the source is one",
        ),
        Column::at(
            "line",
            Integer,
            "/line",
            "line at which the entry begins, from 1",
        ),
        Column::at(
            "entry",
            Text,
            "/entry",
            "name of the entry, or its place in the source, from 1",
        ),
        Column::at(
            "key",
            Text,
            "/key",
            "hash of content, question, settings, tables and version",
        ),
        Column::at("status", Text, "/status", "ok, skipped or failed"),
        Column::at(
            "code",
            Text,
            "/code",
            "stable name of the reason where the status is not ok",
        ),
        Column::at("message", Text, "/message", "the reason in words"),
        Column::at(
            "formula",
            Text,
            "/formula",
            "stated formula, or the atoms of the cell",
        ),
        Column::at(
            "space_group",
            Text,
            "/space_group",
            "short Hermann–Mauguin symbol: found where it was searched for, else as stated",
        ),
        Column::made(
            "notes",
            Text,
            notes,
            "codes of what qualifies the answer, with ; between",
        ),
    ]
}

fn notes(record: &Value) -> Cell {
    let mut codes: Vec<&str> = Vec::new();
    for note in record["notes"].as_array().into_iter().flatten() {
        let code = note["code"].as_str().unwrap_or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Cell::Text(codes.join(";"))
}
