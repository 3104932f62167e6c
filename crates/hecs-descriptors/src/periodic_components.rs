//! Connected parts of a graph that repeats with a lattice, and in how many directions each is endless.
//!
//! Union–find whose links carry lattice translations: a node knows how many cells it is from its root
//! (Newman & Ziff 2001, doi:10.1103/PhysRevE.64.016706). An edge that joins a part to itself with a
//! translation left over adds it to the translations of the part; their rank is the number of
//! directions. `forest` of hecs-bvse does the same for symmetry-unique nodes under a whole space group.

/// The parts of a graph over numbered nodes.
pub(crate) struct PeriodicComponents {
    parents: Vec<usize>,
    /// Cells from a node's parent to the node.
    steps: Vec<[i64; 3]>,
    /// Independent translations of the part of a root.
    translations: Vec<Vec<[i64; 3]>>,
}

impl PeriodicComponents {
    pub(crate) fn new(nodes: usize) -> Self {
        Self {
            parents: (0..nodes).collect(),
            steps: vec![[0; 3]; nodes],
            translations: vec![Vec::new(); nodes],
        }
    }

    /// Connects `node` with the image of `other` so many cells away.
    pub(crate) fn join(&mut self, node: usize, other: usize, cells: [i32; 3]) {
        let (root, at) = self.find(node);
        let (other_root, other_at) = self.find(other);
        // Where the other's root is, as seen from ours.
        let between = [0, 1, 2].map(|i| at[i] + i64::from(cells[i]) - other_at[i]);
        if root == other_root {
            add(&mut self.translations[root], between);
            return;
        }
        self.parents[other_root] = root;
        self.steps[other_root] = between;
        for translation in std::mem::take(&mut self.translations[other_root]) {
            add(&mut self.translations[root], translation);
        }
    }

    /// The node that stands for the part of a node.
    pub(crate) fn root(&mut self, node: usize) -> usize {
        self.find(node).0
    }

    /// Number of directions, 0–3, in which the part of a node is endless.
    pub(crate) fn dimension(&mut self, node: usize) -> usize {
        let root = self.root(node);
        self.translations[root].len()
    }

    /// The root of a node, and the cells from it to the node; links are shortened on the way.
    fn find(&mut self, node: usize) -> (usize, [i64; 3]) {
        let mut chain = Vec::new();
        let mut root = node;
        while self.parents[root] != root {
            chain.push(root);
            root = self.parents[root];
        }
        let mut at = [0; 3];
        for link in chain.into_iter().rev() {
            at = [0, 1, 2].map(|i| at[i] + self.steps[link][i]);
            self.parents[link] = root;
            self.steps[link] = at;
        }
        (root, at)
    }
}

/// Adds a translation that is independent of those known.
fn add(known: &mut Vec<[i64; 3]>, new: [i64; 3]) {
    let cross = |a: [i64; 3], b: [i64; 3]| {
        [0, 1, 2].map(|i| a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3])
    };
    let is_new = match known.as_slice() {
        [] => new != [0; 3],
        [a] => cross(*a, new) != [0; 3],
        [a, b] => {
            let normal = cross(*a, *b);
            (0..3).map(|i| normal[i] * new[i]).sum::<i64>() != 0
        }
        _ => false,
    };
    if is_new {
        known.push(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_counted_as_they_are_closed() {
        // Three nodes: a chain of two along x, and one beside it.
        let mut parts = PeriodicComponents::new(3);
        parts.join(0, 1, [0, 0, 0]);
        assert_eq!(parts.dimension(1), 0);
        parts.join(1, 0, [1, 0, 0]);
        parts.join(0, 1, [-2, 0, 0]);
        assert_eq!((parts.dimension(0), parts.dimension(2)), (1, 0));
        parts.join(2, 2, [1, 1, 0]);
        assert_ne!(parts.root(0), parts.root(2));
        parts.join(2, 1, [0, 0, 1]);
        assert_eq!((parts.root(0), parts.dimension(2)), (parts.root(2), 2));
        parts.join(0, 2, [5, 5, -2]);
        assert_eq!(parts.dimension(1), 3);
    }
}
