//! The surface of a level of a periodic map: one vertex in each voxel that the level crosses, at the mean of the crossings
//! of its edges, and a quadrangle around each edge that does (surface nets, S. F. F. Gibson, MICCAI 1998, LNCS 1496, 888,
//! doi:10.1007/BFb0056277; here without the relaxation, on real values).

use crate::space::Vector;

/// A surface over some cells of a periodic map.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Net {
    /// Fractional coordinates; some lie up to a voxel outside.
    pub(crate) vertices: Vec<Vector>,
    /// Whether a vertex bounds the region that percolates.
    pub(crate) is_open: Vec<bool>,
    /// Corners in order around it, counter-clockwise as seen from above the level in a right-handed cell.
    pub(crate) quads: Vec<[usize; 4]>,
}

/// The surface of `level` in `cells` cells along each axis of a map (x slowest); `open` marks the points that percolate.
///
/// `divisions` must fit the codes.
pub(crate) fn surface_net(
    codes: &[u8],
    divisions: [usize; 3],
    cells: [usize; 3],
    level: f64,
    open: &[bool],
) -> Net {
    let grid = Grid { codes, divisions };
    // Voxels reach one beyond the cells on either side; who draws cuts what sticks out.
    let size = [0, 1, 2].map(|k| divisions[k] * cells[k] + 2);
    let number = |i: usize, j: usize, k: usize| (i * size[1] + j) * size[2] + k;
    let mut index: Vec<Option<usize>> = vec![None; size.iter().product()];
    let mut net = Net::default();
    for i in 0..size[0] {
        for j in 0..size[1] {
            for k in 0..size[2] {
                let Some((inside, is_open)) = grid.crossing([i, j, k], level, open) else {
                    continue;
                };
                index[number(i, j, k)] = Some(net.vertices.len());
                let corner = [i, j, k].map(|x| x as f64 - 1.0);
                let at = |k: usize| (corner[k] + inside[k]) / divisions[k] as f64;
                net.vertices.push([at(0), at(1), at(2)]);
                net.is_open.push(is_open);
            }
        }
    }
    for i in 1..size[0] {
        for j in 1..size[1] {
            for k in 1..size[2] {
                let is_low = grid.at([i, j, k]) < level;
                let around = [
                    (
                        [i + 1, j, k],
                        [(i, j - 1, k - 1), (i, j, k - 1), (i, j, k), (i, j - 1, k)],
                    ),
                    (
                        [i, j + 1, k],
                        [(i - 1, j, k - 1), (i - 1, j, k), (i, j, k), (i, j, k - 1)],
                    ),
                    (
                        [i, j, k + 1],
                        [(i - 1, j - 1, k), (i, j - 1, k), (i, j, k), (i - 1, j, k)],
                    ),
                ];
                for (next, voxels) in around {
                    if is_low == (grid.at(next) < level) {
                        continue;
                    }
                    let corners = voxels.map(|(i, j, k)| index[number(i, j, k)]);
                    if let [Some(a), Some(b), Some(c), Some(d)] = corners {
                        let quad = if is_low { [a, b, c, d] } else { [d, c, b, a] };
                        net.quads.push(quad);
                    }
                }
            }
        }
    }
    net
}

/// A periodic map; its points are counted from one voxel before the cell.
struct Grid<'a> {
    codes: &'a [u8],
    divisions: [usize; 3],
}

impl Grid<'_> {
    fn index(&self, at: [usize; 3]) -> usize {
        let [x, y, z] = [0, 1, 2].map(|k| (at[k] + self.divisions[k] - 1) % self.divisions[k]);
        (x * self.divisions[1] + y) * self.divisions[2] + z
    }

    fn at(&self, at: [usize; 3]) -> f64 {
        f64::from(self.codes[self.index(at)])
    }

    /// The mean of the places, in units of the voxel, where its edges cross the level, and whether it touches what
    /// percolates; `None` where none does.
    fn crossing(&self, voxel: [usize; 3], level: f64, open: &[bool]) -> Option<(Vector, bool)> {
        let bits = |c: usize| [c >> 2 & 1, c >> 1 & 1, c & 1];
        let (mut values, mut low, mut is_open) = ([0.0; 8], 0, false);
        for (c, value) in values.iter_mut().enumerate() {
            let point = self.index([0, 1, 2].map(|k| voxel[k] + bits(c)[k]));
            *value = f64::from(self.codes[point]);
            if *value < level {
                low += 1;
                is_open |= open[point];
            }
        }
        if low == 0 || low == 8 {
            return None;
        }
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        for c in 0..8 {
            for (axis, bit) in [4, 2, 1].into_iter().enumerate() {
                if c & bit != 0 || (values[c] < level) == (values[c | bit] < level) {
                    continue;
                }
                let mut place = bits(c).map(|b| b as f64);
                place[axis] += (level - values[c]) / (values[c | bit] - values[c]);
                sum = [0, 1, 2].map(|k| sum[k] + place[k]);
                count += 1.0;
            }
        }
        Some((sum.map(|x| x / count), is_open))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::{cross, dot, minus};

    #[test]
    fn a_ball_is_closed_and_its_quads_look_outwards() {
        let n = 16;
        let away = |k: usize| k as f64 / n as f64 - 0.5;
        let mut codes = Vec::new();
        for x in 0..n {
            for y in 0..n {
                for z in 0..n {
                    let square = away(x).powi(2) + away(y).powi(2) + away(z).powi(2);
                    codes.push((square.sqrt() * 255.0).round() as u8);
                }
            }
        }
        // Radius 0.3 of the edge.
        let net = surface_net(
            &codes,
            [n; 3],
            [1; 3],
            0.3 * 255.0,
            &vec![false; codes.len()],
        );
        let (mut area, mut volume) = (0.0, 0.0);
        for quad in &net.quads {
            let [a, b, c, d] = quad.map(|corner| minus(net.vertices[corner], [0.5; 3]));
            let normal = cross(minus(c, a), minus(d, b)).map(|x| x / 2.0);
            area += dot(normal, normal).sqrt();
            volume += dot(normal, a) / 3.0;
        }
        let pi = std::f64::consts::PI;
        assert!((area / (4.0 * pi * 0.09) - 1.0).abs() < 0.03, "{area}");
        assert!(
            (volume / (4.0 / 3.0 * pi * 0.027) - 1.0).abs() < 0.05,
            "{volume}"
        );
        // Corners minus edges plus faces is 2 (Euler); each edge is one of two quads.
        assert_eq!(net.vertices.len() - net.quads.len(), 2);
    }
}
