//! From the structure of a file to the supercell and its choices, with what must be said of it.

use std::collections::BTreeMap;

use hecs_core::{Operation, Structure, ion_text};
use hecs_order::{Expansion, OrderError, Rounding, Supercell, SupercellOptions};
use nalgebra::{Matrix3, Vector3};

use super::settings::{CellChoice, OrderSettings};
use crate::records::{ExcludedRecord, Note, OrderRecord, OrderedSiteRecord, PlacedSpeciesRecord};

/// Tolerance in Å of the symmetry of a file without any: what files round coordinates to.
const SYMMETRY_TOLERANCE_ANG: f64 = 0.01;

/// Occupancies that change by less are those of the file: they are printed with three digits.
const SAID: f64 = 5e-4;

/// Charges in e that are none but for rounding.
const NO_CHARGE: f64 = 1e-3;

pub(super) struct Prepared {
    pub(super) supercell: Supercell,
    multiples: [i32; 3],
    notes: Vec<Note>,
}

impl Prepared {
    pub(super) fn new(structure: &Structure, settings: &OrderSettings) -> Result<Self, OrderError> {
        let mut notes = Vec::new();
        let mut say = |code: &str, message: String| {
            notes.push(Note {
                code: code.to_owned(),
                message,
            });
        };
        let found = own_symmetry(structure);
        if let Some(found) = &found {
            let count = found.space_group().operations.len();
            say(
                "order-symmetry-found",
                format!(
                    "the file states no symmetry; its positions and species have {count} operations within \
                     {SYMMETRY_TOLERANCE_ANG} Å, which are used"
                ),
            );
        }
        let parent = found.as_ref().unwrap_or(structure);
        let mut options = SupercellOptions::default().with_exclusion(settings.exclusion);
        if settings.neutral {
            options = options.made_neutral();
        }
        let multiples = match settings.cell {
            CellChoice::Multiples(multiples) => multiples,
            CellChoice::Auto(limits) => {
                let chosen = Expansion::of(parent, &options, &limits)?;
                if chosen.worst > limits.tolerance {
                    say(
                        "order-coarse",
                        format!(
                            "no supercell of at most {} atoms holds the occupancies within {}; this one changes them by up to \
                             {:.3}: allow more atoms (--atoms)",
                            limits.most_atoms, limits.tolerance, chosen.worst
                        ),
                    );
                }
                chosen.multiples
            }
        };
        let matrix = Matrix3::from_diagonal(&Vector3::from(multiples));
        let supercell = Supercell::new(parent, &matrix, &options)?;
        let changed: Vec<String> = supercell.rounding().iter().filter_map(change).collect();
        if !changed.is_empty() {
            say(
                "order-rounded",
                format!(
                    "occupancies are not those of the file in this supercell: {}",
                    changed.join("; ")
                ),
            );
        }
        charge_notes(&supercell, settings, &mut say);
        if supercell.choices().groups.is_empty() {
            say(
                "order-ordered-already",
                "every position holds one species or none: there is one configuration".to_owned(),
            );
        }
        Ok(Self {
            supercell,
            multiples,
            notes,
        })
    }

    /// What the record says of the supercell.
    pub(super) fn describe(&self, record: &mut OrderRecord) {
        let supercell = &self.supercell;
        record.supercell = Some(self.multiples);
        record.positions = supercell.positions().len();
        record.atoms = supercell.rounding().iter().map(|r| r.count).sum();
        record.net_charge = supercell.net_charge();
        record.excluded = excluded_records(supercell);
        record.sites = site_records(supercell);
        record.head.notes.extend(self.notes.iter().cloned());
    }
}

/// The structure with the symmetry that it has, where the file states none but translations; `None` where there is none to be
/// found.
fn own_symmetry(structure: &Structure) -> Option<Structure> {
    let operations = &structure.space_group().operations;
    let is_translation = |op: &Operation| op.rotation == Operation::IDENTITY.rotation;
    if !operations.iter().all(is_translation) {
        return None;
    }
    let found = structure.find_symmetry(SYMMETRY_TOLERANCE_ANG)?.structure;
    (found.space_group().operations.len() > operations.len()).then_some(found)
}

fn charge_notes(
    supercell: &Supercell,
    settings: &OrderSettings,
    say: &mut impl FnMut(&str, String),
) {
    let Some(net) = supercell.net_charge() else {
        if settings.neutral {
            say(
                "order-not-neutral",
                "--neutral needs the charges of all species; give oxidation states with --charges"
                    .to_owned(),
            );
        }
        return;
    };
    let own = supercell.parent().net_charge();
    let own = own.map_or(0.0, |q| q * supercell.copies() as f64);
    if settings.neutral && !supercell.is_neutral() {
        say(
            "order-not-neutral",
            format!(
                "no numbers of atoms near the occupancies leave no net charge in this supercell; it has {net:+.3} e: try another \
                 --supercell, or oxidation states with --charges"
            ),
        );
    } else if net.abs() > NO_CHARGE && !settings.neutral {
        say(
            "order-charged",
            format!(
                "every configuration has a net charge of {net:+.3} e; the occupancies of the file leave {own:+.3} e in this \
                 supercell: --neutral changes the numbers of atoms to leave none"
            ),
        );
    }
}

/// An occupancy that is another in the supercell, in words.
fn change(rounding: &Rounding) -> Option<String> {
    let species = &rounding.species;
    let name = species.charge.map_or(species.element.to_string(), |q| {
        ion_text(species.element, q)
    });
    (rounding.change().abs() > SAID).then(|| {
        format!(
            "{name} on {} {:.3} in place of {:.3}",
            rounding.site,
            rounding.occupancy(),
            species.occupancy
        )
    })
}

/// The pairs of positions that exclude each other, by sites, in their order.
fn excluded_records(supercell: &Supercell) -> Vec<ExcludedRecord> {
    let choices = supercell.choices();
    let positions: Vec<Vector3<f64>> = supercell.positions().collect();
    let fract = |place: usize| &positions[supercell.position_of_places()[place]];
    let group = |place: usize| {
        choices
            .groups
            .iter()
            .position(|g| g.places.contains(&place))
    };
    let mut found: BTreeMap<[usize; 2], ExcludedRecord> = BTreeMap::new();
    for [i, j] in &choices.exclusions {
        let (Some(a), Some(b)) = (group(*i), group(*j)) else {
            continue;
        };
        let distance = if i == j {
            // From a position to the nearest of its own images.
            let lattice = supercell.lattice();
            lattice.lengths().into_iter().fold(f64::INFINITY, f64::min)
        } else {
            supercell.lattice().distance(fract(*i), fract(*j))
        };
        let record = found.entry([a, b]).or_insert_with(|| ExcludedRecord {
            sites: [a, b].map(|g| choices.groups[g].label.clone()),
            pairs: 0,
            nearest: distance,
            farthest: distance,
        });
        record.pairs += 1;
        record.nearest = record.nearest.min(distance);
        record.farthest = record.farthest.max(distance);
    }
    found.into_values().collect()
}

/// The sites that are not full of one species.
fn site_records(supercell: &Supercell) -> Vec<OrderedSiteRecord> {
    let mut rounding = supercell.rounding().iter();
    let mut records = Vec::new();
    for site in supercell.parent().sites() {
        let present = site.species.iter().filter(|s| s.occupancy > 0.0).count();
        let placed: Vec<&Rounding> = rounding.by_ref().take(present).collect();
        let positions = site.multiplicity() * supercell.copies();
        let filled: usize = placed.iter().map(|r| r.count).sum();
        let is_plain = placed.len() == 1 && placed[0].count == positions;
        if is_plain && placed[0].change().abs() <= SAID {
            continue;
        }
        records.push(OrderedSiteRecord {
            label: site.label.clone(),
            positions,
            vacant: positions - filled,
            species: placed
                .iter()
                .map(|r| PlacedSpeciesRecord {
                    element: r.species.element.symbol(),
                    charge: r.species.charge,
                    occupancy: r.species.occupancy,
                    count: r.count,
                    ordered_occupancy: r.occupancy(),
                })
                .collect(),
        });
    }
    records
}
