//! The 51 CIF files of `fixtures/` give the same descriptors as the table they are written from.

#![allow(clippy::unwrap_used)]

mod common;

use common::{cubic_structures, fixture, largest_difference};
use hecs_cif::{ReadOptions, read_structure};
use hecs_descriptors::{DescriptorError, Hecs, Note};

fn files(folder: &str) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(fixture(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "cif"))
        .collect();
    files.sort();
    files
}

fn describe(path: &std::path::Path) -> Result<Hecs, DescriptorError> {
    let reading = read_structure(&std::fs::read(path).unwrap(), &ReadOptions::default());
    let structure = reading.structure;
    Hecs::describe(&structure.unwrap_or_else(|| panic!("{}", path.display())))
}

#[test]
fn files_and_table_agree() {
    let files = files("structures");
    let structures = cubic_structures();
    assert_eq!((files.len(), structures.len()), (51, 51));
    for (path, cubic) in files.iter().zip(&structures) {
        let hecs = describe(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(
            hecs.notes.is_empty(),
            "{}: {:?}",
            path.display(),
            hecs.notes
        );
        let expected = Hecs::describe(&cubic.structure()).unwrap();
        let (difference, name) = largest_difference(&hecs.values(), &expected.values());
        assert!(
            difference < 1e-9,
            "{}: {name} {difference:.1e}",
            path.display()
        );
    }
}

#[test]
fn files_of_the_as_published_variants_carry_a_warning() {
    let mut ambiguous = 0;
    for path in files("structures_as_published") {
        match describe(&path) {
            Ok(hecs) => assert!(
                matches!(hecs.notes[..], [Note::ShortAnionContact { .. }]),
                "{}: {:?}",
                path.display(),
                hecs.notes
            ),
            Err(DescriptorError::AmbiguousRole { .. }) => ambiguous += 1,
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
    assert_eq!(ambiguous, 1);
}
