//! Which points of a periodic map below a level lie in a region that leaves the cell.

/// Where a point of the map lies in the search: not yet found, or in a region, in this cell.
#[derive(Clone, Copy)]
struct Found {
    region: usize,
    cell: [i32; 3],
}

/// For each point of a periodic map (x slowest) whether it lies below `level` in a region that reaches its own image in
/// another cell; closed pockets do not. Points join over the six faces of their voxels.
///
/// `divisions` must fit the codes.
pub(crate) fn percolating(codes: &[u8], divisions: [usize; 3], level: f64) -> Vec<bool> {
    let [_, ny, nz] = divisions;
    let mut found: Vec<Option<Found>> = vec![None; codes.len()];
    let mut leads: Vec<bool> = Vec::new();
    let mut queue = Vec::new();
    for start in 0..codes.len() {
        if found[start].is_some() || f64::from(codes[start]) >= level {
            continue;
        }
        let region = leads.len();
        leads.push(false);
        found[start] = Some(Found {
            region,
            cell: [0; 3],
        });
        queue.push((start, [0; 3]));
        while let Some((here, cell)) = queue.pop() {
            let at = [here / (ny * nz), here / nz % ny, here % nz];
            for axis in 0..3 {
                for forward in [true, false] {
                    let (mut to, mut cell) = (at, cell);
                    let (last, step) = (divisions[axis] - 1, i32::from(forward) * 2 - 1);
                    to[axis] = match (forward, to[axis]) {
                        (true, x) if x == last => 0,
                        (true, x) => x + 1,
                        (false, 0) => last,
                        (false, x) => x - 1,
                    };
                    let wraps = at[axis] == if forward { last } else { 0 };
                    cell[axis] += if wraps { step } else { 0 };
                    let there = (to[0] * ny + to[1]) * nz + to[2];
                    if f64::from(codes[there]) >= level {
                        continue;
                    }
                    if let Some(known) = found[there] {
                        leads[region] |= known.cell != cell;
                    } else {
                        found[there] = Some(Found { region, cell });
                        queue.push((there, cell));
                    }
                }
            }
        }
    }
    let is_open = |found: &Option<Found>| found.is_some_and(|found| leads[found.region]);
    found.iter().map(is_open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_percolates_and_a_pocket_does_not() {
        // Along z at (0, 0) a channel, at (2, 2, 1) a pocket; 4 × 4 × 3 points.
        let index = |x: usize, y: usize, z: usize| (x * 4 + y) * 3 + z;
        let mut codes = vec![200; 48];
        for z in 0..3 {
            codes[index(0, 0, z)] = 10;
        }
        codes[index(2, 2, 1)] = 0;
        let open = percolating(&codes, [4, 4, 3], 50.0);
        assert_eq!(open.iter().filter(|open| **open).count(), 3);
        assert!(open[index(0, 0, 1)] && !open[index(2, 2, 1)]);
        // A plug closes it.
        codes[index(0, 0, 2)] = 200;
        assert!(!percolating(&codes, [4, 4, 3], 50.0).contains(&true));
    }

    #[test]
    fn a_staircase_over_two_faces_percolates() {
        let index = |x: usize, z: usize| x * 3 * 4 + z;
        let mut codes = vec![200; 4 * 3 * 4];
        for k in 0..4 {
            codes[index(k, k)] = 0;
            codes[index((k + 1) % 4, k)] = 0;
        }
        let open = percolating(&codes, [4, 3, 4], 50.0);
        assert_eq!(open.iter().filter(|open| **open).count(), 8);
        codes[index(1, 1)] = 200;
        assert!(!percolating(&codes, [4, 3, 4], 50.0).contains(&true));
    }
}
