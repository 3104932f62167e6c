//! The unit cell of a block.

use hecs_core::Lattice;

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
    let names = [
        Name::CellAngleAlpha,
        Name::CellAngleBeta,
        Name::CellAngleGamma,
    ];
    for (angle, name) in angles.iter_mut().zip(names) {
        *angle = number(name, findings);
    }
    if !ok {
        return None;
    }
    let [Some(a), Some(b), Some(c)] = lengths else {
        findings.add(
            Code::MissingCell,
            block.heading,
            "the block lacks a length of the unit cell",
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
