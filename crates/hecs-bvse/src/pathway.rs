//! The easiest path of the mobile ion along a percolation direction.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use nalgebra::Vector3;

use crate::string::{follow_force, spread};
use crate::{Barrier, EnergyMap};

/// One point of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathPoint {
    /// Fractional position, unwrapped: the path runs on into the neighbouring cells.
    pub fract: Vector3<f64>,
    /// Length of the path up to here in Å.
    pub distance_ang: f64,
    /// Energy above the minimum of the map in eV.
    pub energy_ev: f64,
}

/// Added to the energy of a point in the cost of a step (eV): it keeps the path short where the
/// map is flat, and is small beside the barriers of interest.
const LENGTH_COST_EV: f64 = 0.05;

/// Room for rounding between the stored map and the barrier in eV.
const LEVEL_TOLERANCE_EV: f64 = 1e-4;

/// The easiest path of a barrier: from the lowest point of a loop to its image one translation
/// further, along the first direction of the barrier, never above the barrier.
///
/// Among all such paths on the grid it is the one of the smallest ∫ (E − E_min + 0.05 eV) ds
/// (Dijkstra over points and lattice offsets, 26 neighbours). `None` where the grid holds no such
/// path, as for a barrier of another map.
pub fn easiest_path(map: &EnergyMap, barrier: &Barrier) -> Option<Vec<PathPoint>> {
    let search = Search::new(map, barrier)?;
    let mut path = search.run()?;
    // The deciding saddle starts and ends it; turn the loop so that its lowest point does.
    path.pop();
    let lowest =
        (0..path.len()).min_by(|a, b| search.above(path[*a]).total_cmp(&search.above(path[*b])))?;
    let mut turned: Vec<Node> = path[lowest..].to_vec();
    turned.extend(path[..=lowest].iter().map(|node| search.moved_on(*node)));
    Some(search.points(&turned))
}

/// Distance between the points of a relaxed path in Å.
const STRING_SPACING_ANG: f64 = 0.15;

/// Sweeps of the string; the highest point of the argyrodites' paths is then within 1 meV of the
/// refined saddle.
const STRING_SWEEPS: usize = 120;

/// The minimum-energy path that a path of the grid relaxes to on the analytic potential.
///
/// A periodic string (E, Ren, Vanden-Eijnden, J. Chem. Phys. 126 (2007) 164103,
/// doi:10.1063/1.2720838): every point follows the force, then the points are spread evenly along the
/// string again; the last point stays the image of the first. Its highest point is the saddle.
pub fn relax_path(map: &EnergyMap, path: &[PathPoint]) -> Vec<PathPoint> {
    let [first, .., last] = path else {
        return path.to_vec();
    };
    let framework = map.framework();
    let lattice = framework.lattice();
    let translation = lattice.cartesian(&(last.fract - first.fract));
    let mut string: Vec<Vector3<f64>> = path.iter().map(|p| lattice.cartesian(&p.fract)).collect();
    for _ in 0..STRING_SWEEPS {
        string = spread(&string, STRING_SPACING_ANG);
        let end = string.len() - 1;
        follow_force(framework, &mut string[..end]);
        string[end] = string[0] + translation;
    }
    let string = from_the_lowest(&spread(&string, STRING_SPACING_ANG), &translation, |x| {
        framework.energy(&lattice.fractional(x))
    });
    let mut distance_ang = 0.0;
    let mut points: Vec<PathPoint> = Vec::with_capacity(string.len());
    for (i, point) in string.iter().enumerate() {
        if i > 0 {
            distance_ang += (point - string[i - 1]).norm();
        }
        let fract = lattice.fractional(point);
        points.push(PathPoint {
            fract,
            distance_ang,
            energy_ev: framework.energy(&fract) - map.e_min(),
        });
    }
    // Above the lowest point of the map, or of the path where the grid missed the minimum by a little.
    let lowest = points.iter().map(|p| p.energy_ev).fold(0.0, f64::min);
    for point in &mut points {
        point.energy_ev -= lowest;
    }
    points
}

/// The loop turned so that it starts and ends at its lowest point.
fn from_the_lowest(
    string: &[Vector3<f64>],
    translation: &Vector3<f64>,
    energy: impl Fn(&Vector3<f64>) -> f64,
) -> Vec<Vector3<f64>> {
    let open = &string[..string.len() - 1];
    let energies: Vec<f64> = open.iter().map(energy).collect();
    let lowest = (0..open.len())
        .min_by(|a, b| energies[*a].total_cmp(&energies[*b]))
        .unwrap_or(0);
    let mut turned = open[lowest..].to_vec();
    turned.extend(open[..=lowest].iter().map(|x| x + translation));
    turned
}

/// A grid point in a cell of the lattice, by its unwrapped indices.
type Node = [i32; 3];

struct Search<'m> {
    map: &'m EnergyMap,
    divisions: [i32; 3],
    start: Node,
    /// Direction in grid points.
    translation: Node,
    /// Highest energy allowed above the minimum, eV.
    level_ev: f64,
    /// Steps to the 26 neighbours with their lengths in Å.
    steps: Vec<(Node, f64)>,
}

impl<'m> Search<'m> {
    fn new(map: &'m EnergyMap, barrier: &Barrier) -> Option<Self> {
        let divisions = map.grid().divisions().map(|n| n as i32);
        let direction = barrier.directions.first()?;
        let start =
            [0, 1, 2].map(|i| (barrier.saddle_fract[i] * f64::from(divisions[i])).round() as i32);
        let translation = [0, 1, 2].map(|i| direction[i] * divisions[i]);
        let lattice = map.framework().lattice();
        let mut steps = Vec::with_capacity(26);
        for i in -1..=1 {
            for j in -1..=1 {
                for k in -1..=1 {
                    let step: Node = [i, j, k];
                    if step != [0, 0, 0] {
                        let fract =
                            Vector3::from_fn(|a, _| f64::from(step[a]) / f64::from(divisions[a]));
                        steps.push((step, lattice.cartesian(&fract).norm()));
                    }
                }
            }
        }
        Some(Self {
            map,
            divisions,
            start,
            translation,
            level_ev: barrier.energy_ev + LEVEL_TOLERANCE_EV,
            steps,
        })
    }

    /// Dijkstra from the saddle to its image.
    fn run(&self) -> Option<Vec<Node>> {
        let target = self.moved_on(self.start);
        let mut open = BinaryHeap::from([Entry {
            cost: 0.0,
            node: self.start,
        }]);
        let mut known: BTreeMap<Node, (f64, Node)> = BTreeMap::new();
        known.insert(self.start, (0.0, self.start));
        while let Some(Entry { cost, node }) = open.pop() {
            if node == target {
                return Some(self.trace(&known, target));
            }
            if known.get(&node).is_some_and(|(best, _)| cost > *best) {
                continue;
            }
            let here = self.above(node);
            for (step, length) in &self.steps {
                let next = [0, 1, 2].map(|i| node[i] + step[i]);
                if !self.near(next) {
                    continue;
                }
                let energy = self.above(next);
                if energy > self.level_ev {
                    continue;
                }
                let cost = cost + length * (0.5 * (here + energy) + LENGTH_COST_EV);
                if known.get(&next).is_none_or(|(best, _)| cost < *best) {
                    known.insert(next, (cost, node));
                    open.push(Entry { cost, node: next });
                }
            }
        }
        None
    }

    fn trace(&self, known: &BTreeMap<Node, (f64, Node)>, target: Node) -> Vec<Node> {
        let mut path = vec![target];
        let mut node = target;
        while node != self.start {
            node = known[&node].1;
            path.push(node);
        }
        path.reverse();
        path
    }

    /// Whether a node lies within two cells of the straight way: room for the detours that occur, and
    /// finite.
    fn near(&self, node: Node) -> bool {
        (0..3).all(|i| {
            let (low, high) = if self.translation[i] < 0 {
                (self.start[i] + self.translation[i], self.start[i])
            } else {
                (self.start[i], self.start[i] + self.translation[i])
            };
            let room = 2 * self.divisions[i];
            (low - room..=high + room).contains(&node[i])
        })
    }

    fn moved_on(&self, node: Node) -> Node {
        [0, 1, 2].map(|i| node[i] + self.translation[i])
    }

    /// Energy of a node above the minimum in eV.
    fn above(&self, node: Node) -> f64 {
        let [i, j, k] = [0, 1, 2].map(|a| node[a].rem_euclid(self.divisions[a]) as usize);
        f64::from(self.map.value(i, j, k)) - self.map.e_min()
    }

    fn points(&self, nodes: &[Node]) -> Vec<PathPoint> {
        let lattice = self.map.framework().lattice();
        let fract = |node: &Node| {
            Vector3::from_fn(|i, _| f64::from(node[i]) / f64::from(self.divisions[i]))
        };
        let mut distance_ang = 0.0;
        let mut points: Vec<PathPoint> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let here = fract(node);
            if let Some(last) = points.last() {
                distance_ang += lattice.cartesian(&(here - last.fract)).norm();
            }
            points.push(PathPoint {
                fract: here,
                distance_ang,
                energy_ev: self.above(*node).max(0.0),
            });
        }
        points
    }
}

/// An open node; the heap gives the cheapest first, equal ones in order of the node.
#[derive(PartialEq)]
struct Entry {
    cost: f64,
    node: Node,
}

impl Eq for Entry {}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .cost
            .total_cmp(&self.cost)
            .then_with(|| other.node.cmp(&self.node))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Barriers, Framework, Options};
    use hecs_core::{Ion, Lattice, SpaceGroup, Species, Structure, StructureBuilder};

    /// Rock salt LiCl: the lithium jumps between octahedral sites by way of the tetrahedral ones.
    fn rock_salt() -> Structure {
        let group = SpaceGroup::from_number(225).unwrap();
        let mut builder = StructureBuilder::new(Lattice::cubic(5.13).unwrap(), group);
        for (ion, x) in [("Li+", 0.0), ("Cl-", 0.5)] {
            let species = vec![Species::of(ion.parse().unwrap())];
            builder.add_site(ion, species, &Vector3::repeat(x), 0.01);
        }
        builder.build().unwrap()
    }

    #[test]
    fn the_path_is_a_loop_that_touches_the_barrier_and_the_lowest_point() {
        let framework = Framework::new(&rock_salt(), Ion::LI, &Options::default()).unwrap();
        let map = EnergyMap::compute(&framework, 0.2).unwrap();
        let barriers = Barriers::from_map(&map);
        let barrier = barriers.get(1).unwrap();
        let path = easiest_path(&map, barrier).unwrap();
        let (first, last) = (path.first().unwrap(), path.last().unwrap());
        let moved = last.fract - first.fract;
        for i in 0..3 {
            assert!((moved[i] - f64::from(barrier.directions[0][i])).abs() < 1e-9);
        }
        let highest = path.iter().map(|p| p.energy_ev).fold(0.0, f64::max);
        assert!(
            (highest - barrier.energy_ev).abs() < 1e-3,
            "{highest} {}",
            barrier.energy_ev
        );
        assert!(path.iter().all(|p| p.energy_ev >= first.energy_ev));
        // It need not touch the minimum of the map, but it must come down from the saddle.
        assert!(
            first.energy_ev < 0.5 * barrier.energy_ev,
            "{}",
            first.energy_ev
        );
        assert!(
            path.windows(2)
                .all(|w| w[1].distance_ang > w[0].distance_ang)
        );
    }

    #[test]
    fn a_relaxed_path_goes_over_the_refined_saddle() {
        let framework = Framework::new(&rock_salt(), Ion::LI, &Options::default()).unwrap();
        let map = EnergyMap::compute(&framework, 0.2).unwrap();
        let barriers = Barriers::from_map(&map);
        let refined = crate::refine(&map, &barriers);
        let path = relax_path(&map, &easiest_path(&map, barriers.get(1).unwrap()).unwrap());
        let lowest = refined.e_min_ev - map.e_min();
        let highest = path
            .iter()
            .map(|p| p.energy_ev + lowest.min(0.0))
            .fold(0.0, f64::max);
        let expected = refined.energy_ev(1).unwrap() + lowest;
        assert!((highest - expected).abs() < 2e-3, "{highest} {expected}");
        let moved = path.last().unwrap().fract - path[0].fract;
        assert!((moved - moved.map(f64::round)).norm() < 1e-9);
    }
}
