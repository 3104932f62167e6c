//! Entries of sources of every format, however they are packed.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{
    CIF, FRAME, OPTIMADE, POSCAR, PYMATGEN, Zipped, gzip, items, items_of, tar, zip, zstd,
};
use hecs_cif::{ReadOptions, Severity, read_structures};
use hecs_io::{Entries, Format, RawEntry, Source, StreamOptions, ToldBy};

fn whole(items: Vec<Result<RawEntry, hecs_io::Unread>>) -> Vec<RawEntry> {
    items.into_iter().map(Result::unwrap).collect()
}

#[test]
fn every_format_says_the_same_crystal() {
    let texts = [
        (CIF, Format::Cif),
        (POSCAR, Format::Poscar),
        (FRAME, Format::ExtendedXyz),
        (PYMATGEN, Format::Json),
        (OPTIMADE, Format::Json),
    ];
    for (text, format) in texts {
        // The name says nothing, the content does.
        let entries = whole(items_of("x", text.as_bytes()));
        assert_eq!(entries.len(), 1, "{format}");
        assert_eq!(
            (entries[0].format, entries[0].told_by),
            (format, ToldBy::Content)
        );
        let reading = entries[0].read(&ReadOptions::default()).unwrap();
        assert!(
            !reading.has(Severity::Warning),
            "{format}: {:?}",
            reading.diagnostics
        );
        let structure = reading.structure.unwrap();
        assert!((structure.lattice().volume() - 4.123_f64.powi(3)).abs() < 1e-9);
        assert_eq!(structure.sites()[0].species[0].element.symbol(), "Cs");
        assert!((structure.sites()[1].positions[0].add_scalar(-0.5)).norm() < 1e-9);
        assert_eq!(
            structure.sites()[1].label,
            if format == Format::Cif { "Cl1" } else { "Cl2" }
        );
    }
}

#[test]
fn entries_are_read_on_other_threads_than_they_are_split_on() {
    let text = format!("{PYMATGEN}\n").repeat(200);
    let sources = [Source::reader("x", io::Cursor::new(text))];
    let entries = std::sync::Mutex::new(Entries::new(sources, StreamOptions::default()));
    let work = || {
        let mut count = 0;
        loop {
            let next = entries.lock().unwrap().next();
            let Some(item) = next else { return count };
            count += usize::from(item.unwrap().read(&ReadOptions::default()).is_ok());
        }
    };
    let total: usize = std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.map(|thread| thread.join().unwrap()).iter().sum()
    });
    assert_eq!(total, 200);
}

#[test]
fn packing_changes_nothing() {
    let text = format!("{CIF}\n{}", CIF.replace("data_CsCl", "data_b"));
    let plain = whole(items_of("x.cif", text.as_bytes()));
    assert_eq!(plain.len(), 2);
    let content = |entries: &[RawEntry]| -> Vec<(usize, usize, Vec<u8>)> {
        let of_one = |e: &RawEntry| (e.place.number, e.place.line, e.bytes.clone());
        entries.iter().map(of_one).collect()
    };
    let bytes = text.as_bytes();
    for packed in [
        gzip(bytes),
        zstd(bytes),
        [gzip(&bytes[..50]), gzip(&bytes[50..])].concat(),
    ] {
        assert_eq!(content(&whole(items_of("x", &packed))), content(&plain));
    }
    let long_name = format!("{}x.cif", "folder/".repeat(30));
    let archive = tar(&[(&long_name, bytes), ("README", b"no structure")]);
    let inner = tar(&[(&long_name, &gzip(bytes))]);
    let zipped = |how| zip(&[("docs/", b"", Zipped::Stored), (&long_name, bytes, how)]);
    for packed in [
        archive.clone(),
        gzip(&archive),
        zstd(&archive),
        inner,
        zipped(Zipped::Stored),
        zipped(Zipped::Deflated),
        zipped(Zipped::Streamed),
        gzip(&zipped(Zipped::Streamed)),
    ] {
        let entries = whole(items_of("x", &packed));
        assert_eq!(content(&entries), content(&plain));
        assert!(
            entries
                .iter()
                .all(|e| e.place.member.as_deref() == Some(&*long_name))
        );
    }
}

#[test]
fn members_and_sources_are_counted_and_named() {
    let files = [
        ("b/POSCAR", POSCAR.as_bytes()),
        ("a.xyz", FRAME.as_bytes()),
        ("__MACOSX/._a.xyz", b"\0\x05"),
        ("c.dat", FRAME.as_bytes()),
    ];
    let sources = [
        Source::reader("one.tar", io::Cursor::new(tar(&files))),
        Source::reader("two", io::Cursor::new(PYMATGEN)),
    ];
    let entries = whole(Entries::new(sources, StreamOptions::default()).collect());
    let places: Vec<String> = entries.iter().map(|e| e.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "one.tar, b/POSCAR, entry 1 at line 1",
            "one.tar, a.xyz, entry 2 at line 1",
            "one.tar, c.dat, entry 3 at line 1",
            "two, entry 1 at line 1"
        ]
    );
}

#[test]
fn files_are_opened_when_their_turn_comes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("x.cif.gz"), gzip(CIF.as_bytes())).unwrap();
    std::fs::write(path("empty.json"), "").unwrap();
    std::fs::write(path("notes.txt"), "buy milk").unwrap();
    let names = ["missing", "", "empty.json", "notes.txt", "x.cif.gz"];
    let sources = names.map(|name| Source::file(path(name)));
    let items: Vec<_> = Entries::new(sources, StreamOptions::default()).collect();
    let codes: Vec<&str> = items[..4]
        .iter()
        .map(|item| item.as_ref().unwrap_err().error.code())
        .collect();
    let wanted = [
        "io::unopened",
        "io::unopened",
        "io::no-structure",
        "io::unknown-format",
    ];
    assert_eq!(codes, wanted);
    assert!(
        items[3]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("\"buy milk\"")
    );
    assert!(
        items[3]
            .as_ref()
            .unwrap_err()
            .error
            .remedy()
            .unwrap()
            .contains("OPTIMADE")
    );
    assert!(items[4].is_ok() && items.len() == 5);
}

#[test]
fn a_cif_is_read_as_hecs_cif_reads_it() {
    let block = |name: &str, a: &str| CIF.replace("CsCl", name).replace("4.123", a);
    // Publication data first, a loop that is short of a value, text that looks like headings.
    let global = "data_global\n_publ_text\n;\ndata_no\n;\nloop_ _x _y 1 2 3\n";
    let tail = "data_end\n_z 'data_w'\n";
    let several = format!(
        "{global}{}# next\n{}{tail}",
        block("a", "4.1"),
        block("b", "nonsense")
    );
    let cif2 = format!("#\\#CIF_2.0\n{}{}", block("a", "4.1"), block("[b]", "4.2"));
    let single = format!("# made by hand\r\n{}", CIF.replace('\n', "\r\n"));
    let latin1: Vec<u8> = format!("#é\n{CIF}").chars().map(|c| c as u8).collect();
    let utf16: Vec<u8> = several.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let options = ReadOptions::default();
    for (bytes, is_utf16) in [
        (several.as_bytes(), false),
        (cif2.as_bytes(), false),
        (single.as_bytes(), false),
        (&latin1, false),
        (&utf16, true),
        (b"data_x\n_y 1\n", false),
        (b"", false),
    ] {
        let expected = read_structures(bytes, &options);
        let entries = whole(items_of("x.cif", bytes));
        assert_eq!(entries.len(), expected.len());
        for (entry, expected) in entries.iter().zip(expected) {
            let found = entry.read(&options).unwrap();
            assert_eq!(found.block, expected.block);
            assert_eq!(found.structure, expected.structure);
            assert_eq!(
                found.atoms.map(|s| (s.line, s.column)),
                expected.atoms.map(|s| (s.line, s.column))
            );
            let said = |reading: &hecs_cif::Reading| -> Vec<String> {
                let said = reading
                    .diagnostics
                    .iter()
                    .filter(|d| d.severity > Severity::Advice);
                said.map(ToString::to_string).collect()
            };
            assert_eq!(said(&found), said(&expected));
            if entries.len() == 1 && !is_utf16 {
                assert_eq!(found.diagnostics, expected.diagnostics);
            }
        }
    }
}

/// Gives out a text again and again, without end.
struct Endless {
    text: Vec<u8>,
    at: usize,
    given: Arc<AtomicUsize>,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let rest = &self.text[self.at..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.at = (self.at + count) % self.text.len();
        self.given.fetch_add(count, Ordering::Relaxed);
        Ok(count)
    }
}

#[test]
fn no_more_is_read_than_the_entry_needs() {
    let list = format!("{PYMATGEN},\n");
    for (start, text) in [
        ("", format!("{PYMATGEN}\n")),
        ("[", list.clone()),
        ("{\"meta\": 1, \"data\": [", list),
        ("", FRAME.to_owned()),
        ("", CIF.to_owned()),
    ] {
        let given = Arc::new(AtomicUsize::new(0));
        let endless = Endless {
            text: text.clone().into_bytes(),
            at: 0,
            given: Arc::clone(&given),
        };
        let reader = io::Cursor::new(start.as_bytes().to_vec()).chain(endless);
        let sources = [Source::reader("x", reader)];
        let entries = Entries::new(sources, StreamOptions::default()).take(3000);
        let mut count = 0;
        for entry in entries {
            let entry = entry.unwrap();
            assert!(entry.bytes.len() <= text.len() + 1);
            count += 1;
            let ahead =
                given.load(Ordering::Relaxed) - count * (text.len() - 1).min(entry.bytes.len());
            assert!(
                ahead < (128 << 10) + count * 2,
                "{ahead} bytes after {count} entries"
            );
        }
        assert_eq!(count, 3000);
    }
}

#[test]
fn what_breaks_off_costs_what_follows_in_its_source_alone() {
    let lines = format!("{PYMATGEN}\n").repeat(2000);
    let mut cut = gzip(lines.as_bytes());
    cut.truncate(cut.len() * 2 / 3);
    let sources = [
        Source::reader("cut.jsonl.gz", io::Cursor::new(cut)),
        Source::reader("next", io::Cursor::new(POSCAR)),
    ];
    let items: Vec<_> = Entries::new(sources, StreamOptions::default()).collect();
    let failures: Vec<usize> = (0..items.len()).filter(|i| items[*i].is_err()).collect();
    assert_eq!(failures, [items.len() - 2]);
    assert!(items.len() > 1000, "{}", items.len());
    let error = items[failures[0]].as_ref().unwrap_err();
    assert_eq!(error.place.number, items.len() - 1);
    assert!(error.error.to_string().contains("cut off"), "{error}");
    // A byte of a compressed text changed; of a member of a zip, whose neighbours are whole.
    let mut wrong = gzip(lines.as_bytes());
    let middle = wrong.len() / 2;
    wrong[middle] ^= 0x55;
    assert!(items_of("x", &wrong).iter().any(Result::is_err));
    let text = POSCAR.as_bytes();
    let mut archive = zip(&[
        ("a/POSCAR", text, Zipped::Stored),
        ("b/POSCAR", text, Zipped::Deflated),
    ]);
    archive[60] ^= 1;
    let items = items_of("x.zip", &archive);
    assert!(
        items[0]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("checksum")
    );
    assert!(items[1].is_ok() && items.len() == 2);
}

#[test]
fn archives_that_cannot_be_read_are_said() {
    let says = |bytes: &[u8]| {
        let items = items_of("x.zip", bytes);
        items[0].as_ref().unwrap_err().to_string()
    };
    let poscar = POSCAR.as_bytes();
    assert!(says(&zip(&[("a", poscar, Zipped::Encrypted)])).contains("encrypted"));
    assert!(says(&zip(&[("a", b"x", Zipped::Stored)])).contains("none of its 1 files"));
    assert!(says(&tar(&[])[..0]).contains("begins with nothing"));
    assert!(says(&zip(&[])).contains("none of its 0 files"));
    let inner = tar(&[("POSCAR", poscar)]);
    assert!(says(&zip(&[("x.tar", &inner, Zipped::Deflated)])).contains("inside an archive"));
    assert!(says(&gzip(&gzip(poscar))).contains("twice"));
    assert!(says(b"BZh91AY&SY").contains("bzip2"));
    let cut = zip(&[("POSCAR", poscar, Zipped::Deflated)]);
    assert!(says(&cut[..60]).contains("cut off"));
}

#[test]
fn hostile_texts_are_entries_that_fail() {
    let options = ReadOptions::default();
    let outcome = |name: &str, bytes: &[u8]| -> Vec<String> {
        let of_one = |item: Result<RawEntry, hecs_io::Unread>| match item {
            Err(unread) => unread.error.to_string(),
            Ok(raw) => match raw.read(&options) {
                Err(error) => error.to_string(),
                Ok(reading) => reading
                    .first_error()
                    .map_or_else(|| "read".to_owned(), ToString::to_string),
            },
        };
        items_of(name, bytes).into_iter().map(of_one).collect()
    };
    let zeros = outcome("x.json", &[0; 1000]);
    assert!(zeros[0].contains("no structure"), "{zeros:?}");
    let expected = read_structures(&[0; 1000], &options);
    let expected = expected[0].first_error().unwrap().to_string();
    assert_eq!(outcome("x.cif", &[0; 1000]), [expected]);
    assert!(outcome("POSCAR", &[0; 1000])[0].contains("taken for POSCAR by its name"));
    let nested = format!("{}{}\n{PYMATGEN}", "[".repeat(20_000), "]".repeat(20_000));
    let found = outcome("x", nested.as_bytes());
    assert!(found[0].contains("recursion limit"), "{}", found[0]);
    assert_eq!(found[1], "read");
    let line = format!("{{\"x\": \"{}\"}}\n{PYMATGEN}\n", "y".repeat(10 << 20));
    let found = outcome("x.jsonl", line.as_bytes());
    assert!(found[0].contains("the keys x"), "{}", found[0]);
    assert_eq!(found[1], "read");
    let marked = format!("\u{feff}{}", POSCAR.replace('\n', "\r\n"));
    assert_eq!(outcome("x", marked.as_bytes()), ["read"]);
    let marked = format!("\u{feff}{}", FRAME.replace('\n', "\r\n"));
    assert_eq!(outcome("x", marked.as_bytes()), ["read"]);
    let latin1: Vec<u8> = POSCAR
        .replace("CsCl", "Cäsium")
        .chars()
        .map(|c| c as u8)
        .collect();
    assert_eq!(outcome("x", &latin1), ["read"]);
    let far = outcome("x", POSCAR.replace("1.0", "1e9").as_bytes());
    assert!(far[0].contains("no crystal has a cell"), "{far:?}");
    let second = outcome(
        "x",
        format!("{FRAME}{}", FRAME.replace("Cl 2", "Cl two ")).as_bytes(),
    );
    assert!(second[1].starts_with("line 8: an element"), "{second:?}");
    assert!(second[1].ends_with("(taken for extended XYZ by its first lines)"));
}

#[test]
fn an_entry_over_the_limit_is_left_out_and_the_next_is_read() {
    let long = PYMATGEN
        .replace("Structure", &"x".repeat(3000))
        .replace("\"charge\"", &format!("\"{}\"", "c".repeat(3000)));
    let text = format!("[{long}, {PYMATGEN}]");
    let options = StreamOptions::default().with_max_entry_bytes(1000);
    let sources = [Source::reader("x", io::Cursor::new(text))];
    let items: Vec<_> = Entries::new(sources, options).collect();
    assert_eq!(items[0].as_ref().unwrap_err().error.code(), "io::too-long");
    assert!(items[1].is_ok() && items.len() == 2);
}

#[test]
fn readers_may_fail_in_the_middle() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let items = items(
        "x",
        io::Cursor::new(format!("{FRAME}{FRAME}2\n")).chain(Failing),
    );
    assert_eq!(items.len(), 3);
    let error = items[2].as_ref().unwrap_err();
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    assert_eq!(error.place.line, 9);
}
