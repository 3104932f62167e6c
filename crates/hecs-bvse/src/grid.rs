//! Grids that every symmetry operation maps onto themselves, and their symmetry-unique points.

use hecs_core::{Lattice, Operation, TRANSLATION_DENOMINATOR};
use nalgebra::Vector3;

use crate::BvseError;
use crate::memory::available_bytes;

/// Edge of a brick of grid points that share their neighbour list.
pub(crate) const BRICK: usize = 4;

/// A periodic grid over the unit cell, point (i, j, k) at fractional (i/nx, j/ny, k/nz), with its
/// orbits under the symmetry of the structure.
///
/// Points are numbered (i·ny + j)·nz + k.
#[derive(Clone, Debug)]
pub struct Grid {
    divisions: [usize; 3],
    operations: Vec<Operation>,
    /// First point of each orbit; orbits are numbered brick by brick.
    representatives: Vec<u32>,
    /// Number of points of each orbit.
    multiplicities: Vec<u16>,
    /// Orbits of each brick that has any: index of the first; one more at the end.
    bricks: Vec<u32>,
    /// Orbit of every point; empty where there is no symmetry.
    orbit_of: Vec<u32>,
    /// Index of the operation that makes a point from its representative.
    operation_of: Vec<u16>,
}

impl Grid {
    /// The finest grid of at least `spacing_ang` Å between points along each axis that every
    /// operation maps onto itself: ⌊L/spacing⌋ divisions, fewer where symmetry asks for a multiple.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`], [`BvseError::TooManyPoints`], [`BvseError::NotEnoughMemory`].
    pub fn new(
        lattice: &Lattice,
        operations: &[Operation],
        spacing_ang: f64,
    ) -> Result<Self, BvseError> {
        let divisions = divisions(lattice, operations, spacing_ang)?;
        let _span = tracing::info_span!("bvse_grid", ?divisions).entered();
        Ok(Self::with_divisions(divisions, operations))
    }

    /// A grid of given divisions with those of the operations that map it onto itself.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`] for zero divisions, [`BvseError::TooManyPoints`],
    /// [`BvseError::NotEnoughMemory`].
    pub fn of_divisions(
        lattice: &Lattice,
        operations: &[Operation],
        divisions: [usize; 3],
    ) -> Result<Self, BvseError> {
        let lengths = lattice.lengths();
        let spacing_ang = (0..3)
            .map(|i| lengths[i] / divisions[i] as f64)
            .fold(f64::INFINITY, f64::min);
        if divisions.contains(&0) {
            return Err(BvseError::InvalidSpacing { spacing_ang: 0.0 });
        }
        let kept: Vec<Operation> = operations
            .iter()
            .filter(|op| maps_onto_itself(op, divisions))
            .copied()
            .collect();
        check_size(divisions.map(|n| n as f64), kept.len(), spacing_ang)?;
        Ok(Self::with_divisions(divisions, &kept))
    }

    /// A grid of given divisions; operations that do not map it onto itself must not be passed.
    pub(crate) fn with_divisions(divisions: [usize; 3], operations: &[Operation]) -> Self {
        let mut grid = Self {
            divisions,
            operations: operations.to_vec(),
            representatives: Vec::new(),
            multiplicities: Vec::new(),
            bricks: vec![0],
            orbit_of: Vec::new(),
            operation_of: Vec::new(),
        };
        if operations.len() <= 1 {
            grid.operations = vec![Operation::IDENTITY];
        }
        grid.find_orbits();
        grid
    }

    /// Numbers of points along the three axes.
    pub fn divisions(&self) -> [usize; 3] {
        self.divisions
    }

    /// Number of points in the cell.
    pub fn point_count(&self) -> usize {
        self.divisions.iter().product()
    }

    /// Number of symmetry-unique points.
    pub fn unique_points(&self) -> usize {
        self.representatives.len()
    }

    /// Operations that map the grid onto itself; the identity is the first.
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    pub(crate) fn representatives(&self) -> &[u32] {
        &self.representatives
    }

    /// Number of points of an orbit.
    pub(crate) fn multiplicity(&self, orbit: u32) -> usize {
        usize::from(self.multiplicities[orbit as usize])
    }

    /// Ranges of orbits that lie in one brick each.
    pub(crate) fn bricks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.bricks
            .windows(2)
            .map(|pair| pair[0] as usize..pair[1] as usize)
    }

    /// Number of a point.
    pub fn index(&self, [i, j, k]: [usize; 3]) -> usize {
        (i * self.divisions[1] + j) * self.divisions[2] + k
    }

    /// Coordinates of a numbered point.
    pub fn coordinates(&self, index: usize) -> [usize; 3] {
        let [_, ny, nz] = self.divisions;
        [index / (ny * nz), index / nz % ny, index % nz]
    }

    /// Fractional position of a numbered point.
    pub fn fract(&self, index: usize) -> Vector3<f64> {
        let at = self.coordinates(index);
        Vector3::from_fn(|i, _| at[i] as f64 / self.divisions[i] as f64)
    }

    /// Orbit of a point and the operation that makes it from the orbit's representative.
    pub(crate) fn orbit(&self, index: usize) -> (u32, u16) {
        (self.orbit_of[index], self.operation_of[index])
    }

    /// Image of a point under an operation, not reduced to the cell.
    pub(crate) fn image(&self, operation: usize, at: [i64; 3]) -> [i64; 3] {
        let op = &self.operations[operation];
        [0, 1, 2].map(|i| {
            let n = self.divisions[i] as i64;
            let turned: i64 = (0..3)
                .map(|j| match op.rotation[i][j] {
                    0 => 0,
                    // Coupled axes have the same number of divisions, or a multiple.
                    r => i64::from(r) * at[j] * n / self.divisions[j] as i64,
                })
                .sum();
            turned + i64::from(op.translation[i]) * n / i64::from(TRANSLATION_DENOMINATOR)
        })
    }

    fn find_orbits(&mut self) {
        let [nx, ny, nz] = self.divisions;
        let count = self.point_count();
        self.orbit_of = vec![NONE; count];
        self.operation_of = vec![0; count];
        let images = ImageTables::new(self);
        for brick_x in (0..nx).step_by(BRICK) {
            for brick_y in (0..ny).step_by(BRICK) {
                for brick_z in (0..nz).step_by(BRICK) {
                    let before = self.representatives.len();
                    for i in brick_x..(brick_x + BRICK).min(nx) {
                        for j in brick_y..(brick_y + BRICK).min(ny) {
                            for k in brick_z..(brick_z + BRICK).min(nz) {
                                let index = self.index([i, j, k]);
                                if self.orbit_of[index] == NONE {
                                    self.mark_orbit(&images, [i, j, k], index);
                                }
                            }
                        }
                    }
                    if self.representatives.len() > before {
                        self.bricks.push(self.representatives.len() as u32);
                    }
                }
            }
        }
    }

    fn mark_orbit(&mut self, images: &ImageTables, at: [usize; 3], index: usize) {
        let orbit = self.representatives.len() as u32;
        self.representatives.push(index as u32);
        let mut stabiliser = 0;
        // Backwards, so that the identity has the last word on the representative itself.
        for operation in (0..self.operations.len()).rev() {
            let point = images.index(self, operation, at);
            self.orbit_of[point] = orbit;
            self.operation_of[point] = operation as u16;
            stabiliser += usize::from(point == index);
        }
        let multiplicity = self.operations.len() / stabiliser;
        self.multiplicities.push(multiplicity as u16);
    }
}

/// Numbers of images by addition: for an operation that permutes the axes and their signs, the
/// number of the image is a sum of one term for each coordinate of the point.
struct ImageTables {
    /// Terms of operation o and axis a start at `starts[3·o + a]`; none for other operations.
    starts: Vec<usize>,
    terms: Vec<u32>,
}

impl ImageTables {
    fn new(grid: &Grid) -> Self {
        let n = grid.divisions;
        let strides = [n[1] * n[2], n[2], 1];
        let mut tables = Self {
            starts: Vec::with_capacity(3 * grid.operations.len()),
            terms: Vec::new(),
        };
        for (number, operation) in grid.operations.iter().enumerate() {
            let r = &operation.rotation;
            let permutes = r
                .iter()
                .all(|row| row.iter().filter(|x| **x != 0).count() == 1);
            for axis in 0..3 {
                let to = (0..3).find(|i| r[*i][axis] != 0).filter(|_| permutes);
                let Some(to) = to else {
                    tables.starts.push(usize::MAX);
                    continue;
                };
                tables.starts.push(tables.terms.len());
                for at in 0..n[axis] {
                    let mut point = [0_i64; 3];
                    point[axis] = at as i64;
                    let image = grid.image(number, point)[to];
                    let home = image.rem_euclid(n[to] as i64) as usize;
                    tables.terms.push((home * strides[to]) as u32);
                }
            }
        }
        tables
    }

    /// Number of the image of a point under an operation.
    fn index(&self, grid: &Grid, operation: usize, at: [usize; 3]) -> usize {
        let starts = &self.starts[3 * operation..3 * operation + 3];
        if starts[0] == usize::MAX {
            let image = grid.image(operation, at.map(|x| x as i64));
            let home = [0, 1, 2].map(|i| image[i].rem_euclid(grid.divisions[i] as i64) as usize);
            return grid.index(home);
        }
        let term = |axis: usize| self.terms[starts[axis] + at[axis]];
        (term(0) + term(1) + term(2)) as usize
    }
}

const NONE: u32 = u32::MAX;

/// Largest grid spacing in Å: about the length of a jump, beyond which a grid says nothing of barriers.
const COARSEST_ANG: f64 = 2.0;

/// The largest divisions of at least `spacing_ang` that the operations map onto themselves: t·n must
/// be an integer for every translation part, and axes that a rotation mixes share their number.
fn divisions(
    lattice: &Lattice,
    operations: &[Operation],
    spacing_ang: f64,
) -> Result<[usize; 3], BvseError> {
    if !spacing_ang.is_finite() || spacing_ang <= 0.0 || spacing_ang > COARSEST_ANG {
        return Err(BvseError::InvalidSpacing { spacing_ang });
    }
    let wanted = lattice
        .lengths()
        .map(|l| (l / spacing_ang + 1e-9).floor().max(1.0));
    let mut group = [0, 1, 2];
    let mut factor = [1_i64; 3];
    for operation in operations {
        for i in 0..3 {
            let t = i64::from(operation.translation[i]);
            let denominator = i64::from(TRANSLATION_DENOMINATOR);
            factor[i] =
                least_common_multiple(factor[i], denominator / common_divisor(t, denominator));
            for j in 0..3 {
                if operation.rotation[i][j] != 0 && group[i] != group[j] {
                    let (keep, drop) = (group[i].min(group[j]), group[i].max(group[j]));
                    group = group.map(|g| if g == drop { keep } else { g });
                }
            }
        }
    }
    let found = [0, 1, 2].map(|i| {
        let mates = (0..3).filter(|j| group[*j] == group[i]);
        let (mut number, mut multiple) = (1.0_f64, 1_i64);
        for j in mates {
            number = number.max(wanted[j]);
            multiple = least_common_multiple(multiple, factor[j]);
        }
        (number / multiple as f64).floor().max(1.0) * multiple as f64
    });
    check_size(found, operations.len(), spacing_ang)?;
    Ok(found.map(|n| n as usize))
}

/// Refuses spacings that are no length or need too many points.
pub(crate) fn check_spacing(lattice: &Lattice, spacing_ang: f64) -> Result<(), BvseError> {
    divisions(lattice, &[Operation::IDENTITY], spacing_ang).map(|_| ())
}

/// Whether an operation takes every point of a grid to a point of it.
fn maps_onto_itself(operation: &Operation, divisions: [usize; 3]) -> bool {
    (0..3).all(|i| {
        let n = divisions[i] as i64;
        let whole =
            i64::from(operation.translation[i]) * n % i64::from(TRANSLATION_DENOMINATOR) == 0;
        whole && (0..3).all(|j| i64::from(operation.rotation[i][j]) * n % divisions[j] as i64 == 0)
    })
}

/// Refuses what no index or no memory holds.
fn check_size(divisions: [f64; 3], operations: usize, spacing_ang: f64) -> Result<(), BvseError> {
    const LIMIT: f64 = 2_147_483_648.0;
    let points: f64 = divisions.iter().product();
    if points > LIMIT {
        return Err(BvseError::TooManyPoints {
            spacing_ang,
            points,
            advised_ang: spacing_ang * (points / LIMIT).cbrt() * 1.02,
        });
    }
    // Orbit and operation of every point; value, sorting and union–find of the unique ones.
    let needed = points * 6.0 + points / operations.max(1) as f64 * 32.0;
    if let Some(available_bytes) = available_bytes().filter(|a| needed > *a as f64) {
        return Err(BvseError::NotEnoughMemory {
            needed_bytes: needed as u64,
            available_bytes,
            advised_ang: spacing_ang * (needed / available_bytes as f64).cbrt() * 1.02,
        });
    }
    Ok(())
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 {
        a.abs()
    } else {
        common_divisor(b, a % b)
    }
}

fn least_common_multiple(a: i64, b: i64) -> i64 {
    a / common_divisor(a, b) * b
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::{SpaceGroup, TabulatedSetting};

    #[test]
    fn a_face_centred_cubic_grid_has_about_one_96th_of_unique_points() {
        let lattice = Lattice::cubic(10.1448).unwrap();
        let group = SpaceGroup::from_number(216).unwrap();
        let grid = Grid::new(&lattice, &group.operations, 0.1).unwrap();
        assert_eq!(grid.divisions(), [100; 3]);
        assert!(grid.unique_points() < grid.point_count() / 80);
        assert_eq!(
            grid.bricks().map(|r| r.len()).sum::<usize>(),
            grid.unique_points()
        );
    }

    #[test]
    fn every_tabulated_setting_maps_its_grid_onto_itself() {
        for setting in TabulatedSetting::all() {
            let angles = match setting.number {
                143..=194 if setting.code != "R" => [90.0, 90.0, 120.0],
                _ => [90.0; 3],
            };
            let lattice = Lattice::new([5.0; 3], angles).unwrap();
            let operations = setting.operations();
            let grid = Grid::new(&lattice, &operations, 1.3).unwrap();
            for index in 0..grid.point_count() {
                let (orbit, operation) = grid.orbit(index);
                let first = grid.fract(grid.representatives()[orbit as usize] as usize);
                let image = operations[operation as usize].apply(&first);
                let delta = (image - grid.fract(index)).map(|d| d - d.round());
                assert!(delta.norm() < 1e-9, "{} {index}", setting.hall);
            }
        }
    }

    #[test]
    fn nonsense_spacings_are_refused_with_advice() {
        let lattice = Lattice::cubic(10.0).unwrap();
        for spacing in [0.0, -0.1, f64::NAN, f64::INFINITY] {
            let error = Grid::new(&lattice, &[Operation::IDENTITY], spacing).unwrap_err();
            assert!(matches!(error, BvseError::InvalidSpacing { .. }));
        }
        let error = Grid::new(&lattice, &[Operation::IDENTITY], 1e-6).unwrap_err();
        let BvseError::TooManyPoints { advised_ang, .. } = error else {
            panic!("{error}");
        };
        assert!(advised_ang > 0.007 && advised_ang < 0.0085);
    }
}
