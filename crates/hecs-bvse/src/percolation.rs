//! Exact percolation on the periodic grid.
//!
//! Were the points joined in order of their value, each with those of its 26 neighbours that are there
//! already, the barrier in d dimensions would be the level at which a component first has translations
//! of rank d (see the module `forest`). Joining the basins of the map by their contacts gives the same
//! levels and deciding points (see the module `basins`).

use std::sync::Arc;

use nalgebra::Vector3;

use crate::basins::Basins;
use crate::descent::Descent;
use crate::forest::Forest;
use crate::grid::Grid;
use crate::map::ScalarMap;
use crate::translations::GroupElement;

/// The basins of a map that percolation has found, for the network that is made of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundBasins(Option<(Arc<Grid>, Arc<Basins>)>);

impl FoundBasins {
    pub(crate) fn new(grid: &Arc<Grid>, basins: Basins) -> Self {
        Self(Some((Arc::clone(grid), Arc::new(basins))))
    }

    /// The basins of a map, as far as they are known: none where these are of another map.
    pub(crate) fn of(&self, map: &ScalarMap) -> Arc<Basins> {
        match &self.0 {
            Some((grid, basins)) if Arc::ptr_eq(grid, &map.grid) => Arc::clone(basins),
            _ => Arc::new(Basins::new(map.grid().unique_points())),
        }
    }
}

impl PartialEq for FoundBasins {
    /// How much of a map has been looked at does not tell barriers apart.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

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

/// The events for 1, 2 and 3 dimensions among points of at most `ceiling`, and the basins up to where it
/// was necessary to look.
pub(crate) fn percolate(descent: &Descent, ceiling: f32) -> (Basins, [Option<Event>; 3]) {
    let table = &descent.graph.table;
    let mut basins = Basins::new(descent.values.len());
    let mut forest = Forest::new(0, table);
    let mut events = [None, None, None];
    for level in levels(descent.values, ceiling) {
        let (minima, contacts) = (basins.minima().len(), basins.contacts().len());
        basins.raise(descent, level);
        for (number, minimum) in (0..).zip(basins.minima()).skip(minima) {
            forest.push();
            for element in &minimum.stabiliser {
                forest.join(number, *element, number);
            }
        }
        for at_once in basins.contacts()[contacts..].chunk_by(|a, b| a.orbit == b.orbit) {
            for contact in at_once {
                let [(from, here), (to, there)] = contact.sides;
                forest.join(from, table.multiply(table.inverse(here), there), to);
            }
            let (from, here) = at_once[0].sides[0];
            let rank = forest.rank(from);
            for event in events.iter_mut().take(rank).filter(|e| e.is_none()) {
                let (to_root, directions) = forest.translations(from);
                *event = Some(Event {
                    orbit: at_once[0].orbit,
                    element: table.multiply(to_root, table.inverse(here)),
                    directions,
                });
            }
            if rank == 3 {
                return (basins, events);
            }
        }
    }
    (basins, events)
}

/// Levels up to which to look in turn, the last of them the ceiling: the next only where the last did not
/// suffice.
fn levels(values: &[f32], ceiling: f32) -> impl Iterator<Item = f32> + use<> {
    let lowest = values.iter().copied().fold(f32::INFINITY, f32::min);
    let mut level = f32::NEG_INFINITY;
    let mut reach = 0.25;
    std::iter::from_fn(move || {
        let is_last = level >= ceiling;
        level = (lowest + reach).min(ceiling);
        reach *= 1.3;
        (!is_last).then_some(level)
    })
}

#[cfg(test)]
mod tests {
    use crate::graph::Graph;
    use hecs_core::{Lattice, Operation, SpaceGroup};

    use super::*;
    use crate::spanning::spanning_levels;

    const EDGE: i64 = 12;

    fn events(grid: &Grid, values: &[f32], ceiling: f32) -> [Option<Event>; 3] {
        let lattice = Lattice::cubic(EDGE as f64 / 5.0).unwrap();
        let graph = Graph::new(grid);
        percolate(&Descent::new(&graph, &lattice, values), ceiling).1
    }

    /// A P1 grid that is low (0) on the points of a path, given unwrapped, and high (1) elsewhere.
    fn carved(path: &[[i64; 3]]) -> (Grid, Vec<f32>) {
        let grid = Grid::with_divisions([EDGE as usize; 3], &[Operation::IDENTITY]);
        let mut values = vec![1.0; grid.unique_points()];
        for point in path {
            let at = point.map(|x| x.rem_euclid(EDGE) as usize);
            values[grid.orbit_number(at) as usize] = 0.0;
        }
        (grid, values)
    }

    /// Directions of percolation below 0.5, and the axes that a 2×2×2 block counts.
    fn directions(path: &[[i64; 3]]) -> (Vec<[i32; 3]>, usize) {
        let (grid, values) = carved(path);
        let found = events(&grid, &values, 0.5);
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
                values[full.orbit_number([x, y, z]) as usize] = 0.0;
            }
            let found = events(&full, &values, 0.5);
            let plain = Grid::with_divisions([EDGE as usize; 3], &[Operation::IDENTITY]);
            let mut expanded = vec![1.0_f32; plain.unique_points()];
            for index in 0..plain.point_count() {
                let at = plain.coordinates(index);
                expanded[plain.orbit_number(at) as usize] = values[full.orbit_number(at) as usize];
            }
            let whole = events(&plain, &expanded, 0.5);
            let count = |events: &[Option<Event>; 3]| events.iter().flatten().count();
            assert_eq!(count(&found), count(&whole), "{y} {z}");
            if rank == 3 {
                assert_eq!(count(&found), 3, "{y} {z}");
            }
        }
    }

    /// The events by joining point after point.
    fn events_by_points(grid: &Grid, values: &[f32], ceiling: f32) -> [Option<Event>; 3] {
        let graph = Graph::new(grid);
        let mut forest = Forest::new(values.len(), graph.table);
        let mut is_there = vec![false; values.len()];
        let mut order: Vec<u32> = (0..values.len() as u32)
            .filter(|orbit| values[*orbit as usize] <= ceiling)
            .collect();
        order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        let mut events = [None, None, None];
        for orbit in order {
            forest.insert(orbit);
            is_there[orbit as usize] = true;
            for element in graph.stabiliser(orbit) {
                forest.join(orbit, element, orbit);
            }
            graph.for_each_neighbour(orbit, |neighbour| {
                if is_there[neighbour.orbit as usize] {
                    forest.join(orbit, graph.element(&neighbour), neighbour.orbit);
                }
            });
            let rank = forest.rank(orbit);
            for event in events.iter_mut().take(rank).filter(|e| e.is_none()) {
                let (element, directions) = forest.translations(orbit);
                *event = Some(Event {
                    orbit,
                    element,
                    directions,
                });
            }
        }
        events
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
        // P1, P-1, P m m m, P 41, F -4 3 m, I a -3 d.
        let groups = [1, 2, 47, 76, 216, 230].map(|n| SpaceGroup::from_number(n).unwrap());
        for trial in 0..600 {
            let group = &groups[trial % 6];
            let divisions = if trial % 6 < 3 {
                [0; 3].map(|_| 1 + random() % 9)
            } else {
                [4 * (1 + random() % 4); 3]
            };
            let grid = Grid::with_divisions(divisions, &group.operations);
            // From many equal values to hardly any, some of them negative.
            let steps = [2, 10, 100, 10_000][random() % 4];
            let values: Vec<f32> = (0..grid.unique_points())
                .map(|_| (random() % steps) as f32 / steps as f32 * 3.0 - 1.0)
                .collect();
            let by_basins = events(&grid, &values, 1.5);
            let by_points = events_by_points(&grid, &values, 1.5);
            let facts = |e: &Option<Event>| {
                let e = e.as_ref()?;
                // With symmetry the frame of a component depends on the order of joining.
                let in_frame = (e.position(&grid), e.directions.clone());
                let whole = (grid.operations().len() == 1).then_some(in_frame);
                Some((e.orbit, e.directions.len(), whole))
            };
            assert_eq!(
                by_basins.each_ref().map(facts),
                by_points.each_ref().map(facts),
                "{divisions:?} {steps} {:?}",
                group.number
            );
        }
    }
}
