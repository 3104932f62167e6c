//! A part of the grid that holds at least one point of every orbit.
//!
//! Operations of diagonal rotation act on every coordinate by itself: x → ±x + t. They bring the x of any
//! point into some part of the axis; those of them that leave every x in place then bring its y into a
//! part of that axis, and those that leave every x and y in place its z. The region is what lies in all
//! three parts.
//!
//! The part of an axis is made of the images in the first brick that an image is in, so that the first
//! point of an orbit in the order of the bricks lies in the region.

use hecs_core::{Operation, TRANSLATION_DENOMINATOR};

/// Edge of a brick of grid points that share their neighbours.
pub(crate) const BRICK: usize = 4;

/// Place of what is not in the region.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// The region, as the parts of the three axes.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    divisions: [usize; 3],
    /// Operations of diagonal rotation, the identity first.
    moves: Vec<Move>,
    axes: [Axis; 3],
}

/// An operation of diagonal rotation.
#[derive(Clone, Debug)]
struct Move {
    operation: u16,
    /// Whether a coordinate changes its sign.
    reflects: [bool; 3],
    /// In grid points.
    shift: [usize; 3],
}

/// One axis of the grid.
#[derive(Clone, Debug, Default)]
struct Axis {
    /// For each coordinate what moves it into the region; 0, the identity, for those in it.
    moves: Vec<u16>,
    /// For each coordinate of the region how much it adds to the number of a point; [`OUTSIDE`] for others.
    places: Vec<u32>,
    /// Coordinates of the region by bricks.
    bricks: Vec<Vec<usize>>,
}

impl Region {
    /// That of a closed list of operations, which map the grid onto itself.
    pub(crate) fn new(divisions: [usize; 3], operations: &[Operation]) -> Self {
        let mut region = Self {
            divisions,
            moves: Vec::new(),
            axes: Default::default(),
        };
        for (number, operation) in (0..).zip(operations) {
            region.moves.extend(Move::new(divisions, operation, number));
        }
        let mut stride = 1;
        for axis in [2, 1, 0] {
            region.axes[axis] = region.axis(axis, stride);
            stride *= region.axes[axis].bricks.iter().flatten().count();
        }
        region
    }

    fn axis(&self, axis: usize, stride: usize) -> Axis {
        let free: Vec<usize> = (0..self.moves.len())
            .filter(|at| (0..axis).all(|before| self.moves[*at].leaves(before)))
            .collect();
        let n = self.divisions[axis];
        let mut found = Axis {
            moves: vec![0; n],
            places: vec![OUTSIDE; n],
            bricks: vec![Vec::new(); n.div_ceil(BRICK)],
        };
        let mut place = 0;
        for x in 0..n {
            let mut first = (x / BRICK, 0);
            for at in &free {
                let brick = self.moves[*at].coordinate(axis, x, n) / BRICK;
                first = first.min((brick, *at));
            }
            found.moves[x] = first.1 as u16;
            if first.1 == 0 {
                found.places[x] = place as u32;
                found.bricks[x / BRICK].push(x);
                place += stride;
            }
        }
        found
    }

    /// How many points it has.
    pub(crate) fn point_count(&self) -> usize {
        let along = |axis: &Axis| axis.bricks.iter().flatten().count();
        self.axes.iter().map(along).product()
    }

    /// Coordinates of the region along an axis by bricks, some of them empty.
    pub(crate) fn bricks(&self, axis: usize) -> &[Vec<usize>] {
        &self.axes[axis].bricks
    }

    /// How much a coordinate adds to the number of a point; [`OUTSIDE`] where no point of the region has it.
    pub(crate) fn place(&self, axis: usize, x: usize) -> u32 {
        self.axes[axis].places[x]
    }

    /// Number of a point of the region; `None` for others.
    pub(crate) fn index(&self, [x, y, z]: [usize; 3]) -> Option<usize> {
        let places = [self.place(0, x), self.place(1, y), self.place(2, z)];
        let is_inside = places.iter().all(|place| *place != OUTSIDE);
        is_inside.then(|| places.iter().map(|place| *place as usize).sum())
    }

    /// Moves a point into the region; gives the number that it then has there. `each` is told the
    /// operations that are applied, in turn.
    pub(crate) fn enter(&self, mut at: [usize; 3], mut each: impl FnMut(u16)) -> usize {
        for axis in 0..3 {
            let number = self.axes[axis].moves[at[axis]];
            if number != 0 {
                let step = &self.moves[usize::from(number)];
                for (later, x) in at.iter_mut().enumerate().skip(axis) {
                    *x = step.coordinate(later, *x, self.divisions[later]);
                }
                each(step.operation);
            }
        }
        (0..3).map(|i| self.place(i, at[i]) as usize).sum()
    }
}

impl Move {
    /// `None` where the operation mixes the axes.
    fn new(divisions: [usize; 3], operation: &Operation, number: u16) -> Option<Self> {
        let r = &operation.rotation;
        let is_diagonal = (0..3).all(|i| (0..3).all(|j| i == j || r[i][j] == 0));
        is_diagonal.then(|| Self {
            operation: number,
            reflects: [0, 1, 2].map(|i| r[i][i] < 0),
            shift: [0, 1, 2].map(|i| {
                let t = operation.translation[i] as usize;
                t * divisions[i] / TRANSLATION_DENOMINATOR as usize
            }),
        })
    }

    /// Whether it leaves every coordinate along an axis in place.
    fn leaves(&self, axis: usize) -> bool {
        !self.reflects[axis] && self.shift[axis] == 0
    }

    /// Where it takes a coordinate along an axis of `n` points.
    fn coordinate(&self, axis: usize, x: usize, n: usize) -> usize {
        let shift = self.shift[axis];
        let image = if self.reflects[axis] {
            shift + n - x
        } else {
            shift + x
        };
        if image < n { image } else { image - n }
    }
}

#[cfg(test)]
mod tests {
    use hecs_core::{SpaceGroup, TabulatedSetting};

    use super::*;

    #[test]
    fn the_region_is_small() {
        // Operations of diagonal rotation of some groups, on a grid of 24³ points.
        for (number, part) in [(2, 2), (62, 8), (225, 32), (216, 16), (227, 32), (166, 6)] {
            let group = SpaceGroup::from_number(number).unwrap();
            let region = Region::new([24; 3], &group.operations);
            let points = region.point_count() * part;
            assert!((13_824..40_000).contains(&points), "{number} {points}");
        }
    }

    #[test]
    fn every_point_enters_as_its_image() {
        for setting in TabulatedSetting::all() {
            let operations = setting.operations();
            let region = Region::new([12; 3], &operations);
            for index in 0..12 * 12 * 12 {
                let at = [index / 144, index / 12 % 12, index % 12];
                let mut image = at.map(|x| x as i32);
                let place = region.enter(at, |operation| {
                    let operation = &operations[usize::from(operation)];
                    let from = image;
                    image = [0, 1, 2].map(|i| {
                        let turned: i32 = (0..3).map(|j| operation.rotation[i][j] * from[j]).sum();
                        (turned + operation.translation[i] / 10).rem_euclid(12)
                    });
                });
                let image = image.map(|x| x as usize);
                assert_eq!(region.index(image), Some(place), "{}", setting.hall);
            }
        }
    }
}
