//! Ordered configurations: those of shry 1.1.8 (K. Prayogo et al. 2022, doi:10.1021/acs.jcim.2c00389) are the same, one for one.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use hecs_cif::{ReadOptions, read_structure};
use hecs_core::{Element, Structure};
use hecs_order::{Exclusion, Inequivalent, Supercell, SupercellOptions, Symmetry};
use nalgebra::{Matrix3, Vector3};
use serde::{Deserialize, Serialize};

use crate::root;

/// Structures compared.
const COUNT: usize = 40;

/// Configurations of the largest case, and inequivalent ones: what shry generates within seconds.
const MOST: u64 = 1_000_000;
const MOST_INEQUIVALENT: u64 = 2_000;

/// Tolerance in Å of the symmetry, as shry has it.
const TOLERANCE_ANG: f64 = 0.01;

/// Stands for a vacancy in shry, which knows none; no compound of the corpus holds it.
const VACANCY: &str = "Xe";

/// A supercell for shry: positions in our order.
#[derive(Serialize)]
struct Case {
    name: String,
    /// Cell vectors as rows, Å.
    lattice: [[f64; 3]; 3],
    /// Fractional.
    positions: Vec<[f64; 3]>,
    /// What is on each, with occupancies.
    species: Vec<BTreeMap<String, f64>>,
    /// Site of the disordered structure that each is of.
    sites: Vec<usize>,
}

/// What shry makes of it.
#[derive(Deserialize)]
struct Answer {
    name: String,
    count: u64,
    /// What is on each position, configuration by configuration, and their multiplicities.
    configurations: Vec<Vec<String>>,
    multiplicities: Vec<u64>,
}

/// Has shry order structures of the corpus, and compares with what hecs-order makes of them.
pub(super) fn check(corpus: &Path) -> Result<(), Box<dyn Error>> {
    println!("orders:");
    let folder = root().join("target/peers/orders");
    fs::create_dir_all(&folder)?;
    let mut supercells = BTreeMap::new();
    let mut lines = String::new();
    for path in cif_files(corpus)? {
        if supercells.len() == COUNT {
            break;
        }
        let Some(supercell) = small_supercell(&path) else {
            continue;
        };
        let name = path.display().to_string();
        let _ = writeln!(
            lines,
            "{}",
            serde_json::to_string(&case(&name, &supercell))?
        );
        supercells.insert(name, supercell);
    }
    fs::write(folder.join("cases.jsonl"), lines)?;
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = root().join("xtask/peers/order_with_shry.py");
    match Command::new(&python).arg(script).arg(&folder).status() {
        Err(_) => println!("skipped: {} cannot be run", python.display()),
        Ok(status) if status.success() => compare(&folder, &supercells)?,
        // Its message says what is missing.
        Ok(status) if status.code() == Some(3) => {}
        Ok(_) => return Err("shry does not order the structures".into()),
    }
    Ok(())
}

fn compare(folder: &Path, supercells: &BTreeMap<String, Supercell>) -> Result<(), Box<dyn Error>> {
    let (mut compared, mut configurations) = (0, 0);
    for line in fs::read_to_string(folder.join("answers.jsonl"))?.lines() {
        let answer: Answer = serde_json::from_str(line)?;
        let supercell = supercells.get(&answer.name).ok_or("an unknown case")?;
        let symmetry = Symmetry::new(supercell)?;
        let mut ours = BTreeMap::new();
        let _ = Inequivalent::new(supercell.choices(), &symmetry)?.for_each(|one, multiplicity| {
            ours.insert(symmetry.canonical(one), multiplicity);
            ControlFlow::Continue(())
        });
        let mut theirs = BTreeMap::new();
        for (species, multiplicity) in answer.configurations.iter().zip(&answer.multiplicities) {
            let one = configuration(supercell, species);
            supercell.choices().check(&one)?;
            theirs.insert(symmetry.canonical(&one), *multiplicity);
        }
        let counted = supercell.choices().count_inequivalent(&symmetry)?;
        if ours != theirs || counted.inequivalent != answer.count.into() {
            return Err(format!(
                "{}: {} configurations are inequivalent, shry counts {} and generates {}",
                answer.name,
                counted.inequivalent,
                answer.count,
                theirs.len()
            )
            .into());
        }
        compared += 1;
        configurations += ours.len();
    }
    println!(
        "  {compared} structures have the {configurations} configurations and multiplicities of shry"
    );
    Ok(())
}

/// CIF files of a folder and those in it, sorted.
fn cif_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "cif") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A supercell with some but not too many configurations, its occupancies exact and its symmetry found.
fn small_supercell(path: &Path) -> Option<Supercell> {
    let bytes = fs::read(path).ok()?;
    let structure = read_structure(&bytes, &ReadOptions::default())
        .into_structure()
        .ok()?;
    let options = SupercellOptions::default().with_exclusion(Exclusion::Nearer(0.0));
    let fits = |multiples: [i32; 3]| {
        let matrix = Matrix3::from_diagonal(&Vector3::from(multiples));
        let rounded = rounded(&structure, &matrix, &options)?;
        let supercell = Supercell::new(&rounded, &matrix, &options).ok()?;
        let counts = supercell.choices().count().ok()?;
        if counts <= 1u8.into() || counts > MOST.into() {
            return None;
        }
        let symmetry = Symmetry::new(&supercell).ok()?;
        let counts = supercell.choices().count_inequivalent(&symmetry).ok()?;
        (counts.inequivalent <= MOST_INEQUIVALENT.into()).then_some(supercell)
    };
    [[1, 1, 1], [1, 1, 2], [2, 1, 1], [2, 2, 1], [2, 2, 2]]
        .into_iter()
        .find_map(fits)
}

/// The structure with the occupancies that it has in a supercell, and the symmetry that this has.
fn rounded(
    structure: &Structure,
    matrix: &Matrix3<i32>,
    options: &SupercellOptions,
) -> Option<Structure> {
    let plain = structure.clone().with_charges(|_, _| None);
    let supercell = Supercell::new(&plain, matrix, options).ok()?;
    let mut occupancies = supercell
        .rounding()
        .iter()
        .map(hecs_order::Rounding::occupancy);
    let mut builder = plain.to_builder();
    for site in 0..plain.sites().len() {
        let species = builder.species_mut(site)?;
        species.retain(|s| s.occupancy > 0.0);
        for one in species.iter_mut() {
            one.occupancy = occupancies.next()?;
        }
        species.retain(|s| s.occupancy > 0.0);
    }
    builder.retain_sites(|site| !site.species.is_empty());
    let rounded = builder.build().ok()?;
    Some(rounded.find_symmetry(TOLERANCE_ANG)?.structure)
}

fn case(name: &str, supercell: &Supercell) -> Case {
    let mut case = Case {
        name: name.to_owned(),
        lattice: [0, 1, 2].map(|i| supercell.lattice().basis().column(i).into_owned().into()),
        positions: supercell.positions().map(Into::into).collect(),
        species: Vec::new(),
        sites: Vec::new(),
    };
    for (index, site) in supercell.parent().sites().iter().enumerate() {
        let mut species: BTreeMap<String, f64> = BTreeMap::new();
        for one in &site.species {
            *species.entry(one.element.symbol().to_owned()).or_default() += one.occupancy;
        }
        let vacant = 1.0 - species.values().sum::<f64>();
        if vacant > 1e-9 {
            species.insert(VACANCY.to_owned(), vacant);
        }
        let count = site.multiplicity() * supercell.copies();
        case.species.extend(std::iter::repeat_n(species, count));
        case.sites.extend(std::iter::repeat_n(index, count));
    }
    case
}

/// A configuration from the symbols on all positions.
fn configuration(supercell: &Supercell, species: &[String]) -> Vec<u8> {
    let groups = &supercell.choices().groups;
    let of_group = |group: &hecs_order::Group| {
        let kind = |place: usize| {
            let symbol = &species[supercell.position_of_places()[place]];
            let element = Element::from_symbol(symbol);
            let kind = group
                .species
                .iter()
                .position(|s| Some(s.element) == element);
            kind.map_or(0, |k| k as u8 + 1)
        };
        group.places.clone().map(kind).collect::<Vec<u8>>()
    };
    groups.iter().flat_map(of_group).collect()
}
