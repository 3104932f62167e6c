//! `hecs bvse`: energy map and migration barriers.

use std::fs::File;
use std::path::{Path, PathBuf};

use hecs_analysis::records::{BvseRecord, Failure, Head};
use hecs_analysis::{
    BarrierAnswer, BarrierSettings, EnergyModel, Entry, Field, MemoryPool, barriers,
};
use hecs_bvse::{MapFormat, Options, Radii, ScalarMap};
use hecs_core::Ion;
use nalgebra::Vector3;

use crate::args::{
    Bvse, Common, Format, ModelName, ProgramName, QuantityName, RadiiName, Switch, SymmetryName,
};
use crate::files::{OutputNames, write_atomic_with};
use crate::memory;
use crate::orderings;
use crate::output::{optional, rounded};
use crate::reading::{for_each_structure, mobile_ion};
use crate::results::{Record, Results, header_of, resolve, row_of};
use crate::verb::{Outcome, VerbError};

/// Tolerance in Å of `--symmetry find`: what files round coordinates to.
pub(crate) const SYMMETRY_TOLERANCE_ANG: f64 = 0.01;

/// What to compute, resolved from what was typed.
struct Plan {
    settings: BarrierSettings,
    map: Option<PathBuf>,
    names: OutputNames,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Bvse, common: &Common) -> Result<Outcome, VerbError> {
    let format = resolve(common.format);
    if !matches!(format, Format::Json | Format::Jsonl) {
        let only_json = [
            ("--points", "energies", arguments.points.is_some()),
            ("--void-radii", "radii", arguments.void_radii),
        ];
        if let Some((flag, what, _)) = only_json.iter().find(|(_, _, asked)| *asked) {
            return Err(VerbError::Usage(format!(
                "{flag}: the {what} are in the JSON; add --format json"
            )));
        }
    }
    let plan = Plan::new(arguments)?;
    let memory = memory::pool(arguments.memory);
    let mut results = Results::new(format);
    let mut ordered = Vec::new();
    for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "mapping",
        |entry| plan.record(entry, &memory),
        |record| &record.head,
        |record| {
            results.push(&record);
            let table = |found| orderings::table(&record.head, found);
            ordered.extend(record.orderings.as_ref().map(table));
        },
    )?;
    let outcome = results.finish();
    if format == Format::Table {
        orderings::print(&ordered);
    }
    Ok(outcome)
}

/// The settings that were typed, over those of the conventions.
fn settings(arguments: &Bvse, ion: Ion, points: Vec<Vector3<f64>>) -> BarrierSettings {
    let base = match arguments.like {
        None => BarrierSettings::new(ion),
        Some(ProgramName::Bvlain) => BarrierSettings::like_bvlain(ion),
    };
    let radii = match (arguments.model, arguments.radii) {
        (ModelName::Spse, _) => Radii::Spse,
        (_, Some(RadiiName::Softbv)) => Radii::SoftBv,
        (_, Some(RadiiName::Cordero)) => Radii::Cordero,
        (_, None) => base.options.radii,
    };
    let scaling = arguments.charge_scaling.map(Switch::is_on);
    BarrierSettings {
        options: Options {
            radii,
            charge_scaling: scaling.unwrap_or(base.options.charge_scaling),
            cutoff_ang: arguments.cutoff.unwrap_or(base.options.cutoff_ang),
            fixed: arguments.fixed.clone(),
            insert: arguments.insert,
            // What all structures in work share decides.
            memory_limit_bytes: u64::MAX,
            ..base.options
        },
        model: match arguments.model {
            ModelName::Softbv => EnergyModel::SoftBv,
            ModelName::Spse => EnergyModel::Spse,
        },
        spacing_ang: arguments.spacing.unwrap_or(base.spacing_ang),
        refine: arguments.refine.map_or(base.refine, Switch::is_on),
        symmetry_ang: match arguments.symmetry {
            SymmetryName::AsGiven => None,
            SymmetryName::Find => Some(SYMMETRY_TOLERANCE_ANG),
        },
        points,
        void_radii: arguments.void_radii,
        field: arguments.map.is_some().then_some(match arguments.quantity {
            QuantityName::Bvse => Field::SiteEnergy,
            QuantityName::Bvel => Field::EnergyLandscape,
            QuantityName::Bvs => Field::BondValenceSum,
            QuantityName::Mismatch => Field::BondValenceMismatch,
            QuantityName::Void => Field::Void,
        }),
        orderings: arguments.ordered.settings(),
        ..base
    }
}

/// What the arguments ask of a structure, checked.
pub(crate) fn checked_settings(arguments: &Bvse) -> Result<BarrierSettings, VerbError> {
    Plan::new(arguments).map(|plan| plan.settings)
}

impl Plan {
    fn new(arguments: &Bvse) -> Result<Self, VerbError> {
        let ion = mobile_ion(&arguments.ion)?;
        let voids = arguments.void_radii || arguments.quantity == QuantityName::Void;
        if voids && !arguments.fixed.is_empty() {
            return Err(VerbError::Usage(
                "--fixed has no meaning for voids: they are those between all other ions"
                    .to_owned(),
            ));
        }
        if let Some(out) = &arguments.map {
            // A format nobody can write is known before the first map is computed.
            MapFormat::from_path(out).map_err(|e| VerbError::Usage(e.to_string()))?;
        }
        let points = match &arguments.points {
            Some(path) => read_points(path)?,
            None => Vec::new(),
        };
        let plan = Self {
            settings: settings(arguments, ion, points),
            map: arguments.map.clone(),
            names: OutputNames::of(&arguments.input.files),
        };
        Self::check_model(arguments)?;
        if let Some(out) = &plan.map {
            plan.names.check("--map", out)?;
        }
        Ok(plan)
    }

    /// The emulation has no options: refuse those that would be ignored.
    fn check_model(arguments: &Bvse) -> Result<(), VerbError> {
        if arguments.model == ModelName::Spse
            && (arguments.map.is_some()
                || arguments.void_radii
                || arguments.points.is_some()
                || !arguments.fixed.is_empty()
                || arguments.insert
                || arguments.charge_scaling.is_some()
                || arguments.radii.is_some()
                || arguments.cutoff.is_some()
                || arguments.like.is_some()
                || arguments.ordered.orderings.is_some())
        {
            return Err(VerbError::Usage(
                "--model spse emulates published energies as they are; it takes --ion and --spacing only"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    fn record(&self, entry: &Entry, memory: &MemoryPool) -> BvseRecord {
        let BarrierAnswer {
            mut record, field, ..
        } = barriers(entry, &self.settings, memory);
        if let (Some(out), Some(field)) = (&self.map, field) {
            let path = self.names.path(out, &entry.file, entry.entry.as_deref());
            if let Err(reason) = save(&field, &path) {
                record.head.fail(Failure::new("map-not-written", reason));
            }
        }
        record
    }
}

/// Writes a field in the format that the name of its file says.
fn save(field: &ScalarMap, path: &Path) -> Result<(), String> {
    let format = MapFormat::from_path(path).map_err(|e| e.to_string())?;
    write_atomic_with(path, |mut file| field.write_to(&mut file, format))
        .map_err(|e| format!("cannot write \"{}\": {e}", path.display()))
}

/// Fractional points from the columns x, y, z of a CSV file.
fn read_points(path: &Path) -> Result<Vec<Vector3<f64>>, VerbError> {
    let file = File::open(path).map_err(VerbError::file(path))?;
    let pls = VerbError::pls(path);
    let sheet = hecs_pls::Sheet::read(file).map_err(&pls)?;
    let column = |name: &str| sheet.numbers(name).map_err(&pls);
    let (x, y, z) = (column("x")?, column("y")?, column("z")?);
    let points: Vec<Vector3<f64>> = (0..x.len())
        .map(|i| Vector3::new(x[i], y[i], z[i]))
        .collect();
    if let Some(row) = points.iter().position(|p| !p.iter().all(|c| c.is_finite())) {
        return Err(VerbError::Usage(format!(
            "{}: point {} has a missing coordinate",
            path.display(),
            row + 1
        )));
    }
    Ok(points)
}

/// The refined value where every dimension has one, else that of the grid: the two are not mixed in
/// one row.
fn barrier(record: &BvseRecord, name: &str) -> Option<f64> {
    let barrier = record.barriers.get(name)?.as_ref()?;
    barrier
        .refined
        .filter(|_| all_refined(record))
        .or(Some(barrier.grid))
}

fn all_refined(record: &BvseRecord) -> bool {
    let mut barriers = record.barriers.values().flatten();
    barriers.all(|b| b.refined.is_some())
}

/// The minimum above which the barriers of the row are.
fn lowest(record: &BvseRecord) -> Option<f64> {
    let refined = record.e_min_refined.filter(|_| basis(record) == "refined");
    refined.or(record.e_min)
}

/// Where the barriers of the row come from.
fn basis(record: &BvseRecord) -> &'static str {
    if record.barriers.values().flatten().next().is_none() {
        ""
    } else if all_refined(record) {
        "refined"
    } else {
        "grid"
    }
}

impl Record for BvseRecord {
    fn header() -> Vec<String> {
        let own = [
            "ion",
            "model",
            "E_1D_eV",
            "E_2D_eV",
            "E_3D_eV",
            "E_min_eV",
            "basis",
            "grid",
            "spacing_A",
            "cutoff_A",
            "radii",
            "charge_scaling",
            "symmetry_tolerance_A",
            "conventions",
        ];
        header_of(&[&own[..], &orderings::COLUMNS].concat())
    }

    fn row(&self) -> Vec<String> {
        let settings = &self.settings;
        let mut own = vec![
            self.ion.clone(),
            self.model.to_owned(),
            optional(barrier(self, "1d")),
            optional(barrier(self, "2d")),
            optional(barrier(self, "3d")),
            optional(lowest(self)),
            basis(self).to_owned(),
            grid(self),
            settings.spacing.to_string(),
            settings.cutoff.to_string(),
            self.radii.to_owned(),
            settings.charge_scaling.to_string(),
            optional(settings.symmetry_tolerance),
            settings.conventions.to_owned(),
        ];
        own.extend(orderings::cells(self.orderings.as_ref()));
        row_of(&self.head, own)
    }

    fn short_header() -> Vec<String> {
        header_of(&[
            "ion", "E_1D_eV", "E_2D_eV", "E_3D_eV", "E_min_eV", "basis", "grid", "settings",
        ])
    }

    fn short_row(&self) -> Vec<String> {
        let own = vec![
            self.ion.clone(),
            rounded(barrier(self, "1d"), 4),
            rounded(barrier(self, "2d"), 4),
            rounded(barrier(self, "3d"), 4),
            rounded(lowest(self), 4),
            basis(self).to_owned(),
            grid(self),
            settings_in_words(self),
        ];
        row_of(&self.head, own)
    }

    fn head(&self) -> &Head {
        &self.head
    }
}

fn grid(record: &BvseRecord) -> String {
    let grid = record.grid;
    grid.map_or(String::new(), |[x, y, z]| format!("{x}×{y}×{z}"))
}

/// What decides the numbers, as short as the defaults allow.
pub(crate) fn settings_in_words(record: &BvseRecord) -> String {
    let settings = &record.settings;
    let mut words = vec![record.model.to_owned(), format!("{} Å", settings.spacing)];
    if settings.cutoff != Options::default().cutoff_ang {
        words.push(format!("cutoff {} Å", settings.cutoff));
    }
    if record.radii != record.model {
        words.push(format!("radii {}", record.radii));
    }
    if !settings.charge_scaling {
        words.push("unscaled".to_owned());
    }
    if let Some(tolerance) = settings.symmetry_tolerance {
        words.push(format!("symmetry found, {tolerance} Å"));
    }
    if settings.conventions != "hecs" {
        words.push(format!("as {}", settings.conventions));
    }
    words.join(", ")
}
