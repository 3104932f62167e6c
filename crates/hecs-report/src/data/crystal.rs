//! A crystal with the energy landscape of its mobile ion, made small enough for a page.

use serde::{Deserialize, Serialize};

use super::{BarrierEnergies, NetworkView, PathPoint, Shown};
use crate::error::ReportError;

/// Points of the largest grid that goes into the page; finer maps are resampled evenly to it.
const DISPLAY_POINTS: usize = 56 * 56 * 56;

/// A crystal for the three-dimensional view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrystalView {
    /// Number of the compound; ties the view to the row of the table.
    pub no: u32,
    /// Formula as plain text.
    pub formula: String,
    /// Cell vectors a, b, c as rows, Cartesian, in Å.
    pub cell: [[f64; 3]; 3],
    /// The atoms of one cell.
    pub atoms: Vec<Atom>,
    /// The coordination polyhedra about atoms of the cell.
    pub polyhedra: Vec<Polyhedron>,
    /// The map of the mobile ion, or why there is none.
    pub map: Shown<DisplayMap>,
    /// The barriers in eV above the minimum of the map.
    pub barriers: BarrierEnergies,
    /// The easiest path, or why there is none.
    pub path: Shown<Vec<PathPoint>>,
    /// The easiest paths over the hops that decide the barriers in two and in three dimensions, for the profiles and the
    /// comparison of a ranking; `None` where the ion does not percolate in so many, or where nothing is ranked.
    #[serde(default)]
    pub wider_paths: [Option<Vec<PathPoint>>; 2],
    /// The migration network, or why there is none.
    #[serde(default)]
    pub network: Shown<NetworkView>,
}

/// The atoms about one of a cell, all of them, also those in the next cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polyhedron {
    /// Index in [`CrystalView::atoms`] of the atom in the middle.
    pub centre: usize,
    /// Index of each atom about it, and the cell that it is in as seen from [`Atom::fract`].
    pub corners: Vec<(usize, [i32; 3])>,
}

/// One position of a crystal, shared by one or several species.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Atom {
    /// Label from the file.
    pub label: String,
    /// Role; decides the colour.
    pub role: Role,
    /// Element symbols with their occupancies, in the order of the file.
    pub species: Vec<(String, f64)>,
    /// Fractional position.
    pub fract: [f64; 3],
    /// Radius to draw, in Å; a small fraction of the ionic radius keeps the view open.
    pub radius: f64,
}

/// Jumps of one kind between positions of the mobile ion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JumpView {
    /// What they are called, `doublet`.
    pub name: String,
    /// Their length in Å.
    pub distance_ang: f64,
    /// Whether they lead around one and the same anion, so that together they draw the cage.
    pub stays_in_cage: bool,
    /// Fractional positions of start and end, unwrapped.
    pub ends: Vec<[[f64; 3]; 2]>,
}

/// The part a site plays in the argyrodite framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Free anion on 4a.
    A,
    /// Framework cation on 4b.
    B,
    /// Free anion on 4c.
    C,
    /// Anion bonded to B, on 16e.
    E,
    /// The mobile ion.
    Mobile,
    /// Any other cation.
    Cation,
    /// Any other anion.
    Anion,
}

/// A periodic energy map in eight bits, at most about 56³ points.
///
/// It serves the eye alone: the surface of a level lies within about one display voxel of the
/// true one, and whether a level percolates is for [`BarrierEnergies`] to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisplayMap {
    /// Divisions along a, b and c.
    pub divisions: [usize; 3],
    /// Energy that the highest code stands for, in eV above the minimum; all above is cut there.
    pub ceiling_ev: f64,
    /// Codes 0 … 255 for 0 … `ceiling_ev`, x slowest: `(ix·ny + iy)·nz + iz`.
    pub codes: Vec<u8>,
}

impl DisplayMap {
    /// Resamples a periodic map (points k/n, no repeated face; x slowest) and cuts it at
    /// `ceiling_ev` above `e_min_ev`. Values and energies in eV.
    ///
    /// # Errors
    /// [`ReportError::MapShape`] where the divisions do not fit the values, [`ReportError::MapRange`] for energies that are no range.
    pub fn from_grid(
        divisions: [usize; 3],
        values: &[f32],
        e_min_ev: f64,
        ceiling_ev: f64,
    ) -> Result<Self, ReportError> {
        let expected = divisions.iter().product::<usize>();
        if expected == 0 || values.len() != expected {
            return Err(ReportError::MapShape {
                divisions,
                values: values.len(),
            });
        }
        if !(e_min_ev.is_finite() && ceiling_ev.is_finite() && ceiling_ev > 0.0) {
            return Err(ReportError::MapRange {
                e_min_ev,
                ceiling_ev,
            });
        }
        let share = (DISPLAY_POINTS as f64 / expected as f64).cbrt().min(1.0);
        let out = divisions.map(|n| ((n as f64 * share).round() as usize).max(1));
        let scale = 255.0 / ceiling_ev;
        // NaN and overflow are walls: nothing moves where no energy is known.
        let code = |energy: f64| {
            let above = (energy - e_min_ev) * scale;
            if above.is_finite() {
                above.round().clamp(0.0, 255.0) as u8
            } else {
                255
            }
        };
        let at = |x: usize, y: usize, z: usize| {
            let energy = f64::from(values[(x * divisions[1] + y) * divisions[2] + z]);
            // Cut before interpolating, lest a wall of 1e3 eV eat the channel beside it.
            if energy.is_finite() {
                energy.min(e_min_ev + ceiling_ev)
            } else {
                e_min_ev + ceiling_ev
            }
        };
        Ok(Self {
            divisions: out,
            ceiling_ev,
            codes: resampled(divisions, out, at).map(code).collect(),
        })
    }

    /// Whether the divisions fit the codes.
    pub(crate) fn is_whole(&self) -> bool {
        let points = (self.divisions.iter()).try_fold(1usize, |n, d| n.checked_mul(*d));
        points == Some(self.codes.len()) && !self.codes.is_empty()
    }

    /// The map on fewer divisions; as it is where it is no map.
    pub(crate) fn coarser(&self, divisions: [usize; 3]) -> Self {
        if !self.is_whole() {
            return self.clone();
        }
        let [_, ny, nz] = self.divisions;
        let at = |x: usize, y: usize, z: usize| f64::from(self.codes[(x * ny + y) * nz + z]);
        let out = [0, 1, 2].map(|k| divisions[k].clamp(1, self.divisions[k]));
        Self {
            divisions: out,
            ceiling_ev: self.ceiling_ev,
            codes: resampled(self.divisions, out, at)
                .map(|code| code.round() as u8)
                .collect(),
        }
    }
}

/// A periodic map of `from` divisions at the points of `to`, trilinear between its points.
fn resampled(
    from: [usize; 3],
    to: [usize; 3],
    at: impl Fn(usize, usize, usize) -> f64,
) -> impl Iterator<Item = f64> {
    let [xs, ys, zs] = [0, 1, 2].map(|axis| axis_weights(from[axis], to[axis]));
    let mut values = Vec::with_capacity(to.iter().product());
    for &(x0, x1, fx) in &xs {
        for &(y0, y1, fy) in &ys {
            for &(z0, z1, fz) in &zs {
                let along_z = |x, y| at(x, y, z0) * (1.0 - fz) + at(x, y, z1) * fz;
                let along_y = |x| along_z(x, y0) * (1.0 - fy) + along_z(x, y1) * fy;
                values.push(along_y(x0) * (1.0 - fx) + along_y(x1) * fx);
            }
        }
    }
    values.into_iter()
}

/// For each of `to` samples the two neighbours among `from` points and the share of the second.
fn axis_weights(from: usize, to: usize) -> Vec<(usize, usize, f64)> {
    (0..to)
        .map(|k| {
            let position = k as f64 * from as f64 / to as f64;
            let low = position.floor();
            (
                low as usize % from,
                (low as usize + 1) % from,
                position - low,
            )
        })
        .collect()
}
