//! `orderings`: barriers over orderings of what is disordered, beside those of the mean over the disorder.
//!
//! Ordered is every partly occupied species but the mobile ion's: whole numbers of ions on the positions of each site by
//! the method of the largest remainder, no two within 1 Å, drawn uniformly. All sites of the mobile ion stay
//! open to it, and so do the shared positions that other ions leave free; its own occupancy stays a fraction, so that the charges
//! are balanced as in the structure. Every ordering is a framework of its own.
//!
//! Orderings give percolation and an honest spread. They do not rank conductors: over 64 electrolytes with shared sites the
//! rank correlation of their barriers with the measured conductivity is no better than that of the mean field within
//! its error.

mod barrier;
mod open;
mod sample;
mod settings;
mod size;
mod summary;
#[cfg(test)]
mod tests;

pub use self::settings::OrderingSettings;

use std::collections::BTreeMap;

use hecs_bvse::{Options, sharing};
use hecs_core::{Ion, Site, Structure, ion_text};

use self::barrier::{HIGHEST_EV, percolates};
use self::open::open_mean_field;
use self::sample::{Question, SAME_OCCUPANCY, Sampled};
use self::size::Cell;
use self::summary::{is_partial, quartiles, wilson_interval};
use crate::maps::DIMENSIONS;
use crate::memory::MemoryPool;
use crate::records::{
    Failure, Note, OrderingRecord, OrderingsBarrierRecord, OrderingsRecord, RoundedRecord,
};

/// Tolerance in Å of the symmetry that tells which positions of a structure in P1 are one site.
const SYMMETRY_ANG: f64 = 0.01;

/// Net charges (e) that differ by less are equal.
const SAME_CHARGE: f64 = 1e-3;

/// Barriers over the orderings of a structure beside `mean_field_ev`, those of its mean field, with what to know of
/// them; no record where nothing is disordered but the mobile ion.
pub(crate) fn orderings(
    structure: &Structure,
    (ion, options): (Ion, &Options),
    settings: &OrderingSettings,
    mean_field_ev: [Option<f64>; 3],
    memory: &MemoryPool,
) -> Result<(Option<OrderingsRecord>, Vec<Note>), Failure> {
    let found = (structure.space_group().operations.len() == 1)
        .then(|| structure.find_symmetry(SYMMETRY_ANG))
        .flatten();
    let structure = found.as_ref().map_or(structure, |found| &found.structure);
    let shared = sharing(structure, ion, &options.fixed).shared;
    let shared_labels: Vec<&str> = shared.iter().map(|site| site.label.as_str()).collect();
    let shared_sites =
        (structure.sites().iter()).filter(|s| shared_labels.contains(&s.label.as_str()));
    let cell = Cell {
        lattice: structure.lattice(),
        atoms: structure.composition().values().sum(),
        positions: structure.position_count(),
        shared: shared_sites.map(Site::multiplicity).sum(),
    };
    let question = Question {
        structure,
        ion,
        options,
        settings,
        memory,
    };
    let Some(sampled) = question.sampled(&cell)? else {
        let message =
            format!("nothing but {ion} is disordered: there is one ordering, the structure itself");
        let code = "nothing-to-order".to_owned();
        return Ok((None, vec![Note { code, message }]));
    };
    let (open_ev, open_note) = if shared.is_empty() {
        ([None; 3], None)
    } else {
        match open_mean_field(
            structure,
            ion,
            &shared,
            options,
            settings.spacing_ang,
            memory,
        ) {
            Ok(barriers_ev) => (barriers_ev, None),
            Err(failure) => ([None; 3], Some(failure.message)),
        }
    };
    let mut record = record_of(&sampled, &cell, settings, structure);
    record.open_mean_field_note = open_note;
    for (number, (_, name)) in DIMENSIONS.into_iter().enumerate() {
        let mut of_dimension = dimension(&sampled.orderings, number);
        of_dimension.mean_field = mean_field_ev[number];
        of_dimension.open_mean_field = open_ev[number];
        record.dimensions.insert(name.to_owned(), of_dimension);
    }
    let is_partial =
        |barrier: &OrderingsBarrierRecord| is_partial(barrier.percolating, record.samples);
    record.converged =
        cell.is_for_shares(sampled.size) || !record.dimensions.values().any(is_partial);
    let notes = notes(&record);
    Ok((Some(record), notes))
}

fn dimension(orderings: &[OrderingRecord], number: usize) -> OrderingsBarrierRecord {
    let barriers = |of: fn(&OrderingRecord) -> &[Option<f64>; 3]| -> Vec<Option<f64>> {
        let open = |o: &OrderingRecord| of(o)[number].filter(|_| percolates(o, number));
        orderings.iter().map(open).collect()
    };
    let lowest = barriers(|o| &o.lowest);
    let filling = barriers(|o| &o.filling);
    let percolating = lowest.iter().flatten().count();
    let [share_low, share_high] = wilson_interval(percolating, orderings.len());
    OrderingsBarrierRecord {
        percolating,
        share: percolating as f64 / orderings.len() as f64,
        share_low,
        share_high,
        lowest: quartiles(&lowest),
        filling: quartiles(&filling),
        mean_field: None,
        open_mean_field: None,
    }
}

fn record_of(
    sampled: &Sampled,
    cell: &Cell,
    settings: &OrderingSettings,
    structure: &Structure,
) -> OrderingsRecord {
    let copies = size::copies(sampled.size);
    let rounded = sampled.supercell.rounding().iter();
    OrderingsRecord {
        supercell: sampled.size,
        width: cell.width_ang(sampled.size),
        positions: sampled.supercell.positions().len(),
        shared_positions: cell.shared * copies as usize,
        mobile_ions: sampled.mobile_ions,
        samples: sampled.orderings.len(),
        seed: settings.seed,
        spacing: settings.spacing_ang,
        highest: HIGHEST_EV,
        net_charge: structure.net_charge().map(|charge| charge * copies),
        ordered_net_charge: sampled.supercell.net_charge(),
        rounded: rounded
            .filter(|r| r.change().abs() > SAME_OCCUPANCY)
            .map(|r| RoundedRecord {
                site: r.site.clone(),
                ion: match r.species.charge {
                    Some(charge) => ion_text(r.species.element, charge),
                    None => r.species.element.to_string(),
                },
                occupancy: r.species.occupancy,
                ordered: r.occupancy(),
            })
            .collect(),
        converged: true,
        dimensions: BTreeMap::new(),
        open_mean_field_note: None,
        orderings: sampled.orderings.clone(),
    }
}

/// What to know of barriers over orderings.
fn notes(record: &OrderingsRecord) -> Vec<Note> {
    let mut found = Vec::new();
    let mut note = |code: &str, message: String| {
        found.push(Note {
            code: code.to_owned(),
            message,
        });
    };
    let mut shares = record.dimensions.values();
    if shares.any(|barrier| is_partial(barrier.percolating, record.samples)) {
        let [a, b, c] = record.supercell;
        let code = if record.converged {
            "orderings-partial"
        } else {
            "orderings-unconverged"
        };
        note(
            code,
            format!(
                "some orderings percolate and others do not; the larger the supercell, the nearer such a share comes to 0 or 1: \
                 {a}×{b}×{c} cells are {:.1} Å wide and have {} shared positions; ask for more with --supercell",
                record.width, record.shared_positions
            ),
        );
    }
    if let Some(net) = record.ordered_net_charge
        && net.abs() > SAME_CHARGE
    {
        let of_file = record.net_charge.unwrap_or(0.0);
        note(
            "orderings-charged",
            format!(
                "every ordering has a net charge of {net:+.2} e in the supercell, which is kept; that of the structure with its \
                 fractions is {of_file:+.2} e"
            ),
        );
    }
    let unrefined = record.orderings.iter().filter(|o| !o.refined).count();
    if unrefined > 0 {
        note(
            "orderings-not-refined",
            format!(
                "barriers of {unrefined} of {} orderings are those of the grid, which is off by up to 0.1 eV",
                record.samples
            ),
        );
    }
    found
}
