//! Structure → CIF.

use std::collections::BTreeMap;

use hecs_core::{Element, Site, Species, Structure};

use crate::{CifWriter, WriteError};

/// Decimals of coordinates, lengths and occupancies: far below what any experiment resolves, and
/// enough for a barrier to come out the same to 1e-9 eV.
const DECIMALS: i32 = 10;

/// A structure as CIF 1.1 with its symmetry, charges and declared formula; `comments` stand in front.
///
/// Species that share a site are rows of the same coordinates, in their order. A label that does not
/// begin with the element of its row gets it in front, `P_B1`.
///
/// ```
/// use hecs_cif::{ReadOptions, read_structure, write_structure};
/// use hecs_core::{Lattice, Species, Structure};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let atom = |ion: &str, x: f64| -> Result<_, hecs_core::CoreError> {
///     Ok((vec![Species::of(ion.parse()?)], Vector3::repeat(x)))
/// };
/// let lattice = Lattice::cubic(4.123)?;
/// let structure = Structure::from_positions(lattice, [atom("Cs+", 0.0)?, atom("Cl-", 0.5)?])?;
/// let text = write_structure(&structure, &[])?;
/// let read = read_structure(text.as_bytes(), &ReadOptions::default()).into_structure()?;
/// assert_eq!(read.sites(), structure.sites());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`WriteError`] where a label or comment has a character that CIF cannot carry.
pub fn write_structure(structure: &Structure, comments: &[String]) -> Result<String, WriteError> {
    let mut cif = CifWriter::new();
    for comment in comments {
        cif.comment(comment)?;
    }
    cif.block(&block_code(structure.name()))?;
    if let Some(formula) = structure.formula() {
        let parts: Vec<String> = formula
            .per_formula_unit
            .iter()
            .map(|(element, n)| format!("{element}{}", rounded(*n, 6)))
            .collect();
        cif.pair("_chemical_formula_sum", &parts.join(" "))?;
        if let Some(z) = formula.formula_units {
            cif.pair("_cell_formula_units_Z", &z.to_string())?;
        }
    }
    let lattice = structure.lattice();
    for (axis, length) in ["a", "b", "c"].iter().zip(lattice.lengths()) {
        let name = format!("_cell_length_{axis}");
        cif.pair(&name, &rounded(length, DECIMALS))?;
    }
    for (angle, degrees) in ["alpha", "beta", "gamma"].iter().zip(lattice.angles()) {
        let name = format!("_cell_angle_{angle}");
        cif.pair(&name, &rounded(degrees, DECIMALS))?;
    }
    let group = structure.space_group();
    if let Some(number) = group.number {
        cif.pair("_space_group_IT_number", &number.to_string())?;
    }
    if let Some(symbol) = &group.hermann_mauguin {
        cif.pair("_space_group_name_H-M_alt", symbol)?;
    }
    if let Some(symbol) = &group.hall {
        cif.pair("_space_group_name_Hall", symbol)?;
    }
    let operations: Vec<[String; 1]> = group.operations.iter().map(|o| [o.to_string()]).collect();
    cif.table(&["_space_group_symop_operation_xyz"], &operations)?;
    let types = Types::of(structure);
    cif.table(
        &["_atom_type_symbol", "_atom_type_oxidation_number"],
        &types.rows(),
    )?;
    let rows: Vec<[String; 6]> = structure
        .sites()
        .iter()
        .flat_map(|site| site.species.iter().map(|s| row(site, s, &types)))
        .collect();
    cif.table(
        &[
            "_atom_site_label",
            "_atom_site_type_symbol",
            "_atom_site_fract_x",
            "_atom_site_fract_y",
            "_atom_site_fract_z",
            "_atom_site_occupancy",
        ],
        &rows,
    )?;
    Ok(cif.finish())
}

/// A name that can stand behind `data_`.
fn block_code(name: &str) -> String {
    let code: String = name
        .chars()
        .map(|c| match c {
            '[' | ']' | '{' | '}' => '_',
            c if c.is_ascii_graphic() => c,
            _ => '_',
        })
        .collect();
    if code.is_empty() {
        "structure".to_owned()
    } else {
        code
    }
}

fn row(site: &Site, species: &Species, types: &Types) -> [String; 6] {
    let symbol = species.element.symbol();
    let label = if site.label.starts_with(symbol) && site.species.len() == 1 {
        site.label.clone()
    } else {
        format!("{symbol}_{}", site.label)
    };
    let at = &site.positions[0];
    [
        label,
        types.symbol(species),
        rounded(at.x, DECIMALS),
        rounded(at.y, DECIMALS),
        rounded(at.z, DECIMALS),
        rounded(species.occupancy, DECIMALS),
    ]
}

/// The shortest decimal number within rounding.
fn rounded(x: f64, decimals: i32) -> String {
    let scale = 10f64.powi(decimals);
    ((x * scale).round() / scale).to_string()
}

/// Charges of each element, ascending: type symbols are those of elements, with the charge behind
/// it where an element has several.
struct Types(BTreeMap<Element, Vec<f64>>);

impl Types {
    fn of(structure: &Structure) -> Self {
        let mut charges: BTreeMap<Element, Vec<f64>> = BTreeMap::new();
        for species in structure.sites().iter().flat_map(|site| &site.species) {
            let list = charges.entry(species.element).or_default();
            list.extend(species.charge.filter(|q| !list.contains(q)));
        }
        for list in charges.values_mut() {
            list.sort_by(f64::total_cmp);
        }
        Self(charges)
    }

    fn symbol(&self, species: &Species) -> String {
        match (self.0.get(&species.element), species.charge) {
            (Some(list), Some(charge)) if list.len() > 1 => {
                let sign = if charge < 0.0 { '-' } else { '+' };
                format!("{}{}{sign}", species.element, charge.abs())
            }
            _ => species.element.to_string(),
        }
    }

    fn rows(&self) -> Vec<[String; 2]> {
        let mut rows = Vec::new();
        for (element, charges) in &self.0 {
            for charge in charges {
                let species = Species {
                    element: *element,
                    charge: Some(*charge),
                    occupancy: 1.0,
                };
                rows.push([self.symbol(&species), format!("{charge:+}")]);
            }
        }
        rows
    }
}
