//! VESTA periodic grid, version 3: a binary header and raw single-precision values, x fastest;
//! all numbers little-endian.

use std::io::{self, Write};

use crate::ScalarMap;

pub(super) fn write(map: &ScalarMap, out: &mut impl Write) -> io::Result<()> {
    const PERIODIC: i32 = 1;
    const RAW: i32 = 0;
    const VALUES_PER_POINT: i32 = 1;
    const DIMENSIONS: i32 = 3;
    let mut title = [0_u8; 80];
    let text = format!("{}: {}", map.title, map.quantity.label());
    // The last byte stays zero, and no character is cut in two.
    let ascii = text.bytes().filter(u8::is_ascii).take(79);
    for (byte, character) in title.iter_mut().zip(ascii) {
        *byte = character;
    }
    let integer = |out: &mut dyn Write, value: i32| out.write_all(&value.to_le_bytes());
    for part in [3, 0, 0, 0] {
        integer(out, part)?;
    }
    out.write_all(&title)?;
    for part in [PERIODIC, RAW, VALUES_PER_POINT, DIMENSIONS] {
        integer(out, part)?;
    }
    for count in map.grid.divisions() {
        integer(out, count as i32)?;
    }
    integer(out, map.grid.point_count() as i32)?;
    for number in map
        .lattice
        .lengths()
        .into_iter()
        .chain(map.lattice.angles())
    {
        out.write_all(&(number as f32).to_le_bytes())?;
    }
    for value in map.values_x_fastest() {
        out.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}
