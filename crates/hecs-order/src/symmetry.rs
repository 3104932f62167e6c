//! The symmetry of a supercell as permutations of its places.
//!
//! An operation (R, t) of the parent maps the supercell onto itself where R maps its lattice onto itself: with M the
//! matrix of the supercell, where M⁻¹ R M is whole. Each of these is combined with every translation of the parent that
//! the supercell does not have. A position is (p, n): position p of the parent in the cell n of Z³/MZ³. With
//! R x_p + t = x_q + m, m whole,
//!
//! ```text
//! (p, n) → (q, R n + m + τ)   for every τ in Z³/MZ³,
//! ```
//!
//! which is exact: distances only decide which q it is. A parent in a cell that hides symmetry (a cubic crystal in a cell twice as
//! long as wide) has the operations of that cell only, and so has the supercell.

use std::collections::BTreeMap;

use hecs_core::Operation;
use nalgebra::{Matrix3, Vector3};

use crate::{OrderError, Supercell};

/// Entries of all permutations together: 200 MB.
const MOST_ENTRIES: usize = 100_000_000;

/// How near, as a fraction of the cell, the image of a position is to the position that it is: structures have
/// positions that are images of each other but for rounding.
const SAME_FRACT: f64 = 1e-4;

/// The permutations of the places of a supercell by its symmetry, each once; a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetry {
    places: usize,
    /// Image of each place, one permutation after the other; the first is the identity.
    images: Vec<u16>,
    operations: usize,
}

impl Symmetry {
    /// That of a supercell, from the space group of its parent.
    ///
    /// # Errors
    /// [`OrderError::GroupTooLarge`], [`OrderError::Asymmetric`].
    pub fn new(supercell: &Supercell) -> Result<Self, OrderError> {
        let places = supercell.choices().place_count();
        let cells = Cells::new(supercell);
        let kept: Vec<&Operation> = supercell
            .parent()
            .space_group()
            .operations
            .iter()
            .filter(|op| cells.keeps(op))
            .collect();
        let operations = kept.len() * cells.translations.len();
        if operations.saturating_mul(places) > MOST_ENTRIES {
            return Err(OrderError::GroupTooLarge { operations, places });
        }
        let translations: Vec<Vec<u16>> = cells
            .translations
            .iter()
            .map(|tau| cells.translation(supercell, tau))
            .collect();
        let mut permutations = Vec::with_capacity(operations);
        for operation in kept {
            let turned =
                cells
                    .operation(supercell, operation)
                    .ok_or_else(|| OrderError::Asymmetric {
                        operation: operation.to_string(),
                    })?;
            for translation in &translations {
                let image: Vec<u16> = turned
                    .iter()
                    .map(|p| translation[usize::from(*p)])
                    .collect();
                permutations.push(image);
            }
        }
        permutations.sort_unstable();
        permutations.dedup();
        if places == 0 {
            permutations.truncate(1);
        }
        Ok(Self {
            places,
            images: permutations.concat(),
            operations,
        })
    }

    /// Operations of the supercell, translations included.
    pub fn operations(&self) -> usize {
        self.operations
    }

    /// Distinct permutations of the places: at most [`Self::operations`].
    pub fn order(&self) -> usize {
        let held = self.images.len().checked_div(self.places);
        held.unwrap_or(1)
    }

    /// The permutations, the identity first: number i is where place i goes.
    pub fn permutations(&self) -> impl Iterator<Item = &[u16]> {
        self.images.chunks_exact(self.places.max(1))
    }

    /// Places that are permuted.
    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// Where a permutation takes a place: entry permutation · places + place of all images.
    pub(crate) fn image(&self, entry: usize) -> usize {
        usize::from(self.images[entry])
    }

    /// How many configurations are the same crystal as this one, itself included: its orbit.
    pub fn multiplicity(&self, configuration: &[u8]) -> u64 {
        let keeps = |image: &&[u16]| {
            let mut pairs = image.iter().zip(configuration);
            pairs.all(|(to, held)| configuration[usize::from(*to)] == *held)
        };
        (self.order() / self.permutations().filter(keeps).count().max(1)) as u64
    }

    /// The largest of the configurations that are the same crystal, the same for all of them.
    pub fn canonical(&self, configuration: &[u8]) -> Vec<u8> {
        let mut largest = configuration.to_vec();
        let mut moved = configuration.to_vec();
        for image in self.permutations() {
            for (to, held) in image.iter().zip(configuration) {
                moved[usize::from(*to)] = *held;
            }
            if moved > largest {
                largest.clone_from(&moved);
            }
        }
        largest
    }
}

/// The cells of the parent in a supercell: Z³/MZ³.
struct Cells {
    matrix: Matrix3<i64>,
    /// M⁻¹ det M, whole.
    adjugate: Matrix3<i64>,
    determinant: i64,
    translations: Vec<Vector3<i64>>,
    /// Number of each class: n ~ n′ where M⁻¹(n − n′) is whole.
    numbers: BTreeMap<[i64; 3], usize>,
}

impl Cells {
    fn new(supercell: &Supercell) -> Self {
        let m = supercell.matrix().map(i64::from);
        let minor = |i: usize, j: usize| {
            let [a, b] = [(i + 1) % 3, (i + 2) % 3];
            let [c, d] = [(j + 1) % 3, (j + 2) % 3];
            m[(a, c)] * m[(b, d)] - m[(a, d)] * m[(b, c)]
        };
        let adjugate = Matrix3::from_fn(|i, j| minor(j, i));
        let determinant = (0..3).map(|j| m[(0, j)] * minor(0, j)).sum::<i64>();
        let mut cells = Self {
            matrix: m,
            adjugate,
            determinant,
            translations: Vec::new(),
            numbers: BTreeMap::new(),
        };
        // The cells of the positions of a site come in the same order for each: M x′ = x + n.
        let first = supercell
            .parent()
            .sites()
            .iter()
            .find_map(|s| s.positions.first());
        let columns = supercell.matrix().map(f64::from);
        for (x, at) in first
            .into_iter()
            .cycle()
            .zip(supercell.positions())
            .take(supercell.copies())
        {
            let n = (columns * at - x).map(|n| n.round() as i64);
            cells
                .numbers
                .insert(cells.key(&n), cells.translations.len());
            cells.translations.push(n);
        }
        cells
    }

    fn key(&self, n: &Vector3<i64>) -> [i64; 3] {
        let key: [i64; 3] = (self.adjugate * n).into();
        key.map(|k| k.rem_euclid(self.determinant.abs()))
    }

    fn number(&self, n: &Vector3<i64>) -> usize {
        self.numbers[&self.key(n)]
    }

    /// Whether R maps the lattice of the supercell onto itself.
    fn keeps(&self, operation: &Operation) -> bool {
        let product = self.adjugate * rotation(operation) * self.matrix;
        product.iter().all(|x| x % self.determinant == 0)
    }

    /// Where each place goes under a translation of the parent.
    fn translation(&self, supercell: &Supercell, tau: &Vector3<i64>) -> Vec<u16> {
        let moved: Vec<usize> = self
            .translations
            .iter()
            .map(|n| self.number(&(n + tau)))
            .collect();
        let copies = self.translations.len();
        (0..supercell.choices().place_count())
            .map(|place| (place / copies * copies + moved[place % copies]) as u16)
            .collect()
    }

    /// Where each place goes under an operation of the parent; `None` where an image is no position of its site.
    fn operation(&self, supercell: &Supercell, operation: &Operation) -> Option<Vec<u16>> {
        let turn = rotation(operation);
        let turned: Vec<Vector3<i64>> = self.translations.iter().map(|n| turn * n).collect();
        let mut images = Vec::with_capacity(supercell.choices().place_count());
        for group in &supercell.choices().groups {
            let positions = &supercell.parent().sites()[group.site].positions;
            for x in positions {
                let y = operation.apply(x);
                let (q, m) = positions.iter().enumerate().find_map(|(q, other)| {
                    let apart = y - other;
                    let whole = apart.map(f64::round);
                    let is_same = (apart - whole).amax() < SAME_FRACT;
                    is_same.then(|| (q, whole.map(|m| m as i64)))
                })?;
                let first = group.places.start + q * turned.len();
                images.extend(
                    turned
                        .iter()
                        .map(|n| (first + self.number(&(n + m))) as u16),
                );
            }
        }
        Some(images)
    }
}

fn rotation(operation: &Operation) -> Matrix3<i64> {
    Matrix3::from_fn(|i, j| i64::from(operation.rotation[i][j]))
}
