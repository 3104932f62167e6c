//! The same crystal in another cell or origin.

use nalgebra::{Matrix3, Vector3};

use crate::site::into_cell;
use crate::{CoreError, Lattice, Site, SpaceGroup, Structure};

impl Structure {
    /// The same crystal without symmetry: one site for each position, in the order of the sites.
    #[must_use]
    pub fn in_p1(&self) -> Self {
        let sites = self
            .sites
            .iter()
            .flat_map(|site| {
                site.positions.iter().map(|position| Site {
                    label: site.label.clone(),
                    species: site.species.clone(),
                    positions: vec![*position],
                })
            })
            .collect();
        Self {
            name: self.name.clone(),
            lattice: self.lattice.clone(),
            space_group: SpaceGroup::p1(),
            sites,
            formula: self.formula.clone(),
        }
    }

    /// The same crystal with its origin moved to `shift` (fractional), in P1.
    #[must_use]
    pub fn shifted(&self, shift: &Vector3<f64>) -> Self {
        let mut moved = self.in_p1();
        for position in moved.sites.iter_mut().flat_map(|s| &mut s.positions) {
            *position = (*position - shift).map(into_cell);
        }
        moved
    }

    /// The same crystal in the cell whose vectors are the columns of (a b c)·`matrix`, in P1.
    ///
    /// Any integer matrix of non-zero determinant: supercells, axis permutations, unimodular
    /// changes. A negative determinant gives the mirror image.
    ///
    /// # Errors
    /// [`CoreError::SingularTransformation`] for a determinant of zero.
    pub fn in_cell(&self, matrix: &Matrix3<i32>) -> Result<Self, CoreError> {
        let columns = matrix.map(f64::from);
        let inverse = columns
            .try_inverse()
            .ok_or(CoreError::SingularTransformation)?;
        let copies = columns.determinant().abs().round() as usize;
        let lattice = Lattice::from_basis(&(self.lattice.basis() * columns))?;
        let translations = cosets(matrix, &inverse, copies);
        let mut sites = Vec::with_capacity(self.position_count() * copies);
        for site in &self.sites {
            for position in &site.positions {
                for translation in &translations {
                    sites.push(Site {
                        label: site.label.clone(),
                        species: site.species.clone(),
                        positions: vec![(inverse * (position + translation)).map(into_cell)],
                    });
                }
            }
        }
        let mut formula = self.formula.clone();
        if let Some(units) = formula.as_mut().and_then(|f| f.formula_units.as_mut()) {
            *units *= copies as f64;
        }
        Ok(Self {
            name: self.name.clone(),
            lattice,
            space_group: SpaceGroup::p1(),
            sites,
            formula,
        })
    }
}

/// Lattice translations of the old cell that are distinct modulo the new one.
fn cosets(matrix: &Matrix3<i32>, inverse: &Matrix3<f64>, copies: usize) -> Vec<Vector3<f64>> {
    let reach: i32 = matrix.iter().map(|x| x.abs()).sum();
    let mut found: Vec<Vector3<f64>> = Vec::with_capacity(copies);
    let mut reduced: Vec<Vector3<f64>> = Vec::with_capacity(copies);
    for i in 0..=reach {
        for j in 0..=reach {
            for k in 0..=reach {
                if found.len() == copies {
                    return found;
                }
                let translation = Vector3::new(f64::from(i), f64::from(j), f64::from(k));
                let here = (inverse * translation).map(|x| x - (x + 1e-9).floor());
                if reduced.iter().all(|r| (r - here).norm() > 1e-6) {
                    reduced.push(here);
                    found.push(translation);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Species;

    fn two_atoms() -> Structure {
        let lattice = Lattice::new([4.0, 5.0, 6.0], [80.0, 95.0, 100.0]).unwrap();
        let atom = |ion: &str, x: f64| {
            let species = vec![Species::of(ion.parse().unwrap())];
            (species, Vector3::repeat(x))
        };
        Structure::from_positions(lattice, [atom("Li+", 0.0), atom("Cl-", 0.45)]).unwrap()
    }

    #[test]
    fn a_change_of_cell_keeps_density_and_distances() {
        let structure = two_atoms();
        let before = structure.lattice.distance(
            &structure.sites[0].positions[0],
            &structure.sites[1].positions[0],
        );
        let matrices = [
            Matrix3::new(2, 0, 0, 0, 1, 0, 0, 0, 3),
            Matrix3::new(1, 1, 0, 0, 1, 0, 0, 0, 1),
            Matrix3::new(0, 1, 1, 1, 0, 1, 1, 1, 0),
        ];
        for matrix in &matrices {
            let other = structure.in_cell(matrix).unwrap();
            let copies = matrix.map(f64::from).determinant().abs();
            assert_eq!(other.sites.len(), 2 * copies.round() as usize);
            assert!((other.lattice.volume() / structure.lattice.volume() - copies).abs() < 1e-9);
            let nearest = other.sites[other.sites.len() / 2..]
                .iter()
                .map(|s| {
                    other
                        .lattice
                        .distance(&other.sites[0].positions[0], &s.positions[0])
                })
                .fold(f64::INFINITY, f64::min);
            assert!((nearest - before).abs() < 1e-9);
        }
        assert!(structure.in_cell(&Matrix3::zeros()).is_err());
    }
}
