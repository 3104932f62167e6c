//! What our crates make of the 51 CIF files.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use hecs_bvse::{Framework, Migration};
use hecs_cif::{ReadOptions, read_structure};
use hecs_cli::Progress;
use hecs_core::{Ion, Structure};
use hecs_descriptors::{Descriptor, Hecs, Options, SConfLi};
use rayon::prelude::*;

use super::level1::EA_STEP_EV;
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
    pub(crate) structure: Structure,
    /// The 32 descriptors by the standard definitions, in the order of the published table.
    pub(crate) descriptors: Vec<f64>,
    /// S_conf_Li with the slip of the published column.
    pub(crate) s_conf_li_as_published: f64,
    /// Nos. 14–23 from the as-published variant, all others from the standard structure.
    pub(crate) spse_as_published: Spse,
    /// From the standard structure throughout.
    pub(crate) spse_standard: Spse,
    /// Three-dimensional barrier of the grid, eV.
    pub(crate) softbv_ev: f64,
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
    let structure = read(&fixtures.join("structures").join(name))?;
    let describe = |s_conf_li: SConfLi| {
        let options = Options {
            s_conf_li,
            ..Options::default()
        };
        Hecs::describe_with(&structure, &options).map_err(|e| e.to_string())
    };
    let standard = describe(SConfLi::Standard)?;
    let as_published = describe(SConfLi::AsPublished)?;

    let spse_standard = spse(&structure)?;
    let variant = fixtures.join("structures_as_published").join(name);
    let spse_as_published = if variant.exists() {
        spse(&read(&variant)?)?
    } else {
        spse_standard
    };

    let options = hecs_bvse::Options::default();
    let framework = Framework::new(&structure, Ion::LI, &options).map_err(|e| e.to_string())?;
    let migration = Migration::of(&framework, SPACING_ANG).map_err(|e| e.to_string())?;
    let softbv = migration
        .barriers()
        .get(3)
        .ok_or("the map does not percolate in three dimensions")?;
    Ok(Computed {
        no,
        descriptors: standard.values().to_vec(),
        s_conf_li_as_published: as_published[Descriptor::SConfLi],
        spse_as_published,
        spse_standard,
        softbv_ev: softbv.grid_ev,
        softbv_refined_ev: softbv.refined_ev,
        softbv_steps: (softbv.grid_ev / EA_STEP_EV).ceil() as u32,
        structure,
    })
}

fn spse(structure: &Structure) -> Result<Spse, String> {
    let barriers = hecs_bvse::spse::activation_energy_steps(structure, Ion::LI, SPACING_ANG)
        .map_err(|e| e.to_string())?;
    let steps = barriers.steps().ok_or("spse: no percolation below 20 eV")?;
    Ok(Spse {
        steps,
        ea_ev: f64::from(steps) * EA_STEP_EV,
    })
}

/// The structure of a fixture; its diagnostics must not be errors.
fn read(path: &PathBuf) -> Result<Structure, String> {
    let bytes = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    read_structure(&bytes, &ReadOptions::default())
        .into_structure()
        .map_err(|error| format!("{}: {error}", path.display()))
}
