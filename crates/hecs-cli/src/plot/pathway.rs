//! `hecs plot pathway`: a still of a crystal with the pathway of an ion.

use hecs_report::data::CrystalView;
use hecs_report::figures::Still;
use hecs_view::still_view;

use crate::args::{Common, Plot};
use crate::memory;
use crate::reading::{for_each_structure, mobile_ion};
use crate::verb::VerbError;

/// The crystal of the one structure of the file; `None` where it has no answer, which is said on stderr.
pub(super) fn view(arguments: &Plot, common: &Common) -> Result<Option<CrystalView>, VerbError> {
    let place = arguments.file.display();
    let ion = mobile_ion(&arguments.ion)?;
    let memory = memory::pool(None);
    let mut found = Vec::new();
    for_each_structure(
        std::slice::from_ref(&arguments.file),
        &arguments.reading,
        common,
        "drawing",
        |entry| still_view(entry, ion, arguments.dimension, &memory),
        |(head, _)| head,
        |part| found.push(part),
    )?;
    if found.len() > 1 {
        return Err(VerbError::Usage(format!(
            "{place}: {} structures; a picture shows one, so give a file of one",
            found.len()
        )));
    }
    let Some((head, Some(view))) = found.pop() else {
        return Ok(None);
    };
    if !head.ok {
        return Ok(None);
    }
    let barriers = [view.barriers.e1d, view.barriers.e2d, view.barriers.e3d];
    let dimension = arguments.dimension;
    // In no direction at all is an answer, and the picture says it.
    if dimension > 1 && barriers[usize::from(dimension) - 1].is_none() {
        return Err(VerbError::Usage(format!(
            "{place}: the ion does not percolate in {dimension} directions; try a smaller --dimension"
        )));
    }
    Ok(Some(view))
}

/// How the picture is taken.
pub(super) fn still(arguments: &Plot) -> Still {
    let mut still = Still::default().percolating_in(arguments.dimension);
    if let Some(direction) = arguments.along {
        still = still.along(direction.into());
    }
    if let Some(cells) = arguments.cells {
        still = still.of_cells(cells.into());
    }
    still
}
