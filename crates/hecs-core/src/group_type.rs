//! The space-group type of a list of operations in any cell and origin.

use moyo::base::{Lattice as MoyoLattice, Operation as MoyoOperation};
use moyo::data::Setting;
use moyo::identify::SpaceGroup as Identified;
use moyo::math::HNF;
use nalgebra::{Dyn, Matrix3, OMatrix, U3, Vector3};

use crate::operation::TRANSLATION_DENOMINATOR;
use crate::{FractionalOperation, Lattice, Operation};

/// Number of the International Tables (1–230) of a group of operations, whatever its cell,
/// setting and origin; `None` where the type cannot be told.
///
/// The operations are carried to a primitive cell of their translations, in a frame whose metric
/// Σ RᵀR they keep, and identified there.
pub fn space_group_number(operations: &[Operation]) -> Option<u16> {
    let parts = |o: &Operation| (o.rotation_matrix(), o.translation_vector());
    let pure = operations
        .iter()
        .filter(|o| o.rotation == Operation::IDENTITY.rotation)
        .map(|o| o.translation);
    number_of(operations.iter().map(parts), pure)
}

/// As [`space_group_number`] for operations whose matrices may hold fractions in the cell given.
pub fn space_group_number_of_fractional(operations: &[FractionalOperation]) -> Option<u16> {
    let parts = |o: &FractionalOperation| (o.rotation, o.translation);
    let pure = operations
        .iter()
        .filter_map(FractionalOperation::exact)
        .filter(|o| o.rotation == Operation::IDENTITY.rotation)
        .map(|o| o.translation);
    number_of(operations.iter().map(parts), pure)
}

fn number_of(
    operations: impl Iterator<Item = (Matrix3<f64>, Vector3<f64>)>,
    translations: impl Iterator<Item = [i32; 3]>,
) -> Option<u16> {
    let primitive = primitive_cell(translations)?;
    let to_primitive = primitive.try_inverse()?;
    let mut seen: Vec<Matrix3<f64>> = Vec::with_capacity(48);
    let mut reduced = Vec::with_capacity(48);
    let mut metric = Matrix3::zeros();
    for (r, t) in operations {
        if seen.contains(&r) {
            continue;
        }
        // More rotations than any lattice has.
        if seen.len() == 48 {
            return None;
        }
        seen.push(r);
        metric += r.transpose() * r;
        let rotation = to_primitive * r * primitive;
        if rotation.iter().any(|x| (x - x.round()).abs() > 1e-6) {
            return None;
        }
        let translation = to_primitive * t;
        reduced.push(MoyoOperation::new(
            rotation.map(|x| x.round() as i32),
            translation.map(|x| x - x.floor()),
        ));
    }
    // Vectors with the metric M are the columns of the upper factor of M = UᵀU.
    let frame = metric.cholesky()?.l().transpose();
    let basis = Lattice::from_basis(&(frame * primitive)).ok()?;
    let lattice = MoyoLattice::new(basis.basis().transpose());
    let found = Identified::from_lattice(&lattice, &reduced, Setting::Standard, 1e-4).ok()?;
    u16::try_from(found.number).ok()
}

/// A right-handed primitive basis of the pure translations, in columns, in units of the cell.
fn primitive_cell(translations: impl Iterator<Item = [i32; 3]>) -> Option<Matrix3<f64>> {
    let mut columns: Vec<Vector3<i32>> = (0..3)
        .map(|i| Vector3::from_fn(|j, _| if i == j { TRANSLATION_DENOMINATOR } else { 0 }))
        .collect();
    columns.extend(translations.filter(|t| *t != [0; 3]).map(Vector3::from));
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

    #[test]
    fn a_type_is_told_where_matrices_hold_fractions() {
        // P-3m1 in its orthohexagonal cell: the 3-fold axis, a mirror, the centre, the centring.
        let operations: Vec<FractionalOperation> = [
            "x,y,z",
            "-x/2-3y/2,x/2-y/2,z",
            "-x/2+3y/2,-x/2-y/2,z",
            "x,-y,-z",
            "-x/2+3y/2,x/2+y/2,-z",
            "-x/2-3y/2,-x/2+y/2,-z",
            "-x,-y,-z",
            "x/2+3y/2,-x/2+y/2,-z",
            "x/2-3y/2,x/2+y/2,-z",
            "-x,y,z",
            "x/2-3y/2,-x/2-y/2,z",
            "x/2+3y/2,x/2-y/2,z",
            "x+1/2,y+1/2,z",
        ]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
        assert_eq!(space_group_number_of_fractional(&operations), Some(164));
    }
}
