//! The space-group type of a list of operations in any cell and origin.

use moyo::base::{Lattice as MoyoLattice, Operation as MoyoOperation};
use moyo::data::Setting;
use moyo::identify::SpaceGroup as Identified;
use moyo::math::HNF;
use nalgebra::{Dyn, Matrix3, OMatrix, U3, Vector3};

use crate::operation::TRANSLATION_DENOMINATOR;
use crate::{Lattice, Operation};

/// Number of the International Tables (1–230) of a group of operations, whatever its cell,
/// setting and origin; `None` where the type cannot be told.
///
/// The operations are carried to a primitive cell of their translations, in a frame whose metric
/// Σ RᵀR they keep, and identified there.
pub fn space_group_number(operations: &[Operation]) -> Option<u16> {
    let primitive = primitive_cell(operations)?;
    let to_primitive = primitive.try_inverse()?;
    let mut seen: Vec<[[i32; 3]; 3]> = Vec::with_capacity(48);
    let mut reduced = Vec::with_capacity(48);
    let mut metric = Matrix3::zeros();
    for operation in operations {
        if seen.contains(&operation.rotation) {
            continue;
        }
        seen.push(operation.rotation);
        let r = operation.rotation_matrix();
        metric += r.transpose() * r;
        let rotation = to_primitive * r * primitive;
        if rotation.iter().any(|x| (x - x.round()).abs() > 1e-6) {
            return None;
        }
        let translation = to_primitive * operation.translation_vector();
        reduced.push(MoyoOperation::new(
            rotation.map(|x| x.round() as i32),
            translation.map(|x| x - x.floor()),
        ));
    }
    if seen.len() > 48 {
        return None;
    }
    // Vectors with the metric M are the columns of the upper factor of M = UᵀU.
    let frame = metric.cholesky()?.l().transpose();
    let basis = Lattice::from_basis(&(frame * primitive)).ok()?;
    let lattice = MoyoLattice::new(basis.basis().transpose());
    let found = Identified::from_lattice(&lattice, &reduced, Setting::Standard, 1e-4).ok()?;
    u16::try_from(found.number).ok()
}

/// A right-handed primitive basis of the pure translations, in columns, in units of the cell.
fn primitive_cell(operations: &[Operation]) -> Option<Matrix3<f64>> {
    let mut columns: Vec<Vector3<i32>> = (0..3)
        .map(|i| Vector3::from_fn(|j, _| if i == j { TRANSLATION_DENOMINATOR } else { 0 }))
        .collect();
    columns.extend(
        operations
            .iter()
            .filter(|o| o.rotation == Operation::IDENTITY.rotation && o.translation != [0; 3])
            .map(|o| Vector3::from(o.translation)),
    );
    let all: OMatrix<i32, U3, Dyn> = OMatrix::<i32, U3, Dyn>::from_columns(&columns);
    let normal = HNF::new(&all).h;
    let mut basis =
        Matrix3::from_fn(|i, j| f64::from(normal[(i, j)]) / f64::from(TRANSLATION_DENOMINATOR));
    if basis.determinant() < 0.0 {
        basis = -basis;
    }
    (basis.determinant() > 1e-9).then_some(basis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TabulatedSetting, operations_from_hall};

    #[test]
    fn every_tabulated_setting_has_its_number() {
        for setting in TabulatedSetting::all() {
            let found = space_group_number(&setting.operations());
            assert_eq!(found, Some(setting.number), "{}", setting.hall);
        }
    }

    #[test]
    fn cells_without_a_table_have_a_number_too() {
        let number = |hall| space_group_number(&operations_from_hall(hall).unwrap());
        assert_eq!(number("-C 1"), Some(2));
        assert_eq!(number("F 1"), Some(1));
        // P4/mmm in the C-centred cell turned by 45°.
        assert_eq!(number("-C 4 2"), Some(123));
    }
}
