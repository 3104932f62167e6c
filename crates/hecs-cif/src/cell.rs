//! The unit cell of a block.

use hecs_core::{CELL_EDGES_ANG, LEAST_CELL_VOLUME_ANG3, Lattice};

use crate::columns::say_missing;
use crate::diagnostic::Findings;
use crate::document::Block;
use crate::names::{Items, Name};
use crate::parser::excerpt;
use crate::{Code, Severity};

/// The unit cell; `None` with a finding where there is none.
pub(crate) fn read(
    text: &str,
    items: &Items<'_>,
    block: &Block,
    findings: &mut Findings,
) -> Option<Lattice> {
    let mut ok = true;
    let mut extent = block.heading;
    let mut number = |name: Name, findings: &mut Findings| {
        let value = items.value(name)?;
        extent = value.extent;
        let number = value.number_in(text).map(|n| n.value);
        if number.is_none() {
            ok = false;
            findings.add(
                Code::NotANumber,
                value.extent,
                format!(
                    "{} of the cell is no number",
                    excerpt(value.extent.of(text))
                ),
            );
        }
        number
    };
    let mut lengths = [None; 3];
    let names = [Name::CellLengthA, Name::CellLengthB, Name::CellLengthC];
    for (length, name) in lengths.iter_mut().zip(names) {
        *length = number(name, findings);
    }
    let mut angles = [None; 3];
    let names_of_angles = [
        Name::CellAngleAlpha,
        Name::CellAngleBeta,
        Name::CellAngleGamma,
    ];
    for (angle, name) in angles.iter_mut().zip(names_of_angles) {
        *angle = number(name, findings);
    }
    if !ok {
        return None;
    }
    let [Some(a), Some(b), Some(c)] = lengths else {
        let missing = lengths.iter().position(Option::is_none).unwrap_or(0);
        let name = names[missing];
        let heading = Some(block.heading);
        say_missing(
            Code::MissingCell,
            heading,
            name,
            items,
            text,
            findings,
            |alike| {
                let axis = ["a", "b", "c"][missing];
                match alike {
                    Some(tag) => format!("`_cell_length_{axis}` is missing; {tag} looks like it"),
                    None => "the block lacks a length of the unit cell".to_owned(),
                }
            },
        );
        return None;
    };
    for (angle, name) in angles.iter_mut().zip(["alpha", "beta", "gamma"]) {
        if angle.is_none() {
            findings.add(
                Code::AssumedAngle,
                extent,
                format!("the angle {name} of the cell is missing; 90° is assumed"),
            );
        }
    }
    match Lattice::new([a, b, c], angles.map(|x| x.unwrap_or(90.0))) {
        Ok(lattice) if !lattice.is_of_a_crystal() => {
            let is_odd = |i: &usize| !CELL_EDGES_ANG.contains(&lattice.lengths()[*i]);
            let odd = (0..3).find(is_odd).and_then(|i| items.value(names[i]));
            let extent = odd.map_or(extent, |value| value.extent);
            findings.add(Code::InvalidCell, extent, no_crystal(&lattice));
            None
        }
        Ok(lattice) => {
            check_volume(text, items, &lattice, findings);
            Some(lattice)
        }
        Err(error) => {
            findings.add(Code::InvalidCell, extent, error.to_string());
            None
        }
    }
}

/// Why a cell is not that of a crystal, and the unit that its lengths may be in.
pub(crate) fn no_crystal(lattice: &Lattice) -> String {
    let lengths = lattice.lengths();
    let usual = |factor: f64| {
        lengths
            .iter()
            .all(|l| (2.0..=100.0).contains(&(l * factor)))
    };
    let is_short = lengths.iter().all(|l| *l < 2.0);
    let is_long = lengths.iter().any(|l| l > CELL_EDGES_ANG.end());
    let unit = if is_short && usual(10.0) {
        "; are the lengths in nm?"
    } else if is_long && usual(0.01) {
        "; are the lengths in pm?"
    } else {
        ""
    };
    let [a, b, c] = lengths.map(plain);
    format!(
        "no crystal has a cell of a={a} b={b} c={c} Å, {} Å³: edges are {} to {} Å and the volume at least {} Å³{unit}",
        plain(lattice.volume()),
        CELL_EDGES_ANG.start(),
        CELL_EDGES_ANG.end(),
        LEAST_CELL_VOLUME_ANG3
    )
}

/// A number in at most some ten characters.
fn plain(x: f64) -> String {
    if (1e-4..1e7).contains(&x) {
        format!("{}", (x * 1e4).round() / 1e4)
    } else {
        format!("{x:.3e}")
    }
}

fn check_volume(text: &str, items: &Items<'_>, lattice: &Lattice, findings: &mut Findings) {
    let Some(value) = items.value(Name::CellVolume) else {
        return;
    };
    let Some(number) = value.number_in(text) else {
        findings.add_as(
            Code::NotANumber,
            Severity::Warning,
            value.extent,
            "the cell volume is no number",
        );
        return;
    };
    let found = lattice.volume();
    let margin = (5e-3 * found).max(3.0 * number.uncertainty.unwrap_or(0.0)) + number.half_unit();
    if (number.value - found).abs() > margin {
        findings.add(
            Code::VolumeMismatch,
            value.extent,
            format!(
                "the file states a volume of {} Å³, its cell has {found:.2}",
                number.value
            ),
        );
    }
}
