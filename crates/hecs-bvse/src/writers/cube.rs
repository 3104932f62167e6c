//! Gaussian cube: two comment lines, atoms, voxel vectors in bohr, values with z fastest.

use std::io::{self, Write};

use nalgebra::Vector3;

use crate::ScalarMap;

/// Bohr radius in Å (CODATA 2018).
const BOHR_ANG: f64 = 0.529_177_210_903;

pub(super) fn write(map: &ScalarMap, out: &mut impl Write) -> io::Result<()> {
    let n = map.grid.divisions();
    writeln!(out, "{}", map.title)?;
    writeln!(out, "{}; lengths in bohr", map.quantity.label())?;
    writeln!(
        out,
        "{:5} 0.000000000000 0.000000000000 0.000000000000",
        map.atoms.len()
    )?;
    for (axis, count) in n.iter().enumerate() {
        let step: Vector3<f64> = map.lattice.basis().column(axis) / (*count as f64 * BOHR_ANG);
        writeln!(
            out,
            "{count:5} {:.12} {:.12} {:.12}",
            step.x, step.y, step.z
        )?;
    }
    for (element, fract) in &map.atoms {
        let at = map.lattice.cartesian(fract) / BOHR_ANG;
        let z = element.atomic_number();
        writeln!(
            out,
            "{z:5} {:.6} {:.9} {:.9} {:.9}",
            f64::from(z),
            at.x,
            at.y,
            at.z
        )?;
    }
    for i in 0..n[0] {
        for j in 0..n[1] {
            for k in 0..n[2] {
                let end = if k % 6 == 5 || k + 1 == n[2] {
                    "\n"
                } else {
                    ""
                };
                write!(out, " {:.6E}{end}", map.value(i, j, k))?;
            }
        }
    }
    Ok(())
}
