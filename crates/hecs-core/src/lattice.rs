//! The unit cell: fractional and Cartesian frames.

use std::ops::RangeInclusive;

use nalgebra::{Matrix3, Vector3};

use crate::CoreError;

/// Edges in Å that the cell of a crystal can have. An edge joins an atom to another of its kind, and no
/// two atoms are nearer than those of H₂ (0.74 Å); the largest cells of virus crystals have some 10³ Å.
pub const CELL_EDGES_ANG: RangeInclusive<f64> = 0.7..=1e4;

/// The least volume in Å³ of the cell of a crystal. One atom of metallic hydrogen takes 2.7 Å³
/// (Wigner and Huntington 1935, doi:10.1063/1.1749590), and half of that at the highest pressures.
pub const LEAST_CELL_VOLUME_ANG3: f64 = 1.0;

/// A unit cell.
///
/// Frame: **a** along Cartesian x, **b** in the x–y plane with positive y, **c** with positive z
/// (the convention of the PDB and of most codes). Lengths in Å, angles in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    lengths: [f64; 3],
    angles: [f64; 3],
    /// Columns are **a**, **b**, **c** in Å: `cartesian = basis * fractional`.
    basis: Matrix3<f64>,
    inverse: Matrix3<f64>,
}

impl Lattice {
    /// A cell from its lengths (a, b, c) in Å and angles (α, β, γ) in degrees.
    ///
    /// # Errors
    /// [`CoreError::InvalidCell`] when the six numbers span no volume.
    pub fn new(lengths: [f64; 3], angles: [f64; 3]) -> Result<Self, CoreError> {
        let [a, b, c] = lengths;
        let [alpha, beta, gamma] = angles;
        let invalid = CoreError::InvalidCell {
            a,
            b,
            c,
            alpha,
            beta,
            gamma,
        };
        let usable = lengths.iter().all(|l| l.is_finite() && *l > 0.0)
            && angles
                .iter()
                .all(|x| x.is_finite() && *x > 0.0 && *x < 180.0);
        if !usable {
            return Err(invalid);
        }
        let (cos_alpha, cos_beta, cos_gamma) = (cosine(alpha), cosine(beta), cosine(gamma));
        let sin_gamma = (1.0 - cos_gamma * cos_gamma).sqrt();
        // c = (c cosβ, c (cosα − cosβ cosγ)/sinγ, rest of its length)
        let cx = cos_beta;
        let cy = (cos_alpha - cos_beta * cos_gamma) / sin_gamma;
        let cz_squared = 1.0 - cx * cx - cy * cy;
        if cz_squared.is_nan() || cz_squared <= 1e-12 {
            return Err(invalid);
        }
        let basis = Matrix3::new(
            a,
            b * cos_gamma,
            c * cx,
            0.0,
            b * sin_gamma,
            c * cy,
            0.0,
            0.0,
            c * cz_squared.sqrt(),
        );
        let inverse = basis.try_inverse().ok_or(invalid)?;
        Ok(Self {
            lengths,
            angles,
            basis,
            inverse,
        })
    }

    /// A cubic cell of edge `a` in Å.
    pub fn cubic(a: f64) -> Result<Self, CoreError> {
        Self::new([a; 3], [90.0; 3])
    }

    /// A cell from three vectors in Å (columns), turned into the standard frame.
    ///
    /// A left-handed set of vectors keeps its lengths and angles; the frame is right-handed always.
    pub fn from_basis(vectors: &Matrix3<f64>) -> Result<Self, CoreError> {
        let column = |i: usize| vectors.column(i).into_owned();
        let angle = |i: usize, j: usize| {
            let (u, v): (Vector3<f64>, Vector3<f64>) = (column(i), column(j));
            (u.dot(&v) / (u.norm() * v.norm()))
                .clamp(-1.0, 1.0)
                .acos()
                .to_degrees()
        };
        Self::new(
            [column(0).norm(), column(1).norm(), column(2).norm()],
            [angle(1, 2), angle(0, 2), angle(0, 1)],
        )
    }

    /// Lengths a, b, c in Å.
    pub fn lengths(&self) -> [f64; 3] {
        self.lengths
    }

    /// Angles α, β, γ in degrees.
    pub fn angles(&self) -> [f64; 3] {
        self.angles
    }

    /// Cell vectors as columns, in Å.
    pub fn basis(&self) -> &Matrix3<f64> {
        &self.basis
    }

    /// Inverse of [`Self::basis`]; its rows are the reciprocal vectors (without 2π) in 1/Å.
    pub fn inverse(&self) -> &Matrix3<f64> {
        &self.inverse
    }

    /// Volume in Å³.
    pub fn volume(&self) -> f64 {
        self.basis[(0, 0)] * self.basis[(1, 1)] * self.basis[(2, 2)]
    }

    /// Whether edges and volume are of the size that cells of crystals have: see [`CELL_EDGES_ANG`] and
    /// [`LEAST_CELL_VOLUME_ANG3`].
    pub fn is_of_a_crystal(&self) -> bool {
        self.lengths.iter().all(|l| CELL_EDGES_ANG.contains(l))
            && self.volume() >= LEAST_CELL_VOLUME_ANG3
    }

    /// Cartesian position in Å of a fractional one.
    pub fn cartesian(&self, fract: &Vector3<f64>) -> Vector3<f64> {
        self.basis * fract
    }

    /// Fractional position of a Cartesian one in Å.
    pub fn fractional(&self, cart: &Vector3<f64>) -> Vector3<f64> {
        self.inverse * cart
    }

    /// Distances in Å between opposite faces of the cell, along a*, b*, c*.
    pub fn perpendicular_widths(&self) -> [f64; 3] {
        [0, 1, 2].map(|i| 1.0 / self.inverse.row(i).norm())
    }

    /// Shortest distance in Å between two fractional positions over all lattice translations.
    ///
    /// Exact for any cell shape: every translation that could be shorter than the first guess is
    /// visited.
    pub fn distance(&self, from: &Vector3<f64>, to: &Vector3<f64>) -> f64 {
        let delta = (to - from).map(|x| x - x.round());
        let mut best = self.cartesian(&delta).norm();
        let widths = self.perpendicular_widths();
        let reach = [0, 1, 2].map(|i| (best / widths[i] + 0.5).floor() as i32);
        for i in -reach[0]..=reach[0] {
            for j in -reach[1]..=reach[1] {
                for k in -reach[2]..=reach[2] {
                    let shift = Vector3::new(f64::from(i), f64::from(j), f64::from(k));
                    best = best.min(self.cartesian(&(delta + shift)).norm());
                }
            }
        }
        best
    }
}

/// Cosine of an angle in degrees, exact at the angles crystals have.
fn cosine(degrees: f64) -> f64 {
    if degrees == 90.0 {
        0.0
    } else if degrees == 120.0 {
        -0.5
    } else if degrees == 60.0 {
        0.5
    } else {
        degrees.to_radians().cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_of_a_hexagonal_cell() {
        let lattice = Lattice::new([2.0, 2.0, 5.0], [90.0, 90.0, 120.0]).unwrap();
        assert!((lattice.volume() - 10.0 * 3f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn frames_are_inverse_of_each_other() {
        let lattice = Lattice::new([5.1, 7.3, 9.9], [81.0, 95.0, 107.0]).unwrap();
        let fract = Vector3::new(0.1, -0.7, 1.3);
        let back = lattice.fractional(&lattice.cartesian(&fract));
        assert!((back - fract).norm() < 1e-14);
        let again = Lattice::from_basis(lattice.basis()).unwrap();
        assert!((again.basis() - lattice.basis()).norm() < 1e-12);
    }

    #[test]
    fn distance_sees_far_images_in_a_skewed_cell() {
        // b is nearly along a: the nearest image is not within one cell of the rounded difference.
        let lattice = Lattice::new([3.0, 30.0, 3.0], [90.0, 90.0, 12.0]).unwrap();
        let target = Vector3::new(0.3, 0.45, 0.0);
        let mut best = f64::INFINITY;
        for i in -20..=20 {
            for j in -20..=20 {
                let shift = Vector3::new(f64::from(i), f64::from(j), 0.0);
                best = best.min(lattice.cartesian(&(target + shift)).norm());
            }
        }
        let found = lattice.distance(&Vector3::zeros(), &target);
        assert!((found - best).abs() < 1e-12, "{found} {best}");
    }

    #[test]
    fn cells_of_crystals_have_a_size() {
        let fits = |edges, angles| Lattice::new(edges, angles).unwrap().is_of_a_crystal();
        assert!(fits([2.46, 2.46, 6.71], [90.0, 90.0, 120.0]));
        assert!(fits([1255.0; 3], [90.0; 3]));
        assert!(!fits([1e9, 4.9, 4.9], [90.0; 3]));
        assert!(!fits([1e-3, 10.0, 10.0], [90.0; 3]));
        assert!(!fits([10.0; 3], [0.01, 90.0, 90.0]));
    }

    #[test]
    fn flat_and_nonsense_cells_are_refused() {
        assert!(Lattice::new([1.0, 1.0, 1.0], [60.0, 60.0, 120.0]).is_err());
        assert!(Lattice::new([0.0, 1.0, 1.0], [90.0; 3]).is_err());
        assert!(Lattice::new([1.0, f64::NAN, 1.0], [90.0; 3]).is_err());
    }
}
