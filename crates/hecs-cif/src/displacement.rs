//! Displacement parameters: how far the atoms move about their places.
//!
//! An isotropic parameter is U_iso, or B_iso = 8π² U_iso; of an anisotropic one with the reciprocal lengths
//! a*, the equivalent is U_eq = ⅓ Σᵢⱼ Uᵢⱼ a*ᵢ a*ⱼ aᵢ·aⱼ (doi:10.1107/S0108767396005697).

use std::f64::consts::PI;

use hecs_core::Lattice;

use crate::document::{Block, Document, Loop, Value};

/// The displacement parameters of a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Displacements {
    /// Label of an atom and its U_iso or U_eq in Å², in the order of the file; those that the file states
    /// and that are above 0.
    pub u_ang2: Vec<(String, f64)>,
    /// Temperature of the measurement in K, where stated.
    pub temperature_k: Option<f64>,
}

impl Displacements {
    /// Of the atoms of a block; anisotropic ones need the lattice.
    pub(crate) fn read(document: &Document<'_>, block: &Block, lattice: Option<&Lattice>) -> Self {
        let temperature = ["diffrn_ambient_temperature", "cell_measurement_temperature"]
            .iter()
            .filter_map(|name| block.value(document, &format!("_{name}")))
            .find_map(|value| value.number(document));
        let isotropic = isotropic(document, block);
        let anisotropic = lattice.map_or(Vec::new(), |l| anisotropic(document, block, l));
        let mut u_ang2 = isotropic;
        for (label, u) in anisotropic {
            if !u_ang2.iter().any(|(known, _)| *known == label) {
                u_ang2.push((label, u));
            }
        }
        Self {
            u_ang2,
            temperature_k: temperature.map(|t| t.value).filter(|t| *t > 0.0),
        }
    }

    /// The parameter of an atom in Å².
    pub fn of(&self, label: &str) -> Option<f64> {
        let found = self.u_ang2.iter().find(|(known, _)| known == label);
        found.map(|(_, u)| *u)
    }
}

fn isotropic(document: &Document<'_>, block: &Block) -> Vec<(String, f64)> {
    let columns = [
        ("_atom_site_U_iso_or_equiv", 1.0),
        ("_atom_site.U_iso_or_equiv", 1.0),
        ("_atom_site_B_iso_or_equiv", 1.0 / (8.0 * PI * PI)),
        ("_atom_site.B_iso_or_equiv", 1.0 / (8.0 * PI * PI)),
    ];
    let mut found = Vec::new();
    for (name, factor) in columns {
        let of_row = |table: &Loop, row: &[Value]| {
            let u = number(document, table, row, name)?;
            labelled(document, table, row, "_atom_site", u * factor)
        };
        let Some(table) = block.find_loop(document, name) else {
            continue;
        };
        found.extend(table.rows().filter_map(|row| of_row(table, row)));
    }
    found
}

fn anisotropic(document: &Document<'_>, block: &Block, lattice: &Lattice) -> Vec<(String, f64)> {
    const NAMES: [(usize, usize, &str); 6] = [
        (0, 0, "_atom_site_aniso_U_11"),
        (1, 1, "_atom_site_aniso_U_22"),
        (2, 2, "_atom_site_aniso_U_33"),
        (0, 1, "_atom_site_aniso_U_12"),
        (0, 2, "_atom_site_aniso_U_13"),
        (1, 2, "_atom_site_aniso_U_23"),
    ];
    let Some(table) = block.find_loop(document, NAMES[0].2) else {
        return Vec::new();
    };
    let (basis, inverse) = (lattice.basis(), lattice.inverse());
    let of_row = |row: &[Value]| {
        let mut sum = 0.0;
        for (i, j, name) in NAMES {
            let u = number(document, table, row, name)?;
            let reciprocal = inverse.row(i).norm() * inverse.row(j).norm();
            let metric = basis.column(i).dot(&basis.column(j));
            sum += if i == j { 1.0 } else { 2.0 } * u * reciprocal * metric;
        }
        labelled(document, table, row, "_atom_site_aniso", sum / 3.0)
    };
    table.rows().filter_map(of_row).collect()
}

/// The number of a row in a column.
fn number(document: &Document<'_>, table: &Loop, row: &[Value], name: &str) -> Option<f64> {
    let value = row.get(table.column(document, name)?)?;
    Some(value.number(document)?.value)
}

/// A parameter with the label of its row, where it is one of an atom that moves.
fn labelled(
    document: &Document<'_>,
    table: &Loop,
    row: &[Value],
    category: &str,
    u: f64,
) -> Option<(String, f64)> {
    let names = [format!("{category}_label"), format!("{category}.label")];
    let column = names.iter().find_map(|name| table.column(document, name))?;
    let label = row.get(column)?.text(document).into_owned();
    (u > 0.0 && u.is_finite()).then_some((label, u))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use crate::{ReadOptions, read_structure};

    const CELL: &str = "data_x _cell_length_a 4 _cell_length_b 4 _cell_length_c 5
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 120 _diffrn_ambient_temperature 150(2)
";

    fn of(atoms: &str, label: &str) -> Option<f64> {
        let text = format!("{CELL}{atoms}");
        let reading = read_structure(text.as_bytes(), &ReadOptions::default());
        assert_eq!(reading.displacements.temperature_k, Some(150.0));
        reading.displacements.of(label)
    }

    #[test]
    fn isotropic_parameters_are_u_or_b() {
        let atoms = |name: &str, value: &str| {
            format!(
                "loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z {name}
Li1 0 0 0 {value} O1 0.5 0.5 0.5 ?"
            )
        };
        let u = of(&atoms("_atom_site_U_iso_or_equiv", "0.0213(4)"), "Li1");
        assert_eq!(u, Some(0.0213));
        let b = of(&atoms("_atom_site_B_iso_or_equiv", "1.2"), "Li1").unwrap();
        assert!((b - 1.2 / 78.956_835).abs() < 1e-9);
        assert_eq!(of(&atoms("_atom_site_U_iso_or_equiv", "0.02"), "O1"), None);
        assert_eq!(
            of(&atoms("_atom_site_U_iso_or_equiv", "-0.02"), "Li1"),
            None
        );
    }

    #[test]
    fn an_isotropic_tensor_in_an_oblique_cell_has_its_own_size() {
        // U₁₂ = ½ U for a sphere in a hexagonal cell.
        let atoms =
            "loop_ _atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
Li1 0 0 0
loop_ _atom_site_aniso_label _atom_site_aniso_U_11 _atom_site_aniso_U_22 _atom_site_aniso_U_33
_atom_site_aniso_U_12 _atom_site_aniso_U_13 _atom_site_aniso_U_23
Li1 0.02 0.02 0.02 0.01 0 0";
        assert!((of(atoms, "Li1").unwrap() - 0.02).abs() < 1e-12);
    }
}
