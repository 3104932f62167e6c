//! `hecs bvse`: energy map and migration barriers.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hecs_bvse::{
    Barrier, Barriers, BvseError, Depth, EnergyMap, Framework, MapFormat, Options,
    Outcome as Refinement, Radii, RefinedBarrier, RefinedBarriers, ScalarMap,
    bond_valence_mismatch_map, bond_valence_sum_map, percolation_radii, refine, spse, void_map,
};
use hecs_core::{Ion, Structure};
use nalgebra::Vector3;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Bvse, Common, Format, ModelName, QuantityName, RadiiName};
use crate::notes;
use crate::output::{Record, optional, print, resolve, rounded};
use crate::reading::{ReadInput, for_each_structure};
use crate::verb::{Outcome, VerbError};

/// One record of `hecs bvse`. Barriers are eV above the minimum, null where there is no percolation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BvseRecord {
    /// Path as given, or `<stdin>`.
    file: String,
    ok: bool,
    /// Why there is no map, if so.
    error: Option<String>,
    ion: String,
    /// Charges of each element in the structure, in e; those in between where species are averaged.
    charges: BTreeMap<String, Vec<f64>>,
    /// `softbv` or `spse`.
    model: &'static str,
    /// `softbv`, `cordero` or `spse`.
    radii: &'static str,
    /// Points along the three axes.
    grid: Option<[usize; 3]>,
    /// Distance between points along the axes, Å.
    spacing: Option<[f64; 3]>,
    unique_points: Option<usize>,
    /// Lowest and highest energy of the grid, eV.
    e_min: Option<f64>,
    e_max: Option<f64>,
    /// Energy in eV of the lowest minimum of the analytic potential, above which the refined barriers are;
    /// null where there is none.
    e_min_refined: Option<f64>,
    /// `1d`, `2d`, `3d`.
    barriers: BTreeMap<&'static str, Option<BarrierRecord>>,
    /// Barrier in steps of 20/2¹¹ eV; model `spse` only.
    ea_steps: Option<u32>,
    points: Vec<PointRecord>,
    /// Radius in Å of the largest sphere that percolates the voids between the ions in 1, 2 and 3
    /// dimensions; with `--void-radii` only.
    void_radii: Option<[Option<f64>; 3]>,
    /// What a reader of the barriers should know.
    notes: Vec<String>,
    seconds: Seconds,
}

/// A barrier.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BarrierRecord {
    /// eV, from the grid.
    grid: f64,
    /// eV, minimum and saddle refined on the analytic potential; null where that failed or was not wanted.
    refined: Option<f64>,
    /// Lattice translations along which the path repeats.
    directions: Vec<[i32; 3]>,
    /// Fractional position of the deciding saddle.
    saddle: Option<[f64; 3]>,
    /// Why there is no refined value.
    note: Option<String>,
}

/// The energy at a point.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PointRecord {
    fract: [f64; 3],
    /// eV, from the analytic potential.
    energy: f64,
}

/// Wall time of the stages.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Seconds {
    map: f64,
    percolation: f64,
    refine: f64,
}

/// What to compute, resolved from what was typed.
struct Plan {
    ion: Ion,
    options: Options,
    model: ModelName,
    spacing_ang: f64,
    refine: bool,
    map: Option<PathBuf>,
    quantity: QuantityName,
    radii_wanted: bool,
    one_input: bool,
    points: Vec<Vector3<f64>>,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Bvse, common: &Common) -> Result<Outcome, VerbError> {
    let format = resolve(common.format);
    if format != Format::Json {
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
    let records = for_each_structure(
        &arguments.input.files,
        &arguments.input.reading,
        common,
        "mapping",
        |input| plan.record(input),
        Record::error,
    );
    if !common.quiet {
        for record in &records {
            for note in &record.notes {
                say!("warning: {}: {note}", record.file);
            }
        }
    }
    print(&records, format)?;
    Ok(Outcome::of(&records))
}

impl Plan {
    fn new(arguments: &Bvse) -> Result<Self, VerbError> {
        let ion = arguments
            .ion
            .parse::<Ion>()
            .map_err(|e| VerbError::Usage(format!("--ion: {e}")))?;
        let radii = match (arguments.model, arguments.radii) {
            (ModelName::Spse, _) => Radii::Spse,
            (_, RadiiName::Softbv) => Radii::SoftBv,
            (_, RadiiName::Cordero) => Radii::Cordero,
        };
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
            ion,
            options: Options {
                radii,
                charge_scaling: arguments.charge_scaling.is_on(),
                cutoff_ang: arguments.cutoff,
                fixed: arguments.fixed.clone(),
                insert: arguments.insert,
                ..Options::default()
            },
            model: arguments.model,
            spacing_ang: arguments.spacing,
            refine: arguments.refine.is_on(),
            map: arguments.map.clone(),
            quantity: arguments.quantity,
            radii_wanted: arguments.void_radii,
            one_input: crate::input::sources(&arguments.input.files).len() == 1,
            points,
        };
        plan.check_model(arguments)?;
        plan.check_map_names(arguments)?;
        Ok(plan)
    }

    /// The emulation has no options: refuse those that would be ignored.
    fn check_model(&self, arguments: &Bvse) -> Result<(), VerbError> {
        if self.model == ModelName::Spse
            && (arguments.map.is_some()
                || arguments.void_radii
                || arguments.points.is_some()
                || !arguments.fixed.is_empty()
                || arguments.insert
                || !arguments.charge_scaling.is_on()
                || arguments.radii != RadiiName::Softbv
                || arguments.cutoff != Options::default().cutoff_ang)
        {
            return Err(VerbError::Usage(
                "--model spse emulates published energies as they are; it takes --ion and --spacing only"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Every map needs a name of its own.
    fn check_map_names(&self, arguments: &Bvse) -> Result<(), VerbError> {
        let Some(out) = &self.map else { return Ok(()) };
        let mut taken = BTreeMap::new();
        for source in crate::input::sources(&arguments.input.files) {
            let input = source.name();
            let path = self.map_path(out, &input);
            if let Some(other) = taken.insert(path.clone(), input.clone()) {
                return Err(VerbError::Usage(format!(
                    "--map: {other} and {input} would both write {}; map them in separate calls",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn record(&self, input: &ReadInput) -> BvseRecord {
        let mut record = BvseRecord {
            file: input.file.clone(),
            ok: false,
            error: None,
            ion: self.ion.to_string(),
            charges: input.structure().map(notes::charges).unwrap_or_default(),
            model: match self.model {
                ModelName::Softbv => "softbv",
                ModelName::Spse => "spse",
            },
            radii: self.options.radii.name(),
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
            notes: Vec::new(),
            seconds: Seconds::default(),
        };
        let done = match self.model {
            ModelName::Softbv => self.softbv(input, &mut record),
            ModelName::Spse => self.spse(input, &mut record),
        };
        if let (Ok(()), Ok(structure)) = (&done, input.structure()) {
            let fixed = &self.options.fixed;
            let averaged = notes::averaged(structure, self.ion);
            let shared = notes::shared(structure, self.ion, fixed);
            record.notes.extend(averaged.into_iter().chain(shared));
        }
        record.ok = done.is_ok();
        record.error = done.err();
        record
    }

    fn softbv(&self, input: &ReadInput, record: &mut BvseRecord) -> Result<(), String> {
        let structure = input.structure()?;
        let started = Instant::now();
        let framework = Framework::new(structure, self.ion, &self.options)
            .map_err(|e| notes::with_remedy(&e))?;
        let map = EnergyMap::compute(&framework, self.spacing_ang).map_err(|e| e.to_string())?;
        record.seconds.map = started.elapsed().as_secs_f64();
        record.grid = Some(map.grid().divisions());
        record.spacing = Some(map.spacing_ang());
        record.unique_points = Some(map.grid().unique_points());
        record.e_min = Some(map.e_min());
        record.e_max = Some(map.e_max());

        let started = Instant::now();
        let barriers = Barriers::from_map(&map);
        record.seconds.percolation = started.elapsed().as_secs_f64();

        let started = Instant::now();
        let refined = self.refine.then(|| refine(&map, &barriers));
        record.seconds.refine = started.elapsed().as_secs_f64();
        record.e_min_refined = refined
            .as_ref()
            .filter(|r| r.minimum == Refinement::Refined)
            .map(|r| r.e_min_ev);
        for (dimension, name) in [(1, "1d"), (2, "2d"), (3, "3d")] {
            let refined = refined
                .as_ref()
                .and_then(|r| r.get(dimension).map(|b| (r, b)));
            let barrier = barriers
                .get(dimension)
                .map(|grid| barrier_record(grid, refined));
            record.barriers.insert(name, barrier);
        }
        if self.refine {
            record.notes.extend(notes::coarse(self.spacing_ang));
            record.notes.extend(record.unrefined());
        }
        if let Some(out) = &self.map {
            let path = self.map_path(out, &input.file);
            self.field(structure, &framework, &map)
                .and_then(|field| field.save(&path))
                .map_err(|e| e.to_string())?;
        }
        if self.radii_wanted {
            let voids =
                void_map(structure, self.ion, self.spacing_ang).map_err(|e| e.to_string())?;
            record.void_radii = Some(percolation_radii(&voids));
        }
        record.points = self
            .points
            .iter()
            .map(|fract| PointRecord {
                fract: (*fract).into(),
                energy: framework.energy(fract),
            })
            .collect();
        Ok(())
    }

    /// The field that was asked for.
    fn field(
        &self,
        structure: &Structure,
        framework: &Framework,
        map: &EnergyMap,
    ) -> Result<ScalarMap, BvseError> {
        match self.quantity {
            QuantityName::Bvse => Ok(map.scalar().clone()),
            QuantityName::Bvel => {
                let full = Framework::with_depth(structure, self.ion, &self.options, Depth::Full)?;
                Ok(EnergyMap::compute(&full, self.spacing_ang)?
                    .scalar()
                    .clone())
            }
            QuantityName::Bvs => bond_valence_sum_map(framework, self.spacing_ang),
            QuantityName::Mismatch => bond_valence_mismatch_map(framework, self.spacing_ang),
            QuantityName::Void => void_map(structure, self.ion, self.spacing_ang),
        }
    }

    /// Where the map of an input goes: as named, or with the input's name before it where there are
    /// several.
    fn map_path(&self, out: &Path, input: &str) -> PathBuf {
        if self.one_input {
            return out.to_owned();
        }
        let stem = Path::new(input)
            .file_stem()
            .map_or("stdin".into(), |s| s.to_string_lossy());
        let name = out
            .file_name()
            .map_or("map".into(), |n| n.to_string_lossy());
        out.with_file_name(format!("{stem}_{name}"))
    }

    fn spse(&self, input: &ReadInput, record: &mut BvseRecord) -> Result<(), String> {
        let structure = input.structure()?;
        let started = Instant::now();
        let found = spse::activation_energy_steps(structure, self.ion, self.spacing_ang)
            .map_err(|e| e.to_string())?;
        record.seconds.map = started.elapsed().as_secs_f64();
        record.grid = Some(found.grid);
        record.unique_points = Some(found.unique_points);
        record.e_min = Some(found.e_min_ev);
        record.ea_steps = found.steps();
        for (i, name) in ["1d", "2d", "3d"].into_iter().enumerate() {
            let barrier = found.steps_by_dimension[i].map(|steps| BarrierRecord {
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
}

/// A barrier of the grid with what refinement made of it; a value counts as refined only where both
/// the minimum and the saddle are stationary points of the potential.
fn barrier_record(
    grid: &Barrier,
    refined: Option<(&RefinedBarriers, &RefinedBarrier)>,
) -> BarrierRecord {
    let mut record = BarrierRecord {
        grid: grid.energy_ev,
        refined: None,
        directions: grid.directions.clone(),
        saddle: Some(grid.saddle_fract.into()),
        note: None,
    };
    if let Some((all, one)) = refined {
        match (all.minimum, one.outcome) {
            (Refinement::Refined, Refinement::Refined) => {
                record.refined = Some(one.barrier.energy_ev);
                record.saddle = Some(one.barrier.saddle_fract.into());
            }
            (Refinement::Grid(reason), _) => {
                record.note = Some(format!("minimum not refined: {}", reason.name()));
            }
            (_, Refinement::Grid(reason)) => {
                record.note = Some(format!("saddle not refined: {}", reason.name()));
            }
        }
    }
    record
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

impl BvseRecord {
    /// The refined value where every dimension has one, else that of the grid: the two are not mixed in
    /// one row.
    fn barrier(&self, name: &str) -> Option<f64> {
        let barrier = self.barriers.get(name)?.as_ref()?;
        barrier
            .refined
            .filter(|_| self.all_refined())
            .or(Some(barrier.grid))
    }

    fn all_refined(&self) -> bool {
        let mut barriers = self.barriers.values().flatten();
        barriers.all(|b| b.refined.is_some())
    }

    /// The minimum above which the barriers of the row are.
    fn lowest(&self) -> Option<f64> {
        let refined = self.e_min_refined.filter(|_| self.basis() == "refined");
        refined.or(self.e_min)
    }

    /// Where the barriers of the row come from.
    fn basis(&self) -> &'static str {
        if self.barriers.values().flatten().next().is_none() {
            ""
        } else if self.all_refined() {
            "refined"
        } else {
            "grid"
        }
    }

    /// Which barriers could not be refined, and why.
    fn unrefined(&self) -> Option<String> {
        let reasons: Vec<String> = self
            .barriers
            .iter()
            .filter_map(|(name, b)| Some(format!("{name}, {}", b.as_ref()?.note.as_ref()?)))
            .collect();
        (!reasons.is_empty()).then(|| {
            format!(
                "barriers are those of the grid ({}); a smaller --spacing helps",
                reasons.join("; ")
            )
        })
    }
}

impl Record for BvseRecord {
    fn header() -> Vec<String> {
        [
            "file", "ion", "model", "E_1D_eV", "E_2D_eV", "E_3D_eV", "E_min_eV", "basis", "grid",
            "error",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.file.clone(),
            self.ion.clone(),
            self.model.to_owned(),
            optional(self.barrier("1d")),
            optional(self.barrier("2d")),
            optional(self.barrier("3d")),
            optional(self.lowest()),
            self.basis().to_owned(),
            self.grid
                .map_or(String::new(), |[x, y, z]| format!("{x}×{y}×{z}")),
            self.error.clone().unwrap_or_default(),
        ]
    }

    fn short_row(&self) -> Vec<String> {
        let mut row = self.row();
        for (cell, name) in row[3..6].iter_mut().zip(["1d", "2d", "3d"]) {
            *cell = rounded(self.barrier(name), 4);
        }
        row[6] = rounded(self.lowest(), 4);
        row
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
