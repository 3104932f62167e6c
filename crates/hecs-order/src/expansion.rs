//! The smallest supercell whose occupancies are whole numbers of atoms.

use hecs_core::Structure;
use nalgebra::{Matrix3, Vector3};

use crate::share::Share;
use crate::{OrderError, SupercellOptions};

/// How large a supercell is made for the occupancies.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExpansionOptions {
    /// The most that an occupancy may change by rounding.
    pub tolerance: f64,
    /// The most atoms that the supercell may hold, vacant positions left out.
    pub most_atoms: usize,
}

impl Default for ExpansionOptions {
    /// Occupancies are refined to one or two hundredths at best; 200 atoms are what first-principles methods take.
    fn default() -> Self {
        Self {
            tolerance: 0.02,
            most_atoms: 200,
        }
    }
}

impl ExpansionOptions {
    /// Both limits.
    pub fn new(tolerance: f64, most_atoms: usize) -> Self {
        Self {
            tolerance,
            most_atoms,
        }
    }
}

/// A supercell chosen, and how well it holds the occupancies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Expansion {
    /// Multiples of a, b and c.
    pub multiples: [i32; 3],
    /// The most that an occupancy changes; above the tolerance where no supercell within the limit of atoms keeps it.
    pub worst: f64,
}

impl Expansion {
    /// The supercell of whole multiples of the cell vectors with the fewest cells whose rounded occupancies are all within the
    /// tolerance; where none has as few atoms as wanted, that with the smallest change. Of several shapes the one with the largest distance
    /// between opposite faces where it is thinnest, then the one with the larger multiples of c and b.
    ///
    /// # Errors
    /// [`OrderError::TooManySpecies`].
    pub fn of(
        structure: &Structure,
        options: &SupercellOptions,
        limits: &ExpansionOptions,
    ) -> Result<Self, OrderError> {
        let atoms: f64 = structure.composition().values().sum();
        let most = (limits.most_atoms as f64 / atoms).floor().max(1.0) as i32;
        let mut best: Option<Self> = None;
        for cells in 1..=most {
            // How occupancies round depends on the number of cells alone.
            let worst = worst_change(structure, cells, options)?;
            if best.as_ref().is_none_or(|b| worst < b.worst) {
                let multiples = most_compact(structure, cells);
                best = Some(Self { multiples, worst });
            }
            if worst <= limits.tolerance {
                break;
            }
        }
        Ok(best.unwrap_or(Self {
            multiples: [1; 3],
            worst: 0.0,
        }))
    }

    /// The multiples as a matrix.
    pub fn matrix(&self) -> Matrix3<i32> {
        Matrix3::from_diagonal(&Vector3::from(self.multiples))
    }
}

/// The shape of so many cells that is widest where it is thinnest.
fn most_compact(structure: &Structure, cells: i32) -> [i32; 3] {
    let widths = structure.lattice().perpendicular_widths();
    let mut best = ([1, 1, cells], 0.0);
    for a in (1..=cells).filter(|a| cells % a == 0) {
        for b in (1..=cells / a).filter(|b| (cells / a) % b == 0) {
            let multiples = [a, b, cells / a / b];
            let thinnest = [0, 1, 2]
                .map(|i| widths[i] * f64::from(multiples[i]))
                .into_iter()
                .fold(f64::INFINITY, f64::min);
            if thinnest > best.1 * (1.0 + 1e-9) {
                best = (multiples, thinnest);
            }
        }
    }
    best.0
}

fn worst_change(
    structure: &Structure,
    cells: i32,
    options: &SupercellOptions,
) -> Result<f64, OrderError> {
    let shares = Share::of_all(structure, cells as usize, options)?;
    let changes = shares.iter().flat_map(Share::rounding);
    Ok(changes.map(|r| r.change().abs()).fold(0.0, f64::max))
}
