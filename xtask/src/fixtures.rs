//! The CIF files of fixtures/ from structures.csv and structures_as_published.csv.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use hecs_cif::{CifWriter, WriteError};
use hecs_cli::write_atomic;
use hecs_core::{Element, SpaceGroup, parse_formula};
use serde::Deserialize;

use crate::root;

/// A row of structures.csv; texts are kept so that the files print them as they stand.
#[derive(Deserialize)]
struct Compound {
    no: u32,
    formula: String,
    #[serde(rename = "a_A")]
    a: String,
    u_16e: f64,
    #[serde(rename = "x_Li48h")]
    x_li48h: String,
    #[serde(rename = "z_Li48h")]
    z_li48h: String,
    #[serde(rename = "occ_Li48h")]
    occupancy_li48h: String,
    #[serde(rename = "z_Li24g")]
    z_li24g: String,
    #[serde(rename = "occ_Li24g")]
    occupancy_li24g: String,
    #[serde(rename = "z_Li24g_status")]
    z_li24g_status: String,
    occ_4a: String,
    occ_4c: String,
    occ_4b: String,
    occ_16e: String,
    #[serde(rename = "fit_max_distance_residual_A")]
    residual: String,
    #[serde(rename = "m_e_bond_A")]
    bond: String,
    bond_flag: String,
    source_doi: String,
    source_entry: String,
    note: String,
}

/// A row of structures_as_published.csv: what differs from the row of the same number.
#[derive(Deserialize)]
struct AsPublished {
    no: u32,
    occ_4a: String,
    occ_4c: String,
    occ_4d: String,
    occ_4b: String,
    occ_16e: String,
    note: String,
}

/// Writes every CIF file, or with `check` compares the files that exist with what would be
/// written.
pub(crate) fn run(check: bool) -> Result<(), Box<dyn Error>> {
    let folder = root().join("fixtures");
    let compounds: Vec<Compound> = read_table(&folder.join("structures.csv"))?;
    let variants: Vec<AsPublished> = read_table(&folder.join("structures_as_published.csv"))?;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for compound in &compounds {
        let name = format!("{:03}_{}.cif", compound.no, compound.formula);
        files.push((folder.join("structures").join(&name), cif(compound, None)?));
        if let Some(variant) = variants.iter().find(|v| v.no == compound.no) {
            let place = folder.join("structures_as_published").join(&name);
            files.push((place, cif(compound, Some(variant))?));
        }
    }
    let mut stale = Vec::new();
    for (path, text) in &files {
        if fs::read_to_string(path).is_ok_and(|old| old == *text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            write_atomic(path, text.as_bytes())?;
        }
    }
    if !stale.is_empty() {
        let list = stale.join(", ");
        return Err(format!("out of date, run `cargo xtask fixtures`: {list}").into());
    }
    let orphans = orphans(&files)?;
    if !orphans.is_empty() {
        return Err(format!("no table has a row for {}; delete them", orphans.join(", ")).into());
    }
    println!("{} CIF files agree with their tables", files.len());
    Ok(())
}

/// CIF files in the folders of the fixtures that no row of a table stands for.
fn orphans(files: &[(PathBuf, String)]) -> std::io::Result<Vec<String>> {
    let mut folders: Vec<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut found = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if !files.iter().any(|(known, _)| *known == path) {
                found.push(path.display().to_string());
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

pub(crate) fn read_table<T: for<'de> Deserialize<'de>>(
    path: &Path,
) -> Result<Vec<T>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)
        .map_err(|e| format!("{}: {e}", path.display()))?;
    let rows: Result<Vec<T>, _> = reader.deserialize().collect();
    Ok(rows.map_err(|e| format!("{}: {e}", path.display()))?)
}

/// Species of a cell such as `Br:0.779 S:0.221`, in its order.
fn species(cell: &str) -> Result<Vec<(Element, &str)>, Box<dyn Error>> {
    cell.split_whitespace()
        .map(|part| {
            let (symbol, occupancy) = part
                .split_once(':')
                .ok_or_else(|| format!("\"{part}\" is not of the form Element:occupancy"))?;
            occupancy
                .parse::<f64>()
                .map_err(|_| format!("\"{part}\" has no occupancy"))?;
            Ok((symbol.parse::<Element>()?, occupancy))
        })
        .collect()
}

/// Oxidation state of an element in these compounds, the group number rule.
fn oxidation_number(element: Element) -> Result<i32, Box<dyn Error>> {
    Ok(match element.symbol() {
        "Li" => 1,
        "P" | "As" => 5,
        "Si" | "Ge" | "Sn" => 4,
        "S" | "Se" => -2,
        "Cl" | "Br" | "I" => -1,
        other => return Err(format!("no oxidation state is known here for {other}").into()),
    })
}

/// The text of one CIF file; `variant` replaces the anion occupancies and moves the free anions.
fn cif(compound: &Compound, variant: Option<&AsPublished>) -> Result<String, Box<dyn Error>> {
    let mut cif = CifWriter::new();
    let tag = if variant.is_some() {
        "_as_published"
    } else {
        ""
    };
    comments(&mut cif, compound, variant)?;
    cif.block(&format!("{:03}_{}{tag}", compound.no, compound.formula))?;
    let formula = parse_formula(&compound.formula)
        .ok_or_else(|| format!("{} is no formula", compound.formula))?;
    let sum: Vec<String> = formula
        .iter()
        .map(|(element, n)| {
            if *n == 1.0 {
                element.to_string()
            } else {
                format!("{element}{n}")
            }
        })
        .collect();
    cif.pair("_chemical_formula_sum", &sum.join(" "))?;
    cif.pair("_cell_formula_units_Z", "4")?;
    for name in ["a", "b", "c"] {
        cif.pair(&format!("_cell_length_{name}"), &compound.a)?;
    }
    for name in ["alpha", "beta", "gamma"] {
        cif.pair(&format!("_cell_angle_{name}"), "90")?;
    }
    let group = SpaceGroup::from_number(216).ok_or("space group 216 is not tabulated")?;
    cif.pair("_space_group_IT_number", "216")?;
    cif.pair("_space_group_name_H-M_alt", "F -4 3 m")?;
    cif.pair("_space_group_name_Hall", "F -4 2 3")?;
    let operations: Vec<[String; 1]> = group.operations.iter().map(|o| [o.to_string()]).collect();
    cif.table(&["_space_group_symop_operation_xyz"], &operations)?;
    let types = formula
        .keys()
        .map(|element| {
            Ok([
                element.to_string(),
                format!("{:+}", oxidation_number(*element)?),
            ])
        })
        .collect::<Result<Vec<[String; 2]>, Box<dyn Error>>>()?;
    cif.table(
        &["_atom_type_symbol", "_atom_type_oxidation_number"],
        &types,
    )?;
    cif.table(
        &[
            "_atom_site_label",
            "_atom_site_type_symbol",
            "_atom_site_fract_x",
            "_atom_site_fract_y",
            "_atom_site_fract_z",
            "_atom_site_occupancy",
        ],
        &atoms(compound, variant)?,
    )?;
    Ok(cif.finish())
}

fn comments(
    cif: &mut CifWriter,
    compound: &Compound,
    variant: Option<&AsPublished>,
) -> Result<(), WriteError> {
    cif.comment(&format!(
        "{}, no. {} of fixtures/structures.csv; written by `cargo xtask fixtures`.",
        compound.formula, compound.no
    ))?;
    let entry = if compound.source_entry.is_empty() {
        String::new()
    } else {
        format!(", {}", compound.source_entry)
    };
    cif.comment(&format!(
        "Source of the structure: doi:{}{entry}.",
        compound.source_doi
    ))?;
    cif.comment(&format!(
        "a, u(16e) and the Li coordinates were solved back from the descriptors published with\n\
         doi:10.1016/j.scib.2021.04.029; largest distance residual {} A, B-E bond {} A.",
        compound.residual, compound.bond
    ))?;
    if !compound.z_li24g.is_empty() {
        cif.comment(&format!("z of Li 24g: {}.", compound.z_li24g_status))?;
    }
    if !compound.bond_flag.is_empty() {
        cif.comment(&format!(
            "Doubtful: B-E bond {} A from the expected length.",
            compound.bond_flag.trim_start_matches("off ")
        ))?;
    }
    if !compound.note.is_empty() {
        cif.comment(&format!("Note: {}.", compound.note))?;
    }
    if let Some(variant) = variant {
        cif.comment(
            "As-published variant: free anions on 4d (3/4,3/4,3/4), with which the published\n\
             activation energy is reproduced; not a physical structure.",
        )?;
        if !variant.note.is_empty() {
            cif.comment(&format!("Note: {}.", variant.note))?;
        }
    }
    Ok(())
}

/// Rows of the loop of atoms: label, element, coordinates, occupancy, as texts.
fn atoms(
    compound: &Compound,
    variant: Option<&AsPublished>,
) -> Result<Vec<[String; 6]>, Box<dyn Error>> {
    let c = compound;
    let row = |label: &str, element: &str, fract: [&str; 3], occupancy: &str| {
        [label, element, fract[0], fract[1], fract[2], occupancy].map(str::to_owned)
    };
    let (x, z) = (c.x_li48h.as_str(), c.z_li48h.as_str());
    let mut rows = vec![row("Li1", "Li", [x, x, z], &c.occupancy_li48h)];
    if !c.z_li24g.is_empty() {
        let fract = ["0.25", "0.25", &c.z_li24g];
        rows.push(row("Li2", "Li", fract, &c.occupancy_li24g));
    }
    // The published value has five decimals; one half is exact.
    let e = format!("{:.5}", 0.5 + c.u_16e);
    let sites: Vec<(&str, &str, &str)> = match variant {
        None => vec![
            ("A", "0", &c.occ_4a),
            ("C", "0.25", &c.occ_4c),
            ("B", "0.5", &c.occ_4b),
            ("E", &e, &c.occ_16e),
        ],
        Some(v) => vec![
            ("A", "0", &v.occ_4a),
            ("C", "0.25", &v.occ_4c),
            ("D", "0.75", &v.occ_4d),
            ("B", "0.5", &v.occ_4b),
            ("E", &e, &v.occ_16e),
        ],
    };
    for (role, x, cell) in sites {
        for (element, occupancy) in species(cell)? {
            let label = format!("{element}_{role}");
            rows.push(row(&label, element.symbol(), [x; 3], occupancy));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_files_agree_with_their_tables() {
        run(true).unwrap();
    }
}
