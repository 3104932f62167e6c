//! There is a structure exactly where there is no error; every diagnostic renders.
#![no_main]

use hecs_cif::{ReadOptions, Severity, decode, read_structure, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let listed = ReadOptions { max_positions: 20_000, as_listed: true, ..ReadOptions::default() };
    let reading = read_structure(bytes, &listed);
    let failed = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(reading.structure.is_none(), failed);
    let options = ReadOptions { as_listed: false, ..listed };
    let reading = read_structure(bytes, &options);
    let failed = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(reading.structure.is_none(), failed);
    let source = decode(bytes);
    for diagnostic in &reading.diagnostics {
        render(diagnostic, "x.cif", &source.text, true);
    }
    if let Some(structure) = reading.structure {
        for site in structure.sites() {
            assert!(site.positions.iter().flatten().all(|x| (0.0..1.0).contains(x)));
            assert!(site.species.iter().all(|s| (0.0..=1.02).contains(&s.occupancy)));
        }
    }
});
