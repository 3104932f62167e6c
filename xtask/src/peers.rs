//! `cargo xtask peers`: what other programs make of our files.
//!
//! Installs nothing: where Python or a module is missing, the check says that it was skipped.

use std::error::Error;
use std::fs;
use std::process::Command;

use hecs_bvse::{EnergyMap, Framework, MapFormat, Options};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Ion, Structure};
use nalgebra::Matrix3;

use crate::root;

/// Distance between grid points of the maps in Å; coarse, since the layout is what is checked.
const SPACING_ANG: f64 = 0.4;

/// Writes a cubic and an oblique map in every format and has ASE, pyvista and numpy read them.
///
/// # Errors
/// Where a reader finds other values than were written.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(root().join("fixtures/structures/005_Li6PS5I.cif"))?;
    let cubic = read_structure(&bytes, &ReadOptions::default()).into_structure()?;
    let oblique = cubic.in_cell(&Matrix3::new(1, 1, 0, 0, 1, 1, 0, 0, 1))?;
    for (name, structure) in [("cubic", &cubic), ("oblique", &oblique)] {
        check_maps(name, structure)?;
    }
    Ok(())
}

fn check_maps(name: &str, structure: &Structure) -> Result<(), Box<dyn Error>> {
    let folder = root().join("target/peers").join(name);
    fs::create_dir_all(&folder)?;
    let framework = Framework::new(structure, Ion::LI, &Options::default())?;
    let map = EnergyMap::compute(&framework, SPACING_ANG)?;
    for extension in ["npy", "cube", "grd", "pgrid", "vti"] {
        let path = folder.join(format!("map.{extension}"));
        let mut bytes = Vec::new();
        map.scalar()
            .write_to(&mut bytes, MapFormat::from_path(&path)?)?;
        fs::write(&path, bytes)?;
    }
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    println!("{name} cell:");
    let script = root().join("xtask/peers/check_maps.py");
    match Command::new(&python).arg(script).arg(&folder).status() {
        Err(_) => println!("skipped: {} cannot be run", python.display()),
        Ok(status) if status.success() => {}
        Ok(_) => return Err("a map is read back with other values".into()),
    }
    Ok(())
}
