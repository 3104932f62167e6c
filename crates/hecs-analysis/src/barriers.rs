//! `barriers`: energy map and migration barriers of an ion.

use std::collections::BTreeMap;

use hecs_bvse::{
    BVLAIN_SPACING_ANG, Barrier, Barriers, BvseError, Depth, EnergyMap, Framework, Migration,
    Network, Options, ScalarMap, Warning, bond_valence_mismatch_map, bond_valence_sum_map,
    percolation_radii, spse, void_map_within,
};
use hecs_core::{Ion, Stop, Stopwatch, Structure};
use nalgebra::Vector3;

use crate::Entry;
use crate::maps::{DIMENSIONS, memory_for};
use crate::memory::MemoryPool;
use crate::orderings::{OrderingSettings, orderings};
use crate::records::{BarrierRecord, BvseRecord, Failure, PointRecord, Seconds, SettingsRecord};
use crate::words::{failure_of, note_of, notes_of_structure};

/// How the energy of a point is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnergyModel {
    /// The bond-valence site energy, each species with its own well depth.
    #[default]
    SoftBv,
    /// The rules by which the published activation energies are reproduced.
    Spse,
}

impl EnergyModel {
    /// `softbv` or `spse`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoftBv => "softbv",
            Self::Spse => "spse",
        }
    }
}

/// Whose choices settings follow where programs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conventions {
    /// Those of this program.
    #[default]
    Hecs,
    /// Those of BVlain 0.25.1.
    BvLain,
}

impl Conventions {
    /// `hecs` or `bvlain`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hecs => "hecs",
            Self::BvLain => "bvlain",
        }
    }
}

/// A field over the cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// The bond-valence site energy.
    #[default]
    SiteEnergy,
    /// The bond-valence energy landscape: the whole well depth.
    EnergyLandscape,
    /// The bond-valence sum.
    BondValenceSum,
    /// Its difference from the charge.
    BondValenceMismatch,
    /// The distance to the nearest ion surface.
    Void,
}

/// What is asked of a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct BarrierSettings {
    /// The ion that moves.
    pub ion: Ion,
    /// Choices of the potential; without effect on [`EnergyModel::Spse`].
    pub options: Options,
    /// How the energy of a point is built.
    pub model: EnergyModel,
    /// Whose conventions these settings are, for the record.
    pub conventions: Conventions,
    /// Distance between grid points in Å.
    pub spacing_ang: f64,
    /// Whether barriers are refined on the analytic potential.
    pub refine: bool,
    /// Tolerance in Å within which the symmetry of the positions is searched for, to be used in place
    /// of the stated one; `None` takes the structure as it is given.
    pub symmetry_ang: Option<f64>,
    /// Fractional points whose energies are wanted.
    pub points: Vec<Vector3<f64>>,
    /// Whether the percolation radii of the voids are wanted.
    pub void_radii: bool,
    /// A field that is wanted beside the record.
    pub field: Option<Field>,
    /// Barriers over orderings that are wanted beside those of the mean field; without effect on
    /// [`EnergyModel::Spse`].
    pub orderings: Option<OrderingSettings>,
}

impl BarrierSettings {
    /// The defaults of the program for an ion: softBV, 0.1 Å, refined, symmetry as given.
    pub fn new(ion: Ion) -> Self {
        Self {
            ion,
            options: Options::default(),
            model: EnergyModel::SoftBv,
            conventions: Conventions::Hecs,
            spacing_ang: 0.1,
            refine: true,
            symmetry_ang: None,
            points: Vec::new(),
            void_radii: false,
            field: None,
            orderings: None,
        }
    }

    /// What BVlain 0.25.1 does when nothing else is asked for, for an ion: its radii and scaling, its grid,
    /// barriers of the grid.
    pub fn like_bvlain(ion: Ion) -> Self {
        Self {
            options: Options::like_bvlain(),
            conventions: Conventions::BvLain,
            spacing_ang: BVLAIN_SPACING_ANG,
            refine: false,
            ..Self::new(ion)
        }
    }

    /// The same, with a stop that is asked while the answer is computed.
    #[must_use]
    pub fn with_stop(&self, stop: &Stop) -> Self {
        let mut settings = self.clone();
        settings.options.stop = stop.clone();
        settings
    }
}

/// The answer for one structure.
#[derive(Clone, Debug)]
pub struct BarrierAnswer {
    /// The record.
    pub record: BvseRecord,
    /// Map and network behind it, where they were computed and refined.
    pub migration: Option<Migration>,
    /// The field that was asked for.
    pub field: Option<ScalarMap>,
}

/// Energy map and migration barriers of an input; `memory` is what all answers in work share.
pub fn barriers(entry: &Entry, settings: &BarrierSettings, memory: &MemoryPool) -> BarrierAnswer {
    let found = settings
        .symmetry_ang
        .map(|tolerance_ang| (tolerance_ang, entry.with_symmetry_found(tolerance_ang)));
    let entry = match &found {
        Some((_, Some((found, _)))) => found,
        _ => entry,
    };
    let mut answer = BarrierAnswer {
        record: empty_record(entry, settings),
        migration: None,
        field: None,
    };
    if let Ok(structure) = entry.structure() {
        answer.record.charges = charges(structure);
        let done = check_entry(entry, structure, settings.ion).and_then(|()| match found {
            Some((tolerance_ang, None)) => Err(no_symmetry(tolerance_ang)),
            _ => of_structure(entry, structure, settings, memory, &mut answer),
        });
        if let Err(failure) = done {
            answer.record.head.fail(failure);
        }
    }
    answer
}

/// The potential of an ion in the structure of an input: energies and derivatives at any point.
///
/// # Errors
/// Why there is none: no structure, no charges, no parameters, nothing that holds the ion.
pub fn framework(entry: &Entry, ion: Ion, options: &Options) -> Result<Framework, Failure> {
    let structure = entry.structure()?;
    check_entry(entry, structure, ion)?;
    sound_warnings(structure, ion, options)?;
    Framework::new(structure, ion, options).map_err(|e| failure_of(&e))
}

/// The radii in Å of the largest spheres that percolate the voids between the ions of an input in 1, 2 and 3 dimensions: what
/// costs least to know of the paths of an ion.
///
/// # Errors
/// Why there are none.
pub fn void_radii(
    entry: &Entry,
    settings: &BarrierSettings,
    memory: &MemoryPool,
) -> Result<[Option<f64>; 3], Failure> {
    let structure = entry.structure()?;
    check_entry(entry, structure, settings.ion)?;
    let limit_bytes = settings.options.memory_limit_bytes;
    let options = Options {
        memory_limit_bytes: memory.total_bytes().min(limit_bytes),
        ..settings.options.clone()
    };
    void_map_within(structure, settings.ion, settings.spacing_ang, &options)
        .map(|map| percolation_radii(&map))
        .map_err(|e| failure_of(&e))
}

/// Whether the structure of an entry can be a framework of an ion, as far as that is known without its
/// parameters.
pub(crate) fn check_entry(entry: &Entry, structure: &Structure, ion: Ion) -> Result<(), Failure> {
    let is_there = structure.sites().iter().any(|s| s.contains(ion.element));
    match entry.unknown_charges().filter(|_| is_there) {
        Some(unknown) => Err(unknown),
        None if is_there && structure.composition().len() == 1 => Err(alone(ion)),
        None => Ok(()),
    }
}

/// What to know of barriers in a structure; a failure where it is no crystal.
pub(crate) fn sound_warnings(
    structure: &Structure,
    ion: Ion,
    options: &Options,
) -> Result<Vec<Warning>, Failure> {
    let warnings = Warning::of_structure(structure, ion, options);
    match warnings.iter().find(|w| is_no_crystal(w)) {
        Some(reason) => {
            let note = note_of(reason);
            Err(Failure::new(note.code, note.message))
        }
        None => Ok(warnings),
    }
}

fn empty_record(entry: &Entry, settings: &BarrierSettings) -> BvseRecord {
    BvseRecord {
        head: entry.head("hecs.bvse.1"),
        ion: settings.ion.to_string(),
        charges: BTreeMap::new(),
        model: settings.model.name(),
        radii: settings.options.radii.name(),
        settings: SettingsRecord {
            conventions: settings.conventions.name(),
            spacing: settings.spacing_ang,
            cutoff: settings.options.cutoff_ang,
            charge_scaling: settings.options.charge_scaling,
            refine: settings.refine,
            symmetry_tolerance: settings.symmetry_ang,
            fixed: settings.options.fixed.clone(),
            insert: settings.options.insert,
        },
        grid: None,
        spacing: None,
        unique_points: None,
        e_min: None,
        e_max: None,
        e_min_refined: None,
        barriers: BTreeMap::new(),
        ea_steps: None,
        points: Vec::new(),
        void_radii: None,
        orderings: None,
        seconds: Stopwatch::start().seconds().map(|_| Seconds::default()),
    }
}

/// Distinct charges of each element in e, ascending.
pub fn charges(structure: &Structure) -> BTreeMap<String, Vec<f64>> {
    let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for species in structure.sites().iter().flat_map(|s| &s.species) {
        if let Some(charge) = species.charge {
            found
                .entry(species.element.to_string())
                .or_default()
                .push(charge);
        }
    }
    for list in found.values_mut() {
        list.sort_by(f64::total_cmp);
        list.dedup();
    }
    found
}

fn of_structure(
    entry: &Entry,
    structure: &Structure,
    settings: &BarrierSettings,
    memory: &MemoryPool,
    answer: &mut BarrierAnswer,
) -> Result<(), Failure> {
    let warnings = sound_warnings(structure, settings.ion, &settings.options)?;
    let potential = (settings.ion, &settings.options);
    let asked = settings.orderings.as_ref();
    match settings.model {
        EnergyModel::SoftBv => {
            let mean_field_ev = softbv(structure, settings, entry.origin_shift, memory, answer)?;
            if let Some(asked) = asked {
                let record = &mut answer.record;
                let (found, notes) = orderings(structure, potential, asked, mean_field_ev, memory)?;
                record.orderings = found;
                record.head.notes.extend(notes);
            }
        }
        EnergyModel::Spse => {
            by_spse(structure, settings, memory, &mut answer.record).map_err(|e| failure_of(&e))?;
        }
    }
    let notes = &mut answer.record.head.notes;
    let command = asked.is_none().then_some(("bvse", entry));
    notes.extend(notes_of_structure(&warnings, settings.ion, command));
    Ok(())
}

fn no_symmetry(tolerance_ang: f64) -> Failure {
    let words = format!("no symmetry is found within {tolerance_ang} Å");
    Failure::new("no-symmetry", words)
}

fn alone(ion: Ion) -> Failure {
    Failure::new(
        "one-element",
        format!(
            "the structure holds {} alone: there is no framework for it to move in; the file may lack the \
             other atoms",
            ion.element
        ),
    )
}

/// Bond-valence sums (over the charge) below which no atom has a neighbour to speak of: at r₀ + 5 Å and
/// beyond. There is nothing to map then but empty space.
const NO_BOND: f64 = 1e-5;

fn is_no_crystal(warning: &Warning) -> bool {
    matches!(warning, Warning::ImplausibleBondValence { share } if *share < NO_BOND)
}

/// Puts map and barriers into the answer; gives the barriers in eV, refined where all are.
fn softbv(
    structure: &Structure,
    settings: &BarrierSettings,
    origin_shift: Vector3<f64>,
    memory: &MemoryPool,
    answer: &mut BarrierAnswer,
) -> Result<[Option<f64>; 3], Failure> {
    let record = &mut answer.record;
    let started = Stopwatch::start();
    let framework =
        Framework::new(structure, settings.ion, &settings.options).map_err(|e| failure_of(&e))?;
    // One share for all maps of the answer: they have about as many points each.
    let beside = settings
        .field
        .is_some_and(|field| field != Field::SiteEnergy);
    let maps = 1 + u64::from(beside) + u64::from(settings.void_radii);
    let _share = memory_for(&framework, settings.spacing_ang, maps, memory)?;
    let map = match settings.conventions {
        Conventions::Hecs => EnergyMap::compute(&framework, settings.spacing_ang),
        Conventions::BvLain => EnergyMap::compute_like_bvlain(&framework, settings.spacing_ang),
    }
    .map_err(|e| failure_of(&e))?;
    time(record, started, |seconds| &mut seconds.map);
    record.grid = Some(map.grid().divisions());
    record.spacing = Some(map.spacing_ang());
    record.unique_points = Some(map.grid().unique_points());
    record.e_min = Some(map.e_min());
    record.e_max = Some(map.e_max());

    let started = Stopwatch::start();
    let on_grid = Barriers::from_map(&map);
    time(record, started, |seconds| &mut seconds.percolation);

    let started = Stopwatch::start();
    let network = settings.refine.then(|| Network::new(&map, &on_grid));
    let network = network.transpose().map_err(|e| failure_of(&e))?;
    time(record, started, |seconds| &mut seconds.refine);
    let barriers = network.as_ref().map_or(&on_grid, Network::barriers);
    record.e_min_refined = barriers.refined_minimum.map(|minimum| minimum.energy_ev);
    for (dimension, name) in DIMENSIONS {
        let barrier = barriers.get(dimension);
        let barrier = barrier.map(|b| barrier_record(b, &origin_shift));
        record.barriers.insert(name, barrier);
    }
    if settings.refine {
        let warnings = Warning::of_refinement(settings.spacing_ang, barriers);
        record.head.notes.extend(warnings.iter().map(note_of));
    }
    let closed = Warning::of_levels(barriers);
    record.head.notes.extend(closed.iter().map(note_of));
    answer.field = settings
        .field
        .map(|field| of_field(field, structure, settings, &map))
        .transpose()
        .map_err(|e| failure_of(&e))?;
    if settings.void_radii {
        let voids = voids(structure, settings);
        record.void_radii = Some(percolation_radii(&voids.map_err(|e| failure_of(&e))?));
    }
    let point = |fract: &Vector3<f64>| PointRecord {
        fract: (*fract).into(),
        energy: framework.energy(&(fract - origin_shift)),
    };
    record.points = settings.points.iter().map(point).collect();
    let barriers_ev = [1, 2, 3].map(|dimension| barriers.energy_ev(dimension));
    answer.migration = network.map(|network| Migration { map, network });
    Ok(barriers_ev)
}

/// Notes in a record how long a part of it took, where there is a clock.
fn time(record: &mut BvseRecord, started: Stopwatch, part: fn(&mut Seconds) -> &mut f64) {
    if let Some(seconds) = started.seconds() {
        *part(record.seconds.get_or_insert_default()) = seconds;
    }
}

/// The field that was asked for.
fn of_field(
    field: Field,
    structure: &Structure,
    settings: &BarrierSettings,
    map: &EnergyMap,
) -> Result<ScalarMap, BvseError> {
    let spacing_ang = settings.spacing_ang;
    match field {
        Field::SiteEnergy => Ok(map.scalar().clone()),
        Field::EnergyLandscape => {
            let full =
                Framework::with_depth(structure, settings.ion, &settings.options, Depth::Full)?;
            Ok(EnergyMap::compute(&full, spacing_ang)?.scalar().clone())
        }
        Field::BondValenceSum => bond_valence_sum_map(map.framework(), spacing_ang),
        Field::BondValenceMismatch => bond_valence_mismatch_map(map.framework(), spacing_ang),
        Field::Void => voids(structure, settings),
    }
}

fn voids(structure: &Structure, settings: &BarrierSettings) -> Result<ScalarMap, BvseError> {
    void_map_within(
        structure,
        settings.ion,
        settings.spacing_ang,
        &settings.options,
    )
}

/// `origin_shift` takes positions back into the origin that the structure was given in.
fn barrier_record(barrier: &Barrier, origin_shift: &Vector3<f64>) -> BarrierRecord {
    let saddle = (barrier.saddle_fract + origin_shift).map(|x| x - x.floor());
    BarrierRecord {
        grid: barrier.grid_ev,
        refined: barrier.refined_ev,
        directions: barrier.directions.clone(),
        saddle: Some(saddle.into()),
        note: barrier.not_refined.map(|why| why.to_string()),
    }
}

fn by_spse(
    structure: &Structure,
    settings: &BarrierSettings,
    memory: &MemoryPool,
    record: &mut BvseRecord,
) -> Result<(), BvseError> {
    let started = Stopwatch::start();
    let limit_bytes = memory
        .total_bytes()
        .min(settings.options.memory_limit_bytes);
    let (ion, spacing_ang) = (settings.ion, settings.spacing_ang);
    let found = spse::activation_energy_steps_within(structure, ion, spacing_ang, limit_bytes)?;
    time(record, started, |seconds| &mut seconds.map);
    record.grid = Some(found.grid);
    record.unique_points = Some(found.unique_points);
    record.e_min = Some(found.e_min_ev);
    record.ea_steps = found.steps();
    for (dimension, name) in DIMENSIONS {
        let steps = found.steps_by_dimension[dimension - 1];
        let barrier = steps.map(|steps| BarrierRecord {
            grid: f64::from(steps) * spse::STEP_EV,
            refined: None,
            directions: Vec::new(),
            saddle: None,
            note: None,
        });
        record.barriers.insert(name, barrier);
    }
    Ok(())
}
