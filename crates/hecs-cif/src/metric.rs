//! Whether a cell has the symmetry of its operations.

use hecs_core::{Lattice, Operation, SpaceGroup};
use nalgebra::{Matrix3, Vector3};

use crate::Code;
use crate::diagnostic::{Extent, Findings};

/// Largest relative change of a cell length (or cosine) that an operation may make; real files
/// print lengths with three to five digits.
pub(crate) const METRIC_TOLERANCE: f64 = 5e-3;

pub(crate) fn check_metric(
    lattice: &Lattice,
    group: &SpaceGroup,
    extent: Extent,
    findings: &mut Findings,
) {
    let strain = metric_strain(lattice, &group.operations);
    if strain > METRIC_TOLERANCE {
        findings.add(
            Code::CellBreaksSymmetry,
            extent,
            format!("the operations change the cell by {:.1} %", strain * 100.0),
        );
    }
}

/// How much the operations change the metric tensor G = BᵀB: max |RᵀGR − G| / (lᵢ lⱼ).
pub(crate) fn metric_strain(lattice: &Lattice, operations: &[Operation]) -> f64 {
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
