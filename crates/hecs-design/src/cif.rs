//! CIF 1.1 text of a virtual crystal.

use std::fmt::Write;

use hecs_core::Structure;

/// A crystal as CIF 1.1 with its symmetry, charges and declared formula; `comments` become lines at the start.
///
/// Species that share a site are rows of the same coordinates, in their order.
pub fn cif_text(structure: &Structure, comments: &[String]) -> String {
    let mut text = String::new();
    for comment in comments {
        for line in comment.lines() {
            push(&mut text, format_args!("# {line}"));
        }
    }
    let name: String = structure
        .name
        .chars()
        .map(|c| if c.is_ascii_graphic() { c } else { '_' })
        .collect();
    push(&mut text, format_args!("data_{name}"));
    if let Some(formula) = &structure.formula() {
        let parts: Vec<String> = formula
            .per_formula_unit
            .iter()
            .map(|(element, n)| format!("{element}{}", (n * 1e6).round() / 1e6))
            .collect();
        push(
            &mut text,
            format_args!("_chemical_formula_sum '{}'", parts.join(" ")),
        );
        if let Some(z) = formula.formula_units {
            push(&mut text, format_args!("_cell_formula_units_Z {z}"));
        }
    }
    for (axis, length) in ["a", "b", "c"].iter().zip(structure.lattice().lengths()) {
        push(&mut text, format_args!("_cell_length_{axis} {length:.6}"));
    }
    for (angle, degrees) in ["alpha", "beta", "gamma"]
        .iter()
        .zip(structure.lattice().angles())
    {
        push(&mut text, format_args!("_cell_angle_{angle} {degrees}"));
    }
    let group = structure.space_group();
    if let Some(number) = group.number {
        push(&mut text, format_args!("_space_group_IT_number {number}"));
    }
    if let Some(symbol) = &group.hermann_mauguin {
        push(
            &mut text,
            format_args!("_space_group_name_H-M_alt '{symbol}'"),
        );
    }
    if let Some(symbol) = &group.hall {
        push(&mut text, format_args!("_space_group_name_Hall '{symbol}'"));
    }
    text.push_str("loop_\n_space_group_symop_operation_xyz\n");
    for operation in &group.operations {
        push(&mut text, format_args!("'{operation}'"));
    }
    text.push_str("loop_\n_atom_type_symbol\n_atom_type_oxidation_number\n");
    let mut charges: Vec<(hecs_core::Element, f64)> = Vec::new();
    for species in structure.sites().iter().flat_map(|site| &site.species) {
        if let Some(charge) = species.charge
            && !charges.iter().any(|(e, _)| *e == species.element)
        {
            charges.push((species.element, charge));
        }
    }
    charges.sort_by_key(|(element, _)| *element);
    for (element, charge) in charges {
        push(&mut text, format_args!("{element} {charge:+}"));
    }
    text.push_str("loop_\n_atom_site_label\n_atom_site_type_symbol\n");
    for axis in ["x", "y", "z"] {
        push(&mut text, format_args!("_atom_site_fract_{axis}"));
    }
    text.push_str("_atom_site_occupancy\n");
    for site in structure.sites() {
        let Some(at) = site.positions.first() else {
            continue;
        };
        for species in &site.species {
            push(
                &mut text,
                format_args!(
                    "{}_{} {} {:.8} {:.8} {:.8} {:.8}",
                    species.element,
                    site.label,
                    species.element,
                    at.x,
                    at.y,
                    at.z,
                    species.occupancy
                ),
            );
        }
    }
    text
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{line}");
}
