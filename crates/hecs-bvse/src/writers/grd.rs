//! VESTA general grid: title, cell, divisions, values with z fastest, one to a line.

use std::io::{self, Write};

use crate::ScalarMap;

pub(super) fn write(map: &ScalarMap, out: &mut impl Write) -> io::Result<()> {
    let [a, b, c] = map.lattice.lengths();
    let [alpha, beta, gamma] = map.lattice.angles();
    let [nx, ny, nz] = map.grid.divisions();
    writeln!(out, "{}: {}", map.title, map.quantity.label())?;
    writeln!(out, "{a:.6} {b:.6} {c:.6} {alpha:.6} {beta:.6} {gamma:.6}")?;
    writeln!(out, "{nx} {ny} {nz}")?;
    for i in 0..nx {
        for j in 0..ny {
            for k in 0..nz {
                writeln!(out, "{:.6E}", map.value(i, j, k))?;
            }
        }
    }
    Ok(())
}
