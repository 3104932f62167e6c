//! Crystals of other families, read by hecs-cif.

use hecs_cif::{ReadOptions, read_structure};
use hecs_core::Structure;

/// A cell (a, b, c in Å and γ in degrees), a space group, and sites: label, ion, position, occupancy.
pub(crate) fn crystal(
    [a, b, c, gamma]: [f64; 4],
    group: &str,
    sites: &[(&str, &str, [f64; 3], f64)],
) -> Structure {
    let mut cif = format!(
        "data_x _space_group_name_H-M_alt '{group}' _cell_length_a {a} _cell_length_b {b}
        _cell_length_c {c} _cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma {gamma}
        loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y
        _atom_site_fract_z _atom_site_occupancy\n"
    );
    let rows = sites
        .iter()
        .map(|(label, ion, [x, y, z], occupancy)| format!("{label} {ion} {x} {y} {z} {occupancy}"));
    cif += &rows.collect::<Vec<_>>().join("\n");
    read(&cif)
}

/// The structure of a CIF text.
pub(crate) fn read(cif: &str) -> Structure {
    let reading = read_structure(cif.as_bytes(), &ReadOptions::default());
    let diagnostics = reading.diagnostics;
    reading
        .structure
        .unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// One of `fixtures/families`.
pub(crate) fn family(name: &str) -> Structure {
    let path = super::fixture(&format!("families/{name}.cif"));
    read(&std::fs::read_to_string(path).unwrap())
}
