//! What our crates make of the 51 CIF files.

use std::error::Error;
use std::fs;
use std::path::Path;

use hecs_analysis::{
    BarrierSettings, EnergyModel, Entry, MemoryPool, ReadSettings, barriers, hecs_of,
};
use hecs_bvse::spse::STEP_EV;
use hecs_cli::Progress;
use hecs_core::{Ion, Structure};
use hecs_descriptors::{DescribeOptions, Descriptor, SConfLi};
use rayon::prelude::*;

use super::published::Published;

/// Distance between grid points in Å, the published one.
const SPACING_ANG: f64 = 0.1;

/// An activation energy of the `spse` emulation.
#[derive(Clone, Copy)]
pub(crate) struct Spse {
    pub(crate) steps: u32,
    pub(crate) ea_ev: f64,
}

/// Everything computed of one compound.
pub(crate) struct Computed {
    pub(crate) no: u32,
    /// The file of its standard structure, as it was read.
    pub(crate) entry: Entry,
    /// The 32 descriptors by the standard definitions, in the order of the published table.
    pub(crate) descriptors: Vec<f64>,
    /// S_conf_Li with the slip of the published column.
    pub(crate) s_conf_li_as_published: f64,
    /// Nos. 14–23 from the as-published variant, all others from the standard structure.
    pub(crate) spse_as_published: Spse,
    /// From the standard structure throughout.
    pub(crate) spse_standard: Spse,
    /// Three-dimensional barrier of the grid, eV.
    pub(crate) softbv_grid_ev: f64,
    /// The same, refined on the analytic potential.
    pub(crate) softbv_refined_ev: Option<f64>,
    /// That of the grid as the upper end of a step of 20/2¹¹ eV.
    pub(crate) softbv_steps: u32,
}

/// Reads and computes every compound of the published table, in its order.
///
/// # Errors
/// Names the file that is missing, damaged or cannot be computed.
pub(crate) fn all(
    fixtures: &Path,
    published: &Published,
    progress: &Progress,
) -> Result<Vec<Computed>, Box<dyn Error>> {
    let computed: Vec<Result<Computed, String>> = published
        .compounds
        .par_iter()
        .map(|compound| {
            let name = format!("{:03}_{}.cif", compound.no, compound.formula);
            let computed =
                one(fixtures, compound.no, &name).map_err(|error| format!("{name}: {error}"));
            progress.step();
            computed
        })
        .collect();
    Ok(computed.into_iter().collect::<Result<_, _>>()?)
}

fn one(fixtures: &Path, no: u32, name: &str) -> Result<Computed, String> {
    let entry = read(&fixtures.join("structures").join(name))?;
    let describe = |s_conf_li: SConfLi| {
        let options = DescribeOptions {
            s_conf_li,
            ..DescribeOptions::default()
        };
        hecs_of(&entry, &options)
    };
    let standard = describe(SConfLi::Standard).map_err(|why| why.message)?;
    let as_published = describe(SConfLi::AsPublished).map_err(|why| why.message)?;

    let spse_standard = spse(&entry)?;
    let variant = fixtures.join("structures_as_published").join(name);
    let spse_as_published = if variant.exists() {
        spse(&read(&variant)?)?
    } else {
        spse_standard
    };

    let record = barriers(
        &entry,
        &settings(EnergyModel::SoftBv),
        &MemoryPool::unlimited(),
    )
    .record;
    if let Some(error) = record.head.error {
        return Err(error);
    }
    let barrier = record.barriers.get("3d").and_then(Option::as_ref);
    let barrier = barrier.ok_or("the map does not percolate in three dimensions")?;
    Ok(Computed {
        no,
        descriptors: standard.values().to_vec(),
        s_conf_li_as_published: as_published[Descriptor::SConfLi],
        spse_as_published,
        spse_standard,
        softbv_grid_ev: barrier.grid,
        softbv_refined_ev: barrier.refined,
        softbv_steps: (barrier.grid / STEP_EV).ceil() as u32,
        entry,
    })
}

impl Computed {
    /// The standard structure.
    pub(crate) fn structure(&self) -> Result<&Structure, String> {
        self.entry.structure().map_err(|why| why.message)
    }
}

fn settings(model: EnergyModel) -> BarrierSettings {
    BarrierSettings {
        model,
        spacing_ang: SPACING_ANG,
        ..BarrierSettings::new(Ion::LI)
    }
}

fn spse(entry: &Entry) -> Result<Spse, String> {
    let record = barriers(
        entry,
        &settings(EnergyModel::Spse),
        &MemoryPool::unlimited(),
    )
    .record;
    if let Some(error) = record.head.error {
        return Err(error);
    }
    let steps = record.ea_steps.ok_or("spse: no percolation below 20 eV")?;
    Ok(Spse {
        steps,
        ea_ev: f64::from(steps) * STEP_EV,
    })
}

/// A fixture, read; its diagnostics must not be errors.
fn read(path: &Path) -> Result<Entry, String> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|e| format!("{name}: {e}"))?;
    let entry = Entry::from_cif(name.clone(), &bytes, &ReadSettings::default());
    entry
        .structure()
        .map_err(|error| format!("{name}: {error}"))?;
    Ok(entry)
}
