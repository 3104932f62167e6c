//! How bytes arrive changes nothing, and no bytes panic.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::io::{self, Read};

use common::{
    CIF, FRAME, OPTIMADE, POSCAR, PYMATGEN, Zipped, gzip, items, items_of, tar, zip, zstd,
};
use hecs_cif::ReadOptions;
use proptest::prelude::*;

/// Hands out its bytes in pieces of these sizes, over and over.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    sizes: Vec<usize>,
    piece: usize,
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.piece % self.sizes.len()];
        self.piece += 1;
        let rest = &self.bytes[self.at..];
        let count = size.min(rest.len()).min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

/// Texts put together of whole ones and of pieces that break them.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let parts = prop_oneof![
        Just(CIF),
        Just(POSCAR),
        Just(FRAME),
        Just(PYMATGEN),
        Just(OPTIMADE),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just(", "),
        Just("["),
        Just("]"),
        Just("{\"data\": ["),
        Just("}"),
        Just("\""),
        Just("\\"),
        Just("'"),
        Just("\n;"),
        Just("# c"),
        Just("data_x "),
        Just("3\n"),
        Just("\u{feff}"),
        Just("#\\#CIF_2.0\n"),
        Just("{\"x-optimade\": {}}\n"),
    ];
    prop::collection::vec(parts, 1..12).prop_map(|parts| parts.concat().into_bytes())
}

/// A text as it is, or packed.
fn sources() -> impl Strategy<Value = Vec<u8>> {
    (texts(), 0..7_usize).prop_map(|(text, packing)| match packing {
        0 => gzip(&text),
        1 => zstd(&text),
        2 => tar(&[("x.json", &text), ("y", &text)]),
        3 => zip(&[
            ("x.cif", &text, Zipped::Streamed),
            ("y", &text, Zipped::Stored),
        ]),
        _ => text,
    })
}

proptest! {
    #[test]
    fn entries_do_not_depend_on_how_bytes_arrive(
        bytes in sources(),
        sizes in prop::collection::vec(1..200_usize, 1..6),
        name in prop_oneof![Just("x"), Just("x.cif"), Just("x.jsonl"), Just("x.xyz")],
    ) {
        let pieces = Pieces { bytes: bytes.clone(), at: 0, sizes, piece: 0 };
        prop_assert_eq!(items(name, pieces), items_of(name, &bytes));
    }

    #[test]
    fn no_source_panics_or_runs_without_end(
        mut bytes in sources(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        end in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
        name in prop_oneof![Just("x"), Just("x.cif"), Just("x.json"), Just("POSCAR"), Just("x.xyz")],
    ) {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            let end = end.index(bytes.len());
            bytes.truncate(end);
        }
        let found = items_of(name, &bytes);
        prop_assert!(found.len() <= bytes.len() + 2);
        for entry in found.into_iter().flatten() {
            let _ = entry.read(&ReadOptions::default());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for name in ["x.cif", "x.json", "POSCAR", "x.xyz", "x.tar"] {
            for entry in items_of(name, &bytes).into_iter().flatten() {
                let _ = entry.read(&ReadOptions::default());
            }
        }
    }
}
