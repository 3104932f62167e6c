//! Properties: what is written is read back, and no text whatever makes the reader panic.

#![allow(clippy::unwrap_used)] // a test may panic, its helpers too
#![allow(clippy::format_push_string)] // short texts

use hecs_cif::{
    Block, CifWriter, Document, Extent, Form, Item, Number, ReadOptions, Severity,
    Value as CifValue, read_structure,
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

/// The places of all headings, keywords, names, values and comments of a document, in order.
fn places(document: &Document<'_>) -> Vec<Extent> {
    fn of_block(block: &Block, list: &mut Vec<Extent>) {
        list.push(block.heading);
        for item in &block.items {
            match item {
                Item::Pair { name, value } => {
                    list.push(*name);
                    of_value(value, list);
                }
                Item::Loop(table) => {
                    list.push(table.keyword);
                    list.extend(&table.names);
                    table.values.iter().for_each(|v| of_value(v, list));
                }
                Item::Frame(frame) => of_block(frame, list),
                _ => {}
            }
        }
    }
    fn of_value(value: &CifValue, list: &mut Vec<Extent>) {
        match &value.form {
            Form::List(inner) => inner.iter().for_each(|v| of_value(v, list)),
            Form::Table(entries) => {
                for (key, inner) in entries {
                    of_value(key, list);
                    of_value(inner, list);
                }
            }
            _ => list.push(value.extent),
        }
    }
    let mut list = document.comments().to_vec();
    for block in document.blocks() {
        of_block(block, &mut list);
    }
    list.sort_by_key(|extent| extent.start);
    list
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn values_come_back_as_they_were(
        values in prop::collection::vec(value(), 1..8),
        cif2 in any::<bool>(),
    ) {
        let mut cif = if cif2 { CifWriter::cif2() } else { CifWriter::new() };
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
    fn sound_documents_are_read_whole(text in document()) {
        let (document, problems) = Document::parse(text.as_bytes());
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        // Nothing is lost and nothing is read twice: between the parts there are blanks, brackets,
        // the colons of tables and the words that close frames.
        let mut end = 0;
        let mut left = String::new();
        for place in places(&document) {
            prop_assert!(place.start as usize >= end, "{place:?}\n{text}");
            left.push_str(&document.text()[end..place.start as usize]);
            end = place.end as usize;
        }
        left.push_str(&document.text()[end..]);
        let left = left.replace("save_", "");
        let is_between = |c: char| c.is_whitespace() || "[]{}:".contains(c);
        prop_assert!(left.chars().all(is_between), "{left:?}\n{text}");
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
        Document::parse(&bytes);
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
