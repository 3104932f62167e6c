//! VTK image data (XML): point data in one appended raw block, x fastest.

use std::io::{self, Write};

use crate::ScalarMap;

pub(super) fn write(map: &ScalarMap, out: &mut impl Write) -> io::Result<()> {
    let n = map.grid.divisions();
    let lengths = map.lattice.lengths();
    let basis = map.lattice.basis();
    // Columns of the direction matrix are the unit vectors along a, b and c; written row by row.
    let direction: Vec<String> = (0..9)
        .map(|at| format!("{:.12}", basis[(at / 3, at % 3)] / lengths[at % 3]))
        .collect();
    let spacing: Vec<String> = (0..3)
        .map(|i| format!("{:.12}", lengths[i] / n[i] as f64))
        .collect();
    let extent = format!("0 {} 0 {} 0 {}", n[0] - 1, n[1] - 1, n[2] - 1);
    let name = map.quantity.label();
    writeln!(out, r#"<?xml version="1.0"?>"#)?;
    writeln!(
        out,
        r#"<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">"#
    )?;
    writeln!(
        out,
        r#"<ImageData WholeExtent="{extent}" Origin="0 0 0" Spacing="{}" Direction="{}">"#,
        spacing.join(" "),
        direction.join(" ")
    )?;
    writeln!(
        out,
        r#"<Piece Extent="{extent}"><PointData Scalars="{name}">"#
    )?;
    writeln!(
        out,
        r#"<DataArray type="Float32" Name="{name}" format="appended" offset="0"/>"#
    )?;
    writeln!(out, "</PointData></Piece></ImageData>")?;
    write!(out, r#"<AppendedData encoding="raw">_"#)?;
    out.write_all(&(4 * map.grid.point_count() as u64).to_le_bytes())?;
    for value in map.values_x_fastest() {
        out.write_all(&value.to_le_bytes())?;
    }
    writeln!(out, "\n</AppendedData></VTKFile>")
}
