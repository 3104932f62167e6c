//! Exact percolation on the periodic grid.
//!
//! Points join in order of their value, each with those of its 26 neighbours that are there
//! already; the barrier in d dimensions is the level at which a component first has translations
//! of rank d (see the module `forest`). Without symmetry the basins of the map are joined instead
//! (see the module `basins`), which gives the same and is local in memory.

use nalgebra::Vector3;

use crate::basins::percolate_by_basins;
use crate::forest::Forest;
use crate::graph::Graph;
use crate::grid::Grid;
use crate::translations::GroupElement;

/// The point at which a component first percolates in a number of directions.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) orbit: u32,
    /// Takes the representative of the orbit into the frame of the directions.
    pub(crate) element: GroupElement,
    pub(crate) directions: Vec<[i32; 3]>,
}

impl Event {
    /// Fractional position of the point in the frame of the directions, in [0, 1).
    pub(crate) fn position(&self, grid: &Grid) -> Vector3<f64> {
        let first = grid.representatives()[self.orbit as usize] as usize;
        let at = grid.coordinates(first).map(|x| x as i64);
        let n = grid.divisions();
        let image = grid.image(usize::from(self.element.operation), at);
        Vector3::from_fn(|i, _| image[i].rem_euclid(n[i] as i64) as f64 / n[i] as f64)
    }
}

/// The events for 1, 2 and 3 dimensions among points of at most `ceiling`; `values` are those of
/// the orbits of the grid.
pub(crate) fn percolate(grid: &Grid, values: &[f32], ceiling: f32) -> [Option<Event>; 3] {
    if grid.operations().len() == 1 {
        percolate_by_basins(grid, values, levels(values, ceiling))
    } else {
        percolate_by_points(grid, values, levels(values, ceiling))
    }
}

/// Ranges of values (above, up to) to look at in turn, up to a ceiling: only points that can
/// matter are sorted, the next range only when the last did not suffice.
fn levels(values: &[f32], ceiling: f32) -> impl Iterator<Item = (f32, f32)> + use<> {
    let lowest = values.iter().copied().fold(f32::INFINITY, f32::min);
    let mut above = f32::NEG_INFINITY;
    let mut reach = 0.25;
    std::iter::from_fn(move || {
        let range = (above, (lowest + reach).min(ceiling));
        above = range.1;
        reach *= 2.0;
        (range.0 < ceiling).then_some(range)
    })
}

/// The events by joining point after point.
fn percolate_by_points(
    grid: &Grid,
    values: &[f32],
    levels: impl Iterator<Item = (f32, f32)>,
) -> [Option<Event>; 3] {
    let graph = Graph::new(grid);
    let mut forest = Forest::new(grid.unique_points(), &graph.table);
    let mut edges: Vec<(u32, GroupElement)> = Vec::with_capacity(26);
    let mut events = [None, None, None];
    let mut batch: Vec<u32> = Vec::new();
    for (above, up_to) in levels {
        batch.clear();
        let within = |v: f32| v > above && v <= up_to;
        batch.extend((0..values.len() as u32).filter(|o| within(values[*o as usize])));
        batch.sort_unstable_by(|a, b| {
            let (x, y) = (values[*a as usize], values[*b as usize]);
            x.total_cmp(&y).then(a.cmp(b))
        });
        for orbit in &batch {
            forest.insert(*orbit);
            edges.clear();
            edges.extend(graph.stabiliser(*orbit).iter().map(|e| (*orbit, *e)));
            graph.for_each_neighbour(
                *orbit,
                |other| forest.contains(other),
                |other, element, _| edges.push((other, element)),
            );
            for (other, element) in &edges {
                forest.join(*orbit, *element, *other);
            }
            let rank = forest.rank(*orbit);
            for dimension in 1..=rank {
                if events[dimension - 1].is_none() {
                    let (element, directions) = forest.translations(*orbit);
                    events[dimension - 1] = Some(Event {
                        orbit: *orbit,
                        element,
                        directions,
                    });
                }
            }
            if rank == 3 {
                return events;
            }
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use hecs_core::{Operation, SpaceGroup};

    use super::*;
    use crate::spanning::spanning_levels;

    const EDGE: i64 = 12;

    /// A P1 grid that is low (0) on the points of a path, given unwrapped, and high (1) elsewhere.
    fn carved(path: &[[i64; 3]]) -> (Grid, Vec<f32>) {
        let grid = Grid::with_divisions([EDGE as usize; 3], &[Operation::IDENTITY]);
        let mut values = vec![1.0; grid.unique_points()];
        for point in path {
            let index = grid.index(point.map(|x| x.rem_euclid(EDGE) as usize));
            values[grid.orbit(index).0 as usize] = 0.0;
        }
        (grid, values)
    }

    /// Directions of percolation below 0.5, and the axes that a 2×2×2 block counts.
    fn directions(path: &[[i64; 3]]) -> (Vec<[i32; 3]>, usize) {
        let (grid, values) = carved(path);
        let found = percolate(&grid, &values, 0.5);
        let energies: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let block = spanning_levels(&grid, &energies, 0.5);
        let highest = found.iter().flatten().last();
        (
            highest.map_or(Vec::new(), |e| e.directions.clone()),
            block.iter().flatten().count(),
        )
    }

    fn walk(corners: &[[i64; 3]]) -> Vec<[i64; 3]> {
        let mut path = vec![corners[0]];
        for pair in corners.windows(2) {
            let mut at = pair[0];
            while at != pair[1] {
                at = [0, 1, 2].map(|i| at[i] + (pair[1][i] - at[i]).signum());
                path.push(at);
            }
        }
        path
    }

    #[test]
    fn a_diagonal_chain_is_one_dimensional() {
        let (found, block) = directions(&walk(&[[0, 0, 0], [EDGE, EDGE, 0]]));
        assert_eq!(found, vec![[1, 1, 0]]);
        assert_eq!(block, 2, "box counting takes the chain for a plane");
    }

    #[test]
    fn a_chain_that_closes_after_three_cells_keeps_its_period() {
        let path: Vec<[i64; 3]> = (0..3 * EDGE).map(|s| [s, s / 3, 0]).collect();
        assert_eq!(directions(&path).0, vec![[3, 1, 0]]);
    }

    #[test]
    fn a_chain_that_wanders_over_two_cells_is_one_dimensional() {
        // Out along x for more than two cells, up, back and on along z.
        let path = walk(&[
            [0, 0, 0],
            [9, 0, 0],
            [9, 3, 0],
            [18, 3, 0],
            [18, 6, 0],
            [26, 6, 0],
            [26, 6, 4],
            [18, 6, 4],
            [18, 3, 4],
            [9, 3, 4],
            [9, 0, 4],
            [0, 0, 4],
            [0, 0, EDGE],
        ]);
        // A block of two cells cuts the chain in pieces, and the longest of them runs along x.
        assert_eq!(directions(&path).0, vec![[0, 0, 1]]);
    }

    #[test]
    fn interpenetrating_chains_do_not_add_up() {
        let mut path = walk(&[[0, 0, 0], [EDGE, 0, 0]]);
        path.extend(walk(&[[0, 6, 0], [0, 6, EDGE]]));
        path.extend(walk(&[[6, 0, 6], [6, EDGE, 6]]));
        assert_eq!(directions(&path).0.len(), 1);
    }

    #[test]
    fn closed_rings_and_empty_maps_do_not_percolate() {
        let ring = walk(&[[0, 0, 0], [5, 0, 0], [5, 5, 0], [0, 5, 0], [0, 0, 0]]);
        assert!(directions(&ring).0.is_empty());
        assert!(directions(&[]).0.is_empty());
    }

    #[test]
    fn symmetry_finds_the_same_rank_as_the_whole_cell() {
        // A chain along one axis of a cubic cell: its images run along the other two, apart in
        // P m -3 m when off the axes, joined when on them.
        let group = SpaceGroup::from_number(221).unwrap();
        for (y, z, rank) in [(3, 4, 1), (0, 0, 3), (0, 6, 3), (2, 2, 1)] {
            let full = Grid::with_divisions([EDGE as usize; 3], &group.operations);
            let mut values = vec![1.0_f32; full.unique_points()];
            for x in 0..EDGE as usize {
                values[full.orbit(full.index([x, y, z])).0 as usize] = 0.0;
            }
            let found = percolate(&full, &values, 0.5);
            let plain = Grid::with_divisions([EDGE as usize; 3], &[Operation::IDENTITY]);
            let mut expanded = vec![1.0_f32; plain.unique_points()];
            for index in 0..plain.point_count() {
                expanded[plain.orbit(index).0 as usize] = values[full.orbit(index).0 as usize];
            }
            let whole = percolate(&plain, &expanded, 0.5);
            let count = |events: &[Option<Event>; 3]| events.iter().flatten().count();
            assert_eq!(count(&found), count(&whole), "{y} {z}");
            if rank == 3 {
                assert_eq!(count(&found), 3, "{y} {z}");
            }
        }
    }
    #[test]
    fn joining_basins_gives_what_joining_points_gives() {
        let mut state = 1_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize
        };
        for trial in 0..400 {
            let divisions = [0; 3].map(|_| 1 + random() % 9);
            let grid = Grid::with_divisions(divisions, &[Operation::IDENTITY]);
            // From many equal values to hardly any, some of them negative.
            let steps = [2, 10, 100, 10_000][trial % 4];
            let values: Vec<f32> = (0..grid.unique_points())
                .map(|_| (random() % steps) as f32 / steps as f32 * 3.0 - 1.0)
                .collect();
            let ceiling = 1.5;
            let by_basins = percolate_by_basins(&grid, &values, levels(&values, ceiling));
            let by_points = percolate_by_points(&grid, &values, levels(&values, ceiling));
            for (a, b) in by_basins.iter().zip(&by_points) {
                let facts = |e: &Option<Event>| {
                    let e = e.as_ref()?;
                    Some((e.orbit, e.position(&grid), e.directions.clone()))
                };
                assert_eq!(facts(a), facts(b), "{divisions:?} {steps}");
            }
        }
    }
}
