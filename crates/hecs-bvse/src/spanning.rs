//! Spanning of a 2×2×2 block of cells without periodic borders, as box-counting programs see it.

use crate::grid::Grid;
use crate::steps::STEPS;

/// Lowest energies at which one component of a 2×2×2 block of the map, each cell with both its
/// faces, reaches from the first to the last layer of 1, 2 and 3 axes; searched up to `ceiling`.
///
/// `energies` are those of the orbits of `grid`, whose divisions are one fewer than the points of
/// a cell with both faces.
pub(crate) fn spanning_levels(grid: &Grid, energies: &[f64], ceiling: f64) -> [Option<f64>; 3] {
    let block = Block::new(grid);
    let mut members = Members::new(grid);
    let mut order: Vec<u32> = Vec::new();
    let lowest = energies.iter().copied().fold(f64::INFINITY, f64::min);
    let mut forest = Spanning {
        parents: vec![0; block.len()],
        faces: Vec::new(),
        roots: 1,
    };
    forest.faces.resize(1, 0);
    let mut levels = [None; 3];
    let (mut from, mut reach) = (f64::NEG_INFINITY, 0.25);
    while from < ceiling {
        let to = (lowest + reach).min(ceiling);
        order.clear();
        order.extend(
            (0..energies.len() as u32).filter(|o| (from..to).contains(&energies[*o as usize])),
        );
        order.sort_unstable_by(|a, b| {
            energies[*a as usize]
                .total_cmp(&energies[*b as usize])
                .then(a.cmp(b))
        });
        for orbit in &order {
            let mut axes = 0;
            for point in members.of(*orbit) {
                block.for_each_copy(grid.coordinates(*point as usize), |at| {
                    axes = axes.max(forest.insert(&block, at));
                });
            }
            for level in levels.iter_mut().take(axes) {
                level.get_or_insert(energies[*orbit as usize]);
            }
            if axes == 3 {
                return levels;
            }
        }
        from = to;
        reach *= 2.0;
    }
    levels
}

/// The points of every orbit.
struct Members {
    starts: Vec<u32>,
    points: Vec<u32>,
}

impl Members {
    fn new(grid: &Grid) -> Self {
        let mut starts = vec![0_u32; grid.unique_points() + 1];
        for orbit in 0..grid.unique_points() {
            starts[orbit + 1] = starts[orbit] + grid.multiplicity(orbit as u32) as u32;
        }
        let mut next = starts.clone();
        let mut points = vec![0; grid.point_count()];
        for index in 0..grid.point_count() {
            let slot = &mut next[grid.orbit_number(grid.coordinates(index)) as usize];
            points[*slot as usize] = index as u32;
            *slot += 1;
        }
        Self { starts, points }
    }

    fn of(&mut self, orbit: u32) -> &[u32] {
        let range = self.starts[orbit as usize]..self.starts[orbit as usize + 1];
        &self.points[range.start as usize..range.end as usize]
    }
}

/// Geometry of the block, with a border of absent points around it.
struct Block {
    /// Points of one cell along each axis, both faces included.
    cell: [usize; 3],
    strides: [usize; 3],
    neighbours: [isize; 26],
}

impl Block {
    fn new(grid: &Grid) -> Self {
        let cell = grid.divisions().map(|n| n + 1);
        let padded = cell.map(|n| 2 * n + 2);
        let strides = [padded[1] * padded[2], padded[2], 1];
        let neighbours = STEPS.map(|[dx, dy, dz]| {
            isize::from(dx) * strides[0] as isize
                + isize::from(dy) * strides[1] as isize
                + isize::from(dz)
        });
        Self {
            cell,
            strides,
            neighbours,
        }
    }

    fn len(&self) -> usize {
        self.strides[0] * (2 * self.cell[0] + 2)
    }

    /// Places of a point of the periodic grid in the block: both faces, both cells on each axis.
    fn for_each_copy(&self, at: [usize; 3], mut visit: impl FnMut([usize; 3])) {
        let places = [0, 1, 2].map(|i| {
            let n = self.cell[i];
            let mut along = [at[i], at[i] + n, usize::MAX, usize::MAX];
            if at[i] == 0 {
                along[2] = n - 1;
                along[3] = 2 * n - 1;
            }
            along
        });
        for x in places[0].iter().filter(|p| **p != usize::MAX) {
            for y in places[1].iter().filter(|p| **p != usize::MAX) {
                for z in places[2].iter().filter(|p| **p != usize::MAX) {
                    visit([*x, *y, *z]);
                }
            }
        }
    }
}

/// Union–find whose components know which faces of the block they touch.
struct Spanning {
    /// For each place of the block the number of its label; 0 where absent.
    parents: Vec<u32>,
    /// For each label its parent label or, for a root, its faces with the high bit set.
    faces: Vec<u32>,
    roots: u32,
}

const ROOT: u32 = 1 << 31;

impl Spanning {
    /// Adds a place; the number of axes its component spans.
    fn insert(&mut self, block: &Block, at: [usize; 3]) -> usize {
        let mut touched = 0;
        for (axis, place) in at.iter().enumerate() {
            if *place == 0 {
                touched |= 1 << (2 * axis);
            }
            if *place == 2 * block.cell[axis] - 1 {
                touched |= 2 << (2 * axis);
            }
        }
        let here = (at[0] + 1) * block.strides[0] + (at[1] + 1) * block.strides[1] + at[2] + 1;
        let mut label = 0;
        let mut last = 0;
        for step in block.neighbours {
            let other = self.parents[here.wrapping_add_signed(step)];
            if other == 0 || other == last {
                continue;
            }
            last = other;
            let root = self.find(other);
            if label == 0 {
                label = root;
            } else if root != label {
                let (keep, drop) = (label.min(root), label.max(root));
                self.faces[keep as usize] |= self.faces[drop as usize];
                self.faces[drop as usize] = keep;
                label = keep;
            }
        }
        if label == 0 {
            label = self.roots;
            self.roots += 1;
            self.faces.push(ROOT);
        }
        self.faces[label as usize] |= touched;
        self.parents[here] = label;
        let faces = self.faces[label as usize];
        (0..3).filter(|axis| (faces >> (2 * axis)) & 3 == 3).count()
    }

    fn find(&mut self, label: u32) -> u32 {
        let mut root = label;
        while self.faces[root as usize] & ROOT == 0 {
            root = self.faces[root as usize];
        }
        let mut at = label;
        while at != root {
            let next = self.faces[at as usize];
            self.faces[at as usize] = root;
            at = next;
        }
        root
    }
}
