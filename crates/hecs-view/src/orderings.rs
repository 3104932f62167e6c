//! Barriers over orderings as a picture shows them.

use hecs_analysis::records::{OrderingRecord, OrderingsBarrierRecord, OrderingsRecord};
use hecs_report::data::{OrderingsData, OrderingsStrip};

/// The orderings of the structure of this name, with what percolates.
pub fn orderings_data(name: &str, ion: &str, record: &OrderingsRecord) -> OrderingsData {
    let [a, b, c] = record.supercell;
    OrderingsData {
        name: name.to_owned(),
        ion: ion.to_owned(),
        supercell: format!("{a}×{b}×{c}"),
        samples: record.samples,
        strips: (record.dimensions.iter().enumerate())
            .map(|(number, (name, barrier))| strip(record, number, name, barrier))
            .collect(),
    }
}

fn strip(
    record: &OrderingsRecord,
    number: usize,
    name: &str,
    barrier: &OrderingsBarrierRecord,
) -> OrderingsStrip {
    let is_open = |o: &OrderingRecord| o.lowest[number].is_some_and(|ev| ev <= record.highest);
    let barriers = |of: fn(&OrderingRecord) -> [Option<f64>; 3]| {
        let orderings = record.orderings.iter();
        orderings
            .map(|o| of(o)[number].filter(|_| is_open(o)))
            .collect()
    };
    OrderingsStrip {
        name: name.to_uppercase(),
        lowest_ev: barriers(|o| o.lowest),
        filling_ev: barriers(|o| o.filling),
        share: (barrier.share_low, barrier.share_high),
        mean_field_ev: barrier.mean_field,
        open_mean_field_ev: barrier.open_mean_field,
    }
}
