//! The hops of a record are all those up to its level, the one that sets the level among them.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use hecs_analysis::{Entry, MemoryPool, PathSettings, ReadSettings, paths};
use hecs_core::Ion;

/// Where a barrier is above 1.5 eV the highest is the level itself. In LiCoO2 that of two dimensions is at 3.1 eV.
#[test]
fn the_hop_at_the_level_is_shown() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/families/LiCoO2.cif");
    let text = fs::read(file).unwrap();
    let entry = Entry::from_cif("LiCoO2".to_owned(), &text, &ReadSettings::default());
    for spacing_ang in [0.2, 0.22, 0.25, 0.27, 0.3, 0.33, 0.36, 0.4] {
        let mut settings = PathSettings::new(Ion::LI);
        settings.spacing_ang = spacing_ang;
        let record = paths(&entry, &settings, &MemoryPool::unlimited()).record;
        let found = record.barriers.values().flatten();
        let highest_ev = found.clone().map(|barrier| barrier.rigid).reduce(f64::max);
        assert_eq!(record.level, highest_ev, "{spacing_ang} Å");
        for barrier in found {
            let hop = &record.hops[barrier.hop];
            assert!((hop.energy - barrier.rigid).abs() < 1e-12);
        }
        assert!(record.barriers["2d"].is_some(), "{spacing_ang} Å");
    }
}
