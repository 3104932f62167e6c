//! Map files: each format to any writer.

mod cube;
mod grd;
mod npy;
mod pgrid;
mod vti;

use std::io::{self, Write};
use std::path::Path;

use crate::{BvseError, ScalarMap};

/// A file format for maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapFormat {
    /// Gaussian cube: text, lengths in bohr, values as they are.
    Cube,
    /// VESTA general grid: text, z fastest.
    Grd,
    /// VESTA periodic grid: binary, single precision, x fastest.
    Pgrid,
    /// VTK image data: XML with appended binary values, x fastest; an oblique cell is in the
    /// `Direction` matrix.
    Vti,
    /// NumPy array of shape (nx, ny, nz), single precision.
    Npy,
}

impl MapFormat {
    /// The format that the extension of a path names.
    ///
    /// # Errors
    /// [`BvseError::UnknownFormat`].
    pub fn from_path(path: &Path) -> Result<Self, BvseError> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        match extension.to_ascii_lowercase().as_str() {
            "cube" | "cub" => Ok(Self::Cube),
            "grd" => Ok(Self::Grd),
            "pgrid" => Ok(Self::Pgrid),
            "vti" => Ok(Self::Vti),
            "npy" => Ok(Self::Npy),
            _ => Err(BvseError::UnknownFormat {
                path: path.to_path_buf(),
            }),
        }
    }
}

impl ScalarMap {
    /// Writes the whole cell (every grid point once) in a format.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_to(&self, writer: &mut impl Write, format: MapFormat) -> io::Result<()> {
        match format {
            MapFormat::Cube => cube::write(self, writer),
            MapFormat::Grd => grd::write(self, writer),
            MapFormat::Pgrid => pgrid::write(self, writer),
            MapFormat::Vti => vti::write(self, writer),
            MapFormat::Npy => npy::write(self, writer),
        }
    }

    /// Values with x fastest, as VTK and VESTA's periodic grids have them.
    fn values_x_fastest(&self) -> impl Iterator<Item = f32> + '_ {
        let [nx, ny, nz] = self.grid.divisions();
        (0..nz)
            .flat_map(move |k| (0..ny).flat_map(move |j| (0..nx).map(move |i| self.value(i, j, k))))
    }
}
