//! Writes the map of a CIF file in every format: `map_files FILE SPACING FOLDER`.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use hecs_bvse::{EnergyMap, Framework, MapFormat, Options};
use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Ion;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, spacing, folder] = arguments.as_slice() else {
        return Err("usage: map_files FILE SPACING FOLDER".into());
    };
    let reading = read_structure(&std::fs::read(path)?, &ReadOptions::default());
    let structure = reading.structure.ok_or("the file holds no structure")?;
    let framework = Framework::new(&structure, Ion::LI, &Options::default())?;
    let map = EnergyMap::compute(&framework, spacing.parse()?)?;
    std::fs::create_dir_all(folder)?;
    for extension in ["npy", "cube", "grd", "pgrid", "vti"] {
        let path = Path::new(folder).join(format!("map.{extension}"));
        let mut file = BufWriter::new(File::create(&path)?);
        map.scalar()
            .write_to(&mut file, MapFormat::from_path(&path)?)?;
        file.flush()?;
    }
    Ok(())
}
