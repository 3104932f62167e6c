//! Properties: what is written is read back, and no text whatever makes the reader panic.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too
#![allow(clippy::format_push_string)] // short texts

use hecs_cif::{
    Block, Builder, Document, Form, Item, Number, ReadOptions, Severity, Value as CifValue,
    read_structure, write_document,
};
use proptest::prelude::*;

/// Values as people write them: words, numbers, quotes, several lines, semicolons at their start.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "[ -~\n]{0,40}",
        "(;|'|\"|_|#|\\\\|\n|data_|loop_| |a){0,12}",
        Just("?".to_owned()),
        Just(".".to_owned()),
        "-?[0-9]{1,4}\\.[0-9]{1,5}(\\([0-9]{1,2}\\))?",
    ]
}

/// Text made of what CIF is made of.
fn soup() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("data_x".to_owned()),
        Just("loop_".to_owned()),
        Just("save_f".to_owned()),
        Just("save_".to_owned()),
        Just("_atom_site_fract_x".to_owned()),
        Just("_atom_site_label".to_owned()),
        Just("_cell_length_a".to_owned()),
        Just("\n;".to_owned()),
        Just("'".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("'k':".to_owned()),
        Just("\n".to_owned()),
        Just("# c\n".to_owned()),
        "[ -~]{0,5}",
        "\\PC{0,3}",
    ];
    (any::<bool>(), prop::collection::vec(word, 0..60)).prop_map(|(cif2, words)| {
        let magic = if cif2 { "#\\#CIF_2.0\n" } else { "" };
        format!("{magic}{}", words.join(" "))
    })
}

/// A value as it stands in a file, delimiters and all.
fn written_value(cif2: bool) -> BoxedStrategy<String> {
    let plain = prop_oneof![
        Just("?".to_owned()),
        Just(".".to_owned()),
        "[a-zA-Z0-9+.(-]{1,6}x",
        "-?[0-9]{1,2}\\.[0-9]{1,4}\\([0-9]\\)",
        "'[a-z ;#_]{0,8}'",
        "\"[a-z ';#]{0,8}\"",
        "\n;[a-z ;'#]{0,8}\n [a-z;]{0,5}\n;\n",
    ];
    if !cif2 {
        return plain.boxed();
    }
    plain
        .prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|list| format!("[{}]", list.join(" "))),
                prop::collection::vec(("'[a-z ]{0,4}':", inner), 0..4).prop_map(|entries| {
                    let entries: Vec<String> = entries
                        .into_iter()
                        .map(|(k, v)| format!("{k}{v}"))
                        .collect();
                    format!("{{{}}}", entries.join(" "))
                }),
            ]
        })
        .boxed()
}

/// A sound document: blocks of pairs, loops, frames and comments, each name once.
fn document() -> impl Strategy<Value = String> {
    any::<bool>().prop_flat_map(|cif2| {
        let item = (
            0..4u8,
            prop::collection::vec(written_value(cif2), 6),
            prop_oneof![Just("\n"), Just(" \t"), Just("\r\n"), Just("\n# note\n")],
        );
        prop::collection::vec(prop::collection::vec(item, 0..6), 1..3).prop_map(move |blocks| {
            let mut text = String::from(if cif2 { "#\\#CIF_2.0\n" } else { "" });
            let mut count = 0;
            for (number, items) in blocks.iter().enumerate() {
                text += &format!("data_b{number}\n");
                for (kind, values, blank) in items {
                    count += 1;
                    text += &match kind {
                        0 => format!("_n{count}{blank}{}{blank}", values[0]),
                        1 => format!("save_f{count}{blank}_n1 {}{blank}save_{blank}", values[0]),
                        2 => format!("# {count}\n"),
                        _ => format!(
                            "loop_{blank}_a{count}{blank}_b{count}{blank}{}{blank}",
                            values.join(blank)
                        ),
                    };
                }
            }
            text
        })
    })
}

/// All names and values of a document, and its comments, as text.
fn outline(document: &Document<'_>) -> Vec<String> {
    fn values(document: &Document<'_>, block: &Block, list: &mut Vec<String>) {
        list.push(block.name(document).to_owned());
        for item in &block.items {
            match item {
                Item::Pair { name, value } => {
                    list.push(name.of(document.text()).to_owned());
                    push(document, value, list);
                }
                Item::Loop(table) => {
                    list.extend(table.names.iter().map(|n| n.of(document.text()).to_owned()));
                    table.values.iter().for_each(|v| push(document, v, list));
                }
                Item::Frame(frame) => values(document, frame, list),
                _ => {}
            }
        }
    }
    fn push(document: &Document<'_>, value: &CifValue, list: &mut Vec<String>) {
        match &value.form {
            Form::List(inner) => inner.iter().for_each(|v| push(document, v, list)),
            Form::Table(entries) => {
                for (key, inner) in entries {
                    push(document, key, list);
                    push(document, inner, list);
                }
            }
            form => {
                list.push(format!("{form:?}"));
                list.push(value.text(document).replace("\r\n", "\n"));
            }
        }
    }
    let mut list = Vec::new();
    for block in document.blocks() {
        values(document, block, &mut list);
    }
    list.extend(
        document
            .comments()
            .iter()
            .map(|c| c.of(document.text()).to_owned()),
    );
    list
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn values_come_back_as_they_were(
        values in prop::collection::vec(value(), 1..8),
        cif2 in any::<bool>(),
    ) {
        let mut cif = if cif2 { Builder::cif2() } else { Builder::new() };
        cif.block("x").unwrap();
        for (i, value) in values.iter().enumerate() {
            cif.pair(&format!("_v{i}"), value).unwrap();
        }
        let names: Vec<String> = (0..values.len()).map(|i| format!("_c{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        cif.table(&names, &[values.clone(), values.clone()]).unwrap();
        let text = cif.finish();
        let (document, problems) = Document::parse(text.as_bytes());
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        let block = &document.blocks()[0];
        for (i, value) in values.iter().enumerate() {
            let read = block.value(&document, &format!("_V{i}")).unwrap();
            prop_assert_eq!(&*read.text(&document), value.as_str(), "{}", text);
        }
        let table = block.find_loop(&document, "_c0").unwrap();
        for row in table.rows() {
            for (read, value) in row.iter().zip(&values) {
                prop_assert_eq!(&*read.text(&document), value.as_str());
            }
        }
    }

    #[test]
    fn sound_documents_are_written_and_read_alike(text in document()) {
        let (first, problems) = Document::parse(text.as_bytes());
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        let written = write_document(&first);
        let (second, problems) = Document::parse(written.as_bytes());
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}\n{written}");
        prop_assert_eq!(write_document(&second), written.as_str());
        prop_assert_eq!(outline(&first), outline(&second), "{}\n{}", text, written);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in soup()) {
        let reading = read_structure(text.as_bytes(), &ReadOptions::default());
        let failed = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
        prop_assert_eq!(reading.structure.is_none(), failed);
        for diagnostic in &reading.diagnostics {
            hecs_cif::render(diagnostic, "x", &text, true);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_structure(&bytes, &ReadOptions::default());
        write_document(&Document::parse(&bytes).0);
    }

    #[test]
    fn numbers_are_the_nearest_doubles(
        mantissa in 0u64..1_000_000_000_000_000,
        decimals in 0usize..15,
        negative in any::<bool>(),
    ) {
        let digits = format!("{mantissa:0>width$}", width = decimals + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        let text = format!("{}{whole}.{rest}", if negative { "-" } else { "" });
        let number = Number::parse(&text).unwrap();
        prop_assert_eq!(number.value, text.parse::<f64>().unwrap());
        prop_assert_eq!(number.decimals as usize, decimals);
    }
}
