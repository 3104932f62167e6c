//! Properties: what is written is read back, and no text whatever makes the reader panic.

use hecs_cif::{Builder, Document, Number, ReadOptions, Severity, read_structure, write_document};
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
    fn sound_documents_are_written_and_read_alike(text in soup()) {
        let (first, problems) = Document::parse(text.as_bytes());
        prop_assume!(problems.iter().all(|p| p.severity < Severity::Error));
        let written = write_document(&first);
        let (second, problems) = Document::parse(written.as_bytes());
        prop_assert!(
            problems.iter().all(|p| p.severity < Severity::Error),
            "{problems:?}\n{text:?}\n{written:?}"
        );
        prop_assert_eq!(write_document(&second), written.as_str());
        prop_assert_eq!(first.blocks().len(), second.blocks().len());
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
