//! Oxidation numbers that no atom of their element can have.

use crate::Code;
use crate::diagnostic::{Extent, Findings};
use crate::parser::excerpt;

/// Says that an oxidation number is none that the element can have.
pub(crate) fn say_impossible(symbol: &str, number: &str, at: Extent, findings: &mut Findings) {
    findings.add(
        Code::StatedChargesUnused,
        at,
        format!(
            "{} is no oxidation number that {} can have; it is not used",
            excerpt(number),
            excerpt(symbol)
        ),
    );
}
