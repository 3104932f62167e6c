//! Sublattices of ℤ³ and subgroups of a space group, as percolation needs them.

use hecs_core::{Operation, TRANSLATION_DENOMINATOR};

/// A sublattice of ℤ³ kept as up to three independent rows in Hermite normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TranslationLattice {
    rows: Vec<[i64; 3]>,
}

impl TranslationLattice {
    pub(crate) fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Reduces a vector by the rows; zero exactly for members of the lattice.
    fn reduce(&self, mut v: [i64; 3]) -> [i64; 3] {
        for row in &self.rows {
            let pivot = pivot(row);
            let times = v[pivot].div_euclid(row[pivot]);
            for i in 0..3 {
                v[i] -= times * row[i];
            }
        }
        v
    }

    pub(crate) fn contains(&self, v: [i64; 3]) -> bool {
        self.reduce(v) == [0; 3]
    }

    /// Adds a vector to the generators.
    pub(crate) fn add(&mut self, v: [i64; 3]) {
        if self.contains(v) {
            return;
        }
        let mut pool: Vec<[i64; 3]> = self.rows.clone();
        pool.push(v);
        self.rows.clear();
        for column in 0..3 {
            // Euclid on this column among the rows that are left.
            loop {
                pool.sort_by_key(|r| (r[column] == 0, r[column].abs(), *r));
                let Some(first) = pool.first().copied().filter(|r| r[column] != 0) else {
                    break;
                };
                let mut done = true;
                for other in pool.iter_mut().skip(1).filter(|r| r[column] != 0) {
                    let times = other[column] / first[column];
                    for i in 0..3 {
                        other[i] -= times * first[i];
                    }
                    done &= other[column] == 0;
                }
                if done {
                    let sign = first[column].signum();
                    self.rows.push(first.map(|x| x * sign));
                    pool.remove(0);
                    break;
                }
            }
            pool.retain(|r| *r != [0; 3]);
        }
        // Entries above a pivot are reduced, which makes the form unique.
        for lower in 1..self.rows.len() {
            let row = self.rows[lower];
            let at = pivot(&row);
            for upper in 0..lower {
                let times = self.rows[upper][at].div_euclid(row[at]);
                for (entry, below) in self.rows[upper].iter_mut().zip(row) {
                    *entry -= times * below;
                }
            }
        }
    }

    /// A basis of short vectors, shortest first, by pairwise reduction.
    pub(crate) fn short_basis(&self) -> Vec<[i32; 3]> {
        let mut rows = self.rows.clone();
        let square = |r: &[i64; 3]| r.iter().map(|x| x * x).sum::<i64>();
        loop {
            let mut changed = false;
            for i in 0..rows.len() {
                for j in 0..rows.len() {
                    if i == j {
                        continue;
                    }
                    for sign in [1, -1] {
                        let [a, b] = [rows[i], rows[j]];
                        let sum = [0, 1, 2].map(|k| a[k] + sign * b[k]);
                        if square(&sum) < square(&rows[i]) {
                            rows[i] = sum;
                            changed = true;
                        }
                    }
                }
            }
            if !changed {
                break;
            }
        }
        for row in &mut rows {
            if row.iter().find(|x| **x != 0).is_some_and(|x| *x < 0) {
                *row = row.map(|x| -x);
            }
        }
        rows.sort_by_key(|r| (square(r), r.map(|x| -x)));
        rows.iter().map(|r| r.map(|x| x as i32)).collect()
    }
}

fn pivot(row: &[i64; 3]) -> usize {
    row.iter().position(|x| *x != 0).unwrap_or(0)
}

/// An element of a space group: a listed operation followed by a lattice translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct GroupElement {
    pub(crate) operation: u16,
    pub(crate) shift: [i16; 3],
}

impl GroupElement {
    pub(crate) const IDENTITY: Self = Self {
        operation: 0,
        shift: [0; 3],
    };
}

/// Multiplication in a space group whose listed operations are the cosets of ℤ³.
#[derive(Clone, Debug)]
pub(crate) struct GroupTable {
    order: usize,
    rotations: Vec<[[i32; 3]; 3]>,
    /// Product of two listed operations: a listed operation and a lattice translation.
    products: Vec<GroupElement>,
    inverses: Vec<GroupElement>,
}

impl GroupTable {
    /// The table of a closed list of operations with the identity first.
    ///
    /// Operations are found by their rotation, of which there are at most 48, and then by their
    /// translation among those of the same rotation.
    pub(crate) fn new(operations: &[Operation]) -> Self {
        let order = operations.len();
        let by_rotation = ByRotation::new(operations);
        let mut table = Self {
            order,
            rotations: operations.iter().map(|op| op.rotation).collect(),
            products: Vec::with_capacity(order * order),
            inverses: vec![GroupElement::IDENTITY; order],
        };
        for (i, a) in operations.iter().enumerate() {
            for (j, b) in operations.iter().enumerate() {
                // R_a t_b + t_a = t_product + lattice translation
                let mut whole = a.translation;
                for (x, sum) in whole.iter_mut().enumerate() {
                    let [p, q, r] = a.rotation[x];
                    let [t, u, v] = b.translation;
                    *sum += p * t + q * u + r * v;
                }
                let translation = whole.map(|x| x.rem_euclid(TRANSLATION_DENOMINATOR));
                let operation = by_rotation.product(i, j, translation);
                let mut shift = [0; 3];
                for (x, cells) in shift.iter_mut().enumerate() {
                    *cells = ((whole[x] - translation[x]) / TRANSLATION_DENOMINATOR) as i16;
                }
                if operation == 0 {
                    table.inverses[i] = GroupElement {
                        operation: j as u16,
                        shift: [0; 3],
                    };
                }
                table.products.push(GroupElement { operation, shift });
            }
        }
        for i in 0..order {
            // a·b = (identity, s), so a⁻¹ = b·(identity, −s) = (b, −R_b s).
            let b = table.inverses[i].operation;
            let s = table.products[i * order + usize::from(b)].shift;
            let turned = table.turn(b, s);
            table.inverses[i].shift = turned.map(|x| -x);
        }
        table
    }

    /// The listed operation that the product of two is, up to a lattice translation.
    pub(crate) fn product(&self, a: u16, b: u16) -> u16 {
        self.products[usize::from(a) * self.order + usize::from(b)].operation
    }

    /// The listed operation that the inverse of one is, up to a lattice translation.
    pub(crate) fn inverse_of(&self, a: u16) -> u16 {
        self.inverses[usize::from(a)].operation
    }

    fn turn(&self, operation: u16, v: [i16; 3]) -> [i16; 3] {
        let r = &self.rotations[usize::from(operation)];
        [0, 1, 2].map(|i| (0..3).map(|j| r[i][j] as i16 * v[j]).sum())
    }

    /// a·b: b first, then a.
    pub(crate) fn multiply(&self, a: GroupElement, b: GroupElement) -> GroupElement {
        if self.order == 1 {
            return GroupElement {
                operation: 0,
                shift: [0, 1, 2].map(|i| a.shift[i] + b.shift[i]),
            };
        }
        let base = self.products[usize::from(a.operation) * self.order + usize::from(b.operation)];
        let turned = self.turn(a.operation, b.shift);
        GroupElement {
            operation: base.operation,
            shift: [0, 1, 2].map(|i| base.shift[i] + a.shift[i] + turned[i]),
        }
    }

    pub(crate) fn inverse(&self, a: GroupElement) -> GroupElement {
        if self.order == 1 {
            return GroupElement {
                operation: 0,
                shift: a.shift.map(|x| -x),
            };
        }
        // (t·o)⁻¹ = o⁻¹·t⁻¹
        let base = self.inverses[usize::from(a.operation)];
        let turned = self.turn(base.operation, a.shift);
        GroupElement {
            operation: base.operation,
            shift: [0, 1, 2].map(|i| base.shift[i] - turned[i]),
        }
    }
}

/// The listed operations by their rotations.
struct ByRotation {
    /// Number of the rotation of each operation.
    rotation_of: Vec<usize>,
    /// Number of the product of two rotations.
    products: Vec<usize>,
    /// For each rotation the translations that it is listed with, sorted, and the operations.
    translations: Vec<Vec<([i32; 3], u16)>>,
}

impl ByRotation {
    fn new(operations: &[Operation]) -> Self {
        let mut rotations: Vec<[[i32; 3]; 3]> = operations.iter().map(|op| op.rotation).collect();
        rotations.sort_unstable();
        rotations.dedup();
        let number = |rotation: &[[i32; 3]; 3]| rotations.binary_search(rotation);
        let turn = |rotation| Operation {
            rotation,
            translation: [0; 3],
        };
        let mut by_rotation = Self {
            rotation_of: Vec::with_capacity(operations.len()),
            products: Vec::with_capacity(rotations.len() * rotations.len()),
            translations: vec![Vec::new(); rotations.len()],
        };
        for a in &rotations {
            for b in &rotations {
                let product = turn(*a).compose(&turn(*b)).rotation;
                by_rotation.products.push(number(&product).unwrap_or(0));
            }
        }
        for (at, operation) in (0..).zip(operations) {
            let rotation = number(&operation.rotation).unwrap_or(0);
            by_rotation.rotation_of.push(rotation);
            by_rotation.translations[rotation].push((operation.translation, at));
        }
        for listed in &mut by_rotation.translations {
            listed.sort_unstable();
        }
        by_rotation
    }

    /// The operation with the rotation of the product of two and a given translation; the identity where
    /// there is none.
    fn product(&self, a: usize, b: usize, translation: [i32; 3]) -> u16 {
        let rotations = self.translations.len();
        let rotation = self.products[self.rotation_of[a] * rotations + self.rotation_of[b]];
        let listed = &self.translations[rotation];
        let at = listed.partition_point(|(known, _)| *known < translation);
        listed
            .get(at)
            .filter(|(known, _)| *known == translation)
            .map_or(0, |(_, operation)| *operation)
    }
}

/// The subgroup of the space group that maps a component onto itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ComponentGroup {
    generators: Vec<GroupElement>,
    /// One lattice shift for each listed operation that occurs, in order of the operations.
    cosets: Vec<(u16, [i16; 3])>,
    lattice: TranslationLattice,
}

impl ComponentGroup {
    pub(crate) fn generators(&self) -> &[GroupElement] {
        &self.generators
    }

    pub(crate) fn lattice(&self) -> &TranslationLattice {
        &self.lattice
    }

    pub(crate) fn contains(&self, element: GroupElement) -> bool {
        let base = if element.operation == 0 {
            [0; 3]
        } else {
            let found = self
                .cosets
                .binary_search_by_key(&element.operation, |c| c.0);
            match found {
                Ok(at) => self.cosets[at].1,
                Err(_) => return false,
            }
        };
        self.lattice
            .contains([0, 1, 2].map(|i| i64::from(element.shift[i]) - i64::from(base[i])))
    }

    /// Adds an element and completes the group; whether it was new.
    pub(crate) fn add(&mut self, element: GroupElement, table: &GroupTable) -> bool {
        if self.contains(element) {
            return false;
        }
        self.generators.push(element);
        if table.order == 1 {
            self.lattice.add(element.shift.map(i64::from));
            return true;
        }
        // Cosets of the translations by walking the generators; what closes a walk is, by
        // Schreier's lemma, a generator of the translations.
        let mut known: Vec<Option<[i16; 3]>> = vec![None; table.order];
        known[0] = Some([0; 3]);
        let mut queue = vec![GroupElement::IDENTITY];
        let mut at = 0;
        while at < queue.len() {
            let from = queue[at];
            at += 1;
            for generator in &self.generators {
                let to = table.multiply(from, *generator);
                match known[usize::from(to.operation)] {
                    None => {
                        known[usize::from(to.operation)] = Some(to.shift);
                        queue.push(to);
                    }
                    Some(shift) => self
                        .lattice
                        .add([0, 1, 2].map(|i| i64::from(to.shift[i]) - i64::from(shift[i]))),
                }
            }
        }
        self.cosets = known
            .iter()
            .enumerate()
            .filter_map(|(op, shift)| shift.map(|s| (op as u16, s)))
            .collect();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hecs_core::SpaceGroup;

    #[test]
    fn the_normal_form_does_not_depend_on_the_order() {
        let vectors = [[2, 1, 0], [0, 3, 1], [4, 2, 6], [1, 0, 0]];
        let mut forward = TranslationLattice::default();
        let mut backward = TranslationLattice::default();
        for v in vectors {
            forward.add(v);
        }
        for v in vectors.iter().rev() {
            backward.add(*v);
        }
        assert_eq!(forward, backward);
        assert_eq!(forward.rank(), 3);
        assert!(forward.contains([5, 3, 6]));
        let mut plane = TranslationLattice::default();
        plane.add([1, 1, 0]);
        plane.add([3, 3, 0]);
        assert_eq!(plane.rank(), 1);
        plane.add([0, 0, 2]);
        assert!(!plane.contains([0, 0, 1]));
        assert_eq!(plane.short_basis(), vec![[1, 1, 0], [0, 0, 2]]);
    }

    #[test]
    fn inverses_and_products_hold_in_every_cubic_group() {
        for number in [198, 216, 221, 227, 230] {
            let group = SpaceGroup::from_number(number).unwrap();
            let table = GroupTable::new(&group.operations);
            for a in 0..group.operations.len() as u16 {
                let element = GroupElement {
                    operation: a,
                    shift: [2, -1, 3],
                };
                let inverse = table.inverse(element);
                assert_eq!(table.multiply(element, inverse), GroupElement::IDENTITY);
                assert_eq!(table.multiply(inverse, element), GroupElement::IDENTITY);
            }
        }
    }

    #[test]
    fn a_screw_axis_generates_its_translation() {
        let group = SpaceGroup::from_number(76).unwrap(); // P 4_1
        let table = GroupTable::new(&group.operations);
        let quarter = group
            .operations
            .iter()
            .position(|op| op.translation == [0, 0, 30])
            .unwrap();
        let mut screw = ComponentGroup::default();
        let element = GroupElement {
            operation: quarter as u16,
            shift: [0; 3],
        };
        assert!(screw.add(element, &table));
        assert_eq!(screw.lattice().short_basis(), vec![[0, 0, 1]]);
        assert!(!screw.add(element, &table));
    }
}
