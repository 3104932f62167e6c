//! Whether a cell has the symmetry of its operations.

use hecs_core::{Lattice, Operation, SpaceGroup};
use nalgebra::{Matrix3, Vector3};

use crate::diagnostic::{Extent, Findings};
use crate::{Code, Severity};

/// Largest relative change of a cell length (or cosine) that an operation may make; real files
/// print lengths with three to five digits.
pub(crate) const METRIC_TOLERANCE: f64 = 5e-3;

/// Beyond this the cell or the group is wrong: the spontaneous strain of a phase named after its
/// parent stays below (tetragonal PbTiO3 in the cubic group: 0.06), and images would be anywhere.
const OTHER_LATTICE: f64 = 0.1;

/// Nothing is said where there is no lattice to ask.
pub(crate) fn check_metric(
    lattice: Option<&Lattice>,
    group: &SpaceGroup,
    extent: Extent,
    findings: &mut Findings,
) {
    let strain = metric_strain(lattice, &group.operations);
    if strain > METRIC_TOLERANCE {
        let severity = if strain > OTHER_LATTICE {
            Severity::Error
        } else {
            Code::CellBreaksSymmetry.severity()
        };
        findings.add_as(
            Code::CellBreaksSymmetry,
            severity,
            extent,
            format!("the operations change the cell by {:.1} %", strain * 100.0),
        );
    }
}

/// How much the operations change the metric tensor G = BᵀB: max |RᵀGR − G| / (lᵢ lⱼ); 0 without a lattice.
pub(crate) fn metric_strain(lattice: Option<&Lattice>, operations: &[Operation]) -> f64 {
    let Some(lattice) = lattice else {
        return 0.0;
    };
    let metric: Matrix3<f64> = lattice.basis().transpose() * lattice.basis();
    let lengths = Vector3::from(lattice.lengths());
    let mut worst: f64 = 0.0;
    let mut previous: Option<[[i32; 3]; 3]> = None;
    for operation in operations.iter().take(192) {
        if previous == Some(operation.rotation) {
            continue;
        }
        previous = Some(operation.rotation);
        let r = operation.rotation_matrix();
        let change = r.transpose() * metric * r - metric;
        for i in 0..3 {
            for j in 0..3 {
                worst = worst.max(change[(i, j)].abs() / (lengths[i] * lengths[j]));
            }
        }
    }
    worst / 2.0
}
