//! Structures as databases have them: in P1, in cells of any origin, without charges or formula.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Element, Structure};
use nalgebra::Vector3;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// Writes copies of the lithium structures of a folder as lines of pymatgen's JSON: each base in turn, shifted by a random
/// vector, every second time around doubled along a. How many bases there are.
pub(crate) fn write_copies(dir: &Path, count: usize, out: &Path) -> Result<usize, Box<dyn Error>> {
    let bases = bases(dir)?;
    if bases.is_empty() {
        return Err(format!("{}: no CIF file with lithium", dir.display()).into());
    }
    let mut generator = ChaCha8Rng::seed_from_u64(1);
    let mut file = GzEncoder::new(BufWriter::new(File::create(out)?), Compression::fast());
    for i in 0..count {
        let shift = Vector3::from_fn(|_, _| generator.random::<f64>());
        let times = 1 + (i / bases.len()) % 2;
        writeln!(file, "{}", copy(&bases[i % bases.len()], &shift, times))?;
    }
    file.finish()?.flush()?;
    Ok(bases.len())
}

fn bases(dir: &Path) -> Result<Vec<Structure>, Box<dyn Error>> {
    let lithium: Element = "Li".parse()?;
    let mut bases = Vec::new();
    for file in cif_files(dir)? {
        let reading = read_structure(&fs::read(&file)?, &ReadOptions::default());
        let structure = reading
            .structure
            .filter(|s| s.sites().iter().any(|site| site.contains(lithium)));
        bases.extend(structure);
    }
    Ok(bases)
}

/// The CIF files of a folder and of those below it, sorted.
pub(crate) fn cif_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "cif") {
            found.push(path);
        }
    }
    Ok(())
}

/// A structure in P1, `times` cells along a, as pymatgen writes it.
fn copy(base: &Structure, shift: &Vector3<f64>, times: usize) -> Value {
    let basis = base.lattice().basis();
    let vector = |j: usize| -> Vec<f64> {
        let repeat = if j == 0 { times as f64 } else { 1.0 };
        basis.column(j).iter().map(|x| x * repeat).collect()
    };
    let mut sites = Vec::new();
    for site in base.sites() {
        let species: Vec<Value> = (site.species.iter())
            .map(|s| json!({"element": s.element.to_string(), "occu": s.occupancy}))
            .collect();
        for position in &site.positions {
            for cell in 0..times {
                let at = (position + shift).map(|x| x - x.floor());
                let x = (at.x + cell as f64) / times as f64;
                sites.push(json!({"species": species, "abc": [x, at.y, at.z]}));
            }
        }
    }
    json!({
        "@module": "pymatgen.core.structure",
        "@class": "Structure",
        "lattice": {"matrix": [vector(0), vector(1), vector(2)]},
        "sites": sites,
    })
}
