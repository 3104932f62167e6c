//! The orbits of the points of a grid under its operations.
//!
//! An orbit is represented by its first point in the order of the bricks. Without symmetry orbits are
//! points, and their numbers follow from the coordinates. With symmetry the points of a region that holds
//! the representatives are marked (see the module `region`): each with its orbit and the operation that
//! makes it from the representative. Other points are looked up through their images in the region.

use hecs_core::{Operation, TRANSLATION_DENOMINATOR};

use crate::region::{BRICK, OUTSIDE, Region};
use crate::translations::GroupTable;

const NONE: u32 = u32::MAX;

/// The orbits, numbered brick by brick.
#[derive(Clone, Debug)]
pub(crate) struct Orbits {
    divisions: [usize; 3],
    /// Number of the first point of each orbit in the cell.
    pub(crate) representatives: Vec<u32>,
    /// Orbits of each brick that has any: index of the first; one more at the end.
    pub(crate) bricks: Vec<u32>,
    /// What there is beyond numbers; `None` without symmetry.
    marks: Option<Marks>,
}

/// The orbits of the points of a region.
#[derive(Clone, Debug)]
struct Marks {
    region: Region,
    /// Orbit of each point of the region.
    orbit_of: Vec<u32>,
    /// First operation that makes each point of the region from the representative of its orbit.
    operation_of: Vec<u16>,
    /// Where the stabiliser of each orbit starts; one more at the end.
    starts: Vec<u32>,
    /// Operations other than the identity that leave the representative in place, up to a lattice
    /// translation.
    stabilisers: Vec<u16>,
}

impl Orbits {
    /// Those of a grid that the operations map onto itself.
    pub(crate) fn new(divisions: [usize; 3], operations: &[Operation]) -> Self {
        let mut orbits = Self {
            divisions,
            representatives: Vec::new(),
            bricks: vec![0],
            marks: None,
        };
        let region = Region::new(divisions, operations);
        if operations.len() > 1 {
            let images = Images::new(divisions, operations, &region);
            let mut marks = Marks::new(region.clone());
            orbits.number(&region, |at| marks.mark(&images, at));
            orbits.marks = Some(marks);
        } else {
            orbits.number(&region, |_| true);
        }
        orbits
    }

    /// Numbers the points of a region that are the first of an orbit, brick by brick.
    fn number(&mut self, region: &Region, mut is_first: impl FnMut([usize; 3]) -> bool) {
        let [_, ny, nz] = self.divisions;
        for brick_x in region.bricks(0) {
            for brick_y in region.bricks(1) {
                for brick_z in region.bricks(2) {
                    let before = self.representatives.len();
                    for i in brick_x {
                        for j in brick_y {
                            for k in brick_z {
                                if is_first([*i, *j, *k]) {
                                    let index = (i * ny + j) * nz + k;
                                    self.representatives.push(index as u32);
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

    /// Orbit of a point.
    pub(crate) fn number_of(&self, at: [usize; 3]) -> u32 {
        match &self.marks {
            None => number_by_bricks(self.divisions, at) as u32,
            Some(marks) => {
                let home = marks.region.index(at);
                marks.orbit_of[home.unwrap_or_else(|| marks.region.enter(at, |_| {}))]
            }
        }
    }

    /// Visits the points of a block, given by their coordinates along each axis, those along z first: the
    /// orbit of each and the first operation that makes it from the orbit's representative.
    pub(crate) fn for_each_of<const N: usize>(
        &self,
        block: [[usize; N]; 3],
        group: &GroupTable,
        mut visit: impl FnMut(u32, u16),
    ) {
        let Some(marks) = &self.marks else {
            let along = |axis: usize| block[axis].map(|x| Along::new(x, self.divisions[axis]));
            let (xs, ys, zs) = (along(0), along(1), along(2));
            for x in &xs {
                for y in &ys {
                    for z in &zs {
                        visit(number_along(self.divisions, x, y, z) as u32, 0);
                    }
                }
            }
            return;
        };
        let places = [0, 1, 2].map(|axis| block[axis].map(|x| marks.region.place(axis, x)));
        for (i, x) in places[0].iter().enumerate() {
            for (j, y) in places[1].iter().enumerate() {
                for (k, z) in places[2].iter().enumerate() {
                    let (orbit, operation) = if [x, y, z].contains(&&OUTSIDE) {
                        marks.of_outside([block[0][i], block[1][j], block[2][k]], group)
                    } else {
                        let home = (x + y + z) as usize;
                        (marks.orbit_of[home], marks.operation_of[home])
                    };
                    visit(orbit, operation);
                }
            }
        }
    }

    /// Operations other than the identity that leave the representative of an orbit in place, up to a
    /// lattice translation.
    pub(crate) fn stabiliser(&self, orbit: u32) -> &[u16] {
        self.marks
            .as_ref()
            .map_or(&[], |marks| marks.stabiliser(orbit))
    }
}

/// A coordinate along an axis that is cut into bricks.
struct Along {
    /// Where its brick starts, and how wide that is.
    start: usize,
    width: usize,
    /// The place in the brick.
    offset: usize,
}

impl Along {
    fn new(x: usize, n: usize) -> Self {
        let start = x - x % BRICK;
        Self {
            start,
            width: BRICK.min(n - start),
            offset: x - start,
        }
    }
}

/// Number of a point where points are numbered brick by brick, those of a brick along z, y, x.
fn number_by_bricks(divisions: [usize; 3], at: [usize; 3]) -> usize {
    let [x, y, z] = [0, 1, 2].map(|i| Along::new(at[i], divisions[i]));
    number_along(divisions, &x, &y, &z)
}

fn number_along([_, ny, nz]: [usize; 3], x: &Along, y: &Along, z: &Along) -> usize {
    // Points of the slabs, rows and bricks before this one.
    let before = x.start * ny * nz + x.width * (y.start * nz + y.width * z.start);
    before + (x.offset * y.width + y.offset) * z.width + z.offset
}

impl Marks {
    fn new(region: Region) -> Self {
        let points = region.point_count();
        Self {
            region,
            orbit_of: vec![NONE; points],
            operation_of: vec![u16::MAX; points],
            starts: vec![0],
            stabilisers: Vec::new(),
        }
    }

    /// Marks the orbit of a point of the region unless it is known; whether it was not.
    fn mark(&mut self, images: &Images, at: [usize; 3]) -> bool {
        let home = (0..3).map(|i| self.region.place(i, at[i])).sum::<u32>();
        if self.orbit_of[home as usize] != NONE {
            return false;
        }
        let orbit = self.starts.len() as u32 - 1;
        images.for_each_inside(at, |place, operation| {
            self.orbit_of[place as usize] = orbit;
            let first = &mut self.operation_of[place as usize];
            *first = operation.min(*first);
            if place == home && operation != 0 {
                self.stabilisers.push(operation);
            }
        });
        let own = self.starts[orbit as usize] as usize;
        self.stabilisers[own..].sort_unstable();
        self.starts.push(self.stabilisers.len() as u32);
        true
    }

    /// Orbit of a point that is not in the region, and the first operation that makes it.
    fn of_outside(&self, at: [usize; 3], group: &GroupTable) -> (u32, u16) {
        // What makes the point from its image in the region.
        let mut back = 0;
        let place = self.region.enter(at, |operation| {
            back = group.product(back, group.inverse_of(operation));
        });
        let (orbit, operation) = (self.orbit_of[place], self.operation_of[place]);
        let operation = group.product(back, operation);
        let others = self.stabiliser(orbit).iter();
        let first = others
            .map(|stays| group.product(operation, *stays))
            .fold(operation, u16::min);
        (orbit, first)
    }

    fn stabiliser(&self, orbit: u32) -> &[u16] {
        let orbit = orbit as usize;
        &self.stabilisers[self.starts[orbit] as usize..self.starts[orbit + 1] as usize]
    }
}

/// The images of points that lie in a region.
struct Images {
    /// The operations by the row that gives x.
    by_x: Vec<(Row, Vec<YZ>)>,
    places: [Places; 3],
}

/// The rows of an operation that give y and z, and its number.
struct YZ {
    y: Row,
    z: Row,
    operation: u16,
}

/// A row of an operation in grid points: gives one coordinate of an image, not reduced to the cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    factors: [i64; 3],
    shift: i64,
}

/// Places in the region of coordinates that are not reduced to the cell.
struct Places {
    lowest: i64,
    places: Vec<u32>,
}

impl Images {
    fn new(divisions: [usize; 3], operations: &[Operation], region: &Region) -> Self {
        let rows = |axis: usize| {
            operations
                .iter()
                .map(move |op| Row::new(divisions, op, axis))
        };
        let places = [0, 1, 2].map(|axis| {
            let (mut lowest, mut highest) = (0, 0);
            for row in rows(axis) {
                let (low, high) = row.range(divisions);
                (lowest, highest) = (low.min(lowest), high.max(highest));
            }
            let home = |x: i64| x.rem_euclid(divisions[axis] as i64) as usize;
            let places = (lowest..=highest).map(|x| region.place(axis, home(x)));
            Places {
                lowest,
                places: places.collect(),
            }
        });
        let mut by_x: Vec<(Row, Vec<YZ>)> = Vec::new();
        for (((x, y), z), operation) in rows(0).zip(rows(1)).zip(rows(2)).zip(0..) {
            let same = by_x.iter().position(|(known, _)| *known == x);
            let at = same.unwrap_or_else(|| {
                by_x.push((x, Vec::new()));
                by_x.len() - 1
            });
            by_x[at].1.push(YZ { y, z, operation });
        }
        Self { by_x, places }
    }

    /// Visits the images of a point that lie in the region, by their number there, and the operations.
    fn for_each_inside(&self, at: [usize; 3], mut visit: impl FnMut(u32, u16)) {
        let at = at.map(|x| x as i64);
        for (x, others) in &self.by_x {
            let x = self.places[0].of(x.image(at));
            if x == OUTSIDE {
                continue;
            }
            for other in others {
                let y = self.places[1].of(other.y.image(at));
                if y == OUTSIDE {
                    continue;
                }
                let z = self.places[2].of(other.z.image(at));
                if z != OUTSIDE {
                    visit(x + y + z, other.operation);
                }
            }
        }
    }
}

impl Row {
    pub(crate) fn new(divisions: [usize; 3], operation: &Operation, axis: usize) -> Self {
        let n = divisions.map(|n| n as i64);
        let row = operation.rotation[axis];
        let shift = i64::from(operation.translation[axis]) * n[axis];
        Self {
            // Coupled axes have the same number of divisions, or a multiple.
            factors: [0, 1, 2].map(|j| i64::from(row[j]) * n[axis] / n[j]),
            shift: shift / i64::from(TRANSLATION_DENOMINATOR),
        }
    }

    pub(crate) fn image(&self, [x, y, z]: [i64; 3]) -> i64 {
        let [p, q, r] = self.factors;
        p * x + q * y + r * z + self.shift
    }

    /// The lowest and the highest coordinate that it gives for points of the cell.
    fn range(&self, divisions: [usize; 3]) -> (i64, i64) {
        let (mut low, mut high) = (self.shift, self.shift);
        for (factor, n) in self.factors.iter().zip(divisions) {
            let last = factor * (n as i64 - 1);
            low += last.min(0);
            high += last.max(0);
        }
        (low, high)
    }
}

impl Places {
    fn of(&self, coordinate: i64) -> u32 {
        self.places[(coordinate - self.lowest) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_without_symmetry_are_numbered_in_the_order_of_the_bricks() {
        for divisions in [[1, 2, 3], [4, 4, 4], [5, 8, 11], [9, 1, 6]] {
            let operations = [Operation::IDENTITY];
            let group = GroupTable::new(&operations);
            let orbits = Orbits::new(divisions, &operations);
            let [_, ny, nz] = divisions;
            assert_eq!(orbits.representatives.len(), divisions.iter().product());
            for (number, index) in (0..).zip(&orbits.representatives) {
                let index = *index as usize;
                let at = [index / (ny * nz), index / nz % ny, index % nz];
                orbits.for_each_of(at.map(|x| [x; 1]), &group, |orbit, operation| {
                    assert_eq!((orbit, operation), (number, 0), "{divisions:?}");
                });
                assert_eq!(orbits.number_of(at), number, "{divisions:?}");
            }
        }
    }
}
