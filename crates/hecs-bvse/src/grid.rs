//! Grids that every symmetry operation maps onto themselves, and their symmetry-unique points.

use std::sync::Arc;

use hecs_core::{Lattice, Operation, TRANSLATION_DENOMINATOR};
use nalgebra::Vector3;

use crate::BvseError;
use crate::options::MEMORY_LIMIT_BYTES;
use crate::orbits::{Orbits, Row};
use crate::translations::GroupTable;

/// A periodic grid over the unit cell, point (i, j, k) at fractional (i/nx, j/ny, k/nz), with its
/// orbits under the symmetry of the structure.
///
/// Points are numbered (i·ny + j)·nz + k.
#[derive(Clone, Debug)]
pub struct Grid {
    divisions: [usize; 3],
    operations: Vec<Operation>,
    group: Arc<GroupTable>,
    /// The operations in grid points.
    rows: Vec<[Row; 3]>,
    orbits: Orbits,
}

impl Grid {
    /// The finest grid of at least `spacing_ang` Å between points along each axis that every
    /// operation maps onto itself: ⌊L/spacing⌋ divisions, fewer where symmetry asks for a multiple.
    /// Its map must not need more than [`MEMORY_LIMIT_BYTES`].
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`], [`BvseError::TooManyPoints`], [`BvseError::NotEnoughMemory`].
    pub fn new(
        lattice: &Lattice,
        operations: &[Operation],
        spacing_ang: f64,
    ) -> Result<Self, BvseError> {
        Self::within(MEMORY_LIMIT_BYTES, lattice, operations, spacing_ang)
    }

    /// The grid of [`Self::new`] with a limit of memory in bytes.
    pub(crate) fn within(
        limit_bytes: u64,
        lattice: &Lattice,
        operations: &[Operation],
        spacing_ang: f64,
    ) -> Result<Self, BvseError> {
        let divisions = divisions(lattice, operations, spacing_ang)?;
        check_memory(divisions, operations, spacing_ang, limit_bytes)?;
        let _span = tracing::info_span!("bvse_grid", ?divisions).entered();
        Ok(Self::with_divisions(divisions, operations))
    }

    /// A grid of given divisions with those of the operations that map it onto itself. Its map must not
    /// need more than [`MEMORY_LIMIT_BYTES`].
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`] for zero divisions, [`BvseError::TooManyPoints`],
    /// [`BvseError::NotEnoughMemory`].
    pub fn of_divisions(
        lattice: &Lattice,
        operations: &[Operation],
        divisions: [usize; 3],
    ) -> Result<Self, BvseError> {
        Self::of_divisions_within(MEMORY_LIMIT_BYTES, lattice, operations, divisions)
    }

    /// The grid of [`Self::of_divisions`] with a limit of memory in bytes.
    pub(crate) fn of_divisions_within(
        limit_bytes: u64,
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
        check_count(divisions.map(|n| n as f64), spacing_ang)?;
        check_memory(divisions, &kept, spacing_ang, limit_bytes)?;
        Ok(Self::with_divisions(divisions, &kept))
    }

    /// A grid of given divisions; all operations must map it onto itself.
    pub(crate) fn with_divisions(divisions: [usize; 3], operations: &[Operation]) -> Self {
        let mut operations = operations.to_vec();
        if operations.len() <= 1 {
            operations = vec![Operation::IDENTITY];
        }
        let group = Arc::new(GroupTable::new(&operations));
        let row = |op: &Operation| [0, 1, 2].map(|axis| Row::new(divisions, op, axis));
        let rows = operations.iter().map(row).collect();
        let orbits = Orbits::new(divisions, &operations);
        Self {
            divisions,
            operations,
            group,
            rows,
            orbits,
        }
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
        self.orbits.representatives.len()
    }

    /// Operations that map the grid onto itself; the identity is the first.
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Products of the operations.
    pub(crate) fn group(&self) -> &Arc<GroupTable> {
        &self.group
    }

    /// First point of each orbit; orbits are numbered brick by brick.
    pub(crate) fn representatives(&self) -> &[u32] {
        &self.orbits.representatives
    }

    /// Number of points of an orbit.
    pub(crate) fn multiplicity(&self, orbit: u32) -> usize {
        self.operations.len() / (1 + self.stabiliser(orbit).len())
    }

    /// Operations other than the identity that leave the representative of an orbit in place, up to a
    /// lattice translation.
    pub(crate) fn stabiliser(&self, orbit: u32) -> &[u16] {
        self.orbits.stabiliser(orbit)
    }

    /// Ranges of orbits that lie in one brick each.
    pub(crate) fn bricks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.orbits
            .bricks
            .windows(2)
            .map(|pair| pair[0] as usize..pair[1] as usize)
    }

    /// Number of a point.
    pub fn index(&self, [i, j, k]: [usize; 3]) -> usize {
        (i * self.divisions[1] + j) * self.divisions[2] + k
    }

    /// Coordinates of a numbered point.
    pub fn coordinates(&self, index: usize) -> [usize; 3] {
        // Numbers fit 32 bits, which divide faster.
        let [_, ny, nz] = self.divisions.map(|n| n as u32);
        let (row, k) = (index as u32 / nz, index as u32 % nz);
        [row / ny, row % ny, k].map(|x| x as usize)
    }

    /// Fractional position of a numbered point.
    pub fn fract(&self, index: usize) -> Vector3<f64> {
        let at = self.coordinates(index);
        Vector3::from_fn(|i, _| at[i] as f64 / self.divisions[i] as f64)
    }

    /// Orbit of a point.
    pub(crate) fn orbit_number(&self, at: [usize; 3]) -> u32 {
        self.orbits.number_of(at)
    }

    /// Orbit of a point and the first operation that makes it from the orbit's representative.
    #[cfg(test)]
    pub(crate) fn orbit(&self, at: [usize; 3]) -> (u32, u16) {
        let mut found = (0, 0);
        self.for_each_orbit(at.map(|x| [x; 1]), |orbit, operation| {
            found = (orbit, operation);
        });
        found
    }

    /// Visits the points of a block, given by their coordinates along each axis, those along z first: the
    /// orbit of each and the first operation that makes it from the orbit's representative.
    pub(crate) fn for_each_orbit<const N: usize>(
        &self,
        block: [[usize; N]; 3],
        visit: impl FnMut(u32, u16),
    ) {
        self.orbits.for_each_of(block, &self.group, visit);
    }

    /// Image of a point under an operation, not reduced to the cell.
    pub(crate) fn image(&self, operation: usize, at: [i64; 3]) -> [i64; 3] {
        self.rows[operation].each_ref().map(|row| row.image(at))
    }
}

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
    check_count(found, spacing_ang)?;
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

/// Refuses more points than an index holds.
fn check_count(divisions: [f64; 3], spacing_ang: f64) -> Result<(), BvseError> {
    const LIMIT: f64 = 2_147_483_648.0;
    let points: f64 = divisions.iter().product();
    if points > LIMIT {
        return Err(BvseError::TooManyPoints {
            spacing_ang,
            points,
            advised_ang: spacing_ang * (points / LIMIT).cbrt() * 1.02,
        });
    }
    Ok(())
}

/// Refuses what needs more memory than is allowed.
fn check_memory(
    divisions: [usize; 3],
    operations: &[Operation],
    spacing_ang: f64,
    allowed_bytes: u64,
) -> Result<(), BvseError> {
    let needed = needed_bytes(divisions, operations);
    if needed > allowed_bytes as f64 {
        return Err(BvseError::not_enough_memory(
            needed as u64,
            allowed_bytes,
            spacing_ang,
        ));
    }
    Ok(())
}

/// Estimate of the memory in bytes of a map and its percolation.
fn needed_bytes(divisions: [usize; 3], operations: &[Operation]) -> f64 {
    /// Of the region with the representatives: orbit and operation.
    const BYTES_PER_MARKED_POINT: f64 = 6.0;
    /// Of an orbit: representative, value, and in percolation basin, element and what lies below.
    const BYTES_PER_ORBIT: f64 = 44.0;
    let points: f64 = divisions.iter().map(|n| *n as f64).product();
    let is_diagonal =
        |op: &&Operation| (0..3).all(|i| (0..3).all(|j| i == j || op.rotation[i][j] == 0));
    let diagonal = operations.iter().filter(is_diagonal).count();
    let mut needed = points / operations.len().max(1) as f64 * BYTES_PER_ORBIT;
    if operations.len() > 1 {
        needed += points / diagonal.max(1) as f64 * BYTES_PER_MARKED_POINT;
    }
    needed
}

/// Estimate of the memory in bytes that a map on the grid of this spacing and its percolation need.
///
/// # Errors
/// [`BvseError::InvalidSpacing`], [`BvseError::TooManyPoints`].
pub(crate) fn map_bytes(
    lattice: &Lattice,
    operations: &[Operation],
    spacing_ang: f64,
) -> Result<u64, BvseError> {
    Ok(needed_bytes(divisions(lattice, operations, spacing_ang)?, operations) as u64)
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
                let (orbit, operation) = grid.orbit(grid.coordinates(index));
                let first = grid.fract(grid.representatives()[orbit as usize] as usize);
                let image = operations[operation as usize].apply(&first);
                let delta = (image - grid.fract(index)).map(|d| d - d.round());
                assert!(delta.norm() < 1e-9, "{} {index}", setting.hall);
            }
        }
    }

    #[test]
    fn the_limit_of_memory_is_the_callers() {
        let lattice = Lattice::cubic(10.0).unwrap();
        let grid = |limit_bytes, spacing_ang| {
            Grid::within(limit_bytes, &lattice, &[Operation::IDENTITY], spacing_ang)
        };
        let Err(BvseError::NotEnoughMemory {
            needed_bytes,
            allowed_bytes: 10_000_000,
            advised_ang,
        }) = grid(10_000_000, 0.1)
        else {
            panic!("a million points need more than 10 MB");
        };
        assert!(grid(needed_bytes, 0.1).is_ok());
        assert!(grid(10_000_000, advised_ang).is_ok());
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
