//! NumPy array file, version 1.0: shape (nx, ny, nz), little-endian single precision, C order.

use std::io::{self, Write};

use crate::ScalarMap;

pub(super) fn write(map: &ScalarMap, out: &mut impl Write) -> io::Result<()> {
    let [nx, ny, nz] = map.grid.divisions();
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({nx}, {ny}, {nz}), }}");
    // Magic, version and length take 10 bytes; data start at a multiple of 64.
    let padded = (10 + header.len() + 1).next_multiple_of(64);
    let blanks = padded - 10 - header.len() - 1;
    header.extend(std::iter::repeat_n(' ', blanks));
    header.push('\n');
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&(header.len() as u16).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    for i in 0..nx {
        for j in 0..ny {
            for k in 0..nz {
                out.write_all(&map.value(i, j, k).to_le_bytes())?;
            }
        }
    }
    Ok(())
}
