//! How many ions fit on positions of which those near one another exclude one another.
//!
//! Positions are the vertices of a graph, exclusions its edges. Of a part that ends, the answer is the size of its
//! largest independent set, found by branching. Of one that does not end, it is the largest number of ions per
//! cell that a mean over all cells can have,
//!
//! ```text
//! max Σ m x   with   Σ x ≤ 1 over the positions of each set that exclude one another, x ≥ 0
//! ```
//!
//! with x the occupancy of an orbit and m its multiplicity: the mean of a solution over the symmetry is a
//! solution as good, so that one number per orbit is enough and no choice of cell matters. It is exact for chains
//! and clusters of positions, and a bound from above where exclusions make rings of odd length (Grötschel, Lovász &
//! Schrijver 1981, doi:10.1007/BF02579273). In garnets, where 24d excludes 96h and 96h the other half of its pair, it
//! is 7.5 per formula: every second 24d filled.

/// Steps of the simplex whose gain is below this are rounding.
const NO_GAIN: f64 = 1e-10;

/// Size of the largest set of vertices no two of which are joined; of each vertex the mask of those joined to it.
pub(crate) fn largest_independent_set(joined: &[u64]) -> usize {
    debug_assert!(joined.len() <= 64);
    let all = if joined.len() == 64 {
        u64::MAX
    } else {
        (1 << joined.len()) - 1
    };
    largest_among(joined, all)
}

fn largest_among(joined: &[u64], mut left: u64) -> usize {
    let mut taken = 0;
    loop {
        let degree = |v: usize| (joined[v] & left).count_ones();
        let vertices = (0..joined.len()).filter(|v| left >> v & 1 == 1);
        let Some(fewest) = vertices.clone().min_by_key(|v| degree(*v)) else {
            return taken;
        };
        // One with at most one neighbour is in some largest set.
        if degree(fewest) <= 1 {
            taken += 1;
            left &= !(joined[fewest] | 1 << fewest);
            continue;
        }
        let most = vertices.max_by_key(|v| degree(*v)).unwrap_or(fewest);
        let without = left & !(1 << most);
        let with = 1 + largest_among(joined, without & !joined[most]);
        return taken + with.max(largest_among(joined, without));
    }
}

/// max Σ m x under Σ a x ≤ 1 for each row a of constraints, x ≥ 0; all numbers are at least 0 and each x is in some
/// constraint. The simplex method in a tableau, from x = 0 on, by Bland's rule, which ends.
pub(crate) fn largest_packing(weights: &[f64], constraints: &[Vec<f64>]) -> f64 {
    let columns = weights.len();
    // Columns: x, one slack per constraint, right-hand side.
    let last = columns + constraints.len();
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(constraints.len());
    for (number, constraint) in constraints.iter().enumerate() {
        let mut row = vec![0.0; last + 1];
        row[..columns].copy_from_slice(constraint);
        row[columns + number] = 1.0;
        row[last] = 1.0;
        rows.push(row);
    }
    let mut objective = vec![0.0; last + 1];
    for (column, weight) in weights.iter().enumerate() {
        objective[column] = -weight;
    }
    let mut basis: Vec<usize> = (columns..last).collect();
    while let Some(enters) = (0..last).find(|c| objective[*c] < -NO_GAIN) {
        let open = (0..rows.len()).filter(|row| rows[*row][enters] > NO_GAIN);
        let ratio = |row: usize| rows[row][last] / rows[row][enters];
        let leaves = open.min_by(|a, b| {
            let by_ratio = ratio(*a).total_cmp(&ratio(*b));
            by_ratio.then(basis[*a].cmp(&basis[*b]))
        });
        let Some(leaves) = leaves else { break };
        basis[leaves] = enters;
        let pivot = rows[leaves][enters];
        let scaled = rows[leaves].iter().enumerate();
        // Most entries stay 0 for long.
        let pivots: Vec<(usize, f64)> = scaled
            .filter(|(_, x)| **x != 0.0)
            .map(|(column, x)| (column, x / pivot))
            .collect();
        for (column, x) in &pivots {
            rows[leaves][*column] = *x;
        }
        let others = rows.iter_mut().enumerate().filter(|(n, _)| *n != leaves);
        let others = others.map(|(_, row)| row);
        for row in others.chain(std::iter::once(&mut objective)) {
            let factor = row[enters];
            if factor != 0.0 {
                for (column, x) in &pivots {
                    row[*column] -= factor * x;
                }
            }
        }
    }
    objective[last]
}

/// The largest sets of vertices each two of which are joined, by the method of Bron & Kerbosch (1973,
/// doi:10.1145/362342.362367).
pub(crate) fn cliques(size: usize, joined: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let all = (0..size).collect();
    extend(&mut Vec::new(), all, Vec::new(), &joined, &mut found);
    found
}

fn extend(
    clique: &mut Vec<usize>,
    mut candidates: Vec<usize>,
    mut seen: Vec<usize>,
    joined: &impl Fn(usize, usize) -> bool,
    found: &mut Vec<Vec<usize>>,
) {
    let near = |v: usize, of: &[usize]| -> Vec<usize> {
        of.iter()
            .copied()
            .filter(|w| *w != v && joined(v, *w))
            .collect()
    };
    let either = candidates.iter().chain(&seen).copied();
    // What is joined to the pivot is met behind it.
    let Some(pivot) = either.max_by_key(|v| near(*v, &candidates).len()) else {
        found.push(clique.clone());
        return;
    };
    let beside: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|v| *v == pivot || !joined(pivot, *v))
        .collect();
    for vertex in beside {
        clique.push(vertex);
        let (inner, before) = (near(vertex, &candidates), near(vertex, &seen));
        extend(clique, inner, before, joined, found);
        clique.pop();
        candidates.retain(|v| *v != vertex);
        seen.push(vertex);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Masks of the neighbours in a ring.
    fn ring(size: usize) -> Vec<u64> {
        let next = |v: usize| 1 << ((v + 1) % size) | 1 << ((v + size - 1) % size);
        (0..size).map(next).collect()
    }

    #[test]
    fn independent_sets_of_small_graphs_are_known() {
        assert_eq!(largest_independent_set(&[]), 0);
        assert_eq!(largest_independent_set(&[0, 0, 0]), 3);
        assert_eq!(largest_independent_set(&[0b110, 0b101, 0b011]), 1);
        assert_eq!(largest_independent_set(&[0b010, 0b101, 0b010]), 2);
        assert_eq!(largest_independent_set(&ring(5)), 2);
        assert_eq!(largest_independent_set(&ring(64)), 32);
        // Petersen's graph has 4.
        let mut petersen = vec![0_u64; 10];
        for v in 0..5 {
            for (a, b) in [(v, (v + 1) % 5), (v, v + 5), (v + 5, (v + 2) % 5 + 5)] {
                petersen[a] |= 1 << b;
                petersen[b] |= 1 << a;
            }
        }
        assert_eq!(largest_independent_set(&petersen), 4);
    }

    #[test]
    fn packings_are_optimal() {
        // A garnet: 24d and 96h per formula, 24d with 96h and 96h with 96h excluded.
        let garnet = largest_packing(&[3.0, 12.0], &[vec![1.0, 1.0], vec![0.0, 2.0]]);
        assert!((garnet - 7.5).abs() < 1e-12, "{garnet}");
        assert!((largest_packing(&[1.0], &[vec![3.0]]) - 1.0 / 3.0).abs() < 1e-12);
        // Two constraints that meet at x = y = 2/3.
        let corner = largest_packing(&[1.0, 1.0], &[vec![1.0, 0.5], vec![0.5, 1.0]]);
        assert!((corner - 4.0 / 3.0).abs() < 1e-12, "{corner}");
        assert_eq!(largest_packing(&[], &[]), 0.0);
    }

    #[test]
    fn cliques_are_found_once() {
        // Two triangles that share a vertex, and one vertex alone.
        let edges = [(0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 4)];
        let joined = |a: usize, b: usize| edges.contains(&(a.min(b), a.max(b)));
        let mut found = cliques(6, joined);
        for clique in &mut found {
            clique.sort_unstable();
        }
        found.sort();
        assert_eq!(found, [vec![0, 1, 2], vec![2, 3, 4], vec![5]]);
    }
}
