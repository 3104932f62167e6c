//! Symmetry found from positions alone: does a crystal that is given in P1 get the barriers that it
//! has with the symmetry of its file, and at what cost?

use std::time::{Duration, Instant};

use hecs_bvse::{Framework, Migration, Options};
use hecs_core::{Ion, Structure};

use super::file::File;
use super::report::Report;

/// Structures that are compared.
const WANTED: usize = 100;
/// Positions in the cell up to which a map in P1 takes a second or two.
const MOST_POSITIONS: usize = 400;
/// Distance between grid points in Å.
const SPACING_ANG: f64 = 0.25;
/// Tolerance of the search in Å.
const TOLERANCE_ANG: f64 = 0.01;
/// Barriers that differ by less than this (eV) are the same.
const SAME_EV: f64 = 1e-6;
/// How many times more work P1 is to be.
const LEAST_RATIO: f64 = 8.0;

/// Barriers of lithium in P1 copies of the first structures with symmetry, with the symmetry found
/// and without, one thread.
pub(super) fn symmetry(files: &[File], report: &mut Report) {
    let mut compared = 0;
    let mut same = 0;
    let (mut with, mut without) = (Duration::ZERO, Duration::ZERO);
    for file in files {
        let Some(original) = file.reading.as_ref().and_then(|r| r.structure.as_ref()) else {
            continue;
        };
        if compared == WANTED {
            break;
        }
        if original.space_group().operations.len() == 1
            || original.position_count() > MOST_POSITIONS
        {
            continue;
        }
        let Some((expected, _)) = barriers(original) else {
            continue;
        };
        let copy = original.in_p1();
        let started = Instant::now();
        let found = copy.find_symmetry(TOLERANCE_ANG);
        let searched = started.elapsed();
        let Some((plain, in_p1)) = barriers(&copy) else {
            continue;
        };
        compared += 1;
        without += in_p1;
        let found = found.and_then(|found| barriers(&found.structure));
        let Some((barriers, took)) = found else {
            report
                .details
                .push(format!("symmetry: {}: none found", file.name()));
            continue;
        };
        with += searched + took;
        let apart = farthest(&expected, &barriers);
        if apart <= SAME_EV {
            same += 1;
        } else {
            report.details.push(format!(
                "symmetry: {}: {expected:?} as given, {barriers:?} with the symmetry found, {plain:?} in P1",
                file.name()
            ));
        }
    }
    let ratio = without.as_secs_f64() / with.as_secs_f64();
    report.row(
        "P1 copies, symmetry found: barriers within 1e-6 eV of the file's",
        &format!("{compared} of {compared}"),
        format!("{same} of {compared}"),
        same == compared && compared > 0,
    );
    report.row(
        "time of P1 over that with the symmetry found, search included",
        &format!("≥ {LEAST_RATIO}"),
        format!(
            "{ratio:.1} ({:.1} s, {:.1} s)",
            without.as_secs_f64(),
            with.as_secs_f64()
        ),
        ratio >= LEAST_RATIO,
    );
}

/// Barriers in eV in 1, 2 and 3 dimensions, and the time they take; `None` where lithium has none.
fn barriers(structure: &Structure) -> Option<([Option<f64>; 3], Duration)> {
    let started = Instant::now();
    let framework = Framework::new(structure, Ion::LI, &Options::default()).ok()?;
    let migration = Migration::of(&framework, SPACING_ANG).ok()?;
    let barriers = migration.barriers();
    Some(([1, 2, 3].map(|d| barriers.energy_ev(d)), started.elapsed()))
}

/// The largest difference of two sets of barriers in eV; without end where one has a barrier more.
fn farthest(a: &[Option<f64>; 3], b: &[Option<f64>; 3]) -> f64 {
    a.iter().zip(b).fold(0.0, |farthest: f64, pair| {
        farthest.max(match pair {
            (Some(x), Some(y)) => (x - y).abs(),
            (None, None) => 0.0,
            _ => f64::INFINITY,
        })
    })
}
