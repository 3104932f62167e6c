//! Structures as inputs, and how they are read.

use std::path::PathBuf;

use clap::Args;
use hecs_core::Element;

/// Files of structures and how to read them.
#[derive(Debug, Args)]
pub struct Structures {
    /// Files of structures, folders of CIF files, or - for stdin; CIF, POSCAR, extended XYZ, JSON of pymatgen or
    /// OPTIMADE, plain, .gz, .zst, in .tar or .zip
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How they are read.
    #[command(flatten)]
    pub reading: CifReading,
}

/// How CIF files are read.
#[derive(Debug, Args)]
pub struct CifReading {
    /// Data block to read [default: the first with atoms]
    #[arg(long, value_name = "NAME")]
    pub block: Option<String>,
    /// Positions nearer than this are one site, in Å
    #[arg(long, value_name = "Å", default_value_t = 0.01, value_parser = merge_distance)]
    pub merge: f64,
    /// Disorder groups to read: all, major (the fuller of each assembly), or the name of one
    #[arg(long, value_name = "all|major|GROUP", default_value = "all")]
    pub disorder: String,
    /// Oxidation states in place of those of the file or of the charge balance, such as V=3,P=5
    #[arg(long, value_name = "EL=Q", value_delimiter = ',', value_parser = charge)]
    pub charges: Vec<(Element, f64)>,
    /// Read every row of the atoms as written, as most programs do: nothing repeated is left out
    #[arg(long)]
    pub as_listed: bool,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
}

/// Positions further apart than this are never one site: the shortest bonds are 0.7 Å.
const FURTHEST_MERGE_ANG: f64 = 0.5;

fn merge_distance(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(x) if (0.0..=FURTHEST_MERGE_ANG).contains(&x) => Ok(x),
        _ => Err(format!("write a distance from 0 to {FURTHEST_MERGE_ANG} Å")),
    }
}

fn charge(text: &str) -> Result<(Element, f64), String> {
    let (symbol, charge) = text.split_once('=').ok_or("write ELEMENT=CHARGE")?;
    let element: Element = symbol
        .trim()
        .parse()
        .map_err(|_| format!("{symbol} is no element"))?;
    let possible = element.oxidation_range();
    match charge.trim().parse::<f64>() {
        Ok(q) if possible.contains(&q) => Ok((element, q)),
        _ => Err(format!(
            "{charge} is no oxidation state of {element}; write {} to {}",
            possible.start(),
            possible.end()
        )),
    }
}
