//! Structures for the tests, built from the fixture tables without a CIF reader.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "helpers of tests; each test file uses its share"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hecs_core::{Element, Lattice, SpaceGroup, Species, Structure, StructureBuilder};
use nalgebra::Vector3;

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub fn charge_of(element: &str) -> f64 {
    match element {
        "Li" => 1.0,
        "P" | "As" => 5.0,
        "Ge" | "Si" | "Sn" => 4.0,
        "S" | "Se" | "O" => -2.0,
        _ => -1.0,
    }
}

/// Rows of a CSV file after its comments, by column name; quoted cells are the last ones only.
pub fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(fixtures().join(name)).unwrap();
    let mut lines = text.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<String> = lines
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(str::to_owned);
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// A crystal of fully occupied sites, each given by element, charge and one of its fractional positions.
pub fn crystal(
    name: &str,
    lattice: &Lattice,
    group: u16,
    sites: &[(&str, f64, [f64; 3])],
) -> Structure {
    let group = SpaceGroup::from_number(group).unwrap();
    let mut builder = StructureBuilder::new(lattice.clone(), group);
    for (symbol, charge, fract) in sites {
        let species = Species {
            element: symbol.parse().unwrap(),
            charge: Some(*charge),
            occupancy: 1.0,
        };
        builder.add_site(symbol, vec![species], &Vector3::from(*fract), 0.01);
    }
    builder.named(name).build().unwrap()
}

/// Lithium nitride, P 6/m m m (Rabenau & Schulz, J. Less-Common Met. 50 (1976) 155,
/// doi:10.1016/0022-5088(76)90263-0; entry gvd of OBELiX).
pub fn lithium_nitride() -> Structure {
    let lattice = Lattice::new([3.648, 3.648, 3.875], [90.0, 90.0, 120.0]).unwrap();
    let third = [1.0 / 3.0, 2.0 / 3.0, 0.0];
    let sites = [
        ("Li", 1.0, third),
        ("Li", 1.0, [0.0, 0.0, 0.5]),
        ("N", -3.0, [0.0; 3]),
    ];
    crystal("Li3N", &lattice, 191, &sites)
}

/// β-Li3N, P 6₃/m m c: the modification that lithium nitride takes under pressure.
pub fn beta_lithium_nitride() -> Structure {
    let lattice = Lattice::new([3.552, 3.552, 6.311], [90.0, 90.0, 120.0]).unwrap();
    let at = |z| [1.0 / 3.0, 2.0 / 3.0, z];
    let sites = [
        ("Li", 1.0, at(0.590_96)),
        ("Li", 1.0, [0.0, 0.0, 0.25]),
        ("N", -3.0, at(0.25)),
    ];
    crystal("beta-Li3N", &lattice, 194, &sites)
}

/// Cuprite-type Ag2O, P n -3 m: the points of highest symmetry, which every grid has, are no minima of
/// the potential but stationary points between them.
pub fn silver_oxide() -> Structure {
    let lattice = Lattice::cubic(4.728).unwrap();
    crystal(
        "Ag2O",
        &lattice,
        224,
        &[("Ag", 1.0, [0.0; 3]), ("O", -2.0, [0.25; 3])],
    )
}

fn species(text: &str) -> Vec<Species> {
    text.split_whitespace()
        .map(|item| {
            let (symbol, occupancy) = item.split_once(':').unwrap();
            Species {
                element: symbol.parse().unwrap(),
                charge: Some(charge_of(symbol)),
                occupancy: occupancy.parse().unwrap(),
            }
        })
        .collect()
}

/// All argyrodites, as standard or, for nos. 14–23, in the variant as published.
pub fn argyrodites(as_published: bool) -> Vec<Structure> {
    let variants: BTreeMap<String, BTreeMap<String, String>> = if as_published {
        let rows = table("structures_as_published.csv").into_iter();
        rows.map(|row| (row["no"].clone(), row)).collect()
    } else {
        BTreeMap::new()
    };
    let rows = table("structures.csv");
    rows.iter()
        .map(|row| argyrodite(row, variants.get(&row["no"])))
        .collect()
}

fn argyrodite(
    row: &BTreeMap<String, String>,
    variant: Option<&BTreeMap<String, String>>,
) -> Structure {
    let number = |column: &str| row[column].parse::<f64>().ok();
    let lattice = Lattice::cubic(number("a_A").unwrap()).unwrap();
    let group = SpaceGroup::from_number(216).unwrap();
    let occupied = |column: &str| {
        let source = variant.unwrap_or(row);
        species(source.get(column).map_or("", String::as_str))
    };
    let e = 0.5 + number("u_16e").unwrap();
    let (x, z) = (number("x_Li48h").unwrap(), number("z_Li48h").unwrap());
    let lithium = |column: &str| {
        let occupancy = number(column).unwrap_or(0.0);
        vec![Species {
            element: Element::LI,
            charge: Some(1.0),
            occupancy,
        }]
    };
    let rows = [
        ("A4a", [0.0, 0.0, 0.0], occupied("occ_4a")),
        ("B4b", [0.5, 0.5, 0.5], occupied("occ_4b")),
        ("C4c", [0.25, 0.25, 0.25], occupied("occ_4c")),
        ("D4d", [0.75, 0.75, 0.75], occupied("occ_4d")),
        ("E16e", [e, e, e], occupied("occ_16e")),
        ("Li48h", [x, x, z], lithium("occ_Li48h")),
        (
            "Li24g",
            [0.25, 0.25, number("z_Li24g").unwrap_or(0.0)],
            lithium("occ_Li24g"),
        ),
    ];
    let mut builder = StructureBuilder::new(lattice, group);
    for (label, fract, species) in rows {
        if species.iter().any(|s| s.occupancy > 0.0) {
            builder.add_site(label, species, &Vector3::from(fract), 0.01);
        }
    }
    let name = format!("{} {}", row["no"], row["formula"]);
    builder.named(&name).build().unwrap()
}

/// The structure with other species on its sites, told by their number.
pub fn with_species(
    structure: &Structure,
    mut change: impl FnMut(usize, &mut Vec<Species>),
) -> Structure {
    let mut builder = structure.to_builder();
    for site in 0..builder.sites().len() {
        change(site, builder.species_mut(site).unwrap());
    }
    builder.build().unwrap()
}

/// A crystal of the file of reference energies.
pub struct Reference {
    pub structure: Structure,
    /// Fractional position, energy with Cordero and with softBV radii in eV.
    pub points: Vec<(Vector3<f64>, f64, f64)>,
    /// Radii, barriers in 1, 2 and 3 dimensions and lowest energy of BVlain's grid in eV.
    pub bvlain: Vec<(String, [f64; 3], f64)>,
}

/// The six crystals with reference energies.
pub fn six_crystals() -> Vec<Reference> {
    let text = include_str!("../fixtures/six_crystals.txt");
    let mut found: Vec<Reference> = Vec::new();
    let mut charges: BTreeMap<String, f64> = BTreeMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |i: usize| words[i].parse::<f64>().unwrap();
        match words[0] {
            "crystal" => {
                charges.clear();
                let lattice = Lattice::new(
                    [number(2), number(3), number(4)],
                    [number(5), number(6), number(7)],
                );
                let empty = StructureBuilder::new(lattice.unwrap(), SpaceGroup::p1());
                found.push(Reference {
                    structure: empty.named(words[1]).build().unwrap(),
                    points: Vec::new(),
                    bvlain: Vec::new(),
                });
            }
            "charge" => {
                charges.insert(words[1].to_owned(), number(2));
            }
            "site" => {
                let crystal = found.last_mut().unwrap();
                let species = Species {
                    element: words[1].parse().unwrap(),
                    charge: Some(charges[words[1]]),
                    occupancy: 1.0,
                };
                let mut builder = crystal.structure.to_builder();
                let fract = Vector3::new(number(2), number(3), number(4));
                builder.add_site(words[1], vec![species], &fract, 0.0);
                crystal.structure = builder.build().unwrap();
            }
            "point" => found.last_mut().unwrap().points.push((
                Vector3::new(number(1), number(2), number(3)),
                number(4),
                number(5),
            )),
            _ => found.last_mut().unwrap().bvlain.push((
                words[1].to_owned(),
                [number(5), number(6), number(7)],
                number(8),
            )),
        }
    }
    found
}
