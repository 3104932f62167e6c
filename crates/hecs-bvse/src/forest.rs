//! Union–find whose links carry space-group elements.
//!
//! Each node knows the element that takes it into the frame of its root. An edge that joins a
//! component to itself by an element other than the identity adds that element to the group of
//! the component; the rank of the translations in this group is the number of independent
//! directions in which the component extends without end. This is union–find on the torus, as
//! used for wrapping clusters in percolation theory (Newman & Ziff,
//! doi:10.1103/PhysRevE.64.016706), with lattice offsets generalised to group elements so that
//! symmetry-unique nodes are enough: no supercell, no tolerance.

use crate::translations::{ComponentGroup, GroupElement, GroupTable};

/// A set of components over numbered nodes.
pub(crate) struct Forest<'t> {
    table: &'t GroupTable,
    parents: Vec<u32>,
    /// Takes a node into the frame of its parent.
    elements: Vec<GroupElement>,
    heights: Vec<u8>,
    /// Number of the group of a root; [`ABSENT`] where it is still trivial.
    group_of: Vec<u32>,
    groups: Vec<ComponentGroup>,
}

const ABSENT: u32 = u32::MAX;

impl<'t> Forest<'t> {
    pub(crate) fn new(nodes: usize, table: &'t GroupTable) -> Self {
        Self {
            table,
            parents: vec![ABSENT; nodes],
            elements: vec![GroupElement::IDENTITY; nodes],
            heights: vec![0; nodes],
            group_of: vec![ABSENT; nodes],
            groups: Vec::new(),
        }
    }

    /// Adds one more node as a component of its own.
    pub(crate) fn push(&mut self) {
        self.parents.push(self.parents.len() as u32);
        self.elements.push(GroupElement::IDENTITY);
        self.heights.push(0);
        self.group_of.push(ABSENT);
    }

    /// Makes a node a component of its own.
    pub(crate) fn insert(&mut self, node: u32) {
        self.parents[node as usize] = node;
    }

    /// Number of independent directions in which the component of a node extends without end.
    pub(crate) fn rank(&mut self, node: u32) -> usize {
        let (root, _) = self.find(node);
        match self.group_of[root as usize] {
            ABSENT => 0,
            group => self.groups[group as usize].lattice().rank(),
        }
    }

    /// The element that takes a node into the frame of its root, and a short basis of the
    /// component's translations in that frame.
    pub(crate) fn translations(&mut self, node: u32) -> (GroupElement, Vec<[i32; 3]>) {
        let (root, element) = self.find(node);
        let directions = match self.group_of[root as usize] {
            ABSENT => Vec::new(),
            group => self.groups[group as usize].lattice().short_basis(),
        };
        (element, directions)
    }

    /// Whether `node` is connected to the image of `other` under `edge`.
    pub(crate) fn is_joined(&mut self, node: u32, edge: GroupElement, other: u32) -> bool {
        let (root, other_root, k) = self.roots(node, edge, other);
        let group = self.group_of[root as usize];
        root == other_root
            && (k == GroupElement::IDENTITY
                || group != ABSENT && self.groups[group as usize].contains(k))
    }

    /// The roots of `node` and `other` and, were `node` connected to the image of `other` under
    /// `edge`, what takes the frame of the second root into that of the first.
    fn roots(&mut self, node: u32, edge: GroupElement, other: u32) -> (u32, u32, GroupElement) {
        let (root, to_root) = self.find(node);
        let (other_root, to_other) = self.find(other);
        let back = self.table.inverse(to_other);
        let there = self.table.multiply(to_root, edge);
        (root, other_root, self.table.multiply(there, back))
    }

    /// Records that `node` is connected to the image of `other` under `edge`.
    pub(crate) fn join(&mut self, node: u32, edge: GroupElement, other: u32) {
        let (root, other_root, k) = self.roots(node, edge, other);
        if root == other_root {
            self.extend_group(root, k);
            return;
        }
        let first_is_higher = self.heights[root as usize] >= self.heights[other_root as usize];
        let (keep, drop, element) = if first_is_higher {
            (root, other_root, k)
        } else {
            (other_root, root, self.table.inverse(k))
        };
        if self.heights[keep as usize] == self.heights[drop as usize] {
            self.heights[keep as usize] += 1;
        }
        self.parents[drop as usize] = keep;
        self.elements[drop as usize] = element;
        let group = self.group_of[drop as usize];
        if group != ABSENT {
            let moved = std::mem::take(&mut self.groups[group as usize]);
            let back = self.table.inverse(element);
            for generator in moved.generators() {
                let there = self.table.multiply(element, *generator);
                let conjugate = self.table.multiply(there, back);
                self.extend_group(keep, conjugate);
            }
        }
    }

    /// Adds an element to the group of a root's component.
    fn extend_group(&mut self, root: u32, element: GroupElement) {
        if element == GroupElement::IDENTITY {
            return;
        }
        let slot = &mut self.group_of[root as usize];
        if *slot == ABSENT {
            *slot = self.groups.len() as u32;
            self.groups.push(ComponentGroup::default());
        }
        self.groups[*slot as usize].add(element, self.table);
    }

    /// Root of a node and the element that takes the node into the root's frame.
    fn find(&mut self, node: u32) -> (u32, GroupElement) {
        let parent = self.parents[node as usize];
        if self.parents[parent as usize] == parent {
            // A root itself carries the identity.
            return (parent, self.elements[node as usize]);
        }
        let mut root = node;
        let mut total = GroupElement::IDENTITY;
        while self.parents[root as usize] != root {
            total = self.table.multiply(self.elements[root as usize], total);
            root = self.parents[root as usize];
        }
        // Everything in between now points to the root directly.
        let (mut at, mut rest) = (node, total);
        while self.parents[at as usize] != root && at != root {
            let next = self.parents[at as usize];
            let step = self.elements[at as usize];
            self.parents[at as usize] = root;
            self.elements[at as usize] = rest;
            rest = self.table.multiply(rest, self.table.inverse(step));
            at = next;
        }
        (root, total)
    }
}
