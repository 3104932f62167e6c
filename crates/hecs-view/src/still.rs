//! One input as a still of its crystal shows it.

use hecs_analysis::records::Head;
use hecs_analysis::{BarrierSettings, Entry, MemoryPool, barriers, reduced_formula};
use hecs_core::Ion;
use hecs_report::data::CrystalView;

use crate::crystal::{crystal_view, easiest_path};
use crate::part::SPACING_ANG;

/// The crystal of an entry as the page shows it, without the network, with the easiest path over the hop that decides the
/// barrier of percolation in `dimension` (1 to 3) directions; and how the question fared. `None` where there is no
/// structure. `memory` is what all answers in work share.
pub fn still_view(
    entry: &Entry,
    ion: Ion,
    dimension: u8,
    memory: &MemoryPool,
) -> (Head, Option<CrystalView>) {
    let settings = BarrierSettings {
        spacing_ang: SPACING_ANG,
        ..BarrierSettings::new(ion)
    };
    let answer = barriers(entry, &settings, memory);
    let head = answer.record.head;
    let Ok(structure) = entry.structure() else {
        return (head, None);
    };
    let reason = head.message.clone().unwrap_or_default();
    let migration = answer.migration.as_ref().ok_or(reason.as_str());
    let formula = reduced_formula(structure);
    let mut view = crystal_view(0, &formula, structure, ion, migration);
    if let Ok(migration) = migration {
        view.path = easiest_path(migration, dimension);
    }
    (head, Some(view))
}
