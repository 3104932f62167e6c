//! `cargo xtask peers`: what other programs make of our files.
//!
//! Installs nothing: where Python or a module is missing, the check says that it was skipped.

mod copied_barriers;
mod coulomb;
mod orders;
mod streams;
mod tables;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use hecs_analysis::{ImageSettings, images};
use hecs_bvse::{EnergyMap, Framework, MapFormat, Options};
use hecs_cif::{ReadOptions, read_structure, write_structure};
use hecs_core::{Ion, Lattice, Species, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::{program, root};

/// Distance between grid points of the maps in Å; coarse, since the layout is what is checked.
const SPACING_ANG: f64 = 0.4;

/// Writes a cubic and an oblique map in every format and has ASE, pyvista and numpy read them; images of a hop, and has ASE and pymatgen
/// read those; structures of the CIF files in `corpus` (those of the fixtures without one), which ASE and pymatgen write and hecs-io reads, with the same barriers;
/// Coulomb energies of the fixtures, which pymatgen sums again; configurations of disordered structures, which shry orders, too; and tables of screenings, which pandas, polars and DuckDB read.
///
/// # Errors
/// Where a reader finds other values than were written.
pub(crate) fn run(corpus: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(root().join("fixtures/structures/005_Li6PS5I.cif"))?;
    let cubic = read_structure(&bytes, &ReadOptions::default()).into_structure()?;
    let oblique = cubic.in_cell(&Matrix3::new(1, 1, 0, 0, 1, 1, 0, 0, 1))?;
    for (name, structure) in [("cubic", &cubic), ("oblique", &oblique)] {
        check_maps(name, structure)?;
    }
    check_images()?;
    let fixtures = root().join("fixtures/structures");
    coulomb::check(&fixtures)?;
    streams::check(corpus.unwrap_or(&fixtures))?;
    orders::check(corpus.unwrap_or(&fixtures))?;
    let folder = root().join("target/peers/tables");
    tables::write(&program()?, &fixtures, &folder)?;
    println!("tables:");
    run_script(
        "check_tables.py",
        &folder,
        "a table is read with other columns, types or values",
    )
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
    println!("{name} cell:");
    run_script(
        "check_maps.py",
        &folder,
        "a map is read back with other values",
    )
}

/// Writes images of a hop in every format; ASE and pymatgen read the same atoms, and a NEB of ASE starts from them.
fn check_images() -> Result<(), Box<dyn Error>> {
    let folder = root().join("target/peers/images");
    // Antiperovskite Li3OCl (doi:10.1021/ja305709z); the ion hops along the edge of the octahedron of oxygen.
    let lattice = Lattice::cubic(3.91)?;
    let sites = [
        ("Li+", [0.0, 0.5, 0.5]),
        ("Li+", [0.5, 0.0, 0.5]),
        ("Li+", [0.5, 0.5, 0.0]),
        ("O2-", [0.5; 3]),
        ("Cl-", [0.0; 3]),
    ];
    let mut positions = Vec::new();
    for (ion, fract) in sites {
        positions.push((vec![Species::of(ion.parse()?)], Vector3::from(fract)));
    }
    let structure = Structure::from_positions(lattice, positions)?;
    // A little off the straight line, away from oxygen.
    let path = [[0.0, 0.5, 0.5], [0.22, 0.22, 0.5], [0.5, 0.0, 0.5]].map(Vector3::from);
    let found = images(&structure, Ion::LI, &path, &ImageSettings::new(5))?;
    let mut frames = String::new();
    for (number, frame) in found.frames.iter().enumerate() {
        let of_image = folder.join(format!("{number:02}"));
        fs::create_dir_all(&of_image)?;
        fs::write(of_image.join("POSCAR"), hecs_io::poscar::write(frame)?)?;
        fs::write(of_image.join("image.cif"), write_structure(frame, &[])?)?;
        frames += &hecs_io::extxyz::write(frame, &[("image", &number.to_string())])?;
    }
    fs::write(folder.join("images.extxyz"), frames)?;
    println!("images:");
    run_script(
        "check_images.py",
        &folder,
        "the images are read with other atoms",
    )
}

/// Runs a script of `xtask/peers` on a folder.
fn run_script(script: &str, folder: &Path, complaint: &str) -> Result<(), Box<dyn Error>> {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = root().join("xtask/peers").join(script);
    match Command::new(&python).arg(script).arg(folder).status() {
        Err(_) => println!("skipped: {} cannot be run", python.display()),
        Ok(status) if status.success() => {}
        Ok(_) => return Err(complaint.into()),
    }
    Ok(())
}
